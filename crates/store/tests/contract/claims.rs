//! Ids that clients chose for their queries.

use crate::backend::{Backend, at, on_every_backend, on_lasting_backends};

on_every_backend!(an_id_is_new_once, forgets_ids_after_a_day);
on_lasting_backends!(an_id_is_known_after_a_restart);

async fn an_id_is_new_once(backend: Backend) {
    let store = backend.open().await;
    assert!(store.claim_query_id("a", at(1)).await.unwrap());
    assert!(!store.claim_query_id("a", at(2)).await.unwrap());
    assert!(store.claim_query_id("b", at(2)).await.unwrap());
    store.release_query_id("a").await.unwrap();
    assert!(store.claim_query_id("a", at(2)).await.unwrap());
    let (one, two) = tokio::join!(store.claim_query_id("c", at(3)), store.claim_query_id("c", at(3)));
    assert_ne!(one.unwrap(), two.unwrap());
}

async fn forgets_ids_after_a_day(backend: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let store = backend.open().await;
    assert!(store.claim_query_id("a", at(0)).await.unwrap());
    assert!(!store.claim_query_id("a", at(DAY)).await.unwrap());
    assert!(store.claim_query_id("a", at(DAY + 1)).await.unwrap());
}

async fn an_id_is_known_after_a_restart(backend: Backend) {
    let store = backend.open().await;
    assert!(store.claim_query_id("a", at(1)).await.unwrap());
    store.close().await.unwrap();
    assert!(!backend.open().await.claim_query_id("a", at(2)).await.unwrap());
}
