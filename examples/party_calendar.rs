//! 党建日历 The Party organisations of a village: what is due and late in a year, what closes it, and what the rules refuse.
//!
//! `cargo run --example party_calendar`

use cunwu::access::{Actor, FixedClock, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{FormOrganisation, HoldMeeting, Means, Officers, Session, Village, catalog};
use cunwu::model::{PartyApprover, PartyMeetingKind, PartyOrganisation, PartyOrganisationKind};
use cunwu::rules::Refusal;
use cunwu::rules::party::CrossHolding;
use cunwu::schema::Id;
use cunwu::store::MemoryStore;
use cunwu::value::{Count, Day, Period, Plain};

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let (today, year) = ("2023-06-30".parse::<Day>()?, Period::parse("2023-01-01至2023-12-31")?);
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    let means = Means::new(MemoryKeyRing::default())?.clock(FixedClock::on(today));
    let village = Village::open(MemoryStore::new(catalog()?), unit, means).await?;
    let clerk = village.session(Actor::clerk("guoming"), Purpose::of("党建工作"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;

    let calendar = clerk.party().calendar(year, today).await?;
    println!("2023 年应办 {} 项，{today} 已逾期 {} 项", calendar.duties.len(), calendar.overdue(today).count());
    for ((subject, rule), count) in
        calendar.counts(today).into_iter().filter(|((subject, _), _)| !subject.contains("小组"))
    {
        println!("  {subject} {rule}：应办 {}，已办 {}，逾期 {}", count.all, count.done, count.overdue);
    }
    if let Some(finding) = clerk.party().overdue(year, today).await?.first() {
        println!("第一项：{}（{}）", finding.text(Lang::Zh), finding.citation());
    }

    let organisations = clerk.party_organisations().all().await?;
    let branch = organisations.iter().find(|one| one.kind == PartyOrganisationKind::BigBranch);
    let branch =
        branch.map(|one| one.entity.id).ok_or_else(|| cunwu::Error::new(cunwu::error::code::ledger::PARTY_MISSING))?;
    meet(&clerk, branch).await?;
    let closed = clerk.party().calendar(year, today).await?;
    println!("补记一次支部党员大会后逾期 {} 项", closed.overdue(today).count());
    let roll = clerk.party().entitled(branch, today).await?;
    println!("该支部党员 {} 人，应到会 {} 人", roll.members(), roll.count().get());

    refuse(&clerk).await?;
    let posts = clerk.posts().all().await?;
    let held = CrossHolding::on(posts.iter().map(|post| &post.entity), today);
    let rate = held.rate().map(|rate| rate.percent(1).number()).unwrap_or_default();
    println!("交叉任职 {}/{} = {rate}%", held.both, held.either);
    Ok(())
}

/// A branch meeting of the first quarter is recorded after the fact; who should attend is counted from the register.
async fn meet(clerk: &Session<'_>, branch: Id<PartyOrganisation>) -> cunwu::Result<()> {
    let meeting = HoldMeeting {
        organisation: branch,
        kind: PartyMeetingKind::Members,
        on: "2023-03-15".parse()?,
        place: Plain::parse("党群服务中心")?,
        entitled: None,
        present: Count::new(20),
        topics: Plain::parse("学习、讨论发展党员")?,
        chair: Plain::parse("刘启源")?,
        recorder: Plain::parse("郭明")?,
        member: None,
        fixed_day: None,
    };
    clerk.party().hold_meeting(meeting).await?;
    Ok(())
}

/// Six full members with two deputies, decided by the village alone: the refusal names each rule and what would satisfy it.
async fn refuse(clerk: &Session<'_>) -> cunwu::Result<()> {
    let form = FormOrganisation {
        code: Plain::parse("DHX1")?,
        name: Plain::parse("东华工业区党支部")?,
        kind: PartyOrganisationKind::Branch,
        superior: None,
        superior_outside: Some(Plain::parse("中共新塘镇委员会")?),
        founded: "2023-07-01".parse()?,
        approver: PartyApprover::Village,
        paper: Plain::parse("东华党〔2023〕9号")?,
        reason: Plain::parse("园区党员增加")?,
        officers: Officers {
            secretary: Some(Plain::parse("刘子权")?),
            deputies: vec![Plain::parse("陆永权")?, Plain::parse("李永雄")?],
            members: Vec::new(),
            named_by_superior: false,
        },
        full: 6,
        probationary: 0,
        units: Vec::new(),
        need: false,
        cooperative: None,
        grid: None,
    };
    let refused = clerk.party().form_organisation(form).await.err();
    let told = refused.as_ref().and_then(Refusal::of).map(|refusal| refusal.text(Lang::Zh));
    println!("拒绝：{}", told.unwrap_or_default());
    Ok(())
}
