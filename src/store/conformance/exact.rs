//! Cases of content: what is written comes back bit by bit.

use super::trial::{
    CARD, LAMP, NOTE, columns, commit_of, create, done, fetched, found, here, lamp, lamps, paged, put_body, salt,
    tallied, verified,
};
use crate::schema::{Key, Value};
use crate::store::{Content, Expect, Filter, LogQuery, Nature, Op, Origin, Query, Salt, Store, TallyQuery};
use crate::value::Instant;

/// Text that some databases change.
const TEXTS: [&str; 19] = [
    "",
    " ",
    "  two  ",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "\n\r\t",
    "\u{1}\u{1f}\u{7f}\u{85}",
    "%_*?[a-z]",
    "$1 :a @b ?1",
    "; DROP TABLE x; --",
    "é",
    "e\u{301}",
    "广州市天河区新塘街道",
    "\u{20000}😀\u{10ffff}",
    "\u{feff}bom",
    "\u{ffff}\u{d7ff}\u{e000}",
];

fn note(id: &str, text: &str, body: &str) -> Op {
    let key = Key::new(NOTE.name, id);
    let content =
        Content { version: 1, subject: key.clone(), salt: salt(), columns: vec![text.into()], body: body.into() };
    put_body(NOTE, key, content, Expect::Absent, Nature::Create)
}

/// Text in columns and bodies *must* come back byte by byte, be found by its own filter, and be told from what merely looks like it.
pub async fn text_comes_back_byte_by_byte(store: &dyn Store) {
    let body = |text: &str| serde_json::json!({ "text": text, "escaped": "\u{0}" }).to_string();
    let id = |number: usize| format!("note_{number:02}");
    done(store, "fill", TEXTS.iter().enumerate().map(|(number, text)| note(&id(number), text, &body(text))).collect())
        .await;
    for (number, text) in TEXTS.iter().enumerate() {
        let record = fetched(store, Key::new(NOTE.name, &id(number))).await.unwrap();
        assert_eq!(&*record.body, body(text), "{text:?}");
        assert_eq!(
            found(store, Query::of(NOTE.name).filter(Filter::eq("text", *text))).await,
            [id(number)],
            "{text:?}"
        );
    }
    let log = verified(store).await;
    let logged: Vec<_> = log.iter().map(|row| row.content.as_ref().unwrap().columns[0].clone()).collect();
    assert_eq!(logged, TEXTS.map(Value::from));
    let groups = tallied(store, &TallyQuery::of(NOTE.name).by("text")).await;
    assert_eq!(groups.len(), TEXTS.len(), "texts that merely look alike are groups of their own");
}

/// Empty text *must* be a value, not null.
pub async fn empty_text_is_not_null(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(Some(""), None)), create("lamp_2", columns(None, None))]).await;
    assert_eq!(found(store, lamps().filter(Filter::is_null("place"))).await, ["lamp_2"]);
    assert_eq!(found(store, lamps().filter(Filter::eq("place", ""))).await, ["lamp_1"]);
    assert_eq!(found(store, lamps().order("by_place")).await, ["lamp_2", "lamp_1"]);
    let log = verified(store).await;
    assert_eq!(log[0].content.as_ref().unwrap().columns[0], Value::from(""));
}

/// Long text *must* not be cut, in columns and in bodies.
pub async fn long_text_is_not_cut(store: &dyn Store) {
    let text = "村".repeat(40_000);
    let body = format!("{{\"text\":\"{}\"}}", "务\\n".repeat(300_000));
    done(store, "one", vec![note("note_1", &text, &body)]).await;
    assert!(*fetched(store, Key::new(NOTE.name, "note_1")).await.unwrap().body == *body, "the body was changed");
    let content = verified(store).await.remove(0).content.unwrap();
    assert!(content.columns == [Value::from(&*text)] && *content.body == *body, "the content in the log was changed");
    assert_eq!(found(store, Query::of(NOTE.name).filter(Filter::eq("text", &*text))).await, ["note_1"]);
}

/// A body *must* come back as it was written, not as its JSON could be written too.
pub async fn a_body_is_not_rewritten(store: &dyn Store) {
    let bodies = [
        "{\"b\":1,\"a\":2,\"b\":3}",
        "{ \"a\" : 1.0 }",
        "[1e3, 1E+3, 0.10, -0]",
        "\"\\u4e1c\\/\"",
        "{\"a\":12345678901234567890123}",
        "null",
    ];
    let ops = bodies.iter().enumerate().map(|(number, body)| note(&format!("note_{number}"), "x", body)).collect();
    done(store, "fill", ops).await;
    let page = store.query(here(), &Query::of(NOTE.name)).await.unwrap();
    let found: Vec<&str> = page.records.iter().map(|record| &*record.body).collect();
    assert_eq!(found, bodies);
    verified(store).await;
}

