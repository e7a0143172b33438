//! How both backends find a page of the ledger: from one index, whatever the length of the history. A plan
//! that changes is seen here, before anybody waits for it.

use weir_model::{
    AuditEntry, DatabaseSize, Endpoint, FoundDatabase, InstanceDraft, InstanceId, LedgerAfter, LedgerFilter,
    LedgerSlice, LedgerSort, LedgerStart, Page, PageBounds, Secret, SizeFilter, Timestamp,
};
use weir_testkit::{Server, TestDatabase};

use super::page;
use crate::{
    InstanceWritten, Sealer, SealingKey, Store, StoreLocation,
    pool::Pool,
    statement::{Statement, bind_all},
};

const NOW: i64 = 1_766_916_000_000;

async fn open(location: &StoreLocation) -> Store {
    let key = SealingKey::from_text(&Secret::new("1".repeat(64))).unwrap();
    Store::open(location, Sealer::new(key)).await.unwrap()
}

/// Enough rows that reading a whole table is no plan.
async fn fill(store: &Store) -> InstanceId {
    let now = Timestamp::from_millis(NOW);
    let audit = AuditEntry::local(now, "test.fill");
    let mut last = None;
    for number in 0..20 {
        let name = format!("i{number:02}");
        let draft = InstanceDraft {
            endpoint: Endpoint { db_type: "mysql".parse().unwrap(), host: name.clone(), port: Some(1) },
            name,
            environment: None,
            description: None,
            limit_bytes: None,
            is_active: true,
            is_sample: false,
            login: None,
            password: None,
            tags: Vec::new(),
        };
        let InstanceWritten::Written(id) = store.insert_instance(&draft, now, &audit).await.unwrap() else {
            panic!("it is new")
        };
        let found: Vec<_> = (0..1_000).map(|k| FoundDatabase { name: format!("d{k}") }).collect();
        store.sync_databases(id, &found, now).await.unwrap();
        let size = |found: &FoundDatabase| DatabaseSize {
            database: found.name.clone(),
            total_bytes: 1 << 20,
            ..DatabaseSize::default()
        };
        let sizes: Vec<_> = found.iter().map(size).collect();
        store.save_sizes(id, now.day(), &sizes, now).await.unwrap();
        last = Some(id);
    }
    last.unwrap()
}

/// The plan of a statement, one step a line.
async fn plan(store: &Store, statement: Statement) -> String {
    let (sql, args) = statement.into_parts();
    let lines: Vec<String> = match store.pool() {
        Pool::Sqlite(pools) => {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", sql.as_str()));
            let rows: Vec<(i64, i64, i64, String)> =
                bind_all!(sqlx::query_as(sql), args).fetch_all(&pools.readers).await.unwrap();
            rows.into_iter().map(|row| row.3).collect()
        }
        Pool::Postgres(pool) => {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN (COSTS OFF) {}", sql.as_str()));
            bind_all!(sqlx::query_scalar(sql), args).fetch_all(pool).await.unwrap()
        }
    };
    lines.join("\n")
}

async fn page_plan(store: &Store, filter: &LedgerFilter, sort: LedgerSort, start: LedgerStart) -> String {
    let scope = store.scope(filter).await.unwrap().unwrap();
    let slice = LedgerSlice { sort, descending: sort == LedgerSort::Size, start, limit: 21 };
    plan(store, page(store.pool(), &scope, &slice, None)).await
}

fn cases(instance: InstanceId) -> Vec<(LedgerFilter, LedgerSort, LedgerStart, &'static str)> {
    let none = LedgerFilter::default;
    let id = weir_model::DatabaseId::new(1);
    let after = LedgerStart::After(LedgerAfter::Instance("i10".to_owned(), "d1".to_owned(), id));
    let first = || LedgerStart::Offset(0);
    let by_instance = LedgerSort::Instance;
    vec![
        (none(), by_instance, first(), "databases_ledger"),
        (none(), by_instance, LedgerStart::Offset(15_000), "databases_ledger"),
        (none(), by_instance, after, "databases_ledger"),
        (LedgerFilter { search: Some("d77".into()), ..none() }, by_instance, first(), "databases_ledger"),
        (LedgerFilter { instance: Some(instance), ..none() }, by_instance, first(), "databases_ledger"),
        (none(), LedgerSort::Name, first(), "databases_by_name"),
        (none(), LedgerSort::Size, first(), "database_latest_largest"),
    ]
}

#[tokio::test]
async fn sqlite_finds_pages_in_one_index_and_never_sorts_them_all() {
    let store = open(&StoreLocation::Memory).await;
    let instance = fill(&store).await;
    for (filter, sort, start, index) in cases(instance) {
        let plan = page_plan(&store, &filter, sort, start.clone()).await;
        let told = format!("{filter:?} {sort:?} {start:?}\n{plan}");
        assert!(plan.contains(&format!("COVERING INDEX {index}")), "{told}");
        assert!(!plan.contains("size_daily"), "{told}");
        // The rows of the page alone are put in order, never those that it was chosen from.
        let inner = plan.lines().position(|line| line.contains(index)).unwrap();
        let sorted = plan.lines().position(|line| line.contains("TEMP B-TREE"));
        assert!(sorted.is_none_or(|sorted| sorted > inner), "{told}");
        assert!(plan.lines().filter(|line| line.contains("TEMP B-TREE")).count() <= 1, "{told}");
    }
}

#[tokio::test]
async fn postgresql_finds_pages_in_one_index() {
    let database = TestDatabase::create(Server::Postgres);
    let store = open(&StoreLocation::Postgres(Secret::new(database.url()))).await;
    let instance = fill(&store).await;
    database.execute("VACUUM ANALYZE databases");
    database.execute("VACUUM ANALYZE database_latest");
    for (filter, sort, start, index) in cases(instance) {
        let plan = page_plan(&store, &filter, sort, start.clone()).await;
        let told = format!("{filter:?} {sort:?} {start:?}\n{plan}");
        assert!(plan.contains(index), "{told}");
        assert!(!plan.contains("size_daily"), "{told}");
    }
}

#[tokio::test]
async fn the_past_of_a_page_is_looked_up_by_key() {
    let database = TestDatabase::create(Server::Postgres);
    for location in [StoreLocation::Memory, StoreLocation::Postgres(Secret::new(database.url()))] {
        let store = open(&location).await;
        let instance = fill(&store).await;
        if matches!(location, StoreLocation::Postgres(_)) {
            // A history long enough that reading it whole is no plan.
            database.execute(
                "INSERT INTO size_daily (day, database_id, size_bytes, collected_at) SELECT d, i, 1, 0 \
                 FROM generate_series(20400, 20448) d, generate_series(1, 5000) i",
            );
            database.execute("ANALYZE size_daily");
        }
        let page = Page::new(None, None, PageBounds { default: 20, max: 20 });
        let ids: Vec<_> =
            store.list_databases(instance, page).await.unwrap().items.into_iter().map(|d| d.id).collect();
        let today = Timestamp::from_millis(NOW).day();
        for statement in
            [Store::earlier(store.pool(), &ids, today), Store::trend(store.pool(), &ids, today, 30)]
        {
            let plan = plan(&store, statement).await;
            let by_key = plan.contains("USING PRIMARY KEY (day=? AND database_id=?)")
                || (plan.contains("_pkey") && !plan.contains("Seq Scan on size_daily"));
            assert!(by_key, "{plan}");
        }
        let latest = store.latest_sizes(instance, &SizeFilter::default(), page).await.unwrap();
        assert_eq!(latest.page.total, 1_000);
    }
}
