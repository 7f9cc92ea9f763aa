//! 文本 The text of each version, put together from what the versions changed, and what differs between two.

use std::collections::BTreeMap;

use crate::model::{RulesClause, RulesEnding, RulesEndingKind, RulesState, VillageRules};
use crate::value::{Day, Text};

/// 条款 A clause as it stands in a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause<'c> {
    /// 条次 Number of the clause, as written.
    pub article: &'c Text,
    /// 主题 What it is about.
    pub topic: &'c Text,
    /// 条文 Its words.
    pub text: &'c Text,
    /// 通过日期 The day of the vote that gave it these words; unknown when they are older than the first version that tells of them.
    pub adopted: Option<Day>,
}

/// 条款变化 What became of a clause between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseChange<'c> {
    /// 条次 Number of the clause.
    pub article: &'c Text,
    /// 主题 What it is about.
    pub topic: &'c Text,
    /// 原文 Its words before; none when it is new.
    pub before: Option<&'c Text>,
    /// 新文 Its words after; none when it was deleted.
    pub after: Option<&'c Text>,
    /// 字句变化 The changes within the clause.
    pub edits: Vec<Edit<'c>>,
}

/// 字句变化 A stretch of text that stayed, went, or came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit<'t> {
    /// 未变 It stayed.
    Same(&'t str),
    /// 删去 It went.
    Cut(&'t str),
    /// 增加 It came.
    Added(&'t str),
}

/// 村规民约文本 All versions of a village's rules, to read each as a whole and to compare any two.
#[derive(Debug)]
pub struct Charter<'c> {
    versions: Vec<(&'c VillageRules, Vec<&'c RulesClause>)>,
    /// Repeals.
    repealed: Vec<&'c RulesEnding>,
}

impl<'c> Charter<'c> {
    /// Puts versions and their clauses in order: by vote, drafts last.
    pub fn of(
        versions: impl IntoIterator<Item = &'c VillageRules>,
        clauses: impl IntoIterator<Item = &'c RulesClause>,
    ) -> Self {
        let mut by_version: BTreeMap<_, Vec<&RulesClause>> = BTreeMap::new();
        for clause in clauses {
            if let Some(id) = clause.rules.id() {
                by_version.entry(id).or_default().push(clause);
            }
        }
        let mut versions: Vec<_> =
            versions.into_iter().map(|version| (version, by_version.remove(&version.id).unwrap_or_default())).collect();
        versions.sort_by_key(|(version, _)| (adopted(version).is_none(), adopted(version), version.drafted));
        Self { versions, repealed: Vec::new() }
    }

    /// 废止记录 The same, knowing from which day on repealed versions bind no more.
    #[must_use]
    pub fn ending(mut self, endings: impl IntoIterator<Item = &'c RulesEnding>) -> Self {
        self.repealed = endings.into_iter().filter(|ending| ending.kind == RulesEndingKind::Repealed).collect();
        self
    }

    /// The first day on which a version that was repealed binds no more.
    fn end_of(&self, version: &VillageRules) -> Option<Day> {
        self.repealed.iter().find(|ending| ending.rules.id() == Some(version.id)).map(|ending| ending.on)
    }

    /// The versions, oldest first, drafts last.
    pub fn versions(&self) -> impl Iterator<Item = &'c VillageRules> + '_ {
        self.versions.iter().map(|(version, _)| *version)
    }

    /// 版本 The version of a name, such as 2022版.
    pub fn version(&self, name: &str) -> Option<&'c VillageRules> {
        self.versions().find(|version| version.version.as_str() == name)
    }

    /// 施行版本 The version in force on a day: of those that took effect by then the last, unless it was repealed by then.
    pub fn in_force(&self, on: Day) -> Option<&'c VillageRules> {
        let adopted = || self.versions().filter(|version| version.state.is_adopted());
        let taken = adopted().filter(|version| version.effective.is_some_and(|from| from <= on)).last()?;
        if let Some(end) = self.end_of(taken) {
            return (on < end).then_some(taken);
        }
        // One that was repealed, nobody knows when, bound until the next took effect; if none did, it binds no more.
        let last = adopted().last().is_some_and(|last| last.id == taken.id);
        (taken.state != RulesState::Repealed || !last).then_some(taken)
    }

    /// 修订内容 What a version changed.
    pub fn changes(&self, version: &VillageRules) -> &[&'c RulesClause] {
        self.versions.iter().find(|(known, _)| known.id == version.id).map_or(&[], |(_, clauses)| clauses)
    }

    /// 全文 The text of a version, clause by clause: what it changed, over what the adopted versions before it left. Clauses of which no
    /// version tells are not known here; the version's own number of clauses counts them.
    pub fn text(&self, version: &VillageRules) -> Option<Vec<Clause<'c>>> {
        let place = self.versions.iter().position(|(known, _)| known.id == version.id)?;
        let mut text: BTreeMap<ArticleNo<'c>, Clause<'c>> = BTreeMap::new();
        // What a later version found standing, and no version up to here tells of, stood here already.
        for (_, clauses) in self.versions.iter().skip(place + 1).rev() {
            for clause in clauses {
                let no = article_no(&clause.article);
                match &clause.before {
                    Some(before) => {
                        let (article, topic) = (&clause.article, &clause.topic);
                        text.insert(no, Clause { article, topic, text: before, adopted: None });
                    }
                    None => drop(text.remove(&no)),
                }
            }
        }
        // What was repealed before a version was drafted left nothing for it to change.
        let mut before = self.versions.iter().take(place);
        let gone = before.rposition(|(before, _)| self.end_of(before).is_some_and(|end| end <= version.drafted));
        let first = gone.map_or(0, |gone| gone + 1);
        let counts = |at: usize, version: &VillageRules| {
            at == place || ((first..place).contains(&at) && adopted(version).is_some())
        };
        for (_, (version, clauses)) in
            self.versions.iter().enumerate().filter(|(at, (version, _))| counts(*at, version))
        {
            for clause in clauses {
                let no = article_no(&clause.article);
                match &clause.after {
                    Some(after) => {
                        let (article, topic, adopted) = (&clause.article, &clause.topic, adopted(version));
                        text.insert(no, Clause { article, topic, text: after, adopted });
                    }
                    None => drop(text.remove(&no)),
                }
            }
        }
        Some(text.into_values().collect())
    }

    /// 对照 What differs between two versions, clause by clause; `None` when one is not there.
    pub fn diff(&self, from: &VillageRules, to: &VillageRules) -> Option<Vec<ClauseChange<'c>>> {
        let (before, after) = (self.text(from)?, self.text(to)?);
        let mut both: BTreeMap<ArticleNo<'_>, (Option<&Clause<'c>>, Option<&Clause<'c>>)> = BTreeMap::new();
        for clause in &before {
            both.entry(article_no(clause.article)).or_default().0 = Some(clause);
        }
        for clause in &after {
            both.entry(article_no(clause.article)).or_default().1 = Some(clause);
        }
        let changed = both.into_values().filter_map(|(before, after)| {
            let named = after.or(before)?;
            let (before, after) = (before.map(|clause| clause.text), after.map(|clause| clause.text));
            if before == after {
                return None;
            }
            let edits = edits(before.map_or("", Text::as_str), after.map_or("", Text::as_str));
            Some(ClauseChange { article: named.article, topic: named.topic, before, after, edits })
        });
        Some(changed.collect())
    }
}

