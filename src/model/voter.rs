//! 选民名单 Who stands on the list of an election, on which ground, and what was objected to it.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order};
use crate::model::{Ref, Resident, VillageElection};
use crate::schema::{Id, Secret};
use crate::value::{Day, IdNumber, PersonName, Text};

labels! {
    /// 选民类别 The three classes of the voter list (村民委员会组织法 art. 13).
    #[doc(alias = "选民类别")]
    pub enum VoterClass: "选民类别 class of voter" {
        /// 户籍在本村并居住 Registered and resident.
        Resident = "resident" / "户籍在本村并居住",
        /// 户籍在本村、不居住、表示参加 Registered, absent, and willing.
        Absent = "absent" / "户籍在本村不居住" | "户籍在本村、不居住、本人表示参加",
        /// 户籍不在本村、居住满一年、经同意 Not registered, resident for a year, agreed to.
        Newcomer = "newcomer" / "户籍不在本村" | "户籍不在本村、居住一年以上、经同意",
    }
}

/// 同意参加 That the assembly or its representatives agreed that somebody takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoterConsent {
    /// 申请日期 Day on which he applied.
    pub applied: Day,
    /// 同意日期 Day on which they agreed.
    pub on: Day,
    /// 同意主体 Which body, by its code.
    pub by: Text,
}

/// 选民 A person on the list of an election. Who is not entitled is not on it; nobody is recorded as left out, nor why.
#[doc(alias = "选民名单")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voter {
    /// 编号 Id.
    pub id: Id<Voter>,
    /// 选举 Whose list.
    pub election: Ref<VillageElection>,
    /// 居住人员 The resident, where the ledger has him.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 出生日期 Birthday.
    pub birth: Day,
    /// 身份证号 Identity number of one whom the ledger has not as a resident.
    pub identity: Option<Secret<IdNumber>>,
    /// 选民类别 On which ground.
    pub class: VoterClass,
    /// 居住起 Since when he lives in the village, where he does and it is known.
    pub resident_since: Option<Day>,
    /// 表示参加日期 Day on which an absent one said that he takes part.
    pub declared: Option<Day>,
    /// 同意 What was agreed to of one who is not registered here.
    pub consent: Option<VoterConsent>,
    /// 登记日期 Day on which he was entered.
    pub entered: Day,
    /// 除名日期 First day on which he stands on it no more.
    pub struck: Option<Day>,
}

crate::entity! {
    Voter: "voter", "votr", v1, "选民";
    columns {
        election "选举": Text = |it| &it.election,
        resident "居住人员": Text = |it| it.resident,
        class "选民类别": Text = |it| it.class.code(),
        resident_since "居住起": Day = |it| it.resident_since,
        entered "登记日期": Day = |it| it.entered,
        struck "除名日期": Day = |it| it.struck,
    }
    indexes { by_election(election, entered), by_resident(resident, entered) }
    secrets { identity "身份证号": "cn_id" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl Voter {
    /// Own invariants: a resident's number stands with the resident; each class has the days that it needs and no others.
    fn check(&self) -> Result<()> {
        match self.resident {
            Some(_) => empty_while(("身份证号", self.identity.is_some()), "居住人员")?,
            None => filled_while(("身份证号", self.identity.is_some()), "非居住人员")?,
        }
        let (since, declared) = (("居住起", self.resident_since.is_some()), ("表示参加日期", self.declared.is_some()));
        let consent = ("同意日期", self.consent.is_some());
        match self.class {
            VoterClass::Resident => {
                empty_while(declared, self.class)?;
                empty_while(consent, self.class)?;
            }
            VoterClass::Absent => {
                empty_while(since, self.class)?;
                filled_while(declared, self.class)?;
                empty_while(consent, self.class)?;
            }
            VoterClass::Newcomer => {
                filled_while(since, self.class)?;
                empty_while(declared, self.class)?;
                filled_while(consent, self.class)?;
            }
        }
        let consent = self.consent.as_ref();
        in_order(&[
            ("申请日期", consent.map(|consent| consent.applied)),
            ("同意日期", consent.map(|consent| consent.on)),
            ("登记日期", Some(self.entered)),
        ])?;
        in_order(&[("表示参加日期", self.declared), ("登记日期", Some(self.entered)), ("除名日期", self.struck)])
    }

    /// 在册 Whether he stands on the list.
    pub const fn is_listed(&self) -> bool {
        self.struck.is_none()
    }
}

labels! {
    /// 异议内容 What is asked of the list.
    #[doc(alias = "选民名单异议")]
    pub enum VoterClaim: "异议内容 claim" {
        /// 漏登 Somebody is missing.
        Missing = "missing" / "漏登",
        /// 错登 Somebody stands on it who should not.
        Undue = "undue" / "错登",
        /// 登记事项有误 What it says of somebody is wrong.
        Wrong = "wrong" / "登记事项有误",
    }
}

/// 处理决定 What the election committee decided on an objection (art. 14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoterDecision {
    /// 处理日期 Day.
    pub on: Day,
    /// 是否成立 Whether it was upheld.
    pub upheld: bool,
    /// 处理决定 What was decided, as published.
    pub text: Text,
}

/// 选民名单异议 An objection to a voter list and the answer to it (art. 14).
#[doc(alias = "选民名单申诉")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoterObjection {
    /// 编号 Id.
    pub id: Id<VoterObjection>,
    /// 选举 Whose list.
    pub election: Ref<VillageElection>,
    /// 申诉人 Who objects.
    pub by: PersonName,
    /// 申诉日期 Day.
    pub on: Day,
    /// 异议内容 What is asked.
    pub claim: VoterClaim,
    /// 对象 About whom.
    pub about: PersonName,
    /// 理由 Why.
    pub reason: Text,
    /// 处理决定 The answer.
    pub decision: Option<VoterDecision>,
}

