//! A user's statement: proved on its session's thread, its rows handed over in batches to the task that
//! feeds the sink. Two batches go round, so memory is bounded and a slow reader stops SQLite.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use rusqlite::{ErrorCode, Row, Statement};
use tokio::{select, sync::mpsc, time::timeout_at};
use weir_guard::{ReadOnlyQuery, Refusal, Rule};
use weir_model::{QueryEnd, ResultColumn, RowFlow, RowSink};

use crate::{
    Error, QueryRun,
    fetch::{Fetch, unless_cancelled},
    sqlite::{
        authorizer::Watch,
        cells::{self, Cells},
        connect::Session,
        control::{Control, is_lock},
        failure,
        worker::Workers,
    },
};

/// A batch is handed over when it has grown to this many bytes.
const BATCH_BYTES: usize = 64 << 10;

/// A batch as allocated: with room for the cell that fills it, and small enough for the allocator's pools.
const BATCH_CAPACITY: usize = BATCH_BYTES + (16 << 10);

/// Rows that come slowly are handed over after this time.
const BATCH_AGE: Duration = Duration::from_millis(100);

/// Cells of some rows; a row may end in a later batch.
struct Batch {
    /// Told with the first batch.
    columns: Option<Vec<ResultColumn>>,
    cells: Vec<u8>,
}

/// Runs a statement that the guard let through.
pub(super) async fn run(
    workers: &Workers,
    query: &ReadOnlyQuery,
    run: &QueryRun,
    sink: &mut dyn RowSink,
) -> Result<QueryEnd, Error> {
    let (batches, incoming) = mpsc::channel(1);
    let (spare, returned) = mpsc::channel(2);
    let text = query.text().to_owned();
    let max_rows = query.max_rows();
    let starting = workers.start(run.time_limit, move |session, control| {
        let mut rows = Handover::new(batches, returned, max_rows);
        execute(session, control, &text, &mut rows)
    });
    let work = unless_cancelled(&run.cancel, starting).await?;
    let mut fetch = Fetch::new(sink, max_rows);
    let cut = select! {
        cut = timeout_at(work.deadline(), feed(&mut fetch, incoming, spare)) => cut,
        () = run.cancel.cancelled() => return Err(Error::Cancelled { confirmed: work.end().await }),
    };
    if cut == Ok(Cut::Yes) {
        return Ok(fetch.end());
    }
    work.finish().await?;
    match cut {
        Ok(_) => Ok(fetch.end()),
        // SQLite was done in time, the reader was not.
        Err(_elapsed) => Err(Error::TimedOut { limit: run.time_limit, confirmed: true }),
    }
}

/// Whether a limit of ours cut the answer off.
#[derive(PartialEq, Eq)]
enum Cut {
    Yes,
    No,
}

/// Tells the sink what arrives, until SQLite has no more or a limit is reached.
async fn feed(
    fetch: &mut Fetch<'_>,
    mut incoming: mpsc::Receiver<Batch>,
    spare: mpsc::Sender<Vec<u8>>,
) -> Cut {
    let mut width = 0;
    let mut column = 0;
    while let Some(batch) = incoming.recv().await {
        if let Some(columns) = &batch.columns {
            width = columns.len();
            fetch.columns(columns);
        }
        let mut cells = Cells::new(&batch.cells);
        while !cells.is_empty() {
            if column == 0 {
                fetch.room().await;
                if !fetch.start_row() {
                    return Cut::Yes;
                }
            }
            let Some(cell) = cells.next() else { break };
            fetch.cell(cell);
            column += 1;
            if column == width {
                column = 0;
                if fetch.end_row() == RowFlow::Full {
                    return Cut::Yes;
                }
            }
        }
        // Nobody takes it after the last batch.
        let _unused = spare.try_send(batch.cells);
    }
    Cut::No
}