/// Whole numbers *must* be exact at the bounds of 64 bits: in columns, filters, orders and groups.
pub async fn numbers_are_exact_at_the_bounds(store: &dyn Store) {
    let numbers =
        [i64::MIN, i64::MIN + 1, -(1 << 53) - 1, -(1 << 53), -1, 0, 1, 1 << 53, (1 << 53) + 1, i64::MAX - 1, i64::MAX];
    let op = |(place, number): (usize, &i64)| create(&format!("lamp_{:02}", 50 - place), columns(None, Some(*number)));
    done(store, "fill", numbers.iter().enumerate().map(op).collect()).await;
    for (place, number) in numbers.iter().enumerate() {
        let id = format!("lamp_{:02}", 50 - place);
        assert_eq!(found(store, lamps().filter(Filter::eq("watts", *number))).await, [id]);
        let below = lamps().filter(Filter::Lt("watts".into(), (*number).into()));
        assert_eq!(found(store, below).await.len(), place, "below {number}");
    }
    let ids: Vec<String> = (0..numbers.len()).map(|place| format!("lamp_{:02}", 50 - place)).collect();
    assert_eq!(paged(store, lamps().order("by_watts").limit(1)).await, ids);
    let groups = tallied(store, &TallyQuery::of(LAMP.name).by("watts")).await;
    assert_eq!(groups.iter().map(|row| row.group[0].clone()).collect::<Vec<_>>(), numbers.map(Value::Int));
    verified(store).await;
}

/// Who, when, why, what for and from where *must* come back as they were committed, to the microsecond.
pub async fn meta_comes_back_to_the_microsecond(store: &dyn Store) {
    let mut expected = Vec::new();
    for (number, micros) in
        [-62_135_596_800_i64, -1, 0, 1, 1_700_000_000_000_001, 1_700_000_000_999_999].into_iter().enumerate()
    {
        let mut commit =
            commit_of(&format!("请求 {number} '\\"), vec![create(&format!("lamp_{number}"), columns(None, None))]);
        commit.meta.at = Instant::from_micros(micros);
        commit.meta.actor = TEXTS[number + 4].into();
        commit.meta.purpose = "用途 \u{20000}".into();
        commit.meta.reason = [None, Some(""), Some("因为 'so'")][number % 3].map(Into::into);
        commit.meta.origin = Origin {
            replica: "r'1".into(),
            branch: "支".into(),
            base: if number == 0 { "".into() } else { "b".into() },
        };
        assert_eq!(store.commit(&commit).await.unwrap().head.at, Some(commit.meta.at));
        expected.push(commit.meta);
    }
    for (row, meta) in verified(store).await.iter().zip(&expected) {
        let info = &row.commit;
        assert_eq!(
            (&info.request, &info.actor, &info.purpose, &info.reason),
            (&meta.request, &meta.actor, &meta.purpose, &meta.reason)
        );
        assert_eq!((info.at, &info.origin), (meta.at, &meta.origin));
    }
}

/// Every part of a version *must* come back from the log: columns, subject, salt, version, digest.
pub async fn content_comes_back_whole(store: &dyn Store) {
    let values = vec!["东门".into(), i64::MIN.into(), false.into(), "2023-06-30".into(), Value::Null, "s'1".into()];
    let content = Content {
        version: 1,
        subject: Key::new("trial.card", "some/one's \"card\""),
        salt: Salt::from_bytes([0, 255, 39, 92, 10, 13, 1, 2, 3, 4, 5, 6, 7, 8, 9, 128]),
        columns: values,
        body: "{\"a\":\"b\"}".into(),
    };
    let op = put_body(LAMP, lamp("lamp_1"), content.clone(), Expect::Absent, Nature::Correct);
    done(store, "one", vec![op.clone()]).await;
    let row = verified(store).await.remove(0);
    let Op::Put(put) = op else { panic!("the operation is a put") };
    assert_eq!((row.digest, row.nature, row.key), (put.digest, Nature::Correct, put.key));
    assert_eq!(row.content, Some(content));
    for version in 1..=3 {
        let key = Key::new(CARD.name, &format!("card_{version}"));
        let columns = vec![Value::Null; 2];
        let content = Content { version, subject: key.clone(), salt: salt(), columns, body: "{}".into() };
        let op = put_body(CARD, key.clone(), content, Expect::Absent, Nature::Create);
        done(store, &format!("version {version}"), vec![op]).await;
        assert_eq!(fetched(store, key).await.unwrap().version, version);
    }
}

/// An id *must* be any text without NUL, told apart byte by byte.
pub async fn ids_are_any_text(store: &dyn Store) {
    let ids =
        ["a", "A", "a ", " a", "a'b", "a\"b", "a\\b", "a/b", "a%", "a_", "é", "e\u{301}", "东", "😀", "\n", "a;b"];
    done(store, "fill", ids.map(|id| create(id, columns(None, None))).to_vec()).await;
    for id in ids {
        assert_eq!(fetched(store, lamp(id)).await.map(|record| record.key), Some(lamp(id)), "{id:?}");
        assert_eq!(store.log(here(), &LogQuery::of(lamp(id))).await.unwrap().len(), 1, "{id:?}");
    }
    let mut sorted = ids;
    sorted.sort_unstable();
    assert_eq!(paged(store, lamps().limit(3)).await, sorted);
    for id in ids {
        done(store, &format!("delete {id}"), vec![super::trial::delete(id)]).await;
    }
    assert!(found(store, lamps()).await.is_empty());
}
