//! 搜索索引 The index behind the box.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::search::question::{MOST, WORDS, Word as Asked};
use crate::search::sorted::Sorted;
use crate::search::words::{self, Class, Words};
use crate::search::{Question, fold, number, shape, sound};

crate::labels! {
    /// 种类 What can be found.
    pub enum Kind: "种类 kind" {
        /// 居住人员 A resident.
        Resident = "resident" / "居住人员",
        /// 房屋 A house.
        House = "house" / "房屋",
        /// 场所 A venue.
        Venue = "venue" / "场所",
        /// 机动车 A vehicle.
        Vehicle = "vehicle" / "机动车",
        /// 户 A household.
        Household = "household" / "户",
        /// 网格 A grid.
        Grid = "grid" / "网格",
        /// 站点 A station.
        Station = "station" / "站点",
        /// 经济合作社 A cooperative.
        Cooperative = "cooperative" / "经济合作社",
    }
}

impl Kind {
    /// Its bit in a set of kinds.
    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

crate::labels! {
    /// 字段 What of a person or thing was met.
    pub enum Field: "字段 field" {
        /// 姓名 Name of a person.
        Name = "name" / "姓名",
        /// 产权人 Owner of a house.
        Owner = "owner" / "产权人",
        /// 负责人 Who is in charge of a venue.
        Keeper = "keeper" / "负责人",
        /// 使用人 Who uses a vehicle.
        User = "user" / "使用人",
        /// 名称 Name of a thing.
        Title = "title" / "名称",
        /// 编号 Number of a house or household, code of a grid or firm.
        Number = "number" / "编号",
        /// 号牌 Plate.
        Plate = "plate" / "号牌",
        /// 地址 Address.
        Address = "address" / "地址",
        /// 证件号码 Number of an identity document.
        Document = "document" / "证件号码",
        /// 电话 Telephone.
        Phone = "phone" / "电话",
    }
}

/// Classes of texts, each with its own table.
const NAMES: usize = 0;
const TITLES: usize = 1;
const CODES: usize = 2;
const ADDRESSES: usize = 3;
/// All of them, as a set.
const ALL: u8 = 0b1111;

impl Field {
    /// The table of its texts; none for numbers.
    const fn class(self) -> Option<usize> {
        match self {
            Self::Name | Self::Owner | Self::Keeper | Self::User => Some(NAMES),
            Self::Title => Some(TITLES),
            Self::Number | Self::Plate => Some(CODES),
            Self::Address => Some(ADDRESSES),
            Self::Document | Self::Phone => None,
        }
    }
}

crate::labels! {
    /// 匹配方式 How it was met, the surest first.
    pub enum How: "匹配方式 how" {
        /// 完全一致 The whole of it.
        Whole = "whole" / "完全一致",
        /// 开头一致 Its beginning.
        Start = "start" / "开头一致",
        /// 包含 Something within it.
        Part = "part" / "包含",
        /// 尾号 Its last characters.
        Tail = "tail" / "尾号",
        /// 拼音 Its pinyin, or the beginning of it.
        Pinyin = "pinyin" / "拼音",
        /// 首字母 First letters of its pinyin, or a mixture.
        Initials = "initials" / "首字母",
        /// 音近 It sounds the same or nearly so.
        Sound = "sound" / "音近",
        /// 形近 It looks nearly the same.
        Shape = "shape" / "形近",
    }
}

/// 对象 A person or thing that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// 种类 What it is.
    pub kind: Kind,
    /// The id of its record.
    pub id: Uuid,
}

/// 匹配依据 Why something was found: what was met, how, and whether of itself or of its house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// 字段 What was met.
    pub field: Field,
    /// 匹配方式 How.
    pub how: How,
    /// 经由房屋 Whether it is the house's in which it is.
    pub of_house: bool,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let house = if self.of_house { "所在房屋" } else { "" };
        write!(f, "{house}{}{}", self.field, self.how)
    }
}

