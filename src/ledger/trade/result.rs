//! 结果公示 The result is put on show, objected to and answered.

use crate::error::{Error, Result, code};
use crate::ledger::trade::{Trading, agreed, created, owner_body};
use crate::model::{FailureReason, ResultObjection, Trade};
use crate::rules::asset;
use crate::rules::{Body, Findings};
use crate::schema::Id;
use crate::store::Committed;
use crate::value::{Day, Period, Text};

/// 公示成交结果 The result goes on show.
#[derive(Debug, Clone)]
pub struct PublishResult {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 公示期 From when until when.
    pub shown: Period,
}

/// 提出异议 Somebody objects to the result.
#[derive(Debug, Clone)]
pub struct ObjectToResult {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 日期 The day: from the first on show through the last, and no less than the working days in which the result can be objected to.
    pub on: Day,
    /// 内容 What is said; no name is kept.
    pub text: Text,
    /// 竞投人 Whether a bidder objects, not a villager.
    pub by_bidder: bool,
}

/// 答复异议 The objection is answered.
#[derive(Debug, Clone)]
pub struct AnswerResult {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 日期 The day.
    pub on: Day,
    /// 答复 The answer.
    pub text: Text,
    /// 是否成立 Whether it is upheld: the round then fails.
    pub upheld: bool,
}

impl Trading<'_> {
    /// 公示成交结果 Puts the result on show; gives what was checked, and what is pointed out.
    ///
    /// # Errors
    /// `rules.refused` (`asset.result_shown`) when it is too short; `rules.step.closed` when nothing was won.
    pub async fn publish_result(&self, how: PublishResult) -> Result<Findings> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let book = self.rules().on(how.shown.from());
        let found = agreed([asset::result_shown(book, how.shown)?, asset::result_workdays(book, how.shown)?])?;
        self.take(&mut trade, "publish_result", Body::Platform, how.shown.from(), None)?;
        trade.shown = Some(how.shown);
        self.commit(trade, stored.rev, Vec::new(), None).await?;
        Ok(found)
    }

    /// 提出异议 Notes an objection; nothing is signed until it is answered.
    ///
    /// # Errors
    /// `ledger.trade.objection` outside the time for objections; `rules.step.closed` while another waits for its answer.
    pub async fn object(&self, how: ObjectToResult) -> Result<Committed> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let outside = |until: &dyn std::fmt::Display| {
            Err(Error::new(code::ledger::TRADE_OBJECTION).with("day", how.on).with("until", until))
        };
        let Some(shown) = trade.shown else { return outside(&"-") };
        let until = asset::objectable_through(self.rules().on(shown.from()), shown)?;
        if how.on < shown.from() || until < how.on {
            return outside(&until);
        }
        let by = if how.by_bidder { Body::Bidder } else { Body::Villager };
        self.take(&mut trade, "object", by, how.on, Some(&how.text))?;
        trade.objections.push(ResultObjection { on: how.on, text: how.text, answer: None, upheld: false });
        self.commit(trade, stored.rev, Vec::new(), None).await
    }

    /// 答复异议 Answers the objection that is open: found groundless, the result stays on show; upheld, the round fails.
    ///
    /// # Errors
    /// `rules.step.closed` when none is open.
    pub async fn answer(&self, how: AnswerResult) -> Result<Committed> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let step = if how.upheld { "uphold" } else { "answer" };
        let by = owner_body(&trade);
        self.take(&mut trade, step, by, how.on, Some(&how.text))?;
        if let Some(open) = trade.objections.iter_mut().find(|objection| objection.answer.is_none()) {
            open.answer = Some((how.on, how.text));
            open.upheld = how.upheld;
        }
        let mut with = Vec::new();
        if how.upheld {
            if let Some(round) = trade.rounds.last_mut() {
                round.failed = Some(FailureReason::ObjectionUpheld);
            }
            trade.winner = None;
            with.extend(self.failed(&trade, FailureReason::ObjectionUpheld).map(created));
        }
        self.commit(trade, stored.rev, with, None).await
    }
}
