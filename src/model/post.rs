//! 任职 Posts that people hold in the village's bodies, each with its term.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{as_on_identity, filled_while};
use crate::model::{Cooperative, Grid, PersonMark, Ref, Resident};
use crate::schema::{Id, Secret};
use crate::value::{Day, IdNumber, Period, PersonName, Phone, Sex, Text};

crate::labels! {
    /// 任职类别 The class under which a post is counted.
    #[doc(alias = "任职类别")]
    pub enum PostClass: "任职类别 class of post" {
        /// 两委干部 Cadre of the Party committee or the villagers' committee.
        Cadre = "cadre" / "两委干部" | "村“两委”干部" | "村两委干部",
        /// 第一书记 First secretary, sent by a higher unit.
        FirstSecretary = "first_secretary" / "第一书记",
        /// 村务监督 Supervision committee.
        Supervision = "supervision" / "村务监督",
        /// 村民代表 Villagers' representative.
        Representative = "representative" / "村民代表",
        /// 集体经济 Officers of the collective economy.
        Collective = "collective" / "集体经济",
        /// 人民调解 People's mediator.
        Mediation = "mediation" / "人民调解",
        /// 专职网格员 Full-time grid officer.
        FullTimeOfficer = "full_time_officer" / "专职网格员",
        /// 兼职网格员 Part-time grid officer.
        PartTimeOfficer = "part_time_officer" / "兼职网格员",
        /// 其他 Any other.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 机构类别 What sort of body a post belongs to, told from the body's name.
    pub enum PostBody: "任职机构类别 sort of body" {
        /// 党委 The village's Party organisation.
        Party = "party" / "村党组织",
        /// 村委会 Villagers' committee.
        Committee = "committee" / "村民委员会",
        /// 监委会 Supervision committee.
        Supervision = "supervision" / "村务监督委员会",
        /// 村民代表会议 Representative assembly.
        Assembly = "assembly" / "村民代表会议",
        /// 集体经济组织 Cooperative or joint cooperative.
        Collective = "collective" / "集体经济组织",
        /// 人民调解委员会 Mediation committee.
        Mediation = "mediation" / "人民调解委员会",
        /// 网格管理站 Grid station.
        GridStation = "grid_station" / "网格化服务管理站",
        /// 其他 Any other.
        Other = "other" / "其他机构",
    }
}

impl PostBody {
    /// The sort of a body of this name.
    pub fn of(name: &str) -> Self {
        let marks: [(&str, Self); 9] = [
            ("村民委员会", Self::Committee),
            ("村务监督委员会", Self::Supervision),
            ("村民代表", Self::Assembly),
            ("人民调解委员会", Self::Mediation),
            ("合作社", Self::Collective),
            ("经济联合社", Self::Collective),
            ("经济联社", Self::Collective),
            ("网格", Self::GridStation),
            ("党委", Self::Party),
        ];
        if name.starts_with("中共") || name.contains("党支部") || name.contains("党总支") {
            return Self::Party;
        }
        marks.into_iter().find(|(mark, _)| name.contains(mark)).map_or(Self::Other, |(_, body)| body)
    }
}

/// 任职 A post that a person holds for a term. A person with several posts has several records; count people by
/// [`Post::person`].
#[doc(alias = "任职")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// 编号 Id.
    pub id: Id<Post>,
    /// The resident who holds it, where he lives in the village.
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
    /// 任职机构 Body.
    pub body: Text,
    /// 职务 Title.
    pub title: Text,
    /// 任职类别 Class.
    pub class: PostClass,
    /// 网格编码 The grid he is answerable for.
    pub grid: Option<Ref<Grid>>,
    /// 所属经济合作社 The cooperative he acts for.
    pub cooperative: Option<Ref<Cooperative>>,
    /// 任期 Term: the paper's 任职止 names the last day, so the period ends the day after.
    pub term: Period,
    /// 来源 Where the holder comes from: sent by a unit, chosen by so many households, security team.
    pub source: Option<Text>,
}

