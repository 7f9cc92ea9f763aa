//! 失灵的驱动 A driver that fails, or takes the process with it, at one of its steps: before each statement, before a commit, and after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use cunwu::error::{Error, Result, code};
use cunwu::store::sql::{Bind, Dialect, Driver, Rows, Step, Tx};

/// What happens at the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The step is an error.
    Fail,
    /// The process is gone, as when it is killed: nothing is closed and nothing rolled back.
    Abort,
}

/// Counts the steps down to the one that fails; 0: none does.
#[derive(Debug, Clone)]
struct Steps {
    fault: Fault,
    left: Arc<AtomicU32>,
}

impl Steps {
    fn step(&self) -> Result<()> {
        let left = self.left.load(Ordering::SeqCst);
        self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        match (left, self.fault) {
            (1, Fault::Fail) => Err(Error::new(code::store::DATABASE).with("place", "faulty").with("reason", "a test")),
            (1, Fault::Abort) => std::process::abort(),
            _ => Ok(()),
        }
    }
}

/// A driver whose steps can fail.
#[derive(Debug)]
pub(crate) struct Faulty<D> {
    inner: D,
    steps: Steps,
}

impl<D: Driver> Faulty<D> {
    pub(crate) fn new(inner: D, fault: Fault) -> Self {
        Self { inner, steps: Steps { fault, left: Arc::default() } }
    }

    /// Fails at this step from now on, counted from 1; 0: at none.
    pub(crate) fn at(&self, step: u32) {
        self.steps.left.store(step, Ordering::SeqCst);
    }

    /// To set the step once the store has the driver, and to read how many are left.
    pub(crate) fn left(&self) -> Arc<AtomicU32> {
        Arc::clone(&self.steps.left)
    }

    fn over(&self, inner: Box<dyn Tx>) -> Box<dyn Tx> {
        Box::new(FaultyTx { inner, steps: self.steps.clone() })
    }
}

#[async_trait]
impl<D: Driver> Driver for Faulty<D> {
    fn dialect(&self) -> &Dialect {
        self.inner.dialect()
    }

    fn backend(&self) -> &'static str {
        self.inner.backend()
    }

    fn place(&self) -> &str {
        self.inner.place()
    }

    fn durable(&self) -> bool {
        self.inner.durable()
    }

    fn one_writer(&self) -> bool {
        self.inner.one_writer()
    }

    async fn ready_to_migrate(&self) -> Result<()> {
        self.inner.ready_to_migrate().await
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        Ok(self.over(self.inner.read().await?))
    }

    async fn read_one(&self) -> Result<Box<dyn Tx>> {
        Ok(self.over(self.inner.read_one().await?))
    }

    async fn write_one(&self) -> Result<Box<dyn Tx>> {
        Ok(self.over(self.inner.write_one().await?))
    }

    async fn write(&self) -> Result<Box<dyn Tx>> {
        Ok(self.over(self.inner.write().await?))
    }
}

struct FaultyTx {
    inner: Box<dyn Tx>,
    steps: Steps,
}

#[async_trait]
impl Tx for FaultyTx {
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
        self.steps.step()?;
        self.inner.rows(sql, binds).await
    }

    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
        self.steps.step()?;
        self.inner.run(sql, binds).await
    }

    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()> {
        for step in steps {
            self.steps.step()?;
            self.inner.write(std::slice::from_ref(step)).await?;
        }
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.steps.step()?;
        self.inner.commit().await?;
        self.steps.step()
    }

    async fn end(self: Box<Self>) -> Result<()> {
        self.inner.end().await
    }
}
