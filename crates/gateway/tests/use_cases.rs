//! The use cases on a catalog in memory, a SQLite target and a clock that stands still. No HTTP.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tempfile::TempDir;
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{
    Caller, Error, Extent, Gateway, HistoryRequest, Limits, Noun, Permission, PutConnection, PutOutcome,
    QueryRequest,
};
use weir_model::{
    Cell, Clock, DbName, Grade, HistoryEntry, ManualClock, QueryOutcome, ResultColumn, RowFlow, RowSink,
    Secret, Timestamp, TruncatedBy,
};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

/// A gateway, what it was made of, and the file of a small shop.
struct House {
    gateway: Gateway,
    store: Store,
    clock: Arc<ManualClock>,
    folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&StoreLocation::Memory, Sealer::new(key)).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions: 2,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_000_000)));
        let gateway =
            Gateway::new(store.clone(), engines, Arc::clone(&clock) as Arc<dyn Clock>, Limits::default());
        let house = Self { gateway, store, clock, folder };
        house.put("shop", &house.file("shop.db")).await.unwrap();
        house
    }

    fn file(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        let database = rusqlite::Connection::open(&path).unwrap();
        database
            .execute_batch(
                "CREATE TABLE IF NOT EXISTS t(x); DELETE FROM t; INSERT INTO t VALUES (1), (2), (3)",
            )
            .unwrap();
        format!("sqlite://{}", path.display())
    }

    async fn put(&self, db: &str, url: &str) -> Result<PutOutcome, Error> {
        let put = PutConnection { url: Secret::new(url), ssl_disabled: false };
        self.gateway.put_connection(&Caller::local(), &name(db), put).await
    }

    async fn run(&self, sql: &str, limit: Option<u64>) -> Result<u64, Error> {
        let request = QueryRequest { limit, ..request(sql) };
        let query = self.gateway.prepare_query(&Caller::local(), &name("shop"), request).await?;
        Ok(query.run(&mut Count(0)).await?.end.rows)
    }

    async fn history(&self) -> Vec<HistoryEntry> {
        self.store.flush_history().await.unwrap();
        self.store.list_history(&name("shop"), 100).await.unwrap()
    }
}

/// A sink that only counts.
struct Count(u64);

impl RowSink for Count {
    fn columns(&mut self, _columns: &[ResultColumn]) {}

