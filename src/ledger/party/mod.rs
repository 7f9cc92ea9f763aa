//! 党建 Party organisations: forming and changing them, members and their rights, organisation life, elections, service orders.

mod elections;
mod life;
mod members;
mod orders;
mod organisations;

pub use elections::{ApproveElection, HoldElection, Standing};
pub use life::HoldMeeting;
pub use members::{Admit, Confirm, FloatOut, Limit, MeetingVote, MoveRelation, ReportBack};
pub use orders::{AcceptOrder, CompleteOrder, HandBackOrder, PlaceOrder, RateOrder};
pub use organisations::{ChangeOrganisation, DissolveOrganisation, FormOrganisation, Officers};

use crate::error::{Error, Result, code};
use crate::ledger::{Session, Write};
use crate::model::{PartyApprover, PartyMember, PartyOrganisation, PartyStanding};
use crate::rules::party::{EntitledMembers, entitled};
use crate::rules::{Book, Level};
use crate::schema::{Entity, Id, Prefixed};
use crate::store::{Expect, Filter, Guard, Nature, Rev, StoreExt, Stored, select};
use crate::value::{Day, Plain};

/// 党建 The room of Party organisations. Each command asks the rulebook for the day on which it happens, and commits only what no rule
/// refuses; what a rule merely points out comes back with the result.
#[doc(alias = "党建")]
#[derive(Debug)]
pub struct Party<'s> {
    session: &'s Session<'s>,
}

/// An organisation's members on a day, with the guards that they are still the same when something is committed on their count.
struct Roll {
    members: Vec<Stored<PartyMember>>,
    counted: EntitledMembers,
    guards: Vec<Guard>,
}

impl<'s> Party<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    fn book(&self, day: Day) -> Book<'_> {
        self.session.village.rules().on(day)
    }

    async fn load<E: Entity>(&self, id: Id<E>) -> Result<Stored<E>> {
        let village = self.session.village;
        let found = village.store.load::<E>(village.unit, id).await?;
        found.ok_or_else(|| Error::new(code::ledger::PARTY_MISSING).with("kind", E::SPEC.zh).with("id", id))
    }

    /// Every record of a kind that matches, page by page.
    async fn every<E: Entity>(&self, filter: Filter) -> Result<Vec<Stored<E>>> {
        let village = self.session.village;
        let mut query = select::<E>().filter(filter).limit(1_000);
        let mut records = Vec::new();
        loop {
            let page = village.store.find::<E>(village.unit, &query).await?;
            records.extend(page.records);
            if page.next.is_none() {
                return Ok(records);
            }
            query = query.after(page.next);
        }
    }

    /// The members of the organisation on a day; of a group its own, of a committee those of all branches below it.
    async fn roll(&self, organisation: &PartyOrganisation, day: Day) -> Result<Roll> {
        let mut of = vec![organisation.id];
        if !organisation.kind.holds_relations() && !organisation.kind.is_below_another() {
            let below = self.every::<PartyOrganisation>(Filter::eq("superior", organisation.id)).await?;
            of.extend(below.iter().filter(|one| one.kind.holds_relations()).map(|one| one.entity.id));
        }
        let column = match organisation.kind {
            crate::model::PartyOrganisationKind::Group => "group_id",
            crate::model::PartyOrganisationKind::FunctionalBranch => "functional_branch",
            _ => "branch",
        };
        let filter = Filter::within(column, of);
        let members = self.every::<PartyMember>(filter.clone()).await?;
        let limited = Filter::within("member", members.iter().map(|member| member.entity.id));
        let standings = self.every::<PartyStanding>(limited.clone()).await?;
        let mut guards = vec![
            Guard::Count { kind: PartyMember::KIND.into(), filter, is: count(members.len()) },
            Guard::Count { kind: PartyStanding::KIND.into(), filter: limited, is: count(standings.len()) },
        ];
        guards.extend(members.iter().map(unchanged));
        guards.extend(standings.iter().map(unchanged));
        let standings: Vec<PartyStanding> = standings.into_iter().map(|one| one.entity).collect();
        let counted = entitled(members.iter().map(|member| &member.entity), &standings, day);
        Ok(Roll { members, counted, guards })
    }

    /// 应到会 Who should attend a meeting of the organisation's members on a day, and who not and why.
    ///
    /// # Errors
    /// `access.…` without the right to read members; `ledger.party.missing`.
    pub async fn entitled(&self, organisation: Id<PartyOrganisation>, day: Day) -> Result<EntitledMembers> {
        let permit = self.session.permit(crate::access::Act::Read, PartyMember::KIND)?;
        let organisation = self.load(organisation).await?;
        let roll = self.roll(&organisation.entity, day).await?;
        self.session.note(&permit, PartyMember::KIND, roll.members.len()).await?;
        Ok(roll.counted)
    }
}

fn unchanged<E: Entity>(record: &Stored<E>) -> Guard {
    Guard::Unchanged(record.entity.id().key(), record.rev)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn create<E: Entity>(record: E) -> Write {
    Write { record: Box::new(record), nature: Nature::Create, expect: Expect::Absent }
}

fn change<E: Entity>(record: E, rev: Rev) -> Write {
    Write { record: Box::new(record), nature: Nature::Change, expect: Expect::Rev(rev) }
}

/// The level of who approved.
const fn level(approver: PartyApprover) -> Level {
    match approver {
        PartyApprover::County => Level::District,
        PartyApprover::Township => Level::Town,
        PartyApprover::Village => Level::Charter,
    }
}

/// The day must not come before the one on which something began.
fn not_before(what: &'static str, day: Day, earliest: Day) -> Result<()> {
    if day < earliest {
        return Err(Error::new(code::ledger::PARTY_EARLY)
            .with("what", what)
            .with("day", day.plain())
            .with("earliest", earliest.plain()));
    }
    Ok(())
}
