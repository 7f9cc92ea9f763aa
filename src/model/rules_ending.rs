//! 村规民约终止 How a draft of the village rules was withdrawn, or rules in force were repealed.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order, within};
use crate::model::{Ref, RulesState, RulesVote, VillageRules};
use crate::schema::Id;
use crate::value::{Day, Text};

labels! {
    /// 终止方式 How a version came to its end, where no later version revised it.
    pub enum RulesEndingKind: "终止方式 how village rules end" {
        /// 撤回 The committee withdrew the draft before it was voted on.
        Withdrawn = "withdrawn" / "撤回",
        /// 废止 The villagers' assembly repealed the rules.
        Repealed = "repealed" / "废止",
    }
}

impl RulesEndingKind {
    /// 终止后状态 The state in which it leaves the version.
    pub const fn leaves(self) -> RulesState {
        match self {
            Self::Withdrawn => RulesState::Withdrawn,
            Self::Repealed => RulesState::Repealed,
        }
    }
}

/// 村规民约终止 The end of a version of the village rules. A draft is withdrawn by whoever drafted it; what the assembly made, the assembly
/// repeals (村民委员会组织法 art. 27).
#[doc(alias = "村规民约废止")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesEnding {
    /// 编号 Id.
    pub id: Id<RulesEnding>,
    /// 版本 The version.
    pub rules: Ref<VillageRules>,
    /// 终止方式 How it ended.
    pub kind: RulesEndingKind,
    /// 终止日期 The day of withdrawal, or the first day on which the rules bind no more.
    pub on: Day,
    /// 事由 Why.
    pub reason: Text,
    /// 表决 The assembly's vote to repeal.
    pub vote: Option<RulesVote>,
    /// 公布日期 The day on which the repeal was published.
    pub published: Option<Day>,
}

crate::entity! {
    RulesEnding: "rules_ending", "vend", v1, "村规民约终止";
    columns {
        rules "版本": Text = |it| &it.rules,
        ending "终止方式": Text = |it| it.kind.code(),
        ended "终止日期": Day = |it| it.on,
        voted "表决日期": Day = |it| it.vote.as_ref().map(|vote| vote.on),
        published "公布日期": Day = |it| it.published,
    }
    indexes { by_rules(rules), by_ended(ended) }
    secrets {}
    subject = |it| it.id.key();
}

impl RulesEnding {
    /// Own invariants: a repeal was voted on and published before it counts; a withdrawal was neither.
    fn check(&self) -> Result<()> {
        let (vote, published) = (("表决日期", self.vote.is_some()), ("公布日期", self.published.is_some()));
        match self.kind {
            RulesEndingKind::Withdrawn => {
                empty_while(vote, self.kind)?;
                empty_while(published, self.kind)?;
            }
            RulesEndingKind::Repealed => {
                filled_while(vote, self.kind)?;
                filled_while(published, self.kind)?;
            }
        }
        if let Some(vote) = &self.vote {
            within(("实到", vote.present), ("应到", vote.entitled))?;
            within(("同意", vote.agreed), ("实到", vote.present))?;
        }
        let voted = self.vote.as_ref().map(|vote| vote.on);
        in_order(&[("表决日期", voted), ("公布日期", self.published), ("终止日期", Some(self.on))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn repeal() -> RulesEnding {
        let vote = RulesVote {
            body: v("村民会议(户代表)"),
            on: v("2023-03-01"),
            entitled: v("497"),
            present: v("368"),
            agreed: v("300"),
        };
        RulesEnding {
            id: id(1),
            rules: Ref::Known(id(2)),
            kind: RulesEndingKind::Repealed,
            on: v("2023-04-01"),
            reason: v("与新法抵触"),
            vote: Some(vote),
            published: Some(v("2023-03-03")),
        }
    }

    #[test]
    fn a_repeal_is_voted_on_published_and_then_counts_and_a_withdrawal_is_neither() {
        let wrong = |ending: &RulesEnding| {
            let error = ending.check().unwrap_err();
            (error.code().to_owned(), error.get("column").unwrap_or_default().to_owned())
        };
        let told = |code: &str, column: &str| (format!("model.{code}"), column.to_owned());
        assert!(repeal().check().is_ok());
        assert_eq!(wrong(&RulesEnding { vote: None, ..repeal() }), told("field.due", "表决日期"));
        assert_eq!(wrong(&RulesEnding { published: None, ..repeal() }), told("field.due", "公布日期"));
        assert_eq!(wrong(&RulesEnding { on: v("2023-03-02"), ..repeal() }), told("days.order", "终止日期"));
        assert_eq!(
            wrong(&RulesEnding { published: Some(v("2023-02-28")), ..repeal() }),
            told("days.order", "公布日期")
        );
        let mut crowd = repeal();
        crowd.vote.as_mut().unwrap().present = v("498");
        assert_eq!(wrong(&crowd), told("count.exceeds", "实到"));
        let withdrawn = RulesEnding { kind: RulesEndingKind::Withdrawn, vote: None, published: None, ..repeal() };
        assert!(withdrawn.check().is_ok());
        assert_eq!(
            wrong(&RulesEnding { kind: RulesEndingKind::Withdrawn, ..repeal() }),
            told("field.undue", "表决日期")
        );
        let shown = RulesEnding { published: Some(v("2023-03-03")), ..withdrawn };
        assert_eq!(wrong(&shown), told("field.undue", "公布日期"));
    }
}
