//! 党员 Admitting, confirming and moving members, what limits them, and those who are away.

use super::organisations::not_dissolved;
use super::{Party, Roll, change, create, not_before, unchanged};
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::model::{
    Ballot, Floating, Membership, PartyMember, PartyOrganisation, PartyStanding, Ref, Resident, StandingKind,
};
use crate::rules::party::{MemberVote, PartyAct, confirmation, left_out, may, one_formal_branch};
use crate::rules::{Attending, Findings};
use crate::schema::{Id, Prefixed, Secret};
use crate::store::{Committed, Filter, Guard, Stored};
use crate::value::{Count, Day, IdNumber, Period, PersonName, Phone, Plain, RefNo, Sensitive, Sex, Text};

/// 表决 How a branch meeting voted on one member. Who should attend is counted from the register, not stated.
#[derive(Debug, Clone, Copy)]
pub struct MeetingVote {
    /// 到会 Full members attending.
    pub attending: Count,
    /// 赞成 In favour.
    pub agreed: Count,
    /// 逐个表决 Whether each member was discussed and voted on by himself.
    pub individually: bool,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
}

/// 接收预备党员 Somebody is admitted as a probationary member.
#[derive(Debug, Clone)]
pub struct Admit {
    /// 党员编号 Number on the roll.
    pub no: RefNo,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 身份证号 Identity number; no other member may have it.
    pub identity: IdNumber,
    /// 出生日期 Birthday.
    pub birth: Day,
    /// 联系电话 Telephone.
    pub phone: Option<Phone>,
    /// 党支部 The branch that admits him.
    pub branch: Id<PartyOrganisation>,
    /// 党小组 Group within the branch.
    pub group: Option<Id<PartyOrganisation>>,
    /// 入党日期 Day of the meeting.
    pub on: Day,
    /// 表决 How it voted.
    pub vote: MeetingVote,
}

/// 转正 A probationary member becomes a full one; his Party age counts from that day.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// 党员 Who.
    pub member: Id<PartyMember>,
    /// 转正日期 Day.
    pub on: Day,
    /// 延长月数 By how many months probation was extended.
    pub extended: u32,
    /// 表决 How the branch meeting voted.
    pub vote: MeetingVote,
}

/// 外出流动 A member leaves for long and becomes a floating one.
#[derive(Debug, Clone)]
pub struct FloatOut {
    /// 党员 Who.
    pub member: Id<PartyMember>,
    /// 流出地 Where to.
    pub place: Text,
}

/// 回村报到 A floating member reports back.
#[derive(Debug, Clone)]
pub struct ReportBack {
    /// 党员 Who.
    pub member: Id<PartyMember>,
    /// 报到日期 Day.
    pub on: Day,
}

/// 转移组织关系 A member's relation moves to another branch of the village.
#[derive(Debug, Clone)]
pub struct MoveRelation {
    /// 党员 Who.
    pub member: Id<PartyMember>,
    /// 转入支部 The branch.
    pub branch: Id<PartyOrganisation>,
    /// 党小组 Group within it.
    pub group: Option<Id<PartyOrganisation>>,
    /// 转移日期 Day.
    pub on: Day,
}

/// 党员状态 What limits a member's rights, leaves him out of those who should attend, or ends his membership.
#[derive(Debug, Clone)]
pub struct Limit {
    /// 党员 Who.
    pub member: Id<PartyMember>,
    /// 状态 What it is.
    pub kind: StandingKind,
    /// 起止 From when until when.
    pub period: Period,
    /// 已持续月数 For how many months it had lasted, where the rule counts them.
    pub months: u32,
    /// 决定 Day and body of the decision.
    pub decided: Option<(Day, Text)>,
}

impl MeetingVote {
    fn of(self, roll: &Roll) -> MemberVote {
        MemberVote {
            entitled: roll.counted.count(),
            attending: Attending::new(self.attending.get()),
            agreed: self.agreed.get(),
            individually: self.individually,
            ballot: self.ballot,
        }
    }
}

