//! 立项与公告 A deal is opened on a passed decision, and its rounds are announced.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::decide::DecisionFile;
use crate::ledger::trade::{Trading, created, owner_body, round_number};
use crate::model::{
    Asset, DealTerms, Decision, GatedAct, HouseholdVote, MembersVote, Price, Ref, StepKind, Trade, TradeRound,
};
use crate::rules::asset::{self, OwnerVote, passed, resolved};
use crate::rules::gate::{self, AssetDeal, Facts};
use crate::rules::{Body, Findings};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Filter, Guard};
use crate::value::{Day, Money, Plain, RefNo, SquareMetres, Text};

/// 立项 A deal is opened: the Party organisation had studied it, the owner voted, the file went to the town.
#[derive(Debug, Clone)]
pub struct OpenTrade {
    /// 项目编号 Number of the project.
    pub project_no: RefNo,
    /// 资产 The asset.
    pub asset: Id<Asset>,
    /// 面积 The area dealt in.
    pub area: Option<SquareMetres>,
    /// 决策 The decision of the village; what it fixed of method, nature, floor and term is read from it.
    pub decision: Id<Decision>,
    /// 合作社户代表会议 The vote of the cooperative's households, where the asset is a cooperative's.
    pub households: Option<HouseholdVote>,
    /// 成员大会表决 The vote of the collective's members or their representatives; from 2025-05-01 the only one that a cooperative has.
    pub members: Option<MembersVote>,
    /// 备案日期 The day on which the file went to the town.
    pub filed: Day,
}

/// 公告 A round is announced: the first, or the next after a failed one.
#[derive(Debug, Clone)]
pub struct Announce {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 公告日期 Announced.
    pub announced: Day,
    /// 报名截止 Last day for signing up and for the deposit.
    pub sign_up_by: Day,
    /// 竞投日期 Day of the auction.
    pub auction_on: Day,
    /// 底价 Floor, in the unit that was resolved; no lower than the floor that was.
    pub floor: Money,
    /// 自动加价幅度 Increment.
    pub increment: Money,
    /// 最高加价幅度 The most by which one bid may raise.
    pub highest_raise: Money,
    /// 保证金 Deposit asked.
    pub deposit: Option<Money>,
    /// 重新表决 The decision by which the floor drops, where it does.
    pub lowered_by: Option<Id<Decision>>,
}

