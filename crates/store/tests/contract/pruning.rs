//! Old entries of the logs go, a step at a time. That nothing else of the audit log
//! can be removed is tested in `people`.

use weir_model::{AuditEntry, HistoryEntry};
use weir_store::Store;

use crate::backend::{Backend, at, audit, entry, on_every_backend, query_ids};

on_every_backend!(
    removes_the_oldest_history_a_step_at_a_time,
    removes_the_oldest_lines_of_the_audit_log_and_no_others,
);

async fn removes_the_oldest_history_a_step_at_a_time(backend: Backend) {
    let store = backend.open().await;
    for millis in [50, 10, 40, 20, 30] {
        store.append_history(HistoryEntry { started_at: at(millis), ..entry("shop", &millis.to_string()) });
    }
    store.flush_history().await.unwrap();
    assert_eq!(store.prune_history(at(40), 2).await.unwrap(), 2);
    assert_eq!(query_ids(&store, "shop").await, ["50", "40", "30"]);
    assert_eq!(store.prune_history(at(40), 2).await.unwrap(), 1);
    assert_eq!(store.prune_history(at(40), 2).await.unwrap(), 0);
    assert_eq!(query_ids(&store, "shop").await, ["50", "40"]);
}

async fn append(store: &Store, millis: i64) {
    store.append_audit(&AuditEntry { at: at(millis), ..audit() }).await.unwrap();
}

async fn removes_the_oldest_lines_of_the_audit_log_and_no_others(backend: Backend) {
    let store = backend.open().await;
    for millis in [10, 20, 30, 40] {
        append(&store, millis).await;
    }
    assert_eq!(store.prune_audit(at(30), 1).await.unwrap(), 1);
    assert_eq!(store.prune_audit(at(30), 10).await.unwrap(), 1);
    assert_eq!(store.prune_audit(at(30), 10).await.unwrap(), 0);
    assert_eq!(store.prune_audit(at(0), 10).await.unwrap(), 0);
    append(&store, 50).await;
    assert_eq!(store.prune_audit(at(1_000), 10).await.unwrap(), 3);
}
