//! 公益创投 Public-welfare venture projects (穗社管规字〔2023〕1号).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, adds_up, empty_while, entries, filled_while, in_order};
use crate::schema::Id;
use crate::value::{CreditCode, Day, Money, Plain, RefNo, Text};

crate::labels! {
    /// 创投类别 The five classes of projects.
    pub enum VentureCategory: "公益创投类别 category of a venture project" {
        /// 为老服务 For the elderly.
        Elderly = "elderly" / "为老服务",
        /// 助残服务 For the disabled.
        Disabled = "disabled" / "助残服务",
        /// 青少年服务 For youth and children.
        Youth = "youth" / "青少年服务" | "青少年及儿童服务",
        /// 救助帮困 Relief.
        Relief = "relief" / "救助帮困" | "救助帮困服务",
        /// 其他公益 Other.
        Other = "other" / "其他公益" | "其他",
    }
}

crate::labels! {
    /// 创投阶段 The stages, in order.
    pub enum VentureStage: "公益创投阶段 stage of a venture project" {
        /// 申报 Applied for.
        Application = "application" / "申报",
        /// 评审 Reviewed by experts.
        Review = "review" / "评审",
        /// 公示 Published.
        Publication = "publication" / "公示",
        /// 签约 Signed.
        Signing = "signing" / "签约",
        /// 实施 Carried out.
        Implementation = "implementation" / "实施",
        /// 中期评估 Appraised half-way.
        Midterm = "midterm" / "中期评估",
        /// 结项评估 Appraised at the end.
        Closing = "closing" / "结项评估" | "结项",
    }
}

crate::labels! {
    /// 五社 The five of 五社联动 (2021 opinions on the modern governance of communities).
    #[doc(alias = "五社联动")]
    pub enum Society: "五社 the five societies" {
        /// 社区 Community.
        Community = "community" / "社区",
        /// 社会组织 Social organisations.
        Organisations = "organisations" / "社会组织",
        /// 社会工作者 Social workers.
        Workers = "workers" / "社会工作者" | "社工",
        /// 社区志愿者 Community volunteers.
        Volunteers = "volunteers" / "社区志愿者",
        /// 社会慈善资源 Charitable resources.
        Charity = "charity" / "社会慈善资源" | "慈善资源",
    }
}

/// 五社联动 Which of the five take part, each once, in the order of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Societies(Vec<Society>);

impl Societies {
    /// Those who take part.
    pub fn as_slice(&self) -> &[Society] {
        &self.0
    }

    /// 五社齐备 Whether all five take part.
    pub fn is_complete(&self) -> bool {
        self.0.len() == Society::ALL.len()
    }
}

impl Plain for Societies {
    const WHAT: &'static str = "五社联动 linkage of the five societies";

    fn plain(&self) -> String {
        self.0.iter().map(|society| society.label()).collect::<Vec<_>>().join("、")
    }

    fn parse(text: &str) -> Result<Self> {
        let mut societies = Vec::new();
        for entry in entries(text) {
            let society = Society::parse(entry)?;
            if societies.contains(&society) {
                return Err(Error::new(code::model::SOCIETIES_TWICE).with("value", society));
            }
            societies.push(society);
        }
        if societies.is_empty() {
            return Err(Error::new(code::value::EMPTY).with("what", Self::WHAT));
        }
        Ok(Self(societies))
    }
}

impl fmt::Display for Societies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// 公益创投项目 A venture project: who applies, what it costs, how far it has come.
#[doc(alias = "公益创投")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VentureProject {
    /// 编号 Id.
    pub id: Id<VentureProject>,
    /// 项目编号 Number.
    pub no: RefNo,
    /// 项目名称 Name.
    pub name: Text,
    /// 类别 Category.
    pub category: VentureCategory,
    /// 申报单位 Applicant, a registered social organisation.
    pub applicant: Text,
    /// 统一社会信用代码 Its credit code.
    pub credit_code: CreditCode,
    /// 项目预算 Budget.
    pub budget: Money,
    /// 申请资助 Grant applied for.
    pub grant: Money,
    /// 自筹 Raised by the applicant.
    pub own_funds: Money,
    /// 申报日期 Day of application.
    pub applied: Day,
    /// 评审日期 Day of review.
    pub reviewed: Option<Day>,
    /// 公示日期 Day of publication.
    pub published: Option<Day>,
    /// 签约日期 Day of signing.
    pub signed: Option<Day>,
    /// 阶段 Stage.
    pub stage: VentureStage,
    /// 五社联动 Who takes part.
    pub societies: Societies,
    /// 服务对象 Clients.
    pub clients: Text,
}

