//! 村务公开投诉 Complaints that something was disclosed late, not at all, or untruly, and what came of them.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order};
use crate::model::{Disclosure, Resident};
use crate::schema::Id;
use crate::value::{Day, PersonName, RefNo, Text};

labels! {
    /// 反映问题 What is wrong with the disclosure (村民委员会组织法 art. 31).
    #[doc(alias = "反映问题")]
    pub enum DisclosureFault: "反映问题 fault of a disclosure" {
        /// 不及时公布 What should be disclosed was not disclosed, or not in time.
        NotInTime = "not_in_time" / "不及时公布" | "未公开" | "不及时",
        /// 公布的事项不真实 What was disclosed is not true.
        Untrue = "untrue" / "公布的事项不真实" | "不真实",
    }
}

labels! {
    /// 投诉状态 How far a complaint has come.
    pub enum ComplaintState: "投诉状态 state of a complaint" {
        /// 已反映 Told, not yet taken up.
        Filed = "filed" / "已反映",
        /// 调查中 Being looked into.
        Investigating = "investigating" / "调查中",
        /// 已责令公布 The authority ordered publication.
        Ordered = "ordered" / "已责令公布",
        /// 已公布 The committee published.
        Published = "published" / "已公布",
        /// 查无不实，已答复 Nothing was found wrong, and the complainant was told so.
        Answered = "answered" / "查无不实，已答复" | "已答复",
        /// 已办结 Closed after publication.
        Closed = "closed" / "已办结",
    }
}

/// 村务公开投诉 A complaint about disclosure (村民委员会组织法 art. 31): villagers tell the township or the county's authority, which looks into
/// it and orders lawful publication. Its steps are [`WorkStep`](crate::model::WorkStep)s; the record holds where it stands. The complainant
/// may stay unnamed.
#[doc(alias = "村务公开投诉")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureComplaint {
    /// 编号 Id.
    pub id: Id<DisclosureComplaint>,
    /// 投诉编号 Number.
    pub no: RefNo,
    /// 反映日期 Day on which it was told.
    pub received: Day,
    /// 受理机关 The authority that was told, by the code of its body.
    pub told_to: Text,
    /// 反映人 Who complains; empty when anonymous (匿名).
    pub complainant: Option<PersonName>,
    /// The resident he is, where he is named and lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 应办规则 The norm that asks for the disclosure, such as `disclosure.ordinary`.
    pub norm: Text,
    /// 公开主体 Whose it is: the village, or a collective.
    pub subject: Text,
    /// 所属期间 What it is about: the code of a period (`2022-Q1`, `2022-03`), or the name of an occasion.
    pub about: Text,
    /// 反映问题 What is wrong.
    pub fault: DisclosureFault,
    /// 所涉公开 The posting that is complained of; none where nothing was posted.
    pub posting: Option<Id<Disclosure>>,
    /// 反映内容 What is said.
    pub content: Text,
    /// 受理日期 Day on which it was taken up.
    pub taken_up: Option<Day>,
    /// 责令日期 Day of the last order to publish.
    pub ordered: Option<Day>,
    /// 责令内容 What is to be published.
    pub order: Option<Text>,
    /// 责令后公开 The posting that followed the order, the last of several.
    pub published: Option<Id<Disclosure>>,
    /// 办结日期 Day on which it was answered or closed.
    pub done: Option<Day>,
    /// 答复内容 What the complainant was told.
    pub reply: Option<Text>,
    /// 状态 State.
    pub state: ComplaintState,
}