/// Runs a text under the authorizer, again for as long as nothing of its answer is here.
fn execute(session: &Session, control: &Control, sql: &str, rows: &mut Handover) -> Result<(), Error> {
    let mut reconnected = false;
    loop {
        let watch = Watch::begin(session.connection(), sql).map_err(Error::internal)?;
        let outcome = attempt(session, control, sql, rows);
        let denied = watch.take_denied();
        drop(watch);
        let Err(failure) = outcome else { return Ok(()) };
        let again = match (&failure, &denied) {
            (Failure::Sql(error), None) => is_lock(error) && !control.is_over(),
            // A virtual table was connected anew after the schema changed: see `connect_virtual_tables`.
            (_, Some(refusal)) => refusal.rule == Rule::WriteInside && !mem::replace(&mut reconnected, true),
            _ => false,
        };
        if rows.begun || !again {
            return Err(told(failure, denied));
        }
        if reconnected {
            session.connect_virtual_tables().map_err(failure::of_our_sql)?;
        }
    }
}

/// What the caller hears of a failure.
fn told(failure: Failure, denied: Option<Refusal>) -> Error {
    match (failure, denied) {
        (Failure::NobodyListens, _) => Error::Cancelled { confirmed: true },
        (Failure::Refused(refusal), _) | (Failure::Sql(_), Some(refusal)) => Error::Refused(refusal),
        // rusqlite denies what has a name that isn't UTF-8, without asking us.
        (Failure::Sql(error), None)
            if error.sqlite_error_code() == Some(ErrorCode::AuthorizationForStatementDenied) =>
        {
            let message = "The statement reads something whose name is not UTF-8";
            Error::Refused(refusal(Rule::ConstructNotAllowed, message))
        }
        (Failure::Sql(error), None) => failure::of_user_sql(error),
    }
}

/// Why an attempt ended early.
enum Failure {
    Sql(rusqlite::Error),
    Refused(Refusal),
    NobodyListens,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::MultipleStatement => {
                refuse(Rule::MultipleStatements, "Only one statement may run at a time")
            }
            error => Self::Sql(error),
        }
    }
}

fn refuse(rule: Rule, message: &str) -> Failure {
    Failure::Refused(refusal(rule, message))
}

fn refusal(rule: Rule, message: &str) -> Refusal {
    Refusal { rule, message: message.to_owned(), position: None, subject: None }
}

fn attempt(session: &Session, control: &Control, sql: &str, handover: &mut Handover) -> Result<(), Failure> {
    let mut statement = session.connection().prepare(sql)?;
    // What neither writes nor gives rows controls something: BEGIN, SAVEPOINT, a pragma nobody knows.
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(refuse(Rule::NotReadOnly, "Only statements that read may run"));
    }
    if statement.parameter_count() > 0 {
        return Err(refuse(
            Rule::Parameter,
            "The statement has parameters, and there is nobody to fill them",
        ));
    }
    let mut rows = statement.raw_query();
    let mut columns = None;
    while let Some(row) = rows.next()? {
        // Known for sure only now: a schema that changed meanwhile has the statement prepared again.
        let width = *columns.get_or_insert_with(|| handover.columns(row.as_ref()));
        handover.row(row, width)?;
        if control.has_worked() {
            handover.flush_if_old()?;
        }
        if handover.left == 0 {
            break;
        }
    }
    drop(rows);
    if columns.is_none() {
        handover.columns(&statement);
    }
    handover.send()
}

/// The sending end, on SQLite's thread.
struct Handover {
    batches: mpsc::Sender<Batch>,
    returned: mpsc::Receiver<Vec<u8>>,
    /// One row more than may leave, so that a cut is noticed.
    left: u64,
    columns: Option<Vec<ResultColumn>>,
    cells: Vec<u8>,
    in_use: u8,
    flushed: Instant,
    /// Part of the answer is here: it can't be begun again.
    begun: bool,
}

impl Handover {
    fn new(batches: mpsc::Sender<Batch>, returned: mpsc::Receiver<Vec<u8>>, max_rows: u64) -> Self {
        Self {
            batches,
            returned,
            left: max_rows.saturating_add(1),
            columns: None,
            cells: Vec::with_capacity(BATCH_CAPACITY),
            in_use: 1,
            flushed: Instant::now(),
            begun: false,
        }
    }

    /// Notes the columns for the next batch; gives their count.
    fn columns(&mut self, statement: &Statement<'_>) -> usize {
        let columns = result_columns(statement);
        self.begun = true;
        let width = columns.len();
        self.columns = Some(columns);
        width
    }

