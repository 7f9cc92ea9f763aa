//! HTML One self-contained page that opens offline and prints well.

use std::io::Write;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Render, write_text};
use crate::error::Result;
use crate::report::{Block, Caption, Cell, Chart, Document, KeyFigure, Table, Tone};

const STYLE: &str = include_str!("page.css");

/// HTML One self-contained page: no script, nothing loaded from anywhere, A4 when printed. Charts are inline SVG with their
/// data folded below; without the feature `chart` the table of their data stands in their place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Html;

impl Render for Html {
    fn media(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn extension(&self) -> &'static str {
        "html"
    }

    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()> {
        let blocks: Vec<Markup> =
            document.blocks.iter().enumerate().map(|(at, content)| block(at, content)).collect::<Result<_>>()?;
        let byline = document.byline();
        let page = html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (document.title.zh) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        header {
                            h1 { (caption(&document.title)) }
                            @if !byline.is_empty() { p.byline { (byline) } }
                        }
                        (contents(document))
                        @for content in &blocks { (content) }
                    }
                }
            }
        };
        write_text(to, &(page.into_string() + "\n"))
    }
}

fn caption(caption: &Caption) -> Markup {
    html! { (caption.zh) @if let Some(en) = &caption.en { " " span.en lang="en" { (en) } } }
}

/// The list of chapters, when there are enough to need one.
fn contents(document: &Document) -> Markup {
    let chapters: Vec<(usize, &Caption)> = document
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match block {
            Block::Heading { level: 1, text } => Some((at, text)),
            _ => None,
        })
        .collect();
    html! {
        @if chapters.len() > 2 {
            nav aria-label="目录" {
                ol { @for (at, text) in &chapters { li { a href={ "#b" (at) } { (text.zh) } } } }
            }
        }
    }
}

fn block(at: usize, block: &Block) -> Result<Markup> {
    Ok(match block {
        Block::Heading { level: 1, text } => html! { h2 id={ "b" (at) } { (caption(text)) } },
        Block::Heading { level: 2, text } => html! { h3 id={ "b" (at) } { (caption(text)) } },
        Block::Heading { text, .. } => html! { h4 id={ "b" (at) } { (caption(text)) } },
        Block::Paragraph { text } => html! { @for line in text.lines() { p { (line) } } },
        Block::KeyFigures { figures } => html! { div.figures { @for figure in figures { (key_figure(figure)) } } },
        Block::Table(content) => table(content),
        Block::Chart(content) => chart(content)?,
        Block::List { ordered: true, items } => html! { ol { @for item in items { li { (item) } } } },
        Block::List { items, .. } => html! { ul { @for item in items { li { (item) } } } },
        Block::Note { text, source } => html! {
            p.note { "注：" (text) @if let Some(source) = source { span.source { "（来源：" (source) "）" } } }
        },
        Block::Callout { tone, title, text } => html! {
            aside class=(tone_class(*tone)) { p.title { (tone.label()) "：" (title) } @for line in text.lines() { p { (line) } } }
        },
    })
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Info => "info",
        Tone::Good => "good",
        Tone::Attention => "attention",
    }
}

fn key_figure(figure: &KeyFigure) -> Markup {
    let below = figure.below();
    html! {
        div.figure {
            div.label { (caption(&figure.label)) }
            div.value { (figure.value.shown()) @if let Some(unit) = &figure.unit { span.unit { (unit) } } }
            @if !below.is_empty() { div.below { (below) } }
        }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        figure.table {
            figcaption { (caption(table.title())) }
            (grid(table))
            @if let Some(note) = table.footnote() { p.note { "注：" (note) } }
        }
    }
}

fn grid(table: &Table) -> Markup {
    let class = |at: usize| if table.is_numeric(at) { Some("n") } else { None };
    let cells = |row: &[Cell]| {
        html! {
            @for (at, cell) in row.iter().enumerate() { td class=[class(at)] { (cell.shown()) } }
        }
    };
    html! {
        table {
            thead {
                tr {
                    @for (at, column) in table.columns().iter().enumerate() {
                        th scope="col" class=[class(at)] {
                            (caption(&column.head)) @if let Some(unit) = &column.unit { span.unit { (unit) } }
                        }
                    }
                }
            }
            tbody { @for row in table.rows() { tr { (cells(row)) } } }
            @if let Some(total) = table.total_row() { tfoot { tr { (cells(total)) } } }
        }
    }
}

#[cfg(feature = "chart")]
fn chart(chart: &Chart) -> Result<Markup> {
    let svg = chart.to_svg()?;
    let data = chart.to_table();
    Ok(html! {
        figure.chart {
            figcaption { (caption(chart.title())) @if let Some(unit) = chart.unit_text() { span.unit { (unit) } } }
            (PreEscaped(svg))
            details { summary { "数据" } (grid(&data)) }
        }
    })
}

#[cfg(not(feature = "chart"))]
#[allow(clippy::unnecessary_wraps)] // drawing can fail, a table cannot
fn chart(chart: &Chart) -> Result<Markup> {
    Ok(table(&chart.to_table()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_start_markup_and_nothing_is_loaded() {
        let mut document = Document::new("d", "<script>alert(1)</script>");
        document.paragraph("<img src=x>").push(Table::new("t", "表", ["<b>"]).row([Cell::text("<i>")]).unwrap());
        let page = Html.to_text(&document).unwrap();
        for bad in ["<script", "<img", "<b>", "<i>", "http://", "https://", "src=", "<link"] {
            assert!(!page.contains(bad) || bad == "src=", "{bad}");
        }
        assert!(page.contains("&lt;img src=x&gt;"));
    }
}
