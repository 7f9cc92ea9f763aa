//! 用语 Words by which a clause is known that a norm forbids, and law that came after a clause.

use crate::rules::{Mark, Rulebook};
use crate::value::Day;

/// 用语 Words that a norm does not suffer in a clause, with the phrases in which they are harmless. A list of this library's choosing, so
/// that a hit is shown with the words it met, and a layer can add words and phrases.
#[doc(alias = "用语")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The norm.
    pub norm: Box<str>,
    /// 词语 The words.
    pub words: Vec<Box<str>>,
    /// 同句 Of these one must stand in the same sentence; none are needed when there are none.
    pub with: Vec<Box<str>>,
    /// 例外 Phrases in which a word is harmless.
    pub except: Vec<Box<str>>,
    /// 除外 Phrases that make the whole sentence harmless.
    pub unless: Vec<Box<str>>,
    /// 依据等级 How well the list is known.
    pub mark: Mark,
}

/// 修法 A law that came into force, and the topics whose older clauses are to be looked at again.
#[doc(alias = "修法")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// 主题 Words that the topic of a clause contains.
    pub topics: Vec<Box<str>>,
    /// 施行日期 The day on which it came into force.
    pub on: Day,
    /// 法律 Law and article.
    pub law: Box<str>,
    /// How well it is known.
    pub mark: Mark,
    /// 内容 What it changed.
    pub zh: Box<str>,
    /// What it changed, in English.
    pub en: Box<str>,
}

impl Amendment {
    /// Whether it is about a topic.
    pub fn concerns(&self, topic: &str) -> bool {
        self.topics.iter().any(|known| topic.contains(&**known))
    }
}

impl Rulebook {
    /// 用语清单 The words that norms do not suffer.
    pub fn wordings(&self) -> &[Wording] {
        &self.wordings
    }

    /// 修法清单 The laws after which older clauses are looked at again.
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// 命中 The sentences of a text in which words stand that a norm does not suffer, as they are written.
    pub fn worded<'t>(&self, norm: &str, text: &'t str) -> Vec<&'t str> {
        let lists: Vec<&Wording> = self.wordings.iter().filter(|list| *list.norm == *norm).collect();
        let sentences = text.split_inclusive(['。', '；', ';', '！', '？', '\n']).map(str::trim);
        sentences.filter(|sentence| lists.iter().any(|list| list.meets(sentence))).collect()
    }
}

impl Wording {
    fn meets(&self, sentence: &str) -> bool {
        if self.unless.iter().any(|phrase| sentence.contains(&**phrase)) {
            return false;
        }
        let harmless: Vec<(usize, usize)> = self.except.iter().flat_map(|phrase| places(sentence, phrase)).collect();
        let stands = |word: &str| {
            places(sentence, word).any(|(from, to)| !harmless.iter().any(|phrase| phrase.0 <= from && to <= phrase.1))
        };
        let with = self.with.is_empty() || self.with.iter().any(|word| stands(word));
        with && self.words.iter().any(|word| stands(word))
    }
}

/// Where a word stands in a text, from and to which byte.
fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(word).map(move |(from, word)| (from, from + word.len()))
}
