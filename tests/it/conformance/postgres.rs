//! The suite on PostgreSQL: on a database that orders text by bytes, and on one that would order it as a Chinese dictionary does.

use std::future::{Ready, ready};

use cunwu::store::conformance::{self, lasting};
use cunwu::store::{Catalog, PgOptions, PgStore};

use crate::cluster::{self, Cluster, Locale};

async fn suite(cluster: &Cluster, locale: Locale) {
    let outcomes = conformance::run(|| cluster.store(locale, conformance::catalog()), |_| {}).await;
    let failed: Vec<String> =
        outcomes.iter().filter(|outcome| outcome.failure.is_some()).map(ToString::to_string).collect();
    assert_eq!(outcomes.len(), conformance::CASES.len());
    assert!(failed.is_empty(), "{locale:?}:\n{}", failed.join("\n"));
}

/// A function that opens the same schema again and again.
fn same_schema(cluster: &Cluster) -> impl FnMut(Catalog) -> Ready<PgStore> {
    let url = cluster.url(Locale::C).unwrap().to_owned();
    let options = PgOptions::default().schema(&cluster::schema()).connections(2);
    move |catalog| ready(PgStore::new(&url, &options, catalog).unwrap())
}

#[tokio::test]
async fn postgresql_passes_every_case() {
    let Some(cluster) = cluster::wanted("the conformance suite on PostgreSQL") else { return };
    suite(cluster, Locale::C).await;
}

#[tokio::test]
async fn postgresql_of_a_chinese_locale_passes_every_case() {
    let Some(cluster) = cluster::wanted("the conformance suite on PostgreSQL of a Chinese locale") else { return };
    if cluster.url(Locale::Chinese).is_some() {
        suite(cluster, Locale::Chinese).await;
    }
}

#[tokio::test]
async fn a_schema_of_postgresql_lasts() {
    let Some(cluster) = cluster::wanted("opening PostgreSQL again") else { return };
    lasting::what_was_committed_is_there_when_opened_again(same_schema(cluster)).await;
    lasting::a_place_without_its_tables_says_migrate(same_schema(cluster)).await;
    lasting::migrating_adds_and_drops_nothing(same_schema(cluster)).await;
    lasting::two_may_migrate_one_place_at_once(same_schema(cluster)).await;
}
