//! 集体资产竞投 A shop of the collective is let: two rounds, an auction, an objection to the result, the contract, its rent and what is owed;
//! and what the library refuses on the way, each time saying what would satisfy it.

use cunwu::Result;
use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::error::{Error, Lang};
use cunwu::ledger::trade::{
    Announce, AnswerResult, Fail, ObjectToResult, OpenTrade, PublishResult, Receive, Record, Settle, Sign, SignUpFor,
};
use cunwu::ledger::{Means, Session, Village, catalog};
use cunwu::model::{
    Asset, AssetKind, AssetState, AssetUnit, Ballot, CollectiveOwner, ContractNature, CountedRoll, DealTerms, Decision,
    DecisionStep, DecisionTerms, DepositState, Escalation, FailureReason, Limits, MatterKind, Price, PriceUnit,
    Publicity, RollUnit, StepEvidence, StepKind, StepOutcome, Trade, Votes,
};
use cunwu::rules::asset::distribute;
use cunwu::rules::gate::{AssetDeal, Facts, Permitted};
use cunwu::rules::{Refusal, Rulebook};
use cunwu::schema::Id;
use cunwu::store::{MemoryStore, Store};
use cunwu::value::{Count, Day, Instant, Money, Plain, Ratio, YesNo};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    for line in play().await? {
        println!("{line}");
    }
    Ok(())
}

/// Reads a value as a clerk writes it.
pub fn v<T: Plain>(text: &str) -> Result<T> {
    T::parse(text)
}

/// What a refusal says.
pub fn told(error: &Error) -> String {
    Refusal::of(error).map_or_else(|| error.text(Lang::Zh), |refusal| refusal.text(Lang::Zh))
}

/// An empty ledger under the rules of Guangzhou.
pub async fn village() -> Result<Village> {
    village_by(Rulebook::guangzhou()?).await
}

/// An empty ledger under these rules.
pub async fn village_by(rules: Rulebook) -> Result<Village> {
    village_on(MemoryStore::new(catalog()?), rules).await
}

/// An empty ledger in this store.
pub async fn village_on(store: impl Store + 'static, rules: Rulebook) -> Result<Village> {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    Village::open(store, unit, Means::new(MemoryKeyRing::default())?.rules(rules)).await
}

/// The shop, and the decision to let it: five steps of 四议两公开, and what was resolved.
pub async fn decided(clerk: &Session<'_>) -> Result<(Id<Asset>, Id<Decision>)> {
    let (asset, decision) = (clerk.mint::<Asset>(), clerk.mint::<Decision>());
    let shop = Asset {
        id: asset,
        no: v("DHZC-023")?,
        name: v("桃源街临街商铺A04")?,
        kind: AssetKind::Shop,
        owner: CollectiveOwner::Union(v("东华村经济联合社")?),
        quantity: Some(v("58.5")?),
        unit: AssetUnit::SquareMetre,
        place: v("东华村桃源街")?,
        house: None,
        since: None,
        original_value: v("96000")?,
        state: AssetState::Idle,
        contract: None,
        operating: YesNo::Yes,
    };
    clerk.assets().create(shop).await?;
    let matter = v("桃源街临街商铺A04公开招租")?;
    clerk.decisions().create(Decision { id: decision, no: v("东华村决〔2022〕33号")?, matter, deal: None }).await?;
    clerk
        .decision_terms()
        .create(DecisionTerms {
            id: clerk.mint(),
            decision: decision.into(),
            matter: MatterKind::AssetDeal,
            object: Some(v("DHZC-023")?),
            limits: Limits::deal(v("250000")?),
            valid_through: None,
            deal: Some(DealTerms {
                method: v("公开竞投")?,
                nature: ContractNature::Lease,
                floor: Price::new(v("3250")?, PriceUnit::PerMonth),
                months: Some(Count::new(60)),
            }),
            one_shoulder: false,
            emergency: None,
            delegated_by: Some(v("东华村自治章程第十二条")?),
            reserved: false,
        })
        .await?;
    for (kind, held_by, on, votes) in [
        (StepKind::Propose, "村党委会议", "2022-05-05", Some((7, 7, 7))),
        (StepKind::Consult, "村“两委”会议", "2022-05-10", Some((7, 7, 7))),
        (StepKind::Review, "村党员大会", "2022-05-16", Some((115, 98, 92))),
        (StepKind::ResolveByRepresentatives, "村民代表会议", "2022-05-23", Some((53, 50, 48))),
        (StepKind::PublishResolution, "公示", "2022-05-25", None),
    ] {
        let votes = votes.map(|(entitled, present, agreed)| Votes {
            entitled: Count::new(entitled),
            present: Count::new(present),
            agreed: Count::new(agreed),
            against: Count::new(0),
            abstained: Count::new(present - agreed),
            ballot: Ballot::Hands,
        });
        let shown = Publicity { period: v("2022-05-25至2022-06-03")?, place: v("村务公开栏")? };
        let step = DecisionStep {
            id: clerk.mint(),
            decision: decision.into(),
            kind,
            held_by: v(held_by)?,
            on: v(on)?,
            outcome: if votes.is_some() { StepOutcome::Passed } else { StepOutcome::NoObjection },
            publicity: votes.is_none().then_some(shown),
            votes,
            chair: v("张立龙")?,
        };
        if let Some(Votes { entitled, present, .. }) = step.votes {
            // What the minutes say: totals on paper.
            let (by_proxy, recused) = (Count::new(0), Count::new(0));
            let roll = CountedRoll { entitled, in_person: present, by_proxy, recused, unit: RollUnit::People };
            let evidence = StepEvidence {
                id: clerk.mint(),
                step: step.id.into(),
                notified: None,
                plan_sent: None,
                roll: Some(roll.into()),
                papers: None,
                attachments: Vec::new(),
            };
            clerk.kind::<StepEvidence>().create(evidence).await?;
        }
        clerk.decision_steps().create(step).await?;
    }
    Ok((asset, decision))
}

