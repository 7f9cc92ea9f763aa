//! 网格 A grid of the village, with the counts that its sheet states.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::{Id, Secret};
use crate::value::{Count, GridCode, PersonName, Phone, Plain, SquareMetres, Text};

crate::labels! {
    /// 网格类型 Kind of grid.
    pub enum GridKind: "网格类型 grid kind" {
        /// 综合网格 Covers a part of the village and whatever stands in it.
        Comprehensive = "comprehensive" / "综合网格" | "基础网格",
        /// 专属网格 One office, park, hospital, school or firm with a site of its own.
        Dedicated = "dedicated" / "专属网格",
    }
}

/// 网格 A grid. Counted figures never come from here: `stated` is what the sheet says.
#[doc(alias = "网格")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Record id.
    pub id: Id<Grid>,
    /// 网格编码 Code of 15 digits: village 12, sequence 3.
    pub code: GridCode,
    /// 网格名称 Name.
    pub name: Text,
    /// 网格类型 Kind.
    pub kind: GridKind,
    /// 网格长 Leader.
    pub leader: Option<PersonName>,
    /// 专职网格员 Full-time officer.
    pub officer: Option<PersonName>,
    /// 专职网格员电话 The full-time officer's telephone.
    pub officer_phone: Option<Secret<Phone>>,
    /// 功能性党支部 Name of the functional Party branch.
    pub branch: Option<Text>,
    /// 四至 Bounds, or where they are described.
    pub bounds: Option<Text>,
    /// 底数 What the sheet states.
    pub stated: GridFigures,
}

/// 网格底数 The figures that the grid's sheet states, of the sheet's own day; shown beside the counts, never merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridFigures {
    /// 兼职网格员数 Part-time officers.
    pub part_time: Option<Count>,
    /// 房屋数 Houses.
    pub houses: Option<Count>,
    /// 居住人数 Residents.
    pub residents: Option<Count>,
    /// 出租屋数 Let houses.
    pub lettings: Option<Count>,
    /// 图幅数 Map sheets.
    pub sheets: Option<Count>,
    /// 面积 Area in m².
    pub area: Option<SquareMetres>,
}

crate::entity! {
    Grid: "grid", "grid", v1, "网格";
    columns {
        code "网格编码": Text = |grid| grid.code.plain(),
        name "网格名称": Text = |grid| grid.name.as_str(),
        kind "网格类型": Text = |grid| grid.kind.code(),
    }
    indexes { by_code(code) }
    secrets { officer_phone "专职网格员电话": "phone" }
    subject = |grid| grid.id.key();
}

impl Grid {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