/// The day on which a version was passed; none of a draft.
fn adopted(version: &VillageRules) -> Option<Day> {
    version.vote.as_ref().filter(|_| version.state.is_adopted()).map(|vote| vote.on)
}

/// Clauses stand by their numbers, then as they are written.
type ArticleNo<'t> = (u32, u32, &'t str);

/// 条次 The number of a clause: 第十六条之一 is (16, 1).
fn article_no(article: &Text) -> ArticleNo<'_> {
    let written = article.as_str();
    let number = |text: &str| chinese_number(text).unwrap_or(u32::MAX);
    let (head, tail) = written.split_once('条').unwrap_or((written, ""));
    let after = tail.strip_prefix('之').map_or(0, number);
    (number(head.trim_start_matches('第')), after, written)
}

/// A number below a thousand, in Chinese or Arabic digits.
fn chinese_number(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (mut sum, mut digit, mut any) = (0, 0, false);
    for sign in text.chars() {
        any = true;
        match sign {
            '百' | '十' => {
                let unit = if sign == '百' { 100 } else { 10 };
                sum += if digit == 0 { unit } else { digit * unit };
                digit = 0;
            }
            '零' | '〇' => digit = 0,
            _ => digit = u32::try_from("一二三四五六七八九".chars().position(|known| known == sign)? + 1).ok()?,
        }
    }
    any.then_some(sum + digit)
}

