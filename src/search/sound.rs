//! 读音 How characters are read: syllables of pinyin without tones, as numbers in the order of the alphabet.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use crate::search::data_lines;

/// Syllables of a reading that its key holds; longer texts are found by their beginning.
pub(super) const LONGEST: usize = 7;
/// Readings that are kept of one text.
const MOST: usize = 4;
const BITS: u32 = 9;

/// 音节 The number of a syllable, from 1.
pub(super) type Syllable = u16;

/// The characters that have a reading without looking further: the CJK block.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// Syllables that one character may be read as; 0: no more.
type Choice = [Syllable; 3];

struct Tables {
    /// All syllables, in order; the number of one is its place plus one.
    syllables: Vec<Box<str>>,
    /// How each character of the block is read as a surname, and elsewhere.
    surnames: Vec<Choice>,
    elsewhere: Vec<Choice>,
    /// The first of the syllables that are mixed up with each.
    blurred: Vec<Syllable>,
    /// The first letter of each.
    letters: Vec<u8>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let block = || (FIRST..=LAST).filter_map(char::from_u32);
    let mut syllables: Vec<Box<str>> = block()
        .flat_map(|c| c.to_pinyin_multi().into_iter().flatten())
        .map(|reading| spelt(reading.plain()).into())
        .collect();
    syllables.sort_unstable();
    syllables.dedup();
    let number = |text: &str| place_of(&syllables, text);
    let choices = |data: &'static str| -> Vec<Choice> {
        let named: BTreeMap<char, &str> = data_lines(data)
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(character, words)| Some((character.chars().next()?, words)))
            .collect();
        let of = |c: char| {
            let usual = c.to_pinyin().map_or(0, |reading| number(&spelt(reading.plain())));
            let known = named.get(&c).into_iter().flat_map(|words| words.split(' ')).map(|word| number(&spelt(word)));
            let mut choice = [0; 3];
            for syllable in known.chain([usual]).filter(|syllable| *syllable > 0) {
                if let Some(slot) = choice.iter_mut().take_while(|held| **held != syllable).find(|held| **held == 0) {
                    *slot = syllable;
                }
            }
            choice
        };
        block().map(of).collect()
    };
    let surnames = choices(include_str!("data/surnames.txt"));
    let elsewhere = choices(include_str!("data/names.txt"));
    let mut first: BTreeMap<String, Syllable> = BTreeMap::new();
    let numbers = syllables.iter().zip(1..);
    let blurred = numbers.map(|(text, number)| *first.entry(blur(text)).or_insert(number)).collect();
    let letters = syllables.iter().filter_map(|text| text.bytes().next()).collect();
    Tables { syllables, surnames, elsewhere, blurred, letters }
});

fn place_of(syllables: &[Box<str>], text: &str) -> Syllable {
    syllables
        .binary_search_by(|held| (**held).cmp(text))
        .ok()
        .and_then(|place| Syllable::try_from(place + 1).ok())
        .unwrap_or(0)
}

/// As it is typed: ü is v.
fn spelt(syllable: &str) -> String {
    syllable.replace('ü', "v").replace('ê', "e")
}

/// 读音 The ways in which a text is read, the usual one first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Readings {
    all: [[Syllable; LONGEST]; MOST],
    many: usize,
    long: usize,
}

impl Readings {
    /// Each of them; all are of one length.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Syllable]> {
        self.all.iter().take(self.many).map(|reading| reading.get(..self.long).unwrap_or_default())
    }
}

/// 读音 The readings of the Chinese characters that a text begins with, seven at most. The first character of a name is read as a surname.
pub(super) fn readings(text: &str, name: bool) -> Readings {
    let mut held = Readings { all: [[0; LONGEST]; MOST], many: 1, long: 0 };
    for (place, c) in text.chars().take(LONGEST).enumerate() {
        let choice = of_char(c, name && place == 0);
        if choice.first() == Some(&0) {
            break;
        }
        let mut longer = held.all;
        let mut many = 0;
        for reading in held.all.iter().take(held.many) {
            for syllable in choice.iter().take_while(|syllable| **syllable > 0) {
                if let Some(slot) = longer.get_mut(many) {
                    *slot = *reading;
                    if let Some(last) = slot.get_mut(place) {
                        *last = *syllable;
                    }
                    many += 1;
                }
            }
        }
        held = Readings { all: longer, many, long: place + 1 };
    }
    if held.long == 0 {
        held.many = 0;
    }
    held
}

fn of_char(c: char, surname: bool) -> Choice {
    let place = u32::from(c).checked_sub(FIRST).and_then(|place| usize::try_from(place).ok());
    let table = if surname { &TABLES.surnames } else { &TABLES.elsewhere };
    place.and_then(|place| table.get(place)).copied().unwrap_or_default()
}

/// The number under which a reading stands: its syllables from the left, so that all that begin alike stand together.
pub(super) fn key(reading: &[Syllable]) -> u64 {
    range(reading, 1, Syllable::MAX).0
}

