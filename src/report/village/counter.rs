//! 计数 Counts records of a kind for a row of the inventory and says which kind and which of them.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::ledger::Held;
use crate::model::StatedFigure;
use crate::report::{Computed, FigureSet, Measure, Number};
use crate::schema::Entity;
use crate::value::Day;

/// Figures being computed for one day. A row whose kind was not read stays empty.
pub(super) struct Counter<'a> {
    pub(super) held: &'a Held,
    pub(super) day: Day,
    figures: FigureSet,
}

/// A count as a number.
pub(super) fn whole(count: usize) -> Number {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Which kinds a figure reads, and what of them: `【党员】已入党`.
pub(super) fn source<E: Entity>(how: &str) -> String {
    format!("【{}】{how}", E::SPEC.zh)
}

/// The name before a bracket, in either width.
pub(super) fn before_bracket(text: &str) -> &str {
    text.split(['(', '（']).next().unwrap_or(text).trim()
}

/// The number written right before some words: 271 of `全市271个城中村` before `个城中村`.
pub(super) fn number_before(text: &str, words: &str) -> Option<u32> {
    let head = text.get(..text.find(words)?)?;
    let digits = head.trim_end_matches(|sign: char| sign.is_ascii_digit()).len();
    head.get(digits..)?.parse().ok()
}

/// The lowest and the highest of several numbers: one number where they are the same, none without any.
pub(super) fn spread(numbers: impl IntoIterator<Item = Number>) -> Option<Measure> {
    let numbers: Vec<Number> = numbers.into_iter().collect();
    let (low, high) = (numbers.iter().min()?, numbers.iter().max()?);
    Some(if low == high { Measure::Number(*low) } else { Measure::Range(*low, *high) })
}

impl<'a> Counter<'a> {
    pub(super) fn new(held: &'a Held, day: Day) -> Result<Self> {
        Ok(Self { held, day, figures: FigureSet::of_inventory()? })
    }

    pub(super) fn into_figures(self) -> FigureSet {
        self.figures
    }

    /// Records of a kind; `None` when the kind was not read.
    pub(super) fn list<E: Entity>(&self) -> Option<&'a [E]> {
        self.held.list::<E>()
    }

    /// Puts what was computed on the counter's day; nothing where there is no value.
    pub(super) fn put(&mut self, row: u16, value: Option<impl Into<Measure>>, how: impl Into<String>) -> Result<()> {
        self.put_as_of(row, Some(self.day), value, how)
    }

    /// Puts what was computed for another day, or for none.
    pub(super) fn put_as_of(
        &mut self,
        row: u16,
        day: Option<Day>,
        value: Option<impl Into<Measure>>,
        how: impl Into<String>,
    ) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        let computed = Computed::new(value, how);
        self.figures.put(row, if let Some(day) = day { computed.as_of(day) } else { computed })
    }

    /// How many records of a kind are wanted.
    pub(super) fn count<E: Entity>(&mut self, row: u16, how: &str, wanted: impl Fn(&E) -> bool) -> Result<()> {
        let list = self.list::<E>();
        let number = list.map(|list| whole(list.iter().filter(|one| wanted(one)).count()));
        self.put(row, number, source::<E>(how))
    }

    /// How many different keys the records of a kind have; those without one do not count.
    pub(super) fn distinct<E: Entity, K: Ord>(
        &mut self,
        row: u16,
        how: &str,
        key: impl Fn(&'a E) -> Option<K>,
    ) -> Result<()> {
        let list = self.list::<E>();
        let number = list.map(|list| whole(list.iter().filter_map(key).collect::<BTreeSet<K>>().len()));
        self.put(row, number, source::<E>(how))
    }

    /// The sum over the records of a kind; those without a value do not count.
    pub(super) fn sum<E: Entity>(&mut self, row: u16, how: &str, value: impl Fn(&E) -> Option<u32>) -> Result<()> {
        let list = self.list::<E>();
        let number = list.map(|list| Number::whole(list.iter().filter_map(value).map(i64::from).sum()));
        self.put(row, number, source::<E>(how))
    }

    /// The fact that the fact sheet states under this name.
    pub(super) fn fact(&self, item: &str) -> Option<&'a StatedFigure> {
        self.list::<StatedFigure>()?.iter().find(|fact| fact.item.as_str() == item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_right_before_its_words() {
        assert_eq!(number_before("全市271个城中村；形成模式", "个城中村"), Some(271));
        assert_eq!(number_before("100县、1000镇、10000村（概数）", "镇"), Some(1000));
        assert_eq!(number_before("全市城中村", "城中村"), None);
        assert_eq!(number_before("没有", "个城中村"), None);
        assert_eq!(before_bracket("广州市民政局(社会救助处处长)"), "广州市民政局");
    }

    #[test]
    fn a_spread_of_equal_numbers_is_one_number() {
        assert_eq!(spread([1, 1].map(Number::whole)), Some(Measure::Number(Number::whole(1))));
        assert_eq!(spread([2, 0].map(Number::whole)), Some(Measure::Range(Number::whole(0), Number::whole(2))));
        assert_eq!(spread([]), None);
    }
}
