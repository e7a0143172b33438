//! One query: its limits, the read-only transaction, the user's statement and the clean-up travel in one write;
//! the answer is read row by row into the sink.
//!
//! The protocol has no group of commands that ends at its first error, as PostgreSQL's has. It doesn't need one
//! here: should `START TRANSACTION READ ONLY` fail, the statement runs in a session that was made READ ONLY
//! before, and nothing of its answer is told.

use std::time::Duration;

use weir_guard::{Dialect, Refusal, Rule, StatementKind};
use weir_model::RowFlow;

use super::{
    cells::Columns,
    fault::Fault,
    messages::ServerError,
    session::Session,
    settings::{BEGIN, Settings},
    zone::Zone,
};
use crate::{Error, fetch::Fetch};

/// The server has no way to prepare this kind of statement.
const CANNOT_PREPARE: u16 = 1295;

/// A statement to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a> {
    /// What the guard let through.
    pub(super) text: &'a str,
    /// What the guard took it for.
    pub(super) kind: StatementKind,
    /// Stands before it as a comment, for the database's administrator.
    pub(super) label: &'a str,
    /// The most rows of its answer.
    pub(super) max_rows: u64,
    /// When the server shall end it by itself.
    pub(super) time: Duration,
    /// The time limit that its caller set, of which waiting for a session is a part.
    pub(super) limit: Duration,
}

/// What reading an answer needs, beside the session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    pub(super) settings: &'a Settings,
    pub(super) zone: &'a Zone,
}

/// How a statement ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The answer is complete, and the clean-up under way.
    Complete,
    /// The server's answer is an error; the clean-up is under way.
    Failed(ServerError),
    /// The server says that it is no statement that reads; the clean-up is under way.
    Refused(Refusal),
    /// The sink is full while the statement goes on.
    Cut,
    /// The session turned out to be gone before the server answered anything.
    NeverBegan(Error),
}

/// Who runs what, as the database's administrator sees it: `/* weir:caller:id */ `.
pub(super) fn label(caller: &str, query_id: &str) -> String {
    let plain = |text: &str| -> String {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '@' | '-');
        text.chars().take(64).map(|c| if safe(c) { c } else { '_' }).collect()
    };
    format!("/* weir:{}:{} */ ", plain(caller), plain(query_id))
}

/// Runs a statement. After an error the session is in an unknown state.
pub(super) async fn run(
    session: &mut Session,
    statement: Statement<'_>,
    reading: Reading<'_>,
    fetch: &mut Fetch<'_>,
) -> Result<Outcome, Error> {
    session.queue(&[&reading.settings.limits(statement.max_rows, statement.time)]);
    session.queue(&[BEGIN]);
    let careful = has_letters(statement.text, b"into");
    if careful {
        session.queue_prepare(statement.text);
    } else {
        queue_statement(session, statement, reading.settings);
    }
    // Before the statement the server sends next to nothing, and behind it stands less than 1 KiB, which fits
    // any socket's buffer: it can't come to both ends waiting for the other to read.
    if let Err(fault) = begin(session).await {
        return Ok(Outcome::NeverBegan(fault.ours()));
    }
    session.done().await.map_err(Fault::ours)?;
    if careful {
        if let Some(ended) = read_proof(session, statement, reading.settings.dialect).await? {
            session.queue_clean_up(reading.settings);
            session.send().await.map_err(Fault::ours)?;
            return Ok(ended);
        }
        queue_statement(session, statement, reading.settings);
        session.send().await.map_err(Fault::ours)?;
    }
    match read_answer(session, reading.zone, fetch).await {
        Err(Fault::Server(error)) => Ok(Outcome::Failed(error)),
        other => other.map_err(|fault| fault.users(statement.limit)),
    }
}

fn queue_statement(session: &mut Session, statement: Statement<'_>, settings: &Settings) {
    session.queue(&[statement.label, statement.text]);
    session.queue_clean_up(settings);
}