    fn cell(&mut self, _cell: Cell<'_>) {}

    fn end_row(&mut self) -> RowFlow {
        self.0 += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

fn name(text: &str) -> DbName {
    DbName::parse(text).unwrap()
}

fn request(sql: &str) -> QueryRequest {
    QueryRequest {
        sql: sql.to_owned(),
        timeout_s: None,
        limit: None,
        natural_query: None,
        query_id: None,
        extent: Extent::Page,
    }
}

#[tokio::test]
async fn each_use_case_asks_for_its_permission() {
    let house = House::new().await;
    let nobody = Caller::new("nobody", &[]);
    let viewer = Caller::new("viewer", &[Permission::View]);
    let shop = name("shop");
    let gateway = &house.gateway;

    assert!(matches!(gateway.list_connections(&nobody).await, Err(Error::Forbidden(Permission::View))));
    assert_eq!(gateway.list_connections(&viewer).await.unwrap().len(), 1);
    let query = gateway.prepare_query(&viewer, &shop, request("SELECT 1")).await;
    assert!(matches!(query, Err(Error::Forbidden(Permission::Query))));
    let refresh = gateway.refresh_metadata(&viewer, &shop).await;
    assert!(matches!(refresh, Err(Error::Forbidden(Permission::Query))));
    let delete = gateway.delete_connection(&viewer, &shop).await;
    assert!(matches!(delete, Err(Error::Forbidden(Permission::Delete))));
    let put = PutConnection { url: Secret::new("sqlite:///x"), ssl_disabled: false };
    let put = gateway.put_connection(&Caller::new("maker", &[Permission::Create]), &shop, put).await;
    assert!(matches!(put, Err(Error::Forbidden(Permission::Update))));
}

#[tokio::test]
async fn a_viewer_sees_the_cache_and_never_contacts_the_database() {
    let house = House::new().await;
    let viewer = Caller::new("viewer", &[Permission::View]);
    let shop = name("shop");
    let before = house.gateway.metadata(&viewer, &shop).await.unwrap();
    assert_eq!((before.metadata.tables.len(), before.refreshed_at), (0, None));
    house.gateway.metadata(&Caller::local(), &shop).await.unwrap();
    let after = house.gateway.metadata(&viewer, &shop).await.unwrap();
    assert_eq!((after.metadata.tables.len(), after.refreshed_at), (1, Some(house.clock.now())));
}

#[tokio::test]
async fn a_changed_url_drops_the_metadata_of_the_old_one() {
    let house = House::new().await;
    let viewer = Caller::new("viewer", &[Permission::View]);
    house.gateway.metadata(&Caller::local(), &name("shop")).await.unwrap();
    house.put("shop", &house.file("other.db")).await.unwrap();
    assert_eq!(house.gateway.metadata(&viewer, &name("shop")).await.unwrap().refreshed_at, None);
}

#[tokio::test]
async fn a_grade_is_found_out_when_registering_and_kept() {
    let house = House::new().await;
    let viewer = Caller::new("viewer", &[Permission::View]);
    let shop = name("shop");
    let listed = house.gateway.list_connections(&viewer).await.unwrap();
    // A file that this process may write: C.
    assert_eq!(listed[0].grade, Some(Grade::C));
    let kept = house.gateway.safety(&viewer, &shop).await.unwrap();
    assert_eq!(kept.checked_at, Some(house.clock.now()));
    assert_eq!(kept.found.unwrap().grade(), Grade::C);

    house.clock.advance_millis(1_000);
    let forbidden = house.gateway.check_safety(&viewer, &shop).await;
    assert!(matches!(forbidden, Err(Error::Forbidden(Permission::Query))));
    let anew = house.gateway.check_safety(&Caller::local(), &shop).await.unwrap();
    assert_eq!(anew.checked_at, Some(house.clock.now()));
}

#[tokio::test]
async fn history_tells_every_end() {
    let house = House::new().await;
    assert_eq!(house.run("SELECT x FROM t", None).await.unwrap(), 3);
    assert_eq!(house.run("SELECT x FROM t", Some(2)).await.unwrap(), 2);
    assert!(matches!(house.run("DROP TABLE t", None).await, Err(Error::Refused(_))));
    assert!(matches!(house.run("SELECT nope FROM t", None).await, Err(Error::QueryFailed(_))));
    let prepared = house.gateway.prepare_query(&Caller::local(), &name("shop"), request("SELECT 1")).await;
    drop(prepared.unwrap());

    let mut outcomes: Vec<QueryOutcome> =
        house.history().await.into_iter().map(|entry| entry.outcome).collect();
    outcomes.reverse();
    let [whole, cut, refused, failed, dropped] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_eq!(*whole, QueryOutcome::Answered { rows: 3, truncated: None });
    assert_eq!(*cut, QueryOutcome::Answered { rows: 2, truncated: Some(TruncatedBy::Rows) });
    assert_eq!(*refused, QueryOutcome::Refused { rule: "not-read-only".to_owned() });
    assert!(matches!(failed, QueryOutcome::Failed(failure) if failure.code == "query_failed"));
    assert_eq!(*dropped, QueryOutcome::Cancelled);
}

#[tokio::test]
async fn queries_and_history_of_others_are_the_administrators_to_see() {
    let house = House::new().await;
    let asking = [Permission::View, Permission::Query];
    let (ann, bob) = (Caller::new("ann", &asking), Caller::new("bob", &asking));
    let shop = name("shop");
    let query = house.gateway.prepare_query(&ann, &shop, request("SELECT 'of ann'")).await.unwrap();
    let id = query.id().parse().unwrap();

    for (caller, sees) in [(&ann, 1), (&bob, 0), (&Caller::local(), 1)] {
        assert_eq!(house.gateway.list_queries(caller).await.unwrap().len(), sees, "{}", caller.name());
        assert_eq!(house.gateway.find_query(caller, id).await.is_ok(), sees == 1, "{}", caller.name());
    }
    let refused = house.gateway.cancel_query(&bob, id).await;
    assert!(matches!(refused, Err(Error::Missing { what: Noun::Query, .. })), "{refused:?}");
    assert!(matches!(
        house.gateway.list_queries(&Caller::new("viewer", &[Permission::View])).await,
        Err(Error::Forbidden(Permission::Query))
    ));

    query.run(&mut Count(0)).await.unwrap();
    for (caller, sees) in [(&ann, 1), (&bob, 0), (&Caller::local(), 1)] {
        let all = HistoryRequest { search: None, limit: 10, before: None };
        let history = house.gateway.list_history(caller, &shop, all).await.unwrap();
        assert_eq!(history.entries.len(), sees, "{}", caller.name());
    }
}

#[tokio::test]
async fn more_rows_than_a_page_are_for_those_who_may_export() {
    let house = House::new().await;
    let shop = name("shop");
    let analyst = Caller::new("ann", &[Permission::Query, Permission::Export]);
    let asking = Caller::new("bob", &[Permission::Query]);
    for (caller, extent, limit, expected) in [
        (&analyst, Extent::Export, Some(1_000_000), "ok"),
        (&analyst, Extent::Export, Some(1_000_001), "limit"),
        (&analyst, Extent::Page, Some(10_001), "limit"),
        (&asking, Extent::Export, Some(10_000), "ok"),
        (&asking, Extent::Export, Some(10_001), "export"),
        (&asking, Extent::Export, Some(1_000_001), "limit"),
    ] {
        let request = QueryRequest { extent, limit, ..request("SELECT x FROM t") };
        let told = match house.gateway.prepare_query(caller, &shop, request).await {
            Ok(_) => "ok",
            Err(Error::Invalid { field, .. }) => field,
            Err(Error::Forbidden(permission)) => permission.as_str(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(told, expected, "{} {extent:?} {limit:?}", caller.name());
    }
    // A statement's own LIMIT is lowered without a word for those who may not.
    for (caller, shown) in [(&analyst, "LIMIT 50000"), (&asking, "LIMIT 10000")] {
        let request = QueryRequest { extent: Extent::Export, ..request("SELECT x FROM t LIMIT 50000") };
        let query = house.gateway.prepare_query(caller, &shop, request).await.unwrap();
        assert!(query.shown().ends_with(shown), "{}", query.shown());
    }
}

#[tokio::test]
async fn sending_the_masked_url_back_keeps_the_stored_one() {
    let house = House::new().await;
    let masked = house.gateway.connection(&Caller::local(), &name("shop")).await.unwrap().masked_url;
    assert!(matches!(house.put("shop", &masked).await.unwrap(), PutOutcome::Changed(_)));
    assert_eq!(house.run("SELECT x FROM t", None).await.unwrap(), 3);
}

#[tokio::test]
async fn limits_of_a_request_are_checked_before_anything_is_opened() {
    let house = House::new().await;
    for (limit, timeout_s, field) in
        [(Some(0), None, "limit"), (Some(10_001), None, "limit"), (None, Some(0), "timeoutSeconds")]
    {
        let request = QueryRequest { limit, timeout_s, ..request("SELECT 1") };
        let refused = house.gateway.prepare_query(&Caller::local(), &name("none"), request).await;
        assert!(matches!(refused, Err(Error::Invalid { field: named, .. }) if named == field));
    }
    assert!(house.history().await.is_empty());
}
