//! 扫描 Which houses lie in an area: cells wholly inside are taken at once, only houses of cells that the outline touches are tested.
//!
//! Row by row, each edge gives the cells that it can touch. Sorted, these make runs. Between two runs no edge is near, so those
//! cells are wholly inside or wholly outside; which of the two follows from the edges left of them. A house in a run is inside when an
//! odd number of edges lies left of it or through it, and only those of its own run need to be looked at.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use pulp::Arch;

use crate::map::exact::{Edge, Spot};
use crate::map::headcount::tile::{CELL_BITS, Cell, TALL_BITS, Tile, WIDE_BITS};

/// Tiles of one row of tiles, from west to east, each with its column.
pub(super) type Band<K> = Vec<(i32, Tile<K>)>;

/// All tiles, by row of tiles.
pub(super) type Bands<K> = BTreeMap<i32, Band<K>>;

/// What is done with the houses inside.
pub(super) trait Take<'t, K> {
    /// These houses of a row of the tile are inside.
    fn houses(&mut self, tile: &'t Tile<K>, row: usize, houses: Range<usize>);
}

/// Cells of a row that an edge can touch, both ends included.
#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    west: i32,
    east: i32,
    edge: u32,
}

impl Edge {
    /// The rows of cells that it can touch, of those from low to high.
    fn rows(&self, low: i32, high: i32) -> (i32, i32) {
        let (one, other) = (self.a.y >> CELL_BITS, self.b.y >> CELL_BITS);
        (one.min(other).max(low), one.max(other).min(high))
    }
}

/// An edge in floating point, where its products are exact.
#[derive(Debug, Clone, Copy)]
struct Line {
    from: (f64, f64),
    run: (f64, f64),
    to_y: f64,
}

impl Line {
    fn of(edge: &Edge) -> Self {
        let at = |spot: Spot| (f64::from(spot.x), f64::from(spot.y));
        let (from, to) = (at(edge.a), at(edge.b));
        Self { from, run: (to.0 - from.0, to.1 - from.1), to_y: to.1 }
    }
}

/// Steps below which a product of two differences, and the difference of two products, is exact in 53 bits.
const EXACT: i64 = 1 << 26;

/// Takes every house of the index that lies in the area of these edges, the quicker way.
pub(super) fn scan<'t, K>(bands: &'t Bands<K>, edges: &[Edge], take: &mut impl Take<'t, K>) {
    let Some(window) = Window::of(bands, edges) else { return };
    if few(bands, &window, edges) {
        by_houses(bands, &window, edges, take);
    } else {
        by_rows(bands, &window, edges, take);
    }
}

/// Holds each house of the rectangle around the area against every edge.
pub(super) fn by_houses<'t, K>(bands: &'t Bands<K>, window: &Window, edges: &[Edge], take: &mut impl Take<'t, K>) {
    let mut run = Run::new(window);
    for edge in edges {
        run.push(edge);
    }
    each_row(bands, window, |tile, row, houses| run.test(tile, row, houses, false, take));
}

/// Goes row by row, and tests only houses of cells that an edge can touch.
pub(super) fn by_rows<'t, K>(bands: &'t Bands<K>, window: &Window, edges: &[Edge], take: &mut impl Take<'t, K>) {
    let mut run = Run::new(window);
    let pieces = Pieces::of(edges, *window.rows.start(), *window.rows.end());
    for (band, tiles) in bands.range(window.bands()) {
        for row in rows_in(*band, &window.rows) {
            scan_row(tiles, row, edges, pieces.row(row), &mut run, take);
        }
    }
}

/// Where an area and the index can meet.
pub(super) struct Window {
    extent: Extent,
    pub(super) rows: RangeInclusive<i32>,
}

impl Window {
    pub(super) fn of<K>(bands: &Bands<K>, edges: &[Edge]) -> Option<Self> {
        let ((first, _), (last, _)) = (bands.first_key_value()?, bands.last_key_value()?);
        let extent = Extent::of(edges)?;
        let low = (extent.south >> CELL_BITS).max(first << TALL_BITS);
        let high = (extent.north >> CELL_BITS).min((last << TALL_BITS) | ((1 << TALL_BITS) - 1));
        (low <= high).then_some(Self { extent, rows: low..=high })
    }