impl Party<'_> {
    /// 接收预备党员 Admits a member: the branch may recruit, the meeting was large enough, more than half of those entitled agreed.
    ///
    /// # Errors
    /// `rules.refused` with what is not met; `ledger.party.duplicate` when a member has that identity number; `ledger.party.missing`,
    /// `.dissolved`, `.early`; `model.…`.
    pub async fn admit(&self, how: Admit) -> Result<Id<PartyMember>> {
        let (session, village) = (self.session, self.session.village);
        let branch = self.standing(how.branch, how.on).await?;
        let book = self.book(how.on);
        let roll = self.roll(&branch.entity, how.on).await?;
        let mut findings = Findings::default();
        findings.add(may(book, branch.kind, PartyAct::Recruit)?);
        findings.add(one_formal_branch(book, u32::from(branch.kind.holds_relations()), 0)?);
        for finding in how.vote.of(&roll).check(book)? {
            findings.add([finding]);
        }
        findings.or_refuse()?;
        let keys = village.vault.current(&*village.store).await?;
        let tags = village.vault.tags(&*village.store, "cn_id", &how.identity.canonical()).await?;
        let same = Filter::within("identity_tag", tags);
        if session.party_members().count(same.clone()).await? > 0 {
            return Err(Error::new(code::ledger::PARTY_DUPLICATE).with("value", how.identity.masked()));
        }
        let id = session.mint();
        let member = PartyMember {
            id,
            no: how.no,
            resident: how.resident,
            name: how.name,
            sex: how.sex,
            identity: Secret::open(how.identity),
            birth: how.birth,
            phone: how.phone.map(Secret::open),
            joined: how.on,
            confirmed: None,
            membership: Membership::Probationary,
            branch: Ref::Known(how.branch),
            group: how.group.map(Ref::Known),
            functional_branch: None,
            floating: None,
        };
        let mut guards = roll.guards;
        guards.extend([keys, not_dissolved(how.branch), unchanged(&branch)]);
        guards.push(Guard::Count { kind: PartyMember::KIND.into(), filter: same, is: 0 });
        session.write(Act::Write, vec![create(member)], guards, None).await?;
        Ok(id)
    }

    /// 转正 Confirms a probationary member whose probation is over.
    ///
    /// # Errors
    /// `rules.refused`; `ledger.party.confirmed` when he is a full member already; `ledger.party.missing`, `.dissolved`; `model.…`.
    pub async fn confirm(&self, how: Confirm) -> Result<Option<Committed>> {
        let mut member = self.load(how.member).await?;
        if member.confirmed.is_some() {
            return Err(Error::new(code::ledger::PARTY_CONFIRMED).with("no", member.no.as_str()));
        }
        let branch = self.branch_of(&member, how.on).await?;
        let book = self.book(how.on);
        let roll = self.roll(&branch.entity, how.on).await?;
        let mut findings = confirmation(book, member.joined, how.extended, how.on)?;
        findings.add(may(book, branch.kind, PartyAct::Recruit)?);
        for finding in how.vote.of(&roll).check(book)? {
            findings.add([finding]);
        }
        findings.or_refuse()?;
        member.entity.confirmed = Some(how.on);
        member.entity.membership = Membership::Full;
        // The member himself is written with his revision, so he need not be guarded a second time.
        let own = member.entity.id.key();
        let mut guards = roll.guards;
        guards.retain(|guard| !matches!(guard, Guard::Unchanged(key, _) if *key == own));
        guards.push(unchanged(&branch));
        self.session.write(Act::Write, vec![change(member.entity, member.rev)], guards, None).await
    }

    /// 外出流动 Notes that a member has left for long, and is a floating one from now on.
    ///
    /// # Errors
    /// `ledger.party.missing`; `model.…`.
    pub async fn float_out(&self, how: FloatOut) -> Result<Option<Committed>> {
        let mut member = self.load(how.member).await?;
        member.entity.floating = Some(Floating { place: how.place, reported_back: None });
        self.session.write(Act::Write, vec![change(member.entity, member.rev)], Vec::new(), None).await
    }

    /// 回村报到 Notes that a floating member has reported back.
    ///
    /// # Errors
    /// `ledger.party.not_floating` when he is none; `ledger.party.missing`; `model.…`.
    pub async fn report_back(&self, how: ReportBack) -> Result<Option<Committed>> {
        let mut member = self.load(how.member).await?;
        let Some(floating) = &mut member.entity.floating else {
            return Err(Error::new(code::ledger::PARTY_NOT_FLOATING).with("no", member.no.as_str()));
        };
        floating.reported_back = Some(how.on);
        self.session.write(Act::Write, vec![change(member.entity, member.rev)], Vec::new(), None).await
    }

    /// 转移组织关系 Moves a member's relation to another formal branch of the village; functional branches hold no relations.
    ///
    /// # Errors
    /// `rules.refused`; `ledger.party.missing`, `.dissolved`, `.early`; `model.…`.
    pub async fn move_relation(&self, how: MoveRelation) -> Result<Option<Committed>> {
        let mut member = self.load(how.member).await?;
        not_before("入党日期 joining", how.on, member.joined)?;
        let branch = self.standing(how.branch, how.on).await?;
        let functional = u32::from(member.functional_branch.is_some());
        let mut findings = Findings::default();
        findings.add(one_formal_branch(self.book(how.on), u32::from(branch.kind.holds_relations()), functional)?);
        findings.or_refuse()?;
        member.entity.branch = Ref::Known(how.branch);
        member.entity.group = how.group.map(Ref::Known);
        let guards = vec![unchanged(&branch), not_dissolved(how.branch)];
        self.session.write(Act::Write, vec![change(member.entity, member.rev)], guards, None).await
    }

    /// 党员状态 Records what limits a member. Leaving him out of those who should attend needs a ground of the list, half a year where it
    /// counts, and a decision.
    ///
    /// # Errors
    /// `rules.refused`; `ledger.party.missing`; `ledger.party.early` before he joined; `model.…`.
    pub async fn limit(&self, how: Limit) -> Result<Id<PartyStanding>> {
        let member = self.load(how.member).await?;
        not_before("入党日期 joining", how.period.from(), member.joined)?;
        if how.kind.is_left_out() {
            left_out(self.book(how.period.from()), how.kind, how.months, how.decided.is_some())?.or_refuse()?;
        }
        let (decided, decided_by) = how.decided.unzip();
        let id = self.session.mint();
        let standing = PartyStanding {
            id,
            member: how.member,
            resident: member.resident,
            kind: how.kind,
            period: how.period,
            decided,
            decided_by,
        };
        self.session.write(Act::Write, vec![create(standing)], vec![unchanged(&member)], None).await?;
        Ok(id)
    }

    /// The branch in which a member's relation stands.
    async fn branch_of(&self, member: &Stored<PartyMember>, on: Day) -> Result<Stored<PartyOrganisation>> {
        let Some(branch) = member.branch.id() else {
            let pending = member.branch.pending().map(Plain::plain).unwrap_or_default();
            return Err(Error::new(code::ledger::PARTY_MISSING).with("kind", "党组织").with("id", pending));
        };
        self.standing(branch, on).await
    }
}
