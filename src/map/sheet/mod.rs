//! 人屋关联网格图 Map sheets: one self-contained HTML file each, which opens offline.
//!
//! A sheet shows who lives where, so it is for internal use: names come masked, the page carries 内部使用 · 打印须登记, and its
//! content policy forbids any network. An area drawn on the page is counted by the rule of [`Area`], on the same
//! lattice, in whole numbers.

mod embed;
mod overview;
mod page;
mod records;

use crate::map::Area;
use crate::value::{Datum, Day, Point};

pub use overview::{Overview, OverviewSheet};
pub use records::{Atlas, DrawnSheet};

/// 图幅 All that a map sheet shows, as plain data. [`SheetInput::html`] makes the page.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetInput<D: Datum> {
    /// 图名, such as 东华村“人屋关联”智能网格图.
    pub title: String,
    /// 图幅编号, such as `DH-T02`.
    pub code: String,
    /// 网格 The grid that the sheet belongs to.
    pub grid: GridLabel,
    /// 数据截止 The day whose state the sheet shows.
    pub as_of: Day,
    /// 图幅范围
    pub outline: Area<D>,
    /// 网格界 Outlines of all grids to be drawn, also the neighbours'.
    pub grids: Vec<GridOutline<D>>,
    /// 村界
    pub village: Area<D>,
    /// 房屋 The houses that the sheet counts.
    pub houses: Vec<SheetHouse<D>>,
    /// 图幅索引 File name of the overview page, when there is one.
    pub overview: Option<String>,
}

/// 网格名 Code and name of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridLabel {
    /// 网格编码, 15 digits.
    pub code: String,
    /// 网格名称
    pub name: String,
}

/// 网格界 A grid as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct GridOutline<D: Datum> {
    /// Code and name.
    pub label: GridLabel,
    /// Outline.
    pub area: Area<D>,
}

/// 图上房屋 A house as it is drawn and counted.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetHouse<D: Datum> {
    /// 房屋编号
    pub no: String,
    /// 地址
    pub address: Option<String>,
    /// 轮廓 Footprint; a house without one is drawn as a dot at its point.
    pub footprint: Option<Area<D>>,
    /// 房屋点 The point by which the house is counted.
    pub at: Point<D>,
    /// 居住人员
    pub residents: u32,
    /// 户籍
    pub registered: u32,
    /// 外来 Migrant and overseas.
    pub outside: u32,
    /// Who lives there, masked.
    pub people: Vec<MaskedResident>,
}

/// 脱敏人员 A resident as the side panel shows him. The caller masks the name: nothing here can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedResident {
    /// 姓名, masked, such as 刘**.
    pub name: String,
    /// 人员类别, such as 流动.
    pub category: String,
    /// 房号, if known.
    pub room: Option<String>,
}

/// 分级 A class of the legend: houses with at least so many residents, and its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Class {
    from: u32,
    label: &'static str,
    colour: &'static str,
}

/// Classes of residents per house, the same on every sheet so that sheets compare. One hue from light to dark besides
/// grey for empty houses: it stays ordered for the colour-blind and in grey print.
const CLASSES: [Class; 6] = [
    Class { from: 0, label: "无人居住", colour: "#e7e4dc" },
    Class { from: 1, label: "1–3 人", colour: "#d3e6d6" },
    Class { from: 4, label: "4–6 人", colour: "#93c9c3" },
    Class { from: 7, label: "7–12 人", colour: "#4f9fb3" },
    Class { from: 13, label: "13–18 人", colour: "#2b6c99" },
    Class { from: 19, label: "19 人以上", colour: "#1d3b6f" },
];

impl<D: Datum> SheetInput<D> {
    /// 网页 The sheet as one HTML file.
    pub fn html(&self) -> String {
        page::page(self)
    }

    /// 居住人员 Sum over the houses.
    pub fn residents(&self) -> u64 {
        self.houses.iter().map(|house| u64::from(house.residents)).sum()
    }

    fn registered(&self) -> u64 {
        self.houses.iter().map(|house| u64::from(house.registered)).sum()
    }

    fn outside(&self) -> u64 {
        self.houses.iter().map(|house| u64::from(house.outside)).sum()
    }

    /// Houses of each class.
    fn per_class(&self) -> [usize; CLASSES.len()] {
        let class = |residents: u32| CLASSES.iter().rposition(|class| class.from <= residents);
        std::array::from_fn(|at| self.houses.iter().filter(|house| class(house.residents) == Some(at)).count())
    }
}
