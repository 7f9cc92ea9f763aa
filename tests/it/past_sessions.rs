//! 当时 A session asks what was known at a commit or an instant, and what changed in between.

use cunwu::access::{Actor, FixedClock, MemoryKeyRing, Purpose, SeededIds};
use cunwu::ledger::{Means, Nature, Seq, Side, Village, catalog};
use cunwu::model::{Cooperative, CooperativeFigures};
use cunwu::schema::Secret;
use cunwu::store::{Filter, MemoryStore, TallyQuery, select};
use cunwu::value::{CreditCode, Day, Instant, Phone, Plain, Text};

#[tokio::test]
async fn a_session_asks_the_past_and_versions_name_what_changed() {
    let day: Day = "2023-06-30".parse().unwrap();
    let means = Means::new(MemoryKeyRing::default()).unwrap();
    let means = means.clock(FixedClock::on(day)).ids(SeededIds::new(1, 1_688_000_000_000));
    let unit = "unit_01k3d0n6hwa000000000000000".parse().unwrap();
    let village = Village::open(MemoryStore::new(catalog().unwrap()), unit, means).await.unwrap();
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("核对历史"));
    let stated = CooperativeFigures { households: None, registered: Vec::new(), houses: None, representatives: None };
    let phone = |number: &str| Some(Secret::open(Phone::parse(number).unwrap()));
    let first = Cooperative {
        id: clerk.mint(),
        name: Text::parse("东华一社").unwrap(),
        credit_code: CreditCode::parse("N2440118MF1234567U").unwrap(),
        registrar: None,
        registered: None,
        head: None,
        deputy: None,
        phone: phone("13800138000"),
        parent: None,
        stated,
    };
    let id = first.id;
    let made = clerk.cooperatives().create(first.clone()).await.unwrap().unwrap().head;
    let renamed = Cooperative { name: Text::parse("东华第一社").unwrap(), phone: phone("13900139000"), ..first };
    clerk.cooperatives().correct(renamed, made.seq, "核对登记证").await.unwrap();

    let then = clerk.as_of(made.seq);
    let room = then.kind::<Cooperative>();
    assert_eq!(room.get(id).await.unwrap().unwrap().name.as_str(), "东华一社");
    assert_eq!(room.all().await.unwrap().len(), 1);
    assert_eq!(room.find(&select::<Cooperative>()).await.unwrap().records[0].rev, made.seq);
    assert_eq!(room.count(Filter::default()).await.unwrap(), 1);
    assert_eq!(room.tally(&TallyQuery::of("cooperative")).await.unwrap()[0].count, 1);
    assert_eq!(then.held().await.unwrap().all::<Cooperative>()[0].name.as_str(), "东华一社");
    // The past record of somebody who was not erased still opens, with the key of now.
    let open = room.reveal(&[id]).await.unwrap().remove(0);
    assert_eq!(open.phone.unwrap().get().unwrap().as_str(), "13800138000");
    assert_eq!(clerk.as_of(Seq::ZERO).kind::<Cooperative>().count(Filter::default()).await.unwrap(), 0);
    let beyond = clerk.as_of(Seq::new(99)).kind::<Cooperative>().get(id).await.unwrap_err();
    assert_eq!(beyond.code(), "store.known.future");
    let noon = Instant::start_of(day).plus_micros(86_000_000_000);
    assert_eq!(clerk.at(Instant::start_of(day.plus_days(-1))).await.unwrap().seq(), Seq::ZERO);
    assert!(clerk.at(noon).await.unwrap().seq() > made.seq);

    let history = clerk.cooperatives().history(id).await.unwrap();
    assert_eq!(history.iter().map(|version| version.nature).collect::<Vec<_>>(), [Nature::Create, Nature::Correct]);
    assert_eq!(history[1].commit.reason.as_deref(), Some("核对登记证"));
    let changed = history[1].changes(Some(&history[0])).unwrap();
    let paths: Vec<_> = changed.iter().map(|change| &*change.path).collect();
    assert_eq!(paths, ["/name", "/phone"]);
    assert_eq!(changed[0].before, Side::Value("东华一社".into()));
    assert_eq!((&changed[1].before, &changed[1].after), (&Side::Sealed, &Side::Sealed));
    assert!(!format!("{changed:?}").contains("东华"), "what is printed names fields, not values");
    let all = history[0].changes(None).unwrap();
    assert!(all.iter().all(|change| change.before == Side::Absent) && all.len() > 3);
}
