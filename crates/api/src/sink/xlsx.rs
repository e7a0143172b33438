//! A result as an Excel workbook: a sheet of its rows, and a sheet that tells what they are and whether they are
//! all. Written from the first byte to the last with one row in memory, whatever the number of rows.
//!
//! Excel's numbers are doubles of which it keeps 15 digits: what has more stands as text, so no digit is lost. NULL
//! is no cell at all, the empty text is a cell that holds it. A cell holds 32,767 characters: a longer text is cut,
//! and the second sheet says so. (ECMA-376, part 1; limits: "Excel specifications and limits", Microsoft.)

use bytes::Bytes;
use weir_model::{Cell, Phrase, QueryEnd, ResultColumn, RowFlow, TruncatedBy};

use super::{
    cell::{infinite, write_cell_json},
    escape::write_hex,
    names::unique_names,
    parts, xml,
    zip::{MOST, ZipStream},
};
use crate::Speak;

/// Rows of a result that a sheet holds: Excel has 1,048,576, and the first are the names.
const MOST_SHEET_ROWS: u64 = 1_048_575;
/// Digits of a number that Excel keeps.
const DIGITS: usize = 15;

/// Writes a workbook.
#[derive(Debug)]
pub struct XlsxRows {
    zip: ZipStream,
    speak: Speak,
    /// The statement, told on the second sheet.
    sql: String,
    begun: bool,
    /// `A`, `B` … for each column.
    letters: Vec<String>,
    /// The row under way.
    row: Vec<u8>,
    column: usize,
    rows: u64,
    cut_texts: u64,
    /// A value's text, before it is escaped.
    scratch: Vec<u8>,
}

impl XlsxRows {
    /// For an answer to a statement, its sheets named in a language.
    pub fn new(sql: &str, speak: Speak) -> Self {
        Self {
            zip: ZipStream::default(),
            speak,
            sql: sql.to_owned(),
            begun: false,
            letters: Vec::new(),
            row: Vec::new(),
            column: 0,
            rows: 0,
            cut_texts: 0,
            scratch: Vec::new(),
        }
    }

