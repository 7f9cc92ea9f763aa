//! 调解 Disputes settled with the help of respected villagers.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order, needs, together};
use crate::model::{Ref, StudioMember};
use crate::schema::Id;
use crate::value::{Day, PersonName, RefNo, Text, YesNo};

labels! {
    /// 纠纷类型 What a dispute is about.
    #[doc(alias = "纠纷类型")]
    pub enum DisputeKind: "纠纷类型 dispute" {
        /// 邻里纠纷 Neighbours.
        Neighbours = "neighbours" / "邻里纠纷",
        /// 家庭纠纷 Family.
        Family = "family" / "家庭纠纷" | "婚姻家庭纠纷",
        /// 租赁纠纷 Lease.
        Lease = "lease" / "租赁纠纷" | "房屋租赁纠纷",
        /// 合同纠纷 Contract.
        Contract = "contract" / "合同纠纷",
        /// 宅基地纠纷 Homestead.
        Homestead = "homestead" / "宅基地纠纷" | "房屋宅基地纠纷",
        /// 土地承包纠纷 Land contracting.
        Land = "land" / "土地承包纠纷" | "山林土地纠纷",
        /// 劳资纠纷 Wages.
        Labour = "labour" / "劳资纠纷" | "劳动争议纠纷",
        /// 交通纠纷 Traffic.
        Traffic = "traffic" / "交通纠纷" | "道路交通事故纠纷",
        /// 损害赔偿纠纷 Damages.
        Damages = "damages" / "损害赔偿纠纷",
        /// 其他纠纷 Another.
        Other = "other" / "其他纠纷" | "其他",
    }
}

labels! {
    /// 协议形式 Form of the agreement.
    #[doc(alias = "协议形式")]
    pub enum AgreementForm: "协议形式 form of agreement" {
        /// 口头协议 Oral, on record.
        Oral = "oral" / "口头协议" | "口头",
        /// 书面协议 In writing.
        Written = "written" / "书面协议" | "书面",
    }
}

labels! {
    /// 履行情况 Whether the agreement was kept.
    #[doc(alias = "履行情况")]
    pub enum Performance: "履行情况 performance" {
        /// 已履行 Kept.
        Performed = "performed" / "已履行",
        /// 部分履行 Kept in part.
        InPart = "in_part" / "部分履行",
        /// 履行中 Being carried out.
        UnderWay = "under_way" / "履行中",
        /// 未履行 Not kept.
        NotPerformed = "not_performed" / "未履行",
    }
}

/// 调解协议 What the parties agreed.
#[doc(alias = "调解协议")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// 达成日期 Day of the agreement.
    pub on: Day,
    /// 协议内容 What was agreed.
    pub content: Text,
    /// 协议形式 In what form.
    pub form: AgreementForm,
}

/// 调解 A dispute taken up for mediation (人民调解法 arts 17–33).
#[doc(alias = "调解")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mediation {
    /// 编号 Id.
    pub id: Id<Mediation>,
    /// 编号 Number.
    pub no: RefNo,
    /// 受理日期 Day it was taken up.
    pub accepted: Day,
    /// 纠纷类型 What it is about.
    pub kind: DisputeKind,
    /// 简要情况 In short.
    pub summary: Text,
    /// 当事人甲 One party.
    pub first_party: PersonName,
    /// 当事人乙 The other.
    pub second_party: PersonName,
    /// 调解乡贤 The respected villager who helped.
    pub worthy: Option<Ref<StudioMember>>,
    /// 人民调解员 The people's mediator.
    pub mediator: Option<PersonName>,
    /// 协议 The agreement, once reached.
    pub agreement: Option<Agreement>,
    /// 履行日期 Day it was carried out.
    pub performed: Option<Day>,
    /// 履行情况 Whether it was kept.
    pub performance: Option<Performance>,
    /// 司法确认 Whether a court confirmed it.
    pub confirmed: YesNo,
    /// 司法确认日期 Day of the court's confirmation.
    pub confirmed_on: Option<Day>,
}

