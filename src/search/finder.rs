//! 搜索索引 The index behind the box.

mod find;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::search::hit::TEXTS;
use crate::search::sorted::Sorted;
use crate::search::words::{self, Class, Words};
use crate::search::{Entry, Field, Kind, Subject, fold, number};

const NONE: u32 = u32::MAX;

const HERE: u8 = 1;
/// A document of digits.
const DIGITS: u8 = 2;
/// A document of letters and digits.
const PAPER: u8 = 4;
const PHONE: u8 = 8;
/// A house that others name and that was not put yet.
const UNSEEN: u8 = 16;

/// What is held of a person or thing.
#[derive(Debug, Clone)]
struct Doc {
    id: Uuid,
    document: u64,
    phone: u64,
    words: [u32; TEXTS],
    /// Of a house: who is in it, a place in [`Finder::at`]. Of others: their house.
    house: u32,
    fields: [Option<Field>; TEXTS],
    kind: Kind,
    flags: u8,
}

impl Doc {
    fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    fn order(&self) -> (Kind, Uuid) {
        (self.kind, self.id)
    }

    fn digits(&self) -> Option<u64> {
        self.is(DIGITS).then_some(self.document)
    }

    fn paper(&self) -> Option<u64> {
        self.is(PAPER).then_some(self.document)
    }

    fn telephone(&self) -> Option<u64> {
        self.is(PHONE).then_some(self.phone)
    }

    fn texts(&self) -> impl Iterator<Item = (Field, u32)> + '_ {
        self.fields.iter().zip(self.words).filter_map(|(field, word)| Some(((*field)?, word)))
    }

    /// The field by which it holds a word of a class.
    fn field(&self, class: usize, word: u32) -> Option<Field> {
        self.texts().find(|(field, held)| *held == word && field.class() == Some(class)).map(|(field, _)| field)
    }
}

/// 人屋搜索引擎 Finds persons and things by any part of what is known of them. Memory only; see [`crate::search`].
///
/// Ranking: by how sure the match is ([`How`](crate::search::How)), then names before titles, codes and addresses, then in the order of the texts, those who
/// are here before those who are not. The same content gives the same order, however it came in.
#[doc(alias = "人屋搜索引擎")]
pub struct Finder {
    docs: Vec<Doc>,
    vacant: Vec<u32>,
    by_id: HashTable<u32>,
    hasher: RandomState,
    words: [Words; 4],
    /// Which kinds have had texts of each class.
    kinds_in: [u16; 4],
    documents: Sorted,
    papers: Sorted,
    phones: Sorted,
    /// Who is in each house.
    at: Vec<Vec<u32>>,
    vacant_at: Vec<u32>,
    /// Whether the tables follow each entry; while many are put at once they are made at the end.
    follows: bool,
}

impl Default for Finder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finder({} entries)", self.len())
    }
}

impl Finder {
    /// An empty finder.
    pub fn new() -> Self {
        Self {
            docs: Vec::new(),
            vacant: Vec::new(),
            by_id: HashTable::new(),
            hasher: RandomState::new(),
            words: [Class::Names, Class::Other, Class::Other, Class::Addresses].map(Words::new),
            kinds_in: [0; 4],
            documents: Sorted::default(),
            papers: Sorted::default(),
            phones: Sorted::default(),
            at: Vec::new(),
            vacant_at: Vec::new(),
            follows: true,
        }
    }

