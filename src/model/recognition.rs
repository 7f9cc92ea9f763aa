//! 荣誉与试点 Letters of thanks, pilots, and practices that others took up.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::Id;
use crate::value::{Day, Text};

crate::labels! {
    /// 荣誉类型 What sort of recognition it is.
    pub enum RecognitionKind: "荣誉与试点类型 kind of recognition" {
        /// 表扬信 Letter of thanks.
        Letter = "letter" / "表扬信" | "感谢信",
        /// 荣誉 Title or award.
        Award = "award" / "荣誉" | "荣誉称号",
        /// 试点 Pilot.
        Pilot = "pilot" / "试点",
        /// 认可推广 A practice recognised and spread.
        Spread = "spread" / "认可推广",
    }
}

/// 荣誉与试点 A recognition of the village by another body.
#[doc(alias = "荣誉与试点")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    /// 编号 Id.
    pub id: Id<Recognition>,
    /// 名称 Name.
    pub name: Text,
    /// 类型 Kind.
    pub kind: RecognitionKind,
    /// 授予单位 By whom.
    pub granted_by: Text,
    /// 日期 Day.
    pub day: Day,
    /// 说明 Note.
    pub note: Option<Text>,
}

crate::entity! {
    Recognition: "recognition", "recog", v1, "荣誉与试点";
    columns {
        name "名称": Text = |it| it.name.as_str(),
        recognition_kind "类型": Text = |it| it.kind.code(),
        granted_by "授予单位": Text = |it| it.granted_by.as_str(),
        day "日期": Day = |it| it.day,
    }
    indexes { by_day(day), by_kind(recognition_kind) }
    secrets {}
    subject = |it| it.id.key();
}

impl Recognition {
    /// Every field stands for itself.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "each kind has a check")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
