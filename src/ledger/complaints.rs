//! 村务公开投诉 Complaining about disclosure, and what the authority does about it (村民委员会组织法 art. 31).

use super::casework::lacking;
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Disclosing, Outcome, Take, Work, Write};
use crate::model::{ComplaintState, Disclosure, DisclosureComplaint, DisclosureFault, Resident};
use crate::rules::workflow::Standing;
use crate::rules::{Body, Findings, disclosure};
use crate::schema::{Id, Key, Prefixed};
use crate::store::{Filter, Guard, Stored};
use crate::value::{Day, PersonName, Plain as _, RefNo, Text};

/// 反映 A villager complains that something was disclosed late, not at all, or untruly.
#[derive(Debug, Clone)]
pub struct Complain {
    /// 投诉编号 Number; no other complaint may have it.
    pub no: RefNo,
    /// 反映日期 Day.
    pub on: Day,
    /// 受理机关 Whom he tells.
    pub told_to: Body,
    /// 反映人 Who complains; nobody when anonymous.
    pub complainant: Option<PersonName>,
    /// The resident he is.
    pub resident: Option<Id<Resident>>,
    /// 应办规则 The norm that asks for the disclosure.
    pub norm: Text,
    /// 公开主体 Whose it is.
    pub subject: Text,
    /// 所属期间 The code of a period, or the name of an occasion.
    pub about: Text,
    /// 反映问题 What is wrong.
    pub fault: DisclosureFault,
    /// 所涉公开 The posting that is complained of.
    pub posting: Option<Id<Disclosure>>,
    /// 反映内容 What he says.
    pub content: Text,
}

/// 受理 The authority takes a complaint up and looks into it.
#[derive(Debug, Clone)]
pub struct TakeUp {
    /// 投诉 Which.
    pub complaint: Id<DisclosureComplaint>,
    /// 办理机关 The township or the county's authority.
    pub by: Body,
    /// 受理日期 Day.
    pub on: Day,
    /// 承办人 Who looks into it.
    pub assignee: Option<PersonName>,
}

/// 查无不实，答复 Nothing was found wrong, and the complainant is told so.
#[derive(Debug, Clone)]
pub struct AnswerComplaint {
    /// 投诉 Which.
    pub complaint: Id<DisclosureComplaint>,
    /// 办理机关 Who answers.
    pub by: Body,
    /// 答复日期 Day.
    pub on: Day,
    /// 核实情况 What was found, which is why.
    pub found: Text,
    /// 答复内容 What he is told.
    pub reply: Text,
}

/// 责令公布 The authority orders publication, for the first time or because what was published is not yet true.
#[derive(Debug, Clone)]
pub struct OrderPublication {
    /// 投诉 Which.
    pub complaint: Id<DisclosureComplaint>,
    /// 办理机关 Who orders.
    pub by: Body,
    /// 责令日期 Day.
    pub on: Day,
    /// 责令内容 What is to be published.
    pub order: Text,
    /// 再责令理由 Why once more, where something was published already.
    pub why_again: Option<Text>,
}

/// 公布 The committee publishes what was ordered.
#[derive(Debug, Clone)]
pub struct PublishOrdered {
    /// 投诉 Which.
    pub complaint: Id<DisclosureComplaint>,
    /// 公开记录 The posting, recorded before with [`Disclosing::post`].
    pub posting: Id<Disclosure>,
    /// 公布日期 Day on which it is reported: the day of posting, or later.
    pub on: Day,
}

/// 办结 The authority closes a complaint after publication.
#[derive(Debug, Clone)]
pub struct CloseComplaint {
    /// 投诉 Which.
    pub complaint: Id<DisclosureComplaint>,
    /// 办理机关 Who closes it.
    pub by: Body,
    /// 办结日期 Day.
    pub on: Day,
    /// 答复内容 What the complainant was told.
    pub reply: Option<Text>,
}

