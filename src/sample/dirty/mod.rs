//! 脏数据 Plants known faults in good sheets, to prove that an import finds each of them and nothing else.

mod faults;
mod spoil;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

pub use faults::{Fault, FaultKind, faults};

use crate::sample::Rng;
use spoil::Line;

/// 文本表 The data rows of a sheet as texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextSheet {
    /// 表名 Name of the sheet.
    pub name: String,
    /// 列名 The lowest header of each column.
    pub headers: Vec<String>,
    /// The first data row's number as Excel shows it; the others follow without a gap.
    pub first_row: u32,
    /// Data rows, each cell trimmed; blank cells are empty texts.
    pub rows: Vec<Vec<String>>,
}

impl TextSheet {
    /// The place of a column.
    pub fn column(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|known| known == header)
    }

    /// A cell by its place among the data rows and its column; empty where there is none.
    pub fn cell(&self, row: usize, header: &str) -> &str {
        let column = self.column(header);
        column.and_then(|column| self.rows.get(row)?.get(column)).map_or("", String::as_str)
    }
}

/// 所植错误 A fault that was planted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// Sheet.
    pub sheet: &'static str,
    /// Row as Excel shows it.
    pub row: u32,
    /// Header of the spoilt column.
    pub column: &'static str,
    /// What is wrong.
    pub fault: FaultKind,
    /// The stable code that must be reported.
    pub code: &'static str,
}

/// 植入错误 Spoils `count` cells, at most one in a row, spread evenly over the kinds of [`faults`]; gives what it
/// did, in order of sheet and row. The same seed and sheets give the same faults.
///
/// Every other row stays good: a cell by which other rows may name its row is spoilt only if its text stands nowhere
/// else, and a row whose key a later one takes stays as it is. Kinds whose sheet or column is missing, or whose rows
/// are used up, leave their share to the others, and fewer faults are planted when all are used up.
pub fn plant(seed: u64, count: usize, sheets: &mut [TextSheet]) -> Vec<Planted> {
    let mut rng = Rng::new(seed);
    let mut choices = choices(sheets, &mut rng);
    let mut taken = HashSet::new();
    let mut planted = Vec::new();
    let mut used_up = 0;
    while planted.len() < count && used_up < choices.len() {
        used_up = 0;
        for choice in &mut choices {
            if planted.len() == count {
                break;
            }
            match choice.next(&mut taken, &mut rng) {
                Some((row, text)) => planted.extend(choice.spoil(sheets, row, text)),
                None => used_up += 1,
            }
        }
    }
    planted.sort_by_key(|(sheet, fault)| (*sheet, fault.row));
    planted.into_iter().map(|(_, fault)| fault).collect()
}

/// Where one kind of fault can be planted.
struct Choice {
    fault: &'static Fault,
    sheet: usize,
    column: usize,
    /// Rows and their spoilt texts, in the order in which they are tried from the end.
    left: Vec<(usize, Spoilt)>,
}

/// What a cell becomes.
enum Spoilt {
    Text(String),
    /// The text of an earlier row's cell.
    Repeat,
}

/// What to write into a cell.
enum Write {
    Text(String),
    CopyOf(usize),
}

impl Choice {
    /// The next row that no fault has, and what to write into its cell.
    fn next(&mut self, taken: &mut HashSet<(usize, usize)>, rng: &mut Rng) -> Option<(usize, Write)> {
        while let Some((row, spoilt)) = self.left.pop() {
            if taken.contains(&(self.sheet, row)) {
                continue;
            }
            let write = match spoilt {
                Spoilt::Text(text) => Write::Text(text),
                Spoilt::Repeat => {
                    let good: Vec<usize> = (0..row).filter(|at| !taken.contains(&(self.sheet, *at))).collect();
                    let Some(earlier) = rng.pick(&good) else { continue };
                    taken.insert((self.sheet, *earlier));
                    Write::CopyOf(*earlier)
                }
            };
            taken.insert((self.sheet, row));
            return Some((row, write));
        }
        None
    }

    /// Writes it.
    fn spoil(&self, sheets: &mut [TextSheet], row: usize, write: Write) -> Option<(usize, Planted)> {
        let sheet = sheets.get_mut(self.sheet)?;
        let text = match write {
            Write::Text(text) => text,
            Write::CopyOf(earlier) => sheet.rows.get(earlier)?.get(self.column)?.clone(),
        };
        *sheet.rows.get_mut(row)?.get_mut(self.column)? = text;
        let planted = Planted {
            sheet: self.fault.sheet,
            row: sheet.first_row + u32::try_from(row).ok()?,
            column: self.fault.column,
            fault: self.fault.kind,
            code: self.fault.code,
        };
        Some((self.sheet, planted))
    }
}

fn choices(sheets: &[TextSheet], rng: &mut Rng) -> Vec<Choice> {
    let mut times: HashMap<&str, u32> = HashMap::new();
    for cell in sheets.iter().flat_map(|sheet| &sheet.rows).flatten() {
        *times.entry(cell.as_str()).or_default() += 1;
    }
    let mut choices = Vec::new();
    for fault in faults() {
        let Some(at) = sheets.iter().position(|sheet| sheet.name == fault.sheet) else { continue };
        let Some((sheet, column)) = sheets.get(at).and_then(|sheet| Some((sheet, sheet.column(fault.column)?))) else {
            continue;
        };
        let mut left = Vec::new();
        for (row, cells) in sheet.rows.iter().enumerate() {
            let Some(old) = cells.get(column) else { continue };
            if fault.names_row && times.get(old.as_str()) != Some(&1) {
                continue;
            }
            let spoilt = match fault.spoil {
                spoil::Spoil::Cell(spoil) => spoil(&Line { sheet, row, old }).map(Spoilt::Text),
                spoil::Spoil::Repeat => Some(Spoilt::Repeat),
            };
            left.extend(spoilt.map(|spoilt| (row, spoilt)));
        }
        rng.shuffle(&mut left);
        choices.push(Choice { fault, sheet: at, column, left });
    }
    choices
}
