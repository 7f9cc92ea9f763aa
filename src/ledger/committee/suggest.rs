//! 选民名单建议 Who may stand on a voter list, as the ledger's residents and residences tell it; the clerk confirms.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::ledger::Committee;
use crate::model::{Residence, Resident, ResidentCategory, VoterClass};
use crate::rules::Findings;
use crate::rules::election::VoterFacts;
use crate::schema::Id;
use crate::value::{Day, PersonName};

/// 名单建议 Somebody whom the ledger suggests for a voter list. Whether he has his political rights, and what he said, the ledger does not
/// know: who enters him confirms it.
#[derive(Debug, Clone)]
pub struct VoterSuggestion {
    /// 居住人员 The resident.
    pub resident: Id<Resident>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 选民类别 On which ground.
    pub class: VoterClass,
    /// 居住起 Since when he lives in the village without a break; none where he lives elsewhere.
    pub resident_since: Option<Day>,
    /// 尚缺 What is still needed: his word, or the consent of the assembly or its representatives.
    pub missing: Findings,
}

impl Committee<'_> {
    /// 名单建议 Whom the ledger, as it is known now, suggests for the list of an election on that day: of age, and registered here or resident
    /// here for long enough. Who comes from abroad is not suggested.
    ///
    /// # Errors
    /// `access.…` without the right to read residents; those of the rulebook and of the store.
    pub async fn suggest_voters(&self, polling: Day) -> Result<Vec<VoterSuggestion>> {
        let book = self.book(polling);
        let residents = self.session.residents().records().all().await?;
        let mut homes: BTreeMap<Id<Resident>, Vec<Residence>> = BTreeMap::new();
        for residence in self.session.residents().residences().all().await? {
            homes.entry(residence.resident).or_default().push(residence.entity);
        }
        let mut suggested = Vec::new();
        for resident in residents.into_iter().filter(|resident| resident.category != ResidentCategory::Overseas) {
            let since = homes.get(&resident.entity.id).and_then(|homes| resident_since(homes, polling));
            let facts = known_facts(resident.birth, resident.category == ResidentCategory::Registered, since);
            let Some(class) = facts.class() else { continue };
            let broken = facts.check(book, polling)?.into_iter().filter(|finding| !finding.holds());
            let (name, mut missing) = (resident.name.clone(), Findings::default());
            missing.add(broken.map(|finding| finding.placed(name.as_str())));
            // What nobody can add by that day: he is too young, or lives here too short.
            let barred = |rule: &str| matches!(rule, "election.voter.age" | "election.voter.residence");
            if missing.all().iter().any(|finding| barred(finding.rule())) {
                continue;
            }
            suggested.push(VoterSuggestion {
                resident: resident.entity.id,
                name,
                class,
                resident_since: since,
                missing,
            });
        }
        Ok(suggested)
    }
}

/// What the ledger knows of a person; nothing that he or somebody else must say.
pub(super) const fn known_facts(birth: Day, registered: bool, resident_since: Option<Day>) -> VoterFacts {
    VoterFacts {
        birth,
        deprived: false,
        registered,
        resident_since,
        declared: false,
        applied: false,
        agreed: false,
        lists: 1,
    }
}

/// 连续居住起 Since when somebody lives in the village without a break on a day: back through every residence that ends where, or after, the
/// next begins; none when he does not live here on that day.
pub(super) fn resident_since(homes: &[Residence], day: Day) -> Option<Day> {
    let mut since = homes.iter().filter(|home| home.current_on(day)).map(|home| home.from).min()?;
    loop {
        let earlier = homes.iter().filter(|home| home.from < since && home.until.is_none_or(|until| until >= since));
        match earlier.map(|home| home.from).min() {
            Some(before) => since = before,
            None => return Some(since),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{Ref, Room};
    use crate::value::Plain;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn home(number: u128, from: &str, until: Option<&str>) -> Residence {
        Residence {
            id: Id::from_uuid(Uuid::from_u128(number)),
            resident: Id::from_uuid(Uuid::from_u128(1)),
            house: Ref::Known(Id::from_uuid(Uuid::from_u128(number + 100))),
            room: Room::Whole,
            from: day(from),
            until: until.map(day),
            reason: None,
            registration: None,
        }
    }

    #[test]
    fn moves_within_the_village_do_not_break_a_residence_and_a_gap_does() {
        let moved = [home(1, "2019-05-01", Some("2020-08-01")), home(2, "2020-08-01", None)];
        assert_eq!(resident_since(&moved, day("2021-03-18")), Some(day("2019-05-01")));
        assert_eq!(resident_since(&moved, day("2020-07-31")), Some(day("2019-05-01")));
        let away = [home(1, "2019-05-01", Some("2020-08-01")), home(2, "2020-08-02", None)];
        assert_eq!(resident_since(&away, day("2021-03-18")), Some(day("2020-08-02")));
        assert_eq!(resident_since(&away, day("2020-08-01")), None, "nowhere on that day");
        let two = [home(1, "2018-01-01", None), home(2, "2020-08-02", None)];
        assert_eq!(resident_since(&two, day("2021-03-18")), Some(day("2018-01-01")), "two homes at once");
        assert_eq!(resident_since(&[], day("2021-03-18")), None);
    }
}
