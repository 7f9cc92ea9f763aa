//! 闸门 Acts that need a decision: no token, no act.
//!
//! [`permit`] is the only way to a [`Permitted`] act. It holds the act against the dossier of the decision as it stood on the day of the act.
//! Whoever commits the act takes the token by value, guards that the decision still has the token's revision, and writes that it is spent.

mod cases;

use std::fmt::Debug;

use crate::error::Result;
use crate::model::{Decision, GatedAct, MatterKind};
use crate::rules::decision::{DecisionAct, Dossier, Examined, Terms, examine, unanswered};
use crate::rules::{Book, Finding, Findings, Procedure, Rulebook};
use crate::value::{Day, Money};

pub(super) use cases::CASES;

/// 须经决策的行为 An act that a passed decision must allow: what it is about, for how much, on which day.
pub trait Act: Debug + Clone + sealed::Sealed {
    /// 行为 Which act.
    const KIND: GatedAct;

    /// What of it is held against the decision.
    fn facts(&self) -> &Facts;
}

mod sealed {
    pub trait Sealed {}
}

/// 行为要素 What of an act is held against the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// 标的 Its object, as the resolution names it: number of the asset, of the project, version of the rules.
    pub object: Box<str>,
    /// 金额 Its amount, where money or property goes.
    pub amount: Option<Money>,
    /// 日期 The day of the act.
    pub on: Day,
}

macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident = $kind:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $name(pub Facts);
            impl sealed::Sealed for $name {}
            impl Act for $name {
                const KIND: GatedAct = GatedAct::$kind;
                fn facts(&self) -> &Facts {
                    &self.0
                }
            }
        )+
    };
}

acts! {
    /// 资产交易 A deal in a collective asset; its object is the number of the asset.
    AssetDeal = AssetDeal;
    /// 大额开支 Spending above the limit.
    Spending = Spending;
    /// 土地方案 A plan for land enters into force.
    LandPlan = LandPlan;
    /// 村规民约施行 Village rules enter into force; their object is the version.
    VillageRules = VillageRules;
    /// 项目开工 A project starts.
    ProjectStart = ProjectStart;
    /// 收益权量化 Income is turned into shares; its object is the name of the collective.
    IncomeShares = IncomeShares;
}

/// 准予 An act that a passed decision allows. It can be had from [`permit`] alone, and is taken by value when it is used.
///
/// ```compile_fail
/// // Nobody makes one by hand.
/// let act = cunwu::rules::gate::Permitted::<cunwu::rules::gate::AssetDeal> { .. };
/// ```
#[doc(alias = "闸门")]
#[derive(Debug, PartialEq)]
pub struct Permitted<A: Act> {
    act: A,
    decision: Decision,
    revision: i64,
    findings: Findings,
}

impl<A: Act> Permitted<A> {
    /// 行为 The act.
    pub fn act(&self) -> &A {
        &self.act
    }

