//! 数字 The rows of the inventory, what outside sources state in them, what the ledger gives, and whether both agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::report::{
    CHAPTERS, Caption, Cell, Chapter, Column, Document, KeyFigure, Measure, Stated, Table, Tone, Verdict,
};
use crate::value::{Count, Day, Plain};

const REGISTER: &str = include_str!("data/figures.toml");
/// Rows of the inventory are numbered from 1 to this.
const LAST: u16 = 169;

/// 数字行 A row of the inventory: what it names, and the figure that an outside source states for it, if any.
#[doc(alias = "数字登记")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)] // a file of ours, not stored data: a misspelt field must not pass
pub struct FigureRow {
    /// Row number, 1 to 169; the first column of the inventory.
    pub row: u16,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// 所述数字 What the source states; `None` where the row carries no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Stated>,
    /// Unit of the stated and of the computed figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether it counts persons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub persons: bool,
}

/// 计得数字 What the ledger gives for a row, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// The figure, in the unit of its row.
    pub value: Measure,
    /// 时点 The day on which it holds; `None` for a rule or list that knows no day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// 口径 What was counted, in words: kinds, filter, rule.
    pub how: String,
}

impl Computed {
    /// A figure and what was counted.
    pub fn new(value: impl Into<Measure>, how: impl Into<String>) -> Self {
        Self { value: value.into(), as_of: None, how: how.into() }
    }

    /// Words instead of a number: `2023-01`.
    pub fn words(words: impl Into<String>, how: impl Into<String>) -> Self {
        Self { value: Measure::Words(words.into()), as_of: None, how: how.into() }
    }

    /// The day on which it holds.
    #[must_use]
    pub fn as_of(mut self, day: Day) -> Self {
        self.as_of = Some(day);
        self
    }
}

/// The register as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    row: Vec<FigureRow>,
}

/// 数字集 Every row of the inventory with what was computed for it and where it is shown.
///
/// ```
/// use cunwu::report::{Computed, FigureSet, Number, Verdict};
/// let mut figures = FigureSet::of_inventory()?;
/// figures.put(19, Computed::new(1867_u32, "户籍人员，2023-01-31 在住"))?;
/// assert_eq!(figures.verdict(19)?, Some(Verdict::Equal));
/// assert!(figures.missing().contains(&20));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "数字")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureSet {
    rows: BTreeMap<u16, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    row: FigureRow,
    computed: Option<Computed>,
    places: Vec<String>,
}

impl FigureSet {
    /// 登记表 The rows 1 to 169 of the inventory, nothing computed yet.
    ///
    /// # Errors
    /// `report.figures.register` when the embedded register is damaged.
    pub fn of_inventory() -> Result<Self> {
        Self::of(REGISTER)
    }

    fn of(text: &str) -> Result<Self> {
        let damaged = |reason: String| Error::new(code::report::REGISTER).with("reason", reason);
        let register: Register = toml::from_str(text).map_err(|err| damaged(err.to_string()))?;
        let numbers: Vec<u16> = register.row.iter().map(|row| row.row).collect();
        if numbers != (1..=LAST).collect::<Vec<_>>() {
            return Err(damaged(format!("rows are not 1 to {LAST} in order")));
        }
        let entry = |row: FigureRow| (row.row, Entry { row, computed: None, places: Vec::new() });
        Ok(Self { rows: register.row.into_iter().map(entry).collect() })
    }

    /// Sets what was computed for a row.
    ///
    /// # Errors
    /// `report.figures.row` for a row that is not there, `report.figures.twice` for one that has its figure.
    pub fn put(&mut self, row: u16, computed: Computed) -> Result<()> {
        let entry = self.entry_mut(row)?;
        if entry.computed.is_some() {
            return Err(Error::new(code::report::ROW_TWICE).with("row", row));
        }
        entry.computed = Some(computed);
        Ok(())
    }

    /// 见于 Says where a row is shown: a file, a report with its heading, a query. A row may have several places.
    ///
    /// # Errors
    /// `report.figures.row` for a row that is not there.
    pub fn shown_in(&mut self, row: u16, place: impl Into<String>) -> Result<()> {
        let place = place.into();
        let places = &mut self.entry_mut(row)?.places;
        if !places.contains(&place) {
            places.push(place);
        }
        Ok(())
    }

    fn entry_mut(&mut self, row: u16) -> Result<&mut Entry> {
        self.rows.get_mut(&row).ok_or_else(|| Error::new(code::report::ROW_UNKNOWN).with("row", row))
    }

