//! Complaints about disclosure through the ledger: who takes which step, until when, and what answers an order.

use std::collections::HashMap;

use cunwu::access::{Actor, Purpose, Role};
use cunwu::ledger::{
    AnswerComplaint, CloseComplaint, Complain, OrderPublication, Outcome, Post, PublishOrdered, Session, Take, TakeUp,
    Village, Work, catalog,
};
use cunwu::model::{ComplaintState, Disclosure, DisclosureComplaint, DisclosureFault};
use cunwu::rules::workflow::{Alert, Standing};
use cunwu::rules::{Body, Refusal};
use cunwu::schema::Id;
use cunwu::store::MemoryStore;
use cunwu::value::{Day, Plain, WorkCalendar};

use crate::decisions::random::Dice;
use crate::donghua::open;
use crate::self_rule::villages;

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("村务公开"))
}

fn refused(error: &cunwu::Error) -> Vec<&str> {
    Refusal::of(error).unwrap().rules()
}

fn complaint(no: &str, on: &str) -> Complain {
    Complain {
        no: v(no),
        on: v(on),
        told_to: Body::Township,
        complainant: Some(v("张三")),
        resident: None,
        norm: v("disclosure.finance"),
        subject: v("东华村"),
        about: v("2022-03"),
        fault: DisclosureFault::NotInTime,
        posting: None,
        content: v("三月份财务至今未公开"),
    }
}

async fn post(clerk: &Session<'_>, about: &str, on: &str) -> Id<Disclosure> {
    let post = Post {
        norm: v("disclosure.finance"),
        subject: v("东华村"),
        about: v(about),
        content: v("财务收支明细"),
        place: v("村务公开栏"),
        on: v(on),
        photo: None,
        seen_by: Some(v("村务监督委员会")),
        officer: None,
    };
    clerk.disclose().post(post).await.unwrap()
}

fn take_up(complaint: Id<DisclosureComplaint>, by: Body, on: &str) -> TakeUp {
    TakeUp { complaint, by, on: v(on), assignee: Some(v("方佩芬")) }
}

fn order(complaint: Id<DisclosureComplaint>, by: Body, on: &str, again: Option<&str>) -> OrderPublication {
    OrderPublication { complaint, by, on: v(on), order: v("公布三月份财务"), why_again: again.map(v) }
}

fn publish(complaint: Id<DisclosureComplaint>, posting: Id<Disclosure>, on: &str) -> PublishOrdered {
    PublishOrdered { complaint, posting, on: v(on) }
}

fn close(complaint: Id<DisclosureComplaint>, by: Body, on: &str) -> CloseComplaint {
    CloseComplaint { complaint, by, on: v(on), reply: Some(v("已责令公布")) }
}

fn answer(complaint: Id<DisclosureComplaint>, by: Body, on: &str) -> AnswerComplaint {
    AnswerComplaint {
        complaint, by, on: v(on), found: v("四月九日已公开"), reply: v("已按期公开，见公开栏")
    }
}

