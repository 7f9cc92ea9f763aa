//! 基本情况 The village's fact sheet.

use crate::error::Result;
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{AsOf, Precision, StatedFigure, StatedValue};
use crate::schema::Key;
use crate::value::{Figure, Plain, Text};

crate::row! {
    /// 基本情况 A row of the village's fact sheet.
    pub struct FactRow {
        sheet: "基本情况", title: "基本情况表", key: [item];
        item: Text = "项目",
        value: Text = "数值",
        unit: Option<Text> = "单位",
        as_of: Option<AsOf> = "数据截止",
        precision: Option<Precision> = "口径",
        note: Option<Text> = "说明",
    }
}

impl Register for FactRow {
    type Primary = StatedFigure;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let value = match self.unit {
            Some(_) => Figure::parse(self.value.as_str())
                .map(StatedValue::Figure)
                .map_err(|error| error.with("column", "数值"))?,
            None => StatedValue::Words(self.value.clone()),
        };
        let figure = StatedFigure {
            id: to.id(),
            item: self.item.clone(),
            value,
            unit: self.unit.clone(),
            as_of: self.as_of,
            precision: self.precision,
            note: self.note.clone(),
            source: Text::parse(Self::SHEET.title)?,
        };
        to.put(figure);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let own = held.all::<StatedFigure>().iter().filter(|figure| figure.source.as_str() == Self::SHEET.title);
        own.map(|figure| Ok((Self::of(figure)?, vec![figure.id.key()]))).collect()
    }
}

impl FactRow {
    fn of(figure: &StatedFigure) -> Result<Self> {
        Ok(Self {
            item: figure.item.clone(),
            value: Text::parse(&figure.value.plain())?,
            unit: figure.unit.clone(),
            as_of: figure.as_of,
            precision: figure.precision,
            note: figure.note.clone(),
        })
    }
}