    /// How many persons and things can be found.
    pub fn len(&self) -> usize {
        self.docs.len() - self.vacant.len() - self.docs.iter().filter(|doc| doc.is(UNSEEN)).count()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// 内存 Bytes held: of the texts themselves, and of all else.
    pub fn bytes(&self) -> (usize, usize) {
        let texts = self.words.iter().map(Words::texts).sum();
        let numbers = self.documents.bytes() + self.papers.bytes() + self.phones.bytes();
        let at =
            self.at.capacity() * size_of::<Vec<u32>>() + self.at.iter().map(|here| here.capacity() * 4).sum::<usize>();
        let ids = self.by_id.capacity() * 8 / 7 * (size_of::<u32>() + 1);
        let words = self.words.iter().map(Words::held).sum::<usize>();
        (texts, self.docs.capacity() * size_of::<Doc>() + numbers + at + ids + words)
    }

    /// Builds a finder from many entries at once, faster than one by one.
    ///
    /// # Errors
    /// `search.full`.
    pub fn of_entries<'t>(entries: impl IntoIterator<Item = Entry<'t>>) -> Result<Self> {
        let mut entries: Vec<Entry<'t>> = entries.into_iter().collect();
        // Of what comes twice the last counts.
        entries.reverse();
        entries.sort_by_key(|entry| entry.subject);
        entries.dedup_by_key(|entry| entry.subject);
        // Those who are found together then lie together in memory.
        entries.sort_by(|one, other| one.place().cmp(&other.place()));
        let mut finder = Self::loading();
        for entry in &entries {
            finder.put(entry)?;
        }
        finder.loaded();
        Ok(finder)
    }

    /// A finder into which many are put before the first question.
    pub(super) fn loading() -> Self {
        Self { follows: false, ..Self::new() }
    }

