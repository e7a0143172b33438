//! Databases that come and go, their sizes, the sizes of their tables.

use weir_model::{
    Database, DatabaseId, DatabaseSize, EarlierSizes, FoundDatabase, InstanceDraft, InstanceId, Page,
    PageBounds, SizeFilter, TableSize, Timestamp,
};
use weir_store::{Replaced, SaveOutcome, Store, SyncOutcome};

use crate::{
    backend::{Backend, audit, on_every_backend},
    instances::{add, instance},
};

on_every_backend!(
    databases_that_vanish_and_come_back_keep_their_key,
    databases_follow_the_state_of_their_instance,
    a_day_keeps_its_last_reading_and_the_latest_goes_with_it,
    sizes_of_unknown_databases_are_counted,
    a_snapshot_is_replaced_as_a_whole,
    tables_are_found_by_parts_of_their_names,
    the_history_is_paged_by_day_and_name,
    growth_finds_readings_around_the_day_and_trends_skip_gaps,
);

const DAY: i64 = 86_400_000;

pub(crate) fn found(names: &[&str]) -> Vec<FoundDatabase> {
    names.iter().map(|name| FoundDatabase { name: (*name).to_owned() }).collect()
}

pub(crate) fn size(database: &str, total_bytes: u64) -> DatabaseSize {
    DatabaseSize { database: database.to_owned(), total_bytes, ..DatabaseSize::default() }
}

pub(crate) fn moment(day: i64, millis: i64) -> Timestamp {
    Timestamp::from_millis(day * DAY + millis)
}

fn page() -> Page {
    Page::new(None, None, PageBounds { default: 100, max: 100 })
}

pub(crate) async fn sync(store: &Store, instance: InstanceId, names: &[&str], day: i64) -> SyncOutcome {
    store.sync_databases(instance, &found(names), moment(day, 0)).await.unwrap().unwrap()
}

async fn databases(store: &Store, instance: InstanceId) -> Vec<Database> {
    store.list_databases(instance, page()).await.unwrap().items
}

async fn databases_that_vanish_and_come_back_keep_their_key(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    let outcome = sync(&store, shop, &["b", "a", "A", "订单"], 10).await;
    assert_eq!(outcome, SyncOutcome { created: 4, ..SyncOutcome::default() });
    let before = databases(&store, shop).await;
    assert_eq!(before.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["A", "a", "b", "订单"]);

    let outcome = sync(&store, shop, &["b", "A", "订单"], 11).await;
    assert_eq!(outcome, SyncOutcome { refreshed: 3, deactivated: 1, ..SyncOutcome::default() });
    let gone = &databases(&store, shop).await[1];
    assert_eq!((gone.is_active, gone.deleted_at, gone.last_seen.number()), (false, Some(moment(11, 0)), 10));
    assert_eq!(store.find_instance(shop).await.unwrap().unwrap().databases, 3);

    let outcome = sync(&store, shop, &["b", "a", "A", "订单", "new"], 12).await;
    let expected = SyncOutcome { created: 1, refreshed: 3, reactivated: 1, deactivated: 0 };
    assert_eq!(outcome, expected);
    let back = databases(&store, shop).await.into_iter().find(|d| d.name == "a").unwrap();
    assert_eq!((back.id, back.is_active, back.deleted_at), (before[1].id, true, None));
    assert_eq!((back.first_seen.number(), back.last_seen.number()), (10, 12));
    assert_eq!(store.find_database(back.id).await.unwrap(), Some(back));
    let none = store.sync_databases(InstanceId::new(99), &[], moment(1, 0)).await.unwrap();
    assert_eq!(none, None);
}

async fn databases_follow_the_state_of_their_instance(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    sync(&store, shop, &["a", "b"], 1).await;
    let listed = async || {
        let filter = weir_model::LedgerFilter::default();
        store.count_ledger(&filter, moment(1, 0)).await.unwrap()
    };
    assert_eq!(listed().await, 2);
    store.delete_instance(shop, moment(1, 0), &audit()).await.unwrap();
    assert_eq!(listed().await, 0);
    assert_eq!(databases(&store, shop).await.len(), 2);
    store.restore_instance(shop, moment(1, 0), &audit()).await.unwrap();
    assert_eq!(listed().await, 2);
    let aside = InstanceDraft { is_active: false, ..instance("shop") };
    store.update_instance(shop, &aside, moment(1, 0), &audit()).await.unwrap();
    assert_eq!(listed().await, 0);
    sync(&store, shop, &["a", "b", "c"], 1).await;
    assert_eq!(listed().await, 0);
    store.update_instance(shop, &instance("shop"), moment(1, 0), &audit()).await.unwrap();
    assert_eq!(listed().await, 3);
}

