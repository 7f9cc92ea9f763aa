//! 填报数 What others state about the village: shown with source and day beside what we count, never merged with it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::schema::Id;
use crate::value::{Figure, PartialDate, Plain, Text};

crate::labels! {
    /// 口径 Whether a stated figure is exact.
    pub enum Precision: "口径 precision" {
        /// 准确 Exact.
        Exact = "exact" / "准确" | "精确",
        /// 约数 Rounded by whoever states it.
        Approximate = "approximate" / "约数",
    }
}

/// 填报值 What is stated: a figure with its mark (约, 逾), or words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedValue {
    /// A figure.
    Figure(Figure),
    /// A name, a code or a description.
    Words(Text),
}

impl Plain for StatedValue {
    const WHAT: &'static str = "数值 value";

    fn plain(&self) -> String {
        match self {
            Self::Figure(figure) => figure.plain(),
            Self::Words(words) => words.plain(),
        }
    }

    /// Reads words; what is a figure is for the record to say, which knows the unit.
    fn parse(text: &str) -> Result<Self> {
        Text::parse(text).map(Self::Words)
    }
}

/// 数据截止 Of which time a figure speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// 截至 At that time.
    At(PartialDate),
    /// 以来 All since then.
    Since(PartialDate),
}

impl Plain for AsOf {
    const WHAT: &'static str = "数据截止 as of";

    fn plain(&self) -> String {
        match self {
            Self::At(date) => date.plain(),
            Self::Since(date) => format!("{}以来", date.plain()),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let since = ["以来", "至今", "起"].into_iter().find_map(|mark| text.strip_suffix(mark));
        match since {
            Some(date) => PartialDate::parse(date.trim()).map(Self::Since),
            None => PartialDate::parse(text.strip_prefix("截至").unwrap_or(text).trim()).map(Self::At),
        }
    }
}

/// 填报数 One line of the village's fact sheet.
#[doc(alias = "填报数")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatedFigure {
    /// Record id.
    pub id: Id<StatedFigure>,
    /// 项目 What is stated.
    pub item: Text,
    /// 数值 The value as stated.
    pub value: StatedValue,
    /// 单位 Unit; every figure has one, words have none.
    pub unit: Option<Text>,
    /// 数据截止 Of which time it speaks.
    pub as_of: Option<AsOf>,
    /// 口径 Precision.
    pub precision: Option<Precision>,
    /// 说明 Note.
    pub note: Option<Text>,
    /// 来源 Where it is stated: the sheet or article.
    pub source: Text,
}

crate::entity! {
    StatedFigure: "stated_figure", "fig", v1, "填报数";
    columns {
        item "项目": Text = |figure| figure.item.as_str(),
        source "来源": Text = |figure| figure.source.as_str(),
    }
    indexes { by_item(item) }
    secrets {}
    subject = |figure| figure.id.key();
}

impl StatedFigure {
    /// 数 The figure, if the value is one.
    pub fn figure(&self) -> Option<&Figure> {
        match &self.value {
            StatedValue::Figure(figure) => Some(figure),
            StatedValue::Words(_) => None,
        }
    }

    fn check(&self) -> Result<()> {
        let Some(figure) = self.figure() else { return Ok(()) };
        let agrees = match self.precision {
            Some(Precision::Exact) => figure.is_exact(),
            Some(Precision::Approximate) => !figure.is_exact(),
            None => true,
        };
        if agrees {
            return Ok(());
        }
        Err(Error::new(code::model::STATED_PRECISION)
            .with("column", "口径")
            .with("item", &self.item)
            .with("value", self.precision.map_or("", Precision::label))
            .with("figure", figure.plain())
            .with("precision", self.precision.map_or("", Precision::label)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn stated(value: &str, precision: Precision) -> StatedFigure {
        StatedFigure {
            id: Id::from_uuid(Uuid::from_u128(1)),
            item: Text::parse("外来人员").unwrap(),
            value: StatedValue::Figure(Figure::parse(value).unwrap()),
            unit: Text::parse("人").ok(),
            as_of: AsOf::parse("2023年1月").ok(),
            precision: Some(precision),
            note: None,
            source: Text::parse("基本情况表").unwrap(),
        }
    }

    #[test]
    fn a_rounded_figure_is_never_called_exact() {
        assert!(stated("约8500", Precision::Approximate).check().is_ok());
        assert!(stated("1867", Precision::Exact).check().is_ok());
        for (value, precision) in [("约8500", Precision::Exact), ("8500", Precision::Approximate)] {
            assert_eq!(stated(value, precision).check().unwrap_err().code(), "model.stated_figure.precision");
        }
    }

    #[test]
    fn the_time_of_a_figure_reads_back() {
        for text in ["2023年6月30日", "2023年1月", "2023年", "2022年以来", "2022年至今"] {
            let as_of = AsOf::parse(text).unwrap();
            assert_eq!(AsOf::parse(&as_of.plain()).unwrap(), as_of, "{text}");
        }
        assert_eq!(AsOf::parse("2022年至今").unwrap(), AsOf::parse("2022年以来").unwrap());
        assert!(AsOf::parse("去年").is_err());
    }
}
