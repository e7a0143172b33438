//! What one query can't leave to the next, and how a session that broke is replaced.

use std::time::Duration;

use tokio::time::{self, Instant};
use weir_guard::Dialect;
use weir_model::{ServerFlavor, Volatility};
use weir_testkit::{PrivateServer, Server, TestDatabase};

use super::support::{LONG, failure, query, single, value};
use crate::{Engine, Error};

#[tokio::test]
async fn leaves_nothing_of_a_session_to_the_next_query() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute("CREATE SEQUENCE s; CREATE ROLE weaker NOLOGIN");
    let engine = single(database.url()).await;
    let process = value(&engine, "SELECT pg_backend_pid()").await;
    for (act, look, told) in [
        ("SELECT set_config('search_path', 'x', false)", "SHOW search_path", r#"Text("\"$user\", public")"#),
        ("SET ROLE weaker", "SELECT current_user = session_user", "Bool(true)"),
        ("SET SESSION AUTHORIZATION weaker", "SELECT session_user = 'weaker'", "Bool(false)"),
        (
            "SELECT pg_advisory_lock(7)",
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
            r#"Number("0")"#,
        ),
        (
            "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
            "SELECT count(*) FROM pg_cursors WHERE name = 'c'",
            r#"Number("0")"#,
        ),
        ("LISTEN gossip", "SELECT count(*) FROM pg_listening_channels()", r#"Number("0")"#),
        (
            "EXPLAIN ANALYZE SELECT 1 INTO kept",
            "SELECT count(*) FROM pg_class WHERE relname = 'kept'",
            r#"Number("0")"#,
        ),
        (
            "SET TIME ZONE 'Asia/Kathmandu'",
            "SELECT current_setting('TimeZone') = 'Asia/Kathmandu'",
            "Bool(false)",
        ),
    ] {
        query(&engine, act).await.map_err(|error| panic!("{act}: {error:?}")).ok();
        assert_eq!(value(&engine, look).await, told, "{act}");
        assert_eq!(value(&engine, "SELECT pg_backend_pid()").await, process, "the session is the same");
    }
    database.execute("DROP ROLE weaker");
}

#[tokio::test]
async fn stays_read_only_whatever_a_statement_says() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = single(database.url()).await;
    for sql in ["SET TRANSACTION READ WRITE", "SELECT set_config('transaction_read_only', 'off', false)"] {
        assert_eq!(
            failure(&engine, sql).await.message,
            "transaction read-write mode must be set before any query"
        );
    }
    // Neither ends our transaction without being noticed, and the next query is protected again.
    for sql in ["COMMIT", "ROLLBACK"] {
        let outcome = query(&engine, sql).await;
        assert!(matches!(outcome, Err(Error::Internal(_))), "{sql}: {outcome:?}");
    }
    assert_eq!(failure(&engine, "CREATE TABLE t (a int)").await.sqlstate.as_deref(), Some("25006"));
    let error = query(&engine, "COPY (SELECT 1) TO STDOUT").await;
    assert!(matches!(error, Err(Error::Internal(_))));
    assert_eq!(value(&engine, "SHOW transaction_read_only").await, r#"Text("on")"#);
}

#[tokio::test]
async fn takes_the_servers_no_for_an_answer() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = single(database.url()).await;
    for (sql, sqlstate) in [
        ("SELEC 1", "42601"),
        ("SELECT 1; SELECT 2", "42601"),
        // A class of errors that sounds like a broken connection, and is none.
        ("SELECT $1", "08P01"),
        ("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''57P01''; END'", "57P01"),
    ] {
        assert_eq!(failure(&engine, sql).await.sqlstate.as_deref(), Some(sqlstate), "{sql}");
    }
    assert!(query(&engine, "-- nothing").await.is_ok());
    assert_eq!(value(&engine, "SELECT pg_sleep(0)").await, "Text(\"\")");
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn throws_a_session_away_when_its_clean_up_fails() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = single(database.url()).await;
    let process = value(&engine, "SELECT pg_backend_pid()").await;
    let (lease, idle) = engine.pool.lease(Instant::now() + LONG).await.unwrap();
    let (mut session, _) = idle.unwrap();
    session.settle().await.unwrap();
    session.wire.write_query("SELECT 1/0").unwrap();
    session.wire.send().await.unwrap();
    lease.keep(session);
    assert_ne!(value(&engine, "SELECT pg_backend_pid()").await, process);
}

#[tokio::test]
async fn replaces_sessions_that_the_server_has_closed() {
    let mut server = PrivateServer::start(Server::Postgres);
    let engine = single(server.url()).await;
    let process = value(&engine, "SELECT pg_backend_pid()").await;
    server.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir'");
    while server.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'weir'") != ["0"] {}
    assert_ne!(value(&engine, "SELECT pg_backend_pid()").await, process);

    server.restart();
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
    engine.ping().await.unwrap();

    server.kill();
    // The server's processes notice one after the other that their parent is gone.
    let failure = loop {
        if let Err(error) = engine.ping().await {
            break error;
        }
    };
    assert!(matches!(failure, Error::Unreachable(words) if words == "Connection refused"));
    let outcome = query(&engine, "SELECT 1").await;
    assert!(matches!(outcome, Err(Error::Unreachable(_))));
}

#[tokio::test]
async fn tries_a_session_that_was_idle_for_long() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = single(database.url()).await;
    let process = value(&engine, "SELECT pg_backend_pid()").await;
    time::pause();
    time::advance(Duration::from_secs(40)).await;
    time::resume();
    assert_eq!(value(&engine, "SELECT pg_backend_pid()").await, process);
}

#[tokio::test]
async fn says_what_the_server_is_and_offers() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute("CREATE EXTENSION hstore; CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'");
    let engine = single(database.url()).await;
    assert_eq!(engine.dialect(), Dialect::Postgres);
    assert_eq!(engine.version().flavor, ServerFlavor::Postgres);
    assert!(engine.version().number >= (13, 0), "{:?}", engine.version());
    let functions = engine.functions().await.unwrap();
    let find = |name: &str| functions.iter().find(|it| it.name == name).unwrap();
    assert_eq!(
        (find("lower").schema.as_str(), find("lower").volatility),
        ("pg_catalog", Volatility::Immutable)
    );
    assert_eq!(find("pg_sleep").volatility, Volatility::Volatile);
    assert_eq!((find("mine").schema.as_str(), find("mine").volatility), ("public", Volatility::Stable));
    assert_eq!(
        (find("mine").extension.as_deref(), find("skeys").extension.as_deref()),
        (None, Some("hstore"))
    );
}

#[tokio::test]
async fn keeps_no_session_once_it_is_closed() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = single(database.url()).await;
    engine.close().await;
    query(&engine, "SELECT 1").await.unwrap();
    let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'weir'";
    while database.rows(sessions) != ["0"] {}
}
