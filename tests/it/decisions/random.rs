//! Whatever is done to a dossier, what the rules let pass a slow reader of the statutes lets pass, and the other way round.

use cunwu::model::{AnswerKind, Attendance, MatterKind, ProxyRelation, Roll, RollUnit};
use cunwu::rules::Body;
use cunwu::rules::decision::{DecisionAct, Delegation, Dossier, Event, Objected};
use cunwu::value::{Count, Period};

use super::checker;
use super::given::*;

/// SplitMix64: the same numbers on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }

    fn small(&mut self) -> u32 {
        u32::try_from(self.roll(5)).unwrap()
    }

    fn event<'d>(&mut self, dossier: &'d mut Dossier) -> Option<&'d mut Event> {
        let number = dossier.events.len();
        if number == 0 { None } else { dossier.events.get_mut(usize::try_from(self.roll(number as u64)).unwrap()) }
    }
}

const BODIES: &[Body] = &[
    Body::PartyCommittee,
    Body::BothCommittees,
    Body::PartyMembers,
    Body::Representatives,
    Body::VillagersAssembly,
    Body::Committee,
    Body::CollectiveMembers,
    Body::CollectiveRepresentatives,
    Body::Council,
];

fn nudge(dice: &mut Dice, number: Count) -> Count {
    let by = dice.small();
    let up = dice.roll(2) == 0;
    Count::new(if up { number.get() + by } else { number.get().saturating_sub(by * 3) })
}

/// Changes something, as somebody might who wants it to pass.
fn spoil(dice: &mut Dice, dossier: &mut Dossier) {
    match dice.roll(17) {
        0 => {
            let place = dice.roll(dossier.events.len().max(1) as u64);
            if !dossier.events.is_empty() {
                dossier.events.remove(usize::try_from(place).unwrap());
            }
        }
        1 => {
            let number = dossier.events.len() as u64;
            if number > 1 {
                let (one, other) = (dice.roll(number), dice.roll(number));
                dossier.events.swap(usize::try_from(one).unwrap(), usize::try_from(other).unwrap());
            }
        }
        2 => {
            let by = i64::from(dice.small()) * 3 - 6;
            if let Some(event) = dice.event(dossier) {
                event.on = event.on.plus_days(by);
            }
        }
        3 => {
            let body = *dice.pick(BODIES);
            if let Some(event) = dice.event(dossier) {
                event.by = body;
            }
        }
        4 => {
            let act = *dice.pick(DecisionAct::ALL);
            if let Some(event) = dice.event(dossier) {
                event.act = act;
            }
        }
        5..=7 => votes_change(dice, dossier),
        8 | 9 => rolls_change(dice, dossier),
        10 => {
            let days = i64::from(dice.small()) * 3;
            if let Some(shown) = dice.event(dossier).and_then(|event| event.shown.as_mut()) {
                *shown = Period::through(shown.from(), shown.from().plus_days(days)).unwrap();
            }
        }
        11 => {
            let on = day("2022-03-18").plus_days(i64::from(u32::try_from(dice.roll(16)).unwrap()));
            let kinds = [AnswerKind::Dismissed, AnswerKind::Explained, AnswerKind::Upheld];
            let answer = (dice.roll(3) > 0).then(|| (on.plus_days(i64::from(dice.small())), *dice.pick(&kinds)));
            dossier.objections.push(Objected { on, answer });
        }
        12 => dossier.terms.matter = *dice.pick(MatterKind::ALL),
        13 => {
            dossier.terms.delegation =
                dice.pick(&[Delegation::Unknown, Delegation::Reserved, Delegation::Shown("章程".into())]).clone();
        }
        14 => {
            dossier.terms.one_shoulder = dice.roll(2) == 0;
            dossier.terms.emergency = (dice.roll(2) == 0).then(|| "抢险".into());
        }
        15 => {
            let reason = [None, Some("台风".into()), Some(" ".into())];
            let reason = dice.pick(&reason).clone();
            if let Some(event) = dice.event(dossier) {
                event.reason = reason;
            }
        }
        _ => second_round(dice, dossier),
    }
}

fn votes_change(dice: &mut Dice, dossier: &mut Dossier) {
    let which = dice.roll(6);
    let mut other = Dice::new(dice.roll(u64::MAX));
    let Some(event) = dice.event(dossier) else { return };
    let Some(vote) = &mut event.vote else { return };
    match which {
        0 => vote.votes.agreed = nudge(&mut other, vote.votes.agreed),
        1 => vote.votes.present = nudge(&mut other, vote.votes.present),
        2 => vote.votes.entitled = nudge(&mut other, vote.votes.entitled),
        3 => vote.passed = false,
        4 => vote.roll = None,
        _ => {
            let given = vote.votes.agreed.get() + vote.votes.against.get() + vote.votes.abstained.get();
            let off = other.small() % 2;
            vote.papers = Some(papers(given + 2, given + off, 1, 1));
        }
    }
}

