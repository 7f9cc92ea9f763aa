//! 走访 A call on somebody: at the door, by telephone or by video.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{House, Household, PersonMark, Ref, Resident};
use crate::schema::{Id, Key, Secret};
use crate::value::{Day, IdNumber, PersonName, RefNo, Text};

crate::labels! {
    /// 走访方式 How the call was made.
    pub enum VisitChannel: "走访方式 channel" {
        /// 入户 At the door, let in.
        AtHome = "at_home" / "入户" | "上门",
        /// 电话 By telephone.
        Phone = "phone" / "电话",
        /// 视频 By video.
        Video = "video" / "视频",
    }
}

crate::labels! {
    /// 节日 The festival on which gifts were brought.
    pub enum Festival: "节日 festival" {
        /// 元旦 New Year.
        NewYear = "new_year" / "元旦",
        /// 春节 Spring Festival.
        Spring = "spring" / "春节",
        /// 端午 Dragon Boat Festival.
        DragonBoat = "dragon_boat" / "端午" | "端午节",
        /// 七一 The Party's founding day.
        July1 = "july_1" / "七一",
        /// 中秋 Mid-Autumn Festival.
        MidAutumn = "mid_autumn" / "中秋" | "中秋节",
        /// 国庆 National Day.
        NationalDay = "national_day" / "国庆" | "国庆节",
        /// 重阳 Double Ninth, Seniors' Day.
        DoubleNinth = "double_ninth" / "重阳" | "重阳节",
    }
}

/// 走访 A call on a person.
#[doc(alias = "走访")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Record id.
    pub id: Id<Visit>,
    /// 编号 Number.
    pub no: RefNo,
    /// 日期 Day.
    pub on: Day,
    /// 方式 Channel.
    pub channel: VisitChannel,
    /// 居住人员 The person among the residents, if he is one.
    pub resident: Option<Id<Resident>>,
    /// 对象姓名 Name of the person called on.
    pub name: PersonName,
    /// 身份证号 His identity number.
    pub number: Secret<IdNumber>,
    /// 户 His household, if registered here.
    pub household: Option<Ref<Household>>,
    /// 房屋 The house.
    pub house: Ref<House>,
    /// 节日 Festival, if gifts were brought for one.
    pub festival: Option<Festival>,
    /// 走访人 Who called: a person or a team.
    pub visitor: PersonName,
    /// 慰问品 Gifts.
    pub gifts: Option<Text>,
    /// 情况 What was found. It speaks of health and family, so it is sealed.
    pub finding: Secret<Text>,
    /// 后续事项 What is to follow.
    pub follow_up: Option<Text>,
}

crate::entity! {
    Visit: "visit", "vis", v1, "走访";
    columns {
        no "编号": Text = |visit| visit.no.as_str(),
        visited "日期": Day = |visit| visit.on,
        channel "方式": Text = |visit| visit.channel.code(),
        resident "居住人员": Text = |visit| visit.resident,
        household "户": Text = |visit| visit.household.as_ref().and_then(Ref::id),
        house "房屋": Text = |visit| &visit.house,
        festival "节日": Text = |visit| visit.festival.map(Festival::code),
        visitor "走访人": Text = |visit| visit.visitor.as_str(),
        follow_up "后续事项": Text = |visit| visit.follow_up.as_ref().map(Text::as_str),
    }
    indexes {
        by_no(no),
        by_day(visited),
        by_resident(resident, visited),
        by_household(household, visited),
        by_house(house, visited),
    }
    secrets { number "身份证号": "cn_id", finding "情况" }
    subject = |visit| visit.subject_key();
}

impl Visit {
    /// 同一人标记 Equal for all records of one person.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.number)
    }

    fn subject_key(&self) -> Key {
        self.resident.map_or_else(|| self.id.key(), Id::key)
    }

    fn check(&self) -> Result<()> {
        match self.number.get() {
            Ok(number) if self.on < number.birth() => Err(Error::new(code::model::BEFORE_BIRTH)
                .with("column", "日期")
                .with("value", self.on)
                .with("day", self.on)),
            _ => Ok(()),
        }
    }
}