    /// Ends the loading: everything is found from now on.
    pub(super) fn loaded(&mut self) {
        self.words.iter_mut().for_each(Words::index_all);
        let table = |number: &dyn Fn(&Doc) -> Option<u64>| {
            let mut list: Vec<(u64, u32)> =
                (0..).zip(&self.docs).filter_map(|(place, doc)| Some((number(doc)?, place))).collect();
            let order = |place: u32| self.docs.get(place as usize).map(Doc::order);
            list.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| order(one.1).cmp(&order(other.1))));
            Sorted::of_sorted(&list)
        };
        let documents = table(&Doc::digits);
        let papers = table(&Doc::paper);
        let phones = table(&Doc::telephone);
        (self.documents, self.papers, self.phones) = (documents, papers, phones);
        self.docs.shrink_to_fit();
        self.at.shrink_to_fit();
        self.at.iter_mut().for_each(Vec::shrink_to_fit);
        self.follows = true;
    }

    /// 写入 Sets what is known of a person or thing, new or known.
    ///
    /// # Errors
    /// `search.full` beyond 134 million texts of a class or 4 billion entries.
    pub fn put(&mut self, entry: &Entry<'_>) -> Result<()> {
        let Subject { kind, id } = entry.subject;
        let doc = match self.number_of(entry.subject) {
            Some(known) => known,
            None => self.found(Subject { kind, id })?,
        };
        let house = match entry.house.filter(|_| kind != Kind::House) {
            Some(house) => {
                let house = Subject { kind: Kind::House, id: house };
                match self.number_of(house) {
                    Some(known) => known,
                    None => self.found(house)?,
                }
            }
            None => NONE,
        };
        let mut fields = [None; TEXTS];
        let mut texts = [""; TEXTS];
        for (place, (field, text)) in entry.texts.iter().take(TEXTS).enumerate() {
            if let (Some(slot), Some(held)) = (fields.get_mut(place), texts.get_mut(place)) {
                (*slot, *held) = (Some(*field), *text);
            }
        }
        let Some(before) = self.docs.get(doc as usize).cloned() else { return Ok(()) };
        let mut now = Doc { id, kind, fields, words: before.words, ..before };
        now.flags = if entry.here { HERE } else { 0 };
        for place in 0..TEXTS {
            let (old, new) = (before.fields.get(place).copied().flatten(), fields.get(place).copied().flatten());
            let text = texts.get(place).copied().unwrap_or_default();
            let held = before.words.get(place).copied().unwrap_or(NONE);
            if let (Some(old), Some(new)) = (old, new)
                && old.class() == new.class()
                && old.class().and_then(|class| self.words.get(class)).is_some_and(|words| words.shown(held) == text)
            {
                continue;
            }
            if let Some(class) = old.and_then(Field::class) {
                self.forget(class, held, doc, &before, &now, place);
            }
            let word = match new.and_then(Field::class) {
                Some(class) => {
                    let order = now.order();
                    let Self { words, docs, follows, kinds_in, .. } = self;
                    if let Some(kinds) = kinds_in.get_mut(class) {
                        *kinds |= kind.bit();
                    }
                    let stands = |held: u32| stands(docs, held, order);
                    match words.get_mut(class) {
                        Some(words) => words.add(text, doc, stands, *follows)?,
                        None => NONE,
                    }
                }
                None => NONE,
            };
            if let Some(slot) = now.words.get_mut(place) {
                *slot = word;
            }
        }
        self.numbers(doc, &before, &mut now, entry);
        if kind != Kind::House {
            now.house = house;
            if before.house != house {
                self.leave(before.house, doc);
                self.come(house, doc, now.order())?;
            }
        }
        if let Some(slot) = self.docs.get_mut(doc as usize) {
            *slot = now;
        }
        Ok(())
    }

    /// Takes a document from a text, unless another of its fields holds the same text.
    fn forget(&mut self, class: usize, word: u32, doc: u32, before: &Doc, now: &Doc, place: usize) {
        let done = now.fields.iter().zip(now.words).take(place);
        let left = before.fields.iter().zip(before.words).skip(place + 1);
        let again = done.chain(left).any(|(field, held)| held == word && field.and_then(Field::class) == Some(class));
        if let Some(words) = self.words.get_mut(class).filter(|_| !again) {
            words.remove(word, doc, self.follows);
        }
    }

    fn numbers(&mut self, doc: u32, before: &Doc, now: &mut Doc, entry: &Entry<'_>) {
        let document = entry.document.map(fold).filter(|number| !number.is_empty());
        let digits = document.as_deref().and_then(number::digits);
        let paper = document.as_deref().filter(|_| digits.is_none()).and_then(number::paper);
        let phone = entry.phone.map(fold).as_deref().and_then(number::digits);
        let flag = |on: bool, flag: u8| if on { flag } else { 0 };
        now.flags |= flag(digits.is_some(), DIGITS) | flag(paper.is_some(), PAPER) | flag(phone.is_some(), PHONE);
        now.document = digits.or(paper).unwrap_or(0);
        now.phone = phone.unwrap_or(0);
        if !self.follows {
            return;
        }
        let order = now.order();
        let Self { docs, documents, papers, phones, .. } = self;
        let tables = [
            (documents, before.digits(), digits),
            (papers, before.paper(), paper),
            (phones, before.telephone(), phone),
        ];
        for (table, old, new) in tables {
            if old == new {
                continue;
            }
            if let Some(old) = old {
                table.remove(old, doc, |held| stands(docs, held, order));
            }
            if let Some(new) = new {
                table.insert(new, doc, |held| stands(docs, held, order));
            }
        }
    }

    /// 移除 Forgets a person or thing; whether it was known.
    pub fn remove(&mut self, subject: Subject) -> bool {
        let Some(doc) = self.number_of(subject) else { return false };
        let Some(held) = self.docs.get(doc as usize).cloned() else { return false };
        if held.is(UNSEEN) {
            return false;
        }
        let nothing = Entry { here: false, ..Entry::of(subject) };
        // Nothing is added, so nothing can be full.
        if self.put(&nothing).is_err() {
            return false;
        }
        let lived_in =
            held.kind == Kind::House && self.at.get(held.house as usize).is_some_and(|here| !here.is_empty());
        if lived_in {
            if let Some(slot) = self.docs.get_mut(doc as usize) {
                slot.flags = UNSEEN;
            }
        } else {
            self.drop_doc(doc);
        }
        true
    }

    fn drop_doc(&mut self, doc: u32) {
        let Some(held) = self.docs.get(doc as usize) else { return };
        let (order, slot) = (held.order(), held.house);
        if held.kind == Kind::House {
            self.vacant_at.push(slot);
        }
        let hash = self.hasher.hash_one(order);
        if let Ok(entry) = self.by_id.find_entry(hash, |number| *number == doc) {
            entry.remove();
        }
        if let Some(held) = self.docs.get_mut(doc as usize) {
            *held = Doc { id: Uuid::nil(), flags: 0, house: NONE, ..held.clone() };
        }
        self.vacant.push(doc);
    }

    fn number_of(&self, subject: Subject) -> Option<u32> {
        let order = (subject.kind, subject.id);
        let is = |doc: &u32| self.docs.get(*doc as usize).is_some_and(|doc| doc.order() == order);
        self.by_id.find(self.hasher.hash_one(order), is).copied()
    }

    /// A new document, unseen and empty.
    fn found(&mut self, subject: Subject) -> Result<u32> {
        let full = || Error::new(code::search::FULL);
        let house = if subject.kind == Kind::House {
            if let Some(vacant) = self.vacant_at.pop() {
                vacant
            } else {
                self.at.push(Vec::new());
                u32::try_from(self.at.len() - 1).map_err(|_| full())?
            }
        } else {
            NONE
        };
        let doc = Doc {
            id: subject.id,
            document: 0,
            phone: 0,
            words: [NONE; TEXTS],
            house,
            fields: [None; TEXTS],
            kind: subject.kind,
            flags: UNSEEN,
        };
        let number = if let Some(number) = self.vacant.pop() {
            if let Some(slot) = self.docs.get_mut(number as usize) {
                *slot = doc;
            }
            number
        } else {
            let number = u32::try_from(self.docs.len()).ok().filter(|number| *number < NONE).ok_or_else(full)?;
            self.docs.push(doc);
            number
        };
        let Self { by_id, docs, hasher, .. } = self;
        let hash_of = |doc: &u32| docs.get(*doc as usize).map_or(0, |doc| hasher.hash_one(doc.order()));
        by_id.insert_unique(hash_of(&number), number, hash_of);
        Ok(number)
    }

    fn leave(&mut self, house: u32, doc: u32) {
        let Some(held) = self.docs.get(house as usize) else { return };
        let unseen = held.is(UNSEEN);
        let Some(here) = self.at.get_mut(held.house as usize) else { return };
        here.retain(|other| *other != doc);
        if here.is_empty() && unseen {
            self.drop_doc(house);
        }
    }

    fn come(&mut self, house: u32, doc: u32, order: (Kind, Uuid)) -> Result<()> {
        let Self { docs, at, .. } = self;
        let Some(slot) = docs.get(house as usize).map(|held| held.house) else { return Ok(()) };
        let here = at.get_mut(slot as usize).ok_or_else(|| Error::new(code::search::FULL))?;
        words::insert(here, doc, |held| stands(docs, held, order));
        Ok(())
    }

    /// 以屋找人 Who and what is in a house: residents, venues, vehicles, in the order of kinds and ids.
    pub fn at_house(&self, house: Uuid) -> impl Iterator<Item = Subject> + '_ {
        let doc = self.number_of(Subject { kind: Kind::House, id: house });
        let slot = doc.and_then(|doc| self.docs.get(doc as usize)).map(|doc| doc.house);
        let here = slot.and_then(|slot| self.at.get(slot as usize)).map(Vec::as_slice).unwrap_or_default();
        here.iter().filter_map(|doc| self.subject(*doc))
    }

    /// 以人找屋 The house that a person or thing is in.
    pub fn house_of(&self, subject: Subject) -> Option<Uuid> {
        let doc = self.docs.get(self.number_of(subject)? as usize).filter(|doc| doc.kind != Kind::House)?;
        self.docs.get(doc.house as usize).map(|house| house.id)
    }

    /// What is known of a person or thing in clear text, for masks.
    pub(super) fn texts(&self, subject: Subject) -> impl Iterator<Item = (Field, &str)> {
        let doc = self.number_of(subject).and_then(|doc| self.docs.get(doc as usize));
        doc.into_iter()
            .flat_map(Doc::texts)
            .filter_map(|(field, word)| Some((field, self.words.get(field.class()?)?.shown(word))))
    }

    fn subject(&self, doc: u32) -> Option<Subject> {
        let doc = self.docs.get(doc as usize).filter(|doc| !doc.is(UNSEEN))?;
        Some(Subject { kind: doc.kind, id: doc.id })
    }

    /// Whether its memory holds a text anywhere.
    #[cfg(test)]
    pub(super) fn remembers(&self, text: &str) -> bool {
        self.words.iter().any(|words| words.remembers(text))
    }
}

/// How a document stands to the one of this order.
fn stands(docs: &[Doc], held: u32, order: (Kind, Uuid)) -> Ordering {
    docs.get(held as usize).map_or(Ordering::Less, |doc| doc.order().cmp(&order))
}
