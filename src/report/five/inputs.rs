//! 五治输入 What the report of the five themes takes: counts and sums that were computed before, without a person in them.

use crate::report::{Measure, Number, Stated};
use crate::value::{Count, Day, Money, Month};

/// 五治输入 Everything beside the figures of the inventory. An empty list means that the ledger holds nothing of the kind;
/// the report then says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// 填报单位 The village's name.
    pub unit: String,
    /// 数据截止 The ledger's day.
    pub as_of: Day,
    /// 综合网格 Grids in order of their codes.
    pub grids: Vec<GridLine>,
    /// 资产交易 Deals by period, in order.
    pub deals: Vec<DealLine>,
    /// 党组织 Branches with their members.
    pub branches: Vec<BranchLine>,
    /// 服务队 Teams.
    pub teams: Vec<TeamLine>,
    /// 结对共建 Pairings.
    pub pairings: Vec<PairingLine>,
    /// 点单接单 Orders by state.
    pub orders: Vec<Tally>,
    /// 捐赠 Donations by day.
    pub donations: Vec<DonationLine>,
    /// 摸查 Surveys by kind.
    pub surveys: Vec<SurveyLine>,
    /// 四议两公开 Decisions by kind of matter.
    pub decisions: Vec<Tally>,
    /// 六乱整治 Disorders by kind.
    pub disorders: Vec<DisorderLine>,
    /// 警情同比 Monthly totals of incidents, this year's month against last year's.
    pub incidents: Vec<IncidentLine>,
    /// 警情月度 Monthly totals of incidents by kind.
    pub incident_months: Monthly,
    /// 调解 Mediations by kind of dispute.
    pub mediations: Vec<Tally>,
    /// 政务自助 Cases handled by terminal and month.
    pub counter_months: Monthly,
    /// 特殊群体 Persons on the care roll by group.
    pub care: Vec<Tally>,
    /// 走访 Visits by channel.
    pub visits: Vec<VisitLine>,
    /// 民意 Opinions by kind.
    pub opinions: Vec<OpinionLine>,
    /// 活动 Activities by kind.
    pub activities: Vec<ActivityLine>,
    /// 修缮与加装电梯 Projects by kind.
    pub projects: Vec<ProjectLine>,
    /// 长寿保健金 Persons by age band.
    pub allowances: Vec<AllowanceLine>,
    /// 交叉检查 Items of the cross-inspection.
    pub inspections: Vec<InspectionLine>,
    /// 填报对照 What the fact sheet states beside what is counted.
    pub facts: Vec<FactLine>,
    /// 网格对照 What the grids' sheet states beside what is counted.
    pub grid_checks: Vec<GridCheckLine>,
    /// 经济合作社 Cooperatives.
    pub cooperatives: Vec<CooperativeLine>,
    /// 走访月度 Visits by month and channel.
    pub visit_months: Monthly,
}

impl Inputs {
    /// Nothing of any kind, for a unit and a day; fill in what there is.
    pub fn new(unit: impl Into<String>, as_of: Day) -> Self {
        Self {
            unit: unit.into(),
            as_of,
            grids: Vec::new(),
            deals: Vec::new(),
            branches: Vec::new(),
            teams: Vec::new(),
            pairings: Vec::new(),
            orders: Vec::new(),
            donations: Vec::new(),
            surveys: Vec::new(),
            decisions: Vec::new(),
            disorders: Vec::new(),
            incidents: Vec::new(),
            incident_months: Monthly::default(),
            mediations: Vec::new(),
            counter_months: Monthly::default(),
            care: Vec::new(),
            visits: Vec::new(),
            opinions: Vec::new(),
            activities: Vec::new(),
            projects: Vec::new(),
            allowances: Vec::new(),
            inspections: Vec::new(),
            facts: Vec::new(),
            grid_checks: Vec::new(),
            cooperatives: Vec::new(),
            visit_months: Monthly::default(),
        }
    }
}

/// Declares lines of plain public fields.
macro_rules! lines {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }
    )+};
}