    /// 决策 The decision that allows it.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// 决策修订号 The revision of the decision's file on which it was allowed.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// 检查结果 What was checked, with margins.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// 准予 Holds an act against the dossier of a decision as it stood on the day of the act: made lawfully, passed and on show long enough, about
/// this act and object, within amount and term, not used before.
///
/// `revision` is what the ledger calls the newest record of the decision's file; the token names it.
///
/// # Errors
/// `rules.refused` with every rule that is not met; those of the rulebook.
pub fn permit<A: Act>(
    act: A,
    decision: &Decision,
    revision: i64,
    dossier: &Dossier,
    procedure: &Procedure,
    rules: &Rulebook,
) -> Result<Permitted<A>> {
    let then = dossier.until(act.facts().on);
    let examined = examine(&then, procedure, rules)?;
    let stands = not_sent_back(dossier, act.facts().on);
    let mut findings = conditions(A::KIND, act.facts(), &then, &examined, stands, rules.on(act.facts().on))?;
    findings.add(examined.findings);
    let findings = findings.or_refuse()?;
    Ok(Permitted { act, decision: decision.clone(), revision, findings })
}

/// 决策有效 Whether a decision stands on a day: lawfully made, passed and put on show, no objection to it open, not run out.
///
/// # Errors
/// Those of the rulebook.
pub fn in_force(dossier: &Dossier, procedure: &Procedure, rules: &Rulebook, on: Day) -> Result<Findings> {
    let (then, book) = (dossier.until(on), rules.on(on));
    let examined = examine(&then, procedure, rules)?;
    let state = examined.state.as_ref().map_or("", |state| &state.zh);
    let mut findings = Findings::default();
    findings.add(passed(book, &then.no, state, examined.stands() && not_sent_back(dossier, on))?);
    findings.add(unanswered(&then, book)?.into_iter().flatten());
    findings.add(then.terms.valid_through.map_or(Ok(None), |latest| expired(book, latest, on))?);
    findings.add(examined.findings);
    Ok(findings)
}

/// A day before the matter was sent back does not bring back what was decided.
fn not_sent_back(dossier: &Dossier, on: Day) -> bool {
    !dossier.events.iter().any(|event| event.on >= on && event.act.sends_back())
}

/// 事项和标的 Whether a decision is about such an act, and about its object: what is known before the act has a day and an amount.
///
/// # Errors
/// Those of the rulebook.
pub fn about(book: Book<'_>, act: GatedAct, terms: &Terms, object: &str) -> Result<Findings> {
    let mut findings = Findings::default();
    findings.add(matter(book, act, terms.matter)?);
    match &terms.object {
        Some(resolved) => findings.add(same_object(book, resolved, object)?),
        None if act.names_object() => findings.add(same_object(book, "（未写明 not named）", object)?),
        None => {}
    }
    Ok(findings)
}

fn conditions(
    kind: GatedAct,
    facts: &Facts,
    dossier: &Dossier,
    examined: &Examined,
    stands: bool,
    book: Book<'_>,
) -> Result<Findings> {
    let terms = &dossier.terms;
    let mut findings = Findings::default();
    let state = examined.state.as_ref();
    findings.add(passed(book, &dossier.no, state.map_or("", |state| &state.zh), stands && examined.stands())?);
    findings.add(about(book, kind, terms, &facts.object)?);
    findings.add(amount(book, kind, dossier, facts.amount)?.into_iter().flatten());
    // What was carried out before the matter was sent back says nothing of what was resolved since.
    let since = dossier.events.iter().rposition(|event| event.act.sends_back()).map_or(0, |place| place + 1);
    let executed = |is: fn(DecisionAct) -> bool| dossier.events.iter().skip(since).any(|event| is(event.act));
    let urgent = executed(|act| act == DecisionAct::ExecuteUrgently);
    if let (Some(earliest), false) = (examined.executable, urgent) {
        findings.add(day(book, earliest, facts.on)?);
    }
    if !executed(DecisionAct::executes) {
        findings.add(unanswered(dossier, book)?.into_iter().flatten());
    }
    if let Some(latest) = terms.valid_through {
        findings.add(expired(book, latest, facts.on)?);
    }
    if !kind.by_instalments() {
        // A resolution that names no object is used once, whatever for.
        let same = |object: &str| terms.object.is_none() || *object == *facts.object;
        let used = dossier.spent.iter().find(|spent| spent.act == kind && same(&spent.object));
        findings.add(unspent(book, used.map(|spent| (spent.on, &*spent.object)))?);
    }
    Ok(findings)
}

/// 已通过并公开 Whether the decision has come far enough to allow anything.
fn passed(book: Book<'_>, decision: &str, state: &str, open: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("gate.passed")? else { return Ok(None) };
    Ok(Some(check.saw("decision", decision).saw("state", state).when(open)))
}

/// 事项相符 Whether the decision is about such an act.
fn matter(book: Book<'_>, act: GatedAct, matter: MatterKind) -> Result<Option<Finding>> {
    let Some(check) = book.check("gate.matter")? else { return Ok(None) };
    Ok(Some(check.saw("matter", matter.label()).saw("act", act.label()).when(act.is_about(matter))))
}

/// 标的一致 Whether the decision is about this object.
fn same_object(book: Book<'_>, resolved: &str, object: &str) -> Result<Option<Finding>> {
    let Some(check) = book.check("gate.object")? else { return Ok(None) };
    Ok(Some(check.saw("resolved", resolved).saw("object", object).when(resolved == object)))
}

/// 金额 Whether the amount is named where it must be, by the act and, where money is spent, by the resolution; and whether all acts of the
/// kind stay within the limit that the resolution sets for it, what was done before included.
fn amount(book: Book<'_>, act: GatedAct, dossier: &Dossier, asked: Option<Money>) -> Result<[Option<Finding>; 2]> {
    let limit = dossier.terms.limits.of(act);
    let due = act.names_amount() || limit.is_some();
    let named = asked.is_some_and(|asked| asked.fen() > 0) && (limit.is_some() || !act.spends());
    let stated =
        book.check("gate.amount_stated")?.filter(|_| due).map(|check| check.saw("act", act.label()).when(named));
    let within = match limit.zip(asked) {
        Some((limit, asked)) => {
            let before = dossier.spent.iter().filter(|spent| spent.act == act && act.by_instalments());
            let before = before.fold(0_i64, |sum, spent| sum.saturating_add(spent.amount.map_or(0, Money::fen)));
            within(book, limit, Money::from_fen(before), asked)?
        }
        None => None,
    };
    Ok([stated, within])
}

/// 不超限额 Whether an amount, with what went before it, stays within the limit; the margin in fen.
fn within(book: Book<'_>, limit: Money, before: Money, asked: Money) -> Result<Option<Finding>> {
    let Some(check) = book.check("gate.amount")? else { return Ok(None) };
    let check = check.saw("amount", asked).saw("before", before).saw("limit_yuan", limit);
    Ok(Some(check.at_most(limit.fen(), before.fen().saturating_add(asked.fen()))))
}

/// 公开期满 Whether the publicity is over.
fn day(book: Book<'_>, earliest: Day, on: Day) -> Result<Option<Finding>> {
    Ok(book.check("gate.day")?.map(|check| check.not_before(earliest, on)))
}

/// 有效期 Whether the resolution still holds.
fn expired(book: Book<'_>, latest: Day, on: Day) -> Result<Option<Finding>> {
    Ok(book.check("gate.expired")?.map(|check| check.not_after(latest, on)))
}

/// 未用 Whether what is done once was not done before.
fn unspent(book: Book<'_>, used: Option<(Day, &str)>) -> Result<Option<Finding>> {
    let Some(check) = book.check("gate.unspent")? else { return Ok(None) };
    Ok(Some(match used {
        Some((on, object)) => check.saw("on", on).saw("object", object).when(false),
        None => check.when(true),
    }))
}
