//! 党组织变更、党员状态、组织生活、选举登记表 What happened to Party organisations and members, what they held, and how they elected.
//!
//! Organisations go by their code and members by their number, which never change. Rows that are equal in the other columns of their key
//! are told apart by 同日次序, so that whatever the ledger recorded comes in as it went out.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use crate::error::{Error, Result, code};
use crate::exchange::sheets::deal::through;
use crate::exchange::sheets::person::held_record;
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{
    Ballot, Candidate, Election, ElectionKind, PartyApprover, PartyChange, PartyChangeKind, PartyMeeting,
    PartyMeetingKind, PartyMember, PartyOrganisation, PartyStanding, Resident, StandingKind,
};
use crate::schema::{Entity, Id, Key};
use crate::value::{Count, Day, Period, PersonName, Plain, RefNo, Sensitive, Text};

const ORGANISATION: &str = "党组织编码";
const MEMBER: &str = "党员编号";
const FLOATING: &str = "流动党员编号";
const DAY: &str = "日期";

crate::row! {
    /// 党组织变更 A row of the register of changes of Party organisations.
    pub struct PartyChangeRow {
        sheet: "党组织变更", title: "党组织变更登记表", key: [organisation, kind, on, nth];
        organisation: RefNo = "党组织编码" | "组织编码",
        kind: PartyChangeKind = "变更类别",
        on: Day = "日期" | "变更日期",
        nth: Option<Count> = "同日次序",
        approver: PartyApprover = "批准机关",
        paper: Text = "批准文号",
        reason: Text = "事由",
    }
}

crate::row! {
    /// 党员状态 A row of the register of what limits members' rights or ended their membership.
    pub struct PartyStandingRow {
        sheet: "党员状态", title: "党员状态登记表", key: [member, kind, since, nth];
        member: RefNo = "党员编号",
        kind: StandingKind = "状态" | "党员状态",
        since: Day = "起",
        last_day: Option<Day> = "止",
        nth: Option<Count> = "同日次序",
        decided: Option<Day> = "决定日期",
        decided_by: Option<Text> = "决定机构",
    }
}

crate::row! {
    /// 组织生活 A row of the register of Party meetings, lectures and theme days.
    pub struct PartyMeetingRow {
        sheet: "组织生活", title: "组织生活登记表", key: [organisation, kind, on, member, nth];
        organisation: RefNo = "党组织编码" | "组织编码",
        kind: PartyMeetingKind = "类别" | "组织生活类别",
        on: Day = "日期",
        member: Option<RefNo> = "流动党员编号",
        nth: Option<Count> = "同日次序",
        place: Text = "地点",
        entitled: Count = "应到" | "应到人数",
        present: Count = "实到" | "实到人数",
        topics: Text = "议题" | "主要议题",
        chair: PersonName = "主持人",
        recorder: PersonName = "记录人",
    }
}

crate::row! {
    /// 选举 A row of the register of elections.
    pub struct ElectionRow {
        sheet: "选举", title: "选举登记表", key: [kind, organisation, on, nth];
        kind: ElectionKind = "选举类别",
        organisation: Option<RefNo> = "党组织编码" | "组织编码",
        on: Day = "日期" | "选举日期",
        nth: Option<Count> = "同日次序",
        posts: Count = "应选名额",
        entitled: Count = "应到会或登记人数",
        attending: Count = "到会或投票人数",
        issued: Count = "发出选票",
        returned: Count = "收回选票",
        spoiled: Count = "废票",
        ballot: Ballot = "表决方式",
        candidates: Option<CandidateList> = "候选人",
        approver: Option<PartyApprover> = "批准机关",
        note: Option<Text> = "备注",
    }
}

/// 候选人名单 Candidates in the order of the ballot paper, as one cell tells them: `姓名 得票 当选；姓名 得票 未当选`.
#[derive(Clone, PartialEq, Eq)]
pub struct CandidateList(Vec<Candidate>);

impl CandidateList {
    /// The candidates; none make a blank cell.
    pub fn of(candidates: Vec<Candidate>) -> Option<Self> {
        (!candidates.is_empty()).then_some(Self(candidates))
    }

