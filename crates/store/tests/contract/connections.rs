//! Saving, reading and deleting connections.

use std::collections::BTreeSet;

use tokio::task::{JoinSet, yield_now};
use weir_model::{Connection, DbType, NewConnection, Secret};
use weir_store::{Error, Saved, Store};

use crate::backend::{
    Backend, at, audit, connection, entry, moved, name, on_every_backend, on_lasting_backends, query_ids,
};

on_every_backend!(
    reads_back_everything_that_was_saved,
    a_second_save_changes_all_but_the_time_of_the_first,
    lists_by_the_bytes_of_the_names,
    names_that_differ_in_case_or_form_are_different,
    keeps_times_to_the_millisecond,
    deletes_once_and_keeps_the_history,
    never_uses_a_revision_twice,
    saves_of_one_name_at_once_create_it_once,
    saves_and_deletes_at_once_all_succeed,
    a_call_that_is_dropped_halfway_leaves_nothing_behind,
);

on_lasting_backends!(
    keeps_connections_and_revisions_when_opened_again,
    names_the_connection_whose_seal_is_damaged,
    opens_no_secret_that_was_moved_to_another_name,
    a_damaged_entry_can_be_saved_again_or_deleted,
);

fn unwrap(saved: Saved) -> Connection {
    match saved {
        Saved::Created(connection) | Saved::Changed(connection) => connection,
    }
}

async fn save(store: &Store, connection: &NewConnection) -> Connection {
    unwrap(store.save_connection(connection, at(1), &audit()).await.unwrap())
}

fn assert_same(found: &Connection, saved: &Connection) {
    assert_eq!(found.url, saved.url);
    assert_eq!(format!("{found:?}"), format!("{saved:?}"));
}

async fn reads_back_everything_that_was_saved(backend: Backend) {
    let store = backend.open().await;
    let types = [DbType::Postgres, DbType::MySql, DbType::Sqlite];
    for (db_type, ssl_disabled) in types.into_iter().zip([true, false, true]) {
        let new = NewConnection {
            db_type,
            ssl_disabled,
            url: Secret::new("mysql://bob:密码%20🔑@[::1]:3306/сделки?ssl-mode=required"),
            server_version: "10.11.14-MariaDB-0+deb12u2".to_owned(),
            ..connection(&format!("生产.{db_type}"))
        };
        let Saved::Created(saved) = store.save_connection(&new, at(42), &audit()).await.unwrap() else {
            panic!("`{}` is new", new.name)
        };
        assert_eq!((saved.created_at, saved.updated_at), (at(42), at(42)));
        let found = store.connection_by_name(&new.name).await.unwrap().unwrap();
        assert_eq!(found.url, new.url);
        assert_same(&found, &saved);
    }
    assert!(store.connection_by_name(&name("nobody")).await.unwrap().is_none());
}

async fn a_second_save_changes_all_but_the_time_of_the_first(backend: Backend) {
    let store = backend.open().await;
    let first = save(&store, &connection("shop")).await;
    let new = NewConnection {
        db_type: DbType::MySql,
        ssl_disabled: true,
        server_version: "9.7".to_owned(),
        ..moved(&connection("shop"))
    };
    let Saved::Changed(second) = store.save_connection(&new, at(2), &audit()).await.unwrap() else {
        panic!("the name was there")
    };
    assert_eq!((second.created_at, second.updated_at), (at(1), at(2)));
    assert!(second.revision > first.revision);
    assert_eq!(second.db_type, DbType::MySql);
    assert_same(&store.connection_by_name(&name("shop")).await.unwrap().unwrap(), &second);
    assert_eq!(store.list_connections().await.unwrap().len(), 1);
}

async fn lists_by_the_bytes_of_the_names(backend: Backend) {
    let store = backend.open().await;
    let mut names = ["b", "a", "B", "_", "9", "ä", "é", "Z", "生产", "a.b", "a-b", "ab", "𝒳"];
    for name in names {
        save(&store, &connection(name)).await;
    }
    names.sort_unstable();
    let listed = store.list_connections().await.unwrap();
    assert_eq!(listed.iter().map(|found| found.name.as_str()).collect::<Vec<_>>(), names);
}

