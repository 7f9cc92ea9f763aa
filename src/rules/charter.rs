//! 村规民约 What the making of village rules obeys (村民委员会组织法 art. 27; 民发〔2018〕144号), what a clause may not say, and which clauses
//! a later law makes stale.

mod text;
mod wording;

pub use text::{Charter, Clause, ClauseChange, Edit, edits};
pub use wording::{Amendment, Wording};

use crate::error::Result;
use crate::model::{RulesClause, RulesVote, VillageRules};
use crate::rules::cases::CaseCheck;
use crate::rules::meeting::{self, Turnout};
use crate::rules::{Attending, Book, Entitled, Finding, Findings, Households, Rulebook};
use crate::value::{Day, Text};

/// How cases ask the rules of this area.
pub(super) const CASES: &[(&str, CaseCheck)] = &[
    ("village_rules.body", |book, given| body(book, given.text("body")?)),
    ("village_rules.opinions", |book, given| {
        let asked = given.has("asked").then(|| given.day("asked")).transpose()?;
        opinions(book, asked, given.day("voted")?)
    }),
    ("village_rules.review", |book, given| {
        let reviewed = given.has("reviewed").then(|| given.day("reviewed")).transpose()?;
        review(book, reviewed, given.day("voted")?)
    }),
    ("village_rules.filing", |book, given| filing(book, given.day("voted")?, given.day("filed")?)),
    ("village_rules.publication", |book, given| publication(book, given.day("published")?, given.day("effective")?)),
    ("village_rules.fine", |book, given| worded(book, "village_rules.fine", "第一条", given.text("clause")?)),
    ("village_rules.equal_rights", |book, given| {
        worded(book, "village_rules.equal_rights", "第一条", given.text("clause")?)
    }),
    ("village_rules.stale", |book, given| stale(book, "第一条", given.text("topic")?, given.day("adopted")?)),
];

/// 表决方式 Whether a meeting, by the name that a record gives it, is the villagers' assembly, and counts by households.
///
/// 村民会议 is; 村民会议(户代表) is, by households; 村民代表会议 and 村民代表大会 are not.
pub fn assembly_by_households(body: &str) -> Option<bool> {
    body.starts_with("村民会议").then(|| body.contains('户'))
}

/// 表决主体 Whether the villagers' assembly voted.
///
/// # Errors
/// Those of the rulebook.
pub fn body(book: Book<'_>, body: &str) -> Result<Option<Finding>> {
    let Some(check) = book.check("village_rules.body")? else { return Ok(None) };
    Ok(Some(check.saw("body", body).when(assembly_by_households(body).is_some())))
}

/// 征集民意 Whether villagers were asked, the last day before the vote.
///
/// # Errors
/// Those of the rulebook.
pub fn opinions(book: Book<'_>, asked: Option<Day>, voted: Day) -> Result<Option<Finding>> {
    before_the_vote(book, "village_rules.opinions", asked, voted)
}

/// 合法性审查 Whether the township reviewed the draft before the vote.
///
/// # Errors
/// Those of the rulebook.
pub fn review(book: Book<'_>, reviewed: Option<Day>, voted: Day) -> Result<Option<Finding>> {
    before_the_vote(book, "village_rules.review", reviewed, voted)
}

fn before_the_vote(book: Book<'_>, norm: &str, day: Option<Day>, voted: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check(norm)? else { return Ok(None) };
    Ok(Some(match day {
        Some(day) => check.not_after(voted, day),
        None => check.saw("latest", voted).saw("day", "未办理").when(false),
    }))
}

/// 备案 Whether the version was filed with the township in time after the vote; a last day that is no working day moves to the next one
/// (民法典 art. 203).
///
/// # Errors
/// Those of the rulebook.
pub fn filing(book: Book<'_>, voted: Day, filed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("village_rules.filing")? else { return Ok(None) };
    Ok(Some(check.saw("voted", voted).not_after(book.ends("village_rules.filing", voted, filed)?, filed)))
}

/// 公布 Whether the version was published before it binds.
///
/// # Errors
/// Those of the rulebook.
pub fn publication(book: Book<'_>, published: Day, effective: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("village_rules.publication")? else { return Ok(None) };
    Ok(Some(check.not_before(published, effective)))
}

/// 条款用语 Whether a clause says what a norm does not suffer, by its list of words: fines, or less than equal rights. What was met is
/// quoted.
///
/// # Errors
/// Those of the rulebook.
pub fn worded(book: Book<'_>, norm: &str, article: &str, clause: &str) -> Result<Option<Finding>> {
    let Some(check) = book.check(norm)? else { return Ok(None) };
    let met = book.rules().worded(norm, clause);
    Ok(Some(check.at(article).saw("article", article).saw("quote", met.concat()).when(met.is_empty())))
}

