//! 中文视图 Views with Chinese names, for analysts: one for each kind, one of commits, one of changes. No secrets, salts or tags.
//!
//! They are for people alone: no verb reads them, and a store whose views are old answers all the same. `migrate` makes those that are
//! missing or that would read differently now; it notes each in `cunwu_meta`, and leaves those of kinds that it does not know.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::text::{Statement, quoted};
use super::{SqlStore, Tx};
use crate::error::Result;
use crate::schema::{ColumnType, KindSpec};
use crate::store::dictionary::{self, CHANGES_VIEW, COMMITS_VIEW};
use crate::store::{Digest, Nature, RESERVED_CHINESE};

/// A view: what it is of, its name, and the query that it stands for.
struct View {
    of: String,
    name: String,
    query: String,
}

impl View {
    /// What is noted of it: its name and a digest of all that it says.
    fn note(&self) -> String {
        format!("{} {}", self.name, Digest::from_bytes(Sha256::digest(self.query.as_bytes()).into()))
    }
}

impl SqlStore {
    /// Names of the views that are missing or would read differently now.
    pub(super) fn lacking_views(&self, noted: &BTreeMap<Box<str>, Box<str>>) -> Vec<Box<str>> {
        let stale = |view: &View| noted.get(view.of.as_str()).is_none_or(|note| **note != *view.note());
        self.views().into_iter().filter(stale).map(|view| view.name.into()).collect()
    }

    /// What is noted of the views that were made.
    pub(super) async fn noted_views(&self, tx: &mut dyn Tx) -> Result<BTreeMap<Box<str>, Box<str>>> {
        let ask = format!("SELECT name, value FROM {} WHERE name LIKE 'view:%'", self.names.meta);
        let mut rows = tx.rows(&ask, &[]).await?;
        Ok(rows.iter_mut().filter_map(|mut row| Some((row.text()?, row.text()?))).collect())
    }

    /// Makes the views that are missing or would read differently now.
    pub(super) async fn make_views(&self, tx: &mut dyn Tx, noted: &BTreeMap<Box<str>, Box<str>>) -> Result<()> {
        for view in self.views() {
            let note = view.note();
            let old = noted.get(view.of.as_str());
            if old.is_some_and(|old| **old == *note) {
                continue;
            }
            let former = old.and_then(|old| old.rsplit_once(' ')).map(|(name, _)| name);
            for name in [former, Some(view.name.as_str())].into_iter().flatten() {
                tx.run(&format!("DROP VIEW IF EXISTS {}", self.dialect().table(name)), &[]).await?;
            }
            let name = self.dialect().table(&view.name);
            tx.run(&format!("CREATE VIEW {name} AS {}", view.query), &[]).await?;
            let mut write = Statement::new(self.dialect());
            write.push(&format!("INSERT INTO {} (name, value) VALUES (", self.names.meta)).bind(view.of.as_str());
            write.push(", ").bind(note.as_str()).push(") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
            tx.run(&write.sql, &write.binds).await?;
        }
        Ok(())
    }

    fn views(&self) -> Vec<View> {
        let kinds = self.kinds.values().map(|tables| View {
            of: format!("view:{}", tables.spec.name),
            name: dictionary::view(tables.spec),
            query: self.kind_query(tables.spec, &tables.table),
        });
        let commits =
            View { of: "view:~commits".to_owned(), name: COMMITS_VIEW.to_owned(), query: self.commits_query() };
        let changes =
            View { of: "view:~changes".to_owned(), name: CHANGES_VIEW.to_owned(), query: self.changes_query() };
        kinds.chain([commits, changes]).collect()
    }

    fn kind_query(&self, spec: &'static KindSpec, table: &str) -> String {
        let fixed = [self.unit_name("records"), "records.id".to_owned(), "records.rev".to_owned()];
        let mut columns: Vec<String> =
            RESERVED_CHINESE.iter().zip(fixed).map(|(zh, sql)| format!("{sql} AS {}", quoted(zh))).collect();
        for column in dictionary::shown(spec) {
            let name = format!("records.{}", quoted(column.name));
            let shown = match column.ty {
                ColumnType::Bool => yes_or_no(&name, self.dialect().numbered_units),
                _ => name,
            };
            columns.push(format!("{shown} AS {}", quoted(column.zh)));
        }
        format!("SELECT {} FROM {table} AS records{}", columns.join(", "), self.with_units("records"))
    }

    fn commits_query(&self) -> String {
        format!(
            "SELECT {} AS \"账本单位\", commits.seq AS \"提交序号\", {} AS \"提交时间\", commits.actor AS \"操作人\", \
             commits.purpose AS \"目的\", commits.reason AS \"理由\", commits.request AS \"请求名\", commits.row_count AS \
             \"变更数\" FROM {} AS commits{}",
            self.unit_name("commits"),
            self.instant("commits.at"),
            self.names.commit,
            self.with_units("commits")
        )
    }

    fn changes_query(&self) -> String {
        let kinds: Vec<(&str, &str)> = self.kinds.values().map(|tables| (tables.spec.name, tables.spec.zh)).collect();
        format!(
            "SELECT {} AS \"账本单位\", log.seq AS \"提交序号\", log.ord AS \"行号\", {} AS \"提交时间\", \
             commits.actor AS \"操作人\", commits.purpose AS \"目的\", commits.reason AS \"理由\", {} AS \"种类\", log.id AS \
             \"记录编号\", {} AS \"性质\" FROM {} AS log JOIN {} AS commits ON commits.unit = log.unit AND commits.seq = \
             log.seq{}",
            self.unit_name("log"),
            self.instant("commits.at"),
            named("log.kind", &kinds),
            named("log.nature", &Nature::ALL.map(|nature| (nature.code(), nature_zh(nature)))),
            self.names.log,
            self.names.commit,
            self.with_units("log")
        )
    }

    /// How a view names the unit of a row: by its id where rows hold a number, else by the uuid that they hold.
    fn unit_name(&self, of: &str) -> String {
        if self.dialect().numbered_units { "units.name".to_owned() } else { format!("CAST({of}.unit AS text)") }
    }

    /// The join that [`SqlStore::unit_name`] needs.
    fn with_units(&self, of: &str) -> String {
        if !self.dialect().numbered_units {
            return String::new();
        }
        format!(" JOIN {} AS units ON units.unit = {of}.unit", self.names.unit)
    }

    /// An instant in microseconds as text in UTC+08:00.
    fn instant(&self, micros: &str) -> String {
        self.dialect().instant_text.replace("{micros}", micros)
    }
}

/// A truth value as a word.
fn yes_or_no(column: &str, number: bool) -> String {
    let (yes, no) = if number { (" <> 0", " = 0") } else { ("", " = FALSE") };
    format!("CASE WHEN {column}{yes} THEN '是' WHEN {column}{no} THEN '否' END")
}

/// The Chinese names of codes. Both come from checked declarations, without quotes.
fn named(column: &str, names: &[(&str, &str)]) -> String {
    if names.is_empty() {
        return column.to_owned();
    }
    let cases: Vec<String> = names.iter().map(|(code, zh)| format!("WHEN '{code}' THEN '{zh}'")).collect();
    format!("CASE {column} {} ELSE {column} END", cases.join(" "))
}

const fn nature_zh(nature: Nature) -> &'static str {
    match nature {
        Nature::Create => "新增",
        Nature::Change => "变动",
        Nature::Correct => "更正",
        Nature::Delete => "删除",
        Nature::Erase => "擦除",
        Nature::Reseal => "重新密封",
    }
}
