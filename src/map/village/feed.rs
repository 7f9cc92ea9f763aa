//! 更新 What a change of the feed says of people and houses.

use crate::error::Result;
use crate::map::village::person::Facts;
use crate::model::{CareEntry, House, PartyMember, Residence, Resident};
use crate::schema::{Entity, Id, Prefixed, decode};
use crate::store::Change;
use crate::value::Day;

/// 更新 What a change says; nothing where a record was deleted.
pub(super) enum Update {
    Residence(Id<Residence>, Option<Residence>),
    Resident(Id<Resident>, Option<Facts>),
    House(Id<House>, Option<House>),
    /// Whose entry, and from which day on.
    Care(Id<CareEntry>, Option<(Id<Resident>, Day)>),
    Member(Id<PartyMember>, Option<(Id<Resident>, Day)>),
}

impl Update {
    /// `None` for a change of anything else.
    pub(super) fn of(change: &Change) -> Result<Option<Self>> {
        let id = &change.key.id;
        Ok(Some(match &*change.key.kind {
            Residence::KIND => Self::Residence(id.parse()?, read(change)?),
            Resident::KIND => Self::Resident(id.parse()?, read::<Resident>(change)?.as_ref().map(Facts::of)),
            House::KIND => Self::House(id.parse()?, read(change)?),
            CareEntry::KIND => Self::Care(id.parse()?, read(change)?.as_ref().and_then(care)),
            PartyMember::KIND => Self::Member(id.parse()?, read(change)?.as_ref().and_then(member)),
            _ => return Ok(None),
        }))
    }
}

/// Who is on the care roll by an entry, and from which day on; nobody when he is none of the residents.
pub(super) fn care(entry: &CareEntry) -> Option<(Id<Resident>, Day)> {
    Some((entry.resident?, entry.filed))
}

pub(super) fn member(member: &PartyMember) -> Option<(Id<Resident>, Day)> {
    Some((member.resident?, member.joined))
}

/// The record of a change, `None` when it was deleted.
fn read<E: Entity>(change: &Change) -> Result<Option<E>> {
    change.content.as_ref().map(|content| decode(&change.key, content.version, &content.body)).transpose()
}
