//! 词表 Texts of one class (names, addresses, titles, codes), each once, found by any part of them and by how they sound.

use std::cmp::Ordering;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use crate::error::{Error, Result, code};
use crate::search::fold::fold;
use crate::search::sorted::{Place, Sorted};
use crate::search::sound::{self, Cut, Spelling, Syllable};

/// Where a text stands in the table.
pub(super) type Word = u32;

/// Bits of an item that tell where in the text a part begins.
const PLACE_BITS: u32 = 5;
/// Characters at which a part can begin.
const PLACES: usize = 1 << PLACE_BITS;
/// Texts that an item can tell apart.
const MOST: usize = 1 << (32 - PLACE_BITS);

/// A text and the documents that have it.
#[derive(Debug, Default)]
struct Entry {
    /// Where its bytes begin.
    at: u32,
    shown: u16,
    /// Bytes of the folded text behind it; 0: it is its own.
    folded: u16,
    holders: Holders,
}

/// 持有 Documents that have a text: most texts have one.
#[derive(Debug)]
enum Holders {
    One(u32),
    Many(Vec<u32>),
}

impl Default for Holders {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Holders {
    fn all(&self) -> &[u32] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(all) => all,
        }
    }

    fn add(&mut self, one: u32, stands: impl FnMut(u32) -> Ordering) {
        if self.all().is_empty() {
            *self = Self::One(one);
            return;
        }
        let mut all = self.all().to_vec();
        if let Self::Many(held) = self {
            all = std::mem::take(held);
        }
        insert(&mut all, one, stands);
        *self = if let [one] = all.as_slice() { Self::One(*one) } else { Self::Many(all) };
    }

    fn remove(&mut self, one: u32) {
        match self {
            Self::One(held) if *held == one => *self = Self::default(),
            Self::One(_) => {}
            Self::Many(all) => {
                all.retain(|held| *held != one);
                if let [one] = all.as_slice() {
                    *self = Self::One(*one);
                }
            }
        }
    }

    fn shrink(&mut self) {
        if let Self::Many(all) = self {
            all.shrink_to_fit();
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Many(all) => all.capacity() * 4,
        }
    }
}

/// 类别 What the texts of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Names of persons: the first character is read as a surname.
    Names,
    /// Addresses: 9号 is no part of 79号.
    Addresses,
    /// Titles and codes.
    Other,
}

/// 词表 The texts of a class.
#[derive(Debug)]
pub(super) struct Words {
    class: Class,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    vacant: Vec<Word>,
    by_text: HashTable<Word>,
    hasher: RandomState,
    /// Texts by their beginning, and by what begins later in them.
    heads: Sorted,
    inner: Sorted,
    /// Texts by their reading, and by its first letters.
    sounds: Sorted,
    letters: Sorted,
    /// Names by their reading with what is easily mixed up made one.
    blurred: Sorted,
}

/// What a text is found by.
#[derive(Debug, Default)]
struct Keys {
    heads: Vec<(u64, u32)>,
    inner: Vec<(u64, u32)>,
    sounds: Vec<(u64, u32)>,
    letters: Vec<(u64, u32)>,
    blurred: Vec<(u64, u32)>,
}

/// A part of a text as it stands in the tables: its first four units of UTF-16, and its bytes where those are equal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) key: u64,
    /// Units that the key holds.
    units: u32,
}

impl<'t> Part<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let (mut key, mut units) = (0, 0);
        for unit in text.encode_utf16().take(4) {
            key |= u64::from(unit) << (48 - 16 * units);
            units += 1;
        }
        Self { bytes: text.as_bytes(), key, units }
    }

    /// The last key that a text beginning so can have.
    pub(super) fn last_key(self) -> u64 {
        let open = 64 - 16 * self.units;
        1_u64.checked_shl(open).map_or(u64::MAX, |above| self.key | (above - 1))
    }
}

impl Words {
    pub(super) fn new(class: Class) -> Self {
        Self {
            class,
            bytes: Vec::new(),
            entries: Vec::new(),
            vacant: Vec::new(),
            by_text: HashTable::new(),
            hasher: RandomState::new(),
            heads: Sorted::default(),
            inner: Sorted::default(),
            sounds: Sorted::default(),
            letters: Sorted::default(),
            blurred: Sorted::default(),
        }
    }

    fn slice(&self, at: u32, len: u16) -> &[u8] {
        let at = at as usize;
        self.bytes.get(at..at + usize::from(len)).unwrap_or_default()
    }