async fn names_that_differ_in_case_or_form_are_different(backend: Backend) {
    let store = backend.open().await;
    // The last two look the same: one letter with an accent, and a letter and an accent.
    let names = ["shop", "Shop", "SHOP", "caf\u{e9}", "cafe\u{301}"];
    for text in names {
        assert!(matches!(
            store.save_connection(&connection(text), at(1), &audit()).await.unwrap(),
            Saved::Created(_)
        ));
    }
    assert!(store.delete_connection(&name("Shop"), &audit()).await.unwrap());
    assert!(store.connection_by_name(&name("shop")).await.unwrap().is_some());
    assert!(store.connection_by_name(&name("Shop")).await.unwrap().is_none());
    assert_eq!(store.list_connections().await.unwrap().len(), 4);
}

async fn keeps_times_to_the_millisecond(backend: Backend) {
    let store = backend.open().await;
    for millis in [0, -1, 1_766_916_000_123, i64::MAX, i64::MIN] {
        store.save_connection(&connection(&format!("t{millis}")), at(millis), &audit()).await.unwrap();
        let found = store.connection_by_name(&name(&format!("t{millis}"))).await.unwrap().unwrap();
        assert_eq!((found.created_at, found.updated_at), (at(millis), at(millis)));
    }
}

async fn deletes_once_and_keeps_the_history(backend: Backend) {
    let store = backend.open().await;
    save(&store, &connection("shop")).await;
    store.append_history(entry("shop", "q1"));
    store.flush_history().await.unwrap();
    assert!(store.delete_connection(&name("shop"), &audit()).await.unwrap());
    assert!(!store.delete_connection(&name("shop"), &audit()).await.unwrap());
    assert!(store.connection_by_name(&name("shop")).await.unwrap().is_none());
    assert_eq!(query_ids(&store, "shop").await, ["q1"]);
}

async fn never_uses_a_revision_twice(backend: Backend) {
    let store = backend.open().await;
    let mut revisions = BTreeSet::new();
    for _ in 0..3 {
        assert!(revisions.insert(save(&store, &connection("shop")).await.revision));
        assert!(revisions.insert(save(&store, &connection("shop")).await.revision));
        assert!(revisions.insert(save(&store, &connection("other")).await.revision));
        store.delete_connection(&name("shop"), &audit()).await.unwrap();
        store.delete_connection(&name("other"), &audit()).await.unwrap();
    }
}

async fn saves_of_one_name_at_once_create_it_once(backend: Backend) {
    let store = backend.open().await;
    let mut acts = JoinSet::new();
    for number in 0..32 {
        let store = store.clone();
        acts.spawn(async move {
            let new = NewConnection { server_version: number.to_string(), ..connection("shop") };
            store.save_connection(&new, at(number), &audit()).await.unwrap()
        });
    }
    let saved = acts.join_all().await;
    let created = saved.iter().filter(|saved| matches!(saved, Saved::Created(_))).count();
    assert_eq!(created, 1);
    let saved: Vec<_> = saved.into_iter().map(unwrap).collect();
    assert_eq!(saved.iter().map(|saved| saved.revision).collect::<BTreeSet<_>>().len(), 32);
    assert_eq!(saved.iter().map(|saved| saved.created_at).collect::<BTreeSet<_>>().len(), 1);
    let last = saved.iter().max_by_key(|saved| saved.revision).unwrap();
    assert_same(&store.connection_by_name(&name("shop")).await.unwrap().unwrap(), last);
}

async fn saves_and_deletes_at_once_all_succeed(backend: Backend) {
    let store = backend.open().await;
    let mut acts = JoinSet::new();
    for number in 0..32 {
        let store = store.clone();
        acts.spawn(async move {
            let new = connection(&format!("c{}", number % 4));
            if number % 2 == 0 {
                store.save_connection(&new, at(1), &audit()).await.map(drop)
            } else {
                store.delete_connection(&new.name, &audit()).await.map(drop)
            }
        });
    }
    for outcome in acts.join_all().await {
        outcome.unwrap();
    }
    for found in store.list_connections().await.unwrap() {
        assert!(store.delete_connection(&found.name, &audit()).await.unwrap());
    }
    assert!(store.list_connections().await.unwrap().is_empty());
}

