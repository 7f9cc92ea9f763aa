//! Cases of what was known at a commit.

use super::trial::{
    CARD, LAMP, change, columns, create, delete, done, found, here, lamps, page, paged, put_of, serial, set,
};
use crate::store::{Expect, Filter, Known, Nature, Query, Seq, Store};

fn at(seq: i64) -> Query {
    lamps().known(Known::At(Seq::new(seq)))
}

/// A page as of a commit *must* show what was stored after it, with the revisions of then.
pub async fn a_page_may_be_asked_as_of_a_commit(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await;
    done(store, "two", vec![create("lamp_2", columns(Some("a"), None))]).await;
    done(store, "three", vec![change("lamp_1", columns(Some("b"), None), Seq::new(1))]).await;
    let a = |seq| at(seq).filter(Filter::eq("place", "a"));
    assert!(found(store, a(0)).await.is_empty());
    assert_eq!(found(store, a(1)).await, ["lamp_1"]);
    assert_eq!(found(store, a(2)).await, ["lamp_1", "lamp_2"]);
    assert_eq!(found(store, a(3)).await, ["lamp_2"]);
    let page = page(store, &a(1)).await;
    assert_eq!((page.records[0].rev, page.seq), (Seq::new(1), Seq::new(3)));
    assert!(page.records[0].body.contains("\\\"a\\\""), "the body of then: {}", page.records[0].body);
}

/// Every version *must* be known from its commit until the next, and only then.
pub async fn each_version_is_known_while_it_held(store: &dyn Store) {
    for number in 1..=10 {
        let ops = match number {
            4 | 8 => vec![delete("lamp_1"), set("lamp_2", columns(None, Some(number)))],
            _ => vec![set("lamp_1", columns(None, Some(number))), set("lamp_2", columns(None, Some(number)))],
        };
        done(store, &format!("{number}"), ops).await;
    }
    for seq in 1..=10 {
        let expected = if matches!(seq, 4 | 8) { vec!["lamp_2"] } else { vec!["lamp_1", "lamp_2"] };
        let then = page(store, &at(seq)).await;
        assert_eq!(super::trial::ids(&then.records), expected, "as of {seq}");
        assert!(then.records.iter().all(|record| record.rev == Seq::new(seq)), "as of {seq}: {:?}", then.records);
        assert_eq!(found(store, at(seq).filter(Filter::eq("watts", seq))).await, expected, "as of {seq}");
        assert!(found(store, at(seq).filter(Filter::eq("watts", seq - 1))).await.is_empty(), "as of {seq}");
    }
}

/// Pages as of a commit *must* meet each record of then exactly once, whatever is committed between them.
pub async fn pages_of_the_past_do_not_move(store: &dyn Store) {
    let op =
        |number: i64| create(&format!("lamp_{number:02}"), columns((number % 3 == 0).then_some("x"), Some(number % 5)));
    done(store, "fill", (0..30).map(op).collect()).await;
    for (order, descending) in [("id", false), ("by_place", false), ("by_watts", true)] {
        let query = Query { descending, ..at(1).order(order) };
        let whole = found(store, query.clone()).await;
        assert_eq!(whole.len(), 30);
        let mut paged = query.clone().limit(4);
        let mut met = Vec::new();
        for turn in 0..20 {
            let page = page(store, &paged).await;
            met.extend(page.records.iter().map(|record| record.key.id.to_string()));
            paged.after = page.next;
            if paged.after.is_none() {
                break;
            }
            let ops = (0..30)
                .filter(|number| (number + turn) % 2 == 0)
                .map(|number| set(&format!("lamp_{number:02}"), columns(Some("y"), Some(turn))));
            done(
                store,
                &format!("{order} {turn}"),
                ops.chain([create(&format!("{order}_{turn}"), columns(None, None))]).collect(),
            )
            .await;
        }
        assert_eq!(met, whole, "{order}");
        assert_eq!(found(store, query).await, whole, "{order}");
    }
}

