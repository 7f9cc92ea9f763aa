//! 进程 Other processes: this test binary started again to play one role.
//!
//! The role is told through the environment; what it has to say goes to its standard error, line by line, because the test runner
//! writes to the standard output.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use cunwu::store::sql::{PgOptions, Postgres, Sqlite, SqliteOptions};
use cunwu::store::{Catalog, Migrate, Seq, SqlStore, Store};

use super::faulty::{Fault, Faulty};
use super::goods::{self, Which};

/// Role, a tab, and what it is told.
const ROLE: &str = "CUNWU_TEST_ROLE";
/// How many tasks commit at once.
pub(crate) const TASKS: u32 = 8;
/// The user and the group that own nothing.
const NOBODY: u32 = 65_534;
/// More turns than any parent waits for.
const TURNS: u32 = 100_000;

/// Another process, killed at the latest when dropped.
#[derive(Debug)]
pub(crate) struct Other {
    child: Child,
    lines: BufReader<ChildStderr>,
}

impl Other {
    /// Starts a role.
    pub(crate) fn start(role: &str, told: &str) -> Self {
        Self::run(Command::new(std::env::current_exe().unwrap()), role, told)
    }

    /// Starts a role as somebody whom file modes bind, which they do not for an administrator: then as the user of nobody.
    pub(crate) fn bound_by_modes(role: &str, told: &str, folder: &Path) -> Self {
        let mut program = std::env::current_exe().unwrap();
        let administrator = std::fs::metadata("/proc/self").unwrap().uid() == 0;
        if administrator {
            // Where nobody may enter the folder of the build.
            let copy = folder.join("it");
            if !copy.exists() && std::fs::hard_link(&program, &copy).is_err() {
                std::fs::copy(&program, &copy).unwrap();
            }
            program = copy;
        }
        let mut command = Command::new(program);
        if administrator {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir("/");
        Self::run(command, role, told)
    }

    /// Starts a role that may write no file beyond a megabyte or two: the system refuses it, as a full disk does.
    pub(crate) fn short_of_room(role: &str, told: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
        Self::run(command, role, told)
    }

    fn run(mut command: Command, role: &str, told: &str) -> Self {
        let mut child = command
            .args(["endurance::process::a_role_is_played_or_refused", "--exact", "--test-threads=1"])
            .env(ROLE, format!("{role}\t{told}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        Self { child, lines }
    }

    /// The next whole line, `None` when there is none any more.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.strip_suffix('\n').map(str::to_owned)
    }

    /// Lets it go on: it reads its standard input to the end.
    pub(crate) fn go(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Kills it without a warning and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it ends by itself; whether it did so well.
    pub(crate) fn end(mut self) -> bool {
        self.go();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // Gone already, or gone now.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a line `ack TASK TURN SEQ` acknowledges.
pub(crate) fn acknowledged(run: u32, line: &str) -> (Which, Seq) {
    let numbers: Vec<i64> =
        line.strip_prefix("ack ").unwrap_or_else(|| panic!("{line}")).split(' ').map(|n| n.parse().unwrap()).collect();
    let [task, turn, seq] = numbers[..] else { panic!("{line}") };
    (Which { run, task: u32::try_from(task).unwrap(), turn: u32::try_from(turn).unwrap() }, Seq::new(seq))
}

/// Says one line, in one write.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

fn wait_to_go() {
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// An SQLite file that waits for nobody.
pub(crate) fn impatient(path: &Path) -> SqlStore {
    let options = SqliteOptions::default().wait(Duration::ZERO);
    SqlStore::new(Sqlite::open_with(path, options).unwrap(), goods::catalog())
}

/// The store of a place: a path, or the URL of a database, `#` and a schema.
pub(crate) fn open_at(place: &str, catalog: Catalog) -> SqlStore {
    match place.split_once('#') {
        Some((url, schema)) if url.starts_with("postgres://") => {
            let options = PgOptions::default().schema(schema).connections(4);
            SqlStore::new(Postgres::new(url, &options).unwrap(), catalog)
        }
        _ => SqlStore::sqlite(place, catalog).unwrap(),
    }
}

/// Plays a role; `None` when there is none of that name.
fn play(role: &str, told: &str) -> Option<()> {
    match role {
        "commit" => commit(told),
        "hold" => hold(told),
        "migrate" => migrate(told),
        "try" => try_to_write(told),
        "die" => die(told),
        "fill" => fill(told),
        _ => return None,
    }
    Some(())
}

/// Commits with eight tasks until it is killed, and says `ack TASK TURN SEQ` of each commit that was acknowledged; a task whose
/// commit fails says why and ends.
fn commit(told: &str) {
    let (run, place) = told.split_once(' ').unwrap();
    let run: u32 = run.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = std::sync::Arc::new(open_at(place, goods::catalog()));
        store.migrate(&Migrate::default()).await.unwrap();
        let one = |task| {
            let store = std::sync::Arc::clone(&store);
            async move {
                for turn in 0..TURNS {
                    match store.commit(&Which { run, task, turn }.commit(200)).await {
                        Ok(done) => say(&format!("ack {task} {turn} {}", done.head.seq)),
                        Err(error) => return say(&format!("error {}", error.code())),
                    }
                }
            }
        };
        let tasks: Vec<_> = (0..TASKS).map(|task| tokio::spawn(one(task))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

/// Holds the write lock of a file until it may go on.
fn hold(path: &str) {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    say("held");
    wait_to_go();
    raw.execute_batch("ROLLBACK").unwrap();
}

/// Migrates to the crate's own catalog once it may go on, and says what was done.
fn migrate(place: &str) {
    let store = open_at(place, cunwu::ledger::catalog().unwrap());
    say("ready");
    wait_to_go();
    let done = block(store.migrate(&Migrate::default())).unwrap();
    say(&format!("migrated {} kinds", done.kinds.len()));
}

/// Tries to open a file, to read and to write, and says what came of each: `ok`, or the code of the error.
fn try_to_write(path: &str) {
    let came = |what: &str, code: Option<&str>| say(&format!("{what} {}", code.unwrap_or("ok")));
    let options = SqliteOptions::default().wait(Duration::ZERO);
    let driver = Sqlite::open_with(path, options);
    came("open", driver.as_ref().err().map(cunwu::Error::code));
    let Ok(driver) = driver else { return };
    let store = SqlStore::new(driver, goods::catalog());
    block(async {
        let read = store.head(goods::unit(0)).await;
        came("read", read.as_ref().err().map(cunwu::Error::code));
        let written = store.commit(&Which { run: 1, task: 0, turn: 0 }.commit(60)).await;
        came("write", written.as_ref().err().map(cunwu::Error::code));
    });
}

/// Commits until that is refused, and says `ack TASK TURN SEQ` of each commit, then the code of the error, then whether it still reads.
fn fill(path: &str) {
    let store = SqlStore::sqlite(path, goods::catalog()).unwrap();
    block(async {
        store.migrate(&Migrate::default()).await.unwrap();
        for turn in 0..1000 {
            match store.commit(&Which { run: 0, task: 0, turn }.commit(20_000)).await {
                Ok(done) => say(&format!("ack 0 {turn} {}", done.head.seq)),
                Err(error) => {
                    say(error.code());
                    let head = store.head(goods::unit(0)).await.unwrap();
                    assert_eq!(head.seq.get(), i64::from(turn), "what was refused is not there");
                    return;
                }
            }
        }
    });
}

/// Migrates and commits once over a driver that takes the process with it at one of its steps.
fn die(told: &str) {
    let (step, path) = told.split_once(' ').unwrap();
    let driver = Faulty::new(Sqlite::open(path).unwrap(), Fault::Abort);
    driver.at(step.parse().unwrap());
    let store = SqlStore::new(driver, goods::catalog());
    block(async {
        store.migrate(&Migrate::default()).await.unwrap();
        let done = store.commit(&Which { run: 0, task: 0, turn: 0 }.commit(60)).await.unwrap();
        say(&format!("ack 0 0 {}", done.head.seq));
    });
}

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Started by other tests with a role; by itself it shows that an unknown role is refused, so that none is skipped in silence.
#[test]
#[allow(clippy::disallowed_methods, reason = "a process may read what its parent tells it")]
fn a_role_is_played_or_refused() {
    let Ok(task) = std::env::var(ROLE) else {
        assert_eq!(play("nobody", ""), None);
        return;
    };
    let (role, told) = task.split_once('\t').unwrap();
    play(role, told).unwrap_or_else(|| panic!("there is no role {role}"));
}
