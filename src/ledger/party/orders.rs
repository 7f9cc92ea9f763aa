//! 点单接单 Orders of the village and its cooperatives: asked for, taken on, done, rated, by the procedure's table.

use super::{Party, change, create};
use crate::access::Act;
use crate::error::Result;
use crate::model::{Activity, Cooperative, NeedCategory, OrderState, Ref, Satisfaction, ServiceOrder};
use crate::rules::Body;
use crate::rules::procedure::Run;
use crate::schema::Id;
use crate::store::{Committed, Stored};
use crate::value::{Day, PersonName, RefNo, Text};

/// 点单 The village or a cooperative asks for something.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
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
    /// 点单日期 Day.
    pub on: Day,
}

/// 接单 A unit takes an order on.
#[derive(Debug, Clone)]
pub struct AcceptOrder {
    /// 单 Which.
    pub order: Id<ServiceOrder>,
    /// 接单单位 The unit.
    pub acceptor: Text,
    /// 接单日期 Day.
    pub on: Day,
    /// 承办人 Who does it.
    pub handler: Option<PersonName>,
}

/// 退单 The unit hands an order back.
#[derive(Debug, Clone)]
pub struct HandBackOrder {
    /// 单 Which.
    pub order: Id<ServiceOrder>,
    /// 日期 Day.
    pub on: Day,
    /// 理由 Why.
    pub reason: Text,
}

/// 办结 An order is done.
#[derive(Debug, Clone)]
pub struct CompleteOrder {
    /// 单 Which.
    pub order: Id<ServiceOrder>,
    /// 完成日期 Day.
    pub on: Day,
    /// 关联活动 The activity by which it was met.
    pub activity: Option<Id<Activity>>,
}

/// 评价 The requester says how content he is.
#[derive(Debug, Clone)]
pub struct RateOrder {
    /// 单 Which.
    pub order: Id<ServiceOrder>,
    /// 日期 Day.
    pub on: Day,
    /// 满意度 How content.
    pub rating: Satisfaction,
}

impl Party<'_> {
    /// 点单 Places an order.
    ///
    /// # Errors
    /// `model.…`; those of the store.
    pub async fn place_order(&self, how: PlaceOrder) -> Result<Id<ServiceOrder>> {
        let id = self.session.mint();
        let order = ServiceOrder {
            id,
            no: how.no,
            requester: how.requester,
            cooperative: how.cooperative,
            need: how.need,
            category: how.category,
            ordered: how.on,
            acceptor: None,
            accepted: None,
            handler: None,
            done: None,
            rating: None,
            activity: None,
            state: OrderState::Open,
        };
        self.session.write(Act::Write, vec![create(order)], Vec::new(), None).await?;
        Ok(id)
    }

    /// 接单 Takes an open order on.
    ///
    /// # Errors
    /// `rules.step.closed` when it is not open, `.early` before it was placed; `ledger.party.missing`; `model.…`.
    pub async fn accept_order(&self, how: AcceptOrder) -> Result<Option<Committed>> {
        let mut order = self.taken(how.order, "accept", Body::Handler, how.on, None).await?;
        order.entity.acceptor = Some(how.acceptor);
        order.entity.accepted = Some(how.on);
        order.entity.handler = how.handler;
        order.entity.state = OrderState::Accepted;
        self.session.write(Act::Write, vec![change(order.entity, order.rev)], Vec::new(), None).await
    }

    /// 退单 Hands an order back: it is open again, and the reason stands with the commit.
    ///
    /// # Errors
    /// As [`Party::accept_order`]; `rules.step.reason` without a reason.
    pub async fn hand_back_order(&self, how: HandBackOrder) -> Result<Option<Committed>> {
        let why = how.reason.as_str();
        let mut order = self.taken(how.order, "hand_back", Body::Handler, how.on, Some(why)).await?;
        order.entity.acceptor = None;
        order.entity.accepted = None;
        order.entity.handler = None;
        order.entity.state = OrderState::Open;
        self.session.write(Act::Write, vec![change(order.entity, order.rev)], Vec::new(), Some(why)).await
    }

    /// 办结 Completes an order that was taken on.
    ///
    /// # Errors
    /// As [`Party::accept_order`].
    pub async fn complete_order(&self, how: CompleteOrder) -> Result<Option<Committed>> {
        let mut order = self.taken(how.order, "complete", Body::Handler, how.on, None).await?;
        order.entity.done = Some(how.on);
        order.entity.activity = how.activity.map(Ref::Known);
        order.entity.state = OrderState::Done;
        self.session.write(Act::Write, vec![change(order.entity, order.rev)], Vec::new(), None).await
    }

    /// 评价 Rates an order that is done, once.
    ///
    /// # Errors
    /// As [`Party::accept_order`].
    pub async fn rate_order(&self, how: RateOrder) -> Result<Option<Committed>> {
        let mut order = self.taken(how.order, "rate", Body::Committee, how.on, None).await?;
        order.entity.rating = Some(how.rating);
        self.session.write(Act::Write, vec![change(order.entity, order.rev)], Vec::new(), None).await
    }

    /// The order, with the step that the procedure's table lets be taken now.
    async fn taken(
        &self,
        order: Id<ServiceOrder>,
        step: &str,
        by: Body,
        on: Day,
        reason: Option<&str>,
    ) -> Result<Stored<ServiceOrder>> {
        let stored = self.load(order).await?;
        let village = self.session.village;
        let mut run = village.procedure("service_order")?.begin();
        replay(&mut run, &stored.entity, village.rules())?;
        run.take(step, by, on, reason, village.rules())?;
        Ok(stored)
    }
}

/// Takes the steps that the record says were taken.
fn replay(run: &mut Run<'_>, order: &ServiceOrder, rules: &crate::rules::Rulebook) -> Result<()> {
    run.take("order", Body::Committee, order.ordered, None, rules)?;
    if let Some(on) = order.accepted {
        run.take("accept", Body::Handler, on, None, rules)?;
    }
    if let Some(on) = order.done {
        run.take("complete", Body::Handler, on, None, rules)?;
        if order.rating.is_some() {
            run.take("rate", Body::Committee, on, None, rules)?;
        }
    }
    Ok(())
}
