//! 人屋搜索 The finder at the ledger: built with a permit, masked, every search noted with its purpose.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Session;
use crate::model::House;
use crate::schema::Id;
use crate::search::{Card, Question, VillageFinder};

/// 搜索结果 What a search shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 卡片 The hits, masked, the surest first.
    pub cards: Vec<Card>,
    /// 还有更多 Whether there are more than were asked for: ask more exactly.
    pub more: bool,
}

/// 人屋搜索 One box for persons and things.
impl Session<'_> {
    /// 建立索引 Builds a finder of this village as of now and today. It holds clear text in memory, so it needs the permit to index; the
    /// building is noted in the log of readings.
    ///
    /// # Errors
    /// `access.…` without the right to index; `search.full`; those of the store.
    pub async fn finder(&self) -> Result<VillageFinder> {
        let village = self.village;
        let permit = self.permit(Act::Index, "*")?;
        let finder = VillageFinder::build(&*village.store, &village.vault, village.unit, &permit, self.today()).await?;
        self.note(&permit, "*", finder.len()).await?;
        Ok(finder)
    }

    /// 同步更新 Brings a finder to the last commit and to today; how many persons and things were looked at anew.
    ///
    /// # Errors
    /// As [`Session::finder`]; `search.other_unit`; `search.backwards` when the ledger's clock was set back.
    pub async fn follow(&self, finder: &mut VillageFinder) -> Result<usize> {
        let village = self.village;
        self.is_ours(finder)?;
        let permit = self.permit(Act::Index, "*")?;
        let looked = finder.follow(&*village.store, &village.vault, &permit, self.today()).await?;
        if looked > 0 {
            self.note(&permit, "*", looked).await?;
        }
        Ok(looked)
    }

    /// 人屋搜索 Finds, masked; the search is noted with its purpose and how many it showed, never with what was asked.
    ///
    /// # Errors
    /// `access.…` without the right to search; `search.other_unit`.
    pub fn find(&self, finder: &VillageFinder, question: &Question) -> Result<Answer> {
        self.is_ours(finder)?;
        let permit = self.permit(Act::Search, "*")?;
        let found = finder.find(question);
        let village = self.village;
        let count = u32::try_from(found.hits.len()).unwrap_or(u32::MAX);
        village.reads.note(&permit, "*", count, &*village.means.clock, &*village.means.ids);
        Ok(Answer { cards: found.hits.iter().map(|hit| finder.card(hit)).collect(), more: found.more })
    }

    /// 以屋找人 Who and what is in a house, masked. Listing people is in the log before it returns.
    ///
    /// # Errors
    /// `access.…` without the right to list; `search.other_unit`; those of the store.
    pub async fn inside(&self, finder: &VillageFinder, house: Id<House>) -> Result<Vec<Card>> {
        self.is_ours(finder)?;
        let permit = self.permit(Act::List, "*")?;
        let cards = finder.inside(house);
        self.note(&permit, "*", cards.len()).await?;
        Ok(cards)
    }

    fn is_ours(&self, finder: &VillageFinder) -> Result<()> {
        let (found, wanted) = (finder.unit(), self.village.unit);
        if found == wanted {
            return Ok(());
        }
        Err(Error::new(code::search::OTHER_UNIT).with("found", found).with("wanted", wanted))
    }
}
