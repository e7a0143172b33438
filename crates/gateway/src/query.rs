//! Running a query: connection, guard, engine, history. The one way of a user's SQL to a database.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{select, task::spawn_blocking, time::timeout};
use tokio_util::task::TaskTracker;
use tracing::{info, warn};
use uuid::Uuid;
use weir_engine::{Engine, QueryRun};
use weir_guard::{GuardContext, ReadOnlyQuery, Refusal, RowLimits};
use weir_model::{
    DbName, HistoryEntry, QueryEnd, QueryFailure, QueryOrigin, QueryOutcome, RowSink, Timestamp, TruncatedBy,
};
use weir_store::Store;

use crate::{
    Caller, Error, Gateway, Permission, Watch,
    admission::Place,
    known::Known,
    meters::Metered,
    queries::{Asked, Ended, QueryId, Ticket},
};

/// Statements longer than this are checked off the async threads.
const LONG_STATEMENT: usize = 16 * 1024;
/// How long the catalog may take to say whether an id was used before. One that can't be written to stops no
/// query: this process knows the latest ids by itself.
const CLAIM: Duration = Duration::from_secs(1);
/// An engine has ended a statement at the latest so long after its time limit.
const OVERDUE: Duration = Duration::from_secs(2);

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
    /// The id that the client chose. A second query of the same id is refused, whatever became of the first.
    pub query_id: Option<Uuid>,
    /// How many rows the answer may have.
    pub extent: Extent,
}

/// How many rows an answer may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// As many as a page or a program takes in at once.
    #[default]
    Page,
    /// As many as a file takes, for callers who may export; for others as many as a page.
    Export,
    /// As many as a file takes and a sheet of a workbook holds.
    Sheet,
}

/// Rows below the names on a sheet of Excel, which has 1,048,576.
const SHEET_ROWS: u64 = 1_048_575;

/// A query that may run: checked, with its engine open. Dropping it, before or while it runs, is
/// remembered in the history as cancelled and ends the statement on the server.
#[derive(Debug)]
pub struct PreparedQuery {
    query: ReadOnlyQuery,
    engine: Arc<dyn Engine>,
    run: QueryRun,
    record: Record,
    place: Place,
    tasks: TaskTracker,
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
        let limits = self.row_limits(caller, &request)?;
        let time_limit = self.time_limit(request.timeout_s)?;
        // Looked up before the record exists: an unknown name has no history.
        let known = self.find_connection(caller, name).await?;
        let record = self.begin_record(caller, &known, &request).await?;
        let admitting = self.admit(&record.ticket, &known, (request.sql, limits), time_limit);
        match record.unless_cancelled(admitting).await {
            Ok((query, engine, place)) => {
                let run = QueryRun {
                    query_id: record.entry.query_id.clone(),
                    caller: caller.name().to_owned(),
                    time_limit,
                    cancel: record.ticket.cancel().clone(),
                };
                Ok(PreparedQuery { query, engine, run, record, place, tasks: self.tasks.clone() })
            }
            Err(error) => {
                if record.ticket.forget() {
                    self.unclaim(&record.entry.query_id).await;
                }
                Err(record.fail(error))
            }
        }
    }

    /// Waits for a place, then checks the statement within its time limit.
    async fn admit(
        &self,
        ticket: &Ticket,
        known: &Known,
        (sql, limits): (String, RowLimits),
        time_limit: Duration,
    ) -> Result<(ReadOnlyQuery, Arc<dyn Engine>, Place), Error> {
        let place = self.admission.enter(ticket.caller(), &known.connection.name).await?;
        ticket.admit();
        // A server that answers the statements of ours too slowly has used up the time of the user's.
        let checked = timeout(time_limit, self.check_on(known, sql, limits)).await;
        let timed_out = |_elapsed| Error::TimedOut { limit_s: time_limit.as_secs(), confirmed: false };
        let (query, engine) = checked.map_err(timed_out)??;
        Ok((query, engine, place))
    }

    /// Opens the connection and asks the guard.
    async fn check_on(
        &self,
        known: &Known,
        sql: String,
        limits: RowLimits,
    ) -> Result<(ReadOnlyQuery, Arc<dyn Engine>), Error> {
        let engine = self.open(known).await?;
        let extensions = &self.limits.open_extensions;
        let allowlist = self.allowlists.of(&known.connection, engine.as_ref(), extensions).await?;
        if let Some(query) = allowlist.verdicts.find(&sql, limits) {
            return Ok((query, engine));
        }
        let functions = Arc::clone(&allowlist.functions);
        let context = GuardContext { dialect: engine.dialect(), functions, limits };
        let query = check_text(sql.clone(), context).await?;
        allowlist.verdicts.keep(sql, limits, &query);
        Ok((query, engine))
    }

    fn row_limits(&self, caller: &Caller, request: &QueryRequest) -> Result<RowLimits, Error> {
        let page = self.limits.max_rows;
        let file = self.limits.max_export_rows.max(page);
        let export = if request.extent == Extent::Sheet { file.min(SHEET_ROWS) } else { file };
        let max = match request.extent {
            Extent::Export | Extent::Sheet if caller.may(Permission::Export) => export,
            Extent::Export | Extent::Sheet
                if request.limit.is_some_and(|limit| (page + 1..=export).contains(&limit)) =>
            {
                return Err(Error::Forbidden(Permission::Export));
            }
            Extent::Export | Extent::Sheet | Extent::Page => page.min(export),
        };
        let default = request.limit.unwrap_or(self.limits.default_rows.min(max));
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

    /// Enters the query in the list of those under way. From here on its end is remembered.
    async fn begin_record(
        &self,
        caller: &Caller,
        known: &Known,
        request: &QueryRequest,
    ) -> Result<Record, Error> {
        let Known { connection, .. } = known;
        let started_at = self.clock.now();
        let id = QueryId::or_given(request.query_id, started_at);
        let asked = Asked {
            db_name: connection.name.clone(),
            caller: caller.name().to_owned(),
            sql: request.sql.clone(),
            started_at,
        };
        let ticket = self.queries.enter(id, asked).ok_or(Error::QueryIdUsed(id.uuid()))?;
        if let QueryId::Chosen(id) = id {
            self.claim(id, started_at).await?;
        }
        Ok(Record {
            metered: Metered::begin(&self.meters, connection.db_type),
            store: self.store.clone(),
            started: Instant::now(),
            told: false,
            ticket,
            entry: HistoryEntry {
                query_id: id.uuid().to_string(),
                db_name: connection.name.clone(),
                caller: caller.name().to_owned(),
                sql: request.sql.clone(),
                natural_query: request.natural_query.clone(),
                outcome: QueryOutcome::Cancelled,
                started_at,
                elapsed_ms: 0,
                origin: Some(QueryOrigin {
                    actor: caller.actor(),
                    is_export: request.extent != Extent::Page,
                }),
            },
        })
    }

    /// Makes sure that no other replica, and this one not before its last start, has met the id.
    async fn claim(&self, id: Uuid, now: Timestamp) -> Result<(), Error> {
        match timeout(CLAIM, self.store.claim_query_id(&id.to_string(), now)).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(Error::QueryIdUsed(id)),
            Ok(Err(error)) => {
                warn!(query.id = %id, "could not note a query's id in the catalog: {error}");
                Ok(())
            }
            Err(_elapsed) => {
                warn!(query.id = %id, "could not note a query's id in the catalog in time");
                Ok(())
            }
        }
    }

    /// Nothing ran under this id: a client that was sent away for now may come again with it.
    async fn unclaim(&self, id: &str) {
        match timeout(CLAIM, self.store.release_query_id(id)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(query.id = id, "could not give back a query's id: {error}"),
            Err(_elapsed) => warn!(query.id = id, "could not give back a query's id in time"),
        }
    }
}

