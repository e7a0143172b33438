//! What is logged, at every level: no statement and no secret. Alone in its binary, because sessions of
//! SQLite log from threads of their own, which only the one global subscriber hears.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use weir_model::{Actor, ActorKind, AuditEntry, DbName, DbType, Endpoint, NewConnection, Secret, Timestamp};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::{Server, TestDatabase};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_statement_and_no_secret_is_logged() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(log.clone()).init();
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create(Server::Postgres);
    let locations = [
        StoreLocation::Sqlite(folder.path().join("weir.db")),
        StoreLocation::Memory,
        StoreLocation::Postgres(Secret::new(database.url())),
    ];
    for location in locations {
        tracing::info!("opening the next");
        let key = SealingKey::from_text(&Secret::new("1".repeat(64))).unwrap();
        let store = Store::open(&location, Sealer::new(key)).await.unwrap();
        let new = NewConnection {
            name: DbName::parse("shop").unwrap(),
            db_type: DbType::Postgres,
            url: Secret::new("postgresql://amy:hunter2@db/shop"),
            masked_url: "postgresql://amy:****@db/shop".to_owned(),
            ssl_disabled: false,
            server_version: "15".to_owned(),
            endpoint: Endpoint { db_type: DbType::Postgres, host: "db.example".to_owned(), port: Some(5432) },
        };
        let now = Timestamp::from_millis(1);
        let audit = AuditEntry::new(now, "connection.create", Actor::named("local", ActorKind::Local));
        store.save_connection(&new, now, &audit).await.unwrap();
        store.list_connections().await.unwrap();
        store.close().await.unwrap();
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(logged.matches("opening the next").count(), 3, "the log was heard");
    for word in ["SELECT", "INSERT", "CREATE", "UPDATE", "hunter2", "already exists"] {
        assert!(!logged.contains(word), "{word} in:\n{logged}");
    }
}
