//! 决策事项 What a decision is about, what it allows, and what was done under it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, empty_while, filled_while, in_order};
use crate::model::{ContractNature, DealMethod, Decision, InstalmentUnit, Price, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, Money, Text};

labels! {
    /// 事项类别 What kind of matter a decision is about (村民委员会组织法 arts. 24 and 27, 农村集体经济组织法 art. 26). Which body may
    /// decide it is for the rulebook to say.
    #[doc(alias = "事项类别")]
    pub enum MatterKind: "事项类别 kind of matter" {
        /// 误工补贴 People paid for lost work, and the rates (art. 24, 1).
        LostWork = "lost_work" / "误工补贴",
        /// 集体收益使用 Use of collective income (2).
        CollectiveIncome = "collective_income" / "集体收益使用",
        /// 公益事业 Public works, raising funds and labour for them, contracting them out (3).
        PublicWelfare = "public_welfare" / "公益事业",
        /// 土地承包方案 The plan for contracting land (4).
        LandContracting = "land_contracting" / "土地承包方案",
        /// 集体经济项目 Setting up and contracting out collective projects (5).
        CollectiveProject = "collective_project" / "集体经济项目",
        /// 宅基地方案 The plan for homesteads (6).
        Homestead = "homestead" / "宅基地方案",
        /// 征地补偿费 Use and distribution of land compensation (7).
        LandCompensation = "land_compensation" / "征地补偿费",
        /// 集体财产处分 Disposing of collective property by loan, lease or otherwise (8).
        AssetDeal = "asset_deal" / "集体财产处分" | "资产交易",
        /// 村规民约 The charter and the village rules (art. 27).
        VillageRules = "village_rules" / "村规民约",
        /// 村规划和年度计划 The village plan and the plan of the year.
        YearlyPlan = "yearly_plan" / "年度计划",
        /// 救助款物 Relief money and goods.
        Relief = "relief" / "救助款物",
        /// 成员身份 Who is a member of the collective.
        Membership = "membership" / "成员身份",
        /// 收益权量化 Shares of income.
        IncomeShares = "income_shares" / "收益权量化",
        /// 其他 Others that the assembly reserves (art. 24, 9).
        Other = "other" / "其他",
    }
}

labels! {
    /// 须经决策的行为 An act that needs a passed decision.
    #[doc(alias = "闸门")]
    pub enum GatedAct: "行为 act" {
        /// 资产交易 A deal in a collective asset.
        AssetDeal = "asset_deal" / "资产交易",
        /// 大额开支 Spending above the limit.
        Spending = "spending" / "大额开支",
        /// 土地方案 A plan for land.
        LandPlan = "land_plan" / "土地方案",
        /// 村规民约施行 Village rules enter into force.
        VillageRules = "village_rules" / "村规民约施行",
        /// 项目开工 A project starts.
        ProjectStart = "project_start" / "项目开工",
        /// 收益权量化 The income of operating assets is turned into shares of members.
        IncomeShares = "income_shares" / "收益权量化",
    }
}

impl GatedAct {
    /// 对应事项 Whether a decision about a matter of this kind can allow it.
    pub const fn is_about(self, matter: MatterKind) -> bool {
        use MatterKind as M;
        match self {
            Self::AssetDeal => matches!(matter, M::AssetDeal),
            Self::Spending => !matches!(matter, M::VillageRules | M::Membership | M::IncomeShares),
            Self::LandPlan => matches!(matter, M::LandContracting | M::Homestead | M::LandCompensation),
            Self::VillageRules => matches!(matter, M::VillageRules),
            Self::IncomeShares => matches!(matter, M::IncomeShares),
            Self::ProjectStart => matches!(matter, M::PublicWelfare | M::CollectiveProject | M::YearlyPlan),
        }
    }

    /// 写明标的 Whether the resolution must name its object: a deal is about one asset, rules enter into force in one version, shares are those
    /// of one collective.
    pub const fn names_object(self) -> bool {
        matches!(self, Self::AssetDeal | Self::VillageRules | Self::IncomeShares)
    }

