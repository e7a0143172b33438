//! Syncing instances.

use std::net::TcpListener;

use weir_gateway::{Caller, Error, Permission};
use weir_model::{AuditEntry, DbType, Endpoint, InstanceId, Timestamp};
use weir_testkit::{Server, TestDatabase};

use crate::house::House;

async fn syncs(server: Server) {
    let (house, database) = (House::new().await, TestDatabase::create(server));
    database.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    let id = house.server("one", database.url()).await;
    let synced = house.sync(id).await.unwrap();
    assert!(synced.databases.created >= 1 && synced.measured >= 1 && synced.total_bytes > 0, "{synced:?}");
    let found = house.database(id, database.name()).await;
    let size = house.store.latest_size(found.id).await.unwrap().unwrap();
    assert!(size.total_bytes > 0);
    let instance = house.store.find_instance(id).await.unwrap().unwrap();
    assert!(instance.server_version.is_some() && instance.collected_at.is_some() && instance.databases >= 1);
    assert_eq!(house.store.collections().await.unwrap()[&id].error, None);
}

#[tokio::test]
async fn syncs_postgresql() {
    syncs(Server::Postgres).await;
}

#[tokio::test]
async fn syncs_mysql() {
    syncs(Server::MySql).await;
}

#[tokio::test]
async fn syncs_mariadb() {
    syncs(Server::MariaDb).await;
}

#[tokio::test]
async fn databases_that_appear_vanish_and_come_back_keep_their_history() {
    let house = House::new().await;
    let file = |name: &str| house.folder.path().join(name);
    let make = |name: &str| {
        rusqlite::Connection::open(file(name)).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    };
    make("one.db");
    make("two.db");
    let id = house.sqlite("folder").await;
    assert_eq!(house.sync(id).await.unwrap().databases.created, 2);
    let one = house.database(id, "one.db").await;

    house.days_pass(1);
    std::fs::rename(file("one.db"), file(".away")).unwrap();
    make("three.db");
    let synced = house.sync(id).await.unwrap();
    assert_eq!(
        (synced.databases.created, synced.databases.refreshed, synced.databases.deactivated),
        (1, 1, 1)
    );
    assert!(!house.database(id, "one.db").await.is_active);

    house.days_pass(1);
    std::fs::rename(file(".away"), file("one.db")).unwrap();
    assert_eq!(house.sync(id).await.unwrap().databases.reactivated, 1);
    let back = house.database(id, "one.db").await;
    assert_eq!((back.id, back.is_active, back.first_seen), (one.id, true, one.first_seen));
    let history = house.store.readings(one.id, one.first_seen, one.first_seen.plus(9)).await.unwrap();
    let days: Vec<i64> = history.iter().map(|(day, _)| day.number() - one.first_seen.number()).collect();
    assert_eq!(days, [0, 2]);
}

#[tokio::test]
async fn what_went_wrong_is_kept_and_shown() {
    let house = House::new().await;
    // Nobody listens there any more.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let id = house.server("dead", &format!("mysql://u:secret@127.0.0.1:{port}/")).await;
    for failures in 1..3 {
        let error = house.sync(id).await.unwrap_err();
        assert!(matches!(&error, Error::Unreachable(why) if why == "Connection refused"), "{error}");
        let kept = house.store.collections().await.unwrap().remove(&id).unwrap();
        assert_eq!(kept.failures, failures);
        let error = kept.error.unwrap();
        assert_eq!(error.english, "Failed to connect to database: Connection refused");
        assert_eq!(error.chinese, "无法连接数据库：Connection refused");
    }
}

#[tokio::test]
async fn nothing_is_collected_from_what_is_not_there_or_may_not_be() {
    let house = House::new().await;
    let error = house.sync(InstanceId::new(99)).await.unwrap_err();
    assert_eq!(error.to_string(), "Instance '99' not found");

    let endpoint =
        |host: &str| Endpoint { db_type: DbType::Postgres, host: host.to_owned(), port: Some(5432) };
    let bare = house.instance("bare", endpoint("bare"), None).await;
    let error = house.sync(bare).await.unwrap_err();
    assert!(error.to_string().starts_with("The instance has no credential"), "{error}");

    let viewer = Caller::new("viewer", &[Permission::View, Permission::Query]);
    let error = house.gateway.sync_capacity(&viewer, bare).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(Permission::Update)), "{error}");

    let gone = house.sqlite("gone").await;
    let at = Timestamp::from_millis(5);
    house.store.delete_instance(gone, at, &AuditEntry::local(at, "test.remove")).await.unwrap();
    assert_eq!(house.sync(gone).await.unwrap_err().to_string(), format!("Instance '{gone}' not found"));
}
