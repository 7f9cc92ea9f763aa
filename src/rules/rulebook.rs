//! 规则库 The rulebook: norms and parameters, layer over layer, as they stand on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::rules::charter::{Amendment, Wording};
use crate::rules::duty::DutyRule;
use crate::rules::form::{Layer, Source, misfit};
use crate::rules::{Amount, Check, Denominator, Norm, Parameter, Setting, Share, Unit};
use crate::value::{Day, WorkCalendar};

/// The files of a layer, embedded.
macro_rules! files {
    ($($file:literal)+) => { &[$(($file, include_str!(concat!("data/", $file)))),+] };
}

/// The files of national law and Party rules.
const CHINA: &[(&str, &str)] = files! {
    "china/core.toml"
    "china/decisions.toml"
    "china/matters.toml"
    "china/elections.toml"
    "china/committee.toml"
    "china/party.toml"
    "china/party_special.toml"
    "china/party_members.toml"
    "china/party_life.toml"
    "china/collective.toml"
    "china/assets.toml"
    "china/village_rules.toml"
    "china/workflow.toml"
};

/// The files of province and city.
const GUANGZHOU: &[(&str, &str)] = files! {
    "guangzhou/core.toml"
    "guangzhou/assets.toml"
    "guangzhou/disclosure.toml"
};

/// 规则层 A layer of a rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerName {
    /// Its id.
    pub id: Arc<str>,
    /// 名称 Its name.
    pub zh: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
}

/// 规则库 Rules as data: what must hold, since when, by which source, with which numbers.
///
/// A layer is a TOML text ([`Rulebook::with`]). It may add norms and parameters of its own and set parameters of earlier layers: one that
/// rests on a statute read in full ([`Mark::Text`](crate::rules::Mark::Text)) only more strictly, any other either way, naming its source.
/// ```
/// use cunwu::rules::Rulebook;
/// use cunwu::value::Plain;
/// let day = cunwu::value::Day::parse("2022-03-19")?;
/// let village = Rulebook::guangzhou()?.with("charter.toml", r#"
/// layer = { id = "charter", zh = "东华村自治章程", en = "charter of Donghua" }
/// [[set]]
/// parameter = "resolution.publicity"
/// value = 15
/// level = "charter"
/// mark = "T"
/// source = "东华村自治章程第十二条"
/// "#)?;
/// assert_eq!(village.on(day).number("resolution.publicity")?, 15);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "规则库")]
#[derive(Debug, Clone)]
pub struct Rulebook {
    layers: Vec<LayerName>,
    pub(super) norms: BTreeMap<Box<str>, Arc<Norm>>,
    pub(super) parameters: BTreeMap<Box<str>, Parameter>,
    pub(super) duties: Vec<DutyRule>,
    pub(super) wordings: Vec<Wording>,
    pub(super) amendments: Vec<Amendment>,
    calendar: WorkCalendar,
}

impl Rulebook {
    /// 国家 National law and Party rules, with the working days that the crate ships.
    ///
    /// # Errors
    /// `rules.form` and `value.calendar.form`, which tests rule out.
    pub fn china() -> Result<Self> {
        let calendar = WorkCalendar::shipped()?;
        let (norms, parameters) = (BTreeMap::new(), BTreeMap::new());
        let (duties, wordings, amendments) = (Vec::new(), Vec::new(), Vec::new());
        let empty = Self { layers: Vec::new(), norms, parameters, duties, wordings, amendments, calendar };
        CHINA.iter().try_fold(empty, |book, (file, text)| book.with(file, text))
    }

    /// 广州 The rules of Guangdong and Guangzhou over those of the country.
    ///
    /// # Errors
    /// As [`Rulebook::china`].
    pub fn guangzhou() -> Result<Self> {
        GUANGZHOU.iter().try_fold(Self::china()?, |book, (file, text)| book.with(file, text))
    }

