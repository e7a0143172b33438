//! Opening the catalog: which database, migrations, the key check.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use sqlx::PgPool;
use tokio::time::timeout;
use weir_model::Secret;

use crate::{
    Error, Sealer,
    history::History,
    postgres,
    sqlite::{self, SqlitePools},
};

/// How long a call waits for a session.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(5);
/// How long readiness waits for an answer.
const PING: Duration = Duration::from_secs(3);

/// Where the catalog is.
#[derive(Clone, Debug)]
pub enum StoreLocation {
    /// A SQLite file; made with mode 0600 if it doesn't exist.
    Sqlite(PathBuf),
    /// A SQLite database in memory, for tests.
    Memory,
    /// A PostgreSQL database.
    Postgres(Secret),
}

/// The catalog. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    sealer: Sealer,
    history: History,
}

/// The sessions, of either backend.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePools),
    Postgres(PgPool),
}

/// Evaluates a body that reads, on the pool of either backend: SQL is written once, checked against both.
macro_rules! on_backend {
    ($pool:expr, |$sessions:ident| $body:expr) => {
        match $pool {
            $crate::pool::Pool::Sqlite($crate::sqlite::SqlitePools { readers: $sessions, .. }) => $body,
            $crate::pool::Pool::Postgres($sessions) => $body,
        }
    };
}

/// Evaluates a body that writes, in a transaction on either backend, and commits. `?` in the body leaves the
/// function, and so rolls back.
macro_rules! in_transaction {
    ($pool:expr, |$tx:ident| $body:expr) => {
        match $pool {
            $crate::pool::Pool::Sqlite(pools) => {
                // With the write lock from the start: a transaction that reads first could not get it
                // once another process has written. <https://www.sqlite.org/isolation.html>
                let mut $tx = pools.writer.begin_with("BEGIN IMMEDIATE").await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
            $crate::pool::Pool::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
        }
    };
}

pub(crate) use {in_transaction, on_backend};

impl Store {
    /// Opens the catalog, migrates it and checks that the key fits.
    pub async fn open(location: &StoreLocation, sealer: Sealer) -> Result<Self, Error> {
        let pool = Pool::open(location).await?;
        pool.check_key(&sealer).await?;
        let history = History::start(pool.clone());
        Ok(Self { inner: Arc::new(Inner { pool, sealer, history }) })
    }

    /// One cheap round trip, for readiness.
    pub async fn ping(&self) -> Result<(), Error> {
        let asking = async {
            let answer: i64 = on_backend!(self.pool(), |pool| {
                sqlx::query_scalar("SELECT last_revision FROM meta").fetch_one(pool).await
            })?;
            Ok(answer)
        };
        timeout(PING, asking).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into())).map(drop)
    }

    /// Writes what is queued and closes. Whatever is asked of any clone after that is `Unavailable`.
    pub async fn close(&self) -> Result<(), Error> {
        let flushed = self.history().close().await;
        self.pool().close().await;
        flushed
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    pub(crate) fn history(&self) -> &History {
        &self.inner.history
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.pool() {
            Pool::Sqlite(_) => "Store(SQLite)",
            Pool::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}

impl Pool {
    /// Opens a catalog and migrates it, whatever its key.
    pub(crate) async fn open(location: &StoreLocation) -> Result<Self, Error> {
        Ok(match location {
            StoreLocation::Sqlite(path) => Self::Sqlite(sqlite::open_file(path).await?),
            StoreLocation::Memory => Self::Sqlite(sqlite::open_memory().await?),
            StoreLocation::Postgres(url) => Self::Postgres(postgres::open(url).await?),
        })
    }

    /// Closes every session.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pools) => pools.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The text for this backend, where the two truly differ.
    pub(crate) fn either<T>(&self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// The first key that a catalog is opened with is its key.
    async fn check_key(&self, sealer: &Sealer) -> Result<(), Error> {
        const ADOPT: &str = "UPDATE meta SET key_id = $1 WHERE key_id IS NULL";
        const KEY_ID: &str = "SELECT key_id FROM meta WHERE key_id IS NOT NULL";
        let given = sealer.key_id();
        let expected: String = in_transaction!(self, |tx| {
            sqlx::query(ADOPT).bind(&given).execute(&mut *tx).await?;
            sqlx::query_scalar(KEY_ID).fetch_one(&mut *tx).await?
        });
        if expected == given { Ok(()) } else { Err(Error::WrongKey { expected, given }) }
    }
}
