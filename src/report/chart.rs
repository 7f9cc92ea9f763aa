//! 图 A chart described as data: what it says, not how it is drawn.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::report::{Caption, Cell, Column, Number, Table};

/// 图的形式 How a chart shows its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Form {
    /// 柱形图 Columns; several series stand side by side.
    Columns,
    /// 条形图 Horizontal bars; several series stand one under the other.
    Bars,
    /// 堆积条形图 Horizontal bars, series end to end.
    Stacked,
    /// 折线图 Lines over categories in order, such as months.
    Lines,
}

/// 图 A chart: categories, and one value a category in every series. A missing value is a gap, never 0.
#[doc(alias = "图")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Chart {
    id: String,
    title: Caption,
    form: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    categories: Vec<String>,
    series: Vec<Series>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    persons: bool,
}

/// 系列 One series of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// What it is called.
    pub name: Caption,
    /// One value a category; `None` where there is none or where it is withheld.
    pub values: Vec<Option<Number>>,
}

impl Chart {
    /// A chart without series yet. `id` is stable, ASCII and unique in its document.
    pub fn new<T: Into<String>>(
        id: impl Into<String>,
        title: impl Into<Caption>,
        form: Form,
        categories: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            form,
            unit: None,
            categories: categories.into_iter().map(Into::into).collect(),
            series: Vec::new(),
            persons: false,
        }
    }

    /// The unit of all values.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Its values count persons: publishing withholds the small ones.
    #[must_use]
    pub fn persons(mut self) -> Self {
        self.persons = true;
        self
    }

    /// Adds a series.
    ///
    /// # Errors
    /// `report.chart.shape` unless it has one value a category.
    pub fn series<V: Into<Number>>(
        self,
        name: impl Into<Caption>,
        values: impl IntoIterator<Item = V>,
    ) -> Result<Self> {
        self.series_with_gaps(name, values.into_iter().map(|value| Some(value.into())))
    }

    /// Adds a series that may have gaps.
    ///
    /// # Errors
    /// As [`Chart::series`].
    pub fn series_with_gaps(
        mut self,
        name: impl Into<Caption>,
        values: impl IntoIterator<Item = Option<Number>>,
    ) -> Result<Self> {
        let (name, values): (Caption, Vec<_>) = (name.into(), values.into_iter().collect());
        if values.len() != self.categories.len() {
            return Err(Error::new(code::report::CHART_SHAPE)
                .with("chart", &self.id)
                .with("series", &name.zh)
                .with("found", values.len())
                .with("wanted", self.categories.len()));
        }
        self.series.push(Series { name, values });
        Ok(self)
    }

    /// Stable id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Title.
    pub fn title(&self) -> &Caption {
        &self.title
    }

    /// How it shows its series.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The unit of its values.
    pub fn unit_text(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// Categories in order.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// Series in order.
    pub fn all_series(&self) -> &[Series] {
        &self.series
    }

    /// Whether its values count persons.
    pub fn counts_persons(&self) -> bool {
        self.persons
    }

    /// The title with the unit: `各网格居住人数（人）`.
    pub fn label(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{}（{unit}）", self.title.zh),
            None => self.title.zh.clone(),
        }
    }

    /// The chart drawn as a self-contained `<svg>` element; its labels are text.
    ///
    /// # Errors
    /// `report.draw` when the drawing library fails.
    #[cfg(feature = "chart")]
    pub fn to_svg(&self) -> Result<String> {
        super::render::svg::draw(self)
    }

    /// 数据表 The same data as a table, for renderers that do not draw. A gap shows as `*` in charts of persons, since
    /// publishing makes it, and empty otherwise.
    pub fn to_table(&self) -> Table {
        let gap = if self.persons { Cell::Withheld } else { Cell::Empty };
        let heads = self.series.iter().map(|series| {
            let column = Column::new(series.name.clone());
            match &self.unit {
                Some(unit) => column.unit(unit.clone()),
                None => column,
            }
        });
        let columns: Vec<Column> = std::iter::once(Column::new("类目")).chain(heads).collect();
        let table = Table::new(self.id.clone(), self.title.clone(), columns);
        self.categories.iter().enumerate().fold(table, |mut table, (at, category)| {
            let values = self.series.iter().map(|series| match series.values.get(at) {
                Some(Some(value)) => Cell::Number(*value),
                _ => gap.clone(),
            });
            let pushed = table.push(std::iter::once(Cell::text(category.clone())).chain(values));
            debug_assert!(pushed.is_ok(), "one cell a series by construction");
            table
        })
    }

    /// The series for a change in place that keeps the shape.
    pub(crate) fn series_mut(&mut self) -> &mut [Series] {
        &mut self.series
    }
}

/// What is read before the shape is checked.
#[derive(Deserialize)]
struct Parts {
    id: String,
    title: Caption,
    form: Form,
    #[serde(default)]
    unit: Option<String>,
    categories: Vec<String>,
    series: Vec<Series>,
    #[serde(default)]
    persons: bool,
}

impl TryFrom<Parts> for Chart {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        let chart = Self::new(parts.id, parts.title, parts.form, parts.categories);
        let chart = Self { unit: parts.unit, persons: parts.persons, ..chart };
        parts.series.into_iter().try_fold(chart, |chart, series| chart.series_with_gaps(series.name, series.values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_of_another_length_is_refused() {
        let chart = Chart::new("c", "图", Form::Columns, ["一", "二"]);
        assert_eq!(chart.series("数", [1_u32]).unwrap_err().code(), "report.chart.shape");
    }

    #[test]
    fn a_chart_turns_into_its_table() {
        let chart = Chart::new("c", "人数", Form::Stacked, ["一", "二"])
            .unit("人")
            .series_with_gaps("户籍", [Some(Number::whole(3)), None])
            .unwrap();
        let table = chart.to_table();
        assert_eq!(table.columns()[1].label(), "户籍（人）");
        assert_eq!(table.rows()[0], [Cell::text("一"), Cell::Number(Number::whole(3))]);
        assert_eq!(table.rows()[1], [Cell::text("二"), Cell::Empty]);
    }
}