    /// 加一层 Lays a layer over the others.
    ///
    /// # Errors
    /// `rules.form` at line and key when the text is none; `rules.looser` when it would loosen what statute sets.
    pub fn with(mut self, file: &str, toml: &str) -> Result<Self> {
        let source = Source::new(file, toml);
        let layer = Layer::read(&source)?;
        for (parameter, line) in layer.parameters {
            if self.parameters.contains_key(&parameter.id) {
                return Err(source.wrong(line, &parameter.id, "stands twice; use [[set]] 参数重复，请改用 [[set]]"));
            }
            self.parameters.insert(parameter.id.clone(), parameter);
        }
        for set in layer.sets {
            let Some(parameter) = self.parameters.get_mut(&set.parameter) else {
                return Err(source.wrong(set.line, &set.parameter, "there is no such parameter 没有该参数"));
            };
            let Some(amount) = set.amount.fitting(parameter.unit) else {
                return Err(misfit(&source, set.line, &set.parameter, &set.amount, parameter.unit));
            };
            let setting = Setting { amount, ..set.setting };
            if let Some(floor) = parameter.floor_above(&setting) {
                return Err(Error::new(code::rules::LOOSER)
                    .with("file", file)
                    .with("line", set.line)
                    .with("key", &parameter.id)
                    .with("value", amount)
                    .with("floor", floor.amount)
                    .with("source", &floor.source));
            }
            parameter.settings.push(Arc::new(setting));
        }
        for (norm, line) in layer.norms {
            if let Some(unknown) = norm.parameters.iter().find(|id| !self.parameters.contains_key(*id)) {
                return Err(source.wrong(
                    line,
                    &norm.id,
                    &format!("names parameter {unknown}, which is not there 参数不存在"),
                ));
            }
            if self.norms.contains_key(&norm.id) {
                return Err(source.wrong(line, &norm.id, "stands twice 规则重复"));
            }
            self.norms.insert(norm.id.clone(), Arc::new(norm));
        }
        for (duty, line) in layer.duties {
            if !self.norms.contains_key(&duty.norm) {
                return Err(source.wrong(line, &duty.norm, "there is no such norm 没有该规则"));
            }
            if let Some(unknown) = duty.when.parameters().into_iter().find(|id| !self.parameters.contains_key(*id)) {
                let reason = format!("names parameter {unknown}, which is not there 参数不存在");
                return Err(source.wrong(line, &duty.norm, &reason));
            }
            if self.duties.iter().any(|known| known.norm == duty.norm) {
                return Err(source.wrong(line, &duty.norm, "makes a duty twice 应办规则重复"));
            }
            self.duties.push(duty);
        }
        for (wording, line) in layer.wordings {
            if !self.norms.contains_key(&wording.norm) {
                return Err(source.wrong(line, &wording.norm, "there is no such norm 没有该规则"));
            }
            self.wordings.push(wording);
        }
        self.amendments.extend(layer.amendments);
        if !self.layers.iter().any(|known| known.id == layer.id) {
            self.layers.push(LayerName { id: layer.id, zh: layer.zh, en: layer.en });
        }
        Ok(self)
    }

    /// With this calendar of working days instead.
    #[must_use]
    pub fn calendar(mut self, calendar: WorkCalendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// 适用 The rules as they stand on a day.
    pub fn on(&self, day: Day) -> Book<'_> {
        Book { rules: self, day }
    }

    /// The layers, lowest first.
    pub fn layers(&self) -> &[LayerName] {
        &self.layers
    }

    /// Every norm, by id.
    pub fn norms(&self) -> impl Iterator<Item = &Norm> {
        self.norms.values().map(|norm| &**norm)
    }

    /// Every parameter, by id.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.values()
    }

    /// Whether there is a parameter of this id.
    pub(super) fn has(&self, parameter: &str) -> bool {
        self.parameters.contains_key(parameter)
    }

    /// The calendar of working days.
    pub fn workdays(&self) -> &WorkCalendar {
        &self.calendar
    }
}

/// 适用规则 The rules as they stand on a day.
#[derive(Debug, Clone, Copy)]
pub struct Book<'r> {
    rules: &'r Rulebook,
    day: Day,
}

impl<'r> Book<'r> {
    /// The day.
    pub fn day(self) -> Day {
        self.day
    }

