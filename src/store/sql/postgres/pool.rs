//! A small pool of connections: idle ones wait here, and a lost one is replaced.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Executor as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::wire::failed;
use crate::error::{Error, Result, code};

pub(super) struct Pool {
    pub(super) place: Box<str>,
    connect: PgConnectOptions,
    idle: Mutex<Vec<PgConnection>>,
    permits: Arc<Semaphore>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // How to connect holds a password.
        f.debug_struct("Pool").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Pool {
    pub(super) fn new(connect: PgConnectOptions, most: usize, place: Box<str>) -> Arc<Self> {
        Arc::new(Self { place, connect, idle: Mutex::default(), permits: Arc::new(Semaphore::new(most)) })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<PgConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fresh(&self) -> Result<PgConnection> {
        self.connect.connect().await.map_err(|error| failed(&self.place, error))
    }

    /// A connection, once one is free.
    pub(super) async fn lease(self: &Arc<Self>) -> Result<Lease> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| lost(&self.place, "the pool is closed"))?;
        let idle = self.idle().pop();
        let reused = idle.is_some();
        let connection = match idle {
            Some(connection) => connection,
            None => self.fresh().await?,
        };
        Ok(Lease { connection: Some(connection), reused, pool: Arc::clone(self), _permit: permit })
    }
}

/// A connection on loan. Dropped, it is closed, and the server takes back what it had open; [`Lease::give_back`] keeps it.
#[derive(Debug)]
pub(super) struct Lease {
    connection: Option<PgConnection>,
    /// Whether it waited in the pool, where a server that restarts cuts it off unseen.
    reused: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    pub(super) fn place(&self) -> &str {
        &self.pool.place
    }

    pub(super) fn connection(&mut self) -> Result<&mut PgConnection> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            None => Err(lost(&self.pool.place, "the connection is gone")),
        }
    }

    /// After an error of the first statement: takes a new connection if the old one had been cut off while it waited, so that the
    /// statement, which has then not run, can be sent again.
    pub(super) async fn renewed(&mut self, error: &Error) -> Result<bool> {
        if !self.reused || error.code() != code::store::CONNECTION.id {
            return Ok(false);
        }
        // The others that waited were cut off at the same time, most likely.
        self.pool.idle().clear();
        self.connection = Some(self.pool.fresh().await?);
        self.reused = false;
        Ok(true)
    }

    /// What was sent has run: from here on a loss is no longer mended in silence.
    pub(super) fn proven(&mut self) {
        self.reused = false;
    }

    /// Runs one statement without parameters.
    pub(super) async fn plain(&mut self, sql: &str) -> Result<()> {
        let place = Arc::clone(&self.pool);
        let done = self.connection()?.execute(sql).await;
        done.map(|_| ()).map_err(|error| failed(&place.place, error))
    }

    /// Gives the connection back for the next.
    pub(super) fn give_back(mut self) {
        if let Some(connection) = self.connection.take() {
            self.pool.idle().push(connection);
        }
    }
}

fn lost(place: &str, reason: &str) -> Error {
    Error::new(code::store::CONNECTION).with("place", place).with("reason", reason)
}
