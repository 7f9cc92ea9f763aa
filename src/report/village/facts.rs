//! 填报对照 What the fact sheet states beside what was counted for the same row of the inventory.

use crate::error::Result;
use crate::ledger::Held;
use crate::model::{Household, StatedFigure};
use crate::report::five::FactLine;
use crate::report::{Computed, FigureSet};
use crate::value::{Day, Plain};

use super::counter::whole;

/// Lines of the fact sheet that records can answer, with the row of the inventory that counts the same.
const COUNTED: [(&str, u16); 21] = [
    ("全村总面积", 16),
    ("经济合作社", 17),
    ("户籍人口", 19),
    ("外来人员", 20),
    ("居住人员", 104),
    ("房屋", 103),
    ("综合网格", 26),
    ("智能网格图", 105),
    ("村“两委”干部", 21),
    ("在册党员", 23),
    ("村民代表", 25),
    ("专职网格员", 27),
    ("兼职网格员", 28),
    ("第一书记", 8),
    ("集体资产公开交易宗数", 30),
    ("集体资产合同总金额", 31),
    ("同心党群服务队", 38),
    ("特殊重点人群", 114),
    ("走访慰问户数", 122),
    ("乡贤调解纠纷", 96),
    ("累计抓获违法人员", 91),
];
/// Counted directly: the inventory has no row for it.
const HOUSEHOLDS: &str = "户籍户数";

/// Every figure that the fact sheet states, in its order.
pub(super) fn of(held: &Held, day: Day, figures: &FigureSet) -> Result<Vec<FactLine>> {
    held.all::<StatedFigure>().iter().filter_map(|fact| line(fact, held, day, figures).transpose()).collect()
}

fn line(fact: &StatedFigure, held: &Held, day: Day, figures: &FigureSet) -> Result<Option<FactLine>> {
    let Some(stated) = fact.figure() else { return Ok(None) };
    let item = fact.item.as_str();
    let row = COUNTED.iter().find(|(name, _)| *name == item).map(|(_, row)| *row);
    let counted = match row {
        Some(row) => figures.computed(row)?.cloned(),
        None if item == HOUSEHOLDS => {
            held.list::<Household>().map(|list| Computed::new(whole(list.len()), "").as_of(day))
        }
        None => None,
    };
    Ok(Some(FactLine {
        item: item.to_owned(),
        stated: (*stated).into(),
        unit: fact.unit.as_ref().map(Plain::plain).unwrap_or_default(),
        stated_as_of: fact.as_of.map(|as_of| as_of.plain()).unwrap_or_default(),
        counted_as_of: counted.as_ref().and_then(|counted| counted.as_of),
        counted: counted.map(|counted| counted.value),
    }))
}
