//! 网格 The list of grids.

use crate::error::Result;
use crate::exchange::sheets::person::opened;
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{Grid, GridFigures, GridKind};
use crate::schema::{Key, Secret};
use crate::value::{Count, GridCode, PersonName, Phone, Plain, SquareMetres, Text};

crate::row! {
    /// 网格 A row of the list of grids.
    pub struct GridRow {
        sheet: "网格", title: "综合网格一览表", key: [code];
        code: GridCode = "网格编码",
        name: Text = "网格名称",
        kind: GridKind = "网格类型",
        leader: Option<PersonName> = ["人员配备"] "网格长",
        officer: Option<PersonName> = ["人员配备"] "专职网格员",
        officer_phone: Option<Phone> = ["人员配备"] "专职网格员电话",
        part_time: Option<Count> = ["人员配备"] "兼职网格员数",
        branch: Option<Text> = ["党建"] "功能性党支部",
        houses: Option<Count> = ["底数"] "房屋数",
        residents: Option<Count> = ["底数"] "居住人数",
        lettings: Option<Count> = ["底数"] "出租屋数",
        sheets: Option<Count> = ["底数"] "图幅数",
        area: Option<SquareMetres> = ["底数"] "面积(平方米)" | "面积",
        bounds: Option<Text> = "四至",
    }
}

impl Register for GridRow {
    type Primary = Grid;

    fn natural(&self) -> Vec<String> {
        vec![self.key(), self.name.plain()]
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let grid = Grid {
            id: to.id(),
            code: self.code,
            name: self.name.clone(),
            kind: self.kind,
            leader: self.leader.clone(),
            officer: self.officer.clone(),
            officer_phone: self.officer_phone.clone().map(Secret::open),
            branch: self.branch.clone(),
            bounds: self.bounds.clone(),
            stated: GridFigures {
                part_time: self.part_time,
                houses: self.houses,
                residents: self.residents,
                lettings: self.lettings,
                sheets: self.sheets,
                area: self.area,
            },
        };
        to.put(grid);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Grid>().iter().map(|grid| Ok((Self::of(grid)?, vec![grid.id.key()]))).collect()
    }
}

impl GridRow {
    fn of(grid: &Grid) -> Result<Self> {
        Ok(Self {
            code: grid.code,
            name: grid.name.clone(),
            kind: grid.kind,
            leader: grid.leader.clone(),
            officer: grid.officer.clone(),
            officer_phone: opened(grid.officer_phone.as_ref())?,
            part_time: grid.stated.part_time,
            branch: grid.branch.clone(),
            houses: grid.stated.houses,
            residents: grid.stated.residents,
            lettings: grid.stated.lettings,
            sheets: grid.stated.sheets,
            area: grid.stated.area,
            bounds: grid.bounds.clone(),
        })
    }
}
