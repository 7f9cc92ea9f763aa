//! 小数抑制 Which cells of a published table are withheld, so that no withheld cell can be worked out.
//!
//! The statistics law forbids to disclose aggregates from which one respondent can be inferred (统计法 2024 第二十八条). A count of
//! 1 to `k_min − 1` persons is withheld first (primary suppression); then as little as possible beside it, so that rows,
//! columns and totals do not give it back (complementary suppression).
//!
//! A table with totals is a bipartite graph: lines (rows and the total row) on one side, columns on the other, each cell
//! an edge between its row and its column. Rows and columns are the only equations, so a withheld cell can be worked out
//! exactly when its edge lies on no cycle of withheld edges. Each withheld cell is therefore put on a cheapest cycle of
//! cells that are not 0. Counts alternate by ±1 around it without going below 0, so every withheld cell has at least
//! two possible values even for a reader who knows that counts are not negative.

use std::collections::BTreeSet;

use crate::error::{Error, Result, code};

/// 平面 A table of counts with its margins: `cells[row][column]`, where the last row and the last column are the totals.
pub(super) type Grid = Vec<Vec<u64>>;

/// Cells that are withheld: `(row, column)` in the grid.
pub(super) type Withheld = BTreeSet<(usize, usize)>;

/// Checks that a grid is rectangular and that its margins are the sums of its cells.
pub(super) fn check_margins(table: &str, grid: &Grid) -> Result<()> {
    let wrong = |place: String, total: u64, sum: u64| {
        Err(Error::new(code::report::TABLE_MARGINS)
            .with("table", table)
            .with("place", place)
            .with("total", total)
            .with("sum", sum))
    };
    for (at, row) in grid.iter().enumerate() {
        let Some((total, cells)) = row.split_last() else { continue };
        let sum = cells.iter().sum();
        if *total != sum {
            return wrong(format!("第 {} 行 row {}", at + 1, at + 1), *total, sum);
        }
    }
    let Some((totals, rows)) = grid.split_last() else { return Ok(()) };
    for (at, total) in totals.iter().enumerate() {
        let sum = rows.iter().filter_map(|row| row.get(at)).sum();
        if *total != sum {
            return wrong(format!("第 {} 列 column {}", at + 1, at + 1), *total, sum);
        }
    }
    Ok(())
}

/// Cells to withhold in a table with both margins.
pub(super) fn of_grid(grid: &Grid, k_min: u32) -> Withheld {
    let mut withheld: Withheld = BTreeSet::new();
    for (row, cells) in grid.iter().enumerate() {
        for (column, count) in cells.iter().enumerate() {
            if is_small(*count, k_min) {
                withheld.insert((row, column));
            }
        }
    }
    for cell in withheld.clone() {
        let around = cheapest_way_around(grid, &withheld, cell);
        withheld.extend(around);
    }
    withheld
}

/// Cells to withhold in one column of counts with its total last.
pub(super) fn of_line(line: &[u64], k_min: u32) -> BTreeSet<usize> {
    let mut withheld: BTreeSet<usize> =
        line.iter().enumerate().filter(|(_, count)| is_small(**count, k_min)).map(|(at, _)| at).collect();
    if withheld.len() == 1 {
        let beside = line.iter().enumerate().filter(|(at, count)| **count > 0 && !withheld.contains(at));
        // Small total: every part is small too, so the smallest one is taken; the total itself comes last.
        let last = line.len().saturating_sub(1);
        if let Some((at, _)) = beside.min_by_key(|(at, count)| (*at == last, **count, *at)) {
            withheld.insert(at);
        }
    }
    withheld
}

/// 1 to `k_min − 1` persons. 0 persons name nobody.
pub(super) fn is_small(count: u64, k_min: u32) -> bool {
    count > 0 && count < u64::from(k_min)
}

