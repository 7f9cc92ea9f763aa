//! Cases of orders, pages and cursors.

use super::trial::{
    NOTE, change, columns, create, delete, done, five_lamps, found, here, lamps, page, paged, refusal, serial, set,
    unit,
};
use crate::store::{Filter, Known, Query, Seq, Store};

async fn hundred(store: &dyn Store) {
    let op = |number: i64| {
        let place = (number % 3 != 0).then(|| format!("p{}", number % 5));
        let watts = (number % 4 != 0).then_some(number % 7);
        create(&format!("lamp_{number:03}"), columns(place.as_deref(), watts))
    };
    done(store, "a hundred lamps", (0..100).map(op).collect()).await;
}

/// Records *must* come in the declared order, nulls first, text by bytes; backwards when asked.
pub async fn text_is_ordered_by_bytes_and_nulls_come_first(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(found(store, lamps().order("by_place")).await, ["lamp_3", "lamp_5", "lamp_4", "lamp_1", "lamp_2"]);
    let back = lamps().order("by_place").descending();
    assert_eq!(found(store, back).await, ["lamp_2", "lamp_1", "lamp_4", "lamp_5", "lamp_3"]);
    assert_eq!(found(store, lamps().order("by_watts")).await, ["lamp_4", "lamp_5", "lamp_3", "lamp_1", "lamp_2"]);
}

/// Text *must* be ordered by its bytes where a locale, a fold of case or UTF-16 would order otherwise.
pub async fn no_locale_orders_text(store: &dyn Store) {
    let by_bytes = ["", " a", "-a", "A", "Z", "_", "a", "aa", "b", "é", "中", "东", "\u{ffff}", "\u{10000}", "😀"];
    let mut sorted = by_bytes;
    sorted.sort_unstable();
    let op = |(number, place): (usize, &&str)| create(&format!("lamp_{:02}", 50 - number), columns(Some(place), None));
    done(store, "fill", sorted.iter().enumerate().map(op).collect()).await;
    let expected: Vec<String> = (0..sorted.len()).map(|number| format!("lamp_{:02}", 50 - number)).collect();
    assert_eq!(found(store, lamps().order("by_place")).await, expected);
    let greater = lamps().order("by_place").filter(Filter::Gt("place".into(), "\u{ffff}".into()));
    assert_eq!(found(store, greater).await.len(), 2, "what lies beyond U+FFFF is greater");
}

/// Ids *must* be ordered by bytes, and *must* break the ties of every order, backwards too.
pub async fn ids_break_ties(store: &dyn Store) {
    let ids = ["lamp_2", "lamp_10", "lamp_B", "lamp_a", "lamp_é", "lamp_-"];
    done(store, "fill", ids.map(|id| create(id, columns(Some("same"), Some(1)))).to_vec()).await;
    let mut sorted = ids;
    sorted.sort_unstable();
    for order in ["id", "by_place", "by_watts"] {
        assert_eq!(found(store, lamps().order(order)).await, sorted, "{order}");
        let mut back = found(store, lamps().order(order).descending()).await;
        back.reverse();
        assert_eq!(back, sorted, "{order} backwards");
    }
}

/// Following the cursor *must* meet each record exactly once, in every order, either way, with pages of any size.
pub async fn pages_meet_each_record_once_in_both_directions(store: &dyn Store) {
    hundred(store).await;
    for order in ["id", "by_place", "by_watts", "by_serial"] {
        for size in [1, 7, 99, 100] {
            let whole = found(store, lamps().order(order)).await;
            assert_eq!(whole.len(), 100);
            let forth = paged(store, lamps().order(order).limit(size)).await;
            let mut back = paged(store, lamps().order(order).limit(size).descending()).await;
            back.reverse();
            assert_eq!((&forth, &back), (&whole, &whole), "{order} by {size}");
            let then = paged(store, lamps().order(order).limit(size).known(Known::At(Seq::new(1)))).await;
            assert_eq!(then, whole, "{order} by {size} as of the first commit");
        }
    }
    let some = lamps().order("by_watts").limit(3).filter(Filter::Gt("watts".into(), 2.into()));
    assert_eq!(paged(store, some.clone()).await, found(store, some.limit(100)).await);
}

