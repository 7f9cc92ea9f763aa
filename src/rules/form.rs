//! 规则文件 The TOML form of a layer of the rulebook, read with errors at line and key.

mod lists;

use std::ops::Range;
use std::sync::Arc;

use lists::{AmendmentForm, DutyForm, WordingForm};
use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Result, code};
use crate::rules::charter::{Amendment, Wording};
use crate::rules::duty::DutyRule;
use crate::rules::{Amount, Area, Level, Majority, Mark, Norm, NormText, Parameter, Setting, Severity, Stricter, Unit};
use crate::value::Day;

/// 规则层 A layer as read, before it is laid over others.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) id: Arc<str>,
    pub(super) zh: Box<str>,
    pub(super) en: Box<str>,
    pub(super) norms: Vec<(Norm, usize)>,
    pub(super) parameters: Vec<(Parameter, usize)>,
    pub(super) sets: Vec<Set>,
    pub(super) duties: Vec<(DutyRule, usize)>,
    pub(super) wordings: Vec<(Wording, usize)>,
    pub(super) amendments: Vec<Amendment>,
}

/// A value that the layer gives a parameter of an earlier layer.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) parameter: Box<str>,
    pub(super) amount: RawAmount,
    pub(super) setting: Setting,
    pub(super) line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    layer: LayerForm,
    area: Option<AreaForm>,
    #[serde(default)]
    norm: Vec<Spanned<NormForm>>,
    #[serde(default)]
    parameter: Vec<Spanned<ParameterForm>>,
    #[serde(default)]
    set: Vec<Spanned<SetForm>>,
    #[serde(default)]
    duty: Vec<Spanned<DutyForm>>,
    #[serde(default)]
    wording: Vec<Spanned<WordingForm>>,
    #[serde(default)]
    amendment: Vec<Spanned<AmendmentForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerForm {
    id: String,
    zh: String,
    en: String,
}

/// What the file is about; without it, the layer's name stands above its norms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaForm {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NormForm {
    id: String,
    zh: String,
    en: String,
    refusal_zh: String,
    refusal_en: String,
    #[serde(default)]
    warns: bool,
    #[serde(default)]
    parameters: Vec<String>,
    texts: Vec<Spanned<TextForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextForm {
    from: Option<Day>,
    until: Option<Day>,
    level: Level,
    mark: Mark,
    source: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterForm {
    id: String,
    zh: String,
    en: String,
    unit: Spanned<String>,
    stricter: StricterForm,
    #[serde(default)]
    values: Vec<Spanned<ValueForm>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StricterForm {
    More,
    Less,
    Neither,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueForm {
    value: RawAmount,
    from: Option<Day>,
    until: Option<Day>,
    level: Level,
    mark: Mark,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetForm {
    parameter: String,
    value: RawAmount,
    from: Option<Day>,
    until: Option<Day>,
    level: Level,
    mark: Mark,
    source: String,
}

/// A value as written; its unit says what it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawAmount {
    Flag(bool),
    Number(i64),
    Share(String),
}

impl RawAmount {
    /// The value, where it fits the unit.
    pub(super) fn fitting(&self, unit: Unit) -> Option<Amount> {
        let amount = match self {
            Self::Flag(yes) => Amount::Flag(*yes),
            Self::Number(number) => Amount::Number(*number),
            Self::Share(text) => Amount::Share(Majority::parse(text).ok()?),
        };
        unit.fits(amount).then_some(amount)
    }
}

impl std::fmt::Display for RawAmount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(yes) => yes.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Share(text) => f.write_str(text),
        }
    }
}

/// Where in a file something stands, for errors.
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    text: &'t str,
}

impl<'t> Source<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.text.get(..span.start.min(self.text.len())).unwrap_or_default().matches('\n').count() + 1
    }

    pub(super) fn wrong(&self, line: usize, key: &str, reason: &str) -> Error {
        Error::new(code::rules::FORM).with("file", self.file).with("line", line).with("key", key).with("reason", reason)
    }

    /// Reads a form; what the form does not know is an error at its line.
    pub(super) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T> {
        toml::from_str(self.text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            let line = self.line(&span);
            let key = self.text.lines().nth(line - 1).and_then(|line| line.split('=').next()).unwrap_or_default();
            self.wrong(line, key.trim(), error.message()).because(error)
        })
    }
}

