//! 场所 A venue: shop, workshop, school or other place of business.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::{Grid, House, Ref};
use crate::schema::{Id, Secret};
use crate::value::{Count, CreditCode, Day, PersonName, Phone, Plain, Text};

crate::labels! {
    /// 管理类别 How closely a venue is looked after.
    pub enum VenueClass: "管理类别 class" {
        /// 重点场所 Key venue.
        Key = "key" / "重点场所" | "重点",
        /// 一般场所 Ordinary venue.
        Ordinary = "ordinary" / "一般场所" | "一般",
    }
}

crate::labels! {
    /// 场所隐患 What the last patrol found.
    pub enum VenueHazard: "隐患 hazard" {
        /// 无 Nothing.
        Nothing = "nothing" / "无",
        /// 用电不规范 Electricity used against the rules.
        Electricity = "electricity" / "用电不规范",
        /// 消防通道堆物 Fire lane blocked.
        BlockedLane = "blocked_lane" / "消防通道堆物",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

/// 场所 A venue of the village.
#[doc(alias = "场所")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Venue {
    /// Record id.
    pub id: Id<Venue>,
    /// 场所名称 Name, unique in the village.
    pub name: Text,
    /// 类别 What it is: 餐饮店, 制衣厂, 学校 …
    pub kind: Text,
    /// 管理类别 Class.
    pub class: VenueClass,
    /// 房屋 The house it is in.
    pub house: Ref<House>,
    /// 地址 Address as licensed.
    pub address: Text,
    /// 网格 The grid whose officer patrols it.
    pub grid: Ref<Grid>,
    /// 负责人 Person in charge.
    pub keeper: PersonName,
    /// 联系电话 His telephone.
    pub phone: Option<Secret<Phone>>,
    /// 从业人数 People working there, as stated.
    pub staff: Count,
    /// 统一社会信用代码 Credit code, if it is licensed.
    pub credit_code: Option<CreditCode>,
    /// 发证日期 Day of the licence.
    pub licensed: Option<Day>,
    /// 最近巡业日期 Day of the last patrol.
    pub patrolled: Option<Day>,
    /// 隐患 What it found.
    pub hazard: VenueHazard,
}

crate::entity! {
    Venue: "venue", "ven", v1, "场所";
    columns {
        name "场所名称": Text = |venue| venue.name.as_str(),
        kind "类别": Text = |venue| venue.kind.as_str(),
        class "管理类别": Text = |venue| venue.class.code(),
        house "房屋": Text = |venue| &venue.house,
        grid "网格": Text = |venue| &venue.grid,
        credit_code "统一社会信用代码": Text = |venue| venue.credit_code.as_ref().map(Plain::plain),
        patrolled "最近巡业日期": Day = |venue| venue.patrolled,
        hazard "隐患": Text = |venue| venue.hazard.code(),
    }
    indexes { by_name(name), by_house(house, name), by_grid(grid, class), by_kind(kind, name) }
    secrets { phone "联系电话": "phone" }
    subject = |venue| venue.id.key();
}

impl Venue {
    /// 有隐患 Whether the last patrol found anything.
    pub fn has_hazard(&self) -> bool {
        self.hazard != VenueHazard::Nothing
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