crate::entity! {
    DisclosureComplaint: "disclosure_complaint", "dcom", v1, "村务公开投诉";
    columns {
        no "投诉编号": Text = |it| it.no.as_str(),
        received "反映日期": Day = |it| it.received,
        told_to "受理机关": Text = |it| it.told_to.as_str(),
        norm "应办规则": Text = |it| it.norm.as_str(),
        discloser "公开主体": Text = |it| it.subject.as_str(),
        about "所属期间": Text = |it| it.about.as_str(),
        fault "反映问题": Text = |it| it.fault.code(),
        posting "所涉公开": Text = |it| it.posting,
        ordered "责令日期": Day = |it| it.ordered,
        published "责令后公开": Text = |it| it.published,
        done "办结日期": Day = |it| it.done,
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_no(no), by_received(received), by_state(state, received), by_norm(norm, received) }
    secrets {}
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl DisclosureComplaint {
    /// 已了结 Whether nothing more is done about it.
    pub const fn is_done(&self) -> bool {
        matches!(self.state, ComplaintState::Answered | ComplaintState::Closed)
    }

    /// Own invariants: what is untrue was posted, a resident has his name here, days come in order, and the fields are those of the state.
    fn check(&self) -> Result<()> {
        if self.fault == DisclosureFault::Untrue {
            filled_while(("所涉公开", self.posting.is_some()), self.fault)?;
        }
        if self.resident.is_some() {
            filled_while(("反映人", self.complainant.is_some()), "反映人已关联居住人员")?;
        }
        in_order(&[
            ("反映日期", Some(self.received)),
            ("受理日期", self.taken_up),
            ("责令日期", self.ordered),
            ("办结日期", self.done),
        ])?;
        let ordered =
            matches!(self.state, ComplaintState::Ordered | ComplaintState::Published | ComplaintState::Closed);
        let published = matches!(self.state, ComplaintState::Published | ComplaintState::Closed);
        for (field, filled, due) in [
            ("受理日期", self.taken_up.is_some(), self.state != ComplaintState::Filed),
            ("责令日期", self.ordered.is_some(), ordered),
            ("责令内容", self.order.is_some(), ordered),
            ("办结日期", self.done.is_some(), self.is_done()),
        ] {
            if due {
                filled_while((field, filled), self.state)?;
            } else {
                empty_while((field, filled), self.state)?;
            }
        }
        // Ordered once more, it keeps what was published the first time.
        match (published, ordered) {
            (true, _) => filled_while(("责令后公开", self.published.is_some()), self.state)?,
            (false, false) => empty_while(("责令后公开", self.published.is_some()), self.state)?,
            (false, true) => {}
        }
        match self.state {
            ComplaintState::Answered => filled_while(("答复内容", self.reply.is_some()), self.state),
            ComplaintState::Closed => Ok(()),
            _ => empty_while(("答复内容", self.reply.is_some()), self.state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn filed() -> DisclosureComplaint {
        DisclosureComplaint {
            id: id(1),
            no: v("GKTS2022-01"),
            received: v("2022-05-05"),
            told_to: v("township"),
            complainant: Some(v("张三")),
            resident: Some(id(2)),
            norm: v("disclosure.finance"),
            subject: v("东华村"),
            about: v("2022-03"),
            fault: DisclosureFault::NotInTime,
            posting: None,
            content: v("三月份财务至今未公开"),
            taken_up: None,
            ordered: None,
            order: None,
            published: None,
            done: None,
            reply: None,
            state: ComplaintState::Filed,
        }
    }

    fn closed() -> DisclosureComplaint {
        DisclosureComplaint {
            taken_up: Some(v("2022-05-06")),
            ordered: Some(v("2022-05-10")),
            order: Some(v("公布三月份财务")),
            published: Some(id(3)),
            done: Some(v("2022-05-20")),
            state: ComplaintState::Closed,
            ..filed()
        }
    }

    fn wrong(complaint: &DisclosureComplaint) -> (String, String) {
        let error = complaint.check().unwrap_err();
        (error.code().to_owned(), error.get("column").unwrap_or_default().to_owned())
    }

    #[test]
    fn each_state_has_its_own_fields_and_no_others() {
        assert!(filed().check().is_ok());
        assert!(closed().check().is_ok());
        let again = DisclosureComplaint { state: ComplaintState::Ordered, done: None, ..closed() };
        assert!(again.check().is_ok(), "ordered once more, with what was published before");
        let answered = DisclosureComplaint {
            state: ComplaintState::Answered,
            ordered: None,
            order: None,
            published: None,
            reply: Some(v("已按期公开")),
            ..closed()
        };
        assert!(answered.check().is_ok());
        let due = |field: &str| ("model.field.due".to_owned(), field.to_owned());
        let undue = |field: &str| ("model.field.undue".to_owned(), field.to_owned());
        assert_eq!(wrong(&DisclosureComplaint { reply: None, ..answered.clone() }), due("答复内容"));
        assert_eq!(wrong(&DisclosureComplaint { published: Some(id(3)), ..answered }), undue("责令后公开"));
        assert_eq!(wrong(&DisclosureComplaint { taken_up: None, ..closed() }), due("受理日期"));
        assert_eq!(wrong(&DisclosureComplaint { ordered: None, ..closed() }), due("责令日期"));
        assert_eq!(wrong(&DisclosureComplaint { order: None, ..closed() }), due("责令内容"));
        assert_eq!(wrong(&DisclosureComplaint { published: None, ..closed() }), due("责令后公开"));
        assert_eq!(wrong(&DisclosureComplaint { done: None, ..closed() }), due("办结日期"));
        assert_eq!(wrong(&DisclosureComplaint { taken_up: Some(v("2022-05-05")), ..filed() }), undue("受理日期"));
        assert_eq!(wrong(&DisclosureComplaint { reply: Some(v("答复")), ..filed() }), undue("答复内容"));
        assert_eq!(wrong(&DisclosureComplaint { state: ComplaintState::Published, ..closed() }), undue("办结日期"));
    }

    #[test]
    fn days_come_in_order_what_is_untrue_was_posted_and_a_resident_has_his_name() {
        assert_eq!(wrong(&DisclosureComplaint { taken_up: Some(v("2022-05-04")), ..closed() }).0, "model.days.order");
        assert_eq!(wrong(&DisclosureComplaint { done: Some(v("2022-05-09")), ..closed() }).0, "model.days.order");
        let untrue = DisclosureComplaint { fault: DisclosureFault::Untrue, ..filed() };
        assert_eq!(wrong(&untrue), ("model.field.due".to_owned(), "所涉公开".to_owned()));
        assert!(DisclosureComplaint { posting: Some(id(3)), ..untrue }.check().is_ok());
        assert_eq!(wrong(&DisclosureComplaint { complainant: None, ..filed() }).1, "反映人");
        assert!(DisclosureComplaint { complainant: None, resident: None, ..filed() }.check().is_ok(), "anonymous");
    }
}
