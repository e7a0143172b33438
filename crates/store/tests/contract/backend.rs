//! The three places a catalog can be in, opened anew for each test, and what tests put into it.

use std::{path::PathBuf, time::Duration};

use sqlx::{Connection as _, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use tokio::time::timeout;
use weir_model::{
    Actor, ActorKind, AuditEntry, DbName, DbType, Endpoint, HistoryEntry, NewConnection, QueryOutcome,
    Secret, Timestamp,
};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::{Server, TestDatabase};

/// Runs each story on every backend. A story is an `async fn(Backend)`.
macro_rules! on_every_backend {
    ($($story:ident),+ $(,)?) => {
        mod in_a_file {
            $(#[tokio::test] async fn $story() { super::$story($crate::backend::Backend::file()).await; })+
        }
        mod in_memory {
            $(#[tokio::test] async fn $story() { super::$story($crate::backend::Backend::Memory).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $story() { super::$story($crate::backend::Backend::postgres()).await; })+
        }
    };
}

/// Runs each story where a catalog can be opened twice, and reached by others.
macro_rules! on_lasting_backends {
    ($($story:ident),+ $(,)?) => {
        mod lasting_in_a_file {
            $(#[tokio::test] async fn $story() { super::$story($crate::backend::Backend::file()).await; })+
        }
        mod lasting_on_postgres {
            $(#[tokio::test] async fn $story() { super::$story($crate::backend::Backend::postgres()).await; })+
        }
    };
}

pub(crate) use {on_every_backend, on_lasting_backends};

/// Where the catalog of a test is. Gone with its value.
pub(crate) enum Backend {
    File(TempDir),
    Memory,
    Postgres(TestDatabase),
}

impl Backend {
    pub(crate) fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    pub(crate) fn postgres() -> Self {
        Self::Postgres(TestDatabase::create(Server::Postgres))
    }

    pub(crate) fn location(&self) -> StoreLocation {
        match self {
            Self::File(_) => StoreLocation::Sqlite(self.path()),
            Self::Memory => StoreLocation::Memory,
            Self::Postgres(database) => StoreLocation::Postgres(Secret::new(database.url())),
        }
    }

    /// Opens it with the usual key.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location(), sealer("1")).await.unwrap()
    }

    /// The catalog file.
    pub(crate) fn path(&self) -> PathBuf {
        let Self::File(folder) = self else { panic!("only a file has a path") };
        folder.path().join("weir.db")
    }

    /// Does something to the catalog that Weir itself wouldn't.
    pub(crate) async fn execute(&self, sqlite: &'static str, postgres: &str) {
        match self {
            Self::File(_) => {
                self.sqlite_session().await.execute(sqlite).await.unwrap();
            }
            Self::Memory => panic!("nobody else reaches a catalog in memory"),
            Self::Postgres(database) => database.execute(postgres),
        }
    }

    /// Does something to the catalog that may be refused: then why.
    pub(crate) async fn try_execute(&self, sql: &'static str) -> Result<(), String> {
        let done = match self {
            Self::Postgres(database) => {
                PgConnection::connect(database.url()).await.unwrap().execute(sql).await.map(drop)
            }
            _ => self.sqlite_session().await.execute(sql).await.map(drop),
        };
        done.map_err(|error| error.to_string())
    }

    /// A session on the catalog file beside Weir's own.
    pub(crate) async fn sqlite_session(&self) -> SqliteConnection {
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(self.path())).await.unwrap()
    }
}

/// A sealer whose key is one hexadecimal digit repeated.
pub(crate) fn sealer(digit: &str) -> Sealer {
    Sealer::new(SealingKey::from_text(&Secret::new(digit.repeat(64))).unwrap())
}

pub(crate) fn name(text: &str) -> DbName {
    DbName::parse(text).unwrap()
}

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn connection(text: &str) -> NewConnection {
    NewConnection {
        name: name(text),
        db_type: DbType::Postgres,
        url: Secret::new("postgresql://amy:hunter2@db.example/shop"),
        masked_url: "postgresql://amy:****@db.example/shop".to_owned(),
        ssl_disabled: false,
        server_version: "15.18".to_owned(),
        endpoint: Endpoint { db_type: DbType::Postgres, host: "db.example".to_owned(), port: Some(5432) },
    }
}

/// A line of the audit log for a change that a test makes.
pub(crate) fn audit() -> AuditEntry {
    AuditEntry::local(at(1), "test.change")
}

/// The same for a change that somebody else asks for.
pub(crate) fn asked_by(caller: &str) -> AuditEntry {
    AuditEntry::new(at(1), "test.change", Actor::named(caller, ActorKind::Session))
}

/// The same connection with another URL.
pub(crate) fn moved(connection: &NewConnection) -> NewConnection {
    NewConnection {
        url: Secret::new("postgresql://amy:hunter2@elsewhere.example/shop"),
        masked_url: "postgresql://amy:****@elsewhere.example/shop".to_owned(),
        ..connection.clone()
    }
}

pub(crate) fn entry(db: &str, query_id: &str) -> HistoryEntry {
    HistoryEntry {
        query_id: query_id.to_owned(),
        db_name: name(db),
        caller: "amy".to_owned(),
        sql: "SELECT 1".to_owned(),
        natural_query: None,
        outcome: QueryOutcome::Answered { rows: 1, truncated: None },
        started_at: at(1_000),
        elapsed_ms: 3,
        origin: None,
    }
}

/// The query ids of a connection's history, newest first.
pub(crate) async fn query_ids(store: &Store, db: &str) -> Vec<String> {
    let entries = store.list_history(&name(db), 100_000).await.unwrap();
    entries.into_iter().map(|entry| entry.query_id).collect()
}

/// Asks until the entry is there: one that never comes ends the test.
pub(crate) async fn wait_for_entry(store: &Store, query_id: &str) {
    let arrived = async { while query_ids(store, "shop").await.first().is_none_or(|id| id != query_id) {} };
    timeout(Duration::from_secs(20), arrived).await.expect("the entry is written soon");
}
