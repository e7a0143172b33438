//! Pages of the ledger: order, filters, counts, keyset.

use weir_model::{
    DbType, Endpoint, InstanceDraft, InstanceId, LedgerAfter, LedgerEntry, LedgerFilter, LedgerSlice,
    LedgerSort, LedgerStart, SyncStatus, Timestamp,
};
use weir_store::Store;

use crate::{
    backend::{Backend, audit, on_every_backend},
    instances::{add, add_tag, instance},
    sizes::{moment, size, sync},
};

on_every_backend!(
    orders_by_instance_name_and_key,
    filters_combine_with_and,
    follows_renamed_and_removed_instances,
    every_order_is_whole_by_pages_and_by_keyset,
    counts_by_engine_and_freshness,
);

const HOUR: i64 = 3_600_000;

fn now() -> Timestamp {
    moment(100, 0)
}

fn slice(sort: LedgerSort, descending: bool, start: LedgerStart, limit: u64) -> LedgerSlice {
    LedgerSlice { sort, descending, start, limit }
}

async fn list(store: &Store, filter: &LedgerFilter) -> String {
    let slice = slice(LedgerSort::Instance, false, LedgerStart::Offset(0), 100);
    let entries = store.list_ledger(filter, &slice, now()).await.unwrap();
    assert_eq!(entries.len() as u64, store.count_ledger(filter, now()).await.unwrap(), "{filter:?}");
    shown(&entries)
}

fn shown(entries: &[LedgerEntry]) -> String {
    let names: Vec<_> =
        entries.iter().map(|entry| format!("{}/{}", entry.instance.name, entry.name)).collect();
    names.join(" ")
}

/// `b` (MySQL, tagged prod), `a` (PostgreSQL), with sizes of several ages.
async fn fill(store: &Store) -> (InstanceId, InstanceId) {
    add_tag(store, "prod").await;
    add_tag(store, "other").await;
    let endpoint = Endpoint { db_type: DbType::MySql, ..instance("b").endpoint };
    let tags = vec!["prod".to_owned()];
    let b = add(store, &InstanceDraft { endpoint, tags, ..instance("b") }).await;
    let a = add(store, &instance("a")).await;
    sync(store, b, &["shop", "stock_1", "Ärger"], 99).await;
    sync(store, a, &["shop", "Shop", "50%"], 99).await;
    for (instance, name, bytes, hours) in
        [(b, "shop", 30, 1), (b, "stock_1", 10, 7), (a, "shop", 20, 49), (a, "50%", 20, 6)]
    {
        let at = Timestamp::from_millis(now().as_millis() - hours * HOUR);
        store.save_sizes(instance, at.day(), &[size(name, bytes)], at).await.unwrap();
    }
    (a, b)
}

async fn orders_by_instance_name_and_key(backend: Backend) {
    let store = backend.open().await;
    assert_eq!(list(&store, &LedgerFilter::default()).await, "");
    let (_, b) = fill(&store).await;
    assert_eq!(list(&store, &LedgerFilter::default()).await, "a/50% a/Shop a/shop b/shop b/stock_1 b/Ärger");
    let slice = slice(LedgerSort::Instance, false, LedgerStart::Offset(3), 1);
    let entry = store.list_ledger(&LedgerFilter::default(), &slice, now()).await.unwrap().remove(0);
    assert_eq!((entry.instance.id, entry.instance.host.as_str()), (b, "b.example"));
    assert_eq!((entry.instance.db_type, entry.instance.tags[0].name.as_str()), (DbType::MySql, "prod"));
    assert_eq!(entry.latest.unwrap().total_bytes, 30);
}

async fn filters_combine_with_and(backend: Backend) {
    let store = backend.open().await;
    let (a, _) = fill(&store).await;
    let none = LedgerFilter::default;
    let search = |text: &str| LedgerFilter { search: Some(text.to_owned()), ..none() };
    let status = |status| LedgerFilter { sync_status: Some(status), ..none() };
    let tags =
        |tags: &[&str]| LedgerFilter { tags: tags.iter().map(|t| (*t).to_owned()).collect(), ..none() };
    for (filter, expected) in [
        (search("SHOP"), "a/Shop a/shop b/shop"),
        (search("ä"), "b/Ärger"),
        (search("%"), "a/50%"),
        (search("k_1"), "b/stock_1"),
        (search("B.EXAMPLE"), "b/shop b/stock_1 b/Ärger"),
        (search("nothing"), ""),
        (LedgerFilter { db_type: Some(DbType::Postgres), ..none() }, "a/50% a/Shop a/shop"),
        (LedgerFilter { db_type: Some(DbType::Sqlite), ..none() }, ""),
        (LedgerFilter { instance: Some(a), ..none() }, "a/50% a/Shop a/shop"),
        (LedgerFilter { instance: Some(InstanceId::new(99)), ..none() }, ""),
        (tags(&["prod", "nothing"]), "b/shop b/stock_1 b/Ärger"),
        (tags(&["other"]), ""),
        (LedgerFilter { search: Some("shop".into()), ..tags(&["prod"]) }, "b/shop"),
        (LedgerFilter { db_type: Some(DbType::Postgres), ..tags(&["prod"]) }, ""),
        (status(SyncStatus::Pending), "a/Shop b/Ärger"),
        (status(SyncStatus::Completed), "a/50% b/shop"),
        (status(SyncStatus::Running), "b/stock_1"),
        (status(SyncStatus::Failed), "a/shop"),
        (LedgerFilter { search: Some("b".into()), ..status(SyncStatus::Completed) }, "b/shop"),
    ] {
        assert_eq!(list(&store, &filter).await, expected, "{filter:?}");
    }
}

