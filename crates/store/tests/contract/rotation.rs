//! Sealing everything with another key.

use weir_store::{Error, Store};

use crate::backend::{Backend, at, audit, connection, moved, name, on_lasting_backends, sealer};

on_lasting_backends!(
    after_a_rotation_only_the_new_key_opens_the_catalog,
    a_rotation_that_fails_changes_nothing,
    a_program_with_the_old_key_seals_nothing_more,
);

async fn open(backend: &Backend, digit: &str) -> Result<Store, Error> {
    Store::open(&backend.location(), sealer(digit)).await
}

async fn after_a_rotation_only_the_new_key_opens_the_catalog(backend: Backend) {
    let store = backend.open().await;
    for number in 0..3 {
        store.save_connection(&connection(&format!("c{number}")), at(1), &audit()).await.unwrap();
    }
    assert_eq!(store.rotate_key(&sealer("2"), &audit()).await.unwrap(), 3);
    store.close().await.unwrap();

    assert!(matches!(open(&backend, "1").await, Err(Error::WrongKey { .. })));
    let store = open(&backend, "2").await.unwrap();
    let found = store.connection_by_name(&name("c1")).await.unwrap().unwrap();
    assert_eq!(found.url, connection("c1").url);
    let checked = store.check_secrets().await.unwrap();
    let connections = checked.iter().find(|place| place.place == "connections.url_sealed").unwrap();
    assert_eq!((connections.good, connections.bad.len()), (3, 0));
}

async fn a_rotation_that_fails_changes_nothing(backend: Backend) {
    let store = backend.open().await;
    store.save_connection(&connection("a"), at(1), &audit()).await.unwrap();
    store.save_connection(&connection("b"), at(1), &audit()).await.unwrap();
    backend
        .execute(
            "UPDATE connections SET url_sealed = x'00' WHERE name = 'b'",
            "UPDATE connections SET url_sealed = '\\x00' WHERE name = 'b'",
        )
        .await;
    assert!(matches!(store.rotate_key(&sealer("2"), &audit()).await, Err(Error::Damaged { .. })));
    let checked = store.check_secrets().await.unwrap();
    let connections = checked.iter().find(|place| place.place == "connections.url_sealed").unwrap();
    assert_eq!((connections.good, connections.bad.len()), (1, 1));
    assert!(connections.bad[0].starts_with("b: ") && open(&backend, "1").await.is_ok());
}

async fn a_program_with_the_old_key_seals_nothing_more(backend: Backend) {
    let (stale, store) = (backend.open().await, backend.open().await);
    stale.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.rotate_key(&sealer("2"), &audit()).await.unwrap();
    let refused = stale.save_connection(&moved(&connection("shop")), at(2), &audit()).await;
    assert!(matches!(refused, Err(Error::KeyChanged)));
    let fresh = open(&backend, "2").await.unwrap();
    let found = fresh.connection_by_name(&name("shop")).await.unwrap().unwrap();
    assert_eq!(found.url, connection("shop").url);
}
