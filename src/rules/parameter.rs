//! 参数 The numbers of the rules: value by date, unit, label, source and evidence mark.

use std::fmt;
use std::sync::Arc;

use crate::rules::{DENOMINATORS, Level, Majority, Mark};
use crate::value::Day;

/// 取值 A value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A whole number in the parameter's unit.
    Number(i64),
    /// A majority.
    Share(Majority),
    /// Yes or no.
    Flag(bool),
}

impl Amount {
    /// 中文 As a reader of the rulebook sees it.
    pub fn zh(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Share(majority) => majority.zh(),
            Self::Flag(yes) => if yes { "是" } else { "否" }.to_owned(),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Share(majority) => majority.fmt(f),
            Self::Flag(yes) => yes.fmt(f),
        }
    }
}

/// 单位 What a parameter is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 分钟 Minutes.
    Minutes,
    /// 日 Calendar days.
    Days,
    /// 工作日 Working days.
    Workdays,
    /// 月 Months.
    Months,
    /// 年 Years.
    Years,
    /// 人 People.
    People,
    /// 户 Households.
    Households,
    /// 次 Times.
    Times,
    /// 分 Fen, a hundredth of a yuan.
    Fen,
    /// 千分之一 Thousandths.
    PerMille,
    /// 比例 A majority of a denominator, named by its code.
    Share(&'static str),
    /// 是否 Yes or no.
    Flag,
}

impl Unit {
    const PLAIN: &'static [(&'static str, Self, &'static str)] = &[
        ("minutes", Self::Minutes, "分钟"),
        ("days", Self::Days, "日"),
        ("workdays", Self::Workdays, "工作日"),
        ("months", Self::Months, "个月"),
        ("years", Self::Years, "年"),
        ("people", Self::People, "人"),
        ("households", Self::Households, "户"),
        ("times", Self::Times, "次"),
        ("fen", Self::Fen, "分"),
        ("per_mille", Self::PerMille, "‰"),
        ("flag", Self::Flag, "是否"),
    ];

    /// Reads `days`, `flag` or `share of whole_body`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(of) = text.strip_prefix("share of ") {
            return DENOMINATORS.iter().find(|(code, ..)| *code == of).map(|(code, ..)| Self::Share(code));
        }
        Self::PLAIN.iter().find(|(code, ..)| *code == text).map(|(_, unit, _)| *unit)
    }

    /// 中文 In Chinese: 日, 全体组成人员.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Share(of) => DENOMINATORS.iter().find(|(code, ..)| *code == of).map_or("", |(_, zh, _)| zh),
            plain => Self::PLAIN.iter().find(|(_, unit, _)| *unit == plain).map_or("", |(.., zh)| zh),
        }
    }

    /// Whether such a value can stand in this unit.
    pub const fn fits(self, amount: Amount) -> bool {
        matches!((self, amount), (Self::Share(_), Amount::Share(_)) | (Self::Flag, Amount::Flag(_)))
            || (!matches!(self, Self::Share(_) | Self::Flag) && matches!(amount, Amount::Number(number) if number >= 0))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(of) => write!(f, "share of {of}"),
            plain => f.write_str(Self::PLAIN.iter().find(|(_, unit, _)| unit == plain).map_or("", |(code, ..)| code)),
        }
    }
}

/// 从严方向 Which of two values asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stricter {
    /// 数大为严 The greater: a notice of 10 days is stricter than one of 7; `true` is stricter than `false`.
    More,
    /// 数小为严 The less: filing within 5 days is stricter than within 10.
    Less,
    /// 不分宽严 Neither: the later layer sets it, where the law leaves it open.
    Neither,
}

impl Stricter {
    /// Whether the first asks for more than the second.
    pub fn asks_more(self, first: Amount, second: Amount) -> bool {
        let more = match (first, second) {
            (Amount::Number(a), Amount::Number(b)) => a > b,
            (Amount::Share(a), Amount::Share(b)) => a.stricter_than(b),
            (Amount::Flag(a), Amount::Flag(b)) => a && !b,
            _ => false,
        };
        match self {
            Self::More => more,
            Self::Less => first != second && !more,
            Self::Neither => false,
        }
    }
}

/// 取值 A value that a source gives a parameter, and when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub amount: Amount,
    /// First day; always, where it is open.
    pub from: Option<Day>,
    /// The day after the last.
    pub until: Option<Day>,
    /// Who set it.
    pub level: Level,
    /// How well it is known.
    pub mark: Mark,
    /// Law and article, document and clause.
    pub source: Box<str>,
    /// The layer of the rulebook that brings it.
    pub layer: Arc<str>,
}

