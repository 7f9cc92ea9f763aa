//! 名册与会议凭据 Who is entitled to vote at a meeting, who came, and the papers of the vote.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::within;
use crate::model::{DecisionStep, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, Text};

labels! {
    /// 计数单位 Whether a roll counts people or households.
    pub enum RollUnit: "计数单位 unit" {
        /// 人 People.
        People = "people" / "人",
        /// 户 Households, each by its representative.
        Households = "households" / "户",
    }
}

labels! {
    /// 委托关系 What a proxy is to the member for whom he votes.
    pub enum ProxyRelation: "委托关系 relation" {
        /// 同户成员 Of the same household.
        Household = "household" / "同户成员",
        /// 近亲属 A near relative (民法典 art. 1045).
        NearRelative = "near_relative" / "近亲属",
        /// 其他 Anybody else.
        Other = "other" / "其他",
    }
}

/// 委托 A proxy: who votes in the member's place.
#[doc(alias = "委托投票")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// 受托人 The record of who holds it: another member of the roll, or whoever comes for the household.
    pub holder: Text,
    /// 书面委托 Whether it is in writing.
    pub written: bool,
    /// 委托关系 What the holder is to the member.
    pub relation: ProxyRelation,
}

/// 到会情况 How a member attends.
#[doc(alias = "到会情况")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// 到会 In person.
    Present,
    /// 委托 By proxy.
    Proxy(Proxy),
    /// 缺席 Not at all, with the reason where it is known.
    Absent(Option<Text>),
}

/// 名册成员 A member of a roll. Only the id of the record that entitles him stands here; who that is, the record says.
#[doc(alias = "名册成员")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollMember {
    /// 记录 Id of the post, Party member, resident or household by which he is entitled.
    pub record: Text,
    /// 到会情况 How he attends.
    pub attendance: Attendance,
    /// 回避理由 Why he does not vote on this matter.
    pub recused: Option<Text>,
    /// 已投票 Whether he was marked off when he gave his vote.
    pub voted: bool,
}

/// 汇总名册 A roll of totals on paper: what the minutes say, without names.
#[doc(alias = "汇总名册")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRoll {
    /// 应到 Entitled.
    pub entitled: Count,
    /// 亲自到会 Present in person.
    pub in_person: Count,
    /// 委托 Attending by proxy.
    pub by_proxy: Count,
    /// 回避 Of those attending, how many do not vote on this matter.
    pub recused: Count,
    /// 计数单位 People or households.
    pub unit: RollUnit,
}

/// 具名名册 A roll with its members, frozen on a day from what the ledger knew at a commit.
#[doc(alias = "具名名册")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRoll {
    /// 基准日 The day on which it was frozen.
    pub frozen_on: Day,
    /// 台账版本 The commit whose knowledge it shows.
    pub known_at: i64,
    /// 计数单位 People or households.
    pub unit: RollUnit,
    /// 成员 The members.
    pub members: Vec<RollMember>,
}

/// 名册 Who is entitled to vote and who came: as totals on paper, or by name. They are evidence of different weight, and a dossier
/// says which it has.
#[doc(alias = "名册")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// 汇总 Totals on paper.
    Counted(CountedRoll),
    /// 具名 By name.
    Named(NamedRoll),
}

impl NamedRoll {
    /// 登记到会 Notes how a member attends, and that he gave his vote when he came in person.
    ///
    /// # Errors
    /// `model.roll.member` when nobody of that record is on the roll.
    pub fn attending(mut self, record: &str, attendance: Attendance) -> Result<Self> {
        let member = self.member(record)?;
        member.voted = !matches!(attendance, Attendance::Absent(_));
        member.attendance = attendance;
        Ok(self)
    }

    /// 回避 Notes that a member does not vote on this matter, and why.
    ///
    /// # Errors
    /// As [`NamedRoll::attending`].
    pub fn recusing(mut self, record: &str, reason: Text) -> Result<Self> {
        let member = self.member(record)?;
        member.voted = false;
        member.recused = Some(reason);
        Ok(self)
    }

    fn member(&mut self, record: &str) -> Result<&mut RollMember> {
        let found = self.members.iter_mut().find(|member| member.record.as_str() == record);
        found.ok_or_else(|| Error::new(code::model::ROLL_MEMBER).with("column", "名册").with("value", record))
    }
}

