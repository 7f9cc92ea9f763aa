//! 亮诺、结对、交叉任职 Pledges, pairings, and the rate of cross-holding.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::model::{Pairing, PersonMark, Pledge, Post};
use crate::rules::{Book, Finding, Findings};
use crate::value::{Day, Ratio};

/// 亮诺亮绩亮牌 Whether the result of a pledge was published when it was due, and a badge is shown; nothing of a result that is not due yet.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn pledge(book: Book<'_>, pledge: &Pledge) -> Result<Findings> {
    let mut found = Findings::default();
    let published = pledge.achievement.as_ref().map(|result| result.published);
    found.add(pledge_result(book, pledge.due, published)?);
    found.add(pledge_badge(book, u32::from(pledge.badge.is_some()))?);
    Ok(found)
}

/// 亮绩 Whether a result was published by the last day; nothing while it is still to come.
///
/// # Errors
/// As [`pledge`].
pub fn pledge_result(book: Book<'_>, due: Day, published: Option<Day>) -> Result<Option<Finding>> {
    let day = published.filter(|day| *day <= book.day()).unwrap_or_else(|| book.day());
    if published.is_none_or(|published| published > book.day()) && book.day() <= due {
        return Ok(None);
    }
    Ok(book.check("party.pledge.result")?.map(|check| check.not_after(due, day)))
}

/// 亮牌 Whether whoever pledged shows a badge.
///
/// # Errors
/// As [`pledge`].
pub fn pledge_badge(book: Book<'_>, badges: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.pledge.badge")?.map(|check| check.saw("has", badges).when(badges > 0)))
}

/// 共建协议 Whether an agreement has its parts: both parties, term, needs, resources, projects, contact, review.
///
/// # Errors
/// As [`pledge`].
pub fn pairing(book: Book<'_>, pairing: &Pairing) -> Result<Option<Finding>> {
    let Pairing { partner, years, needs, resources, projects, .. } = pairing;
    let filled = |text: &crate::value::Text| !text.as_str().is_empty();
    pairing_parts(
        book,
        [
            ("双方", filled(partner)),
            ("期限", years.get() > 0),
            ("需求清单", filled(needs)),
            ("资源清单", filled(resources)),
            ("项目清单", filled(projects)),
            ("联络人", pairing.contact.is_some()),
            ("评估", pairing.reviewed.is_some()),
        ],
    )
}

/// 协议组成 Whether all parts are there.
///
/// # Errors
/// As [`pledge`].
pub(super) fn pairing_parts(book: Book<'_>, parts: [(&str, bool); 7]) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.pairing.parts")? else { return Ok(None) };
    let missing: Vec<&str> = parts.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    let has = i64::try_from(parts.len() - missing.len()).unwrap_or_default();
    Ok(Some(check.saw("missing", missing.join("、")).at_least(book.number("party.pairing.parts_least")?, has)))
}

/// 交叉任职 Cross-holding of posts in the two committees: P the Party committee's holders, V the villagers' committee's, each person once.
#[doc(alias = "交叉任职率")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrossHolding {
    /// 村党组织 n(P).
    pub party: u32,
    /// 村委会 n(V).
    pub committee: u32,
    /// 交叉任职 n(P ∩ V).
    pub both: u32,
    /// 两委干部 n(P ∪ V).
    pub either: u32,
}

impl CrossHolding {
    /// 计算 Counts the posts held on a day.
    pub fn on<'p>(posts: impl IntoIterator<Item = &'p Post>, day: Day) -> Self {
        let (mut party, mut committee) = (BTreeSet::<PersonMark>::new(), BTreeSet::new());
        for post in posts.into_iter().filter(|post| post.holds_on(day)) {
            if post.is_party_cadre() {
                party.insert(post.person());
            }
            if post.is_committee_cadre() {
                committee.insert(post.person());
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            party: count(party.len()),
            committee: count(committee.len()),
            both: count(party.intersection(&committee).count()),
            either: count(party.union(&committee).count()),
        }
    }

    /// 交叉任职率 n(P ∩ V) ÷ n(P ∪ V); `None` where nobody holds a post.
    pub fn rate(self) -> Option<Ratio> {
        Ratio::share(self.both, self.either)
    }
}
