//! Running a query: connection, guard, engine, history. The one way of a user's SQL to a database.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::spawn_blocking;
use tracing::info;
use uuid::Uuid;
use weir_engine::{Engine, QueryRun};
use weir_guard::{GuardContext, ReadOnlyQuery, Refusal, RowLimits};
use weir_model::{
    DbName, HistoryEntry, QueryEnd, QueryFailure, QueryOutcome, RowSink, Timestamp, TruncatedBy,
};
use weir_store::Store;

use crate::{Caller, Error, Gateway, Permission, known::Known};

/// Statements longer than this are checked off the async threads.
const LONG_STATEMENT: usize = 16 * 1024;

/// What a client asks to run.
#[derive(Clone, Debug)]
pub struct QueryRequest {
    /// The statement.
    pub sql: String,
    /// Seconds it may take; the default when none.
    pub timeout_s: Option<u32>,
    /// The limit for a statement without one; the default when none.
    pub limit: Option<u64>,
    /// The question that the statement came from, for the history.
    pub natural_query: Option<String>,
}

/// A query that may run: checked, with its engine open. Dropping it, before or while it runs, is
/// remembered in the history as cancelled and ends the statement on the server.
#[derive(Debug)]
pub struct PreparedQuery {
    query: ReadOnlyQuery,
    engine: Arc<dyn Engine>,
    run: QueryRun,
    record: Record,
}

/// How a query ended.
#[derive(Clone, Copy, Debug)]
pub struct QueryAnswer {
    /// Rows and truncation.
    pub end: QueryEnd,
    /// How long it took from the request on, in milliseconds.
    pub elapsed_ms: u64,
}

impl Gateway {
    /// Checks a statement and opens what it needs. Nothing has run yet.
    pub async fn prepare_query(
        &self,
        caller: &Caller,
        name: &DbName,
        request: QueryRequest,
    ) -> Result<PreparedQuery, Error> {
        caller.require(Permission::Query)?;
        let limits = self.row_limits(request.limit)?;
        let time_limit = self.time_limit(request.timeout_s)?;
        // Looked up before the record exists: an unknown name has no history.
        let known = self.find_connection(caller, name).await?;
        let record = self.begin_record(caller, name, &request);
        match self.admit(&known, request.sql, limits).await {
            Ok((query, engine)) => {
                let run = QueryRun {
                    query_id: record.entry.query_id.clone(),
                    caller: caller.name().to_owned(),
                    time_limit,
                };
                Ok(PreparedQuery { query, engine, run, record })
            }
            Err(error) => Err(record.fail(error)),
        }
    }

    /// Opens the connection and asks the guard.
    async fn admit(
        &self,
        known: &Known,
        sql: String,
        limits: RowLimits,
    ) -> Result<(ReadOnlyQuery, Arc<dyn Engine>), Error> {
        let engine = self.open(known).await?;
        let extensions = &self.limits.open_extensions;
        let functions = self.allowlists.of(&known.connection, engine.as_ref(), extensions).await?;
        let context = GuardContext { dialect: engine.dialect(), functions, limits };
        Ok((check(sql, context).await?, engine))
    }

    fn row_limits(&self, asked: Option<u64>) -> Result<RowLimits, Error> {
        let max = self.limits.max_rows;
        let default = asked.unwrap_or(self.limits.default_rows.min(max));
        if !(1..=max).contains(&default) {
            return Err(Error::Invalid { field: "limit", why: format!("must be between 1 and {max}") });
        }
        Ok(RowLimits { default, max })
    }

    fn time_limit(&self, asked: Option<u32>) -> Result<Duration, Error> {
        let max = self.limits.max_timeout_s;
        let seconds = asked.unwrap_or(self.limits.default_timeout_s);
        if !(1..=max).contains(&seconds) {
            let why = format!("must be between 1 and {max}");
            return Err(Error::Invalid { field: "timeoutSeconds", why });
        }
        Ok(Duration::from_secs(seconds.into()))
    }

