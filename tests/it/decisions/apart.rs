//! Party elections and versions of village rules, at random, against readers written apart from the rules.

use cunwu::model::{Ballot, Candidate, Election, ElectionKind, LegalityReview, RulesState, RulesVote, VillageRules};
use cunwu::rules::{Findings, charter, party};
use cunwu::schema::Id;
use cunwu::value::{Count, Day, Period};

use super::given::{Law, day, v};
use super::random::Dice;

fn below(dice: &mut Dice, most: u64) -> u32 {
    u32::try_from(dice.roll(most)).unwrap()
}

/// Both ends are met, and they are the same.
fn agree(what: &str, seed: u64, found: &Findings, slow: bool, ends: &mut [u32; 2]) {
    let broken: Vec<&str> = found.broken().map(cunwu::rules::Finding::rule).collect();
    assert_eq!(broken.is_empty(), slow, "{what} {seed}: {broken:?}");
    ends[usize::from(slow)] += 1;
}

fn election(dice: &mut Dice) -> Election {
    let entitled = 20 + below(dice, 99);
    let attending = (entitled * 4 / 5 + below(dice, 4)).saturating_sub(below(dice, 2)).min(entitled);
    let posts = 1 + below(dice, 7);
    let standing = posts + posts.div_ceil(5) + below(dice, 2) - u32::from(dice.roll(8) == 0);
    let (mut chosen, mut candidates) = (0, Vec::new());
    for _ in 0..standing {
        let votes = attending / 2 + below(dice, 6);
        let elected = chosen < posts && (votes * 2 > attending || dice.roll(12) == 0);
        chosen += u32::from(elected);
        candidates.push(Candidate { name: v("郭明"), votes: Count::new(votes), elected });
    }
    Election {
        id: Id::from_uuid(uuid::Uuid::from_u128(1)),
        kind: ElectionKind::Party,
        organisation: Some(Id::from_uuid(uuid::Uuid::from_u128(2))),
        on: day("2022-05-05"),
        posts: Count::new(posts),
        entitled: Count::new(entitled),
        attending: Count::new(attending),
        issued: Count::new(attending),
        returned: Count::new(attending + u32::from(dice.roll(10) == 0)),
        spoiled: Count::new(0),
        ballot: if dice.roll(10) == 0 { Ballot::Hands } else { Ballot::Secret },
        candidates,
        approver: None,
        note: None,
    }
}

/// Four fifths attend; a fifth more stand than there are posts; in secret; no paper too many; more than half of those there for each elected.
fn election_is_lawful(it: &Election) -> bool {
    let (posts, stand) = (it.posts.get(), u32::try_from(it.candidates.len()).unwrap());
    it.attending.get() * 5 >= it.entitled.get() * 4
        && stand > posts
        && (stand - posts) * 5 >= posts
        && it.ballot == Ballot::Secret
        && it.returned.get() <= it.issued.get()
        && it.candidates.iter().all(|one| !one.elected || one.votes.get() * 2 > it.attending.get())
}

#[test]
fn no_party_election_passes_which_a_slow_reader_rejects() {
    let law = Law::shipped();
    let mut ends = [0; 2];
    for seed in 0..4_000 {
        let election = election(&mut Dice::new(seed));
        let found = party::check_election(law.rules.on(election.on), &election).unwrap();
        agree("election", seed, &found, election_is_lawful(&election), &mut ends);
    }
    assert!(ends.iter().all(|end| *end > 400), "{ends:?}");
}

const VOTED: &str = "2022-09-17";

fn version(dice: &mut Dice) -> VillageRules {
    let voted = day(VOTED);
    let mut about = |days: i64, often: u64| {
        let off = i64::from(below(dice, 4));
        let early = dice.roll(often) > 0;
        voted.plus_days(if early { days } else { days + off })
    };
    let (asked, reviewed, filed) = (about(-9, 3), about(-1, 3), about(8, 2));
    let (published, effective) = (about(2, 1), about(4, 2));
    let body = *dice.pick(&["村民会议(户代表)", "村民会议(户代表)", "村民会议", "村民会议", "村民代表会议"]);
    let entitled = 300 + below(dice, 99);
    let present = if body.contains('户') { entitled * 2 / 3 } else { entitled / 2 } + below(dice, 4);
    let agreed = present / 2 + below(dice, 5);
    let period = Period::through(voted.plus_days(-30), asked.plus_days(8)).unwrap();
    VillageRules {
        id: Id::from_uuid(uuid::Uuid::from_u128(3)),
        version: v("2022版"),
        theme: v("出租屋管理"),
        clauses: v("28"),
        drafted: voted.plus_days(-60),
        comment: (dice.roll(12) > 0).then_some(period),
        opinions: v("47"),
        review: (dice.roll(12) > 0).then(|| LegalityReview {
            counsel: None,
            reviewer: v("新塘镇人民政府"),
            on: reviewed,
            finding: v("同意提请表决"),
        }),
        vote: Some(RulesVote {
            body: v(body),
            on: voted,
            entitled: Count::new(entitled),
            present: Count::new(present),
            agreed: Count::new(agreed),
        }),
        filed: (dice.roll(12) > 0).then_some(filed),
        published: Some(published),
        effective: Some(effective),
        state: RulesState::InForce,
    }
}

/// Asked, reviewed, voted by the assembly with its quorum and majority, filed within ten days, published before it binds.
fn version_is_lawful(it: &VillageRules) -> bool {
    let vote = it.vote.as_ref().unwrap();
    let (listed, came, agreed) = (vote.entitled.get(), vote.present.get(), vote.agreed.get());
    let ten: Day = (0..10).fold(vote.on, |day, _| day.next());
    let quorum = match vote.body.as_str() {
        "村民会议" => came * 2 > listed,
        "村民会议(户代表)" => came * 3 >= listed * 2,
        _ => false,
    };
    it.comment.is_some_and(|asked| asked.last_day().unwrap() <= vote.on)
        && it.review.as_ref().is_some_and(|review| review.on <= vote.on)
        && quorum
        && agreed * 2 > came
        && it.filed.is_some_and(|filed| filed <= ten)
        && it.published.unwrap() <= it.effective.unwrap()
}

#[test]
fn no_version_of_the_village_rules_passes_which_a_slow_reader_rejects() {
    let law = Law::shipped();
    let mut ends = [0; 2];
    for seed in 0..4_000 {
        let version = version(&mut Dice::new(seed));
        let found = charter::check(&law.rules, &version, []).unwrap();
        agree("version", seed, &found, version_is_lawful(&version), &mut ends);
    }
    assert!(ends.iter().all(|end| *end > 400), "{ends:?}");
}
