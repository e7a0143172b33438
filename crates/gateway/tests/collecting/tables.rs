//! Refreshing the tables of a database.

use std::{env, fmt::Write, process::Command, sync::Arc};

use tokio::task::JoinSet;
use weir_gateway::{Caller, Error};
use weir_model::{Database, InstanceId};
use weir_testkit::{PrivateServer, Server, TestDatabase};

use crate::house::House;

async fn known(house: &House, url: &str, name: &str) -> (InstanceId, Database) {
    let id = house.server("one", url).await;
    house.sync(id).await.unwrap();
    let database = house.database(id, name).await;
    (id, database)
}

#[tokio::test]
async fn a_refresh_replaces_the_snapshot() {
    for server in Server::ALL {
        let (house, target) = (House::new().await, TestDatabase::create(server));
        target.execute("CREATE TABLE old (a int); CREATE TABLE kept (a int); INSERT INTO kept VALUES (1)");
        let (_, database) = known(&house, target.url(), target.name()).await;
        let refreshed = house.gateway.refresh_table_sizes(&Caller::local(), database.id).await.unwrap();
        assert_eq!((refreshed.saved, refreshed.deleted), (2, 0));
        target.execute("DROP TABLE old; CREATE TABLE new_one (a int); CREATE TABLE new_two (a int)");
        let refreshed = house.gateway.refresh_table_sizes(&Caller::local(), database.id).await.unwrap();
        assert_eq!((refreshed.saved, refreshed.deleted), (3, 1));
        let mut names: Vec<_> = house.tables(&database).await.into_iter().map(|size| size.table).collect();
        names.sort_unstable();
        assert_eq!(names, ["kept", "new_one", "new_two"]);
    }
}

#[tokio::test]
async fn a_refresh_of_20_000_tables_works_and_12_at_once_do_it_once() {
    let (house, target) = (House::new().await, TestDatabase::create(Server::Postgres));
    // More with WEIR_TEST_TABLES, in blocks of 200.
    #[expect(clippy::disallowed_methods, reason = "how large a test is is no setting")]
    let tables: u64 = env::var("WEIR_TEST_TABLES").map_or(20_000, |more| more.parse().unwrap());
    let mut script = String::from("SET synchronous_commit = off;");
    for block in 0..tables / 200 {
        write!(
            script,
            "DO $$ BEGIN FOR n IN 1..200 LOOP \
             EXECUTE 'CREATE TABLE t_{block}_' || n || ' (a int)'; END LOOP; END $$;"
        )
        .unwrap();
    }
    target.execute(&script);
    let (_, database) = known(&house, target.url(), target.name()).await;
    let house = Arc::new(house);
    let neighbour = TestDatabase::create(Server::Postgres);
    let before = sessions_so_far(&neighbour, target.name());
    let mut refreshing = JoinSet::new();
    for _ in 0..12 {
        let (house, id) = (Arc::clone(&house), database.id);
        refreshing
            .spawn(async move { house.gateway.refresh_table_sizes(&Caller::local(), id).await.unwrap() });
    }
    let outcomes = refreshing.join_all().await;
    assert_eq!(outcomes[0].saved, tables);
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    assert_eq!(u64::try_from(house.tables(&database).await.len()).unwrap(), tables);
    assert_eq!(sessions_so_far(&neighbour, target.name()) - before, 1);
}

/// How many sessions a database has seen that are over, as its neighbour is told.
fn sessions_so_far(neighbour: &TestDatabase, name: &str) -> i64 {
    let open = format!("SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'");
    while !neighbour.rows(&open).is_empty() {}
    neighbour.rows(&format!("SELECT sessions FROM pg_stat_database WHERE datname = '{name}'"))[0]
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_server_killed_halfway_leaves_the_old_snapshot() {
    let mut server = PrivateServer::start(Server::Postgres);
    server.execute("CREATE TABLE first (a int); CREATE TABLE second (a int)");
    let house = Arc::new(House::new().await);
    let (_, database) = known(&house, server.url(), "weir_test").await;
    house.gateway.refresh_table_sizes(&Caller::local(), database.id).await.unwrap();
    let old = house.tables(&database).await;

    // What the question needs, and signing in doesn't, is held: it waits for that.
    server.execute("CREATE TABLE third (a int)");
    let url = server.url().to_owned();
    let holder = Command::new("psql")
        .args([
            &url,
            "-qc",
            "BEGIN; LOCK TABLE pg_catalog.pg_inherits IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)",
        ])
        .spawn();
    let mut holder = holder.unwrap();
    while server
        .rows("SELECT 1 FROM pg_locks WHERE relation = 'pg_inherits'::regclass AND mode = 'AccessExclusiveLock' AND granted")
        .is_empty()
    {}
    let mut refreshing = JoinSet::new();
    refreshing.spawn({
        let (house, id) = (Arc::clone(&house), database.id);
        async move { house.gateway.refresh_table_sizes(&Caller::local(), id).await }
    });
    let waiting = "SELECT 1 FROM pg_locks WHERE relation = 'pg_inherits'::regclass AND NOT granted";
    while server.rows(waiting).is_empty() {
        tokio::task::yield_now().await;
    }
    server.kill();
    let error = refreshing.join_next().await.unwrap().unwrap().unwrap_err();
    assert!(matches!(error, Error::CollectFailed(_) | Error::Unreachable(_)), "{error}");
    assert_eq!(house.tables(&database).await, old);
    holder.kill().ok();
    holder.wait().ok();
}

#[tokio::test]
async fn what_can_not_be_measured_is_told() {
    let house = House::new().await;
    rusqlite::Connection::open(house.folder.path().join("shop.db"))
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let id = house.sqlite("folder").await;
    house.sync(id).await.unwrap();
    let database = house.database(id, "shop.db").await;
    let refresh = async || house.gateway.refresh_table_sizes(&Caller::local(), database.id).await;
    assert_eq!(refresh().await.unwrap().saved, 1);

    std::fs::remove_file(house.folder.path().join("shop.db")).unwrap();
    let error = refresh().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error}");
    assert_eq!(house.tables(&database).await.len(), 1);
    house.sync(id).await.unwrap();
    let error = refresh().await.unwrap_err();
    assert_eq!(error.to_string(), "The database is no longer on its instance");
    let error = house.gateway.refresh_table_sizes(&Caller::local(), weir_model::DatabaseId::new(99)).await;
    assert_eq!(error.unwrap_err().to_string(), "Database '99' not found");
}
