//! 命中与条目 The words of the finder: what is found, by what, how, and what it is told.

use std::fmt;

use uuid::Uuid;

use crate::search::question::WORDS;

crate::labels! {
    /// 种类 What can be found.
    pub enum Kind: "种类 kind" {
        /// 居住人员 A resident.
        Resident = "resident" / "居住人员",
        /// 房屋 A house.
        House = "house" / "房屋",
        /// 场所 A venue.
        Venue = "venue" / "场所",
        /// 机动车 A vehicle.
        Vehicle = "vehicle" / "机动车",
        /// 户 A household.
        Household = "household" / "户",
        /// 网格 A grid.
        Grid = "grid" / "网格",
        /// 站点 A station.
        Station = "station" / "站点",
        /// 经济合作社 A cooperative.
        Cooperative = "cooperative" / "经济合作社",
    }
}

impl Kind {
    /// Its bit in a set of kinds.
    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

crate::labels! {
    /// 字段 What of a person or thing was met.
    pub enum Field: "字段 field" {
        /// 姓名 Name of a person.
        Name = "name" / "姓名",
        /// 产权人 Owner of a house.
        Owner = "owner" / "产权人",
        /// 负责人 Who is in charge of a venue.
        Keeper = "keeper" / "负责人",
        /// 使用人 Who uses a vehicle.
        User = "user" / "使用人",
        /// 名称 Name of a thing.
        Title = "title" / "名称",
        /// 编号 Number of a house or household, code of a grid or firm.
        Number = "number" / "编号",
        /// 号牌 Plate.
        Plate = "plate" / "号牌",
        /// 地址 Address.
        Address = "address" / "地址",
        /// 证件号码 Number of an identity document.
        Document = "document" / "证件号码",
        /// 电话 Telephone.
        Phone = "phone" / "电话",
    }
}

/// Classes of texts, each with its own table.
pub(super) const NAMES: usize = 0;
pub(super) const TITLES: usize = 1;
pub(super) const CODES: usize = 2;
pub(super) const ADDRESSES: usize = 3;
/// All of them, as a set.
pub(super) const ALL: u8 = 0b1111;

impl Field {
    /// The table of its texts; none for numbers.
    pub(super) const fn class(self) -> Option<usize> {
        match self {
            Self::Name | Self::Owner | Self::Keeper | Self::User => Some(NAMES),
            Self::Title => Some(TITLES),
            Self::Number | Self::Plate => Some(CODES),
            Self::Address => Some(ADDRESSES),
            Self::Document | Self::Phone => None,
        }
    }
}

crate::labels! {
    /// 匹配方式 How it was met, the surest first.
    pub enum How: "匹配方式 how" {
        /// 完全一致 The whole of it.
        Whole = "whole" / "完全一致",
        /// 开头一致 Its beginning.
        Start = "start" / "开头一致",
        /// 包含 Something within it.
        Part = "part" / "包含",
        /// 尾号 Its last characters.
        Tail = "tail" / "尾号",
        /// 拼音 Its pinyin, or the beginning of it.
        Pinyin = "pinyin" / "拼音",
        /// 首字母 First letters of its pinyin, or a mixture.
        Initials = "initials" / "首字母",
        /// 音近 It sounds the same or nearly so.
        Sound = "sound" / "音近",
        /// 形近 It looks nearly the same.
        Shape = "shape" / "形近",
    }
}

/// 对象 A person or thing that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// 种类 What it is.
    pub kind: Kind,
    /// The id of its record.
    pub id: Uuid,
}

/// 匹配依据 Why something was found: what was met, how, and whether of itself or of its house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// 字段 What was met.
    pub field: Field,
    /// 匹配方式 How.
    pub how: How,
    /// 经由房屋 Whether it is the house's in which it is.
    pub of_house: bool,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let house = if self.of_house { "所在房屋" } else { "" };
        write!(f, "{house}{}{}", self.field, self.how)
    }
}

