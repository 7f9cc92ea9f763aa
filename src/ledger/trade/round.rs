//! 立项与公告 A deal is opened on a passed decision, and its rounds are announced.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::decide::DecisionFile;
use crate::ledger::trade::{Trading, agreed, created, owner_body, passed, resolved, round_number};
use crate::model::{Asset, DealMethod, Decision, HouseholdVote, MembersVote, Price, StepKind, Trade, TradeRound};
use crate::rules::asset::{self, OwnerVote};
use crate::rules::collective::{AssemblyVote, CollectiveMatter};
use crate::rules::gate::{AssetDeal, Facts};
use crate::rules::{Attending, Body, Entitled, Findings, Households, WholeBody};
use crate::schema::Id;
use crate::store::Guard;
use crate::value::{Count, Day, Money, Plain, RefNo, SquareMetres, Text};

/// 立项 A deal is opened: the Party organisation had studied it, the owner voted, the file went to the town.
#[derive(Debug, Clone)]
pub struct OpenTrade {
    /// 项目编号 Number of the project.
    pub project_no: RefNo,
    /// 资产 The asset.
    pub asset: Id<Asset>,
    /// 面积 The area dealt in.
    pub area: Option<SquareMetres>,
    /// 交易方式 How it is to be closed.
    pub method: DealMethod,
    /// 决策 The decision of the village.
    pub decision: Id<Decision>,
    /// 决议底价 The least floor that was resolved, in its unit.
    pub resolved_floor: Price,
    /// 决议租期 The longest term that was resolved, in months.
    pub resolved_months: Option<Count>,
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
    /// 底价 Floor, in the unit that was resolved.
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
    /// `rules.refused` without the Party organisation's study or the owner's vote, or when the vote fell short; `rules.step.…` when the days
    /// are out of order; a conflict when the decision's asset changed in between.
    pub async fn open(&self, how: OpenTrade) -> Result<Id<Trade>> {
        let asset = self.need(how.asset).await?;
        let steps = self.decision_steps(how.decision).await?;
        let studied = passed(&steps, StepKind::Propose).map(|step| step.on);
        let vote = match (&how.households, asset.owner.cooperative()) {
            _ if how.members.is_some() => how.members.as_ref().map(|vote| members_vote(vote, studied)),
            (Some(vote), Some(_)) => Some(OwnerVote::Households {
                on: vote.on,
                entitled: Households::new(vote.entitled.get()),
                present: Attending::new(vote.present.get()),
                agreed: vote.agreed.get(),
            }),
            (None, Some(_)) => None,
            (_, None) => resolved(&steps).and_then(|step| {
                let votes = step.votes?;
                let (body, attending) = (WholeBody::new(votes.entitled.get()), Attending::new(votes.present.get()));
                Some(OwnerVote::Representatives { on: step.on, body, attending, agreed: votes.agreed.get() })
            }),
        };
        let voted = vote.as_ref().map(OwnerVote::on);
        let book = self.rules().on(voted.unwrap_or(how.filed));
        let mut found = Findings::default();
        found.add(asset::party_study(book, studied, voted.unwrap_or(how.filed))?);
        found.add(asset::vote(book, voted, how.filed)?);
        if let Some(vote) = &vote {
            found.add(vote.findings(self.rules())?);
        }
        found.or_refuse()?;
        let (Some(studied), Some(voted)) = (studied, voted) else {
            // A layer may have switched the two rules off; the procedure still needs both days.
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
            method: how.method,
            decision: how.decision.into(),
            resolved_floor: how.resolved_floor,
            resolved_months: how.resolved_months,
            households: how.households,
            members: how.members,
            steps: Vec::new(),
            state: Text::parse("drafted")?,
            rounds: Vec::new(),
            winner: None,
            shown: None,
            objections: Vec::new(),
        };
        let voters = match (&trade.members, trade.lessor.cooperative()) {
            (Some(vote), _) if vote.by_representatives => Body::CollectiveRepresentatives,
            (Some(_), _) => Body::CollectiveMembers,
            (None, Some(_)) => Body::HouseholdRepresentatives,
            (None, None) => Body::Representatives,
        };
        self.take(&mut trade, "study", Body::PartyCommittee, studied, None)?;
        self.take(&mut trade, "vote", voters, voted, None)?;
        let by = owner_body(&trade);
        self.take(&mut trade, "file", by, how.filed, None)?;
        let guards = vec![Guard::Unchanged(how.asset.key(), asset.rev)];
        self.session.write(Act::Write, vec![created(trade)], guards, None).await?;
        Ok(id)
    }

