//! 导出 Registers written as import reads them.

use crate::error::Result;
#[cfg(any(feature = "xlsx", feature = "csv"))]
use crate::exchange::row::ColumnSpec;
use crate::exchange::row::SheetSpec;
use crate::exchange::sheet::{SheetHandler, Sheets};
use crate::ledger::Held;

/// 导出表 One register as plain texts, in the clear: whoever writes it out needs the permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportSheet {
    /// The declaration.
    pub spec: &'static SheetSpec,
    /// Texts by row and declared column.
    pub rows: Vec<Vec<Option<String>>>,
}

impl ExportSheet {
    /// The rows of one register; no rows at all make a blank template.
    ///
    /// # Errors
    /// When held records contradict each other.
    pub fn of(handler: SheetHandler, held: &Held) -> Result<Self> {
        Ok(Self { spec: handler.spec(), rows: handler.export(held)? })
    }

    /// Every register.
    ///
    /// # Errors
    /// When held records contradict each other.
    pub fn all(sheets: &Sheets, held: &Held) -> Result<Vec<Self>> {
        sheets.iter().map(|handler| Self::of(handler, held)).collect()
    }

    /// The header of a column where one row must do: with its group when the header alone is not unique.
    #[cfg(feature = "csv")]
    fn single_header(&self, column: &ColumnSpec) -> String {
        let same = self.spec.columns.iter().filter(|other| other.header == column.header).count();
        match column.group {
            Some(group) if same > 1 => format!("{group}/{}", column.header),
            _ => column.header.to_owned(),
        }
    }
}

/// The runs of columns under one group: first, last, name.
#[cfg(feature = "xlsx")]
fn groups(columns: &[ColumnSpec]) -> Vec<(usize, usize, Option<&'static str>)> {
    let mut runs: Vec<(usize, usize, Option<&'static str>)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        match runs.last_mut() {
            Some((_, last, group)) if group.is_some() && *group == column.group => *last = at,
            _ => runs.push((at, at, column.group)),
        }
    }
    runs
}

#[cfg(feature = "csv")]
mod to_csv {
    use encoding_rs::GB18030;

    use super::ExportSheet;
    use crate::error::{Error, Result, code};
    use crate::value::Form;

    /// 编码 The encoding of a CSV file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum CsvEncoding {
        /// UTF-8 with a byte order mark, which spreadsheets need to see it.
        #[default]
        Utf8,
        /// GB18030.
        Gb18030,
    }

    /// Digits beyond which a spreadsheet that opens the file would make a floating number of a text.
    const LONG: usize = 12;

    impl ExportSheet {
        /// CSV导出 The register as CSV with one header row. Long numbers and texts that a spreadsheet would run as a
        /// formula begin with a tab, which keeps them text; import trims it.
        ///
        /// # Errors
        /// `exchange.file.write`.
        pub fn csv(&self, encoding: CsvEncoding) -> Result<Vec<u8>> {
            let failed = |error: &dyn std::fmt::Display| {
                Error::new(code::exchange::FILE_WRITE).with("file", self.spec.name).with("reason", error)
            };
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            let headers: Vec<String> = self.spec.columns.iter().map(|column| self.single_header(column)).collect();
            writer.write_record(&headers).map_err(|error| failed(&error))?;
            for row in &self.rows {
                let cells =
                    row.iter().zip(self.spec.columns).map(|(text, column)| guarded(text.as_deref(), column.form));
                writer.write_record(cells).map_err(|error| failed(&error))?;
            }
            let bytes = writer.into_inner().map_err(|error| failed(&error))?;
            let text = String::from_utf8(bytes).map_err(|error| failed(&error))?;
            Ok(match encoding {
                CsvEncoding::Utf8 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
                CsvEncoding::Gb18030 => GB18030.encode(&text).0.into_owned(),
            })
        }
    }

    fn guarded(text: Option<&str>, form: Form) -> String {
        let text = text.unwrap_or_default();
        let formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
        let long = form == Form::Text && text.len() >= LONG && text.bytes().all(|byte| byte.is_ascii_digit());
        if formula || long { format!("\t{text}") } else { text.to_owned() }
    }
}

#[cfg(feature = "csv")]
pub use to_csv::CsvEncoding;

#[cfg(feature = "xlsx")]
mod to_xlsx {
    use std::path::Path;

    use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

    use super::{ExportSheet, groups};
    use crate::error::{Error, Result, code};
    use crate::value::{Day, Form, Plain};

    /// Width of a column, in characters, where nothing says better.
    const WIDTH: f64 = 14.0;

