use super::*;
use crate::error::Lang;
use crate::model::{LegalityReview, Ref, RulesEnding, RulesEndingKind, RulesState};
use crate::rules::tests::day;
use crate::value::{Period, Plain};

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

fn rules_id<T: std::str::FromStr<Err = crate::Error>>(number: u32) -> T {
    format!("vrul_01k3d0n6hwa0000000000000{number:02}").parse().unwrap()
}

fn rules() -> Rulebook {
    Rulebook::guangzhou().unwrap()
}

/// The version of 2022: revised clauses on birth policy and letting.
fn version() -> VillageRules {
    VillageRules {
        id: rules_id(3),
        version: v("2022版"),
        theme: v("计划生育；出租屋管理"),
        clauses: v("28"),
        drafted: v("2022-07-11"),
        comment: Some(v("2022-07-18至2022-08-08")),
        opinions: v("47"),
        review: Some(LegalityReview {
            counsel: Some(v("合法")),
            reviewer: v("新塘镇人民政府"),
            on: v("2022-08-26"),
            finding: v("合法性审查完成，同意提请表决"),
        }),
        vote: Some(RulesVote {
            body: v("村民会议(户代表)"),
            on: v("2022-09-17"),
            entitled: v("497"),
            present: v("368"),
            agreed: v("367"),
        }),
        filed: Some(v("2022-09-23")),
        published: Some(v("2022-09-19")),
        effective: Some(v("2022-10-01")),
        state: RulesState::InForce,
    }
}

fn earlier() -> VillageRules {
    let vote = RulesVote { on: v("2018-11-05"), ..version().vote.unwrap() };
    VillageRules {
        id: rules_id(2),
        version: v("2018版"),
        drafted: v("2018-09-04"),
        comment: Some(v("2018-09-10至2018-09-30")),
        review: None,
        vote: Some(vote),
        filed: Some(v("2018-11-14")),
        published: Some(v("2018-11-15")),
        effective: Some(v("2018-12-03")),
        state: RulesState::Revised,
        ..version()
    }
}

fn clause(number: u32, of: u32, article: &str, topic: &str, before: &str, after: &str) -> RulesClause {
    let text = |text: &str| (!text.is_empty()).then(|| v(text));
    RulesClause {
        id: format!("vcla_01k3d0n6hwa0000000000000{number:02}").parse().unwrap(),
        rules: Ref::Known(rules_id(of)),
        article: v(article),
        topic: v(topic),
        before: text(before),
        after: text(after),
        opinion: None,
    }
}

fn clauses() -> Vec<RulesClause> {
    vec![
        clause(11, 3, "第十七条", "出租屋管理", "违反者罚款200元。", "违反者由村劝导改正。"),
        clause(12, 3, "第九条", "计划生育", "村民应实行计划生育，超生的取消当年福利。", "落实三孩生育政策。"),
        clause(13, 3, "第十六条", "出租屋管理", "", "出租屋应配备灭火器。"),
        clause(14, 2, "第二十条", "环境卫生", "", "门前三包。"),
    ]
}

#[test]
fn the_version_of_2022_holds_with_its_margins() {
    let findings = check(&rules(), &version(), &clauses()[..3]).unwrap();
    assert!(findings.holds() && findings.warned().next().is_none(), "{:?}", findings.all());
    let margin = |rule: &str| findings.all().iter().find(|finding| finding.rule() == rule).unwrap().margin();
    assert_eq!(margin("village_rules.filing"), Some(4), "six of ten days");
    assert_eq!(margin("village_rules.review"), Some(22));
    assert_eq!(margin("village_rules.opinions"), Some(40));
    assert_eq!(margin("village_rules.publication"), Some(12));
    assert_eq!(margin("assembly.quorum"), Some(36), "368 of 497 households, and 332 are needed");
    assert_eq!(margin("assembly.pass"), Some(182), "367 of 368, and 185 are needed");
}

#[test]
fn each_fault_fails_by_its_own_rule() {
    let rules = rules();
    let vote = |change: &dyn Fn(&mut RulesVote)| {
        let mut version = version();
        change(version.vote.as_mut().unwrap());
        version
    };
    let faults = [
        ("village_rules.filing", VillageRules { filed: Some(v("2022-09-28")), ..version() }),
        ("village_rules.filing", VillageRules { filed: None, ..version() }),
        ("village_rules.review", VillageRules { review: None, ..version() }),
        ("village_rules.opinions", VillageRules { comment: None, ..version() }),
        ("village_rules.opinions", VillageRules { comment: Some(Period::since(day("2022-09-18"))), ..version() }),
        ("village_rules.publication", VillageRules { published: Some(v("2022-10-02")), ..version() }),
        ("village_rules.body", vote(&|vote| vote.body = v("村民代表会议"))),
        ("assembly.quorum", vote(&|vote| (vote.present, vote.agreed) = (v("331"), v("331")))),
        ("assembly.pass", vote(&|vote| vote.agreed = v("184"))),
    ];
    for (rule, version) in faults {
        let error = check(&rules, &version, &clauses()[..3]).unwrap().or_refuse().unwrap_err();
        assert_eq!(error.get("rules"), Some(rule), "{error}");
    }
    let fined = clause(15, 3, "第十七条", "出租屋管理", "", "违反者劝导改正。拒不改正的罚款200元。");
    let error = check(&rules, &version(), [&fined]).unwrap().or_refuse().unwrap_err();
    assert_eq!(error.get("rules"), Some("village_rules.fine"));
    assert!(
        error.get("reason.zh").unwrap().contains("第十七条：写有“拒不改正的罚款200元。”"),
        "only the sentence: {error}"
    );
}

