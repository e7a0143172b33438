//! Queries under way: listed, cancelled, never run twice; their history.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::{JoinHandle, yield_now},
};
use uuid::Uuid;
use weir_model::{DbName, QueryOutcome};
use weir_store::{Store, StoreLocation};
use weir_testkit::{Server, TestDatabase};

use crate::support::{Setup, TestServer, sealer, unpack};

pub(crate) const ENDLESS_SQLITE: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
const ENDLESS_POSTGRES: &str = "SELECT count(*) FROM generate_series(1, 1000000000000)";
const ENDLESS_MYSQL: &str = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
                             information_schema.columns c, information_schema.columns d";

/// A statement that never ends by itself.
fn endless(kind: Server) -> &'static str {
    match kind {
        Server::Postgres => ENDLESS_POSTGRES,
        Server::MySql | Server::MariaDb => ENDLESS_MYSQL,
    }
}

pub(crate) async fn with_id(server: &TestServer, db: &str, id: &str, sql: &str) -> Response {
    let request = server.client.request(Method::POST, format!("{}/api/v1/query/{db}", server.base));
    request.header("x-query-id", id).json(&json!({ "sql": sql })).send().await.unwrap()
}

/// Starts a query and waits until it has its place.
pub(crate) async fn begin(
    server: &Arc<TestServer>,
    db: &'static str,
    id: &str,
    sql: &str,
) -> JoinHandle<(u16, Value)> {
    let (sending, id, sql) = (Arc::clone(server), id.to_owned(), sql.to_owned());
    let asked = id.clone();
    #[expect(clippy::disallowed_methods, reason = "the test waits for it by hand")]
    let query = tokio::spawn(async move { unpack(with_id(&sending, db, &asked, &sql).await).await });
    while server.get(&format!("/api/v1/queries/{id}")).await.1["state"] != "running" {
        yield_now().await;
    }
    query
}

pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

#[tokio::test]
async fn a_query_under_way_is_listed_and_cancelled() {
    let server = Arc::new(TestServer::start().await.with_shop().await);
    assert_eq!(server.get("/api/v1/queries").await, (200, json!({ "queries": [] })));
    let id = new_id();
    let query = begin(&server, "shop", &id, ENDLESS_SQLITE).await;

    let (_, listed) = server.get("/api/v1/queries").await;
    let entry = &listed["queries"][0];
    assert_eq!(
        (&entry["id"], &entry["dbName"], &entry["state"], &entry["sql"]),
        (&json!(id), &json!("shop"), &json!("running"), &json!(ENDLESS_SQLITE))
    );
    assert!(entry["user"].is_string() && entry["startedAt"].is_string() && entry["elapsedMs"].is_u64());

    let cancel = server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
    let told = json!({ "id": id, "cancelled": true, "confirmed": true });
    assert_eq!(unpack(cancel).await, (200, told));
    let (status, error) = query.await.unwrap();
    assert_eq!((status, &error["code"]), (409, &json!("cancelled")), "{error}");
    assert_eq!(error["params"]["confirmed"], "true");
    assert_eq!(server.get("/api/v1/queries").await, (200, json!({ "queries": [] })));

    let gone = server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
    assert_eq!(gone.status(), 404);
    let (_, history) = server.get("/api/v1/dbs/shop/history").await;
    assert_eq!(
        (&history["entries"][0]["id"], &history["entries"][0]["outcome"]),
        (&json!(id), &json!("cancelled"))
    );
}

#[tokio::test]
async fn cancelling_leaves_nothing_on_any_server() {
    for kind in Server::ALL {
        let database = TestDatabase::create(kind);
        let server = Arc::new(TestServer::start().await);
        server.register("db", database.url()).await;
        let id = new_id();
        let query = begin(&server, "db", &id, endless(kind)).await;
        while at_work(&database, &id) == 0 {
            assert!(!query.is_finished(), "{:?}", query.await);
            yield_now().await;
        }
        let cancel = server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
        assert_eq!(unpack(cancel).await.1["confirmed"], true, "{kind:?}");
        assert_eq!(at_work(&database, &id), 0, "{kind:?}");
        assert_eq!(query.await.unwrap().0, 409);
    }
}

/// How many statements the server's own list shows for a query. What it shows holds the query's id, by which
/// an administrator finds whose it is.
fn at_work(database: &TestDatabase, id: &str) -> usize {
    let listed = match database.server() {
        Server::Postgres => format!(
            "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND application_name LIKE '%{}%'",
            &id[..8]
        ),
        Server::MySql | Server::MariaDb => format!(
            "SELECT id FROM information_schema.processlist WHERE info LIKE '/* weir:%{id}%' AND info NOT LIKE '%processlist%'"
        ),
    };
    database.rows(&listed).len()
}

