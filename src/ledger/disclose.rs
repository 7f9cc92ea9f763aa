//! 村务公开 Disclosing: what is due of the village and its collectives, what was posted, and what is late.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Room, Session, Write};
use crate::model::Disclosure;
use crate::rules::duty::{self, Occasion};
use crate::rules::{Duty, Finding, Findings, disclosure};
use crate::schema::Id;
use crate::store::{Expect, Nature};
use crate::value::{Day, Period, PersonName, Text};

/// 公开 Something is posted.
#[derive(Debug, Clone)]
pub struct Post {
    /// 应办规则 The norm that asks for it, such as `disclosure.ordinary`.
    pub norm: Text,
    /// 公开主体 Whose it is.
    pub subject: Text,
    /// 所属期间 What it is about: the code of a period, or the name of an occasion.
    pub about: Text,
    /// 公开内容 What is disclosed.
    pub content: Text,
    /// 公开地点 Where.
    pub place: Text,
    /// 公开日期 First day.
    pub on: Day,
    /// 照片摘要 SHA-256 of the photograph of the posting.
    pub photo: Option<Text>,
    /// 审核 Who saw it before.
    pub seen_by: Option<Text>,
    /// 经办人 Who posted it.
    pub officer: Option<PersonName>,
}

/// 村务公开 The room in which matters are disclosed.
#[derive(Debug)]
pub struct Disclosing<'s> {
    pub(super) session: &'s Session<'s>,
}

impl<'s> Disclosing<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of what was disclosed.
    pub fn records(&self) -> Room<'_, Disclosure> {
        self.session.kind()
    }

    /// 公开 Writes what was posted; it closes what was due of it.
    ///
    /// # Errors
    /// `rules.duty.unknown` when no duty of the rulebook is under this norm; `model.…`.
    pub async fn post(&self, how: Post) -> Result<Id<Disclosure>> {
        self.asked_for(&how.norm)?;
        let id = self.session.mint();
        let record = Disclosure {
            id,
            norm: how.norm,
            subject: how.subject,
            about: how.about,
            content: how.content,
            place: how.place,
            posted: how.on,
            last: None,
            photo: how.photo,
            seen_by: how.seen_by,
            officer: how.officer,
        };
        self.session.write(Act::Write, vec![Write::created(Box::new(record))], Vec::new(), None).await?;
        Ok(id)
    }

    /// 撤下 Notes the last day of a posting; says whether it hung long enough.
    ///
    /// # Errors
    /// `ledger.disclosure.missing`; those of the rulebook.
    pub async fn take_down(&self, id: Id<Disclosure>, last: Day) -> Result<Option<Finding>> {
        let found = self.records().get(id).await?;
        let known = found.ok_or_else(|| Error::new(code::ledger::DISCLOSURE_MISSING).with("disclosure", id))?;
        let posted = Period::through(known.posted, last)?;
        let finding = disclosure::displayed(self.session.village().rules().on(known.posted), posted)?;
        let record = Box::new(Disclosure { last: Some(last), ..known.entity.clone() });
        let write = Write { record, nature: Nature::Change, expect: Expect::Rev(known.rev) };
        self.session.write(Act::Write, vec![write], Vec::new(), None).await?;
        Ok(finding)
    }

    /// 应公开清单 What is due of a subject within a stretch of time, closed by what was posted. `of` is `village` or `collective`.
    ///
    /// # Errors
    /// As [`Rulebook::duties`](crate::rules::Rulebook::duties); those of the store.
    pub async fn due(&self, of: &str, subject: &str, within: Period) -> Result<Vec<Duty>> {
        let mut duties = self.session.village().rules().duties(of, subject, within)?;
        self.close(&mut duties).await?;
        Ok(duties)
    }

    /// 事项公开 What an occasion makes due under a norm, closed by what was posted; `None` when the norm was not in force.
    ///
    /// # Errors
    /// As [`Rulebook::duty_on`](crate::rules::Rulebook::duty_on); those of the store.
    pub async fn on_occasion(&self, norm: &str, subject: &str, occasion: &Occasion) -> Result<Option<Duty>> {
        let mut duties: Vec<Duty> =
            self.session.village().rules().duty_on(norm, subject, occasion)?.into_iter().collect();
        self.close(&mut duties).await?;
        Ok(duties.pop())
    }

    /// 逾期清单 Of these, what is late on a day, or was done late, each with what the rules say of it.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn late(&self, duties: &[Duty], day: Day) -> Result<Findings> {
        duty::late(self.session.village().rules(), duties, day)
    }

    /// That a duty of the rulebook is under this norm.
    pub(super) fn asked_for(&self, norm: &Text) -> Result<()> {
        let rules = self.session.village().rules();
        if rules.duty_rules().iter().any(|rule| *rule.norm == *norm.as_str()) {
            return Ok(());
        }
        Err(Error::new(code::rules::DUTY_UNKNOWN).with("norm", norm.as_str()))
    }

    async fn close(&self, duties: &mut [Duty]) -> Result<()> {
        let posted = self.records().all().await?;
        let evidence: Vec<duty::Evidence> = posted.iter().map(|record| disclosure::evidence(record)).collect();
        // What closes none of these is about another time or subject.
        duty::close(duties, &evidence);
        Ok(())
    }
}
