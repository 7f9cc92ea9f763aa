//! 换届选举 The register of committee elections, until the candidates are nominated; ballots and handover are recorded by command.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{ChosenCommittee, ElectionKind, Nomination, VillageElection};
use crate::rules::Body;
use crate::schema::Key;
use crate::value::{Count, Day, PersonName, Plain as _, Text};

crate::row! {
    /// 换届选举 A row of the register of committee elections.
    pub struct VillageElectionRow {
        sheet: "换届选举", title: "村民委员会选举登记表", key: [name];
        name: Text = "届次",
        kind: ElectionKind = "选举类别",
        posts: Count = "应选名额",
        began: Day = "开始日期",
        polling: Day = "选举日",
        chosen: Option<Day> = ["村民选举委员会"] "推选日期",
        chosen_by: Option<Body> = ["村民选举委员会"] "推选主体",
        registered: Count = ["选民名单"] "选民人数",
        published: Option<Day> = ["选民名单"] "公布日期",
        place: Option<Text> = ["选民名单"] "公布地点",
        nominated: Option<Day> = ["提名"] "提名日期",
        candidates: Option<Text> = ["提名"] "候选人",
    }
}

impl Register for VillageElectionRow {
    type Primary = VillageElection;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let known = to.old::<VillageElection>().cloned();
        let chosen = both(("推选日期", self.chosen), ("推选主体", self.chosen_by))?;
        let chosen = chosen.map(|(on, by)| Ok(ChosenCommittee { on, by: Text::parse(by.code())? }));
        let candidates = self.candidates.as_ref().map(names).transpose()?;
        let nomination = both(("提名日期", self.nominated), ("候选人", candidates))?;
        let nomination = nomination.map(|(on, candidates)| Nomination { on, candidates });
        // What commands recorded of ballots and handover is no part of the sheet, and stays.
        let known = known.as_ref();
        to.put(VillageElection {
            id,
            name: self.name.clone(),
            kind: self.kind,
            posts: self.posts,
            began: self.began,
            polling: self.polling,
            chosen: chosen.transpose()?,
            registered: self.registered,
            published: self.published,
            place: self.place.clone(),
            nomination,
            voids: known.map(|it| it.voids.clone()).unwrap_or_default(),
            poll: known.and_then(|it| it.poll),
            second: known.and_then(|it| it.second),
            vacant: known.and_then(|it| it.vacant.clone()),
            announced: known.and_then(|it| it.announced),
            handover: known.and_then(|it| it.handover.clone()),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<VillageElection>().iter().map(|it| Ok((row_of(it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(it: &VillageElection) -> Result<VillageElectionRow> {
    let names = it.nomination.as_ref().map(|nomination| {
        let names: Vec<&str> = nomination.candidates.iter().map(PersonName::as_str).collect();
        Text::parse(&names.join("、"))
    });
    Ok(VillageElectionRow {
        name: it.name.clone(),
        kind: it.kind,
        posts: it.posts,
        began: it.began,
        polling: it.polling,
        chosen: it.chosen.as_ref().map(|chosen| chosen.on),
        chosen_by: it.chosen.as_ref().map(|chosen| Body::parse(chosen.by.as_str())).transpose()?,
        registered: it.registered,
        published: it.published,
        place: it.place.clone(),
        nominated: it.nomination.as_ref().map(|nomination| nomination.on),
        candidates: names.transpose()?,
    })
}

/// Names with 、 between.
fn names(list: &Text) -> Result<Vec<PersonName>> {
    let names = list.as_str().split(['、', '，', ',', '；', ';']).map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| PersonName::parse(name).map_err(|error| error.with("column", "候选人"))).collect()
}

/// Two cells that are filled together or not at all.
pub(super) fn both<A, B>(one: (&'static str, Option<A>), other: (&'static str, Option<B>)) -> Result<Option<(A, B)>> {
    match (one.1, other.1) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        (None, None) => Ok(None),
        (None, _) => Err(crate::exchange::sheets::deal::half(one.0, other.0)),
        (_, None) => Err(crate::exchange::sheets::deal::half(other.0, one.0)),
    }
}