async fn a_day_keeps_its_last_reading_and_the_latest_goes_with_it(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    sync(&store, shop, &["a", "b"], 10).await;
    let save = async |bytes: u64, at: Timestamp| {
        let sizes =
            [size("a", bytes), DatabaseSize { data_bytes: Some(3), log_bytes: Some(4), ..size("b", 7) }];
        store.save_sizes(shop, at.day(), &sizes, at).await.unwrap()
    };
    assert_eq!(save(100, moment(10, 1)).await, SaveOutcome { saved: 2, unknown: 0 });
    save(300, moment(10, 9)).await;
    save(200, moment(10, 5)).await;
    save(400, moment(11, 1)).await;
    let a = databases(&store, shop).await[0].id;
    let readings = store.readings(a, moment(0, 0).day(), moment(99, 0).day()).await.unwrap();
    let readings: Vec<_> = readings.into_iter().map(|(day, bytes)| (day.number(), bytes)).collect();
    assert_eq!(readings, [(10, 300), (11, 400)]);
    let latest = store.latest_size(a).await.unwrap().unwrap();
    assert_eq!((latest.total_bytes, latest.collected_at), (400, moment(11, 1)));
    assert_eq!(store.find_instance(shop).await.unwrap().unwrap().collected_at, Some(moment(11, 1)));
    let totals = store.instance_readings(shop, moment(0, 0).day(), moment(99, 0).day()).await.unwrap();
    let totals: Vec<_> = totals.into_iter().map(|(day, bytes)| (day.number(), bytes)).collect();
    assert_eq!(totals, [(10, 307), (11, 407)]);
}

async fn sizes_of_unknown_databases_are_counted(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    sync(&store, shop, &["a"], 1).await;
    let at = moment(1, 1);
    let sizes = [size("a", 1), size("x", 2), size("a", 3)];
    let outcome = store.save_sizes(shop, at.day(), &sizes, at).await.unwrap();
    assert_eq!(outcome, SaveOutcome { saved: 1, unknown: 2 });
    let nothing = store.save_sizes(shop, at.day(), &[], at).await.unwrap();
    assert_eq!(nothing, SaveOutcome::default());
}

fn table(schema: &str, name: &str, total_bytes: u64) -> TableSize {
    TableSize {
        schema: schema.to_owned(),
        table: name.to_owned(),
        total_bytes,
        data_bytes: total_bytes / 2,
        index_bytes: total_bytes / 4,
        toast_bytes: Some(total_bytes / 8),
        row_count: Some(9),
        row_count_estimated: true,
    }
}

async fn one_database(store: &Store) -> DatabaseId {
    let shop = add(store, &instance("shop")).await;
    sync(store, shop, &["shop"], 1).await;
    databases(store, shop).await[0].id
}

async fn names(store: &Store, id: DatabaseId, parts: (Option<&str>, Option<&str>)) -> Vec<String> {
    let snapshot = store.table_sizes(id, parts, page()).await.unwrap();
    assert_eq!(snapshot.tables.total, snapshot.tables.items.len() as u64);
    snapshot.tables.items.into_iter().map(|table| format!("{}.{}", table.schema, table.table)).collect()
}

async fn a_snapshot_is_replaced_as_a_whole(backend: Backend) {
    let store = backend.open().await;
    let id = one_database(&store).await;
    let before = store.table_sizes(id, (None, None), page()).await.unwrap();
    assert_eq!((before.collected_at, before.tables.total), (None, 0));

    let mut first: Vec<_> = (0..120).map(|n| table("public", &format!("t{n:03}"), 1_000 + n)).collect();
    first.push(TableSize {
        toast_bytes: None,
        row_count: None,
        row_count_estimated: false,
        ..table("s", "größe", 9)
    });
    first.push(table("s", &"long ".repeat(2_000), 1));
    let replaced = store.replace_table_sizes(id, &first, moment(1, 1)).await.unwrap();
    assert_eq!(replaced, Some(Replaced { saved: 122, deleted: 0 }));
    let snapshot = store.table_sizes(id, (None, Some("GRÖSS")), page()).await.unwrap();
    assert_eq!(snapshot.tables.total, 0);
    let snapshot = store.table_sizes(id, (None, Some("GRÖß")), page()).await.unwrap();
    assert_eq!((snapshot.collected_at, &snapshot.tables.items[..]), (Some(moment(1, 1)), &first[120..121]));

    let second = [table("public", "t119", 5), table("public", "new", 6)];
    let replaced = store.replace_table_sizes(id, &second, moment(1, 2)).await.unwrap();
    assert_eq!(replaced, Some(Replaced { saved: 2, deleted: 121 }));
    assert_eq!(names(&store, id, (None, None)).await, ["public.new", "public.t119"]);
    let empty = store.replace_table_sizes(id, &[], moment(2, 3)).await.unwrap();
    assert_eq!(empty, Some(Replaced { saved: 0, deleted: 2 }));
    let after = store.table_sizes(id, (None, None), page()).await.unwrap();
    assert_eq!((after.collected_at, after.tables.total), (Some(moment(2, 3)), 0));
    assert_eq!(store.replace_table_sizes(DatabaseId::new(99), &second, moment(1, 1)).await.unwrap(), None);
}