#[tokio::test]
async fn a_reader_who_stops_reading_can_be_cancelled_too() {
    let database = TestDatabase::create(Server::Postgres);
    let server = TestServer::start().await;
    server.register("db", database.url()).await;
    let id = new_id();
    let _stalled = stalled_reader(&server, &id, 60).await;
    let cancel = server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
    assert_eq!(unpack(cancel).await.1, json!({ "id": id, "cancelled": true, "confirmed": true }));
    assert_eq!(at_work(&database, &id), 0);
}

#[tokio::test]
async fn the_time_limit_holds_for_a_reader_who_stops_reading() {
    let database = TestDatabase::create(Server::Postgres);
    let server = TestServer::start().await;
    server.register("db", database.url()).await;
    let id = new_id();
    let _stalled = stalled_reader(&server, &id, 1).await;
    while server.get(&format!("/api/v1/queries/{id}")).await.1["state"] != "ended" {
        yield_now().await;
    }
    assert_eq!(at_work(&database, &id), 0);
    let (_, history) = server.get("/api/v1/dbs/db/history").await;
    assert_eq!(history["entries"][0]["errorCode"], "timed_out", "{history}");
}

/// Asks for more than any buffer holds, reads the beginning and no more.
async fn stalled_reader(server: &TestServer, id: &str, timeout_s: u32) -> TcpStream {
    let sql = "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)";
    let body = json!({ "sql": sql, "limit": 1_000_000, "timeoutSeconds": timeout_s }).to_string();
    let mut socket = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /api/v1/query/db HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/csv\r\nx-query-id: {id}\r\n\
         authorization: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        server.authorization,
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut begun = [0; 1024];
    socket.read_exact(&mut begun).await.unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 200 OK"));
    socket
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_query() {
    for kind in Server::ALL {
        a_client_leaves(kind).await;
    }
}

async fn a_client_leaves(kind: Server) {
    let database = TestDatabase::create(kind);
    let server = Arc::new(TestServer::start().await);
    server.register("db", database.url()).await;
    let id = new_id();
    let query = begin(&server, "db", &id, endless(kind)).await;
    while at_work(&database, &id) == 0 {
        yield_now().await;
    }
    query.abort();
    while at_work(&database, &id) > 0 {
        yield_now().await;
    }
    let (_, record) = server.get(&format!("/api/v1/queries/{id}")).await;
    assert_eq!((&record["state"], &record["end"]["outcome"]), (&json!("ended"), &json!("cancelled")));
}

#[tokio::test]
async fn the_time_limit_leaves_nothing_on_any_server() {
    for kind in Server::ALL {
        let database = TestDatabase::create(kind);
        let server = TestServer::start().await;
        server.register("db", database.url()).await;
        let id = new_id();
        let request =
            server.client.post(format!("{}/api/v1/query/db", server.base)).header("x-query-id", &id);
        let request = request.json(&json!({ "sql": endless(kind), "timeoutSeconds": 1 }));
        let (status, error) = unpack(request.send().await.unwrap()).await;
        assert_eq!((status, &error["code"]), (504, &json!("timed_out")), "{kind:?}: {error}");
        assert_eq!(error["params"]["confirmed"], "true", "{kind:?}");
        assert_eq!(at_work(&database, &id), 0, "{kind:?}");
    }
}

#[tokio::test]
async fn one_id_never_runs_twice() {
    let server = Arc::new(TestServer::start().await.with_shop().await);
    let id = new_id();
    let query = begin(&server, "shop", &id, ENDLESS_SQLITE).await;
    let again = unpack(with_id(&server, "shop", &id, "SELECT 1").await).await;
    assert_eq!((again.0, &again.1["code"]), (409, &json!("query_id_used")), "{again:?}");
    server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
    assert_eq!(query.await.unwrap().0, 409);
    // Also after its end, in whatever spelling.
    let upper = with_id(&server, "shop", &id.to_uppercase(), "SELECT 1").await;
    assert_eq!(unpack(upper).await.1["code"], "query_id_used");

    // What never ran may come again: here the guard said no.
    let fresh = new_id();
    assert_eq!(with_id(&server, "shop", &fresh, "DROP TABLE products").await.status(), 400);
    let answer = with_id(&server, "shop", &fresh, "SELECT 1").await;
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["x-query-id"].to_str().unwrap()),
        (200, fresh.as_str())
    );
    for wrong in ["7", "", "0198b2f0-7c3a-4c1e-9d52-1f6a8f0e2b7"] {
        let (status, error) = unpack(with_id(&server, "shop", wrong, "SELECT 1").await).await;
        assert_eq!((status, error["params"]["field"].as_str()), (400, Some("X-Query-Id")), "{wrong}");
    }
    assert_eq!(server.get("/api/v1/queries/7").await.0, 400);
}