/// Asks the guard; a long statement doesn't hold up other requests meanwhile.
pub(crate) async fn check_text(sql: String, context: GuardContext) -> Result<ReadOnlyQuery, Error> {
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

    /// What watches over it while its answer is being read by somebody slow.
    pub fn watch(&self) -> Watch {
        let deadline = Instant::now() + self.run.time_limit + OVERDUE;
        Watch::new(self.run.cancel.clone(), deadline, self.tasks.clone())
    }

    /// Runs it, handing each row to the sink.
    pub async fn run(self, sink: &mut dyn RowSink) -> Result<QueryAnswer, Error> {
        let Self { query, engine, run, record, place: _place, tasks: _ } = self;
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
    ticket: Ticket,
    metered: Metered,
    entry: HistoryEntry,
}

impl Record {
    /// Work that comes before the statement runs.
    async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        select! {
            done = work => done,
            () = self.ticket.cancel().cancelled() => Err(Error::Cancelled { confirmed: true }),
        }
    }

    fn answer(mut self, end: QueryEnd) -> u64 {
        self.entry.outcome = QueryOutcome::Answered { rows: end.rows, truncated: end.truncated };
        self.tell(Ended::ByItself);
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
        self.tell(match error {
            Error::Cancelled { confirmed } => Ended::Cancelled { confirmed },
            _ => Ended::ByItself,
        });
        error
    }

    fn tell(&mut self, ended: Ended) {
        self.told = true;
        self.entry.elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.metered.end(&self.entry.outcome, self.started.elapsed());
        self.store.append_history(self.entry.clone());
        self.ticket.end(ended);
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if !self.told {
            self.tell(Ended::Cancelled { confirmed: false });
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
        Error::Cancelled { .. } => return QueryOutcome::Cancelled,
        Error::QueryFailed(_) => "query_failed",
        Error::TimedOut { .. } => "timed_out",
        Error::Unreachable(_) => "unreachable",
        Error::ConnectionLost(_) => "connection_lost",
        Error::Busy { .. } | Error::TooMany { .. } => "busy",
        _ => "internal",
    };
    let message = if code == "internal" { String::new() } else { error.to_string() };
    QueryOutcome::Failed(QueryFailure { code: code.to_owned(), message })
}
