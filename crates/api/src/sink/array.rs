//! Rows as one JSON array of objects, for files: nothing around it, so whatever reads JSON reads it. An array whose
//! last bracket is missing was cut.

use bytes::Bytes;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow};

use super::{cell::write_cell_json, json::Keys, names::unique_names, output::Output};

/// Writes `[{"a":1},{"a":2}]`, a row a line.
#[derive(Debug)]
pub struct JsonArrayRows {
    output: Output,
    keys: Keys,
    begun: bool,
    any_row: bool,
}

impl JsonArrayRows {
    /// For an answer of so many bytes at most.
    pub fn new(max_bytes: usize) -> Self {
        Self { output: Output::new(max_bytes), keys: Keys::default(), begun: false, any_row: false }
    }

    /// Opens the array.
    pub fn columns(&mut self, columns: &[ResultColumn]) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        self.keys = Keys::new(&unique_names(columns));
        self.output.outside_rows().push(b'[');
        self.output.start_row();
    }

    /// Writes the next value of the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        let first = self.keys.is_at_first();
        let Some(key) = self.keys.next() else { return };
        if let Some(out) = self.output.for_cell(cell) {
            if first {
                out.extend_from_slice(if self.any_row { b",\n" } else { b"\n" });
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

    /// Closes the array.
    pub fn finish(&mut self, _end: &QueryEnd, _elapsed_ms: u64) {
        self.columns(&[]);
        self.output.outside_rows().extend_from_slice(b"\n]\n");
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
