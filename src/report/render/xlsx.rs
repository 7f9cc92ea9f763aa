//! XLSX A workbook: an overview, then a sheet for each table and chart.

use std::collections::BTreeSet;
use std::io::Write;

use rust_xlsxwriter::{
    Chart as Drawing, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::{Render, key_figure_table, write_failed};
use crate::error::{Error, Result, code};
use crate::report::{Block, Caption, Cell, Chart, Document, Form, Number, Table};
use crate::value::Day;

/// XLSX A workbook. The first sheet `总览` holds the text and key figures in order; each table and chart has its own sheet
/// with a merged title, a frozen header, numbers as numbers, and for a chart a native Excel chart beside its data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Xlsx;

const OVERVIEW: &str = "总览";
/// Excel's limit for the name of a sheet.
const NAME_MAX: usize = 31;
/// Rows above the data of a sheet: title, byline, header.
const HEADER_ROW: u32 = 2;

impl Render for Xlsx {
    fn media(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn extension(&self) -> &'static str {
        "xlsx"
    }

    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()> {
        let bytes =
            workbook(document).map_err(|err| Error::new(code::report::WORKBOOK).with("reason", &err).because(err))?;
        to.write_all(&bytes).map_err(|err| write_failed(&err))
    }
}

fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The library would put the clock here; the same document must give the same bytes.
    let made = document.as_of.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), date)?;
    book.set_properties(&DocProperties::new().set_title(&document.title.zh).set_creation_datetime(&made));
    let mut names = Names::default();
    let overview = book.add_worksheet().set_name(names.unique(OVERVIEW))?;
    Overview { sheet: overview, row: 0 }.write(document)?;
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                let sheet = book.add_worksheet().set_name(names.unique(&table.title().zh))?;
                write_sheet(sheet, document, table)?;
            }
            Block::Chart(chart) => {
                let name = names.unique(&format!("图 {}", chart.title().zh));
                let sheet = book.add_worksheet().set_name(&name)?;
                let table = chart.to_table();
                write_sheet(sheet, document, &table)?;
                if !chart.categories().is_empty() && !chart.all_series().is_empty() {
                    let column = u16::try_from(table.columns().len() + 1).unwrap_or(u16::MAX);
                    sheet.insert_chart(HEADER_ROW, column, &native(chart, &name))?;
                }
            }
            _ => {}
        }
    }
    book.save_to_buffer()
}

/// Names of sheets that Excel accepts, each once.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn unique(&mut self, title: &str) -> String {
        let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
        let clean: String = title.chars().filter(allowed).collect();
        let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean };
        let mut at = 1_usize;
        loop {
            let tail = if at == 1 { String::new() } else { format!(" {at}") };
            let head: String = clean.chars().take(NAME_MAX - tail.chars().count()).collect();
            let name = head + &tail;
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            at += 1;
        }
    }
}

/// The first sheet: everything but tables and charts, top to bottom.
struct Overview<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Overview<'_> {
    fn write(mut self, document: &Document) -> Result<(), XlsxError> {
        self.sheet.set_column_width(0, 34)?.set_column_width(1, 18)?.set_column_width(2, 10)?;
        self.sheet.set_column_width(3, 16)?.set_column_width(4, 40)?;
        self.line(&both(&document.title), &title())?;
        self.line(&document.byline(), &small())?;
        let mut key_figures = 0;
        for block in &document.blocks {
            match block {
                Block::Heading { level, text } => {
                    self.row += u32::from(*level == 1);
                    self.line(&both(text), &Format::new().set_bold().set_font_size(if *level == 1 { 14 } else { 12 }))?;
                }
                Block::Paragraph { text } => self.line(text, &wrapped())?,
                Block::KeyFigures { figures } => {
                    key_figures += 1;
                    self.table(&key_figure_table(key_figures, figures))?;
                }
                Block::Table(table) => self.line(&format!("表：{}（另见工作表）", table.title().zh), &small())?,
                Block::Chart(chart) => self.line(&format!("图：{}（另见工作表）", chart.title().zh), &small())?,
                Block::List { ordered, items } => {
                    for (at, item) in items.iter().enumerate() {
                        let mark = if *ordered { format!("{}. ", at + 1) } else { "· ".to_owned() };
                        self.line(&(mark + item), &wrapped())?;
                    }
                }
                Block::Note { text, source } => {
                    let source = source.as_ref().map(|source| format!("（来源：{source}）")).unwrap_or_default();
                    self.line(&format!("注：{text}{source}"), &small())?;
                }
                Block::Callout { tone, title, text } => {
                    self.line(&format!("{}：{title} {text}", tone.label()), &wrapped().set_bold())?;
                }
            }
        }
        Ok(())
    }

    /// A text over the width of the page.
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.merge_range(self.row, 0, self.row, 4, text, format)?;
            // Excel does not size merged rows by itself: 118 half-width characters fill one line.
            let lines = text.lines().map(|line| 1 + width_of(line) / 118).sum::<usize>().max(1);
            if lines > 1 {
                self.sheet.set_row_height(self.row, 16 * u32::try_from(lines).unwrap_or(1))?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        write_header(self.sheet, self.row, table)?;
        self.row += 1;
        for cells in table.rows() {
            write_row(self.sheet, self.row, cells, false)?;
            self.row += 1;
        }
        Ok(())
    }
}

