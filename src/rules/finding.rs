//! 检查结果 What a check found: which rule, the numbers it saw, what would satisfy it, and the margin.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Lang, Result, code};
use crate::rules::{Majority, Mark, Norm, NormText, Setting, Severity};
use crate::value::{Day, Money, Plain};

/// 所见 A value that a check looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A number.
    Number(i64),
    /// A day.
    Day(Day),
    /// An amount of money.
    Money(Money),
    /// A majority.
    Share(Majority),
    /// Words.
    Text(Arc<str>),
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Money(money) => f.write_str(&money.plain()),
            Self::Share(majority) => majority.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

macro_rules! seen_from {
    ($($from:ty => $it:ident $to:expr;)+) => {
        $(impl From<$from> for Seen { fn from($it: $from) -> Self { $to } })+
    };
}

seen_from! {
    u32 => it Self::Number(i64::from(it));
    i64 => it Self::Number(it);
    Day => it Self::Day(it);
    Money => it Self::Money(it);
    Majority => it Self::Share(it);
    &str => it Self::Text(it.into());
    String => it Self::Text(it.into());
}

/// 结论 How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// 符合 Met.
    Holds,
    /// 提示 Not met, and only pointed out.
    Warned,
    /// 不符 Not met: the act is refused.
    Broken,
}

/// 检查结果 What the check of one rule found.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    norm: Arc<Norm>,
    text: usize,
    verdict: Verdict,
    saw: Vec<(&'static str, Seen)>,
    margin: Option<i64>,
    place: Option<Box<str>>,
    settings: Vec<Arc<Setting>>,
}

