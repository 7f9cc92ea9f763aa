//! A small commit on PostgreSQL is one statement: when it is, what happens when its condition does not hold, and that nobody can tell
//! the difference otherwise.

use std::sync::Arc;

use cunwu::store::conformance::trial::{
    CARD, NOTE, catalog, change, columns, commit_of, create, delete, done, fetched, guarded, head, here, key_write,
    lamp, lamps, log, put_of, refusal, serial, set, unit, verified, wrapped,
};
use cunwu::store::sql::Postgres;
use cunwu::store::{
    Commit, Expect, Filter, Guard, Known, Migrate, Name, Nature, Op, PgOptions, PgStore, Seq, SqlStore, Store,
};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::cluster::{self, Cluster, Locale};
use crate::schema::recorder::{Record, Recorder};

/// More looks than a statement needs to begin to wait.
const LOOKS: usize = 100_000;

fn server() -> Option<&'static Cluster> {
    cluster::wanted("commits in one statement on PostgreSQL")
}

/// Stores over one schema, each with a record of what it sends.
async fn stores<const N: usize>(url: &str) -> (String, [(SqlStore, Record); N]) {
    let schema = cluster::schema();
    let options = PgOptions::default().schema(&schema).connections(4);
    let stores = [(); N].map(|()| {
        let (driver, record) = Recorder::new(Postgres::new(url, &options).unwrap());
        (SqlStore::new(driver, catalog()), record)
    });
    for (store, record) in &stores {
        store.migrate(&Migrate::default()).await.unwrap();
        store.head(here()).await.unwrap();
        record.take();
    }
    (schema, stores)
}

/// How many statements were sent, and whether the first was a commit at once.
fn sent(record: &Record) -> (usize, bool) {
    let sent = record.take();
    (sent.len(), sent.first().is_some_and(|first| first.sql.starts_with("WITH \"Gate\"")))
}

const AT_ONCE: (usize, bool) = (1, true);

#[tokio::test]
async fn whoever_knows_the_head_creates_changes_and_deletes_in_one_statement_each() {
    let Some(cluster) = server() else { return };
    let (_, [(store, record)]) = stores(cluster.url(Locale::C).unwrap()).await;
    done(&store, "one", vec![create("lamp_1", columns(Some("gate"), Some(1)))]).await;
    assert!(!sent(&record).1, "the head is not known yet");

    let mut two = commit_of("two", vec![create("lamp_2", columns(None, None)), create("lamp_3", columns(None, None))]);
    two.keys = vec![key_write(lamp("lamp_2"), "wrapped", None)];
    let gates = Guard::Count { kind: Name::Borrowed("trial.lamp"), filter: Filter::eq("place", "gate"), is: 1 };
    two.guards = vec![Guard::Unchanged(lamp("lamp_1"), Seq::new(1)), Guard::Absent(lamp("lamp_9")), gates];
    let committed = store.commit(&two).await.unwrap();
    assert_eq!((committed.head.seq, committed.repeated, sent(&record)), (Seq::new(2), false, AT_ONCE));
    assert_eq!(head(&store).await, committed.head);
    assert_eq!(wrapped(&store, &lamp("lamp_2")).await.as_deref(), Some("wrapped"));
    record.take();

    let three = vec![change("lamp_1", columns(Some("wall"), None), Seq::new(1)), set("lamp_4", columns(None, None))];
    done(&store, "three", three).await;
    assert_eq!(sent(&record), AT_ONCE);
    let ended = Op::Delete { key: lamp("lamp_3"), expect: Expect::Rev(Seq::new(2)) };
    let four = vec![
        set("lamp_1", columns(Some("pole"), None)),
        set("lamp_2", columns(Some("pole"), None)),
        ended,
        put_of(NOTE, "note_1", vec!["text".into()], Expect::Absent, Nature::Create),
    ];
    done(&store, "four", four).await;
    assert_eq!(sent(&record), AT_ONCE);
    let note = put_of(NOTE, "note_1", vec!["other".into()], Expect::Rev(Seq::new(4)), Nature::Correct);
    let five = guarded(commit_of("five", vec![note]), Guard::HeadAt(Seq::new(4)));
    store.commit(&five).await.unwrap();
    assert_eq!(sent(&record), AT_ONCE);

    // What needs more than one look is written the other way.
    let mut six = commit_of("six", vec![create("lamp_6", columns(None, None))]);
    six.keys = vec![key_write(lamp("lamp_2"), "anew", Some("wrapped"))];
    store.commit(&six).await.unwrap();
    assert!(!sent(&record).1);
    assert_eq!(wrapped(&store, &lamp("lamp_2")).await.as_deref(), Some("anew"));
    for (request, op) in [("seven", delete("lamp_6")), ("eight", Op::Erase { subject: lamp("lamp_4") })] {
        record.take();
        done(&store, request, vec![op]).await;
        assert!(!sent(&record).1);
    }
    assert!(fetched(&store, lamp("lamp_4")).await.is_none() && fetched(&store, lamp("lamp_6")).await.is_none());

    let revs = verified(&store).await.iter().map(|row| row.commit.seq.get()).collect::<Vec<_>>();
    assert_eq!(revs, [1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8]);
    let known = async |seq: i64, place: &str| {
        let query = lamps().filter(Filter::eq("place", place)).known(Known::At(Seq::new(seq)));
        cunwu::store::conformance::trial::found(&store, query).await
    };
    assert_eq!(known(2, "gate").await, ["lamp_1"]);
    assert_eq!(known(3, "wall").await, ["lamp_1"]);
    assert!(known(3, "gate").await.is_empty());
    assert_eq!(known(5, "pole").await, ["lamp_1", "lamp_2"]);
    assert!(fetched(&store, lamp("lamp_3")).await.is_none());
}

