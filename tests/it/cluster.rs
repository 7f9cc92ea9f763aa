//! A PostgreSQL for tests: the one of `CUNWU_TEST_PG`, or a private cluster on a free port, started from the installed binaries as
//! an unprivileged user, and stopped and removed when this process ends, however it ends.
//!
//! Two databases: one whose locale is `C`, and one with the ICU locale `zh-Hans-CN`, which would order text as a dictionary does.
//! Without PostgreSQL a test says what it leaves out; `CUNWU_REQUIRE_PG=1` makes it fail.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests and benches, each of which uses a part"
)]

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use cunwu::store::{Catalog, Migrate, PgOptions, PgStore, Store as _};

/// Which database of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locale {
    /// Text in the order of its bytes.
    C,
    /// Text in the order of a Chinese dictionary (ICU).
    Chinese,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Cluster {
    url: String,
    chinese: Option<String>,
    /// Holds the pipe whose end stops the server.
    keeper: Option<Child>,
    /// Where the data are, of a private cluster.
    pub(crate) data: Option<PathBuf>,
    bin: PathBuf,
    port: u16,
}

fn setting(name: &str) -> Option<String> {
    #[allow(
        clippy::disallowed_methods,
        reason = "whoever runs the tests says where PostgreSQL is, and whether it must be there"
    )]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The server of this process, or why there is none.
pub(crate) fn shared() -> Result<&'static Cluster, &'static str> {
    static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
    SHARED.get_or_init(Cluster::find).as_ref().map_err(String::as_str)
}

/// The server of this process; `None`, said aloud, where there is none and none is required.
pub(crate) fn wanted(what: &str) -> Option<&'static Cluster> {
    found(what, shared())
}

/// A server that one test may kill; `None`, said aloud, where there is none and none is required.
pub(crate) fn private(what: &str) -> Option<Cluster> {
    found(what, Cluster::start(&[]))
}

fn found<C>(what: &str, found: Result<C, impl std::fmt::Display>) -> Option<C> {
    match found {
        Ok(cluster) => Some(cluster),
        Err(missing) => {
            assert!(setting("CUNWU_REQUIRE_PG").is_none_or(|value| value != "1"), "CUNWU_REQUIRE_PG=1, but {missing}");
            let told = format!("left out: {what} ({missing}); apt-get install postgresql\n");
            // Straight to stderr: what a passing test prints is held back by the test runner.
            std::io::stderr().write_all(told.as_bytes()).unwrap();
            None
        }
    }
}

/// A schema name that no other test of this process has.
pub(crate) fn schema() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn ran(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The newest installed server's folder of programs.
fn binaries() -> Result<PathBuf, String> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            let bin = path.join("bin");
            bin.join("initdb").is_file().then_some((version, bin))
        })
        .collect();
    found.sort_unstable();
    if let Some((_, bin)) = found.pop() {
        return Ok(bin);
    }
    let shown = ran(Command::new("pg_config").arg("--bindir")).map_err(|_| "PostgreSQL is not installed".to_owned())?;
    let bin = PathBuf::from(String::from_utf8_lossy(&shown.stdout).trim());
    if bin.join("initdb").is_file() { Ok(bin) } else { Err("PostgreSQL's server is not installed".to_owned()) }
}

/// A command run as a user who may run a server: root may not.
fn unprivileged(program: &Path) -> Result<Command, String> {
    let id = ran(Command::new("id").arg("-u"))?;
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return Ok(Command::new(program));
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| ran(Command::new("id").args(["-u", user])).is_ok());
    let user = user.ok_or("no unprivileged user to run PostgreSQL as")?;
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]).arg(program);
    Ok(command)
}

impl Cluster {
    fn find() -> Result<Self, String> {
        match setting("CUNWU_TEST_PG") {
            Some(url) => {
                let chinese = setting("CUNWU_TEST_PG_ZH");
                Ok(Self { url, chinese, keeper: None, data: None, bin: binaries().unwrap_or_default(), port: 0 })
            }
            None => Self::start(&[]),
        }
    }

