//! 活动台账 The register of activities.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Activity, ActivityKind, ActivityMode};
use crate::schema::Key;
use crate::value::{Count, Day, Money, RefNo, Text};

crate::row! {
    /// 活动 A row of the register of activities.
    pub struct ActivityRow {
        sheet: "活动", title: "活动台账", key: [no];
        no: RefNo = "活动编号" | "编号",
        name: Text = "活动名称" | "名称",
        kind: ActivityKind = "类别" | "活动类别",
        day: Day = "日期" | "开始日期" | "活动日期",
        last_day: Option<Day> = "结束日期",
        place: Text = "地点",
        mode: ActivityMode = "形式",
        host: Text = "主办单位",
        co_host: Option<Text> = "协办单位",
        speaker: Option<Text> = "主讲人",
        attendance: Count = "参加人次" | "人次",
        content: Text = "内容或环节" | "内容",
        materials: Option<Text> = "学习资料",
        subsidy_per_head: Option<Money> = "补贴标准(元/人)",
        clinic_filed: Option<Day> = "义诊备案日期",
    }
}

impl Register for ActivityRow {
    type Primary = Activity;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(Activity {
            id,
            no: self.no.clone(),
            name: self.name.clone(),
            kind: self.kind,
            day: self.day,
            last_day: self.last_day,
            place: self.place.clone(),
            mode: self.mode,
            host: self.host.clone(),
            co_host: self.co_host.clone(),
            speaker: self.speaker.clone(),
            attendance: self.attendance,
            content: self.content.clone(),
            materials: self.materials.clone(),
            subsidy_per_head: self.subsidy_per_head,
            clinic_filed: self.clinic_filed,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<Activity>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &Activity) -> ActivityRow {
    ActivityRow {
        no: it.no.clone(),
        name: it.name.clone(),
        kind: it.kind,
        day: it.day,
        last_day: it.last_day,
        place: it.place.clone(),
        mode: it.mode,
        host: it.host.clone(),
        co_host: it.co_host.clone(),
        speaker: it.speaker.clone(),
        attendance: it.attendance,
        content: it.content.clone(),
        materials: it.materials.clone(),
        subsidy_per_head: it.subsidy_per_head,
        clinic_filed: it.clinic_filed,
    }
}
