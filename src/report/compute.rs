//! 报告 How a document is computed.

use std::fmt;

use async_trait::async_trait;

use crate::error::Result;
use crate::report::Document;

/// 报告 Computes a [`Document`] from a source `S`, such as a session of a ledger.
///
/// A report asks the source for facts and never asks people for what the source knows. What it returns is exact and
/// internal; the caller decides what is published ([`Suppression`](crate::report::Suppression)). A stranger implements it as the crate's own
/// reports do:
/// ```
/// use cunwu::report::{Cell, Document, Report, Table};
/// use cunwu::Result;
///
/// #[derive(Debug)]
/// struct LampReport;
///
/// #[async_trait::async_trait]
/// impl Report<[&'static str]> for LampReport {
///     fn id(&self) -> &str {
///         "lamps"
///     }
///     fn title(&self) -> &str {
///         "路灯一览"
///     }
///     async fn compute(&self, lamps: &[&'static str]) -> Result<Document> {
///         let mut table = Table::new("lamps", self.title(), ["路灯"]);
///         for lamp in lamps {
///             table.push([Cell::text(*lamp)])?;
///         }
///         let mut document = Document::new(self.id(), self.title());
///         document.push(table);
///         Ok(document)
///     }
/// }
/// ```
#[doc(alias = "报告")]
#[async_trait]
pub trait Report<S: ?Sized + Sync>: fmt::Debug + Send + Sync {
    /// Stable ASCII id, and the id of its documents.
    fn id(&self) -> &str;

    /// Chinese title.
    fn title(&self) -> &str;

    /// Computes the document.
    ///
    /// # Errors
    /// What the source gives: a permit that is missing, a store that fails. A report never turns an error into 0.
    async fn compute(&self, source: &S) -> Result<Document>;
}
