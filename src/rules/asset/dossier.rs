//! 交易档案 The dossier of a deal, and the check of all of it.

use crate::error::Result;
use crate::model::{
    Contract, ContractNature, ContractPeriod, Deal, DealTerms, Decision, DecisionStep, DecisionTerms, FailedRound,
    HouseholdVote, MatterKind, MembersVote, Ref, Roll, RollUnit, StepEvidence, StepKind, StepOutcome, Trade,
    months_begun,
};
use crate::rules::asset::{
    announced, contract_price, contract_total, floor, lease_longest, lease_needs_writing, lease_written, notice,
    objection, on_file, party_study, price, resolution_floor, resolution_publicity, resolution_term, result_shown,
    result_workdays, rounds, sign_early, sign_late, vote,
};
use crate::rules::collective::{
    AssemblyVote, CollectiveMatter, assembly, households_body, households_pass, households_quorum, members_notice,
    members_pass, members_quorum, members_told, representatives_number, representatives_pass, representatives_quorum,
};
use crate::rules::decision::may_decide;
use crate::rules::{Attending, Body, Entitled, Finding, Findings, Households, Rulebook, WholeBody};
use crate::value::{Count, Day, Money, Period, Plain as _};

/// 权属单位的表决 The vote of the collective that owns the asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerVote {
    /// 户代表会议 A cooperative's household representatives, before 2025-05-01.
    Households {
        /// 会议日期 The day.
        on: Day,
        /// 应到户数 Households of the cooperative.
        entitled: Households,
        /// 实到户数 Households present.
        present: Attending,
        /// 同意户数 In favour.
        agreed: u32,
    },
    /// 决议 The resolution of the village's decision: since 2025-05-01 one of the collective's members or of their representatives, also
    /// where the villagers' committee stands in for a collective without an organisation (农村集体经济组织法 art. 64: the law is applied
    /// accordingly, so the committee convenes and the members vote). Its rolls and proxies are checked with the decision itself.
    Resolution {
        /// 会议日期 The day.
        on: Day,
        /// 决议主体 Who resolved.
        by: Body,
        /// 通知日期 When they were told.
        told: Option<Day>,
        /// 应到 All of them.
        body: WholeBody,
        /// 实到 Those attending.
        attending: Attending,
        /// 同意 In favour.
        agreed: u32,
    },
    /// 成员大会或者成员代表大会 A vote by the law of 2025.
    Assembly(AssemblyVote),
}

impl OwnerVote {
    /// 表决主体 Who voted.
    pub const fn by(&self) -> Body {
        match self {
            Self::Households { .. } => Body::HouseholdRepresentatives,
            Self::Resolution { by, .. } => *by,
            Self::Assembly(vote) if vote.by_representatives => Body::CollectiveRepresentatives,
            Self::Assembly(_) => Body::CollectiveMembers,
        }
    }

    /// The day.
    pub const fn on(&self) -> Day {
        match self {
            Self::Households { on, .. } | Self::Resolution { on, .. } => *on,
            Self::Assembly(vote) => vote.on,
        }
    }

    /// 成员大会表决 The vote of the collective's members or their representatives, as recorded: a lease of operating assets is one of the other
    /// large matters of the law's list.
    pub fn of_members(vote: &MembersVote, studied: Option<Day>) -> Self {
        Self::Assembly(AssemblyVote {
            on: vote.on,
            told: vote.told,
            studied,
            matter: CollectiveMatter::Investment,
            by_representatives: vote.by_representatives,
            entitled: Entitled::new(vote.entitled.get()),
            attending: Attending::new(vote.attending.get()),
            foreign_proxies: vote.foreign_proxies.get(),
            agreed: vote.agreed.get(),
        })
    }

    /// 户代表会议表决 The vote of a cooperative's households, as recorded.
    pub fn of_households(vote: &HouseholdVote) -> Self {
        Self::Households {
            on: vote.on,
            entitled: Households::new(vote.entitled.get()),
            present: Attending::new(vote.present.get()),
            agreed: vote.agreed.get(),
        }
    }

    /// 决议表决 The resolution among the steps of a decision, as recorded; `None` where it has none with a vote, or one of a body that no
    /// name is known for: nobody can say then that the owner voted.
    pub fn of_resolution(steps: &[DecisionStep], evidence: &[StepEvidence]) -> Option<Self> {
        let step = resolved(steps)?;
        let votes = step.votes?;
        let proof = evidence.iter().find(|it| it.step.id() == Some(step.id));
        if proof.and_then(|it| it.roll.as_ref()).is_some_and(by_households) {
            return Some(Self::Households {
                on: step.on,
                entitled: Households::new(votes.entitled.get()),
                present: Attending::new(votes.present.get()),
                agreed: votes.agreed.get(),
            });
        }
        Some(Self::Resolution {
            on: step.on,
            by: Body::parse(step.held_by.as_str()).ok()?,
            told: proof.and_then(|it| it.notified),
            body: WholeBody::new(votes.entitled.get()),
            attending: Attending::new(votes.present.get()),
            agreed: votes.agreed.get(),
        })
    }

