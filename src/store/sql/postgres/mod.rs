//! PostgreSQL, 13 or later, through sqlx: own schema or prefix, no extension, no trigger, no superuser.
//!
//! Connections are kept in a small pool of the driver's own; it starts no task and no thread. sqlx needs the runtime tokio around its
//! calls. TLS comes from sqlx's own features, which the host names.

mod pool;
mod store;
mod tx;
mod wire;

use std::str::FromStr;
use std::sync::Arc;

use async_trait::async_trait;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::driver::{Dialect, Driver, Tx};
use crate::error::{Error, Result, code};
use pool::Pool;
pub use store::PgStore;
use tx::PgTx;

/// PostgreSQL 选项 How a store lives in a PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PgOptions {
    schema: Option<Box<str>>,
    prefix: Box<str>,
    connections: usize,
    lock_timeout_ms: u32,
    distributed: bool,
}

impl Default for PgOptions {
    /// A schema of its own named `cunwu`, made by the migration when missing; eight connections; 5 s for a lock.
    fn default() -> Self {
        Self {
            schema: Some("cunwu".into()),
            prefix: "".into(),
            connections: 8,
            lock_timeout_ms: 5_000,
            distributed: false,
        }
    }
}

impl PgOptions {
    /// The tables stand in this schema, made by the migration when missing and permitted.
    #[must_use]
    pub fn schema(mut self, name: &str) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// The tables stand in the schema that the connection takes by itself (`search_path`).
    #[must_use]
    pub fn in_search_path(mut self) -> Self {
        self.schema = None;
        self
    }

