//! 村民委员会选举 An election of the villagers' committee from its beginning to the handover: which body did what on which day.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{above_zero, empty_while, filled_while, in_order, needs, within};
use crate::model::{Election, ElectionKind};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text};

/// 推选村民选举委员会 Who chose the election committee, and when (村民委员会组织法 art. 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenCommittee {
    /// 推选日期 Day.
    pub on: Day,
    /// 推选主体 The body, by its code.
    pub by: Text,
}

/// 提名候选人 The candidates whom registered voters nominated (art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nomination {
    /// 提名日期 Day.
    pub on: Day,
    /// 候选人 Candidates.
    pub candidates: Vec<PersonName>,
}

/// 无效投票 A poll in which too few voted (art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidPoll {
    /// 提名日期 The day on which its candidates were nominated.
    pub nominated: Day,
    /// 投票日期 Day.
    pub on: Day,
    /// 投票人数 Who voted.
    pub voting: Count,
    /// 登记人数 Who was registered.
    pub registered: Count,
}

/// 名额暂缺 Posts that stay vacant after a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftVacant {
    /// 日期 Day.
    pub on: Day,
    /// 理由 Why.
    pub reason: Text,
}

/// 工作移交 The old committee hands over to the new one (art. 20): the election committee presides, the township watches.
#[doc(alias = "工作移交")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// 移交日期 Day on which it was complete.
    pub on: Day,
    /// 主持 Which body presided, by its code.
    pub chaired_by: Text,
    /// 监督 Which body watched, by its code.
    pub watched_by: Text,
    /// 移交内容 What was handed over: seals, accounts, assets, files.
    pub items: Text,
    /// 逾期原因 Why it is late, where it is.
    pub late: Option<Text>,
}

/// 村民委员会选举 An election of the villagers' committee, as its days and bodies tell it. Who voted for whom stands in the [`Election`]s that
/// it counted, who may vote in the [`Voter`](crate::model::Voter)s of its list.
#[doc(alias = "换届选举")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageElection {
    /// 编号 Id.
    pub id: Id<VillageElection>,
    /// 届次 Its name, such as `第八届`.
    pub name: Text,
    /// 类别 The end of a term, or a vacant post.
    pub kind: ElectionKind,
    /// 应选名额 Posts.
    pub posts: Count,
    /// 开始日期 Day on which it began.
    pub began: Day,
    /// 选举日 Polling day, as planned and then published with the list.
    pub polling: Day,
    /// 选举委员会 Who chose the election committee.
    pub chosen: Option<ChosenCommittee>,
    /// 选民人数 How many stand on the list now.
    pub registered: Count,
    /// 名单公布日期 Day on which the list was published.
    pub published: Option<Day>,
    /// 公布地点 Where.
    pub place: Option<Text>,
    /// 提名 The nomination that stands.
    pub nomination: Option<Nomination>,
    /// 无效投票 Polls that were void, in order.
    pub voids: Vec<VoidPoll>,
    /// 投票 The poll.
    pub poll: Option<Id<Election>>,
    /// 另行选举 The second round.
    pub second: Option<Id<Election>>,
    /// 名额暂缺 Posts left vacant instead of a second round.
    pub vacant: Option<LeftVacant>,
    /// 结果公布日期 Day on which the result was announced; the new committee is there from then on.
    pub announced: Option<Day>,
    /// 移交 The handover.
    pub handover: Option<Handover>,
}

crate::entity! {
    VillageElection: "village_election", "velc", v1, "村民委员会选举";
    columns {
        name "届次": Text = |it| it.name.as_str(),
        election_kind "类别": Text = |it| it.kind.code(),
        posts "应选名额": Int = |it| it.posts,
        began "开始日期": Day = |it| it.began,
        registered "选民人数": Int = |it| it.registered,
        published "名单公布日期": Day = |it| it.published,
        polling "选举日": Day = |it| it.polling,
        announced "结果公布日期": Day = |it| it.announced,
        handed_over "移交日期": Day = |it| it.handover.as_ref().map(|handover| handover.on),
    }
    indexes { by_name(name), by_began(began), by_announced(announced) }
    secrets {}
    subject = |it| it.id.key();
}

