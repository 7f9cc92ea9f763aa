//! 合同 What binds the contract that a deal leads to.

use crate::error::Result;
use crate::model::{Contract, ContractChange, ContractChangeKind};
use crate::rules::{Book, Finding};
use crate::value::{Day, Money, Period};

/// 最长租期 Whether a lease lasts no longer than the law allows; what goes beyond is void (民法典 art. 705).
///
/// # Errors
/// Those of the rulebook; so all checks of this room.
pub fn lease_longest(book: Book<'_>, term: Period) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.lease.longest")? else { return Ok(None) };
    let latest = book.after("asset.max_lease_years", term.from())?.previous();
    let last = term.last_day().unwrap_or(Day::MAX);
    Ok(Some(check.saw("from", term.from()).not_after(latest, last)))
}

/// 须书面订立 Whether a lease lasts so long that it must be in writing (民法典 art. 707); one without an end must.
///
/// # Errors
/// Those of the rulebook.
pub fn lease_needs_writing(book: Book<'_>, term: Period) -> Result<bool> {
    let from_which_on = book.after("asset.written_months", term.from())?;
    Ok(term.until().is_none_or(|until| until >= from_which_on))
}

/// 书面形式 Whether a lease that must be in writing is (民法典 art. 707).
///
/// # Errors
/// Those of the rulebook.
pub fn lease_written(book: Book<'_>, term: Period, written: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.lease.written")? else { return Ok(None) };
    let long = lease_needs_writing(book, term)?;
    let last = term.last_day().unwrap_or(Day::MAX);
    Ok(Some(check.saw("from", term.from()).saw("last", last).when(written || !long)))
}

/// 总金额 Whether the total is the sum of the periods.
///
/// # Errors
/// Those of the rulebook.
pub fn contract_total(book: Book<'_>, total: Money, sum: Money) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.contract.total")? else { return Ok(None) };
    Ok(Some(check.saw("has", total).saw("needs", sum).when(total == sum)))
}

/// 合同价格 Whether the contract has the winning price.
///
/// # Errors
/// Those of the rulebook.
pub fn contract_price(book: Book<'_>, price: Money, won: Money) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.contract.price")? else { return Ok(None) };
    Ok(Some(check.saw("has", price).saw("needs", won).when(price == won)))
}

/// 决议底价 Whether the floor is no lower than what was resolved.
///
/// # Errors
/// Those of the rulebook.
pub fn resolution_floor(book: Book<'_>, floor: Money, resolved: Money) -> Result<Option<Finding>> {
    Ok(book.check("asset.resolution.floor")?.map(|check| check.at_least_money(resolved, floor)))
}

/// 决议租期 Whether the term is no longer than what was resolved, in months.
///
/// # Errors
/// Those of the rulebook.
pub fn resolution_term(book: Book<'_>, months: u32, resolved: u32) -> Result<Option<Finding>> {
    Ok(book.check("asset.resolution.term")?.map(|check| check.at_most(resolved, months)))
}

/// 决议要素 Whether the resolution says for how much at least and for how long at most.
///
/// # Errors
/// Those of the rulebook.
pub fn resolution_stated(book: Book<'_>, decision: &str, stated: bool) -> Result<Option<Finding>> {
    Ok(book.check("asset.resolution.stated")?.map(|check| check.saw("decision", decision).when(stated)))
}

/// 区级平台 Whether a deal of that total goes to the district's platform; no, while nobody set a threshold.
///
/// # Errors
/// Those of the rulebook.
pub fn district_platform(book: Book<'_>, total: Money) -> Result<bool> {
    Ok(book.number_if("asset.district_platform")?.is_some_and(|from| total.fen() >= from))
}

/// 实际到期 The day after a contract's last, with its renewals and its end before its time; `changes` are of this contract, in the order in
/// which they take effect. What was to follow an end does not.
pub fn contract_ends<'c>(contract: &Contract, changes: impl IntoIterator<Item = &'c ContractChange>) -> Option<Day> {
    let mut until = contract.term.and_then(|term| term.until());
    for change in changes {
        match change.kind {
            ContractChangeKind::Renewal => until = change.until,
            ContractChangeKind::Termination => return Some(change.from),
            ContractChangeKind::Rent => {}
        }
    }
    until
}

/// 到期提醒 Whether a term ends so soon after the book's day that it is listed: from so many days before its last day, through it.
///
/// # Errors
/// Those of the rulebook.
pub fn expiring(book: Book<'_>, term: Period) -> Result<bool> {
    let Some(last) = term.last_day() else { return Ok(false) };
    Ok(book.day() <= last && last <= book.after("asset.expiry_warning", book.day())?)
}

/// 诉讼时效 Whether rent can still be claimed on a day (民法典 art. 188), counted from its own last day to pay. What interrupts the limitation is
/// not on record, so this points out and decides nothing.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` where a holiday would decide in a year without a table.
pub fn rent_limitation(book: Book<'_>, due: Day, claimed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.rent.limitation")? else { return Ok(None) };
    let latest = book.ends("asset.rent.limitation", due, claimed)?;
    Ok(Some(check.saw("due", due).not_after(latest, claimed)))
}

/// 时效提醒 Whether the limitation of rent due on a day has run out by the book's day, or will within the months of the warning.
///
/// # Errors
/// Those of the rulebook.
pub fn limitation_near(book: Book<'_>, due: Day) -> Result<bool> {
    let plain = book.after("asset.rent.limitation", due)?;
    Ok(plain <= book.after("asset.rent.limitation_warning", book.day())?)
}
