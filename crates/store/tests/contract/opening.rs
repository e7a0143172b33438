//! Opening a catalog: migrations, the key check, several programs at once.

use std::time::Duration;

use sqlx::Row;
use tokio::{task::JoinSet, time::timeout};
use weir_model::Secret;
use weir_store::{Error, Sealer, SealingKey, Store, StoreLocation};

use crate::backend::{Backend, at, audit, connection, name, on_every_backend, on_lasting_backends, sealer};

on_every_backend!(answers_a_ping);

on_lasting_backends!(
    refuses_another_key_and_changes_nothing,
    a_new_key_file_does_not_open_an_old_catalog,
    refuses_a_catalog_of_a_newer_program,
    refuses_a_catalog_whose_migration_was_another,
    programs_that_open_a_new_catalog_at_once_make_it_once,
);

async fn answers_a_ping(backend: Backend) {
    let store = backend.open().await;
    assert!(store.ping().await.is_ok());
}

async fn open_with(backend: &Backend, sealer: Sealer) -> Result<Store, Error> {
    Store::open(&backend.location(), sealer).await
}

fn key_id(digit: &str) -> String {
    SealingKey::from_text(&Secret::new(digit.repeat(64))).unwrap().id()
}

async fn refuses_another_key_and_changes_nothing(backend: Backend) {
    let store = backend.open().await;
    // Also while nothing is sealed yet: another program may be about to.
    assert!(matches!(open_with(&backend, sealer("2")).await, Err(Error::WrongKey { .. })));
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.close().await.unwrap();

    let error = open_with(&backend, sealer("2")).await.unwrap_err();
    let (expected, given) = (key_id("1"), key_id("2"));
    assert_eq!(
        error.to_string(),
        format!("the secrets in this catalog were sealed with key {expected}, and the key given is {given}")
    );
    let found = backend.open().await.connection_by_name(&name("shop")).await.unwrap().unwrap();
    assert_eq!(found.url, connection("shop").url);
}

async fn a_new_key_file_does_not_open_an_old_catalog(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("weir.key");
    let sealer = || Sealer::new(SealingKey::from_file(&file).unwrap());
    let store = open_with(&backend, sealer()).await.unwrap();
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.close().await.unwrap();

    std::fs::remove_file(&file).unwrap();
    assert!(matches!(open_with(&backend, sealer()).await, Err(Error::WrongKey { .. })));
}

async fn refuses_a_catalog_of_a_newer_program(backend: Backend) {
    backend.open().await.close().await.unwrap();
    backend
        .execute(
            "INSERT INTO weir_migrations VALUES (9999, 'later', CURRENT_TIMESTAMP, true, x'00', 0)",
            "INSERT INTO weir_migrations VALUES (9999, 'later', now(), true, '\\x00', 0)",
        )
        .await;
    let error = open_with(&backend, sealer("1")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the catalog was written by a newer Weir (its migration 9999 is unknown here)"
    );
}

async fn refuses_a_catalog_whose_migration_was_another(backend: Backend) {
    backend.open().await.close().await.unwrap();
    backend
        .execute(
            "UPDATE weir_migrations SET checksum = x'00' WHERE version = 1",
            "UPDATE weir_migrations SET checksum = '\\x00' WHERE version = 1",
        )
        .await;
    assert!(matches!(open_with(&backend, sealer("1")).await, Err(Error::Migration(_))));
}

async fn programs_that_open_a_new_catalog_at_once_make_it_once(backend: Backend) {
    let mut opening = JoinSet::new();
    for _ in 0..8 {
        let location = backend.location();
        opening.spawn(async move { Store::open(&location, sealer("1")).await });
    }
    for (number, store) in opening.join_all().await.into_iter().enumerate() {
        let store = store.unwrap();
        store.save_connection(&connection(&format!("c{number}")), at(1), &audit()).await.unwrap();
    }
    assert_eq!(backend.open().await.list_connections().await.unwrap().len(), 8);
}

#[tokio::test]
async fn both_backends_have_the_same_tables_columns_and_indexes() {
    let (file, postgres) = (Backend::file(), Backend::postgres());
    file.open().await;
    postgres.open().await;

    let mut session = file.sqlite_session().await;
    let rows = sqlx::query(
        "SELECT 'column', t.name, c.name, c.type, c.\"notnull\" OR c.pk FROM sqlite_schema t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' UNION ALL \
         SELECT 'index', i.tbl_name, i.name, '', 0 FROM sqlite_schema i WHERE i.type = 'index' AND i.sql IS NOT NULL",
    )
    .fetch_all(&mut session)
    .await
    .unwrap();
    let mut in_sqlite: Vec<_> = rows
        .iter()
        .map(|row| {
            let [kind, table, name, data_type] = [0, 1, 2, 3].map(|column| row.get::<String, _>(column));
            format!("{kind}\t{table}\t{name}\t{}\t{}", common(&data_type), row.get::<i64, _>(4))
        })
        // Where SQLite keeps the last numbers that it gave; PostgreSQL has sequences.
        .filter(|row| !row.contains("weir_migrations") && !row.contains("sqlite_sequence"))
        .collect();

    let Backend::Postgres(database) = &postgres else { panic!("it is PostgreSQL") };
    let rows = database.rows(
        "SELECT 'column', table_name, column_name, upper(data_type), (is_nullable = 'NO')::int \
         FROM information_schema.columns WHERE table_schema = 'public' \
         AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition) UNION ALL \
         SELECT 'index', tablename, indexname, '', 0 FROM pg_indexes \
         WHERE schemaname = 'public' \
         AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))",
    );
    let mut in_postgres: Vec<_> =
        rows.into_iter().map(|row| common(&row)).filter(|row| !row.contains("weir_migrations")).collect();

    in_sqlite.sort();
    in_postgres.sort();
    assert!(in_sqlite.len() > 20);
    assert_eq!(in_sqlite, in_postgres);
}

/// The types that have another name in SQLite, by PostgreSQL's.
fn common(text: &str) -> String {
    match text {
        "INTEGER" => "BIGINT".to_owned(),
        "BLOB" => "BYTEA".to_owned(),
        other => other.to_owned(),
    }
}

#[tokio::test]
async fn says_soon_that_no_server_is_there() {
    // A port that was free a moment ago; nobody listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = Secret::new(format!("postgresql://amy:hunter2@127.0.0.1:{port}/catalog"));
    let location = StoreLocation::Postgres(url);
    let opening = Store::open(&location, sealer("1"));
    let error = timeout(Duration::from_secs(20), opening).await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)));
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn refuses_a_database_that_cannot_hold_every_script() {
    let backend = Backend::postgres();
    let Backend::Postgres(database) = &backend else { panic!("it is PostgreSQL") };
    let latin = format!("{}_latin", database.name());
    database.execute(&format!(
        "CREATE DATABASE {latin} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    ));
    let url = database.url().replace(database.name(), &latin);
    let error = Store::open(&StoreLocation::Postgres(Secret::new(url)), sealer("1")).await.unwrap_err();
    database.execute(&format!("DROP DATABASE {latin}"));
    assert_eq!(
        error.to_string(),
        "the catalog's URL can't be used: the database's encoding is LATIN1, it must be UTF8"
    );
}
