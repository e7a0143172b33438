//! A password is nowhere but in its seal: not in the files, not in the tables, not in what is printed.

use std::{fs, path::Path};

use weir_model::{NewConnection, Secret};
use weir_store::{Saved, Store};

use crate::backend::{Backend, at, audit, connection, moved, name, sealer};

const PASSWORD: &str = "hunter2";

/// Saves, changes and deletes connections whose URL holds the password.
async fn fill(store: &Store) -> Saved {
    store.save_connection(&connection("gone"), at(1), &audit()).await.unwrap();
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.save_connection(&moved(&connection("shop")), at(2), &audit()).await.unwrap();
    store.delete_connection(&name("gone"), &audit()).await.unwrap();
    let long = NewConnection {
        url: Secret::new(format!("postgresql://amy:{}@db/x", PASSWORD.repeat(10_000))),
        ..connection("long")
    };
    store.save_connection(&long, at(3), &audit()).await.unwrap()
}

fn assert_no_password(folder: &Path) {
    let mut files = 0;
    for file in fs::read_dir(folder).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
        files += 1;
    }
    assert!(files > 0);
}

#[tokio::test]
async fn the_files_hold_no_password() {
    let backend = Backend::file();
    let folder = backend.path().parent().unwrap().to_owned();
    let store = backend.open().await;
    fill(&store).await;
    assert_no_password(&folder);
    store.close().await.unwrap();
    assert_no_password(&folder);
    let bytes = fs::read(backend.path()).unwrap();
    assert!(bytes.windows(4).any(|window| window == b"shop"), "the names are there, so it was looked at");
}

#[tokio::test]
async fn the_tables_hold_no_password() {
    let backend = Backend::postgres();
    fill(&backend.open().await).await;
    let Backend::Postgres(database) = &backend else { panic!("it is PostgreSQL") };
    let tables = database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    assert!(tables.len() >= 4);
    let dump: Vec<_> =
        tables.iter().flat_map(|table| database.rows(&format!("SELECT t::text FROM {table} t"))).collect();
    let dump = dump.join("\n");
    assert!(dump.contains("shop"));
    assert!(!dump.contains(PASSWORD));
    // Bytes are written as hexadecimal digits in a dump.
    let hex = hex::encode(PASSWORD);
    assert!(!dump.contains(&hex));
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_password() {
    let backend = Backend::postgres();
    let store = backend.open().await;
    let saved = fill(&store).await;
    let Backend::Postgres(database) = &backend else { panic!("it is PostgreSQL") };
    let printed = format!("{store:?} {saved:?} {:?} {:?}", backend.location(), sealer("1"));
    assert!(!printed.contains(PASSWORD));
    assert!(!printed.contains(database.url()));
    assert!(!printed.contains(&"1".repeat(64)));
}
