//! 使用决议 Spending a token: the guards and the record with which an act under a decision is committed.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::ledger::decide::file::DecisionFile;
use crate::ledger::{Session, Write};
use crate::model::{Decision, GatedAct, SpentPermit};
use crate::rules::gate::{Act, Permitted};
use crate::schema::Id;
use crate::store::Guard;
use crate::value::{Plain, Text};

/// 使用 What goes into the commit of an act beside the act itself.
#[derive(Debug)]
pub(in crate::ledger) struct Spending {
    /// The record that the decision is spent for this act and object; a second one cannot be written at the same time.
    pub(in crate::ledger) write: Write,
    /// That the decision is as it was when the act was allowed.
    pub(in crate::ledger) guards: Vec<Guard>,
}

/// One id for a decision, an act, an object and how often it was done before, so that two uses at once meet, and two of what is done once ever.
fn spent_id(decision: Id<Decision>, act: GatedAct, object: &str, before: usize) -> Id<SpentPermit> {
    let mut hash = Sha256::new();
    for part in [&*decision.text(), act.code(), object, &before.to_string()] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    Id::from_uuid(Uuid::from_bytes(bytes))
}

/// 使用决议 Takes a token and gives what the commit of its act needs. The decision is read and held against the act once more: a token of
/// another revision is refused.
///
/// # Errors
/// `ledger.permit.stale` when the decision's file changed since; `rules.refused` when it no longer allows the act.
pub(in crate::ledger) async fn spend<A: Act>(session: &Session<'_>, permitted: Permitted<A>) -> Result<Spending> {
    let decision = permitted.decision().id;
    let file = DecisionFile::read(session, decision).await?;
    if file.revision().get() != permitted.revision() {
        return Err(Error::new(code::ledger::PERMIT_STALE)
            .with("decision", &file.decision.no)
            .with("revision", permitted.revision())
            .with("now", file.revision().get()));
    }
    let permitted = file.permit(session, permitted.act().clone())?;
    let facts = permitted.act().facts();
    let before = file.spent.iter().filter(|spent| spent.act == A::KIND && spent.object.as_str() == &*facts.object);
    let record = SpentPermit {
        id: spent_id(decision, A::KIND, &facts.object, before.count()),
        decision: decision.into(),
        act: A::KIND,
        object: Text::parse(&facts.object)?,
        amount: facts.amount,
        on: facts.on,
    };
    Ok(Spending { write: Write::created(Box::new(record)), guards: file.guards() })
}
