//! 有序表 Entries in order of a number, blocked so that an entry is added within microseconds however many there are.

use std::cmp::Ordering;

/// Entries of a block when it is built; it splits at [`FULL`].
const BUILT: usize = 384;
const FULL: usize = 512;

/// Entries `(key, item)` in the order of their keys; items of one key in an order that whoever owns the table gives.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    firsts: Vec<u64>,
    blocks: Vec<Block>,
}

#[derive(Debug, Default)]
struct Block {
    keys: Vec<u64>,
    items: Vec<u32>,
}

/// The entries from a place on.
#[derive(Debug)]
pub(super) struct From<'t> {
    blocks: std::slice::Iter<'t, Block>,
    keys: &'t [u64],
    items: &'t [u32],
}

impl Iterator for From<'_> {
    type Item = (u64, u32);

    fn next(&mut self) -> Option<(u64, u32)> {
        loop {
            if let (Some((key, keys)), Some((item, items))) = (self.keys.split_first(), self.items.split_first()) {
                (self.keys, self.items) = (keys, items);
                return Some((*key, *item));
            }
            let Block { keys, items } = self.blocks.next()?;
            (self.keys, self.items) = (keys, items);
        }
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    block: usize,
    at: usize,
}

impl Sorted {
    /// From entries in order.
    pub(super) fn of_sorted(entries: &[(u64, u32)]) -> Self {
        let mut table = Self::default();
        for some in entries.chunks(BUILT) {
            let block = Block {
                keys: some.iter().map(|(key, _)| *key).collect(),
                items: some.iter().map(|(_, item)| *item).collect(),
            };
            table.firsts.extend(block.keys.first());
            table.blocks.push(block);
        }
        table
    }

    /// The first entry that is not before the one sought; `stands` tells how an item of the same key stands to it.
    pub(super) fn seek(&self, key: u64, mut stands: impl FnMut(u32) -> Ordering) -> Place {
        let below = self.firsts.partition_point(|first| *first < key);
        let same = self.firsts.get(below..).unwrap_or_default().partition_point(|first| *first == key);
        let same = self.blocks.get(below..below + same).unwrap_or_default();
        let begun = below + same.partition_point(|block| block.items.first().is_some_and(|item| stands(*item).is_lt()));
        let Some(block) = begun.checked_sub(1) else { return Place { block: 0, at: 0 } };
        let Some(Block { keys, items }) = self.blocks.get(block) else { return Place { block, at: 0 } };
        let low = keys.partition_point(|held| *held < key);
        let same = keys.get(low..).unwrap_or_default().partition_point(|held| *held == key);
        let same = items.get(low..low + same).unwrap_or_default();
        let at = low + same.partition_point(|item| stands(*item).is_lt());
        if at == keys.len() { Place { block: block + 1, at: 0 } } else { Place { block, at } }
    }

    /// The first entry with this key or a later one.
    pub(super) fn seek_key(&self, key: u64) -> Place {
        let Some(block) = self.firsts.partition_point(|first| *first < key).checked_sub(1) else {
            return Place { block: 0, at: 0 };
        };
        let keys = self.blocks.get(block).map(|block| block.keys.as_slice()).unwrap_or_default();
        let at = keys.partition_point(|held| *held < key);
        if at == keys.len() { Place { block: block + 1, at: 0 } } else { Place { block, at } }
    }

