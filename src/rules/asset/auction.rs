//! 竞投 An auction: who may bid, by how much, until when, and who wins.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::rules::asset::bidders;
use crate::rules::{Book, Finding, Findings};
use crate::value::{Instant, Money, Plain};

const MICROS_A_MINUTE: i64 = 60_000_000;
const MICROS_A_SECOND: i64 = 1_000_000;

/// 竞投条件 What the announcement of a round says of its auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuctionTerms {
    /// 底价 The least first bid.
    pub floor: Money,
    /// 自动加价幅度 Every raise is a multiple of it.
    pub increment: Money,
    /// 最高加价幅度 The most by which one bid may raise.
    pub highest_raise: Money,
    /// 开始时间 When bidding begins.
    pub opens: Instant,
    /// 截止时间 When it ends, unless a late bid extends it.
    pub closes: Instant,
}

/// 出价 A bid that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid<B> {
    /// 竞投人 Who bid.
    pub bidder: B,
    /// 出价 How much.
    pub amount: Money,
    /// 时间 When.
    pub at: Instant,
}

/// 竞投结果 How an auction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sale<B> {
    /// 成交 To whom and for how much.
    Won(Bid<B>),
    /// 流拍 Nobody bid.
    NoBid,
}

/// 竞投 An auction under way.
///
/// A bid in the last minutes before the end (three, by the parameter `asset.late_bid`) moves the end to as many minutes after the bid.
/// ```
/// use cunwu::rules::Rulebook;
/// use cunwu::rules::asset::{Auction, AuctionTerms, Sale};
/// use cunwu::value::{Day, Instant, Money, Plain};
/// let (rules, day) = (Rulebook::guangzhou()?, Day::parse("2022-07-20")?);
/// let at = |minute: i64| Instant::start_of(day).plus_micros(minute * 60_000_000);
/// let yuan = |text| Money::parse(text);
/// let terms = AuctionTerms {
///     floor: yuan("607755")?, increment: yuan("5000")?, highest_raise: yuan("50000")?, opens: at(570), closes: at(630),
/// };
/// let mut auction = Auction::open(rules.on(day), terms, vec!["甲", "乙"])?;
/// auction.bid("甲", yuan("607755")?, at(571))?;
/// assert_eq!(auction.bid("乙", yuan("610000")?, at(572)).unwrap_err().code(), "rules.refused");
/// auction.bid("乙", yuan("612755")?, at(629))?;
/// assert_eq!(auction.ends(), at(632));
/// assert!(matches!(auction.close(at(632))?, Sale::Won(bid) if bid.bidder == "乙"));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "竞投")]
#[derive(Debug, Clone)]
pub struct Auction<'r, B> {
    book: Book<'r>,
    terms: AuctionTerms,
    bidders: Vec<B>,
    bids: Vec<Bid<B>>,
    ends: Instant,
    extension: i64,
}

impl<'r, B: PartialEq + Clone + fmt::Display> Auction<'r, B> {
    /// 开始 Opens it to those who signed up and paid their deposit.
    ///
    /// # Errors
    /// `rules.refused` (`asset.bidders`) when there are too few; `rules.auction.terms` when the announcement makes no auction; those of the
    /// rulebook.
    pub fn open(book: Book<'r>, terms: AuctionTerms, bidders: Vec<B>) -> Result<Self> {
        let sound = terms.floor.fen() > 0 && terms.increment.fen() > 0 && terms.highest_raise >= terms.increment;
        if !sound || terms.opens >= terms.closes {
            return Err(Error::new(code::rules::AUCTION_TERMS)
                .with("floor", terms.floor.plain())
                .with("step", terms.increment.plain())
                .with("highest", terms.highest_raise.plain()));
        }
        let mut found = Findings::default();
        found.add(enough(book, &bidders)?);
        found.or_refuse()?;
        let extension = book.number("asset.late_bid")?.saturating_mul(MICROS_A_MINUTE);
        Ok(Self { book, terms, bidders, bids: Vec::new(), ends: terms.closes, extension })
    }

