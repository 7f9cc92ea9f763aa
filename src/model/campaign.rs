//! 专项行动 Campaigns that the village takes part in.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::Id;
use crate::value::{Day, Period, Text};

labels! {
    /// 级别 Which level of government called a campaign.
    pub enum CampaignLevel: "级别 level" {
        /// 全国 The nation.
        National = "national" / "全国" | "国家",
        /// 省 The province.
        Province = "province" / "省",
        /// 市 The city.
        City = "city" / "市",
        /// 区 The district.
        District = "district" / "区" | "县",
        /// 镇 The town.
        Town = "town" / "镇" | "街道",
        /// 村 The village itself.
        Village = "village" / "村",
    }
}

/// 专项行动 A campaign.
#[doc(alias = "专项行动")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// 编号 Id.
    pub id: Id<Campaign>,
    /// 名称 Name.
    pub name: Text,
    /// 级别 Level that called it.
    pub level: CampaignLevel,
    /// 起止日期 First day and the day after the last; open while it goes on.
    pub period: Period,
    /// 牵头单位 Who leads it.
    pub leader: Text,
    /// 说明 What else there is to say.
    pub note: Option<Text>,
}

crate::entity! {
    Campaign: "campaign", "camp", v1, "专项行动";
    columns {
        name "名称": Text = |it| it.name.as_str(),
        level "级别": Text = |it| it.level.code(),
        starts "开始日期": Day = |it| it.period.from(),
        ends "截止次日": Day = |it| it.period.until(),
    }
    indexes { by_name(name), by_start(starts) }
    secrets {}
    subject = |it| it.id.key();
}

impl Campaign {
    /// 天数 Days of the campaign, first and last included; `None` while it goes on.
    pub fn days_inclusive(&self) -> Option<i64> {
        self.period.until().map(|until| until.days_since(self.period.from()))
    }

    /// 进行中 Whether it covers that day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.period.contains(day)
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn the_hundred_days_are_a_hundred_with_first_and_last() {
        let campaign = Campaign {
            id: id(1),
            name: v("百日行动"),
            level: CampaignLevel::National,
            period: v("2022-06-25至2022-10-02"),
            leader: v("甘东派出所"),
            note: None,
        };
        assert!(campaign.check().is_ok());
        assert_eq!(campaign.days_inclusive(), Some(100));
        assert!(campaign.runs_on(v("2022-10-02")) && !campaign.runs_on(v("2022-10-03")));
        assert_eq!(Campaign { period: v("2022-05-09.."), ..campaign }.days_inclusive(), None);
    }
}
