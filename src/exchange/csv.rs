//! CSV files as tables, in UTF-8 or GB18030.

use std::fmt;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use crate::error::{Error, Result, code};
use crate::exchange::cell::Cell;
use crate::exchange::table::{RowSource, Table, TableRow};

/// So many characters of UTF-8 before the first wrong byte say that the file is meant to be UTF-8.
const SURELY_UTF8: usize = 8;

/// CSV文件 A file with one sheet, named like the file without its ending. UTF-8 with or without a byte order mark, or
/// GB18030; a byte that is neither is an error and never replaced.
pub struct CsvFile {
    file: String,
    bytes: Vec<u8>,
}

impl fmt::Debug for CsvFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvFile").field("file", &self.file).finish_non_exhaustive()
    }
}

impl CsvFile {
    /// Opens a file.
    ///
    /// # Errors
    /// `exchange.file.open`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| {
            Error::new(code::exchange::FILE_OPEN).with("file", path.display()).with("reason", &error).because(error)
        })?;
        Ok(Self::from_bytes(&super::file_name(path), bytes))
    }

    /// A file from memory; `file` names it in problems, and its sheet.
    pub fn from_bytes(file: &str, bytes: Vec<u8>) -> Self {
        Self { file: file.to_owned(), bytes }
    }
}

impl RowSource for CsvFile {
    fn tables(&mut self) -> Result<Vec<Table>> {
        let text = decode(&self.file, &self.bytes)?;
        let name = Path::new(&self.file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(&self.file);
        Ok(vec![parse(&self.file, name, &text)?])
    }
}

fn parse(file: &str, name: &str, text: &str) -> Result<Table> {
    let mut table = Table::new(file, name);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let more = reader.read_record(&mut record).map_err(|error| {
            Error::new(code::exchange::FILE_FORMAT).with("file", file).with("reason", &error).because(error)
        })?;
        if !more {
            return Ok(table);
        }
        // The reader passes over blank lines; Excel counts them.
        number += 1 + blank_lines(text, start);
        table.rows.push(TableRow { number, cells: record.iter().map(Cell::from).collect() });
    }
}

/// The blank lines at a place between records; the reader stands before the line feed of the last line.
fn blank_lines(text: &str, at: usize) -> u32 {
    let rest = text.get(at..).unwrap_or_default();
    let after_return = at > 0 && text.as_bytes().get(at - 1) == Some(&b'\r');
    let rest = if after_return { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let breaks = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

/// The text of a file, strictly.
///
/// # Errors
/// `exchange.file.encoding` with the line of the first byte that fits neither encoding.
pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<String> {
    let wrong = |at: usize| {
        let line = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        Err(Error::new(code::exchange::FILE_ENCODING).with("file", file).with("row", line))
    };
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return strict(UTF_8, rest).or_else(|at| wrong(at + 3));
    }
    let at = match strict(UTF_8, bytes) {
        Ok(text) => return Ok(text),
        Err(at) => at,
    };
    let before = bytes.get(..at).map(String::from_utf8_lossy).unwrap_or_default();
    if before.chars().filter(|c| !c.is_ascii()).count() >= SURELY_UTF8 {
        return wrong(at);
    }
    strict(GB18030, bytes).or_else(wrong)
}

/// The text, or the place of the first byte that does not belong.
fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(length, beyond), read) => Err(read.saturating_sub(usize::from(length + beyond))),
        (DecoderResult::OutputFull, read) => Err(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "房屋台账\r\n\r\n序号,房屋编号,地址\r\n1,DH01-0001,\"东华村\r\n一社\"\r\n\r\n2,DH01-0002,㐂街\r\n";

    fn read(bytes: Vec<u8>) -> Table {
        CsvFile::from_bytes("房屋.csv", bytes).tables().unwrap().remove(0)
    }

    #[test]
    fn utf8_with_and_without_mark_and_gb18030_read_the_same() {
        let plain = read(TEXT.as_bytes().to_vec());
        assert_eq!(&*plain.name, "房屋");
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        let (national, _, lossy) = GB18030.encode(TEXT);
        assert!(!lossy && std::str::from_utf8(&national).is_err());
        assert_eq!(read(marked), plain);
        assert_eq!(read(national.into_owned()), plain);
    }

    #[test]
    fn rows_keep_the_numbers_that_excel_shows_them_under() {
        for text in [TEXT.to_owned(), TEXT.replace("\r\n", "\n")] {
            let numbers: Vec<u32> = read(text.into_bytes()).rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [1, 3, 4, 6]);
        }
    }

    #[test]
    fn a_wrong_byte_is_an_error_with_its_line_and_never_replaced() {
        let mut broken = TEXT.as_bytes().to_vec();
        let at = broken.windows(2).position(|pair| pair == b"2,").unwrap();
        broken[at] = 0xff;
        let error = decode("房屋.csv", &broken).unwrap_err();
        assert_eq!((error.code(), error.get("row")), ("exchange.file.encoding", Some("7")), "line 7 of the text");
        let mut national = GB18030.encode(TEXT).0.into_owned();
        let last = national.len() - 3;
        national[last] = 0xff;
        assert_eq!(decode("房屋.csv", &national).unwrap_err().code(), "exchange.file.encoding");
    }
}