/// The cheapest path of cells that are not 0 from the row of `cell` to its column without `cell` itself (Dijkstra). Withheld
/// cells cost nothing, others what they count; a total costs as much again as everything else, so that it goes last.
fn cheapest_way_around(grid: &Grid, withheld: &Withheld, cell: (usize, usize)) -> Vec<(usize, usize)> {
    let rows = grid.len();
    let columns = grid.first().map_or(0, Vec::len);
    let whole = grid.last().and_then(|row| row.last()).copied().unwrap_or(0).saturating_add(1);
    let cost = |row: usize, column: usize| -> Option<u64> {
        let count = grid.get(row).and_then(|cells| cells.get(column)).copied()?;
        if count == 0 || (row, column) == cell {
            return None;
        }
        if withheld.contains(&(row, column)) {
            return Some(0);
        }
        let margins = u64::from(row + 1 == rows) + u64::from(column + 1 == columns);
        Some(count.saturating_add(whole.saturating_mul(margins)))
    };
    // Nodes 0..rows are rows, the rest columns.
    let mut best: Vec<Option<(u64, usize)>> = vec![None; rows + columns];
    let mut open: BTreeSet<(u64, usize)> = BTreeSet::new();
    let mut done: BTreeSet<usize> = BTreeSet::new();
    if let Some(start) = best.get_mut(cell.0) {
        *start = Some((0, cell.0));
        open.insert((0, cell.0));
    }
    while let Some((so_far, node)) = open.pop_first() {
        if !done.insert(node) {
            continue;
        }
        let neighbours = if node < rows { rows..rows + columns } else { 0..rows };
        for next in neighbours {
            let (row, column) = if node < rows { (node, next - rows) } else { (next, node - rows) };
            let Some(step) = cost(row, column) else { continue };
            let total = so_far.saturating_add(step);
            let Some(known) = best.get_mut(next) else { continue };
            if known.is_none_or(|(before, _)| total < before) {
                *known = Some((total, node));
                open.insert((total, next));
            }
        }
    }
    path_back(&best, rows, cell)
}