    /// The entries from a place on.
    pub(super) fn from(&self, place: Place) -> From<'_> {
        let mut blocks = self.blocks.get(place.block..).unwrap_or_default().iter();
        let (keys, items) = blocks.next().map_or((&[][..], &[][..]), |block| (&block.keys[..], &block.items[..]));
        From {
            blocks,
            keys: keys.get(place.at..).unwrap_or_default(),
            items: items.get(place.at..).unwrap_or_default(),
        }
    }

    /// The entries with keys of a range, both ends included.
    pub(super) fn range(&self, low: u64, high: u64) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.from(self.seek_key(low)).take_while(move |(key, _)| *key <= high)
    }

    /// About how many entries have keys of a range: exact within a block, else to a block.
    pub(super) fn about(&self, low: u64, high: u64) -> usize {
        let (from, to) = (self.seek_key(low), self.seek_key(high.saturating_add(1)));
        if from.block == to.block { to.at - from.at } else { (to.block - from.block) * BUILT }
    }

    /// Adds an entry.
    pub(super) fn insert(&mut self, key: u64, item: u32, stands: impl FnMut(u32) -> Ordering) {
        let mut place = self.seek(key, stands);
        // Better at the end of the block before than at the beginning of the next.
        if place.at == 0 && place.block > 0 {
            place.block -= 1;
            place.at = self.blocks.get(place.block).map_or(0, |block| block.keys.len());
        }
        if self.blocks.is_empty() {
            self.firsts.push(key);
            self.blocks.push(Block::default());
        }
        let Some(block) = self.blocks.get_mut(place.block) else { return };
        block.keys.insert(place.at, key);
        block.items.insert(place.at, item);
        if place.at == 0
            && let Some(first) = self.firsts.get_mut(place.block)
        {
            *first = key;
        }
        if block.keys.len() > FULL {
            let keys = block.keys.split_off(FULL / 2);
            let items = block.items.split_off(FULL / 2);
            self.firsts.insert(place.block + 1, keys.first().copied().unwrap_or(key));
            self.blocks.insert(place.block + 1, Block { keys, items });
        }
    }

    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: u64, item: u32, stands: impl FnMut(u32) -> Ordering) {
        let place = self.seek(key, stands);
        let Some(block) = self.blocks.get_mut(place.block) else { return };
        if block.keys.get(place.at) != Some(&key) || block.items.get(place.at) != Some(&item) {
            return;
        }
        block.keys.remove(place.at);
        block.items.remove(place.at);
        match block.keys.first() {
            None => {
                self.blocks.remove(place.block);
                self.firsts.remove(place.block);
            }
            Some(now) => {
                if let Some(first) = self.firsts.get_mut(place.block) {
                    *first = *now;
                }
            }
        }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| block.keys.capacity() * 8 + block.items.capacity() * 4);
        self.firsts.capacity() * 8 + self.blocks.capacity() * size_of::<Block>() + blocks.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(31), ..ProptestConfig::default() })]

        #[test]
        fn it_holds_what_a_plain_ordered_set_holds(
            built in prop::collection::btree_set((0_u64..40, 0_u32..100), 0..1_500),
            moves in prop::collection::vec((any::<bool>(), 0_u64..40, 0_u32..100), 0..1_500),
            range in (0_u64..40, 0_u64..40),
        ) {
            let mut plain: BTreeSet<(u64, u32)> = built;
            let entries: Vec<(u64, u32)> = plain.iter().copied().collect();
            let mut table = Sorted::of_sorted(&entries);
            for (add, key, item) in moves {
                if add && plain.insert((key, item)) {
                    table.insert(key, item, |other| other.cmp(&item));
                } else if !add {
                    plain.remove(&(key, item));
                    table.remove(key, item, |other| other.cmp(&item));
                }
            }
            let (low, high) = (range.0.min(range.1), range.0.max(range.1));
            let found: Vec<_> = table.range(low, high).collect();
            let wanted: Vec<_> = plain.iter().copied().filter(|(key, _)| (low..=high).contains(key)).collect();
            prop_assert_eq!(table.about(low, high).abs_diff(wanted.len()) <= 2 * FULL, true);
            prop_assert_eq!(found, wanted);
            prop_assert!(table.blocks.iter().all(|block| (1..=FULL).contains(&block.keys.len())), "none empty, none long");
            let all: Vec<_> = table.range(0, u64::MAX).collect();
            prop_assert_eq!(all, plain.into_iter().collect::<Vec<_>>());
        }
    }
}