    /// 动用资金 Whether it spends the village's own money, so that the resolution must name the amount.
    pub const fn spends(self) -> bool {
        matches!(self, Self::Spending | Self::ProjectStart)
    }

    /// 写明金额 Whether the act itself must name its amount: money is spent, or property dealt for a price.
    pub const fn names_amount(self) -> bool {
        self.spends() || matches!(self, Self::AssetDeal)
    }

    /// 可分次 Whether one resolution may be used for it again: payments by instalments, which must not exceed the limit together. Everything
    /// else is done once.
    pub const fn by_instalments(self) -> bool {
        matches!(self, Self::Spending)
    }
}

/// 金额上限 The most that a resolution allows, for each kind of act by itself: what may be spent is no limit for what a deal may come to.
#[doc(alias = "金额上限")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limits {
    /// 开支上限 The most that may be spent, all payments together.
    pub spending: Option<Money>,
    /// 项目金额上限 The most that a project may come to when it starts.
    pub project: Option<Money>,
    /// 交易金额上限 The most that a deal in an asset may come to.
    pub deal: Option<Money>,
}

impl Limits {
    /// No limit for anything.
    pub const NONE: Self = Self { spending: None, project: None, deal: None };

    /// A limit on payments alone.
    pub const fn spending(limit: Money) -> Self {
        Self { spending: Some(limit), ..Self::NONE }
    }

    /// A limit on what a project comes to.
    pub const fn project(limit: Money) -> Self {
        Self { project: Some(limit), ..Self::NONE }
    }

    /// A limit on what a deal comes to.
    pub const fn deal(limit: Money) -> Self {
        Self { deal: Some(limit), ..Self::NONE }
    }

    /// The limit of a kind of act; the others know no amount.
    pub const fn of(self, act: GatedAct) -> Option<Money> {
        match act {
            GatedAct::Spending => self.spending,
            GatedAct::ProjectStart => self.project,
            GatedAct::AssetDeal => self.deal,
            GatedAct::LandPlan | GatedAct::VillageRules | GatedAct::IncomeShares => None,
        }
    }

    /// Each limit that is set, with its act and its heading.
    pub fn all(self) -> impl Iterator<Item = (GatedAct, &'static str, Money)> {
        let limits = [
            (GatedAct::Spending, "开支上限(元)", self.spending),
            (GatedAct::ProjectStart, "项目金额上限(元)", self.project),
            (GatedAct::AssetDeal, "交易金额上限(元)", self.deal),
        ];
        limits.into_iter().filter_map(|(act, name, limit)| Some((act, name, limit?)))
    }

    fn check(self, matter: MatterKind) -> Result<()> {
        for (act, name, limit) in self.all() {
            empty_while((name, !act.is_about(matter)), matter)?;
            above_zero(name, limit.fen())?;
        }
        Ok(())
    }
}

/// 交易要素 What a resolution on a deal in an asset fixes: how it is closed, what becomes of the asset, for how much at least and for how
/// long at most.
#[doc(alias = "决议底价")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealTerms {
    /// 交易方式 How the deal is to be closed.
    pub method: DealMethod,
    /// 合同性质 Lease, contracting or sale.
    pub nature: ContractNature,
    /// 决议底价 The least floor, with its unit; a sale has one price.
    pub floor: Price,
    /// 决议租期 The longest term in months; a sale has none.
    pub months: Option<Count>,
}

impl DealTerms {
    fn check(&self) -> Result<()> {
        above_zero("决议底价", self.floor.amount.fen())?;
        let sale = self.nature == ContractNature::Transfer;
        if sale != (self.floor.unit.instalment() == InstalmentUnit::Once) {
            return Err(Error::new(code::model::CONTRACT_SHAPE)
                .with("column", "计价单位")
                .with("nature", self.nature)
                .with("unit", self.floor.unit));
        }
        let term = ("决议租期(月)", self.months.is_some());
        if sale { empty_while(term, self.nature) } else { filled_while(term, self.nature) }?;
        self.months.map_or(Ok(()), |months| above_zero("决议租期(月)", i64::from(months.get())))
    }
}

