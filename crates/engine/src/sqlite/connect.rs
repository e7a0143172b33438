//! A session: one read-only connection to a file, locked down before any user's statement comes near it.

use std::{os::unix::ffi::OsStrExt, path::Path, sync::Arc, time::Duration};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};

use crate::{
    Error,
    sqlite::{
        Address, SqlitePlaces,
        control::Control,
        failure,
        places::{Identity, Located, refused},
    },
};

/// How long SQLite waits for another program's lock before we look whether the work is over.
const LOCK_SLICE: Duration = Duration::from_millis(50);

/// Settings of every session. They hold whatever the guard and the authorizer let through.
/// <https://www.sqlite.org/security.html> explains most of them.
///
/// - Temporary tables and sorts stay in memory: no user's rows on disk, no disk to fill. What bounds them is
///   the heap limit of 512 MiB. It is one for all of the process; at it the statement fails, and not Weir.
/// - Files aren't mapped: when another program cuts a mapped file short, reading it ends the process (SIGBUS).
const SETTINGS: &str = "\
    PRAGMA query_only = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA hard_heap_limit = 536870912;";

/// What no statement for reading needs.
const SWITCHES: [(DbConfig, bool); 7] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
];

/// Ceilings of the SQL compiler and of values. <https://www.sqlite.org/limits.html>
const LIMITS: [(Limit, i32); 11] = [
    // As much as the largest answer. Longer values can be measured (`length(x)`) but not fetched.
    (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
    // The guard stops at 1 MiB; the rest is for the limit that it splices in.
    (Limit::SQLITE_LIMIT_SQL_LENGTH, (1 << 20) + 4096),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 1000),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 500),
    (Limit::SQLITE_LIMIT_VDBE_OP, 250_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 127),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    // One match costs text times pattern, and nothing can interrupt it.
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000),
    // Full-text search binds some in statements of its own; a user's may have none.
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 32),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// What a path may hold as it stands in a `file:` URI.
const PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// One connection. It lives on whichever thread has work for it.
#[derive(Debug)]
pub(super) struct Session {
    connection: Connection,
    located: Located,
}

/// Opens sessions of one target.
#[derive(Debug)]
pub(super) struct Opener {
    address: Address,
    places: SqlitePlaces,
}

impl Opener {
    pub(super) fn new(address: Address, places: SqlitePlaces) -> Self {
        Self { address, places }
    }

    /// Opens the file and proves that it is a database, waiting for other programs' locks.
    pub(super) fn open(&self, control: &Arc<Control>) -> Result<Session, Error> {
        self.try_open(control)?.map_err(failure::of_our_sql)
    }

    /// The same, with SQLite's own word on what is wrong with the file.
    pub(super) fn try_open(&self, control: &Arc<Control>) -> Result<rusqlite::Result<Session>, Error> {
        let located = self.places.locate(self.address.path())?;
        let connection = match connect(&located.path, self.address.immutable()) {
            Ok(connection) => connection,
            Err(error) => return Ok(Err(error)),
        };
        // The name may have been given to another file since it was checked.
        if Identity::at(&located.path).ok() != Some(located.identity) {
            return Err(refused("it was replaced while it was being opened"));
        }
        let session = Session { connection, located };
        control.attach(&session.connection).map_err(Error::internal)?;
        Ok(control.while_locked(|| session.set_up()).map(|()| session))
    }
}

/// `SQLITE_OPEN_NOFOLLOW` on a path without links: one that was put in since it was resolved is refused.
///
/// Reading a file in WAL mode makes its `-wal` and `-shm` if they are missing, and leaves them: without them
/// a writer that comes along couldn't be noticed. An immutable file is read as it lies there.
fn connect(path: &Path, immutable: bool) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = if immutable {
        let path = percent_encode(path.as_os_str().as_bytes(), &PATH);
        Connection::open_with_flags(format!("file:{path}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        Connection::open_with_flags(path, flags)?
    };
    connection.busy_timeout(LOCK_SLICE)?;
    Ok(connection)
}

impl Session {
    /// The connection, for statements of ours and, under the authorizer, for users'.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where the file is, with every link resolved.
    pub(super) fn path(&self) -> &Path {
        &self.located.path
    }

    /// Whether the path still leads to the file that is open. A file that was replaced by a newer one (which
    /// is how copies are published) would be read in its old state for ever.
    pub(super) fn is_current(&self) -> bool {
        Identity::at(&self.located.path).ok() == Some(self.located.identity)
    }

    fn set_up(&self) -> rusqlite::Result<()> {
        for (switch, on) in SWITCHES {
            self.connection.set_db_config(switch, on)?;
        }
        for (limit, most) in LIMITS {
            self.connection.set_limit(limit, most)?;
        }
        self.connection.execute_batch(SETTINGS)?;
        // The first statement that reads the file: it fails if this is no database.
        self.connect_virtual_tables()
    }

    /// Connects every virtual table while no authorizer watches.
    ///
    /// An R-tree prepares the statements it would write its shadow tables with as soon as it is connected
    /// (SQLite's `rtreeSqlInit`), which the authorizer can't tell from a user's. Connected once, it stays so
    /// until the schema changes. Tables whose module we don't have are left alone.
    pub(super) fn connect_virtual_tables(&self) -> rusqlite::Result<()> {
        const VIRTUAL: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage = 0";
        let mut statement = self.connection.prepare(VIRTUAL)?;
        let names = statement
            .query_map([], |row| Ok(row.get_ref(0)?.as_str().ok().map(str::to_owned)))?
            .collect::<rusqlite::Result<Vec<Option<String>>>>()?;
        for name in names.into_iter().flatten() {
            let connected =
                self.connection.query_row("SELECT count(*) FROM pragma_table_info(?1)", [&name], |row| {
                    row.get::<_, i64>(0)
                });
            drop(connected);
        }
        Ok(())
    }
}