    fn bands(&self) -> RangeInclusive<i32> {
        self.rows.start() >> TALL_BITS..=self.rows.end() >> TALL_BITS
    }
}

/// How many houses can be held against an edge in the time that it takes to find the cells of an edge in one row.
const WORTH: u64 = 16;

/// Whether so few houses lie in the rectangle around the area that it is quicker to hold each against every edge.
fn few<K>(bands: &Bands<K>, window: &Window, edges: &[Edge]) -> bool {
    let rows_of = |edge: &Edge| u64::from((edge.a.y >> CELL_BITS).abs_diff(edge.b.y >> CELL_BITS)) + 1;
    let pieces: u64 = edges.iter().map(rows_of).sum();
    let most = pieces * WORTH / edges.len().max(1) as u64;
    let mut found = 0;
    let (west, east) = (window.extent.west >> CELL_BITS, window.extent.east >> CELL_BITS);
    for (band, tiles) in bands.range(window.bands()) {
        for row in rows_in(*band, &window.rows) {
            let in_tile = Cell { row, column: 0 }.row_in_tile();
            each_tile(tiles, west, east, |tile, from, to| found += tile.houses(in_tile, from, to).len() as u64);
            if found > most {
                return false;
            }
        }
    }
    true
}

/// The rows of a band that are asked for.
fn rows_in(band: i32, rows: &RangeInclusive<i32>) -> RangeInclusive<i32> {
    let first = band << TALL_BITS;
    first.max(*rows.start())..=(first | ((1 << TALL_BITS) - 1)).min(*rows.end())
}

/// Calls with the houses of each row that lie in the columns of a window.
fn each_row<'t, K>(bands: &'t Bands<K>, window: &Window, mut call: impl FnMut(&'t Tile<K>, usize, Range<usize>)) {
    let (west, east) = (window.extent.west >> CELL_BITS, window.extent.east >> CELL_BITS);
    for (band, tiles) in bands.range(window.bands()) {
        for row in rows_in(*band, &window.rows) {
            let in_tile = Cell { row, column: 0 }.row_in_tile();
            each_tile(tiles, west, east, |tile, from, to| call(tile, in_tile, tile.houses(in_tile, from, to)));
        }
    }
}

fn scan_row<'t, K>(
    tiles: &'t Band<K>,
    row: i32,
    edges: &[Edge],
    pieces: &[Piece],
    run: &mut Run,
    take: &mut impl Take<'t, K>,
) {
    let south = row << CELL_BITS;
    let in_tile = Cell { row, column: 0 }.row_in_tile();
    let (mut inside, mut free, mut rest) = (false, i32::MIN, pieces);
    while let Some(piece) = rest.first() {
        let (west, mut east) = (piece.west, piece.east);
        run.clear();
        let mut crossed = false;
        let mut taken = 0;
        for piece in rest {
            if taken > 0 && piece.west > east {
                break;
            }
            taken += 1;
            east = east.max(piece.east);
            if let Some(edge) = edges.get(piece.edge as usize) {
                run.push(edge);
                crossed ^= (edge.a.y > south) != (edge.b.y > south);
            }
        }
        rest = rest.get(taken..).unwrap_or_default();
        if inside {
            each_tile(tiles, free, west - 1, |tile, from, to| {
                let houses = tile.houses(in_tile, from, to);
                if !houses.is_empty() {
                    take.houses(tile, in_tile, houses);
                }
            });
        }
        each_tile(tiles, west, east, |tile, from, to| {
            run.test(tile, in_tile, tile.houses(in_tile, from, to), inside, take);
        });
        inside ^= crossed;
        free = east.saturating_add(1);
    }
}

/// Calls for each tile that holds cells of the columns from west to east, with the first cell and the one after the last.
fn each_tile<'t, K>(tiles: &'t Band<K>, west: i32, east: i32, mut call: impl FnMut(&'t Tile<K>, usize, usize)) {
    const LAST: i32 = (1 << WIDE_BITS) - 1;
    if west > east {
        return;
    }
    let (first, last) = (west >> WIDE_BITS, east >> WIDE_BITS);
    let start = tiles.partition_point(|(column, _)| *column < first);
    for (column, tile) in tiles.get(start..).unwrap_or_default().iter().take_while(|(column, _)| *column <= last) {
        let from = if *column == first { west & LAST } else { 0 };
        let to = if *column == last { east & LAST } else { LAST };
        call(tile, usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0) + 1);
    }
}