/// The deal, opened on the decision.
pub async fn opened(clerk: &Session<'_>) -> Result<(Id<Trade>, Id<Decision>)> {
    let (asset, decision) = decided(clerk).await?;
    let trade = clerk
        .trade()
        .open(OpenTrade {
            project_no: v("东华村项〔2022〕33")?,
            asset,
            area: None,
            decision,
            households: None,
            members: None,
            filed: v("2022-06-06")?,
        })
        .await?;
    Ok((trade, decision))
}

/// A round as it is announced.
pub fn round(trade: Id<Trade>, announced: &str, sign_up_by: &str, auction_on: &str) -> Result<Announce> {
    Ok(Announce {
        trade,
        announced: v(announced)?,
        sign_up_by: v(sign_up_by)?,
        auction_on: v(auction_on)?,
        floor: v("3250")?,
        increment: v("50")?,
        highest_raise: v("500")?,
        deposit: Some(v("10000")?),
        lowered_by: None,
    })
}

/// Somebody who signs up and pays his own deposit.
pub fn bidder(trade: Id<Trade>, name: &str, voucher: &str, on: &str) -> Result<SignUpFor> {
    Ok(SignUpFor {
        trade,
        bidder: v(name)?,
        code: None,
        on: v(on)?,
        payer: v(name)?,
        voucher: v(voucher)?,
        deposit: v("10000")?,
        paid_on: v(on)?,
    })
}

/// The contract that is to be signed.
pub fn contract(trade: Id<Trade>, on: &str) -> Result<Sign> {
    Ok(Sign {
        trade,
        deal_no: v("增新东资交〔2022〕33号")?,
        contract_no: v("东华合〔2022〕33号")?,
        on: v(on)?,
        term: Some(v("2022-08-01至2027-07-31")?),
        escalation: Escalation::parse("每3年递增5%")?,
        written: true,
    })
}

/// The token that the passed decision gives for a deal of that amount on that day.
pub async fn token(
    clerk: &Session<'_>,
    decision: Id<Decision>,
    amount: Money,
    on: Day,
) -> Result<Permitted<AssetDeal>> {
    let facts = Facts { object: "DHZC-023".into(), amount: Some(amount), on };
    clerk.decide().permit(decision, AssetDeal(facts)).await
}

/// The time of day on the day of the second auction.
pub fn at(hour: i64, minute: i64) -> Result<Instant> {
    let day = v::<Day>("2022-06-30")?;
    Ok(Instant::start_of(day).plus_micros((hour * 60 + minute) * 60_000_000))
}

/// The whole story, line by line.
pub async fn play() -> Result<Vec<String>> {
    play_in(&village().await?).await
}

/// The whole story in a ledger.
pub async fn play_in(village: &Village) -> Result<Vec<String>> {
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("资产交易"));
    let (trades, mut lines) = (clerk.trade(), Vec::new());
    let (trade, decision) = opened(&clerk).await?;
    lines.push("立项：桃源街临街商铺A04，决议底价 3,250.00 元/月，租期不超过 60 个月".to_owned());

    if let Err(error) = trades.announce(round(trade, "2022-06-07", "2022-06-14", "2022-06-15")?).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    trades.announce(round(trade, "2022-06-07", "2022-06-14", "2022-06-16")?).await?;
    let first = trades.sign_up(bidder(trade, "鸿记餐馆", "SK-101", "2022-06-10")?).await?;
    let (opens, closes) = (v::<Day>("2022-06-16")?, v::<Day>("2022-06-16")?);
    let hour = |day, hour: i64| Instant::start_of(day).plus_micros(hour * 3_600_000_000);
    if let Err(error) = trades.hold(trade, hour(opens, 9), hour(closes, 10)).await {
        lines.push(format!("第一轮：{}", told(&error)));
    }
    let (reason, words) = (FailureReason::OneBidder, v("仅一家报名")?);
    trades.fail(Fail { trade, on: v("2022-06-16")?, reason, told: words }).await?;
    trades.settle(Settle { sign_up: first, state: DepositState::Refunded, on: v("2022-06-17")? }).await?;
    lines.extend(second_round(&clerk, trade).await?);
    lines.extend(signed(&clerk, trade, decision).await?);
    lines.extend(shares()?);
    Ok(lines)
}

