//! Comma-separated values as RFC 4180 has them: `\r\n` after every line, quotes only where they are needed.
//!
//! NULL is an empty field and the empty text is `""`, so that the two can be told apart. Values are exact:
//! nothing is done for spreadsheets that would take a text for a formula.

use bytes::Bytes;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow};

use super::{
    cell::{infinite, write_cell_json},
    escape::write_hex,
    names::unique_names,
    output::Output,
};

/// Writes a header line and a line for each row.
#[derive(Debug)]
pub struct CsvRows {
    output: Output,
    at_first: bool,
    /// An array's JSON text, before it is quoted.
    scratch: Vec<u8>,
}

impl CsvRows {
    /// For an answer of so many bytes at most.
    pub fn new(max_bytes: usize) -> Self {
        Self { output: Output::new(max_bytes), at_first: true, scratch: Vec::new() }
    }

    /// Begins with a byte order mark, by which spreadsheets know UTF-8. Call it first.
    #[must_use]
    pub fn with_byte_order_mark(mut self) -> Self {
        self.output.outside_rows().extend_from_slice("\u{feff}".as_bytes());
        self
    }

    /// Writes the header line.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        let out = self.output.outside_rows();
        for (index, name) in unique_names(columns).iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_field(out, name.as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        self.output.start_row();
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        let first = std::mem::replace(&mut self.at_first, false);
        let Some(out) = self.output.for_cell(cell) else { return };
        if !first {
            out.push(b',');
        }
        match cell {
            Cell::Null => {}
            Cell::Text(text) | Cell::Json(text) => write_field(out, text.as_bytes()),
            // These hold neither comma nor quote nor line break.
            Cell::Decimal(text) => out.extend_from_slice(text.as_bytes()),
            Cell::Float(number) if !number.is_finite() => out.extend_from_slice(infinite(number).as_bytes()),
            Cell::Bytes(bytes) => {
                out.extend_from_slice(b"\\x");
                write_hex(out, bytes);
            }
            Cell::Array(_) => {
                self.scratch.clear();
                write_cell_json(&mut self.scratch, cell);
                write_field(out, &self.scratch);
            }
            Cell::Bool(_) | Cell::Int(_) | Cell::UInt(_) | Cell::Float(_) | Cell::Number(_) => {
                write_cell_json(out, cell);
            }
        }
    }

    /// Ends the line, or takes it back when it would exceed the byte limit.
    pub fn end_row(&mut self) -> RowFlow {
        self.at_first = true;
        let flow = self.output.end_row(b"\r\n");
        self.output.start_row();
        flow
    }

    /// Nothing comes after the rows: CSV has no place for it.
    pub fn finish(&mut self, _end: &QueryEnd, _elapsed_ms: u64) {}

    /// How many bytes wait to be taken.
    pub fn len(&self) -> usize {
        self.output.len()
    }

    /// Whether nothing waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes written since the last time.
    pub fn take(&mut self) -> Bytes {
        self.output.take()
    }
}

/// A field in quotes where it needs them; quotes inside are doubled.
fn write_field(out: &mut Vec<u8>, field: &[u8]) {
    let needs_quotes =
        field.is_empty() || memchr::memchr3(b',', b'\n', b'\r', field).is_some() || field.contains(&b'"');
    if !needs_quotes {
        out.extend_from_slice(field);
        return;
    }
    out.push(b'"');
    let mut rest = field;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        out.push(b'"');
        rest = &rest[quote + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}