lines! {
    /// 计数 A count by name.
    Tally {
        /// What is counted.
        name: String,
        /// How many.
        count: Count,
    }

    /// 网格行 A grid.
    GridLine {
        /// Name.
        name: String,
        /// Houses.
        houses: Count,
        /// Residents with household registration here.
        registered: Count,
        /// Residents from elsewhere in the country.
        floating: Count,
        /// Residents from outside the mainland.
        abroad: Count,
        /// Let houses.
        lets: Count,
        /// Full-time officers.
        full_time: Count,
        /// Part-time officers.
        part_time: Count,
        /// Map sheets.
        sheets: Count,
    }

    /// 交易行 Deals of a period.
    DealLine {
        /// The period: `2022`, `2022Q3`, `2022-07`.
        period: String,
        /// Deals.
        deals: Count,
        /// Contract sum.
        amount: Money,
    }

    /// 党组织行 A branch.
    BranchLine {
        /// Name.
        name: String,
        /// Full members.
        full: Count,
        /// Members on probation, without a vote.
        probationary: Count,
    }

    /// 服务队行 A team.
    TeamLine {
        /// Name.
        name: String,
        /// Members.
        members: Count,
        /// Services so far.
        services: Count,
    }

    /// 结对行 A pairing.
    PairingLine {
        /// The village's organisation.
        ours: String,
        /// The other organisation.
        theirs: String,
        /// Day on which the agreement was signed.
        signed: Day,
    }

    /// 捐赠行 A donation; the donor is an organisation or not named.
    DonationLine {
        /// Day on which it was received.
        received: Day,
        /// Goods.
        goods: String,
        /// Quantity; a lot is one lot, never a number of pieces.
        quantity: Number,
        /// Unit of the quantity.
        measure: String,
        /// Charity through which it came.
        channel: String,
        /// Purpose.
        purpose: String,
    }

    /// 摸查行 A kind of survey over all grids.
    SurveyLine {
        /// Kind: 人, 屋, 车, 场, 网.
        kind: String,
        /// To be checked.
        due: Count,
        /// Checked.
        done: Count,
        /// Grids that finished in time.
        in_time: Count,
        /// Grids in all.
        grids: Count,
    }

    /// 六乱行 A kind of disorder.
    DisorderLine {
        /// Kind.
        kind: String,
        /// Found.
        found: Count,
        /// Put right.
        fixed: Count,
    }

    /// 警情行 A kind of incident in the same month of two years; monthly totals only.
    IncidentLine {
        /// Kind.
        kind: String,
        /// Total of last year's month.
        before: Count,
        /// Total of this year's month.
        after: Count,
    }

    /// 走访行 Visits over one channel.
    VisitLine {
        /// Channel: 电话, 视频, 入户.
        channel: String,
        /// Visits.
        visits: Count,
        /// Persons or households reached, each once.
        reached: Count,
    }

    /// 民意行 A kind of opinion.
    OpinionLine {
        /// Kind: 问需, 问计, 投诉.
        kind: String,
        /// Received.
        received: Count,
        /// Answered.
        answered: Count,
    }

    /// 活动行 A kind of activity.
    ActivityLine {
        /// Kind.
        kind: String,
        /// Sessions.
        sessions: Count,
        /// Person-times (人次), not persons.
        person_times: Count,
    }

    /// 项目行 A kind of building project.
    ProjectLine {
        /// Kind: 危房修缮, 加装电梯.
        kind: String,
        /// Projects.
        projects: Count,
        /// Finished.
        finished: Count,
        /// Invested.
        invested: Money,
    }

    /// 保健金行 An age band of the longevity allowance.
    AllowanceLine {
        /// Band: 70–79周岁.
        band: String,
        /// Persons paid this month.
        persons: Count,
        /// Rate a month.
        rate: Money,
        /// Paid this month.
        paid: Money,
    }

    /// 填报行 A statement of the fact sheet beside the count; the two are of their own days and never merged.
    FactLine {
        /// What is stated.
        item: String,
        /// The statement, with its mark.
        stated: Stated,
        /// Unit of both.
        unit: String,
        /// Of which time the statement speaks, as written.
        stated_as_of: String,
        /// The count, where records can give it.
        counted: Option<Measure>,
        /// The day of the count.
        counted_as_of: Option<Day>,
    }

    /// 网格对照行 A grid's stated figures beside the counts.
    GridCheckLine {
        /// Name.
        name: String,
        /// Houses.
        houses: Beside,
        /// Residents.
        residents: Beside,
        /// Let houses.
        lets: Beside,
        /// Map sheets.
        sheets: Beside,
        /// Part-time officers.
        part_time: Beside,
    }

    /// 合作社行 A cooperative with its stated figures beside the counts.
    CooperativeLine {
        /// Name.
        name: String,
        /// Households.
        households: Beside,
        /// Residents registered in its households, on the day.
        registered: Beside,
        /// Houses on its land.
        houses: Beside,
    }

    /// 检查行 An item of the cross-inspection.
    InspectionLine {
        /// Item.
        item: String,
        /// Stations checked.
        checked: Count,
        /// Problems found.
        found: Count,
        /// Problems put right.
        fixed: Count,
    }
}

/// 并列 A count and what a sheet states beside it, if it states anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// What the records give.
    pub counted: Count,
    /// What the sheet states.
    pub stated: Option<Count>,
}

impl Beside {
    /// Whether nothing is stated, or the same.
    pub fn agrees(&self) -> bool {
        self.stated.is_none_or(|stated| stated == self.counted)
    }
}

/// 月度数 Counts by month: one value a month in every series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Monthly {
    /// Months in order.
    pub months: Vec<Month>,
    /// Name and one count a month; `None` where there is none.
    pub series: Vec<(String, Vec<Option<Count>>)>,
}
