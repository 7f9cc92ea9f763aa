//! 党员“亮诺亮绩亮牌”登记表 Promises, results and badges of members.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Achievement, Badge, BadgeKind, PartyMember, Pledge, PledgeCategory};
use crate::schema::{Key, Secret};
use crate::value::{Day, IdNumber, PersonName, Plain, RefNo, Text};

crate::row! {
    /// 党员亮诺 A row of the register of pledges.
    pub struct PledgeRow {
        sheet: "党员亮诺", title: "党员“亮诺亮绩亮牌”登记表", key: [no];
        no: RefNo = "编号",
        name: PersonName = "姓名",
        identity: IdNumber = "身份证号" | "身份证号码" | "公民身份号码",
        branch: Text = "所在党支部" | "党支部",
        category: PledgeCategory = ["亮诺"] "承诺类别",
        promise: Text = ["亮诺"] "承诺内容",
        promised: Day = ["亮诺"] "承诺日期",
        due: Day = ["亮诺"] "完成期限",
        evidence: Option<Text> = ["亮绩"] "实绩",
        published: Option<Day> = ["亮绩"] "公示日期",
        badge: Option<BadgeKind> = ["亮牌"] "亮牌方式",
        place: Option<Text> = ["亮牌"] "公示地点",
    }
}

const BRANCH: &str = "所在党支部";

/// Two cells that are filled together or not at all.
fn pair<A: Clone, B: Clone>(a: (&str, &Option<A>), b: (&'static str, &Option<B>)) -> Result<Option<(A, B)>> {
    match (a.1, b.1) {
        (Some(one), Some(other)) => Ok(Some((one.clone(), other.clone()))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(Error::new(code::model::FIELD_NEEDS).with("column", b.0).with("field", a.0)),
        (None, Some(_)) => Err(Error::new(code::model::FIELD_UNDUE).with("column", b.0).with("state", a.0)),
    }
}

impl Register for PledgeRow {
    type Primary = Pledge;

    /// The member is found by his identity number, which stays sealed in the pledge and never becomes the text of a
    /// pending link.
    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let result = pair(("实绩", &self.evidence), ("公示日期", &self.published))?;
        let badge = pair(("亮牌方式", &self.badge), ("公示地点", &self.place))?;
        let number = self.identity.plain();
        let member = to.link::<PartyMember>("身份证号", &number)?.id();
        let branch = to.link(BRANCH, self.branch.as_str())?;
        let (id, resident) = (to.id(), to.find(&number));
        to.put(Pledge {
            id,
            no: self.no.clone(),
            member,
            resident,
            name: self.name.clone(),
            identity: Secret::open(self.identity.clone()),
            branch,
            category: self.category,
            promise: self.promise.clone(),
            promised: self.promised,
            due: self.due,
            achievement: result.map(|(evidence, published)| Achievement { evidence, published }),
            badge: badge.map(|(kind, place)| Badge { kind, place }),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Pledge>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Pledge) -> Result<PledgeRow> {
    let (result, badge) = (it.achievement.as_ref(), it.badge.as_ref());
    Ok(PledgeRow {
        no: it.no.clone(),
        name: it.name.clone(),
        identity: it.identity.get()?.clone(),
        branch: link_text(held, &it.branch, |branch| branch.name.clone())?,
        category: it.category,
        promise: it.promise.clone(),
        promised: it.promised,
        due: it.due,
        evidence: result.map(|result| result.evidence.clone()),
        published: result.map(|result| result.published),
        badge: badge.map(|badge| badge.kind),
        place: badge.map(|badge| badge.place.clone()),
    })
}
