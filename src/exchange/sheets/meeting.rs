//! 会议台账 The register of meetings.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Meeting, MeetingKind};
use crate::schema::Key;
use crate::value::{Count, Day, PersonName, Text};

crate::row! {
    /// 会议 A row of the register of meetings.
    pub struct MeetingRow {
        sheet: "会议", title: "会议台账", key: [kind, on];
        kind: MeetingKind = "会议类型",
        on: Day = "日期" | "会议日期",
        place: Text = "地点",
        entitled: Count = "应到" | "应到人数",
        present: Count = "实到" | "实到人数",
        topics: Text = "主要议题" | "议题",
        chair: PersonName = "主持人",
        recorder: PersonName = "记录人",
        held_by: Option<Text> = "会议主体",
    }
}

impl Register for MeetingRow {
    type Primary = Meeting;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(Meeting {
            id,
            kind: self.kind,
            held_by: self.held_by.clone(),
            on: self.on,
            place: self.place.clone(),
            entitled: self.entitled,
            present: self.present,
            topics: self.topics.clone(),
            chair: self.chair.clone(),
            recorder: self.recorder.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<Meeting>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &Meeting) -> MeetingRow {
    MeetingRow {
        kind: it.kind,
        held_by: it.held_by.clone(),
        on: it.on,
        place: it.place.clone(),
        entitled: it.entitled,
        present: it.present,
        topics: it.topics.clone(),
        chair: it.chair.clone(),
        recorder: it.recorder.clone(),
    }
}
