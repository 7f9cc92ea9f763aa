//! 报告 Documents computed from a ledger, and how they are written.
//!
//! A [`Report`] computes a [`Document`]: headings, key figures, tables and charts as data. A [`Render`] writes it:
//! [`Markdown`] and [`Json`] always, `Csv`, `Html` and `Xlsx` behind the features of those names. A stranger's report
//! or renderer implements one of these two traits and needs nothing else.
//!
//! Counts in a document are exact. [`Suppression::publish`] makes the copy that may leave the house: small counts of
//! persons, and the cells from which they could be worked out, are withheld there and nowhere else.
//!
//! ```
//! use cunwu::report::{Cell, Column, Document, Markdown, Render, Table};
//! let mut document = Document::new("grids", "各网格居住人数");
//! document.push(
//!     Table::new("grids", "网格", [Column::new("网格"), Column::new("居住人数").unit("人")])
//!         .row([Cell::text("第一综合网格"), Cell::count(1569)])?,
//! );
//! assert!(Markdown.to_text(&document)?.contains("| 第一综合网格 | 1,569 |"));
//! # Ok::<(), cunwu::Error>(())
//! ```

mod assets;
mod cell;
mod chart;
mod compute;
mod document;
mod dossier;
mod figures;
pub mod five;
mod number;
mod publish;
mod render;
mod rulebook;
mod stated;
mod suppress;
mod table;
mod themes;
pub mod village;

pub use assets::AssetReport;
pub use cell::Cell;
pub use chart::{Chart, Form, Series};
pub use compute::Report;
pub use document::{Audience, Block, Caption, Document, KeyFigure, Tone};
pub use dossier::{DossierText, FolderFile};
pub use figures::{Computed, FigureRow, FigureSet};
pub use number::Number;
pub use publish::Suppression;
#[cfg(feature = "csv")]
pub use render::Csv;
#[cfg(feature = "html")]
pub use render::Html;
#[cfg(feature = "xlsx")]
pub use render::Xlsx;
pub use render::{Json, Markdown, Render};
pub use rulebook::RulebookText;
pub use stated::{Mark, Measure, Stated, Verdict};
pub use table::{Column, Role, Table};
pub use themes::{CHAPTERS, Chapter, Section, Theme, place_of};
