//! 罢免与职务终止 Dismissing a member of the villagers' committee, and what else ends a post.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order, needs, within};
use crate::model::{Ballot, Post, Resident};
use crate::schema::Id;
use crate::value::{Count, Day, Text};

labels! {
    /// 罢免状态 How a petition stands.
    #[doc(alias = "罢免状态")]
    pub enum DismissalState: "罢免状态 state of a dismissal" {
        /// 办理中 Under way.
        Open = "open" / "办理中",
        /// 已罢免 He was dismissed.
        Dismissed = "dismissed" / "已罢免",
        /// 未通过 He was kept.
        Kept = "kept" / "未通过",
        /// 已撤回 It was withdrawn.
        Withdrawn = "withdrawn" / "已撤回",
    }
}

/// 联名 Who signed a petition: either share is enough (村民委员会组织法 art. 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Petition {
    /// 联名村民 Villagers with the vote who signed.
    pub villagers: Count,
    /// 有选举权的村民 Of how many.
    pub of_villagers: Count,
    /// 联名村民代表 Representatives who signed.
    pub representatives: Count,
    /// 村民代表 Of how many.
    pub of_representatives: Count,
}

/// 申辩 The member was heard; he may also say that he says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// 日期 Day.
    pub on: Day,
    /// 申辩意见 What he said; empty when he waived it.
    pub statement: Option<Text>,
}

/// 罢免表决 The vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DismissalVote {
    /// 表决日期 Day.
    pub on: Day,
    /// 登记人数 Registered voters.
    pub registered: Count,
    /// 投票人数 Who voted.
    pub voting: Count,
    /// 赞成罢免 For the dismissal.
    pub agreed: Count,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
}

/// 撤回 The petition was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// 日期 Day.
    pub on: Day,
    /// 原因 Why.
    pub reason: Text,
}

/// 罢免 A petition to dismiss a member of the villagers' committee, and what became of it. It names the post, and goes with the person when
/// he is erased.
#[doc(alias = "罢免")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    /// 编号 Id.
    pub id: Id<Dismissal>,
    /// 职务 The post.
    pub post: Id<Post>,
    /// 居住人员 The resident who holds it, where the ledger knows him.
    pub resident: Option<Id<Resident>>,
    /// 提出日期 Day of the petition.
    pub on: Day,
    /// 联名 Who signed.
    pub petition: Petition,
    /// 罢免理由 Reasons.
    pub reasons: Text,
    /// 召集日期 Day on which the committee called the vote.
    pub called: Option<Day>,
    /// 申辩 The hearing.
    pub hearing: Option<Hearing>,
    /// 表决 The vote.
    pub vote: Option<DismissalVote>,
    /// 撤回 The withdrawal.
    pub withdrawn: Option<Withdrawal>,
    /// 状态 How it stands.
    pub state: DismissalState,
}

crate::entity! {
    Dismissal: "dismissal", "dsms", v1, "罢免";
    columns {
        post "职务": Text = |it| it.post,
        petitioned "提出日期": Day = |it| it.on,
        called "召集日期": Day = |it| it.called,
        voted "表决日期": Day = |it| it.vote.map(|vote| vote.on),
        dismissal_state "状态": Text = |it| it.state.code(),
    }
    indexes { by_post(post, petitioned), by_petitioned(petitioned) }
    secrets {}
    subject = |it| it.resident.map_or_else(|| it.post.key(), Id::key);
}

impl Dismissal {
    /// Own invariants: no part is more than its whole, steps come in order and none is left out, the state is what the record tells.
    fn check(&self) -> Result<()> {
        let petition = self.petition;
        within(("联名村民", petition.villagers), ("有选举权的村民", petition.of_villagers))?;
        within(("联名村民代表", petition.representatives), ("村民代表", petition.of_representatives))?;
        needs(("申辩", self.hearing.is_some()), ("召集日期", self.called.is_some()))?;
        needs(("表决", self.vote.is_some()), ("申辩", self.hearing.is_some()))?;
        if let Some(vote) = self.vote {
            within(("投票人数", vote.voting), ("登记人数", vote.registered))?;
            within(("赞成罢免", vote.agreed), ("投票人数", vote.voting))?;
            empty_while(("撤回", self.withdrawn.is_some()), "表决")?;
        }
        let voted = matches!(self.state, DismissalState::Dismissed | DismissalState::Kept);
        if voted {
            filled_while(("表决", self.vote.is_some()), self.state)?;
        } else {
            empty_while(("表决", self.vote.is_some()), self.state)?;
        }
        if self.state == DismissalState::Withdrawn {
            filled_while(("撤回", self.withdrawn.is_some()), self.state)?;
        } else {
            empty_while(("撤回", self.withdrawn.is_some()), self.state)?;
        }
        in_order(&[
            ("提出日期", Some(self.on)),
            ("召集日期", self.called),
            ("申辩日期", self.hearing.as_ref().map(|hearing| hearing.on)),
            ("表决日期", self.vote.map(|vote| vote.on)),
        ])?;
        in_order(&[
            ("提出日期", Some(self.on)),
            ("召集日期", self.called),
            ("撤回日期", self.withdrawn.as_ref().map(|withdrawn| withdrawn.on)),
        ])
    }
}

