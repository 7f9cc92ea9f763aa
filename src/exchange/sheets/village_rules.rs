//! 村规民约版本及合法性审查表、修订条款对照表与终止登记表 Versions of the village rules, how their clauses changed, and how they ended.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::deal::{half, through};
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{LegalityReview, RulesClause, RulesEnding, RulesEndingKind, RulesState, RulesVote, VillageRules};
use crate::schema::Key;
use crate::value::{Count, Day, Period, RefNo, Text};

const VERSION: &str = "版本";

crate::row! {
    /// 村规民约 A row of the list of versions.
    pub struct VillageRulesRow {
        sheet: "村规民约", title: "村规民约版本及合法性审查表", key: [version];
        version: RefNo = "版本",
        theme: Text = "修订主题",
        clauses: Count = "条款数",
        drafted: Day = "起草日期",
        comment_from: Option<Day> = "征求意见起",
        comment_last: Option<Day> = "征求意见止",
        opinions: Count = "征集意见数",
        counsel: Option<Text> = ["合法性审查"] "法律顾问意见",
        reviewer: Option<Text> = ["合法性审查"] "审查单位",
        reviewed: Option<Day> = ["合法性审查"] "审查日期",
        finding: Option<Text> = ["合法性审查"] "审查结论",
        body: Option<Text> = ["表决"] "表决会议",
        voted: Option<Day> = ["表决"] "表决日期",
        entitled: Option<Count> = ["表决"] "应到",
        present: Option<Count> = ["表决"] "实到",
        agreed: Option<Count> = ["表决"] "同意" | "赞成",
        filed: Option<Day> = "备案日期",
        published: Option<Day> = "公布日期",
        effective: Option<Day> = "施行日期",
        state: RulesState = "状态",
    }
}