#[tokio::test]
async fn a_head_that_others_moved_costs_a_second_try_and_nothing_else() {
    let Some(cluster) = server() else { return };
    let (_, [(one, of_one), (other, of_other)]) = stores(cluster.url(Locale::C).unwrap()).await;
    for turn in 0..6 {
        let (store, record) = if turn % 2 == 0 { (&one, &of_one) } else { (&other, &of_other) };
        let id = format!("lamp_{turn}");
        let committed = done(store, &id, vec![create(&id, columns(None, None))]).await;
        assert_eq!(committed.head.seq, Seq::new(turn + 1));
        let (count, at_once) = sent(record);
        assert!(count > 1 && at_once == (turn > 1), "turn {turn}: {count}");
    }
    verified(&one).await;
    // A head that was read is known as well as one that was written.
    assert_eq!(head(&one).await, head(&other).await);
    of_one.take();
    done(&one, "seen", vec![create("lamp_seen", columns(None, None))]).await;
    assert_eq!(sent(&of_one), AT_ONCE);
}

/// Commits that must be refused where lamps 1 and 2 stand at commit 1, lamp 1 with serial number a, and lamp 3 has a data key.
fn refused() -> Vec<(&'static str, Commit)> {
    let fresh = || vec![create("lamp_new", columns(None, None))];
    let (now, past) = (Seq::new(2), Seq::new(1));
    let under = |guard: Guard| guarded(commit_of("refused", fresh()), guard);
    let mut two_guards = under(Guard::Unchanged(lamp("lamp_1"), past));
    two_guards.guards.push(Guard::Unchanged(lamp("lamp_2"), past));
    let mut keyed = commit_of("refused", fresh());
    keyed.keys = vec![key_write(lamp("lamp_3"), "again", None)];
    let none = Guard::Count { kind: Name::Borrowed("trial.lamp"), filter: Filter::default(), is: 9 };
    vec![
        ("store.guard", under(Guard::Unchanged(lamp("lamp_1"), now))),
        ("store.guard", under(Guard::Unchanged(lamp("lamp_8"), past))),
        ("store.guard", under(Guard::Absent(lamp("lamp_2")))),
        ("store.guard", two_guards),
        ("store.guard", under(Guard::HeadAt(past))),
        ("store.guard", under(none)),
        ("store.expect", commit_of("refused", vec![change("lamp_1", columns(None, None), now)])),
        ("store.expect", commit_of("refused", vec![change("lamp_9", columns(None, None), past)])),
        ("store.expect", commit_of("refused", vec![create("lamp_1", columns(None, None))])),
        ("store.expect", commit_of("refused", vec![delete("lamp_9")])),
        ("store.expect", commit_of("refused", vec![Op::Delete { key: lamp("lamp_2"), expect: Expect::Rev(past) }])),
        ("store.unique", commit_of("refused", vec![create("lamp_new", serial(Some("a")))])),
        ("store.unique", commit_of("refused", vec![set("lamp_2", serial(Some("a")))])),
        ("store.key.exists", keyed),
    ]
}

