//! 卷宗读取 The records of one decision, read together, and the guards that hold a commit to them.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Session;
use crate::model::{
    Deal, Decision, DecisionMove, DecisionStep, DecisionTerms, Objection, Ref, SpentPermit, StepEvidence,
};
use crate::rules::Findings;
use crate::rules::decision::{Dossier, Examined, File, examine};
use crate::rules::gate::{self, Permitted};
use crate::schema::{Entity, Id, Prefixed as _};
use crate::store::{Filter, Guard, Query, Rev, StoreExt, Stored, select};
use crate::value::Day;

/// The id of the procedure.
const PROCEDURE: &str = "four_deliberations";

/// 决策卷 The records of one decision as they stand.
#[derive(Debug, Clone)]
pub struct DecisionFile {
    /// 决策 The decision.
    pub decision: Stored<Decision>,
    /// 步骤 Its steps.
    pub steps: Vec<DecisionStep>,
    /// 决议内容 What it allows.
    pub terms: Option<DecisionTerms>,
    /// 会议凭据 What proves its steps.
    pub evidence: Vec<StepEvidence>,
    /// 办理 What happened to it besides.
    pub moves: Vec<DecisionMove>,
    /// 异议 Objections.
    pub objections: Vec<Objection>,
    /// 已用 Acts done under it.
    pub spent: Vec<SpentPermit>,
    /// 关联交易 The deal, where one is linked.
    pub deal: Option<Deal>,
    pub(super) rev: Rev,
    pub(super) guards: Vec<Guard>,
}

impl DecisionFile {
    /// 卷宗 The dossier.
    pub fn dossier(&self) -> Dossier {
        let file = File {
            steps: &self.steps,
            terms: self.terms.as_ref(),
            evidence: &self.evidence,
            moves: &self.moves,
            objections: &self.objections,
            spent: &self.spent,
            deal: self.deal.as_ref(),
        };
        Dossier::from_records(&self.decision, &file)
    }

    /// 修订号 The commit that last wrote any record of the file.
    pub fn revision(&self) -> Rev {
        self.rev
    }

    /// That a commit finds the file as it was read: no record changed, none came or went.
    pub(in crate::ledger) fn guards(&self) -> Vec<Guard> {
        self.guards.clone()
    }

    /// Reads the file of a decision.
    pub(in crate::ledger) async fn read(session: &Session<'_>, id: Id<Decision>) -> Result<Self> {
        let permit = session.permit(Act::Read, Decision::KIND)?;
        let village = session.village;
        let Some(decision) = village.store.load::<Decision>(village.unit, id).await? else {
            return Err(Error::new(code::ledger::DECISION_MISSING).with("decision", id));
        };
        let mut file = Self {
            rev: decision.rev,
            guards: vec![Guard::Unchanged(id.key(), decision.rev)],
            decision,
            steps: Vec::new(),
            terms: None,
            evidence: Vec::new(),
            moves: Vec::new(),
            objections: Vec::new(),
            spent: Vec::new(),
            deal: None,
        };
        let of = || Filter::eq("decision", id);
        file.steps = file.records(session, of()).await?;
        file.terms = file.records(session, of()).await?.pop();
        file.moves = file.records(session, of()).await?;
        file.objections = file.records(session, of()).await?;
        file.spent = file.records(session, of()).await?;
        let steps: Vec<Id<DecisionStep>> = file.steps.iter().map(|step| step.id).collect();
        if !steps.is_empty() {
            file.evidence = file.records(session, Filter::within("step", steps)).await?;
        }
        if let Some(deal) = file.decision.deal.as_ref().and_then(Ref::id) {
            let deal = village.store.load::<Deal>(village.unit, deal).await?;
            file.rev = deal.as_ref().map_or(file.rev, |deal| file.rev.max(deal.rev));
            file.guards.extend(deal.as_ref().map(|deal| Guard::Unchanged(deal.entity.id.key(), deal.rev)));
            file.deal = deal.map(|deal| deal.entity);
        }
        session.note(&permit, Decision::KIND, 1).await?;
        Ok(file)
    }

    /// Reads the records of a kind and guards them: each as it is, and no other beside them.
    async fn records<E: Entity>(&mut self, session: &Session<'_>, filter: Filter) -> Result<Vec<E>> {
        let village = session.village;
        let query = select::<E>().filter(filter.clone()).limit(Query::MOST);
        let found = village.store.find::<E>(village.unit, &query).await?;
        let is = u64::try_from(found.records.len()).unwrap_or(u64::MAX);
        self.guards.push(Guard::Count { kind: E::KIND.into(), filter, is });
        let mut records = Vec::with_capacity(found.records.len());
        for stored in found.records {
            self.rev = self.rev.max(stored.rev);
            self.guards.push(Guard::Unchanged(stored.entity.id().key(), stored.rev));
            records.push(stored.entity);
        }
        Ok(records)
    }

    /// 准予 Holds an act against the file as it was read.
    pub(in crate::ledger) fn permit<A: gate::Act>(&self, session: &Session<'_>, act: A) -> Result<Permitted<A>> {
        let village = session.village;
        let (procedure, dossier) = (village.procedure(PROCEDURE)?, self.dossier());
        gate::permit(act, &self.decision, self.rev.get(), &dossier, procedure, village.rules())
    }

    /// Whether it stands on a day, as a token for an act would have it.
    pub(in crate::ledger) fn in_force(&self, session: &Session<'_>, on: Day) -> Result<Findings> {
        gate::in_force(&self.dossier(), session.village.procedure(PROCEDURE)?, session.village.rules(), on)
    }

    /// Where it stands.
    pub(in crate::ledger) fn examine(&self, session: &Session<'_>) -> Result<Examined> {
        examine(&self.dossier(), session.village.procedure(PROCEDURE)?, session.village.rules())
    }
}