/// 命中 Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// 对象 What.
    pub subject: Subject,
    /// Whether a person lives, or a thing is, in the village now.
    pub here: bool,
    whys: [Option<Why>; WORDS],
}

impl Hit {
    /// 匹配依据 Why, one reason for each word of the question.
    pub fn why(&self) -> impl Iterator<Item = Why> + '_ {
        self.whys.iter().copied().flatten()
    }
}

/// 结果 What a question finds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// 命中 The hits, the surest first.
    pub hits: Vec<Hit>,
    /// 还有更多 Whether there are more than were asked for: ask more exactly.
    pub more: bool,
}

/// 条目 What the finder is to know of a person or thing: three texts at most, a document, a telephone, and the house it is in.
///
/// ```
/// use cunwu::search::{Entry, Field, Finder, Kind, Question, Subject};
/// use uuid::Uuid;
/// let house = Subject { kind: Kind::House, id: Uuid::from_u128(1) };
/// let zhang = Subject { kind: Kind::Resident, id: Uuid::from_u128(2) };
/// let mut finder = Finder::new();
/// finder.put(&Entry::of(house).text(Field::Number, "DH01-0001").text(Field::Address, "桃源街1巷90号"))?;
/// finder.put(&Entry::of(zhang).text(Field::Name, "张伟").number(Field::Phone, "13800001234").house(house.id))?;
///
/// for asked in ["张伟", "zhangwei", "zw", "zhangw", "章伟", "1234", "桃源街90号 张", "张 一巷"] {
///     let found = finder.find(&Question::of(asked)?);
///     assert_eq!(found.hits.first().map(|hit| hit.subject), Some(zhang), "{asked}");
/// }
/// assert_eq!(finder.find(&Question::of("zs")?).hits.len(), 0);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[derive(Clone)]
pub struct Entry<'t> {
    subject: Subject,
    texts: Vec<(Field, &'t str)>,
    document: Option<&'t str>,
    phone: Option<&'t str>,
    house: Option<Uuid>,
    here: bool,
}

impl<'t> Entry<'t> {
    /// Of a person or thing of which nothing is known yet; it is here.
    pub fn of(subject: Subject) -> Self {
        Self { subject, texts: Vec::new(), document: None, phone: None, house: None, here: true }
    }

    /// 文字 Something to read: a name, an address, a title, a code. Of more than three the first three count; a document or telephone is
    /// taken as a number.
    #[must_use]
    pub fn text(mut self, field: Field, text: &'t str) -> Self {
        if field.class().is_none() {
            return self.number(field, text);
        }
        if self.texts.len() < TEXTS && !text.trim().is_empty() {
            self.texts.push((field, text));
        }
        self
    }

    /// 号码 A document's number or a telephone: found by its tail, never given back. Other fields are taken as text.
    #[must_use]
    pub fn number(mut self, field: Field, number: &'t str) -> Self {
        match field {
            Field::Document => self.document = Some(number),
            Field::Phone => self.phone = Some(number),
            _ => return self.text(field, number),
        }
        self
    }

    /// Where it lies among many: by kind and first text.
    pub(super) fn place(&self) -> (Kind, Option<&'t str>) {
        (self.subject.kind, self.texts.first().map(|(_, text)| *text))
    }

    /// 所在房屋 The house it is in.
    #[must_use]
    pub fn house(mut self, house: Uuid) -> Self {
        self.house = Some(house);
        self
    }

    /// 不在村 It is not in the village now; it is found after those who are.
    #[must_use]
    pub fn away(mut self) -> Self {
        self.here = false;
        self
    }
}

impl fmt::Debug for Entry<'_> {
    /// What it holds may be somebody's number: only what it is of is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({} {}, {} texts)", self.subject.kind, self.subject.id, self.texts.len())
    }
}

