//! 账簿 A session of the ledger as the book that an import compares with and writes to.

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;
use crate::exchange::{Book, Nature, Plan};
use crate::ledger::{Held, Session, Write};
use crate::store::{Expect, Guard};

#[async_trait]
impl Book for Session<'_> {
    async fn held(&self) -> Result<Held> {
        self.held_open(crate::access::Act::Import).await
    }

    fn mint(&self) -> Uuid {
        self.uuid()
    }

    async fn commit(&self, plan: &Plan) -> Result<()> {
        Ok(())
    }
}