crate::entity! {
    VoterObjection: "voter_objection", "vobj", v1, "选民名单异议";
    columns {
        election "选举": Text = |it| &it.election,
        claim "异议内容": Text = |it| it.claim.code(),
        raised "申诉日期": Day = |it| it.on,
        decided "处理日期": Day = |it| it.decision.as_ref().map(|decision| decision.on),
    }
    indexes { by_election(election, raised), by_raised(raised) }
    secrets {}
    subject = |it| it.id.key();
}

impl VoterObjection {
    fn check(&self) -> Result<()> {
        in_order(&[("申诉日期", Some(self.on)), ("处理日期", self.decision.as_ref().map(|decision| decision.on))])
    }

    /// 待处理 Whether it still waits for its answer.
    pub const fn is_open(&self) -> bool {
        self.decision.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn voter() -> Voter {
        Voter {
            id: id(1),
            election: id(2).into(),
            resident: Some(id(3)),
            name: v("黄珍"),
            birth: v("1980-05-01"),
            identity: None,
            class: VoterClass::Resident,
            resident_since: Some(v("1980-05-01")),
            declared: None,
            consent: None,
            entered: v("2021-02-10"),
            struck: None,
        }
    }

    #[test]
    fn each_class_has_its_own_days() {
        assert!(voter().check().is_ok());
        let absent = Voter { class: VoterClass::Absent, resident_since: None, ..voter() };
        assert_eq!(absent.check().unwrap_err().get("column"), Some("表示参加日期"));
        let willing = Voter { declared: Some(v("2021-02-09")), ..absent };
        assert!(willing.check().is_ok());
        let late = Voter { declared: Some(v("2021-02-11")), ..willing };
        assert_eq!(late.check().unwrap_err().code(), "model.days.order");
        let newcomer = Voter { class: VoterClass::Newcomer, ..voter() };
        assert_eq!(newcomer.check().unwrap_err().get("column"), Some("同意日期"));
        let consent = |on| VoterConsent { applied: v("2021-01-20"), on: v(on), by: v("representatives") };
        assert!(Voter { consent: Some(consent("2021-02-01")), ..newcomer.clone() }.check().is_ok());
        let early = Voter { consent: Some(consent("2021-01-19")), ..newcomer };
        assert_eq!(early.check().unwrap_err().get("column"), Some("同意日期"));
        let struck = Voter { struck: Some(v("2021-02-09")), ..voter() };
        assert_eq!(struck.check().unwrap_err().get("column"), Some("除名日期"));
    }

    #[test]
    fn a_number_stands_once_with_the_resident_or_else_on_the_list() {
        let number = || Some(Secret::open(v("440199198005010028")));
        assert_eq!(Voter { identity: number(), ..voter() }.check().unwrap_err().code(), "model.field.undue");
        assert_eq!(Voter { resident: None, ..voter() }.check().unwrap_err().code(), "model.field.due");
        assert!(Voter { resident: None, identity: number(), ..voter() }.check().is_ok());
    }

    #[test]
    fn an_answer_does_not_come_before_its_objection() {
        let objection = VoterObjection {
            id: id(1),
            election: id(2).into(),
            by: v("黄珍"),
            on: v("2021-02-22"),
            claim: VoterClaim::Missing,
            about: v("李德辉"),
            reason: v("户籍在本村"),
            decision: Some(VoterDecision { on: v("2021-02-22"), upheld: true, text: v("补登") }),
        };
        assert!(objection.check().is_ok() && !objection.is_open());
        let early = VoterDecision { on: v("2021-02-21"), upheld: true, text: v("补登") };
        let early = VoterObjection { decision: Some(early), ..objection };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
    }
}
