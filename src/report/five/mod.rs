//! 五治报告 The village's profile and the report of the five themes, from figures and counts computed before.
//!
//! Both are chapters of the inventory ([`CHAPTERS`]): under each heading its computed figures beside what is stated, then
//! tables and charts. They hold no person: only counts, sums and names of organisations.

mod checks;
mod inputs;
mod sections;

pub use inputs::{
    ActivityLine, AllowanceLine, Beside, BranchLine, CooperativeLine, DealLine, DisorderLine, DonationLine, FactLine,
    GridCheckLine, GridLine, IncidentLine, Inputs, InspectionLine, Monthly, OpinionLine, PairingLine, ProjectLine,
    SurveyLine, Tally, TeamLine, VisitLine,
};

use crate::error::Result;
use crate::report::{CHAPTERS, Chapter, Document, FigureSet, Section, Tone};
use crate::value::Plain;

/// Id and file stem of the profile.
pub const PROFILE: &str = "profile";
/// Id and file stem of the report of the five themes.
pub const FIVE: &str = "five_governance";

/// 村情概况 The profile: every chapter of the inventory with its computed figures, and the tables of the chapters that
/// belong to no theme.
///
/// # Errors
/// Codes of `report` for inputs that contradict their own shape, such as a month without a value.
pub fn profile(figures: &FigureSet, inputs: &Inputs) -> Result<Document> {
    let mut document = start(PROFILE, (format!("{}村情概况", inputs.unit), "Profile of the village"), inputs);
    population_note(&mut document, figures)?;
    for chapter in CHAPTERS {
        document.heading(1, (chapter.zh, chapter.en));
        for section in chapter.sections {
            section_head(&mut document, figures, section)?;
            if chapter.theme.is_none() {
                sections::fill(&mut document, section.id, inputs)?;
            }
        }
    }
    Ok(document)
}

/// 五治报告 The report of the five themes: a chapter a theme, with figures, tables and charts.
///
/// # Errors
/// As [`profile`].
pub fn five_governance(figures: &FigureSet, inputs: &Inputs) -> Result<Document> {
    let mut document = start(FIVE, (format!("{}“五治”工作报告", inputs.unit), "Report of the five themes"), inputs);
    document.paragraph(
        "本报告按强基、精准、平安、智慧、长效五治编写，各数均由台账记录计算；旁注“所述”为公开文章写明的数字，与计得数并列，不合并。",
    );
    document.key_figures(figures.key_figures([104, 103, 26, 105, 23, 21, 38, 30, 31, 96, 114, 122]));
    for chapter in CHAPTERS.iter().filter(|chapter| chapter.theme.is_some()) {
        document.heading(1, (chapter.zh, chapter.en));
        for section in chapter.sections {
            section_head(&mut document, figures, section)?;
            sections::fill(&mut document, section.id, inputs)?;
        }
    }
    document.note("警情只有派出所按月汇总的总数，不含个人信息；约数（≈）、逾（>）照原文保留。");
    Ok(document)
}