impl Finding {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        &self.norm.id
    }

    /// The rule.
    pub fn norm(&self) -> &Norm {
        &self.norm
    }

    /// 适用条文 The version that was in force.
    pub fn source(&self) -> Option<&NormText> {
        self.norm.texts.get(self.text)
    }

    /// 依据 Law and article, and the source of every parameter that it took.
    pub fn citation(&self) -> String {
        let law = self.source().map_or("", |text| &text.source);
        let mut out = law.to_owned();
        for setting in &self.settings {
            if *setting.source != *law && !out.contains(&*setting.source) {
                out.push('；');
                out.push_str(&setting.source);
            }
        }
        out
    }

    /// 依据等级 The weakest evidence among the norm and the parameters that it took.
    pub fn mark(&self) -> Option<Mark> {
        let marks = self.settings.iter().map(|setting| setting.mark);
        self.source().map(|text| text.mark).into_iter().chain(marks).max()
    }

    /// How it ended.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Whether the rule is met.
    pub fn holds(&self) -> bool {
        self.verdict == Verdict::Holds
    }

    /// 余量 By how much it is met, or missed when negative: votes, days or fen, as the rule counts.
    pub fn margin(&self) -> Option<i64> {
        self.margin
    }

    /// 位置 Which step, record or line it is about.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Names the step or record that it is about.
    #[must_use]
    pub(crate) fn placed(mut self, place: impl Into<Box<str>>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// 所需 The number that would satisfy it, where the rule counts.
    pub fn needs(&self) -> Option<i64> {
        match self.get("needs")? {
            Seen::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// What it saw.
    pub fn saw(&self) -> &[(&'static str, Seen)] {
        &self.saw
    }

    /// One of the values that it saw.
    pub fn get(&self, key: &str) -> Option<&Seen> {
        self.saw.iter().rev().find(|(name, _)| *name == key).map(|(_, seen)| seen)
    }

    /// 说明 What is not met, with the numbers, and what would satisfy it; of a rule that is met, its title and margin.
    pub fn text(&self, lang: Lang) -> String {
        let (title, template) = match lang {
            Lang::Zh => (&self.norm.zh, &self.norm.refusal_zh),
            Lang::En => (&self.norm.en, &self.norm.refusal_en),
        };
        let mut out = String::new();
        if let Some(place) = &self.place {
            out.push_str(place);
            out.push_str(if lang == Lang::Zh { "：" } else { ": " });
        }
        if self.holds() {
            out.push_str(title);
            return out;
        }
        let mut rest: &str = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else { break };
            out.push_str(&self.get(name).map_or_else(|| "?".to_owned(), Seen::to_string));
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// Short: the rule, how it ended, and what it saw, not the whole norm.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.norm.id, self.verdict)?;
        for (name, seen) in &self.saw {
            write!(f, " {name}={seen}")?;
        }
        match &self.place {
            Some(place) => write!(f, " ({place})"),
            None => Ok(()),
        }
    }
}

/// 检查 A check being made: say what it saw, then how it ended.
#[derive(Debug)]
pub struct Check {
    finding: Finding,
}

impl Check {
    pub(super) fn new(norm: &Arc<Norm>, text: usize, settings: Vec<Arc<Setting>>) -> Self {
        let saw = Vec::with_capacity(4);
        let norm = Arc::clone(norm);
        let verdict = Verdict::Holds;
        Self { finding: Finding { norm, text, verdict, saw, margin: None, place: None, settings } }
    }

    /// Notes a value under the name by which the rule's texts call it.
    #[must_use]
    pub fn saw(mut self, key: &'static str, value: impl Into<Seen>) -> Self {
        self.finding.saw.push((key, value.into()));
        self
    }

    /// Names the step or record.
    #[must_use]
    pub fn at(mut self, place: impl Into<Box<str>>) -> Self {
        self.finding.place = Some(place.into());
        self
    }

    /// Met when there is at least what is needed; the texts call them `{has}` and `{needs}`.
    pub fn at_least(self, needs: impl Into<i64>, has: impl Into<i64>) -> Finding {
        let (needs, has) = (needs.into(), has.into());
        self.saw("needs", needs).saw("has", has).ended(has >= needs, Some(has.saturating_sub(needs)))
    }

    /// Met when there is no more than the limit; the texts call them `{has}` and `{limit}`.
    pub fn at_most(self, limit: impl Into<i64>, has: impl Into<i64>) -> Finding {
        let (limit, has) = (limit.into(), has.into());
        self.saw("limit", limit).saw("has", has).ended(has <= limit, Some(limit.saturating_sub(has)))
    }

    /// Met when an amount is no less than what is needed, the margin in fen; the texts call them `{has}` and `{needs}`.
    pub fn at_least_money(self, needs: Money, has: Money) -> Finding {
        self.saw("needs", needs).saw("has", has).ended(has >= needs, Some(has.fen().saturating_sub(needs.fen())))
    }

    /// Met when an amount is no more than the limit, the margin in fen; the texts call them `{has}` and `{limit}`.
    pub fn at_most_money(self, limit: Money, has: Money) -> Finding {
        self.saw("limit", limit).saw("has", has).ended(has <= limit, Some(limit.fen().saturating_sub(has.fen())))
    }

    /// Met when a day does not come before the earliest; the texts call them `{day}` and `{earliest}`.
    pub fn not_before(self, earliest: Day, day: Day) -> Finding {
        self.saw("earliest", earliest).saw("day", day).ended(day >= earliest, Some(day.days_since(earliest)))
    }

    /// Met when a day does not come after the latest; the texts call them `{day}` and `{latest}`.
    pub fn not_after(self, latest: Day, day: Day) -> Finding {
        self.saw("latest", latest).saw("day", day).ended(day <= latest, Some(latest.days_since(day)))
    }

    /// Met or not.
    pub fn when(self, holds: bool) -> Finding {
        self.ended(holds, None)
    }

    fn ended(mut self, holds: bool, margin: Option<i64>) -> Finding {
        self.finding.margin = margin;
        self.finding.verdict = match self.finding.norm.severity {
            _ if holds => Verdict::Holds,
            Severity::Refuse => Verdict::Broken,
            Severity::Warn => Verdict::Warned,
        };
        self.finding
    }
}

/// 检查结果集 What a number of checks found, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds what one check found; a rule that was not in force found nothing.
    pub fn add(&mut self, finding: impl IntoIterator<Item = Finding>) {
        self.0.extend(finding);
    }

    /// All of them.
    pub fn all(&self) -> &[Finding] {
        &self.0
    }

    /// 是否全部符合 Whether nothing is refused; what is only pointed out does not count.
    pub fn holds(&self) -> bool {
        self.0.iter().all(|finding| finding.verdict != Verdict::Broken)
    }

    /// Those not met.
    pub fn broken(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|finding| finding.verdict == Verdict::Broken)
    }

    /// Those pointed out.
    pub fn warned(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|finding| finding.verdict == Verdict::Warned)
    }

    /// 拒绝 Nothing when all is met; else the refusal.
    ///
    /// # Errors
    /// `rules.refused`, with a [`Refusal`] as its source.
    pub fn or_refuse(self) -> Result<Self> {
        if self.holds() { Ok(self) } else { Err(Refusal(self).into_error()) }
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// 拒绝 Why an act is refused: every rule that is not met, and those that are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(Findings);

impl Refusal {
    /// The refusal behind an error.
    pub fn of(error: &Error) -> Option<&Self> {
        std::error::Error::source(error)?.downcast_ref()
    }

    /// All findings of the check.
    pub fn findings(&self) -> &Findings {
        &self.0
    }

    /// The rules not met.
    pub fn rules(&self) -> Vec<&str> {
        self.0.broken().map(Finding::rule).collect()
    }

    /// The error that carries it.
    pub fn into_error(self) -> Error {
        let rules = self.rules().join("、");
        let (zh, en) = (self.text(Lang::Zh), self.text(Lang::En));
        Error::new(code::rules::REFUSED).with("rules", rules).with("reason", en).with("reason.zh", zh).because(self)
    }

    /// What is not met, sentence by sentence, each with its source.
    pub fn text(&self, lang: Lang) -> String {
        let told = self.0.broken().map(|finding| {
            let source = finding.citation();
            match lang {
                Lang::Zh => format!("{}（{source}）", finding.text(lang)),
                Lang::En => format!("{} ({source})", finding.text(lang)),
            }
        });
        told.collect::<Vec<_>>().join(if lang == Lang::Zh { "；" } else { "; " })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Refusal {}
