//! What can go wrong with the catalog.

use sqlx::{postgres::PgDatabaseError, sqlite::SqliteError};
use thiserror::Error;

/// Why the catalog did not do what it was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The catalog can't be reached, is locked or full.
    #[error("the catalog is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The catalog answered with an error to SQL of ours.
    #[error("the catalog failed")]
    Database(#[source] sqlx::Error),
    /// Migrating the catalog failed.
    #[error("the catalog could not be migrated")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The catalog has a migration that this program doesn't know.
    #[error("the catalog was written by a newer Weir (its migration {migration} is unknown here)")]
    Newer {
        /// The number of the migration.
        migration: i64,
    },
    /// The key doesn't fit the sealed secrets.
    #[error("the secrets in this catalog were sealed with key {expected}, and the key given is {given}")]
    WrongKey {
        /// The id of the key that the catalog names.
        expected: String,
        /// The id of the key that was given.
        given: String,
    },
    /// The key was changed while this program had the catalog open.
    #[error("the catalog's key was changed while this program was running")]
    KeyChanged,
    /// Another program has the catalog file open.
    #[error("{} is open in another program", .path.display())]
    InUse {
        /// The catalog file.
        path: std::path::PathBuf,
    },
    /// The catalog that everything was to be copied into is not new.
    #[error("the catalog to copy into is not new: its table {table} has rows")]
    NotNew {
        /// A table with rows.
        table: String,
    },
    /// A copy has not the rows that it should have; it was undone.
    #[error("the copy has {copied} rows of {table} where there are {source_rows}")]
    CopyDiffers {
        /// Which table.
        table: String,
        /// How many there are.
        source_rows: u64,
        /// How many came over.
        copied: u64,
    },
    /// The text given as the sealing key is none. Never says what it was.
    #[error("the sealing key must be 32 bytes, written as base64 or as 64 hexadecimal digits")]
    InvalidKey,
    /// A secret could not be sealed: the operating system gave no random bytes.
    #[error("the secret could not be sealed")]
    Sealing,
    /// Something stored can't be read: a broken seal, a broken compression.
    #[error("{what} in the catalog is damaged")]
    Damaged {
        /// What it is, and whose.
        what: String,
    },
    /// The catalog's URL can't be used; the text says why without repeating it.
    #[error("the catalog's URL can't be used: {0}")]
    Location(String),
    /// The key file, catalog file or data folder can't be used; the text names the path and why.
    #[error("{0}")]
    Files(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_unavailable(&error) { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

/// Whether trying again later can help, with nothing changed but the world around.
fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(error) => {
            let code = error.code();
            let code = code.as_deref().unwrap_or_default();
            if error.try_downcast_ref::<SqliteError>().is_some() {
                is_unavailable_sqlite(code)
            } else {
                error.try_downcast_ref::<PgDatabaseError>().is_some() && is_unavailable_postgres(code)
            }
        }
        _ => false,
    }
}

/// Whether another connection or process holds a lock that this one waited for in vain.
pub(crate) fn is_locked(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// The primary result code of SQLite.
pub(crate) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.as_deref().map(sqlite_primary)
}

/// Result codes of SQLite: busy, locked, read-only (a disk remounted after a fault), I/O, full, can't open.
/// <https://www.sqlite.org/rescode.html>
fn is_unavailable_sqlite(code: &str) -> bool {
    matches!(sqlite_primary(code), 5 | 6 | 8 | 10 | 13 | 14)
}

/// The low byte of an extended result code is the primary one.
fn sqlite_primary(code: &str) -> u32 {
    code.parse::<u32>().unwrap_or(0) & 0xff
}

/// SQLSTATEs of a server that is away, starting, stopping, full, read-only (a standby), that knows us no
/// longer, or that gave up on a lock or a deadlock.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn is_unavailable_postgres(code: &str) -> bool {
    const CLASSES: [&str; 3] = ["08", "28", "53"];
    const CODES: [&str; 12] = [
        "25006", "3D000", "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P04", "57P05",
        "58030",
    ];
    CODES.contains(&code) || CLASSES.iter().any(|class| code.starts_with(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_result_codes_of_sqlite() {
        // 261 BUSY_RECOVERY, 517 BUSY_SNAPSHOT, 778 IOERR_WRITE; 2067 CONSTRAINT_UNIQUE, 11 CORRUPT.
        for code in ["5", "6", "261", "517", "10", "778", "13", "14"] {
            assert!(is_unavailable_sqlite(code), "{code}");
        }
        for code in ["1", "11", "19", "2067", "26", ""] {
            assert!(!is_unavailable_sqlite(code), "{code}");
        }
    }

    #[test]
    fn sorts_sqlstates_of_postgres() {
        for code in ["08006", "53100", "53300", "57P01", "57P03", "55P03", "40P01", "28P01", "25006"] {
            assert!(is_unavailable_postgres(code), "{code}");
        }
        for code in ["23505", "42601", "42P01", "22021", "XX000", ""] {
            assert!(!is_unavailable_postgres(code), "{code}");
        }
    }

    #[test]
    fn a_pool_without_connections_is_unavailable() {
        assert!(matches!(Error::from(sqlx::Error::PoolTimedOut), Error::Unavailable(_)));
        assert!(matches!(Error::from(sqlx::Error::RowNotFound), Error::Database(_)));
    }
}
