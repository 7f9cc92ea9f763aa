//! 区划代码 Division codes of 12 digits, grid codes of 15, and urban–rural classes.

use crate::error::{Error, Result, code};
use crate::value::normalise::digits;
use crate::value::person_codes::gb_labels;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Plain, normalise_code};

crate::labels! {
    /// 区划级别 The level of a division, highest first.
    #[doc(alias = "区划级别")]
    pub enum DivisionLevel: "区划级别 division level" {
        /// 省、自治区、直辖市
        Province = "province" / "省级",
        /// 地级市、州
        City = "city" / "地级",
        /// 县、区、县级市
        County = "county" / "县级",
        /// 乡、镇、街道
        Town = "town" / "乡级",
        /// 村（居）委会
        Village = "village" / "村级",
    }
}

crate::labels! {
    /// 乡级类别 What a code of town level stands for, by its range (GB/T 10114).
    pub enum TownKind: "乡级类别 kind of town" {
        /// 街道 001–099
        Street = "street" / "街道",
        /// 镇 100–199
        Town = "town" / "镇",
        /// 乡 200–399
        Township = "township" / "乡",
        /// 类似乡级单位 400–599
        Special = "special" / "类似乡级单位",
    }
}

crate::labels! {
    /// 村级类别 What a code of village level stands for, by its range.
    pub enum VillageKind: "村级类别 kind of village" {
        /// 居委会 001–199
        Residents = "residents" / "居委会" | "社区",
        /// 村委会 200–399
        Villagers = "villagers" / "村委会" | "村",
        /// 类似居委会 400–499
        LikeResidents = "like_residents" / "类似居委会",
        /// 类似村委会 500–599
        LikeVillagers = "like_villagers" / "类似村委会",
    }
}

gb_labels! {
    /// 城乡分类 The urban–rural class that the statistics bureau gives a village.
    #[doc(alias = "城乡分类代码")]
    pub enum UrbanRural: "城乡分类 urban–rural class" {
        MainUrban = "111" "main_urban" / "主城区",
        UrbanFringe = "112" "urban_fringe" / "城乡结合区" | "城乡接合部",
        TownCentre = "121" "town_centre" / "镇中心区",
        TownFringe = "122" "town_fringe" / "镇乡结合区",
        Special = "123" "special" / "特殊区域",
        TownshipCentre = "210" "township_centre" / "乡中心区",
        Village = "220" "village" / "村庄",
    }
}

impl UrbanRural {
    /// Whether it counts as urban (1xx).
    pub fn is_urban(self) -> bool {
        self.gb().starts_with('1')
    }
}

/// 区划代码 A statistical division code of 12 digits: province 2, city 2, county 2, town 3 (GB/T 10114), village 3.
/// Parsing also takes 2, 4, 6 or 9 digits and fills with zeros; plain text has 12.
///
/// ```
/// use cunwu::value::{DivisionCode, DivisionLevel, Plain, VillageKind};
/// let donghua = DivisionCode::parse("440118101224")?;
/// assert_eq!(donghua.level(), DivisionLevel::Village);
/// assert_eq!(donghua.village_kind(), Some(VillageKind::Villagers));
/// assert_eq!(donghua.parent().map(|town| town.short()), Some("440118101".to_owned()));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "行政区划代码")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DivisionCode(u64);

impl DivisionCode {
    /// The 12 digits as a number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The level: the last part that is not zero.
    pub fn level(self) -> DivisionLevel {
        if self.village_part() != 0 {
            DivisionLevel::Village
        } else if self.town_part() != 0 {
            DivisionLevel::Town
        } else if self.county_part() != 0 {
            DivisionLevel::County
        } else if self.city_part() != 0 {
            DivisionLevel::City
        } else {
            DivisionLevel::Province
        }
    }

    /// 上级 The division above; `None` for a province. Towns of a city without counties (Dongguan) belong to the city.
    pub fn parent(self) -> Option<Self> {
        [1_000, 1_000_000, 100_000_000, 10_000_000_000]
            .into_iter()
            .map(|unit| Self(self.0 / unit * unit))
            .find(|above| *above != self)
    }

