//! 民主评议 Appraisals of the villagers' committee and of its supervisors (村民委员会组织法 art. 33).

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::filled_while;
use crate::schema::Id;
use crate::value::{Day, PersonName, Text};

labels! {
    /// 评议对象 Whose members are appraised.
    pub enum AppraisedBody: "评议对象 body appraised" {
        /// 村民委员会 The villagers' committee.
        Committee = "committee" / "村民委员会" | "村委会",
        /// 村务监督委员会 The supervision committee.
        Supervision = "supervision" / "村务监督委员会",
    }
}

labels! {
    /// 评议等次 How somebody was appraised.
    #[doc(alias = "评议等次")]
    pub enum Appraised: "评议等次 grade of appraisal" {
        /// 优秀 Excellent.
        Excellent = "excellent" / "优秀",
        /// 称职 Competent.
        Competent = "competent" / "称职",
        /// 基本称职 Barely competent.
        Barely = "barely" / "基本称职",
        /// 不称职 Incompetent: twice in a row ends the post.
        Incompetent = "incompetent" / "不称职",
    }
}

/// 评议结果 A member and how he was appraised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalResult {
    /// 姓名 Name.
    pub name: PersonName,
    /// 等次 Grade.
    pub grade: Appraised,
}

/// 民主评议 An appraisal of the members of a body; due once a year at least.
#[doc(alias = "民主评议")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisal {
    /// 编号 Id.
    pub id: Id<Appraisal>,
    /// 评议对象 Whose members.
    pub of: AppraisedBody,
    /// 日期 Day.
    pub on: Day,
    /// 主持 Which body presided, by its name.
    pub chaired_by: Text,
    /// 结果 Each member's grade.
    pub results: Vec<AppraisalResult>,
}

crate::entity! {
    Appraisal: "appraisal", "aprs", v1, "民主评议";
    columns {
        appraised "评议对象": Text = |it| it.of.code(),
        held "日期": Day = |it| it.on,
    }
    indexes { by_body(appraised, held), by_day(held) }
    secrets {}
    subject = |it| it.id.key();
}

impl Appraisal {
    /// 结果 The grade of one member.
    pub fn grade(&self, name: &PersonName) -> Option<Appraised> {
        self.results.iter().find(|result| result.name == *name).map(|result| result.grade)
    }

    /// Somebody was appraised, and nobody twice.
    fn check(&self) -> Result<()> {
        filled_while(("结果", !self.results.is_empty()), self.of)?;
        let mut names: Vec<&PersonName> = self.results.iter().map(|result| &result.name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(Error::new(code::model::CANDIDATE_TWICE).with("column", "结果"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn an_appraisal_names_its_members_and_each_once() {
        let result = |name: &str| AppraisalResult { name: v(name), grade: Appraised::Competent };
        let appraisal = Appraisal {
            id: id(1),
            of: AppraisedBody::Committee,
            on: v("2022-12-20"),
            chaired_by: v("村务监督委员会"),
            results: vec![result("张立龙"), result("郭明")],
        };
        assert!(appraisal.check().is_ok());
        assert_eq!(appraisal.grade(&v("郭明")), Some(Appraised::Competent));
        assert_eq!(appraisal.grade(&v("宋雪娥")), None);
        let empty = Appraisal { results: Vec::new(), ..appraisal.clone() };
        assert_eq!(empty.check().unwrap_err().code(), "model.field.due");
        let twice = Appraisal { results: vec![result("郭明"), result("郭明")], ..appraisal };
        assert_eq!(twice.check().unwrap_err().code(), "model.candidate.twice");
    }
}
