//! 公开 The copy of a document that may leave the house.

use crate::error::{Error, Result, code};
use crate::report::suppress::{Grid, check_margins, is_small, of_grid, of_line};
use crate::report::{Audience, Block, Cell, Chart, Column, Document, KeyFigure, Number, Role, Table};

/// 公开规则 How small a count of persons may be where everybody reads it.
///
/// No law fixes the numbers: GB/T 37964-2019 and GB/T 42460-2023 use the model of k-anonymity without one. Both defaults are
/// **unverified** (K3) and meant to be set by the host.
#[doc(alias = "小数抑制")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression {
    /// 最小公开数 Counts of 1 to `k_min − 1` persons are withheld. Default 5, unverified (K3).
    pub k_min: u32,
    /// 最小基数 Rates of persons over a smaller base are withheld, others rounded to whole percent. Default 20, unverified (K3).
    pub base_min: u32,
}

impl Default for Suppression {
    fn default() -> Self {
        Self { k_min: 5, base_min: 20 }
    }
}

impl Suppression {
    /// 公开 The published copy: in tables, charts and key figures that count persons, small counts are withheld, and as many
    /// others as it takes that none can be worked out from rows, columns or totals, whether the totals are shown or not.
    /// Rates over small bases are withheld: −42.86 % and −66.67 % of a village's cases give away 7 → 4 and 3 → 1.
    ///
    /// It looks at one table or chart at a time. Prose, lists and notes pass as they are: write no small count of persons there.
    /// A published document is returned as it is.
    ///
    /// # Errors
    /// `report.publish.min` for a `k_min` under 2; `report.table.counts` where a persons column holds something else;
    /// `report.table.margins` where shown totals are not the sums, because margins that lie also leak.
    pub fn publish(&self, document: &Document) -> Result<Document> {
        if self.k_min < 2 {
            return Err(Error::new(code::report::PUBLISH_MIN).with("value", self.k_min));
        }
        let mut copy = document.clone();
        if copy.audience == Audience::Published {
            return Ok(copy);
        }
        copy.audience = Audience::Published;
        for block in &mut copy.blocks {
            match block {
                Block::Table(table) => self.table(table)?,
                Block::Chart(chart) => self.chart(chart)?,
                Block::KeyFigures { figures } => figures.iter_mut().for_each(|figure| self.key_figure(figure)),
                _ => {}
            }
        }
        Ok(copy)
    }

    fn table(self, table: &mut Table) -> Result<()> {
        let of_role = |table: &Table, wanted: Role| -> Vec<usize> {
            let columns = table.columns().iter().enumerate();
            columns.filter(|(_, column)| column.role == wanted).map(|(at, _)| at).collect()
        };
        let adding = of_role(table, Role::Persons);
        let total = of_role(table, Role::PersonsTotal).first().copied();
        for alone in of_role(table, Role::PersonsAlone) {
            if !is_rates(table, alone) {
                self.line(table, alone)?;
            }
        }
        match (adding.as_slice(), total) {
            ([], None) => {}
            ([], Some(only)) => self.line(table, only)?,
            ([only], None) => self.line(table, *only)?,
            (several, total) => self.grid(table, several, total)?,
        }
        self.rates(table);
        derived(table, &of_role(table, Role::Derived));
        Ok(())
    }

    /// One column of counts.
    fn line(self, table: &mut Table, column: usize) -> Result<()> {
        let mut line = counts(table, column)?;
        let sum = line.iter().sum();
        if let Some(total) = shown_total(table, column)? {
            check_sum(table, column, total, sum)?;
        }
        line.push(sum);
        for row in of_line(&line, self.k_min) {
            withhold(table, row, column);
        }
        Ok(())
    }