    /// Whether `other` is this division or lies in it.
    pub fn contains(self, other: Self) -> bool {
        std::iter::successors(Some(other), |code| code.parent()).any(|code| code == self)
    }

    /// 省码 Province, 11 to 91.
    pub const fn province_part(self) -> u64 {
        self.0 / 10_000_000_000
    }

    /// 市码 City within the province; 0 when it is a province.
    pub const fn city_part(self) -> u64 {
        self.0 / 100_000_000 % 100
    }

    /// 县码 County within the city; 0 above.
    pub const fn county_part(self) -> u64 {
        self.0 / 1_000_000 % 100
    }

    /// 乡码 Town within the county; 0 above.
    pub const fn town_part(self) -> u64 {
        self.0 / 1_000 % 1_000
    }

    /// 村码 Village within the town; 0 above.
    pub const fn village_part(self) -> u64 {
        self.0 % 1_000
    }

    /// The county it is or lies in; itself at city level and above.
    #[must_use]
    pub const fn county(self) -> Self {
        Self(self.0 / 1_000_000 * 1_000_000)
    }

    /// The town it is or lies in; itself above.
    #[must_use]
    pub const fn town(self) -> Self {
        Self(self.0 / 1_000 * 1_000)
    }

    /// 乡级类别 By the range of the town part; `None` above town level and outside the ranges.
    pub const fn town_kind(self) -> Option<TownKind> {
        match self.town_part() {
            1..=99 => Some(TownKind::Street),
            100..=199 => Some(TownKind::Town),
            200..=399 => Some(TownKind::Township),
            400..=599 => Some(TownKind::Special),
            _ => None,
        }
    }

    /// 村级类别 By the range of the village part; `None` above village level and outside the ranges.
    pub const fn village_kind(self) -> Option<VillageKind> {
        match self.village_part() {
            1..=199 => Some(VillageKind::Residents),
            200..=399 => Some(VillageKind::Villagers),
            400..=499 => Some(VillageKind::LikeResidents),
            500..=599 => Some(VillageKind::LikeVillagers),
            _ => None,
        }
    }

    /// The digits of its level alone: 2, 4, 6, 9 or 12.
    pub fn short(self) -> String {
        let width = match self.level() {
            DivisionLevel::Province => 2,
            DivisionLevel::City => 4,
            DivisionLevel::County => 6,
            DivisionLevel::Town => 9,
            DivisionLevel::Village => 12,
        };
        self.plain().chars().take(width).collect()
    }
}

impl Plain for DivisionCode {
    const WHAT: &'static str = "区划代码 division code";

    fn plain(&self) -> String {
        format!("{:012}", self.0)
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        let wrong = || Error::new(code::value::DIVISION_CODE).with("value", &clean);
        let number: u64 = digits(&clean).ok_or_else(wrong)?;
        let unit = match clean.len() {
            2 => 10_000_000_000,
            4 => 100_000_000,
            6 => 1_000_000,
            9 => 1_000,
            12 => 1,
            _ => return Err(wrong()),
        };
        let found = Self(number * unit);
        let headless = found.village_part() != 0 && found.town_part() == 0;
        if found.province_part() < 11 || headless { Err(wrong()) } else { Ok(found) }
    }
}

/// 网格编码 A grid code of 15 digits: the village's 12 and a sequence of 3, numbered from west to east and from north
/// to south.
#[doc(alias = "网格编码")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GridCode {
    village: DivisionCode,
    seq: u16,
}

impl GridCode {
    /// The grid of a village with a sequence from 1 to 999.
    ///
    /// # Errors
    /// `value.grid_code` unless the division is a village and the sequence in range.
    pub fn of(village: DivisionCode, seq: u16) -> Result<Self> {
        if village.level() == DivisionLevel::Village && (1..=999).contains(&seq) {
            return Ok(Self { village, seq });
        }
        Err(Error::new(code::value::GRID_CODE).with("value", format!("{village}{seq:03}")))
    }

    /// 所属村 The village.
    pub const fn village(self) -> DivisionCode {
        self.village
    }

