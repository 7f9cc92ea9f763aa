//! 多数 Majorities: exact fractions of denominators that do not mix.
//!
//! 过半数 is strictly more than half; 半数以上, 三分之二以上 include the number itself (民法典 art. 1259). Nothing here is a float.

use std::fmt;
use std::marker::PhantomData;

use crate::error::{Error, Result, code};
use crate::value::normalise;

/// 界 Whether the fraction itself is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// 过、超过 More than the fraction.
    MoreThan,
    /// 以上、不少于 The fraction or more.
    AtLeast,
}

/// 比例 A fraction of something, and whether the fraction itself is enough: `more_than 1/2` (过半数), `at_least 2/3` (三分之二以上).
///
/// ```
/// use cunwu::rules::Majority;
/// assert_eq!(Majority::MORE_THAN_HALF.least(118), 60);
/// assert_eq!(Majority::TWO_THIRDS.least(53), 36);
/// assert!(!Majority::MORE_THAN_HALF.met(59, 118), "exactly half is not more than half");
/// ```
#[doc(alias = "过半数")]
#[doc(alias = "三分之二以上")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Majority {
    bound: Bound,
    num: u32,
    den: u32,
}

impl Majority {
    /// 过半数 More than half.
    pub const MORE_THAN_HALF: Self = Self { bound: Bound::MoreThan, num: 1, den: 2 };
    /// 半数以上 Half or more.
    pub const HALF: Self = Self { bound: Bound::AtLeast, num: 1, den: 2 };
    /// 三分之二以上 Two thirds or more.
    pub const TWO_THIRDS: Self = Self { bound: Bound::AtLeast, num: 2, den: 3 };
    /// 四分之三以上 Three quarters or more.
    pub const THREE_QUARTERS: Self = Self { bound: Bound::AtLeast, num: 3, den: 4 };
    /// 五分之四以上 Four fifths or more.
    pub const FOUR_FIFTHS: Self = Self { bound: Bound::AtLeast, num: 4, den: 5 };
    /// 三分之一以上 A third or more.
    pub const ONE_THIRD: Self = Self { bound: Bound::AtLeast, num: 1, den: 3 };
    /// 五分之一以上 A fifth or more.
    pub const ONE_FIFTH: Self = Self { bound: Bound::AtLeast, num: 1, den: 5 };
    /// 十分之一以上 A tenth or more.
    pub const ONE_TENTH: Self = Self { bound: Bound::AtLeast, num: 1, den: 10 };

    /// A fraction of at most 1 whose denominator is not 0; `None` otherwise.
    pub const fn of(bound: Bound, num: u32, den: u32) -> Option<Self> {
        if den == 0 || num > den { None } else { Some(Self { bound, num, den }) }
    }

    /// Whether the fraction itself is enough.
    pub const fn bound(self) -> Bound {
        self.bound
    }

    /// Whether a part of a whole reaches it. Of nobody, no majority is reached.
    pub const fn met(self, part: u32, whole: u32) -> bool {
        let (left, right) = (part as u64 * self.den as u64, whole as u64 * self.num as u64);
        match self.bound {
            _ if whole == 0 => false,
            Bound::MoreThan => left > right,
            Bound::AtLeast => left >= right,
        }
    }

    /// The least part of a whole that reaches it; of nobody, one.
    pub fn least(self, whole: u32) -> u32 {
        let product = u64::from(whole) * u64::from(self.num);
        let least = match self.bound {
            Bound::MoreThan => product / u64::from(self.den) + 1,
            Bound::AtLeast => product.div_ceil(u64::from(self.den)),
        };
        u32::try_from(least.max(1)).unwrap_or(u32::MAX)
    }

    /// Whether it asks for more than another, whatever the whole: 2/3 以上 is stricter than 过半数.
    pub const fn stricter_than(self, other: Self) -> bool {
        let (left, right) = (self.num as u64 * other.den as u64, other.num as u64 * self.den as u64);
        left > right || (left == right && matches!((self.bound, other.bound), (Bound::MoreThan, Bound::AtLeast)))
    }

    /// 写法 Reads `more_than 1/2` or `at_least 2/3`.
    ///
    /// # Errors
    /// `rules.majority` when it is neither.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::rules::MAJORITY).with("value", text);
        let clean = normalise(text);
        let (bound, fraction) = clean.split_once(' ').ok_or_else(wrong)?;
        let bound = match bound {
            "more_than" => Bound::MoreThan,
            "at_least" => Bound::AtLeast,
            _ => return Err(wrong()),
        };
        let (num, den) = fraction.trim().split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
        Self::of(bound, number(num)?, number(den)?).ok_or_else(wrong)
    }

    /// 中文 In Chinese: 过半数, 2/3以上.
    pub fn zh(self) -> String {
        match (self.bound, self.num, self.den) {
            (Bound::MoreThan, 1, 2) => "过半数".to_owned(),
            (Bound::AtLeast, 1, 2) => "半数以上".to_owned(),
            (_, num, den) if num == den => "全部".to_owned(),
            (Bound::MoreThan, num, den) => format!("超过{num}/{den}"),
            (Bound::AtLeast, num, den) => format!("{num}/{den}以上"),
        }
    }
}