    /// 核对 Whether those voted who decide it, and enough attended and agreed, by the rules of its day.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn findings(&self, rules: &Rulebook) -> Result<Findings> {
        let (book, mut found) = (rules.on(self.on()), Findings::default());
        match self {
            Self::Households { entitled, present, agreed, .. } => {
                found.add(households_body(book, true)?);
                found.add(households_quorum(book, *entitled, present.get())?);
                found.add(households_pass(book, *present, *agreed)?);
            }
            Self::Resolution { on, by, told, body, attending, agreed } => {
                found.add(may_decide(book, *by, MatterKind::AssetDeal)?);
                if *by == Body::CollectiveMembers {
                    found.add(members_told(book, *told, *on)?);
                    found.add(told.map_or(Ok(None), |told| members_notice(book, told, *on))?);
                }
                if matches!(by, Body::CollectiveMembers | Body::VillagersAssembly) {
                    found.add(members_quorum(book, Entitled::new(body.get()), *attending)?);
                    found.add(members_pass(book, *body, *attending, *agreed)?);
                } else {
                    if *by == Body::CollectiveRepresentatives {
                        found.add(representatives_number(book, *body)?);
                    }
                    found.add(representatives_quorum(book, *body, *attending)?);
                    found.add(representatives_pass(book, *body, *attending, *agreed)?);
                }
            }
            Self::Assembly(vote) => found.add(assembly(book, vote)?),
        }
        Ok(found)
    }
}

/// 轮次 A round of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// 公告日期 Announced.
    pub announced: Day,
    /// 竞投日期 Held.
    pub auctioned: Day,
    /// 底价 Floor, in the unit of the price.
    pub floor: Money,
    /// 决议底价 The least floor that was resolved for it, in that unit, where the records tell.
    pub resolved: Option<Money>,
    /// 重新表决 The new vote on the floor since the round before that stands on record.
    pub voted_anew: Option<Day>,
}

/// 异议 An objection to the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealObjection {
    /// 提出日期 Raised.
    pub on: Day,
    /// 答复日期 Answered.
    pub answered: Option<Day>,
    /// 是否成立 Whether it was upheld.
    pub upheld: bool,
}

/// 合同要件 What the dossier says of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signing {
    /// 签订日期 Signed.
    pub on: Day,
    /// 租期 The term; a sale has none.
    pub term: Option<Period>,
    /// 租赁 Whether it is a lease: land contracting has terms of its own.
    pub lease: bool,
    /// 书面 Whether it is in writing, where the records tell.
    pub written: Option<bool>,
    /// 合同价格 Its price, in the unit of the winning one.
    pub price: Money,
    /// 合同总金额 The total that it states.
    pub total: Money,
    /// 各期之和 The sum of its periods.
    pub sum: Money,
}

/// 交易档案 A deal from the Party organisation's study to the contract, as records tell it.
#[doc(alias = "交易档案")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealDossier {
    /// 党组织研究 When the village Party organisation studied it.
    pub studied: Option<Day>,
    /// 表决 The owner's vote.
    pub vote: Option<OwnerVote>,
    /// 决议公开期 When the village's resolution was on show.
    pub resolution_shown: Option<Period>,
    /// 决议租期 The longest term that was resolved, in months, where the records tell; a sale has none.
    pub resolved_months: Option<u32>,
    /// 各轮 Every round that stands on record, first to last; the last closed the deal.
    pub rounds: Vec<Round>,
    /// 成交轮次 The number of the closing round, as the deal states it.
    pub closed_in: u32,
    /// 成交价 The winning price.
    pub price: Money,
    /// 结果公示期 When the result was on show.
    pub shown: Period,
    /// 异议 Objections to the result, where the records tell whether there were any.
    pub objections: Option<Vec<DealObjection>>,
    /// 合同 The contract.
    pub signing: Option<Signing>,
}

/// 交易记录 The records that a dossier is put together from; others may stand among them.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealRecords<'r> {
    /// 流拍记录 Failed rounds of the project.
    pub failed: &'r [FailedRound],
    /// 决策步骤 The steps of the decision.
    pub steps: &'r [DecisionStep],
    /// 会议凭据 What proves them.
    pub evidence: &'r [StepEvidence],
    /// 决议内容 What the decision fixed, and what later ones lowered.
    pub terms: &'r [DecisionTerms],
    /// 资产交易办理 The deal as it was dealt with in the ledger: new votes, objections, the members' vote. A register has none of it.
    pub trades: &'r [Trade],
    /// 合同 The contract.
    pub contracts: &'r [Contract],
    /// 合同分期 Its periods.
    pub periods: &'r [ContractPeriod],
}