    fn entry(&self, row: u16) -> Result<&Entry> {
        self.rows.get(&row).ok_or_else(|| Error::new(code::report::ROW_UNKNOWN).with("row", row))
    }

    /// Every row of the inventory, in order.
    pub fn rows(&self) -> impl Iterator<Item = &FigureRow> {
        self.rows.values().map(|entry| &entry.row)
    }

    /// A row of the inventory.
    ///
    /// # Errors
    /// `report.figures.row` for a row that is not there.
    pub fn row(&self, row: u16) -> Result<&FigureRow> {
        self.entry(row).map(|entry| &entry.row)
    }

    /// What was computed for a row.
    ///
    /// # Errors
    /// As [`FigureSet::row`].
    pub fn computed(&self, row: u16) -> Result<Option<&Computed>> {
        self.entry(row).map(|entry| entry.computed.as_ref())
    }

    /// 比对 Whether the computed figure agrees with the stated one; `None` while nothing is computed.
    ///
    /// # Errors
    /// As [`FigureSet::row`].
    pub fn verdict(&self, row: u16) -> Result<Option<Verdict>> {
        self.entry(row).map(Entry::verdict)
    }

    /// Rows with a stated figure and no computed one.
    pub fn missing(&self) -> Vec<u16> {
        self.rows_where(|entry| entry.row.stated.is_some() && entry.computed.is_none())
    }

    /// Rows whose computed figure does not agree with the stated one.
    pub fn differing(&self) -> Vec<u16> {
        self.rows_where(|entry| entry.verdict() == Some(Verdict::Differs))
    }

    /// Rows that carry a figure and are shown nowhere.
    pub fn unplaced(&self) -> Vec<u16> {
        self.rows_where(|entry| entry.row.stated.is_some() && entry.places.is_empty())
    }

    fn rows_where(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<u16> {
        self.rows.values().filter(|entry| wanted(entry)).map(|entry| entry.row.row).collect()
    }

    /// 关键数字 The computed figures of these rows, each beside what is stated.
    pub fn key_figures(&self, rows: impl IntoIterator<Item = u16>) -> Vec<KeyFigure> {
        let entries = rows.into_iter().filter_map(|row| self.rows.get(&row));
        entries.filter_map(|entry| entry.computed.as_ref().map(|computed| entry.key_figure(computed))).collect()
    }

    /// 数字对照 The document `FIGURES`: for each row what is stated, what is computed and how, whether they agree, and where it
    /// is shown.
    ///
    /// # Errors
    /// `report.figures.row` when a chapter names a row that the register lacks.
    pub fn to_document(&self) -> Result<Document> {
        let mut document = Document::new("figures", ("数字对照表", "Figures"));
        let count = |wanted: Option<Verdict>| {
            let of = |entry: &&Entry| entry.row.stated.is_some() && entry.verdict() == wanted;
            Cell::count(u32::try_from(self.rows.values().filter(of).count()).unwrap_or(u32::MAX))
        };
        document.paragraph(
            "“所述”是公开文章写明的数字，“计得”由台账记录计算，两者并列、不合并。≈ 为约数，> 为逾，≥ 为不少于；\
             约数以四舍五入到所述位数、且相差不超过 5% 为在口径内。\n\
             `stated` is what the public articles say, `computed` comes from the records; they stand side by side.",
        );
        document.key_figures([
            KeyFigure::new("相符", count(Some(Verdict::Equal))).unit("行"),
            KeyFigure::new("在口径内", count(Some(Verdict::WithinMark))).unit("行"),
            KeyFigure::new("不符", count(Some(Verdict::Differs))).unit("行"),
            KeyFigure::new("未计算", count(None)).unit("行"),
        ]);
        if !self.differing().is_empty() {
            let rows: Vec<String> = self.differing().iter().map(u16::to_string).collect();
            document.callout(Tone::Attention, "不符的行", rows.join("、"));
        }
        for chapter in CHAPTERS {
            document.heading(1, (chapter.zh, chapter.en));
            document.push(self.chapter_table(chapter)?);
        }
        Ok(document)
    }

    fn chapter_table(&self, chapter: &Chapter) -> Result<Table> {
        let columns: [Column; 9] = [
            ("行", "row"),
            ("事项", "item"),
            ("所述", "stated"),
            ("计得", "computed"),
            ("单位", "unit"),
            ("时点", "as of"),
            ("结论", "verdict"),
            ("口径", "what was counted"),
            ("见于", "shown in"),
        ]
        .map(Column::new);
        let mut table = Table::new(chapter.id, (chapter.zh, chapter.en), columns);
        for row in chapter.sections.iter().flat_map(super::Section::rows) {
            table.push(self.entry(row)?.cells())?;
        }
        Ok(table)
    }
}

impl Entry {
    fn verdict(&self) -> Option<Verdict> {
        let computed = self.computed.as_ref()?;
        Some(self.row.stated.as_ref().map_or(Verdict::NotStated, |stated| stated.compare(&computed.value)))
    }