/// The edges from the column of `cell` back to its row.
fn path_back(best: &[Option<(u64, usize)>], rows: usize, cell: (usize, usize)) -> Vec<(usize, usize)> {
    let mut path = Vec::new();
    let mut node = rows + cell.1;
    while node != cell.0 {
        let Some(Some((_, before))) = best.get(node) else { break };
        path.push(if node < rows { (node, before - rows) } else { (*before, node - rows) });
        node = *before;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with_margins(inner: &[Vec<u64>]) -> Grid {
        let mut grid: Grid = inner.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
        let columns = grid[0].len();
        grid.push((0..columns).map(|at| grid.iter().map(|row| row[at]).sum()).collect());
        grid
    }

    /// Naive oracle 1: eliminates over a prime field and says which unknowns the published margins determine.
    fn solvable(grid: &Grid, withheld: &Withheld) -> Vec<(usize, usize)> {
        const P: i128 = 2_147_483_647;
        let unknowns: Vec<_> = withheld.iter().copied().collect();
        let column_of = |cell: (usize, usize)| unknowns.iter().position(|u| *u == cell);
        let (rows, columns) = (grid.len(), grid[0].len());
        let sign = |row: usize, column: usize| {
            if (row + 1 == rows) == (column + 1 == columns) { 1 } else { P - 1 }
        };
        let mut equations: Vec<Vec<i128>> = Vec::new();
        for row in 0..rows {
            let mut line = vec![0; unknowns.len()];
            for column in 0..columns {
                if let Some(at) = column_of((row, column)) {
                    line[at] = sign(row, column);
                }
            }
            equations.push(line);
        }
        for column in 0..columns {
            let mut line = vec![0; unknowns.len()];
            for row in 0..rows {
                if let Some(at) = column_of((row, column)) {
                    line[at] = sign(row, column);
                }
            }
            equations.push(line);
        }
        let power = |mut base: i128, mut exponent: i128| {
            let mut out = 1;
            while exponent > 0 {
                if exponent & 1 == 1 {
                    out = out * base % P;
                }
                base = base * base % P;
                exponent >>= 1;
            }
            out
        };
        let mut pivot_row = 0;
        for column in 0..unknowns.len() {
            let Some(found) = (pivot_row..equations.len()).find(|row| equations[*row][column] != 0) else { continue };
            equations.swap(pivot_row, found);
            let inverse = power(equations[pivot_row][column], P - 2);
            let pivot: Vec<i128> = equations[pivot_row].iter().map(|value| value * inverse % P).collect();
            equations[pivot_row].clone_from(&pivot);
            for (row, equation) in equations.iter_mut().enumerate() {
                let factor = equation[column];
                if row != pivot_row && factor != 0 {
                    for (value, from) in equation.iter_mut().zip(&pivot) {
                        *value = (*value + (P - factor) * from) % P;
                    }
                }
            }
            pivot_row += 1;
        }
        let alone = equations.iter().filter(|line| line.iter().filter(|value| **value != 0).count() == 1);
        alone.map(|line| unknowns[line.iter().position(|value| *value != 0).unwrap()]).collect()
    }

    /// Naive oracle 2: tries every table of counts up to a bound and collects what each withheld cell could be.
    fn possible_values(grid: &Grid, withheld: &Withheld) -> Vec<BTreeSet<u64>> {
        let unknowns: Vec<_> = withheld.iter().copied().collect();
        let bound = grid.iter().flatten().max().unwrap() + 2;
        let mut values = vec![BTreeSet::new(); unknowns.len()];
        let mut guess = vec![0_u64; unknowns.len()];
        loop {
            let mut candidate = grid.clone();
            for (cell, value) in unknowns.iter().zip(&guess) {
                candidate[cell.0][cell.1] = *value;
            }
            if check_margins("t", &candidate).is_ok() {
                for (seen, value) in values.iter_mut().zip(&guess) {
                    seen.insert(*value);
                }
            }
            let Some(at) = guess.iter().position(|value| *value < bound) else { return values };
            guess[at] += 1;
            guess[..at].fill(0);
        }
    }

    #[test]
    fn a_single_small_cell_takes_three_more_with_it() {
        let grid = with_margins(&[vec![3, 40, 50], vec![20, 30, 60], vec![70, 10, 80]]);
        let withheld = of_grid(&grid, 5);
        assert!(withheld.contains(&(0, 0)));
        assert_eq!(withheld.len(), 4, "{withheld:?}");
        assert!(withheld.iter().all(|(row, column)| *row < 3 && *column < 3), "no total is needed: {withheld:?}");
    }

    #[test]
    fn without_small_cells_nothing_is_withheld() {
        assert!(of_grid(&with_margins(&[vec![0, 40], vec![20, 0]]), 5).is_empty());
        assert!(of_line(&[10, 0, 12, 22], 5).is_empty());
    }

    #[test]
    fn a_lone_count_takes_its_totals_with_it() {
        assert_eq!(of_grid(&with_margins(&[vec![7]]), 5).len(), 0);
        assert_eq!(of_grid(&with_margins(&[vec![2]]), 5).len(), 4);
        let withheld = of_grid(&with_margins(&[vec![2, 0], vec![0, 9]]), 5);
        assert_eq!(withheld, BTreeSet::from([(0, 0), (0, 2), (2, 0), (2, 2)]));
    }

    #[test]
    fn a_line_hides_the_next_smallest_beside_a_small_count() {
        assert_eq!(of_line(&[2, 30, 8, 40], 5), BTreeSet::from([0, 2]));
        assert_eq!(of_line(&[2, 0, 2], 5), BTreeSet::from([0, 2]));
        assert_eq!(of_line(&[2, 30, 3, 35], 5), BTreeSet::from([0, 2]));
    }

    #[test]
    fn wrong_margins_are_found() {
        let mut grid = with_margins(&[vec![1, 2], vec![3, 4]]);
        assert!(check_margins("t", &grid).is_ok());
        grid[0][2] = 9;
        assert_eq!(check_margins("t", &grid).unwrap_err().code(), "report.table.margins");
    }

    fn tables(rows: usize, columns: usize, most: u64) -> impl Strategy<Value = Grid> {
        (1..=rows, 1..=columns)
            .prop_flat_map(move |(r, c)| proptest::collection::vec(proptest::collection::vec(0..=most, c), r))
            .prop_map(|inner| with_margins(&inner))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

        #[test]
        fn no_withheld_cell_can_be_worked_out_from_margins(grid in tables(6, 6, 30), k_min in 2_u32..12) {
            let withheld = of_grid(&grid, k_min);
            prop_assert_eq!(solvable(&grid, &withheld), Vec::new());
            for (row, cells) in grid.iter().enumerate() {
                for (column, count) in cells.iter().enumerate() {
                    prop_assert!(!is_small(*count, k_min) || withheld.contains(&(row, column)));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

        #[test]
        fn every_withheld_cell_could_be_two_counts_that_are_not_negative(grid in tables(2, 2, 3)) {
            let withheld = of_grid(&grid, 3);
            if withheld.len() <= 6 {
                for (cell, seen) in withheld.iter().zip(possible_values(&grid, &withheld)) {
                    prop_assert!(seen.len() >= 2, "{:?} can only be {:?} in {:?}", cell, seen, grid);
                }
            }
        }

        #[test]
        fn a_line_never_withholds_one_cell_alone(line in proptest::collection::vec(0_u64..20, 1..8)) {
            let whole: Vec<u64> = line.iter().copied().chain([line.iter().sum()]).collect();
            prop_assert_ne!(of_line(&whole, 5).len(), 1);
        }
    }
}