    /// 出价 Takes a bid.
    ///
    /// # Errors
    /// `rules.auction.bidder` from somebody who did not sign up with his deposit, `rules.auction.time` before the beginning, after the end
    /// or before the bid before, `rules.refused` (`asset.raise`) when the raise is not as announced.
    pub fn bid(&mut self, bidder: B, amount: Money, at: Instant) -> Result<()> {
        if !self.bidders.contains(&bidder) {
            return Err(Error::new(code::rules::AUCTION_BIDDER).with("bidder", bidder));
        }
        let earliest = self.bids.last().map_or(self.terms.opens, |bid| bid.at);
        if at < earliest || at > self.ends {
            return Err(Error::new(code::rules::AUCTION_TIME)
                .with("at", at)
                .with("from", earliest)
                .with("until", self.ends));
        }
        let mut found = Findings::default();
        found.add(raise(self.book, &self.terms, self.bids.last().map(|bid| bid.amount), amount)?);
        found.or_refuse()?;
        self.ends = self.ends.max(at.plus_micros(self.extension));
        self.bids.push(Bid { bidder, amount, at });
        Ok(())
    }

    /// 当前截止时间 When it ends as it stands.
    pub fn ends(&self) -> Instant {
        self.ends
    }

    /// The bids that were taken, in order.
    pub fn bids(&self) -> &[Bid<B>] {
        &self.bids
    }

    /// 结束 Closes it.
    ///
    /// # Errors
    /// `rules.refused` (`asset.close`) before it has ended.
    pub fn close(self, at: Instant) -> Result<Sale<B>> {
        let mut found = Findings::default();
        found.add(close(self.book, self.terms.closes, self.bids.last().map(|bid| bid.at), at)?);
        found.or_refuse()?;
        Ok(self.bids.into_iter().next_back().map_or(Sale::NoBid, Sale::Won))
    }
}

fn enough<B: PartialEq>(book: Book<'_>, signed_up: &[B]) -> Result<Option<Finding>> {
    let distinct = signed_up
        .iter()
        .enumerate()
        .filter(|(place, bidder)| signed_up.iter().take(*place).all(|before| before != *bidder));
    bidders(book, u32::try_from(distinct.count()).unwrap_or(u32::MAX))
}

/// 加价 Whether a bid is the floor or a raise as announced.
pub(super) fn raise(
    book: Book<'_>,
    terms: &AuctionTerms,
    current: Option<Money>,
    bid: Money,
) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.raise")? else { return Ok(None) };
    let step = terms.increment.fen().max(1);
    let base = current.unwrap_or(terms.floor).fen();
    let low = if current.is_some() { base.saturating_add(step) } else { base };
    let most = terms.highest_raise.fen() / step * step;
    let high = base.saturating_add(most);
    let fits = low <= bid.fen() && bid.fen() <= high && (bid.fen() - base) % step == 0;
    let check = check.saw("has", bid).saw("low", Money::from_fen(low)).saw("high", Money::from_fen(high));
    Ok(Some(check.saw("step", Money::from_fen(step)).when(fits)))
}

/// 结束 Whether an auction is closed no earlier than its extensions allow; the margin is in seconds.
pub(super) fn close(
    book: Book<'_>,
    closes: Instant,
    last_bid: Option<Instant>,
    at: Instant,
) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.close")? else { return Ok(None) };
    let extension = book.number("asset.late_bid")?.saturating_mul(MICROS_A_MINUTE);
    let ends = last_bid.map_or(closes, |bid| closes.max(bid.plus_micros(extension)));
    let ahead = at.micros().saturating_sub(ends.micros()).div_euclid(MICROS_A_SECOND);
    let check = check.saw("earliest", ends.to_string()).saw("day", at.to_string());
    Ok(Some(check.at_least(0, ahead)))
}

#[cfg(test)]
mod tests;