async fn second_round(clerk: &Session<'_>, trade: Id<Trade>) -> Result<Vec<String>> {
    let (trades, mut lines) = (clerk.trade(), Vec::new());
    let mut lower = round(trade, "2022-06-20", "2022-06-28", "2022-06-30")?;
    lower.floor = v("3000")?;
    if let Err(error) = trades.announce(lower).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    trades.announce(round(trade, "2022-06-20", "2022-06-28", "2022-06-30")?).await?;
    let mut paid_by_another = bidder(trade, "川湘小馆", "SK-201", "2022-06-24")?;
    paid_by_another.payer = v("鸿记餐馆")?;
    if let Err(error) = trades.sign_up(paid_by_another).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    let other = trades.sign_up(bidder(trade, "川湘小馆", "SK-201", "2022-06-24")?).await?;
    trades.sign_up(bidder(trade, "鸿记餐馆", "SK-202", "2022-06-27")?).await?;
    let mut bidding = trades.hold(trade, at(9, 30)?, at(10, 30)?).await?;
    bidding.auction.bid("鸿记餐馆".to_owned(), v("3250")?, at(9, 31)?)?;
    if let Err(error) = bidding.auction.bid("川湘小馆".to_owned(), v("3260")?, at(9, 40)?) {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    bidding.auction.bid("川湘小馆".to_owned(), v("3300")?, at(10, 28)?)?;
    bidding.auction.bid("鸿记餐馆".to_owned(), v("3350")?, at(10, 30)?)?;
    lines.push(format!("最后出价 10:30，顺延到 {}", bidding.auction.ends()));
    let ends = bidding.auction.ends();
    if let Some(winner) = trades.close(bidding, ends).await? {
        lines.push(format!("成交：{}，{} 元/月", winner.name, winner.price.plain()));
    }
    trades.settle(Settle { sign_up: other, state: DepositState::Refunded, on: v("2022-07-01")? }).await?;
    trades.publish_result(PublishResult { trade, shown: v("2022-07-01至2022-07-08")? }).await?;
    let text = v("竞得人去年曾欠租")?;
    trades.object(ObjectToResult { trade, on: v("2022-07-08")?, text, by_bidder: false }).await?;
    lines.push("公示最后一日有村民提出异议".to_owned());
    Ok(lines)
}

async fn signed(clerk: &Session<'_>, trade: Id<Trade>, decision: Id<Decision>) -> Result<Vec<String>> {
    let (trades, mut lines) = (clerk.trade(), Vec::new());
    let draft = contract(trade, "2022-07-12")?;
    let total = trades.total(&draft).await?;
    lines.push(format!("合同总金额 {} 元", total.plain()));
    let above = Money::from_fen(25_000_001);
    if let Err(error) = token(clerk, decision, above, draft.on).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    let permitted = token(clerk, decision, total, draft.on).await?;
    if let Err(error) = trades.sign(permitted, draft.clone()).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    let answer = v("经查，竞得人无欠租记录")?;
    trades.answer(AnswerResult { trade, on: v("2022-07-11")?, text: answer, upheld: false }).await?;
    let mut longer = draft.clone();
    longer.term = Some(v("2022-08-01至2042-08-31")?);
    let permitted = token(clerk, decision, total, draft.on).await?;
    if let Err(error) = trades.sign(permitted, longer).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    let permitted = token(clerk, decision, total, draft.on).await?;
    let signed = trades.sign(permitted, draft).await?;
    trades.record(Record { trade, on: v("2022-07-13")? }).await?;
    lines.push("已签约备案".to_owned());
    if let Err(error) = token(clerk, decision, total, v("2022-07-14")?).await {
        lines.push(format!("拒绝：{}", told(&error)));
    }
    for (no, on, amount) in [("SJ-1", "2022-08-01", "3350"), ("SJ-2", "2022-09-05", "3000")] {
        let receive = Receive { no: v(no)?, contract: signed.contract, on: v(on)?, amount: v(amount)? };
        trades.receive(receive).await?;
    }
    let roll = trades.rent_roll(signed.contract, 0).await?;
    let owed = roll.arrears(v("2022-10-10")?);
    lines.push(format!("应收 {} 期，合计 {} 元", roll.dues().len(), roll.total().plain()));
    lines.push(format!(
        "2022-10-10 已到期 {} 元，已收 {} 元，欠 {} 元",
        owed.due.plain(),
        owed.paid.plain(),
        owed.owed.plain()
    ));
    for (day, left) in &owed.unpaid {
        lines.push(format!("  {day} 一期欠 {} 元", left.plain()));
    }
    for (contract, last) in trades.expiring(v("2027-06-01")?).await? {
        lines.push(format!("到期提醒：{} {last} 到期", contract.no));
    }
    Ok(lines)
}

fn shares() -> Result<Vec<String>> {
    let shares = [v::<Ratio>("1/1")?, v("3/2")?, v("1/2")?];
    let parts = distribute(v("10000.01")?, &shares)?;
    let parts: Vec<String> = parts.iter().map(Plain::plain).collect();
    Ok(vec![format!("收益 10000.01 元按 1、1.5、0.5 份分配：{}", parts.join("、"))])
}
