//! One JSON object a line, and a last line that tells the end: where it is missing, the answer was cut. On demand a
//! first line tells the statement and the columns with their types.

use bytes::Bytes;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow};

use super::{
    cell::write_cell_json,
    escape::write_string,
    json::{Keys, write_columns, write_counts, write_elapsed},
    names::unique_names,
    output::Output,
};

/// Writes `{"a":1,"b":2}` lines and `{"summary":{…}}`.
#[derive(Debug)]
pub struct NdjsonRows {
    output: Output,
    keys: Keys,
    /// The statement, until the first line is written; none when no such line is wanted.
    sql: Option<String>,
}

impl NdjsonRows {
    /// For an answer of so many bytes at most.
    pub fn new(max_bytes: usize) -> Self {
        Self { output: Output::new(max_bytes), keys: Keys::default(), sql: None }
    }

    /// Begins with a line `{"head":{"sql":…,"columns":[…]}}`.
    #[must_use]
    pub fn with_head(mut self, sql: &str) -> Self {
        self.sql = Some(sql.to_owned());
        self
    }

    /// Notes the columns. They are told by the rows, and by the first line where one is wanted.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        let names = unique_names(columns);
        if let Some(sql) = self.sql.take() {
            let out = self.output.outside_rows();
            out.extend_from_slice(b"{\"head\":{\"sql\":");
            write_string(out, &sql);
            out.push(b',');
            write_columns(out, &names, columns);
            out.extend_from_slice(b"}}\n");
            self.output.start_row();
        }
        self.keys = Keys::new(&names);
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        let Some(key) = self.keys.next() else { return };
        if let Some(out) = self.output.for_cell(cell) {
            out.extend_from_slice(key);
            write_cell_json(out, cell);
        }
    }

    /// Ends the line, or takes it back when it would exceed the byte limit.
    pub fn end_row(&mut self) -> RowFlow {
        self.keys.rewind();
        let flow = self.output.end_row(b"}\n");
        self.output.start_row();
        flow
    }

    /// Writes the last line.
    pub fn finish(&mut self, end: &QueryEnd, elapsed_ms: u64) {
        let out = self.output.outside_rows();
        out.extend_from_slice(b"{\"summary\":{");
        write_counts(out, end);
        out.push(b',');
        write_elapsed(out, elapsed_ms);
        out.extend_from_slice(b"}}\n");
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
