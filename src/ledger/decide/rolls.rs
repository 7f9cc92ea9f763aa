//! 冻结名册 Rolls from the ledger's own records, as they stood on a day and as known at a commit; and whom to recuse.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::ledger::{Decide, Then};
use crate::model::{
    Attendance, Household, NamedRoll, PartyMember, Post, PostBody, PostClass, Ref, Resident, ResidentCategory,
    RollMember, RollUnit,
};
use crate::schema::{Entity, Id};
use crate::store::{Filter, Query, Seq, select};
use crate::value::{Day, Plain, Text};

/// 名册范围 Whose roll it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollOf {
    /// 村党组织 The Party committee.
    PartyCommittee,
    /// “两委” Both committees, each person once.
    BothCommittees,
    /// 党员大会 Party members with the right to vote: full members on the day.
    PartyMembers,
    /// 村民代表会议 The representatives and the committee, each person once.
    Representatives,
    /// 村民会议（成年村民） Registered villagers of 18 years on the day.
    Adults,
    /// 村民会议（户代表） Households.
    Households,
}

/// 回避提示 Why a member of a roll should perhaps be recused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The member's record.
    pub record: Text,
    /// 理由 Why.
    pub reason: &'static str,
}

/// 当事人 Those whom a matter concerns.
#[derive(Debug, Clone, Default)]
pub struct Concerned {
    /// 居民 Residents of the village.
    pub residents: Vec<Id<Resident>>,
    /// 承租（受让）方 Name of the lessee or buyer.
    pub lessee: Option<Text>,
}

impl Concerned {
    /// Whether nobody is named.
    pub const fn is_nobody(&self) -> bool {
        self.residents.is_empty() && self.lessee.is_none()
    }
}

impl Decide<'_> {
    /// 冻结名册 The roll of a body on a day, as the ledger knows it now; nobody attends yet ([`NamedRoll::attending`]).
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn roll(&self, of: RollOf, on: Day) -> Result<NamedRoll> {
        let known = self.session.village.head().await?.seq;
        self.roll_as_of(of, on, known).await
    }

    /// 冻结名册 The roll of a body on a day, as the ledger knew it after a commit.
    ///
    /// # Errors
    /// As [`Decide::roll`]; `store.known.future` when there is no such commit yet.
    pub async fn roll_as_of(&self, of: RollOf, on: Day, known: Seq) -> Result<NamedRoll> {
        let then = self.session.as_of(known);
        let records = match of {
            RollOf::PartyCommittee => posts(&then, on, Post::is_party_cadre).await?,
            RollOf::BothCommittees => {
                posts(&then, on, |post| post.is_party_cadre() || post.is_committee_cadre()).await?
            }
            RollOf::Representatives => posts(&then, on, sits_with_representatives).await?,
            RollOf::PartyMembers => {
                let members = every::<PartyMember>(&then, Filter::default()).await?;
                let full = members.iter().filter(|member| member.is_full_on(on));
                full.map(|member| member.id.text()).collect()
            }
            RollOf::Adults => {
                let residents = every::<Resident>(&then, Filter::default()).await?;
                let adult = |it: &&Resident| it.category == ResidentCategory::Registered && is_adult(it, on);
                residents.iter().filter(adult).map(|resident| resident.id.text()).collect()
            }
            RollOf::Households => every::<Household>(&then, Filter::default())
                .await?
                .iter()
                .map(|household| household.id.text())
                .collect(),
        };
        let unit = if of == RollOf::Households { RollUnit::Households } else { RollUnit::People };
        let members = records.into_iter().map(|record| {
            let record = Text::parse(&record)?;
            Ok(RollMember { record, attendance: Attendance::Absent(None), recused: None, voted: false })
        });
        Ok(NamedRoll { frozen_on: on, known_at: known.get(), unit, members: members.collect::<Result<_>>()? })
    }

    /// 回避提示 Who on a roll shares a household with those concerned, is one of them, or bears the lessee's name. The register suggests;
    /// the meeting decides.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn conflicts(&self, roll: &NamedRoll, concerned: &Concerned) -> Result<Vec<Conflict>> {
        let then = self.session.as_of(Seq::new(roll.known_at));
        let people = members(&then).await?;
        let residents = every::<Resident>(&then, Filter::default()).await?;
        let household = |id: Id<Resident>| {
            let found = residents.binary_search_by_key(&id, |resident| resident.id).ok();
            found.and_then(|place| residents.get(place)?.household.as_ref().and_then(Ref::id))
        };
        let near: BTreeSet<Id<Household>> = concerned.residents.iter().filter_map(|id| household(*id)).collect();
        let mut found = Vec::new();
        for member in &roll.members {
            let Some((resident, name)) = people.get(member.record.as_str()) else { continue };
            let of_household = resident.and_then(household).is_some_and(|of| near.contains(&of));
            let reason = match resident {
                Some(resident) if concerned.residents.contains(resident) => "本人是当事人",
                _ if of_household => "与当事人同户",
                _ if concerned.lessee.as_ref().is_some_and(|lessee| lessee.as_str() == &**name) => {
                    "与承租（受让）方同名"
                }
                _ => continue,
            };
            found.push(Conflict { record: member.record.clone(), reason });
        }
        Ok(found)
    }
}

/// The resident and the name behind each record that can stand on a roll.
type Behind = BTreeMap<Box<str>, (Option<Id<Resident>>, Box<str>)>;

async fn members(then: &Then<'_>) -> Result<Behind> {
    let mut people = Behind::new();
    for post in every::<Post>(then, Filter::default()).await? {
        people.insert(post.id.text(), (post.resident, post.name.as_str().into()));
    }
    for member in every::<PartyMember>(then, Filter::default()).await? {
        people.insert(member.id.text(), (member.resident, member.name.as_str().into()));
    }
    for resident in every::<Resident>(then, Filter::default()).await? {
        people.insert(resident.id.text(), (Some(resident.id), resident.name.as_str().into()));
    }
    for household in every::<Household>(then, Filter::default()).await? {
        people.insert(household.id.text(), (household.head, household.head_name.as_str().into()));
    }
    Ok(people)
}

/// 村民代表会议组成人员 Representatives, and the members of the villagers' committee (村民委员会组织法 art. 25).
fn sits_with_representatives(post: &Post) -> bool {
    post.class == PostClass::Representative || post.is_committee_cadre()
}

fn is_adult(resident: &Resident, on: Day) -> bool {
    on.age_of(resident.birth).is_some_and(|age| age >= 18)
}

/// The posts held on a day that belong to a body, each person once; the record of the first post stands for him.
async fn posts(then: &Then<'_>, on: Day, belongs: fn(&Post) -> bool) -> Result<Vec<Box<str>>> {
    let posts = every::<Post>(then, Filter::valid_on("term_from", "term_until", on)).await?;
    let mut seen = BTreeSet::new();
    let held = posts.iter().filter(|post| belongs(post) && post.body_kind() != PostBody::Collective);
    Ok(held.filter(|post| seen.insert(post.person())).map(|post| post.id.text()).collect())
}

async fn every<E: Entity>(then: &Then<'_>, filter: Filter) -> Result<Vec<E>> {
    let room = then.kind::<E>();
    let mut query = select::<E>().filter(filter).limit(Query::MOST);
    let mut all = Vec::new();
    loop {
        let page = room.find(&query).await?;
        all.extend(page.records.into_iter().map(|stored| stored.entity));
        if page.next.is_none() {
            return Ok(all);
        }
        query = query.after(page.next);
    }
}