#[tokio::test]
async fn a_complaint_is_taken_up_ordered_published_twice_and_closed_on_every_store() {
    for village in villages("complaints").await {
        let clerk = clerk(&village);
        let room = clerk.disclose();
        let untrue = post(&clerk, "2022-03", "2022-04-09").await;
        let told =
            Complain { fault: DisclosureFault::Untrue, posting: Some(untrue), ..complaint("TS-01", "2022-05-05") };
        let id = room.complain(told).await.unwrap();
        assert_eq!(
            room.order(order(id, Body::Township, "2022-05-06", None)).await.unwrap_err().code(),
            "rules.step.closed"
        );
        let committee = room.take_up(take_up(id, Body::Committee, "2022-05-06")).await.unwrap_err();
        assert_eq!(committee.code(), "rules.step.body", "nobody looks into himself");
        assert_eq!(
            room.take_up(take_up(id, Body::Township, "2022-05-04")).await.unwrap_err().code(),
            "rules.step.early"
        );
        let standing = room.take_up(take_up(id, Body::Township, "2022-05-06")).await.unwrap();
        assert_eq!((&*standing.state, standing.responsible), ("investigating", Some(Body::Township)));
        assert_eq!(standing.assignee.as_deref(), Some("方佩芬"));
        assert_eq!(
            room.order(order(id, Body::Supervision, "2022-05-10", None)).await.unwrap_err().code(),
            "rules.step.body"
        );
        let standing = room.order(order(id, Body::District, "2022-05-10", None)).await.unwrap();
        assert_eq!((&*standing.state, standing.responsible), ("ordered", Some(Body::Committee)));

        // What is published is the ordered matter, anew, on the day of the order at the earliest.
        let (other, before) =
            (post(&clerk, "2022-04", "2022-05-11").await, post(&clerk, "2022-03", "2022-05-09").await);
        for posting in [untrue, other, before] {
            let error = room.publish_ordered(publish(id, posting, "2022-05-12")).await.unwrap_err();
            assert_eq!(refused(&error), ["disclosure.complaint.as_ordered"]);
        }
        let first = post(&clerk, "2022-03", "2022-05-10").await;
        let early = room.publish_ordered(publish(id, first, "2022-05-09")).await.unwrap_err();
        assert_eq!(early.code(), "rules.step.early");
        let unseen = post(&clerk, "2022-03", "2022-05-13").await;
        let ahead = room.publish_ordered(publish(id, unseen, "2022-05-12")).await.unwrap_err();
        assert_eq!(ahead.code(), "ledger.complaint.posting", "posted after the day on which it is reported");
        room.publish_ordered(publish(id, first, "2022-05-10")).await.unwrap();
        assert_eq!(
            room.order(order(id, Body::Township, "2022-05-12", None)).await.unwrap_err().code(),
            "rules.step.closed"
        );
        let standing = room.order(order(id, Body::Township, "2022-05-12", Some("仍缺接待费"))).await.unwrap();
        assert_eq!(&*standing.state, "ordered");
        let same = room.publish_ordered(publish(id, first, "2022-05-13")).await.unwrap_err();
        assert_eq!(refused(&same), ["disclosure.complaint.as_ordered"], "what was not enough is not enough");
        assert_eq!(
            room.close_complaint(close(id, Body::Township, "2022-05-13")).await.unwrap_err().code(),
            "rules.step.closed"
        );
        room.publish_ordered(publish(id, unseen, "2022-05-13")).await.unwrap();
        let standing = room.close_complaint(close(id, Body::Township, "2022-05-20")).await.unwrap();
        assert_eq!((standing.alert, standing.responsible), (Alert::Done, None));

        let record = clerk.disclosure_complaints().get(id).await.unwrap().unwrap();
        assert_eq!(
            (record.state, record.taken_up, record.done),
            (ComplaintState::Closed, Some(v("2022-05-06")), Some(v("2022-05-20")))
        );
        assert_eq!((record.ordered, record.published), (Some(v("2022-05-12")), Some(unseen)));
        assert_eq!(record.reply.as_ref().unwrap().as_str(), "已责令公布");
        let steps = clerk.work_steps().all().await.unwrap();
        let mut taken: Vec<_> = steps.iter().map(|step| (step.ord.get(), step.step.as_str().to_owned())).collect();
        taken.sort();
        let names: Vec<&str> = taken.iter().map(|(_, step)| step.as_str()).collect();
        assert_eq!(names, ["accept", "order", "publish", "again", "publish", "close"]);
        assert!(room.complaints(v("2022-05-20")).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_anonymous_complaint_without_ground_is_answered_and_takes_no_more_steps() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let room = clerk.disclose();
    let id = room.complain(Complain { complainant: None, ..complaint("TS-01", "2022-05-05") }).await.unwrap();
    room.take_up(take_up(id, Body::District, "2022-05-05")).await.unwrap();
    let standing = room.answer(answer(id, Body::District, "2022-05-20")).await.unwrap();
    assert_eq!((&*standing.state, standing.alert), ("answered", Alert::Done));
    let record = clerk.disclosure_complaints().get(id).await.unwrap().unwrap();
    assert_eq!((record.state, record.done, record.ordered), (ComplaintState::Answered, Some(v("2022-05-20")), None));
    let late = room.order(order(id, Body::District, "2022-05-21", None)).await.unwrap_err();
    assert_eq!(late.code(), "rules.step.closed");
    // The general room takes the same steps, and asks for the same.
    let second = room.complain(complaint("TS-02", "2022-05-05")).await.unwrap();
    let work = Work::Complaint(second);
    let step = |step, outcome, reason: Option<&str>| Take {
        work,
        step,
        by: Body::Township,
        on: v("2022-05-06"),
        reason: reason.map(v),
        assignee: None,
        opinion: None,
        outcome,
    };
    clerk.casework().take(step("accept", None, None)).await.unwrap();
    for (name, reason) in [("unfounded", Some("查无")), ("order", None)] {
        let error = clerk.casework().take(step(name, None, reason)).await.unwrap_err();
        assert_eq!(error.code(), "ledger.work.outcome", "{name}");
    }
    let silent = step("unfounded", Some(Outcome::Reply(v("已公开"))), None);
    assert_eq!(clerk.casework().take(silent).await.unwrap_err().code(), "rules.step.reason");
    clerk.casework().take(step("order", Some(Outcome::Ordered(v("公布"))), None)).await.unwrap();
    let publish = Take { by: Body::Committee, ..step("publish", None, None) };
    assert_eq!(clerk.casework().take(publish).await.unwrap_err().code(), "ledger.work.outcome");
}

#[tokio::test]
async fn what_is_complained_of_is_something_that_is_due_and_a_posting_of_it() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let room = clerk.disclose();
    let posting = post(&clerk, "2022-03", "2022-05-05").await;
    let told = |how: Complain| room.complain(how);
    let base = || complaint("TS-01", "2022-05-05");
    let nobody = told(Complain { norm: v("disclosure.nothing"), ..base() }).await.unwrap_err();
    assert_eq!(nobody.code(), "rules.duty.unknown");
    let itself = told(Complain { told_to: Body::Committee, ..base() }).await.unwrap_err();
    assert_eq!(refused(&itself), ["disclosure.complaint.authority"]);
    let nothing = told(Complain { fault: DisclosureFault::Untrue, ..base() }).await.unwrap_err();
    assert_eq!((nothing.code(), nothing.get("column")), ("model.field.due", Some("所涉公开")));
    let named = |how| Complain { posting: Some(posting), fault: DisclosureFault::Untrue, ..how };
    for how in [
        Complain { about: v("2022-02"), ..named(base()) },
        Complain { subject: v("东华经济联合社"), ..named(base()) },
        Complain { norm: v("disclosure.ordinary"), ..named(base()) },
        Complain { on: v("2022-05-04"), ..named(base()) },
    ] {
        assert_eq!(told(how).await.unwrap_err().code(), "ledger.complaint.posting");
    }
    told(named(base())).await.unwrap();
    assert_eq!(told(base()).await.unwrap_err().code(), "ledger.complaint.number", "each has a number of its own");
    told(Complain { no: v("TS-02"), told_to: Body::District, ..base() }).await.unwrap();
    let missing = take_up("dcom_01h45gqk00e8sr1dz6x2v4b9tm".parse().unwrap(), Body::Township, "2022-05-06");
    assert_eq!(room.take_up(missing).await.unwrap_err().code(), "ledger.work.missing");
}

#[tokio::test]
async fn each_state_of_a_complaint_has_its_last_day_and_is_late_on_the_next() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let room = clerk.disclose();
    let id = room.complain(complaint("TS-01", "2022-05-05")).await.unwrap();
    let at = async |on: &str| {
        let standing = clerk.casework().standing(Work::Complaint(id), v(on)).await.unwrap();
        (standing.due.of_state.map(|day| day.plain()), standing.alert, standing.days_late)
    };
    let due = |on: &str, alert, late| (Some(on.to_owned()), alert, late);
    // Saturday 7 May 2022 is worked: 6, 7, 9, 10, 11 May are the five days to take it up.
    assert_eq!(at("2022-05-10").await, due("2022-05-11", Alert::None, 0));
    assert_eq!(at("2022-05-11").await, due("2022-05-11", Alert::Today, 0));
    assert_eq!(at("2022-05-12").await, due("2022-05-11", Alert::StateLate, 1));
    // Late is told and stops nothing. Twenty working days from the 12th, Dragon Boat on 3 June left out: 10 June.
    room.take_up(take_up(id, Body::Township, "2022-05-12")).await.unwrap();
    assert_eq!(at("2022-06-10").await, due("2022-06-10", Alert::Today, 0));
    assert_eq!(at("2022-06-11").await, due("2022-06-10", Alert::StateLate, 1));
    // Five working days to publish.
    room.order(order(id, Body::Township, "2022-06-10", None)).await.unwrap();
    assert_eq!(at("2022-06-17").await, due("2022-06-17", Alert::Today, 0));
    assert_eq!(at("2022-06-18").await, due("2022-06-17", Alert::StateLate, 1));
    // Forty for the whole: 6 May to 30 June.
    assert_eq!(at("2022-06-30").await, due("2022-06-17", Alert::StateLate, 13));
    assert_eq!(at("2022-07-01").await, due("2022-06-17", Alert::OverallLate, 14));
    let inbox = clerk.casework().inbox(Body::Committee, None, v("2022-06-18")).await.unwrap();
    assert_eq!(inbox.iter().map(|it| it.days_late).collect::<Vec<_>>(), [1], "the committee sees what it owes");
    let later = room.complain(complaint("TS-02", "2022-06-01")).await.unwrap();
    let listed: Vec<_> = room.complaints(v("2022-06-18")).await.unwrap();
    assert_eq!(listed.iter().map(|(it, _)| it.entity.id).collect::<Vec<_>>(), [later, id], "due 9 and 17 June");
    let posting = post(&clerk, "2022-03", "2022-06-20").await;
    room.publish_ordered(publish(id, posting, "2022-06-20")).await.unwrap();
    assert_eq!(at("2022-07-02").await, (None, Alert::Done, 0), "published, the clock stops");
    room.order(order(id, Body::Township, "2022-07-04", Some("仍不真实"))).await.unwrap();
    assert_eq!(at("2022-07-11").await, due("2022-07-11", Alert::Today, 0), "ordered again, it runs anew");
}