/// A page *must* hold as many records as asked for while there are any, and say when it is the last.
pub async fn a_full_page_that_is_the_last_says_so(store: &dyn Store) {
    hundred(store).await;
    for (size, more) in [(99, true), (100, false), (101, false), (Query::MOST, false)] {
        let page = page(store, &lamps().limit(size)).await;
        assert_eq!(page.records.len(), size.min(100) as usize);
        assert_eq!(page.next.is_some(), more, "a page of {size} of 100");
        assert_eq!(page.seq, Seq::new(1), "the head when the page was read");
    }
    let last = lamps().limit(50).after(page(store, &lamps().limit(50)).await.next);
    assert_eq!(page(store, &last).await.next, None);
}

/// A cursor *must* serve pages of another size.
pub async fn the_size_of_a_page_may_change(store: &dyn Store) {
    hundred(store).await;
    let first = page(store, &lamps().order("by_watts").limit(10)).await;
    let rest = page(store, &lamps().order("by_watts").limit(1_000).after(first.next)).await;
    let whole = page(store, &lamps().order("by_watts").limit(1_000)).await;
    assert_eq!([first.records, rest.records].concat(), whole.records);
}

/// The cursor *must* be refused by any other query, also by that of another unit.
pub async fn a_cursor_serves_no_other_query(store: &dyn Store) {
    five_lamps(store).await;
    let cursor = page(store, &lamps().limit(2)).await.next;
    let others = [
        lamps().order("by_place"),
        lamps().descending(),
        lamps().filter(Filter::eq("lit", true)),
        lamps().known(Known::At(Seq::new(1))),
        Query::of(NOTE.name),
    ];
    for other in others {
        let error = refusal("another query", store.query(here(), &other.after(cursor.clone())).await);
        assert_eq!(error.code(), "store.cursor");
    }
    let elsewhere = store.query(unit(2), &lamps().after(cursor)).await;
    assert_eq!(refusal("another unit", elsewhere).code(), "store.cursor");
}

/// A cursor *must* outlive the record that it stands behind, whether that is deleted or moves to another place.
pub async fn a_cursor_outlives_its_record(store: &dyn Store) {
    five_lamps(store).await;
    for (order, is_deleted) in [("id", true), ("by_place", true), ("by_watts", false)] {
        let whole = found(store, lamps().order(order)).await;
        let first = page(store, &lamps().order(order).limit(1)).await;
        let op = if is_deleted { delete(&whole[0]) } else { set(&whole[0], columns(Some("moved"), Some(1_000))) };
        done(store, order, vec![op]).await;
        let rest = found(store, lamps().order(order).after(first.next)).await;
        assert_eq!(rest[..whole.len() - 1], whole[1..], "{order}");
    }
}

/// Each record that stays unchanged *must* be met exactly once, whatever is written between two pages.
pub async fn unchanged_records_are_met_once_while_others_change(store: &dyn Store) {
    hundred(store).await;
    let mut query = lamps().order("by_watts").limit(7);
    let mut met = Vec::new();
    for turn in 0..100 {
        let page = page(store, &query).await;
        met.extend(page.records.iter().map(|record| record.key.id.to_string()));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
        // The even ones move, vanish and come; the odd ones stay.
        let moved = turn % 50 * 2;
        let ops = vec![
            set(&format!("lamp_{moved:03}"), columns(Some("moved"), Some(moved % 9))),
            create(&format!("lamp_{:03}", 900 - turn), columns(None, Some(turn % 7))),
        ];
        done(store, &format!("turn {turn}"), ops).await;
        if turn % 3 == 0 {
            done(store, &format!("gone {turn}"), vec![delete(&format!("lamp_{moved:03}"))]).await;
        }
    }
    assert_eq!(query.after, None, "paging must end");
    for number in (1..100).step_by(2) {
        let id = format!("lamp_{number:03}");
        assert_eq!(met.iter().filter(|met| **met == id).count(), 1, "{id} stayed and must be met once");
    }
}

/// A null in a unique order *must* be ordered like any other null.
pub async fn nulls_of_a_unique_order_are_paged_too(store: &dyn Store) {
    let values = [None, Some("b"), None, Some("a"), None];
    let op = |(number, value): (usize, Option<&str>)| create(&format!("lamp_{number}"), serial(value));
    done(store, "fill", values.into_iter().enumerate().map(op).collect()).await;
    let order = ["lamp_0", "lamp_2", "lamp_4", "lamp_3", "lamp_1"];
    assert_eq!(paged(store, lamps().order("by_serial").limit(2)).await, order);
    done(store, "swap", vec![change("lamp_3", serial(Some("c")), Seq::new(1))]).await;
    assert_eq!(paged(store, lamps().order("by_serial").limit(1)).await[3..], ["lamp_1", "lamp_3"]);
}