impl Disclosing<'_> {
    /// 反映 Writes a complaint. It is about something that a norm asks to disclose; a posting that it names is of the same matter and stands
    /// by that day.
    ///
    /// # Errors
    /// `rules.refused` when it goes to nobody who takes it up; `rules.duty.unknown`; `ledger.complaint.number` when the number is taken;
    /// `ledger.complaint.posting` when the posting is of another matter, or not yet on show; `ledger.disclosure.missing`; `model.…`.
    pub async fn complain(&self, how: Complain) -> Result<Id<DisclosureComplaint>> {
        self.asked_for(&how.norm)?;
        let rules = self.session.village().rules();
        let mut findings = Findings::default();
        findings.add(disclosure::authority(rules.on(how.on), how.told_to)?);
        findings.or_refuse()?;
        let mut guards = Vec::new();
        if let Some(id) = how.posting {
            let posting = self.posting(id).await?;
            let same = (&posting.norm, &posting.subject, &posting.about) == (&how.norm, &how.subject, &how.about);
            if !same || posting.posted > how.on {
                return Err(Error::new(code::ledger::COMPLAINT_POSTING)
                    .with("posting", posting.content.as_str())
                    .with("day", posting.posted)
                    .with("about", how.about.as_str()));
            }
            guards.push(Guard::Unchanged(id.key(), posting.rev));
        }
        let room = self.session.disclosure_complaints();
        let same = Filter::eq("no", how.no.as_str());
        if room.count(same.clone()).await? > 0 {
            return Err(Error::new(code::ledger::COMPLAINT_NUMBER).with("no", how.no.as_str()));
        }
        guards.push(Guard::Count { kind: DisclosureComplaint::KIND.into(), filter: same, is: 0 });
        let id = self.session.mint();
        let complaint = DisclosureComplaint {
            id,
            no: how.no,
            received: how.on,
            told_to: Text::parse(how.told_to.code())?,
            complainant: how.complainant,
            resident: how.resident,
            norm: how.norm,
            subject: how.subject,
            about: how.about,
            fault: how.fault,
            posting: how.posting,
            content: how.content,
            taken_up: None,
            ordered: None,
            order: None,
            published: None,
            done: None,
            reply: None,
            state: ComplaintState::Filed,
        };
        self.session.write(Act::Write, vec![Write::created(Box::new(complaint))], guards, None).await?;
        Ok(id)
    }

    /// 受理 The authority takes the complaint up.
    ///
    /// # Errors
    /// As [`Casework::take`](crate::ledger::Casework::take): `ledger.work.missing`, `rules.step.…`; so the commands below.
    pub async fn take_up(&self, how: TakeUp) -> Result<Standing> {
        let step = Take { assignee: how.assignee, ..step(how.complaint, "accept", how.by, how.on) };
        self.session.casework().take(step).await
    }

    /// 查无不实，答复 The authority found nothing wrong and answers.
    ///
    /// # Errors
    /// As [`Disclosing::take_up`].
    pub async fn answer(&self, how: AnswerComplaint) -> Result<Standing> {
        let outcome = Some(Outcome::Reply(how.reply));
        let step = Take { reason: Some(how.found), outcome, ..step(how.complaint, "unfounded", how.by, how.on) };
        self.session.casework().take(step).await
    }

    /// 责令公布 The authority orders publication; once more, with its reason, where what was published is not true either.
    ///
    /// # Errors
    /// As [`Disclosing::take_up`].
    pub async fn order(&self, how: OrderPublication) -> Result<Standing> {
        let name = if how.why_again.is_some() { "again" } else { "order" };
        let outcome = Some(Outcome::Ordered(how.order));
        let step = Take { reason: how.why_again, outcome, ..step(how.complaint, name, how.by, how.on) };
        self.session.casework().take(step).await
    }

    /// 公布 The committee published what was ordered. Publishing is no admission that the first posting was wrong: both stay on record.
    ///
    /// # Errors
    /// `rules.refused` when the posting is of another matter, is the one complained of, or is older than the order;
    /// `ledger.disclosure.missing`; as [`Disclosing::take_up`].
    pub async fn publish_ordered(&self, how: PublishOrdered) -> Result<Standing> {
        let outcome = Some(Outcome::Posted(how.posting));
        let step = Take { outcome, ..step(how.complaint, "publish", Body::Committee, how.on) };
        self.session.casework().take(step).await
    }

    /// 办结 The authority closes the complaint.
    ///
    /// # Errors
    /// As [`Disclosing::take_up`].
    pub async fn close_complaint(&self, how: CloseComplaint) -> Result<Standing> {
        let step = Take { outcome: how.reply.map(Outcome::Reply), ..step(how.complaint, "close", how.by, how.on) };
        self.session.casework().take(step).await
    }

    /// 投诉清单 Where every complaint that is not done stands on a day, the one that is due first ahead.
    ///
    /// # Errors
    /// Those of the store and of the steps.
    pub async fn complaints(&self, day: Day) -> Result<Vec<(Stored<DisclosureComplaint>, Standing)>> {
        let mut open = Vec::new();
        for complaint in self.session.disclosure_complaints().all().await? {
            if !complaint.is_done() {
                let standing = self.session.casework().standing(Work::Complaint(complaint.entity.id), day).await?;
                open.push((complaint, standing));
            }
        }
        open.sort_by_key(|(complaint, standing)| {
            (standing.due.first().is_none(), standing.due.first(), complaint.entity.id)
        });
        Ok(open)
    }

    async fn posting(&self, id: Id<Disclosure>) -> Result<Stored<Disclosure>> {
        let found = self.records().get(id).await?;
        found.ok_or_else(|| Error::new(code::ledger::DISCLOSURE_MISSING).with("disclosure", id))
    }

    /// That a posting answers the order of a complaint, with the guard that it stays as it is.
    pub(super) async fn answers_order(&self, complaint: &DisclosureComplaint, how: &Take) -> Result<Option<Guard>> {
        let (Some(Outcome::Posted(id)), Some(ordered)) = (&how.outcome, complaint.ordered) else { return Ok(None) };
        let posting = self.posting(*id).await?;
        let rules = self.session.village().rules();
        let mut findings = Findings::default();
        findings.add(disclosure::as_ordered(rules.on(posting.posted), complaint, &posting, ordered)?);
        findings.or_refuse()?;
        if how.on < posting.posted {
            return Err(Error::new(code::ledger::COMPLAINT_POSTING)
                .with("posting", posting.content.as_str())
                .with("day", posting.posted)
                .with("about", complaint.about.as_str()));
        }
        Ok(Some(Guard::Unchanged(id.key(), posting.rev)))
    }
}

