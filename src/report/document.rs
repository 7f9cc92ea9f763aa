//! 文档 What a report says, without how it looks: a title and blocks of typed content.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::report::{Cell, Chart, Stated, Table};
use crate::value::Day;

/// 题名 A caption: Chinese, with an English one where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Caption {
    /// Chinese.
    pub zh: String,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Caption {
    /// A caption in Chinese.
    pub fn new(zh: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: None }
    }

    /// Adds the English.
    #[must_use]
    pub fn en(mut self, en: impl Into<String>) -> Self {
        self.en = Some(en.into());
        self
    }
}

impl From<&str> for Caption {
    fn from(zh: &str) -> Self {
        Self::new(zh)
    }
}

impl From<String> for Caption {
    fn from(zh: String) -> Self {
        Self::new(zh)
    }
}

/// Chinese and English.
impl From<(&str, &str)> for Caption {
    fn from((zh, en): (&str, &str)) -> Self {
        Self::new(zh).en(en)
    }
}

/// 公开范围 Whom a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audience {
    /// 内部 Those who may see exact counts.
    #[default]
    Internal,
    /// 公开 Everybody: small counts of persons are withheld (see [`Suppression`](crate::report::Suppression)).
    Published,
}

/// 文档 What a report says: any [`Render`](crate::report::Render) can write it.
///
/// A document holds text and figures only. Names reach it masked, because masked is what the ledger gives; a report that
/// holds a permit to unmask must not publish what it unmasked.
#[doc(alias = "文档")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Stable ASCII id, also the stem of its file name: `five_governance`.
    pub id: String,
    /// Title.
    pub title: Caption,
    /// 填报单位 The unit it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 数据截止 The day on which its figures hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    pub(super) audience: Audience,
    /// Content, top to bottom.
    pub blocks: Vec<Block>,
}

/// 内容块 One block of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Block {
    /// 标题 A heading.
    Heading {
        /// 1 for chapters, 2 and 3 below.
        level: u8,
        /// Text.
        text: Caption,
    },
    /// 段落 A paragraph.
    Paragraph {
        /// Text.
        text: String,
    },
    /// 关键数字 Figures that stand out.
    KeyFigures {
        /// In order.
        figures: Vec<KeyFigure>,
    },
    /// 表 A table.
    Table(Table),
    /// 图 A chart.
    Chart(Chart),
    /// 列表 A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// Items.
        items: Vec<String>,
    },
    /// 说明 A note, with the source it rests on.
    Note {
        /// Text.
        text: String,
        /// Source: law and article, register, or who stated it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
    /// 提示 Something that the reader must not miss.
    Callout {
        /// How it is meant.
        tone: Tone,
        /// Short title.
        title: String,
        /// Text.
        text: String,
    },
}

/// 语气 How a callout is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tone {
    /// 说明 For information.
    Info,
    /// 达标 As it should be.
    Good,
    /// 注意 Needs somebody to act.
    Attention,
}

impl Tone {
    /// 中文名 The Chinese label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Info => "说明",
            Self::Good => "达标",
            Self::Attention => "注意",
        }
    }
}

/// 关键数字 A figure that stands out, beside what others state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// What it counts.
    pub label: Caption,
    /// What we count.
    pub value: Cell,
    /// Unit: 人, 间, 万元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 所述数字 What an outside source states, shown beside the count and never merged with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Stated>,
    /// Of which day or period, or another short remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it counts persons: publishing withholds a small one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub persons: bool,
}

impl KeyFigure {
    /// A figure called so.
    pub fn new(label: impl Into<Caption>, value: impl Into<Cell>) -> Self {
        Self { label: label.into(), value: value.into(), unit: None, stated: None, note: None, persons: false }
    }

    /// Its unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// What an outside source states.
    #[must_use]
    pub fn stated(mut self, stated: Stated) -> Self {
        self.stated = Some(stated);
        self
    }

    /// Of which day or period.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// It counts persons.
    #[must_use]
    pub fn persons(mut self) -> Self {
        self.persons = true;
        self
    }

    /// The small text below: what is stated, then the remark.
    pub fn below(&self) -> String {
        let stated = self.stated.as_ref().map(|stated| format!("所述 {}", stated.shown()));
        let parts: Vec<String> = stated.into_iter().chain(self.note.clone()).collect();
        parts.join(" · ")
    }
}

impl Document {
    /// An empty internal document.
    pub fn new(id: impl Into<String>, title: impl Into<Caption>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            unit: None,
            as_of: None,
            audience: Audience::Internal,
            blocks: Vec::new(),
        }
    }

    /// Names the unit that it speaks for.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Names the day on which its figures hold.
    #[must_use]
    pub fn as_of(mut self, day: Day) -> Self {
        self.as_of = Some(day);
        self
    }

    /// Adds a block.
    pub fn push(&mut self, block: impl Into<Block>) -> &mut Self {
        self.blocks.push(block.into());
        self
    }

    /// Adds a heading; levels outside 1–3 are taken to the nearest.
    pub fn heading(&mut self, level: u8, text: impl Into<Caption>) -> &mut Self {
        self.push(Block::Heading { level: level.clamp(1, 3), text: text.into() })
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(Block::Paragraph { text: text.into() })
    }

    /// Adds figures that stand out; none are left out silently when the list is empty, so no block is added then.
    pub fn key_figures(&mut self, figures: impl IntoIterator<Item = KeyFigure>) -> &mut Self {
        let figures: Vec<KeyFigure> = figures.into_iter().collect();
        if figures.is_empty() { self } else { self.push(Block::KeyFigures { figures }) }
    }

    /// Adds a list with bullets.
    pub fn list<T: Into<String>>(&mut self, items: impl IntoIterator<Item = T>) -> &mut Self {
        self.push(Block::List { ordered: false, items: items.into_iter().map(Into::into).collect() })
    }

    /// Adds a note without a source.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(Block::Note { text: text.into(), source: None })
    }

    /// Adds a callout.
    pub fn callout(&mut self, tone: Tone, title: impl Into<String>, text: impl Into<String>) -> &mut Self {
        self.push(Block::Callout { tone, title: title.into(), text: text.into() })
    }

    /// Whom it is for; [`Suppression::publish`](crate::report::Suppression::publish) changes it.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The table of that id.
    ///
    /// # Errors
    /// `report.table.unknown`, listing the ids that there are.
    pub fn table(&self, id: &str) -> Result<&Table> {
        self.tables().find(|table| table.id() == id).ok_or_else(|| {
            let known: Vec<&str> = self.tables().map(Table::id).collect();
            Error::new(code::report::TABLE_UNKNOWN).with("table", id).with("known", known.join("、"))
        })
    }

    /// The line under the title: unit, day, and whether it is published.
    pub fn byline(&self) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("填报单位：{unit}"));
        let as_of = self.as_of.map(|day| format!("数据截止：{}年{}月{}日", day.year(), day.month(), day.day()));
        let published = (self.audience == Audience::Published).then(|| "公开版，人数过少的格以 * 代替".to_owned());
        let parts: Vec<String> = unit.into_iter().chain(as_of).chain(published).collect();
        parts.join("　　")
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<Chart> for Block {
    fn from(chart: Chart) -> Self {
        Self::Chart(chart)
    }
}
