//! 经济合作社 A group-level collective economic organisation.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::schema::{Id, Secret};
use crate::value::{Count, CreditCode, Day, PersonName, Phone, Plain, Registry, Text};

/// 经济合作社 A cooperative of the village, with the figures that its sheet states.
#[doc(alias = "经济合作社")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cooperative {
    /// Record id.
    pub id: Id<Cooperative>,
    /// 名称 Registered name.
    pub name: Text,
    /// 统一社会信用代码 Credit code of class N (GB 32100).
    pub credit_code: CreditCode,
    /// 登记赋码机关 Authority that gave the code.
    pub registrar: Option<Text>,
    /// 登记日期 Day of registration.
    pub registered: Option<Day>,
    /// 社长 Head.
    pub head: Option<PersonName>,
    /// 副社长 Deputy head.
    pub deputy: Option<PersonName>,
    /// 联系电话 Telephone of the head.
    pub phone: Option<Secret<Phone>>,
    /// 上级组织 The village-level organisation above it.
    pub parent: Option<Text>,
    /// What the sheet states.
    pub stated: CooperativeFigures,
}

/// 合作社填报数 Figures that the cooperative's sheet states; shown beside the counts, never merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperativeFigures {
    /// 户数 Households.
    pub households: Option<Count>,
    /// 户籍人口 Registered population, each figure with its day.
    pub registered: Vec<DatedCount>,
    /// 房屋数 Houses.
    pub houses: Option<Count>,
    /// 成员代表数 Members' representatives.
    pub representatives: Option<Count>,
}

/// 时点数 A stated count and the day of which it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedCount {
    /// The day.
    pub on: Day,
    /// The count.
    pub count: Count,
}

crate::entity! {
    Cooperative: "cooperative", "coop", v1, "经济合作社";
    columns {
        name "名称": Text = |cooperative| cooperative.name.as_str(),
        credit_code "统一社会信用代码": Text = |cooperative| cooperative.credit_code.plain(),
    }
    indexes { by_name(name), by_credit_code(credit_code) }
    secrets { phone "联系电话": "phone" }
    subject = |cooperative| cooperative.id.key();
}

impl Cooperative {
    /// 某日户籍人口 The registered population that the sheet states for that day.
    pub fn stated_registered(&self, on: Day) -> Option<Count> {
        self.stated.registered.iter().find(|figure| figure.on == on).map(|figure| figure.count)
    }

    fn check(&self) -> Result<()> {
        if self.credit_code.registry() != Registry::Agriculture {
            return Err(Error::new(code::model::COOPERATIVE_CODE)
                .with("column", "统一社会信用代码")
                .with("value", self.credit_code.plain()));
        }
        Ok(())
    }
}
