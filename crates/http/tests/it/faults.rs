//! What breaks between Weir and its databases, and in its own catalog: a clear answer in time, and nobody
//! else harmed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    join,
    net::TcpListener,
    task::yield_now,
};
use uuid::Uuid;
use weir_store::StoreLocation;
use weir_testkit::{PrivateServer, Proxy, Server, TestDatabase, Weather};

use crate::support::{Setup, TestServer};

/// A thousand rows of 1,000 characters; joined with itself, a gigabyte.
const FILLER: &str = "
    CREATE TABLE filler (id int PRIMARY KEY, t varchar(1000));
    CREATE TABLE digits (d int); INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
    INSERT INTO filler SELECT a.d * 100 + b.d * 10 + c.d, repeat('x', 1000) FROM digits a, digits b, digits c;";
const MUCH: &str = "SELECT a.t FROM filler a, filler b";
/// Rows so wide that ten thousand of them are fifty megabytes.
const WIDE: &str = "SELECT CONCAT(a.t, a.t, a.t, b.t, b.t) AS t FROM filler a, filler b";

/// A database behind a network of its own, another beside it, and a Weir that knows both as `db` and `beside`.
struct House {
    weir: TestServer,
    network: Proxy,
    _database: TestDatabase,
}

impl House {
    async fn new(kind: Server) -> Self {
        let database = TestDatabase::create(kind);
        database.execute(FILLER);
        let network = Proxy::before(database.url());
        let weir = impatient().await;
        weir.register("db", &network.url()).await;
        weir.register("beside", database.url()).await;
        Self { weir, network, _database: database }
    }

    /// The status and the error of a query.
    async fn ask(&self, db: &str, sql: &str, timeout_s: u32) -> (u16, Value) {
        self.weir
            .post(&format!("/api/v1/query/{db}"), json!({ "sql": sql, "timeoutSeconds": timeout_s }))
            .await
    }

    /// The status of a streamed answer, and whether it came to its end.
    async fn stream(&self, sql: &str, timeout_s: u32) -> (u16, bool) {
        let request = self.weir.client.post(format!("{}/api/v1/query/db", self.weir.base));
        let body = json!({ "sql": sql, "limit": 1_000_000, "timeoutSeconds": timeout_s });
        let answer = request.header(header::ACCEPT, "text/csv").json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.is_ok())
    }

    /// How the last query on `db` ended.
    async fn last_error(&self) -> String {
        let (_, history) = self.weir.get("/api/v1/dbs/db/history?limit=1").await;
        history["entries"][0]["errorCode"].as_str().unwrap().to_owned()
    }
}

/// A server that gives up on connecting after a second.
async fn impatient() -> TestServer {
    TestServer::start_as(Setup { connect_timeout: Duration::from_secs(1), sessions: 8, ..Setup::default() })
        .await
}

