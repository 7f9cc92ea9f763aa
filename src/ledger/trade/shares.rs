//! 收益权份额 Shares of income: given to members on a token of their decision, and income divided by them.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Write;
use crate::ledger::decide::{Spending, spend};
use crate::ledger::trade::{Trading, agreed, created, differs};
use crate::model::{Asset, CollectiveMember, CollectiveOwner, IncomeShare};
use crate::rules::asset::distribute;
use crate::rules::gate::{IncomeShares, Permitted};
use crate::rules::{Findings, collective};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Expect, Filter, Guard, Nature, Stored};
use crate::value::{Day, Money, Period, Ratio, YesNo};

/// 收益权量化 The income of operating assets is turned into shares of members (农村集体经济组织法 art. 40). It is a right to income: the property
/// itself is never divided (art. 36).
#[derive(Debug, Clone)]
pub struct Quantify {
    /// 集体经济组织 The collective.
    pub collective: CollectiveOwner,
    /// 起始日期 From which day on; shares of before end on it.
    pub on: Day,
    /// 资产 The assets whose income it is.
    pub assets: Vec<Id<Asset>>,
    /// 份额 Who holds how many shares.
    pub shares: Vec<(Id<CollectiveMember>, Ratio)>,
}

/// 收益分配 Income is distributed by shares, after losses and funds (art. 42).
#[derive(Debug, Clone)]
pub struct Distribute {
    /// 集体经济组织 The collective.
    pub collective: CollectiveOwner,
    /// 日期 By the shares of which day.
    pub on: Day,
    /// 当年收益 Income of the year.
    pub income: Money,
    /// 弥补亏损 Losses that are covered first.
    pub losses: Money,
    /// 提取公积金、公益金 What goes to the funds first.
    pub funds: Money,
    /// 分配金额 What is to be distributed.
    pub amount: Money,
}

impl Trading<'_> {
    /// The name of a collective, by which a resolution about its shares calls it; nothing while its cooperative is not known.
    async fn name_of(&self, collective: &CollectiveOwner) -> Result<String> {
        match (collective, collective.cooperative()) {
            (CollectiveOwner::Union(name), _) => Ok(name.to_string()),
            (CollectiveOwner::Cooperative(_), Some(cooperative)) => Ok(self.need(cooperative).await?.name.to_string()),
            (CollectiveOwner::Cooperative(_), None) => Ok(String::new()),
        }
    }

    /// 收益权量化 Gives shares of income to members; shares of before end on the day. The token is spent with it.
    ///
    /// # Errors
    /// `rules.refused` (`collective.quantified`) for an asset that is no operating one; `ledger.share.asset` for one of another collective;
    /// `ledger.share.holder` for somebody who is no member of it on the day, is named twice, or got his share on that day already;
    /// `rules.shares` without any asset or member; `ledger.trade.token` when the token is for another collective or day;
    /// `ledger.permit.stale` and conflicts when somebody wrote in between.
    pub async fn quantify(&self, token: Permitted<IncomeShares>, how: Quantify) -> Result<Findings> {
        let name = self.name_of(&how.collective).await?;
        let facts = &token.act().0;
        if *facts.object != *name {
            return Err(differs("集体 collective", &facts.object, name));
        }
        if facts.on != how.on {
            return Err(differs("日期 day", facts.on, how.on));
        }
        if how.assets.is_empty() || how.shares.is_empty() {
            return Err(
                Error::new(code::rules::SHARES).with("reason", "no asset or no member is named 没有写明资产或者成员")
            );
        }
        let book = self.rules().on(how.on);
        let (mut guards, mut checks) = (Vec::new(), Vec::new());
        for id in &how.assets {
            let asset = self.need(*id).await?;
            if asset.owner != how.collective {
                return Err(Error::new(code::ledger::SHARE_ASSET).with("asset", &asset.no).with("collective", name));
            }
            let found = collective::quantified(book, asset.operating == YesNo::Yes)?;
            checks.push(found.map(|finding| finding.placed(asset.no.as_str())));
            guards.push(Guard::Unchanged(id.key(), asset.rev));
        }
        let found = agreed(checks)?;
        let known = self.session.kind::<IncomeShare>().all().await?;
        let is = u64::try_from(known.len()).unwrap_or(u64::MAX);
        guards.push(Guard::Count { kind: IncomeShare::KIND.into(), filter: Filter::default(), is });
        let mut writes = Vec::with_capacity(how.shares.len());
        for share in of(&known, &how.collective, how.on) {
            if share.period.from() == how.on {
                let member = share.member.id().map_or_else(String::new, |id| id.to_string());
                return Err(refused(&member, "he got a share on that day already 当日已经取得份额"));
            }
            let period = share.period.ended(how.on)?;
            let record = Box::new(IncomeShare { period, ..share.entity.clone() });
            writes.push(Write { record, nature: Nature::Change, expect: Expect::Rev(share.rev) });
        }
        let decision = token.decision().id;
        let Spending { write, guards: more } = spend(self.session, token).await?;
        writes.push(write);
        guards.extend(more);
        for (place, (id, share)) in how.shares.iter().enumerate() {
            let member = self.need(*id).await?;
            if how.shares.iter().take(place).any(|(before, _)| before == id) {
                return Err(refused(member.no.as_str(), "he is named twice 重复列名"));
            }
            if member.collective != how.collective || !member.is_member_on(how.on) {
                return Err(refused(member.no.as_str(), "he is no member of it on that day 当日不是本集体成员"));
            }
            guards.push(Guard::Unchanged(id.key(), member.rev));
            writes.push(created(IncomeShare {
                id: self.session.mint(),
                collective: how.collective.clone(),
                member: (*id).into(),
                share: *share,
                period: Period::since(how.on),
                decision: Some(decision.into()),
            }));
        }
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(found)
    }

    /// 收益分配 What each member gets of an amount, exactly, by the shares of a day: no more than losses and funds leave is distributed.
    ///
    /// # Errors
    /// `rules.refused` (`collective.distribution`); `rules.shares` when nobody holds a share on the day; `access.…` without the right to read.
    pub async fn distribution(&self, how: &Distribute) -> Result<Vec<(Id<CollectiveMember>, Money)>> {
        let book = self.rules().on(how.on);
        agreed([collective::distribution(book, how.income, how.losses, how.funds, how.amount)?])?;
        let known = self.session.kind::<IncomeShare>().all().await?;
        let mut held: Vec<(Id<CollectiveMember>, Ratio)> =
            of(&known, &how.collective, how.on).filter_map(|share| Some((share.member.id()?, share.share))).collect();
        held.sort_by_key(|(member, _)| *member);
        let shares: Vec<Ratio> = held.iter().map(|(_, share)| *share).collect();
        let parts = distribute(how.amount, &shares)?;
        Ok(held.into_iter().map(|(member, _)| member).zip(parts).collect())
    }
}

/// The shares of a collective that are held on a day.
fn of<'s>(
    known: &'s [Stored<IncomeShare>],
    collective: &'s CollectiveOwner,
    on: Day,
) -> impl Iterator<Item = &'s Stored<IncomeShare>> {
    known.iter().filter(move |share| share.collective == *collective && share.period.contains(on))
}

fn refused(member: &str, reason: &str) -> Error {
    Error::new(code::ledger::SHARE_HOLDER).with("member", member).with("reason", reason)
}