impl Register for VillageRulesRow {
    type Primary = VillageRules;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(VillageRules {
            id,
            version: self.version.clone(),
            theme: self.theme.clone(),
            clauses: self.clauses,
            drafted: self.drafted,
            comment: self.comment()?,
            opinions: self.opinions,
            review: self.review()?,
            vote: self.vote()?,
            filed: self.filed,
            published: self.published,
            effective: self.effective,
            state: self.state,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<VillageRules>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

impl VillageRulesRow {
    fn comment(&self) -> Result<Option<Period>> {
        match (self.comment_from, self.comment_last) {
            (Some(from), Some(last)) => through(from, last, "征求意见止").map(Some),
            (None, None) => Ok(None),
            (Some(_), None) => Err(half("征求意见止", "征求意见起")),
            (None, Some(_)) => Err(half("征求意见起", "征求意见止")),
        }
    }

    fn review(&self) -> Result<Option<LegalityReview>> {
        match (&self.reviewer, self.reviewed, &self.finding) {
            (Some(reviewer), Some(on), Some(finding)) => Ok(Some(LegalityReview {
                counsel: self.counsel.clone(),
                reviewer: reviewer.clone(),
                on,
                finding: finding.clone(),
            })),
            (None, None, None) if self.counsel.is_none() => Ok(None),
            (None, ..) => Err(half("审查单位", "合法性审查")),
            (_, None, _) => Err(half("审查日期", "合法性审查")),
            (_, _, None) => Err(half("审查结论", "合法性审查")),
        }
    }

    fn vote(&self) -> Result<Option<RulesVote>> {
        vote_of((&self.body, self.voted, self.entitled, self.present, self.agreed))
    }
}

/// Body, day, entitled, present, in favour, as the cells under 表决 tell them.
type VoteCells<'r> = (&'r Option<Text>, Option<Day>, Option<Count>, Option<Count>, Option<Count>);

fn vote_of(cells: VoteCells<'_>) -> Result<Option<RulesVote>> {
    match cells {
        (Some(body), Some(on), Some(entitled), Some(present), Some(agreed)) => {
            Ok(Some(RulesVote { body: body.clone(), on, entitled, present, agreed }))
        }
        (None, None, None, None, None) => Ok(None),
        (None, ..) => Err(half("表决会议", "表决")),
        (_, None, ..) => Err(half("表决日期", "表决")),
        (_, _, None, ..) => Err(half("应到", "表决")),
        (_, _, _, None, _) => Err(half("实到", "表决")),
        (_, _, _, _, None) => Err(half("同意", "表决")),
    }
}

fn row_of(it: &VillageRules) -> VillageRulesRow {
    let (review, vote) = (it.review.as_ref(), it.vote.as_ref());
    VillageRulesRow {
        version: it.version.clone(),
        theme: it.theme.clone(),
        clauses: it.clauses,
        drafted: it.drafted,
        comment_from: it.comment.map(|period| period.from()),
        comment_last: it.comment.and_then(|period| period.last_day()),
        opinions: it.opinions,
        counsel: review.and_then(|review| review.counsel.clone()),
        reviewer: review.map(|review| review.reviewer.clone()),
        reviewed: review.map(|review| review.on),
        finding: review.map(|review| review.finding.clone()),
        body: vote.map(|vote| vote.body.clone()),
        voted: vote.map(|vote| vote.on),
        entitled: vote.map(|vote| vote.entitled),
        present: vote.map(|vote| vote.present),
        agreed: vote.map(|vote| vote.agreed),
        filed: it.filed,
        published: it.published,
        effective: it.effective,
        state: it.state,
    }
}

crate::row! {
    /// 村规民约条款 A row of the table of clauses.
    pub struct RulesClauseRow {
        sheet: "村规民约条款", title: "村规民约修订条款对照表", key: [version, article];
        version: RefNo = "版本",
        article: Text = "条次",
        topic: Text = "主题",
        before: Option<Text> = "原条款",
        after: Option<Text> = "修订后条款",
        opinion: Option<Text> = "审查意见",
    }
}

impl Register for RulesClauseRow {
    type Primary = RulesClause;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let rules = to.link::<VillageRules>(VERSION, self.version.as_str())?;
        to.put(RulesClause {
            id,
            rules,
            article: self.article.clone(),
            topic: self.topic.clone(),
            before: self.before.clone(),
            after: self.after.clone(),
            opinion: self.opinion.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<RulesClause>().iter().map(|it| Ok((clause_row(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn clause_row(held: &Held, it: &RulesClause) -> Result<RulesClauseRow> {
    Ok(RulesClauseRow {
        version: link_text(held, &it.rules, |rules| rules.version.clone())?,
        article: it.article.clone(),
        topic: it.topic.clone(),
        before: it.before.clone(),
        after: it.after.clone(),
        opinion: it.opinion.clone(),
    })
}

crate::row! {
    /// 村规民约终止 A row of the register of drafts that were withdrawn and rules that were repealed.
    pub struct RulesEndingRow {
        sheet: "村规民约终止", title: "村规民约撤回与废止登记表", key: [version];
        version: RefNo = "版本",
        kind: RulesEndingKind = "终止方式",
        on: Day = "终止日期" | "撤回日期" | "废止日期",
        reason: Text = "事由",
        body: Option<Text> = ["表决"] "表决会议",
        voted: Option<Day> = ["表决"] "表决日期",
        entitled: Option<Count> = ["表决"] "应到",
        present: Option<Count> = ["表决"] "实到",
        agreed: Option<Count> = ["表决"] "同意" | "赞成",
        published: Option<Day> = "公布日期",
    }
}

impl Register for RulesEndingRow {
    type Primary = RulesEnding;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let rules = to.link::<VillageRules>(VERSION, self.version.as_str())?;
        let version = rules.id().and_then(|id| to.staged(id).or_else(|| to.held().get(id)));
        if let Some(version) = version {
            self.agrees(version)?;
        }
        let vote = vote_of((&self.body, self.voted, self.entitled, self.present, self.agreed))?;
        let (kind, on, reason, published) = (self.kind, self.on, self.reason.clone(), self.published);
        to.put(RulesEnding { id, rules, kind, on, reason, vote, published });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<RulesEnding>().iter().map(|it| Ok((ending_row(held, it)?, vec![it.id.key()]))).collect()
    }
}

impl RulesEndingRow {
    /// The version stands in the state in which this leaves it; a draft was there before it was withdrawn, rules bound before they were
    /// repealed.
    fn agrees(&self, version: &VillageRules) -> Result<()> {
        if version.state != self.kind.leaves() {
            return Err(Error::new(code::exchange::RULES_STATE)
                .with("column", "终止方式")
                .with("value", self.kind)
                .with("version", version.version.as_str())
                .with("state", version.state));
        }
        let (name, began) = match self.kind {
            RulesEndingKind::Withdrawn => ("起草日期", Some(version.drafted)),
            RulesEndingKind::Repealed => ("施行日期", version.effective),
        };
        let day = self.voted.unwrap_or(self.on);
        if let Some(began) = began.filter(|began| day < *began) {
            let column = if self.voted.is_some() { "表决日期" } else { "终止日期" };
            let error = Error::new(code::model::DAYS_ORDER).with("column", column).with("value", day);
            return Err(error.with("earlier", name).with("earlier_day", began));
        }
        Ok(())
    }
}

fn ending_row(held: &Held, it: &RulesEnding) -> Result<RulesEndingRow> {
    let vote = it.vote.as_ref();
    Ok(RulesEndingRow {
        version: link_text(held, &it.rules, |rules| rules.version.clone())?,
        kind: it.kind,
        on: it.on,
        reason: it.reason.clone(),
        body: vote.map(|vote| vote.body.clone()),
        voted: vote.map(|vote| vote.on),
        entitled: vote.map(|vote| vote.entitled),
        present: vote.map(|vote| vote.present),
        agreed: vote.map(|vote| vote.agreed),
        published: it.published,
    })
}
