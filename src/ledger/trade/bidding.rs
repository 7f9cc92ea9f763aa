//! 报名与竞投 Who signs up with which deposit, who bids, and what becomes of the deposits.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Write;
use crate::ledger::trade::{Trading, agreed, created, owner_body, round_number};
use crate::model::{DepositState, FailureReason, SignUp, Trade, TradeRound, TradeStep, TradeWinner};
use crate::rules::Body;
use crate::rules::asset::{self, Auction, AuctionTerms, Sale};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Committed, Expect, Filter, Guard, Nature, Rev, Stored};
use crate::value::{Count, CreditCode, Day, Instant, Money, Plain, RefNo, Text};

/// 报名 Somebody signs up for the round under way.
#[derive(Debug, Clone)]
pub struct SignUpFor {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 竞投人 The bidder.
    pub bidder: Text,
    /// 统一社会信用代码 His credit code.
    pub code: Option<CreditCode>,
    /// 报名日期 The day.
    pub on: Day,
    /// 缴纳人 Who paid the deposit.
    pub payer: Text,
    /// 缴款凭证号 Number of the payment.
    pub voucher: RefNo,
    /// 保证金 How much.
    pub deposit: Money,
    /// 到账日期 When it came.
    pub paid_on: Day,
}

/// 交易失败 A round is declared failed.
#[derive(Debug, Clone)]
pub struct Fail {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 日期 The day.
    pub on: Day,
    /// 原因 Why.
    pub reason: FailureReason,
    /// 说明 In words.
    pub told: Text,
}

/// 处理保证金 A deposit is given back, or used otherwise.
#[derive(Debug, Clone)]
pub struct Settle {
    /// 报名 Whose.
    pub sign_up: Id<SignUp>,
    /// 去向 What becomes of it.
    pub state: DepositState,
    /// 日期 When.
    pub on: Day,
}

/// 竞投 An auction of the ledger under way; [`Trading::close`] writes how it ended.
#[derive(Debug)]
pub struct Bidding<'r> {
    trade: Trade,
    rev: Rev,
    /// That the deposits lie there until it is closed.
    deposits: Vec<Guard>,
    /// 竞投 The auction: bids go here.
    pub auction: Auction<'r, String>,
}