#[tokio::test]
async fn whoever_may_not_write_complains_through_somebody_who_may_and_each_step_is_on_record() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let supervisor = village.session(Actor::new("li", Role::supervisor()), Purpose::routine());
    let denied = supervisor.disclose().complain(complaint("TS-01", "2022-05-05")).await.unwrap_err();
    assert_eq!(denied.code(), "access.denied");
    let clerk = clerk(&village);
    let id = clerk.disclose().complain(complaint("TS-01", "2022-05-05")).await.unwrap();
    let denied = supervisor.disclose().take_up(take_up(id, Body::Township, "2022-05-06")).await.unwrap_err();
    assert_eq!(denied.code(), "access.denied");
    clerk.disclose().take_up(take_up(id, Body::Township, "2022-05-06")).await.unwrap();
    // He sees where it stands; the name in it is masked.
    let seen = supervisor.disclose().complaints(v("2022-05-06")).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert!(!format!("{:?}", seen[0].0).contains("张三"));
    let history = clerk.disclosure_complaints().history(id).await.unwrap();
    assert_eq!(history.len(), 2, "filed, taken up");
}

/// A reader of the article who counts days on his fingers.
struct Naive {
    state: &'static str,
    /// The day from which the state, and the whole, is counted.
    state_since: Day,
    since: Day,
    last: Day,
    ordered: Option<Day>,
    spent: Vec<Id<Disclosure>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Command {
    TakeUp,
    Answer,
    Order,
    Again,
    Publish,
    Close,
}

impl Naive {
    /// What a command leads to, or the code with which it is refused.
    fn does(
        &mut self,
        what: Command,
        by: Body,
        on: Day,
        posting: (Id<Disclosure>, bool, Day),
    ) -> Result<(), &'static str> {
        use Command::{Again, Answer, Close, Order, Publish, TakeUp};
        let to = match (self.state, what) {
            ("filed", TakeUp) => "investigating",
            ("investigating", Answer) => "answered",
            ("investigating", Order) | ("published", Again) => "ordered",
            ("ordered", Publish) => "published",
            ("published", Close) => "closed",
            _ => return Err("rules.step.closed"),
        };
        if what != Publish && by != Body::Township && by != Body::District {
            return Err("rules.step.body");
        }
        if on < self.last {
            return Err("rules.step.early");
        }
        if what == Publish {
            let (id, same, posted) = posting;
            if !same || self.spent.contains(&id) || self.ordered.is_some_and(|ordered| posted < ordered) {
                return Err("rules.refused");
            }
            if posted > on {
                return Err("ledger.complaint.posting");
            }
            self.spent = vec![self.spent[0], id];
        }
        if matches!(what, Order | Again) {
            self.ordered = Some(on);
        }
        if what == Again {
            self.since = on;
        }
        (self.state, self.state_since, self.last) = (to, on, on);
        Ok(())
    }

