//! 案例 Cases of rules, in a form that a lawyer can read and extend: which rule, on which day, what is given, how it ends.
//!
//! ```
//! use cunwu::rules::{Rulebook, cases};
//! let text = r#"
//! [[case]]
//! rule = "representatives.quorum"
//! zh = "53 人的村民代表会议，到会 36 人"
//! law = "村民委员会组织法第二十六条"
//! line = "1.5"
//! on = "2022-03-19"
//! given = { whole_body = 53, attending = 36 }
//! holds = true
//! margin = 0
//! "#;
//! let rules = Rulebook::china()?;
//! for case in cases::read("mine.toml", text)? {
//!     assert_eq!(case.failure(&rules)?, None);
//! }
//! # Ok::<(), cunwu::Error>(())
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result, code};
use crate::rules::form::Source;
use crate::rules::{
    Book, Finding, Majority, Rulebook, asset, charter, collective, decision, disclosure, election, gate, meeting,
    party, roll, workflow,
};
use crate::value::{Day, Plain};

/// What a rule's check takes from a case.
pub(super) type CaseCheck = fn(Book<'_>, &Given) -> Result<Option<Finding>>;

/// The checks of all rules, area by area.
const CHECKS: &[&[(&str, CaseCheck)]] = &[
    meeting::CASES,
    roll::CASES,
    decision::CASES,
    gate::CASES,
    disclosure::CASES,
    collective::CASES,
    asset::CASES,
    party::CASES,
    election::CASES,
    charter::CASES,
    workflow::CASES,
];

/// The files of cases that the crate ships.
const FILES: &[(&str, &str)] = &[
    ("meeting.toml", include_str!("data/cases/meeting.toml")),
    ("village_rules.toml", include_str!("data/cases/village_rules.toml")),
    ("decision.toml", include_str!("data/cases/decision.toml")),
    ("asset.toml", include_str!("data/cases/asset.toml")),
    ("collective.toml", include_str!("data/cases/collective.toml")),
    ("party.toml", include_str!("data/cases/party.toml")),
    ("party_special.toml", include_str!("data/cases/party_special.toml")),
    ("party_members.toml", include_str!("data/cases/party_members.toml")),
    ("party_life.toml", include_str!("data/cases/party_life.toml")),
    ("election.toml", include_str!("data/cases/election.toml")),
    ("committee.toml", include_str!("data/cases/committee.toml")),
    ("workflow.toml", include_str!("data/cases/workflow.toml")),
];

/// 给定 What a case gives, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    case: Box<str>,
    values: BTreeMap<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Value {
    Flag(bool),
    Number(i64),
    Text(String),
}

impl Given {
    /// A number of people, households, votes or times.
    ///
    /// # Errors
    /// `rules.case` when the case does not give it.
    pub fn count(&self, name: &str) -> Result<u32> {
        u32::try_from(self.number(name)?).map_err(|_| self.wrong(&format!("{name} is no count 不是个数")))
    }

    /// A whole number.
    ///
    /// # Errors
    /// `rules.case` when the case does not give it.
    pub fn number(&self, name: &str) -> Result<i64> {
        match self.values.get(name) {
            Some(Value::Number(number)) => Ok(*number),
            _ => Err(self.wrong(&format!("it gives no number {name} 没有给出数 {name}"))),
        }
    }

    /// A day.
    ///
    /// # Errors
    /// `rules.case` when the case does not give it.
    pub fn day(&self, name: &str) -> Result<Day> {
        Day::parse(self.text(name)?).map_err(|error| self.wrong(&format!("{name} is no day 不是日期")).because(error))
    }

    /// Yes or no; no, where the case does not say.
    ///
    /// # Errors
    /// `rules.case` when it is something else.
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.values.get(name) {
            None => Ok(false),
            Some(Value::Flag(yes)) => Ok(*yes),
            Some(_) => Err(self.wrong(&format!("{name} is not true or false 不是是否"))),
        }
    }

    /// Words: the code or label of an enumeration, a clause.
    ///
    /// # Errors
    /// `rules.case` when the case does not give it.
    pub fn text(&self, name: &str) -> Result<&str> {
        match self.values.get(name) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.wrong(&format!("it gives no {name} 没有给出 {name}"))),
        }
    }

    /// Whether the case gives it.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    fn wrong(&self, reason: &str) -> Error {
        Error::new(code::rules::CASE).with("case", &self.case).with("reason", reason)
    }
}

/// 案例 A case: what a rule makes of what is given on a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The rule's id.
    pub rule: String,
    /// 案情 What happened.
    pub zh: String,
    /// 依据 Law and article.
    pub law: String,
    /// The section of the fact sheet that it was taken from.
    pub line: String,
    /// 日期 The day on which the rule is asked.
    pub on: Day,
    #[serde(default)]
    given: BTreeMap<String, Value>,
    /// 结论 Whether the rule is met; of a rule not yet or no longer in force neither.
    pub holds: Option<bool>,
    /// What would satisfy it, as the check says.
    pub needs: Option<i64>,
    /// 余量 By how much it is met or missed.
    pub margin: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    case: Vec<Case>,
}

