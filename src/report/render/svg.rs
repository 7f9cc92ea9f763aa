//! SVG How a chart is drawn.
//!
//! Scale, layout and labels are placed here; plotters draws the shapes and writes the SVG. Without a font feature its SVG
//! backend still writes real `<text>`, but guesses widths from bytes, three times too wide for Chinese; hence every label
//! is placed by anchor and measured by [`width_of`], and plotters' own axes are not used.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::error::{Error, Result, code};
use crate::report::render::scale::Scale;
use crate::report::{Chart, Form, Number};

const WIDTH: i32 = 760;
const FONT: &str = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";
const TEXT: i32 = 12;
const INK: RGBColor = RGBColor(0x2b, 0x2f, 0x33);
const PALE: RGBColor = RGBColor(0x6d, 0x74, 0x7b);
const RULE: RGBColor = RGBColor(0xe3, 0xe5, 0xe4);
const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// 石青 赭 墨绿 藤黄 黛 朱: told apart also in grey print by their lightness.
const PALETTE: [RGBColor; 6] = [
    RGBColor(0x2c, 0x5f, 0x7c),
    RGBColor(0xb8, 0x6b, 0x3f),
    RGBColor(0x6f, 0x99, 0x84),
    RGBColor(0xd9, 0xb3, 0x65),
    RGBColor(0x4a, 0x4e, 0x69),
    RGBColor(0xa3, 0x35, 0x2c),
];

/// The chart as a self-contained `<svg>` element.
pub(crate) fn draw(chart: &Chart) -> Result<String> {
    let plan = Plan::of(chart);
    let size = (u32::try_from(WIDTH).unwrap_or(0), u32::try_from(plan.height).unwrap_or(0));
    let mut out = String::new();
    {
        let area = SVGBackend::with_string(&mut out, size).into_drawing_area();
        let canvas = Canvas { area: &area, chart };
        canvas.legend()?;
        match plan.form {
            Form::Columns => canvas.columns(&plan)?,
            Form::Bars | Form::Stacked => canvas.bars(&plan)?,
            Form::Lines => canvas.lines(&plan)?,
        }
        area.present().map_err(|err| failed(chart, &err))?;
    }
    let label = chart.label().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(out.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1))
}

/// Where things go.
struct Plan {
    form: Form,
    scale: Scale,
    height: i32,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    bar: i32,
    group: i32,
}

impl Plan {
    fn of(chart: &Chart) -> Self {
        let form = form_that_fits(chart);
        let stacked = form == Form::Stacked;
        let scale = Scale::of(chart, stacked);
        let top = if chart.all_series().len() > 1 { 34 } else { 16 };
        let count = length(chart.categories());
        let labels = chart.categories().iter().map(|text| width_of(text)).max().unwrap_or(0);
        match form {
            Form::Columns | Form::Lines => {
                let left = scale.ticks().iter().map(|tick| width_of(&tick.grouped())).max().unwrap_or(0) + 14;
                let (right, bottom) = (WIDTH - 16, top + 230);
                let group = (right - left) / count.max(1);
                let bar = (group * 7 / 10 / length(chart.all_series()).max(1)).clamp(2, 44);
                Self { form, scale, height: bottom + 30, left, right, top, bottom, bar, group }
            }
            Form::Bars | Form::Stacked => {
                let a_group = if stacked { 1 } else { length(chart.all_series()).max(1) };
                let (bar, left) = (16, labels.min(240) + 14);
                let group = bar * a_group + 12;
                let bottom = top + group * count;
                Self { form, scale, height: bottom + 28, left, right: WIDTH - 70, top, bottom, bar, group }
            }
        }
    }

    /// Where a value stands between left and right.
    fn x(&self, value: f64) -> i32 {
        self.scale.place(value, self.left, self.right)
    }

    /// Where a value stands between bottom and top.
    fn y(&self, value: f64) -> i32 {
        self.scale.place(value, self.bottom, self.top)
    }
}

/// Columns whose captions do not fit under them lie down.
fn form_that_fits(chart: &Chart) -> Form {
    let slot = (WIDTH - 80) / length(chart.categories()).max(1);
    let too_wide = chart.categories().iter().any(|text| width_of(text) > slot - 4);
    let too_many = length(chart.all_series()) * 6 > slot;
    if chart.form() == Form::Columns && (too_wide || too_many) { Form::Bars } else { chart.form() }
}

fn length<T>(items: &[T]) -> i32 {
    i32::try_from(items.len()).unwrap_or(i32::MAX)
}

/// Width of a text in pixels: a Chinese character takes one em, any other a little more than half.
fn width_of(text: &str) -> i32 {
    let tenths: i32 = text.chars().map(|c| if c.is_ascii() { 6 } else { 10 }).sum();
    tenths * TEXT / 10
}