    fn due(&self, calendar: &WorkCalendar) -> (Option<Day>, Option<Day>) {
        let count = |mut day: Day, mut left: u32| {
            while left > 0 {
                day = day.plus_days(1);
                left -= u32::from(calendar.is_workday(day).unwrap());
            }
            day
        };
        let term = match self.state {
            "filed" | "ordered" => Some(5),
            "investigating" => Some(20),
            _ => None,
        };
        let whole = term.map(|_| count(self.since, 40));
        (term.map(|days| count(self.state_since, days)), whole)
    }
}

async fn command(
    clerk: &Session<'_>,
    id: Id<DisclosureComplaint>,
    what: Command,
    (by, on): (Body, Day),
    posting: Id<Disclosure>,
) -> cunwu::Result<Standing> {
    let room = clerk.disclose();
    let on = &on.plain();
    match what {
        Command::TakeUp => room.take_up(take_up(id, by, on)).await,
        Command::Answer => room.answer(answer(id, by, on)).await,
        Command::Order => room.order(order(id, by, on, None)).await,
        Command::Again => room.order(order(id, by, on, Some("仍不真实"))).await,
        Command::Publish => room.publish_ordered(publish(id, posting, on)).await,
        Command::Close => room.close_complaint(close(id, by, on)).await,
    }
}

