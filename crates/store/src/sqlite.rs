//! Opening a catalog in SQLite: the file and its mode, the settings of a session, migration.

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Connection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::time::{Instant, sleep};

use crate::{
    Error,
    error::{is_locked, primary_code},
    files, migrate,
    pool::ACQUIRE,
};

/// Sessions that read; each has a thread of its own.
const READERS: u32 = 4;
/// How long a statement waits for the lock of another process.
const BUSY: Duration = Duration::from_secs(5);
/// How long opening waits for other processes that are opening the same new file.
const OPENING: Duration = Duration::from_secs(10);

/// The sessions of one catalog. SQLite takes one writer at a time: with one session that writes, ours queue
/// for it in fairness, where several would poll for its lock. Readers see the last commit and wait for nobody.
#[derive(Clone)]
pub(crate) struct SqlitePools {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
}

impl SqlitePools {
    /// Closes every session.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Opens a catalog file, made with mode 0600 if it doesn't exist, and migrates it.
pub(crate) async fn open_file(path: &Path) -> Result<SqlitePools, Error> {
    // An absolute path is never taken for a URI (`file:…`), which the library would interpret.
    let path = std::path::absolute(path).map_err(|error| files::problem(path, &error))?;
    if path.is_dir() {
        return Err(Error::Files(format!("{}: is a folder, it must be a file", path.display())));
    }
    files::create_folder_of(&path)
        .and_then(|_| files::create_private(&path))
        .map_err(|error| files::problem(&path, &error))?;

    let options = options().filename(&path);
    let writer = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        // WAL syncs only at checkpoints otherwise: a commit that was acknowledged could be lost with the
        // power. <https://www.sqlite.org/pragma.html#pragma_synchronous>
        .synchronous(SqliteSynchronous::Full)
        // What a statement of many rows must be able to take back is kept in memory, not written to a file beside the
        // catalog; and a day of sizes is written without throwing out pages that are needed again.
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16384");
    let writer = connect_writer(writer, &path).await?;
    migrate_catalog(&writer, &path).await?;
    let readers =
        pool_options().max_connections(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
    Ok(SqlitePools { writer, readers })
}

/// Opens a new catalog in memory. It lives in its one session, so that is both writer and reader.
pub(crate) async fn open_memory() -> Result<SqlitePools, Error> {
    let path = Path::new(":memory:");
    let writer = connect_writer(options().in_memory(true), path).await?;
    migrate_catalog(&writer, path).await?;
    Ok(SqlitePools { readers: writer.clone(), writer })
}

/// Whether a file is a catalog that can be read to its last page.
pub(crate) async fn check_file(path: &Path) -> Result<(), Error> {
    const CHECK: &str = "PRAGMA integrity_check(1)";
    let refused = |why: String| Error::Files(format!("{}: {why}", path.display()));
    let opening = SqliteConnectOptions::new().filename(path).disable_statement_logging().connect().await;
    let mut session = opening.map_err(|error| refused_by_library(error, path))?;
    let verdict: String = sqlx::query_scalar(CHECK)
        .fetch_one(&mut session)
        .await
        .map_err(|error| refused_by_library(error, path))?;
    let ours: bool =
        sqlx::query_scalar("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'weir_migrations'")
            .fetch_one(&mut session)
            .await?;
    session.close().await?;
    match (verdict.as_str(), ours) {
        ("ok", true) => Ok(()),
        ("ok", false) => Err(refused("is no catalog of Weir".to_owned())),
        (damage, _) => Err(refused(format!("is damaged: {damage}"))),
    }
}

/// Makes sure that no program has the catalog open, and puts its write-ahead log into it: what takes its place must
/// not meet the log of another.
pub(crate) async fn close_for_all(path: &Path) -> Result<(), Error> {
    let options = SqliteConnectOptions::new().filename(path).disable_statement_logging();
    let mut session = options.connect().await.map_err(|error| refused_by_library(error, path))?;
    // Needs the file for itself alone; answers "wal", or that it is locked, while others have it open.
    let mode: Result<String, _> =
        sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut session).await;
    session.close().await?;
    match mode {
        Ok(mode) if mode == "delete" => Ok(()),
        Err(error) if !is_locked(&error) => Err(error.into()),
        Ok(_) | Err(_) => Err(Error::InUse { path: path.to_owned() }),
    }
}

fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new().busy_timeout(BUSY).foreign_keys(true).disable_statement_logging()
}

/// No session is lost on its way, as one over a network can be, so none is tried before it is used.
fn pool_options() -> SqlitePoolOptions {
    SqlitePoolOptions::new().acquire_timeout(ACQUIRE).test_before_acquire(false)
}

/// Connects the one session that writes, and keeps it for ever.
async fn connect_writer(options: SqliteConnectOptions, path: &Path) -> Result<SqlitePool, Error> {
    let pool = pool_options().max_connections(1).idle_timeout(None).max_lifetime(None);
    let deadline = Instant::now() + OPENING;
    loop {
        match pool.clone().connect_with(options.clone()).await {
            // Switching a new file to WAL takes a lock that the busy timeout doesn't wait for.
            // <https://github.com/launchbadge/sqlx/pull/1930#issuecomment-1168165414>
            Err(error) if is_locked(&error) && Instant::now() < deadline => {
                sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(refused_by_library(error, path)),
            Ok(pool) => return Ok(pool),
        }
    }
}

/// A file that is no database is a mistake in the settings, to be named; the rest is the catalog's trouble.
fn refused_by_library(error: sqlx::Error, path: &Path) -> Error {
    const CORRUPT: u32 = 11;
    const NOT_A_DATABASE: u32 = 26;
    let path = path.display();
    match primary_code(&error) {
        Some(NOT_A_DATABASE) => Error::Files(format!("{path}: is no SQLite database")),
        Some(CORRUPT) => Error::Files(format!("{path}: is damaged")),
        _ => error.into(),
    }
}

/// Runs the missing migrations in one transaction that begins with the write lock: a second process that
/// starts at the same time waits here, and then has nothing to do.
async fn migrate_catalog(writer: &SqlitePool, path: &Path) -> Result<(), Error> {
    const FOREIGN: &str = "SELECT count(*) > 0 AND coalesce(sum(name = 'weir_migrations'), 0) = 0 \
                           FROM sqlite_schema WHERE type = 'table'";
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    let foreign: bool = sqlx::query_scalar(FOREIGN).fetch_one(&mut *tx).await?;
    if foreign {
        let path = path.display();
        return Err(Error::Files(format!("{path}: is a SQLite database of something else, not a catalog")));
    }
    migrate::run_sqlite(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Killing a process doesn't lose what the system has in its memory; a power failure does. So no test
    /// can show that a commit is on the disk, only that SQLite was told to put it there.
    #[tokio::test]
    async fn syncs_each_commit_and_checks_references() {
        let folder = tempfile::tempdir().unwrap();
        let pools = open_file(&folder.path().join("weir.db")).await.unwrap();
        for (pragma, value) in [
            ("SELECT journal_mode FROM pragma_journal_mode", "wal"),
            ("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous", "2"),
            ("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", "1"),
        ] {
            let found: String = sqlx::query_scalar(pragma).fetch_one(&pools.writer).await.unwrap();
            assert_eq!(found, value, "{pragma}");
        }
    }

    #[tokio::test]
    async fn readers_write_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let pools = open_file(&folder.path().join("weir.db")).await.unwrap();
        let written = sqlx::query("DELETE FROM connections").execute(&pools.readers).await;
        assert!(written.unwrap_err().to_string().contains("readonly"));
    }
}
