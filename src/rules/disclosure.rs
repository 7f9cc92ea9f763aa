//! 村务公开 What a village and its collective disclose: duties that recur, duties on occasions, and how long a posting stays.

use crate::error::Result;
use crate::model::{Disclosure, DisclosureComplaint};
use crate::rules::cases::CaseCheck;
use crate::rules::duty::{About, Evidence};
use crate::rules::{Body, Book, Finding, duty};
use crate::value::{Day, Period, Plain, StatPeriod};

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
    ("disclosure.complaint.authority", |book, given| authority(book, Body::parse(given.text("told_to")?)?)),
    ("disclosure.complaint.as_ordered", |book, given| {
        published_as_ordered(book, given.flag("same")?, given.day("ordered")?, given.day("posted")?)
    }),
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

/// 受理机关 Whether a complaint goes to the township or to the county's authority (村民委员会组织法 art. 31).
///
/// # Errors
/// Those of the rulebook.
pub fn authority(book: Book<'_>, told_to: Body) -> Result<Option<Finding>> {
    let check = book.check("disclosure.complaint.authority")?;
    Ok(check.map(|check| check.saw("body", told_to.label()).when(matches!(told_to, Body::Township | Body::District))))
}

/// 责令后公布 Whether a posting is what an order asked for: the same matter, and not from before the order (村民委员会组织法 art. 31).
///
/// # Errors
/// Those of the rulebook.
pub fn as_ordered(
    book: Book<'_>,
    complaint: &DisclosureComplaint,
    posting: &Disclosure,
    ordered: Day,
) -> Result<Option<Finding>> {
    let matter = |norm: &str, subject: &str, about: &str| format!("{norm} {subject} {about}");
    let wanted = matter(complaint.norm.as_str(), complaint.subject.as_str(), complaint.about.as_str());
    let new = [complaint.posting, complaint.published].iter().all(|known| *known != Some(posting.id));
    let same = wanted == matter(posting.norm.as_str(), posting.subject.as_str(), posting.about.as_str());
    published_as_ordered(book, same && new, ordered, posting.posted)
}

fn published_as_ordered(book: Book<'_>, same: bool, ordered: Day, posted: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("disclosure.complaint.as_ordered")? else { return Ok(None) };
    let (told, told_en) = if same { ("是", "is") } else { ("不是", "is not") };
    let check = check.saw("same", told).saw("same_en", told_en).saw("ordered", ordered).saw("posted", posted);
    Ok(Some(check.when(same && posted >= ordered)))
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