    fn begin_record(&self, caller: &Caller, name: &DbName, request: &QueryRequest) -> Record {
        Record {
            store: self.store.clone(),
            started: Instant::now(),
            told: false,
            entry: HistoryEntry {
                query_id: Uuid::new_v4().to_string(),
                db_name: name.clone(),
                caller: caller.name().to_owned(),
                sql: request.sql.clone(),
                natural_query: request.natural_query.clone(),
                outcome: QueryOutcome::Cancelled,
                started_at: self.clock.now(),
                elapsed_ms: 0,
            },
        }
    }
}

/// Asks the guard; a long statement doesn't hold up other requests meanwhile.
async fn check(sql: String, context: GuardContext) -> Result<ReadOnlyQuery, Error> {
    if sql.len() <= LONG_STATEMENT {
        return Ok(ReadOnlyQuery::parse(&sql, &context)?);
    }
    let checked: Result<ReadOnlyQuery, Refusal> =
        spawn_blocking(move || ReadOnlyQuery::parse(&sql, &context))
            .await
            .map_err(|failure| Error::Internal(Box::new(failure)))?;
    Ok(checked?)
}

impl PreparedQuery {
    /// The statement with the limit that will hold.
    pub fn shown(&self) -> &str {
        self.query.shown()
    }

    /// The query's id.
    pub fn id(&self) -> &str {
        &self.run.query_id
    }

    /// When it was asked for.
    pub fn started_at(&self) -> Timestamp {
        self.record.entry.started_at
    }

    /// Runs it, handing each row to the sink.
    pub async fn run(self, sink: &mut dyn RowSink) -> Result<QueryAnswer, Error> {
        let Self { query, engine, run, record } = self;
        match engine.query(&query, &run, sink).await {
            Ok(end) => Ok(QueryAnswer { end, elapsed_ms: record.answer(end) }),
            Err(error) => Err(record.fail(error.into())),
        }
    }
}

/// The history entry of a query under way. It is told exactly once: by its end, or by being dropped.
#[derive(Debug)]
struct Record {
    store: Store,
    started: Instant,
    told: bool,
    entry: HistoryEntry,
}

impl Record {
    fn answer(mut self, end: QueryEnd) -> u64 {
        self.entry.outcome = QueryOutcome::Answered { rows: end.rows, truncated: end.truncated };
        self.tell();
        let Self { entry, .. } = &self;
        info!(
            db.name = %entry.db_name,
            query.id = entry.query_id,
            rows = end.rows,
            truncated = end.truncated.map(name_of),
            elapsed_ms = entry.elapsed_ms,
            "answered query on `{}`", entry.db_name
        );
        entry.elapsed_ms
    }

    fn fail(mut self, error: Error) -> Error {
        self.entry.outcome = outcome_of(&error);
        self.tell();
        error
    }

    fn tell(&mut self) {
        self.told = true;
        self.entry.elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.store.append_history(self.entry.clone());
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.told {
            self.tell();
        }
    }
}

fn name_of(limit: TruncatedBy) -> &'static str {
    match limit {
        TruncatedBy::Rows => "rows",
        TruncatedBy::Bytes => "bytes",
    }
}

/// What the history keeps of a failure: a stable word, and the text that the person was shown.
fn outcome_of(error: &Error) -> QueryOutcome {
    let code = match error {
        Error::Refused(refusal) => return QueryOutcome::Refused { rule: refusal.rule.name().to_owned() },
        Error::Cancelled => return QueryOutcome::Cancelled,
        Error::QueryFailed(_) => "query_failed",
        Error::TimedOut { .. } => "timed_out",
        Error::Unreachable(_) | Error::ConnectionLost(_) => "unreachable",
        Error::Busy { .. } => "busy",
        _ => "internal",
    };
    let message = if code == "internal" { String::new() } else { error.to_string() };
    QueryOutcome::Failed(QueryFailure { code: code.to_owned(), message })
}