crate::entity! {
    Mediation: "mediation", "med", v1, "调解";
    columns {
        no "编号": Text = |it| it.no.as_str(),
        accepted "受理日期": Day = |it| it.accepted,
        dispute "纠纷类型": Text = |it| it.kind.code(),
        worthy "调解乡贤": Text = |it| it.worthy.as_ref().and_then(Ref::id),
        agreed "协议日期": Day = |it| it.agreement.as_ref().map(|agreement| agreement.on),
        performance "履行情况": Text = |it| it.performance.map(Performance::code),
        confirmed "司法确认": Bool = |it| it.confirmed == YesNo::Yes,
    }
    indexes { by_no(no), by_accepted(accepted), by_dispute(dispute, accepted), by_worthy(worthy, accepted) }
    secrets {}
    subject = |it| it.id.key();
}

impl Mediation {
    /// 调解成功 Whether the parties agreed.
    pub fn is_settled(&self) -> bool {
        self.agreement.is_some()
    }

    /// 调解用时 Days from taking up to the agreement.
    pub fn days(&self) -> Option<i64> {
        Some(self.agreement.as_ref()?.on.days_since(self.accepted))
    }

    fn check(&self) -> Result<()> {
        let agreed = ("达成日期", self.agreement.is_some());
        needs(("履行情况", self.performance.is_some()), agreed)?;
        needs(("履行日期", self.performed.is_some()), ("履行情况", self.performance.is_some()))?;
        needs(("司法确认日期", self.confirmed_on.is_some()), agreed)?;
        if let Some(state) = self.performance {
            match state {
                Performance::Performed => filled_while(("履行日期", self.performed.is_some()), state)?,
                Performance::NotPerformed => empty_while(("履行日期", self.performed.is_some()), state)?,
                Performance::InPart | Performance::UnderWay => {}
            }
        }
        together(("司法确认", self.confirmed == YesNo::Yes), ("司法确认日期", self.confirmed_on.is_some()))?;
        let agreed_on = self.agreement.as_ref().map(|agreement| agreement.on);
        in_order(&[("受理日期", Some(self.accepted)), ("达成日期", agreed_on), ("履行日期", self.performed)])?;
        in_order(&[("达成日期", agreed_on), ("司法确认日期", self.confirmed_on)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn settled() -> Mediation {
        Mediation {
            id: id(1),
            no: v("TJ2023-09"),
            accepted: v("2023-03-31"),
            kind: DisputeKind::Contract,
            summary: v("铺面转让费"),
            first_party: v("陈振辉"),
            second_party: v("郑浩林"),
            worthy: Some(id(2).into()),
            mediator: Some(v("胡巧华")),
            agreement: Some(Agreement {
                on: v("2023-04-11"),
                content: v("退还部分转让费"),
                form: AgreementForm::Written,
            }),
            performed: Some(v("2023-04-20")),
            performance: Some(Performance::Performed),
            confirmed: YesNo::Yes,
            confirmed_on: Some(v("2023-05-01")),
        }
    }

    #[test]
    fn a_dispute_is_settled_by_an_agreement_and_may_still_be_open() {
        assert!(settled().check().is_ok() && settled().is_settled());
        assert_eq!(settled().days(), Some(11));
        let open = Mediation {
            agreement: None,
            performed: None,
            performance: None,
            confirmed: YesNo::No,
            confirmed_on: None,
            ..settled()
        };
        assert!(open.check().is_ok() && !open.is_settled());
    }

    #[test]
    fn nothing_is_kept_or_confirmed_that_was_not_agreed() {
        assert_eq!(Mediation { agreement: None, ..settled() }.check().unwrap_err().get("column"), Some("达成日期"));
        assert_eq!(
            Mediation { confirmed_on: None, ..settled() }.check().unwrap_err().get("column"),
            Some("司法确认日期")
        );
        assert_eq!(Mediation { performed: None, ..settled() }.check().unwrap_err().get("column"), Some("履行日期"));
        for wrong in [
            Mediation { accepted: v("2023-04-12"), ..settled() },
            Mediation { performed: Some(v("2023-04-10")), ..settled() },
            Mediation { confirmed_on: Some(v("2023-04-10")), ..settled() },
        ] {
            assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
        }
    }
}