/// 比对 What stayed, went and came between two texts, sign by sign: the longest common part stays.
pub fn edits<'t>(before: &'t str, after: &'t str) -> Vec<Edit<'t>> {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let width = new.len() + 1;
    // longest[i * width + j]: how long the longest common part of old[i..] and new[j..] is.
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or_default();
    for (i, was) in old.iter().enumerate().rev() {
        for (j, is) in new.iter().enumerate().rev() {
            let long = if was == is {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(slot) = longest.get_mut(i * width + j) {
                *slot = long;
            }
        }
    }
    let mut out = Runs { before, after, lengths: Vec::new() };
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(was), Some(is)) if was == is => {
                out.push(Kind::Same, was.len_utf8());
                (i, j) = (i + 1, j + 1);
            }
            (Some(was), is) if is.is_none() || at(&longest, i + 1, j) >= at(&longest, i, j + 1) => {
                out.push(Kind::Cut, was.len_utf8());
                i += 1;
            }
            (_, Some(is)) => {
                out.push(Kind::Added, is.len_utf8());
                j += 1;
            }
            (_, None) => return out.told(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Cut,
    Added,
}

/// Stretches of one kind, by their bytes.
struct Runs<'t> {
    before: &'t str,
    after: &'t str,
    lengths: Vec<(Kind, usize)>,
}

impl<'t> Runs<'t> {
    fn push(&mut self, kind: Kind, bytes: usize) {
        match self.lengths.last_mut().filter(|(last, _)| *last == kind) {
            Some((_, length)) => *length += bytes,
            None => self.lengths.push((kind, bytes)),
        }
    }

    fn told(self) -> Vec<Edit<'t>> {
        let (mut before, mut after) = (self.before, self.after);
        let mut taken = |kind: Kind, bytes: usize| {
            let (old, new) = (before.split_at_checked(bytes), after.split_at_checked(bytes));
            let edit = match kind {
                Kind::Same => {
                    before = old?.1;
                    let (same, rest) = new?;
                    after = rest;
                    Edit::Same(same)
                }
                Kind::Cut => {
                    let (cut, rest) = old?;
                    before = rest;
                    Edit::Cut(cut)
                }
                Kind::Added => {
                    let (added, rest) = new?;
                    after = rest;
                    Edit::Added(added)
                }
            };
            Some(edit)
        };
        self.lengths.into_iter().filter_map(|(kind, bytes)| taken(kind, bytes)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Plain;

    #[test]
    fn clauses_stand_by_their_numbers() {
        let number = |text: &str| {
            let text = Text::parse(text).unwrap();
            let (main, after, _) = article_no(&text);
            (main, after)
        };
        assert_eq!(number("第九条"), (9, 0));
        assert_eq!(number("第十条"), (10, 0));
        assert_eq!(number("第十六条之一"), (16, 1));
        assert_eq!(number("第一百零三条"), (103, 0));
        assert_eq!(number("第二十条"), (20, 0));
        assert_eq!(number("第12条"), (12, 0));
        assert_eq!(number("附则").0, u32::MAX);
    }

    #[test]
    fn edits_put_together_give_both_texts() {
        let (before, after) = ("违反者罚款200元。", "违反者由村劝导改正。");
        let edits = edits(before, after);
        let side = |not: fn(&Edit<'_>) -> bool| {
            let kept = edits.iter().filter(|edit| !not(edit));
            kept.map(|edit| match edit {
                Edit::Same(text) | Edit::Cut(text) | Edit::Added(text) => *text,
            })
            .collect::<String>()
        };
        assert_eq!(side(|edit| matches!(edit, Edit::Added(_))), before);
        assert_eq!(side(|edit| matches!(edit, Edit::Cut(_))), after);
        assert_eq!(edits.first(), Some(&Edit::Same("违反者")));
        assert!(super::edits("", "").is_empty());
        assert_eq!(super::edits("甲", ""), [Edit::Cut("甲")]);
    }
}