impl Layer {
    pub(super) fn read(source: &Source<'_>) -> Result<Self> {
        let form: FileForm = source.read()?;
        let id: Arc<str> = form.layer.id.as_str().into();
        let (zh, en) =
            form.area.map_or_else(|| (form.layer.zh.clone(), form.layer.en.clone()), |area| (area.zh, area.en));
        let area = Arc::new(Area { zh: zh.into(), en: en.into() });
        let mut norms = Vec::with_capacity(form.norm.len());
        for norm in form.norm {
            let line = source.line(&norm.span());
            norms.push((norm.into_inner().norm(source, line, &area)?, line));
        }
        let mut parameters = Vec::with_capacity(form.parameter.len());
        for parameter in form.parameter {
            let line = source.line(&parameter.span());
            parameters.push((parameter.into_inner().parameter(source, &id)?, line));
        }
        let mut sets = Vec::with_capacity(form.set.len());
        for set in form.set {
            let line = source.line(&set.span());
            sets.push(set.into_inner().set(source, line, &id)?);
        }
        let mut duties = Vec::with_capacity(form.duty.len());
        for duty in form.duty {
            let line = source.line(&duty.span());
            duties.push((duty.into_inner().duty(source, line)?, line));
        }
        let mut wordings = Vec::with_capacity(form.wording.len());
        for wording in form.wording {
            let line = source.line(&wording.span());
            wordings.push((wording.into_inner().wording(source, line)?, line));
        }
        let mut amendments = Vec::with_capacity(form.amendment.len());
        for amendment in form.amendment {
            let line = source.line(&amendment.span());
            amendments.push(amendment.into_inner().amendment(source, line)?);
        }
        let (zh, en) = (form.layer.zh.into(), form.layer.en.into());
        Ok(Self { id, zh, en, norms, parameters, sets, duties, wordings, amendments })
    }
}

/// A stretch of time must not end before it begins, and a source must be named.
fn sound(
    source: &Source<'_>,
    line: usize,
    key: &str,
    from: Option<Day>,
    until: Option<Day>,
    cited: &str,
) -> Result<()> {
    if matches!((from, until), (Some(from), Some(until)) if until <= from) {
        return Err(source.wrong(line, key, "until is not after from 止期不晚于起期"));
    }
    if cited.trim().is_empty() {
        return Err(source.wrong(line, key, "source is empty 没有写明依据"));
    }
    Ok(())
}

impl NormForm {
    fn norm(self, source: &Source<'_>, line: usize, area: &Arc<Area>) -> Result<Norm> {
        let mut texts: Vec<NormText> = Vec::with_capacity(self.texts.len());
        for text in self.texts {
            let line = source.line(&text.span());
            let text = text.into_inner();
            sound(source, line, &self.id, text.from, text.until, &text.source)?;
            let follows = texts.last().is_none_or(|last| last.until.is_some() && last.until <= text.from);
            if !follows {
                return Err(source.wrong(line, &self.id, "versions overlap or are out of order 版本重叠或次序颠倒"));
            }
            texts.push(NormText {
                from: text.from,
                until: text.until,
                level: text.level,
                mark: text.mark,
                source: text.source.into(),
                zh: text.zh.into(),
                en: text.en.into(),
            });
        }
        if texts.is_empty() {
            return Err(source.wrong(line, &self.id, "a norm needs at least one text 规则至少要有一个版本"));
        }
        let severity = if self.warns { Severity::Warn } else { Severity::Refuse };
        Ok(Norm {
            id: self.id.into(),
            area: Arc::clone(area),
            zh: self.zh.into(),
            en: self.en.into(),
            refusal_zh: self.refusal_zh.into(),
            refusal_en: self.refusal_en.into(),
            severity,
            parameters: self.parameters.into_iter().map(Into::into).collect(),
            texts,
        })
    }
}

impl ParameterForm {
    fn parameter(self, source: &Source<'_>, layer: &Arc<str>) -> Result<Parameter> {
        let line = source.line(&self.unit.span());
        let unit = Unit::parse(self.unit.get_ref())
            .ok_or_else(|| source.wrong(line, &self.id, &format!("`{}` is no unit 不是单位", self.unit.get_ref())))?;
        let stricter = match self.stricter {
            StricterForm::More => Stricter::More,
            StricterForm::Less => Stricter::Less,
            StricterForm::Neither => Stricter::Neither,
        };
        let mut settings = Vec::with_capacity(self.values.len());
        for value in self.values {
            let line = source.line(&value.span());
            let value = value.into_inner();
            sound(source, line, &self.id, value.from, value.until, &value.source)?;
            let amount = value.value.fitting(unit).ok_or_else(|| misfit(source, line, &self.id, &value.value, unit))?;
            settings.push(Arc::new(Setting {
                amount,
                from: value.from,
                until: value.until,
                level: value.level,
                mark: value.mark,
                source: value.source.into(),
                layer: Arc::clone(layer),
            }));
        }
        Ok(Parameter { id: self.id.into(), zh: self.zh.into(), en: self.en.into(), unit, stricter, settings })
    }
}

pub(super) fn misfit(source: &Source<'_>, line: usize, key: &str, value: &RawAmount, unit: Unit) -> Error {
    source.wrong(line, key, &format!("{value} does not fit the unit `{unit}` 与单位（{}）不符", unit.zh()))
}

impl SetForm {
    fn set(self, source: &Source<'_>, line: usize, layer: &Arc<str>) -> Result<Set> {
        sound(source, line, &self.parameter, self.from, self.until, &self.source)?;
        let setting = Setting {
            amount: Amount::Flag(false),
            from: self.from,
            until: self.until,
            level: self.level,
            mark: self.mark,
            source: self.source.into(),
            layer: Arc::clone(layer),
        };
        Ok(Set { parameter: self.parameter.into(), amount: self.value, setting, line })
    }
}