    /// The text as it was given.
    pub(super) fn shown(&self, word: Word) -> &str {
        let bytes = self.entries.get(word as usize).map(|entry| self.slice(entry.at, entry.shown)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The text as it is searched.
    pub(super) fn bytes_of(&self, word: Word) -> &[u8] {
        let Some(entry) = self.entries.get(word as usize) else { return &[] };
        match entry.folded {
            0 => self.slice(entry.at, entry.shown),
            folded => self.slice(entry.at + u32::from(entry.shown), folded),
        }
    }

    fn text_of(&self, word: Word) -> &str {
        std::str::from_utf8(self.bytes_of(word)).unwrap_or_default()
    }

    /// Who has a text.
    pub(super) fn holders(&self, word: Word) -> &[u32] {
        self.entries.get(word as usize).map(|entry| entry.holders.all()).unwrap_or_default()
    }

    /// Notes that a document has a text; holders stand in the order that `stands` gives. Without `index` the text is found only after
    /// [`Words::index_all`].
    ///
    /// # Errors
    /// `search.full`.
    pub(super) fn add(
        &mut self,
        text: &str,
        holder: u32,
        stands: impl FnMut(u32) -> Ordering,
        index: bool,
    ) -> Result<Word> {
        let hash = self.hasher.hash_one(text);
        let found = self.by_text.find(hash, |word| self.shown(*word) == text).copied();
        let word = match found {
            Some(word) => word,
            None => self.enter(text, hash, index)?,
        };
        if let Some(entry) = self.entries.get_mut(word as usize) {
            entry.holders.add(holder, stands);
        }
        Ok(word)
    }

    fn enter(&mut self, text: &str, hash: u64, index: bool) -> Result<Word> {
        let full = || Error::new(code::search::FULL);
        let folded = fold(text);
        let own = folded == text;
        let at = u32::try_from(self.bytes.len()).map_err(|_| full())?;
        let length = |text: &str| u16::try_from(text.len()).map_err(|_| full());
        let entry = Entry {
            at,
            shown: length(text)?,
            folded: if own { 0 } else { length(&folded)? },
            holders: Holders::default(),
        };
        self.bytes.extend_from_slice(text.as_bytes());
        if !own {
            self.bytes.extend_from_slice(folded.as_bytes());
        }
        let word = if let Some(word) = self.vacant.pop() {
            word
        } else {
            let next = self.entries.len();
            if next >= MOST {
                return Err(full());
            }
            self.entries.push(Entry::default());
            Word::try_from(next).map_err(|_| full())?
        };
        if let Some(slot) = self.entries.get_mut(word as usize) {
            *slot = entry;
        }
        let Self { by_text, entries, bytes, hasher, .. } = self;
        by_text.insert_unique(hash, word, |word| {
            let entry = entries.get(*word as usize);
            let held =
                entry.and_then(|entry| bytes.get(entry.at as usize..entry.at as usize + usize::from(entry.shown)));
            hasher.hash_one(std::str::from_utf8(held.unwrap_or_default()).unwrap_or_default())
        });
        if index {
            self.index(word, true);
        }
        Ok(word)
    }

    /// Makes every text found, after many were added without.
    pub(super) fn index_all(&mut self) {
        let mut all = Keys::default();
        for (word, entry) in (0..).zip(&self.entries) {
            if !entry.holders.all().is_empty() {
                let keys = self.keys_of(word);
                all.heads.extend(keys.heads);
                all.inner.extend(keys.inner);
                all.sounds.extend(keys.sounds);
                all.letters.extend(keys.letters);
                all.blurred.extend(keys.blurred);
            }
        }
        let parts = |mut list: Vec<(u64, u32)>| {
            list.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| self.order(one.1, other.1)));
            Sorted::of_sorted(&list)
        };
        let (heads, inner) = (parts(all.heads), parts(all.inner));
        let wholes = |mut list: Vec<(u64, u32)>| {
            list.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| self.order_whole(one.1, other.1)));
            Sorted::of_sorted(&list)
        };
        let (sounds, letters, blurred) = (wholes(all.sounds), wholes(all.letters), wholes(all.blurred));
        *self = Self { heads, inner, sounds, letters, blurred, ..std::mem::replace(self, Self::new(self.class)) };
        for entry in &mut self.entries {
            entry.holders.shrink();
        }
        self.entries.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    /// Takes a document from those who have a text; a text that nobody has is overwritten and forgotten.
    pub(super) fn remove(&mut self, word: Word, holder: u32, index: bool) {
        let Some(entry) = self.entries.get_mut(word as usize) else { return };
        entry.holders.remove(holder);
        if !entry.holders.all().is_empty() {
            return;
        }
        if index {
            self.index(word, false);
        }
        let hash = self.hasher.hash_one(self.shown(word));
        if let Ok(held) = self.by_text.find_entry(hash, |held| *held == word) {
            held.remove();
        }
        let Some(entry) = self.entries.get_mut(word as usize) else { return };
        let (at, len) = (entry.at as usize, usize::from(entry.shown) + usize::from(entry.folded));
        *entry = Entry::default();
        if let Some(bytes) = self.bytes.get_mut(at..at + len) {
            bytes.fill(0);
        }
        self.vacant.push(word);
    }

    /// What a text is found by.
    fn keys_of(&self, word: Word) -> Keys {
        let text = self.text_of(word);
        let item = |place: usize| (word << PLACE_BITS) | u32::try_from(place).unwrap_or(0);
        let places = text.char_indices().map(|(at, _)| at).take(PLACES).enumerate();
        let parts = places.filter(|(_, at)| self.is_part(text.as_bytes(), *at));
        let mut keys = parts.map(|(place, at)| (Part::of(text.get(at..).unwrap_or_default()).key, item(place)));
        let heads = keys.next().into_iter().collect();
        let inner = keys.collect();
        let readings = sound::readings(text, self.class == Class::Names);
        let by = |key: &dyn Fn(&[Syllable]) -> u64| {
            let mut keys: Vec<_> = readings.iter().map(|reading| (key(reading), item(0))).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let sounds = by(&sound::key);
        let letters = by(&sound::letters);
        let blurred = if self.class == Class::Names { by(&sound::blurred) } else { Vec::new() };
        Keys { heads, inner, sounds, letters, blurred }
    }

    fn index(&mut self, word: Word, add: bool) {
        let keys = self.keys_of(word);
        let mut tables = [&mut self.heads, &mut self.inner, &mut self.sounds, &mut self.letters, &mut self.blurred]
            .map(std::mem::take);
        let parts = |one: u32, other: u32| self.order(one, other);
        let wholes = |one: u32, other: u32| self.order_whole(one, other);
        let orders: [&dyn Fn(u32, u32) -> Ordering; 5] = [&parts, &parts, &wholes, &wholes, &wholes];
        let lists = [keys.heads, keys.inner, keys.sounds, keys.letters, keys.blurred];
        for ((table, list), order) in tables.iter_mut().zip(lists).zip(orders) {
            for (key, item) in list {
                if add {
                    table.insert(key, item, |held| order(held, item));
                } else {
                    table.remove(key, item, |held| order(held, item));
                }
            }
        }
        [self.heads, self.inner, self.sounds, self.letters, self.blurred] = tables;
    }

    /// The part of a text that an item stands for.
    fn part_of(&self, item: u32) -> &[u8] {
        let bytes = self.bytes_of(item >> PLACE_BITS);
        bytes.get(begin_of(bytes, item)..).unwrap_or_default()
    }

    /// Whether a part that begins here is one: in an address no number begins amid another.
    fn is_part(&self, bytes: &[u8], at: usize) -> bool {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        self.class != Class::Addresses || at == 0 || !(digit(at) && digit(at - 1))
    }

    fn order(&self, one: u32, other: u32) -> Ordering {
        self.part_of(one).cmp(self.part_of(other)).then_with(|| self.order_whole(one, other))
    }

    fn order_whole(&self, one: u32, other: u32) -> Ordering {
        let (one, other) = (one >> PLACE_BITS, other >> PLACE_BITS);
        self.bytes_of(one).cmp(self.bytes_of(other)).then_with(|| self.shown(one).cmp(self.shown(other)))
    }

    /// 开头 Texts that begin so, whole ones first.
    pub(super) fn beginning<'s>(&'s self, part: Part<'s>) -> impl Iterator<Item = Word> + 's {
        self.having(&self.heads, part).map(|item| item >> PLACE_BITS)
    }

    /// 包含 Texts that have this later on.
    pub(super) fn within<'s>(&'s self, part: Part<'s>) -> impl Iterator<Item = Word> + 's {
        self.having(&self.inner, part).map(|item| item >> PLACE_BITS)
    }

    fn having<'s>(&'s self, table: &'s Sorted, part: Part<'s>) -> impl Iterator<Item = u32> + 's {
        let short = part.units < 4;
        let place = self.place(table, part);
        let last = part.last_key();
        let held = table.from(place).take_while(move |(key, item)| {
            if short { *key <= last } else { *key == part.key && self.part_of(*item).starts_with(part.bytes) }
        });
        held.map(|(_, item)| item)
    }

    fn place(&self, table: &Sorted, part: Part<'_>) -> Place {
        if part.units < 4 {
            table.seek_key(part.key)
        } else {
            table.seek(part.key, |item| self.part_of(item).cmp(part.bytes))
        }
    }

    /// 同音 Texts that are read so, in full.
    pub(super) fn read(&self, key: u64) -> impl Iterator<Item = Word> + '_ {
        self.sounds.range(key, key).map(|(_, item)| item >> PLACE_BITS)
    }

    /// 音近 Names that sound nearly so.
    pub(super) fn sounding(&self, blurred: u64) -> impl Iterator<Item = Word> + '_ {
        self.blurred.range(blurred, blurred).map(|(_, item)| item >> PLACE_BITS)
    }

    /// Texts whose reading begins so.
    pub(super) fn read_on(&self, (low, high): (u64, u64)) -> impl Iterator<Item = Word> + '_ {
        self.sounds.range(low, high).map(|(_, item)| item >> PLACE_BITS)
    }

    /// 首字母 Texts whose syllables begin so.
    pub(super) fn cut<'s>(&'s self, cut: &'s Cut) -> impl Iterator<Item = Word> + 's {
        let (low, high) = cut.letters;
        let held = self.letters.range(low, high).map(|(_, item)| item >> PLACE_BITS);
        held.filter(move |word| cut.parts.as_ref().is_none_or(|parts| self.is_read(*word, parts)))
    }

    fn is_read(&self, word: Word, parts: &[(Syllable, Syllable)]) -> bool {
        let readings = sound::readings(self.text_of(word), self.class == Class::Names);
        readings.iter().any(|reading| is_cut_so(reading, parts))
    }

    /// Whether a text has this part, or is spelt so.
    pub(super) fn has(&self, word: Word, part: Part<'_>, spelling: Option<&Spelling>) -> bool {
        let bytes = self.bytes_of(word);
        let mut parts = bytes.windows(part.bytes.len().max(1)).enumerate();
        if parts.any(|(at, some)| some == part.bytes && self.is_part(bytes, at)) {
            return true;
        }
        let Some(spelling) = spelling else { return false };
        sound::readings(self.text_of(word), self.class == Class::Names).iter().any(|reading| {
            let key = sound::key(reading);
            let letters = sound::letters(reading);
            spelling.begun.iter().any(|(low, high)| (*low..=*high).contains(&key))
                || spelling.cut.iter().any(|cut| {
                    (cut.letters.0..=cut.letters.1).contains(&letters)
                        && cut.parts.as_ref().is_none_or(|parts| is_cut_so(reading, parts))
                })
        })
    }

    /// About how many texts have this part or are spelt so.
    pub(super) fn about(&self, part: Part<'_>, spelling: Option<&Spelling>) -> usize {
        let of = |table: &Sorted| table.about(part.key, part.last_key());
        let spelt = spelling.map_or(0, |spelling| {
            let begun = spelling.begun.iter().map(|(low, high)| self.sounds.about(*low, *high));
            let cut = spelling.cut.iter().map(|cut| self.letters.about(cut.letters.0, cut.letters.1));
            begun.chain(cut).sum()
        });
        of(&self.heads) + of(&self.inner) + spelt
    }

    /// Bytes held, the texts themselves aside.
    pub(super) fn held(&self) -> usize {
        let holders: usize = self.entries.iter().map(|entry| entry.holders.bytes()).sum();
        let tables = [&self.heads, &self.inner, &self.sounds, &self.letters, &self.blurred];
        self.entries.capacity() * size_of::<Entry>()
            + holders
            + self.by_text.capacity() * 8 / 7 * (size_of::<Word>() + 1)
            + tables.iter().map(|table| table.bytes()).sum::<usize>()
    }

    /// Bytes of the texts themselves.
    pub(super) fn texts(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the memory of the table holds these bytes anywhere.
    #[cfg(test)]
    pub(super) fn remembers(&self, text: &str) -> bool {
        self.bytes.windows(text.len()).any(|some| some == text.as_bytes())
    }
}

/// At which byte of a text the part of an item begins.
fn begin_of(bytes: &[u8], item: u32) -> usize {
    let place = item & ((1 << PLACE_BITS) - 1);
    let mut begins = bytes.iter().enumerate().filter(|(_, byte)| **byte & 0xc0 != 0x80).map(|(at, _)| at);
    begins.nth(place as usize).unwrap_or(bytes.len())
}

/// Whether a reading begins with syllables of these ranges.
fn is_cut_so(reading: &[Syllable], parts: &[(Syllable, Syllable)]) -> bool {
    reading.len() >= parts.len()
        && reading.iter().zip(parts).all(|(syllable, (low, high))| (low..=high).contains(&syllable))
}

/// Adds to an ordered list what is not in it.
pub(super) fn insert(list: &mut Vec<u32>, one: u32, mut stands: impl FnMut(u32) -> Ordering) {
    let place = list.partition_point(|held| stands(*held).is_lt());
    if list.get(place) != Some(&one) {
        list.insert(place, one);
    }
}