/// A client that leaves drops the call at whatever point it has reached.
async fn a_call_that_is_dropped_halfway_leaves_nothing_behind(backend: Backend) {
    let store = backend.open().await;
    save(&store, &connection("shop")).await;
    for steps in 0..64 {
        let changed = NewConnection { server_version: steps.to_string(), ..connection("shop") };
        let patience = async {
            for _ in 0..steps {
                yield_now().await;
            }
        };
        let audit = audit();
        tokio::select! {
            biased;
            () = patience => {}
            saved = store.save_connection(&changed, at(1), &audit) => drop(saved.unwrap()),
        }
        // Neither the session nor a lock is left in a transaction that nobody ends.
        let saved = save(&store, &connection("shop")).await;
        assert_same(&store.connection_by_name(&name("shop")).await.unwrap().unwrap(), &saved);
    }
}

async fn keeps_connections_and_revisions_when_opened_again(backend: Backend) {
    let store = backend.open().await;
    let saved = save(&store, &connection("shop")).await;
    let deleted = save(&store, &connection("gone")).await;
    store.delete_connection(&name("gone"), &audit()).await.unwrap();
    store.close().await.unwrap();

    let store = backend.open().await;
    assert_same(&store.connection_by_name(&name("shop")).await.unwrap().unwrap(), &saved);
    assert!(save(&store, &connection("gone")).await.revision > deleted.revision);
}

async fn names_the_connection_whose_seal_is_damaged(backend: Backend) {
    let store = backend.open().await;
    save(&store, &connection("shop")).await;
    save(&store, &connection("well")).await;
    for (sqlite, postgres) in [
        (
            "UPDATE connections SET url_sealed = x'01' WHERE name = 'shop'",
            "UPDATE connections SET url_sealed = '\\x01' WHERE name = 'shop'",
        ),
        (
            "UPDATE connections SET url_sealed = x'' WHERE name = 'shop'",
            "UPDATE connections SET url_sealed = '' WHERE name = 'shop'",
        ),
    ] {
        backend.execute(sqlite, postgres).await;
        let error = store.connection_by_name(&name("shop")).await.unwrap_err();
        assert_eq!(error.to_string(), "connections.url_sealed of `shop` in the catalog is damaged");
        assert!(matches!(store.list_connections().await, Err(Error::Damaged { .. })));
        assert!(store.connection_by_name(&name("well")).await.unwrap().is_some());
    }
}

async fn opens_no_secret_that_was_moved_to_another_name(backend: Backend) {
    const SWAP: &str = "UPDATE connections SET url_sealed = other.url_sealed \
                        FROM connections other WHERE other.name <> connections.name";
    let store = backend.open().await;
    save(&store, &connection("mine")).await;
    save(&store, &moved(&connection("yours"))).await;
    backend.execute(SWAP, SWAP).await;
    for text in ["mine", "yours"] {
        assert!(matches!(store.connection_by_name(&name(text)).await, Err(Error::Damaged { .. })));
    }
    backend.execute(SWAP, SWAP).await;
    assert!(store.connection_by_name(&name("mine")).await.unwrap().is_some());
}

async fn a_damaged_entry_can_be_saved_again_or_deleted(backend: Backend) {
    let store = backend.open().await;
    for text in ["one", "two"] {
        save(&store, &connection(text)).await;
    }
    backend
        .execute("UPDATE connections SET url_sealed = x'00'", "UPDATE connections SET url_sealed = '\\x00'")
        .await;
    let saved = store.save_connection(&connection("one"), at(2), &audit()).await.unwrap();
    assert!(matches!(&saved, Saved::Changed(_)));
    assert!(store.delete_connection(&name("two"), &audit()).await.unwrap());
    let listed = store.list_connections().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_same(&listed[0], &unwrap(saved));
}