crate::entity! {
    VentureProject: "venture_project", "venture", v1, "公益创投";
    columns {
        no "项目编号": Text = |it| it.no.as_str(),
        name "项目名称": Text = |it| it.name.as_str(),
        category "类别": Text = |it| it.category.code(),
        applicant "申报单位": Text = |it| it.applicant.as_str(),
        credit_code "统一社会信用代码": Text = |it| it.credit_code.plain(),
        budget_fen "项目预算（分）": Int = |it| it.budget,
        grant_fen "申请资助（分）": Int = |it| it.grant,
        applied "申报日期": Day = |it| it.applied,
        stage "阶段": Text = |it| it.stage.code(),
    }
    indexes { by_no(no), by_stage(stage) }
    secrets {}
    subject = |it| it.id.key();
}

impl VentureProject {
    /// Own invariants: grant and own funds make up the budget, so that the grant is never above it; the days come in
    /// the order of the stages; each stage has the days of those before it and none of those after.
    fn check(&self) -> Result<()> {
        above_zero("项目预算(元)", self.budget.fen())?;
        adds_up(("项目预算(元)", self.budget), &[("申请资助(元)", self.grant), ("自筹(元)", self.own_funds)])?;
        in_order(&[
            ("申报日期", Some(self.applied)),
            ("评审日期", self.reviewed),
            ("公示日期", self.published),
            ("签约日期", self.signed),
        ])?;
        let days = [
            (VentureStage::Review, ("评审日期", self.reviewed.is_some())),
            (VentureStage::Publication, ("公示日期", self.published.is_some())),
            (VentureStage::Signing, ("签约日期", self.signed.is_some())),
        ];
        for (stage, field) in days {
            if stage <= self.stage {
                filled_while(field, self.stage)?;
            } else {
                empty_while(field, self.stage)?;
            }
        }
        Ok(())
    }

    /// 获资助 Whether the grant was agreed: a signed project.
    pub fn is_granted(&self) -> bool {
        self.stage >= VentureStage::Signing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn project() -> VentureProject {
        VentureProject {
            id: id(1),
            no: v("CT2023-01"),
            name: v("长者关爱计划"),
            category: VentureCategory::Elderly,
            applicant: v("某社工服务中心"),
            credit_code: v("52440118MJK000014Y"),
            budget: v("320000"),
            grant: v("192000"),
            own_funds: v("128000"),
            applied: v("2022-11-21"),
            reviewed: Some(v("2022-12-28")),
            published: Some(v("2023-01-09")),
            signed: Some(v("2023-02-15")),
            stage: VentureStage::Implementation,
            societies: v("社区、社会组织、社会工作者、社区志愿者、社会慈善资源"),
            clients: v("本村60岁以上长者"),
        }
    }

    #[test]
    fn grant_and_own_funds_make_up_the_budget() {
        assert!(project().check().is_ok() && project().is_granted());
        let wrong = VentureProject { own_funds: v("128001"), ..project() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.amount.sum");
        let above = VentureProject { grant: v("330000"), own_funds: v("-10000"), ..project() };
        assert_eq!(above.check().unwrap_err().code(), "model.amount.negative");
    }

    #[test]
    fn a_stage_has_the_days_before_it_and_none_after() {
        let fresh = VentureProject { stage: VentureStage::Application, ..project() };
        assert_eq!(fresh.check().unwrap_err().get("column"), Some("评审日期"));
        let fresh = VentureProject { reviewed: None, published: None, signed: None, ..fresh };
        assert!(fresh.check().is_ok() && !fresh.is_granted());
        let unsigned = VentureProject { signed: None, ..project() };
        assert_eq!(unsigned.check().unwrap_err().code(), "model.field.due");
        let hasty = VentureProject { signed: Some(v("2023-01-08")), ..project() };
        assert_eq!(hasty.check().unwrap_err().code(), "model.days.order");
    }

    #[test]
    fn each_of_the_five_societies_stands_once() {
        assert!(project().societies.is_complete());
        let text = "社区、社会组织";
        assert_eq!(Societies::parse(text).unwrap().plain(), text);
        assert!(!Societies::parse(text).unwrap().is_complete());
        assert_eq!(Societies::parse("社区、社区").unwrap_err().code(), "model.societies.twice");
        assert_eq!(Societies::parse("社区、街道").unwrap_err().code(), "value.label");
    }
}
