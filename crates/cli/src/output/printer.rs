//! Rows as CSV, JSON or NDJSON to standard output, in one buffer's memory however many there are.

use std::{
    io::{self, Write},
    task::{Context, Poll},
};

use weir_api::sink::{CsvRows, FormattedRows, JsonRows, NdjsonRows};
use weir_gateway::QueryAnswer;
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};

use crate::{arguments::RowFormat, failure::Failure, terminal::not_written};

/// What is collected before it is written.
const PIECE: usize = 64 * 1024;

/// Writes each row as it comes.
#[derive(Debug)]
pub(crate) struct Printer {
    rows: FormattedRows,
    /// Why nothing can be written any more.
    failed: Option<io::Error>,
}

impl Printer {
    /// For an answer to this statement.
    pub(crate) fn new(format: RowFormat, sql: &str, max_bytes: usize) -> Self {
        let rows = match format {
            RowFormat::Csv => FormattedRows::Csv(CsvRows::new(max_bytes)),
            RowFormat::Ndjson => FormattedRows::Ndjson(NdjsonRows::new(max_bytes)),
            RowFormat::Json | RowFormat::Table => FormattedRows::Json(JsonRows::new(sql, max_bytes)),
        };
        Self { rows, failed: None }
    }

    /// Whether everything so far could be written.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.failed.as_ref().map_or(Ok(()), |error| Err(not_written(error)))
    }

    /// Writes what comes after the rows.
    pub(crate) fn finish(mut self, answer: &QueryAnswer) -> Result<(), Failure> {
        self.rows.finish(&answer.end, answer.elapsed_ms);
        self.write();
        self.check()?;
        let mut out = io::stdout().lock();
        // The JSON document ends without a line break, which a terminal wants.
        let end = if matches!(self.rows, FormattedRows::Json(_)) { "\n" } else { "" };
        out.write_all(end.as_bytes()).and_then(|()| out.flush()).map_err(|error| not_written(&error))
    }

    fn write(&mut self) {
        let piece = self.rows.take();
        if self.failed.is_none() {
            self.failed = io::stdout().lock().write_all(&piece).err();
        }
    }
}

impl RowSink for Printer {
    fn columns(&mut self, columns: &[ResultColumn]) {
        self.rows.columns(columns);
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.rows.cell(cell);
    }

    /// Nobody wants more rows when nobody reads.
    fn end_row(&mut self) -> RowFlow {
        let flow = self.rows.end_row();
        if self.failed.is_some() { RowFlow::Full } else { flow }
    }

    /// A slow reader of our output slows this thread and so the database's cursor.
    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        if self.rows.len() >= PIECE {
            self.write();
        }
        Poll::Ready(())
    }
}
