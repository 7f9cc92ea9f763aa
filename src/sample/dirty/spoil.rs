//! 改坏 How a good cell is spoilt. `None`: this row does not lend itself to the fault.

use super::TextSheet;
use crate::value::{Day, IdNumber, Money, Plain};

/// How the cell of a fault is spoilt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spoil {
    /// Its new text comes from the row.
    Cell(fn(&Line<'_>) -> Option<String>),
    /// It takes the text of an earlier row.
    Repeat,
}

/// The row whose cell is to be spoilt.
pub(super) struct Line<'a> {
    pub(super) sheet: &'a TextSheet,
    pub(super) row: usize,
    /// The good text of the cell.
    pub(super) old: &'a str,
}

impl Line<'_> {
    fn cell(&self, header: &str) -> &str {
        self.sheet.cell(self.row, header)
    }

    fn read<T: Plain>(&self, header: &str) -> Option<T> {
        T::parse(self.cell(header)).ok()
    }

    /// The identity number of a row whose document is the identity card.
    fn identity_card(&self) -> Option<IdNumber> {
        (self.cell("证件类型") == "居民身份证").then(|| self.read("证件号码"))?
    }

    /// The good text, unless blank.
    fn filled(&self) -> Option<&str> {
        Some(self.old).filter(|old| !old.is_empty())
    }

    /// The good text without its last character.
    fn without_last(&self) -> Option<&str> {
        let (last, _) = self.old.char_indices().last()?;
        self.old.get(..last)
    }
}

/// The last character becomes another one.
pub(super) fn last(line: &Line<'_>) -> Option<String> {
    let last = line.old.chars().last()?;
    let other = last.to_digit(10).and_then(|digit| char::from_digit((digit + 1) % 10, 10)).unwrap_or('0');
    Some(format!("{}{other}", line.without_last()?))
}

pub(super) fn shortened(line: &Line<'_>) -> Option<String> {
    line.without_last().map(str::to_owned)
}

pub(super) fn id_check_digit(line: &Line<'_>) -> Option<String> {
    line.identity_card()?;
    last(line)
}

pub(super) fn id_mangled(line: &Line<'_>) -> Option<String> {
    let number = line.identity_card()?;
    let (first, rest) = number.area().split_at_checked(1)?;
    Some(format!("{first}.{rest}E+17"))
}

pub(super) fn id_short(line: &Line<'_>) -> Option<String> {
    line.identity_card()?;
    shortened(line)
}

pub(super) fn id_month(line: &Line<'_>) -> Option<String> {
    line.identity_card()?;
    Some(format!("{}13{}", line.old.get(..10)?, line.old.get(12..)?))
}

pub(super) fn birth(line: &Line<'_>) -> Option<String> {
    Some(line.identity_card()?.birth().previous().plain())
}

pub(super) fn sex(line: &Line<'_>) -> Option<String> {
    match line.old {
        "男" => Some("女".to_owned()),
        "女" => Some("男".to_owned()),
        _ => None,
    }
}

pub(super) fn blank(line: &Line<'_>) -> Option<String> {
    line.filled().map(|_| String::new())
}

#[expect(clippy::unnecessary_wraps, reason = "every spoiler has this form")]
pub(super) fn impossible_day(_: &Line<'_>) -> Option<String> {
    Some("2023-02-30".to_owned())
}

pub(super) fn phone(line: &Line<'_>) -> Option<String> {
    Some(format!("{}O", line.without_last()?))
}

#[expect(clippy::unnecessary_wraps, reason = "every spoiler has this form")]
pub(super) fn label(_: &Line<'_>) -> Option<String> {
    Some("竹木混搭".to_owned())
}

pub(super) fn no_house(line: &Line<'_>) -> Option<String> {
    line.filled().map(|_| "DH99-9999".to_owned())
}

pub(super) fn until(line: &Line<'_>) -> Option<String> {
    Some(line.read::<Day>("入住日期")?.previous().plain())
}

/// 粤A2D020 becomes 粤A2D0; plates that begin with the name of a place may have any length.
pub(super) fn plate(line: &Line<'_>) -> Option<String> {
    let mut chars = line.old.chars();
    let town = chars.next().filter(|first| !first.is_ascii())?;
    let office = chars.next().filter(char::is_ascii_uppercase)?;
    Some([town, office].into_iter().chain(chars.take(3)).collect())
}

pub(super) fn money(line: &Line<'_>) -> Option<String> {
    line.filled().map(|_| "八百".to_owned())
}

pub(super) fn negative(line: &Line<'_>) -> Option<String> {
    let count: u32 = line.old.parse().ok()?;
    (count > 0).then(|| format!("-{count}"))
}

/// One person fewer present than votes were cast.
pub(super) fn present(line: &Line<'_>) -> Option<String> {
    let votes = ["赞成", "反对", "弃权"].map(|header| line.cell(header).parse::<u32>());
    let cast: u32 = votes.into_iter().sum::<Result<u32, _>>().ok()?;
    cast.checked_sub(1).map(|present| present.to_string())
}

pub(super) fn term(line: &Line<'_>) -> Option<String> {
    Some(line.read::<Day>("任职起")?.plus_days(-30).plain())
}

pub(super) fn longitude(line: &Line<'_>) -> Option<String> {
    line.old.strip_prefix('1').map(|rest| format!("2{rest}"))
}

/// One yuan below the floor.
pub(super) fn price(line: &Line<'_>) -> Option<String> {
    let floor: Money = line.read("底价")?;
    (floor.fen() > 100).then(|| Money::from_fen(floor.fen() - 100).plain())
}

pub(super) fn completed(line: &Line<'_>) -> Option<String> {
    line.cell("办理件数").parse::<u32>().ok().map(|handled| (handled + 1).to_string())
}

pub(super) fn completed_early(line: &Line<'_>) -> Option<String> {
    line.filled()?;
    Some(line.read::<Day>("发现日期")?.previous().plain())
}
