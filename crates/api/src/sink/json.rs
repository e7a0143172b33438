//! The query dialect's answer, written as one JSON document while the rows come. Its shape is that of
//! `QueryResponse`; the rows are never built as values.

use bytes::Bytes;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, TruncatedBy};

use super::{cell::write_cell_json, escape::write_string, names::unique_names, output::Output};

/// Writes `{"sql":…,"result":{"columns":[…],"rows":[…],"rowCount":…,…},"executionTimeMs":…}`.
#[derive(Debug)]
pub struct JsonRows {
    output: Output,
    /// The statement, until the head is written.
    sql: Option<String>,
    keys: Keys,
    any_row: bool,
}

impl JsonRows {
    /// For an answer to a statement, of so many bytes at most.
    pub fn new(sql: &str, max_bytes: usize) -> Self {
        Self {
            output: Output::new(max_bytes),
            sql: Some(sql.to_owned()),
            keys: Keys::default(),
            any_row: false,
        }
    }

    /// Writes the statement and the columns.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        let Some(sql) = self.sql.take() else { return };
        let names = unique_names(columns);
        let out = self.output.outside_rows();
        out.extend_from_slice(b"{\"sql\":");
        write_string(out, &sql);
        out.extend_from_slice(b",\"result\":{");
        write_columns(out, &names, columns);
        out.extend_from_slice(b",\"rows\":[");
        self.keys = Keys::new(&names);
        self.output.start_row();
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        let first = self.keys.is_at_first();
        let Some(key) = self.keys.next() else { return };
        if let Some(out) = self.output.for_cell(cell) {
            if first && self.any_row {
                out.push(b',');
            }
            out.extend_from_slice(key);
            write_cell_json(out, cell);
        }
    }

    /// Ends the row, or takes it back when it would exceed the byte limit.
    pub fn end_row(&mut self) -> RowFlow {
        self.keys.rewind();
        let flow = self.output.end_row(b"}");
        self.output.start_row();
        self.any_row |= flow == RowFlow::Continue;
        flow
    }

    /// Writes the counts and closes the document.
    pub fn finish(&mut self, end: &QueryEnd, elapsed_ms: u64) {
        self.columns(&[]);
        let out = self.output.outside_rows();
        out.extend_from_slice(b"],");
        write_counts(out, end);
        out.extend_from_slice(b"},");
        write_elapsed(out, elapsed_ms);
        out.push(b'}');
    }

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

/// `"columns":[{"name":…,"dataType":…}]`
pub(super) fn write_columns(out: &mut Vec<u8>, names: &[String], columns: &[ResultColumn]) {
    out.extend_from_slice(b"\"columns\":[");
    for (index, (name, column)) in names.iter().zip(columns).enumerate() {
        out.extend_from_slice(if index == 0 { b"{\"name\":" } else { b",{\"name\":" });
        write_string(out, name);
        out.extend_from_slice(b",\"dataType\":");
        write_string(out, &column.type_name);
        out.push(b'}');
    }
    out.push(b']');
}

/// `"rowCount":…,"truncated":…,"truncatedBy":…`
pub(super) fn write_counts(out: &mut Vec<u8>, end: &QueryEnd) {
    out.extend_from_slice(b"\"rowCount\":");
    write_cell_json(out, Cell::UInt(end.rows));
    out.extend_from_slice(match end.truncated {
        None => b",\"truncated\":false,\"truncatedBy\":null",
        Some(TruncatedBy::Rows) => b",\"truncated\":true,\"truncatedBy\":\"rows\"".as_slice(),
        Some(TruncatedBy::Bytes) => b",\"truncated\":true,\"truncatedBy\":\"bytes\"",
    });
}

/// `"executionTimeMs":…`
pub(super) fn write_elapsed(out: &mut Vec<u8>, elapsed_ms: u64) {
    out.extend_from_slice(b"\"executionTimeMs\":");
    write_cell_json(out, Cell::UInt(elapsed_ms));
}

/// The keys of a row's object, escaped once for all rows: `{"a":` first, then `,"b":` and so on.
#[derive(Debug, Default)]
pub(super) struct Keys {
    text: Vec<u8>,
    /// Where each key ends in `text`.
    ends: Vec<usize>,
    next: usize,
}

impl Keys {
    pub(super) fn new(names: &[String]) -> Self {
        let mut keys = Self::default();
        for name in names {
            keys.text.push(if keys.ends.is_empty() { b'{' } else { b',' });
            write_string(&mut keys.text, name);
            keys.text.push(b':');
            keys.ends.push(keys.text.len());
        }
        keys
    }

    pub(super) fn is_at_first(&self) -> bool {
        self.next == 0
    }

    /// The key of the next cell; none for a cell without a column.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        let end = *self.ends.get(self.next)?;
        let start = self.next.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.next += 1;
        self.text.get(start..end)
    }

    pub(super) fn rewind(&mut self) {
        self.next = 0;
    }
}