impl VillageElection {
    /// Own invariants: it is no Party election, its days come in order, nothing is there before what it rests on.
    fn check(&self) -> Result<()> {
        empty_while(("党组织", self.kind.is_party()), self.kind)?;
        above_zero("应选名额", i64::from(self.posts.get()))?;
        needs(("公布地点", self.place.is_some()), ("名单公布日期", self.published.is_some()))?;
        in_order(&[("开始日期", Some(self.began)), ("选举日", Some(self.polling))])?;
        needs(("名单公布日期", self.published.is_some()), ("选举委员会", self.chosen.is_some()))?;
        needs(("候选人", self.nomination.is_some()), ("名单公布日期", self.published.is_some()))?;
        needs(("投票", self.poll.is_some()), ("候选人", self.nomination.is_some()))?;
        needs(("另行选举", self.second.is_some()), ("投票", self.poll.is_some()))?;
        needs(("名额暂缺", self.vacant.is_some()), ("投票", self.poll.is_some()))?;
        needs(("结果公布日期", self.announced.is_some()), ("投票", self.poll.is_some()))?;
        needs(("移交日期", self.handover.is_some()), ("结果公布日期", self.announced.is_some()))?;
        if self.second.is_some() {
            empty_while(("名额暂缺", self.vacant.is_some()), "另行选举")?;
        }
        if let Some(nomination) = &self.nomination {
            filled_while(("候选人", !nomination.candidates.is_empty()), "提名")?;
        }
        for void in &self.voids {
            within(("投票人数", void.voting), ("登记人数", void.registered))?;
            in_order(&[
                ("名单公布日期", self.published),
                ("提名日期", Some(void.nominated)),
                ("投票日期", Some(void.on)),
            ])?;
        }
        in_order(&[
            ("开始日期", Some(self.began)),
            ("推选日期", self.chosen.as_ref().map(|chosen| chosen.on)),
            ("名单公布日期", self.published),
            ("提名日期", self.nomination.as_ref().map(|nomination| nomination.on)),
            ("结果公布日期", self.announced),
            ("移交日期", self.handover.as_ref().map(|handover| handover.on)),
        ])
    }

    /// 可改名单 Whether the list is still being put together: nobody has published it.
    pub fn is_listing(&self) -> bool {
        self.published.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn election() -> VillageElection {
        VillageElection {
            id: id(1),
            name: v("第八届"),
            kind: ElectionKind::Committee,
            posts: v("5"),
            began: v("2021-01-04"),
            chosen: Some(ChosenCommittee { on: v("2021-01-10"), by: v("representatives") }),
            registered: v("1400"),
            published: Some(v("2021-02-20")),
            place: Some(v("村务公开栏")),
            polling: v("2021-03-18"),
            nomination: Some(Nomination { on: v("2021-03-05"), candidates: vec![v("张立龙"), v("黄珍")] }),
            voids: Vec::new(),
            poll: Some(id(2)),
            second: None,
            vacant: None,
            announced: Some(v("2021-03-18")),
            handover: None,
        }
    }

    #[test]
    fn nothing_is_there_before_what_it_rests_on_and_days_come_in_order() {
        assert!(election().check().is_ok());
        let due = |wrong: VillageElection| wrong.check().unwrap_err().get("column").map(str::to_owned);
        assert_eq!(due(VillageElection { chosen: None, ..election() }).as_deref(), Some("选举委员会"));
        assert_eq!(due(VillageElection { polling: v("2021-01-03"), ..election() }).as_deref(), Some("选举日"));
        assert_eq!(due(VillageElection { published: None, ..election() }).as_deref(), Some("名单公布日期"));
        assert_eq!(due(VillageElection { nomination: None, ..election() }).as_deref(), Some("候选人"));
        assert_eq!(due(VillageElection { poll: None, ..election() }).as_deref(), Some("投票"));
        let party = VillageElection { kind: ElectionKind::Party, ..election() };
        assert_eq!(party.check().unwrap_err().code(), "model.field.undue");
        let early = VillageElection { announced: Some(v("2021-03-04")), ..election() };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
        let nobody = VillageElection { posts: v("0"), ..election() };
        assert_eq!(nobody.check().unwrap_err().code(), "model.amount.zero");
    }

    #[test]
    fn a_second_round_and_a_post_left_vacant_exclude_each_other() {
        let vacant = LeftVacant { on: v("2021-03-18"), reason: v("无人参选") };
        let one = VillageElection { vacant: Some(vacant.clone()), ..election() };
        assert!(one.check().is_ok());
        assert_eq!(VillageElection { second: Some(id(3)), ..one }.check().unwrap_err().code(), "model.field.undue");
        let handover = Handover {
            on: v("2021-03-17"),
            chaired_by: v("election_committee"),
            watched_by: v("township"),
            items: v("公章、账目、资产、档案"),
            late: None,
        };
        let early = VillageElection { handover: Some(handover), ..election() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("移交日期"));
        let void = VoidPoll { nominated: v("2021-02-19"), on: v("2021-03-01"), voting: v("3"), registered: v("9") };
        let early = VillageElection { voids: vec![void], ..election() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("提名日期"));
    }
}
