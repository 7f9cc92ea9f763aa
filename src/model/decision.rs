//! 四议两公开 Decisions of the village: four deliberations, two publicities.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{empty_while, filled_while, in_order, within};
use crate::model::{Deal, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, Period, PersonName, RefNo, Text};

labels! {
    /// 步骤 A step of a decision, by what is done in it. The resolution is the assembly's or its representatives'.
    #[doc(alias = "四议两公开步骤")]
    pub enum StepKind: "步骤名称 step" {
        /// 村党组织提议 The village's Party organisation proposes.
        Propose = "propose" / "村党组织提议" | "村党委提议" | "村党支部提议" | "党组织提议",
        /// 村“两委”会议商议 Both committees consult.
        Consult = "consult" / "村“两委”会议商议" | "村\"两委\"会议商议" | "村两委会议商议",
        /// 党员大会审议 The Party members' meeting reviews.
        Review = "review" / "党员大会审议",
        /// 村民代表会议决议 The representatives resolve.
        ResolveByRepresentatives = "resolve_by_representatives" / "村民代表会议决议",
        /// 村民会议决议 The villagers' assembly resolves.
        ResolveByAssembly = "resolve_by_assembly" / "村民会议决议",
        /// 决议公开 The resolution is put on show.
        PublishResolution = "publish_resolution" / "决议公开",
        /// 实施结果公开 The result is put on show.
        PublishResult = "publish_result" / "实施结果公开",
    }
}

impl StepKind {
    /// 步骤 Its place in the order, 1 to 6.
    pub const fn number(self) -> u32 {
        match self {
            Self::Propose => 1,
            Self::Consult => 2,
            Self::Review => 3,
            Self::ResolveByRepresentatives | Self::ResolveByAssembly => 4,
            Self::PublishResolution => 5,
            Self::PublishResult => 6,
        }
    }

    /// 两公开 Whether it puts something on show rather than to the vote.
    pub const fn is_publicity(self) -> bool {
        matches!(self, Self::PublishResolution | Self::PublishResult)
    }
}

labels! {
    /// 表决方式 How votes are given.
    #[doc(alias = "表决方式")]
    pub enum Ballot: "表决方式 ballot" {
        /// 举手 By show of hands.
        Hands = "hands" / "举手" | "举手表决",
        /// 无记名投票 By secret ballot.
        Secret = "secret" / "无记名投票" | "无记名",
        /// 记名投票 By signed ballot.
        Signed = "signed" / "记名投票" | "记名",
        /// 口头 By voice.
        Voice = "voice" / "口头" | "口头表决",
    }
}

labels! {
    /// 步骤结果 How a step ended.
    pub enum StepOutcome: "结果 outcome" {
        /// 通过 Passed.
        Passed = "passed" / "通过",
        /// 未通过 Not passed: back to the start with the reason.
        NotPassed = "not_passed" / "未通过",
        /// 无异议 Nobody objected while it was on show.
        NoObjection = "no_objection" / "无异议",
        /// 有异议 Somebody objected.
        Objection = "objection" / "有异议",
    }
}

/// 表决情况 A vote: those entitled (应到), those present (实到) and how they voted. They are three different denominators;
/// which one a rule takes is for the rule to say.
#[doc(alias = "表决")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// 应到 Entitled to attend and vote.
    pub entitled: Count,
    /// 实到 Present.
    pub present: Count,
    /// 赞成 In favour.
    pub agreed: Count,
    /// 反对 Against.
    pub against: Count,
    /// 弃权 Abstaining.
    pub abstained: Count,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
}

impl Votes {
    /// Nobody votes who is not there, and nobody is there who is not entitled.
    fn check(&self) -> Result<()> {
        within(("实到", self.present), ("应到", self.entitled))?;
        let cast = [self.agreed, self.against, self.abstained].iter().map(|votes| u64::from(votes.get())).sum::<u64>();
        if cast > u64::from(self.present.get()) {
            return Err(Error::new(code::model::VOTES_OVER)
                .with("column", "实到")
                .with("value", self.present)
                .with("cast", cast));
        }
        Ok(())
    }
}

/// 公示 Something on show: for how long and where.
#[doc(alias = "公示")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publicity {
    /// 公示期 First day and the day after the last.
    pub period: Period,
    /// 公示地点 Where.
    pub place: Text,
}

/// 决策 A matter that the village decides.
#[doc(alias = "决策")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// 编号 Id.
    pub id: Id<Decision>,
    /// 决策编号 Number.
    pub no: RefNo,
    /// 事项 The matter.
    pub matter: Text,
    /// 关联交易 The deal that it allows, if it is about one.
    pub deal: Option<Ref<Deal>>,
}

crate::entity! {
    Decision: "decision", "dcn", v1, "决策";
    columns {
        no "决策编号": Text = |it| it.no.as_str(),
        deal "关联交易": Text = |it| it.deal.as_ref().and_then(Ref::id),
    }
    indexes { by_no(no), by_deal(deal) }
    secrets {}
    subject = |it| it.id.key();
}

