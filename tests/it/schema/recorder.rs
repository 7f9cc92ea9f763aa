//! A driver that writes down every statement that the engine sends, and, when asked, how the database would run it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use cunwu::Result;
use cunwu::store::sql::{Bind, Cell, Dialect, Driver, Rows, Step, Tx};

/// What was sent, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    statements: Vec<Sent>,
    explain: Option<Explain>,
}

/// A statement, and the lines of its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) sql: String,
    pub(crate) plan: Vec<String>,
}

/// How a database is asked for plans.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explain {
    /// Run first; may be empty.
    pub(crate) before: &'static str,
    /// What stands before the statement.
    pub(crate) ask: &'static str,
}

impl Record {
    /// What was sent since the last call.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.0.lock().unwrap().statements)
    }

    /// From now on, ask for the plan of what is read.
    pub(crate) fn explain(&self, explain: Explain) {
        self.0.lock().unwrap().explain = Some(explain);
    }

    fn note(&self, sql: &str, plan: Vec<String>) {
        self.0.lock().unwrap().statements.push(Sent { sql: sql.to_owned(), plan });
    }

    fn wanted(&self) -> Option<Explain> {
        self.0.lock().unwrap().explain
    }
}

/// 记录驱动 Forwards to another driver.
#[derive(Debug)]
pub(crate) struct Recorder<D> {
    inner: D,
    record: Record,
}

impl<D> Recorder<D> {
    pub(crate) fn new(inner: D) -> (Self, Record) {
        let record = Record::default();
        (Self { inner, record: record.clone() }, record)
    }

    fn wrapped(&self, inner: Box<dyn Tx>) -> Box<dyn Tx> {
        Box::new(Recording { inner, record: self.record.clone() })
    }
}

#[async_trait]
impl<D: Driver> Driver for Recorder<D> {
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
        self.inner.read().await.map(|tx| self.wrapped(tx))
    }

    async fn read_one(&self) -> Result<Box<dyn Tx>> {
        // A plan is asked for beside the statement, so both need one transaction.
        self.inner.read().await.map(|tx| self.wrapped(tx))
    }

    async fn write_one(&self) -> Result<Box<dyn Tx>> {
        let alone = self.record.wanted().is_none();
        let tx = if alone { self.inner.write_one().await } else { self.inner.write().await };
        tx.map(|tx| self.wrapped(tx))
    }

    async fn write(&self) -> Result<Box<dyn Tx>> {
        self.inner.write().await.map(|tx| self.wrapped(tx))
    }
}

struct Recording {
    inner: Box<dyn Tx>,
    record: Record,
}

impl Recording {
    async fn plan(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Vec<String>> {
        let Some(explain) = self.record.wanted() else { return Ok(Vec::new()) };
        if !explain.before.is_empty() {
            self.inner.run(explain.before, &[]).await?;
        }
        let mut rows = self.inner.rows(&format!("{} {sql}", explain.ask), binds).await?;
        let width = rows.width;
        let last = |mut row: cunwu::store::sql::Row<'_>| match (0..width).map(|_| row.cell()).last() {
            Some(Cell::Text(text)) => String::from(text),
            other => panic!("a plan of {other:?}"),
        };
        Ok(rows.iter_mut().map(last).collect())
    }
}

impl Recording {
    /// The plan of a statement that looks for what it changes.
    async fn plan_of_change(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Vec<String>> {
        let looks = ["UPDATE", "DELETE", "WITH"].iter().any(|verb| sql.starts_with(verb));
        if looks { self.plan(sql, binds).await } else { Ok(Vec::new()) }
    }
}

#[async_trait]
impl Tx for Recording {
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
        let plan = self.plan(sql, binds).await?;
        self.record.note(sql, plan);
        self.inner.rows(sql, binds).await
    }

    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
        let plan = self.plan_of_change(sql, binds).await?;
        self.record.note(sql, plan);
        self.inner.run(sql, binds).await
    }

    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()> {
        for step in steps {
            match step {
                Step::Insert(insert, _) => {
                    let columns = insert.columns.join(", ");
                    self.record.note(&format!("INSERT INTO {} ({columns}) VALUES …", insert.table), Vec::new());
                }
                Step::Run(sql, binds) => {
                    let plan = self.plan_of_change(sql, binds).await?;
                    self.record.note(sql, plan);
                }
            }
        }
        self.inner.write(steps).await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.inner.commit().await
    }

    async fn end(self: Box<Self>) -> Result<()> {
        self.inner.end().await
    }
}