/// Title, byline, frozen header, rows, total and note of one table.
fn write_sheet(sheet: &mut Worksheet, document: &Document, table: &Table) -> Result<(), XlsxError> {
    over(sheet, 0, table, &both(table.title()), &title())?;
    sheet.set_row_height(0, 28)?;
    over(sheet, 1, table, &document.byline(), &small())?;
    write_header(sheet, HEADER_ROW, table)?;
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    sheet.set_repeat_rows(0, HEADER_ROW)?;
    let mut row = HEADER_ROW;
    for cells in table.rows() {
        row += 1;
        write_row(sheet, row, cells, false)?;
    }
    if let Some(total) = table.total_row() {
        row += 1;
        write_row(sheet, row, total, true)?;
    }
    if let Some(note) = table.footnote() {
        over(sheet, row + 1, table, &format!("注：{note}"), &small())?;
    }
    for (column, width) in (0..).zip(widths(table)) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A text over all columns of a table; Excel refuses to merge a single cell.
fn over(sheet: &mut Worksheet, row: u32, table: &Table, text: &str, format: &Format) -> Result<(), XlsxError> {
    let last = u16::try_from(table.columns().len().saturating_sub(1)).unwrap_or(u16::MAX);
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last, text, format)?;
    }
    Ok(())
}

fn write_header(sheet: &mut Worksheet, row: u32, table: &Table) -> Result<(), XlsxError> {
    let format = boxed().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(0x00E8_EDEE);
    for (at, column) in (0..).zip(table.columns()) {
        sheet.write_string_with_format(row, at, column.label(), &format)?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell], bold: bool) -> Result<(), XlsxError> {
    let base = || if bold { boxed().set_bold() } else { boxed() };
    for (at, cell) in (0..).zip(cells) {
        let right = || base().set_align(FormatAlign::Right);
        match cell {
            Cell::Empty => sheet.write_blank(row, at, &base())?,
            Cell::Text(text) => sheet.write_string_with_format(row, at, text, &base().set_text_wrap())?,
            Cell::Day(day) => {
                sheet.write_datetime_with_format(row, at, date(*day)?, &base().set_num_format("yyyy-mm-dd"))?
            }
            Cell::Withheld | Cell::Stated(_) => sheet.write_string_with_format(row, at, cell.shown(), &right())?,
            _ => match (cell.rate(), cell.number()) {
                (Some(rate), _) => {
                    let format = base().set_num_format(number_format(rate.places(), "%"));
                    sheet.write_number_with_format(row, at, rate.spreadsheet() / 100.0, &format)?
                }
                (None, Some(number)) => {
                    let format = base().set_num_format(number_format(number.places(), ""));
                    sheet.write_number_with_format(row, at, number.spreadsheet(), &format)?
                }
                (None, None) => sheet.write_string_with_format(row, at, cell.shown(), &right())?,
            },
        };
    }
    Ok(())
}

/// `#,##0.00%`
fn number_format(places: u8, unit: &str) -> String {
    let point = if places == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(places))) };
    format!("#,##0{point}{unit}")
}

/// A native chart of the data on the sheet of that name.
fn native(chart: &Chart, sheet: &str) -> Drawing {
    let mut drawing = Drawing::new(match chart.form() {
        Form::Columns => ChartType::Column,
        Form::Bars => ChartType::Bar,
        Form::Stacked => ChartType::BarStacked,
        Form::Lines => ChartType::Line,
    });
    let last = HEADER_ROW + u32::try_from(chart.categories().len()).unwrap_or(0);
    for at in 1..=u16::try_from(chart.all_series().len()).unwrap_or(0) {
        let series = drawing.add_series();
        series.set_categories((sheet, HEADER_ROW + 1, 0, last, 0));
        series.set_values((sheet, HEADER_ROW + 1, at, last, at));
        series.set_name((sheet, HEADER_ROW, at));
    }
    drawing.title().set_name((sheet, 0, 0));
    if chart.all_series().len() < 2 {
        drawing.legend().set_hidden();
    }
    if matches!(chart.form(), Form::Bars | Form::Stacked) {
        drawing.x_axis().set_reverse();
    }
    let height = if matches!(chart.form(), Form::Bars | Form::Stacked) { 28 * (last - HEADER_ROW) + 120 } else { 340 };
    drawing.set_width(680).set_height(height.max(260));
    drawing
}

