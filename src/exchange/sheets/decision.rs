//! “四议两公开”决策台账 Decisions, a row a step; the rows of a number stand together for the decision.

use std::collections::HashMap;

use crate::error::{Error, Result, code};
use crate::exchange::sheets::deal::{half, through};
use crate::exchange::sheets::person::link_text_if;
use crate::exchange::{Held, Register, Stage};
use crate::model::{
    Ballot, CountedRoll, Deal, Decision, DecisionStep, Publicity, Ref, Roll, RollUnit, StepEvidence, StepKind,
    StepOutcome, Votes,
};
use crate::rules::Heads;
use crate::schema::{Id, Key};
use crate::value::{Count, Day, PersonName, RefNo, Text};

const DEAL: &str = "关联交易编号";

crate::row! {
    /// 四议两公开 A row of the register of decisions.
    pub struct DecisionStepRow {
        sheet: "四议两公开", title: "“四议两公开”决策台账", key: [no, step];
        no: RefNo = "决策编号",
        matter: Text = "事项",
        deal: Option<RefNo> = "关联交易编号",
        step: Count = "步骤",
        kind: StepKind = "步骤名称",
        held_by: Text = "会议或载体",
        on: Day = "日期",
        entitled: Option<Count> = ["表决情况"] "应到",
        present: Option<Count> = ["表决情况"] "实到",
        agreed: Option<Count> = ["表决情况"] "赞成" | "同意",
        against: Option<Count> = ["表决情况"] "反对",
        abstained: Option<Count> = ["表决情况"] "弃权",
        ballot: Option<Ballot> = ["表决情况"] "表决方式",
        outcome: StepOutcome = ["表决情况"] "结果",
        shown_from: Option<Day> = ["公示"] "公示起",
        shown_last: Option<Day> = ["公示"] "公示止",
        shown_at: Option<Text> = ["公示"] "公示地点",
        chair: PersonName = "主持(监督)人" | "主持人",
    }
}

impl Register for DecisionStepRow {
    type Primary = Decision;

    /// The number alone: the rows of all its steps stand for one decision.
    fn natural(&self) -> Vec<String> {
        vec![self.no.as_str().to_owned()]
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        if self.step.get() != self.kind.number() {
            return Err(Error::new(code::model::STEP_NUMBER)
                .with("column", "步骤")
                .with("value", self.step)
                .with("step", self.kind)
                .with("number", self.kind.number()));
        }
        let (id, step) = (to.id::<Decision>(), to.id::<DecisionStep>());
        let deal = self.deal.as_ref().map(|no| to.link::<Deal>(DEAL, no.as_str())).transpose()?;
        let step = DecisionStep {
            id: step,
            decision: id.into(),
            kind: self.kind,
            held_by: self.held_by.clone(),
            on: self.on,
            votes: self.votes()?,
            outcome: self.outcome,
            publicity: self.publicity()?,
            chair: self.chair.clone(),
        };
        to.put(Decision { id, no: self.no.clone(), matter: self.matter.clone(), deal });
        if let Some(votes) = &step.votes {
            let evidence = self.evidence(to, step.id, votes);
            to.put(evidence);
        }
        to.put(step);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut rows = Vec::new();
        let proven = held.all::<StepEvidence>().iter().filter_map(|it| Some((it.step.id()?, it.id)));
        let evidence: HashMap<Id<DecisionStep>, Id<StepEvidence>> = proven.collect();
        for step in held.all::<DecisionStep>() {
            let Some(decision) = step.decision.id().and_then(|id| held.get(id)) else { continue };
            let mut keys = vec![decision.id.key(), step.id.key()];
            keys.extend(evidence.get(&step.id).map(|evidence| evidence.key()));
            rows.push((row_of(held, decision, step)?, keys));
        }
        rows.sort_by(|(a, _), (b, _)| (&a.no, a.step).cmp(&(&b.no, b.step)));
        Ok(rows)
    }
}

