//! Open transactions: on a connection of the pool, or within a transaction of the host.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};

use super::super::driver::{Bind, Insert, Rows, Step, Tx};
use super::super::one::Parts;
use super::pool::{Lease, Pool};
use super::wire::{self, failed};
use crate::error::{Error, Result, code};

/// How many rows are worth a `COPY`.
const COPY_FROM: usize = 64;

/// A transaction, or a single statement, on a connection of the pool. Dropped before its end, it closes the connection, and the server
/// takes back what was done.
#[derive(Debug)]
pub(super) struct PgTx {
    lease: Lease,
    begun: bool,
    broken: bool,
    lost: bool,
}

impl PgTx {
    pub(super) async fn begin(pool: &Arc<Pool>, how: &str) -> Result<Self> {
        let mut lease = pool.lease().await?;
        if let Err(error) = lease.plain(how).await {
            if !lease.renewed(&error).await? {
                return Err(error);
            }
            lease.plain(how).await?;
        }
        lease.proven();
        Ok(Self { lease, begun: true, broken: false, lost: false })
    }

    pub(super) async fn single(pool: &Arc<Pool>) -> Result<Self> {
        Ok(Self { lease: pool.lease().await?, begun: false, broken: false, lost: false })
    }

    /// Notes an error, after which nothing may be committed.
    fn noted<T>(&mut self, done: Result<T>) -> Result<T> {
        if let Err(error) = &done {
            self.broken = true;
            self.lost |= error.code() == code::store::CONNECTION.id;
        }
        done
    }
}

#[async_trait]
impl Tx for PgTx {
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
        let place: Box<str> = self.lease.place().into();
        let mut found = rows(self.lease.connection()?, &place, sql, binds).await;
        if let Err(error) = &found
            && !self.begun
            && self.lease.renewed(error).await?
        {
            found = rows(self.lease.connection()?, &place, sql, binds).await;
        }
        self.lease.proven();
        self.noted(found)
    }

    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
        let place: Box<str> = self.lease.place().into();
        let mut done = run(self.lease.connection()?, &place, sql, binds).await;
        if let Err(error) = &done
            && !self.begun
            && self.lease.renewed(error).await?
        {
            done = run(self.lease.connection()?, &place, sql, binds).await;
        }
        self.lease.proven();
        self.noted(done)
    }

    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()> {
        let place: Box<str> = self.lease.place().into();
        let done = write(self.lease.connection()?, &place, steps).await;
        self.noted(done)
    }

    async fn commit(mut self: Box<Self>) -> Result<()> {
        if self.broken {
            // The server would answer a commit of a failed transaction with a silent rollback.
            let reason = "a statement of the transaction failed before";
            return Err(Error::new(code::store::DATABASE).with("place", self.lease.place()).with("reason", reason));
        }
        if self.begun {
            self.lease.plain("COMMIT").await?;
        }
        self.lease.give_back();
        Ok(())
    }

    async fn end(mut self: Box<Self>) -> Result<()> {
        // A connection on which this fails is closed, which takes everything back just as well.
        let ended = if self.begun { self.lease.plain("ROLLBACK").await } else { Ok(()) };
        if ended.is_ok() && !self.lost {
            self.lease.give_back();
        }
        Ok(())
    }
}

/// The host's own transaction; he ends it.
#[derive(Debug)]
pub(super) struct HostTx<'c> {
    pub(super) place: &'c str,
    pub(super) connection: &'c mut PgConnection,
}

#[async_trait]
impl Tx for HostTx<'_> {
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
        rows(self.connection, self.place, sql, binds).await
    }

    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
        run(self.connection, self.place, sql, binds).await
    }

    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()> {
        write(self.connection, self.place, steps).await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        Ok(())
    }

    async fn end(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

async fn rows(connection: &mut PgConnection, place: &str, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
    let arguments = wire::arguments(place, binds)?;
    let found = sqlx::query_with(sql, arguments).fetch_all(connection).await;
    let found: Vec<PgRow> = found.map_err(|error| failed(place, error))?;
    let Some(first) = found.first() else { return Ok(Rows::default()) };
    let types = wire::types(first.columns());
    let mut cells = Vec::with_capacity(found.len() * types.len());
    for row in &found {
        for (column, ty) in types.iter().enumerate() {
            cells.push(wire::cell(place, row, column, *ty)?);
        }
    }
    Ok(Rows { width: types.len(), cells })
}

async fn run(connection: &mut PgConnection, place: &str, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
    let arguments = wire::arguments(place, binds)?;
    // Definitions are run once: they are not worth a prepared statement.
    let query = sqlx::query_with(sql, arguments).persistent(!binds.is_empty());
    let done = query.execute(connection).await.map_err(|error| failed(place, error))?;
    Ok(done.rows_affected())
}

/// A small commit crosses as one statement; of a large one, each step by itself, many rows by `COPY`.
async fn write(connection: &mut PgConnection, place: &str, steps: &[Step<'_>]) -> Result<()> {
    let small = |step: &Step<'_>| match step {
        Step::Insert(what, binds) => binds.len() < COPY_FROM * what.columns.len().max(1),
        Step::Run(_, binds) => !binds.is_empty(),
    };
    if steps.iter().all(small) {
        return together(connection, place, steps).await;
    }
    for step in steps {
        match step {
            Step::Insert(what, binds) if !small(step) => copy(connection, place, what, binds).await?,
            Step::Insert(..) => together(connection, place, std::slice::from_ref(step)).await?,
            Step::Run(sql, binds) => run(connection, place, sql, binds).await.map(|_| ())?,
        }
    }
    Ok(())
}

async fn together(connection: &mut PgConnection, place: &str, steps: &[Step<'_>]) -> Result<()> {
    let statement = Parts::of_steps(steps.to_vec());
    run(connection, place, &statement.sql, &statement.binds).await.map(|_| ())
}

/// How many bytes of a `COPY` are sent at once.
const COPY_CHUNK: usize = 1 << 18;

async fn copy(connection: &mut PgConnection, place: &str, what: &Insert<'_>, binds: &[Bind<'_>]) -> Result<()> {
    let fail = |error| failed(place, error);
    let sql = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", what.table, what.columns.join(", "));
    let mut copy = connection.copy_in_raw(&sql).await.map_err(fail)?;
    let mut buffer = Vec::with_capacity(COPY_CHUNK + 65_536);
    wire::copy_head(&mut buffer);
    for row in binds.chunks_exact(what.columns.len().max(1)) {
        wire::copy_row(&mut buffer, row);
        if buffer.len() >= COPY_CHUNK {
            copy.send(buffer.as_slice()).await.map_err(fail)?;
            buffer.clear();
        }
    }
    wire::copy_end(&mut buffer);
    copy.send(buffer.as_slice()).await.map_err(fail)?;
    copy.finish().await.map(|_| ()).map_err(fail)
}
