//! Growth is computed when an instance is measured.

use weir_model::{AuditEntry, Clock, DatabaseSize, InstanceId};

use crate::house::House;

const GB: u64 = 1_000_000_000;

/// A folder with one file, and so many days of sizes that were not measured but made up.
async fn measured_before(house: &House, days: u32) -> InstanceId {
    rusqlite::Connection::open(house.folder.path().join("shop.db"))
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let id = house.sqlite("folder").await;
    house.sync(id).await.unwrap();
    for day in 0..days {
        house.days_pass(1);
        let size = DatabaseSize {
            database: "shop.db".to_owned(),
            total_bytes: (100 + u64::from(day)) * GB,
            ..DatabaseSize::default()
        };
        let now = house.gateway.now();
        house.store.save_sizes(id, now.day(), &[size], now).await.unwrap();
    }
    id
}

#[tokio::test]
async fn nothing_is_said_of_fewer_than_14_readings() {
    let house = House::new().await;
    let id = measured_before(&house, 12).await;
    house.gateway.compute_trends(id).await.unwrap();
    let database = house.database(id, "shop.db").await;
    assert_eq!(house.store.find_trend(database.id).await.unwrap(), None);
}

#[tokio::test]
async fn tells_the_pace_and_the_day_on_which_the_limit_is_reached() {
    let house = House::new().await;
    let id = measured_before(&house, 40).await;
    let database = house.database(id, "shop.db").await;
    house.gateway.compute_trends(id).await.unwrap();
    let trend = house.store.find_trend(database.id).await.unwrap().unwrap();
    assert!((trend.bytes_per_day - 1_000_000_000).abs() < 1_000_000, "{trend:?}");
    assert_eq!((trend.day, trend.full_day, trend.limit_bytes), (house.gateway.now().day(), None, None));
    assert!(house.store.soonest_full(5).await.unwrap().is_empty());

    // Another limit, another day, although it was computed today.
    house
        .store
        .set_database_limit(database.id, Some(149 * GB), &AuditEntry::local(house.clock.now(), "test.limit"))
        .await
        .unwrap();
    house.gateway.compute_trends(id).await.unwrap();
    let full = house.store.soonest_full(5).await.unwrap();
    assert_eq!(full[0].full_day, Some(house.gateway.now().day().plus(10)));
    assert_eq!(house.store.fastest_growing(5).await.unwrap(), full);
    assert!(house.store.stale_trends(id, house.gateway.now().day()).await.unwrap().is_empty());
}
