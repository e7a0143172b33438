//! What can go wrong with a target, named for what the caller can do about it.

use std::{error::Error as StdError, io, time::Duration};

use thiserror::Error;

/// Why a target did not do what it was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// No session could be opened. The text is made for people: `Connection refused`, the server's own words.
    #[error("Failed to connect to database: {0}")]
    Unreachable(String),
    /// The session broke in the middle of the work.
    #[error("Lost connection to database: {0}")]
    Lost(String),
    /// The time limit was reached. Says whether the statement is known to be gone from the server.
    #[error("query exceeded its time limit of {limit:?}")]
    TimedOut {
        /// The limit that was reached.
        limit: Duration,
        /// The server confirmed that the statement ended.
        confirmed: bool,
    },
    /// Somebody ended the statement: through Weir, or on the server.
    #[error("the statement was cancelled")]
    Cancelled {
        /// It is known to be gone from the server.
        confirmed: bool,
    },
    /// Every session of this connection was busy for as long as a query may wait.
    #[error("all {limit} sessions of this connection are busy")]
    Busy {
        /// How many sessions it may have.
        limit: usize,
    },
    /// The server's answer to the user's own SQL; it may be shown.
    #[error("{0}")]
    QueryFailed(SqlDiagnostic),
    /// The server-side proof said no: the prepared statement was none that reads.
    #[error(transparent)]
    Refused(#[from] weir_guard::Refusal),
    /// SQL of ours failed, or a driver misbehaved; never shown to anybody but the log.
    #[error("internal engine fault")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// A fault of ours, from any error.
    pub(crate) fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

/// A server's answer to the user's own SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlDiagnostic {
    /// The server's message, in its own words.
    pub message: String,
    /// SQLSTATE, where the server has one.
    pub sqlstate: Option<String>,
    /// The server's own error number (MySQL, SQLite extended code).
    pub code: Option<i64>,
    /// Where in the text that ran, as a count of characters from 1.
    pub position: Option<usize>,
    /// Further help from the server.
    pub hint: Option<String>,
    /// Further detail from the server.
    pub detail: Option<String>,
}

impl std::fmt::Display for SqlDiagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// What people call a failure of the network or of a file.
pub(crate) fn words(error: &io::Error) -> String {
    let plain = match error.kind() {
        io::ErrorKind::ConnectionRefused => "Connection refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "Connection reset by the server",
        io::ErrorKind::UnexpectedEof => "the server closed the connection",
        io::ErrorKind::TimedOut => "Connection timed out",
        io::ErrorKind::HostUnreachable => "No route to host",
        io::ErrorKind::NetworkUnreachable => "Network is unreachable",
        io::ErrorKind::PermissionDenied => "Permission denied",
        io::ErrorKind::NotFound => "No such file or directory",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or_default().to_owned();
        }
    };
    plain.to_owned()
}
