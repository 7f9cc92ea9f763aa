//! 设置、变更、撤销 Forming, changing and dissolving organisations.

use super::{Party, change, create, level, not_before, unchanged};
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::model::{
    Cooperative, Grid, PartyApprover, PartyChange, PartyChangeKind, PartyOrganisation, PartyOrganisationKind as Kind,
    Ref,
};
use crate::rules::party::{Organisation, dissolve_members, provisional_officers, village_approval};
use crate::rules::{Findings, Level};
use crate::schema::{Id, Prefixed};
use crate::store::{Committed, Filter, Guard, Stored};
use crate::value::{Count, Day, PersonName, Plain, RefNo, Text};

/// 班子 Who leads an organisation.
#[derive(Debug, Clone, Default)]
pub struct Officers {
    /// 书记(组长) Secretary, or leader of a group.
    pub secretary: Option<PersonName>,
    /// 副书记 Deputies.
    pub deputies: Vec<PersonName>,
    /// 委员 Committee members besides.
    pub members: Vec<PersonName>,
    /// 上级指定 Whether the superior named them, instead of an election.
    pub named_by_superior: bool,
}

/// 设立党组织 An organisation is formed.
#[derive(Debug, Clone)]
pub struct FormOrganisation {
    /// 组织编码 Code within the village; nobody else may have it.
    pub code: RefNo,
    /// 组织名称 Name.
    pub name: Text,
    /// 组织类型 Kind.
    pub kind: Kind,
    /// 上级党组织 The superior, where it is one of the village's own.
    pub superior: Option<Id<PartyOrganisation>>,
    /// 上级党组织 The superior outside the village.
    pub superior_outside: Option<Text>,
    /// 成立日期 Day.
    pub founded: Day,
    /// 批准机关 Who approved it.
    pub approver: PartyApprover,
    /// 批准文号 Number of the paper.
    pub paper: Text,
    /// 事由 Why.
    pub reason: Text,
    /// 班子 Who leads it.
    pub officers: Officers,
    /// 正式党员 Full members it starts with.
    pub full: u32,
    /// 预备党员 Probationary members it starts with.
    pub probationary: u32,
    /// 联合单位 Full members of each unit of a joint branch.
    pub units: Vec<u32>,
    /// 工作需要 Whether a real need is stated.
    pub need: bool,
    /// 对应合作社 The cooperative it belongs to.
    pub cooperative: Option<Id<Cooperative>>,
    /// 对应网格 The grid it belongs to.
    pub grid: Option<Id<Grid>>,
}

/// 变更党组织 An organisation gets another name, kind, superior or other officers.
#[derive(Debug, Clone)]
pub struct ChangeOrganisation {
    /// 党组织 Which.
    pub organisation: Id<PartyOrganisation>,
    /// 日期 Day.
    pub on: Day,
    /// 批准机关 Who approved it.
    pub approver: PartyApprover,
    /// 批准文号 Number of the paper.
    pub paper: Text,
    /// 事由 Why.
    pub reason: Text,
    /// 新名称 New name.
    pub name: Option<Text>,
    /// 新类型 New kind, which its members on that day must allow.
    pub kind: Option<Kind>,
    /// 新班子 New officers.
    pub officers: Option<Officers>,
}

/// 撤销党组织 An organisation is dissolved.
#[derive(Debug, Clone)]
pub struct DissolveOrganisation {
    /// 党组织 Which.
    pub organisation: Id<PartyOrganisation>,
    /// 撤销日期 The first day on which it is no more.
    pub on: Day,
    /// 批准机关 Who approved it.
    pub approver: PartyApprover,
    /// 批准文号 Number of the paper.
    pub paper: Text,
    /// 事由 Why.
    pub reason: Text,
}

