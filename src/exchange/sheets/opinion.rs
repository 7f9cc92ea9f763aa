//! 村情民意收集台账 The register of opinions.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text_if, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Opinion, OpinionChannel, OpinionKind, OpinionState, Satisfaction};
use crate::schema::{Key, Secret};
use crate::value::{Day, GridCode, PersonName, Phone, Plain, RefNo, Text};

crate::row! {
    /// 民意 A row of the register of opinions. An author who stays unnamed is written 匿名.
    pub struct OpinionRow {
        sheet: "民意", title: "村情民意收集台账", key: [no];
        no: RefNo = "编号",
        received: Day = "收集日期",
        channel: OpinionChannel = "收集渠道",
        author: Option<PersonName> = "反映人",
        phone: Option<Phone> = "联系电话" | "电话",
        kind: OpinionKind = "类型",
        content: Text = "内容",
        grid: Option<GridCode> = "网格编码",
        routed_to: Option<Text> = "转办去向",
        routed: Option<Day> = "转办日期",
        due: Option<Day> = "答复期限",
        replied: Option<Day> = "答复日期",
        reply: Option<Text> = "答复内容",
        satisfaction: Option<Satisfaction> = "满意度",
        state: OpinionState = "状态",
    }
}

const GRID: &str = "网格编码";
const UNNAMED: &str = "匿名";

impl Register for OpinionRow {
    type Primary = Opinion;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let grid = self.grid.as_ref().map(|code| to.link(GRID, &code.plain())).transpose()?;
        let id = to.id();
        to.put(Opinion {
            id,
            no: self.no.clone(),
            received: self.received,
            channel: self.channel,
            author: self.author.clone().filter(|name| name.as_str() != UNNAMED),
            phone: self.phone.clone().map(Secret::open),
            kind: self.kind,
            content: self.content.clone(),
            grid,
            routed_to: self.routed_to.clone(),
            routed: self.routed,
            due: self.due,
            replied: self.replied,
            reply: self.reply.clone(),
            satisfaction: self.satisfaction,
            state: self.state,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Opinion>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Opinion) -> Result<OpinionRow> {
    let author = it.author.clone().map_or_else(|| PersonName::parse(UNNAMED), Ok)?;
    Ok(OpinionRow {
        no: it.no.clone(),
        received: it.received,
        channel: it.channel,
        author: Some(author),
        phone: opened(it.phone.as_ref())?,
        kind: it.kind,
        content: it.content.clone(),
        grid: link_text_if(held, it.grid.as_ref(), |grid| grid.code)?,
        routed_to: it.routed_to.clone(),
        routed: it.routed,
        due: it.due,
        replied: it.replied,
        reply: it.reply.clone(),
        satisfaction: it.satisfaction,
        state: it.state,
    })
}