    /// Every name begins with this, so that the tables may stand among the host's own.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How many connections are open at most, at least one.
    #[must_use]
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most.max(1);
        self
    }

    /// How long a statement waits for a lock, in milliseconds, before it is `store.busy`; 0 waits for ever.
    #[must_use]
    pub fn lock_timeout_ms(mut self, milliseconds: u32) -> Self {
        self.lock_timeout_ms = milliseconds;
        self
    }

    /// 分布式 For a city: the migration makes every table of units a Citus table distributed by `unit`, all colocated, so that a unit
    /// lives whole on one worker. It fails with `store.distributed.missing` where the extension is not installed.
    #[must_use]
    pub fn distributed(mut self) -> Self {
        self.distributed = true;
        self
    }

    fn check(&self) -> Result<()> {
        let sound = |name: &str| {
            name.len() <= 40
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        let wrong =
            |option: &str, value: &str| Error::new(code::store::OPTIONS).with("option", option).with("value", value);
        if let Some(schema) = self.schema.as_deref().filter(|schema| schema.is_empty() || !sound(schema)) {
            return Err(wrong("schema", schema));
        }
        if sound(&self.prefix) { Ok(()) } else { Err(wrong("prefix", &self.prefix)) }
    }

    fn dialect(&self) -> Dialect {
        let name = self.schema.as_deref().unwrap_or_default();
        let wait = |milliseconds: u32| format!("SELECT set_config('lock_timeout', '{milliseconds}', true)");
        let mut before_migration = vec![
            // Whoever comes second waits for the first however long that takes; what comes after waits no longer than usual.
            wait(0),
            // Two processes that migrate take turns; other users of the database are not in their way.
            format!("SELECT pg_advisory_xact_lock(hashtextextended('cunwu migration {name} {}', 0))", self.prefix),
            wait(self.lock_timeout_ms),
        ];
        before_migration.extend(self.schema.iter().map(|schema| format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")));
        let after_table = self.distributed.then(|| {
            let first = format!("{}cunwu_unit", self.prefix);
            let first = self.schema.as_ref().map_or(first.clone(), |schema| format!("{schema}.{first}"));
            distribution(&first)
        });
        Dialect {
            schema: self.schema.clone(),
            prefix: self.prefix.clone(),
            placeholder: "$",
            text: "text COLLATE \"C\"",
            int: "bigint",
            bool: "boolean",
            bytes: "bytea",
            unit: "uuid",
            numbered_units: false,
            wide_table: "",
            narrow_table: "",
            index_nulls: " NULLS FIRST",
            moves_rows: true,
            // Whether Citus sends such a statement to one worker whole is not known.
            at_once: !self.distributed,
            for_update: " FOR UPDATE",
            table_exists: "SELECT COUNT(to_regclass($1))",
            table_exists_bare: false,
            before_migration,
            after_table: after_table.into_iter().collect(),
            instant_text: "to_char(to_timestamp({micros} / 1000000) AT TIME ZONE INTERVAL '8 hours', 'YYYY-MM-DD \
                           HH24:MI:SS')",
            analyze: ANALYZE,
        }
    }
}

/// A small sample is enough to begin with: the default one takes a tenth of a bulk load, and the server's own maintenance takes it
/// within a minute anyway. The host's own transaction keeps what it had set.
const ANALYZE: &[&str] = &[
    "SELECT set_config('cunwu.statistics', current_setting('default_statistics_target'), true), \
     set_config('default_statistics_target', '10', true)",
    "ANALYZE {table}",
    "SELECT set_config('default_statistics_target', current_setting('cunwu.statistics'), true)",
];

/// Distributes a table by its unit, together with that of the units, which comes first.
fn distribution(first: &str) -> String {
    format!(
        "SELECT create_distributed_table('{{table}}', 'unit', colocate_with => CASE WHEN '{{table}}'::regclass = \
         '{first}'::regclass THEN 'none' ELSE '{first}' END)"
    )
}

/// PostgreSQL 驱动 One database and how to reach it.
#[derive(Debug)]
pub struct Postgres {
    place: Box<str>,
    dialect: Dialect,
    distributed: bool,
    pool: Arc<Pool>,
}

impl Postgres {
    /// A database by its URL, `postgres://user:password@host:port/database`. Nothing is connected yet.
    ///
    /// # Errors
    /// `store.options` when the URL or an option is none.
    pub fn new(url: &str, options: &PgOptions) -> Result<Self> {
        // The reason of sqlx may repeat the URL, and with it the password.
        let wrong = || Error::new(code::store::OPTIONS).with("option", "url").with("value", "…");
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(wrong());
        }
        let connect = PgConnectOptions::from_str(url).map_err(|_| wrong())?;
        Self::with(connect, options)
    }

    /// As [`Postgres::new`], for a host that sets TLS, certificates or sockets itself.
    ///
    /// # Errors
    /// `store.options` when an option is none.
    pub fn with(connect: PgConnectOptions, options: &PgOptions) -> Result<Self> {
        options.check()?;
        let place = format!(
            "postgres://{}:{}/{}{}",
            connect.get_host(),
            connect.get_port(),
            connect.get_database().unwrap_or_default(),
            options.schema.as_ref().map(|schema| format!("#{schema}")).unwrap_or_default()
        );
        let connect =
            connect.disable_statement_logging().statement_cache_capacity(512).application_name("cunwu").options([
                ("lock_timeout", options.lock_timeout_ms.to_string()),
                // The engine's statements have one good plan each; planning anew would cost more than most of them.
                ("plan_cache_mode", "force_generic_plan".to_owned()),
                // What a statement by itself runs under, whatever the database's own default is.
                ("default_transaction_isolation", "read\\ committed".to_owned()),
                ("default_transaction_read_only", "off".to_owned()),
            ]);
        Ok(Self {
            place: place.clone().into(),
            dialect: options.dialect(),
            distributed: options.distributed,
            pool: Pool::new(connect, options.connections, place.into()),
        })
    }

    async fn has_citus(&self) -> Result<bool> {
        let mut tx = self.read_one().await?;
        let mut rows = tx.rows("SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'", &[]).await?;
        let count = rows.iter_mut().next().map_or(0, |mut row| row.int());
        tx.end().await?;
        Ok(count > 0)
    }
}

#[async_trait]
impl Driver for Postgres {
    fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    fn backend(&self) -> &'static str {
        "postgres"
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn durable(&self) -> bool {
        true
    }

    fn one_writer(&self) -> bool {
        false
    }

    async fn ready_to_migrate(&self) -> Result<()> {
        if self.distributed && !self.has_citus().await? {
            return Err(Error::new(code::store::DISTRIBUTED_MISSING).with("place", &self.place));
        }
        Ok(())
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(PgTx::begin(&self.pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
    }

    async fn read_one(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(PgTx::single(&self.pool).await?))
    }

    async fn write_one(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(PgTx::single(&self.pool).await?))
    }

    async fn write(&self) -> Result<Box<dyn Tx>> {
        // Whoever waited for the head of a unit must see what was committed meanwhile.
        Ok(Box::new(PgTx::begin(&self.pool, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await?))
    }
}
