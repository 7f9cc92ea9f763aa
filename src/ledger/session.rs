//! 会话 One actor with one purpose at the ledger.

use std::collections::HashSet;

use crate::access::{Act, Actor, Permit, Purpose, Sealing, grant, mint};
use crate::error::{Result, code};
use crate::ledger::trade::Trading;
use crate::ledger::{
    Casework, Committee, Decide, Disclosing, Held, Houses, Party, Residents, Room, RulesMaking, SelfRule, Village,
    kinds,
};
use crate::model;
use crate::schema::{AnyRecord, Entity, Id};
use crate::store::{Committed, Expect, Guard, Meta, Nature, Origin, Seq, Store, UnitOfWork};
use crate::value::Day;

/// How many records are copied before they are sealed, so that they can be sealed twice.
const FEW: usize = 256;

/// 写入 A record to write, its secrets open, and what writing it means.
#[derive(Debug)]
pub struct Write {
    /// The record.
    pub record: Box<dyn AnyRecord>,
    /// `Create`, `Change` or `Correct`.
    pub nature: Nature,
    /// What must be true of the record before.
    pub expect: Expect,
}

impl Write {
    /// The same again.
    fn copied(&self) -> Self {
        Self { record: self.record.copied(), ..*self }
    }

    /// 新增 A record that is not there yet.
    pub fn created(record: Box<dyn AnyRecord>) -> Self {
        Self { record, nature: Nature::Create, expect: Expect::Absent }
    }

    /// A version over whatever is there: for commits that are guarded as a whole.
    pub fn over(record: Box<dyn AnyRecord>, nature: Nature) -> Self {
        Self { record, nature, expect: Expect::Any }
    }
}

/// 会话 What an actor does for a purpose. Every room of the ledger is reached from here.
#[doc(alias = "会话")]
#[derive(Debug)]
pub struct Session<'v> {
    pub(crate) village: &'v Village,
    actor: Actor,
    purpose: Purpose,
}

