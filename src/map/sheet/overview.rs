//! 图幅索引 The overview page: the sheets on the village, with links.

use std::fmt::Write as _;

use geo::{Centroid, Contains, InteriorPoint};
use maud::{Markup, html};

use crate::map::Area;
use crate::map::sheet::{GridOutline, page};
use crate::value::{Datum, Day};

/// 图幅索引 What the overview page shows. [`Overview::html`] makes the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview<D: Datum> {
    /// 图名
    pub title: String,
    /// 数据截止
    pub as_of: Day,
    /// 村界
    pub village: Area<D>,
    /// 网格界
    pub grids: Vec<GridOutline<D>>,
    /// 图幅, in order of code.
    pub sheets: Vec<OverviewSheet<D>>,
}

/// 索引图幅 A sheet as the overview lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewSheet<D: Datum> {
    /// 图幅编号
    pub code: String,
    /// 网格名称
    pub grid: String,
    /// File name of the sheet, relative to the overview.
    pub file: String,
    /// 图幅范围
    pub outline: Area<D>,
    /// 房屋数
    pub houses: u64,
    /// 居住人数
    pub residents: u64,
}

/// Width of the drawing in its own units.
const WIDTH: f64 = 1_000.0;

/// Degrees to the drawing: north up, true to shape at the middle latitude.
#[derive(Debug, Clone, Copy)]
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    along: f64,
    height: f64,
}

impl Frame {
    fn of<D: Datum>(village: &Area<D>) -> Self {
        let (low, high) = village.bounds();
        let ((west, south), (east, north)) = (low.degrees(), high.degrees());
        let across = WIDTH / (east - west);
        let along = across / f64::midpoint(south, north).to_radians().cos();
        Self { west, north, across, along, height: (north - south) * along }
    }

    fn place(&self, lon: f64, lat: f64) -> (f64, f64) {
        ((lon - self.west) * self.across, (self.north - lat) * self.along)
    }

    fn path<D: Datum>(&self, area: &Area<D>) -> String {
        let mut out = String::new();
        for ring in area.rings() {
            for (at, spot) in ring.iter().enumerate() {
                let (lon, lat) = spot.degrees();
                let (x, y) = self.place(lon, lat);
                // Writing to a String cannot fail.
                let _ = write!(out, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
            }
            out.push('Z');
        }
        out
    }
}

impl<D: Datum> Overview<D> {
    /// 网页 The overview as one HTML file.
    pub fn html(&self) -> String {
        let frame = Frame::of(&self.village);
        let body = html! {
            header {
                div {
                    h1 { (self.title) }
                    p {
                        "图幅索引" span.dot { "·" } (self.sheets.len()) " 幅"
                        span.dot { "·" } "坐标系 " (D::NAME) span.dot { "·" } "数据截止 " (self.as_of)
                    }
                }
            }
            main.overview { (self.drawing(frame)) (self.list()) }
            footer { b { "内部使用" } span.dot { "·" } b { "打印须登记" } span.dot { "·" } "数据截止 " (self.as_of) }
        };
        page::document(&self.title, &body)
    }

    fn drawing(&self, frame: Frame) -> Markup {
        let view = format!("-8 -8 {:.0} {:.0}", WIDTH + 16.0, frame.height + 16.0);
        html! {
            svg #index viewBox=(view) role="img" aria-label="图幅索引图" {
                @for sheet in &self.sheets {
                    a href=(sheet.file) {
                        title { (sheet.code) " " (sheet.grid) " " (sheet.residents) " 人" }
                        path.part d=(frame.path(&sheet.outline)) {}
                    }
                }
                @for grid in &self.grids { path.grid d=(frame.path(&grid.area)) {} }
                path.village d=(frame.path(&self.village)) {}
                @for sheet in &self.sheets { (label(frame, sheet)) }
            }
        }
    }

    fn list(&self) -> Markup {
        let houses: u64 = self.sheets.iter().map(|sheet| sheet.houses).sum();
        let residents: u64 = self.sheets.iter().map(|sheet| sheet.residents).sum();
        html! {
            table {
                thead { tr { th { "图幅" } th { "网格" } th.n { "房屋" } th.n { "居住人员" } } }
                tbody {
                    @for sheet in &self.sheets {
                        tr {
                            td { a href=(sheet.file) { (sheet.code) } }
                            td { (sheet.grid) }
                            td.n { (sheet.houses) }
                            td.n { (sheet.residents) }
                        }
                    }
                }
                tfoot { tr { td { "合计" } td {} td.n { (houses) } td.n { (residents) } } }
            }
        }
    }
}

fn label<D: Datum>(frame: Frame, sheet: &OverviewSheet<D>) -> Markup {
    // The centroid looks best; where it falls outside, any place inside will do.
    let shape = sheet.outline.shape();
    let centre = shape.centroid().filter(|centre| shape.contains(centre)).or_else(|| shape.interior_point());
    let Some(inner) = centre else { return html! {} };
    let (x, y) = frame.place(inner.x(), inner.y());
    // The last part of the code is enough on the drawing: DH-T02 → T02.
    let short = sheet.code.rsplit('-').next().unwrap_or(&sheet.code);
    html! { text x=(format!("{x:.1}")) y=(format!("{y:.1}")) { (short) } }
}
