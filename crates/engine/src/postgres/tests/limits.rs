//! Rows, bytes, time, and what is left on the server when one of them is reached.

use std::{sync::Arc, time::Duration};

use tokio::net::{TcpListener, TcpStream};
use weir_model::{QueryEnd, TruncatedBy};
use weir_testkit::{Server, TestDatabase};

use super::support::{ENDLESS, LONG, Rows, Stalled, address, failure, open, opening, query, value, within};
use crate::{Engine, Error, postgres::PostgresEngine};

/// Many rows that no socket's buffers can hold.
const MUCH: &str = "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)";

/// What other sessions are doing in this database.
const AT_WORK: &str = "SELECT application_name FROM pg_stat_activity \
     WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()";

/// Waits until a statement shows in the server's list of sessions, and gives its label.
fn wait_for_work(database: &TestDatabase) -> String {
    loop {
        if let Some(label) = database.rows(AT_WORK).pop() {
            return label;
        }
    }
}

/// Waits until everything that the engine does in the background is done.
async fn settled(engine: &PostgresEngine) {
    engine.close().await;
    engine.ender.tasks.close();
    engine.ender.tasks.wait().await;
}

#[tokio::test]
async fn cuts_at_the_row_limit_and_says_so_only_when_there_was_more() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    for (sql, rows, truncated) in [
        ("SELECT generate_series(1, 0)", 0, None),
        ("SELECT generate_series(1, 2)", 2, None),
        ("SELECT generate_series(1, 3)", 3, None),
        ("SELECT generate_series(1, 4)", 3, Some(TruncatedBy::Rows)),
        ("SELECT generate_series(1, 1000000000)", 3, Some(TruncatedBy::Rows)),
        ("SHOW ALL", 3, Some(TruncatedBy::Rows)),
        ("VALUES (1), (2), (3)", 3, None),
    ] {
        let mut sink = Rows::default();
        let end = engine.run(sql, 3, &within(LONG), &mut sink).await.unwrap();
        assert_eq!((end, sink.told.len() as u64), (QueryEnd { rows, truncated }, rows), "{sql}");
    }
    let end = engine.run("SELECT 1", 0, &within(LONG), &mut Rows::default()).await.unwrap();
    assert_eq!(end, QueryEnd { rows: 0, truncated: Some(TruncatedBy::Rows) });
}

#[tokio::test]
async fn ends_the_statement_when_the_sink_is_full() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    let mut sink = Rows::with_room(2);
    let end = engine.run(MUCH, 1_000_000, &within(LONG), &mut sink).await.unwrap();
    assert_eq!(end, QueryEnd { rows: 2, truncated: Some(TruncatedBy::Bytes) });
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
    settled(&engine).await;
    assert!(database.rows(AT_WORK).is_empty());
}

#[tokio::test]
async fn takes_long_rows_and_leaves_out_what_no_answer_can_hold() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    let rows = query(&engine, "SELECT repeat('x', i * 5000000) FROM generate_series(1, 3) i").await.unwrap();
    let lengths: Vec<usize> = rows.told.iter().map(|row| row[0].len() - "Text(\"\")".len()).collect();
    assert_eq!(lengths, [5_000_000, 10_000_000, 15_000_000]);

    let rows = query(&engine, "VALUES ('a'), (repeat('x', 70000000)), ('b')").await.unwrap();
    assert_eq!(rows.told, [["Text(\"a\")"]]);
    assert_eq!(rows.end.unwrap().truncated, Some(TruncatedBy::Bytes));
    settled(&engine).await;
}

#[tokio::test]
async fn takes_a_statement_of_a_megabyte_with_a_long_answer() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    let sql = format!("{MUCH} /* {} */ LIMIT 10000", "中".repeat(340_000));
    let mut sink = Rows::default();
    let end = engine.run(&sql, 10_000, &within(LONG), &mut sink).await.unwrap();
    assert_eq!(end, QueryEnd { rows: 10_000, truncated: None });
}