impl Setting {
    /// 适用 Whether it holds on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let before =
            |until: Option<Day>, from: Option<Day>| matches!((until, from), (Some(until), Some(from)) if until <= from);
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// 参数 A number that rules take, with every value that it has or had.
#[doc(alias = "规则参数")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its id, such as `representatives.quorum`.
    pub id: Box<str>,
    /// 中文名 What it is, in Chinese.
    pub zh: Box<str>,
    /// What it is, in English.
    pub en: Box<str>,
    /// What it is counted in.
    pub unit: Unit,
    /// Which of two values asks for more.
    pub stricter: Stricter,
    /// Its values, layer by layer.
    pub settings: Vec<Arc<Setting>>,
}

impl Parameter {
    /// 适用取值 The value that holds on a day.
    ///
    /// Within a layer the strictest of those in force holds. A later layer replaces what is not statute; what is statute stays a floor:
    /// of it and what a later layer sets, the stricter holds.
    pub fn on(&self, day: Day) -> Option<&Arc<Setting>> {
        let (mut floor, mut held): (Option<&Arc<Setting>>, Option<&Arc<Setting>>) = (None, None);
        for setting in self.settings.iter().filter(|setting| setting.holds_on(day)) {
            let stricter = |than: &Arc<Setting>| self.stricter.asks_more(setting.amount, than.amount);
            held = match held {
                Some(before) if before.layer == setting.layer && !stricter(before) => Some(before),
                _ => Some(setting),
            };
            if setting.mark.binds() && floor.is_none_or(stricter) {
                floor = Some(setting);
            }
        }
        match (held, floor) {
            (Some(held), Some(floor)) if self.stricter.asks_more(floor.amount, held.amount) => Some(floor),
            (held, _) => held,
        }
    }

    /// The statute that a new setting would fall short of.
    pub(super) fn floor_above(&self, setting: &Setting) -> Option<&Arc<Setting>> {
        let mut floors = self.settings.iter().filter(|floor| floor.mark.binds() && floor.overlaps(setting));
        floors.rfind(|floor| self.stricter.asks_more(floor.amount, setting.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Plain;

    fn setting(layer: &str, number: i64, mark: Mark, from: &str) -> Arc<Setting> {
        Arc::new(Setting {
            amount: Amount::Number(number),
            from: Some(Day::parse(from).unwrap()),
            until: None,
            level: Level::National,
            mark,
            source: "甲法".into(),
            layer: layer.into(),
        })
    }

    fn days(settings: Vec<Arc<Setting>>) -> Parameter {
        let (zh, en) = ("公示期".into(), "publicity".into());
        Parameter { id: "x.days".into(), zh, en, unit: Unit::Days, stricter: Stricter::More, settings }
    }

    fn on(parameter: &Parameter, day: &str) -> Option<Amount> {
        parameter.on(Day::parse(day).unwrap()).map(|setting| setting.amount)
    }

    #[test]
    fn the_value_of_the_day_holds_and_before_the_first_there_is_none() {
        let parameter =
            days(vec![setting("a", 7, Mark::Likely, "2010-01-01"), setting("a", 10, Mark::Likely, "2020-01-01")]);
        assert_eq!(on(&parameter, "2009-12-31"), None);
        assert_eq!(on(&parameter, "2019-12-31"), Some(Amount::Number(7)));
        assert_eq!(on(&parameter, "2020-01-01"), Some(Amount::Number(10)), "of two in force the stricter");
    }

    #[test]
    fn a_later_layer_replaces_what_is_no_statute_and_only_tightens_statute() {
        let open =
            days(vec![setting("a", 7, Mark::Likely, "2010-01-01"), setting("b", 5, Mark::Excerpt, "2010-01-01")]);
        assert_eq!(on(&open, "2020-01-01"), Some(Amount::Number(5)));
        let statute =
            days(vec![setting("a", 7, Mark::Text, "2010-01-01"), setting("b", 9, Mark::Design, "2010-01-01")]);
        assert_eq!(on(&statute, "2020-01-01"), Some(Amount::Number(9)));
        assert!(statute.floor_above(&setting("c", 6, Mark::Text, "2015-01-01")).is_some());
        assert!(statute.floor_above(&setting("c", 7, Mark::Design, "2015-01-01")).is_none());
    }

    #[test]
    fn statute_that_comes_into_force_later_lifts_an_older_charter() {
        let parameter =
            days(vec![setting("a", 10, Mark::Text, "2025-05-01"), setting("b", 7, Mark::Design, "2020-01-01")]);
        assert_eq!(on(&parameter, "2025-04-30"), Some(Amount::Number(7)));
        assert_eq!(on(&parameter, "2025-05-01"), Some(Amount::Number(10)));
    }

    #[test]
    fn units_take_only_what_fits() {
        assert_eq!(Unit::parse("share of whole_body").map(Unit::zh), Some("全体组成人员"));
        assert_eq!(Unit::parse("share of everybody"), None);
        assert!(Unit::Days.fits(Amount::Number(7)) && !Unit::Days.fits(Amount::Number(-1)));
        assert!(!Unit::Days.fits(Amount::Flag(true)) && !Unit::Flag.fits(Amount::Number(1)));
        assert!(!Unit::parse("share of attending").unwrap().fits(Amount::Number(1)));
    }
}