impl fmt::Display for Majority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = match self.bound {
            Bound::MoreThan => "more_than",
            Bound::AtLeast => "at_least",
        };
        write!(f, "{bound} {}/{}", self.num, self.den)
    }
}

/// 基数 What a share is a share of. The kinds do not mix: the compiler refuses to hold a share of those present against those entitled.
pub trait Denominator: Copy + fmt::Debug + sealed::Sealed {
    /// The name in data files.
    const CODE: &'static str;
    /// 中文名 In Chinese.
    const ZH: &'static str;
    /// In English.
    const EN: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! denominators {
    ($($(#[$meta:meta])* $name:ident $alias:ident = $code:literal / $zh:literal / $en:literal;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name;
            impl sealed::Sealed for $name {}
            impl Denominator for $name {
                const CODE: &'static str = $code;
                const ZH: &'static str = $zh;
                const EN: &'static str = $en;
            }
            $(#[$meta])*
            pub type $alias = Of<$name>;
        )+
        /// The names of all denominators in data files, with both labels.
        pub const DENOMINATORS: &[(&str, &str, &str)] = &[$(($code, $zh, $en)),+];
    };
}

denominators! {
    /// 应到 Those entitled to attend and vote, after those who are left out by rule.
    EntitledKind Entitled = "entitled" / "应到人数" / "those entitled";
    /// 全体组成人员 The whole body, whoever comes.
    WholeBodyKind WholeBody = "whole_body" / "全体组成人员" / "the whole body";
    /// 到会 Those attending, in person or by a lawful proxy.
    AttendingKind Attending = "attending" / "到会人数" / "those attending";
    /// 参加投票 Those who cast a ballot.
    VotingKind Voting = "voting" / "参加投票人数" / "those voting";
    /// 登记选民 Registered voters.
    RegisteredKind RegisteredVoters = "registered_voters" / "登记参加选举的村民" / "registered voters";
    /// 户 Households.
    HouseholdsKind Households = "households" / "户数" / "households";
}

/// 基数 A number of people (or households) of one kind of denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Of<D: Denominator>(u32, PhantomData<D>);

impl<D: Denominator> Of<D> {
    /// So many of this kind.
    pub const fn new(number: u32) -> Self {
        Self(number, PhantomData)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// 表决比例 A majority of one kind of denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share<D: Denominator>(Majority, PhantomData<D>);

impl<D: Denominator> Share<D> {
    /// That majority of this kind.
    pub const fn new(majority: Majority) -> Self {
        Self(majority, PhantomData)
    }

    /// The fraction alone.
    pub const fn majority(self) -> Majority {
        self.0
    }

    /// Whether so many reach it.
    pub const fn met(self, votes: u32, of: Of<D>) -> bool {
        self.0.met(votes, of.0)
    }

    /// The least number that reaches it.
    pub fn least(self, of: Of<D>) -> u32 {
        self.0.least(of.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_words_exclude_the_number_and_inclusive_words_include_it() {
        assert!(!Majority::MORE_THAN_HALF.met(50, 100) && Majority::MORE_THAN_HALF.met(51, 100));
        assert!(Majority::HALF.met(50, 100) && !Majority::HALF.met(49, 100));
        assert!(Majority::TWO_THIRDS.met(34, 51) && !Majority::TWO_THIRDS.met(33, 51));
        assert!(!Majority::HALF.met(0, 0), "nobody is no majority of nobody");
    }

    #[test]
    fn the_least_number_is_the_first_that_reaches_it() {
        let all = [
            Majority::MORE_THAN_HALF,
            Majority::HALF,
            Majority::TWO_THIRDS,
            Majority::THREE_QUARTERS,
            Majority::FOUR_FIFTHS,
            Majority::ONE_THIRD,
            Majority::ONE_FIFTH,
            Majority::ONE_TENTH,
        ];
        for majority in all {
            for whole in 1..400 {
                let naive = (0..=whole + 1).find(|part| majority.met(*part, whole)).unwrap();
                assert_eq!(majority.least(whole), naive, "{majority} of {whole}");
            }
        }
        assert_eq!(Majority::TWO_THIRDS.least(u32::MAX), u32::MAX / 3 * 2);
    }

    #[test]
    fn which_is_stricter_does_not_depend_on_the_whole() {
        assert!(Majority::TWO_THIRDS.stricter_than(Majority::MORE_THAN_HALF));
        assert!(Majority::MORE_THAN_HALF.stricter_than(Majority::HALF));
        assert!(!Majority::HALF.stricter_than(Majority::HALF));
    }

    #[test]
    fn text_reads_back_and_nonsense_is_refused() {
        for majority in [Majority::MORE_THAN_HALF, Majority::TWO_THIRDS, Majority::ONE_TENTH] {
            assert_eq!(Majority::parse(&majority.to_string()).unwrap(), majority);
        }
        for wrong in ["2/3", "more_than", "at_least 3/2", "at_least 1/0", "above 1/2", "at_least 0.5/1"] {
            assert_eq!(Majority::parse(wrong).unwrap_err().code(), "rules.majority", "{wrong}");
        }
        assert_eq!((Majority::MORE_THAN_HALF.zh(), Majority::FOUR_FIFTHS.zh()), ("过半数".into(), "4/5以上".into()));
    }
}