impl Trading<'_> {
    /// 报名 Signs somebody up.
    ///
    /// # Errors
    /// `rules.refused` when somebody else paid the deposit, when the payment serves another deal, when it is too small or too late;
    /// `rules.step.closed` when nobody can sign up now, `.early` before the round was announced; `ledger.trade.twice` when he signed up before.
    /// A payment serves the next round of the same deal where it is his and still lies there.
    pub async fn sign_up(&self, how: SignUpFor) -> Result<Id<SignUp>> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let round = round_of(&trade)?;
        if self.signed_up(how.trade).await?.iter().any(|other| other.bidder == how.bidder) {
            return Err(Error::new(code::ledger::TRADE_TWICE).with("bidder", &how.bidder));
        }
        if how.on < round.announced {
            return Err(Error::new(code::rules::STEP_EARLY)
                .with("step", "报名 signing up")
                .with("day", how.on)
                .with("earliest", round.announced)
                .with("reason", "公告日期"));
        }
        let uses = self.of::<SignUp>("voucher", how.voucher.as_str(), "by_voucher").await?;
        let serves_on = |before: &&Stored<SignUp>| {
            before.trade.id() == Some(how.trade)
                && before.round.get() < round_number(&trade)
                && (&before.bidder, before.deposit, before.state) == (&how.bidder, how.deposit, DepositState::Held)
        };
        let carried = uses.iter().filter(serves_on).count();
        let deals = u32::try_from(uses.len() - carried).unwrap_or(u32::MAX).saturating_add(1);
        let mut guards = vec![same_uses(how.voucher.as_str(), uses.len())];
        guards.extend(uses.iter().map(|before| Guard::Unchanged(before.id.key(), before.rev)));
        let book = self.rules().on(how.on);
        let asked = round.deposit.unwrap_or_default();
        agreed([
            asset::deposit_own(book, how.bidder.as_str(), how.payer.as_str())?,
            asset::deposit_once(book, deals)?,
            asset::deposit_paid(book, asked, round.sign_up_by, how.deposit, how.paid_on.max(how.on))?,
        ])?;
        if trade.state.as_str() != "signing_up" {
            self.take(&mut trade, "open_sign_up", Body::Platform, how.on, None)?;
        }
        let id = self.session.mint();
        let sign_up = SignUp {
            id,
            trade: how.trade.into(),
            round: Count::new(round_number(&trade)),
            bidder: how.bidder,
            code: how.code,
            on: how.on,
            payer: how.payer,
            voucher: how.voucher,
            deposit: how.deposit,
            paid_on: how.paid_on,
            state: DepositState::Held,
            settled_on: None,
        };
        self.commit_guarded(trade, stored.rev, vec![created(sign_up)], guards, None).await?;
        Ok(id)
    }

    /// 竞投 Opens the auction of the round to those who signed up and whose deposits lie there.
    ///
    /// # Errors
    /// `rules.refused` (`asset.bidders`) when they are too few: the round is then to be declared failed; `ledger.trade.day` on another day
    /// than was announced; `rules.auction.terms`.
    pub async fn hold(&self, trade: Id<Trade>, opens: Instant, closes: Instant) -> Result<Bidding<'_>> {
        let stored = self.need(trade).await?;
        let mut trade_now = stored.entity.clone();
        let round = round_of(&trade_now)?;
        if opens.day() != round.auction_on {
            return Err(Error::new(code::ledger::TRADE_DAY)
                .with("day", opens.day())
                .with("announced", round.auction_on));
        }
        let terms = AuctionTerms {
            floor: round.floor.amount,
            increment: round.increment,
            highest_raise: round.highest_raise,
            opens,
            closes,
        };
        let mut signed_up = self.signed_up(trade).await?;
        signed_up.retain(|one| one.state == DepositState::Held);
        let bidders = signed_up.iter().map(|one| one.bidder.as_str().to_owned()).collect();
        let deposits = signed_up.iter().map(|one| Guard::Unchanged(one.id.key(), one.rev)).collect();
        let auction = Auction::open(self.rules().on(opens.day()), terms, bidders)?;
        self.take(&mut trade_now, "open_auction", Body::Platform, opens.day(), None)?;
        Ok(Bidding { trade: trade_now, rev: stored.rev, deposits, auction })
    }

    /// 竞投结束 Closes the auction: won by the last bid, or failed.
    ///
    /// # Errors
    /// `rules.refused` (`asset.close`) before its extensions are over; a conflict when somebody signed up, had his deposit back or wrote in between.
    pub async fn close(&self, bidding: Bidding<'_>, at: Instant) -> Result<Option<TradeWinner>> {
        let Bidding { mut trade, rev, deposits, auction } = bidding;
        let Sale::Won(bid) = auction.close(at)? else {
            let told = Text::parse("无人出价")?;
            self.fail_round(&mut trade, at.day(), FailureReason::NoBidder, &told, Body::Platform)?;
            let failed = self.failed(&trade, FailureReason::NoBidder).map(created);
            self.commit(trade, rev, failed.into_iter().collect(), None).await?;
            return Ok(None);
        };
        let signed_up = self.signed_up(trade.id).await?;
        let code = signed_up.iter().find(|one| one.bidder.as_str() == bid.bidder).and_then(|one| one.code.clone());
        let winner = TradeWinner { name: Text::parse(&bid.bidder)?, code, price: bid.amount };
        self.take(&mut trade, "win", Body::Platform, at.day(), None)?;
        trade.winner = Some(winner.clone());
        self.commit_guarded(trade, rev, Vec::new(), deposits, None).await?;
        Ok(Some(winner))
    }

    /// 交易失败 Declares the round failed; the record of the failed round is written with it.
    ///
    /// # Errors
    /// `rules.step.closed` when nothing is under way that could fail; `ledger.trade.reason` when the records tell otherwise: nobody, one, or
    /// nobody's deposit is known on the last day of signing up, not before it and not of a round that was won; an objection is upheld by
    /// [`Trading::answer`].
    pub async fn fail(&self, how: Fail) -> Result<Committed> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let by = owner_body(&trade);
        self.failed_so(&trade, how.reason, how.on).await?;
        self.fail_round(&mut trade, how.on, how.reason, &how.told, by)?;
        let failed = self.failed(&trade, how.reason).map(created);
        self.commit(trade, stored.rev, failed.into_iter().collect(), Some(how.told.as_str())).await
    }

    /// 处理保证金 Gives a deposit back, or uses it otherwise.
    ///
    /// # Errors
    /// `ledger.trade.deposit` when it was dealt with before or serves a later round, when the winner's is asked back before he signed or the
    /// round failed, when another's is kept, and on a day before that happened or before the auction was closed; a conflict when somebody wrote
    /// in between.
    pub async fn settle(&self, how: Settle) -> Result<Option<Committed>> {
        let sign_up = self.need(how.sign_up).await?;
        let trade = match sign_up.trade.id() {
            Some(trade) => Some(self.need(trade).await?),
            None => None,
        };
        let mut record = sign_up.entity.clone();
        let refused = |why: &str| {
            Err(Error::new(code::ledger::TRADE_DEPOSIT).with("voucher", &sign_up.voucher).with("reason", why))
        };
        if record.state != DepositState::Held || how.state == DepositState::Held {
            return refused("it was dealt with before 已经处理");
        }
        let uses = self.of::<SignUp>("voucher", record.voucher.as_str(), "by_voucher").await?;
        if uses.iter().any(|other| other.trade == record.trade && other.round > record.round) {
            return refused("it serves a later round 已用于后一轮");
        }
        let since = trade.as_ref().and_then(|trade| free_since(trade, &record));
        if since.is_some_and(|since| how.on < since) {
            return refused("on that day it was still bound 当日尚不能处理");
        }
        let won = trade.as_ref().is_some_and(|trade| {
            record.round.get() == round_number(trade)
                && trade.winner.as_ref().is_some_and(|winner| winner.name == record.bidder)
        });
        let signed = trade.as_ref().is_some_and(|trade| matches!(trade.state.as_str(), "signed" | "recorded"));
        let failed = trade.as_ref().is_some_and(|trade| trade.state.as_str() == "failed");
        match how.state {
            DepositState::Refunded if won && !signed && !failed => {
                return refused("the winner has not signed 竞得人尚未签约");
            }
            DepositState::ToContract | DepositState::ToRent if !(won && signed) => {
                return refused("only the winner's is kept, when he has signed 只有已签约的竞得人可以转抵");
            }
            DepositState::Forfeited if !(won && failed) => {
                return refused("only a winner who does not sign loses it 只有不签约的竞得人不予退还");
            }
            _ => {}
        }
        record.state = how.state;
        record.settled_on = Some(how.on);
        let write = Write { record: Box::new(record), nature: Nature::Change, expect: Expect::Rev(sign_up.rev) };
        let mut guards = vec![same_uses(sign_up.voucher.as_str(), uses.len())];
        guards.extend(trade.map(|trade| Guard::Unchanged(trade.id.key(), trade.rev)));
        self.session.write(Act::Write, vec![write], guards, None).await
    }

    /// Whether the records bear out why a round is said to have failed.
    async fn failed_so(&self, trade: &Trade, reason: FailureReason, on: Day) -> Result<()> {
        let Some(round) = trade.round() else { return Ok(()) };
        let signed_up = self.signed_up(trade.id).await?;
        let there = signed_up.iter().filter(|one| one.settled_on.is_none_or(|day| day >= on)).count();
        let known = matches!(trade.state.as_str(), "announced" | "signing_up") && on >= round.sign_up_by;
        let told = match reason {
            FailureReason::NoBidder => known && there == 0,
            FailureReason::OneBidder => known && there == 1,
            FailureReason::DepositUnpaid => known,
            FailureReason::ObjectionUpheld => false,
            FailureReason::Withdrawn | FailureReason::Other => true,
        };
        if told {
            return Ok(());
        }
        let state = self.run(trade)?.state().map_or("", |state| &state.zh).to_owned();
        Err(Error::new(code::ledger::TRADE_REASON)
            .with("day", on)
            .with("reason", reason)
            .with("state", state)
            .with("bidders", there)
            .with("until", round.sign_up_by))
    }

    pub(super) fn fail_round(
        &self,
        trade: &mut Trade,
        on: Day,
        reason: FailureReason,
        told: &Text,
        by: Body,
    ) -> Result<()> {
        self.take(trade, "fail", by, on, Some(told))?;
        if let Some(round) = trade.rounds.last_mut() {
            round.failed = Some(reason);
        }
        Ok(())
    }
}