    /// Columns that add up to a total column, shown or not.
    fn grid(self, table: &mut Table, columns: &[usize], total: Option<usize>) -> Result<()> {
        let lines: Vec<Vec<u64>> = columns.iter().map(|column| counts(table, *column)).collect::<Result<_>>()?;
        let mut grid: Grid = (0..table.rows().len())
            .map(|row| lines.iter().filter_map(|line| line.get(row)).copied().collect())
            .collect();
        grid.push(lines.iter().map(|line| line.iter().sum()).collect());
        for row in &mut grid {
            row.push(row.iter().sum());
        }
        let mut shown = grid.clone();
        let all: Vec<usize> = columns.iter().copied().chain(total).collect();
        if let Some(total) = total {
            for (row, count) in shown.iter_mut().zip(counts(table, total)?) {
                row.pop();
                row.push(count);
            }
        }
        if table.total_row().is_some() {
            let totals: Vec<Option<u64>> =
                all.iter().map(|column| shown_total(table, *column)).collect::<Result<_>>()?;
            if let Some(last) = shown.last_mut() {
                for (cell, total) in last.iter_mut().zip(totals) {
                    *cell = total.unwrap_or(*cell);
                }
            }
        }
        check_margins(table.id(), &shown)?;
        for (row, at) in of_grid(&grid, self.k_min) {
            if let Some(column) = all.get(at) {
                withhold(table, row, *column);
            }
        }
        Ok(())
    }

    /// Rates: those of persons by their base, and every rate of a row in which a count is withheld.
    fn rates(self, table: &mut Table) {
        let of_persons: Vec<bool> = table.columns().iter().map(|column| column.role != Role::Plain).collect();
        let (rows, total) = table.cells_mut();
        for row in rows.iter_mut().chain(total) {
            let gap = row.contains(&Cell::Withheld);
            for (cell, persons) in row.iter_mut().zip(&of_persons) {
                if cell.rate().is_some() {
                    if gap {
                        *cell = Cell::Withheld;
                    } else if *persons {
                        *cell = self.rate(cell);
                    }
                }
            }
        }
    }

    /// A rate of persons for everybody: withheld over a small base or with a small part, whole percent otherwise.
    fn rate(self, cell: &Cell) -> Cell {
        let small = |count: u32| is_small(u64::from(count), self.k_min);
        let leaks = match cell {
            Cell::Share { part, whole } => {
                let rest = whole.get().saturating_sub(part.get());
                whole.get() < self.base_min || small(part.get()) || small(rest)
            }
            Cell::Change { before, after } => {
                before.get() < self.base_min || small(after.get()) || small(before.get().abs_diff(after.get()))
            }
            _ => false,
        };
        match cell.rate() {
            Some(rate) if !leaks => Cell::Percent(rate.rounded(0)),
            _ => Cell::Withheld,
        }
    }

    fn chart(self, chart: &mut Chart) -> Result<()> {
        if !chart.counts_persons() {
            return Ok(());
        }
        let mut table = Table::new(
            chart.id(),
            chart.title().clone(),
            chart.all_series().iter().map(|series| Column::new(series.name.clone()).persons()),
        );
        for at in 0..chart.categories().len() {
            let row: Vec<Cell> = chart.all_series().iter().map(|series| chart_cell(series.values.get(at))).collect();
            table.push(row)?;
        }
        self.table(&mut table)?;
        for (column, series) in chart.series_mut().iter_mut().enumerate() {
            for (value, row) in series.values.iter_mut().zip(table.rows()) {
                if row.get(column) == Some(&Cell::Withheld) {
                    *value = None;
                }
            }
        }
        Ok(())
    }

    fn key_figure(self, figure: &mut KeyFigure) {
        if !figure.persons {
            return;
        }
        let published = match &figure.value {
            Cell::Count(count) if is_small(u64::from(count.get()), self.k_min) => Cell::Withheld,
            rate if rate.rate().is_some() => self.rate(rate),
            other => other.clone(),
        };
        if published == Cell::Withheld {
            figure.stated = None;
            figure.note = None;
        }
        figure.value = published;
    }
}

/// Withholds what was computed from persons that are withheld, and the total of such a column with it.
fn derived(table: &mut Table, columns: &[usize]) {
    let gaps: Vec<usize> = (0..table.rows().len())
        .filter(|row| table.rows().get(*row).is_some_and(|row| row.contains(&Cell::Withheld)))
        .collect();
    if gaps.is_empty() {
        return;
    }
    let total = table.rows().len();
    for column in columns {
        for row in gaps.iter().chain([&total]) {
            withhold(table, *row, *column);
        }
    }
}

