//! 规则 A rule: what it asks, where it stands, and since when.

use std::sync::Arc;

use crate::rules::{Level, Mark};
use crate::value::Day;

/// 效果 What follows when a rule is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// 拒绝 The act is refused.
    Refuse,
    /// 提示 It is pointed out, and the act goes on.
    Warn,
}

/// 条文 One version of a norm: its words and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormText {
    /// First day in force; always, where it is open.
    pub from: Option<Day>,
    /// The day after the last.
    pub until: Option<Day>,
    /// Who set it.
    pub level: Level,
    /// How well it is known.
    pub mark: Mark,
    /// Law and article, document and clause.
    pub source: Box<str>,
    /// 内容 What it says, in the library's words.
    pub zh: Box<str>,
    /// What it says, in English.
    pub en: Box<str>,
}

/// 领域 What a number of norms are about; the chapter under which they are printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// 名称 Its name.
    pub zh: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
}

/// 规则 A rule that the library checks.
#[doc(alias = "规则")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Norm {
    /// Its id, such as `representatives.quorum`; never reused.
    pub id: Box<str>,
    /// What it belongs to.
    pub area: Arc<Area>,
    /// 名称 Its title.
    pub zh: Box<str>,
    /// Its title in English.
    pub en: Box<str>,
    /// 不符时的说明 What is said when it is not met, with `{places}` for the numbers seen, ending with what would satisfy it.
    pub refusal_zh: Box<str>,
    /// The same in English.
    pub refusal_en: Box<str>,
    /// What follows when it is not met.
    pub severity: Severity,
    /// The parameters that it takes.
    pub parameters: Vec<Box<str>>,
    /// Its versions, oldest first, without overlap.
    pub texts: Vec<NormText>,
}

impl Norm {
    /// 适用条文 The version in force on a day.
    pub fn on(&self, day: Day) -> Option<(usize, &NormText)> {
        let holds =
            |text: &NormText| text.from.is_none_or(|from| from <= day) && text.until.is_none_or(|until| day < until);
        self.texts.iter().enumerate().find(|(_, text)| holds(text))
    }
}
