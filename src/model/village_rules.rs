//! 村规民约 The village's own rules, version by version and clause by clause.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::Ref;
use crate::model::checks::{above_zero, empty_while, filled_while, in_order, within};
use crate::schema::Id;
use crate::value::{Count, Day, Period, RefNo, Text};

labels! {
    /// 村规民约状态 Whether a version binds.
    pub enum RulesState: "状态 state of the rules" {
        /// 起草中 Being drafted.
        Drafting = "drafting" / "起草中" | "草案",
        /// 施行 In force.
        InForce = "in_force" / "施行" | "施行中",
        /// 已修订 Superseded by a revision.
        Revised = "revised" / "已修订",
        /// 已废止 Repealed.
        Repealed = "repealed" / "已废止",
        /// 已撤回 Withdrawn as a draft.
        Withdrawn = "withdrawn" / "已撤回",
    }
}

/// 合法性审查 The legality review of a draft.
#[doc(alias = "合法性审查")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalityReview {
    /// 法律顾问意见 The village lawyer's opinion.
    pub counsel: Option<Text>,
    /// 审查单位 Who reviewed it.
    pub reviewer: Text,
    /// 审查日期 Day of the review.
    pub on: Day,
    /// 审查结论 The finding.
    pub finding: Text,
}

/// 表决 The vote that passed a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesVote {
    /// 表决会议 The meeting.
    pub body: Text,
    /// 表决日期 Day.
    pub on: Day,
    /// 应到 Entitled, in the meeting's own units: people or households.
    pub entitled: Count,
    /// 实到 Present.
    pub present: Count,
    /// 同意 In favour.
    pub agreed: Count,
}

/// 村规民约 A version of the village rules (村民委员会组织法 art. 27): drafted, heard, reviewed, voted, filed, published.
#[doc(alias = "村规民约")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VillageRules {
    /// 编号 Id.
    pub id: Id<VillageRules>,
    /// 版本 Version.
    pub version: RefNo,
    /// 修订主题 What it revised.
    pub theme: Text,
    /// 条款数 Number of clauses.
    pub clauses: Count,
    /// 起草日期 Day of the draft.
    pub drafted: Day,
    /// 征求意见期 When villagers were asked.
    pub comment: Option<Period>,
    /// 征集意见数 Opinions received.
    pub opinions: Count,
    /// 合法性审查 Legality review.
    pub review: Option<LegalityReview>,
    /// 表决 The vote.
    pub vote: Option<RulesVote>,
    /// 备案日期 Day of filing with the township.
    pub filed: Option<Day>,
    /// 公布日期 Day of publication.
    pub published: Option<Day>,
    /// 施行日期 Day from which it binds.
    pub effective: Option<Day>,
    /// 状态 Whether it binds.
    pub state: RulesState,
}

crate::entity! {
    VillageRules: "village_rules", "vrul", v1, "村规民约";
    columns {
        version "版本": Text = |it| it.version.as_str(),
        clauses "条款数": Int = |it| it.clauses,
        voted "表决日期": Day = |it| it.vote.as_ref().map(|vote| vote.on),
        effective "施行日期": Day = |it| it.effective,
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_version(version), by_effective(effective), by_state(state, effective) }
    secrets {}
    subject = |it| it.id.key();
}

impl RulesState {
    /// 已通过 Whether a version in this state was passed and came into force at some time.
    pub const fn is_adopted(self) -> bool {
        matches!(self, Self::InForce | Self::Revised | Self::Repealed)
    }
}

impl VillageRules {
    /// 备案用时 Days from the vote to filing; the usual limit is ten.
    pub fn days_to_filing(&self) -> Option<i64> {
        Some(self.filed?.days_since(self.vote.as_ref()?.on))
    }

    fn check(&self) -> Result<()> {
        above_zero("条款数", i64::from(self.clauses.get()))?;
        if let Some(vote) = &self.vote {
            within(("实到", vote.present), ("应到", vote.entitled))?;
            within(("同意", vote.agreed), ("实到", vote.present))?;
        }
        if self.state == RulesState::Withdrawn {
            empty_while(("表决日期", self.vote.is_some()), self.state)?;
        }
        if self.state.is_adopted() {
            filled_while(("表决日期", self.vote.is_some()), self.state)?;
            filled_while(("公布日期", self.published.is_some()), self.state)?;
            filled_while(("施行日期", self.effective.is_some()), self.state)?;
        }
        let reviewed = self.review.as_ref().map(|review| review.on);
        let voted = self.vote.as_ref().map(|vote| vote.on);
        in_order(&[("表决日期", voted), ("备案日期", self.filed)])?;
        in_order(&[
            ("起草日期", Some(self.drafted)),
            ("征求意见起", self.comment.map(|period| period.from())),
            ("征求意见止", self.comment.and_then(|period| period.last_day())),
            ("审查日期", reviewed),
            ("表决日期", voted),
            ("公布日期", self.published),
            ("施行日期", self.effective),
        ])
    }
}

