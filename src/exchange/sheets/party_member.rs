//! 在册党员名册 The roll of Party members.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::party_organisation::group_key;
use crate::exchange::sheets::person::{link_text, link_text_if, opened};
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{Floating, Membership, PartyMember, PartyOrganisation, Ref};
use crate::schema::{Key, Secret};
use crate::value::{Day, IdNumber, PersonName, Phone, Plain, RefNo, Sex, Text, YesNo};

crate::row! {
    /// 党员 A row of the roll of Party members.
    pub struct PartyMemberRow {
        sheet: "党员", title: "在册党员名册", key: [no];
        no: RefNo = "党员编号" | "编号",
        name: PersonName = ["基本信息"] "姓名",
        sex: Sex = ["基本信息"] "性别",
        identity: IdNumber = ["基本信息"] "身份证号" | "身份证号码" | "公民身份号码",
        birth: Day = ["基本信息"] "出生日期",
        phone: Option<Phone> = ["基本信息"] "联系电话" | "电话" | "手机号码",
        joined: Day = ["党籍信息"] "入党日期" | "入党时间" as text,
        confirmed: Option<Day> = ["党籍信息"] "转正日期" | "转正时间" as text,
        membership: Membership = ["党籍信息"] "党员类别",
        branch: Text = ["组织信息"] "所在党支部" | "党支部",
        group: Option<Text> = ["组织信息"] "党小组",
        functional_branch: Option<Text> = ["组织信息"] "功能性党支部",
        floating: YesNo = ["流动党员"] "是否流动党员",
        place: Option<Text> = ["流动党员"] "流出地",
        reported_back: Option<Day> = ["流动党员"] "回村报到日期",
    }
}

const BRANCH: &str = "所在党支部";
const GROUP: &str = "党小组";
const FUNCTIONAL: &str = "功能性党支部";

impl PartyMemberRow {
    /// A group goes by its short name within the branch, or by its full name.
    fn group(&self, to: &mut Stage<'_>) -> Result<Option<Ref<PartyOrganisation>>> {
        let Some(name) = &self.group else { return Ok(None) };
        if let Some(id) = to.find(name.as_str()) {
            return Ok(Some(Ref::Known(id)));
        }
        to.link(GROUP, &group_key(self.branch.as_str(), name.as_str())).map(Some)
    }

    fn floating(&self) -> Result<Option<Floating>> {
        let wrong = |code, column| Err(Error::new(code).with("column", column).with("state", "是否流动党员"));
        if self.floating.is_yes() {
            let Some(place) = self.place.clone() else { return wrong(code::model::FIELD_DUE, "流出地") };
            return Ok(Some(Floating { place, reported_back: self.reported_back }));
        }
        match (&self.place, self.reported_back) {
            (Some(_), _) => wrong(code::model::FIELD_UNDUE, "流出地"),
            (_, Some(_)) => wrong(code::model::FIELD_UNDUE, "回村报到日期"),
            (None, None) => Ok(None),
        }
    }
}

impl Register for PartyMemberRow {
    type Primary = PartyMember;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let floating = self.floating()?;
        let branch = to.link(BRANCH, self.branch.as_str())?;
        let group = self.group(to)?;
        let functional_branch =
            self.functional_branch.as_ref().map(|name| to.link(FUNCTIONAL, name.as_str())).transpose()?;
        let (id, resident) = (to.id(), to.find(&self.identity.plain()));
        to.put(PartyMember {
            id,
            no: self.no.clone(),
            resident,
            name: self.name.clone(),
            sex: self.sex,
            identity: Secret::open(self.identity.clone()),
            birth: self.birth,
            phone: self.phone.clone().map(Secret::open),
            joined: self.joined,
            confirmed: self.confirmed,
            membership: self.membership,
            branch,
            group,
            functional_branch,
            floating,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<PartyMember>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }

    /// Number on the roll, and identity number.
    fn natural(&self) -> Vec<String> {
        vec![self.key(), self.identity.plain()]
    }
}

fn row_of(held: &Held, it: &PartyMember) -> Result<PartyMemberRow> {
    let group = link_text_if(held, it.group.as_ref(), |group: &PartyOrganisation| group.name.clone())?;
    let short = |name: Text| {
        let name = name.as_str();
        Text::parse(name.split_once('/').map_or_else(|| PartyOrganisation::short_name_of(name), |(_, group)| group))
    };
    let group = group.map(short).transpose()?;
    Ok(PartyMemberRow {
        no: it.no.clone(),
        name: it.name.clone(),
        sex: it.sex,
        identity: it.identity.get()?.clone(),
        birth: it.birth,
        phone: opened(it.phone.as_ref())?,
        joined: it.joined,
        confirmed: it.confirmed,
        membership: it.membership,
        branch: link_text(held, &it.branch, |branch| branch.name.clone())?,
        group,
        functional_branch: link_text_if(held, it.functional_branch.as_ref(), |one| one.name.clone())?,
        floating: it.floating.is_some().into(),
        place: it.floating.as_ref().map(|floating| floating.place.clone()),
        reported_back: it.reported_back(),
    })
}
