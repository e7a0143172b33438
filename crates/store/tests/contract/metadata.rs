//! The cached metadata and what drops it.

use weir_model::{Column, DatabaseMetadata, ForeignKey, Generated, Index, NewConnection, Table, TableKind};
use weir_store::{CachedMetadata, Error, Saved, Store};

use crate::backend::{Backend, at, audit, connection, moved, name, on_every_backend, on_lasting_backends};

on_every_backend!(
    reads_back_the_metadata_that_was_cached,
    a_name_without_metadata_has_none,
    caches_nothing_for_another_revision,
    a_new_url_drops_the_metadata_and_other_changes_keep_it,
    deleting_drops_the_metadata,
    a_large_schema_comes_back_whole,
    never_keeps_metadata_of_a_url_that_changed_meanwhile,
);

on_lasting_backends!(damaged_metadata_is_an_error, another_format_counts_as_not_cached);

fn table(text: &str) -> Table {
    Table {
        schema: "public".to_owned(),
        name: text.to_owned(),
        kind: TableKind::Table,
        comment: Some("订单 🛒".to_owned()),
        estimated_rows: Some(u64::MAX),
        size_bytes: None,
        partition_of: Some(("public".to_owned(), "parent".to_owned())),
        columns: vec![Column {
            name: "Total \"€\"".to_owned(),
            data_type: "numeric".to_owned(),
            full_type: "numeric(10,2)".to_owned(),
            nullable: true,
            primary_key: false,
            default: Some("'0'::numeric".to_owned()),
            generated: Some(Generated::Stored),
            comment: None,
            enum_values: vec!["a".to_owned(), String::new()],
        }],
        foreign_keys: vec![ForeignKey {
            name: String::new(),
            columns: vec!["a".to_owned()],
            referenced_schema: "other".to_owned(),
            referenced_table: "b".to_owned(),
            referenced_columns: vec!["c".to_owned()],
        }],
        indexes: vec![Index {
            name: "i".to_owned(),
            columns: vec!["lower(a)".to_owned()],
            unique: true,
            primary: false,
        }],
    }
}

fn cached(tables: usize) -> CachedMetadata {
    let tables = (0..tables).map(|number| table(&format!("t{number}"))).collect();
    let metadata = DatabaseMetadata { schemas: vec!["public".to_owned(), "空".to_owned()], tables };
    CachedMetadata { metadata, refreshed_at: at(1_766_916_000_123) }
}

async fn save(store: &Store, new: &NewConnection) -> i64 {
    match store.save_connection(new, at(1), &audit()).await.unwrap() {
        Saved::Created(saved) | Saved::Changed(saved) => saved.revision,
    }
}

async fn reads_back_the_metadata_that_was_cached(backend: Backend) {
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    for cached in [cached(2), CachedMetadata { refreshed_at: at(5), ..cached(0) }] {
        assert!(store.replace_metadata(&name("shop"), revision, &cached).await.unwrap());
        assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), Some(cached));
    }
}

async fn a_name_without_metadata_has_none(backend: Backend) {
    let store = backend.open().await;
    save(&store, &connection("shop")).await;
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);
    assert_eq!(store.find_metadata(&name("nobody")).await.unwrap(), None);
}

async fn caches_nothing_for_another_revision(backend: Backend) {
    let store = backend.open().await;
    let old = save(&store, &connection("shop")).await;
    let revision = save(&store, &connection("shop")).await;
    assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
    for (text, revision) in [("shop", old), ("shop", revision + 1), ("nobody", revision)] {
        assert!(!store.replace_metadata(&name(text), revision, &cached(2)).await.unwrap());
    }
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), Some(cached(1)));
    assert_eq!(store.find_metadata(&name("nobody")).await.unwrap(), None);
}

async fn a_new_url_drops_the_metadata_and_other_changes_keep_it(backend: Backend) {
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    let other = save(&store, &connection("other")).await;
    assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
    assert!(store.replace_metadata(&name("other"), other, &cached(1)).await.unwrap());

    save(&store, &NewConnection { ssl_disabled: true, ..connection("shop") }).await;
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), Some(cached(1)));

    save(&store, &moved(&connection("shop"))).await;
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);
    assert_eq!(store.find_metadata(&name("other")).await.unwrap(), Some(cached(1)));
}

async fn deleting_drops_the_metadata(backend: Backend) {
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
    assert!(store.delete_connection(&name("shop"), &audit()).await.unwrap());
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);

    save(&store, &connection("shop")).await;
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);
    assert!(!store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
}

async fn a_large_schema_comes_back_whole(backend: Backend) {
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    let large = cached(10_000);
    assert!(store.replace_metadata(&name("shop"), revision, &large).await.unwrap());
    assert!(store.find_metadata(&name("shop")).await.unwrap() == Some(large));
}

/// A refresh that began with the old URL ends while the new one is being saved: whichever comes first, the
/// old database's tables must not stand under the new URL.
async fn never_keeps_metadata_of_a_url_that_changed_meanwhile(backend: Backend) {
    let store = backend.open().await;
    for _ in 0..16 {
        let revision = save(&store, &connection("shop")).await;
        let (shop, changed, old) = (name("shop"), moved(&connection("shop")), cached(1));
        let audit = audit();
        let (replaced, saved) = tokio::join!(
            store.replace_metadata(&shop, revision, &old),
            store.save_connection(&changed, at(2), &audit),
        );
        replaced.unwrap();
        saved.unwrap();
        assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);
    }
}

async fn damaged_metadata_is_an_error(backend: Backend) {
    // Nothing; no frame; an empty frame, so no JSON; a frame cut short.
    let damages = [
        ("UPDATE metadata_cache SET body = x''", "UPDATE metadata_cache SET body = ''"),
        ("UPDATE metadata_cache SET body = x'00'", "UPDATE metadata_cache SET body = '\\x00'"),
        (
            "UPDATE metadata_cache SET body = x'28b52ffd2000010000'",
            "UPDATE metadata_cache SET body = '\\x28b52ffd2000010000'",
        ),
        (
            "UPDATE metadata_cache SET body = substr(body, 1, 40)",
            "UPDATE metadata_cache SET body = substr(body, 1, 40)",
        ),
    ];
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    for (sqlite, postgres) in damages {
        assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
        backend.execute(sqlite, postgres).await;
        let error = store.find_metadata(&name("shop")).await.unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{sqlite}");
        assert_eq!(error.to_string(), "metadata_cache.body of `shop` in the catalog is damaged");
    }
    assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), Some(cached(1)));
}

async fn another_format_counts_as_not_cached(backend: Backend) {
    const NEWER: &str = "UPDATE metadata_cache SET format = 99, body = 'x'";
    let store = backend.open().await;
    let revision = save(&store, &connection("shop")).await;
    assert!(store.replace_metadata(&name("shop"), revision, &cached(1)).await.unwrap());
    backend.execute(NEWER, NEWER).await;
    assert_eq!(store.find_metadata(&name("shop")).await.unwrap(), None);
}