    /// The rulebook.
    pub fn rules(self) -> &'r Rulebook {
        self.rules
    }

    /// The value that a parameter has on the day; `None` where nobody set one.
    ///
    /// # Errors
    /// `rules.parameter.unknown` when there is no such parameter.
    pub fn setting(self, id: &str) -> Result<Option<&'r Arc<Setting>>> {
        Ok(self.parameter(id)?.on(self.day))
    }

    /// A whole number, in the parameter's unit.
    ///
    /// # Errors
    /// `rules.parameter.unknown`, `.unset` without a value on the day, `.kind` when it is no number.
    pub fn number(self, id: &str) -> Result<i64> {
        self.number_if(id)?.ok_or_else(|| self.unset(id))
    }

    /// A whole number; `None` where nobody set one.
    ///
    /// # Errors
    /// `rules.parameter.unknown`, `.kind`.
    pub fn number_if(self, id: &str) -> Result<Option<i64>> {
        self.value(id, "数 number", |amount| match amount {
            Amount::Number(number) => Some(number),
            Amount::Share(_) | Amount::Flag(_) => None,
        })
    }

    /// A whole number of people, households or times that fits the counts of a record.
    ///
    /// # Errors
    /// As [`Book::number`].
    pub fn count(self, id: &str) -> Result<u32> {
        Ok(u32::try_from(self.number(id)?).unwrap_or(u32::MAX))
    }

    /// Yes or no; no, where nobody set it.
    ///
    /// # Errors
    /// `rules.parameter.unknown`, `.kind`.
    pub fn flag(self, id: &str) -> Result<bool> {
        let flag = self.value(id, "是否 flag", |amount| match amount {
            Amount::Flag(yes) => Some(yes),
            Amount::Share(_) | Amount::Number(_) => None,
        })?;
        Ok(flag.unwrap_or(false))
    }

    /// A majority of one kind of denominator.
    ///
    /// # Errors
    /// `rules.parameter.unknown`, `.unset`, `.kind` when it is a share of something else.
    pub fn share<D: Denominator>(self, id: &str) -> Result<Share<D>> {
        self.share_if(id)?.ok_or_else(|| self.unset(id))
    }

    /// A majority; `None` where nobody set one.
    ///
    /// # Errors
    /// `rules.parameter.unknown`, `.kind`.
    pub fn share_if<D: Denominator>(self, id: &str) -> Result<Option<Share<D>>> {
        let parameter = self.parameter(id)?;
        if parameter.unit != Unit::Share(D::CODE) {
            return Err(kind(parameter, D::ZH));
        }
        Ok(parameter.on(self.day).and_then(|setting| match setting.amount {
            Amount::Share(majority) => Some(Share::new(majority)),
            Amount::Number(_) | Amount::Flag(_) => None,
        }))
    }

    /// 期满 The first day on which a term that a parameter sets is over, counted from the day on which it began: the first day is not
    /// counted (民法典 art. 201), calendar days and months by the calendar, working days by its table.
    ///
    /// # Errors
    /// As [`Book::number`]; `rules.parameter.kind` when it is no time; `value.calendar.year` without a table for the year.
    pub fn after(self, id: &str, began: Day) -> Result<Day> {
        let parameter = self.parameter(id)?;
        let number = self.number(id)?;
        let short = u32::try_from(number).unwrap_or(u32::MAX);
        match parameter.unit {
            Unit::Days => Ok(began.plus_days(number)),
            Unit::Workdays => self.rules.calendar.plus_working_days(began, short),
            Unit::Months => Ok(began.plus_months(short)),
            Unit::Years => Ok(began.plus_months(short.saturating_mul(12))),
            _ => Err(kind(parameter, "时间 time")),
        }
    }

    /// 届满 The last day of a term that a parameter sets: as [`Book::after`], and a last day that is no working day moves to the next one
    /// (民法典 arts. 201, 203). A term of working days ends on one of them anyway.
    ///
    /// `day` is what is held against it. In a year without a table of working days the plain last day stands while `day` does not come after
    /// it, because no holiday could change the answer; a later day is an error, never a guess. Who asks whether a day *is* the last one or a
    /// later one gives the day after it.
    ///
    /// # Errors
    /// As [`Book::after`].
    #[doc(alias = "顺延")]
    pub fn ends(self, id: &str, began: Day, day: Day) -> Result<Day> {
        let plain = self.after(id, began)?;
        match self.rules.calendar.roll_forward(plain) {
            Err(_) if day <= plain => Ok(plain),
            rolled => rolled,
        }
    }

    /// 到期日 The last day of a term, to be shown: as [`Book::ends`], and the plain last day in a year without a table of working days.
    ///
    /// # Errors
    /// As [`Book::after`].
    pub fn last_day(self, id: &str, began: Day) -> Result<Day> {
        self.ends(id, began, self.after(id, began)?)
    }

    /// 检查 Begins the check of a rule; `None` when no version of it is in force on the day.
    ///
    /// # Errors
    /// `rules.norm.unknown` when there is no such rule.
    pub fn check(self, rule: &str) -> Result<Option<Check>> {
        let Some(norm) = self.rules.norms.get(rule) else {
            return Err(Error::new(code::rules::NORM_UNKNOWN).with("rule", rule));
        };
        let Some((text, _)) = norm.on(self.day) else { return Ok(None) };
        let mut settings = Vec::with_capacity(norm.parameters.len());
        for id in &norm.parameters {
            settings.extend(self.setting(id)?.map(Arc::clone));
        }
        Ok(Some(Check::new(norm, text, settings)))
    }

    fn parameter(self, id: &str) -> Result<&'r Parameter> {
        self.rules.parameters.get(id).ok_or_else(|| Error::new(code::rules::PARAMETER_UNKNOWN).with("key", id))
    }

    fn value<T>(self, id: &str, wanted: &str, read: impl Fn(Amount) -> Option<T>) -> Result<Option<T>> {
        let parameter = self.parameter(id)?;
        let Some(setting) = parameter.on(self.day) else { return Ok(None) };
        read(setting.amount).map(Some).ok_or_else(|| kind(parameter, wanted))
    }

    fn unset(self, id: &str) -> Error {
        Error::new(code::rules::PARAMETER_UNSET).with("key", id).with("day", self.day)
    }
}

fn kind(parameter: &Parameter, wanted: &str) -> Error {
    let unit = parameter.unit.zh();
    Error::new(code::rules::PARAMETER_KIND).with("key", &parameter.id).with("unit", unit).with("wanted", wanted)
}