#[tokio::test]
async fn a_refusal_says_the_same_whether_the_head_was_known_or_not() {
    let Some(cluster) = server() else { return };
    let (_, [(store, record)]) = stores(cluster.url(Locale::C).unwrap()).await;
    let one = vec![create("lamp_1", serial(Some("a"))), create("lamp_2", serial(Some("b")))];
    done(&store, "one", one).await;
    let mut two = commit_of("two", vec![set("lamp_2", serial(Some("b"))), create("lamp_3", serial(None))]);
    two.keys = vec![key_write(lamp("lamp_3"), "wrapped", None)];
    store.commit(&two).await.unwrap();
    let before = log(&store).await;
    for (code, commit) in refused() {
        let known = refusal(code, store.commit(&commit).await);
        assert_eq!(known.code(), code, "{commit:?}");
        let place = store.info().place.clone();
        let options = PgOptions::default().schema(place.split('#').nth(1).unwrap());
        let stranger = PgStore::new(cluster.url(Locale::C).unwrap(), &options, catalog()).unwrap();
        let unknown = refusal(code, stranger.commit(&commit).await);
        assert_eq!(known.to_string(), unknown.to_string());
        assert_eq!(format!("{known:?}"), format!("{unknown:?}"));
    }
    assert_eq!(log(&store).await, before);
    record.take();
    done(&store, "three", vec![create("lamp_new", columns(None, None))]).await;
    assert_eq!(sent(&record), AT_ONCE, "a refusal leaves the head as it was known");
}

#[tokio::test]
async fn a_request_that_was_seen_gets_its_first_result_though_the_head_is_known() {
    let Some(cluster) = server() else { return };
    let (_, [(store, _)]) = stores(cluster.url(Locale::C).unwrap()).await;
    done(&store, "one", vec![create("lamp_1", columns(None, None))]).await;
    let two = commit_of("two", vec![change("lamp_1", columns(Some("gate"), None), Seq::new(1))]);
    let first = store.commit(&two).await.unwrap();
    done(&store, "three", vec![create("lamp_3", columns(None, None))]).await;
    let others = commit_of("two", vec![create("lamp_4", columns(None, None))]);
    for again in [&two, &others] {
        let again = store.commit(again).await.unwrap();
        assert_eq!((again.repeated, again.head), (true, first.head));
    }
    assert_eq!(verified(&store).await.len(), 3);
}

/// Adds one to a counter, however often others are faster; how often it was refused.
async fn count_up(store: &SqlStore, who: usize, turn: usize) -> usize {
    for refused in 0..1_000 {
        let found = fetched(store, lamp("lamp_counter")).await.unwrap();
        let watts: i64 = tally_of(store).await;
        let mut commit = commit_of(
            &format!("{who} {turn}"),
            vec![
                change("lamp_counter", columns(None, Some(watts + 1)), found.rev),
                create(&format!("lamp_{who}_{turn}"), columns(None, None)),
            ],
        );
        commit.keys = vec![key_write(lamp(&format!("lamp_{who}_{turn}")), "wrapped", None)];
        match store.commit(&commit).await {
            Ok(done) => {
                assert!(!done.repeated);
                return refused;
            }
            Err(error) => assert_eq!((error.code(), error.is_conflict()), ("store.expect", true), "{error}"),
        }
    }
    panic!("refused a thousand times");
}

