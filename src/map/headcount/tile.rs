//! 图块 A tile of the index: eight rows of 64 cells, its houses by row and cell, with running sums along each row.

use std::sync::Arc;

use crate::map::exact::Spot;

/// Cells are 2^12 lattice steps wide: about 45 m, a few houses each in a village.
pub(super) const CELL_BITS: u32 = 12;
/// A tile is 2^6 cells wide …
pub(super) const WIDE_BITS: u32 = 6;
/// … and 2^3 rows tall.
pub(super) const TALL_BITS: u32 = 3;

const COLUMNS: usize = 1 << WIDE_BITS;
const ROWS: usize = 1 << TALL_BITS;

/// The counters of a house or of many. One takes a line of the processor's cache, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(align(64))]
pub(super) struct Sums(pub(super) [u32; 16]);

/// Adds modulo 2^32: a running sum may wrap, a difference of two is right all the same.
pub(super) fn add(to: &mut Sums, what: &Sums) {
    for (to, what) in to.0.iter_mut().zip(what.0) {
        *to = to.wrapping_add(what);
    }
}

pub(super) fn subtract(from: &mut Sums, what: &Sums) {
    for (from, what) in from.0.iter_mut().zip(what.0) {
        *from = from.wrapping_sub(what);
    }
}

/// Row and column of a cell, over the whole lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) row: i32,
    pub(super) column: i32,
}

impl Cell {
    pub(super) fn of(spot: Spot) -> Self {
        Self { row: spot.y >> CELL_BITS, column: spot.x >> CELL_BITS }
    }

    /// Row and column of its tile.
    pub(super) fn tile(self) -> (i32, i32) {
        (self.row >> TALL_BITS, self.column >> WIDE_BITS)
    }

    /// Its row within the tile.
    pub(super) fn row_in_tile(self) -> usize {
        usize::try_from(self.row & ((1 << TALL_BITS) - 1)).unwrap_or(0)
    }

    /// Its place within the tile.
    fn place(self) -> usize {
        let column = usize::try_from(self.column & ((1 << WIDE_BITS) - 1)).unwrap_or(0);
        self.row_in_tile() * COLUMNS + column
    }
}

/// 图块 Houses of neighbouring cells. The house `i` of row `r` has the running sum before it at `i + r` and after it at `i + r + 1`,
/// so that each row begins at nothing and a change touches one row only. Clones share everything until one of them is changed.
#[derive(Debug)]
pub(super) struct Tile<K> {
    /// How many houses lie before each cell, and at last how many there are.
    starts: Arc<[u32]>,
    xs: Arc<[i32]>,
    ys: Arc<[i32]>,
    keys: Arc<[K]>,
    sums: Arc<[Sums]>,
}

impl<K> Clone for Tile<K> {
    fn clone(&self) -> Self {
        Self {
            starts: Arc::clone(&self.starts),
            xs: Arc::clone(&self.xs),
            ys: Arc::clone(&self.ys),
            keys: Arc::clone(&self.keys),
            sums: Arc::clone(&self.sums),
        }
    }
}

/// The list with one more at a place: whole stretches are copied, not one by one.
fn with<T: Clone>(list: &[T], at: usize, one: T) -> Arc<[T]> {
    let (before, after) = list.split_at_checked(at).unwrap_or((list, &[]));
    let mut more = Vec::with_capacity(list.len() + 1);
    more.extend_from_slice(before);
    more.push(one);
    more.extend_from_slice(after);
    more.into()
}

/// The list with one less.
fn without<T: Clone>(list: &[T], at: usize) -> Arc<[T]> {
    let (before, after) = list.split_at_checked(at).unwrap_or((list, &[]));
    let mut less = Vec::with_capacity(list.len());
    less.extend_from_slice(before);
    less.extend_from_slice(after.get(1..).unwrap_or_default());
    less.into()
}

/// A house on its way into a tile.
pub(super) type Placed<K> = (Spot, K, Sums);

impl<K> Tile<K> {
    pub(super) fn new() -> Self {
        Self::of_sorted(std::iter::empty())
    }

