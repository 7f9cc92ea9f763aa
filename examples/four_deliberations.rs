//! 四议两公开 A village resolves to pave a road: the ledger runs the procedure, refuses what is not lawful and says why, and gives a permit
//! that is used once.
//!
//! `cargo run --example four_deliberations [DIR]` prints the dossier; with DIR it also writes the folder with its digests.

use std::path::Path;

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::ledger::{
    Carry, Concerned, Decide, Deliberate, HeldMeeting, Means, Propose, Publish, Resolve, ResolvingBody, Subject,
    Village, catalog,
};
use cunwu::model::{Ballot, CountedRoll, Decision, Limits, MatterKind, Papers, Publicity, Roll, RollUnit};
use cunwu::report::{DossierText, Markdown, Render};
use cunwu::rules::gate::{Facts, ProjectStart};
use cunwu::rules::{Refusal, Rulebook};
use cunwu::schema::{Id, UnitId};
use cunwu::store::MemoryStore;
use cunwu::value::{Count, Money, Period, Plain};

/// The village asks for more than the law: half of all members of the representative assembly, and ten days on show.
const CHARTER: &str = r#"
layer = { id = "charter", zh = "东华村自治章程", en = "charter of Donghua" }
[[set]]
parameter = "representatives.pass_of_body"
value = "more_than 1/2"
level = "charter"
mark = "T"
source = "东华村自治章程第十一条"
[[set]]
parameter = "resolution.publicity"
value = 10
level = "charter"
mark = "T"
source = "东华村自治章程第十二条"
"#;

/// A meeting whose minutes give totals: those entitled, those who came, those in favour and against.
fn meeting(on: &str, [entitled, came, agreed, against]: [u32; 4]) -> cunwu::Result<HeldMeeting> {
    let on: cunwu::value::Day = Plain::parse(on)?;
    let roll = CountedRoll {
        entitled: Count::new(entitled),
        in_person: Count::new(came),
        by_proxy: Count::new(0),
        recused: Count::new(0),
        unit: RollUnit::People,
    };
    Ok(HeldMeeting {
        on,
        roll: Roll::Counted(roll),
        agreed,
        against,
        abstained: 0,
        ballot: Ballot::Hands,
        papers: None,
        passed: true,
        notified: None,
        plan_sent: Some(on.plus_days(-4)),
        chair: Plain::parse("张立龙")?,
        attachments: Vec::new(),
        concerned: Concerned::default(),
    })
}

fn publicity(decision: Id<Decision>, from: &str, last: &str) -> cunwu::Result<Publish> {
    let period = Period::through(Plain::parse(from)?, Plain::parse(last)?)?;
    let shown = Publicity { period, place: Plain::parse("村务公开栏")? };
    Ok(Publish { decision, shown, means: Plain::parse("公示")?, watched_by: Plain::parse("宋雪娥")? })
}

async fn propose(room: &Decide<'_>) -> cunwu::Result<Id<Decision>> {
    let subject = Subject {
        object: Some(Plain::parse("DHXM-009")?),
        limits: Limits::project(Money::from_fen(30_000_000)),
        delegated_by: Some(Plain::parse("东华村自治章程第十条")?),
        ..Subject::of(MatterKind::PublicWelfare)
    };
    let (no, matter) = (Plain::parse("东华村决〔2024〕09号")?, Plain::parse("村口道路硬化")?);
    let held = meeting("2024-03-01", [7, 7, 7, 0])?;
    let (id, _) = room.propose(Propose { no, matter, deal: None, subject, jointly: false, held }).await?;
    Ok(id)
}

/// Says what was refused, rule by rule.
fn refused(what: &str, error: &cunwu::Error) {
    println!("× {what}");
    match Refusal::of(error) {
        Some(refusal) => println!("  {}\n", refusal.text(Lang::Zh)),
        None => println!("  {}\n", error.text(Lang::Zh)),
    }
}

fn start(yuan: i64, on: &str) -> cunwu::Result<ProjectStart> {
    let amount = Some(Money::from_fen(yuan * 100));
    Ok(ProjectStart(Facts { object: "DHXM-009".into(), amount, on: Plain::parse(on)? }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let unit: UnitId = "unit_01k3d0n6hwa000000000000000".parse()?;
    let rules = Rulebook::guangzhou()?.with("charter.toml", CHARTER)?;
    let means = Means::new(MemoryKeyRing::default())?.rules(rules);
    let village = Village::open(MemoryStore::new(catalog()?), unit, means).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::routine());
    let room = clerk.decide();

    let id = propose(&room).await?;
    let early = Deliberate { decision: id, held: meeting("2024-03-10", [112, 90, 80, 10])? };
    if let Err(error) = room.review(early.clone()).await {
        refused("跳过“两委”会议商议，直接交党员大会审议", &error);
    }
    room.consult(Deliberate { decision: id, held: meeting("2024-03-03", [7, 6, 6, 0])? }).await?;
    room.review(early).await?;
    let few = meeting("2024-03-19", [53, 41, 25, 16])?;
    let few = Resolve { decision: id, by: ResolvingBody::Representatives, held: few };
    if let Err(error) = room.resolve(few).await {
        refused("村民代表会议 41 人到会，25 票赞成：够法定票数，不够本村章程的票数", &error);
    }
    let [issued, cast, spoiled, unreturned] = [41, 40, 1, 0].map(Count::new);
    let papers = Some(Papers { issued, cast, spoiled, unreturned });
    let held = HeldMeeting { ballot: Ballot::Secret, papers, ..meeting("2024-03-19", [53, 41, 32, 8])? };
    room.resolve(Resolve { decision: id, by: ResolvingBody::Representatives, held }).await?;
    room.publish_resolution(publicity(id, "2024-03-20", "2024-03-30")?).await?;

    if let Err(error) = room.permit(id, start(300_001, "2024-03-28")?).await {
        refused("公开期内开工，且金额超过决议", &error);
    }
    let permitted = room.permit(id, start(300_000, "2024-03-31")?).await?;
    println!("√ 准予开工：决策 {}，修订号 {}\n", permitted.decision().no, permitted.revision());
    room.spend(permitted).await?;
    if let Err(error) = room.permit(id, start(1, "2024-04-01")?).await {
        refused("同一决议再次使用", &error);
    }
    room.execute(Carry { decision: id, on: Plain::parse("2024-03-31")?, reason: None }).await?;
    room.complete(Carry { decision: id, on: Plain::parse("2024-06-15")?, reason: None }).await?;
    room.publish_result(publicity(id, "2024-06-16", "2024-06-24")?).await?;

    let (file, examined) = (room.file(id).await?, room.examine(id).await?);
    let dossier = file.dossier();
    let text = DossierText::new(&dossier, &examined);
    println!("{}", Markdown.to_text(&text.document()?)?);
    if let Some(dir) = std::env::args_os().nth(1) {
        for file in text.folder()? {
            std::fs::create_dir_all(&dir)?;
            std::fs::write(Path::new(&dir).join(&file.name), &file.content)?;
            println!("{}  {}", file.sha256, file.name);
        }
    }
    Ok(())
}
