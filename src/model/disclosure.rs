//! 村务公开记录 What was disclosed: about what, where, since when, with proof of the posting.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::in_order;
use crate::schema::Id;
use crate::value::{Day, PersonName, Text};

/// 村务公开记录 A disclosure (村民委员会组织法 art. 30; 农村集体经济组织法 arts 45–46): evidence that closes what was due.
#[doc(alias = "村务公开")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// 编号 Id.
    pub id: Id<Disclosure>,
    /// 应办规则 The id of the norm that asks for it, such as `disclosure.ordinary`.
    pub norm: Text,
    /// 公开主体 Whose it is: the village, or a collective.
    pub subject: Text,
    /// 所属期间 What it is about: the code of a period (`2022-Q1`, `2022-03`), or the name of an occasion.
    pub about: Text,
    /// 公开内容 What was disclosed.
    pub content: Text,
    /// 公开地点 Where: the board, the group, the platform.
    pub place: Text,
    /// 公开日期 First day.
    pub posted: Day,
    /// 公开止 Last day; empty while it hangs.
    pub last: Option<Day>,
    /// 照片摘要 SHA-256 of the photograph of the posting, in hex.
    pub photo: Option<Text>,
    /// 审核 Who saw it before it was posted: the supervision committee.
    pub seen_by: Option<Text>,
    /// 经办人 Who posted it.
    pub officer: Option<PersonName>,
}

crate::entity! {
    Disclosure: "disclosure", "disc", v1, "村务公开记录";
    columns {
        norm "应办规则": Text = |it| it.norm.as_str(),
        discloser "公开主体": Text = |it| it.subject.as_str(),
        about "所属期间": Text = |it| it.about.as_str(),
        posted "公开日期": Day = |it| it.posted,
        last_day "公开止": Day = |it| it.last,
    }
    indexes { by_norm(norm, posted), by_posted(posted) }
    secrets {}
    subject = |it| it.id.key();
}

impl Disclosure {
    fn check(&self) -> Result<()> {
        in_order(&[("公开日期", Some(self.posted)), ("公开止", self.last)])?;
        let hex = |photo: &Text| {
            let text = photo.as_str();
            text.len() == 64 && text.chars().all(|sign| sign.is_ascii_digit() || ('a'..='f').contains(&sign))
        };
        match &self.photo {
            Some(photo) if !hex(photo) => {
                Err(Error::new(code::model::DIGEST).with("column", "照片摘要").with("value", photo.as_str()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_disclosure_hangs_from_its_first_day_and_its_proof_is_a_digest() {
        let disclosure = Disclosure {
            id: id(1),
            norm: v("disclosure.ordinary"),
            subject: v("东华村"),
            about: v("2022-Q1"),
            content: v("第一季度村务"),
            place: v("村务公开栏"),
            posted: v("2022-04-08"),
            last: Some(v("2022-04-15")),
            photo: Some(v(&"0a".repeat(32))),
            seen_by: Some(v("村务监督委员会")),
            officer: Some(v("陈美云")),
        };
        assert!(disclosure.check().is_ok());
        let early = Disclosure { last: Some(v("2022-04-07")), ..disclosure.clone() };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
        for wrong in ["0a", &"0A".repeat(32), &"0g".repeat(32)] {
            let wrong = Disclosure { photo: Some(v(wrong)), ..disclosure.clone() };
            assert_eq!(wrong.check().unwrap_err().code(), "model.digest");
        }
    }
}
