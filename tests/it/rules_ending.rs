//! Drafts of village rules that are withdrawn, and rules in force that are repealed: by whom, from when, and what is left.

use cunwu::access::{Actor, Purpose};
use cunwu::exchange::{self, Book, ExportSheet, Options, Workbook, workbook_bytes};
use cunwu::ledger::{
    ClauseDraft, Draft, FileRules, Hear, PassRules, RepealRules, Review, Session, TakeEffect, Village, WithdrawDraft,
    catalog,
};
use cunwu::model::{LegalityReview, RulesEndingKind, RulesState, RulesVote, VillageRules};
use cunwu::rules::Refusal;
use cunwu::schema::Id;
use cunwu::store::MemoryStore;
use cunwu::value::{Count, Plain};

use crate::donghua::open;
use crate::self_rule::villages;

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("村规民约"))
}

fn refused(error: &cunwu::Error) -> Vec<&str> {
    Refusal::of(error).unwrap().rules()
}

fn clause(article: &str, stood: Option<&str>, after: &str) -> ClauseDraft {
    ClauseDraft { article: v(article), topic: v("出租屋管理"), stood: stood.map(v), after: Some(v(after)) }
}

async fn draft(clerk: &Session<'_>, version: &str, drafted: &str, changes: Vec<ClauseDraft>) -> Id<VillageRules> {
    let draft =
        Draft { version: v(version), theme: v("出租屋管理"), clauses: v("28"), drafted: v(drafted), changes };
    clerk.rules_making().draft(draft).await.unwrap().0
}

async fn hear(clerk: &Session<'_>, rules: Id<VillageRules>) {
    let hear = Hear { rules, asked: v("2022-07-18至2022-08-08"), opinions: v("47") };
    clerk.rules_making().hear(hear).await.unwrap();
}

async fn review(clerk: &Session<'_>, rules: Id<VillageRules>) {
    let review =
        LegalityReview {
            counsel: None, reviewer: v("新塘镇人民政府"), on: v("2022-08-26"), finding: v("合法")
        };
    clerk.rules_making().review(Review { rules, review, upheld: true }).await.unwrap();
}

fn vote(on: &str, present: u32, agreed: u32) -> RulesVote {
    let (present, agreed) = (Count::new(present), Count::new(agreed));
    RulesVote { body: v("村民会议(户代表)"), on: v(on), entitled: v("497"), present, agreed }
}

async fn pass(clerk: &Session<'_>, rules: Id<VillageRules>) {
    clerk.rules_making().pass(PassRules { rules, vote: vote("2022-09-17", 368, 367) }).await.unwrap();
}

/// Heard, reviewed, passed, filed, published, in force from 1 October 2022.
async fn in_force(clerk: &Session<'_>, rules: Id<VillageRules>) {
    hear(clerk, rules).await;
    review(clerk, rules).await;
    pass(clerk, rules).await;
    let room = clerk.rules_making();
    room.publish(rules, v("2022-09-19")).await.unwrap();
    room.file(FileRules { rules, on: v("2022-09-23"), late: None }).await.unwrap();
    room.take_effect(TakeEffect { rules, from: v("2022-10-01") }).await.unwrap();
}

fn withdraw(rules: Id<VillageRules>, on: &str) -> WithdrawDraft {
    WithdrawDraft { rules, on: v(on), reason: v("与上位法重复") }
}

fn repeal(rules: Id<VillageRules>) -> RepealRules {
    RepealRules {
        rules,
        vote: vote("2023-03-01", 368, 300),
        published: v("2023-03-03"),
        from: v("2023-04-01"),
        reason: v("与新法抵触"),
    }
}

