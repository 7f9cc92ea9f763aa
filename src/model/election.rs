//! 选举 Elections of Party organisations and of the villagers' committee, as they were counted.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{empty_while, filled_while, within};
use crate::model::{Ballot, PartyApprover, PartyOrganisation};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text};

crate::labels! {
    /// 选举类别 What was elected.
    #[doc(alias = "选举类别")]
    pub enum ElectionKind: "选举类别 kind of election" {
        /// 党组织换届 A Party organisation's committee at the end of its term.
        Party = "party" / "党组织换届",
        /// 党组织补选 A vacant post in a Party organisation.
        PartyVacancy = "party_vacancy" / "党组织补选",
        /// 村民委员会换届 The villagers' committee.
        Committee = "committee" / "村民委员会换届",
        /// 村民委员会补选 A vacant post on the villagers' committee.
        CommitteeVacancy = "committee_vacancy" / "村民委员会补选",
        /// 村民委员会另行选举 The second round for posts not filled.
        SecondRound = "second_round" / "村民委员会另行选举",
    }
}

impl ElectionKind {
    /// Whether a Party organisation elects.
    pub const fn is_party(self) -> bool {
        matches!(self, Self::Party | Self::PartyVacancy)
    }
}

/// 候选人 A candidate and his votes.
#[doc(alias = "候选人")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// 姓名 Name.
    pub name: PersonName,
    /// 得票 Votes in favour.
    pub votes: Count,
    /// 当选 Whether he was elected.
    pub elected: bool,
}

/// 选举 An election and its count.
#[doc(alias = "选举")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Election {
    /// 编号 Id.
    pub id: Id<Election>,
    /// 类别 What was elected.
    pub kind: ElectionKind,
    /// 党组织 The Party organisation that elected.
    pub organisation: Option<Id<PartyOrganisation>>,
    /// 日期 Day of the ballot.
    pub on: Day,
    /// 应选名额 Posts.
    pub posts: Count,
    /// 应到会或者登记人数 Who should attend, or is registered to vote.
    pub entitled: Count,
    /// 到会或者投票人数 Who attended, or cast a ballot.
    pub attending: Count,
    /// 发出选票 Ballots given out.
    pub issued: Count,
    /// 收回选票 Ballots that came back, spoiled ones among them.
    pub returned: Count,
    /// 废票 Spoiled ballots.
    pub spoiled: Count,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
    /// 候选人 Candidates, in the order of the ballot paper.
    pub candidates: Vec<Candidate>,
    /// 批准机关 Who approved the result, where it needs approval.
    pub approver: Option<PartyApprover>,
    /// 备注 Note: the paper that approved it, the minutes.
    pub note: Option<Text>,
}

crate::entity! {
    Election: "election", "elec", v1, "选举";
    columns {
        election_kind "类别": Text = |it| it.kind.code(),
        organisation "党组织": Text = |it| it.organisation,
        held "日期": Day = |it| it.on,
        posts "应选名额": Int = |it| it.posts,
        entitled "应到会或登记人数": Int = |it| it.entitled,
        attending "到会或投票人数": Int = |it| it.attending,
        elected "当选人数": Int = |it| it.elected_count(),
    }
    indexes { by_day(held), by_organisation(organisation, held) }
    secrets {}
    subject = |it| it.id.key();
}

