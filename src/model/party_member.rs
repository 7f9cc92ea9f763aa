//! 党员 Members of the Party who are on the village's books.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{as_on_identity, empty_while, filled_while, in_order};
use crate::model::{PartyOrganisation, PersonMark, Ref, Resident};
use crate::schema::{Id, Secret};
use crate::value::{Day, IdNumber, PersonName, Phone, RefNo, Sex, Text};

crate::labels! {
    /// 党员类别 Full or probationary.
    #[doc(alias = "党员类别")]
    pub enum Membership: "党员类别 membership" {
        /// 正式党员 Full member.
        Full = "full" / "正式党员" | "正式",
        /// 预备党员 Probationary member: the duties of a full one, no vote, not eligible (党章 art. 7).
        Probationary = "probationary" / "预备党员" | "预备",
    }
}

/// 流动党员 Where a floating member has gone, and when he reported back to the village.
#[doc(alias = "流动党员")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floating {
    /// 流出地 Where to.
    pub place: Text,
    /// 回村报到日期 Day of reporting back.
    pub reported_back: Option<Day>,
}

/// 党员 A Party member on the village's books. Branch and group are where his relation stands; the functional branch
/// counts the same person a second time and is never added.
#[doc(alias = "党员")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyMember {
    /// 编号 Id.
    pub id: Id<PartyMember>,
    /// 党员编号 Number on the roll.
    pub no: RefNo,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 身份证号 Identity number.
    pub identity: Secret<IdNumber>,
    /// 出生日期 Birthday.
    pub birth: Day,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 入党日期 Day of joining, as a probationary member.
    pub joined: Day,
    /// 转正日期 Day of becoming a full member; Party age counts from it.
    pub confirmed: Option<Day>,
    /// 党员类别 Full or probationary at the ledger date.
    pub membership: Membership,
    /// 所在党支部 Branch.
    pub branch: Ref<PartyOrganisation>,
    /// 党小组 Group within the branch.
    pub group: Option<Ref<PartyOrganisation>>,
    /// 功能性党支部 Functional branch of his grid.
    pub functional_branch: Option<Ref<PartyOrganisation>>,
    /// 流动党员 Set while he is a floating member.
    pub floating: Option<Floating>,
}

