//! A dossier that is lawful with a little to spare, for tests to spoil.

use cunwu::model::{
    Attendance, Ballot, CountedRoll, MatterKind, NamedRoll, Papers, Proxy, ProxyRelation, Roll, RollMember, RollUnit,
    Votes,
};
use cunwu::rules::decision::{DecisionAct, Delegation, Dossier, Event, Examined, Terms, Vote, examine};
use cunwu::rules::{Body, Procedure, Rulebook, procedure};
use cunwu::value::{Count, Day, Period, Plain};

pub(crate) fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    v(text)
}

/// The rulebook and the table.
pub(crate) struct Law {
    pub(crate) rules: Rulebook,
    pub(crate) table: Procedure,
}

impl Law {
    pub(crate) fn shipped() -> Self {
        Self::of(Rulebook::guangzhou().unwrap())
    }

    pub(crate) fn with(charter: &str) -> Self {
        let head = "layer = { id = \"charter\", zh = \"章程\", en = \"charter\" }\n";
        Self::of(Rulebook::guangzhou().unwrap().with("charter.toml", &format!("{head}{charter}")).unwrap())
    }

    fn of(rules: Rulebook) -> Self {
        let table = procedure::shipped(&rules).unwrap().into_iter().find(|it| &*it.id == "four_deliberations").unwrap();
        Self { rules, table }
    }

    pub(crate) fn examine(&self, dossier: &Dossier) -> Examined {
        examine(dossier, &self.table, &self.rules).unwrap()
    }

    /// The rules that a dossier breaks.
    pub(crate) fn broken(&self, dossier: &Dossier) -> Vec<String> {
        self.examine(dossier).findings.broken().map(|finding| finding.rule().to_owned()).collect()
    }

    /// The rules that are pointed out.
    pub(crate) fn warned(&self, dossier: &Dossier) -> Vec<String> {
        self.examine(dossier).findings.warned().map(|finding| finding.rule().to_owned()).collect()
    }
}

pub(crate) fn set(parameter: &str, value: &str) -> String {
    format!(
        "[[set]]\nparameter = \"{parameter}\"\nvalue = {value}\nlevel = \"charter\"\nmark = \"T\"\nsource = \"章程第三条\"\n"
    )
}

pub(crate) fn counted(entitled: u32, in_person: u32, by_proxy: u32, recused: u32) -> Roll {
    Roll::Counted(CountedRoll {
        entitled: Count::new(entitled),
        in_person: Count::new(in_person),
        by_proxy: Count::new(by_proxy),
        recused: Count::new(recused),
        unit: RollUnit::People,
    })
}

pub(crate) fn votes(entitled: u32, present: u32, cast: [u32; 3]) -> Votes {
    let [agreed, against, abstained] = cast.map(Count::new);
    let (entitled, present) = (Count::new(entitled), Count::new(present));
    Votes { entitled, present, agreed, against, abstained, ballot: Ballot::Hands }
}

pub(crate) fn vote(entitled: u32, present: u32, cast: [u32; 3]) -> Vote {
    let roll = Some(counted(entitled, present, 0, 0));
    Vote { votes: votes(entitled, present, cast), roll, papers: None, minutes: true, passed: true, unrecused: 0 }
}

/// A roll by name: so many come themselves and vote, so many send a near relative with a paper, the rest stay away.
pub(crate) fn named(on: &str, in_person: u32, by_proxy: u32, absent: u32) -> NamedRoll {
    let member = |number: u32, attendance: Attendance| RollMember {
        record: v(&format!("post_{number:03}")),
        voted: !matches!(attendance, Attendance::Absent(_)),
        attendance,
        recused: None,
    };
    let mut members: Vec<RollMember> = (0..in_person).map(|number| member(number, Attendance::Present)).collect();
    for number in in_person..in_person + by_proxy {
        let holder = v(&format!("res_{number:03}"));
        let proxy = Proxy { holder, written: true, relation: ProxyRelation::NearRelative };
        members.push(member(number, Attendance::Proxy(proxy)));
    }
    let away = in_person + by_proxy;
    members.extend((away..away + absent).map(|number| member(number, Attendance::Absent(None))));
    NamedRoll { frozen_on: day(on), known_at: 1, unit: RollUnit::People, members }
}

pub(crate) fn papers(issued: u32, cast: u32, spoiled: u32, unreturned: u32) -> Papers {
    let [issued, cast, spoiled, unreturned] = [issued, cast, spoiled, unreturned].map(Count::new);
    Papers { issued, cast, spoiled, unreturned }
}

pub(crate) fn event(act: DecisionAct, by: Body, on: &str) -> Event {
    Event::of(act, by, day(on))
}

fn deliberation(act: DecisionAct, by: Body, on: &str, vote: Vote) -> Event {
    Event { vote: Some(vote), ..event(act, by, on) }
}

pub(crate) fn shown(act: DecisionAct, from: &str, last: &str) -> Event {
    let shown = Some(Period::through(day(from), day(last)).unwrap());
    Event { shown, ..event(act, Body::Committee, from) }
}

/// A matter of public works in 2022 that ran through all its steps.
pub(crate) fn lawful() -> Dossier {
    let review = deliberation(DecisionAct::Review, Body::PartyMembers, "2022-03-10", vote(112, 80, [70, 6, 4]));
    Dossier {
        no: "东华村决〔2022〕09号".into(),
        matter: "村口道路硬化".into(),
        terms: Terms {
            object: Some("DHXM-009".into()),
            limits: cunwu::model::Limits::spending(cunwu::value::Money::from_fen(30_000_000)),
            valid_through: Some(day("2022-12-31")),
            delegation: Delegation::Shown("章程第十条".into()),
            ..Terms::of(MatterKind::PublicWelfare)
        },
        events: vec![
            deliberation(DecisionAct::Propose, Body::PartyCommittee, "2022-03-01", vote(7, 7, [6, 0, 1])),
            deliberation(DecisionAct::Consult, Body::BothCommittees, "2022-03-03", vote(7, 6, [5, 1, 0])),
            Event { notified: Some(day("2022-03-06")), ..review },
            deliberation(DecisionAct::Resolve, Body::Representatives, "2022-03-19", vote(53, 41, [30, 8, 3])),
            shown(DecisionAct::PublishResolution, "2022-03-20", "2022-03-29"),
            event(DecisionAct::Execute, Body::Committee, "2022-04-01"),
            shown(DecisionAct::PublishResult, "2022-06-20", "2022-06-30"),
        ],
        objections: Vec::new(),
        completed: Some(day("2022-06-15")),
        spent: Vec::new(),
    }
}

/// The event of an act.
pub(crate) fn the(dossier: &mut Dossier, act: DecisionAct) -> &mut Event {
    dossier.events.iter_mut().find(|event| event.act == act).unwrap()
}

/// The vote of a step.
pub(crate) fn vote_of(dossier: &mut Dossier, act: DecisionAct) -> &mut Vote {
    the(dossier, act).vote.as_mut().unwrap()
}