/// The smallest rectangle around some edges.
struct Extent {
    west: i32,
    east: i32,
    south: i32,
    north: i32,
}

impl Extent {
    fn of(edges: &[Edge]) -> Option<Self> {
        let first = edges.first()?.a;
        let mut extent = Self { west: first.x, east: first.x, south: first.y, north: first.y };
        for edge in edges {
            extent.west = extent.west.min(edge.b.x);
            extent.east = extent.east.max(edge.b.x);
            extent.south = extent.south.min(edge.b.y);
            extent.north = extent.north.max(edge.b.y);
        }
        Some(extent)
    }

    /// Whether all products of differences within it, a cell more to each side, are exact in floating point.
    fn is_narrow(&self) -> bool {
        let span = |low: i32, high: i32| i64::from(high) - i64::from(low) + (2 << CELL_BITS);
        span(self.west, self.east) < EXACT && span(self.south, self.north) < EXACT
    }
}

/// The pieces of all edges, by row and from west to east.
struct Pieces {
    low: i32,
    starts: Vec<u32>,
    sorted: Vec<Piece>,
}

impl Pieces {
    fn of(edges: &[Edge], low: i32, high: i32) -> Self {
        let rows = usize::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(0);
        // How many pieces begin in each row and end before it, two places on; summed up twice, where the pieces of each row begin, one on.
        let mut starts = vec![0_u32; rows + 3];
        let mut step = |row: i32, by: u32| {
            let place = usize::try_from(i64::from(row) - i64::from(low)).unwrap_or(usize::MAX - 3);
            if let Some(start) = starts.get_mut(place + 2) {
                *start = start.wrapping_add(by);
            }
        };
        for edge in edges {
            let (first, last) = edge.rows(low, high);
            if first <= last {
                step(first, 1);
                step(last + 1, u32::MAX);
            }
        }
        for _ in 0..2 {
            let mut sum = 0_u32;
            for start in &mut starts {
                sum = sum.wrapping_add(*start);
                *start = sum;
            }
        }
        let all = starts.get(rows + 1).copied().unwrap_or(0);
        let mut sorted = vec![Piece::default(); all as usize];
        for (edge, number) in edges.iter().zip(0_u32..) {
            pieces_of(edge, number, low, high, &mut |row: i32, piece: Piece| {
                let place = usize::try_from(i64::from(row) - i64::from(low)).unwrap_or(usize::MAX - 1);
                let Some(next) = starts.get_mut(place + 1) else { return };
                if let Some(slot) = sorted.get_mut(*next as usize) {
                    *slot = piece;
                }
                *next += 1;
            });
        }
        // What was where a row begins is now where it ends, which is where the next begins.
        let mut from = 0;
        for end in starts.iter().skip(1).take(rows) {
            if let Some(row) = sorted.get_mut(from..*end as usize) {
                in_order(row);
            }
            from = *end as usize;
        }
        Self { low, starts, sorted }
    }

    fn row(&self, row: i32) -> &[Piece] {
        let at = usize::try_from(i64::from(row) - i64::from(self.low)).unwrap_or(usize::MAX);
        let (Some(from), Some(to)) = (self.starts.get(at), self.starts.get(at.saturating_add(1))) else { return &[] };
        self.sorted.get(*from as usize..*to as usize).unwrap_or_default()
    }
}

/// Puts the pieces of a row in order from west to east: they are few, and an outline comes nearly in order.
fn in_order(row: &mut [Piece]) {
    for end in 2..=row.len() {
        let mut place = end - 1;
        while let Some([west, east]) = row.get_mut(place.wrapping_sub(1)..=place)
            && west.west > east.west
        {
            std::mem::swap(west, east);
            place -= 1;
        }
    }
}