fn list(names: &[PersonName]) -> Result<Option<Text>> {
    let names: Vec<String> = names.iter().map(Plain::plain).collect();
    if names.is_empty() { Ok(None) } else { Text::parse(&names.join("、")).map(Some) }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Officers {
    fn counted(&self, organisation: &mut Organisation) {
        organisation.secretaries = u32::from(self.secretary.is_some());
        organisation.deputies = number(self.deputies.len());
        let all = organisation.secretaries + organisation.deputies + number(self.members.len());
        organisation.committee = if self.members.is_empty() { 0 } else { all };
    }
}

impl Party<'_> {
    /// 设立 Forms an organisation that the rules of its founding day allow, guarded so that its code is not taken.
    ///
    /// # Errors
    /// `rules.refused` with what is not met; `ledger.party.code` when the code is taken; `ledger.party.missing` without its superior;
    /// `model.…`.
    pub async fn form_organisation(&self, how: FormOrganisation) -> Result<(Id<PartyOrganisation>, Findings)> {
        let session = self.session;
        let superior = match how.superior {
            Some(id) => Some(self.load(id).await?),
            None => None,
        };
        let mut facts = Organisation {
            full: how.full,
            members: how.full.saturating_add(how.probationary),
            units: how.units.clone(),
            need: how.need,
            approved_by: Some(level(how.approver)),
            above: Some(if superior.is_some() { Level::Charter } else { Level::Town }),
            places: u32::from(how.cooperative.is_some()) + u32::from(how.grid.is_some()),
            ..Organisation::of(how.kind)
        };
        how.officers.counted(&mut facts);
        let book = self.book(how.founded);
        let mut findings = facts.check(book)?;
        if how.kind == Kind::ProvisionalBranch {
            findings.add(provisional_officers(book, how.officers.named_by_superior)?);
        }
        let findings = findings.or_refuse()?;
        let same = Filter::eq("code", how.code.as_str());
        if session.party_organisations().count(same.clone()).await? > 0 {
            return Err(Error::new(code::ledger::PARTY_CODE).with("code", how.code.as_str()));
        }
        let id = session.mint();
        let stated = !matches!(how.kind, Kind::BigCommittee);
        let organisation = PartyOrganisation {
            id,
            code: how.code,
            name: how.name,
            kind: how.kind,
            superior: how.superior.map(Ref::Known),
            superior_outside: how.superior_outside,
            secretary: how.officers.secretary.clone(),
            deputies: list(&how.officers.deputies)?,
            members: list(&how.officers.members)?,
            founded: how.founded,
            approval: Some(how.paper.clone()),
            stated_full: stated.then(|| Count::new(how.full)),
            stated_probationary: stated.then(|| Count::new(how.probationary)),
            cooperative: how.cooperative.map(Ref::Known),
            grid: how.grid.map(Ref::Known),
            note: None,
        };
        let event = PartyChange {
            id: session.mint(),
            organisation: id,
            kind: PartyChangeKind::Formed,
            on: how.founded,
            approver: how.approver,
            paper: how.paper,
            reason: how.reason,
        };
        let mut guards = vec![Guard::Count { kind: PartyOrganisation::KIND.into(), filter: same, is: 0 }];
        guards.extend(superior.iter().map(unchanged));
        session.write(Act::Write, vec![create(organisation), create(event)], guards, None).await?;
        Ok((id, findings))
    }

    /// 变更 Changes an organisation; a new kind must be one that its members on that day allow.
    ///
    /// # Errors
    /// `rules.refused`; `ledger.party.missing`; `ledger.party.early` before its founding; `ledger.party.dissolved`; `model.…`.
    pub async fn change_organisation(&self, how: ChangeOrganisation) -> Result<(Option<Committed>, Findings)> {
        let mut stored = self.standing(how.organisation, how.on).await?;
        let book = self.book(how.on);
        let mut guards = vec![not_dissolved(how.organisation)];
        let mut findings = Findings::default();
        if how.kind.is_none() {
            findings.add(village_approval(book, Some(level(how.approver)))?);
        }
        let organisation = &mut stored.entity;
        if let Some(name) = how.name {
            organisation.name = name;
        }
        if let Some(officers) = &how.officers {
            organisation.secretary.clone_from(&officers.secretary);
            organisation.deputies = list(&officers.deputies)?;
            organisation.members = list(&officers.members)?;
        }
        if let Some(kind) = how.kind {
            let roll = self.roll(&stored.entity, how.on).await?;
            stored.entity.kind = kind;
            // The reason of the change states the need.
            let by = Some(level(how.approver));
            let mut facts =
                Organisation { need: true, ..Organisation::of_record(&stored.entity, &roll.counted, 0, by) };
            if let Some(officers) = &how.officers {
                officers.counted(&mut facts);
            }
            for finding in facts.check(book)? {
                findings.add([finding]);
            }
            guards.extend(roll.guards);
        }
        let findings = findings.or_refuse()?;
        let event = PartyChange {
            id: self.session.mint(),
            organisation: how.organisation,
            kind: if how.officers.is_some_and(|officers| officers.named_by_superior) {
                PartyChangeKind::Named
            } else {
                PartyChangeKind::Changed
            },
            on: how.on,
            approver: how.approver,
            paper: how.paper,
            reason: how.reason,
        };
        let writes = vec![change(stored.entity, stored.rev), create(event)];
        Ok((self.session.write(Act::Write, writes, guards, None).await?, findings))
    }

    /// 撤销 Dissolves an organisation that no member belongs to any more.
    ///
    /// # Errors
    /// As [`Party::change_organisation`].
    pub async fn dissolve_organisation(&self, how: DissolveOrganisation) -> Result<Option<Committed>> {
        let stored = self.standing(how.organisation, how.on).await?;
        let book = self.book(how.on);
        let roll = self.roll(&stored.entity, how.on).await?;
        let mut findings = Findings::default();
        findings.add(village_approval(book, Some(level(how.approver)))?);
        if stored.kind.holds_relations() {
            findings.add(dissolve_members(book, roll.counted.members())?);
        }
        findings.or_refuse()?;
        let mut guards = roll.guards;
        guards.push(unchanged(&stored));
        guards.push(not_dissolved(how.organisation));
        let event = PartyChange {
            id: self.session.mint(),
            organisation: how.organisation,
            kind: PartyChangeKind::Dissolved,
            on: how.on,
            approver: how.approver,
            paper: how.paper,
            reason: how.reason,
        };
        self.session.write(Act::Write, vec![create(event)], guards, None).await
    }

    /// An organisation that was founded by that day and is not dissolved.
    pub(super) async fn standing(&self, id: Id<PartyOrganisation>, on: Day) -> Result<Stored<PartyOrganisation>> {
        let stored = self.load(id).await?;
        not_before("成立日期 founding", on, stored.founded)?;
        let ended = self.every::<PartyChange>(dissolved(id)).await?;
        if let Some(ended) = ended.first() {
            return Err(Error::new(code::ledger::PARTY_DISSOLVED)
                .with("organisation", stored.name.as_str())
                .with("day", ended.on));
        }
        Ok(stored)
    }
}

/// The organisation is not dissolved when something is committed for it.
pub(super) fn not_dissolved(id: Id<PartyOrganisation>) -> Guard {
    Guard::Count { kind: PartyChange::KIND.into(), filter: dissolved(id), is: 0 }
}

fn dissolved(id: Id<PartyOrganisation>) -> Filter {
    Filter::eq("organisation", id).and(Filter::eq("change", PartyChangeKind::Dissolved))
}