impl<'r> DealRecords<'r> {
    fn steps_of(&self, decision: &Ref<Decision>) -> Vec<DecisionStep> {
        let mine = self.steps.iter().filter(|step| decision.id().is_some() && step.decision.id() == decision.id());
        mine.cloned().collect()
    }

    fn fixed_by(&self, decision: &Ref<Decision>) -> Option<DealTerms> {
        let mut mine = self.terms.iter().filter(|terms| terms.decision.id() == decision.id());
        mine.find_map(|terms| terms.deal)
    }

    fn trade_of(&self, deal: &Deal) -> Option<&'r Trade> {
        self.trades.iter().find(|trade| trade.project_no == deal.project_no && trade.asset == deal.asset)
    }

    fn rounds_of(&self, deal: &Deal) -> Vec<Round> {
        let mut before: Vec<&FailedRound> = self
            .failed
            .iter()
            .filter(|round| round.project_no == deal.project_no && round.asset == deal.asset)
            .collect();
        before.sort_by_key(|round| round.round);
        let recorded = self.trade_of(deal).map_or(&[][..], |trade| trade.rounds.as_slice());
        let in_unit = |fixed: DealTerms| (fixed.floor.unit == deal.price.unit).then_some(fixed.floor.amount);
        let mut resolved = deal.decision.as_ref().and_then(|decision| self.fixed_by(decision)).and_then(in_unit);
        let mut round = |announced, auctioned, floor| {
            let recorded = recorded.iter().find(|round| round.announced == announced);
            if let Some(by) = recorded.and_then(|round| round.lowered_by.as_ref()) {
                resolved = self.fixed_by(by).and_then(in_unit);
            }
            Round { announced, auctioned, floor, resolved, voted_anew: recorded.and_then(|round| round.voted_anew) }
        };
        let mut all: Vec<Round> =
            before.iter().map(|failed| round(failed.announced, failed.auctioned, failed.floor.amount)).collect();
        all.push(round(deal.announced, deal.auctioned, deal.floor));
        all
    }

    fn signing_of(&self, deal: &Deal) -> Option<Signing> {
        let contract = self.contracts.iter().find(|contract| contract.deal.id() == Some(deal.id))?;
        let sum = self.periods.iter().filter(|period| period.contract.id() == Some(contract.id));
        let sum = sum.fold(0_i64, |sum, period| sum.saturating_add(period.amount.fen()));
        Some(Signing {
            on: contract.signed,
            term: contract.term,
            lease: contract.nature == ContractNature::Lease,
            written: contract.written,
            price: contract.price.amount,
            total: contract.total,
            sum: Money::from_fen(sum),
        })
    }
}

impl DealDossier {
    /// 由台账编制 Puts the dossier of a deal together from its records. What no record tells stays unknown, and [`deal`] points it out.
    pub fn of(deal: &Deal, records: &DealRecords<'_>) -> Self {
        let steps = deal.decision.as_ref().map(|decision| records.steps_of(decision)).unwrap_or_default();
        let published = steps.iter().find(|step| step.kind == StepKind::PublishResolution);
        let studied = passed(&steps, StepKind::Propose).map(|step| step.on);
        let trade = records.trade_of(deal);
        let fixed = deal.decision.as_ref().and_then(|decision| records.fixed_by(decision));
        let vote = match (trade.and_then(|trade| trade.members.as_ref()), &deal.households) {
            (Some(vote), _) => Some(OwnerVote::of_members(vote, studied)),
            (None, Some(vote)) => Some(OwnerVote::of_households(vote)),
            (None, None) if deal.lessor.cooperative().is_some() => None,
            (None, None) => OwnerVote::of_resolution(&steps, records.evidence),
        };
        let objection = |it: &crate::model::ResultObjection| DealObjection {
            on: it.on,
            answered: it.answer.as_ref().map(|(on, _)| *on),
            upheld: it.upheld,
        };
        Self {
            studied,
            vote,
            resolution_shown: published.and_then(|step| step.publicity.as_ref()).map(|shown| shown.period),
            resolved_months: fixed.and_then(|fixed| fixed.months).map(Count::get),
            rounds: records.rounds_of(deal),
            closed_in: deal.round.get(),
            price: deal.price.amount,
            shown: deal.publicity,
            objections: trade.map(|trade| trade.objections.iter().map(objection).collect()),
            signing: records.signing_of(deal),
        }
    }
}

/// Whether a roll counts households, not people.
fn by_households(roll: &Roll) -> bool {
    let unit = match roll {
        Roll::Counted(totals) => totals.unit,
        Roll::Named(named) => named.unit,
    };
    unit == RollUnit::Households
}