/// The cells that an edge can touch, row by row between two rows. Where it leaves a row is rounded outwards by a step, so that no
/// cell is missed.
#[expect(clippy::cast_possible_truncation, reason = "the places lie between the ends of the edge, which are i32")]
fn pieces_of(edge: &Edge, number: u32, low: i32, high: i32, push: &mut impl FnMut(i32, Piece)) {
    let (bottom, top) = if edge.a.y <= edge.b.y { (edge.a, edge.b) } else { (edge.b, edge.a) };
    let (first, last) = edge.rows(low, high);
    let (west, east) = (bottom.x.min(top.x), bottom.x.max(top.x));
    let mut piece = |row: i32, from: i32, to: i32| {
        push(row, Piece { west: from >> CELL_BITS, east: to >> CELL_BITS, edge: number });
    };
    if bottom.y >> CELL_BITS == top.y >> CELL_BITS {
        if first <= last {
            piece(first, west, east);
        }
        return;
    }
    let across = |from: i32, to: i32| f64::from(to) - f64::from(from);
    let slope = across(bottom.x, top.x) / across(bottom.y, top.y);
    let leaves = |row: i32| -> f64 {
        let height = f64::from(row) * f64::from(1 << CELL_BITS);
        f64::from(bottom.x) + (height - f64::from(bottom.y)) * slope
    };
    let mut enters = if first > bottom.y >> CELL_BITS { leaves(first) } else { f64::from(bottom.x) };
    for row in first..=last {
        let exit = if row == top.y >> CELL_BITS { f64::from(top.x) } else { leaves(row + 1) };
        let (from, to) = if enters < exit { (enters, exit) } else { (exit, enters) };
        piece(row, ((from as i64) - 1).max(west.into()) as i32, ((to as i64) + 1).min(east.into()) as i32);
        enters = exit;
    }
}

/// The edges of a run, and how the houses of its cells stand to them.
struct Run {
    lines: Vec<Line>,
    edges: Vec<Edge>,
    exact: bool,
    marks: Vec<u32>,
    arch: Arch,
}

impl Run {
    fn new(window: &Window) -> Self {
        let lines = Vec::with_capacity(32);
        Self { lines, edges: Vec::new(), exact: window.extent.is_narrow(), marks: Vec::new(), arch: Arch::new() }
    }

    fn clear(&mut self) {
        self.lines.clear();
        self.edges.clear();
    }

    fn push(&mut self, edge: &Edge) {
        if self.exact {
            self.lines.push(Line::of(edge));
        } else {
            self.edges.push(*edge);
        }
    }

    fn test<'t, K>(
        &mut self,
        tile: &'t Tile<K>,
        row: usize,
        houses: Range<usize>,
        inside: bool,
        take: &mut impl Take<'t, K>,
    ) {
        if houses.is_empty() {
            return;
        }
        let (xs, ys) = tile.spots(&houses);
        self.marks.clear();
        self.marks.resize(xs.len(), inside.into());
        if self.exact {
            let (lines, marks) = (&self.lines, &mut self.marks);
            // The same code in the widest registers that the machine has.
            self.arch.dispatch(
                #[inline(always)]
                || {
                    for line in lines {
                        mark(line, xs, ys, marks);
                    }
                },
            );
        } else {
            for edge in &self.edges {
                for ((mark, x), y) in self.marks.iter_mut().zip(xs).zip(ys) {
                    let spans = (edge.a.y > *y) != (edge.b.y > *y);
                    *mark ^= u32::from(spans && !edge.is_right_of(Spot { x: *x, y: *y }));
                }
            }
        }
        // Neighbours that are inside are taken together.
        let mut from = None;
        for (place, mark) in self.marks.iter().enumerate() {
            match (mark & 1 == 1, from) {
                (true, None) => from = Some(place),
                (false, Some(start)) => {
                    take.houses(tile, row, houses.start + start..houses.start + place);
                    from = None;
                }
                _ => {}
            }
        }
        if let Some(start) = from {
            take.houses(tile, row, houses.start + start..houses.end);
        }
    }
}

/// Turns the mark of each house whose height the line spans and that does not lie strictly west of it.
#[expect(clippy::inline_always, reason = "so that it is compiled for the registers of the caller")]
#[inline(always)]
fn mark(line: &Line, xs: &[i32], ys: &[i32], marks: &mut [u32]) {
    let (from, run) = (line.from, line.run);
    let upward = run.1 > 0.0;
    for ((mark, x), y) in marks.iter_mut().zip(xs).zip(ys) {
        let (x, y) = (f64::from(*x), f64::from(*y));
        let spans = (from.1 > y) != (line.to_y > y);
        let side = run.0 * (y - from.1) - run.1 * (x - from.0);
        let west_of = if upward { side > 0.0 } else { side < 0.0 };
        *mark ^= u32::from(spans) & u32::from(!west_of);
    }
}