#[tokio::test]
async fn whatever_is_commanded_a_slow_reader_of_the_article_agrees() {
    const COMMANDS: [Command; 6] =
        [Command::TakeUp, Command::Answer, Command::Order, Command::Again, Command::Publish, Command::Close];
    const BODIES: [Body; 5] = [Body::Township, Body::Township, Body::District, Body::Committee, Body::Supervision];
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let calendar = WorkCalendar::shipped().unwrap();
    let first = post(&clerk, "2022-03", "2022-04-09").await;
    let mut postings = vec![
        (first, true, v::<Day>("2022-04-09")),
        (post(&clerk, "2022-02", "2022-06-01").await, false, v("2022-06-01")),
    ];
    for day in ["2022-05-05", "2022-05-12", "2022-05-20", "2022-06-06", "2022-06-20", "2022-07-04", "2022-08-01"] {
        postings.push((post(&clerk, "2022-03", day).await, true, v(day)));
    }
    let mut dice = Dice::new(20_220_505);
    let mut outcomes: HashMap<&'static str, u32> = HashMap::new();
    for run in 0..120 {
        let told = complaint(&format!("TS-{run:03}"), "2022-05-05");
        let id = clerk
            .disclose()
            .complain(Complain { fault: DisclosureFault::Untrue, posting: Some(first), ..told })
            .await
            .unwrap();
        let began = v("2022-05-05");
        let mut naive =
            Naive { state: "filed", state_since: began, since: began, last: began, ordered: None, spent: vec![first] };
        for _ in 0..14 {
            let open = |what: &Command| {
                Naive { spent: naive.spent.clone(), ..naive }
                    .does(*what, Body::Township, v("2022-12-01"), (id_of(&postings), true, v("2022-11-30")))
                    .is_ok()
            };
            let likely: Vec<Command> = COMMANDS.iter().copied().filter(open).collect();
            let what = if likely.is_empty() || dice.roll(4) == 0 { *dice.pick(&COMMANDS) } else { *dice.pick(&likely) };
            let by = *dice.pick(&BODIES);
            let on = naive.last.plus_days(i64::try_from(dice.roll(14)).unwrap() - 2);
            let posting = *dice.pick(&postings);
            let done = command(&clerk, id, what, (by, on), posting.0).await;
            let wanted = naive.does(what, by, on, posting);
            *outcomes.entry(wanted.err().unwrap_or(naive.state)).or_default() += 1;
            match (done, wanted) {
                (Ok(standing), Ok(())) => {
                    assert_eq!(&*standing.state, naive.state, "{what:?} {by:?} {on}");
                    let due = (standing.due.of_state, standing.due.overall);
                    assert_eq!(due, naive.due(&calendar), "{what:?} on {on}: {}", naive.state);
                }
                (Err(error), Err(code)) => assert_eq!(error.code(), code, "{what:?} {by:?} {on} at {}", naive.state),
                (done, wanted) => panic!("{what:?} {by:?} {on} at {}: {done:?}, {wanted:?}", naive.state),
            }
            let record = clerk.disclosure_complaints().get(id).await.unwrap().unwrap();
            assert_eq!((record.state.code(), record.ordered), (naive.state, naive.ordered));
            assert_eq!(record.published, naive.spent.get(1).copied());
        }
    }
    for outcome in [
        "investigating",
        "answered",
        "ordered",
        "published",
        "closed",
        "rules.step.closed",
        "rules.step.body",
        "rules.step.early",
        "rules.refused",
        "ledger.complaint.posting",
    ] {
        assert!(outcomes.get(outcome).copied().unwrap_or_default() >= 5, "{outcome}: {outcomes:?}");
    }
}

/// A posting that nobody has used.
fn id_of(postings: &[(Id<Disclosure>, bool, Day)]) -> Id<Disclosure> {
    postings[1].0
}