/// 决议内容 What a decision allows: the matter, its object, how much and until when; how it came to be decided as it was.
#[doc(alias = "决议内容")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTerms {
    /// 编号 Id.
    pub id: Id<DecisionTerms>,
    /// 决策 The decision.
    pub decision: Ref<Decision>,
    /// 事项类别 Kind of matter.
    pub matter: MatterKind,
    /// 标的 What exactly it is about: number of the asset, the project, the version of the rules.
    pub object: Option<Text>,
    /// 金额上限 The most that may be spent or dealt for, by kind of act.
    pub limits: Limits,
    /// 有效期止 The last day on which it may be acted on.
    pub valid_through: Option<Day>,
    /// 交易要素 What it fixes of a deal in an asset, where it is about one.
    pub deal: Option<DealTerms>,
    /// 一肩挑 Whether one person is Party secretary and director, so that the first two steps may be one meeting.
    pub one_shoulder: bool,
    /// 紧急理由 Why it had to be carried out before its publicity was over.
    pub emergency: Option<Text>,
    /// 授权依据 By what the assembly handed such matters to its representatives.
    pub delegated_by: Option<Text>,
    /// 未授权 Whether the assembly kept such matters for itself.
    pub reserved: bool,
}

crate::entity! {
    DecisionTerms: "decision_terms", "dtrm", v1, "决议内容";
    columns {
        decision "决策": Text = |it| &it.decision,
        matter "事项类别": Text = |it| it.matter.code(),
        object "标的": Text = |it| it.object.as_ref().map(Text::as_str),
        spending_limit "开支上限（分）": Int = |it| it.limits.spending,
        project_limit "项目金额上限（分）": Int = |it| it.limits.project,
        deal_limit "交易金额上限（分）": Int = |it| it.limits.deal,
        valid_through "有效期止": Day = |it| it.valid_through,
        floor "决议底价（分）": Int = |it| it.deal.map(|deal| deal.floor.amount),
        floor_unit "计价单位": Text = |it| it.deal.map(|deal| deal.floor.unit.code()),
        months "决议租期（月）": Int = |it| it.deal.and_then(|deal| deal.months),
    }
    indexes { by_decision(decision), by_matter(matter) }
    secrets {}
    subject = |it| it.id.key();
}

impl DecisionTerms {
    fn check(&self) -> Result<()> {
        if let Some(deal) = &self.deal {
            if self.matter != MatterKind::AssetDeal {
                empty_while(("决议底价", true), self.matter)?;
            }
            deal.check()?;
        }
        self.limits.check(self.matter)
    }
}

/// 已用决议 An act that was done under a decision. There is one at most for a decision, an act and an object, and of payments one for each
/// instalment.
#[doc(alias = "已用决议")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpentPermit {
    /// 编号 Id, made from decision, act, object and number of the instalment.
    pub id: Id<SpentPermit>,
    /// 决策 The decision.
    pub decision: Ref<Decision>,
    /// 行为 The act.
    pub act: GatedAct,
    /// 标的 Its object.
    pub object: Text,
    /// 金额 Its amount.
    pub amount: Option<Money>,
    /// 日期 The day of the act.
    pub on: Day,
}

crate::entity! {
    SpentPermit: "spent_permit", "spnt", v1, "已用决议";
    columns {
        decision "决策": Text = |it| &it.decision,
        act "行为": Text = |it| it.act.code(),
        object "标的": Text = |it| it.object.as_str(),
        amount "金额（分）": Int = |it| it.amount.map(Money::fen),
        done "日期": Day = |it| it.on,
    }
    indexes { by_decision(decision), by_day(done) }
    secrets {}
    subject = |it| it.id.key();
}

impl SpentPermit {
    fn check(&self) -> Result<()> {
        self.amount.map_or(Ok(()), |amount| above_zero("金额", amount.fen()))
    }
}

