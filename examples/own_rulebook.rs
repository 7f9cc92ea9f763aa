//! 自定规则 A village with a stricter charter: its layer over the rules of country and city, what that changes for decisions that were
//! made, what it may not loosen, its own cases, and the whole rulebook as a document for its lawyer.
use std::fs;
use std::path::Path;

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{Held, Means, Village, catalog};
use cunwu::model::{Deal, Decision, DecisionStep, Ref, StepEvidence};
use cunwu::report::{Html, Markdown, Render, RulebookText};
use cunwu::rules::decision::{Dossier, File, check};
use cunwu::rules::{Procedure, Refusal, Rulebook, cases, procedure};
use cunwu::store::SqlStore;

/// 章程 More than half of all representatives, not of those present; resolutions on show for ten days.
const CHARTER: &str = r#"
layer = { id = "charter", zh = "东华村自治章程", en = "charter of Donghua" }

[[set]]
parameter = "representatives.pass_of_body"
value = "at_least 3/4"
from = "2022-01-01"
level = "charter"
mark = "T"
source = "东华村自治章程第九条"

[[set]]
parameter = "resolution.publicity"
value = 10
from = "2022-01-01"
level = "charter"
mark = "T"
source = "东华村自治章程第十二条"
"#;

/// 案例 What the village's lawyer wants to be sure of.
const CASES: &str = r#"
[[case]]
rule = "decision.shown"
zh = "决议公开九天，章程要求十天"
law = "东华村自治章程第十二条"
line = "2"
on = "2022-03-21"
given = { from = "2022-03-21", last = "2022-03-30" }
holds = false
margin = -1
"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let city = Rulebook::guangzhou()?;
    let own = city.clone().with("charter.toml", CHARTER)?;

    // Statute is a floor: a charter that asks for less is refused at its line.
    let looser = CHARTER.replace("representatives.pass_of_body", "representatives.quorum").replace("3/4", "1/2");
    if let Err(refused) = city.clone().with("charter.toml", &looser) {
        println!("{}\n", refused.text(Lang::Zh));
    }
    for case in cases::read("own_cases.toml", CASES)? {
        let ended = case.failure(&own)?.unwrap_or_else(|| "与章程一致".to_owned());
        println!("案例“{}”：{ended}\n", case.zh);
    }

    let held = donghua().await?;
    let (table, own_table) = (four_deliberations(&city)?, four_deliberations(&own)?);
    let (mut by_city, mut by_charter) = (0, 0);
    for decision in held.all::<Decision>() {
        let dossier = dossier(&held, decision);
        by_city += usize::from(check(&dossier, &table, &city)?.holds());
        match check(&dossier, &own_table, &own)?.or_refuse() {
            Ok(_) => by_charter += 1,
            Err(error) => {
                let told = Refusal::of(&error).map(|refusal| refusal.text(Lang::Zh)).unwrap_or_default();
                println!("{}：{told}", decision.no);
            }
        }
    }
    println!(
        "\n{} 项决策：按国家和广州市规定符合 {by_city} 项，按本村章程符合 {by_charter} 项",
        held.all::<Decision>().len()
    );

    let document = RulebookText::default().and(cases::read("own_cases.toml", CASES)?).document(&own)?;
    let out = Path::new("target/own_rulebook");
    let (page, text) = (Html.to_bytes(&document)?, Markdown.to_bytes(&document)?);
    fs::create_dir_all(out)
        .and_then(|()| fs::write(out.join("rulebook.html"), page))
        .and_then(|()| fs::write(out.join("rulebook.md"), text))
        .map_err(|error| cunwu::Error::new(cunwu::error::code::report::WRITE).with("reason", &error).because(error))?;
    println!("规则库：{}", out.join("rulebook.html").display());
    Ok(())
}

/// The clerk's workbook of the sample, as records.
async fn donghua() -> cunwu::Result<Held> {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    let store = SqlStore::sqlite_in_memory(catalog()?)?;
    let village = Village::open(store, unit, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("核对决策"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;
    clerk.held().await
}

fn dossier(held: &Held, decision: &Decision) -> Dossier {
    let steps: Vec<DecisionStep> =
        held.all::<DecisionStep>().iter().filter(|step| step.decision.id() == Some(decision.id)).cloned().collect();
    let deal = decision.deal.as_ref().and_then(Ref::id).and_then(|deal| held.get::<Deal>(deal));
    Dossier::from_records(
        decision,
        &File { steps: &steps, evidence: held.all::<StepEvidence>(), deal, ..File::default() },
    )
}

fn four_deliberations(rules: &Rulebook) -> cunwu::Result<Procedure> {
    let tables = procedure::shipped(rules)?;
    let wanted = tables.into_iter().find(|table| &*table.id == "four_deliberations");
    wanted.ok_or_else(|| {
        cunwu::Error::new(cunwu::error::code::rules::PROCEDURE_UNKNOWN).with("procedure", "four_deliberations")
    })
}
