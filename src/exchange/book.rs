//! 账簿 A session of the ledger as the book that an import compares with and writes to.

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;
use crate::exchange::{Book, Nature, Plan, Planned};
use crate::ledger::{Held, Session, Write};

#[async_trait]
impl Book for Session<'_> {
    async fn held(&self) -> Result<Held> {
        self.held_for_import().await
    }

    fn mint(&self) -> Uuid {
        self.uuid()
    }

    async fn commit(&self, plan: Plan) -> Result<()> {
        let write = |planned: Planned| match planned.nature {
            Nature::Create => Write::created(planned.record),
            Nature::Change => Write::over(planned.record, crate::ledger::Nature::Change),
            Nature::Correct => Write::over(planned.record, crate::ledger::Nature::Correct),
        };
        let reason = format!("导入 {}", plan.files.join("、"));
        self.import(plan.records.into_iter().map(write).collect(), plan.held_at, &reason).await?;
        Ok(())
    }
}
