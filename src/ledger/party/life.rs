//! 组织生活 Meetings held, and the calendar of what is due.

use super::organisations::not_dissolved;
use super::{Party, create, unchanged};
use crate::access::Act;
use crate::error::Result;
use crate::model::{
    Activity, PartyChange, PartyMeeting, PartyMeetingKind, PartyMember, PartyOrganisation, PartyStanding,
};
use crate::rules::party::{Calendar, PartyRecords, calendar, theme_day_fixed};
use crate::rules::{Finding, Findings};
use crate::schema::{Entity, Id};
use crate::store::Stored;
use crate::value::{Count, Day, Period, PersonName, Text};

/// 开展组织生活 A meeting, lecture or theme day of an organisation was held.
#[derive(Debug, Clone)]
pub struct HoldMeeting {
    /// 党组织 Which organisation.
    pub organisation: Id<PartyOrganisation>,
    /// 类别 What sort.
    pub kind: PartyMeetingKind,
    /// 日期 Day.
    pub on: Day,
    /// 地点 Place.
    pub place: Text,
    /// 应到 Who should attend; counted from the register where it is left out: members, or of a committee meeting its officers.
    pub entitled: Option<Count>,
    /// 实到 Present.
    pub present: Count,
    /// 议题 What it was about.
    pub topics: Text,
    /// 主持人 Chair.
    pub chair: PersonName,
    /// 记录人 Who took the minutes.
    pub recorder: PersonName,
    /// 流动党员 The floating member who was contacted.
    pub member: Option<Id<PartyMember>>,
    /// 固定日 The organisation's fixed day of the month for theme days, where it has one.
    pub fixed_day: Option<u32>,
}

impl Party<'_> {
    /// 开展组织生活 Records a meeting. Of a theme Party day off its fixed day, a finding comes back that points it out.
    ///
    /// # Errors
    /// `ledger.party.missing`, `.dissolved`, `.early`; `model.…` when more are present than should be, or a contact names nobody.
    pub async fn hold_meeting(&self, how: HoldMeeting) -> Result<(Id<PartyMeeting>, Findings)> {
        let organisation = self.standing(how.organisation, how.on).await?;
        let mut guards = Vec::new();
        let entitled = match (how.entitled, how.kind) {
            (Some(entitled), _) => entitled,
            (None, PartyMeetingKind::Committee) => officers(&organisation.entity),
            (None, PartyMeetingKind::FloatingContact) => Count::new(1),
            // Probationary members attend, too; they do not vote.
            (None, _) => {
                let roll = self.roll(&organisation.entity, how.on).await?;
                guards = roll.guards;
                Count::new(roll.counted.members())
            }
        };
        let resident = match how.member {
            Some(member) => self.load(member).await?.resident,
            None => None,
        };
        let mut findings = Findings::default();
        if let (PartyMeetingKind::ThemeDay, Some(fixed)) = (how.kind, how.fixed_day) {
            findings.add(theme_day_fixed(self.book(how.on), fixed, how.on)?);
        }
        let findings = findings.or_refuse()?;
        let id = self.session.mint();
        let meeting = PartyMeeting {
            id,
            organisation: how.organisation,
            kind: how.kind,
            on: how.on,
            place: how.place,
            entitled,
            present: how.present,
            topics: how.topics,
            chair: how.chair,
            recorder: how.recorder,
            member: how.member,
            resident,
        };
        guards.extend([unchanged(&organisation), not_dissolved(how.organisation)]);
        self.session.write(Act::Write, vec![create(meeting)], guards, None).await?;
        Ok((id, findings))
    }

    /// 组织生活日历 What every organisation owes within a stretch of time, closed by what the ledger holds.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store and of [`calendar`].
    pub async fn calendar(&self, within: Period, today: Day) -> Result<Calendar> {
        let session = self.session;
        let organisations = plain(session.party_organisations().all().await?);
        let changes: Vec<PartyChange> = plain(session.party_changes().all().await?);
        let members = plain(session.party_members().all().await?);
        let standings: Vec<PartyStanding> = plain(session.party_standings().all().await?);
        let meetings = plain(session.party_meetings().all().await?);
        let activities: Vec<Activity> = plain(session.activities().all().await?);
        let records = PartyRecords {
            organisations: &organisations,
            changes: &changes,
            members: &members,
            standings: &standings,
            meetings: &meetings,
            activities: &activities,
        };
        calendar(session.village.rules(), &records, within, today)
    }

    /// 逾期 What the norms say of everything that is late within a stretch of time.
    ///
    /// # Errors
    /// As [`Party::calendar`].
    pub async fn overdue(&self, within: Period, today: Day) -> Result<Vec<Finding>> {
        let calendar = self.calendar(within, today).await?;
        let rules = self.session.village.rules();
        calendar.overdue(today).filter_map(|duty| duty.finding(rules, today).transpose()).collect()
    }
}

fn plain<E: Entity>(records: Vec<Stored<E>>) -> Vec<E> {
    records.into_iter().map(|record| record.entity).collect()
}

/// How many sit on an organisation's committee, as its record lists them.
fn officers(organisation: &PartyOrganisation) -> Count {
    let listed = |list: Option<&Text>| list.map_or(0, |list| list.as_str().split('、').count());
    let all = usize::from(organisation.secretary.is_some())
        + listed(organisation.deputies.as_ref())
        + listed(organisation.members.as_ref());
    Count::new(u32::try_from(all).unwrap_or(u32::MAX))
}