    /// 公告 Announces a round; gives what was checked, with margins.
    ///
    /// # Errors
    /// `rules.refused` when the notice is too short, the resolution still on show, the floor below what was resolved, or lower than in the
    /// round before without a new vote, or the new decision is not lawful, not about this asset or used already; `rules.step.…` when the deal does not stand there.
    pub async fn announce(&self, how: Announce) -> Result<Findings> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let decision = match how.lowered_by {
            Some(decision) => Some(decision),
            None => trade.decision.id(),
        };
        let steps = match decision {
            Some(decision) => self.decision_steps(decision).await?,
            None => Vec::new(),
        };
        let guards = match how.lowered_by {
            Some(decision) => self.allows(decision, &trade, how.floor, how.announced).await?,
            None => Vec::new(),
        };
        let voted_anew = how.lowered_by.and_then(|_| resolved(&steps)).map(|step| step.on);
        let before = trade.round().cloned();
        if let (Some(before), Some(day)) = (&before, voted_anew)
            && before.auction_on <= day
            && day <= how.announced
        {
            trade.resolved_floor.amount = trade.resolved_floor.amount.min(how.floor);
        }
        let book = self.rules().on(how.announced);
        let own = trade.members.map(|vote| vote.on).or_else(|| trade.households.map(|vote| vote.on));
        let voted = own.or_else(|| resolved(&steps).map(|step| step.on));
        let published = steps.iter().find(|step| step.kind == StepKind::PublishResolution);
        let shown_to = published.and_then(|step| step.publicity.as_ref()).and_then(|shown| shown.period.last_day());
        let mut checks = vec![
            asset::vote(book, voted, how.announced)?,
            asset::notice(book, how.announced, how.auction_on)?,
            asset::resolution_floor(book, how.floor, trade.resolved_floor.amount)?,
        ];
        // A resolution that was never put on show has not been shown until today.
        checks.push(asset::resolution_shown(book, shown_to.unwrap_or(how.announced), how.announced)?);
        if let Some(before) = &before {
            let anew = voted_anew.is_some_and(|day| before.auction_on <= day && day <= how.announced);
            let number = round_number(&trade) + 1;
            checks.push(asset::floor(book, number, before.floor.amount, how.floor, anew)?);
        }
        let found = agreed(checks)?;
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
            voted_anew,
            failed: None,
        });
        self.commit_guarded(trade, stored.rev, Vec::new(), guards, None).await?;
        Ok(found)
    }

    /// Holds a new decision against the deal, as a token would: lawfully made, on show long enough, about this asset, not used before.
    /// Gives the guards that it stays so.
    async fn allows(&self, decision: Id<Decision>, trade: &Trade, floor: Money, on: Day) -> Result<Vec<Guard>> {
        let file = DecisionFile::read(self.session, decision).await?;
        let object = match trade.asset.id() {
            Some(asset) => self.need::<Asset>(asset).await?.entity.no.as_str().into(),
            None => Box::default(),
        };
        // What is known of the amount so far: it is no less than the floor of one instalment.
        file.permit(self.session, AssetDeal(Facts { object, amount: Some(floor), on }))?;
        Ok(file.guards())
    }
}

/// The vote as the rules of the collective check it: a lease of operating assets is one of the other large matters of the law's list.
fn members_vote(vote: &MembersVote, studied: Option<Day>) -> OwnerVote {
    OwnerVote::Assembly(AssemblyVote {
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
