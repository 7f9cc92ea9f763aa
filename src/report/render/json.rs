//! JSON The document as data, for programs.

use std::io::Write;

use super::{Render, write_failed, write_text};
use crate::error::Result;
use crate::report::Document;

/// JSON The document as data; reads back as the same [`Document`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Json;

impl Render for Json {
    fn media(&self) -> &'static str {
        "application/json"
    }

    fn extension(&self) -> &'static str {
        "json"
    }

    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()> {
        serde_json::to_writer_pretty(&mut *to, document).map_err(|err| write_failed(&err))?;
        write_text(to, "\n")
    }
}