/// 村规民约条款 How a version changed a clause, and what the review said of it.
#[doc(alias = "村规民约条款")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulesClause {
    /// 编号 Id.
    pub id: Id<RulesClause>,
    /// 版本 The version that changed it.
    pub rules: Ref<VillageRules>,
    /// 条次 Number of the clause, as written: 第九条.
    pub article: Text,
    /// 主题 What it is about.
    pub topic: Text,
    /// 原条款 Wording before; none for a new clause.
    pub before: Option<Text>,
    /// 修订后条款 Wording after; none for a deleted clause.
    pub after: Option<Text>,
    /// 审查意见 What the review said.
    pub opinion: Option<Text>,
}

crate::entity! {
    RulesClause: "rules_clause", "vcla", v1, "村规民约条款";
    columns {
        rules "版本": Text = |it| &it.rules,
        article "条次": Text = |it| it.article.as_str(),
        topic "主题": Text = |it| it.topic.as_str(),
    }
    indexes { by_rules(rules, article), by_topic(topic) }
    secrets {}
    subject = |it| it.id.key();
}

impl RulesClause {
    fn check(&self) -> Result<()> {
        if self.before.is_none() {
            filled_while(("修订后条款", self.after.is_some()), "原条款为空")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn in_force() -> VillageRules {
        let vote = RulesVote {
            body: v("村民会议(户代表)"),
            on: v("2022-09-17"),
            entitled: v("497"),
            present: v("368"),
            agreed: v("367"),
        };
        let review = LegalityReview {
            counsel: Some(v("合法")),
            reviewer: v("新塘镇人民政府"),
            on: v("2022-08-26"),
            finding: v("未发现违法"),
        };
        VillageRules {
            id: id(1),
            version: v("2022版"),
            theme: v("计划生育；出租屋管理"),
            clauses: v("28"),
            drafted: v("2022-07-11"),
            comment: Some(v("2022-07-18至2022-08-08")),
            opinions: v("47"),
            review: Some(review),
            vote: Some(vote),
            filed: Some(v("2022-09-23")),
            published: Some(v("2022-09-19")),
            effective: Some(v("2022-10-01")),
            state: RulesState::InForce,
        }
    }

    #[test]
    fn rules_are_heard_reviewed_voted_published_and_then_bind() {
        assert!(in_force().check().is_ok());
        assert_eq!(in_force().days_to_filing(), Some(6));
        for wrong in [
            VillageRules { comment: Some(v("2022-07-18至2022-08-27")), ..in_force() },
            VillageRules { filed: Some(v("2022-09-16")), ..in_force() },
            VillageRules { effective: Some(v("2022-09-18")), ..in_force() },
        ] {
            assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
        }
    }

    #[test]
    fn a_draft_may_stand_without_its_vote_and_rules_in_force_may_not() {
        let draft = VillageRules {
            vote: None,
            filed: None,
            published: None,
            effective: None,
            state: RulesState::Drafting,
            ..in_force()
        };
        assert!(draft.check().is_ok());
        let withdrawn = VillageRules { state: RulesState::Withdrawn, ..draft.clone() };
        assert!(withdrawn.check().is_ok(), "a draft that was withdrawn was never voted on");
        let voted = VillageRules { vote: in_force().vote, ..withdrawn };
        assert_eq!(voted.check().unwrap_err().code(), "model.field.undue");
        let wrong = VillageRules { state: RulesState::InForce, ..draft };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("表决日期"));
    }

    #[test]
    fn a_clause_was_or_becomes_something() {
        let clause = RulesClause {
            id: id(2),
            rules: in_force().id.into(),
            article: v("第十六条"),
            topic: v("出租屋管理"),
            before: None,
            after: Some(v("出租屋应配备灭火器。")),
            opinion: None,
        };
        assert!(clause.check().is_ok());
        assert!(RulesClause { before: clause.after.clone(), after: None, ..clause.clone() }.check().is_ok(), "deleted");
        assert_eq!(RulesClause { after: None, ..clause }.check().unwrap_err().code(), "model.field.due");
    }
}