/// Column widths in characters: what the widest shown cell takes, between 6 and 48.
fn widths(table: &Table) -> Vec<f64> {
    let of_column = |at: usize, label: &str| {
        let cells =
            table.rows().iter().filter_map(|row| row.get(at)).chain(table.total_row().and_then(|row| row.get(at)));
        let widest = cells.map(|cell| cell.shown().lines().map(width_of).max().unwrap_or(0)).max().unwrap_or(0);
        widest.max(width_of(label)).clamp(6, 46) + 2
    };
    let columns = table.columns().iter().enumerate();
    columns.map(|(at, column)| f64::from(u32::try_from(of_column(at, &column.label())).unwrap_or(48))).collect()
}

/// Half-width characters that a text takes.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn both(caption: &Caption) -> String {
    match &caption.en {
        Some(en) => format!("{} {en}", caption.zh),
        None => caption.zh.clone(),
    }
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(0);
    let (month, day) = (u8::try_from(day.month()).unwrap_or(0), u8::try_from(day.day()).unwrap_or(0));
    ExcelDateTime::from_ymd(year, month, day)
}

fn title() -> Format {
    Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter)
}

fn small() -> Format {
    wrapped().set_font_size(9).set_font_color(0x006D_747B)
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn boxed() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(0x00C9_CDCB).set_align(FormatAlign::VerticalCenter)
}

/// A number as the spreadsheet's float.
#[allow(clippy::cast_precision_loss)] // 15 digits, as any spreadsheet
impl Number {
    fn spreadsheet(self) -> f64 {
        self.units() as f64 / 10_f64.powi(i32::from(self.places()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx as Book};

    use super::*;
    use crate::report::{Column, KeyFigure, Stated};
    use crate::value::{Count, Money, Plain};

    fn document() -> Document {
        let mut document = Document::new("d", "东华村报告").as_of(Day::of(2023, 6, 30).unwrap());
        document.heading(1, "一章").paragraph("=1+1");
        document.key_figures([KeyFigure::new("外来人员", Cell::count(8503)).stated(Stated::parse("≈8500").unwrap())]);
        let columns = [Column::new("项目"), Column::new("数值").unit("元"), Column::new("日期")];
        let table = Table::new("t", "交易/明细", columns)
            .row([Cell::text("=HYPERLINK(1)"), Money::from_fen(85_234_375).into(), Day::of(2023, 4, 1).unwrap().into()])
            .and_then(|table| {
                let change = Cell::Change { before: Count::new(7), after: Count::new(4) };
                table.row([Cell::text("警情"), change, Cell::Empty])
            })
            .and_then(|table| table.total([Cell::text("合计"), Cell::count(2), Cell::Withheld]))
            .unwrap();
        document.push(table.clone()).push(table);
        let chart = Chart::new("c", "人数", Form::Columns, ["一", "二"]).series("居住", [1569_u32, 1521]).unwrap();
        document.push(chart);
        document
    }

    #[test]
    fn a_workbook_reads_back_with_typed_cells() {
        let bytes = Xlsx.to_bytes(&document()).unwrap();
        let mut book: Book<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["总览", "交易明细", "交易明细 2", "图 人数"]);
        let sheet = book.worksheet_range("交易明细").unwrap();
        let at = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(0, 0), Data::String("交易/明细".into()));
        assert_eq!(at(2, 1), Data::String("数值（元）".into()));
        assert_eq!(at(3, 0), Data::String("=HYPERLINK(1)".into()));
        assert_eq!(at(3, 1), Data::Float(852_343.75));
        assert!(matches!(at(3, 2), Data::DateTime(_)));
        assert_eq!(at(4, 1), Data::Float(-0.4286));
        assert_eq!(at(5, 2), Data::String("*".into()));
        assert!(book.worksheet_formula("交易明细").unwrap().is_empty(), "text never becomes a formula");
        let overview = book.worksheet_range(OVERVIEW).unwrap();
        assert!(overview.rows().flatten().any(|cell| *cell == Data::String("≈8,500".into())));
        let chart = book.worksheet_range("图 人数").unwrap();
        assert_eq!(chart.get_value((3, 1)), Some(&Data::Float(1569.0)));
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        assert_eq!(Xlsx.to_bytes(&document()).unwrap(), Xlsx.to_bytes(&document()).unwrap());
    }
}