crate::entity! {
    PartyMember: "party_member", "pmem", v1, "党员";
    columns {
        no "党员编号": Text = |it| it.no.as_str(),
        resident "居住人员": Text = |it| it.resident,
        sex "性别": Text = |it| it.sex.code(),
        birth "出生日期": Day = |it| it.birth,
        joined "入党日期": Day = |it| it.joined,
        confirmed "转正日期": Day = |it| it.confirmed,
        membership "党员类别": Text = |it| it.membership.code(),
        branch "所在党支部": Text = |it| &it.branch,
        group_id "党小组": Text = |it| it.group.as_ref(),
        functional_branch "功能性党支部": Text = |it| it.functional_branch.as_ref(),
        floating "流动党员": Bool = |it| it.floating.is_some(),
        reported_back "回村报到日期": Day = |it| it.reported_back(),
    }
    indexes { by_no(no), by_branch(branch, no), by_joined(joined), by_resident(resident) }
    secrets { identity "身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

/// Days between which the constitutions of the Ninth and Tenth Congress knew no probation: adopted on 14 April 1969,
/// replaced on 18 August 1977.
fn without_probation(joined: Day) -> bool {
    let (from, until) = (Day::of(1969, 4, 14), Day::of(1977, 8, 18));
    from.is_some_and(|from| from <= joined) && until.is_some_and(|until| joined < until)
}

impl PartyMember {
    /// Own invariants: sex and birthday as on the card, 18 on joining (党章 art. 1), a full member was confirmed one to two
    /// years after joining (art. 7: one year, once prolonged by at most one; none from 1969 to 1977, other terms before),
    /// a probationary one is not yet confirmed, nobody reports back before he joined.
    fn check(&self) -> Result<()> {
        as_on_identity(&self.identity, self.sex, self.birth)?;
        if self.joined.age_of(self.birth).is_none_or(|age| age < 18) {
            return Err(Error::new(code::model::PARTY_AGE).with("column", "入党日期").with("value", self.joined));
        }
        in_order(&[("入党日期", Some(self.joined)), ("转正日期", self.confirmed)])?;
        in_order(&[("入党日期", Some(self.joined)), ("回村报到日期", self.reported_back())])?;
        match self.membership {
            Membership::Full => filled_while(("转正日期", self.confirmed.is_some()), self.membership)?,
            Membership::Probationary => empty_while(("转正日期", self.confirmed.is_some()), self.membership)?,
        }
        self.check_probation()
    }

    fn check_probation(&self) -> Result<()> {
        let Some(confirmed) = self.confirmed else { return Ok(()) };
        let old = Day::of(1969, 4, 14).is_some_and(|change| self.joined < change);
        if old || without_probation(self.joined) {
            return Ok(());
        }
        let (from, to) = (self.joined.plus_months(12), self.joined.plus_months(24));
        if confirmed < from || to < confirmed {
            return Err(Error::new(code::model::PARTY_PROBATION)
                .with("column", "转正日期")
                .with("value", confirmed)
                .with("from", from)
                .with("to", to));
        }
        Ok(())
    }

    /// 党员 Whether he was a member, probationary or full, on that day.
    pub fn is_member_on(&self, day: Day) -> bool {
        self.joined <= day
    }

    /// 正式党员 Whether he was a full member on that day; only full members vote (党章 art. 7).
    #[doc(alias = "表决权")]
    pub fn is_full_on(&self, day: Day) -> bool {
        self.confirmed.is_some_and(|confirmed| confirmed <= day)
    }

    /// 预备党员 Whether he was a probationary member on that day.
    pub fn is_probationary_on(&self, day: Day) -> bool {
        self.is_member_on(day) && !self.is_full_on(day)
    }

    /// 党龄 Full years since he became a full member; `None` before.
    #[doc(alias = "党龄")]
    pub fn party_years_on(&self, day: Day) -> Option<u32> {
        day.age_of(self.confirmed?)
    }

    /// 回村报到日期 The day a floating member reported back.
    pub fn reported_back(&self) -> Option<Day> {
        self.floating.as_ref().and_then(|floating| floating.reported_back)
    }

    /// 已报到流动党员 Whether he is a floating member who had reported back by that day.
    pub fn has_reported_back_on(&self, day: Day) -> bool {
        self.reported_back().is_some_and(|back| back <= day)
    }

    /// 同一人标记 Equal to the mark of his posts.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn member() -> PartyMember {
        PartyMember {
            id: id(1),
            no: v("DY001"),
            resident: None,
            name: v("张三"),
            sex: Sex::Male,
            identity: Secret::open(v("440199198001150015")),
            birth: v("1980-01-15"),
            phone: None,
            joined: v("2000-07-01"),
            confirmed: Some(v("2001-07-01")),
            membership: Membership::Full,
            branch: Ref::Known(id(2)),
            group: None,
            functional_branch: None,
            floating: None,
        }
    }

    #[test]
    fn a_member_is_probationary_for_a_year_and_full_from_his_confirmation_on() {
        let member = member();
        assert!(member.check().is_ok());
        assert!(!member.is_member_on(v("2000-06-30")));
        assert!(member.is_probationary_on(v("2001-06-30")) && !member.is_full_on(v("2001-06-30")));
        assert!(member.is_full_on(v("2001-07-01")));
        assert_eq!(member.party_years_on(v("2023-06-30")), Some(21));
    }

    #[test]
    fn confirmation_comes_one_to_two_years_after_joining() {
        for (confirmed, fine) in
            [("2001-06-30", false), ("2001-07-01", true), ("2002-07-01", true), ("2002-07-02", false)]
        {
            let one = PartyMember { confirmed: Some(v(confirmed)), ..member() };
            assert_eq!(one.check().is_ok(), fine, "{confirmed}");
        }
        let leap = PartyMember { joined: v("2000-02-29"), confirmed: Some(v("2001-02-28")), ..member() };
        assert!(leap.check().is_ok(), "one year after a leap day is the last of February");
        let before = PartyMember { confirmed: Some(v("1999-01-01")), ..member() };
        assert_eq!(before.check().unwrap_err().code(), "model.days.order");
    }

    #[test]
    fn there_was_no_probation_from_1969_to_1977() {
        let old = PartyMember {
            identity: Secret::open(v("440199194005010038")),
            birth: v("1940-05-01"),
            joined: v("1970-07-01"),
            confirmed: Some(v("1970-07-01")),
            ..member()
        };
        assert!(old.check().is_ok());
        let later = PartyMember { joined: v("1977-08-18"), confirmed: Some(v("1977-08-18")), ..old };
        assert_eq!(later.check().unwrap_err().code(), "model.party.probation");
    }

    #[test]
    fn full_members_have_a_day_of_confirmation_and_probationary_ones_none() {
        let unconfirmed = PartyMember { confirmed: None, ..member() };
        assert_eq!(unconfirmed.check().unwrap_err().code(), "model.field.due");
        let early = PartyMember { membership: Membership::Probationary, ..member() };
        assert_eq!(early.check().unwrap_err().code(), "model.field.undue");
        assert!(PartyMember { membership: Membership::Probationary, ..unconfirmed }.check().is_ok());
    }

    #[test]
    fn nobody_joins_under_18_or_against_his_card() {
        let young = PartyMember { joined: v("1998-01-14"), confirmed: Some(v("1999-01-14")), ..member() };
        assert_eq!(young.check().unwrap_err().code(), "model.party.age");
        let of_age = PartyMember { joined: v("1998-01-15"), confirmed: Some(v("1999-01-15")), ..member() };
        assert!(of_age.check().is_ok());
        let other = PartyMember { sex: Sex::Female, ..member() };
        assert_eq!(other.check().unwrap_err().get("column"), Some("性别"));
        let other = PartyMember { birth: v("1980-01-16"), ..member() };
        assert_eq!(other.check().unwrap_err().get("column"), Some("出生日期"));
    }

    #[test]
    fn a_floating_member_reports_back_after_joining() {
        let floating = |back: &str| Some(Floating { place: v("广东省东莞市"), reported_back: Some(v(back)) });
        let back = PartyMember { floating: floating("2022-10-22"), ..member() };
        assert!(back.check().is_ok());
        assert!(back.has_reported_back_on(v("2022-10-22")) && !back.has_reported_back_on(v("2022-10-21")));
        let early = PartyMember { floating: floating("1999-10-22"), ..member() };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
    }

    #[test]
    fn neither_the_record_nor_its_mark_prints_the_number() {
        let member = member();
        let printed = format!("{member:?} {:?}", member.person());
        assert!(!printed.contains("198001") && !printed.contains("张三"), "{printed}");
        assert_eq!(member.person(), member.clone().person());
    }
}