    /// The tile of houses that come in the order of their cells.
    pub(super) fn of_sorted(houses: impl ExactSizeIterator<Item = Placed<K>>) -> Self {
        let number = houses.len();
        let mut starts = vec![0_u32; ROWS * COLUMNS + 1];
        let (mut xs, mut ys) = (Vec::with_capacity(number), Vec::with_capacity(number));
        let (mut keys, mut sums) = (Vec::with_capacity(number), Vec::with_capacity(number + ROWS));
        let (mut running, mut row) = (Sums::default(), 0);
        sums.push(running);
        for (spot, key, counters) in houses {
            let cell = Cell::of(spot);
            while row < cell.row_in_tile() {
                running = Sums::default();
                sums.push(running);
                row += 1;
            }
            add(&mut running, &counters);
            xs.push(spot.x);
            ys.push(spot.y);
            keys.push(key);
            sums.push(running);
            if let Some(start) = starts.get_mut(cell.place() + 1) {
                *start += 1;
            }
        }
        sums.resize(number + ROWS, Sums::default());
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        Self { starts: starts.into(), xs: xs.into(), ys: ys.into(), keys: keys.into(), sums: sums.into() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn start(&self, place: usize) -> usize {
        self.starts.get(place).map_or(0, |start| *start as usize)
    }

    /// The houses of cells `from..to` of a row.
    pub(super) fn houses(&self, row: usize, from: usize, to: usize) -> std::ops::Range<usize> {
        self.start(row * COLUMNS + from)..self.start(row * COLUMNS + to)
    }

    /// What houses of one row add up to.
    pub(super) fn sum(&self, row: usize, houses: &std::ops::Range<usize>, to: &mut Sums) {
        if let (Some(before), Some(after)) = (self.sums.get(houses.start + row), self.sums.get(houses.end + row)) {
            for ((to, after), before) in to.0.iter_mut().zip(after.0).zip(before.0) {
                *to = to.wrapping_add(after.wrapping_sub(before));
            }
        }
    }

    /// Longitudes and latitudes of houses.
    pub(super) fn spots(&self, houses: &std::ops::Range<usize>) -> (&[i32], &[i32]) {
        (self.xs.get(houses.clone()).unwrap_or_default(), self.ys.get(houses.clone()).unwrap_or_default())
    }

    pub(super) fn keys(&self, houses: &std::ops::Range<usize>) -> &[K] {
        self.keys.get(houses.clone()).unwrap_or_default()
    }

    /// Changes the running sums after a house to the end of its row.
    fn shift(&mut self, row: usize, house: usize, change: impl Fn(&mut Sums)) {
        let end = self.start((row + 1) * COLUMNS);
        let sums = Arc::make_mut(&mut self.sums);
        sums.get_mut(house + row + 1..=end + row).unwrap_or_default().iter_mut().for_each(change);
    }

    fn shift_starts(&mut self, place: usize, change: impl Fn(&mut u32)) {
        Arc::make_mut(&mut self.starts).iter_mut().skip(place + 1).for_each(change);
    }

    /// How much memory it holds, in bytes, the tile itself aside.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.starts)
            + size_of_val(&*self.xs)
            + size_of_val(&*self.ys)
            + size_of_val(&*self.keys)
            + size_of_val(&*self.sums)
    }
}

impl<K: PartialEq + Clone> Tile<K> {
    pub(super) fn insert(&mut self, spot: Spot, key: K, counters: &Sums) {
        let cell = Cell::of(spot);
        let (row, place) = (cell.row_in_tile(), cell.place());
        let at = self.start(place + 1);
        self.xs = with(&self.xs, at, spot.x);
        self.ys = with(&self.ys, at, spot.y);
        self.keys = with(&self.keys, at, key);
        let before = self.sums.get(at + row).copied().unwrap_or_default();
        self.sums = with(&self.sums, at + row + 1, before);
        self.shift_starts(place, |start| *start += 1);
        self.shift(row, at, |sums| add(sums, counters));
    }

    fn find(&self, cell: Cell, key: &K) -> Option<usize> {
        let place = cell.place();
        let held = self.start(place)..self.start(place + 1);
        Some(held.start + self.keys(&held).iter().position(|other| other == key)?)
    }

    /// The counters of a house.
    pub(super) fn get(&self, cell: Cell, key: &K) -> Option<Sums> {
        let at = self.find(cell, key)?;
        let mut sums = Sums::default();
        self.sum(cell.row_in_tile(), &(at..at + 1), &mut sums);
        Some(sums)
    }

    /// Sets the counters of a house.
    pub(super) fn set(&mut self, cell: Cell, key: &K, counters: &Sums) -> Option<()> {
        let (row, at) = (cell.row_in_tile(), self.find(cell, key)?);
        let mut change = *counters;
        subtract(&mut change, &self.get(cell, key)?);
        self.shift(row, at, |sums| add(sums, &change));
        Some(())
    }

    /// Takes a house out.
    pub(super) fn remove(&mut self, cell: Cell, key: &K) -> Option<Sums> {
        let (row, at) = (cell.row_in_tile(), self.find(cell, key)?);
        let counters = self.get(cell, key)?;
        self.shift(row, at, |sums| subtract(sums, &counters));
        self.xs = without(&self.xs, at);
        self.ys = without(&self.ys, at);
        self.keys = without(&self.keys, at);
        self.sums = without(&self.sums, at + row + 1);
        self.shift_starts(cell.place(), |start| *start -= 1);
        Some(counters)
    }
}