/// Another roll, and a record that fits it or nearly so.
fn rolls_change(dice: &mut Dice, dossier: &mut Dossier) {
    let (sent, recused) = (dice.small() % 3, dice.small() % 2);
    let (less, fits, household) = (dice.small(), dice.roll(4) > 0, dice.roll(2) == 0);
    let (by_name, late) = (dice.roll(2) == 0, dice.roll(6) == 0);
    let relation = *dice.pick(ProxyRelation::ALL);
    let Some(event) = dice.event(dossier) else { return };
    let on = event.on;
    let Some(vote) = &mut event.vote else { return };
    let listed = vote.votes.entitled.get();
    let came = (listed * 2 / 3 + 2).saturating_sub(less);
    let sent = sent.min(listed - came.min(listed));
    let mut roll = counted(listed, came, sent, recused);
    if let Roll::Counted(roll) = &mut roll {
        roll.unit = if household { RollUnit::Households } else { RollUnit::People };
    }
    if by_name {
        let frozen = if late { on.next() } else { on };
        let mut by_name = named(&frozen.to_string(), came, sent, listed - came - sent);
        for member in by_name.members.iter_mut().take(usize::try_from(recused).unwrap()) {
            member.recused = Some(v("承租人"));
        }
        for member in &mut by_name.members {
            if let Attendance::Proxy(proxy) = &mut member.attendance {
                proxy.relation = relation;
            }
        }
        roll = by_name.into();
    }
    vote.roll = Some(roll);
    if fits {
        let agreed = (came + sent).saturating_sub(recused + less);
        vote.votes = votes(listed, came + sent, [agreed, 0, 0]);
    }
}

/// A round before the one that stands, sent back.
fn second_round(dice: &mut Dice, dossier: &mut Dossier) {
    let kept = usize::try_from(dice.roll(4)).unwrap().min(dossier.events.len());
    let mut first: Vec<Event> = dossier.events[..kept].to_vec();
    for event in &mut first {
        event.on = event.on.plus_days(-60);
        event.notified = None;
    }
    let body = *dice.pick(BODIES);
    let on = first.last().map_or(day("2022-01-05"), |event| event.on);
    let reason = (dice.roll(5) > 0).then(|| "方案不成熟".into());
    first.push(Event { reason, ..Event::of(DecisionAct::Reject, body, on) });
    dossier.events.splice(0..0, first);
}

/// A deal of the collective's that its members, or their representatives, decided; some years before the law of 2025 or after it.
fn of_the_collective(dice: &mut Dice) -> Dossier {
    let mut dossier = lawful();
    dossier.terms.matter =
        *dice.pick(&[MatterKind::AssetDeal, MatterKind::CollectiveProject, MatterKind::LandContracting]);
    let (since, all) = (dice.roll(3) > 0, dice.roll(2) == 0);
    if since {
        for event in &mut dossier.events {
            event.on = event.on.plus_months(40);
            event.notified = event.notified.map(|day| day.plus_months(40));
            event.shown = event.shown.map(|shown| {
                Period::through(shown.from().plus_months(40), shown.last_day().unwrap().plus_months(40)).unwrap()
            });
        }
        dossier.completed = dossier.completed.map(|day| day.plus_months(40));
    }
    let resolve = the(&mut dossier, DecisionAct::Resolve);
    resolve.by = if all { Body::CollectiveMembers } else { Body::CollectiveRepresentatives };
    let told = i64::from(dice.small()) + 8;
    resolve.notified = (all && dice.roll(2) == 0).then(|| resolve.on.plus_days(-told));
    let listed = if all { 90 } else { 19 + dice.small() };
    let (came, agreed) = (listed * 2 / 3 + dice.small(), listed * 2 / 3 - 1 + dice.small());
    let came = came.max(agreed).min(listed);
    let sent = if all { dice.small().min(came) } else { 0 };
    let mut roll = counted(listed, came - sent, sent, 0);
    if let Roll::Counted(roll) = &mut roll
        && dice.roll(4) == 0
    {
        roll.unit = RollUnit::Households;
    }
    let vote = resolve.vote.as_mut().unwrap();
    (vote.votes, vote.roll) = (votes(listed, came, [agreed.min(came), 0, 0]), Some(roll));
    dossier
}

#[test]
fn no_edits_of_a_dossier_pass_which_a_slow_reader_rejects() {
    both_ends(6_000, |_| lawful());
}

#[test]
fn no_edits_of_a_decision_of_the_collective_pass_which_a_slow_reader_rejects() {
    both_ends(6_000, of_the_collective);
}

/// Spoils so many dossiers, and holds the rules against the slow reader.
fn both_ends(seeds: u64, start: fn(&mut Dice) -> Dossier) {
    let law = Law::shipped();
    let (mut passed, mut refused) = (0, 0);
    for seed in 0..seeds {
        let mut dice = Dice::new(seed);
        let mut dossier = start(&mut dice);
        for _ in 0..dice.roll(5) {
            spoil(&mut dice, &mut dossier);
        }
        let examined = law.examine(&dossier);
        let slow = checker::read(&dossier);
        match (&slow, examined.findings.holds()) {
            (Ok(stage), true) => {
                passed += 1;
                assert_eq!(*stage, &*examined.state.unwrap().id, "seed {seed}");
            }
            (Err(_), false) => refused += 1,
            (Err(why), true) => panic!("seed {seed} passes, and yet: {why}\n{dossier:#?}"),
            (Ok(stage), false) => panic!("seed {seed} is lawful ({stage}), and yet: {:?}", law.broken(&dossier)),
        }
    }
    assert!(passed > 500 && refused > 2_000, "both ends are met: {passed} pass, {refused} are refused");
}