/// From which day on a deposit is free: when its auction is closed, the winner's when he signs or the round fails.
fn free_since(trade: &Trade, paid: &SignUp) -> Option<Day> {
    let announced = |step: &&TradeStep| matches!(step.step.as_str(), "announce" | "announce_again");
    let place = usize::try_from(paid.round.get()).unwrap_or(usize::MAX);
    let rounds: Vec<usize> = (0..).zip(&trade.steps).filter(|(_, step)| announced(step)).map(|(at, _)| at).collect();
    let from = *rounds.get(place.checked_sub(1)?)?;
    let until = rounds.get(place).copied().unwrap_or(trade.steps.len());
    let steps = trade.steps.get(from..until)?;
    let opened = steps.iter().position(|step| step.step.as_str() == "open_auction")?;
    let won = until == trade.steps.len() && trade.winner.as_ref().is_some_and(|winner| winner.name == paid.bidder);
    let ends = |step: &&TradeStep| match step.step.as_str() {
        "win" => !won,
        "fail" | "uphold" | "sign" => true,
        _ => false,
    };
    steps.get(opened..)?.iter().find(ends).map(|step| step.on)
}

/// That as many sign-ups as were read name the payment.
fn same_uses(voucher: &str, number: usize) -> Guard {
    let is = u64::try_from(number).unwrap_or(u64::MAX);
    Guard::Count { kind: SignUp::KIND.into(), filter: Filter::eq("voucher", voucher), is }
}

/// The round under way.
pub(super) fn round_of(trade: &Trade) -> Result<TradeRound> {
    let round = trade.round().cloned();
    round.ok_or_else(|| Error::new(code::ledger::TRADE_ROUND).with("project", &trade.project_no))
}
