//! What can go wrong in an exchange with the server, and what it is called: in connecting, in SQL of ours, in
//! the user's.

use std::{io, time::Duration};

use super::messages::ServerError;
use crate::{Error, SqlDiagnostic, error};

/// Numbers from the servers' error lists (MySQL `mysqld_ername`, MariaDB "Error Codes").
mod code {
    pub(super) const SERVER_SHUTDOWN: u16 = 1053;
    pub(super) const QUERY_INTERRUPTED: u16 = 1317;
    /// MariaDB: the connection was killed.
    pub(super) const CONNECTION_KILLED: u16 = 1927;
    /// MariaDB: `max_statement_time` was reached.
    pub(super) const STATEMENT_TIMEOUT: u16 = 1969;
    /// MySQL: `max_execution_time` was reached.
    pub(super) const QUERY_TIMEOUT: u16 = 3024;
    pub(super) const SESSION_WAS_KILLED: u16 = 3169;
    pub(super) const CLIENT_INTERACTION_TIMEOUT: u16 = 4031;
}

/// Why an exchange did not go as it should.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server said no, and the session goes on.
    Server(ServerError),
    /// The connection broke, or what came is not the protocol. The session ends.
    Broken(io::Error),
    /// A row is longer than any answer may be. The session ends.
    Oversized,
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge { Self::Oversized } else { Self::Broken(error) }
    }
}

impl From<ServerError> for Fault {
    fn from(error: ServerError) -> Self {
        Self::Server(error)
    }
}

impl Fault {
    /// Whether the session can be used again.
    pub(super) fn spares_session(&self) -> bool {
        matches!(self, Self::Server(error) if !error.ends_session())
    }

    /// While connecting: the server's own words.
    pub(super) fn unreachable(self) -> Error {
        Error::Unreachable(self.words())
    }

    /// In SQL of ours.
    pub(super) fn ours(self) -> Error {
        match self {
            Self::Server(error) if error.ends_session() => Error::Lost(error.message),
            Self::Server(error) => Error::internal(format!("error {}: {}", error.code, error.message)),
            Self::Broken(_) | Self::Oversized => Error::Lost(self.words()),
        }
    }

    /// In the user's SQL, which had this time limit.
    pub(super) fn users(self, limit: Duration) -> Error {
        match self {
            Self::Server(error) => match error.code {
                // The server itself ended the statement: it is gone.
                code::QUERY_TIMEOUT | code::STATEMENT_TIMEOUT => Error::TimedOut { limit, confirmed: true },
                code::QUERY_INTERRUPTED => Error::Cancelled { confirmed: true },
                _ if error.ends_session() => Error::Lost(error.message),
                _ => Error::QueryFailed(diagnostic(error)),
            },
            Self::Broken(_) | Self::Oversized => Error::Lost(self.words()),
        }
    }

    pub(super) fn words(self) -> String {
        match self {
            Self::Server(error) => error.message,
            Self::Broken(error) => words(&error),
            Self::Oversized => "the server sent a row that is longer than any answer may be".to_owned(),
        }
    }
}

impl ServerError {
    fn ends_session(&self) -> bool {
        matches!(
            self.code,
            code::SERVER_SHUTDOWN
                | code::CONNECTION_KILLED
                | code::SESSION_WAS_KILLED
                | code::CLIENT_INTERACTION_TIMEOUT
        )
    }
}

/// MySQL and MariaDB give no position but in words: `near '…' at line 1`.
fn diagnostic(error: ServerError) -> SqlDiagnostic {
    SqlDiagnostic {
        message: error.message,
        sqlstate: error.sqlstate,
        code: Some(i64::from(error.code)),
        ..SqlDiagnostic::default()
    }
}

/// What people call a broken exchange.
pub(super) fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => format!("the server does not speak MySQL's protocol: {error}"),
        _ => error::words(error),
    }
}