const TEXTS: usize = 3;
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
/// Ranking: by how sure the match is ([`How`]), then names before titles, codes and addresses, then in the order of the texts, those who
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

    /// 查询 Finds. Exact: what meets the question and is not among the hits is told by [`Found::more`].
    pub fn find(&self, question: &Question) -> Found {
        let mut taking = Taking {
            finder: self,
            question,
            hits: Vec::with_capacity(question.limit),
            docs: [NONE; MOST],
            more: false,
        };
        match question.words.as_slice() {
            [] => {}
            [word] => {
                let on = self.each_of_word(word, question.kinds, &mut |doc, why| taking.one(doc, why))
                    && (taking.has_some() || self.all_words(&word.pieces, false, &mut taking))
                    // Of other kinds than houses: who and what is in the houses that it meets.
                    && (taking.has_some() || self.all_words(std::slice::from_ref(word), false, &mut taking));
                if on {
                    self.each_nearly(word, &mut |doc, why| taking.one(doc, why));
                }
            }
            words => {
                let joined = question.joined.as_ref();
                let on = joined
                    .is_none_or(|word| self.each_of_word(word, question.kinds, &mut |doc, why| taking.one(doc, why)))
                    && (taking.has_some() || self.all_words(words, false, &mut taking))
                    && (taking.has_some() || self.all_words(&question.apart, false, &mut taking));
                if on && !taking.has_some() {
                    self.all_words(words, true, &mut taking);
                }
            }
        }
        Found { hits: taking.hits, more: taking.more }
    }

    /// Whoever meets all words: begins with the word that the fewest meet, and holds the others against each.
    fn all_words(&self, words: &[Asked], nearly: bool, taking: &mut Taking<'_>) -> bool {
        let mut order: Vec<(usize, usize)> =
            words.iter().enumerate().map(|(place, word)| (self.about(word), place)).collect();
        order.sort_unstable();
        // Exactly: what meets the rarest word is enough. Nearly: any one word may be the one that is not met to the letter.
        let rounds = if nearly { order.len() } else { 1 };
        for (_, first) in order.into_iter().take(rounds) {
            let Some(word) = words.get(first) else { continue };
            let mut each = |doc: u32, why: Why| {
                let mut offer = |doc: u32, why: Why| {
                    let mut whys = [None; WORDS];
                    for (place, (word, slot)) in words.iter().zip(&mut whys).enumerate() {
                        *slot = if place == first { Some(why) } else { self.meets(doc, word) };
                        if slot.is_none() {
                            return true;
                        }
                    }
                    taking.take(doc, whys)
                };
                if !offer(doc, why) {
                    return false;
                }
                let Some(house) = self.docs.get(doc as usize).filter(|doc| doc.kind == Kind::House) else {
                    return true;
                };
                if !matches!(why.field, Field::Address | Field::Number) {
                    return true;
                }
                let here = self.at.get(house.house as usize).map(Vec::as_slice).unwrap_or_default();
                here.iter().all(|inside| offer(*inside, Why { of_house: true, ..why }))
            };
            let on =
                if nearly { self.each_nearly(word, &mut each) } else { self.each_of_word(word, u16::MAX, &mut each) };
            if !on {
                return false;
            }
        }
        true
    }

    /// Every document that a word meets to the letter, the surest first; `each` says whether to go on. Only texts of these kinds are
    /// looked at.
    fn each_of_word(&self, word: &Asked, kinds: u16, each: &mut impl FnMut(u32, Why) -> bool) -> bool {
        let tails = [
            (&self.documents, word.tail, Field::Document),
            (&self.papers, word.paper_tail, Field::Document),
            (&self.phones, word.tail, Field::Phone),
        ];
        for (table, range, field) in tails {
            let Some((low, high)) = range else { continue };
            for (key, doc) in table.range(low, high) {
                // A number with nothing but noughts before this tail is not issued.
                let how = if key == low { How::Whole } else { How::Tail };
                let why = Why { field, how, of_house: false };
                if !each(doc, why) {
                    return false;
                }
            }
        }
        // Letters are more often pinyin than the beginning of a code.
        let spelt = word.spelling.is_some();
        let late = if spelt { ALL & !(1 << NAMES) } else { 0 };
        self.each_having(word, kinds, ALL & !late, each)
            && (!spelt || self.each_spelt(word, kinds, each) && self.each_having(word, kinds, late, each))
            && self.classes(kinds, ALL).all(|(class, words)| {
                words.within(word.part()).all(|held| self.each_holder(class, held, How::Part, each))
            })
    }

    /// The tables of these classes that hold texts of these kinds.
    fn classes(&self, kinds: u16, classes: u8) -> impl Iterator<Item = (usize, &Words)> {
        let tables = self.words.iter().zip(&self.kinds_in).enumerate();
        let asked = tables.filter(move |(class, (_, held))| classes & (1 << class) != 0 && **held & kinds != 0);
        asked.map(|(class, (words, _))| (class, words))
    }

    /// Texts of these classes that are the word, then those that begin with it.
    fn each_having(&self, word: &Asked, kinds: u16, classes: u8, each: &mut impl FnMut(u32, Why) -> bool) -> bool {
        let part = word.part();
        let begin = |(class, words): (usize, _)| (class, words, Words::beginning(words, part).peekable());
        let mut tables: [Option<_>; 4] = [None, None, None, None];
        for (slot, table) in tables.iter_mut().zip(self.classes(kinds, classes)) {
            *slot = Some(begin(table));
        }
        for (class, words, held) in tables.iter_mut().flatten() {
            // Whole ones stand first.
            while let Some(whole) = held.next_if(|held| words.bytes_of(*held).len() == part.bytes.len()) {
                if !self.each_holder(*class, whole, How::Whole, each) {
                    return false;
                }
            }
        }
        let mut rest = tables.iter_mut().flatten();
        rest.all(|(class, _, held)| held.all(|held| self.each_holder(*class, held, How::Start, each)))
    }

    fn each_spelt(&self, word: &Asked, kinds: u16, each: &mut impl FnMut(u32, Why) -> bool) -> bool {
        let Some(spelling) = &word.spelling else { return true };
        let tables = || self.classes(kinds, ALL & !(1 << CODES));
        let mut of = |class: usize, held: u32, how: How| self.each_holder(class, held, how, each);
        spelling
            .whole
            .iter()
            .all(|key| tables().all(|(class, words)| words.read(*key).all(|held| of(class, held, How::Pinyin))))
            && spelling.begun.iter().all(|range| {
                tables().all(|(class, words)| words.read_on(*range).all(|held| of(class, held, How::Pinyin)))
            })
            && spelling
                .cut
                .iter()
                .all(|cut| tables().all(|(class, words)| words.cut(cut).all(|held| of(class, held, How::Initials))))
    }

    /// Every document with a name that sounds or looks nearly like the word.
    fn each_nearly(&self, word: &Asked, each: &mut impl FnMut(u32, Why) -> bool) -> bool {
        if !word.chinese {
            return true;
        }
        let length = word.text.chars().count();
        if !(2..=4).contains(&length) {
            return true;
        }
        let Some(names) = self.words.get(NAMES) else { return true };
        let readings = sound::readings(&word.text, true);
        for reading in readings.iter().filter(|reading| reading.len() == length) {
            // The same sounds first.
            let alike = names.read(sound::key(reading)).chain(names.sounding(sound::blurred(reading)));
            for held in alike {
                if !self.each_holder(NAMES, held, How::Sound, each) {
                    return false;
                }
            }
        }
        shape::variants(&word.text, &mut |variant| {
            let mut alike = names.beginning(words::Part::of(variant));
            alike.all(|held| self.each_holder(NAMES, held, How::Shape, each))
        })
    }

    /// Everybody with a text, those who are here first.
    fn each_holder(&self, class: usize, word: u32, how: How, each: &mut impl FnMut(u32, Why) -> bool) -> bool {
        let Some(words) = self.words.get(class) else { return true };
        let holders = words.holders(word);
        let mut offer = |number: u32, doc: &Doc| {
            doc.field(class, word).is_none_or(|field| each(number, Why { field, how, of_house: false }))
        };
        let mut away = false;
        for number in holders {
            match self.docs.get(*number as usize) {
                Some(doc) if !doc.is(HERE) => away = true,
                Some(doc) if !offer(*number, doc) => return false,
                _ => {}
            }
        }
        let held = || holders.iter().filter_map(|number| Some((*number, self.docs.get(*number as usize)?)));
        !away || held().filter(|(_, doc)| !doc.is(HERE)).all(|(number, doc)| offer(number, doc))
    }

    /// Why a document meets a word, of itself or through its house.
    fn meets(&self, doc: u32, word: &Asked) -> Option<Why> {
        let held = self.docs.get(doc as usize)?;
        if let Some(why) = self.meets_itself(held, word, false) {
            return Some(why);
        }
        let house = self.docs.get(held.house as usize).filter(|_| held.kind != Kind::House)?;
        self.meets_itself(house, word, true)
    }

    fn meets_itself(&self, doc: &Doc, word: &Asked, of_house: bool) -> Option<Why> {
        let part = word.part();
        for (field, held) in doc.texts() {
            if of_house && !matches!(field, Field::Address | Field::Number) {
                continue;
            }
            let words = self.words.get(field.class()?)?;
            let bytes = words.bytes_of(held);
            if words.has(held, part, word.spelling.as_ref()) {
                let how = match () {
                    () if bytes == part.bytes => How::Whole,
                    () if bytes.starts_with(part.bytes) => How::Start,
                    () if bytes.windows(part.bytes.len()).any(|some| some == part.bytes) => How::Part,
                    () => How::Pinyin,
                };
                return Some(Why { field, how, of_house });
            }
        }
        if of_house {
            return None;
        }
        let numbers = [
            (doc.digits(), word.tail, Field::Document),
            (doc.paper(), word.paper_tail, Field::Document),
            (doc.telephone(), word.tail, Field::Phone),
        ];
        let met = numbers.into_iter().find(|(number, range, _)| {
            number.zip(*range).is_some_and(|(number, (low, high))| (low..=high).contains(&number))
        });
        met.map(|(.., field)| Why { field, how: How::Tail, of_house })
    }

    /// About how many texts and numbers a word meets.
    fn about(&self, word: &Asked) -> usize {
        let of = |table: &Sorted, range: Option<(u64, u64)>| range.map_or(0, |(low, high)| table.about(low, high));
        let texts: usize = self.words.iter().map(|words| words.about(word.part(), word.spelling.as_ref())).sum();
        texts + of(&self.documents, word.tail) + of(&self.papers, word.paper_tail) + of(&self.phones, word.tail)
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

/// The hits as they come.
struct Taking<'f> {
    finder: &'f Finder,
    question: &'f Question,
    hits: Vec<Hit>,
    docs: [u32; MOST],
    more: bool,
}

impl Taking<'_> {
    fn has_some(&self) -> bool {
        !self.hits.is_empty()
    }

    fn one(&mut self, doc: u32, why: Why) -> bool {
        self.take(doc, [Some(why), None, None, None])
    }

    /// Takes a document unless it is a hit already or of another kind; whether there is room for more.
    fn take(&mut self, number: u32, whys: [Option<Why>; WORDS]) -> bool {
        let Some(doc) = self.finder.docs.get(number as usize) else { return true };
        if self.question.kinds & doc.kind.bit() == 0
            || doc.is(UNSEEN)
            || self.docs.iter().take(self.hits.len()).any(|held| *held == number)
        {
            return true;
        }
        if self.hits.len() == self.question.limit {
            self.more = true;
            return false;
        }
        if let Some(slot) = self.docs.get_mut(self.hits.len()) {
            *slot = number;
        }
        self.hits.push(Hit { subject: Subject { kind: doc.kind, id: doc.id }, here: doc.is(HERE), whys });
        true
    }
}
