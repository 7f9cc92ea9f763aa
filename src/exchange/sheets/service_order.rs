//! “村(社)点单、单位接单”登记表 The register of orders.

use crate::error::Result;
use crate::exchange::sheets::person::link_text_if;
use crate::exchange::{Held, Register, Stage};
use crate::model::{NeedCategory, OrderState, Satisfaction, ServiceOrder};
use crate::schema::Key;
use crate::value::{Day, PersonName, RefNo, Text};

crate::row! {
    /// 点单接单 A row of the register of orders.
    pub struct ServiceOrderRow {
        sheet: "点单接单", title: "“村(社)点单、单位接单”登记表", key: [no];
        no: RefNo = "单号",
        requester: Text = ["点单"] "点单单位",
        need: Text = ["点单"] "需求内容",
        category: NeedCategory = ["点单"] "需求类别",
        ordered: Day = ["点单"] "点单日期",
        acceptor: Option<Text> = ["接单"] "接单单位",
        accepted: Option<Day> = ["接单"] "接单日期",
        handler: Option<PersonName> = ["接单"] "承办人",
        done: Option<Day> = ["办结"] "完成日期",
        rating: Option<Satisfaction> = ["办结"] "评价",
        activity: Option<RefNo> = ["办结"] "关联活动编号" | "活动编号",
        state: OrderState = "状态",
    }
}

const ACTIVITY: &str = "关联活动编号";

impl Register for ServiceOrderRow {
    type Primary = ServiceOrder;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let activity = self.activity.as_ref().map(|no| to.link(ACTIVITY, no.as_str())).transpose()?;
        let (id, cooperative) = (to.id(), to.find(self.requester.as_str()));
        to.put(ServiceOrder {
            id,
            no: self.no.clone(),
            requester: self.requester.clone(),
            cooperative,
            need: self.need.clone(),
            category: self.category,
            ordered: self.ordered,
            acceptor: self.acceptor.clone(),
            accepted: self.accepted,
            handler: self.handler.clone(),
            done: self.done,
            rating: self.rating,
            activity,
            state: self.state,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<ServiceOrder>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &ServiceOrder) -> Result<ServiceOrderRow> {
    Ok(ServiceOrderRow {
        no: it.no.clone(),
        requester: it.requester.clone(),
        need: it.need.clone(),
        category: it.category,
        ordered: it.ordered,
        acceptor: it.acceptor.clone(),
        accepted: it.accepted,
        handler: it.handler.clone(),
        done: it.done,
        rating: it.rating,
        activity: link_text_if(held, it.activity.as_ref(), |activity| activity.no.clone())?,
        state: it.state,
    })
}
