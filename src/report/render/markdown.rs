//! Markdown For reading in a terminal, a repository or a chat.

use std::io::Write;

use super::{Render, write_text};
use crate::error::Result;
use crate::report::{Block, Caption, Cell, Document, KeyFigure, Table};

/// Markdown GitHub-flavoured Markdown. Charts become tables of their data; text is escaped, so no cell can start
/// markup.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown;

impl Render for Markdown {
    fn media(&self) -> &'static str {
        "text/markdown; charset=utf-8"
    }

    fn extension(&self) -> &'static str {
        "md"
    }

    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()> {
        let mut parts = vec![format!("# {}", caption(&document.title))];
        let byline = document.byline();
        if !byline.is_empty() {
            parts.push(escape(&byline));
        }
        parts.extend(document.blocks.iter().map(block));
        write_text(to, &(parts.join("\n\n") + "\n"))
    }
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("{} {}", "#".repeat(usize::from(*level) + 1), caption(text)),
        Block::Paragraph { text } => escape(text),
        Block::KeyFigures { figures } => key_figures(figures),
        Block::Table(content) => table(content, &caption(content.title())),
        Block::Chart(chart) => table(&chart.to_table(), &format!("图：{}", caption(chart.title()))),
        Block::List { ordered, items } => list(*ordered, items),
        Block::Note { text, source } => match source {
            Some(source) => format!("注：{}（来源：{}）", escape(text), escape(source)),
            None => format!("注：{}", escape(text)),
        },
        Block::Callout { tone, title, text } => {
            format!("> **{}：{}** {}", tone.label(), escape(title), escape(text).replace('\n', "\n> "))
        }
    }
}

fn caption(caption: &Caption) -> String {
    match &caption.en {
        Some(en) => format!("{} {}", escape(&caption.zh), escape(en)),
        None => escape(&caption.zh),
    }
}

fn list(ordered: bool, items: &[String]) -> String {
    let lines = items.iter().enumerate().map(|(at, item)| {
        let mark = if ordered { format!("{}.", at + 1) } else { "-".to_owned() };
        format!("{mark} {}", escape(item))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn key_figures(figures: &[KeyFigure]) -> String {
    let lines = figures.iter().map(|figure| {
        let unit = figure.unit.as_deref().map(|unit| format!(" {}", escape(unit))).unwrap_or_default();
        let below = figure.below();
        let below = if below.is_empty() { below } else { format!("（{}）", escape(&below)) };
        format!("- {}：**{}**{unit}{below}", caption(&figure.label), escape(&figure.value.shown()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn table(table: &Table, title: &str) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let row = |cells: &[Cell]| line(cells.iter().map(|cell| in_cell(&cell.shown())).collect());
    let heads = table.columns().iter().map(|column| in_cell(&column.label())).collect();
    let rule = (0..table.columns().len()).map(|at| if table.is_numeric(at) { "---:" } else { "---" }.to_owned());
    let mut lines = vec![format!("**{title}**"), String::new(), line(heads), line(rule.collect())];
    lines.extend(table.rows().iter().map(|cells| row(cells)));
    if let Some(total) = table.total_row() {
        let bold = total.iter().map(|cell| in_cell(&cell.shown()));
        lines.push(line(bold.map(|text| if text.is_empty() { text } else { format!("**{text}**") }).collect()));
    }
    if let Some(note) = table.footnote() {
        lines.extend([String::new(), format!("注：{}", escape(note))]);
    }
    lines.join("\n")
}

/// Text in a cell: on one line, without a bar that would end it.
fn in_cell(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

/// Escapes what Markdown would take for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut line_start = true;
    for c in text.chars() {
        let always = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '&' | '~');
        if always || (line_start && matches!(c, '#' | '>' | '-' | '+' | '=')) {
            out.push('\\');
        }
        line_start = c == '\n';
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_start_markup() {
        let table = Table::new("t", "表|一", ["甲"]).row([Cell::text("<b>|a\nb`")]).unwrap();
        let mut document = Document::new("d", "# 题 [x](y)");
        document.push(table).paragraph("- 不是列表\n> 不是引用");
        let text = Markdown.to_text(&document).unwrap();
        assert!(text.starts_with("# \\# 题 \\[x\\](y)\n"), "{text}");
        assert!(text.contains("| \\<b>\\|a<br>b\\` |"), "{text}");
        assert!(text.contains("\\- 不是列表\n\\> 不是引用"), "{text}");
    }
}