/// A value of a chart of persons as a cell; a gap counts nobody.
fn chart_cell(value: Option<&Option<Number>>) -> Cell {
    match value {
        Some(Some(number)) if number.places() == 0 => {
            u32::try_from(number.units()).map_or(Cell::Number(*number), Cell::count)
        }
        Some(Some(number)) => Cell::Number(*number),
        _ => Cell::count(0),
    }
}

/// Whether a column holds rates and nothing else.
fn is_rates(table: &Table, column: usize) -> bool {
    let rate = |cell: &Cell| matches!(cell, Cell::Empty | Cell::Percent(_) | Cell::Share { .. } | Cell::Change { .. });
    table.rows().iter().filter_map(|row| row.get(column)).all(rate)
}

fn count_in(table: &Table, row: usize, column: usize, cell: &Cell) -> Result<u64> {
    match cell {
        Cell::Count(count) => Ok(u64::from(count.get())),
        Cell::Empty => Ok(0),
        _ => Err(Error::new(code::report::TABLE_COUNTS)
            .with("table", table.id())
            .with("row", row + 1)
            .with("column", table.columns().get(column).map_or("?", |head| head.head.zh.as_str()))),
    }
}

/// The counts of a column, without the total row; an empty cell counts nobody.
fn counts(table: &Table, column: usize) -> Result<Vec<u64>> {
    let cells = table.rows().iter().enumerate();
    cells.filter_map(|(at, row)| row.get(column).map(|cell| count_in(table, at, column, cell))).collect()
}

/// The total shown in a column, if the table has a total row that is filled there.
fn shown_total(table: &Table, column: usize) -> Result<Option<u64>> {
    match table.total_row().and_then(|row| row.get(column)) {
        None | Some(Cell::Empty) => Ok(None),
        Some(cell) => count_in(table, table.rows().len(), column, cell).map(Some),
    }
}

fn check_sum(table: &Table, column: usize, total: u64, sum: u64) -> Result<()> {
    if total == sum {
        return Ok(());
    }
    let head = table.columns().get(column).map_or("?", |head| head.head.zh.as_str());
    Err(Error::new(code::report::TABLE_MARGINS)
        .with("table", table.id())
        .with("place", format!("“{head}”列 column"))
        .with("total", total)
        .with("sum", sum))
}