labels! {
    /// 职务终止情形 What ends a post before its term does (村民委员会组织法 arts 16, 18, 33).
    #[doc(alias = "职务自行终止")]
    pub enum PostEnding: "职务终止情形 ground" {
        /// 丧失行为能力 Loss of capacity (art. 18).
        Incapacity = "incapacity" / "丧失行为能力",
        /// 被判处刑罚 A criminal sentence (art. 18).
        Sentence = "sentence" / "被判处刑罚",
        /// 连续两次评议不称职 Incompetent twice in a row (art. 33).
        Appraisals = "appraisals" / "连续两次评议不称职",
        /// 罢免 Dismissal (art. 16).
        Dismissal = "dismissal" / "罢免",
    }
}

/// 职务终止 That a post ended before its term, and on which paper it rests.
#[doc(alias = "职务终止")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostEnd {
    /// 编号 Id.
    pub id: Id<PostEnd>,
    /// 职务 The post.
    pub post: Id<Post>,
    /// 居住人员 The resident who held it, where the ledger knows him.
    pub resident: Option<Id<Resident>>,
    /// 终止情形 What ended it.
    pub ground: PostEnding,
    /// 终止日期 First day on which he holds it no more.
    pub on: Day,
    /// 依据文书 The paper: the judgment, the record of the appraisal, the minutes of the vote.
    pub paper: Text,
    /// 罢免 The dismissal, where that ended it.
    pub dismissal: Option<Id<Dismissal>>,
}

crate::entity! {
    PostEnd: "post_end", "pend", v1, "职务终止";
    columns {
        post "职务": Text = |it| it.post,
        ground "终止情形": Text = |it| it.ground.code(),
        ended "终止日期": Day = |it| it.on,
        dismissal "罢免": Text = |it| it.dismissal,
    }
    indexes { by_post(post), by_ended(ended) }
    secrets {}
    subject = |it| it.resident.map_or_else(|| it.post.key(), Id::key);
}

impl PostEnd {
    fn check(&self) -> Result<()> {
        if self.ground == PostEnding::Dismissal {
            filled_while(("罢免", self.dismissal.is_some()), self.ground)
        } else {
            empty_while(("罢免", self.dismissal.is_some()), self.ground)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn dismissal() -> Dismissal {
        Dismissal {
            id: id(1),
            post: id(2),
            resident: None,
            on: v("2023-03-01"),
            petition: Petition {
                villagers: v("280"),
                of_villagers: v("1400"),
                representatives: v("0"),
                of_representatives: v("46"),
            },
            reasons: v("长期不履行职责"),
            called: Some(v("2023-03-10")),
            hearing: Some(Hearing { on: v("2023-03-15"), statement: None }),
            vote: Some(DismissalVote {
                on: v("2023-03-20"),
                registered: v("1400"),
                voting: v("701"),
                agreed: v("351"),
                ballot: Ballot::Secret,
            }),
            withdrawn: None,
            state: DismissalState::Dismissed,
        }
    }

    #[test]
    fn a_dismissal_is_what_its_steps_tell() {
        assert!(dismissal().check().is_ok());
        let wrong = |it: Dismissal| it.check().unwrap_err().code();
        assert_eq!(wrong(Dismissal { hearing: None, ..dismissal() }), "model.field.needs");
        assert_eq!(wrong(Dismissal { state: DismissalState::Open, ..dismissal() }), "model.field.undue");
        assert_eq!(wrong(Dismissal { vote: None, ..dismissal() }), "model.field.due");
        assert_eq!(wrong(Dismissal { called: Some(v("2023-02-28")), ..dismissal() }), "model.days.order");
        let back = Withdrawal { on: v("2023-03-12"), reason: v("已协商一致") };
        let both = Dismissal { withdrawn: Some(back.clone()), ..dismissal() };
        assert_eq!(wrong(both.clone()), "model.field.undue");
        let withdrawn = Dismissal { vote: None, hearing: None, state: DismissalState::Withdrawn, ..both };
        assert!(withdrawn.check().is_ok());
        let early = Withdrawal { on: v("2023-03-09"), ..back };
        assert_eq!(wrong(Dismissal { withdrawn: Some(early), ..withdrawn }), "model.days.order");
        let mut more = dismissal();
        more.petition.villagers = v("1401");
        assert_eq!(more.check().unwrap_err().get("column"), Some("联名村民"));
        let vote = DismissalVote { agreed: v("702"), ..dismissal().vote.unwrap() };
        assert_eq!(wrong(Dismissal { vote: Some(vote), ..dismissal() }), "model.count.exceeds");
    }

    #[test]
    fn a_post_that_a_dismissal_ended_names_it_and_no_other_does() {
        let ended = PostEnd {
            id: id(1),
            post: id(2),
            resident: Some(id(3)),
            ground: PostEnding::Dismissal,
            on: v("2023-03-20"),
            paper: v("罢免表决会议记录"),
            dismissal: Some(id(4)),
        };
        assert!(ended.check().is_ok());
        assert_eq!(PostEnd { dismissal: None, ..ended.clone() }.check().unwrap_err().code(), "model.field.due");
        let other = PostEnd { ground: PostEnding::Sentence, ..ended };
        assert_eq!(other.check().unwrap_err().code(), "model.field.undue");
    }
}
