//! 图幅网页 The page of a sheet.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::map::sheet::{CLASSES, SheetInput, embed};
use crate::value::Datum;

/// Nothing may be loaded or sent: the page works offline and keeps what it shows to itself.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub(super) fn page<D: Datum>(sheet: &SheetInput<D>) -> String {
    let body = html! {
        (header(sheet))
        main {
            section #stage aria-label="地图" {
                svg #map role="img" aria-label=(format!("{} {}", sheet.title, sheet.code)) {}
                (tools())
                (furniture())
                p #hint hidden {}
            }
            (panel(sheet))
        }
        (footer(sheet))
        script #data type="application/json" { (PreEscaped(embed::data(sheet))) }
        script { (PreEscaped(include_str!("geometry.js"))) (PreEscaped(include_str!("sheet.js"))) }
    };
    document(&format!("{} {}", sheet.code, sheet.title), &body)
}

/// A page of this crate: one file, one style.
pub(super) fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("sheet.css"))) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

fn header<D: Datum>(sheet: &SheetInput<D>) -> Markup {
    html! {
        header {
            div {
                h1 { (sheet.title) }
                p {
                    (sheet.grid.name) span.dot { "·" } span.code { (sheet.grid.code) }
                    span.dot { "·" } "坐标系 " (D::NAME)
                    span.dot { "·" } "数据截止 " (sheet.as_of)
                }
            }
            div.number {
                small { "图幅编号" }
                b { (sheet.code) }
                @if let Some(file) = &sheet.overview { a href=(file) { "图幅索引" } }
            }
        }
    }
}

fn tools() -> Markup {
    html! {
        div #tools {
            button #draw type="button" aria-pressed="false" { "划定区域" }
            button #clear type="button" disabled { "清除" }
            span.gap {}
            button #zoom-in type="button" title="放大" aria-label="放大" { "＋" }
            button #zoom-out type="button" title="缩小" aria-label="缩小" { "－" }
            button #fit type="button" title="全幅" { "全幅" }
            span.gap {}
            button.print type="button" data-paper="A4" { "打印 A4" }
            button.print type="button" data-paper="A3" { "打印 A3" }
        }
    }
}

fn furniture() -> Markup {
    html! {
        div #north aria-hidden="true" {
            svg viewBox="0 0 24 40" { path d="M12 2 L19 30 L12 25 Z" {} path.open d="M12 2 L5 30 L12 25 Z" {} text x="12" y="39" { "北" } }
        }
        div #scale aria-label="比例尺" { i {} span {} }
    }
}

fn legend<D: Datum>(sheet: &SheetInput<D>) -> Markup {
    html! {
        section #legend {
            h2 { "每栋居住人数" }
            ul {
                @for (class, houses) in CLASSES.iter().zip(sheet.per_class()) {
                    li { i style=(format!("background:{}", class.colour)) {} (class.label) span { (houses) " 栋" } }
                }
            }
            ul.lines {
                li { i.sheet {} "图幅界" }
                li { i.grid {} "网格界" }
                li { i.village {} "村界" }
            }
        }
    }
}

fn panel<D: Datum>(sheet: &SheetInput<D>) -> Markup {
    let row = |label: &str, id: &str, value: u64| {
        html! { div { dt { (label) } dd id=(id) { (value) } } }
    };
    let houses = u64::try_from(sheet.houses.len()).unwrap_or(u64::MAX);
    html! {
        aside {
            section #count aria-live="polite" {
                h2 #count-title { "本图幅" }
                dl {
                    (row("房屋（栋）", "count-houses", houses))
                    (row("居住人员", "count-residents", sheet.residents()))
                    (row("其中户籍", "count-registered", sheet.registered()))
                    (row("其中外来", "count-outside", sheet.outside()))
                }
                p #count-note { "按房屋点计数，只计本图幅内的房屋。" }
                ol #count-list hidden {}
            }
            (legend(sheet))
            section #panel aria-live="polite" {
                h2 { "房屋" }
                p.empty { "点选房屋，查看居住人员（已脱敏）。" }
            }
        }
    }
}

fn footer<D: Datum>(sheet: &SheetInput<D>) -> Markup {
    html! {
        footer {
            b { "内部使用" } span.dot { "·" } b { "打印须登记" } span.dot { "·" }
            "数据截止 " (sheet.as_of) span.dot { "·" } (D::NAME) span.dot { "·" } "含住址信息，不得外传、不得上网"
            span.register { "打印登记号 ________　打印人 ________　用途 ________　日期 ________" }
        }
        noscript { p { "本图需要启用脚本。请用较新的浏览器打开。" } }
    }
}