#[tokio::test]
async fn a_draft_is_withdrawn_until_it_is_voted_on_and_takes_no_more_steps() {
    for village in villages("rules_ending").await {
        let clerk = clerk(&village);
        let room = clerk.rules_making();
        let fresh = draft(&clerk, "甲", "2022-07-11", vec![]).await;
        assert_eq!(room.withdraw(withdraw(fresh, "2022-07-10")).await.unwrap_err().code(), "rules.step.early");
        room.withdraw(withdraw(fresh, "2022-07-11")).await.unwrap();
        let heard = draft(&clerk, "乙", "2022-07-11", vec![]).await;
        hear(&clerk, heard).await;
        assert_eq!(room.withdraw(withdraw(heard, "2022-08-07")).await.unwrap_err().code(), "rules.step.early");
        room.withdraw(withdraw(heard, "2022-08-08")).await.unwrap();
        let reviewed = draft(&clerk, "丙", "2022-07-11", vec![]).await;
        hear(&clerk, reviewed).await;
        review(&clerk, reviewed).await;
        room.withdraw(withdraw(reviewed, "2022-08-26")).await.unwrap();
        let passed = draft(&clerk, "丁", "2022-07-11", vec![]).await;
        hear(&clerk, passed).await;
        review(&clerk, passed).await;
        pass(&clerk, passed).await;
        let late = room.withdraw(withdraw(passed, "2022-09-18")).await.unwrap_err();
        assert_eq!(late.code(), "rules.step.closed", "what the assembly made the committee does not take back");

        let record = clerk.village_rules().get(heard).await.unwrap().unwrap();
        assert_eq!((record.state, record.comment), (RulesState::Withdrawn, Some(v("2022-07-18至2022-08-08"))));
        let endings = clerk.rules_endings().all().await.unwrap();
        assert_eq!(endings.len(), 3);
        let ending = endings.iter().find(|it| it.rules.id() == Some(heard)).unwrap();
        assert_eq!(
            (ending.kind, ending.on, ending.reason.as_str()),
            (RulesEndingKind::Withdrawn, v("2022-08-08"), "与上位法重复")
        );
        assert!(ending.vote.is_none() && ending.published.is_none());
        let again = room.withdraw(withdraw(heard, "2022-08-09")).await.unwrap_err();
        assert_eq!((again.code(), again.get("state")), ("rules.step.closed", Some("已撤回")));
        let hear = Hear { rules: fresh, asked: v("2022-07-18至2022-08-08"), opinions: v("1") };
        assert_eq!(room.hear(hear).await.unwrap_err().code(), "rules.step.closed");
        assert_eq!(room.repeal(repeal(fresh)).await.unwrap_err().code(), "rules.step.closed", "it never bound");
        assert!(room.check(heard).await.unwrap().holds(), "nothing is due of what was withdrawn");
    }
}

#[tokio::test]
async fn the_assembly_repeals_rules_in_force_by_the_vote_that_making_them_takes() {
    for village in villages("rules_ending").await {
        let clerk = clerk(&village);
        let room = clerk.rules_making();
        let rules = draft(&clerk, "2022版", "2022-07-11", vec![clause("第十六条", None, "出租屋应配备灭火器。")]).await;
        assert_eq!(room.repeal(repeal(rules)).await.unwrap_err().code(), "rules.step.closed", "a draft is withdrawn");
        in_force(&clerk, rules).await;
        let with = |vote: RulesVote| RepealRules { vote, ..repeal(rules) };
        let delegates = RulesVote { body: v("村民代表会议"), ..vote("2023-03-01", 368, 300) };
        assert_eq!(refused(&room.repeal(with(delegates)).await.unwrap_err()), ["village_rules.body"]);
        // Of 497 households 332 are two thirds, and 167 more than half of those.
        let few = room.repeal(with(vote("2023-03-01", 331, 331))).await.unwrap_err();
        assert_eq!(refused(&few), ["assembly.quorum"]);
        let half = room.repeal(with(vote("2023-03-01", 332, 166))).await.unwrap_err();
        assert_eq!(refused(&half), ["assembly.pass"]);
        let early = room.repeal(with(vote("2022-09-30", 332, 167))).await.unwrap_err();
        assert_eq!((early.code(), early.get("earliest")), ("rules.step.early", Some("2022-10-01")));
        let unseen = RepealRules { from: v("2023-03-02"), ..repeal(rules) };
        assert_eq!(refused(&room.repeal(unseen).await.unwrap_err()), ["village_rules.publication"]);
        assert_eq!(clerk.village_rules().get(rules).await.unwrap().unwrap().state, RulesState::InForce);
        let findings =
            room.repeal(RepealRules { from: v("2023-03-03"), ..with(vote("2023-03-01", 332, 167)) }).await.unwrap();
        let quorum = findings.all().iter().find(|it| it.rule() == "assembly.quorum").unwrap();
        assert_eq!(quorum.margin(), Some(0));

        assert_eq!(clerk.village_rules().get(rules).await.unwrap().unwrap().state, RulesState::Repealed);
        let endings = clerk.rules_endings().all().await.unwrap();
        assert_eq!(endings.len(), 1);
        assert_eq!((endings[0].kind, endings[0].on), (RulesEndingKind::Repealed, v("2023-03-03")));
        let twice = room.repeal(repeal(rules)).await.unwrap_err();
        assert_eq!((twice.code(), twice.get("state")), ("rules.step.closed", Some("已废止")));
        // The letting clause is older than the regulation of 15 September 2025, and binds nobody any more.
        assert!(room.stale(v("2025-09-15")).await.unwrap().all().is_empty());
        // A draft from before would have changed it; one from after finds nothing standing.
        let wrong = clause("第十六条", Some("另一种写法。"), "出租屋应设逃生窗。");
        let before = Draft {
            version: v("2023版"),
            theme: v("出租屋管理"),
            clauses: v("28"),
            drafted: v("2023-03-02"),
            changes: vec![wrong.clone()],
        };
        let error = room.draft(before.clone()).await.unwrap_err();
        assert_eq!((error.code(), error.get("known")), ("ledger.rules.before", Some("出租屋应配备灭火器。")));
        let (after, _) = room.draft(Draft { drafted: v("2023-03-03"), ..before }).await.unwrap();
        let clauses = clerk.rules_clauses().all().await.unwrap();
        let new = clauses.iter().find(|it| it.rules.id() == Some(after)).unwrap();
        assert_eq!(new.before.as_ref().unwrap().as_str(), "另一种写法。", "the ledger knows of no other");
    }
}

