//! 交易档案 The dossier of a deal, and the check of all of it.

use crate::error::Result;
use crate::model::{
    Contract, ContractNature, ContractPeriod, Deal, DecisionStep, FailedRound, Ref, StepKind, StepOutcome,
};
use crate::rules::asset::{
    contract_price, contract_total, floor, lease_longest, lease_written, notice, objection, party_study, price,
    resolution_shown, result_shown, result_workdays, rounds, sign_early, sign_late, vote,
};
use crate::rules::collective::{
    AssemblyVote, assembly, households_body, households_pass, households_quorum, representatives_pass,
    representatives_quorum,
};
use crate::rules::{Attending, Finding, Findings, Households, Rulebook, WholeBody};
use crate::value::{Day, Money, Period};

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
    /// 成员代表会议 Representatives of the union's members; in a village whose representative assembly acts for it, that body.
    Representatives {
        /// 会议日期 The day.
        on: Day,
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
    /// The day.
    pub const fn on(&self) -> Day {
        match self {
            Self::Households { on, .. } | Self::Representatives { on, .. } => *on,
            Self::Assembly(vote) => vote.on,
        }
    }

    /// 核对 Whether enough attended and agreed, by the rules of its day.
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
            Self::Representatives { body, attending, agreed, .. } => {
                found.add(representatives_quorum(book, *body, *attending)?);
                found.add(representatives_pass(book, *body, *attending, *agreed)?);
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
    /// 重新表决 A new vote on the floor since the round before.
    pub voted_anew: Option<Day>,
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
    /// 书面 Whether it is in writing.
    pub written: bool,
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
    /// 决议公开止 The last day on which the village's resolution was on show.
    pub resolution_shown_to: Option<Day>,
    /// 各轮 Every round that stands on record, first to last; the last closed the deal.
    pub rounds: Vec<Round>,
    /// 成交轮次 The number of the closing round, as the deal states it.
    pub closed_in: u32,
    /// 成交价 The winning price.
    pub price: Money,
    /// 结果公示期 When the result was on show.
    pub shown: Period,
    /// 未答复异议 Objections without an answer.
    pub open_objections: u32,
    /// 合同 The contract.
    pub signing: Option<Signing>,
}

impl DealDossier {
    /// 由台账编制 Puts the dossier of a deal together from its records, of which others may be given too: failed rounds of its project, the
    /// steps of its decision, its contract and the contract's periods.
    pub fn of(
        deal: &Deal,
        failed: &[FailedRound],
        steps: &[DecisionStep],
        contract: Option<(&Contract, &[ContractPeriod])>,
    ) -> Self {
        let decision = deal.decision.as_ref().and_then(Ref::id);
        let mine = || steps.iter().filter(|step| decision.is_some() && step.decision.id() == decision);
        let passed = |kind: StepKind| mine().find(|step| step.kind == kind && step.outcome == StepOutcome::Passed);
        let resolved = passed(StepKind::ResolveByRepresentatives).or_else(|| passed(StepKind::ResolveByAssembly));
        let published = mine().find(|step| step.kind == StepKind::PublishResolution);
        let vote = match (&deal.households, deal.lessor.cooperative()) {
            (Some(vote), _) => Some(OwnerVote::Households {
                on: vote.on,
                entitled: Households::new(vote.entitled.get()),
                present: Attending::new(vote.present.get()),
                agreed: vote.agreed.get(),
            }),
            (None, Some(_)) => None,
            (None, None) => resolved.and_then(|step| Some((step.on, step.votes?))).map(|(on, votes)| {
                let (body, attending) = (WholeBody::new(votes.entitled.get()), Attending::new(votes.present.get()));
                OwnerVote::Representatives { on, body, attending, agreed: votes.agreed.get() }
            }),
        };
        Self {
            studied: passed(StepKind::Propose).map(|step| step.on),
            vote,
            resolution_shown_to: published
                .and_then(|step| step.publicity.as_ref())
                .and_then(|shown| shown.period.last_day()),
            rounds: rounds_of(deal, failed),
            closed_in: deal.round.get(),
            price: deal.price.amount,
            shown: deal.publicity,
            open_objections: 0,
            signing: contract.map(|(contract, periods)| signing_of(contract, periods)),
        }
    }
}

fn rounds_of(deal: &Deal, failed: &[FailedRound]) -> Vec<Round> {
    let mut before: Vec<&FailedRound> =
        failed.iter().filter(|round| round.project_no == deal.project_no && round.asset == deal.asset).collect();
    before.sort_by_key(|round| round.round);
    let round = |announced, auctioned, floor| Round { announced, auctioned, floor, voted_anew: None };
    let mut all: Vec<Round> =
        before.iter().map(|failed| round(failed.announced, failed.auctioned, failed.floor.amount)).collect();
    all.push(round(deal.announced, deal.auctioned, deal.floor));
    all
}

fn signing_of(contract: &Contract, periods: &[ContractPeriod]) -> Signing {
    let sum = periods.iter().filter(|period| period.contract.id() == Some(contract.id));
    let sum = sum.fold(0_i64, |sum, period| sum.saturating_add(period.amount.fen()));
    Signing {
        on: contract.signed,
        term: contract.term,
        lease: contract.nature == ContractNature::Lease,
        written: true,
        price: contract.price.amount,
        total: contract.total,
        sum: Money::from_fen(sum),
    }
}

/// 核对交易 Checks a whole deal, each act by the rules of its own day.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days for a year of the deal.
pub fn deal(rules: &Rulebook, dossier: &DealDossier) -> Result<Findings> {
    let mut found = Findings::default();
    let Some(first) = dossier.rounds.first() else { return Ok(found) };
    let voted = dossier.vote.as_ref().map(OwnerVote::on);
    found.add(party_study(
        rules.on(voted.unwrap_or(first.announced)),
        dossier.studied,
        voted.unwrap_or(first.announced),
    )?);
    found.add(vote(rules.on(first.announced), voted, first.announced)?);
    if let Some(vote) = &dossier.vote {
        found.add(vote.findings(rules)?);
    }
    if let Some(shown_to) = dossier.resolution_shown_to {
        found.add(resolution_shown(rules.on(first.announced), shown_to, first.announced)?);
    }
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
    found.add(objection(book, dossier.open_objections)?);
    found.add(sign_early(book, dossier.shown, signing.on)?);
    if let Some(last) = dossier.shown.last_day() {
        found.add(sign_late(book, last, signing.on)?);
    }
    found.add(contract_price(book, signing.price, dossier.price)?);
    found.add(contract_total(book, signing.total, signing.sum)?);
    if let Some(term) = signing.term.filter(|_| signing.lease) {
        found.add(lease_longest(book, term)?);
        found.add(lease_written(book, term, signing.written)?);
    }
    Ok(())
}
