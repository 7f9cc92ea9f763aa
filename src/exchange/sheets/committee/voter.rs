//! 选民名单 Voter lists, and objections to them.

use super::village_election::both;
use crate::error::Result;
use crate::exchange::sheets::DocumentNo;
use crate::exchange::sheets::person::{held_record, link_text};
use crate::exchange::{Held, Register, Stage};
use crate::model::{
    Resident, VillageElection, Voter, VoterClaim, VoterClass, VoterConsent, VoterDecision, VoterObjection,
};
use crate::rules::Body;
use crate::schema::{Key, Secret};
use crate::value::{Day, IdNumber, PersonName, Plain as _, Text, YesNo};

const ELECTION: &str = "届次";

crate::row! {
    /// 选民名单 A row of a voter list.
    pub struct VoterRow {
        sheet: "选民名单", title: "登记参加选举的村民名单", key: [election, number];
        election: Text = "届次",
        name: PersonName = "姓名",
        number: DocumentNo = "身份证号" | "身份证号码" | "证件号码",
        birth: Day = "出生日期",
        class: VoterClass = "选民类别",
        resident_since: Option<Day> = "居住起",
        declared: Option<Day> = "表示参加日期",
        applied: Option<Day> = ["同意参加"] "申请日期",
        agreed: Option<Day> = ["同意参加"] "同意日期",
        agreed_by: Option<Body> = ["同意参加"] "同意主体",
        entered: Day = "登记日期",
        struck: Option<Day> = "除名日期",
    }
}

impl Register for VoterRow {
    type Primary = Voter;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let election = to.link::<VillageElection>(ELECTION, self.election.as_str())?;
        let (id, resident) = (to.id(), to.find::<Resident>(&self.number.plain()));
        // The number stands with the resident; of others it is kept here, and must be one.
        let identity = match resident {
            Some(_) => None,
            None => Some(IdNumber::parse(self.number.as_str()).map_err(|error| error.with("column", "身份证号"))?),
        };
        let agreed = both(("同意日期", self.agreed), ("同意主体", self.agreed_by))?;
        let consent = both(("申请日期", self.applied), ("同意日期", agreed))?;
        let consent = consent.map(|(applied, (on, by))| Ok(VoterConsent { applied, on, by: Text::parse(by.code())? }));
        to.put(Voter {
            id,
            election,
            resident,
            name: self.name.clone(),
            birth: self.birth,
            identity: identity.map(Secret::open),
            class: self.class,
            resident_since: self.resident_since,
            declared: self.declared,
            consent: consent.transpose()?,
            entered: self.entered,
            struck: self.struck,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Voter>().iter().map(|it| Ok((voter_row(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn voter_row(held: &Held, it: &Voter) -> Result<VoterRow> {
    let number = match (&it.identity, it.resident) {
        (Some(identity), _) => identity.get()?.plain(),
        (None, Some(resident)) => held_record(held, resident)?.document.get()?.number().to_owned(),
        (None, None) => String::new(),
    };
    let consent = it.consent.as_ref();
    Ok(VoterRow {
        election: link_text(held, &it.election, |election| election.name.clone())?,
        name: it.name.clone(),
        number: DocumentNo::parse(&number)?,
        birth: it.birth,
        class: it.class,
        resident_since: it.resident_since,
        declared: it.declared,
        applied: consent.map(|consent| consent.applied),
        agreed: consent.map(|consent| consent.on),
        agreed_by: consent.map(|consent| Body::parse(consent.by.as_str())).transpose()?,
        entered: it.entered,
        struck: it.struck,
    })
}

crate::row! {
    /// 选民名单异议 A row of the register of objections to voter lists.
    pub struct VoterObjectionRow {
        sheet: "选民名单异议", title: "选民名单异议登记表", key: [election, on, by, about];
        election: Text = "届次",
        by: PersonName = "申诉人",
        on: Day = "申诉日期",
        claim: VoterClaim = "异议内容",
        about: PersonName = "对象",
        reason: Text = "理由",
        decided: Option<Day> = ["处理"] "处理日期",
        upheld: Option<YesNo> = ["处理"] "是否成立",
        decision: Option<Text> = ["处理"] "处理决定",
    }
}

impl Register for VoterObjectionRow {
    type Primary = VoterObjection;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let election = to.link::<VillageElection>(ELECTION, self.election.as_str())?;
        let told = both(("是否成立", self.upheld), ("处理决定", self.decision.clone()))?;
        let decision = both(("处理日期", self.decided), ("是否成立", told))?;
        let id = to.id();
        to.put(VoterObjection {
            id,
            election,
            by: self.by.clone(),
            on: self.on,
            claim: self.claim,
            about: self.about.clone(),
            reason: self.reason.clone(),
            decision: decision.map(|(on, (upheld, text))| VoterDecision { on, upheld: upheld.is_yes(), text }),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<VoterObjection>().iter().map(|it| Ok((objection_row(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn objection_row(held: &Held, it: &VoterObjection) -> Result<VoterObjectionRow> {
    let decision = it.decision.as_ref();
    Ok(VoterObjectionRow {
        election: link_text(held, &it.election, |election| election.name.clone())?,
        by: it.by.clone(),
        on: it.on,
        claim: it.claim,
        about: it.about.clone(),
        reason: it.reason.clone(),
        decided: decision.map(|decision| decision.on),
        upheld: decision.map(|decision| decision.upheld.into()),
        decision: decision.map(|decision| decision.text.clone()),
    })
}