/// The keys of readings that begin with these syllables and go on with one of a range.
fn range(begin: &[Syllable], low: Syllable, high: Syllable) -> (u64, u64) {
    let put = |key: u64, place: usize, syllable: Syllable| {
        let shift = 63 - BITS * (u32::try_from(place).unwrap_or(0) + 1);
        key | (u64::from(syllable) << shift)
    };
    let begin = begin.get(..LONGEST).unwrap_or(begin);
    let whole = begin.iter().enumerate().fold(0, |key, (place, syllable)| put(key, place, *syllable));
    if high == Syllable::MAX {
        let open = 63 - BITS * u32::try_from(begin.len()).unwrap_or(0);
        return (whole, whole | ((1 << open) - 1));
    }
    let last = put(whole, begin.len(), high);
    let open = 63 - BITS * u32::try_from(begin.len() + 1).unwrap_or(0);
    (put(whole, begin.len(), low), last | ((1 << open) - 1))
}

/// 拼音 What a word of letters may mean as pinyin.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    /// Keys of readings that are spelt so in full, to the end of the word.
    pub(super) whole: Vec<u64>,
    /// Keys of readings that begin so; the last syllable may be cut short.
    pub(super) begun: Vec<(u64, u64)>,
    /// Syllables of which at least one in front is cut to its initial: `zsan`, `zs`.
    pub(super) cut: Vec<Cut>,
}

/// 首字母 Syllables cut short: numbers of the syllables that each part may stand for.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// Keys by first letters.
    pub(super) letters: (u64, u64),
    /// What each syllable may be, both ends included; none when the letters say it all.
    pub(super) parts: Option<Vec<(Syllable, Syllable)>>,
}

/// Ways of reading one word that are followed up.
const WAYS: usize = 16;

/// What a word of lower-case letters may mean.
pub(super) fn spelling(word: &str) -> Spelling {
    let mut found = Spelling::default();
    let mut parts = Vec::new();
    split(word, &mut parts, &mut 0, &mut |parts: &[&str]| {
        let number = |part: &&str| place_of(&TABLES.syllables, part);
        let Some((last, front)) = parts.split_last() else { return };
        let Some((low, high)) = beginning_with(last) else { return };
        let before: Vec<Syllable> = front.iter().map(number).collect();
        if before.iter().all(|syllable| *syllable > 0) {
            if number(last) > 0 {
                let whole: Vec<Syllable> = before.iter().copied().chain([number(last)]).collect();
                found.whole.push(key(&whole));
            }
            found.begun.push(range(&before, low, high));
        }
        if front.iter().any(|part| is_initial(part)) {
            let letters: Vec<u8> = parts.iter().filter_map(|part| part.bytes().next()).collect();
            let of_front = front.iter().map(|part| {
                let whole = number(part);
                if is_initial(part) { beginning_with(part).unwrap_or((whole, whole)) } else { (whole, whole) }
            });
            let ranges = of_front.chain([(low, high)]).collect();
            let plain = parts.iter().all(|part| part.len() == 1);
            found.cut.push(Cut { letters: letters_range(&letters), parts: (!plain).then_some(ranges) });
        }
    });
    found
}

/// 声母 What a syllable in front may be cut down to: its first letter, or zh, ch, sh.
fn is_initial(part: &str) -> bool {
    part.len() == 1 || ["zh", "ch", "sh"].contains(&part)
}

/// Splits a word into syllables, the longest first; those in front may be cut to their initials, the last anywhere.
fn split<'w>(word: &'w str, parts: &mut Vec<&'w str>, ways: &mut usize, found: &mut impl FnMut(&[&'w str])) {
    if *ways >= WAYS {
        return;
    }
    if word.is_empty() {
        *ways += 1;
        found(parts);
        return;
    }
    if parts.len() == LONGEST {
        return;
    }
    for end in (1..=word.len().min(6)).rev() {
        let Some((part, rest)) = word.split_at_checked(end) else { continue };
        let fits = if rest.is_empty() {
            beginning_with(part).is_some()
        } else {
            place_of(&TABLES.syllables, part) > 0 || is_initial(part) && beginning_with(part).is_some()
        };
        if fits {
            parts.push(part);
            split(rest, parts, ways, found);
            parts.pop();
        }
    }
}

/// The syllables that begin so.
fn beginning_with(part: &str) -> Option<(Syllable, Syllable)> {
    let syllables = &TABLES.syllables;
    let low = syllables.partition_point(|held| **held < *part);
    let many = syllables.get(low..)?.iter().take_while(|held| held.starts_with(part)).count();
    (many > 0).then_some(())?;
    Some((Syllable::try_from(low + 1).ok()?, Syllable::try_from(low + many).ok()?))
}

/// The number of letters: eight at most, from the left.
fn letters_key(letters: &[u8]) -> u64 {
    letters.iter().take(8).enumerate().fold(0, |key, (place, letter)| key | (u64::from(*letter) << (56 - 8 * place)))
}

