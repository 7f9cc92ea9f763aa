//! 资产交易 A deal in a collective asset, from the vote to the last rent.
//!
//! Each command reads the deal, takes the step of the procedure `asset_trade`, asks the rules of the day, and commits the new version of the
//! deal: whoever read an older one gets a conflict. Nothing is written when a rule is not met.

mod bidding;
mod contract;
mod rent;
mod result;
mod round;
mod shares;

pub use bidding::{Bidding, Fail, Settle, SignUpFor};
pub use contract::{Record, Sign, Signed};
pub use rent::{ChangeContract, LapsingRent, Receive};
pub use result::{AnswerResult, ObjectToResult, PublishResult};
pub use round::{Announce, OpenTrade};
pub use shares::{Distribute, Quantify};

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Session, Write};
use crate::model::{FailedRound, FailureReason, RoundOutcome, SignUp, Trade, TradeStep};
use crate::rules::procedure::Run;
use crate::rules::{Body, Findings, Rulebook};
use crate::schema::{Entity, Id};
use crate::store::{Committed, Expect, Filter, Guard, Nature, Rev, StoreExt, Stored, select};
use crate::value::{Count, Day, Plain, Text};

/// The id of the procedure.
const PROCEDURE: &str = "asset_trade";

/// 资产交易 The room of deals under way, their contracts and rents.
#[derive(Debug)]
pub struct Trading<'s> {
    session: &'s Session<'s>,
}

impl<'s> Trading<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    fn rules(&self) -> &'s Rulebook {
        self.session.village.rules()
    }

    async fn need<E: Entity>(&self, id: Id<E>) -> Result<Stored<E>> {
        self.session.village.store.need(self.session.village.unit, id).await
    }

    /// Everything of a kind whose column has that value, in a declared order.
    async fn of<E: Entity>(
        &self,
        column: &'static str,
        value: impl Into<crate::schema::Value>,
        order: &'static str,
    ) -> Result<Vec<Stored<E>>> {
        let query = select::<E>().filter(Filter::eq(column, value)).order(order).limit(1000);
        let mut found = self.session.kind::<E>().find(&query).await?;
        let mut all = found.records;
        while found.next.is_some() {
            found = self.session.kind::<E>().find(&query.clone().after(found.next)).await?;
            all.append(&mut found.records);
        }
        Ok(all)
    }

    /// 某轮报名 Those who signed up for the round under way.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn signed_up(&self, trade: Id<Trade>) -> Result<Vec<Stored<SignUp>>> {
        let stored = self.need(trade).await?;
        let round = round_number(&stored);
        let all = self.of::<SignUp>("trade", trade, "by_trade").await?;
        Ok(all.into_iter().filter(|one| one.round.get() == round).collect())
    }

    /// The procedure as the steps of the record take it.
    fn run(&self, trade: &Trade) -> Result<Run<'s>> {
        let mut run = self.session.village.procedure(PROCEDURE)?.begin();
        for step in &trade.steps {
            let by = body(&step.by)?;
            run.take(step.step.as_str(), by, step.on, step.reason.as_ref().map(Text::as_str), self.rules())?;
        }
        Ok(run)
    }

    /// Takes a step and notes it on the record.
    fn take(&self, trade: &mut Trade, step: &str, by: Body, on: Day, reason: Option<&Text>) -> Result<()> {
        let mut run = self.run(trade)?;
        run.take(step, by, on, reason.map(Text::as_str), self.rules())?;
        let state = run.state().map_or("", |state| &state.id);
        trade.state = Text::parse(state)?;
        let (step, by) = (Text::parse(step)?, Text::parse(by.code())?);
        trade.steps.push(TradeStep { step, on, by, reason: reason.cloned() });
        Ok(())
    }

    /// Commits the new version of a deal and what goes with it.
    async fn commit(&self, trade: Trade, rev: Rev, with: Vec<Write>, reason: Option<&str>) -> Result<Committed> {
        self.commit_guarded(trade, rev, with, Vec::new(), reason).await
    }

    /// The same, on condition that what was read beside the deal is as it was.
    async fn commit_guarded(
        &self,
        trade: Trade,
        rev: Rev,
        mut with: Vec<Write>,
        guards: Vec<Guard>,
        reason: Option<&str>,
    ) -> Result<Committed> {
        let mut writes = vec![Write { record: Box::new(trade), nature: Nature::Change, expect: Expect::Rev(rev) }];
        writes.append(&mut with);
        let done = self.session.write(Act::Write, writes, guards, reason).await?;
        done.ok_or_else(|| Error::new(code::ledger::TRADE_UNCHANGED))
    }

    /// The record of a round that failed.
    fn failed(&self, trade: &Trade, reason: FailureReason) -> Option<FailedRound> {
        let round = trade.round()?;
        let called_off = matches!(reason, FailureReason::Withdrawn);
        Some(FailedRound {
            id: self.session.mint(),
            project_no: trade.project_no.clone(),
            asset: trade.asset.clone(),
            asset_name: trade.asset_name.clone(),
            round: Count::new(round_number(trade)),
            announced: round.announced,
            auctioned: round.auction_on,
            floor: round.floor,
            outcome: if called_off { RoundOutcome::CalledOff } else { RoundOutcome::Failed },
            reason,
            later_deal: None,
        })
    }
}

/// The number of the round under way, from 1; 0 before the first.
fn round_number(trade: &Trade) -> u32 {
    u32::try_from(trade.rounds.len()).unwrap_or(u32::MAX)
}

fn body(code: &Text) -> Result<Body> {
    let known = Body::ALL.iter().find(|body| body.code() == code.as_str());
    known.copied().ok_or_else(|| Error::new(code::ledger::TRADE_BODY).with("value", code))
}

/// The body that speaks for the owner of the asset.
fn owner_body(trade: &Trade) -> Body {
    if trade.lessor.cooperative().is_some() { Body::Council } else { Body::Committee }
}

/// Collects findings of several checks and refuses when one is not met.
fn agreed(checks: impl IntoIterator<Item = Option<crate::rules::Finding>>) -> Result<Findings> {
    let mut found = Findings::default();
    for check in checks {
        found.add(check);
    }
    found.or_refuse()
}

/// What a token allows is not what is done.
fn differs(what: &str, token: impl std::fmt::Display, act: impl std::fmt::Display) -> Error {
    Error::new(code::ledger::TRADE_TOKEN).with("what", what).with("token", token).with("act", act)
}

fn created<E: Entity>(record: E) -> Write {
    Write::created(Box::new(record))
}
