//! PostgreSQL 存储 A store in a PostgreSQL database, and commits within the host's own transaction.

use async_trait::async_trait;
use sqlx::Executor as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use super::super::write::explains;
use super::super::{SqlStore, Tx};
use super::tx::HostTx;
use super::wire::failed;
use super::{PgOptions, Postgres};
use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId};
use crate::store::{
    Catalog, Change, Commit, Committed, Head, LogQuery, Migrate, Migrated, Page, Query, Record, Store, StoreInfo,
    Tally, TallyQuery, check,
};

/// PostgreSQL 存储 A store in a PostgreSQL database. Call [`Store::migrate`] before the first use.
///
/// Backups are the database's own (`pg_dump`, base backups), or [`crate::store::copy`]. A commit is durable as the server's
/// `synchronous_commit` has it: `on` or stronger.
#[derive(Debug)]
pub struct PgStore(SqlStore);

impl PgStore {
    /// A store of these kinds in the database of a URL, `postgres://user:password@host:port/database`. Nothing is connected yet.
    ///
    /// # Errors
    /// `store.options` when the URL or an option is none.
    pub fn new(url: &str, options: &PgOptions, catalog: Catalog) -> Result<Self> {
        Ok(Self(SqlStore::new(Postgres::new(url, options)?, catalog)))
    }

    /// As [`PgStore::new`], for a host that sets TLS, certificates or sockets itself.
    ///
    /// # Errors
    /// `store.options` when an option is none.
    pub fn with(connect: PgConnectOptions, options: &PgOptions, catalog: Catalog) -> Result<Self> {
        Ok(Self(SqlStore::new(Postgres::with(connect, options)?, catalog)))
    }

    /// 并入事务 Commits within a transaction that the host has open on a connection of his own to the same database: it becomes durable, and
    /// seen by others, when the host commits, and is gone when he rolls back. The unit's other writers wait until then,
    /// so end it soon.
    ///
    /// After an error the host's transaction is as it was before the call, and he may go on with it.
    ///
    /// # Errors
    /// As [`Store::commit`]; `store.database` when no transaction is open.
    pub async fn commit_in(&self, connection: &mut PgConnection, commit: &Commit) -> Result<Committed> {
        check::commit(&self.0.info.catalog, commit)?;
        self.0.ready().await?;
        let place = &*self.0.info.place;
        let plain = async |connection: &mut PgConnection, sql: &str| {
            let done = connection.execute(sql).await;
            done.map(|_| ()).map_err(|error| failed(place, error))
        };
        plain(connection, "SAVEPOINT cunwu_commit").await?;
        let mut tx = HostTx { place, connection };
        let commits = [commit];
        let answer = match self.0.write_all(&mut tx, &commits).await {
            Ok(answers) => answers.into_iter().next().unwrap_or_else(|| Err(Error::new(code::store::COMMIT_EMPTY))),
            Err(error) => Err(error),
        };
        match answer {
            Ok(committed) => {
                plain(tx.connection, "RELEASE SAVEPOINT cunwu_commit").await?;
                Ok(committed)
            }
            Err(error) => {
                plain(tx.connection, "ROLLBACK TO SAVEPOINT cunwu_commit").await?;
                let answer = if explains(&error) {
                    self.0.explain(&mut tx as &mut dyn Tx, commit, error).await
                } else {
                    Err(error)
                };
                plain(tx.connection, "RELEASE SAVEPOINT cunwu_commit").await?;
                answer
            }
        }
    }
}

#[async_trait]
impl Store for PgStore {
    fn info(&self) -> &StoreInfo {
        self.0.info()
    }

    async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
        self.0.migrate(how).await
    }

    async fn head(&self, unit: UnitId) -> Result<Head> {
        self.0.head(unit).await
    }

    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        self.0.fetch(unit, keys).await
    }

    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        self.0.query(unit, query).await
    }

    async fn tally(&self, unit: UnitId, query: &TallyQuery) -> Result<Vec<Tally>> {
        self.0.tally(unit, query).await
    }

    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        self.0.log(unit, query).await
    }

    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        self.0.commit(commit).await
    }
}