/// Declares the rooms that are served by the general [`Room`].
macro_rules! rooms {
    ($($(#[$meta:meta])* $room:ident: $kind:ident;)+) => {
        /// The rooms of the ledger, one for each kind.
        impl<'v> Session<'v> {
            $($(#[$meta])* pub fn $room(&self) -> Room<'_, model::$kind> {
                self.kind()
            })+
        }
    };
}

rooms! {
    /// 经济合作社 Cooperatives.
    cooperatives: Cooperative;
    /// 网格 Grids.
    grids: Grid;
    /// 图幅 Map sheets.
    map_sheets: MapSheet;
    /// 户 Households.
    households: Household;
    /// 出租屋 Let houses.
    lettings: Letting;
    /// 机动车 Vehicles.
    vehicles: Vehicle;
    /// 场所 Venues.
    venues: Venue;
    /// 摸查 Surveys.
    surveys: Survey;
    /// 特殊群体 The care roll.
    care_roll: CareEntry;
    /// 走访 Visits.
    visits: Visit;
    /// 长寿保健金 Longevity allowances.
    allowances: Allowance;
    /// 外部数据 Figures that others state.
    stated_figures: StatedFigure;
    /// 党组织 Party organisations.
    party_organisations: PartyOrganisation;
    /// 大党委成员单位 Members of the big Party committee.
    big_committee: BigCommitteeMember;
    /// 党员 Party members.
    party_members: PartyMember;
    /// 党组织变更 Changes of Party organisations.
    party_changes: PartyChange;
    /// 党员状态 What limits members or ends their membership.
    party_standings: PartyStanding;
    /// 组织生活 Meetings of Party organisations.
    party_meetings: PartyMeeting;
    /// 选举 Elections.
    elections: Election;
    /// 任职 Posts.
    posts: Post;
    /// 服务队 Service teams.
    service_teams: ServiceTeam;
    /// 亮诺 Pledges.
    pledges: Pledge;
    /// 结对共建 Pairings.
    pairings: Pairing;
    /// 点单接单 Service orders.
    service_orders: ServiceOrder;
    /// 活动 Activities.
    activities: Activity;
    /// 技能培训 Trainings.
    trainings: Training;
    /// 捐赠 Donations.
    donations: Donation;
    /// 捐赠分配 Allocations of donations.
    allocations: Allocation;
    /// 公益创投 Public-welfare ventures.
    ventures: VentureProject;
    /// 站点 Stations.
    stations: Station;
    /// 接待日 Reception days.
    reception_days: ReceptionDay;
    /// 交叉检查 Inspections.
    inspections: InspectionItem;
    /// 民意 Opinions.
    opinions: Opinion;
    /// 荣誉与试点 Recognitions.
    recognitions: Recognition;
    /// 集体资产 Collective assets.
    assets: Asset;
    /// 资产交易 Deals.
    deals: Deal;
    /// 合同 Contracts.
    contracts: Contract;
    /// 合同分期 Periods of contracts.
    contract_periods: ContractPeriod;
    /// 流拍记录 Failed rounds.
    failed_rounds: FailedRound;
    /// 资产交易办理 Deals under way.
    trades: Trade;
    /// 报名 Those who signed up for a deal, with their deposits.
    sign_ups: SignUp;
    /// 租金收款 Rent that came in.
    rent_receipts: RentReceipt;
    /// 合同变更 Changes of contracts.
    contract_changes: ContractChange;
    /// 资产评估 Valuations of assets.
    valuations: Valuation;
    /// 集体成员 Members of the collectives.
    collective_members: CollectiveMember;
    /// 收益权份额 Shares of income. Its plain writes are the register's import path and ask no rule; new shares are given by
    /// [`Trading::quantify`].
    income_shares: IncomeShare;
    /// 决策 Decisions.
    decisions: Decision;
    /// 四议两公开步骤 Steps of decisions.
    decision_steps: DecisionStep;
    /// 决议内容 What decisions allow.
    decision_terms: DecisionTerms;
    /// 会议凭据 What proves their steps.
    step_evidence: StepEvidence;
    /// 决策办理 What happened to them besides their steps.
    decision_moves: DecisionMove;
    /// 异议 Objections to what is on show.
    objections: Objection;
    /// 已用决议 Acts done under decisions.
    spent_permits: SpentPermit;
    /// 会议 Meetings.
    meetings: Meeting;
    /// 民主评议 Appraisals.
    appraisals: Appraisal;
    /// 村民委员会选举 Elections of the villagers' committee, from beginning to handover. Plain writes of this room and of the four that follow are
    /// the register's import path and ask no rule; the commands are those of [`Session::committee`].
    village_elections: VillageElection;
    /// 选民 Voter lists.
    voters: Voter;
    /// 选民名单异议 Objections to voter lists.
    voter_objections: VoterObjection;
    /// 罢免 Dismissals.
    dismissals: Dismissal;
    /// 职务终止 Posts that ended before their term.
    post_ends: PostEnd;
    /// 村规民约 Village rules.
    village_rules: VillageRules;
    /// 村规民约条款 Clauses of village rules.
    rules_clauses: RulesClause;
    /// 村规民约终止 Withdrawals of drafts, and repeals.
    rules_endings: RulesEnding;
    /// 村务公开记录 What was disclosed.
    disclosures: Disclosure;
    /// 村务公开投诉 Complaints about disclosure.
    disclosure_complaints: DisclosureComplaint;
    /// 办理环节 Steps of cases, opinions, mediations and complaints.
    work_steps: WorkStep;
    /// 六乱整治 Cases.
    cases: Case;
    /// 专项行动 Campaigns.
    campaigns: Campaign;
    /// 三见警 Patrol sightings.
    patrol_sightings: PatrolSighting;
    /// 警情统计 Incident statistics, monthly totals.
    incident_statistics: IncidentStatistics;
    /// 调解 Mediations.
    mediations: Mediation;
    /// 乡贤工作室 Members of the elders' studio.
    studio_members: StudioMember;
    /// 危房修缮与加装电梯 Repair projects.
    repair_projects: RepairProject;
    /// 政务自助 Counter services.
    counter_services: CounterService;
}

impl<'v> Session<'v> {
    pub(super) fn new(village: &'v Village, actor: Actor, purpose: Purpose) -> Self {
        Self { village, actor, purpose }
    }

    /// The village.
    pub fn village(&self) -> &'v Village {
        self.village
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Today by the ledger's clock.
    pub fn today(&self) -> Day {
        self.village.means.clock.today()
    }

    /// The room of any kind, also of one that the host declares.
    pub fn kind<E: Entity>(&self) -> Room<'_, E> {
        Room::new(self)
    }

    /// 居住人员 Residents, and where they live.
    pub fn residents(&self) -> Residents<'_> {
        Residents::new(self)
    }

    /// 党建 Party organisations, their members and their life.
    pub fn party(&self) -> Party<'_> {
        Party::new(self)
    }

    /// 房屋 Houses, and who lives in them.
    pub fn houses(&self) -> Houses<'_> {
        Houses::new(self)
    }

    /// 制定村规民约 Village rules, from draft to in force.
    pub fn rules_making(&self) -> RulesMaking<'_> {
        RulesMaking::new(self)
    }

    /// 村民委员会 The villagers' committee: voter lists, elections, handover, dismissals.
    pub fn committee(&self) -> Committee<'_> {
        Committee::new(self)
    }

    /// 村民自治 The village's bodies: meetings and appraisals that are due.
    pub fn self_rule(&self) -> SelfRule<'_> {
        SelfRule::new(self)
    }

    /// 村务公开 Disclosure: what is due, posted, and late.
    pub fn disclose(&self) -> Disclosing<'_> {
        Disclosing::new(self)
    }

    /// 办件 Cases, opinions, mediations and complaints under way.
    pub fn casework(&self) -> Casework<'_> {
        Casework::new(self)
    }

    /// 四议两公开 Decisions, step by step.
    pub fn decide(&self) -> Decide<'_> {
        Decide::new(self)
    }

    /// 资产交易 Deals in collective assets: rounds, auctions, contracts and their rent.
    pub fn trade(&self) -> Trading<'_> {
        Trading::new(self)
    }

    /// Asks the policy for a permit.
    ///
    /// # Errors
    /// What the policy refuses with.
    pub fn permit(&self, act: Act, kind: &str) -> Result<Permit> {
        grant(&*self.village.means.policy, &self.actor, &self.purpose, act, kind)
    }

    /// A new id.
    pub fn mint<E: Entity>(&self) -> Id<E> {
        mint(&*self.village.means.ids)
    }

    /// A fresh uuid, for ids of kinds not known here.
    pub fn uuid(&self) -> uuid::Uuid {
        self.village.means.ids.uuid()
    }

    /// 现有记录 Everything the ledger holds now, secrets sealed: what reports count.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn held(&self) -> Result<Held> {
        let permit = self.permit(Act::Read, "*")?;
        let held = self.load().await?;
        self.note(&permit, "*", held.len()).await?;
        Ok(held)
    }

    /// Everything the ledger holds now, secrets open, to compare an import with or to export. The reading is durable in
    /// the log before this returns.
    ///
    /// # Errors
    /// `access.…` without the right; those of the store.
    pub async fn held_open(&self, act: Act) -> Result<Held> {
        let permit = self.permit(act, "*")?;
        let mut held = self.load().await?;
        self.note(&permit, "*", held.len()).await?;
        kinds::reveal(&mut held, &self.village.vault, &*self.village.store, &permit).await?;
        Ok(held)
    }

    /// Everything the ledger holds now, secrets open, for an import to compare with.
    ///
    /// # Errors
    /// `access.…` without the right to import; those of the store.
    pub async fn held_for_import(&self) -> Result<Held> {
        self.held_open(Act::Import).await
    }

    /// 导入 Writes what an import planned as one commit, provided that nothing was committed since `at`.
    ///
    /// # Errors
    /// As [`Session::write`].
    pub async fn import(&self, writes: Vec<Write>, at: Seq, reason: &str) -> Result<Option<Committed>> {
        self.write(Act::Import, writes, vec![Guard::HeadAt(at)], Some(reason)).await
    }

    async fn load(&self) -> Result<Held> {
        let village = self.village;
        let seq = village.head().await?.seq;
        if seq == Seq::ZERO {
            return kinds::nothing();
        }
        let held = kinds::load(&*village.store, village.unit, None).await?;
        if village.head().await?.seq == seq {
            return Ok(held.at(seq));
        }
        // Somebody committed while the kinds were read one after the other: read all of them as of one commit.
        Ok(kinds::load(&*village.store, village.unit, Some(seq)).await?.at(seq))
    }

    /// Notes a reading of persons' records; durable at once where the act asks for it.
    pub(super) async fn note(&self, permit: &Permit, kind: &str, count: usize) -> Result<()> {
        let Village { store, unit, means, reads, .. } = self.village;
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        reads.record(&**store, *unit, permit, kind, count, &*means.clock, &*means.ids).await
    }

    /// 提交 Seals and writes records in one commit: all or none. Guards name what was only read and must still hold.
    ///
    /// # Errors
    /// `access.…` without the right to write, `model.…` when a record refuses itself, a conflict when somebody wrote in
    /// between: nothing is then written.
    pub async fn write(
        &self,
        act: Act,
        writes: Vec<Write>,
        guards: Vec<Guard>,
        reason: Option<&str>,
    ) -> Result<Option<Committed>> {
        for kind in distinct_kinds(&writes) {
            self.permit(act, kind)?;
        }
        let vault = &self.village.vault;
        if writes.len() <= FEW {
            let copies = writes.iter().map(Write::copied).collect();
            match self.sealed(copies, guards.clone(), reason, vault.sealing_as_known(), true).await {
                // Keys may have rotated since this village last looked, or a new record may belong to somebody who is known.
                Err(error) if [code::store::GUARD.id, code::store::KEY_EXISTS.id].contains(&error.code()) => {}
                done => return done,
            }
        }
        self.sealed(writes, guards, reason, vault.sealing(), false).await
    }

    /// Seals and commits; `hasty`: without looking for the data keys of those who are new.
    async fn sealed(
        &self,
        mut writes: Vec<Write>,
        guards: Vec<Guard>,
        reason: Option<&str>,
        mut sealing: Sealing<'_>,
        hasty: bool,
    ) -> Result<Option<Committed>> {
        let village = self.village;
        let store: &dyn Store = &*village.store;
        let (mut new, mut known) = (HashSet::new(), Vec::new());
        for write in &mut writes {
            let subject = write.record.subject();
            if hasty && write.expect == Expect::Absent && subject == write.record.key() {
                new.insert(subject.clone());
            }
            if write.record.secrets().iter().any(|(_, slot)| slot.exposed().is_some()) {
                known.push(subject);
            }
        }
        if !known.is_empty() {
            sealing.prepare_new(store, new).await?;
            sealing.prepare(store, known).await?;
        }
        let mut work = UnitOfWork::new(store, village.unit);
        for write in &mut writes {
            write.record.check()?;
            sealing.seal(&mut *write.record)?;
            work.put(&*write.record, write.nature, write.expect)?;
        }
        for guard in guards {
            work.guard(guard);
        }
        sealing.stage(&mut work);
        let noted = if work.is_empty() { Vec::new() } else { village.reads.stage(&mut work)? };
        let done = work.commit(self.meta(reason), &village.means.ids.seed()).await;
        if done.is_err() {
            village.reads.put_back(noted);
        }
        done
    }

    fn meta(&self, reason: Option<&str>) -> Meta {
        let means = &self.village.means;
        Meta {
            request: means.ids.uuid().to_string().into(),
            actor: self.actor.name().into(),
            purpose: self.purpose.text().into(),
            reason: reason.map(Into::into),
            at: means.clock.now(),
            origin: Origin::default(),
        }
    }
}

fn distinct_kinds(writes: &[Write]) -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> = writes.iter().map(|write| write.record.spec().name).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
