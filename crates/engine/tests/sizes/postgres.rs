//! PostgreSQL.

use weir_engine::{Error, Target};
use weir_testkit::{Server, TestDatabase};

use crate::{database_size, named, open, open_url, table, table_sizes};

const TABLES: &str = "
    CREATE TABLE orders (id bigint PRIMARY KEY, note text);
    INSERT INTO orders SELECT n, repeat('x', 50) FROM generate_series(1, 5000) n;
    CREATE INDEX ON orders (note);
    CREATE TABLE letters (id int PRIMARY KEY, body text);
    ALTER TABLE letters ALTER body SET STORAGE EXTERNAL;
    INSERT INTO letters SELECT n, repeat('y', 20000) FROM generate_series(1, 50) n;
    CREATE MATERIALIZED VIEW monthly AS SELECT * FROM orders;
    CREATE VIEW nothing AS SELECT 1;
    CREATE SCHEMA \"Größe 库\";
    CREATE TABLE \"Größe 库\".\"a.\"\"b\" (id int);
    CREATE TABLE visits (day date, place text) PARTITION BY RANGE (day);
    CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-02-01') PARTITION BY LIST (place);
    CREATE TABLE visits_1_a PARTITION OF visits_1 FOR VALUES IN ('a');
    CREATE TABLE \"Größe 库\".visits_1_b PARTITION OF visits_1 FOR VALUES IN ('b');
    CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
    CREATE INDEX ON visits (place);
    INSERT INTO visits SELECT '2025-01-01'::date + n % 50, chr(97 + n % 2) FROM generate_series(1, 3000) n;
    ANALYZE";

#[tokio::test]
async fn tables_are_as_large_as_the_servers_functions_say() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(TABLES);
    let sizes = table_sizes(&open_url(database.url()).await).await;
    let names: Vec<_> = sizes.iter().map(|size| format!("{}.{}", size.schema, size.table)).collect();
    assert_eq!(
        names,
        ["Größe 库.a.\"b", "public.letters", "public.monthly", "public.orders", "public.visits"]
    );

    for name in ["orders", "letters", "monthly"] {
        let size = table(&sizes, name);
        let told = database.rows(&format!(
            "SELECT pg_total_relation_size('{name}') || ' ' || pg_indexes_size('{name}') || ' ' || coalesce((\
             SELECT pg_total_relation_size(reltoastrelid) FROM pg_class WHERE oid = '{name}'::regclass AND reltoastrelid <> 0), 0)"
        ));
        let toast = size.toast_bytes.unwrap();
        assert_eq!(told, [format!("{} {} {toast}", size.total_bytes, size.index_bytes)], "{name}");
        assert_eq!(size.data_bytes + size.index_bytes + toast, size.total_bytes, "{name}");
    }
    assert!(table(&sizes, "letters").toast_bytes.unwrap() > 900_000);
    assert_eq!(
        (table(&sizes, "orders").row_count, table(&sizes, "orders").row_count_estimated),
        (Some(5000), true)
    );

    let visits = table(&sizes, "visits");
    let told = database.rows(
        "SELECT sum(pg_total_relation_size(relid)) || ' ' || sum(pg_indexes_size(relid)) FROM pg_partition_tree('visits') WHERE isleaf",
    );
    assert_eq!(told, [format!("{} {}", visits.total_bytes, visits.index_bytes)]);
    assert_eq!(visits.row_count, Some(3000));
}

#[tokio::test]
async fn a_database_is_as_large_as_the_server_says() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(TABLES);
    let engine = open_url(database.url()).await;
    let found = engine.list_databases().await.unwrap();
    assert!(found.contains(&named(database.name())) && found.contains(&named("postgres")), "{found:?}");
    assert!(!found.iter().any(|database| database.name.starts_with("template")), "{found:?}");
    let size = database_size(&engine, database.name()).await;
    let told = database.rows("SELECT pg_database_size(current_database())");
    assert_eq!(told, [size.total_bytes.to_string()]);
}

#[tokio::test]
async fn a_database_that_may_not_be_connected_to_is_reported_and_costs_nothing_else() {
    let (open_one, shut) = (TestDatabase::create(Server::Postgres), TestDatabase::create(Server::Postgres));
    let user = format!("u_{}", shut.name());
    shut.execute(&format!(
        "CREATE ROLE {user} LOGIN PASSWORD 'x'; REVOKE CONNECT ON DATABASE {} FROM PUBLIC",
        shut.name()
    ));
    let place = open_one.url().rsplit_once('@').unwrap().1;
    let target = Target::parse(&format!("postgresql://{user}:x@{place}"), false).unwrap();
    let engine = open(&target).await.unwrap();
    let found = [named(open_one.name()), named(shut.name()), named("never was")];
    let sizes = engine.database_sizes(&found).await.unwrap();
    let measured: Vec<_> = sizes.databases.iter().map(|size| size.database.as_str()).collect();
    let unmeasured: Vec<_> = sizes.unmeasured.iter().map(|one| one.database.as_str()).collect();
    assert_eq!((measured, unmeasured), (vec![open_one.name()], vec![shut.name()]));
    assert!(sizes.unmeasured[0].why.english.contains("grant it CONNECT"));
    // Its tables need a session there.
    let refused = open(&target.with_database(shut.name()).unwrap()).await.unwrap_err();
    assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
    assert!(open(&target.with_database(open_one.name()).unwrap()).await.unwrap().table_sizes().await.is_ok());
    engine.close().await;

    shut.execute(&format!("GRANT pg_read_all_stats TO {user}"));
    let sizes = open(&target).await.unwrap().database_sizes(&found).await.unwrap();
    assert_eq!((sizes.databases.len(), sizes.unmeasured.len()), (2, 0));
    shut.execute(&format!("REVOKE pg_read_all_stats FROM {user}; DROP ROLE {user}"));
}

#[tokio::test]
async fn a_table_that_somebody_holds_exclusively_is_estimated_and_not_waited_for() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(TABLES);
    let engine = open_url(database.url()).await;
    let free = table_sizes(&engine).await;
    let holder = hold(&database);
    let held = table_sizes(&engine).await;
    let pages = |size: u64| size / 8192;
    // Without the maps of free space and visibility.
    let (one, other) = (table(&free, "orders"), table(&held, "orders"));
    assert!(pages(one.total_bytes).abs_diff(pages(other.total_bytes)) <= 6, "{one:?} {other:?}");
    assert_eq!(table(&free, "letters"), table(&held, "letters"));
    drop(holder);
}

/// Another session, which holds a table until it is dropped.
fn hold(database: &TestDatabase) -> impl Drop {
    struct Holder(std::process::Child);
    impl Drop for Holder {
        fn drop(&mut self) {
            // It may have ended by itself.
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }
    let holder = std::process::Command::new("psql")
        .args([
            database.url(),
            "-qc",
            "BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)",
        ])
        .spawn()
        .unwrap();
    let held = "SELECT 1 FROM pg_locks WHERE relation = 'orders'::regclass AND mode = 'AccessExclusiveLock' AND granted";
    while database.rows(held).is_empty() {}
    Holder(holder)
}
