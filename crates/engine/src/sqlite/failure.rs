//! SQLite's errors in the engine's terms. No text of ours or SQLite's here holds the path of a file.

use rusqlite::{ErrorCode, ffi};

use crate::{Error, SqlDiagnostic, sqlite::places::refused};

/// An error while a user's own statement was prepared or run: its message may be shown.
pub(super) fn of_user_sql(error: rusqlite::Error) -> Error {
    match environment(&error) {
        Some(environment) => environment,
        None => match error {
            rusqlite::Error::SqlInputError { error, msg, sql, offset } => {
                let diagnostic = SqlDiagnostic {
                    position: usize::try_from(offset).ok().and_then(|offset| position(&sql, offset)),
                    ..diagnostic(error, Some(msg))
                };
                Error::QueryFailed(diagnostic)
            }
            rusqlite::Error::SqliteFailure(error, message) => Error::QueryFailed(diagnostic(error, message)),
            other => Error::internal(other),
        },
    }
}

/// An error of a statement of ours: never shown, unless it tells of the file.
pub(super) fn of_our_sql(error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) {
        return Error::Unreachable("database disk image is malformed".to_owned());
    }
    environment(&error).unwrap_or_else(|| Error::internal(error))
}

/// What the file and its surroundings do, whosever the statement.
fn environment(error: &rusqlite::Error) -> Option<Error> {
    let error = error.sqlite_error()?;
    Some(match (error.code, error.extended_code) {
        (ErrorCode::OperationInterrupted, _) => Error::Cancelled { confirmed: true },
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed, _) => {
            Error::Unreachable("database is locked by another program".to_owned())
        }
        (ErrorCode::NotADatabase, _) => Error::Unreachable("file is not a database".to_owned()),
        // A journal of a writer that crashed, or a WAL without its index: making the file consistent again
        // would mean writing to it. (https://www.sqlite.org/rescode.html#readonly_rollback)
        (ErrorCode::ReadOnly, code) if code != ffi::SQLITE_READONLY => Error::Unreachable(
            "the database needs recovery, which means writing to it: open it once with a program that may"
                .to_owned(),
        ),
        // A file in WAL mode can be read without write access to its folder only if -wal and -shm exist, or
        // if nobody writes to it and SQLite is told so. (https://www.sqlite.org/wal.html#readonly)
        (ErrorCode::CannotOpen, _) => refused(
            "it can't be read, or it is in WAL mode in a folder that can't be written to \
             (add ?immutable=1 to the URL if no program ever writes to this file)",
        ),
        (ErrorCode::PermissionDenied, _) => refused("permission denied"),
        (ErrorCode::SystemIoFailure, _) => Error::Lost("disk I/O error".to_owned()),
        _ => return None,
    })
}

fn diagnostic(error: ffi::Error, message: Option<String>) -> SqlDiagnostic {
    SqlDiagnostic {
        message: message.unwrap_or_else(|| error.to_string()),
        code: Some(i64::from(error.extended_code)),
        ..SqlDiagnostic::default()
    }
}

/// A byte offset as people count: characters from 1.
fn position(sql: &str, offset: usize) -> Option<usize> {
    sql.get(..offset).map(|before| before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("/srv/secret/path.db".to_owned()))
    }

    #[test]
    fn says_what_is_wrong_with_the_file_without_its_path() {
        for (code, words) in [
            (ffi::SQLITE_BUSY, "Failed to connect to database: database is locked by another program"),
            (
                ffi::SQLITE_BUSY_RECOVERY,
                "Failed to connect to database: database is locked by another program",
            ),
            (ffi::SQLITE_NOTADB, "Failed to connect to database: file is not a database"),
            (ffi::SQLITE_READONLY_ROLLBACK, "Failed to connect to database: the database needs recovery"),
            (ffi::SQLITE_READONLY_RECOVERY, "Failed to connect to database: the database needs recovery"),
            (ffi::SQLITE_CANTOPEN, "Failed to connect to database: unable to open database file: it can't"),
            (ffi::SQLITE_IOERR_READ, "Lost connection to database: disk I/O error"),
        ] {
            for error in [of_user_sql(failure(code)), of_our_sql(failure(code))] {
                let text = error.to_string();
                assert!(text.starts_with(words) && !text.contains("path.db"), "{code}: {text}");
            }
        }
    }

    #[test]
    fn counts_positions_in_characters_from_one() {
        assert_eq!(position("SELECT 表 FRM", 11), Some(10));
        assert_eq!(position("x", 0), Some(1));
        assert_eq!(position("é", 1), None);
    }
}
