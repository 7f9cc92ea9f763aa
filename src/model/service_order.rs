//! 点单接单 What the village or a cooperative asks for, and who takes it on.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order, needs};
use crate::model::{Activity, Cooperative, Ref};
use crate::schema::Id;
use crate::value::{Day, PersonName, RefNo, Text};

crate::labels! {
    /// 需求类别 What sort of need an order states.
    pub enum NeedCategory: "需求类别 category of a need" {
        /// 能力建设 Skills.
        Skills = "skills" / "能力建设",
        /// 物资支持 Goods.
        Goods = "goods" / "物资支持",
        /// 惠民服务 Services to the people.
        Services = "services" / "惠民服务",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 满意度 How content people say they are.
    #[doc(alias = "满意度")]
    pub enum Satisfaction: "满意度 satisfaction" {
        /// 非常满意 Very content.
        VeryContent = "very_content" / "非常满意",
        /// 满意 Content.
        Content = "content" / "满意",
        /// 基本满意 Mostly content.
        MostlyContent = "mostly_content" / "基本满意",
        /// 不满意 Not content.
        NotContent = "not_content" / "不满意",
    }
}

impl Satisfaction {
    /// Whether it counts as content in the usual rate: 非常满意, 满意 and 基本满意.
    pub const fn is_content(self) -> bool {
        !matches!(self, Self::NotContent)
    }
}

crate::labels! {
    /// 点单状态 How far an order has come.
    pub enum OrderState: "点单状态 state of an order" {
        /// 待接单 Waiting for a unit.
        Open = "open" / "待接单",
        /// 进行中 Taken on.
        Accepted = "accepted" / "进行中" | "已接单",
        /// 已完成 Done.
        Done = "done" / "已完成" | "已办结",
    }
}

/// 点单接单 One order: asked by the village or a cooperative (点单), taken on by a unit (接单), done and rated (办结).
#[doc(alias = "点单")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceOrder {
    /// 编号 Id.
    pub id: Id<ServiceOrder>,
    /// 单号 Number.
    pub no: RefNo,
    /// 点单单位 Who asks.
    pub requester: Text,
    /// The cooperative who asks, where it is one.
    pub cooperative: Option<Id<Cooperative>>,
    /// 需求内容 What for.
    pub need: Text,
    /// 需求类别 Category.
    pub category: NeedCategory,
    /// 点单日期 Day of asking.
    pub ordered: Day,
    /// 接单单位 Who takes it on.
    pub acceptor: Option<Text>,
    /// 接单日期 Day of taking on.
    pub accepted: Option<Day>,
    /// 承办人 Who does it.
    pub handler: Option<PersonName>,
    /// 完成日期 Day of completion.
    pub done: Option<Day>,
    /// 评价 Rating by the requester.
    pub rating: Option<Satisfaction>,
    /// 关联活动 The activity by which it was met.
    pub activity: Option<Ref<Activity>>,
    /// 状态 State.
    pub state: OrderState,
}

crate::entity! {
    ServiceOrder: "service_order", "order", v1, "点单接单";
    columns {
        no "单号": Text = |it| it.no.as_str(),
        requester "点单单位": Text = |it| it.requester.as_str(),
        acceptor "接单单位": Text = |it| it.acceptor.as_ref().map(Text::as_str),
        category "需求类别": Text = |it| it.category.code(),
        ordered "点单日期": Day = |it| it.ordered,
        accepted "接单日期": Day = |it| it.accepted,
        done "完成日期": Day = |it| it.done,
        state "状态": Text = |it| it.state.code(),
        activity "关联活动": Text = |it| it.activity.as_ref(),
    }
    indexes { by_no(no), by_ordered(ordered), by_state(state), by_acceptor(acceptor) }
    secrets {}
    subject = |it| it.id.key();
}

impl ServiceOrder {
    /// Own invariants: asked, taken on, done in that order; the state is what the days say; only what is done is rated.
    fn check(&self) -> Result<()> {
        in_order(&[("点单日期", Some(self.ordered)), ("接单日期", self.accepted), ("完成日期", self.done)])?;
        let (accepted, done) = (("接单日期", self.accepted.is_some()), ("完成日期", self.done.is_some()));
        needs(accepted, ("接单单位", self.acceptor.is_some()))?;
        needs(("评价", self.rating.is_some()), done)?;
        match self.state {
            OrderState::Open => empty_while(accepted, self.state).and_then(|()| empty_while(done, self.state)),
            OrderState::Accepted => filled_while(accepted, self.state).and_then(|()| empty_while(done, self.state)),
            OrderState::Done => filled_while(accepted, self.state).and_then(|()| filled_while(done, self.state)),
        }
    }

    /// 办理天数 Days from asking to completion, once done.
    pub fn days_taken(&self) -> Option<i64> {
        self.done.map(|done| done.days_since(self.ordered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn order() -> ServiceOrder {
        ServiceOrder {
            id: id(1),
            no: v("DD2022-02"),
            requester: v("东华村"),
            cooperative: None,
            need: v("免费义诊进村"),
            category: NeedCategory::Services,
            ordered: v("2022-10-03"),
            acceptor: Some(v("新塘镇社工站")),
            accepted: Some(v("2022-10-08")),
            handler: None,
            done: Some(v("2022-10-27")),
            rating: Some(Satisfaction::Content),
            activity: None,
            state: OrderState::Done,
        }
    }

    #[test]
    fn the_state_is_what_the_days_say() {
        assert!(order().check().is_ok());
        assert_eq!(order().days_taken(), Some(24));
        for (accepted, done, state, fine) in [
            (false, false, OrderState::Open, true),
            (true, false, OrderState::Open, false),
            (true, false, OrderState::Accepted, true),
            (true, true, OrderState::Accepted, false),
            (false, false, OrderState::Accepted, false),
            (true, false, OrderState::Done, false),
            (false, true, OrderState::Done, false),
        ] {
            let one = ServiceOrder {
                accepted: accepted.then(|| v("2022-10-08")),
                done: done.then(|| v("2022-10-27")),
                rating: None,
                state,
                ..order()
            };
            assert_eq!(one.check().is_ok(), fine, "{accepted} {done} {state}");
        }
    }

    #[test]
    fn nothing_is_done_before_it_is_taken_on_or_rated_before_it_is_done() {
        let early = ServiceOrder { done: Some(v("2022-10-07")), ..order() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("完成日期"));
        let early = ServiceOrder { accepted: Some(v("2022-10-02")), ..order() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("接单日期"));
        let rated = ServiceOrder { done: None, state: OrderState::Accepted, ..order() };
        assert_eq!(rated.check().unwrap_err().code(), "model.field.needs");
    }
}