#[tokio::test]
async fn the_history_tells_how_each_query_ended() {
    let server = TestServer::start().await.with_shop().await;
    for (sql, limit) in [
        ("SELECT id FROM products", 5),
        ("SELECT nope", 5),
        ("DROP TABLE products", 5),
        ("SELECT count(*) AS n FROM products", 5),
    ] {
        let body = json!({ "sql": sql, "limit": limit, "naturalQuery": "How many?" });
        server.post("/api/v1/query/shop", body).await;
    }
    let (status, history) = server.get("/api/v1/dbs/shop/history").await;
    assert_eq!((status, &history["next"]), (200, &Value::Null));
    let told: Vec<Value> = history["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert!(entry["elapsedMs"].is_u64() && entry["startedAt"].as_str().unwrap().ends_with('Z'));
            assert_eq!(entry["naturalQuery"], "How many?");
            json!([
                entry["sql"],
                entry["outcome"],
                entry["rowCount"],
                entry["truncatedBy"],
                entry["rule"],
                entry["errorCode"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["SELECT count(*) AS n FROM products", "answered", 1, null, null, null]),
            json!(["DROP TABLE products", "refused", null, null, "not-read-only", null]),
            json!(["SELECT nope", "failed", null, null, null, "query_failed"]),
            json!(["SELECT id FROM products", "answered", 5, "rows", null, null]),
        ]
    );

    let (_, first) = server.get("/api/v1/dbs/shop/history?limit=3").await;
    assert_eq!(first["entries"].as_array().unwrap().len(), 3);
    let next = first["next"].as_str().unwrap();
    let (_, rest) = server.get(&format!("/api/v1/dbs/shop/history?limit=3&before={next}")).await;
    assert_eq!(
        (rest["entries"][0]["sql"].as_str(), &rest["next"]),
        (Some("SELECT id FROM products"), &Value::Null)
    );
    let (_, found) = server.get("/api/v1/dbs/shop/history?search=DROP%20table").await;
    assert_eq!(found["entries"].as_array().unwrap().len(), 1);
    for wrong in ["?before=1", "?sort=sql"] {
        assert_eq!(server.get(&format!("/api/v1/dbs/shop/history{wrong}")).await.0, 400, "{wrong}");
    }
    assert_eq!(server.get("/api/v1/dbs/none/history").await.0, 404);
}

#[tokio::test]
async fn a_shutdown_ends_what_still_runs_and_remembers_it() {
    for kind in Server::ALL {
        let database = TestDatabase::create(kind);
        let folder = tempfile::TempDir::new().unwrap();
        let catalog = StoreLocation::Sqlite(folder.path().join("catalog.db"));
        let mut setup = Setup { catalog: catalog.clone(), ..Setup::default() };
        setup.http.last_requests = Duration::from_millis(100);
        let server = Arc::new(TestServer::start_as(setup).await);
        server.register("db", database.url()).await;
        let id = new_id();
        let query = begin(&server, "db", &id, endless(kind)).await;
        while at_work(&database, &id) == 0 {
            yield_now().await;
        }
        // These are queued for the history, but not yet written, when the shutdown begins.
        for number in 0..20 {
            let sql = format!("SELECT {number} AS n");
            assert_eq!(server.post("/api/v1/query/db", json!({ "sql": sql })).await.0, 200);
        }
        server.shut_down().await;
        assert_eq!(at_work(&database, &id), 0, "{kind:?}");
        let (status, error) = query.await.unwrap();
        assert_eq!((status, &error["code"]), (409, &json!("cancelled")), "{kind:?}");

        drop(server);
        let store = Store::open(&catalog, sealer()).await.unwrap();
        let history = store.list_history(&DbName::parse("db").unwrap(), 100).await.unwrap();
        assert_eq!(history.len(), 21, "{kind:?}");
        let cancelled = history.iter().find(|entry| entry.query_id == id).unwrap();
        assert_eq!(cancelled.outcome, QueryOutcome::Cancelled, "{kind:?}");
    }
}