/// Reads a file of cases.
///
/// # Errors
/// `rules.form` at line and key when it is none.
pub fn read(file: &str, toml: &str) -> Result<Vec<Case>> {
    let form: FileForm = Source::new(file, toml).read()?;
    Ok(form.case)
}

/// 全部案例 The cases that the crate ships, file by file.
///
/// # Errors
/// `rules.form`, which a test rules out.
pub fn shipped() -> Result<Vec<Case>> {
    let mut all = Vec::new();
    for (file, text) in FILES {
        all.extend(read(file, text)?);
    }
    Ok(all)
}

/// The rules that cases can be written for.
pub fn rules() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().flat_map(|area| area.iter().map(|(rule, _)| *rule))
}

impl Case {
    /// What it gives, as `name = value`, for a reader.
    pub fn told(&self) -> String {
        let told = self.given.iter().map(|(name, value)| match value {
            Value::Flag(yes) => format!("{name} = {yes}"),
            Value::Number(number) => format!("{name} = {number}"),
            Value::Text(text) => {
                format!("{name} = {}", Majority::parse(text).map_or_else(|_| text.clone(), Majority::zh))
            }
        });
        told.collect::<Vec<_>>().join("，")
    }

    /// 运行 Asks the rule; `None` when it was not in force on the day.
    ///
    /// # Errors
    /// `rules.case` when nothing checks the rule, or the case does not give what it takes.
    pub fn run(&self, rules: &Rulebook) -> Result<Option<Finding>> {
        let given = Given { case: self.zh.as_str().into(), values: self.given.clone() };
        let mut known = CHECKS.iter().flat_map(|area| area.iter());
        let (_, check) = known
            .find(|(rule, _)| *rule == self.rule)
            .ok_or_else(|| given.wrong(&format!("nothing checks rule {} 没有规则 {}", self.rule, self.rule)))?;
        check(rules.on(self.on), &given)
    }

    /// In what the rule differs from what the case says; `None` when they agree.
    ///
    /// # Errors
    /// As [`Case::run`].
    pub fn failure(&self, rules: &Rulebook) -> Result<Option<String>> {
        let finding = self.run(rules)?;
        let ended = finding.as_ref().map(Finding::holds);
        let needs = finding.as_ref().and_then(|finding| finding.get("needs")).map(ToString::to_string);
        let margin = finding.as_ref().and_then(Finding::margin);
        let differs = ended != self.holds
            || self.needs.is_some_and(|stated| needs.as_deref() != Some(&stated.to_string()))
            || (self.margin.is_some() && margin != self.margin);
        let told = || format!("{} {}: holds {ended:?}, needs {needs:?}, margin {margin:?}", self.rule, self.zh);
        Ok(differs.then(told))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_shipped_case_ends_as_it_says() {
        let rules = Rulebook::guangzhou().unwrap();
        let failed: Vec<String> = shipped().unwrap().iter().filter_map(|case| case.failure(&rules).unwrap()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }

    #[test]
    fn every_rule_is_checked_and_has_cases_on_both_sides() {
        let book = Rulebook::guangzhou().unwrap();
        let normed: BTreeSet<&str> = book.norms().map(|norm| &*norm.id).collect();
        let checked: BTreeSet<&str> = rules().collect();
        assert_eq!(normed, checked, "norms without a check, or checks without a norm");
        let cases = shipped().unwrap();
        let ends = |rule: &str, holds| cases.iter().any(|case| case.rule == rule && case.holds == Some(holds));
        let lacking: Vec<&&str> = checked.iter().filter(|rule| !ends(rule, true) || !ends(rule, false)).collect();
        assert!(lacking.is_empty(), "rules without a case that holds and one that does not: {lacking:?}");
    }

    #[test]
    fn a_case_that_is_none_says_why() {
        let rules = Rulebook::china().unwrap();
        let text = "[[case]]\nrule = \"representatives.quorum\"\nzh = \"x\"\nlaw = \"y\"\nline = \"1.5\"\non = \"2022-03-19\"\nholds = true\n";
        let case = &read("c.toml", text).unwrap()[0];
        let error = case.run(&rules).unwrap_err();
        assert_eq!(error.code(), "rules.case");
        assert!(error.get("reason").unwrap().contains("whole_body"), "{error}");
        let unknown = read("c.toml", &text.replace("representatives.quorum", "no.such")).unwrap();
        assert_eq!(unknown[0].run(&rules).unwrap_err().code(), "rules.case");
        let typo = read("c.toml", &text.replace("holds", "hold")).unwrap_err();
        assert_eq!((typo.code(), typo.get("line"), typo.get("key")), ("rules.form", Some("7"), Some("hold")));
    }
}
