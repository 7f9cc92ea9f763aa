//! Village rules from draft to in force, what differs between two versions, and what is disclosed and what is late.
//!
//! `cargo run --example village_rules`

use cunwu::access::{Actor, FixedClock, MemoryKeyRing, Purpose, SeededIds};
use cunwu::error::Lang;
use cunwu::ledger::{
    ClauseDraft, Draft, FileRules, Hear, Means, PassRules, Post, Review, RulesMaking, TakeEffect, Village, catalog,
};
use cunwu::model::{LegalityReview, RulesVote, VillageRules};
use cunwu::rules::Refusal;
use cunwu::rules::charter::{Charter, Edit};
use cunwu::schema::Id;
use cunwu::store::MemoryStore;
use cunwu::value::{Day, Period, Plain};

/// What a village writes, as a value.
fn v<T: Plain>(text: &str) -> cunwu::Result<T> {
    T::parse(text)
}

fn clause(article: &str, topic: &str, stood: Option<&str>, after: &str) -> cunwu::Result<ClauseDraft> {
    let stood = stood.map(v).transpose()?;
    Ok(ClauseDraft { article: v(article)?, topic: v(topic)?, stood, after: Some(v(after)?) })
}

/// The days on which a draft became law in the village.
struct Days {
    asked: &'static str,
    reviewed: &'static str,
    voted: &'static str,
    published: &'static str,
    filed: &'static str,
    effective: &'static str,
}

async fn into_force(room: &RulesMaking<'_>, rules: Id<VillageRules>, days: &Days) -> cunwu::Result<()> {
    room.hear(Hear { rules, asked: v(days.asked)?, opinions: v("47")? }).await?;
    let review = LegalityReview {
        counsel: Some(v("合法")?),
        reviewer: v("新塘镇人民政府")?,
        on: v(days.reviewed)?,
        finding: v("合法性审查完成，同意提请表决")?,
    };
    room.review(Review { rules, review, upheld: true }).await?;
    let vote = RulesVote {
        body: v("村民会议(户代表)")?,
        on: v(days.voted)?,
        entitled: v("497")?,
        present: v("368")?,
        agreed: v("367")?,
    };
    room.pass(PassRules { rules, vote }).await?;
    room.publish(rules, v(days.published)?).await?;
    room.file(FileRules { rules, on: v(days.filed)?, late: None }).await?;
    room.take_effect(TakeEffect { rules, from: v(days.effective)? }).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let means = Means::new(MemoryKeyRing::default())?;
    let means = means.clock(FixedClock::on(v("2023-06-30")?)).ids(SeededIds::new(1, 1_688_000_000_000));
    let unit = "unit_01k3d0n6hwa000000000000000".parse()?;
    let village = Village::open(MemoryStore::new(catalog()?), unit, means).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("制定村规民约"));
    let room = clerk.rules_making();

    // A clause that sets a fine is refused, with its own words and what to do instead.
    let draft = |version: &str, drafted: &str, changes: Vec<ClauseDraft>| -> cunwu::Result<Draft> {
        Ok(Draft {
            version: v(version)?, theme: v("出租屋管理")?, clauses: v("28")?, drafted: v(drafted)?, changes
        })
    };
    let fine = clause("第十七条", "出租屋管理", Some("违反者罚款200元。"), "屡劝不改的罚款200元。")?;
    match room.draft(draft("2022版", "2022-07-11", vec![fine])?).await {
        Err(error) => match Refusal::of(&error) {
            Some(refusal) => println!("拒绝：{}", refusal.text(Lang::Zh)),
            None => return Err(error),
        },
        Ok(_) => return Err(cunwu::Error::new(cunwu::error::code::rules::REFUSED).with("reason", "a fine passed")),
    }
    let kept = clause("第十七条", "出租屋管理", Some("违反者罚款200元。"), "违反者由村劝导改正。")?;
    let birth = clause("第九条", "计划生育", Some("超生的取消福利。"), "提倡优生优育。")?;
    let (first, _) = room.draft(draft("2022版", "2022-07-11", vec![kept, birth])?).await?;
    let days = Days {
        asked: "2022-07-18至2022-08-08",
        reviewed: "2022-08-26",
        voted: "2022-09-17",
        published: "2022-09-19",
        filed: "2022-09-23",
        effective: "2022-10-01",
    };
    into_force(&room, first, &days).await?;
    for finding in room.check(first).await?.all() {
        let margin = finding.margin().map(|margin| format!("（余量 {margin}）")).unwrap_or_default();
        println!("符合：{}{margin} —— {}", finding.text(Lang::Zh), finding.citation());
    }

    // The next version, compared clause by clause.
    let birth = clause("第九条", "计划生育", None, "提倡适龄婚育、优生优育。")?;
    room.draft(draft("2023版", "2023-05-01", vec![birth])?).await?;
    let (versions, clauses) = room.all().await?;
    let charter = Charter::of(versions.iter().map(|it| &it.entity), clauses.iter().map(|it| &it.entity));
    let both = charter.version("2022版").zip(charter.version("2023版"));
    for change in both.and_then(|(old, new)| charter.diff(old, new)).unwrap_or_default() {
        let told = change.edits.iter().map(|edit| match edit {
            Edit::Same(text) => (*text).to_owned(),
            Edit::Cut(text) => format!("［-{text}-］"),
            Edit::Added(text) => format!("｛+{text}+｝"),
        });
        println!("{}：{}", change.article, told.collect::<String>());
    }
    for finding in room.stale(v("2025-09-15")?).await?.warned() {
        println!("提示：{}", finding.text(Lang::Zh));
    }

    // What is due in a year, what was posted, and what is late.
    let disclose = clerk.disclose();
    let post = |about: &str, on: &str| -> cunwu::Result<Post> {
        Ok(Post {
            norm: v("disclosure.ordinary")?,
            subject: v("东华村")?,
            about: v(about)?,
            content: v("季度村务")?,
            place: v("村务公开栏")?,
            on: v(on)?,
            photo: None,
            seen_by: Some(v("村务监督委员会")?),
            officer: None,
        })
    };
    disclose.post(post("2022-Q4", "2023-01-09")?).await?;
    disclose.post(post("2023-Q1", "2023-04-12")?).await?;
    let year: Period = v("2023-01-01至2023-12-31")?;
    let today: Day = clerk.today();
    let due = disclose.due("village", "东华村", year).await?;
    for duty in due.iter().filter(|duty| duty.rule() == "disclosure.ordinary") {
        println!("{}：{} 前，{}", duty.about, duty.due, duty.state_on(today));
    }
    let ordinary: Vec<_> = due.into_iter().filter(|duty| duty.rule() == "disclosure.ordinary").collect();
    for finding in disclose.late(&ordinary, today)?.all() {
        println!("逾期：{}", finding.text(Lang::Zh));
    }
    village.close().await
}