#[test]
fn less_than_equal_rights_is_pointed_out_with_the_law() {
    let rules = rules();
    let married_out = clause(16, 3, "第二十一条", "福利", "", "外嫁女不享受年终福利。");
    let findings = check_clauses(rules.on(day("2025-06-01")), [&married_out]).unwrap();
    assert!(findings.holds(), "pointed out, not refused");
    let told = findings.warned().next().unwrap();
    assert!(told.citation().contains("农村集体经济组织法第八条"), "{}", told.citation());
    assert!(told.text(Lang::Zh).contains("外嫁女不享受年终福利。"));
}

#[test]
fn every_clause_on_birth_older_than_the_three_child_policy_is_to_be_looked_at_again() {
    let (rules, versions, clauses) = (rules(), [earlier(), version()], clauses());
    let charter = Charter::of(&versions, &clauses);
    let old = charter.text(&versions[0]).unwrap();
    let stale = |text: &[Clause<'_>], version: &VillageRules, on: &str| {
        let findings = check_stale(rules.on(day(on)), text, version).unwrap();
        findings.warned().map(|finding| finding.place().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(stale(&old, &versions[0], "2021-08-19").is_empty());
    assert_eq!(stale(&old, &versions[0], "2021-08-20"), ["第九条"]);
    let new = charter.text(&versions[1]).unwrap();
    assert!(stale(&new, &versions[1], "2022-10-01").is_empty());
    assert_eq!(stale(&new, &versions[1], "2025-09-15"), ["第十六条", "第十七条"], "letting got a law of its own");
}

#[test]
fn a_version_reads_as_a_whole_and_two_compare_clause_by_clause() {
    let (versions, clauses) = ([version(), earlier()], clauses());
    let charter = Charter::of(&versions, &clauses);
    assert_eq!(charter.versions().map(|version| version.version.as_str()).collect::<Vec<_>>(), ["2018版", "2022版"]);
    let named = |name: &str| charter.version(name).unwrap();
    let told = |name: &str| {
        let text = charter.text(named(name)).unwrap();
        text.iter().map(|clause| format!("{} {}", clause.article, clause.text)).collect::<Vec<_>>()
    };
    assert_eq!(
        told("2018版"),
        ["第九条 村民应实行计划生育，超生的取消当年福利。", "第十七条 违反者罚款200元。", "第二十条 门前三包。"]
    );
    assert_eq!(
        told("2022版"),
        [
            "第九条 落实三孩生育政策。",
            "第十六条 出租屋应配备灭火器。",
            "第十七条 违反者由村劝导改正。",
            "第二十条 门前三包。"
        ]
    );
    let diff = charter.diff(named("2018版"), named("2022版")).unwrap();
    let articles: Vec<&str> = diff.iter().map(|change| change.article.as_str()).collect();
    assert_eq!(articles, ["第九条", "第十六条", "第十七条"], "what did not change is not listed");
    assert_eq!((diff[1].before, diff[1].edits.as_slice()), (None, &[Edit::Added("出租屋应配备灭火器。")][..]));
    assert_eq!(diff[2].edits.first(), Some(&Edit::Same("违反者")));
    assert!(diff[2].edits.contains(&Edit::Cut("罚款200元")), "{:?}", diff[2].edits);
    let back = charter.diff(named("2022版"), named("2018版")).unwrap();
    assert_eq!(back[1].after, None, "read backwards, the new clause goes");
    let unknown = VillageRules { id: rules_id(9), ..version() };
    assert!(charter.diff(&versions[0], &versions[0]).unwrap().is_empty());
    assert!(charter.diff(&versions[0], &unknown).is_none() && charter.version("1998版").is_none());
}

#[test]
fn what_is_in_force_depends_on_the_day_and_a_draft_never_is() {
    let draft = VillageRules {
        id: rules_id(4),
        drafted: v("2023-05-01"),
        vote: None,
        filed: None,
        published: None,
        effective: None,
        state: RulesState::Drafting,
        ..version()
    };
    let clauses =
        [clauses(), vec![clause(17, 4, "第九条", "计划生育", "落实三孩生育政策。", "提倡适龄婚育。")]].concat();
    let versions = [draft, version(), earlier()];
    let charter = Charter::of(&versions, &clauses);
    let in_force = |on: &str| charter.in_force(day(on)).map(|version| version.version.as_str());
    assert_eq!(in_force("2018-12-02"), None);
    assert_eq!((in_force("2022-09-30"), in_force("2022-10-01")), (Some("2018版"), Some("2022版")));
    assert_eq!(in_force("2024-01-01"), Some("2022版"));
    let repealed = VillageRules { state: RulesState::Repealed, ..earlier() };
    let later = [repealed.clone(), version()];
    let of = |versions: &[VillageRules], on: &str| {
        Charter::of(versions, &clauses).in_force(day(on)).map(|version| version.version.as_str().to_owned())
    };
    assert_eq!(of(&later, "2020-01-01").as_deref(), Some("2018版"), "it bound until the next took effect");
    assert_eq!(of(&[repealed], "2020-01-01"), None, "nothing came after it");
    let text = |of: usize| charter.text(&versions[of]).unwrap()[0].text.as_str().to_owned();
    assert_eq!((text(1), text(0)), ("落实三孩生育政策。".to_owned(), "提倡适龄婚育。".to_owned()));
    assert_eq!(charter.text(&versions[0]).unwrap()[0].adopted, None, "a draft was adopted by nobody");
}

#[test]
fn repealed_rules_bind_until_their_day_and_leave_nothing_to_change() {
    let repealed = VillageRules { state: RulesState::Repealed, ..version() };
    let ending = RulesEnding {
        id: "vend_01k3d0n6hwa000000000000001".parse().unwrap(),
        rules: Ref::Known(repealed.id),
        kind: RulesEndingKind::Repealed,
        on: day("2023-04-01"),
        reason: v("与新法抵触"),
        vote: Some(RulesVote { on: v("2023-03-01"), ..version().vote.unwrap() }),
        published: Some(day("2023-03-03")),
    };
    let draft = |drafted: &str| VillageRules {
        id: rules_id(4),
        version: v("2023版"),
        drafted: v(drafted),
        vote: None,
        filed: None,
        published: None,
        effective: None,
        state: RulesState::Drafting,
        ..version()
    };
    let clauses = [clauses(), vec![clause(17, 4, "第三十条", "停车", "", "车辆有序停放。")]].concat();
    let (before, after) = (draft("2023-03-31"), draft("2023-04-01"));
    for (new, articles) in
        [(&before, &["第九条", "第十六条", "第十七条", "第二十条", "第三十条"][..]), (&after, &["第三十条"])]
    {
        let versions = [earlier(), repealed.clone(), new.clone()];
        let charter = Charter::of(&versions, &clauses).ending([&ending]);
        let in_force = |on: &str| charter.in_force(day(on)).map(|version| version.version.as_str());
        assert_eq!(in_force("2022-09-30"), Some("2018版"));
        assert_eq!((in_force("2023-03-31"), in_force("2023-04-01")), (Some("2022版"), None));
        let text = charter.text(&versions[2]).unwrap();
        let told: Vec<&str> = text.iter().map(|clause| clause.article.as_str()).collect();
        assert_eq!(told, articles, "drafted {}", new.drafted);
        assert_eq!(charter.text(&versions[1]).unwrap().len(), 4, "what was repealed can still be read");
    }
    let next = VillageRules {
        effective: Some(v("2023-06-12")),
        vote: ending.vote.clone(),
        state: RulesState::InForce,
        published: Some(v("2023-06-02")),
        ..after
    };
    let versions = [earlier(), repealed, next];
    let charter = Charter::of(&versions, &clauses).ending([&ending]);
    assert!(charter.in_force(day("2023-06-11")).is_none());
    assert_eq!(charter.in_force(day("2023-06-12")).map(|version| version.version.as_str()), Some("2023版"));
}

#[test]
fn a_layer_adds_words_and_laws_of_its_own() {
    let layer = r#"
layer = { id = "town", zh = "镇规定", en = "rules of the town" }
area = { zh = "镇规定", en = "rules of the town" }
[[wording]]
norm = "village_rules.fine"
words = ["扣发分红"]
mark = "D"
[[amendment]]
topics = ["门前"]
on = "2023-01-01"
law = "镇容规定"
mark = "D"
zh = "改"
en = "changed"
"#;
    let rules = rules().with("town.toml", layer).unwrap();
    let book = rules.on(day("2023-01-01"));
    assert!(!worded(book, "village_rules.fine", "第一条", "屡教不改的扣发分红。").unwrap().unwrap().holds());
    assert!(!stale(book, "第二条", "门前三包", day("2022-12-31")).unwrap().unwrap().holds());
    for (from, to) in [("village_rules.fine", "no.such"), ("[\"扣发分红\"]", "[]"), ("[\"门前\"]", "[]")] {
        let error = Rulebook::guangzhou().unwrap().with("town.toml", &layer.replace(from, to)).unwrap_err();
        assert_eq!(error.code(), "rules.form", "{error}");
    }
}