#[tokio::test]
async fn shows_the_servers_words_with_the_place() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute("CREATE TABLE people (name text)");
    let engine = open(database.url()).await;
    let error = failure(&engine, "SELECT '中文', nmae FROM people").await;
    assert_eq!(error.message, "column \"nmae\" does not exist");
    assert_eq!(error.sqlstate.as_deref(), Some("42703"));
    assert_eq!(error.position, Some(14));
    assert_eq!(error.hint.as_deref(), Some("Perhaps you meant to reference the column \"people.name\"."));

    let error = failure(&engine, "SELECT '{1'::int[]").await;
    assert_eq!(error.detail.as_deref(), Some("Unexpected end of input."));
    for (sql, sqlstate) in [
        ("SELEC 1", "42601"),
        ("SELECT 1; SELECT 2", "42601"),
        ("SELECT $1", "08P01"),
        ("SELECT 1/0", "22012"),
        ("SELECT 10 / (3 - i) FROM generate_series(1, 5) i", "22012"),
        ("CREATE TABLE t (a int)", "25006"),
        ("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''57P01''; END'", "57P01"),
    ] {
        assert_eq!(failure(&engine, sql).await.sqlstate.as_deref(), Some(sqlstate), "{sql}");
    }
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn ends_the_statement_at_its_time_limit() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    let limit = Duration::from_millis(300);
    let outcome = engine.run(ENDLESS, 10, &within(limit), &mut Rows::default()).await;
    assert!(matches!(outcome, Err(Error::TimedOut { limit: told, confirmed: true }) if told == limit));
    assert!(database.rows(AT_WORK).is_empty());
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn counts_the_time_that_a_slow_reader_takes() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = open(database.url()).await;
    for patience in [0, 2] {
        let mut sink = Stalled { taken: 0, patience };
        let outcome = engine.run(MUCH, 1_000_000, &within(Duration::from_millis(300)), &mut sink).await;
        assert!(matches!(outcome, Err(Error::TimedOut { confirmed: true, .. })), "{outcome:?}");
        assert_eq!(sink.taken, patience);
        assert!(database.rows(AT_WORK).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_the_statement_when_its_future_is_dropped() {
    let database = TestDatabase::create(Server::Postgres);
    for sql in [ENDLESS, MUCH] {
        let engine = Arc::new(PostgresEngine::open(address(database.url()), opening(1)).await.unwrap());
        let running = tokio::task::spawn({
            let engine = Arc::clone(&engine);
            async move { engine.run(sql, u64::MAX, &within(LONG), &mut Stalled::default()).await }
        });
        assert_eq!(wait_for_work(&database), "weir:somebody:the-id");
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        // There is one place: it is free once the statement is gone.
        assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
        assert!(database.rows(AT_WORK).is_empty());
        settled(&engine).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_who_ended_the_statement() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = Arc::new(open(database.url()).await);
    for (function, ended) in [("pg_cancel_backend", "cancelled"), ("pg_terminate_backend", "lost")] {
        let running = tokio::task::spawn({
            let engine = Arc::clone(&engine);
            async move { engine.run(ENDLESS, 10, &within(LONG), &mut Rows::default()).await }
        });
        wait_for_work(&database);
        // A request that comes between two messages is not heard.
        while !running.is_finished() {
            database.rows(&AT_WORK.replace("application_name FROM", &format!("{function}(pid) FROM")));
        }
        match running.await.unwrap() {
            Err(Error::Cancelled) => assert_eq!(ended, "cancelled"),
            Err(Error::Lost(words)) => {
                assert_eq!(
                    (ended, words.as_str()),
                    ("lost", "terminating connection due to administrator command")
                );
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn says_busy_when_no_session_is_free_in_time() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = Arc::new(PostgresEngine::open(address(database.url()), opening(1)).await.unwrap());
    let running = tokio::task::spawn({
        let engine = Arc::clone(&engine);
        async move { engine.run(ENDLESS, 10, &within(LONG), &mut Rows::default()).await }
    });
    wait_for_work(&database);
    let outcome = engine.run("SELECT 1", 10, &within(Duration::from_millis(50)), &mut Rows::default()).await;
    assert!(matches!(outcome, Err(Error::Busy { limit: 1 })));
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    settled(&engine).await;
}

/// A server behind something that loses cancel requests, as some balancers do.
async fn deaf_to_cancel(database: &TestDatabase) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url::Url::parse(database.url()).unwrap();
    let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
    let here = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    tokio::task::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.unwrap();
            tokio::task::spawn(async move {
                let mut start = [0; 8];
                client.peek(&mut start).await.unwrap();
                if start[..4] != [0, 0, 0, 16] {
                    tokio::io::copy_bidirectional(&mut client, &mut server).await.ok();
                }
            });
        }
    });
    format!(
        "{}?sslmode=disable",
        database.url().replace(&format!("{}:{}", url.host_str().unwrap(), url.port().unwrap()), &here)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn terminates_a_statement_that_hears_no_cancel_request() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = Arc::new(open(&deaf_to_cancel(&database).await).await);
    let running = tokio::task::spawn({
        let engine = Arc::clone(&engine);
        async move { engine.run(ENDLESS, 10, &within(LONG), &mut Rows::default()).await }
    });
    wait_for_work(&database);
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    settled(&engine).await;
    assert!(database.rows(AT_WORK).is_empty());
}
