//! How cases ask the rules of gates.

use crate::error::Result;
use crate::model::{GatedAct, Limits, MatterKind};
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::decision::{Dossier, Spent, Terms};
use crate::rules::gate;
use crate::value::{Day, Money, Plain};

fn money(given: &Given, name: &str) -> Result<Option<Money>> {
    Ok(if given.has(name) { Some(Money::from_fen(given.number(name)?.saturating_mul(100))) } else { None })
}

/// A decision that sets the limit for the act of the case, and under which so much was done already.
fn dossier(given: &Given) -> Result<Dossier> {
    let (act, limit) = (act(given)?, money(given, "limit_yuan")?);
    let limits = match act {
        GatedAct::AssetDeal => Limits { deal: limit, ..Limits::NONE },
        GatedAct::ProjectStart => Limits { project: limit, ..Limits::NONE },
        _ => Limits { spending: limit, ..Limits::NONE },
    };
    let spent = money(given, "spent_yuan")?;
    let spent = spent.map(|amount| Spent { act, object: "DHXM-009".into(), amount: Some(amount), on: Day::MIN });
    Ok(Dossier {
        no: "东华村决〔2022〕01号".into(),
        matter: "公益事业".into(),
        terms: Terms { limits, ..Terms::of(MatterKind::PublicWelfare) },
        events: Vec::new(),
        objections: Vec::new(),
        completed: None,
        spent: spent.into_iter().collect(),
    })
}

fn act(given: &Given) -> Result<GatedAct> {
    GatedAct::parse(given.text("act")?)
}

/// The rules of gates.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("gate.passed", |book, given| {
        let state = given.text("state")?;
        gate::passed(book, "东华村决〔2022〕01号", state, matches!(state, "决议公开中" | "实施中"))
    }),
    ("gate.matter", |book, given| gate::matter(book, act(given)?, MatterKind::parse(given.text("matter")?)?)),
    ("gate.object", |book, given| gate::same_object(book, given.text("resolved")?, given.text("object")?)),
    ("gate.amount", |book, given| {
        let [_, within] = gate::amount(book, act(given)?, &dossier(given)?, money(given, "amount_yuan")?)?;
        Ok(within)
    }),
    ("gate.amount_stated", |book, given| {
        let [stated, _] = gate::amount(book, act(given)?, &dossier(given)?, money(given, "amount_yuan")?)?;
        Ok(stated)
    }),
    ("gate.day", |book, given| gate::day(book, given.day("earliest")?, given.day("on")?)),
    ("gate.expired", |book, given| gate::expired(book, given.day("through")?, given.day("on")?)),
    ("gate.unspent", |book, given| {
        let used = if given.has("used") { Some((given.day("used")?, given.text("object")?)) } else { None };
        gate::unspent(book, used)
    }),
];