/// A text cut to a width, with an ellipsis.
fn cut(text: &str, width: i32) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width_of(&out) + 2 * TEXT > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

fn failed(chart: &Chart, reason: &dyn std::fmt::Display) -> Error {
    Error::new(code::report::DRAW).with("chart", chart.id()).with("reason", reason)
}

fn colour(series: usize) -> RGBColor {
    PALETTE.get(series % PALETTE.len()).copied().unwrap_or(INK)
}

struct Canvas<'a, 'b> {
    area: &'a DrawingArea<SVGBackend<'b>, Shift>,
    chart: &'a Chart,
}

impl Canvas<'_, '_> {
    fn text(&self, text: &str, at: (i32, i32), ink: RGBColor, h_pos: HPos) -> Result<()> {
        // plotters divides sizes by 1.24.
        let style = TextStyle::from((FONT, f64::from(TEXT) * 1.24).into_font()).color(&ink);
        let style = style.pos(Pos::new(h_pos, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), at, style)).map_err(|err| failed(self.chart, &err))
    }

    fn block(&self, from: (i32, i32), to: (i32, i32), ink: RGBColor) -> Result<()> {
        let corners = [(from.0.min(to.0), from.1.min(to.1)), (from.0.max(to.0), from.1.max(to.1))];
        self.area.draw(&Rectangle::new(corners, ink.filled())).map_err(|err| failed(self.chart, &err))
    }

    fn path(&self, points: Vec<(i32, i32)>, ink: RGBColor, width: u32) -> Result<()> {
        let style = ShapeStyle { color: ink.to_rgba(), filled: false, stroke_width: width };
        self.area.draw(&PathElement::new(points, style)).map_err(|err| failed(self.chart, &err))
    }

    fn legend(&self) -> Result<()> {
        if self.chart.all_series().len() < 2 {
            return Ok(());
        }
        let mut x = 14;
        for (at, series) in self.chart.all_series().iter().enumerate() {
            self.block((x, 8), (x + 12, 18), colour(at))?;
            self.text(&series.name.zh, (x + 18, 13), PALE, HPos::Left)?;
            x += 18 + width_of(&series.name.zh) + 22;
        }
        Ok(())
    }

    /// Values with their place: (category, series, value).
    fn values(&self) -> impl Iterator<Item = (i32, usize, Number)> {
        self.chart.all_series().iter().enumerate().flat_map(|(series, content)| {
            (0..).zip(&content.values).filter_map(move |(at, value)| value.map(|value| (at, series, value)))
        })
    }

    /// Level rules with their numbers, and captions under the categories.
    fn upright_axes(&self, plan: &Plan) -> Result<()> {
        for tick in plan.scale.ticks() {
            let y = plan.y(tick.drawn());
            let ink = if tick.is_zero() { PALE } else { RULE };
            self.path(vec![(plan.left, y), (plan.right, y)], ink, 1)?;
            self.text(&tick.grouped(), (plan.left - 8, y), PALE, HPos::Right)?;
        }
        let widest = self.chart.categories().iter().map(|text| width_of(text)).max().unwrap_or(0) + 8;
        let every = (widest + plan.group - 1) / plan.group.max(1);
        for (at, text) in (0..).zip(self.chart.categories()) {
            if at % every.max(1) == 0 {
                let x = plan.left + plan.group * at + plan.group / 2;
                self.text(text, (x, plan.bottom + 16), INK, HPos::Center)?;
            }
        }
        Ok(())
    }

    fn columns(&self, plan: &Plan) -> Result<()> {
        self.upright_axes(plan)?;
        let several = length(self.chart.all_series());
        for (at, series, value) in self.values() {
            let middle = plan.left + plan.group * at + plan.group / 2;
            let left = middle - plan.bar * several / 2 + plan.bar * i32::try_from(series).unwrap_or(0);
            let (base, end) = (plan.y(0.0), plan.y(value.drawn()));
            let inset = i32::from(plan.bar > 4);
            self.block((left + inset, base), (left + plan.bar - inset, end), colour(series))?;
            let label = value.grouped();
            if width_of(&label) <= plan.bar + 12 {
                let y = if end <= base { end - 9 } else { end + 9 };
                self.text(&label, (left + plan.bar / 2, y), INK, HPos::Center)?;
            }
        }
        Ok(())
    }

    fn bars(&self, plan: &Plan) -> Result<()> {
        for tick in plan.scale.ticks() {
            let x = plan.x(tick.drawn());
            let ink = if tick.is_zero() { PALE } else { RULE };
            self.path(vec![(x, plan.top - 2), (x, plan.bottom)], ink, 1)?;
            self.text(&tick.grouped(), (x, plan.bottom + 14), PALE, HPos::Center)?;
        }
        for (at, text) in (0..).zip(self.chart.categories()) {
            let y = plan.top + plan.group * at + plan.group / 2;
            self.text(&cut(text, plan.left - 14), (plan.left - 8, y), INK, HPos::Right)?;
        }
        if plan.form == Form::Stacked { self.stacked(plan) } else { self.side_by_side(plan) }
    }

    fn side_by_side(&self, plan: &Plan) -> Result<()> {
        for (at, series, value) in self.values() {
            let y = plan.top + plan.group * at + 6 + plan.bar * i32::try_from(series).unwrap_or(0);
            let (base, end) = (plan.x(0.0), plan.x(value.drawn()));
            self.block((base, y + 1), (end, y + plan.bar - 1), colour(series))?;
            let (x, side) = if end >= base { (end + 6, HPos::Left) } else { (end - 6, HPos::Right) };
            self.text(&value.grouped(), (x, y + plan.bar / 2), INK, side)?;
        }
        Ok(())
    }

    fn stacked(&self, plan: &Plan) -> Result<()> {
        for at in 0..self.chart.categories().len() {
            let y = plan.top + plan.group * i32::try_from(at).unwrap_or(0) + 6;
            let (mut sum, mut places) = (0_i64, 0);
            for (series, content) in self.chart.all_series().iter().enumerate() {
                let Some(value) = content.values.get(at).copied().flatten() else { continue };
                let from = plan.x(Number::of(sum, value.places()).unwrap_or(value).drawn());
                (sum, places) = (sum.saturating_add(value.units()), value.places());
                let to = plan.x(Number::of(sum, places).unwrap_or(value).drawn());
                self.block((from, y + 1), (to, y + plan.bar - 1), colour(series))?;
                let label = value.grouped();
                if width_of(&label) + 6 < to - from {
                    self.text(&label, (i32::midpoint(from, to), y + plan.bar / 2), WHITE, HPos::Center)?;
                }
            }
            if let Some(total) = Number::of(sum, places) {
                self.text(&total.grouped(), (plan.x(total.drawn()) + 6, y + plan.bar / 2), INK, HPos::Left)?;
            }
        }
        Ok(())
    }

    fn lines(&self, plan: &Plan) -> Result<()> {
        self.upright_axes(plan)?;
        for (series, content) in self.chart.all_series().iter().enumerate() {
            let mut run = Vec::new();
            for (at, value) in (0..).zip(&content.values) {
                if let Some(value) = value {
                    let point = (plan.left + plan.group * at + plan.group / 2, plan.y(value.drawn()));
                    let dot = Circle::new(point, 3, colour(series).filled());
                    self.area.draw(&dot).map_err(|err| failed(self.chart, &err))?;
                    run.push(point);
                } else if run.len() > 1 {
                    self.path(std::mem::take(&mut run), colour(series), 2)?;
                } else {
                    run.clear();
                }
            }
            if run.len() > 1 {
                self.path(run, colour(series), 2)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_text_and_escaped() {
        let chart = Chart::new("c", "甲 & <乙>", Form::Columns, ["第一 <格>", "第二"]);
        let svg = draw(&chart.series("数", [1569_u32, 1521]).unwrap()).unwrap();
        assert!(svg.contains("第一 &lt;格&gt;"), "{svg}");
        assert!(svg.contains(">\n1,569\n</text>"), "{svg}");
        assert!(svg.contains("aria-label=\"甲 &amp; &lt;乙>\""));
    }

    #[test]
    fn columns_with_long_captions_lie_down() {
        let long = ["东华村第一经济合作社", "东华村第二经济合作社", "东华村第三经济合作社", "东华村第四经济合作社"];
        let chart = Chart::new("c", "图", Form::Columns, long.into_iter().chain(["甲", "乙", "丙", "丁"]));
        assert_eq!(form_that_fits(&chart), Form::Bars);
    }

    #[test]
    fn every_form_draws_gaps_negatives_and_nothing() {
        for form in [Form::Columns, Form::Bars, Form::Stacked, Form::Lines] {
            let empty = Chart::new("c", "图", form, Vec::<String>::new());
            assert!(draw(&empty).unwrap().ends_with("</svg>\n"));
            let chart = Chart::new("c", "图", form, ["1月", "2月", "3月"]);
            let values = [Some(Number::whole(-5)), None, Some(Number::whole(7))];
            assert!(draw(&chart.series_with_gaps("数", values).unwrap()).unwrap().contains("<text"));
        }
    }
}
