//! 村务公开 What a village and its collective disclose: duties that recur, duties on occasions, and how long a posting stays.

use crate::error::Result;
use crate::model::Disclosure;
use crate::rules::cases::CaseCheck;
use crate::rules::duty::{About, Evidence};
use crate::rules::{Book, Finding, duty};
use crate::value::{Period, Plain, StatPeriod};

/// How cases ask the rules of this area.
pub(super) const CASES: &[(&str, CaseCheck)] = &[
    ("disclosure.ordinary", |book, given| duty::case(book, "disclosure.ordinary", given)),
    ("disclosure.relief", |book, given| duty::case(book, "disclosure.relief", given)),
    ("disclosure.finance", |book, given| duty::case(book, "disclosure.finance", given)),
    ("disclosure.major", |book, given| duty::case(book, "disclosure.major", given)),
    ("disclosure.collective_finance", |book, given| duty::case(book, "disclosure.collective_finance", given)),
    ("disclosure.asset", |book, given| duty::case(book, "disclosure.asset", given)),
    ("disclosure.annual_report", |book, given| duty::case(book, "disclosure.annual_report", given)),
    ("disclosure.process.before", |book, given| duty::case(book, "disclosure.process.before", given)),
    ("disclosure.process.during", |book, given| duty::case(book, "disclosure.process.during", given)),
    ("disclosure.process.after", |book, given| duty::case(book, "disclosure.process.after", given)),
    ("disclosure.display", |book, given| displayed(book, Period::through(given.day("posted")?, given.day("last")?)?)),
];

/// 张贴期限 Whether a disclosure stayed posted long enough; the day of posting is not counted (民法典 art. 201). One that still hangs has
/// no end and is asked again when it is taken down.
///
/// # Errors
/// Those of the rulebook.
pub fn displayed(book: Book<'_>, posted: Period) -> Result<Option<Finding>> {
    let Some(last) = posted.last_day() else { return Ok(None) };
    let Some(check) = book.check("disclosure.display")? else { return Ok(None) };
    let Some(needs) = book.number_if("disclosure.display")? else { return Ok(None) };
    Ok(Some(check.at_least(needs, last.days_since(posted.from()))))
}

/// 凭证 What a record of a disclosure proves: a code of a period is that period, anything else the name of an occasion.
pub fn evidence(record: &Disclosure) -> Evidence {
    let about = record.about.as_str();
    Evidence {
        norm: record.norm.as_str().into(),
        subject: record.subject.as_str().into(),
        on: record.posted,
        about: Some(StatPeriod::parse(about).map_or_else(|_| About::Occasion(about.into()), About::Period)),
        record: record.id.to_string().into(),
    }
}
