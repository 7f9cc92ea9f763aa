//! 选民 Who stands on the voter list, and when it is published, objected to and corrected.

use crate::error::Result;
use crate::model::VoterClass;
use crate::rules::{Book, Finding, Findings};
use crate::value::{Day, Kinship};

/// 选民情况 What decides whether a person stands on the voter list (村民委员会组织法 art. 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoterFacts {
    /// 出生日期 Birthday.
    pub birth: Day,
    /// 被剥夺政治权利 Whether he is deprived of political rights.
    pub deprived: bool,
    /// 户籍在本村 Whether he is registered in the village.
    pub registered: bool,
    /// 居住起 Since when he lives in the village; `None` when he does not.
    pub resident_since: Option<Day>,
    /// 本人表示参加 Whether he said that he takes part.
    pub declared: bool,
    /// 本人申请 Whether he applied.
    pub applied: bool,
    /// 会议同意 Whether the assembly or its representatives agreed.
    pub agreed: bool,
    /// 登记处数 On how many voter lists he stands, this one among them.
    pub lists: u32,
}

impl VoterFacts {
    /// 类别 The class that he belongs to, whether or not what it asks for is met; `None` when he is neither registered nor resident.
    pub fn class(&self) -> Option<VoterClass> {
        match (self.registered, self.resident_since.is_some()) {
            (true, true) => Some(VoterClass::Resident),
            (true, false) => Some(VoterClass::Absent),
            (false, true) => Some(VoterClass::Newcomer),
            (false, false) => None,
        }
    }

    /// 检查资格 Every rule on whether he stands on the list of an election on that day.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn check(&self, book: Book<'_>, polled: Day) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(age(book, self.birth, polled)?);
        found.add(rights(book, self.deprived)?);
        found.add(class(book, self.registered, self.resident_since.is_some())?);
        match self.class() {
            Some(VoterClass::Absent) => found.add(declared(book, self.declared)?),
            Some(VoterClass::Newcomer) => {
                if let Some(since) = self.resident_since {
                    found.add(residence(book, since, polled)?);
                }
                found.add(agreed(book, self.applied, self.agreed)?);
            }
            Some(VoterClass::Resident) | None => {}
        }
        found.add(once(book, self.lists)?);
        Ok(found)
    }
}

/// 年满十八周岁 Whether he is of age on polling day.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn age(book: Book<'_>, birth: Day, polled: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.voter.age")? else { return Ok(None) };
    let of_age = book.after("election.voter.age_least", birth)?;
    Ok(Some(check.saw("age", book.number("election.voter.age_least")?).not_before(of_age, polled)))
}

/// 政治权利 Whether he has his political rights.
///
/// # Errors
/// As [`age`].
pub fn rights(book: Book<'_>, deprived: bool) -> Result<Option<Finding>> {
    Ok(book.check("election.voter.rights")?.map(|check| check.when(!deprived)))
}

/// 三类人员 Whether he is registered or resident.
///
/// # Errors
/// As [`age`].
pub fn class(book: Book<'_>, registered: bool, resident: bool) -> Result<Option<Finding>> {
    Ok(book.check("election.voter.class")?.map(|check| check.when(registered || resident)))
}

/// 表示参加 Whether one who is registered and absent said that he takes part.
///
/// # Errors
/// As [`age`].
pub fn declared(book: Book<'_>, declared: bool) -> Result<Option<Finding>> {
    Ok(book.check("election.voter.declared")?.map(|check| check.when(declared)))
}

/// 居住一年以上 Whether one who is not registered has lived here long enough on polling day.
///
/// # Errors
/// As [`age`].
pub fn residence(book: Book<'_>, since: Day, polled: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.voter.residence")? else { return Ok(None) };
    let years = book.number("election.voter.residence_least")?;
    let full = book.after("election.voter.residence_least", since)?;
    Ok(Some(check.saw("since", since).saw("years", years).not_before(full, polled)))
}

/// 申请并经同意 Whether one who is not registered applied and was agreed to.
///
/// # Errors
/// As [`age`].
pub fn agreed(book: Book<'_>, applied: bool, agreed: bool) -> Result<Option<Finding>> {
    let check = book.check("election.voter.agreed")?;
    Ok(check.map(|check| check.saw("applied", yes(applied)).saw("agreed", yes(agreed)).when(applied && agreed)))
}

/// 不重复登记 Whether he stands on one list only.
///
/// # Errors
/// As [`age`].
pub fn once(book: Book<'_>, lists: u32) -> Result<Option<Finding>> {
    Ok(book.check("election.voter.once")?.map(|check| check.at_most(1, lists)))
}