    /// 导出工作簿 Writes registers as a workbook that import reads: title, headers of one or two rows, real dates and
    /// numbers, long numbers as text.
    ///
    /// # Errors
    /// `exchange.file.write`.
    pub fn workbook_bytes(sheets: &[ExportSheet]) -> Result<Vec<u8>> {
        let failed = |error: XlsxError| {
            Error::new(code::exchange::FILE_WRITE).with("file", "xlsx").with("reason", &error).because(error)
        };
        let mut book = Workbook::new();
        let look = Look::new();
        for sheet in sheets {
            write(book.add_worksheet(), sheet, &look).map_err(failed)?;
        }
        book.save_to_buffer().map_err(failed)
    }

    /// 导出工作簿 Writes registers into a file; see [`workbook_bytes`].
    ///
    /// # Errors
    /// `exchange.file.write`.
    pub fn write_workbook(sheets: &[ExportSheet], path: impl AsRef<Path>) -> Result<()> {
        let bytes = workbook_bytes(sheets)?;
        std::fs::write(path.as_ref(), bytes).map_err(|error| {
            Error::new(code::exchange::FILE_WRITE)
                .with("file", path.as_ref().display())
                .with("reason", &error)
                .because(error)
        })
    }

    struct Look {
        title: Format,
        header: Format,
        date: Format,
        text: Format,
    }

    impl Look {
        fn new() -> Self {
            let middle = || Format::new().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
            Self {
                title: middle().set_bold().set_font_size(14),
                header: middle().set_bold().set_border(FormatBorder::Thin).set_text_wrap(),
                date: Format::new().set_num_format("yyyy-mm-dd"),
                text: Format::new().set_num_format("@"),
            }
        }
    }

    fn write(to: &mut Worksheet, sheet: &ExportSheet, look: &Look) -> Result<(), XlsxError> {
        to.set_name(sheet.spec.name)?;
        let columns = sheet.spec.columns;
        // The running number stands before the declared columns.
        let last = column_number(columns.len());
        merged(to, (0, 0), (0, last), sheet.spec.title, &look.title)?;
        let two_rows = columns.iter().any(|column| column.group.is_some());
        let bottom = if two_rows { 2 } else { 1 };
        merged(to, (1, bottom), (0, 0), "序号", &look.header)?;
        for (first, end, group) in groups(columns) {
            if let Some(group) = group {
                merged(to, (1, 1), (column_number(first + 1), column_number(end + 1)), group, &look.header)?;
            }
        }
        for (at, column) in columns.iter().enumerate() {
            let place = column_number(at + 1);
            let top = if column.group.is_some() { 2 } else { 1 };
            merged(to, (top, bottom), (place, place), column.header, &look.header)?;
            to.set_column_width(place, WIDTH)?;
            if column.form == Form::Text {
                to.set_column_format(place, &look.text)?;
            }
        }
        to.set_freeze_panes(bottom + 1, 0)?;
        for (row, texts) in (bottom + 1..).zip(&sheet.rows) {
            to.write_number(row, 0, row - bottom)?;
            for ((at, text), column) in texts.iter().enumerate().zip(columns) {
                if let Some(text) = text {
                    cell(to, (row, column_number(at + 1)), text, column.form, look)?;
                }
            }
        }
        Ok(())
    }

    fn column_number(at: usize) -> u16 {
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// Merges the cells of some rows and columns; a single cell is just written.
    fn merged(
        to: &mut Worksheet,
        (top, bottom): (u32, u32),
        (left, right): (u16, u16),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if (top, left) == (bottom, right) {
            to.write_string_with_format(top, left, text, format)?;
        } else {
            to.merge_range(top, left, bottom, right, text, format)?;
        }
        Ok(())
    }

    fn cell(
        to: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        form: Form,
        look: &Look,
    ) -> Result<(), XlsxError> {
        match form {
            Form::Date => {
                if let Some(date) = Day::parse(text).ok().and_then(excel_date) {
                    to.write_with_format(row, column, &date, &look.date)?;
                    return Ok(());
                }
            }
            Form::Number => {
                if let Some(number) = exact_number(text) {
                    to.write_number(row, column, number)?;
                    return Ok(());
                }
            }
            Form::Text => {}
        }
        to.write_string_with_format(row, column, text, &look.text)?;
        Ok(())
    }

    /// Spreadsheets know no day before 1 March 1900 without error.
    fn excel_date(day: Day) -> Option<ExcelDateTime> {
        let first = Day::of(1900, 3, 1)?;
        if day < first {
            return None;
        }
        ExcelDateTime::from_ymd(
            u16::try_from(day.year()).ok()?,
            u8::try_from(day.month()).ok()?,
            u8::try_from(day.day()).ok()?,
        )
        .ok()
    }

    /// The number that a spreadsheet keeps without loss.
    fn exact_number(text: &str) -> Option<f64> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        if plain && digits <= 15 { text.parse().ok() } else { None }
    }
}

#[cfg(feature = "xlsx")]
pub use to_xlsx::{workbook_bytes, write_workbook};
