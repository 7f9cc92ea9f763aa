//! 人数统计 Headcounts at the ledger: who may count does, and who lists people is in the log.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Held, Session, Then};
use crate::map::{Area, IdPage, VillageCount};
use crate::model::Resident;
use crate::schema::Id;
use crate::value::{Cgcs2000, Day};

impl Session<'_> {
    /// 居住人员即时统计 Counts the village as of now, for a day.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn headcount(&self, day: Day) -> Result<VillageCount> {
        counted(&self.held().await?, self, day)
    }

    /// 同步更新 Brings a count to the last commit; how many changes of people and houses that were. Counting shows nobody, so nothing is
    /// noted.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of [`VillageCount::refresh`].
    pub async fn refresh(&self, count: &mut VillageCount) -> Result<usize> {
        self.permit(Act::Read, "*")?;
        count.refresh(&*self.village.store, self.village.unit).await
    }

    /// 区域内居住人员名单 Who is counted in an area, by id and a page at a time. Listing people is in the log before it returns.
    ///
    /// # Errors
    /// `access.…` without the right to list; `map.headcount.other_unit`; those of the store.
    pub async fn residents_in(
        &self,
        count: &VillageCount,
        area: &Area<Cgcs2000>,
        after: Option<Id<Resident>>,
        limit: usize,
    ) -> Result<IdPage<Resident>> {
        if let Some(found) = count.unit().filter(|unit| *unit != self.village.unit) {
            return Err(Error::new(code::map::HEADCOUNT_OTHER_UNIT)
                .with("found", found)
                .with("wanted", self.village.unit));
        }
        let permit = self.permit(Act::List, "resident")?;
        let page = count.residents_page(area, after, limit);
        self.note(&permit, "resident", page.ids.len()).await?;
        Ok(page)
    }
}

impl Then<'_> {
    /// 当时居住人员统计 Counts the village for a day, by what was known then.
    ///
    /// # Errors
    /// As [`Then::held`].
    pub async fn headcount(&self, day: Day) -> Result<VillageCount> {
        counted(&self.held().await?, self.session(), day)
    }
}

fn counted(held: &Held, session: &Session<'_>, day: Day) -> Result<VillageCount> {
    let mut count = VillageCount::build(held.people(), held.seq(), day)?;
    count.of_unit(session.village.unit)?;
    Ok(count)
}