impl Trading<'_> {
    /// 立项 Opens a deal on the decision's steps as they stand on record.
    ///
    /// # Errors
    /// `rules.refused` without the Party organisation's study or the owner's vote, when the vote fell short, when the decision is about
    /// something else or does not state floor and term; `ledger.decision.missing`; `rules.step.…` when the days are out of order; a conflict
    /// when the number of the project is taken, and when asset or decision changed in between.
    pub async fn open(&self, how: OpenTrade) -> Result<Id<Trade>> {
        let asset = self.need(how.asset).await?;
        let file = DecisionFile::read(self.session, how.decision).await?;
        let (steps, fixed) = (&file.steps, file.terms.as_ref().and_then(|terms| terms.deal));
        let studied = passed(steps, StepKind::Propose).map(|step| step.on);
        let vote = match (&how.members, &how.households, asset.owner.cooperative()) {
            (Some(vote), ..) => Some(OwnerVote::of_members(vote, studied)),
            (None, Some(vote), Some(_)) => Some(OwnerVote::of_households(vote)),
            (None, None, Some(_)) => None,
            (None, _, None) => OwnerVote::of_resolution(steps, &file.evidence),
        };
        let voted = vote.as_ref().map(OwnerVote::on);
        let book = self.rules().on(voted.unwrap_or(how.filed));
        let mut found = Findings::default();
        found.add(asset::party_study(book, studied, voted.unwrap_or(how.filed))?);
        found.add(asset::vote(book, voted, how.filed)?);
        if let Some(vote) = &vote {
            found.add(vote.findings(self.rules())?);
        }
        found.add(file.examine(self.session)?.findings);
        found.add(gate::about(book, GatedAct::AssetDeal, &file.dossier().terms, asset.no.as_str())?);
        found.add(asset::resolution_stated(book, file.decision.no.as_str(), fixed.is_some())?);
        found.or_refuse()?;
        let (Some(studied), Some(vote), Some(fixed)) = (studied, vote, fixed) else {
            // A layer may have switched the rules off; the procedure still needs both days, and the rounds a floor.
            return Err(Error::new(code::ledger::TRADE_VOTE).with("project", &how.project_no));
        };
        let id = self.session.mint();
        let mut trade = Trade {
            id,
            project_no: how.project_no,
            asset: how.asset.into(),
            asset_name: asset.name.clone(),
            asset_kind: asset.kind,
            area: how.area.or_else(|| asset.area()),
            lessor: asset.owner.clone(),
            method: fixed.method,
            nature: fixed.nature,
            decision: how.decision.into(),
            resolved_floor: fixed.floor,
            resolved_months: fixed.months,
            households: how.households,
            members: how.members,
            steps: Vec::new(),
            state: Text::parse("drafted")?,
            rounds: Vec::new(),
            winner: None,
            shown: None,
            objections: Vec::new(),
        };
        self.take(&mut trade, "study", Body::PartyCommittee, studied, None)?;
        self.take(&mut trade, "vote", vote.by(), vote.on(), None)?;
        let by = owner_body(&trade);
        self.take(&mut trade, "file", by, how.filed, None)?;
        let mut guards = file.guards();
        guards.push(Guard::Unchanged(how.asset.key(), asset.rev));
        let same = Filter::eq("project_no", trade.project_no.as_str());
        guards.push(Guard::Count { kind: Trade::KIND.into(), filter: same, is: 0 });
        self.session.write(Act::Write, vec![created(trade)], guards, None).await?;
        Ok(id)
    }

    /// 公告 Announces a round; gives what was checked, with margins.
    ///
    /// # Errors
    /// `rules.refused` when the notice is too short, the resolution still on show, objected to or sent back, the floor below what was resolved,
    /// or lower than in the round before without a new vote since that failed, or the new decision is not lawful, not about this asset or used
    /// already; `rules.step.…` when the deal does not stand there.
    pub async fn announce(&self, how: Announce) -> Result<Findings> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let before = trade.round().cloned();
        let (mut guards, mut anew, mut checks) = (Vec::new(), None, Vec::new());
        let book = self.rules().on(how.announced);
        let own = match trade.decision.id() {
            Some(decision) => Some(DecisionFile::read(self.session, decision).await?),
            None => None,
        };
        let mut standing = Findings::default();
        if let Some(file) = &own {
            guards = file.guards();
            standing = file.in_force(self.session, how.announced)?;
        }
        let steps = match how.lowered_by {
            Some(decision) => {
                let file = self.allows(decision, &trade, how.floor, how.announced).await?;
                let fixed = file.terms.as_ref().and_then(|terms| terms.deal);
                checks.push(asset::resolution_stated(book, file.decision.no.as_str(), fixed.is_some())?);
                guards.extend(file.guards());
                let voted = resolved(&file.steps).map(|step| step.on);
                // The step before the next announcement is the failure, or the objection that was upheld.
                let failed = before.as_ref().and_then(|_| trade.steps.last()).map(|step| step.on);
                let after = failed.zip(voted).is_some_and(|(failed, day)| failed <= day);
                if let (Some(day), Some(fixed), true) = (voted.filter(|day| *day <= how.announced), fixed, after) {
                    trade.resolved_floor = floor_of(&trade, &fixed)?;
                    anew = Some(day);
                }
                file.steps
            }
            None => own.map(|file| file.steps).unwrap_or_default(),
        };
        let own = trade.members.map(|vote| vote.on).or_else(|| trade.households.map(|vote| vote.on));
        let voted = own.or_else(|| resolved(&steps).map(|step| step.on));
        let published = steps.iter().find(|step| step.kind == StepKind::PublishResolution);
        let shown = published.and_then(|step| step.publicity.as_ref()).map(|shown| shown.period);
        checks.extend([
            asset::vote(book, voted, how.announced)?,
            asset::notice(book, how.announced, how.auction_on)?,
            asset::resolution_floor(book, how.floor, trade.resolved_floor.amount)?,
        ]);
        checks.extend(asset::resolution_publicity(self.rules(), shown, how.announced)?);
        if let Some(before) = &before {
            let number = round_number(&trade) + 1;
            checks.push(asset::floor(book, number, before.floor.amount, how.floor, anew.is_some())?);
        }
        for check in checks {
            standing.add(check);
        }
        let found = standing.or_refuse()?;
        let step = if before.is_some() { "announce_again" } else { "announce" };
        self.take(&mut trade, step, Body::Platform, how.announced, None)?;
        trade.winner = None;
        trade.shown = None;
        trade.rounds.push(TradeRound {
            announced: how.announced,
            sign_up_by: how.sign_up_by,
            auction_on: how.auction_on,
            floor: Price::new(how.floor, trade.resolved_floor.unit),
            increment: how.increment,
            highest_raise: how.highest_raise,
            deposit: how.deposit,
            voted_anew: anew,
            lowered_by: how.lowered_by.filter(|_| anew.is_some()).map(Ref::Known),
            failed: None,
        });
        self.commit_guarded(trade, stored.rev, Vec::new(), guards, None).await?;
        Ok(found)
    }

    /// Holds a new decision against the deal, as a token would: lawfully made, on show long enough, about this asset, not used before.
    async fn allows(&self, decision: Id<Decision>, trade: &Trade, floor: Money, on: Day) -> Result<DecisionFile> {
        let file = DecisionFile::read(self.session, decision).await?;
        let object = match trade.asset.id() {
            Some(asset) => self.need::<Asset>(asset).await?.entity.no.as_str().into(),
            None => Box::default(),
        };
        // What is known of the amount so far: it is no less than the floor of one instalment.
        file.permit(self.session, AssetDeal(Facts { object, amount: Some(floor), on }))?;
        Ok(file)
    }
}

/// The floor that a new decision fixed, which must be in the unit of the deal.
fn floor_of(trade: &Trade, fixed: &DealTerms) -> Result<Price> {
    let unit = trade.resolved_floor.unit;
    if fixed.floor.unit != unit {
        return Err(Error::new(code::model::TRADE_UNIT)
            .with("column", "决议底价")
            .with("value", fixed.floor)
            .with("unit", unit));
    }
    Ok(fixed.floor)
}