    /// 顺序号 The sequence, 1 to 999.
    pub const fn seq(self) -> u16 {
        self.seq
    }
}

impl Plain for GridCode {
    const WHAT: &'static str = "网格编码 grid code";

    fn plain(&self) -> String {
        format!("{}{:03}", self.village, self.seq)
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        let wrong = || Error::new(code::value::GRID_CODE).with("value", &clean);
        let (village, seq) = clean.split_at_checked(12).filter(|(_, seq)| seq.len() == 3).ok_or_else(wrong)?;
        let village = DivisionCode::parse(village).map_err(|error| wrong().because(error))?;
        Self::of(village, digits(seq).ok_or_else(wrong)?)
    }
}

serde_as_plain!(DivisionCode, GridCode);
from_str_as_plain!(DivisionCode, GridCode);
display_as_plain!(DivisionCode, GridCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn all_370_codes_of_zengcheng_parse_print_and_know_their_town() {
        let towns = [1, 2, 3, 4, 5, 6, 101, 102, 103, 104, 105, 106, 107];
        let zengcheng = DivisionCode::parse("440118").unwrap();
        let mut count = 0;
        for line in include_str!("../../tests/data/zengcheng_villages.csv").lines() {
            let fields: Vec<&str> = line.split(',').collect();
            let village = DivisionCode::parse(fields[0]).unwrap();
            assert_eq!(village.to_string(), fields[0]);
            assert_eq!(village.level(), DivisionLevel::Village);
            assert_eq!(village.parent().unwrap().short(), fields[2]);
            assert_eq!(village.county(), DivisionCode::parse(fields[5]).unwrap());
            assert!(zengcheng.contains(village) && towns.contains(&village.town_part()));
            let by_name = if fields[1].contains("村委会") { VillageKind::Villagers } else { VillageKind::Residents };
            assert_eq!(village.village_kind().unwrap(), by_name, "{line}");
            reads_back(&village);
            count += 1;
        }
        assert_eq!(count, 370);
    }

    #[test]
    fn levels_and_parents_go_up_to_the_province() {
        let village = DivisionCode::parse("440118101224").unwrap();
        let chain: Vec<String> =
            std::iter::successors(Some(village), |c| c.parent()).map(DivisionCode::short).collect();
        assert_eq!(chain, ["440118101224", "440118101", "440118", "4401", "44"]);
        assert_eq!(village.town_kind(), Some(TownKind::Town));
        let dongguan = DivisionCode::parse("441900003").unwrap();
        assert_eq!(dongguan.parent().unwrap().level(), DivisionLevel::City);
    }

    #[test]
    fn wrong_codes_are_refused() {
        for text in ["", "44011810122", "4401181012245", "44011810122A", "040118101224", "440118000224", "4.40118E+11"]
        {
            assert_eq!(DivisionCode::parse(text).unwrap_err().code(), "value.division_code", "{text}");
        }
    }

    #[test]
    fn a_grid_is_its_village_and_a_sequence() {
        let grid = GridCode::parse("４40118101224007 ").unwrap();
        assert_eq!((grid.village().short().as_str(), grid.seq()), ("440118101224", 7));
        reads_back(&grid);
        for text in ["440118101224000", "440118101000001", "44011810122401", "440118101224", "44011810122400X"] {
            assert_eq!(GridCode::parse(text).unwrap_err().code(), "value.grid_code", "{text}");
        }
    }

    #[test]
    fn urban_rural_classes_read_back() {
        UrbanRural::ALL.iter().for_each(reads_back);
        assert!(UrbanRural::UrbanFringe.is_urban() && !UrbanRural::Village.is_urban());
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn codes_and_grids_read_back(number in 110_000_000_000_u64..920_000_000_000, seq in 1_u16..1000) {
            if let Ok(division) = DivisionCode::parse(&number.to_string()) {
                reads_back(&division);
                prop_assert_eq!(DivisionCode::parse(&division.short()).unwrap(), division);
                if let Ok(grid) = GridCode::of(division, seq) {
                    reads_back(&grid);
                }
            }
        }
    }
}