    fn row(&mut self, row: &Row<'_>, width: usize) -> Result<(), Failure> {
        for column in 0..width {
            cells::append(&mut self.cells, row.get_ref(column)?);
            // Between cells too: a row may have 2,000 long ones.
            if self.cells.len() >= BATCH_BYTES {
                self.flush()?;
            }
        }
        self.left -= 1;
        Ok(())
    }

    /// Doesn't let a reader wait for rows that come slowly.
    fn flush_if_old(&mut self) -> Result<(), Failure> {
        if self.flushed.elapsed() >= BATCH_AGE && !self.cells.is_empty() { self.flush() } else { Ok(()) }
    }

    /// Hands the batch over, even if it is empty: it may bring the columns.
    fn send(&mut self) -> Result<(), Failure> {
        let batch = Batch { columns: self.columns.take(), cells: mem::take(&mut self.cells) };
        self.batches.blocking_send(batch).map_err(|_gone| Failure::NobodyListens)
    }

    /// Hands the batch over and waits for a buffer to go on with.
    fn flush(&mut self) -> Result<(), Failure> {
        self.send()?;
        if self.in_use < 2 {
            self.in_use += 1;
            self.cells = Vec::with_capacity(BATCH_CAPACITY);
        } else {
            self.cells = self.returned.blocking_recv().ok_or(Failure::NobodyListens)?;
            self.cells.clear();
            self.cells.shrink_to(BATCH_CAPACITY);
        }
        self.flushed = Instant::now();
        Ok(())
    }
}

/// Names and declared types. rusqlite panics at types that aren't UTF-8, which a file may well hold.
fn result_columns(statement: &Statement<'_>) -> Vec<ResultColumn> {
    let told = catch_unwind(AssertUnwindSafe(|| {
        let columns = statement.columns();
        let told = columns.iter().map(|column| ResultColumn {
            name: column.name().to_owned(),
            type_name: column.decl_type().unwrap_or_default().to_owned(),
        });
        told.collect()
    }));
    told.unwrap_or_else(|_not_utf8| {
        (1..=statement.column_count())
            .map(|number| ResultColumn { name: format!("column{number}"), type_name: String::new() })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::Connection;
    use serde_json::Value;
    use tempfile::TempDir;
    use weir_testkit::fixtures::GUARD_SQLITE;

    use super::*;
    use crate::sqlite::{Address, SqlitePlaces, connect::Opener};

    const CASES: &str = include_str!("../../../guard/tests/data/cases.jsonl");

    /// Valid for SQLite and harmless: the guard refuses them since they would swallow its limit.
    const READ_ANYWAY: [&str; 2] = ["sl-d135", "sl-d136"];

    /// Runs a text that no guard has seen.
    fn unguarded(session: &Session, control: &Control, sql: &str) -> Result<(), Error> {
        let (batches, _incoming) = mpsc::channel(100);
        let (spare, returned) = mpsc::channel(100);
        for _ in 0..100 {
            spare.try_send(Vec::new()).unwrap();
        }
        execute(session, control, sql, &mut Handover::new(batches, returned, 1000))
    }

    #[test]
    fn what_the_guard_must_refuse_is_stopped_without_it_too() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("shop.db");
        Connection::open(&path).unwrap().execute_batch(GUARD_SQLITE).unwrap();
        let before = fs::read(&path).unwrap();
        let places = SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: Vec::new() };
        let address = Address::parse(path.to_str().unwrap()).unwrap();
        let control = Control::new(Instant::now() + Duration::from_mins(1));
        let session = Opener::new(address, places).open(&control).unwrap();

        let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut count = 0;
        for case in cases.filter(|case| case["dialect"] == "sqlite" && case["expect"] == "deny") {
            count += 1;
            let outcome = unguarded(&session, &control, case["sql"].as_str().unwrap());
            if READ_ANYWAY.contains(&case["id"].as_str().unwrap()) {
                outcome.unwrap();
            } else {
                assert!(
                    matches!(outcome, Err(Error::Refused(_) | Error::QueryFailed(_))),
                    "{case}: {outcome:?}"
                );
            }
        }
        assert_eq!(count, 118);
        drop(session);
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
