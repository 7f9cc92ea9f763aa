//! 查询 What is typed into the box, understood once: words, numbers, pinyin.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::search::sound::{self, Spelling};
use crate::search::words::Part;
use crate::search::{Kind, fold, number};

/// Hits that a question asks for unless it says otherwise.
pub const USUAL: usize = 20;
/// The most hits that one question can ask for: nobody pages through a village.
pub const MOST: usize = 50;
/// The most words of one question.
pub(super) const WORDS: usize = 4;
/// The most characters of one question.
const LONGEST: usize = 64;

/// 查询 A question to the finder. It cannot be empty or shorter than what tells people apart, has no second page, and gives fifty
/// hits at most: there is no way to browse everybody.
///
/// The least that is asked: one Chinese character, two letters, or four digits; `12号` counts as Chinese. Words apart must all be met,
/// in any order, by a person or thing itself or by its house.
///
/// ```
/// use cunwu::search::{Kind, Question};
/// let question = Question::of("张伟 桃源街")?.only(&[Kind::Resident]).limit(5);
/// assert_eq!(question.words(), 2);
/// assert_eq!(Question::of("12").unwrap_err().code(), "search.too_short");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "查询")]
#[derive(Clone)]
pub struct Question {
    pub(super) words: Vec<Word>,
    /// All words as one, where they may be one name written apart: `zhang wei`, 张 伟.
    pub(super) joined: Option<Word>,
    /// The pieces of all words, where a word among others has pieces; empty elsewhere.
    pub(super) apart: Vec<Word>,
    pub(super) kinds: u16,
    pub(super) limit: usize,
}

/// A word of a question.
#[derive(Clone)]
pub(super) struct Word {
    /// As it is searched.
    pub(super) text: String,
    /// Turned numbers of which it is a tail.
    pub(super) tail: Option<(u64, u64)>,
    pub(super) paper_tail: Option<(u64, u64)>,
    /// What it may mean as pinyin, when it is letters alone.
    pub(super) spelling: Option<Spelling>,
    /// Where it begins with Chinese characters and goes on otherwise, its pieces; empty elsewhere.
    pub(super) pieces: Vec<Word>,
    /// Whether it has Chinese characters.
    pub(super) chinese: bool,
}

impl Word {
    fn of(text: String) -> Self {
        let letters = text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let chinese = !text.is_ascii();
        let long = text.len() >= number::SHORTEST && text.is_ascii();
        Self {
            tail: long.then(|| number::tail(&text)).flatten(),
            paper_tail: long.then(|| number::paper_tail(&text)).flatten().filter(|_| !letters),
            spelling: letters.then(|| sound::spelling(&text.to_ascii_lowercase())),
            pieces: if chinese { pieces(&text).into_iter().map(Self::of).collect() } else { Vec::new() },
            chinese,
            text,
        }
    }

    pub(super) fn part(&self) -> Part<'_> {
        Part::of(&self.text)
    }

    /// Whether it is enough to ask for alone.
    fn is_enough(&self) -> bool {
        let least = if self.chinese {
            1
        } else if self.spelling.is_some() {
            2
        } else if self.text.bytes().all(|byte| byte.is_ascii_digit()) {
            number::SHORTEST
        } else {
            3
        };
        self.text.chars().count() >= least
    }
}

/// Parts of an address written without spaces: 桃源街 | 90号, 桃源街 | 1巷 | 90号.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut digit_before = true;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        match pieces.last_mut() {
            Some(last) if !digit || digit_before => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        digit_before = digit;
    }
    if (2..=WORDS).contains(&pieces.len()) { pieces } else { Vec::new() }
}

