//! Assets of the village and of a cooperative, and decisions about them with the papers of all their steps.

use cunwu::ledger::Session;
use cunwu::model::{
    Asset, AssetKind, AssetState, AssetUnit, Ballot, CollectiveOwner, ContractNature, Cooperative, CountedRoll,
    DealMethod, DealTerms, Decision, DecisionStep, DecisionTerms, Limits, MatterKind, Price, PriceUnit, Publicity,
    RollUnit, StepEvidence, StepKind, StepOutcome, Votes,
};
use cunwu::schema::Id;
use cunwu::value::{Count, Day, Money, Period, YesNo};

use crate::decisions::given::v;

/// What a decision is about, and how its resolution went.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) no: String,
    pub(crate) object: String,
    /// The first day, on which it is proposed.
    pub(crate) from: Day,
    pub(crate) floor: i64,
    pub(crate) unit: PriceUnit,
    pub(crate) months: u32,
    pub(crate) limit: i64,
    pub(crate) agreed: u32,
    /// Days on show after the first.
    pub(crate) shown: i64,
    pub(crate) matter: MatterKind,
    pub(crate) stated: bool,
}

/// The day after the resolution's last on show, when it was on show for so long.
pub(crate) fn free(resolved: &Resolved) -> Day {
    resolved.from.plus_days(17 + resolved.shown)
}

pub(crate) async fn asset(clerk: &Session<'_>, no: &str, cooperative: Option<Id<Cooperative>>) -> Id<Asset> {
    let id = clerk.mint();
    let owner = match cooperative {
        Some(cooperative) => CollectiveOwner::Cooperative(cooperative.into()),
        None => CollectiveOwner::Union(v("东华村经济联合社")),
    };
    let (name, kind, place) = (v("临街商铺"), AssetKind::Shop, v("东华村桃源街"));
    let (unit, state, operating) = (AssetUnit::SquareMetre, AssetState::Idle, YesNo::Yes);
    let (house, since, contract, original_value) = (None, None, None, v("96000"));
    let quantity = Some(v("58.5"));
    let no = v(no);
    let asset = Asset {
        id,
        no,
        name,
        kind,
        owner,
        quantity,
        unit,
        place,
        house,
        since,
        original_value,
        state,
        contract,
        operating,
    };
    clerk.assets().create(asset).await.unwrap();
    id
}

/// A decision with all its steps: the village's representatives resolve it, since the law of 2025 those of the collective.
pub(crate) async fn decided(clerk: &Session<'_>, how: &Resolved) -> Id<Decision> {
    let decision = clerk.mint::<Decision>();
    let matter = v("公开招租");
    clerk.decisions().create(Decision { id: decision, no: v(&how.no), matter, deal: None }).await.unwrap();
    let deal = DealTerms {
        method: DealMethod::Auction,
        nature: ContractNature::Lease,
        floor: Price::new(Money::from_fen(how.floor), how.unit),
        months: Some(Count::new(how.months)),
    };
    let terms = DecisionTerms {
        id: clerk.mint(),
        decision: decision.into(),
        matter: how.matter,
        object: Some(v(&how.object)),
        limits: if how.matter == MatterKind::AssetDeal {
            Limits::deal(Money::from_fen(how.limit))
        } else {
            Limits::NONE
        },
        valid_through: None,
        deal: (how.stated && how.matter == MatterKind::AssetDeal).then_some(deal),
        one_shoulder: false,
        emergency: None,
        delegated_by: Some(v("东华村自治章程第十二条")),
        reserved: false,
    };
    clerk.decision_terms().create(terms).await.unwrap();
    let resolved = how.from.plus_days(15);
    let law = resolved >= Day::of(2025, 5, 1).unwrap();
    let by = if law { "集体成员代表大会" } else { "村民代表会议" };
    for (kind, held_by, on, votes) in [
        (StepKind::Propose, "村党委会议", 0, Some((7, 7, 7))),
        (StepKind::Consult, "村“两委”会议", 2, Some((7, 7, 7))),
        (StepKind::Review, "村党员大会", 8, Some((115, 98, 92))),
        (StepKind::ResolveByRepresentatives, by, 15, Some((53, 50, how.agreed))),
        (StepKind::PublishResolution, "公示", 16, None),
    ] {
        let on = how.from.plus_days(on);
        let votes = votes.map(|(entitled, present, agreed)| Votes {
            entitled: Count::new(entitled),
            present: Count::new(present),
            agreed: Count::new(agreed),
            against: Count::new(0),
            abstained: Count::new(present - agreed),
            ballot: Ballot::Hands,
        });
        let period = Period::through(on, on.plus_days(how.shown)).unwrap();
        let step = DecisionStep {
            id: clerk.mint(),
            decision: decision.into(),
            kind,
            held_by: v(held_by),
            on,
            outcome: if votes.is_some() { StepOutcome::Passed } else { StepOutcome::NoObjection },
            publicity: votes.is_none().then(|| Publicity { period, place: v("村务公开栏") }),
            votes,
            chair: v("张立龙"),
        };
        if let Some(Votes { entitled, present, .. }) = step.votes {
            let (by_proxy, recused) = (Count::new(0), Count::new(0));
            let roll = CountedRoll { entitled, in_person: present, by_proxy, recused, unit: RollUnit::People };
            let (id, step) = (clerk.mint(), step.id.into());
            let (notified, plan_sent, papers, attachments) = (None, None, None, Vec::new());
            let evidence = StepEvidence { id, step, notified, plan_sent, roll: Some(roll.into()), papers, attachments };
            clerk.kind::<StepEvidence>().create(evidence).await.unwrap();
        }
        clerk.decision_steps().create(step).await.unwrap();
    }
    decision
}
