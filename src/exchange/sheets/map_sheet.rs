//! 图幅 The list of map sheets.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Grid, MapSheet, SheetDatum};
use crate::schema::Key;
use crate::value::{Count, Day, GridCode, Plain, RefNo, Text};

crate::row! {
    /// 图幅 A row of the list of map sheets.
    pub struct MapSheetRow {
        sheet: "图幅", title: "“人屋关联”智能网格图图幅目录", key: [no];
        no: RefNo = "图幅编号",
        name: Text = "图幅名称",
        grid: GridCode = "网格编码",
        houses: Option<Count> = "房屋数",
        residents: Option<Count> = "居住人数",
        datum: SheetDatum = "坐标系",
        drawn: Option<Day> = "出图日期",
    }
}

impl Register for MapSheetRow {
    type Primary = MapSheet;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let grid = to.link::<Grid>("网格编码", &self.grid.plain())?;
        let sheet = MapSheet {
            id: to.id(),
            no: self.no.clone(),
            name: self.name.clone(),
            grid,
            stated_houses: self.houses,
            stated_residents: self.residents,
            datum: self.datum,
            drawn: self.drawn,
        };
        to.put(sheet);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<MapSheet>().iter().map(|sheet| Ok((Self::of(sheet, held)?, vec![sheet.id.key()]))).collect()
    }
}

impl MapSheetRow {
    fn of(sheet: &MapSheet, held: &Held) -> Result<Self> {
        Ok(Self {
            no: sheet.no.clone(),
            name: sheet.name.clone(),
            grid: link_text(held, &sheet.grid, |grid: &Grid| grid.code)?,
            houses: sheet.stated_houses,
            residents: sheet.stated_residents,
            datum: sheet.datum,
            drawn: sheet.drawn,
        })
    }
}