impl Election {
    /// Own invariants: a Party election names its organisation, another has none and no approval; no more attend than are entitled, no more
    /// ballots are spoiled than came back, nobody has more votes than good ballots, no more are elected than there are posts, whoever is
    /// elected has more votes than whoever is not, and nobody stands twice.
    fn check(&self) -> Result<()> {
        if self.kind.is_party() {
            filled_while(("党组织", self.organisation.is_some()), self.kind)?;
        } else {
            empty_while(("党组织", self.organisation.is_some()), self.kind)?;
            empty_while(("批准机关", self.approver.is_some()), self.kind)?;
        }
        within(("到会", self.attending), ("应到会", self.entitled))?;
        within(("发出选票", self.issued), ("应到会", self.entitled))?;
        within(("废票", self.spoiled), ("收回选票", self.returned))?;
        let good = Count::new(self.returned.get().saturating_sub(self.spoiled.get()));
        for candidate in &self.candidates {
            within(("得票", candidate.votes), ("有效票", good))?;
        }
        within(("当选", self.elected_count()), ("应选名额", self.posts))?;
        let most_beaten = self.candidates.iter().filter(|one| !one.elected).map(|one| one.votes).max();
        if let Some(passed) = self.elected().find(|one| most_beaten.is_some_and(|most| one.votes <= most)) {
            return Err(Error::new(code::model::CANDIDATE_PASSED)
                .with("column", "当选")
                .with("value", passed.votes)
                .with("most", most_beaten.unwrap_or_default()));
        }
        // The list of an import has this mark between candidates.
        if self.candidates.iter().any(|one| one.name.as_str().contains(['；', ';'])) {
            return Err(Error::new(code::value::PERSON_NAME).with("column", "候选人").with("value", "***"));
        }
        let mut names: Vec<&PersonName> = self.candidates.iter().map(|candidate| &candidate.name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(Error::new(code::model::CANDIDATE_TWICE).with("column", "候选人"));
        }
        Ok(())
    }

    /// 当选人 Who was elected.
    pub fn elected(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.elected)
    }

    /// 当选人数 How many were elected.
    pub fn elected_count(&self) -> Count {
        Count::new(u32::try_from(self.elected().count()).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn election() -> Election {
        let candidate = |name, votes, elected| Candidate { name: v(name), votes: v(votes), elected };
        Election {
            id: id(1),
            kind: ElectionKind::Party,
            organisation: Some(id(2)),
            on: v("2021-01-16"),
            posts: v("1"),
            entitled: v("32"),
            attending: v("30"),
            issued: v("30"),
            returned: v("30"),
            spoiled: v("2"),
            ballot: Ballot::Secret,
            candidates: vec![candidate("刘启源", "28", true), candidate("钟兆华", "0", false)],
            approver: Some(PartyApprover::Township),
            note: None,
        }
    }

    #[test]
    fn a_count_cannot_hold_more_than_there_is() {
        assert!(election().check().is_ok());
        let mut more = election();
        more.candidates[0].votes = v("29");
        assert_eq!(more.check().unwrap_err().get("column"), Some("得票"));
        let mut both = election();
        both.candidates[1].elected = true;
        assert_eq!(both.check().unwrap_err().get("column"), Some("当选"));
        let mut twice = election();
        twice.candidates[1].name = v("刘启源");
        assert_eq!(twice.check().unwrap_err().code(), "model.candidate.twice");
        let crowd = Election { attending: v("33"), ..election() };
        assert_eq!(crowd.check().unwrap_err().get("column"), Some("到会"));
        let mut over = election();
        over.candidates = vec![over.candidates[1].clone(), over.candidates[0].clone()];
        assert!(over.check().is_ok(), "the order of the ballot paper is not that of the votes");
        over.candidates[0].elected = true;
        over.candidates[1].elected = false;
        assert_eq!(over.check().unwrap_err().code(), "model.candidate.passed_over");
        over.candidates[1].votes = v("0");
        assert_eq!(over.check().unwrap_err().code(), "model.candidate.passed_over", "equal votes elect neither");
        over.candidates[0].votes = v("1");
        assert!(over.check().is_ok());
        let mut listed = election();
        listed.candidates[1].name = v("钟；华");
        assert_eq!(listed.check().unwrap_err().code(), "value.person_name");
        let mut villagers =
            Election { kind: ElectionKind::Committee, organisation: None, approver: None, ..election() };
        assert!(villagers.check().is_ok());
        villagers.organisation = Some(id(2));
        assert_eq!(villagers.check().unwrap_err().code(), "model.field.undue");
        let approved = Election { organisation: None, approver: Some(PartyApprover::Township), ..villagers };
        assert_eq!(approved.check().unwrap_err().get("column"), Some("批准机关"));
        let nobody = Election { organisation: None, ..election() };
        assert_eq!(nobody.check().unwrap_err().code(), "model.field.due");
    }
}