impl Question {
    /// 查询 From what was typed. Spaces and commas part the words.
    ///
    /// # Errors
    /// `search.empty`; `search.too_short` when no word is enough to ask for; `search.too_long` beyond 64 characters or four words.
    pub fn of(text: &str) -> Result<Self> {
        let characters = text.chars().count();
        if characters > LONGEST {
            return Err(Error::new(code::search::TOO_LONG)
                .with("given", format!("{characters} characters"))
                .with("given.zh", format!("{characters} 个字符"))
                .with("most", LONGEST));
        }
        let words = text.split(|c: char| c.is_whitespace() || "，,、;；\u{3000}".contains(c));
        let words: Vec<Word> = words.map(fold).filter(|word| !word.is_empty()).map(Word::of).collect();
        if words.is_empty() {
            return Err(Error::new(code::search::EMPTY));
        }
        if words.len() > WORDS {
            return Err(Error::new(code::search::TOO_LONG)
                .with("given", format!("{} words", words.len()))
                .with("given.zh", format!("{} 个词", words.len()))
                .with("most", WORDS));
        }
        let letters = words.iter().all(|word| word.spelling.is_some());
        let single = words.iter().all(|word| word.chinese && word.text.chars().count() == 1);
        let joined = (words.len() > 1 && (letters || single)).then(|| {
            let all: String = words.iter().map(|word| word.text.as_str()).collect();
            Word::of(all)
        });
        if !words.iter().chain(&joined).any(Word::is_enough) {
            return Err(Error::new(code::search::TOO_SHORT).with("characters", characters));
        }
        let pieces = |word: &Word| if word.pieces.is_empty() { vec![word.clone()] } else { word.pieces.clone() };
        let mut apart: Vec<Word> = words.iter().flat_map(pieces).collect();
        if words.len() == 1 || apart.len() == words.len() || apart.len() > WORDS {
            apart.clear();
        }
        Ok(Self { words, joined, apart, kinds: u16::MAX, limit: USUAL })
    }

    /// 限定种类 Only hits of these kinds.
    #[must_use]
    pub fn only(mut self, kinds: &[Kind]) -> Self {
        self.kinds = kinds.iter().fold(0, |mask, kind| mask | kind.bit());
        self
    }

    /// 条数 At most so many hits, 1 to 50.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.clamp(1, MOST);
        self
    }

    /// How many words must be met.
    pub fn words(&self) -> usize {
        self.words.len()
    }
}

impl fmt::Debug for Question {
    /// What is asked may be somebody's number: only its size is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Question({} words, at most {} hits)", self.words.len(), self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        Question::of(text).map_or_else(|error| error.code(), |_| "ok")
    }

    #[test]
    fn what_is_too_little_to_tell_people_apart_is_refused() {
        for (text, wanted) in [
            ("", "search.empty"),
            ("  ，·", "search.empty"),
            ("a", "search.too_short"),
            ("123", "search.too_short"),
            ("A1", "search.too_short"),
            ("12 3", "search.too_short"),
            ("张", "ok"),
            ("zs", "ok"),
            ("1234", "ok"),
            ("A12", "ok"),
            ("9号", "ok"),
            ("张 3", "ok"),
            ("z s", "ok"),
            ("a b c d e", "search.too_long"),
        ] {
            assert_eq!(code(text), wanted, "{text}");
        }
        assert_eq!(code(&"长".repeat(64)), "ok");
        assert_eq!(code(&"长".repeat(65)), "search.too_long");
        assert_eq!(Question::of("张伟").unwrap().limit(1000).limit, MOST);
        assert_eq!(Question::of("张伟").unwrap().limit(0).limit, 1);
    }

    #[test]
    fn an_address_without_spaces_has_its_pieces() {
        assert_eq!(pieces("桃源街1巷90号"), ["桃源街", "1巷", "90号"]);
        assert_eq!(pieces("90号"), Vec::<String>::new());
        assert_eq!(pieces("桃源街"), Vec::<String>::new());
    }

    #[test]
    fn a_question_does_not_print_what_is_asked() {
        let question = Question::of("44011819491001001X 张伟").unwrap();
        assert_eq!(format!("{question:?}"), "Question(2 words, at most 20 hits)");
    }
}