impl Decision {
    /// 步骤齐全 Whether its steps, given in any order, are all there once, one to six, and none comes before the step
    /// before it.
    pub fn is_complete(steps: &[DecisionStep]) -> bool {
        let mut steps: Vec<&DecisionStep> = steps.iter().collect();
        steps.sort_by_key(|step| step.kind.number());
        steps.iter().map(|step| step.kind.number()).eq(1..=6) && steps.is_sorted_by_key(|step| step.on)
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// 决策步骤 One step of a decision.
#[doc(alias = "四议两公开")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionStep {
    /// 编号 Id.
    pub id: Id<DecisionStep>,
    /// 决策 The decision.
    pub decision: Ref<Decision>,
    /// 步骤 Which step.
    pub kind: StepKind,
    /// 会议或载体 The meeting or the means.
    pub held_by: Text,
    /// 日期 The day.
    pub on: Day,
    /// 表决情况 The vote of a deliberation.
    pub votes: Option<Votes>,
    /// 结果 How it ended.
    pub outcome: StepOutcome,
    /// 公示 What a publicity step put on show.
    pub publicity: Option<Publicity>,
    /// 主持（监督）人 Who presided, or who watched the publicity.
    pub chair: PersonName,
}

crate::entity! {
    DecisionStep: "decision_step", "dstp", v1, "决策步骤";
    columns {
        decision "决策": Text = |it| &it.decision,
        step "步骤": Int = |it| it.kind.number(),
        step_kind "步骤名称": Text = |it| it.kind.code(),
        held "日期": Day = |it| it.on,
        outcome "结果": Text = |it| it.outcome.code(),
        present "实到": Int = |it| it.votes.map(|votes| votes.present),
        agreed "赞成": Int = |it| it.votes.map(|votes| votes.agreed),
        shown_until "公示止次日": Day = |it| it.publicity.as_ref().and_then(|shown| shown.period.until()),
    }
    indexes { by_decision(decision, step), by_day(held), by_step(step_kind, held) }
    secrets {}
    subject = |it| it.id.key();
}

impl DecisionStep {
    fn check(&self) -> Result<()> {
        let publicity = self.kind.is_publicity();
        let told = matches!(self.outcome, StepOutcome::NoObjection | StepOutcome::Objection);
        if publicity != told {
            return Err(Error::new(code::model::STEP_OUTCOME)
                .with("column", "结果")
                .with("value", self.outcome)
                .with("step", self.kind));
        }
        if publicity {
            empty_while(("表决情况", self.votes.is_some()), self.kind)?;
            filled_while(("公示起", self.publicity.is_some()), self.kind)?;
        } else {
            filled_while(("应到", self.votes.is_some()), self.kind)?;
            empty_while(("公示起", self.publicity.is_some()), self.kind)?;
        }
        if let Some(votes) = &self.votes {
            votes.check()?;
        }
        let shown = self.publicity.as_ref().map(|shown| shown.period.from());
        in_order(&[("日期", Some(self.on)), ("公示起", shown)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn votes(entitled: &str, present: &str, cast: [&str; 3]) -> Votes {
        let [agreed, against, abstained] = cast.map(v);
        Votes { entitled: v(entitled), present: v(present), agreed, against, abstained, ballot: Ballot::Hands }
    }

    fn step(kind: StepKind, on: &str) -> DecisionStep {
        let publicity = kind.is_publicity();
        let shown = Publicity { period: v(&format!("{on}至2022-12-31")), place: v("村务公开栏") };
        DecisionStep {
            id: id(u128::from(kind.number())),
            decision: id(9).into(),
            kind,
            held_by: v("村党员大会"),
            on: v(on),
            votes: (!publicity).then(|| votes("112", "91", ["88", "3", "0"])),
            outcome: if publicity { StepOutcome::NoObjection } else { StepOutcome::Passed },
            publicity: publicity.then_some(shown),
            chair: v("张立龙"),
        }
    }

    #[test]
    fn votes_are_cast_by_those_present_who_are_entitled() {
        let mut review = step(StepKind::Review, "2021-12-13");
        assert!(review.check().is_ok());
        review.votes = Some(votes("90", "91", ["88", "3", "0"]));
        assert_eq!(review.check().unwrap_err().code(), "model.count.exceeds");
        review.votes = Some(votes("112", "91", ["88", "3", "1"]));
        let error = review.check().unwrap_err();
        assert_eq!((error.code(), error.get("cast")), ("model.votes.over", Some("92")));
    }

    #[test]
    fn a_deliberation_is_voted_on_and_a_publicity_is_shown() {
        let mut shown = step(StepKind::PublishResolution, "2021-12-22");
        assert!(shown.check().is_ok());
        shown.publicity = None;
        assert_eq!(shown.check().unwrap_err().get("column"), Some("公示起"));
        let mut review = step(StepKind::Review, "2021-12-13");
        review.votes = None;
        assert_eq!(review.check().unwrap_err().get("column"), Some("应到"));
        review.outcome = StepOutcome::NoObjection;
        assert_eq!(review.check().unwrap_err().code(), "model.decision_step.outcome");
    }

    #[test]
    fn a_decision_has_all_six_steps_in_order_of_their_days() {
        let kinds = [
            StepKind::Propose,
            StepKind::Consult,
            StepKind::Review,
            StepKind::ResolveByRepresentatives,
            StepKind::PublishResolution,
            StepKind::PublishResult,
        ];
        let mut steps: Vec<_> = kinds.iter().map(|kind| step(*kind, "2021-12-13")).collect();
        steps.reverse();
        assert!(Decision::is_complete(&steps), "given in any order, days may be equal");
        assert!(!Decision::is_complete(&steps[1..]));
        steps[5].on = v("2021-12-14");
        assert!(!Decision::is_complete(&steps), "proposed after it was consulted on");
    }
}