#[tokio::test]
async fn a_network_that_is_cut_ends_the_answer_and_comes_back() {
    for kind in Server::ALL {
        let house = House::new(kind).await;
        house.network.set(Weather::BrokenAfter(1 << 20));
        assert_eq!(house.stream(MUCH, 20).await, (200, false), "{kind:?}: cut in the middle");
        assert_eq!(house.last_error().await, "connection_lost", "{kind:?}");
        let (status, error) = house.ask("db", "SELECT 1", 5).await;
        assert_eq!((status, &error["code"]), (503, &json!("unreachable")), "{kind:?}: {error}");
        assert_eq!(house.ask("beside", "SELECT 1", 5).await.0, 200);

        house.network.set(Weather::Fair);
        assert_eq!(house.ask("db", "SELECT 1", 5).await.0, 200, "{kind:?}: and back");
        house.network.set(Weather::BrokenAfter(10_000));
        let (status, error) = house.ask("db", MUCH, 5).await;
        assert_eq!((status, &error["code"]), (503, &json!("connection_lost")), "{kind:?}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_in_the_middle_of_a_row_is_left_at_the_time_limit() {
    for kind in Server::ALL {
        let house = House::new(kind).await;
        house.network.set(Weather::SilentAfter(100_000));
        let started = Instant::now();
        let (hung, ()) = join!(house.ask("db", MUCH, 1), async {
            assert_eq!(house.ask("beside", "SELECT 1", 5).await.0, 200);
        });
        assert_eq!((hung.0, &hung.1["code"]), (504, &json!("timed_out")), "{kind:?}: {hung:?}");
        assert_eq!(hung.1["params"]["confirmed"], "false", "{kind:?}: nobody can know");
        assert!(started.elapsed() < Duration::from_secs(15), "{kind:?}: {:?}", started.elapsed());

        house.network.set(Weather::Fair);
        assert_eq!(house.ask("db", "SELECT 1", 5).await.0, 200, "{kind:?}");
        house.network.set(Weather::SilentAfter(2 << 20));
        assert_eq!(house.stream(MUCH, 1).await, (200, false), "{kind:?}: after the status is out");
        assert_eq!(house.last_error().await, "timed_out", "{kind:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_at_connecting_holds_up_each_caller_once() {
    for kind in Server::ALL {
        let house = House::new(kind).await;
        house.network.set(Weather::Silent);
        let put = json!({ "url": house.network.url() });
        let answer = house.weir.send(Method::PUT, "/api/v1/dbs/new", Some(put)).await;
        let error: Value = answer.json().await.unwrap();
        let told = "Failed to connect to database: Connection timed out after 1 seconds";
        assert_eq!(error["detail"], told, "{kind:?}");
        assert_eq!(house.weir.get("/api/v1/dbs/new").await.0, 404);

        // Whatever sessions there were are found dead; then each caller waits for a new one, all at once.
        house.network.set(Weather::Broken);
        house.network.set(Weather::Silent);
        let started = Instant::now();
        let six =
            async { join!(one(&house), one(&house), one(&house), one(&house), one(&house), one(&house)) };
        let (six, beside) = join!(six, house.ask("beside", "SELECT 1", 5));
        for (status, detail) in [six.0, six.1, six.2, six.3, six.4, six.5] {
            assert_eq!((status, detail.as_str()), (503, told), "{kind:?}");
        }
        assert_eq!(beside.0, 200);
        assert!(started.elapsed() < Duration::from_secs(5), "{kind:?}: {:?}", started.elapsed());
        house.network.set(Weather::Fair);
        assert_eq!(house.ask("db", "SELECT 1", 5).await.0, 200, "{kind:?}");
    }
}

async fn one(house: &House) -> (u16, String) {
    let (status, error) = house.ask("db", "SELECT 1", 20).await;
    (status, error["detail"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_slow_network_changes_nothing_but_the_time() {
    for kind in Server::ALL {
        let house = House::new(kind).await;
        let sql = "SELECT id, t FROM filler WHERE id < 20 ORDER BY id";
        let fast = house.ask("db", sql, 20).await;
        house.network.set(Weather::Trickle(1_000, Duration::from_millis(1)));
        let slow = house.ask("db", sql, 20).await;
        assert_eq!((slow.0, &slow.1["result"]), (200, &fast.1["result"]), "{kind:?}");
    }
}

#[tokio::test]
async fn a_server_that_drops_the_tls_handshake_is_unreachable() {
    // PostgreSQL: says that it speaks TLS, and hangs up at the client's hello.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let weir = impatient().await;
    let dropping = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.read_exact(&mut [0; 8]).await.unwrap();
        socket.write_all(b"S").await.unwrap();
        socket.read_exact(&mut [0; 1]).await.unwrap();
    };
    let url = format!("postgresql://u:hunter2@127.0.0.1:{port}/d?sslmode=require");
    let body = json!({ "url": url });
    let (answer, ()) = join!(weir.send(Method::PUT, "/api/v1/dbs/x", Some(body)), dropping);
    assert_unreachable(answer).await;

    // MySQL: greets (about a hundred bytes), and is cut at its answer to the client's hello.
    let database = TestDatabase::create(Server::MySql);
    let network = Proxy::before(database.url());
    network.set(Weather::BrokenAfter(130));
    let body = json!({ "url": format!("{}?ssl-mode=REQUIRED", network.url()) });
    assert_unreachable(weir.send(Method::PUT, "/api/v1/dbs/x", Some(body)).await).await;
}

async fn assert_unreachable(answer: reqwest::Response) {
    let status = answer.status();
    let error: Value = answer.json().await.unwrap();
    assert_eq!((status.as_u16(), &error["code"]), (503, &json!("unreachable")), "{error}");
    assert!(error["detail"].as_str().unwrap().starts_with("Failed to connect to database: "), "{error}");
    assert!(!error.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_server_that_takes_no_more_connections_says_so_in_its_own_words() {
    let name = format!("few_{}", &Uuid::new_v4().simple().to_string()[..8]);
    for (kind, create, drop, words) in [
        (
            Server::Postgres,
            format!("CREATE ROLE {name} LOGIN PASSWORD 'pw' CONNECTION LIMIT 0"),
            format!("DROP ROLE {name}"),
            "too many connections for role",
        ),
        (
            Server::MySql,
            format!(
                "CREATE USER {name} IDENTIFIED BY 'pw' WITH MAX_CONNECTIONS_PER_HOUR 1; GRANT SELECT ON *.* TO {name}"
            ),
            format!("DROP USER {name}"),
            "has exceeded the 'max_connections_per_hour' resource",
        ),
        (
            Server::MariaDb,
            format!(
                "CREATE USER {name} IDENTIFIED BY 'pw' WITH MAX_CONNECTIONS_PER_HOUR 1; GRANT SELECT ON *.* TO {name}"
            ),
            format!("DROP USER {name}"),
            "has exceeded the 'max_connections_per_hour' resource",
        ),
    ] {
        let database = TestDatabase::create(kind);
        database.execute(&create);
        let (_, place) = database.url().split_once('@').unwrap();
        let (scheme, _) = database.url().split_once("://").unwrap();
        let weir = impatient().await;
        let url = format!("{scheme}://{name}:pw@{place}");
        let mut detail = String::new();
        // MySQL lets the first one in.
        for db in ["one", "two"] {
            let answer =
                weir.send(Method::PUT, &format!("/api/v1/dbs/{db}"), Some(json!({ "url": url }))).await;
            let error: Value = answer.json().await.unwrap();
            detail = error["detail"].as_str().unwrap_or_default().to_owned();
        }
        database.execute(&drop);
        assert!(detail.contains(words), "{kind:?}: {detail}");
    }
}

#[tokio::test]
async fn a_server_that_is_killed_in_mid_answer_and_restarted_is_used_again() {
    for kind in Server::ALL {
        let mut server = PrivateServer::start(kind);
        server.execute(FILLER);
        let weir = impatient().await;
        weir.register("db", server.url()).await;
        // In each format a reader in the middle of an answer that no buffer holds.
        let mut readers = Vec::new();
        for (accept, limit) in
            [("text/csv", 1_000_000), ("application/x-ndjson", 1_000_000), ("application/json", 10_000)]
        {
            let request = weir.client.post(format!("{}/api/v1/query/db", weir.base));
            let body = json!({ "sql": WIDE, "limit": limit });
            let mut answer = request.header(header::ACCEPT, accept).json(&body).send().await.unwrap();
            let begun = answer.chunk().await.unwrap().unwrap();
            readers.push((accept, answer, begun.to_vec()));
        }
        server.kill();
        for (accept, mut answer, mut seen) in readers {
            let end = loop {
                match answer.chunk().await {
                    Ok(Some(chunk)) => seen.extend_from_slice(&chunk),
                    Ok(None) => break "whole",
                    Err(_) => break "cut",
                }
            };
            assert_eq!(end, "cut", "{kind:?} {accept}");
            assert!(!seen.windows(10).any(|bytes| bytes == b"\"summary\":"), "{kind:?} {accept}");
            assert!(serde_json::from_slice::<Value>(&seen).is_err(), "{kind:?} {accept}: looks whole");
        }
        let (status, error) = weir.post("/api/v1/query/db", json!({ "sql": "SELECT 1" })).await;
        assert_eq!(status, 503, "{kind:?}: {error}");
        server.restart();
        let (status, error) = weir.post("/api/v1/query/db", json!({ "sql": "SELECT 1" })).await;
        assert_eq!(status, 200, "{kind:?}: {error}");
        let (_, history) = weir.get("/api/v1/dbs/db/history").await;
        for entry in &history["entries"].as_array().unwrap()[2..5] {
            assert_eq!(entry["errorCode"], "connection_lost", "{kind:?}: {history}");
        }
    }
}

#[tokio::test]
async fn six_sleeping_queries_hold_up_nobody_else() {
    let database = TestDatabase::create(Server::Postgres);
    // The guard lets nobody call pg_sleep; what a view of the database's owner does is the owner's.
    database.execute("CREATE VIEW slow AS SELECT pg_sleep(300)::text AS x; CREATE TABLE quick (x int)");
    let weir = Arc::new(impatient().await);
    weir.register("db", database.url()).await;
    let sleeping: Vec<_> = (0..6)
        .map(|_| {
            let weir = Arc::clone(&weir);
            #[expect(clippy::disallowed_methods, reason = "the test waits for it by hand")]
            tokio::spawn(async move {
                let body = json!({ "sql": "SELECT x FROM slow", "timeoutSeconds": 300 });
                weir.post("/api/v1/query/db", body).await
            })
        })
        .collect();
    let asleep = "SELECT 1 FROM pg_stat_activity \
                  WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while database.rows(asleep).len() < 6 {
        assert!(sleeping.iter().all(|query| !query.is_finished()), "one of them does not sleep");
        yield_now().await;
    }
    for _ in 0..20 {
        let (status, answer) =
            weir.post("/api/v1/query/db", json!({ "sql": "SELECT count(*) FROM quick" })).await;
        assert_eq!(status, 200, "{answer}");
    }
    assert_eq!(database.rows(asleep).len(), 6, "they slept all the time");
    weir.gateway.cancel_queries().await;
    for query in sleeping {
        assert_eq!(query.await.unwrap().0, 409);
    }
    assert!(database.rows(asleep).is_empty());
}

#[tokio::test]
async fn a_locked_catalog_stops_no_query_and_loses_no_history() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("catalog.db");
    let setup = Setup { catalog: StoreLocation::Sqlite(file.clone()), ..Setup::default() };
    let weir = TestServer::start_as(setup).await.with_shop().await;
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    assert_eq!(weir.query("SELECT 1 AS during").await.0, 200);
    let request = weir.client.post(format!("{}/api/v1/query/shop", weir.base));
    let chosen = request.header("x-query-id", Uuid::new_v4().to_string()).json(&json!({ "sql": "SELECT 2" }));
    assert_eq!(chosen.send().await.unwrap().status(), 200);
    let gone = weir.send(Method::DELETE, "/api/v1/dbs/shop", None).await;
    let status = gone.status();
    let error: Value = gone.json().await.unwrap();
    assert_eq!((status.as_u16(), &error["code"]), (503, &json!("catalog_unavailable")), "{error}");

    other.execute_batch("COMMIT").unwrap();
    while weir.get("/api/v1/dbs/shop/history").await.1["entries"].as_array().unwrap().len() < 2 {
        yield_now().await;
    }
}