#[tokio::test]
async fn what_papers_tell_incompletely_can_be_repealed_and_newer_rules_bind_after_older_ones() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let room = clerk.rules_making();
    let first = draft(&clerk, "2022版", "2022-07-11", vec![]).await;
    in_force(&clerk, first).await;
    let of_2022 = clerk.village_rules().get(first).await.unwrap().unwrap().entity.clone();
    let old = VillageRules {
        id: clerk.mint(),
        version: v("2015版"),
        drafted: v("2015-05-01"),
        comment: None,
        review: None,
        vote: Some(vote("2015-06-01", 400, 390)),
        filed: None,
        published: Some(v("2015-06-02")),
        effective: Some(v("2015-07-01")),
        ..of_2022
    };
    let id = old.id;
    clerk.village_rules().create(old).await.unwrap();
    room.repeal(repeal(id)).await.unwrap();
    assert_eq!(clerk.village_rules().get(id).await.unwrap().unwrap().state, RulesState::Repealed);

    let second = draft(&clerk, "2022补", "2022-07-11", vec![]).await;
    hear(&clerk, second).await;
    review(&clerk, second).await;
    pass(&clerk, second).await;
    room.publish(second, v("2022-09-19")).await.unwrap();
    room.file(FileRules { rules: second, on: v("2022-09-23"), late: None }).await.unwrap();
    let early = room.take_effect(TakeEffect { rules: second, from: v("2022-09-30") }).await.unwrap_err();
    assert_eq!((early.code(), early.get("earliest")), ("rules.step.early", Some("2022-10-01")));
    room.take_effect(TakeEffect { rules: second, from: v("2022-10-01") }).await.unwrap();
    assert_eq!(clerk.village_rules().get(first).await.unwrap().unwrap().state, RulesState::Revised);
    let revised = room.repeal(repeal(first)).await.unwrap_err();
    assert_eq!((revised.code(), revised.get("state")), ("rules.step.closed", Some("已修订")));
}

#[tokio::test]
async fn withdrawals_and_repeals_go_out_as_a_sheet_and_come_in_as_they_were() {
    let village = open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = clerk(&village);
    let rules = draft(&clerk, "2022版", "2022-07-11", vec![]).await;
    in_force(&clerk, rules).await;
    clerk.rules_making().repeal(repeal(rules)).await.unwrap();
    let other = draft(&clerk, "2023版", "2023-05-01", vec![]).await;
    clerk.rules_making().withdraw(withdraw(other, "2023-05-02")).await.unwrap();
    let sheets = ExportSheet::all(&exchange::sheets::all(), &Book::held(&clerk).await.unwrap()).unwrap();
    let ended = sheets.iter().find(|sheet| sheet.spec.name == "村规民约终止").unwrap();
    assert_eq!(ended.rows.len(), 2);
    for fresh in [false, true] {
        let empty = open(MemoryStore::new(catalog().unwrap())).await;
        let session = self::clerk(if fresh { &empty } else { &village });
        let mut book = Workbook::from_bytes("导出.xlsx", workbook_bytes(&sheets).unwrap()).unwrap();
        let plan =
            exchange::plan(&session, &exchange::sheets::all(), &mut [&mut book], &Options::default()).await.unwrap();
        assert_eq!(plan.report.errors().count(), 0, "{:?}", plan.report.problems.first());
        assert_eq!(plan.is_empty(), !fresh);
        exchange::run(&session, plan).await.unwrap();
        let again = ExportSheet::all(&exchange::sheets::all(), &Book::held(&session).await.unwrap()).unwrap();
        let rows = |sheets: &[ExportSheet]| sheets.iter().map(|it| (it.spec.name, it.rows.clone())).collect::<Vec<_>>();
        assert_eq!(rows(&again), rows(&sheets));
    }
}