impl DecisionStepRow {
    fn votes(&self) -> Result<Option<Votes>> {
        match (self.entitled, self.present, self.agreed, self.against, self.abstained, self.ballot) {
            (Some(entitled), Some(present), Some(agreed), Some(against), Some(abstained), Some(ballot)) => {
                Ok(Some(Votes { entitled, present, agreed, against, abstained, ballot }))
            }
            (None, None, None, None, None, None) => Ok(None),
            (None, ..) => Err(half("应到", "表决情况")),
            (_, None, ..) => Err(half("实到", "表决情况")),
            (_, _, None, ..) => Err(half("赞成", "表决情况")),
            (_, _, _, None, ..) => Err(half("反对", "表决情况")),
            (_, _, _, _, None, _) => Err(half("弃权", "表决情况")),
            (_, _, _, _, _, None) => Err(half("表决方式", "表决情况")),
        }
    }

    /// 汇总名册 The row is what the minutes say: totals on paper, recorded as such. A roll that is held already and has the same numbers says
    /// more than they do and stays; so does one by name, whose difference the check of the dossier tells.
    fn evidence(&self, to: &mut Stage<'_>, step: Id<DecisionStep>, votes: &Votes) -> StepEvidence {
        let unit = if self.held_by.as_str().contains("户代表") { RollUnit::Households } else { RollUnit::People };
        let none = Count::new(0);
        let (entitled, in_person) = (votes.entitled, votes.present);
        let totals = CountedRoll { entitled, in_person, by_proxy: none, recused: none, unit };
        let says_more = |roll: &Roll| {
            let heads = Heads::of(roll);
            matches!(roll, Roll::Named(_)) || (heads.entitled, heads.attending()) == (entitled.get(), in_person.get())
        };
        let id = to.id();
        let old = to.old::<StepEvidence>().filter(|old| old.step.id() == Some(step)).cloned();
        let (notified, plan_sent, papers, attachments) = (None, None, None, Vec::new());
        let fresh = StepEvidence { id, step: Ref::from(step), notified, plan_sent, roll: None, papers, attachments };
        let evidence = old.unwrap_or(fresh);
        let roll = evidence.roll.clone().filter(says_more).unwrap_or(Roll::Counted(totals));
        StepEvidence { roll: Some(roll), ..evidence }
    }

    fn publicity(&self) -> Result<Option<Publicity>> {
        match (self.shown_from, self.shown_last, &self.shown_at) {
            (Some(from), Some(last), Some(place)) => {
                Ok(Some(Publicity { period: through(from, last, "公示止")?, place: place.clone() }))
            }
            (None, None, None) => Ok(None),
            (None, ..) => Err(half("公示起", "公示")),
            (_, None, _) => Err(half("公示止", "公示")),
            (_, _, None) => Err(half("公示地点", "公示")),
        }
    }
}

fn row_of(held: &Held, decision: &Decision, it: &DecisionStep) -> Result<DecisionStepRow> {
    let shown = it.publicity.as_ref();
    Ok(DecisionStepRow {
        no: decision.no.clone(),
        matter: decision.matter.clone(),
        deal: link_text_if(held, decision.deal.as_ref(), |deal| deal.no.clone())?,
        step: Count::new(it.kind.number()),
        kind: it.kind,
        held_by: it.held_by.clone(),
        on: it.on,
        entitled: it.votes.map(|votes| votes.entitled),
        present: it.votes.map(|votes| votes.present),
        agreed: it.votes.map(|votes| votes.agreed),
        against: it.votes.map(|votes| votes.against),
        abstained: it.votes.map(|votes| votes.abstained),
        ballot: it.votes.map(|votes| votes.ballot),
        outcome: it.outcome,
        shown_from: shown.map(|shown| shown.period.from()),
        shown_last: shown.and_then(|shown| shown.period.last_day()),
        shown_at: shown.map(|shown| shown.place.clone()),
        chair: it.chair.clone(),
    })
}