    /// The candidates, in order.
    pub fn candidates(&self) -> &[Candidate] {
        &self.0
    }
}

impl Plain for CandidateList {
    const WHAT: &'static str = "候选人 candidates";

    fn plain(&self) -> String {
        let told = |one: &Candidate| {
            format!("{} {} {}", one.name.plain(), one.votes, if one.elected { "当选" } else { "未当选" })
        };
        self.0.iter().map(told).collect::<Vec<_>>().join("；")
    }

    fn parse(text: &str) -> Result<Self> {
        let parts = text.split(['；', ';', '\n']).map(str::trim).enumerate().filter(|(_, part)| !part.is_empty());
        let candidates: Vec<Candidate> = parts
            .map(|(place, part)| candidate(part).map_err(|error| error.with("nth", place + 1)))
            .collect::<Result<_>>()?;
        Self::of(candidates).ok_or_else(|| Error::new(code::value::EMPTY).with("what", Self::WHAT))
    }
}

impl Sensitive for CandidateList {
    fn expose(&self) -> String {
        self.plain()
    }

    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }

    fn masked(&self) -> String {
        self.0.iter().map(|one| one.name.masked()).collect::<Vec<_>>().join("；")
    }
}

impl fmt::Debug for CandidateList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// A candidate as the cell tells him: name, votes, whether he was elected. The name is what stands before, spaces and all.
fn candidate(told: &str) -> Result<Candidate> {
    let wrong = || Error::new(code::exchange::CANDIDATE);
    let (rest, outcome) = told.rsplit_once(char::is_whitespace).ok_or_else(wrong)?;
    let (name, votes) = rest.trim_end().rsplit_once(char::is_whitespace).ok_or_else(wrong)?;
    let elected = match outcome {
        "当选" => true,
        "未当选" => false,
        _ => return Err(wrong()),
    };
    let name = PersonName::parse(name).map_err(|_| wrong())?;
    let votes = Count::parse(votes.trim_end_matches('票')).map_err(|_| wrong())?;
    Ok(Candidate { name, votes, elected })
}

/// The record that a cell names. It is needed whole, so that a link to a row that was refused refuses this one, too.
fn known<E: Entity>(to: &mut Stage<'_>, column: &'static str, natural: &str) -> Result<Id<E>> {
    to.link::<E>(column, natural)?.id().ok_or_else(|| {
        Error::new(code::exchange::REFERENCE_REFUSED)
            .with("column", column)
            .with("value", natural)
            .with("kind", E::SPEC.zh)
    })
}

/// A record as this run leaves it.
fn now<'s, E: Entity>(to: &'s Stage<'_>, id: Id<E>) -> Option<&'s E> {
    to.staged(id).or_else(|| to.held().get(id))
}

fn early(column: &'static str, what: &str, day: Day, earliest: Day) -> Error {
    let error = Error::new(code::ledger::PARTY_EARLY).with("what", what).with("day", day).with("earliest", earliest);
    error.with("column", column).with("value", day)
}

fn dissolved(organisation: &str, dissolved: Day, day: Day) -> Error {
    let error = Error::new(code::ledger::PARTY_DISSOLVED).with("organisation", organisation).with("day", dissolved);
    error.with("column", DAY).with("value", day)
}

/// Under what the dissolution of an organisation can be found.
fn end_key(organisation: &RefNo) -> String {
    format!("{}|{}", organisation.as_str(), PartyChangeKind::Dissolved.label())
}

/// The organisation that does something on a day: founded by then and not dissolved, as for the commands of the room.
fn acting(to: &mut Stage<'_>, organisation: &RefNo, on: Day) -> Result<Id<PartyOrganisation>> {
    let id = known::<PartyOrganisation>(to, ORGANISATION, organisation.as_str())?;
    if let Some(founded) = now(to, id).map(|it| it.founded).filter(|founded| on < *founded) {
        return Err(early(DAY, "成立日期 founding", on, founded));
    }
    let end = to.find::<PartyChange>(&end_key(organisation));
    match end.and_then(|end| now(to, end)).filter(|end| end.on <= on) {
        Some(end) if !(end.on == on && to.old::<PartyChange>().is_some_and(|own| own.id == end.id)) => {
            Err(dissolved(organisation.as_str(), end.on, on))
        }
        _ => Ok(id),
    }
}