/// 见于 Says of every computed row in which of the two documents and under which heading it is shown.
///
/// # Errors
/// `report.figures.row` when a chapter names a row that the register lacks.
pub fn mark_places(figures: &mut FigureSet) -> Result<()> {
    for chapter in CHAPTERS {
        for section in chapter.sections {
            for row in section.rows() {
                if figures.computed(row)?.is_some() {
                    figures.shown_in(row, place(PROFILE, chapter, section))?;
                    if chapter.theme.is_some() {
                        figures.shown_in(row, place(FIVE, chapter, section))?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn place(document: &str, chapter: &Chapter, section: &Section) -> String {
    format!("{document}：{} › {}", chapter.zh, section.zh)
}

fn start(id: &str, (zh, en): (String, &str), inputs: &Inputs) -> Document {
    let title = crate::report::Caption::new(zh).en(en);
    Document::new(id, title).unit(inputs.unit.clone()).as_of(inputs.as_of)
}

/// Heading, computed figures, and the duties of the section.
fn section_head(document: &mut Document, figures: &FigureSet, section: &Section) -> Result<()> {
    document.heading(2, (section.zh, section.en));
    document.key_figures(figures.key_figures(section.rows()));
    let mut duties = Vec::new();
    for row in section.rows() {
        if figures.computed(row)?.is_none() {
            duties.push(figures.row(row)?.zh.clone());
        }
    }
    if !duties.is_empty() {
        document.paragraph(format!("事项：{}。", duties.join("；")));
    }
    Ok(())
}

/// Stated population and counted residents are of different days: side by side, never added.
fn population_note(document: &mut Document, figures: &FigureSet) -> Result<()> {
    let mut parts = Vec::new();
    for row in [19, 20, 104] {
        if let Some(computed) = figures.computed(row)? {
            let line = figures.row(row)?;
            let stated = line.stated.as_ref().map(|stated| format!("，所述 {}", stated.shown())).unwrap_or_default();
            let day = computed.as_of.map(|day| format!("（{}）", day.plain())).unwrap_or_default();
            parts.push(format!("{}：计得 {}{day}{stated}", line.zh, computed.value.shown()));
        }
    }
    if !parts.is_empty() {
        let text = format!("{}。各数时点、口径不同，并列而不相加、不合并。", parts.join("；"));
        document.callout(Tone::Info, "人口数的时点", text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Block, Computed, Html, Markdown, Render};
    use crate::value::{Count, Day};

    fn inputs() -> Inputs {
        let grid = |name: &str, registered, floating, abroad| GridLine {
            name: name.to_owned(),
            houses: Count::new(200),
            registered: Count::new(registered),
            floating: Count::new(floating),
            abroad: Count::new(abroad),
            lets: Count::new(144),
            full_time: Count::new(1),
            part_time: Count::new(5),
            sheets: Count::new(2),
        };
        let mut inputs = Inputs::new("东华村", Day::of(2023, 6, 30).unwrap());
        inputs.grids = vec![grid("第一综合网格", 250, 1317, 2), grid("第二综合网格", 260, 1254, 7)];
        inputs
    }

    fn figures() -> FigureSet {
        let mut figures = FigureSet::of_inventory().unwrap();
        figures.put(104, Computed::new(11_608_u32, "在住人员").as_of(Day::of(2023, 6, 30).unwrap())).unwrap();
        figures.put(20, Computed::new(8503_u32, "外来").as_of(Day::of(2023, 1, 31).unwrap())).unwrap();
        figures
    }

    #[test]
    fn every_computed_figure_stands_in_its_chapter_and_says_so() {
        let mut figures = figures();
        mark_places(&mut figures).unwrap();
        let profile = Markdown.to_text(&profile(&figures, &inputs()).unwrap()).unwrap();
        assert!(profile.contains("**8,503** 人（所述 ≈8,500 · 2023-01-31）"), "{profile}");
        assert!(profile.contains("并列而不相加"));
        let report = Markdown.to_text(&five_governance(&figures, &inputs()).unwrap()).unwrap();
        assert!(report.contains("**11,608** 人"), "{report}");
        let places = Markdown.to_text(&figures.to_document().unwrap()).unwrap();
        assert!(places.contains("five\\_governance：智慧治理 › 创设智能化网格图"), "{places}");
    }

    #[test]
    fn what_the_ledger_does_not_hold_is_said() {
        let report = five_governance(&figures(), &Inputs::new("某村", Day::of(2023, 6, 30).unwrap())).unwrap();
        let said = |block: &Block| matches!(block, Block::Note { text, .. } if text.contains("台账没有"));
        assert!(report.blocks.iter().filter(|block| said(block)).count() >= 5);
        assert_eq!(report.tables().count(), 0);
    }

    #[test]
    fn the_report_can_be_published_and_drawn() {
        let report = five_governance(&figures(), &inputs()).unwrap();
        let copy = crate::report::Suppression::default().publish(&report).unwrap();
        let page = Html.to_text(&copy).unwrap();
        assert!(page.contains("<svg role"));
        assert!(page.contains("1,317"));
        assert!(!page.contains(">250<"), "withheld beside the two persons from abroad");
    }
}
