//! 导入报告 What an import found, row by row and sheet by sheet, as Markdown and CSV.

use std::fmt::Write as _;

use crate::error::Lang;
use crate::exchange::layout::Skipped;
use crate::exchange::problem::{Problem, Severity};

/// 导入报告 What an import found and would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// By sheet, with the table's place in the input.
    pub(crate) sheets: Vec<(usize, SheetReport)>,
    /// Every problem, in order of sheet, row and column; problems of a whole sheet come first, absent rows last.
    pub problems: Vec<Problem>,
    /// Records outside the file whose pending link closes.
    pub relinked: usize,
}

/// 表报告 The counts of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetReport {
    /// File.
    pub file: Box<str>,
    /// Sheet, by its declared name.
    pub sheet: &'static str,
    /// 整表未导入 Whether the whole sheet was left out.
    pub left_out: bool,
    /// 数据行 Data rows read.
    pub rows: usize,
    /// 新增 Rows of which a record is new.
    pub new: usize,
    /// 有改动 Rows of which a record differs from what is held.
    pub changed: usize,
    /// 无变化 Rows that say what is held.
    pub unchanged: usize,
    /// 未导入 Rows left out for errors.
    pub refused: usize,
    /// 文件中没有 Rows that are held and that the file does not have.
    pub absent: usize,
    /// Rows that are no data.
    pub skipped: Skipped,
}

impl SheetReport {
    pub(crate) fn new(sheet: &'static str) -> Self {
        Self { sheet, ..Self::default() }
    }

    fn counts(&self) -> [usize; 6] {
        [self.rows, self.new, self.changed, self.unchanged, self.refused, self.absent]
    }
}

impl ImportReport {
    /// The counts by sheet, in the order of the input.
    pub fn sheets(&self) -> impl Iterator<Item = &SheetReport> {
        self.sheets.iter().map(|(_, sheet)| sheet)
    }

    /// The counts of one sheet.
    pub fn sheet(&self, name: &str) -> Option<&SheetReport> {
        self.sheets().find(|sheet| sheet.sheet == name)
    }

    /// The counts of all sheets together: rows, new, changed, unchanged, refused, absent.
    pub fn totals(&self) -> [usize; 6] {
        self.sheets().fold([0; 6], |mut sum, sheet| {
            for (total, count) in sum.iter_mut().zip(sheet.counts()) {
                *total += count;
            }
            sum
        })
    }

    /// The problems that left a row or sheet out.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }

    /// 文本报告 The report as Markdown.
    pub fn markdown(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let mut out = String::from(if zh { "# 导入报告\n\n" } else { "# Import report\n\n" });
        out.push_str(if zh {
            "| 工作表 | 数据行 | 新增 | 有改动 | 无变化 | 未导入 | 文件中没有 | 跳过（空行、说明、合计） |\n|---|--:|--:|--:|--:|--:|--:|---|\n"
        } else {
            "| sheet | rows | new | changed | unchanged | refused | absent | passed over (blank, notes, totals) |\n|---|--:|--:|--:|--:|--:|--:|---|\n"
        });
        for sheet in self.sheets() {
            let passed = passed_over(&sheet.skipped, sheet.left_out, zh);
            row_of(&mut out, sheet.sheet, sheet.counts(), &passed);
        }
        row_of(&mut out, if zh { "**合计**" } else { "**total**" }, self.totals(), "");
        if self.relinked > 0 {
            let _ = if zh {
                writeln!(out, "\n另有 {} 条已有记录的待补关联因本次导入而补上。", self.relinked)
            } else {
                writeln!(out, "\n{} held records outside the file got their pending links closed.", self.relinked)
            };
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            self.list(&mut out, severity, zh);
        }
        out
    }

    fn list(&self, out: &mut String, severity: Severity, zh: bool) {
        let mut problems = self.problems.iter().filter(|problem| problem.severity == severity).peekable();
        if problems.peek().is_none() {
            return;
        }
        let title = match (severity, zh) {
            (_, true) => severity.label(),
            (Severity::Error, _) => "Errors",
            (Severity::Warning, _) => "Warnings",
            (Severity::Note, _) => "Notes",
        };
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "\n## {title}\n");
        out.push_str(if zh {
            "| 工作表 | 行 | 列 | 值 | 代码 | 说明 |\n|---|--:|---|---|---|---|\n"
        } else {
            "| sheet | row | column | value | code | what to do |\n|---|--:|---|---|---|---|\n"
        });
        for problem in problems {
            let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
            let _ = writeln!(
                out,
                "| {} | {row} | {} | {} | `{}` | {} |",
                markdown_cell(&problem.sheet),
                markdown_cell(problem.column.as_deref().unwrap_or_default()),
                markdown_cell(problem.value.as_deref().unwrap_or_default()),
                problem.code,
                markdown_cell(if zh { &problem.zh } else { &problem.en }),
            );
        }
    }

    /// 问题清单 The problems as CSV with a header, in both languages, for a spreadsheet to sort.
    pub fn csv(&self) -> String {
        let mut out = String::from("文件,工作表,行,列,值,严重程度,代码,说明,advice\r\n");
        for problem in &self.problems {
            let row = problem.row.map(|row| row.to_string()).unwrap_or_default();
            let cells = [
                &*problem.file,
                &problem.sheet,
                &row,
                problem.column.as_deref().unwrap_or_default(),
                problem.value.as_deref().unwrap_or_default(),
                problem.severity.label(),
                problem.code,
                &problem.zh,
                &problem.en,
            ];
            let line: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
            let _ = write!(out, "{}\r\n", line.join(","));
        }
        out
    }
}

fn row_of(out: &mut String, name: &str, counts: [usize; 6], passed: &str) {
    let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
    let _ = writeln!(out, "| {name} | {} | {passed} |", counts.join(" | "));
}

fn passed_over(skipped: &Skipped, left_out: bool, zh: bool) -> String {
    if left_out {
        return (if zh { "**整张表未导入**" } else { "**whole sheet left out**" }).to_owned();
    }
    let names = if zh {
        ["空行", "说明", "合计", "重复表头"]
    } else {
        ["blank", "notes", "totals", "repeated headers"]
    };
    let lists = [&skipped.blank, &skipped.notes, &skipped.totals, &skipped.headers];
    let parts = names.iter().zip(lists).filter(|(_, rows)| !rows.is_empty()).map(|(name, rows)| {
        let first: Vec<String> = rows.iter().take(5).map(ToString::to_string).collect();
        let more = if rows.len() > 5 { "…" } else { "" };
        format!("{name} {}{more}", first.join("、"))
    });
    parts.collect::<Vec<_>>().join("；")
}

fn markdown_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A CSV cell; one that a spreadsheet would run as a formula is made text.
fn csv_cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t']);
    let text = if risky { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