    fn caption(&self) -> Caption {
        Caption::new(self.row.zh.clone()).en(self.row.en.clone())
    }

    fn key_figure(&self, computed: &Computed) -> KeyFigure {
        let whole = match &computed.value {
            Measure::Number(number) if number.places() == 0 => u32::try_from(number.units()).ok().map(Count::new),
            _ => None,
        };
        let value = whole.map_or_else(|| cell(&computed.value), Cell::from);
        KeyFigure {
            label: self.caption(),
            value,
            unit: self.row.unit.clone(),
            stated: self.row.stated.clone().filter(|stated| stated.compare(&computed.value) != Verdict::Equal),
            note: computed.as_of.map(|day| day.plain()),
            persons: self.row.persons,
        }
    }

    fn cells(&self) -> [Cell; 9] {
        let computed = self.computed.as_ref();
        [
            Cell::text(self.row.row.to_string()),
            Cell::text(format!("{} {}", self.row.zh, self.row.en)),
            self.row.stated.clone().into(),
            computed.map(|computed| cell(&computed.value)).into(),
            self.row.unit.clone().into(),
            computed.and_then(|computed| computed.as_of).into(),
            self.verdict().map(|verdict| format!("{} {}", verdict.label(), verdict.label_en())).into(),
            computed.map(|computed| computed.how.clone()).into(),
            Cell::text(self.places.join("；")),
        ]
    }
}

fn cell(measure: &Measure) -> Cell {
    match measure {
        Measure::Number(number) => Cell::Number(*number),
        other => Cell::text(other.shown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Markdown, Number, Render};

    #[test]
    fn the_register_has_every_row_and_the_figures_of_the_articles() {
        let figures = FigureSet::of_inventory().unwrap();
        assert_eq!(figures.rows().count(), 169);
        assert_eq!(figures.missing().len(), 82);
        let stated = |row| figures.row(row).unwrap().stated.clone().map(|stated| stated.plain()).unwrap_or_default();
        for (row, figure) in
            [(1, "271"), (16, "≈1.5"), (20, "≈8500"), (28, ">30"), (31, "2727.5"), (89, "-66.67..-42.86")]
        {
            assert_eq!(stated(row), figure);
        }
        assert_eq!(stated(24), "");
    }

    #[test]
    fn a_figure_is_put_once_and_only_where_there_is_a_row() {
        let mut figures = FigureSet::of_inventory().unwrap();
        figures.put(31, Computed::new(Number::of(272_750, 2).unwrap(), "合同金额之和")).unwrap();
        assert_eq!(figures.verdict(31).unwrap(), Some(Verdict::Equal));
        assert_eq!(figures.put(31, Computed::new(1_u32, "")).unwrap_err().code(), "report.figures.twice");
        assert_eq!(figures.put(170, Computed::new(1_u32, "")).unwrap_err().code(), "report.figures.row");
    }

    #[test]
    fn the_document_says_what_agrees_and_what_does_not() {
        let mut figures = FigureSet::of_inventory().unwrap();
        figures
            .put(20, Computed::new(8503_u32, "流动与境外人员，入住不晚于时点").as_of(Day::of(2023, 1, 31).unwrap()))
            .unwrap();
        figures.put(96, Computed::new(9_u32, "乡贤工作室调解")).unwrap();
        figures.put(24, Computed::new(9_u32, "已报到的流动党员")).unwrap();
        figures.shown_in(20, "profile.md").unwrap();
        assert_eq!(figures.differing(), [96]);
        let text = Markdown.to_text(&figures.to_document().unwrap()).unwrap();
        assert!(text.contains("| ≈8,500 | 8,503 | 人 | 2023-01-31 | 在口径内 within its mark |"), "{text}");
        assert!(text.contains("| profile.md |"));
        assert!(text.contains("不符 DIFFERS"));
        assert!(text.contains("无所述数字 not stated"));
    }

    #[test]
    fn a_damaged_register_is_refused() {
        assert_eq!(
            FigureSet::of("[[row]]\nrow = 2\nzh = '一'\nen = 'a'\n").unwrap_err().code(),
            "report.figures.register"
        );
        assert_eq!(FigureSet::of("nonsense").unwrap_err().code(), "report.figures.register");
    }
}
