//! 决策卷宗 The dossier of a decision as a document, and as a folder of files with their digests: the bundle that platforms ask for.

use sha2::{Digest as _, Sha256};

use crate::error::{Lang, Result};
use crate::model::Limits;
use crate::model::{AnswerKind, Attachment, Roll};
use crate::report::{Cell, Column, Document, KeyFigure, Markdown, Render, Table};
use crate::rules::decision::{Dossier, Event, Examined};
use crate::rules::{Finding, Heads, Verdict};
use crate::value::Plain;

/// 决策卷宗 Prints a dossier: what happened step by step, on which roll, what was checked with which margin and by which article, and what
/// proves it.
///
/// ```
/// use cunwu::model::MatterKind;
/// use cunwu::report::{DossierText, Markdown, Render};
/// use cunwu::rules::decision::{Dossier, Terms, examine};
/// use cunwu::rules::{Rulebook, procedure};
/// let rules = Rulebook::guangzhou()?;
/// let table = procedure::shipped(&rules)?.into_iter().find(|table| &*table.id == "four_deliberations").unwrap();
/// let dossier = Dossier {
///     no: "东华村决〔2024〕01号".into(),
///     matter: "村口道路硬化".into(),
///     terms: Terms::of(MatterKind::PublicWelfare),
///     events: Vec::new(),
///     objections: Vec::new(),
///     completed: None,
///     spent: Vec::new(),
/// };
/// let examined = examine(&dossier, &table, &rules)?;
/// let text = Markdown.to_text(&DossierText::new(&dossier, &examined).document()?)?;
/// assert!(text.contains("东华村决〔2024〕01号") && text.contains("起草"));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "卷宗")]
#[derive(Debug, Clone)]
pub struct DossierText<'a> {
    dossier: &'a Dossier,
    examined: &'a Examined,
    attachments: Vec<Attachment>,
}

/// 卷内文件 A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFile {
    /// 文件名 Its name.
    pub name: String,
    /// 内容 What it holds.
    pub content: String,
    /// 摘要 SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl FolderFile {
    fn new(name: &str, content: String) -> Self {
        use std::fmt::Write as _;
        let mut sha256 = String::with_capacity(64);
        for byte in Sha256::digest(content.as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        Self { name: name.to_owned(), content, sha256 }
    }
}

impl<'a> DossierText<'a> {
    /// Of a dossier and what its check found.
    pub fn new(dossier: &'a Dossier, examined: &'a Examined) -> Self {
        Self { dossier, examined, attachments: Vec::new() }
    }

    /// 附件 With the files that prove its steps, by their digests.
    #[must_use]
    pub fn attachments(mut self, files: impl IntoIterator<Item = Attachment>) -> Self {
        self.attachments.extend(files);
        self
    }

    /// 卷宗 The document.
    ///
    /// # Errors
    /// `report.…` when a table cannot be put together, which a test rules out.
    pub fn document(&self) -> Result<Document> {
        let Self { dossier, examined, .. } = self;
        let mut document = Document::new("decision_dossier", ("“四议两公开”决策卷宗", "Dossier of a decision"));
        let state = examined.state.as_ref().map_or("", |state| &state.zh);
        let day = |day: Option<crate::value::Day>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
        document.key_figures([
            KeyFigure::new(("决策编号", "number"), Cell::text(&*dossier.no)),
            KeyFigure::new(("事项", "matter"), Cell::text(&*dossier.matter)),
            KeyFigure::new(("事项类别", "kind of matter"), Cell::text(dossier.terms.matter.label())),
            KeyFigure::new(("标的", "object"), Cell::text(dossier.terms.object.as_deref().unwrap_or("—"))),
            KeyFigure::new(("金额上限（元）", "amount limit, yuan"), Cell::text(limits(dossier.terms.limits))),
            KeyFigure::new(("状态", "state"), Cell::text(state)),
            KeyFigure::new(("决议日期", "resolved"), Cell::text(day(examined.resolved))),
            KeyFigure::new(("可实施日期", "can be carried out from"), Cell::text(day(examined.executable))),
            KeyFigure::new(("名册", "rolls"), Cell::text(rolls(dossier))),
        ]);
        document.heading(1, ("办理过程", "What happened"));
        document.push(events(dossier)?);
        if !dossier.objections.is_empty() {
            document.heading(1, ("异议", "Objections"));
            document.push(objections(dossier)?);
        }
        document.heading(1, ("检查结果", "What was checked"));
        document.push(findings(examined)?);
        document.heading(1, ("附件", "What proves it"));
        document.push(proofs(&self.attachments)?);
        Ok(document)
    }

    /// 卷宗文件夹 The folder: the document in Markdown and JSON (and HTML, with the feature of that name), and a manifest with the digest of
    /// each file and of each attachment, in the form that `sha256sum -c` reads.
    ///
    /// # Errors
    /// As [`DossierText::document`].
    pub fn folder(&self) -> Result<Vec<FolderFile>> {
        let document = self.document()?;
        let mut files = vec![
            FolderFile::new("卷宗.md", Markdown.to_text(&document)?),
            FolderFile::new("卷宗.json", crate::report::Json.to_text(&document)?),
        ];
        #[cfg(feature = "html")]
        files.push(FolderFile::new("卷宗.html", crate::report::Html.to_text(&document)?));
        let of_files = files.iter().map(|file| (&*file.sha256, &*file.name));
        let attached = self.attachments.iter().map(|file| (file.sha256.as_str(), file.name.as_str()));
        let lines: Vec<String> = of_files.chain(attached).map(|(digest, name)| format!("{digest}  {name}\n")).collect();
        files.push(FolderFile::new("SHA256SUMS", lines.concat()));
        Ok(files)
    }
}

