//! One query: everything it needs travels in one write, and its answer is read row by row into the sink.
//!
//! What is written is one group, which the server leaves at its first error: BEGIN READ ONLY, our settings, the
//! user's statement. So the statement never runs where BEGIN failed. Behind the group follows the clean-up; the
//! answer is complete before it, so that nobody waits for it.

use postgres_protocol::message::{
    backend::{
        BIND_COMPLETE_TAG, COMMAND_COMPLETE_TAG, DATA_ROW_TAG, EMPTY_QUERY_RESPONSE_TAG, ERROR_RESPONSE_TAG,
        NO_DATA_TAG, NOTICE_RESPONSE_TAG, NOTIFICATION_RESPONSE_TAG, PARAMETER_STATUS_TAG,
        PARSE_COMPLETE_TAG, PORTAL_SUSPENDED_TAG, READY_FOR_QUERY_TAG, ROW_DESCRIPTION_TAG,
    },
    frontend,
};
use tokio::time::Instant;
use weir_model::RowFlow;

use super::{
    cells::tell_row,
    connect::Connector,
    messages::{ServerError, Values, fields, in_transaction},
    session::{Session, write_bind},
    types::{Columns, Types},
    wire::WireError,
};
use crate::{Error, fetch::Fetch};

/// READ COMMITTED, whatever the account's default is: one statement needs no more, and SERIALIZABLE is refused
/// on a standby.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";

/// Holds for this transaction only. It is also the statement of ours that takes a snapshot: after it, the
/// server refuses `SET TRANSACTION READ WRITE`. The last four are the server's own defaults: `cells` reads the
/// forms that they give. The time zone is not among them, since it changes what a WHERE clause means.
const SETTINGS: &str = "SELECT pg_catalog.set_config('statement_timeout', $1, true), \
     pg_catalog.set_config('lock_timeout', $2, true), \
     pg_catalog.set_config('idle_in_transaction_session_timeout', $2, true), \
     pg_catalog.set_config('application_name', $3, true), \
     pg_catalog.set_config('DateStyle', 'ISO', true), \
     pg_catalog.set_config('IntervalStyle', 'postgres', true), \
     pg_catalog.set_config('bytea_output', 'hex', true), \
     pg_catalog.set_config('extra_float_digits', '1', true)";

/// The statements of ours in the group.
const OURS: u32 = 2;

/// How long a query may wait for a lock. A reader waits only for what is about to change the table itself.
const LOCK_TIMEOUT: &str = "10000";

/// The server counts in `int4`, and takes zero for no limit.
const LONGEST_TIMEOUT_MS: u128 = 2_147_483_647;

/// A statement to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a> {
    /// What the guard let through.
    pub(super) text: &'a str,
    /// The most rows of its answer.
    pub(super) max_rows: u64,
    /// When the server shall end it.
    pub(super) deadline: Instant,
}

/// How a statement ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The session broke before it heard of the statement.
    NeverBegan(Error),
    /// The answer is complete, and the clean-up under way.
    Complete,
    /// The server's answer is an error; the clean-up is under way.
    Failed(ServerError),
    /// The sink is full while the statement goes on.
    Cut,
}

/// What reading an answer needs, beside the session.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) types: &'a Types,
    pub(super) connector: &'a Connector,
}

/// Runs a statement. After an error of ours the session is in an unknown state.
pub(super) async fn run(
    session: &mut Session,
    statement: Statement<'_>,
    reading: &Reading<'_>,
    fetch: &mut Fetch<'_>,
) -> Result<Outcome, Error> {
    write(session, statement)?;
    // What follows the statement in this write is under 1 KiB and fits any socket's buffer, and before it the
    // server sends next to nothing: it can't come to both ends waiting for the other to read.
    if let Err(error) = session.wire.send().await {
        return Ok(Outcome::NeverBegan(error.into()));
    }
    match read_ours(session).await {
        Err(error @ Error::Lost(_)) => return Ok(Outcome::NeverBegan(error)),
        begun => begun?,
    }
    read_answer(session, reading, fetch).await
}