labels! {
    /// 办理 What happens to a decision besides its six steps.
    #[doc(alias = "退回")]
    pub enum MoveKind: "办理 move" {
        /// 退回修改 A body does not agree: back to the draft.
        Reject = "reject" / "退回修改",
        /// 异议成立 An objection is upheld: back to the draft.
        UpholdObjection = "uphold_objection" / "异议成立",
        /// 撤回 The proposal is withdrawn.
        Withdraw = "withdraw" / "撤回",
        /// 开始实施 It is carried out.
        Execute = "execute" / "开始实施",
        /// 紧急实施 It is carried out before its publicity is over.
        ExecuteUrgently = "execute_urgently" / "紧急实施",
        /// 实施完毕 It has been carried out.
        Complete = "complete" / "实施完毕",
        /// 归档 Its papers are filed.
        Archive = "archive" / "归档",
    }
}

/// 决策办理 What happened to a decision besides its six steps.
#[doc(alias = "决策办理")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionMove {
    /// 编号 Id.
    pub id: Id<DecisionMove>,
    /// 决策 The decision.
    pub decision: Ref<Decision>,
    /// 办理 What.
    pub kind: MoveKind,
    /// 日期 The day.
    pub on: Day,
    /// 理由 Why.
    pub reason: Option<Text>,
}

crate::entity! {
    DecisionMove: "decision_move", "dmov", v1, "决策办理";
    columns {
        decision "决策": Text = |it| &it.decision,
        move_kind "办理": Text = |it| it.kind.code(),
        done "日期": Day = |it| it.on,
    }
    indexes { by_decision(decision, done) }
    secrets {}
    subject = |it| it.id.key();
}

impl DecisionMove {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

labels! {
    /// 异议处理 How an objection was answered.
    pub enum AnswerKind: "异议处理 answer" {
        /// 不成立 It was found groundless, with the reason.
        Dismissed = "dismissed" / "不成立",
        /// 解释说明 It was explained.
        Explained = "explained" / "解释说明",
        /// 成立 It is upheld: the matter goes back to the draft.
        Upheld = "upheld" / "成立",
    }
}

/// 异议答复 The answer to an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 答复日期 The day.
    pub on: Day,
    /// 异议处理 How.
    pub kind: AnswerKind,
    /// 答复内容 What was answered.
    pub text: Text,
}

/// 异议 An objection to a resolution on show, and its answer. Who raised it stands in the paper, not here.
#[doc(alias = "异议")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// 编号 Id.
    pub id: Id<Objection>,
    /// 决策 The decision.
    pub decision: Ref<Decision>,
    /// 提出日期 The day.
    pub on: Day,
    /// 异议内容 What it says.
    pub text: Text,
    /// 答复 The answer.
    pub answer: Option<Answer>,
}

crate::entity! {
    Objection: "objection", "objn", v1, "异议";
    columns {
        decision "决策": Text = |it| &it.decision,
        raised "提出日期": Day = |it| it.on,
        answered "答复日期": Day = |it| it.answer.as_ref().map(|answer| answer.on),
        answer "异议处理": Text = |it| it.answer.as_ref().map(|answer| answer.kind.code()),
    }
    indexes { by_decision(decision, raised), by_answer(answered) }
    secrets {}
    subject = |it| it.id.key();
}