/// 命中 Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// 对象 What.
    pub subject: Subject,
    /// Whether a person lives, or a thing is, in the village now.
    pub here: bool,
    pub(super) whys: [Option<Why>; WORDS],
}

impl Hit {
    /// 匹配依据 Why, one reason for each word of the question.
    pub fn why(&self) -> impl Iterator<Item = Why> + '_ {
        self.whys.iter().copied().flatten()
    }
}

/// 结果 What a question finds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// 命中 The hits, the surest first.
    pub hits: Vec<Hit>,
    /// 还有更多 Whether there are more than were asked for: ask more exactly.
    pub more: bool,
}

/// 条目 What the finder is to know of a person or thing: three texts at most, a document, a telephone, and the house it is in.
///
/// ```
/// use cunwu::search::{Entry, Field, Finder, Kind, Question, Subject};
/// use uuid::Uuid;
/// let house = Subject { kind: Kind::House, id: Uuid::from_u128(1) };
/// let zhang = Subject { kind: Kind::Resident, id: Uuid::from_u128(2) };
/// let mut finder = Finder::new();
/// finder.put(&Entry::of(house).text(Field::Number, "DH01-0001").text(Field::Address, "桃源街1巷90号"))?;
/// finder.put(&Entry::of(zhang).text(Field::Name, "张伟").number(Field::Phone, "13800001234").house(house.id))?;
///
/// for asked in ["张伟", "zhangwei", "zw", "zhangw", "章伟", "1234", "桃源街90号 张", "张 一巷"] {
///     let found = finder.find(&Question::of(asked)?);
///     assert_eq!(found.hits.first().map(|hit| hit.subject), Some(zhang), "{asked}");
/// }
/// assert_eq!(finder.find(&Question::of("zs")?).hits.len(), 0);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[derive(Clone)]
pub struct Entry<'t> {
    pub(super) subject: Subject,
    pub(super) texts: Vec<(Field, &'t str)>,
    pub(super) document: Option<&'t str>,
    pub(super) phone: Option<&'t str>,
    pub(super) house: Option<Uuid>,
    pub(super) here: bool,
}

impl<'t> Entry<'t> {
    /// Of a person or thing of which nothing is known yet; it is here.
    pub fn of(subject: Subject) -> Self {
        Self { subject, texts: Vec::new(), document: None, phone: None, house: None, here: true }
    }

    /// 文字 Something to read: a name, an address, a title, a code. Of more than three the first three count; a document or telephone is
    /// taken as a number.
    #[must_use]
    pub fn text(mut self, field: Field, text: &'t str) -> Self {
        if field.class().is_none() {
            return self.number(field, text);
        }
        if self.texts.len() < TEXTS && !text.trim().is_empty() {
            self.texts.push((field, text));
        }
        self
    }

    /// 号码 A document's number or a telephone: found by its tail, never given back. Other fields are taken as text.
    #[must_use]
    pub fn number(mut self, field: Field, number: &'t str) -> Self {
        match field {
            Field::Document => self.document = Some(number),
            Field::Phone => self.phone = Some(number),
            _ => return self.text(field, number),
        }
        self
    }

    /// Where it lies among many: by kind and first text.
    pub(super) fn place(&self) -> (Kind, Option<&'t str>) {
        (self.subject.kind, self.texts.first().map(|(_, text)| *text))
    }

    /// 所在房屋 The house it is in.
    #[must_use]
    pub fn house(mut self, house: Uuid) -> Self {
        self.house = Some(house);
        self
    }

    /// 不在村 It is not in the village now; it is found after those who are.
    #[must_use]
    pub fn away(mut self) -> Self {
        self.here = false;
        self
    }
}

impl fmt::Debug for Entry<'_> {
    /// What it holds may be somebody's number: only what it is of is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({} {}, {} texts)", self.subject.kind, self.subject.id, self.texts.len())
    }
}

/// Texts that one person or thing is found by.
pub(super) const TEXTS: usize = 3;