/// The step of a decision that passed.
pub(crate) fn passed(steps: &[DecisionStep], kind: StepKind) -> Option<&DecisionStep> {
    steps.iter().find(|step| step.kind == kind && step.outcome == StepOutcome::Passed)
}

/// The resolution of a decision.
pub(crate) fn resolved(steps: &[DecisionStep]) -> Option<&DecisionStep> {
    passed(steps, StepKind::ResolveByRepresentatives).or_else(|| passed(steps, StepKind::ResolveByAssembly))
}

/// 核对交易 Checks a whole deal, each act by the rules of its own day. What the dossier does not tell is pointed out (`asset.on_file`).
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days for a year of the deal.
pub fn deal(rules: &Rulebook, dossier: &DealDossier) -> Result<Findings> {
    let mut found = Findings::default();
    let began = dossier.rounds.first().map_or(dossier.shown.from(), |first| first.announced);
    let voted = dossier.vote.as_ref().map(OwnerVote::on);
    let studied = voted.unwrap_or(began);
    found.add(party_study(rules.on(studied), dossier.studied, studied)?);
    found.add(vote(rules.on(began), voted, began)?);
    if let Some(vote) = &dossier.vote {
        found.add(vote.findings(rules)?);
    }
    found.add(announced(rules.on(began), !dossier.rounds.is_empty())?);
    found.add(resolution_publicity(rules, dossier.resolution_shown, began)?.into_iter().flatten());
    check_rounds(rules, dossier, &mut found)?;
    let on_show = rules.on(dossier.shown.from());
    found.add(result_shown(on_show, dossier.shown)?);
    found.add(result_workdays(on_show, dossier.shown)?);
    if let Some(signing) = &dossier.signing {
        check_signing(rules, dossier, signing, &mut found)?;
    }
    Ok(found)
}

fn check_rounds(rules: &Rulebook, dossier: &DealDossier, found: &mut Findings) -> Result<()> {
    let mut before: Option<&Round> = None;
    let mut ended = 0_u32;
    for (number, round) in (1_u32..).zip(&dossier.rounds) {
        let book = rules.on(round.announced);
        found.add(at(number, notice(book, round.announced, round.auctioned)?));
        found.add(at(
            number,
            match round.resolved {
                Some(resolved) => resolution_floor(book, round.floor, resolved)?,
                None => on_file(book, ["决议底价", "the floor that was resolved"], false)?,
            },
        ));
        if let Some(before) = before {
            ended += u32::from(before.auctioned <= round.announced);
            let anew = round.voted_anew.is_some_and(|day| before.auctioned <= day && day <= round.announced);
            found.add(at(number, floor(book, number, before.floor, round.floor, anew)?));
        }
        before = Some(round);
    }
    if let Some(last) = before {
        let book = rules.on(last.announced);
        found.add(rounds(book, dossier.closed_in, ended, last.announced)?);
        found.add(price(rules.on(last.auctioned), last.floor, dossier.price)?);
    }
    Ok(())
}

fn at(round: u32, finding: Option<Finding>) -> Option<Finding> {
    finding.map(|finding| finding.placed(format!("第{round}轮")))
}

fn check_signing(rules: &Rulebook, dossier: &DealDossier, signing: &Signing, found: &mut Findings) -> Result<()> {
    let book = rules.on(signing.on);
    found.add(match &dossier.objections {
        Some(raised) => objection(book, standing(raised, dossier.shown.from(), signing.on))?,
        None => on_file(book, ["公示期内有无异议", "whether anybody objected to the result"], false)?,
    });
    found.add(sign_early(book, dossier.shown, signing.on)?);
    if let Some(last) = dossier.shown.last_day() {
        found.add(sign_late(book, last, signing.on)?);
    }
    found.add(contract_price(book, signing.price, dossier.price)?);
    found.add(contract_total(book, signing.total, signing.sum)?);
    if let Some(term) = signing.term {
        found.add(match dossier.resolved_months {
            Some(resolved) => resolution_term(book, months_begun(term), resolved)?,
            None => on_file(book, ["决议租期", "the term that was resolved"], false)?,
        });
        if signing.lease {
            found.add(lease_longest(book, term)?);
            found.add(match signing.written {
                Some(written) => lease_written(book, term, written)?,
                None if lease_needs_writing(book, term)? => {
                    on_file(book, ["合同是否书面订立", "whether the contract is in writing"], false)?
                }
                None => None,
            });
        }
    }
    Ok(())
}

/// Objections to the result on show since that day which stood in the way of a contract on another: not answered by then, or upheld.
fn standing(raised: &[DealObjection], since: Day, signed: Day) -> u32 {
    let mine = raised.iter().filter(|it| since <= it.on && it.on <= signed);
    let stands = mine.filter(|it| it.upheld || it.answered.is_none_or(|day| day > signed)).count();
    u32::try_from(stands).unwrap_or(u32::MAX)
}
