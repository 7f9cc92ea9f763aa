//! 户 A registered household.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Cooperative, House, Ref, Resident};
use crate::schema::{Id, Key, Secret};
use crate::value::{Count, HouseholdNo, IdNumber, PersonName, Phone, Plain, Text};

crate::labels! {
    /// 户类型 Kind of household by social assistance (社会救助暂行办法).
    pub enum HouseholdKind: "户类型 household kind" {
        /// 一般户 No assistance.
        Ordinary = "ordinary" / "一般户" | "普通户",
        /// 低保户 Subsistence allowance.
        Subsistence = "subsistence" / "低保户" | "最低生活保障户",
        /// 低保边缘户 Just above the subsistence line.
        Marginal = "marginal" / "低保边缘户" | "低保边缘家庭" | "低收入户",
        /// 特困供养户 Supported by the state.
        Destitute = "destitute" / "特困供养户" | "特困户",
    }
}

/// 户 A household of the household register. Its members are the residents that link to it.
#[doc(alias = "户")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// Record id.
    pub id: Id<Household>,
    /// 户号 Number of nine digits (GB/T 31000).
    pub no: HouseholdNo,
    /// 户主姓名 The head's name.
    pub head_name: PersonName,
    /// 户主身份证号 The head's identity number.
    pub head_number: Secret<IdNumber>,
    /// 户主 The head among the residents, if he is one.
    pub head: Option<Id<Resident>>,
    /// 所属经济合作社 The cooperative it belongs to.
    pub cooperative: Ref<Cooperative>,
    /// 家庭人数 Members that the sheet states.
    pub stated_members: Count,
    /// 其中女性 Women among them that the sheet states.
    pub stated_women: Count,
    /// 户类型 Kind.
    pub kind: HouseholdKind,
    /// 户籍地址 Registered address.
    pub address: Text,
    /// 现住房屋 The house it lives in now, if in the village.
    pub house: Option<Ref<House>>,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 推选的村民代表 The representative that it elected with 5 to 15 households (Organic Law art. 25).
    pub representative: Option<PersonName>,
}

crate::entity! {
    Household: "household", "hhd", v1, "户";
    columns {
        no "户号": Text = |household| household.no.plain(),
        head "户主": Text = |household| household.head,
        cooperative "所属经济合作社": Text = |household| &household.cooperative,
        kind "户类型": Text = |household| household.kind.code(),
        house "现住房屋": Text = |household| household.house.as_ref().and_then(Ref::id),
        representative "推选的村民代表": Text = |household| household.representative.as_ref().map(PersonName::as_str),
    }
    indexes { by_no(no), by_cooperative(cooperative, no), by_house(house, no), by_head(head) }
    secrets { head_number "户主身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |household| household.subject_key();
}

impl Household {
    fn subject_key(&self) -> Key {
        self.head.map_or_else(|| self.id.key(), Id::key)
    }

    fn check(&self) -> Result<()> {
        if self.stated_members.get() == 0 {
            return Err(Error::new(code::model::HOUSEHOLD_EMPTY)
                .with("column", "家庭人数")
                .with("value", self.stated_members)
                .with("household", self.no.plain()));
        }
        if self.stated_women > self.stated_members {
            return Err(Error::new(code::model::HOUSEHOLD_WOMEN)
                .with("column", "其中女性")
                .with("value", self.stated_women)
                .with("household", self.no.plain())
                .with("women", self.stated_women)
                .with("members", self.stated_members));
        }
        Ok(())
    }
}