fn step(complaint: Id<DisclosureComplaint>, step: &'static str, by: Body, on: Day) -> Take {
    let work = Work::Complaint(complaint);
    Take { work, step, by, on, reason: None, assignee: None, opinion: None, outcome: None }
}

/// The record as a step leaves it.
pub(super) fn after(now: &mut DisclosureComplaint, how: &Take) -> Result<()> {
    match (how.step, &how.outcome) {
        ("accept", _) => (now.taken_up, now.state) = (Some(how.on), ComplaintState::Investigating),
        ("unfounded", Some(Outcome::Reply(reply))) => {
            (now.reply, now.done, now.state) = (Some(reply.clone()), Some(how.on), ComplaintState::Answered);
        }
        ("order" | "again", Some(Outcome::Ordered(order))) => {
            (now.order, now.ordered, now.state) = (Some(order.clone()), Some(how.on), ComplaintState::Ordered);
        }
        ("publish", Some(Outcome::Posted(posting))) => {
            (now.published, now.state) = (Some(*posting), ComplaintState::Published);
        }
        ("close", outcome) => {
            let reply = match outcome {
                Some(Outcome::Reply(reply)) => Some(reply.clone()),
                _ => None,
            };
            (now.reply, now.done, now.state) = (reply, Some(how.on), ComplaintState::Closed);
        }
        ("unfounded", _) => return Err(lacking(how, "答复内容 the reply")),
        ("order" | "again", _) => return Err(lacking(how, "责令内容 what is to be published")),
        ("publish", _) => return Err(lacking(how, "公开记录 the posting")),
        _ => {}
    }
    Ok(())
}

/// The key of a complaint, as guards name it.
pub(super) fn key(id: Id<DisclosureComplaint>) -> Key {
    id.key()
}