async fn tables_are_found_by_parts_of_their_names(backend: Backend) {
    let store = backend.open().await;
    let id = one_database(&store).await;
    let tables =
        [table("public", "Orders", 3), table("public", "order_lines", 2), table("audit", "orders%", 1)];
    store.replace_table_sizes(id, &tables, moment(1, 1)).await.unwrap();
    for (parts, expected) in [
        ((None, Some("ORDER")), vec!["public.Orders", "public.order_lines", "audit.orders%"]),
        ((Some("Pub"), Some("order")), vec!["public.Orders", "public.order_lines"]),
        ((None, Some("%")), vec!["audit.orders%"]),
        ((None, Some("r_l")), vec!["public.order_lines"]),
        ((Some("x"), None), vec![]),
    ] {
        assert_eq!(names(&store, id, parts).await, expected);
    }
}

async fn the_history_is_paged_by_day_and_name(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    let other = add(&store, &instance("other")).await;
    sync(&store, other, &["a"], 1).await;
    sync(&store, shop, &["b", "a", "A"], 1).await;
    for (instance, names, day) in [
        (shop, vec!["a", "b", "A"], 1_i64),
        (shop, vec!["b"], 3),
        (shop, vec!["a", "b"], 4),
        (other, vec!["a"], 2),
    ] {
        let sizes: Vec<_> = names.iter().map(|name| size(name, 1_000 + day.unsigned_abs())).collect();
        store.save_sizes(instance, moment(day, 5).day(), &sizes, moment(day, 5)).await.unwrap();
    }
    sync(&store, shop, &["a", "A"], 5).await;
    let shown = async |filter: SizeFilter, number, limit| {
        let page = Page::new(Some(number), Some(limit), PageBounds { default: 100, max: 1_000 });
        let list = store.list_sizes(shop, &filter, page).await.unwrap();
        let rows: Vec<_> =
            list.items.iter().map(|entry| format!("{}{}", entry.day.number(), entry.database.name)).collect();
        (rows.join(" "), list.total)
    };
    let all = || SizeFilter { include_inactive: true, ..SizeFilter::default() };
    assert_eq!(shown(all(), 1, 100).await, ("4a 4b 3b 1A 1a 1b".to_owned(), 6));
    assert_eq!(shown(SizeFilter::default(), 1, 100).await, ("4a 1A 1a".to_owned(), 3));
    for (number, expected) in [(1, "4a 4b"), (2, "3b 1A"), (3, "1a 1b"), (4, ""), (u64::MAX, "")] {
        assert_eq!(shown(all(), number, 2).await, (expected.to_owned(), 6));
    }
    let day = |day| Some(moment(day, 0).day());
    assert_eq!(shown(SizeFilter { from: day(2), to: day(3), ..all() }, 1, 9).await.0, "3b");
    assert_eq!(shown(SizeFilter { from: day(4), to: day(3), ..all() }, 1, 9).await.0, "");
    assert_eq!(shown(SizeFilter { to: day(0), ..all() }, 1, 9).await.0, "");
    assert_eq!(shown(SizeFilter { from: day(5), ..all() }, 1, 9).await.0, "");
    assert_eq!(shown(SizeFilter { database: Some("A".into()), ..all() }, 1, 9).await.0, "4a 1A 1a");

    let latest = async |filter: SizeFilter, limit| {
        let page = Page::new(Some(1), Some(limit), PageBounds { default: 100, max: 1_000 });
        let latest = store.latest_sizes(shop, &filter, page).await.unwrap();
        let rows: Vec<_> = latest.page.items.iter().map(|entry| entry.database.name.clone()).collect();
        (rows.join(" "), latest.page.total, latest.active, latest.total_bytes)
    };
    assert_eq!(latest(all(), 2).await, ("a b".to_owned(), 3, 2, 3_009));
    assert_eq!(latest(SizeFilter::default(), 9).await, ("a A".to_owned(), 2, 2, 2_005));
    assert_eq!(latest(SizeFilter { database: Some("x".into()), ..all() }, 9).await, (String::new(), 0, 0, 0));
}

async fn growth_finds_readings_around_the_day_and_trends_skip_gaps(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    sync(&store, shop, &["a", "new"], 1).await;
    for (day, bytes) in [(10, 10), (65, 65), (88, 88), (93, 93), (100, 100)] {
        let sizes = [size("a", bytes)];
        store.save_sizes(shop, moment(day, 5).day(), &sizes, moment(day, 5)).await.unwrap();
    }
    let ids: Vec<_> = databases(&store, shop).await.into_iter().map(|database| database.id).collect();
    let today = moment(100, 0).day();
    let earlier = store.earlier_sizes(&ids, today).await.unwrap();
    // 93 is 7 days ago; 65 is within a week of 30 days ago; 10 is exactly 90 days ago.
    let expected = EarlierSizes { d7: Some(93), d30: Some(65), d90: Some(10) };
    assert_eq!((earlier[&ids[0]], earlier[&ids[1]]), (expected, EarlierSizes::default()));
    let trends = store.trends(&ids, today, 30).await.unwrap();
    let trend: Vec<_> = trends[&ids[0]].iter().map(|(day, bytes)| (day.number(), *bytes)).collect();
    assert_eq!(trend, [(88, 88), (93, 93), (100, 100)]);
    assert!(!trends.contains_key(&ids[1]));
}
