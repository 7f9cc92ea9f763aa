//! 图幅 A sheet of the person-house map.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::{Grid, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, RefNo, Text};

crate::labels! {
    /// 坐标系 Datum of a map. Points of other datums are converted before they come in, never relabelled.
    pub enum SheetDatum: "坐标系 datum" {
        /// CGCS2000 National datum (Surveying and Mapping Law art. 10), EPSG:4490.
        Cgcs2000 = "cgcs2000" / "CGCS2000" | "2000国家大地坐标系",
    }
}

/// 图幅 A map sheet: a part of one grid. A grid may have several.
#[doc(alias = "图幅")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapSheet {
    /// Record id.
    pub id: Id<MapSheet>,
    /// 图幅编号 Number.
    pub no: RefNo,
    /// 图幅名称 Name.
    pub name: Text,
    /// 网格 The grid of which it shows a part.
    pub grid: Ref<Grid>,
    /// 房屋数 Houses that the list states.
    pub stated_houses: Option<Count>,
    /// 居住人数 Residents that the list states.
    pub stated_residents: Option<Count>,
    /// 坐标系 Datum.
    pub datum: SheetDatum,
    /// 出图日期 Day on which it was drawn.
    pub drawn: Option<Day>,
}

crate::entity! {
    MapSheet: "map_sheet", "sht", v1, "图幅";
    columns {
        no "图幅编号": Text = |sheet| sheet.no.as_str(),
        grid "网格": Text = |sheet| &sheet.grid,
        drawn "出图日期": Day = |sheet| sheet.drawn,
    }
    indexes { by_no(no), by_grid(grid, no) }
    secrets {}
    subject = |sheet| sheet.id.key();
}

impl MapSheet {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
