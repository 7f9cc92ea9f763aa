//! 查询 How a question is answered: word by word, the surest first.

use crate::search::finder::{Doc, Finder, HERE, NONE, UNSEEN};
use crate::search::hit::{ALL, CODES, NAMES};
use crate::search::question::{MOST, WORDS, Word as Asked};
use crate::search::sorted::Sorted;
use crate::search::words::{self, Words};
use crate::search::{Field, Found, Hit, How, Kind, Question, Subject, Why, shape, sound};

impl Finder {
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