/// 名单公布 Whether the list was published early enough before polling.
///
/// # Errors
/// As [`age`].
pub fn list_notice(book: Book<'_>, published: Day, polled: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.list.notice")? else { return Ok(None) };
    Ok(Some(check.not_after(book.ahead("election.list.notice", polled)?, published)))
}

/// 申诉 Whether an objection came in time; a last day that is no working day moves to the next one (民法典 art. 203).
///
/// # Errors
/// As [`age`].
pub fn list_objection(book: Book<'_>, published: Day, objected: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.list.objection")? else { return Ok(None) };
    Ok(Some(check.not_after(book.ends("election.list.objection", published, objected)?, objected)))
}

/// 处理决定 Whether an objection was decided on in time; its last day moves as that of [`list_objection`].
///
/// # Errors
/// As [`age`].
pub fn list_decision(book: Book<'_>, objected: Day, decided: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.list.decision")? else { return Ok(None) };
    Ok(Some(check.not_after(book.ends("election.list.decision", objected, decided)?, decided)))
}

/// 委托投票 A proxy for an election: who is away gives it in writing to a near relative with the vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyFacts {
    /// 外出 Whether the voter is away during the election.
    pub absent: bool,
    /// 书面 Whether the proxy is in writing.
    pub written: bool,
    /// 受委托人是委托人的 What the holder is to the voter.
    pub kin: Kinship,
    /// 受委托人有选举权 Whether the holder has the vote.
    pub voter: bool,
    /// 名单已公布 Whether the list of proxies is published.
    pub published: bool,
}

impl ProxyFacts {
    /// 检查委托 Every rule on a proxy.
    ///
    /// # Errors
    /// As [`age`].
    pub fn check(&self, book: Book<'_>) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(proxy_absent(book, self.absent, self.written)?);
        found.add(proxy_relative(book, self.kin, self.voter)?);
        found.add(proxy_published(book, self.published)?);
        Ok(found)
    }
}

/// 外出书面委托 Whether the voter is away and gave the proxy in writing.
///
/// # Errors
/// As [`age`].
pub fn proxy_absent(book: Book<'_>, absent: bool, written: bool) -> Result<Option<Finding>> {
    let check = book.check("election.proxy.absent")?;
    Ok(check.map(|check| check.saw("absent", yes(absent)).saw("written", yes(written)).when(absent && written)))
}

/// 近亲属代投 Whether the holder is a near relative with the vote.
///
/// # Errors
/// As [`age`].
pub fn proxy_relative(book: Book<'_>, kin: Kinship, voter: bool) -> Result<Option<Finding>> {
    let near = is_near_relative(kin);
    let check = book.check("election.proxy.relative")?;
    Ok(check.map(|check| check.saw("relative", yes(near)).saw("voter", yes(voter)).when(near && voter)))
}

/// 委托名单 Whether the list of proxies is published.
///
/// # Errors
/// As [`age`].
pub fn proxy_published(book: Book<'_>, published: bool) -> Result<Option<Finding>> {
    Ok(book.check("election.proxy.published")?.map(|check| check.when(published)))
}

/// 近亲属 Whether a relation is a near one: spouse, parents, children, siblings, grandparents, grandchildren (民法典 art. 1045). Relations by
/// marriage other than the spouse are none.
#[doc(alias = "近亲属")]
pub fn is_near_relative(kin: Kinship) -> bool {
    use Kinship as K;
    let by_marriage = [
        K::SonInLaw,
        K::DaughterInLaw,
        K::GrandsonsWife,
        K::GranddaughtersHusband,
        K::HusbandsFather,
        K::HusbandsMother,
        K::WifesFather,
        K::WifesMother,
        K::SpousesGrandparent,
        K::ElderBrothersWife,
        K::YoungerBrothersWife,
        K::ElderSistersHusband,
        K::YoungerSistersHusband,
    ];
    let further = [
        K::GreatGrandson,
        K::GreatGranddaughter,
        K::OtherGrandchild,
        K::GreatGrandfather,
        K::GreatGrandmother,
        K::SpousesGreatGrandparent,
        K::OtherGrandparent,
        K::OtherParent,
    ];
    let near = [K::Spouse, K::Son, K::Daughter, K::Grandchild, K::Parent, K::Grandparent, K::Sibling];
    near.contains(&kin.group()) && !by_marriage.contains(&kin) && !further.contains(&kin)
}

pub(super) const fn yes(flag: bool) -> &'static str {
    if flag { "是" } else { "否" }
}