    /// Starts a private cluster with these settings beside the usual ones.
    pub(crate) fn start(settings: &[&str]) -> Result<Self, String> {
        let bin = binaries()?;
        let made = ran(unprivileged(Path::new("mktemp"))?.args(["-d", "-t", "cunwu-pg-XXXXXX"]).current_dir("/"))?;
        let data = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
        let mut init = unprivileged(&bin.join("initdb"))?;
        init.args(["-U", "cunwu", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D"]).arg(&data);
        ran(init.current_dir("/"))?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = port.map_err(|error| error.to_string())?.port();
        let mut cluster = Self { url: String::new(), chinese: None, keeper: None, data: Some(data), bin, port };
        cluster.keeper = Some(cluster.keep()?);
        cluster.run(settings)?;
        cluster.url = format!("postgres://cunwu@127.0.0.1:{port}/postgres");
        if cluster.major()? >= 15 {
            let sql =
                "CREATE DATABASE chinese TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-Hans-CN' LOCALE 'C'";
            cluster.sql(sql)?;
            cluster.chinese = Some(format!("postgres://cunwu@127.0.0.1:{port}/chinese"));
        }
        Ok(cluster)
    }

    /// Starts the server of a private cluster, also after it was killed.
    pub(crate) fn run(&self, settings: &[&str]) -> Result<(), String> {
        let data = self.data.as_deref().ok_or("the server is not private")?;
        let mut options = format!("-p {} -h 127.0.0.1 -k {}", self.port, data.display());
        for setting in settings {
            options.extend([" -c ", setting]);
        }
        let mut start = unprivileged(&self.bin.join("pg_ctl"))?;
        start
            .args(["-w", "-t", "60", "-o", &options, "-l"])
            .arg(data.join("server.log"))
            .arg("-D")
            .arg(data)
            .arg("start");
        start.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = start.status().map_err(|error| error.to_string())?;
        if status.success() {
            return Ok(());
        }
        let log = std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
        Err(format!("the private server did not start: {log}"))
    }

    /// Kills the server and all its processes at once, as a power cut would.
    pub(crate) fn kill(&self) -> Result<(), String> {
        let data = self.data.as_deref().ok_or("the server is not private")?;
        let file = std::fs::read_to_string(data.join("postmaster.pid")).map_err(|error| error.to_string())?;
        let pid = file.lines().next().ok_or("no pid")?;
        // The children first: a postmaster that is gone cannot start new ones.
        ran(Command::new("sh").arg("-c").arg(format!("kill -9 {pid} $(ps -o pid= --ppid {pid})")))?;
        // The port and the shared memory are free once every child has gone, too.
        ran(Command::new("sh").arg("-c").arg(format!("while kill -0 {pid} 2>/dev/null; do :; done")))?;
        Ok(())
    }

    /// A process that waits for the end of this one, then stops the server and removes its data.
    fn keep(&self) -> Result<Child, String> {
        let data = self.data.as_deref().ok_or("the server is not private")?;
        let script = format!(
            "trap '' INT TERM; read _; '{}' -D '{}' -m immediate -w stop; rm -rf '{}'",
            self.bin.join("pg_ctl").display(),
            data.display(),
            data.display()
        );
        let mut keeper = unprivileged(Path::new("sh"))?;
        keeper.arg("-c").arg(script).current_dir("/");
        keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        keeper.spawn().map_err(|error| error.to_string())
    }

    fn major(&self) -> Result<u32, String> {
        let shown = ran(Command::new(self.bin.join("postgres")).arg("--version"))?;
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().map_err(|_| text)
    }

    /// Runs SQL through `psql`.
    pub(crate) fn sql(&self, sql: &str) -> Result<String, String> {
        let shown = ran(Command::new(self.bin.join("psql"))
            .args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .arg(&self.url))?;
        Ok(String::from_utf8_lossy(&shown.stdout).into_owned())
    }

    /// The URL of a database; `None` where the server is too old for an ICU locale (before 15).
    pub(crate) fn url(&self, locale: Locale) -> Option<&str> {
        match locale {
            Locale::C => Some(&self.url),
            Locale::Chinese => self.chinese.as_deref(),
        }
    }

    /// An empty, migrated store in a schema of its own.
    pub(crate) async fn store(&self, locale: Locale, catalog: Catalog) -> PgStore {
        let url = self.url(locale).expect("a database of this locale");
        let store = PgStore::new(url, &PgOptions::default().schema(&schema()).connections(4), catalog).unwrap();
        store.migrate(&Migrate::default()).await.unwrap();
        store
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            keeper.wait().expect("the keeper of the private server");
        }
    }
}
