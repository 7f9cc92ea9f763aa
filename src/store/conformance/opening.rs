//! Cases of what a store is, and of migrating it.

use super::trial::{delete, five_lamps, found, head, lamps, log, refused};
use crate::store::{FORMAT, Migrate, Store};

/// `info` *must* stay the same while the store is open: catalog, format, place.
pub async fn info_is_stable(store: &dyn Store) {
    let told = || {
        let info = store.info();
        let kinds: Vec<&str> = info.catalog.kinds().map(|spec| spec.name).collect();
        (info.backend, info.place.clone(), info.format, info.durable, kinds.join(" "))
    };
    let before = told();
    assert_eq!((before.2, &*before.4), (FORMAT, "trial.card trial.lamp trial.note"));
    five_lamps(store).await;
    refused(store, "gone", vec![delete("lamp_9")]).await;
    store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(told(), before);
}

/// Migrating *must* be idempotent, and *must* drop nothing.
pub async fn migrating_again_does_nothing(store: &dyn Store) {
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty(), "the store was migrated before");
    five_lamps(store).await;
    let before = (head(store).await, log(store).await, found(store, lamps().order("by_place")).await);
    for _ in 0..2 {
        assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    }
    assert_eq!(before, (head(store).await, log(store).await, found(store, lamps().order("by_place")).await));
}

/// A dry run *must* change nothing, and say the same each time.
pub async fn a_dry_run_changes_nothing(store: &dyn Store) {
    five_lamps(store).await;
    let before = (head(store).await, log(store).await);
    for _ in 0..2 {
        assert!(store.migrate(&Migrate { dry_run: true }).await.unwrap().is_empty());
    }
    assert_eq!(before, (head(store).await, log(store).await));
}
