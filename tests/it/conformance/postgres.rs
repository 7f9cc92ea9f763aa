//! The cases of opening again on PostgreSQL; `tests/it/postgres.rs` runs the suite there.

use std::future::{Ready, ready};

use cunwu::store::conformance::lasting;
use cunwu::store::{Catalog, PgOptions, PgStore};

use crate::cluster::{self, Cluster, Locale};

/// A function that opens the same schema again and again.
fn same_schema(cluster: &Cluster) -> impl FnMut(Catalog) -> Ready<PgStore> {
    let url = cluster.url(Locale::C).unwrap().to_owned();
    let options = PgOptions::default().schema(&cluster::schema()).connections(2);
    move |catalog| ready(PgStore::new(&url, &options, catalog).unwrap())
}

#[tokio::test]
async fn a_schema_of_postgresql_lasts() {
    let Some(cluster) = cluster::wanted("opening PostgreSQL again") else { return };
    lasting::what_was_committed_is_there_when_opened_again(same_schema(cluster)).await;
    lasting::a_place_without_its_tables_says_migrate(same_schema(cluster)).await;
    lasting::migrating_adds_and_drops_nothing(same_schema(cluster)).await;
    lasting::two_may_migrate_one_place_at_once(same_schema(cluster)).await;
}
