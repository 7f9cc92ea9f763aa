//! 组织生活日历 What each Party organisation owes in a year: 三会一课, theme Party days, yearly meetings, contact with floating members.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::model::{
    Activity, ActivityKind, PartyChange, PartyChangeKind, PartyMeeting, PartyMeetingKind, PartyMember,
    PartyOrganisation, PartyOrganisationKind as Kind, PartyStanding, Ref,
};
use crate::rules::duty::{Evidence, close};
use crate::rules::party::{forming, members};
use crate::rules::{Book, Duty, DutyState, Finding, Rulebook};
use crate::value::{Day, Period};

/// 台账记录 The records from which a calendar is made.
#[derive(Debug, Clone, Copy)]
pub struct PartyRecords<'r> {
    /// 党组织 Organisations.
    pub organisations: &'r [PartyOrganisation],
    /// 变更 Their changes, from which the day of dissolving is taken.
    pub changes: &'r [PartyChange],
    /// 党员 Members.
    pub members: &'r [PartyMember],
    /// 党员状态 What limits members or ended their membership.
    pub standings: &'r [PartyStanding],
    /// 组织生活 Meetings held.
    pub meetings: &'r [PartyMeeting],
    /// 活动 Activities, of which theme Party days count.
    pub activities: &'r [Activity],
}

/// 组织生活日历 What is due in a stretch of time, what closed it, and what was held beyond that.
#[doc(alias = "三会一课")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// 应办 What is due, by last day.
    pub duties: Vec<Duty>,
    /// 其他记录 What was held and closed nothing, because it was held more often than due or outside the stretch.
    pub beyond: Vec<Evidence>,
}

/// 统计 How many duties of a subject stand how on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CalendarCount {
    /// 应办 In all.
    pub all: u32,
    /// 已办 Done, in time or late.
    pub done: u32,
    /// 逾期 Late and without record.
    pub overdue: u32,
    /// 待办 Open or still to come.
    pub ahead: u32,
}

impl Calendar {
    /// 逾期 What is late on a day and has no record.
    pub fn overdue(&self, day: Day) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |duty| duty.state_on(day) == DutyState::Overdue)
    }

    /// 到期 What can be done on a day and is not.
    pub fn open(&self, day: Day) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |duty| matches!(duty.state_on(day), DutyState::Open | DutyState::Due))
    }

    /// 统计 How they stand on a day, by subject and norm.
    pub fn counts(&self, day: Day) -> BTreeMap<(&str, &str), CalendarCount> {
        let mut counts: BTreeMap<(&str, &str), CalendarCount> = BTreeMap::new();
        for duty in &self.duties {
            let count = counts.entry((&duty.subject, duty.rule())).or_default();
            count.all += 1;
            match duty.state_on(day) {
                DutyState::Closed | DutyState::ClosedLate => count.done += 1,
                DutyState::Overdue => count.overdue += 1,
                DutyState::Coming | DutyState::Open | DutyState::Due => count.ahead += 1,
            }
        }
        counts
    }
}

/// 组织生活日历 What each organisation owes within a stretch of time, closed by what is recorded as held.
///
/// Which duties there are, and how often, stands in the rulebook (`[[duty]]` of `party_branch`, `party_branch_committee`, `party_group`,
/// `party_committee`, `floating_member`, `double_report`). An organisation owes from its first full period to its dissolving. Whether a
/// branch needs a committee is told from its full members on the last day, or `today` if that comes first. A theme Party day that a
/// superior holds counts for every branch below it; a meeting of all the village's members is no branch meeting and does not.
///
/// # Errors
/// Those of [`Rulebook::duties`].
pub fn calendar(rules: &Rulebook, records: &PartyRecords<'_>, within: Period, today: Day) -> Result<Calendar> {
    let counted = within.last_day().map_or(today, |last| last.min(today));
    let mut duties = Vec::new();
    for organisation in records.organisations {
        for of in records.owes(rules.on(counted), organisation, counted)? {
            let mut owed = rules.duties(of, organisation.name.as_str(), within)?;
            let ended = records.dissolved(organisation);
            owed.retain(|duty| duty.opens >= organisation.founded && ended.is_none_or(|ended| duty.due < ended));
            duties.append(&mut owed);
        }
    }
    for member in records.floating(counted) {
        let mut owed = rules.duties("floating_member", &subject_of(member), within)?;
        owed.retain(|duty| duty.due >= member.joined);
        duties.append(&mut owed);
    }
    duties.sort_by(|one, other| {
        (one.due, one.rule(), &one.subject, one.nth).cmp(&(other.due, other.rule(), &other.subject, other.nth))
    });
    let evidence = records.evidence(today);
    let spare = close(&mut duties, &evidence);
    let beyond = spare.into_iter().filter_map(|place| evidence.get(place).cloned()).collect();
    Ok(Calendar { duties, beyond })
}

/// 流动党员 The subject of the duties towards a floating member: his number on the roll, never his name.
fn subject_of(member: &PartyMember) -> String {
    format!("流动党员 {}", member.no.as_str())
}

/// The norm that a meeting of a kind meets.
const fn norm_of(kind: PartyMeetingKind) -> &'static str {
    match kind {
        PartyMeetingKind::Members => "party.life.members_meeting",
        PartyMeetingKind::Committee => "party.life.committee_meeting",
        PartyMeetingKind::Group => "party.life.group_meeting",
        PartyMeetingKind::Lecture => "party.life.lecture",
        PartyMeetingKind::SecretaryLecture => "party.life.secretary_lecture",
        PartyMeetingKind::ThemeDay => "party.life.theme_day",
        PartyMeetingKind::Life => "party.life.life_meeting",
        PartyMeetingKind::Appraisal => "party.life.appraisal",
        PartyMeetingKind::Talks => "party.life.talks",
        PartyMeetingKind::FloatingContact => "party.life.floating_contact",
    }
}

