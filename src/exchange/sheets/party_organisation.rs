//! 党组织一览表 The register of Party organisations.

use crate::error::Result;
use crate::exchange::sheets::person::link_text_if;
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{Cooperative, Grid, PartyOrganisation, PartyOrganisationKind, Ref};
use crate::schema::Key;
use crate::value::{Count, Day, GridCode, PersonName, Plain, RefNo, Text};

crate::row! {
    /// 党组织 A row of the register of Party organisations.
    pub struct PartyOrganisationRow {
        sheet: "党组织", title: "党组织一览表", key: [code];
        code: RefNo = "组织编码" | "党组织编码",
        name: Text = "组织名称" | "党组织名称",
        kind: PartyOrganisationKind = "组织类型" | "类型",
        superior: Option<Text> = "上级党组织" | "上级组织",
        secretary: Option<PersonName> = "书记(组长)" | "书记" | "书记或组长",
        deputies: Option<Text> = "副书记",
        members: Option<Text> = "委员",
        founded: Day = "成立日期",
        approval: Option<Text> = "批准文号",
        full: Option<Count> = "正式党员数",
        probationary: Option<Count> = "预备党员数",
        belongs_to: Option<Text> = "对应合作社或网格",
        note: Option<Text> = "说明" | "备注",
    }
}

const SUPERIOR: &str = "上级党组织";
const BELONGS_TO: &str = "对应合作社或网格";

/// The superior, as a link inside the village, or as the name of one outside.
type Superior = (Option<Ref<PartyOrganisation>>, Option<Text>);

impl PartyOrganisationRow {
    /// A group or functional branch stands below an organisation of the village; the others may stand below one outside.
    fn superior(&self, to: &mut Stage<'_>) -> Result<Superior> {
        let Some(name) = &self.superior else { return Ok((None, None)) };
        match to.link(SUPERIOR, name.as_str()) {
            Ok(link) => Ok((Some(link), None)),
            Err(error) if error.code() == "exchange.reference.unknown" && !self.kind.is_below_another() => {
                Ok((None, Some(name.clone())))
            }
            Err(error) => Err(error),
        }
    }
}

impl Register for PartyOrganisationRow {
    type Primary = PartyOrganisation;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let (superior, superior_outside) = self.superior(to)?;
        let (mut cooperative, mut grid) = (None::<Ref<Cooperative>>, None::<Ref<Grid>>);
        if let Some(place) = &self.belongs_to {
            if GridCode::parse(place.as_str()).is_ok() {
                grid = Some(to.link(BELONGS_TO, place.as_str())?);
            } else {
                cooperative = Some(to.link(BELONGS_TO, place.as_str())?);
            }
        }
        let id = to.id();
        to.put(PartyOrganisation {
            id,
            code: self.code.clone(),
            name: self.name.clone(),
            kind: self.kind,
            superior,
            superior_outside,
            secretary: self.secretary.clone(),
            deputies: self.deputies.clone(),
            members: self.members.clone(),
            founded: self.founded,
            approval: self.approval.clone(),
            stated_full: self.full,
            stated_probationary: self.probationary,
            cooperative,
            grid,
            note: self.note.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<PartyOrganisation>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }

    /// Code, name, and for a group its short name within its branch: `东华村第一经济合作社大支部/第三党小组`.
    fn natural(&self) -> Vec<String> {
        let mut natural = vec![self.key(), self.name.plain()];
        if let (PartyOrganisationKind::Group, Some(branch)) = (self.kind, &self.superior) {
            natural.push(group_key(branch.as_str(), PartyOrganisation::short_name_of(self.name.as_str())));
        }
        natural
    }

    fn natural_of_refused(cell: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
        let names = cell("superior").zip(cell("name"));
        names.map(|(branch, name)| group_key(&branch, PartyOrganisation::short_name_of(&name))).into_iter().collect()
    }
}

/// The natural key of a group within its branch.
pub(super) fn group_key(branch: &str, group: &str) -> String {
    format!("{branch}/{group}")
}

fn row_of(held: &Held, it: &PartyOrganisation) -> Result<PartyOrganisationRow> {
    let inside = link_text_if(held, it.superior.as_ref(), |above| above.name.clone())?;
    let grid = link_text_if(held, it.grid.as_ref(), |grid| grid.code)?;
    let grid = grid.map(|code| Text::parse(&code.plain())).transpose()?;
    let cooperative = link_text_if(held, it.cooperative.as_ref(), |one| one.name.clone())?;
    Ok(PartyOrganisationRow {
        code: it.code.clone(),
        name: it.name.clone(),
        kind: it.kind,
        superior: inside.or_else(|| it.superior_outside.clone()),
        secretary: it.secretary.clone(),
        deputies: it.deputies.clone(),
        members: it.members.clone(),
        founded: it.founded,
        approval: it.approval.clone(),
        full: it.stated_full,
        probationary: it.stated_probationary,
        belongs_to: grid.or(cooperative),
        note: it.note.clone(),
    })
}