impl From<NamedRoll> for Roll {
    fn from(roll: NamedRoll) -> Self {
        Self::Named(roll)
    }
}

impl From<CountedRoll> for Roll {
    fn from(roll: CountedRoll) -> Self {
        Self::Counted(roll)
    }
}

impl Roll {
    /// 类别 `counted` or `named`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Counted(_) => "counted",
            Self::Named(_) => "named",
        }
    }

    /// 中文名 What kind of evidence it is.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Counted(_) => "汇总名册",
            Self::Named(_) => "具名名册",
        }
    }
}

/// 票数核对 Ballot papers: how many were handed out, and what became of them.
#[doc(alias = "票数核对")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// 发出 Handed out.
    pub issued: Count,
    /// 有效 Valid votes.
    pub cast: Count,
    /// 废票 Spoiled.
    pub spoiled: Count,
    /// 未收回 Not returned.
    pub unreturned: Count,
}

/// 附件 A file that proves something, by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// 文件名 Name.
    pub name: Text,
    /// 摘要 SHA-256 in lower-case hexadecimal.
    pub sha256: Text,
}

/// 会议凭据 What proves a step of a decision: notices, roll, papers, minutes.
#[doc(alias = "会议凭据")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEvidence {
    /// 编号 Id.
    pub id: Id<StepEvidence>,
    /// 决策步骤 The step.
    pub step: Ref<DecisionStep>,
    /// 通知日期 When the meeting was announced.
    pub notified: Option<Day>,
    /// 方案送达日期 When the plan was sent to all members.
    pub plan_sent: Option<Day>,
    /// 名册 The roll.
    pub roll: Option<Roll>,
    /// 票数核对 The papers.
    pub papers: Option<Papers>,
    /// 附件 Minutes, pictures, scans.
    pub attachments: Vec<Attachment>,
}

crate::entity! {
    StepEvidence: "step_evidence", "stev", v1, "会议凭据";
    columns {
        step "决策步骤": Text = |it| &it.step,
        notified "通知日期": Day = |it| it.notified,
        roll_kind "名册类别": Text = |it| it.roll.as_ref().map(Roll::code),
    }
    indexes { by_step(step) }
    secrets {}
    subject = |it| it.id.key();
}

impl StepEvidence {
    /// Own invariants: nobody attends who is not entitled, and a digest is one.
    fn check(&self) -> Result<()> {
        if let Some(Roll::Counted(roll)) = &self.roll {
            let attending = Count::new(roll.in_person.get().saturating_add(roll.by_proxy.get()));
            within(("到会", attending), ("应到", roll.entitled))?;
            within(("回避", roll.recused), ("到会", attending))?;
        }
        for file in &self.attachments {
            let digest = file.sha256.as_str();
            if digest.len() != 64 || !digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(Error::new(code::model::EVIDENCE_DIGEST)
                    .with("column", "附件")
                    .with("value", digest)
                    .with("file", &file.name));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn evidence(roll: Option<Roll>, sha256: &str) -> StepEvidence {
        let attachments = vec![Attachment { name: v("会议记录.pdf"), sha256: v(sha256) }];
        let (notified, plan_sent, papers) = (None, None, None);
        StepEvidence { id: id(1), step: id(2).into(), notified, plan_sent, roll, papers, attachments }
    }

    #[test]
    fn nobody_attends_who_is_not_entitled_and_a_digest_has_64_digits() {
        let digest = "a".repeat(64);
        let counted = |in_person: &str, by_proxy: &str| {
            let (in_person, by_proxy) = (v(in_person), v(by_proxy));
            Some(Roll::Counted(CountedRoll {
                entitled: v("53"),
                in_person,
                by_proxy,
                recused: v("0"),
                unit: RollUnit::People,
            }))
        };
        assert!(evidence(counted("50", "3"), &digest).check().is_ok());
        assert_eq!(evidence(counted("50", "4"), &digest).check().unwrap_err().code(), "model.count.exceeds");
        assert_eq!(evidence(None, &digest[1..]).check().unwrap_err().code(), "model.evidence.digest");
    }
}