fn letters_range(letters: &[u8]) -> (u64, u64) {
    let low = letters_key(letters);
    let open = 64_usize.saturating_sub(8 * letters.len());
    (low, low | 1_u64.checked_shl(u32::try_from(open).unwrap_or(0)).map_or(u64::MAX, |above| above - 1))
}

/// The number of the first letters of a reading.
pub(super) fn letters(reading: &[Syllable]) -> u64 {
    let first = |syllable: &Syllable| TABLES.letters.get(usize::from(*syllable).wrapping_sub(1)).copied().unwrap_or(0);
    reading.iter().enumerate().fold(0, |key, (place, syllable)| key | (u64::from(first(syllable)) << (56 - 8 * place)))
}

/// 模糊音 The number under which readings stand that are easily mixed up: z and zh, c and ch, s and sh, n and l, -n and -ng are one.
pub(super) fn blurred(reading: &[Syllable]) -> u64 {
    let one =
        |syllable: &Syllable| TABLES.blurred.get(usize::from(*syllable).wrapping_sub(1)).copied().unwrap_or(*syllable);
    let mut all = [0; LONGEST];
    for (slot, syllable) in all.iter_mut().zip(reading) {
        *slot = one(syllable);
    }
    key(all.get(..reading.len().min(LONGEST)).unwrap_or_default())
}

fn blur(syllable: &str) -> String {
    let mut text = syllable.to_owned();
    for (long, short) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n")] {
        if let Some(rest) = text.strip_prefix(long) {
            text = format!("{short}{rest}");
        }
    }
    if text.ends_with("ng") {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> u64 {
        readings(text, true).iter().map(key).next().unwrap()
    }

    fn reads(text: &str, name: bool, word: &str) -> bool {
        let spelling = spelling(word);
        readings(text, name).iter().any(|reading| spelling.whole.contains(&key(reading)))
    }

    #[test]
    fn surnames_are_read_as_surnames_and_elsewhere_as_usual() {
        for (name, word) in
            [("单雄信", "shanxiongxin"), ("仇英", "qiuying"), ("解晓东", "xiexiaodong"), ("区志明", "ouzhiming")]
        {
            assert!(reads(name, true, word), "{name} {word}");
        }
        assert!(reads("曾乐", true, "zengle") && reads("曾乐", true, "zengyue"), "a given name may have two readings");
        assert!(reads("解放街", false, "jiefangjie") && !reads("解放街", false, "xiefangjie"));
        assert!(reads("吕绿", true, "lvlv"), "ü is typed as v");
    }

    #[test]
    fn a_word_is_read_in_every_way_that_it_can_be_divided() {
        let xian = spelling("xian");
        let both: Vec<u64> =
            ["西安", "先"].iter().flat_map(|text| readings(text, false).iter().map(key).collect::<Vec<_>>()).collect();
        assert!(both.iter().all(|key| xian.whole.contains(key)));
        let cut = spelling("zhangw");
        let wei = first("张伟");
        assert!(cut.begun.iter().any(|(low, high)| (*low..=*high).contains(&wei)) && cut.whole.is_empty());
        assert!(!spelling("zhs").cut.is_empty() && spelling("zs").cut.iter().all(|cut| cut.parts.is_none()));
        let liang = first("亮伟");
        let lianwei = spelling("lianwei");
        assert!(
            !lianwei.begun.iter().any(|(low, high)| (*low..=*high).contains(&liang)),
            "whole or its initial in front"
        );
        assert!(spelling("u").begun.is_empty() && spelling("vvvv").cut.is_empty());
    }

    #[test]
    fn the_ways_of_dividing_a_word_are_bounded() {
        let ways = |word: &str| spelling(word).begun.len() + spelling(word).cut.len();
        assert!(ways("xiananananananan") <= 2 * WAYS);
        assert!(ways(&"a".repeat(40)) == 0, "more syllables than a key holds");
    }

    #[test]
    fn sounds_that_are_mixed_up_are_one() {
        let one = |one: &str, other: &str| {
            readings(one, true).iter().map(blurred).next() == readings(other, true).iter().map(blurred).next()
        };
        assert!(one("张", "赞") && one("林", "宁") && one("程", "岑") && one("沈", "森") && one("李婷", "倪廷"));
        assert!(!one("王", "黄") && !one("张", "章伟") && !one("李", "米"));
    }

    #[test]
    fn every_reading_of_the_lists_is_a_syllable() {
        for data in [include_str!("data/surnames.txt"), include_str!("data/names.txt")] {
            for line in data_lines(data) {
                let mut words = line.split(' ');
                assert_eq!(words.next().map(|character| character.chars().count()), Some(1), "{line}");
                assert!(
                    words.clone().count() > 0 && words.all(|word| place_of(&TABLES.syllables, &spelt(word)) > 0),
                    "{line}"
                );
            }
        }
    }
}
