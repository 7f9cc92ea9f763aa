//! 执行 From files to the ledger: held records in, one commit out.

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;
use crate::exchange::plan::{Options, Plan};
use crate::exchange::report::ImportReport;
use crate::exchange::sheet::Sheets;
use crate::exchange::table::RowSource;
use crate::ledger::Held;

/// 账簿 What an import needs of a ledger.
#[async_trait]
pub trait Book: Send + Sync {
    /// Every record of the kinds that the registers touch, secrets open. The read is logged under the session's purpose.
    ///
    /// # Errors
    /// Those of the store, or `access.…` without a permit.
    async fn held(&self) -> Result<Held>;

    /// A new id.
    fn mint(&self) -> Uuid;

    /// Seals and stores every record of the plan in one commit, guarded against anything committed since [`Book::held`].
    ///
    /// # Errors
    /// A conflict when somebody wrote in between: nothing is stored, plan anew.
    async fn commit(&self, plan: Plan) -> Result<()>;
}

/// 试算 Plans an import and writes nothing: show the plan's report, then [`run`] it.
///
/// # Errors
/// When a source cannot be read at all, or the ledger fails. What is wrong in rows is in the report.
pub async fn plan(
    book: &dyn Book,
    sheets: &Sheets,
    sources: &mut [&mut (dyn RowSource + Send)],
    options: &Options,
) -> Result<Plan> {
    let mut tables = Vec::new();
    for source in sources {
        tables.extend(source.tables()?);
    }
    let held = book.held().await?;
    Plan::build(sheets, &tables, &held, options, &mut || book.mint())
}

/// 执行 Runs a plan as one commit, and gives its report. A plan that changes nothing commits nothing.
///
/// # Errors
/// Those of [`Book::commit`]; nothing is then stored.
pub async fn run(book: &dyn Book, mut plan: Plan) -> Result<ImportReport> {
    let report = std::mem::take(&mut plan.report);
    if !plan.is_empty() {
        book.commit(plan).await?;
    }
    Ok(report)
}