fn write(session: &mut Session, statement: Statement<'_>) -> Result<(), Error> {
    let left = statement.deadline.saturating_duration_since(Instant::now());
    let timeout_ms = left.as_millis().clamp(1, LONGEST_TIMEOUT_MS).to_string();
    let label = session.label.clone();
    session.write_statement(BEGIN, &[])?;
    session.write_statement(SETTINGS, &[&timeout_ms, LOCK_TIMEOUT, &label])?;
    // Zero means no limit of the server's; the fetch loop holds one that is too large for it.
    let rows = i32::try_from(statement.max_rows.saturating_add(1)).unwrap_or(0);
    let out = session.wire.outgoing();
    frontend::parse("", statement.text, [], out).map_err(Error::internal)?;
    write_bind(&[], out)?;
    frontend::describe(b'P', "", out).map_err(Error::internal)?;
    frontend::execute("", rows, out).map_err(Error::internal)?;
    session.wire.write_sync();
    session.write_clean_up()
}

/// Reads the answers to our own statements.
async fn read_ours(session: &mut Session) -> Result<(), Error> {
    let mut complete = 0;
    while complete < OURS {
        let message = session.wire.receive().await?;
        match message.tag {
            COMMAND_COMPLETE_TAG => complete += 1,
            ERROR_RESPONSE_TAG => {
                let error = ServerError::read(session.wire.body(message));
                return Err(if error.is_cancel() {
                    Error::Cancelled { confirmed: true }
                } else {
                    error.into_ours()
                });
            }
            READY_FOR_QUERY_TAG => return Err(Error::internal("the server passed over a statement")),
            _ => {}
        }
        session.wire.consume(message);
    }
    Ok(())
}

/// Reads the answer to the user's statement.
async fn read_answer(
    session: &mut Session,
    reading: &Reading<'_>,
    fetch: &mut Fetch<'_>,
) -> Result<Outcome, Error> {
    let mut columns = Columns::default();
    let mut failure = None;
    loop {
        let message = match session.wire.receive().await {
            Ok(message) => message,
            Err(WireError::Oversized) => {
                fetch.row_too_large();
                return Ok(Outcome::Cut);
            }
            Err(error) => return Err(error.into()),
        };
        let body = session.wire.body(message);
        match message.tag {
            DATA_ROW_TAG => {
                fetch.room().await;
                if fetch.start_row() {
                    tell_row(&mut columns, &mut Values::read(body)?, fetch)?;
                    if fetch.end_row() == RowFlow::Full {
                        return Ok(Outcome::Cut);
                    }
                }
            }
            ROW_DESCRIPTION_TAG => {
                columns = reading.types.columns(&fields(body)?, reading.connector).await;
                fetch.columns(&columns.shown);
            }
            NO_DATA_TAG => fetch.columns(&[]),
            ERROR_RESPONSE_TAG => {
                let error = ServerError::read(body);
                if error.fatal {
                    return Err(Error::Lost(error.diagnostic.message));
                }
                failure = Some(error);
            }
            READY_FOR_QUERY_TAG => {
                let open = in_transaction(body);
                session.wire.consume(message);
                return match failure {
                    Some(failure) => Ok(Outcome::Failed(failure)),
                    None if open => Ok(Outcome::Complete),
                    None => Err(Error::internal("a statement ended the transaction it ran in")),
                };
            }
            PARSE_COMPLETE_TAG
            | BIND_COMPLETE_TAG
            | COMMAND_COMPLETE_TAG
            | PORTAL_SUSPENDED_TAG
            | EMPTY_QUERY_RESPONSE_TAG
            | NOTICE_RESPONSE_TAG
            | NOTIFICATION_RESPONSE_TAG
            | PARAMETER_STATUS_TAG => {}
            // COPY would want an answer from us.
            _ => return Err(Error::internal("the server answered in a way that no query is answered")),
        }
        session.wire.consume(message);
    }
}