impl<'r> PartyRecords<'r> {
    /// 党员 The members whose relation stands in an organisation, or who belong to it as a group.
    pub fn members_of(&self, organisation: &PartyOrganisation) -> impl Iterator<Item = &'r PartyMember> + use<'r> {
        let id = organisation.id;
        let belongs = move |link: &Ref<PartyOrganisation>| link.id() == Some(id);
        self.members.iter().filter(move |member| belongs(&member.branch) || member.group.as_ref().is_some_and(belongs))
    }

    /// 撤销日期 The day on which an organisation was dissolved.
    pub fn dissolved(&self, organisation: &PartyOrganisation) -> Option<Day> {
        let id = organisation.id;
        let ends = |change: &&PartyChange| change.organisation == id && change.kind == PartyChangeKind::Dissolved;
        self.changes.iter().filter(ends).map(|change| change.on).min()
    }

    /// The sorts of duties that an organisation owes.
    fn owes(&self, book: Book<'_>, organisation: &PartyOrganisation, counted: Day) -> Result<Vec<&'static str>> {
        Ok(match organisation.kind {
            Kind::Branch | Kind::BigBranch | Kind::JointBranch => {
                let roll = members::entitled(self.members_of(organisation), self.standings, counted);
                if forming::needs_committee(book, roll.full())? {
                    vec!["party_branch", "party_branch_committee"]
                } else {
                    vec!["party_branch"]
                }
            }
            Kind::Group => vec!["party_group"],
            Kind::VillageCommittee | Kind::GeneralBranch => vec!["party_committee"],
            Kind::BigCommittee => vec!["double_report"],
            Kind::FunctionalBranch | Kind::ProvisionalBranch => Vec::new(),
        })
    }

    /// 流动党员 The floating members who still belong to the village on a day.
    fn floating(&self, day: Day) -> impl Iterator<Item = &'r PartyMember> + use<'r> {
        let standings = self.standings;
        let gone = move |member: &PartyMember| {
            let ends = |one: &PartyStanding| one.kind.ends_membership() && one.holds_on(day);
            standings.iter().any(|one| one.member == member.id && ends(one))
        };
        let members = self.members.iter();
        members.filter(move |member| member.floating.is_some() && member.is_member_on(day) && !gone(member))
    }

    /// What was held until a day, as evidence.
    fn evidence(&self, today: Day) -> Vec<Evidence> {
        let proof = |norm: &str, subject: &str, on: Day, record: String| Evidence {
            norm: norm.into(),
            subject: subject.into(),
            on,
            about: None,
            record: record.into(),
        };
        let mut out = Vec::new();
        for meeting in self.meetings.iter().filter(|meeting| meeting.on <= today) {
            let record = format!("{} {}", meeting.kind, meeting.on);
            let member = meeting.member.and_then(|id| self.members.iter().find(|member| member.id == id));
            if let Some(member) = member {
                out.push(proof(norm_of(meeting.kind), &subject_of(member), meeting.on, record));
            } else if let Some(held_by) = self.organisations.iter().find(|one| one.id == meeting.organisation) {
                for subject in self.counts_for(held_by, meeting.kind) {
                    out.push(proof(norm_of(meeting.kind), subject.name.as_str(), meeting.on, record.clone()));
                }
            }
        }
        let theme_days = self.activities.iter().filter(|one| one.kind == ActivityKind::ThemeDay && one.day <= today);
        for activity in theme_days {
            let Some(host) = self.organisations.iter().find(|one| hosts(one, activity.host.as_str())) else { continue };
            for subject in self.counts_for(host, PartyMeetingKind::ThemeDay) {
                let record = format!("活动 {}", activity.no.as_str());
                out.push(proof("party.life.theme_day", subject.name.as_str(), activity.day, record));
            }
        }
        out
    }

    /// The organisations for which a meeting counts: the one that held it, and of a theme Party day all branches below it.
    fn counts_for(&self, held_by: &'r PartyOrganisation, kind: PartyMeetingKind) -> Vec<&'r PartyOrganisation> {
        if kind != PartyMeetingKind::ThemeDay || held_by.kind.holds_relations() {
            return vec![held_by];
        }
        let below = |one: &&PartyOrganisation| {
            one.kind.holds_relations() && one.superior.as_ref().and_then(Ref::id) == Some(held_by.id)
        };
        self.organisations.iter().filter(below).collect()
    }
}

/// Whether a name in the register of activities is that of an organisation: its own, or 某村党委 for 中共某村委员会.
fn hosts(organisation: &PartyOrganisation, name: &str) -> bool {
    let own = organisation.name.as_str();
    let short = own.strip_prefix("中共").and_then(|rest| rest.strip_suffix("委员会"));
    own == name || short.is_some_and(|short| name.strip_suffix("党委") == Some(short))
}

/// 固定日 Whether a theme Party day was held near its fixed day of the month; the last day stands for one that the month does not have.
///
/// # Errors
/// Those of the rulebook.
pub fn theme_day_fixed(book: Book<'_>, fixed: u32, on: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.theme_day.fixed")? else { return Ok(None) };
    let wanted = fixed.min(on.in_month().last_day().day());
    let apart = i64::from(on.day().abs_diff(wanted));
    let check = check.saw("fixed", fixed).saw("day", on.day());
    Ok(Some(check.at_most(book.number("party.theme_day.slack")?, apart)))
}