crate::entity! {
    Post: "post", "post", v1, "任职";
    columns {
        resident "居住人员": Text = |it| it.resident,
        sex "性别": Text = |it| it.sex.code(),
        organ "任职机构": Text = |it| it.body.as_str(),
        body_kind "机构类别": Text = |it| it.body_kind().code(),
        title "职务": Text = |it| it.title.as_str(),
        class "任职类别": Text = |it| it.class.code(),
        grid "网格": Text = |it| it.grid.as_ref(),
        cooperative "所属经济合作社": Text = |it| it.cooperative.as_ref(),
        term_from "任期起": Day = |it| it.term.from(),
        term_until "任期止次日": Day = |it| it.term.until(),
    }
    indexes { by_class(class), by_organ(organ), by_grid(grid, class), by_resident(resident), by_end(term_until) }
    secrets { identity "身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl Post {
    /// Own invariants: sex and birthday as on the card, 16 when the term begins (the least age of work, Labour Law art. 15;
    /// who may be elected is a rule of its own), grid officers have a grid.
    fn check(&self) -> Result<()> {
        as_on_identity(&self.identity, self.sex, self.birth)?;
        let begins = self.term.from();
        if begins.age_of(self.birth).is_none_or(|age| age < 16) {
            return Err(Error::new(code::model::POST_YOUNG).with("column", "任职起").with("value", begins));
        }
        match self.class {
            PostClass::FullTimeOfficer | PostClass::PartTimeOfficer => {
                filled_while(("网格编码", self.grid.is_some()), self.class)
            }
            _ => Ok(()),
        }
    }

    /// 在任 Whether the post is held on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.term.contains(day)
    }

    /// 机构类别 What sort of body it belongs to.
    pub fn body_kind(&self) -> PostBody {
        PostBody::of(self.body.as_str())
    }

    /// 村党委两委干部 Whether it counts as P of the cross-holding rate n(P∩V) ÷ n(P∪V).
    #[doc(alias = "交叉任职")]
    pub fn is_party_cadre(&self) -> bool {
        self.class == PostClass::Cadre && self.body_kind() == PostBody::Party
    }

    /// 村委会两委干部 Whether it counts as V of the cross-holding rate.
    pub fn is_committee_cadre(&self) -> bool {
        self.class == PostClass::Cadre && self.body_kind() == PostBody::Committee
    }

    /// 推选户数 How many households chose a representative: 11 of `11户推选`.
    pub fn chosen_by_households(&self) -> Option<u32> {
        self.source.as_ref()?.as_str().strip_suffix("户推选")?.parse().ok()
    }

    /// 同一人标记 Equal for all posts of one person.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn post() -> Post {
        Post {
            id: id(1),
            resident: None,
            name: v("张三"),
            sex: Sex::Male,
            identity: Secret::open(v("440199198001150015")),
            birth: v("1980-01-15"),
            phone: None,
            body: v("东华村村民委员会"),
            title: v("主任"),
            class: PostClass::Cadre,
            grid: None,
            cooperative: None,
            term: Period::through(v("2021-03-18"), v("2026-03-17")).unwrap(),
            source: None,
        }
    }

    #[test]
    fn a_post_is_held_through_the_last_day_of_its_term() {
        let post = post();
        assert!(post.check().is_ok());
        assert!(!post.holds_on(v("2021-03-17")) && post.holds_on(v("2021-03-18")));
        assert!(post.holds_on(v("2026-03-17")) && !post.holds_on(v("2026-03-18")));
    }

    #[test]
    fn the_two_committees_are_told_from_their_names() {
        for (name, body) in [
            ("中共东华村委员会", PostBody::Party),
            ("东华村党委", PostBody::Party),
            ("东华村村民委员会", PostBody::Committee),
            ("东华村村务监督委员会", PostBody::Supervision),
            ("东华村村民代表会议", PostBody::Assembly),
            ("东华村人民调解委员会", PostBody::Mediation),
            ("东华村第一经济合作社", PostBody::Collective),
            ("东华村经济联合社", PostBody::Collective),
            ("东华村网格化服务管理站", PostBody::GridStation),
            ("东华村老年协会", PostBody::Other),
        ] {
            assert_eq!(PostBody::of(name), body, "{name}");
        }
        assert!(post().is_committee_cadre() && !post().is_party_cadre());
        let secretary = Post { class: PostClass::FirstSecretary, body: v("中共东华村委员会"), ..post() };
        assert!(!secretary.is_party_cadre(), "a first secretary is sent, and no cadre of the village");
    }

    #[test]
    fn a_grid_officer_has_a_grid_and_nobody_begins_before_16() {
        let officer = Post { class: PostClass::PartTimeOfficer, ..post() };
        assert_eq!(officer.check().unwrap_err().code(), "model.field.due");
        assert!(Post { grid: Some(Ref::Known(id(5))), ..officer }.check().is_ok());
        let child = Post { term: Period::since(v("1996-01-14")), ..post() };
        assert_eq!(child.check().unwrap_err().code(), "model.post.young");
    }

    #[test]
    fn several_posts_of_one_person_count_once() {
        let other = Post { id: id(2), body: v("中共东华村委员会"), title: v("书记"), ..post() };
        assert_eq!(post().person(), other.person());
        let linked = Post { resident: Some(id(9)), ..post() };
        assert_ne!(linked.person(), post().person());
    }

    #[test]
    fn households_behind_a_representative_are_read_from_the_source() {
        let chosen = Post { class: PostClass::Representative, source: Some(v("11户推选")), ..post() };
        assert_eq!(chosen.chosen_by_households(), Some(11));
        assert_eq!(post().chosen_by_households(), None);
    }
}
