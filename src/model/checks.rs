//! 核对 Small checks that many nouns share. Fields go by the headings under which people know them.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::model::identity;
use crate::schema::Secret;
use crate::value::{Count, Day, IdNumber, Money, Plain, Sex};

/// Whether a field under this heading is filled.
pub(super) type Filled = (&'static str, bool);

/// 先后 The days that are there come in this order; equal days pass.
pub(super) fn in_order(days: &[(&'static str, Option<Day>)]) -> Result<()> {
    let mut last: Option<(&'static str, Day)> = None;
    for (name, day) in days.iter().filter_map(|(name, day)| Some((*name, (*day)?))) {
        if let Some((earlier, earlier_day)) = last.filter(|(_, before)| day < *before) {
            return Err(Error::new(code::model::DAYS_ORDER)
                .with("column", name)
                .with("value", day)
                .with("earlier", earlier)
                .with("earlier_day", earlier_day));
        }
        last = Some((name, day));
    }
    Ok(())
}

/// 同填同空 Both are filled or neither is.
pub(super) fn together(one: Filled, other: Filled) -> Result<()> {
    needs(one, other)?;
    needs(other, one)
}

/// 依附 The first is filled only where the second is.
pub(super) fn needs(field: Filled, other: Filled) -> Result<()> {
    if field.1 && !other.1 {
        return Err(Error::new(code::model::FIELD_NEEDS).with("column", other.0).with("field", field.0));
    }
    Ok(())
}

/// 不应填写 The field stays empty while that is so.
pub(super) fn empty_while(field: Filled, state: impl fmt::Display) -> Result<()> {
    if field.1 {
        return Err(Error::new(code::model::FIELD_UNDUE).with("column", field.0).with("state", state));
    }
    Ok(())
}

/// 应填写 The field is filled while that is so.
pub(super) fn filled_while(field: Filled, state: impl fmt::Display) -> Result<()> {
    if !field.1 {
        return Err(Error::new(code::model::FIELD_DUE).with("column", field.0).with("state", state));
    }
    Ok(())
}

/// 大于零 More than nothing.
pub(super) fn above_zero(name: &'static str, value: i64) -> Result<()> {
    if value <= 0 {
        return Err(Error::new(code::model::AMOUNT_ZERO).with("column", name).with("value", value));
    }
    Ok(())
}

/// 不多于 A count is not more than the count it is part of.
pub(super) fn within(part: (&'static str, Count), whole: (&'static str, Count)) -> Result<()> {
    if part.1 > whole.1 {
        return Err(Error::new(code::model::COUNT_EXCEEDS)
            .with("column", part.0)
            .with("value", part.1)
            .with("limit_name", whole.0)
            .with("limit", whole.1));
    }
    Ok(())
}

/// 分项相加 The parts add up to the whole, and none is below nothing.
pub(super) fn adds_up(whole: (&'static str, Money), parts: &[(&'static str, Money)]) -> Result<()> {
    let mut sum = 0_i64;
    for (name, part) in parts {
        if part.fen() < 0 {
            return Err(Error::new(code::model::AMOUNT_NEGATIVE).with("column", name).with("value", part.plain()));
        }
        sum = sum.saturating_add(part.fen());
    }
    if sum != whole.1.fen() {
        return Err(Error::new(code::model::AMOUNT_SUM)
            .with("column", whole.0)
            .with("value", whole.1.plain())
            .with("parts", parts.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、"))
            .with("sum", Money::from_fen(sum).plain()));
    }
    Ok(())
}

/// 与身份证一致 Sex and birthday are those of the identity number; passes while the number is sealed.
pub(super) fn as_on_identity(number: &Secret<IdNumber>, sex: Sex, birth: Day) -> Result<()> {
    number.get().map_or(Ok(()), |number| identity::agrees(number, birth, sex))
}

/// 名单 The entries of a list as people write it, with 、 between; `；` splits first where there is one.
pub(super) fn entries(list: &str) -> Vec<&str> {
    let mark: &[char] = if list.contains(['；', ';']) { &['；', ';'] } else { &['、'] };
    list.split(mark).map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

/// What the tests of several nouns use.
#[cfg(test)]
pub(super) mod given {
    use uuid::Uuid;

    use crate::schema::{Id, Prefixed};
    use crate::value::Plain;

    /// The value of a text.
    pub(in crate::model) fn v<T: Plain>(text: &str) -> T {
        T::parse(text).unwrap()
    }

    /// An id.
    pub(in crate::model) fn id<K: Prefixed>(number: u128) -> Id<K> {
        Id::from_uuid(Uuid::from_u128(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps, reason = "the days checked are optional")]
    fn day(text: &str) -> Option<Day> {
        Some(Day::parse(text).unwrap())
    }

    #[test]
    fn days_pass_in_order_or_equal_and_gaps_are_skipped() {
        assert!(in_order(&[("甲", day("2023-01-01")), ("乙", None), ("丙", day("2023-01-01"))]).is_ok());
        let wrong = in_order(&[("甲", day("2023-01-02")), ("乙", None), ("丙", day("2023-01-01"))]).unwrap_err();
        assert_eq!(wrong.code(), "model.days.order");
        assert_eq!(wrong.get("column"), Some("丙"));
        assert_eq!(wrong.get("earlier"), Some("甲"));
    }

    #[test]
    fn fields_that_go_together_name_the_missing_one() {
        assert!(together(("实绩", false), ("公示日期", false)).is_ok());
        assert_eq!(together(("实绩", true), ("公示日期", false)).unwrap_err().get("column"), Some("公示日期"));
        assert_eq!(together(("实绩", false), ("公示日期", true)).unwrap_err().get("column"), Some("实绩"));
    }

    #[test]
    fn parts_that_do_not_add_up_show_their_sum() {
        let yuan = |yuan: i64| Money::from_fen(yuan * 100);
        assert!(adds_up(("预算", yuan(10)), &[("资助", yuan(6)), ("自筹", yuan(4))]).is_ok());
        let wrong = adds_up(("预算", yuan(10)), &[("资助", yuan(6)), ("自筹", yuan(5))]).unwrap_err();
        assert_eq!((wrong.code(), wrong.get("sum")), ("model.amount.sum", Some("11.00")));
        let wrong = adds_up(("预算", yuan(10)), &[("资助", yuan(12)), ("自筹", yuan(-2))]).unwrap_err();
        assert_eq!(wrong.code(), "model.amount.negative");
    }

    #[test]
    fn a_list_splits_by_its_strongest_mark() {
        assert_eq!(entries("集中学习；专题党课；话传统、励斗志"), ["集中学习", "专题党课", "话传统、励斗志"]);
        assert_eq!(entries("张、李 、王"), ["张", "李", "王"]);
    }
}