/// Withholds a cell; the row after the last is the total row, if there is one. An empty cell stays empty.
fn withhold(table: &mut Table, row: usize, column: usize) {
    let (rows, total) = table.cells_mut();
    let line = if row < rows.len() { rows.get_mut(row) } else { total };
    if let Some(cell) = line.and_then(|line| line.get_mut(column))
        && *cell != Cell::Empty
    {
        *cell = Cell::Withheld;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Count;

    fn by_grid(total: bool) -> Table {
        let columns = [Column::new("网格"), Column::new("户籍").persons(), Column::new("境外").persons()];
        let columns = columns.into_iter().chain(total.then(|| Column::new("合计").persons_total()));
        let mut table = Table::new("by_grid", "各网格居住人员", columns.chain([Column::new("境外占比")]));
        for (name, home, abroad) in [("一", 300, 2), ("二", 200, 7), ("三", 250, 9)] {
            let share = Cell::Share { part: Count::new(abroad), whole: Count::new(home + abroad) };
            let mut row = vec![Cell::text(name), Cell::count(home), Cell::count(abroad)];
            row.extend(total.then(|| Cell::count(home + abroad)));
            row.push(share);
            table.push(row).unwrap();
        }
        table
    }

    fn published(table: Table) -> Table {
        let mut document = Document::new("d", "题");
        document.push(table);
        Suppression::default().publish(&document).unwrap().tables().next().unwrap().clone()
    }

    #[test]
    fn small_counts_go_with_what_would_give_them_back() {
        for total in [true, false] {
            let table = published(by_grid(total));
            assert_eq!(table.rows()[0][1..3], [Cell::Withheld, Cell::Withheld]);
            assert_eq!(table.rows()[0].last(), Some(&Cell::Withheld), "the rate of a row with a gap");
            assert!(table.rows()[1..].iter().filter(|row| row[1..3] == [Cell::Withheld, Cell::Withheld]).count() == 1);
            assert_eq!(table.rows()[2][2], Cell::count(9));
        }
    }

    #[test]
    fn an_internal_document_stays_exact_and_a_published_one_stays_published() {
        let mut document = Document::new("d", "题");
        document.push(by_grid(true));
        assert_eq!(document.table("by_grid").unwrap(), &by_grid(true));
        let once = Suppression::default().publish(&document).unwrap();
        assert_eq!(Suppression::default().publish(&once).unwrap(), once);
        assert_eq!(once.audience(), Audience::Published);
    }

    #[test]
    fn rates_of_small_bases_do_not_give_the_counts_away() {
        let columns = [Column::new("类别"), Column::new("同比").persons_alone()];
        let change = |before, after| Cell::Change { before: Count::new(before), after: Count::new(after) };
        let table = Table::new("cases", "警情", columns)
            .row([Cell::text("治安"), change(7, 4)])
            .and_then(|table| table.row([Cell::text("伤害"), change(3, 1)]))
            .and_then(|table| table.row([Cell::text("报案"), change(36, 17)]))
            .unwrap();
        let rates: Vec<Cell> = published(table).rows().iter().map(|row| row[1].clone()).collect();
        assert_eq!(rates, [Cell::Withheld, Cell::Withheld, Cell::Percent(Number::whole(-53))]);
    }

    #[test]
    fn money_at_a_fixed_rate_goes_with_its_persons() {
        let yuan = |yuan: i64| Cell::Money(crate::value::Money::from_fen(yuan * 100));
        let columns = [Column::new("人数").persons(), Column::new("标准"), Column::new("应发").derived()];
        let table = Table::new("allowances", "保健金", columns)
            .row([Cell::count(2), yuan(300), yuan(600)])
            .and_then(|table| table.row([Cell::count(9), yuan(200), yuan(1800)]))
            .and_then(|table| table.row([Cell::count(90), yuan(30), yuan(2700)]))
            .and_then(|table| table.total([Cell::count(101), Cell::Empty, yuan(5100)]))
            .unwrap();
        let table = published(table);
        let paid: Vec<Cell> =
            table.rows().iter().chain([&table.total_row().unwrap().to_vec()]).map(|row| row[2].clone()).collect();
        assert_eq!(paid, [Cell::Withheld, Cell::Withheld, yuan(2700), Cell::Withheld]);
    }

    #[test]
    fn a_key_figure_and_a_chart_of_few_persons_are_withheld() {
        let mut document = Document::new("d", "题");
        document.key_figures([KeyFigure::new("境外人员", Cell::count(3)).persons()]);
        let chart = Chart::new("c", "境外", crate::report::Form::Columns, ["一", "二", "三"]).persons();
        document.push(chart.series("人数", [2_u32, 7, 9]).unwrap());
        let copy = Suppression::default().publish(&document).unwrap();
        let [Block::KeyFigures { figures }, Block::Chart(chart)] = copy.blocks.as_slice() else { panic!() };
        assert_eq!(figures[0].value, Cell::Withheld);
        assert_eq!(chart.all_series()[0].values, [None, None, Some(Number::whole(9))]);
    }

    #[test]
    fn what_is_no_count_and_a_total_that_lies_are_refused() {
        let publish = |table: Table| {
            let mut document = Document::new("d", "题");
            document.push(table);
            Suppression::default().publish(&document).map_err(|err| err.code())
        };
        let columns = || [Column::new("人数").persons()];
        assert_eq!(publish(Table::new("t", "表", columns()).row(["三".into()]).unwrap()), Err("report.table.counts"));
        let lies = Table::new("t", "表", columns()).row([Cell::count(3)]).unwrap().total([Cell::count(4)]).unwrap();
        assert_eq!(publish(lies), Err("report.table.margins"));
        let too_low = Suppression { k_min: 1, ..Suppression::default() };
        assert_eq!(too_low.publish(&Document::new("d", "题")).unwrap_err().code(), "report.publish.min");
    }
}