/// 同日次序 Which of several rows with one key a record is: blank for the first, then 2, 3.
struct Places<K>(HashMap<K, u32>);

impl<K: Eq + Hash> Places<K> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn next(&mut self, key: K) -> Option<Count> {
        let place = self.0.entry(key).or_default();
        *place += 1;
        (*place > 1).then(|| Count::new(*place))
    }
}

/// 核对 The record's own invariants, told at the headings of the sheet.
fn checked<E: Entity>(record: &E, headings: &[(&str, &'static str)]) -> Result<()> {
    record.check().map_err(|error| {
        let heading = headings.iter().find(|(name, _)| error.get("column") == Some(*name));
        match heading {
            Some((_, heading)) => error.with("column", heading),
            None => error,
        }
    })
}

fn code_of(held: &Held, id: Id<PartyOrganisation>) -> Result<RefNo> {
    held_record(held, id).map(|organisation| organisation.code.clone())
}

fn number_of(held: &Held, id: Id<PartyMember>) -> Result<RefNo> {
    held_record(held, id).map(|member| member.no.clone())
}

/// The resident whom a record about a member names: as it stands, or the member's, where there is none yet or this run gives him another.
fn resident_of<E: Entity>(
    to: &Stage<'_>,
    member: Id<PartyMember>,
    named: impl Fn(&E) -> Option<Id<Resident>>,
) -> Option<Id<Resident>> {
    let before = to.held().get(member).map(|it| it.resident);
    let after = now(to, member).and_then(|it| it.resident);
    to.old::<E>().filter(|_| before == Some(after)).map_or(after, named)
}

impl Register for PartyChangeRow {
    type Primary = PartyChange;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let organisation = acting(to, &self.organisation, self.on)?;
        if self.kind == PartyChangeKind::Dissolved {
            to.link::<PartyChange>("变更类别", &end_key(&self.organisation))?;
            self.ends(to, id, organisation)?;
        }
        to.put(PartyChange {
            id,
            organisation,
            kind: self.kind,
            on: self.on,
            approver: self.approver,
            paper: self.paper.clone(),
            reason: self.reason.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut places = Places::new();
        let row = |it: &PartyChange| {
            let row = Self {
                organisation: code_of(held, it.organisation)?,
                kind: it.kind,
                on: it.on,
                nth: places.next((it.organisation, it.kind, it.on)),
                approver: it.approver,
                paper: it.paper.clone(),
                reason: it.reason.clone(),
            };
            Ok((row, vec![it.id.key()]))
        };
        held.all::<PartyChange>().iter().map(row).collect()
    }

    /// Its key; a dissolution also goes by its organisation.
    fn natural(&self) -> Vec<String> {
        let end = (self.kind == PartyChangeKind::Dissolved).then(|| end_key(&self.organisation));
        std::iter::once(self.key()).chain(end).collect()
    }
}

impl PartyChangeRow {
    /// An organisation ends once; nothing happens to it, and it does nothing, from that day on.
    fn ends(&self, to: &Stage<'_>, id: Id<PartyChange>, organisation: Id<PartyOrganisation>) -> Result<()> {
        let last = |day: Option<Day>| match day.filter(|day| self.on <= *day) {
            Some(day) => Err(dissolved(self.organisation.as_str(), self.on, day)),
            None => Ok(()),
        };
        let others = || to.every::<PartyChange>().filter(|it| it.organisation == organisation && it.id != id);
        if let Some(end) = others().find(|it| it.kind == PartyChangeKind::Dissolved) {
            return Err(dissolved(self.organisation.as_str(), end.on, self.on));
        }
        last(others().map(|it| it.on).max())?;
        let meetings = to.held().all::<PartyMeeting>().iter().filter(|it| it.organisation == organisation);
        last(meetings.map(|it| it.on).max())?;
        let elections = to.held().all::<Election>().iter().filter(|it| it.organisation == Some(organisation));
        last(elections.map(|it| it.on).max())
    }
}

impl Register for PartyStandingRow {
    type Primary = PartyStanding;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let period = match self.last_day {
            Some(last) => through(self.since, last, "止")?,
            None => Period::since(self.since),
        };
        let member = known::<PartyMember>(to, MEMBER, self.member.as_str())?;
        if let Some(joined) = now(to, member).map(|it| it.joined).filter(|joined| self.since < *joined) {
            return Err(early("起", "入党日期 joining", self.since, joined));
        }
        let (id, resident) = (to.id(), resident_of(to, member, |it: &PartyStanding| it.resident));
        let (kind, decided, decided_by) = (self.kind, self.decided, self.decided_by.clone());
        to.put(PartyStanding { id, member, resident, kind, period, decided, decided_by });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut places = Places::new();
        let row = |it: &PartyStanding| {
            let row = Self {
                member: number_of(held, it.member)?,
                kind: it.kind,
                since: it.period.from(),
                last_day: it.period.last_day(),
                nth: places.next((it.member, it.kind, it.period.from())),
                decided: it.decided,
                decided_by: it.decided_by.clone(),
            };
            Ok((row, vec![it.id.key()]))
        };
        held.all::<PartyStanding>().iter().map(row).collect()
    }
}

impl Register for PartyMeetingRow {
    type Primary = PartyMeeting;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let organisation = acting(to, &self.organisation, self.on)?;
        let member = self.member.as_ref().map(|no| known(to, FLOATING, no.as_str())).transpose()?;
        let resident = member.and_then(|member| resident_of(to, member, |it: &PartyMeeting| it.resident));
        let meeting = PartyMeeting {
            id: to.id(),
            organisation,
            kind: self.kind,
            on: self.on,
            place: self.place.clone(),
            entitled: self.entitled,
            present: self.present,
            topics: self.topics.clone(),
            chair: self.chair.clone(),
            recorder: self.recorder.clone(),
            member,
            resident,
        };
        checked(&meeting, &[("流动党员", FLOATING)])?;
        to.put(meeting);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut places = Places::new();
        let row = |it: &PartyMeeting| {
            let row = Self {
                organisation: code_of(held, it.organisation)?,
                kind: it.kind,
                on: it.on,
                member: it.member.map(|id| number_of(held, id)).transpose()?,
                nth: places.next((it.organisation, it.kind, it.on, it.member)),
                place: it.place.clone(),
                entitled: it.entitled,
                present: it.present,
                topics: it.topics.clone(),
                chair: it.chair.clone(),
                recorder: it.recorder.clone(),
            };
            Ok((row, vec![it.id.key()]))
        };
        held.all::<PartyMeeting>().iter().map(row).collect()
    }
}

/// What an election's own checks speak of, and where it stands on the sheet.
const COUNTED: &[(&str, &str)] =
    &[("党组织", ORGANISATION), ("到会", "到会或投票人数"), ("得票", "候选人"), ("当选", "候选人")];

impl Register for ElectionRow {
    type Primary = Election;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let organisation = self.organisation.as_ref().map(|code| acting(to, code, self.on)).transpose()?;
        let election = Election {
            id: to.id(),
            kind: self.kind,
            organisation,
            on: self.on,
            posts: self.posts,
            entitled: self.entitled,
            attending: self.attending,
            issued: self.issued,
            returned: self.returned,
            spoiled: self.spoiled,
            ballot: self.ballot,
            candidates: self.candidates.as_ref().map_or_else(Vec::new, |list| list.candidates().to_vec()),
            approver: self.approver,
            note: self.note.clone(),
        };
        checked(&election, COUNTED)?;
        to.put(election);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut places = Places::new();
        let row = |it: &Election| {
            let row = Self {
                kind: it.kind,
                organisation: it.organisation.map(|id| code_of(held, id)).transpose()?,
                on: it.on,
                nth: places.next((it.kind, it.organisation, it.on)),
                posts: it.posts,
                entitled: it.entitled,
                attending: it.attending,
                issued: it.issued,
                returned: it.returned,
                spoiled: it.spoiled,
                ballot: it.ballot,
                candidates: CandidateList::of(it.candidates.clone()),
                approver: it.approver,
                note: it.note.clone(),
            };
            Ok((row, vec![it.id.key()]))
        };
        held.all::<Election>().iter().map(row).collect()
    }
}
