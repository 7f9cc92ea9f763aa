//! 清单 The lists of a layer: duties, wordings, amendments of law.

use serde::Deserialize;

use crate::error::Result;
use crate::rules::Mark;
use crate::rules::charter::{Amendment, Wording};
use crate::rules::duty::{DutyRule, When};
use crate::rules::form::Source;
use crate::value::{Day, StatKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyForm {
    norm: String,
    of: String,
    each: Option<StatKind>,
    #[serde(default)]
    following: bool,
    by: Option<String>,
    times: Option<String>,
    after: Option<String>,
    within: Option<String>,
    before: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordingForm {
    norm: String,
    words: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmendmentForm {
    topics: Vec<String>,
    on: Day,
    law: String,
    mark: Mark,
    zh: String,
    en: String,
}

impl DutyForm {
    pub(super) fn duty(self, source: &Source<'_>, line: usize) -> Result<DutyRule> {
        let periodic = self.following || self.by.is_some() || self.times.is_some();
        let when = match (self.each, self.after, self.within, self.before) {
            (Some(kind), None, None, None) => {
                let (by, times) = (self.by.map(Into::into), self.times.map(Into::into));
                When::Each { kind, following: self.following, by, times }
            }
            (None, Some(id), None, None) if !periodic => When::After(id.into()),
            (None, None, Some(id), None) if !periodic => When::Within(id.into()),
            (None, None, None, Some(id)) if !periodic => When::Before(id.into()),
            _ => {
                let reason = "needs exactly one of each, after, within, before 只能写一种时间";
                return Err(source.wrong(line, &self.norm, reason));
            }
        };
        Ok(DutyRule { norm: self.norm.into(), of: self.of.into(), when })
    }
}

impl WordingForm {
    pub(super) fn wording(self, source: &Source<'_>, line: usize) -> Result<Wording> {
        let all = || self.words.iter().chain(&self.with).chain(&self.except).chain(&self.unless);
        if self.words.is_empty() || all().any(|word| word.trim().is_empty()) {
            return Err(source.wrong(line, &self.norm, "needs words, none of them empty 词语不能为空"));
        }
        let boxed = |words: Vec<String>| words.into_iter().map(Into::into).collect();
        let (words, with) = (boxed(self.words), boxed(self.with));
        let (except, unless) = (boxed(self.except), boxed(self.unless));
        Ok(Wording { norm: self.norm.into(), words, with, except, unless, mark: self.mark })
    }
}

impl AmendmentForm {
    pub(super) fn amendment(self, source: &Source<'_>, line: usize) -> Result<Amendment> {
        if self.topics.is_empty() || self.law.trim().is_empty() {
            return Err(source.wrong(line, "amendment", "needs topics and a law 须写明主题和法律"));
        }
        let topics = self.topics.into_iter().map(Into::into).collect();
        let (law, zh, en) = (self.law.into(), self.zh.into(), self.en.into());
        Ok(Amendment { topics, on: self.on, law, mark: self.mark, zh, en })
    }
}
