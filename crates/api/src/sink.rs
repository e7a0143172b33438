//! What turns rows into the bytes of an answer: JSON, CSV, NDJSON, an array, a workbook.
//!
//! Cell by cell into one buffer, which the caller empties as it fills; no value is ever built of a row.
//! When to wait for the reader is the caller's to say.
//!
//! The rules of values are those of `docs/values.md`; `cell.rs` is the one place that writes them as JSON.

mod array;
mod cell;
mod csv;
mod escape;
mod json;
mod names;
mod ndjson;
mod output;
mod parts;
mod xlsx;
mod xml;
mod zip;

use bytes::Bytes;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow};

pub use array::JsonArrayRows;
pub use cell::write_cell_json;
pub use csv::CsvRows;
pub use json::JsonRows;
pub use ndjson::NdjsonRows;
pub use xlsx::XlsxRows;

/// Rows in one of the formats, for callers that learn at run time which.
///
/// The order of calls is that of `weir_model::RowSink`: `columns` once, then for each row its `cell`s and
/// one `end_row`; at the end `finish`. `take` gives what has been written since, at any time between rows.
#[derive(Debug)]
pub enum FormattedRows {
    /// The query dialect's answer, one JSON document.
    Json(JsonRows),
    /// Comma-separated values.
    Csv(CsvRows),
    /// A JSON object a line.
    Ndjson(NdjsonRows),
    /// One JSON array of objects.
    JsonArray(JsonArrayRows),
    /// An Excel workbook.
    Xlsx(Box<XlsxRows>),
}

/// The same call on whichever format it is.
macro_rules! on_format {
    ($rows:expr, |$format:ident| $call:expr) => {
        match $rows {
            FormattedRows::Json($format) => $call,
            FormattedRows::Csv($format) => $call,
            FormattedRows::Ndjson($format) => $call,
            FormattedRows::JsonArray($format) => $call,
            FormattedRows::Xlsx($format) => $call,
        }
    };
}

impl FormattedRows {
    /// Writes what comes before the rows.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        on_format!(self, |rows| rows.columns(columns));
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        on_format!(self, |rows| rows.cell(cell));
    }

    /// Ends the row, or takes it back when it would exceed the byte limit.
    pub fn end_row(&mut self) -> RowFlow {
        on_format!(self, |rows| rows.end_row())
    }

    /// Writes what comes after the rows.
    pub fn finish(&mut self, end: &QueryEnd, elapsed_ms: u64) {
        on_format!(self, |rows| rows.finish(end, elapsed_ms));
    }

    /// How many bytes wait to be taken.
    pub fn len(&self) -> usize {
        on_format!(self, |rows| rows.len())
    }

    /// Whether nothing waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes written since the last time.
    pub fn take(&mut self) -> Bytes {
        on_format!(self, |rows| rows.take())
    }
}