/// What kinds of roll the votes rest on.
fn rolls(dossier: &Dossier) -> String {
    let (counted, named, none) = dossier.rolls();
    let mut told = Vec::new();
    for (number, kind) in [(named, "具名名册"), (counted, "汇总名册（仅有人数）"), (none, "没有名册")]
    {
        if number > 0 {
            told.push(format!("{kind} {number} 次"));
        }
    }
    if told.is_empty() { "—".to_owned() } else { told.join("，") }
}

fn events(dossier: &Dossier) -> Result<Table> {
    let columns = [
        ("步骤", "step"),
        ("组织", "body"),
        ("日期", "day"),
        ("应到", "entitled"),
        ("到会", "in person"),
        ("委托", "by proxy"),
        ("回避", "recused"),
        ("赞成", "for"),
        ("反对", "against"),
        ("弃权", "abstaining"),
        ("名册", "roll"),
        ("公示", "on show"),
        ("理由", "reason"),
    ];
    let mut table = Table::new("events", ("办理过程", "What happened"), columns.map(Column::new));
    for event in &dossier.events {
        table.push(row(event))?;
    }
    Ok(table)
}

fn row(event: &Event) -> Vec<Cell> {
    let vote = event.vote.as_ref();
    let heads = vote.and_then(|vote| vote.roll.as_ref()).map(Heads::of);
    let number = |of: Option<u32>| of.map_or_else(|| Cell::text("—"), Cell::count);
    let words = |of: Option<String>| Cell::text(of.unwrap_or_else(|| "—".to_owned()));
    vec![
        Cell::text(event.act.label()),
        Cell::text(event.by.label()),
        Cell::text(event.on.to_string()),
        number(heads.map(|heads| heads.entitled)),
        number(heads.map(|heads| heads.in_person)),
        number(heads.map(|heads| heads.by_proxy)),
        number(heads.map(|heads| heads.recused)),
        number(vote.map(|vote| vote.votes.agreed.get())),
        number(vote.map(|vote| vote.votes.against.get())),
        number(vote.map(|vote| vote.votes.abstained.get())),
        words(vote.map(|vote| vote.roll.as_ref().map_or("没有名册", Roll::label).to_owned())),
        words(event.shown.as_ref().map(Plain::plain)),
        words(event.reason.as_ref().map(ToString::to_string)),
    ]
}

fn objections(dossier: &Dossier) -> Result<Table> {
    let columns = [("提出日期", "raised"), ("答复日期", "answered"), ("处理", "answer")];
    let mut table = Table::new("objections", ("异议", "Objections"), columns.map(Column::new));
    for objection in &dossier.objections {
        let (on, kind) = objection.answer.unzip();
        table.push([
            Cell::text(objection.on.to_string()),
            Cell::text(on.map_or_else(|| "未答复".to_owned(), |on| on.to_string())),
            Cell::text(kind.map_or("—", AnswerKind::label)),
        ])?;
    }
    Ok(table)
}

fn findings(examined: &Examined) -> Result<Table> {
    let columns = [
        ("步骤", "step"),
        ("规则", "rule"),
        ("结论", "verdict"),
        ("余量", "margin"),
        ("依据", "source"),
        ("依据等级", "evidence"),
    ];
    let mut table = Table::new("findings", ("检查结果", "What was checked"), columns.map(Column::new));
    for finding in examined.findings.all() {
        table.push(checked(finding))?;
    }
    Ok(table)
}

fn checked(finding: &Finding) -> Vec<Cell> {
    let verdict = match finding.verdict() {
        Verdict::Holds => "符合".to_owned(),
        Verdict::Warned => format!("提示：{}", finding.text(Lang::Zh)),
        Verdict::Broken => format!("不符：{}", finding.text(Lang::Zh)),
    };
    vec![
        Cell::text(finding.place().unwrap_or("—")),
        Cell::text(&*finding.norm().zh),
        Cell::text(verdict),
        Cell::text(finding.margin().map_or_else(|| "—".to_owned(), |margin| margin.to_string())),
        Cell::text(finding.citation()),
        Cell::text(finding.mark().map_or("—", crate::rules::Mark::label)),
    ]
}

fn proofs(attachments: &[Attachment]) -> Result<Table> {
    let mut table = Table::new(
        "attachments",
        ("附件", "Files"),
        [("文件名", "file"), ("摘要（SHA-256）", "digest")].map(Column::new),
    );
    for file in attachments {
        table.push([Cell::text(file.name.as_str()), Cell::text(file.sha256.as_str())])?;
    }
    Ok(table)
}

/// The limits with their acts; a dash where there is none.
fn limits(limits: Limits) -> String {
    let told: Vec<String> = limits.all().map(|(act, _, limit)| format!("{act} {}", limit.plain())).collect();
    if told.is_empty() { "—".to_owned() } else { told.join("；") }
}
