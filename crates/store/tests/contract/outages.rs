//! The catalog goes away and comes back: what fails, what waits, what is still there.

use sqlx::Executor;
use weir_model::Secret;
use weir_store::{Error, Store, StoreLocation};
use weir_testkit::{PrivateServer, Server};

use crate::backend::{Backend, at, audit, connection, entry, name, query_ids, sealer, wait_for_entry};

#[tokio::test]
async fn a_locked_file_delays_writing_and_stops_no_reading() {
    let backend = Backend::file();
    let store = backend.open().await;
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();

    let mut other = backend.sqlite_session().await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    store.append_history(entry("shop", "1"));
    assert!(matches!(store.flush_history().await, Err(Error::Unavailable(_))));
    assert!(store.ping().await.is_ok());
    assert_eq!(store.list_connections().await.unwrap().len(), 1);
    store.append_history(entry("shop", "2"));
    other.execute("COMMIT").await.unwrap();

    // Nobody asks: it is tried again by itself.
    wait_for_entry(&store, "2").await;
    assert_eq!(query_ids(&store, "shop").await, ["2", "1"]);
    store.save_connection(&connection("other"), at(2), &audit()).await.unwrap();
}

#[tokio::test]
async fn a_server_that_crashes_loses_nothing_that_was_acknowledged() {
    let mut server = PrivateServer::start(Server::Postgres);
    let location = StoreLocation::Postgres(Secret::new(server.url()));
    let store = Store::open(&location, sealer("1")).await.unwrap();
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.append_history(entry("shop", "before"));
    store.flush_history().await.unwrap();

    server.kill();
    assert!(matches!(store.ping().await, Err(Error::Unavailable(_))));
    store.append_history(entry("shop", "during"));
    assert!(matches!(store.flush_history().await, Err(Error::Unavailable(_))));

    server.restart();
    store.flush_history().await.unwrap();
    assert_eq!(query_ids(&store, "shop").await, ["during", "before"]);
    assert!(store.connection_by_name(&name("shop")).await.unwrap().is_some());
    assert!(store.ping().await.is_ok());
}
