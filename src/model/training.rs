//! 技能培训 What became of each learner of a skill class, and who paid.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{adds_up, as_on_identity, empty_while, in_order, needs, together};
use crate::model::{PersonMark, Resident, ResidentCategory};
use crate::schema::{Id, Secret};
use crate::value::{Count, Day, IdNumber, Money, PersonName, Phone, RefNo, Sex};

crate::labels! {
    /// 考核结果 The result of the examination.
    pub enum ExamResult: "考核结果 result of an examination" {
        /// 合格 Passed.
        Passed = "passed" / "合格" | "通过",
        /// 不合格 Failed.
        Failed = "failed" / "不合格" | "未通过",
        /// 缺考 Absent.
        Absent = "absent" / "缺考",
    }
}

crate::labels! {
    /// 就业去向 What a learner does afterwards.
    #[doc(alias = "就业去向")]
    pub enum TrainingOutcome: "就业去向 outcome of training" {
        /// 自营网店 Own online shop.
        OwnShop = "own_shop" / "自营网店",
        /// 企业电商客服 Employed in electronic commerce.
        Employed = "employed" / "企业电商客服" | "企业就业",
        /// 在职提升 Better at the same work.
        Improved = "improved" / "在职提升",
        /// 待跟踪 Not yet known.
        Unknown = "unknown" / "待跟踪",
        /// 未就业 Not at work.
        NotEmployed = "not_employed" / "未就业",
    }
}

/// 技能培训学员 A learner of a skill class: result, certificate, and the fee with who bore it.
#[doc(alias = "技能培训")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// 编号 Id.
    pub id: Id<Training>,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 身份证号 Identity number.
    pub identity: Secret<IdNumber>,
    /// 年龄 Age in full years when the class began, as stated.
    pub age: Count,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 人员类别 Category.
    pub category: ResidentCategory,
    /// 考核结果 Result.
    pub result: ExamResult,
    /// 证书编号 Number of the certificate.
    pub certificate: Option<RefNo>,
    /// 发证日期 Day of the certificate.
    pub issued: Option<Day>,
    /// 补贴申请日期 Day of applying for the subsidy.
    pub applied: Option<Day>,
    /// 培训费 Fee.
    pub fee: Money,
    /// 政府补贴 Borne by the government.
    pub subsidy: Money,
    /// 个人自付 Borne by the learner.
    pub own_share: Money,
    /// 就业去向 TrainingOutcome.
    pub outcome: Option<TrainingOutcome>,
}

crate::entity! {
    Training: "training", "train", v1, "技能培训";
    columns {
        resident "居住人员": Text = |it| it.resident,
        sex "性别": Text = |it| it.sex.code(),
        result "考核结果": Text = |it| it.result.code(),
        certificate "证书编号": Text = |it| it.certificate.as_ref().map(RefNo::as_str),
        issued "发证日期": Day = |it| it.issued,
        applied "补贴申请日期": Day = |it| it.applied,
        fee_fen "培训费（分）": Int = |it| it.fee,
        subsidy_fen "政府补贴（分）": Int = |it| it.subsidy,
        own_share_fen "个人自付（分）": Int = |it| it.own_share,
        outcome "就业去向": Text = |it| it.outcome.map(TrainingOutcome::code),
    }
    indexes { by_resident(resident), by_issued(issued) }
    secrets { identity "身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl Training {
    /// Own invariants: sex and age fit the card, only who passed has a certificate, number and day of it go together,
    /// the subsidy is applied for after the certificate, subsidy and own share make up the fee.
    fn check(&self) -> Result<()> {
        if let Ok(number) = self.identity.get() {
            as_on_identity(&self.identity, self.sex, number.birth())?;
            self.check_age(number.birth())?;
        }
        if self.result != ExamResult::Passed {
            empty_while(("证书编号", self.certificate.is_some()), self.result)?;
        }
        together(("证书编号", self.certificate.is_some()), ("发证日期", self.issued.is_some()))?;
        needs(("补贴申请日期", self.applied.is_some()), ("发证日期", self.issued.is_some()))?;
        in_order(&[("发证日期", self.issued), ("补贴申请日期", self.applied)])?;
        adds_up(("培训费(元)", self.fee), &[("政府补贴(元)", self.subsidy), ("个人自付(元)", self.own_share)])
    }

    /// The class was held within the year before the certificate, so the age is that of the day of it or one less.
    fn check_age(&self, birth: Day) -> Result<()> {
        let Some(known) = self.issued.and_then(|day| day.age_of(birth)) else { return Ok(()) };
        let stated = self.age.get();
        if stated == known || stated.saturating_add(1) == known {
            return Ok(());
        }
        Err(Error::new(code::model::PERSON_AGE).with("column", "年龄").with("value", stated).with("known", known))
    }

    /// 全额补贴 Whether the government bore the whole fee.
    pub fn is_fully_subsidised(&self) -> bool {
        self.subsidy == self.fee
    }

    /// 同一人标记 Equal for all records of one person.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn learner() -> Training {
        Training {
            id: id(1),
            resident: None,
            name: v("李四"),
            sex: Sex::Female,
            identity: Secret::open(v("440199199305200020")),
            age: Count::new(29),
            phone: None,
            category: ResidentCategory::Registered,
            result: ExamResult::Passed,
            certificate: Some(v("ZXNL20230001")),
            issued: Some(v("2023-05-19")),
            applied: Some(v("2023-06-06")),
            fee: v("800"),
            subsidy: v("800"),
            own_share: v("0"),
            outcome: Some(TrainingOutcome::OwnShop),
        }
    }

    #[test]
    fn who_bears_the_fee_adds_up() {
        assert!(learner().check().is_ok() && learner().is_fully_subsidised());
        let shared = Training { subsidy: v("600"), own_share: v("200"), ..learner() };
        assert!(shared.check().is_ok() && !shared.is_fully_subsidised());
        let wrong = Training { own_share: v("100"), ..learner() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.amount.sum");
    }

    #[test]
    fn the_age_fits_the_card_on_the_day_of_the_class() {
        let birthday_between = Training { issued: Some(v("2023-05-20")), ..learner() };
        assert!(birthday_between.check().is_ok(), "29 in class, 30 on the day of the certificate");
        for age in [28, 31] {
            let wrong = Training { age: Count::new(age), ..birthday_between.clone() };
            assert_eq!(wrong.check().unwrap_err().code(), "model.person.age", "{age}");
        }
    }

    #[test]
    fn certificates_are_for_those_who_passed_and_come_before_the_application() {
        let failed = Training { result: ExamResult::Failed, ..learner() };
        assert_eq!(failed.check().unwrap_err().code(), "model.field.undue");
        let undated = Training { issued: None, ..learner() };
        assert_eq!(undated.check().unwrap_err().get("column"), Some("发证日期"));
        let early = Training { applied: Some(v("2023-05-18")), ..learner() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("补贴申请日期"));
    }
}