async fn follows_renamed_and_removed_instances(backend: Backend) {
    let store = backend.open().await;
    let (a, b) = fill(&store).await;
    let renamed = InstanceDraft { name: "z".to_owned(), ..instance("a") };
    store.update_instance(a, &renamed, now(), &audit()).await.unwrap();
    let all = list(&store, &LedgerFilter::default()).await;
    assert_eq!(all, "b/shop b/stock_1 b/Ärger z/50% z/Shop z/shop");
    store.delete_instance(b, now(), &audit()).await.unwrap();
    assert_eq!(list(&store, &LedgerFilter::default()).await, "z/50% z/Shop z/shop");
    sync(&store, a, &["shop"], 100).await;
    assert_eq!(list(&store, &LedgerFilter::default()).await, "z/shop");
}

async fn every_order_is_whole_by_pages_and_by_keyset(backend: Backend) {
    let store = backend.open().await;
    fill(&store).await;
    let sorts = [LedgerSort::Instance, LedgerSort::Name, LedgerSort::Size, LedgerSort::CollectedAt];
    let filters = [
        LedgerFilter::default(),
        LedgerFilter { search: Some("s".into()), ..LedgerFilter::default() },
        LedgerFilter { tags: vec!["prod".into()], ..LedgerFilter::default() },
        LedgerFilter { sync_status: Some(SyncStatus::Completed), ..LedgerFilter::default() },
    ];
    for filter in filters {
        let mut orders = Vec::new();
        for (sort, descending) in sorts.into_iter().flat_map(|sort| [(sort, false), (sort, true)]) {
            let whole = slice(sort, descending, LedgerStart::Offset(0), 100);
            let whole = store.list_ledger(&filter, &whole, now()).await.unwrap();
            let (mut by_page, mut by_key) = (Vec::new(), Vec::new());
            let mut start = LedgerStart::Offset(0);
            for offset in 0..whole.len() as u64 {
                let page = slice(sort, descending, LedgerStart::Offset(offset), 1);
                by_page.extend(store.list_ledger(&filter, &page, now()).await.unwrap());
                let next = slice(sort, descending, start, 1);
                by_key.extend(store.list_ledger(&filter, &next, now()).await.unwrap());
                start = LedgerStart::After(LedgerAfter::entry(by_key.last().unwrap(), sort));
            }
            assert_eq!(by_page, whole, "{sort:?} {filter:?}");
            assert_eq!(by_key, whole, "{sort:?} {filter:?}");
            let after_last = slice(sort, descending, start, 1);
            assert!(store.list_ledger(&filter, &after_last, now()).await.unwrap().is_empty());
            orders.push(whole);
        }
        for pair in orders.chunks(2) {
            let reversed: Vec<_> = pair[1].iter().rev().cloned().collect();
            assert_eq!(pair[0], reversed);
        }
    }
    let largest = slice(LedgerSort::Size, true, LedgerStart::Offset(0), 3);
    let largest = store.list_ledger(&LedgerFilter::default(), &largest, now()).await.unwrap();
    assert_eq!(largest[0].name, "shop");
    assert_eq!(largest[1].latest.unwrap().total_bytes, 20);
}

async fn counts_by_engine_and_freshness(backend: Backend) {
    let store = backend.open().await;
    fill(&store).await;
    let counts = store.count_ledger_parts(&LedgerFilter::default(), now()).await.unwrap();
    assert_eq!(counts.by_db_type, [(DbType::Postgres, 3), (DbType::MySql, 3)]);
    let by_status: Vec<_> = counts.by_status.iter().map(|(_, count)| *count).collect();
    assert_eq!(by_status, [2, 2, 1, 1]);
    let filter = LedgerFilter { search: Some("shop".into()), ..LedgerFilter::default() };
    let counts = store.count_ledger_parts(&filter, now()).await.unwrap();
    assert_eq!(counts.by_db_type, [(DbType::Postgres, 2), (DbType::MySql, 1)]);
}