impl Objection {
    fn check(&self) -> Result<()> {
        in_order(&[("提出日期", Some(self.on)), ("答复日期", self.answer.as_ref().map(|answer| answer.on))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PriceUnit;
    use crate::model::checks::given::{id, v};

    #[test]
    fn an_act_is_about_its_matters_alone() {
        assert!(GatedAct::AssetDeal.is_about(MatterKind::AssetDeal));
        assert!(!GatedAct::AssetDeal.is_about(MatterKind::PublicWelfare));
        assert!(GatedAct::Spending.is_about(MatterKind::PublicWelfare));
        assert!(!GatedAct::Spending.is_about(MatterKind::Membership));
        assert!(GatedAct::AssetDeal.names_object() && !GatedAct::Spending.names_object());
        assert!(GatedAct::ProjectStart.spends() && !GatedAct::AssetDeal.spends());
        assert!(GatedAct::AssetDeal.names_amount() && !GatedAct::LandPlan.names_amount());
        assert!(GatedAct::Spending.by_instalments() && !GatedAct::ProjectStart.by_instalments());
    }

    #[test]
    fn a_limit_is_for_one_kind_of_act_and_only_where_the_matter_allows_it() {
        let yuan: Money = v("300000");
        let limits = Limits { deal: Some(v("1")), ..Limits::spending(yuan) };
        let of = |act| limits.of(act);
        assert_eq!([of(GatedAct::Spending), of(GatedAct::AssetDeal)], [Some(yuan), Some(v("1"))]);
        assert_eq!([GatedAct::ProjectStart, GatedAct::LandPlan, GatedAct::VillageRules].map(of), [None; 3]);
        assert!(Limits::spending(yuan).check(MatterKind::PublicWelfare).is_ok());
        assert!(Limits::project(yuan).check(MatterKind::PublicWelfare).is_ok());
        assert!(Limits::deal(yuan).check(MatterKind::AssetDeal).is_ok());
        assert_eq!(Limits::deal(yuan).check(MatterKind::PublicWelfare).unwrap_err().code(), "model.field.undue");
        assert_eq!(
            Limits::project(yuan).check(MatterKind::Relief).unwrap_err().get("column"),
            Some("项目金额上限(元)")
        );
        assert_eq!(Limits::spending(v("0")).check(MatterKind::Relief).unwrap_err().code(), "model.amount.zero");
    }

    #[test]
    fn a_resolution_on_a_deal_has_a_floor_and_a_term_and_on_a_sale_one_price() {
        let lease = DealTerms {
            method: DealMethod::Auction,
            nature: ContractNature::Lease,
            floor: Price::new(v("3250"), PriceUnit::PerMonth),
            months: Some(v("60")),
        };
        let terms = |matter, deal| DecisionTerms {
            id: id(1),
            decision: id(2).into(),
            matter,
            object: Some(v("DHZC-023")),
            limits: Limits::NONE,
            valid_through: None,
            deal: Some(deal),
            one_shoulder: false,
            emergency: None,
            delegated_by: None,
            reserved: false,
        };
        assert!(terms(MatterKind::AssetDeal, lease).check().is_ok());
        assert_eq!(terms(MatterKind::PublicWelfare, lease).check().unwrap_err().code(), "model.field.undue");
        let sale = DealTerms {
            nature: ContractNature::Transfer,
            floor: Price::new(v("80000"), PriceUnit::Once),
            months: None,
            ..lease
        };
        assert!(sale.check().is_ok());
        let free = Price::new(v("0"), PriceUnit::PerMonth);
        for (wrong, code) in [
            (DealTerms { months: None, ..lease }, "model.field.due"),
            (DealTerms { months: Some(v("0")), ..lease }, "model.amount.zero"),
            (DealTerms { floor: free, ..lease }, "model.amount.zero"),
            (DealTerms { floor: sale.floor, ..lease }, "model.contract.shape"),
            (DealTerms { floor: lease.floor, ..sale }, "model.contract.shape"),
            (DealTerms { months: lease.months, ..sale }, "model.field.undue"),
        ] {
            assert_eq!(wrong.check().unwrap_err().code(), code, "{wrong:?}");
        }
    }

    #[test]
    fn an_objection_is_answered_after_it_was_raised() {
        let answer = |on| Some(Answer { on: v(on), kind: AnswerKind::Explained, text: v("已说明") });
        let objection =
            |answer| Objection {
                id: id(1), decision: id(2).into(), on: v("2022-01-05"), text: v("租期过长"), answer
            };
        assert!(objection(answer("2022-01-05")).check().is_ok());
        assert_eq!(objection(answer("2022-01-04")).check().unwrap_err().code(), "model.days.order");
    }
}
