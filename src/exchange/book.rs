//! 账簿 A session of the ledger as the book that an import compares with and writes to.

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;
use crate::exchange::{Book, Nature, Plan};
use crate::ledger::{Held, Session, Write};

#[async_trait]
impl Book for Session<'_> {
    async fn held(&self) -> Result<Held> {
        self.held_for_import().await
    }

    fn mint(&self) -> Uuid {
        self.uuid()
    }

    async fn commit(&self, plan: &Plan) -> Result<()> {
        let write = |planned: &super::Planned| {
            let record = planned.record.copied();
            match planned.nature {
                Nature::Create => Write::created(record),
                Nature::Change => Write::over(record, crate::ledger::Nature::Change),
                Nature::Correct => Write::over(record, crate::ledger::Nature::Correct),
            }
        };
        let files = plan.report.sheets().map(|sheet| &*sheet.file).fold(Vec::new(), |mut files: Vec<&str>, file| {
            if !files.contains(&file) {
                files.push(file);
            }
            files
        });
        let reason = format!("导入 {}", files.join("、"));
        self.import(plan.records.iter().map(write).collect(), plan.held_at, &reason).await?;
        Ok(())
    }
}