    /// Writes what a workbook begins with, and the names.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let speak = self.speak;
        parts::write(&mut self.zip, speak(&result()), speak(&query()));
        self.zip.begin(parts::SHEET);
        self.zip.write(parts::SHEET_HEAD.as_bytes());
        self.letters = (0..columns.len()).map(letters).collect();
        self.start_row();
        for name in unique_names(columns) {
            self.text(name.as_bytes(), true);
        }
        self.row.extend_from_slice(b"</row>");
        self.zip.write(&self.row);
        self.start_row();
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.column += 1,
            Cell::Bool(truth) => self.plain(Some("b"), if truth { b"1" } else { b"0" }),
            Cell::Int(number) => self.number(itoa::Buffer::new().format(number)),
            Cell::UInt(number) => self.number(itoa::Buffer::new().format(number)),
            Cell::Float(number) if fits(number) => {
                self.plain(None, ryu::Buffer::new().format_finite(number).as_bytes());
            }
            Cell::Float(number) if number.is_finite() => {
                self.text(ryu::Buffer::new().format_finite(number).as_bytes(), false);
            }
            Cell::Float(number) => self.text(infinite(number).as_bytes(), false),
            Cell::Number(text) | Cell::Decimal(text) => self.number(text),
            Cell::Text(text) | Cell::Json(text) => self.text(text.as_bytes(), false),
            Cell::Bytes(bytes) => self.scratched(|out| {
                out.extend_from_slice(b"\\x");
                // One more than a cell holds is enough to be cut.
                write_hex(out, &bytes[..bytes.len().min(xml::MOST_LETTERS)]);
            }),
            Cell::Array(_) => self.scratched(|out| write_cell_json(out, cell)),
        }
    }

    /// Ends the row, or takes it back when no sheet or archive could hold it.
    pub fn end_row(&mut self) -> RowFlow {
        self.row.extend_from_slice(b"</row>");
        let is_full = self.rows >= MOST_SHEET_ROWS || self.zip.written() + self.row.len() as u64 > MOST;
        if !is_full {
            self.zip.write(&self.row);
            self.rows += 1;
        }
        self.start_row();
        if is_full { RowFlow::Full } else { RowFlow::Continue }
    }

    /// Writes the second sheet and the end of the file.
    pub fn finish(&mut self, end: &QueryEnd, _elapsed_ms: u64) {
        self.columns(&[]);
        self.zip.write(parts::SHEET_FOOT.as_bytes());
        self.zip.end();
        let complete = match end.truncated {
            None => Phrase::new("Yes", "是"),
            Some(TruncatedBy::Rows) => Phrase::new(
                "No. The database has more; the row limit stopped here.",
                "否。数据库中还有更多，已达到行数上限。",
            ),
            Some(TruncatedBy::Bytes) => Phrase::new(
                "No. The database has more; the size limit of a workbook stopped here.",
                "否。数据库中还有更多，已达到工作簿的大小上限。",
            ),
        };
        let mut lines = vec![
            (Phrase::new("Statement", "语句"), self.sql.clone()),
            (Phrase::new("Rows", "行数"), end.rows.to_string()),
            (Phrase::new("All rows", "是否全部"), self.said(&complete).to_owned()),
        ];
        if self.cut_texts > 0 {
            let count = self.cut_texts;
            let cut = Phrase::new(
                format!("{count}. A cell holds 32,767 characters."),
                format!("{count} 个。单元格最多 32,767 个字符。"),
            );
            lines.push((Phrase::new("Cut texts", "截断的文本"), self.said(&cut).to_owned()));
        }
        let lines = lines.iter().map(|(title, text)| (self.said(title), text.as_str()));
        let sheet = parts::second_sheet(lines);
        self.zip.file(parts::SECOND_SHEET, &sheet);
        self.zip.finish();
    }

    /// How many bytes wait to be taken.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Whether nothing waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes written since the last time.
    pub fn take(&mut self) -> Bytes {
        self.zip.take()
    }

    fn said<'a>(&self, phrase: &'a Phrase) -> &'a str {
        (self.speak)(phrase)
    }

    fn start_row(&mut self) {
        self.row.clear();
        self.row.extend_from_slice(b"<row>");
        self.column = 0;
    }

    /// A number that Excel keeps whole, else its text.
    fn number(&mut self, text: &str) {
        if is_kept(text) { self.plain(None, text.as_bytes()) } else { self.text(text.as_bytes(), false) }
    }

    fn scratched(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        write(&mut scratch);
        self.text(&scratch, false);
        self.scratch = scratch;
    }

    fn plain(&mut self, kind: Option<&str>, value: &[u8]) {
        self.open_cell(kind, false);
        self.row.extend_from_slice(b"<v>");
        self.row.extend_from_slice(value);
        self.row.extend_from_slice(b"</v></c>");
    }

    fn text(&mut self, text: &[u8], bold: bool) {
        self.open_cell(Some("inlineStr"), bold);
        self.row.extend_from_slice(b"<is><t xml:space=\"preserve\">");
        self.cut_texts += u64::from(xml::write_text(&mut self.row, text));
        self.row.extend_from_slice(b"</t></is></c>");
    }

    fn open_cell(&mut self, kind: Option<&str>, bold: bool) {
        let letters = self.letters.get(self.column).map_or("", String::as_str);
        self.column += 1;
        // The names are row 1.
        let number = self.rows + if bold { 1 } else { 2 };
        self.row.extend_from_slice(b"<c r=\"");
        self.row.extend_from_slice(letters.as_bytes());
        self.row.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        if let Some(kind) = kind {
            self.row.extend_from_slice(b"\" t=\"");
            self.row.extend_from_slice(kind.as_bytes());
        }
        self.row.extend_from_slice(if bold { b"\" s=\"1\">" } else { b"\">" });
    }
}

fn result() -> Phrase {
    Phrase::new("Result", "结果")
}

fn query() -> Phrase {
    Phrase::new("Query", "查询")
}

/// Whether Excel keeps every digit of a plain number. Exponents stay as they were written, as text.
fn is_kept(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = |c: u8| c.is_ascii_digit() || c == b'.';
    let significant = digits.bytes().filter(u8::is_ascii_digit).skip_while(|c| *c == b'0').count();
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(plain) && significant <= DIGITS
}

/// Whether a double is one that Excel has: no infinity, nothing beside the normal numbers.
fn fits(number: f64) -> bool {
    number == 0.0 || (number.is_normal() && number.abs() < 9.999_999_999_999_99e307)
}

/// `A` to `Z`, `AA` and so on.
fn letters(column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_that_excel_gives_them() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn a_number_is_one_only_as_long_as_excel_keeps_its_digits() {
        for (text, kept) in [
            ("0", true),
            ("-12.50", true),
            ("999999999999999", true),
            ("0.00000000000000000001", true),
            ("1000000000000000", false),
            ("9007199254740993", false),
            ("12345678.12345678", false),
            ("1e5", false),
            ("NaN", false),
            ("Infinity", false),
            ("-", false),
            ("", false),
        ] {
            assert_eq!(is_kept(text), kept, "{text}");
        }
        assert!(fits(0.1) && fits(-1e300) && fits(-0.0));
        assert!(!fits(5e-324) && !fits(1.7e308) && !fits(f64::NAN));
    }
}
