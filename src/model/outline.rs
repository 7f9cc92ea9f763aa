//! 轮廓 The outline of the village, a grid, a map sheet or a house, as a record.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::SheetDatum;
use crate::schema::Id;
use crate::value::RefNo;

crate::labels! {
    /// 轮廓对象 What an outline is of.
    pub enum OutlineOf: "轮廓对象 outlined object" {
        /// 村界 The village.
        Village = "village" / "村界",
        /// 网格 A grid.
        Grid = "grid" / "网格",
        /// 图幅 A map sheet.
        Sheet = "sheet" / "图幅",
        /// 房屋 A house.
        House = "house" / "房屋轮廓",
    }
}

/// One ring: `[longitude, latitude]` in steps of 1e-7 degree, not closed.
pub type OutlineRing = Vec<[i32; 2]>;

/// 轮廓 An outline: parts, each an outer ring and its holes.
#[doc(alias = "轮廓")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Record id.
    pub id: Id<Outline>,
    /// 对象 What it is of.
    pub of: OutlineOf,
    /// 编码 Division code, grid code, sheet number or house number.
    pub code: RefNo,
    /// 坐标系 Datum of the coordinates.
    pub datum: SheetDatum,
    /// 面 Parts, each an outer ring and its holes.
    pub parts: Vec<Vec<OutlineRing>>,
}

crate::entity! {
    Outline: "outline", "otl", v1, "轮廓";
    columns {
        of "对象": Text = |outline| outline.of.code(),
        code "编码": Text = |outline| outline.code.as_str(),
    }
    indexes { by_code(of, code) }
    secrets {}
    subject = |outline| outline.id.key();
}

impl Outline {
    fn check(&self) -> Result<()> {
        let sound = |part: &Vec<OutlineRing>| !part.is_empty() && part.iter().all(|ring| ring.len() >= 3);
        if self.parts.is_empty() || !self.parts.iter().all(sound) {
            return Err(Error::new(code::model::OUTLINE).with("value", &self.code).with("of", self.of));
        }
        Ok(())
    }
}