/// What the counter stands at: it is the only lamp with watts.
async fn tally_of(store: &SqlStore) -> i64 {
    let query = cunwu::store::TallyQuery::of("trial.lamp").sum("watts");
    cunwu::store::conformance::trial::tallied(store, &query).await[0].sums[0].total
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stores_that_race_for_one_unit_write_each_commit_once() {
    const WRITERS: usize = 4;
    const TURNS: usize = 25;
    let Some(cluster) = server() else { return };
    let (_, stores) = stores::<2>(cluster.url(Locale::C).unwrap()).await;
    let [one, other] = stores.map(|(store, record)| (Arc::new(store), record));
    done(&*one.0, "counter", vec![create("lamp_counter", columns(None, Some(0)))]).await;
    let writer = |who: usize| {
        let store = Arc::clone(if who.is_multiple_of(2) { &one.0 } else { &other.0 });
        tokio::spawn(async move {
            let mut refused = 0;
            for turn in 0..TURNS {
                refused += count_up(&store, who, turn).await;
            }
            refused
        })
    };
    let writers: Vec<_> = (0..WRITERS).map(writer).collect();
    let mut refused = 0;
    for writer in writers {
        refused += writer.await.unwrap();
    }
    let total = i64::try_from(WRITERS * TURNS).unwrap();
    assert_eq!(tally_of(&one.0).await, total, "refused {refused} times");
    assert_eq!(head(&*other.0).await.seq, Seq::new(total + 1));
    assert_eq!(verified(&*one.0).await.len(), WRITERS * TURNS * 2 + 1);
    let sent: Vec<_> = [one.1, other.1].iter().flat_map(Record::take).map(|sent| sent.sql).collect();
    let at_once = sent.iter().filter(|sql| sql.starts_with("WITH \"Gate\"")).count();
    let locked = sent.iter().filter(|sql| sql.ends_with("FOR UPDATE")).count();
    assert!(at_once > 10 && locked > 10, "{at_once} at once, {locked} locked: both ways raced");
}

/// A host with a transaction of his own, and somebody who sees who waits for it.
struct Host {
    schema: String,
    transaction: PgConnection,
    looking: PgConnection,
}

impl Host {
    /// Lets a commit wait for the host's transaction, which then ends.
    async fn met<T>(&mut self, end: &str, waits: impl Future<Output = T>) -> T {
        let Self { schema, transaction, looking } = self;
        let ends = async {
            let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'cunwu' AND wait_event_type = \
                           'Lock' AND query LIKE 'WITH \"Gate\"%\"' || $1 || '\"%'";
            for _ in 0..LOOKS {
                let count: i64 = sqlx::query_scalar(waiting).bind(&*schema).fetch_one(&mut *looking).await.unwrap();
                if count > 0 {
                    transaction.execute(end).await.unwrap();
                    return;
                }
                tokio::task::yield_now().await;
            }
            panic!("it does not wait");
        };
        tokio::join!(waits, ends).0
    }

    async fn begin(&mut self) {
        self.transaction.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await.unwrap();
    }
}

/// A unit in which the host commits first while a commit at once waits for it: what it saw before is no longer so.
async fn overtaken(url: &str) {
    let schema = cluster::schema();
    let options = PgOptions::default().schema(&schema).connections(2);
    let store = PgStore::new(url, &options, catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    let [transaction, looking] = [(); 2].map(|()| PgConnection::connect(url));
    let mut host = Host { schema, transaction: transaction.await.unwrap(), looking: looking.await.unwrap() };
    done(&store, "one", vec![create("lamp_1", columns(None, None)), create("lamp_2", columns(None, None))]).await;

    // It relies on nothing that the host changes: it goes in behind him.
    host.begin().await;
    let first =
        store.commit_in(&mut host.transaction, &commit_of("host", vec![set("lamp_1", columns(None, Some(1)))])).await;
    let mine = commit_of("mine", vec![create("lamp_3", columns(None, None))]);
    let mine = host.met("COMMIT", store.commit(&mine)).await.unwrap();
    assert_eq!((first.unwrap().head.seq, mine.head.seq, mine.repeated), (Seq::new(2), Seq::new(3), false));

    // It relies on a record that the host changes, or expects one that he deletes, or creates what he creates.
    let guard = Guard::Unchanged(lamp("lamp_1"), Seq::new(2));
    let rev = |seq| Seq::new(seq);
    let cases: [(&str, Op, Commit); 3] = [
        (
            "store.guard",
            change("lamp_1", columns(None, Some(2)), rev(2)),
            guarded(commit_of("guarded", vec![create("lamp_4", columns(None, None))]), guard),
        ),
        ("store.expect", delete("lamp_2"), commit_of("expects", vec![change("lamp_2", columns(None, None), rev(1))])),
        (
            "store.unique",
            create("lamp_5", serial(Some("a"))),
            commit_of("unique", vec![create("lamp_6", serial(Some("a")))]),
        ),
    ];
    for (code, hosts, commit) in cases {
        // The store learns where the head is.
        let before = store.head(here()).await.unwrap();
        host.begin().await;
        store.commit_in(&mut host.transaction, &commit_of(&format!("host of {code}"), vec![hosts])).await.unwrap();
        let refused = host.met("COMMIT", store.commit(&commit)).await.unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(store.head(here()).await.unwrap().seq, before.seq.next());
    }

    // A host that takes everything back is as if he had not been.
    store.head(here()).await.unwrap();
    host.begin().await;
    store.commit_in(&mut host.transaction, &commit_of("undone", vec![delete("lamp_3")])).await.unwrap();
    let kept = commit_of("kept", vec![change("lamp_3", columns(None, Some(3)), mine.head.seq)]);
    host.met("ROLLBACK", store.commit(&kept)).await.unwrap();
    verified(&store).await;
}

#[tokio::test]
async fn a_commit_that_is_overtaken_while_it_waits_goes_in_behind_or_is_refused() {
    let Some(cluster) = server() else { return };
    overtaken(cluster.url(Locale::C).unwrap()).await;
}

#[tokio::test]
async fn so_it_does_in_a_database_whose_own_defaults_are_strict() {
    let Some(cluster) = server() else { return };
    let name = cluster::schema();
    cluster.sql(&format!("CREATE DATABASE {name}")).unwrap();
    cluster.sql(&format!("ALTER DATABASE {name} SET default_transaction_isolation TO 'serializable'")).unwrap();
    cluster.sql(&format!("ALTER DATABASE {name} SET default_transaction_read_only TO on")).unwrap();
    let (server, _) = cluster.url(Locale::C).unwrap().rsplit_once('/').unwrap();
    overtaken(&format!("{server}/{name}")).await;
}

#[tokio::test]
async fn a_database_that_was_set_back_under_a_running_store_is_met_as_it_is() {
    let Some(cluster) = server() else { return };
    let (schema, [(store, record), (other, _)]) = stores(cluster.url(Locale::C).unwrap()).await;
    let set_back = || {
        let table = |name: &str| format!("\"{schema}\".\"{name}\"");
        let (units, commits) = (table("cunwu_unit"), table("cunwu_commit"));
        let older = ["cunwu_log", "cunwu_commit"].map(|name| format!("DELETE FROM {} WHERE seq > 1", table(name)));
        let lamps = format!("DELETE FROM {} WHERE rev > 1", table("trial.lamp"));
        let head = format!("UPDATE {units} SET seq = 1, chain = (SELECT chain FROM {commits})");
        cluster.sql(&[older.join("; "), lamps, head].join("; ")).unwrap();
    };
    done(&store, "one", vec![create("lamp_1", columns(None, None))]).await;
    done(&store, "two", vec![create("lamp_2", columns(None, None))]).await;
    set_back();
    let again = done(&store, "again", vec![create("lamp_again", columns(None, None))]).await;
    assert_eq!(again.head.seq, Seq::new(2));
    assert_eq!(verified(&store).await.len(), 2);
    // Somebody else went on from there: as far, but another way.
    set_back();
    done(&other, "another way", vec![create("lamp_2", columns(None, None))]).await;
    record.take();
    let third = done(&store, "three", vec![create("lamp_3", columns(None, None))]).await;
    assert_eq!((third.head.seq, sent(&record).1), (Seq::new(3), true));
    assert_eq!(verified(&store).await.len(), 3);
}

#[tokio::test]
async fn units_and_large_commits_and_secrets_tell_no_difference() {
    let Some(cluster) = server() else { return };
    let (_, [(store, record)]) = stores(cluster.url(Locale::C).unwrap()).await;
    let card = |id: &str| put_of(CARD, id, vec!["holder".into(), "1.tag".into()], Expect::Absent, Nature::Create);
    done(&store, "one", vec![card("card_1")]).await;
    record.take();
    // Another unit has a head of its own.
    let mut there = commit_of("one", vec![card("card_1")]);
    there.unit = unit(2);
    assert_eq!(store.commit(&there).await.unwrap().head.seq, Seq::new(1));
    assert!(!sent(&record).1);
    // As many as may go at once, and one more.
    for (count, at_once) in [(256, true), (257, false)] {
        let ops = (0..count).map(|number| card(&format!("card_{count}_{number}"))).collect();
        done(&store, &format!("{count}"), ops).await;
        assert_eq!(sent(&record).1, at_once);
    }
    assert_eq!(verified(&store).await.len(), 1 + 256 + 257);
}

#[tokio::test]
async fn a_known_unit_that_another_holds_is_busy_and_then_goes_on() {
    let Some(cluster) = server() else { return };
    let (schema, [(store, _)]) = stores(cluster.url(Locale::C).unwrap()).await;
    done(&store, "one", vec![create("lamp_1", columns(None, None))]).await;
    let url = cluster.url(Locale::C).unwrap();
    let hasty = PgOptions::default().schema(&schema).lock_timeout_ms(1);
    let (driver, record) = Recorder::new(Postgres::new(url, &hasty).unwrap());
    let hasty = SqlStore::new(driver, catalog());
    hasty.head(here()).await.unwrap();
    let mut host = PgConnection::connect(url).await.unwrap();
    host.execute("BEGIN").await.unwrap();
    host.execute(format!("SELECT * FROM \"{schema}\".cunwu_unit FOR UPDATE").as_str()).await.unwrap();
    let two = commit_of("two", vec![create("lamp_2", columns(None, None))]);
    record.take();
    let error = hasty.commit(&two).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable(), sent(&record)), ("store.busy", true, AT_ONCE));
    host.execute("ROLLBACK").await.unwrap();
    assert!(!hasty.commit(&two).await.unwrap().repeated);
    assert_eq!(sent(&record), AT_ONCE);
}