/// Sends what is queued and reads the first answer: the one to the limits.
async fn begin(session: &mut Session) -> Result<(), Fault> {
    session.send().await?;
    session.done().await
}

/// Whether the letters stand anywhere, in whatever case: in a word, a name, a literal.
fn has_letters(text: &str, letters: &[u8]) -> bool {
    text.as_bytes().windows(letters.len()).any(|window| window.eq_ignore_ascii_case(letters))
}

/// The server-side proof against `SELECT … INTO OUTFILE`, which writes a file in spite of both read-only
/// settings: prepared, it gives no columns, whatever our lexer made of it.
///
/// Only a text with the letters of INTO is prepared first. That it is one statement needs no proof, since the
/// server takes no second one; that it writes no table neither, since both settings hold (guard, layer 4).
async fn read_proof(
    session: &mut Session,
    statement: Statement<'_>,
    dialect: Dialect,
) -> Result<Option<Outcome>, Error> {
    let columns = match session.prepared().await {
        Ok(prepared) => {
            session.queue_close(prepared);
            prepared.columns
        }
        // SELECT can always be prepared, so this is another kind.
        Err(Fault::Server(error)) if error.code == CANNOT_PREPARE => 0,
        Err(Fault::Server(error)) => return Ok(Some(Outcome::Failed(error))),
        Err(fault) => return Err(fault.ours()),
    };
    let proven = match statement.kind {
        StatementKind::Select => columns > 0,
        // MariaDB's ANALYZE of a SELECT INTO OUTFILE does write the file, and has columns of its own.
        StatementKind::Explain => dialect != Dialect::MariaDb || !has_letters(statement.text, b"analyze"),
        StatementKind::Show => true,
    };
    Ok(if proven { None } else { Some(Outcome::Refused(no_proof())) })
}

fn no_proof() -> Refusal {
    Refusal {
        rule: Rule::SelectInto,
        message:
            "The server does not say that this statement gives its rows back and writes them nowhere else"
                .to_owned(),
        position: None,
        subject: Some("INTO".to_owned()),
    }
}

/// Reads the answer to the user's statement.
async fn read_answer(session: &mut Session, zone: &Zone, fetch: &mut Fetch<'_>) -> Result<Outcome, Fault> {
    let definitions = session.columns().await?;
    let rowless = definitions.is_empty();
    let columns = Columns::new(definitions);
    fetch.columns(&columns.shown);
    if rowless {
        return Ok(Outcome::Complete);
    }
    loop {
        let mut row = match session.row().await {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(Outcome::Complete),
            Err(Fault::Oversized) => {
                fetch.row_too_large();
                return Ok(Outcome::Cut);
            }
            Err(fault) => return Err(fault),
        };
        fetch.room().await;
        if !fetch.start_row() {
            // The row that shows that there is more. With a LIMIT in the text it is the last one.
            return Ok(if session.row().await?.is_some() { Outcome::Cut } else { Outcome::Complete });
        }
        columns.tell(&mut row, zone, fetch)?;
        if fetch.end_row() == RowFlow::Full {
            return Ok(Outcome::Cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_end_its_comment() {
        assert_eq!(label("ann@example.org", "0198-7f"), "/* weir:ann@example.org:0198-7f */ ");
        assert_eq!(label("*/ DROP TABLE t; -- 张", "a\nb"), "/* weir:___DROP_TABLE_t__--__:a_b */ ");
        assert_eq!(label(&"x".repeat(100), "").len(), "/* weir:: */ ".len() + 64);
    }

    #[test]
    fn finds_letters_in_any_case_and_place() {
        for (text, found) in [
            ("SELECT 1 INTO OUTFILE '/tmp/x'", true),
            ("select 1 /* a */ iNtO @a", true),
            ("SELECT 'into the wild'", true),
            ("SELECT 1", false),
            ("int", false),
            ("", false),
        ] {
            assert_eq!(has_letters(text, b"into"), found, "{text}");
        }
    }
}
