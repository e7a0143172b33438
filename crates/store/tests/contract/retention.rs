//! How long sizes are kept.

use weir_model::{DatabaseSize, Day, DbType, Endpoint, FoundDatabase, InstanceDraft, InstanceId};
use weir_store::{InstanceWritten, Retention, Store};

use crate::backend::{Backend, at, audit, on_every_backend};

on_every_backend!(old_days_are_thinned_out_to_one_a_month, partitions_are_made_ahead_and_take_what_was_there);

const RETENTION: Retention = Retention { dense_days: 30, most_days: 120 };

fn today() -> Day {
    "2026-06-15".parse().unwrap()
}

/// An instance with one database that was measured every day before today, for so long.
async fn measured(store: &Store, days: i64) -> InstanceId {
    let draft = InstanceDraft {
        name: "one".to_owned(),
        endpoint: Endpoint { db_type: DbType::Postgres, host: "one".to_owned(), port: Some(5432) },
        environment: None,
        description: None,
        limit_bytes: None,
        is_active: true,
        is_sample: false,
        login: None,
        password: None,
        tags: Vec::new(),
    };
    let InstanceWritten::Written(id) = store.insert_instance(&draft, at(1), &audit()).await.unwrap() else {
        panic!("it is new")
    };
    store.sync_databases(id, &[FoundDatabase { name: "shop".to_owned() }], at(1)).await.unwrap();
    let size = |back: i64| {
        let size =
            DatabaseSize { database: "shop".to_owned(), total_bytes: 1_000, ..DatabaseSize::default() };
        (today().plus(-back), size)
    };
    let sizes: Vec<_> = (0..days).map(size).collect();
    store.import_sizes(id, &sizes).await.unwrap();
    id
}

async fn days(store: &Store, id: InstanceId) -> Vec<String> {
    let database = store.active_databases(id).await.unwrap().remove(0).id;
    let found = store.readings(database, Day::MIN, Day::MAX).await.unwrap();
    found.into_iter().map(|(day, _)| day.to_string()).collect()
}

async fn old_days_are_thinned_out_to_one_a_month(backend: Backend) {
    let store = backend.open().await;
    let id = measured(&store, 200).await;
    while store.prune_sizes(RETENTION, today(), 1).await.unwrap() > 0 {}
    let left = days(&store, id).await;
    // The last day of each month that is not dense, within 120 days; then every day of the last 30 and today.
    assert_eq!(left[..3], ["2026-02-28", "2026-03-31", "2026-04-30"]);
    assert_eq!((left[3].as_str(), left[4].as_str()), ("2026-05-15", "2026-05-16"));
    assert_eq!((left.len(), left.last().unwrap().as_str()), (3 + 32, "2026-06-15"));
}

async fn partitions_are_made_ahead_and_take_what_was_there(backend: Backend) {
    let store = backend.open().await;
    let id = measured(&store, 20).await;
    let before = days(&store, id).await;
    let made = store.make_partitions(today(), today().plus(-120)).await.unwrap();
    // This month and three more, of two tables; SQLite has none.
    assert!(made == 0 || made == 8, "{made}");
    assert_eq!(store.make_partitions(today(), today().plus(-120)).await.unwrap(), 0);
    assert_eq!(days(&store, id).await, before);
}