/// 过时条款 Whether a law that is in force and concerns the topic came after the clause; of several the last. Nothing, where no law on the
/// list concerns it.
///
/// # Errors
/// Those of the rulebook.
pub fn stale(book: Book<'_>, article: &str, topic: &str, adopted: Day) -> Result<Option<Finding>> {
    let in_force = book.rules().amendments().iter().filter(|law| law.on <= book.day() && law.concerns(topic));
    let Some(last) = in_force.max_by_key(|law| law.on) else { return Ok(None) };
    let Some(check) = book.check("village_rules.stale")? else { return Ok(None) };
    let check = check.at(article).saw("article", article).saw("topic", topic);
    Ok(Some(
        check.saw("law", &*last.law).saw("change", &*last.zh).saw("change_en", &*last.en).not_before(last.on, adopted),
    ))
}

/// 逐条审查 What the rules say of the clauses that a version brings, on a day.
///
/// # Errors
/// Those of the rulebook.
pub fn check_clauses<'c>(book: Book<'_>, clauses: impl IntoIterator<Item = &'c RulesClause>) -> Result<Findings> {
    let mut findings = Findings::default();
    for clause in clauses {
        let Some(after) = clause.after.as_ref().map(Text::as_str) else { continue };
        for norm in ["village_rules.fine", "village_rules.equal_rights"] {
            findings.add(worded(book, norm, clause.article.as_str(), after)?);
        }
    }
    Ok(findings)
}

/// 过时审查 Which clauses of a text a law in force on a day made stale. Words older than the records count as adopted with `version`'s vote.
///
/// # Errors
/// Those of the rulebook.
pub fn check_stale(book: Book<'_>, text: &[Clause<'_>], version: &VillageRules) -> Result<Findings> {
    let voted = version.vote.as_ref().map(|vote| vote.on);
    let mut findings = Findings::default();
    for clause in text {
        if let Some(adopted) = clause.adopted.or(voted) {
            findings.add(stale(book, clause.article.as_str(), clause.topic.as_str(), adopted)?);
        }
    }
    Ok(findings)
}

/// 全程审查 What the rules say of the making of a version and of the clauses that it brings: each step by the law of its day.
///
/// # Errors
/// Those of the rulebook.
pub fn check<'c>(
    rules: &Rulebook,
    version: &VillageRules,
    clauses: impl IntoIterator<Item = &'c RulesClause>,
) -> Result<Findings> {
    let mut findings = Findings::default();
    let day = version.vote.as_ref().map_or(version.drafted, |vote| vote.on);
    if let Some(vote) = &version.vote {
        findings.add(check_vote(rules, version, vote)?);
        if let Some(filed) = version.filed {
            findings.add(filing(rules.on(vote.on), vote.on, filed)?);
        } else if version.state.is_adopted() {
            let check = rules.on(vote.on).check("village_rules.filing")?;
            let latest = rules.on(vote.on).last_day("village_rules.filing", vote.on)?;
            findings
                .add(check.map(|it| it.saw("voted", vote.on).saw("latest", latest).saw("day", "未备案").when(false)));
        }
    }
    if let (Some(published), Some(effective)) = (version.published, version.effective) {
        findings.add(publication(rules.on(published), published, effective)?);
    }
    findings.add(check_clauses(rules.on(day), clauses)?);
    Ok(findings)
}

/// 表决审查 What the rules say of the vote on a version and of what must have come before it.
///
/// # Errors
/// Those of the rulebook.
pub fn check_vote(rules: &Rulebook, version: &VillageRules, vote: &RulesVote) -> Result<Findings> {
    let book = rules.on(vote.on);
    let mut findings = Findings::default();
    findings.add(body(book, vote.body.as_str())?);
    findings.add(opinions(book, version.comment.map(|asked| asked.last_day().unwrap_or(asked.from())), vote.on)?);
    findings.add(review(book, version.review.as_ref().map(|review| review.on), vote.on)?);
    findings.add(turnout(book, vote)?);
    Ok(findings)
}

/// 废止审查 What the rules say of a repeal: whoever makes the rules repeals them, by the same vote; it is published before it counts.
///
/// # Errors
/// Those of the rulebook.
pub fn check_repeal(rules: &Rulebook, vote: &RulesVote, published: Day, from: Day) -> Result<Findings> {
    let book = rules.on(vote.on);
    let mut findings = Findings::default();
    findings.add(body(book, vote.body.as_str())?);
    findings.add(turnout(book, vote)?);
    findings.add(publication(rules.on(published), published, from)?);
    Ok(findings)
}

/// Quorum and majority of the assembly, by adults or by households.
fn turnout(book: Book<'_>, vote: &RulesVote) -> Result<Findings> {
    let mut findings = Findings::default();
    let (entitled, present) = (vote.entitled.get(), vote.present.get());
    if let Some(by_households) = assembly_by_households(vote.body.as_str()) {
        let turnout = if by_households {
            Turnout::Households(Households::new(entitled), present)
        } else {
            Turnout::Adults(Entitled::new(entitled), present)
        };
        findings.add(meeting::assembly_quorum(book, turnout)?);
        findings.add(meeting::assembly_pass(book, Attending::new(present), vote.agreed.get())?);
    }
    Ok(findings)
}

#[cfg(test)]
mod tests;