/// Before the first commit there *must* be nothing, and the past *must* be ordered and filtered like the present.
pub async fn the_past_is_ordered_and_filtered_like_the_present(store: &dyn Store) {
    super::trial::five_lamps(store).await;
    let queries = [
        lamps().order("by_place"),
        lamps().order("by_watts").descending(),
        lamps().order("by_place").filter(Filter::eq("place", "gate").negate()),
        lamps().filter(Filter::starts_with("place", "东")),
        lamps().filter(Filter::valid_on("from", "until", crate::value::Day::of(2023, 2, 1).unwrap())),
    ];
    let mut before = Vec::new();
    for query in &queries {
        before.push(found(store, query.clone()).await);
        assert!(found(store, query.clone().known(Known::At(Seq::ZERO))).await.is_empty());
    }
    let all = (1..=5).map(|number| set(&format!("lamp_{number}"), columns(Some("z"), Some(number))));
    done(store, "change", all.collect()).await;
    done(store, "end", (1..=5).map(|number| delete(&format!("lamp_{number}"))).collect()).await;
    for (query, before) in queries.into_iter().zip(before) {
        let then = query.known(Known::At(Seq::new(1)));
        assert_eq!(&found(store, then.clone()).await, &before, "{then:?}");
        assert_eq!(paged(store, then.limit(1)).await, before);
    }
}

/// Deleting *must* keep what was known before, and a record made anew *must* not hide it.
pub async fn a_deleted_record_is_gone_but_known_before(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await;
    done(store, "two", vec![super::trial::delete("lamp_1")]).await;
    assert_eq!(found(store, at(1)).await, ["lamp_1"]);
    assert!(found(store, at(2)).await.is_empty());
    assert!(found(store, lamps()).await.is_empty());
    done(store, "three", vec![create("lamp_1", columns(Some("b"), None))]).await;
    assert_eq!(found(store, at(1).filter(Filter::eq("place", "a"))).await, ["lamp_1"]);
    assert!(found(store, at(2)).await.is_empty());
    assert_eq!(found(store, at(3).filter(Filter::eq("place", "b"))).await, ["lamp_1"]);
}

/// Asking as of the head *must* be asking for now.
pub async fn as_of_the_head_is_now(store: &dyn Store) {
    super::trial::five_lamps(store).await;
    done(store, "two", vec![set("lamp_1", columns(None, None)), delete("lamp_2")]).await;
    for order in ["id", "by_place", "by_watts"] {
        let now = page(store, &lamps().order(order)).await;
        assert_eq!(page(store, &at(2).order(order)).await, now, "{order}");
    }
}

/// Values that are unique now *must* not hide what was known with the same value before.
pub async fn a_unique_value_may_have_been_anothers_before(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", serial(Some("a")))]).await;
    done(store, "two", vec![set("lamp_1", serial(Some("b"))), create("lamp_2", serial(Some("a")))]).await;
    done(store, "three", vec![delete("lamp_2"), set("lamp_1", serial(Some("a")))]).await;
    for (seq, holder) in [(1, "lamp_1"), (2, "lamp_2"), (3, "lamp_1")] {
        assert_eq!(found(store, at(seq).filter(Filter::eq("serial", "a"))).await, [holder], "as of {seq}");
    }
}

/// Each kind *must* have a past of its own.
pub async fn kinds_have_pasts_of_their_own(store: &dyn Store) {
    let card = |holder: &str| put_of(CARD, "one", vec![holder.into(), "tag".into()], Expect::Any, Nature::Change);
    done(store, "one", vec![card("a"), put_of(LAMP, "one", columns(Some("a"), None), Expect::Any, Nature::Change)])
        .await;
    done(store, "two", vec![card("b")]).await;
    done(store, "three", vec![delete("one")]).await;
    let cards = |seq| Query::of(CARD.name).order("number_tag").known(Known::At(Seq::new(seq)));
    assert_eq!(found(store, cards(1).filter(Filter::eq("holder", "a"))).await, ["one"]);
    assert_eq!(found(store, cards(3).filter(Filter::eq("holder", "b"))).await, ["one"]);
    assert_eq!(found(store, at(2)).await, ["one"]);
    assert!(found(store, at(3)).await.is_empty());
    assert!(store.query(here(), &cards(3)).await.unwrap().records[0].rev == Seq::new(2));
}
