//! The checks of a proposal, in their order: guard, names, dialect, and the server's own EXPLAIN.

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio_util::sync::CancellationToken;
use tracing::debug;
use uuid::Uuid;
use weir_engine::{Engine, QueryRun};
use weir_guard::{FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_model::{Cell, Phrase, ResultColumn, RowFlow, RowSink};
use weir_resolve::Resolution;

use crate::{Error, natural::complaint::Complaint, natural::knowledge::Knowledge, query::check_text};

/// The server may take this long to plan.
const PLANNING: Duration = Duration::from_secs(2);

/// What proposals are checked with.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) functions: Arc<FunctionSet>,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) limits: RowLimits,
    pub(crate) caller: String,
}

/// A proposal that passed.
#[derive(Debug)]
pub(crate) struct Passed {
    pub(crate) resolution: Resolution,
    /// Whether the server planned it; none when it could not be asked.
    pub(crate) explained: Option<bool>,
    /// What would not stop it, and should be known.
    pub(crate) notes: Vec<Phrase>,
}

impl Checks {
    /// All checks, one after the other; the first that finds something ends them.
    pub(crate) async fn check(&self, sql: &str) -> Result<Result<Passed, Complaint>, Error> {
        let query = match self.guard(sql).await {
            Ok(query) => query,
            Err(Error::Refused(refusal)) => return Ok(Err(Complaint::refused(&refusal, sql))),
            Err(other) => return Err(other),
        };
        let resolution = self.knowledge.resolver.check(sql);
        if !resolution.is_ok() {
            return Ok(Err(Complaint::unresolved(&resolution.problems)));
        }
        let foreign: Vec<Phrase> = weir_resolve::dialect_problems(sql, &self.knowledge.rules)
            .iter()
            .map(weir_resolve::DialectProblem::phrase)
            .collect();
        if !foreign.is_empty() {
            return Ok(Err(Complaint::foreign(&foreign)));
        }
        let mut notes: Vec<Phrase> = resolution.warnings.iter().map(weir_resolve::Warning::phrase).collect();
        let explained = match self.explain(&query).await {
            Ok(_plan) => Some(true),
            Err(Error::QueryFailed(diagnostic)) => return Ok(Err(Complaint::unplanned(&diagnostic))),
            Err(Error::Refused(refusal)) => return Ok(Err(Complaint::refused(&refusal, sql))),
            Err(error) => {
                debug!("a proposal could not be planned: {error}");
                notes.push(Phrase::new(
                    "The database could not be asked whether it would run this statement",
                    "无法让数据库确认该语句能否执行",
                ));
                None
            }
        };
        Ok(Ok(Passed { resolution, explained, notes }))
    }

    /// The guard's yes or no.
    pub(crate) async fn guard(&self, sql: &str) -> Result<ReadOnlyQuery, Error> {
        let context = GuardContext {
            dialect: self.engine.dialect(),
            functions: Arc::clone(&self.functions),
            limits: self.limits,
        };
        check_text(sql.to_owned(), context).await
    }

    /// The plan, as the server tells it: one line a row. Empty for what has none.
    pub(crate) async fn explain(&self, query: &ReadOnlyQuery) -> Result<Vec<Vec<String>>, Error> {
        let Some(explained) = query.explained(self.engine.dialect()) else { return Ok(Vec::new()) };
        self.rows(&explained, PLANNING).await
    }

    /// The rows of a small query of ours, as text.
    pub(crate) async fn rows(
        &self,
        query: &ReadOnlyQuery,
        time_limit: Duration,
    ) -> Result<Vec<Vec<String>>, Error> {
        rows_of(self.engine.as_ref(), &self.caller, query, time_limit).await
    }
}

/// The rows of a small query of ours, as text.
pub(crate) async fn rows_of(
    engine: &dyn Engine,
    caller: &str,
    query: &ReadOnlyQuery,
    time_limit: Duration,
) -> Result<Vec<Vec<String>>, Error> {
    let run = QueryRun {
        query_id: Uuid::new_v4().to_string(),
        caller: caller.to_owned(),
        time_limit,
        cancel: CancellationToken::new(),
    };
    let mut rows = Rows::default();
    engine.query(query, &run, &mut rows).await?;
    Ok(rows.done)
}

/// Collects a few rows; only for plans and samples, which are small.
#[derive(Debug, Default)]
struct Rows {
    done: Vec<Vec<String>>,
    row: Vec<String>,
    bytes: usize,
}

/// A plan longer than this is read by nobody.
const MAX_BYTES: usize = 1 << 20;

impl RowSink for Rows {
    fn columns(&mut self, _columns: &[ResultColumn]) {}

    fn cell(&mut self, cell: Cell<'_>) {
        let text = match cell {
            Cell::Null => String::new(),
            Cell::Bool(value) => value.to_string(),
            Cell::Int(value) => value.to_string(),
            Cell::UInt(value) => value.to_string(),
            Cell::Float(value) => value.to_string(),
            Cell::Number(text) | Cell::Decimal(text) | Cell::Text(text) | Cell::Json(text) => text.to_owned(),
            // Neither a plan nor a sample for a model.
            Cell::Bytes(_) | Cell::Array(_) => "…".to_owned(),
        };
        self.bytes += text.len();
        self.row.push(text);
    }

    fn end_row(&mut self) -> RowFlow {
        let row = std::mem::take(&mut self.row);
        if self.bytes > MAX_BYTES {
            return RowFlow::Full;
        }
        self.done.push(row);
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
