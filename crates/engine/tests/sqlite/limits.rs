//! Time, locks and size: how statements end that wouldn't by themselves.

use std::time::{Duration, Instant};

use tokio::time::timeout;
use weir_engine::Error;

use crate::support::{ENDLESS, File, Rows, Stalled, checked, query, value, within};

const SHORT: Duration = Duration::from_millis(200);
const AMPLE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn ends_a_statement_at_its_time_limit() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open_with(1, AMPLE).await.unwrap();
    for sql in [
        ENDLESS,
        // Everything is in the sorter, nothing is told before.
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c ORDER BY -x",
        // Few instructions, each of them long.
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT sum(length(hex(zeroblob(x * 1000)))) FROM c",
    ] {
        let begun = Instant::now();
        let error = engine.query(&checked(sql, 10), &within(SHORT), &mut Rows::default()).await.unwrap_err();
        assert!(matches!(error, Error::TimedOut { limit: SHORT, confirmed: true }), "{sql}: {error:?}");
        assert!(begun.elapsed() < AMPLE, "{sql}");
    }
    assert_eq!(value(&*engine, "SELECT 1").await, "Int(1)");
}

#[tokio::test]
async fn a_reader_that_stalls_is_ended_by_the_time_limit_too() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open_with(1, AMPLE).await.unwrap();
    let sql =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, zeroblob(1000) FROM c";
    let mut sink = Stalled { taken: 0, patience: 3 };
    let error = engine.query(&checked(sql, 1_000_000), &within(SHORT), &mut sink).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { confirmed: true, .. }), "{error:?}");
    assert_eq!(sink.taken, 3);
    assert_eq!(value(&*engine, "SELECT 1").await, "Int(1)");
}

#[tokio::test]
async fn dropping_the_future_ends_the_statement_and_frees_its_session() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open_with(1, AMPLE).await.unwrap();
    for sql in [ENDLESS, "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"] {
        let mut sink = Stalled { taken: 0, patience: 5 };
        let query = checked(sql, 1_000_000_000);
        let run = within(Duration::from_mins(5));
        let dropped = timeout(SHORT, engine.query(&query, &run, &mut sink)).await;
        assert!(dropped.is_err(), "{sql}");
        // There is only one session: this waits for it.
        let rows = timeout(AMPLE, value(&*engine, "SELECT 1")).await;
        assert_eq!(rows.unwrap(), "Int(1)", "{sql}");
    }
}

#[tokio::test]
async fn says_busy_when_no_session_is_free_in_time() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open_with(1, AMPLE).await.unwrap();
    let (endless, quick) = (checked(ENDLESS, 1), checked("SELECT 1", 1));
    let (mut first, mut second) = (Rows::default(), Rows::default());
    let (long, short) = (within(SHORT * 3), within(SHORT));
    let (first, second) =
        tokio::join!(engine.query(&endless, &long, &mut first), engine.query(&quick, &short, &mut second));
    assert!(matches!(first, Err(Error::TimedOut { .. })), "{first:?}");
    assert!(matches!(second, Err(Error::Busy { limit: 1 })), "{second:?}");
}

#[tokio::test]
async fn runs_sixteen_queries_at_once_on_four_sessions() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open().await;
    let sql = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 50000) SELECT sum(x) FROM c";
    let mut queries = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let engine = engine.clone();
        queries.spawn(async move { value(&*engine, sql).await });
    }
    let answers = queries.join_all().await;
    assert_eq!(answers, vec!["Int(1250025000)"; 16]);
}

#[tokio::test]
async fn waits_for_a_writer_s_lock_and_says_so_when_time_is_over() {
    let file = File::new("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let engine = file.open().await;
    let writer = file.writer();
    writer.execute_batch("BEGIN EXCLUSIVE; UPDATE t SET x = 2").unwrap();
    let error =
        engine.query(&checked("SELECT x FROM t", 1), &within(SHORT), &mut Rows::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "Failed to connect to database: database is locked by another program");
    let error = file.open_with(1, SHORT).await.unwrap_err();
    assert_eq!(error.to_string(), "Failed to connect to database: database is locked by another program");

    let (answer, ()) = tokio::join!(value(&*engine, "SELECT x FROM t"), async {
        tokio::task::yield_now().await;
        writer.execute_batch("COMMIT").unwrap();
    });
    assert_eq!(answer, "Int(2)");
}

#[tokio::test]
async fn reads_a_wal_while_another_program_writes() {
    let file = File::new("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let writer = file.writer();
    writer.execute_batch("INSERT INTO t VALUES (2); BEGIN IMMEDIATE; INSERT INTO t VALUES (3)").unwrap();
    let engine = file.open().await;
    assert_eq!(value(&*engine, "SELECT sum(x) FROM t").await, "Int(3)");
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(value(&*engine, "SELECT sum(x) FROM t").await, "Int(6)");
}

#[tokio::test]
async fn a_statement_that_would_take_all_memory_fails_alone() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open().await;
    for sql in [
        "SELECT zeroblob(1000000000)",
        "SELECT replace(hex(zeroblob(30000000)), '0', 'xxxxxxxx')",
        "SELECT printf('%.*c', 999999999, 'x')",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 50) SELECT group_concat(hex(zeroblob(1000000)), '') FROM c",
    ] {
        let outcome = query(&*engine, sql).await;
        assert!(
            matches!(&outcome, Err(Error::QueryFailed(_) | Error::Refused(_)))
                || outcome.as_ref().is_ok_and(is_small),
            "{sql}"
        );
    }
    assert_eq!(value(&*engine, "SELECT 1").await, "Int(1)");
}

#[tokio::test]
async fn long_and_deep_statements_run_or_fail_in_the_library_s_words() {
    let file = File::new("CREATE TABLE t (x); INSERT INTO t VALUES (7)");
    let engine = file.open().await;
    let numbers = |count: u32| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let list = format!("SELECT count(*) FROM t WHERE x IN ({})", numbers(20_000).join(", "));
    assert_eq!(value(&*engine, &list).await, "Int(1)");
    let rows = format!("SELECT count(*) FROM (VALUES ({}))", numbers(10_000).join("), ("));
    assert_eq!(value(&*engine, &rows).await, "Int(10000)");
    let nested = format!("SELECT {}1{}", "(1 + ".repeat(190), ")".repeat(190));
    assert_eq!(value(&*engine, &nested).await, "Int(191)");
    let cases = format!("SELECT {}1{}", "CASE WHEN 1 THEN ".repeat(190), " END".repeat(190));
    assert_eq!(value(&*engine, &cases).await, "Int(1)");
    let sum = format!("SELECT {}", numbers(900).join(" + "));
    assert_eq!(value(&*engine, &sum).await, "Int(404550)");
    let too_deep = format!("SELECT {}", numbers(20_000).join(" + "));
    let Err(Error::QueryFailed(diagnostic)) = query(&*engine, &too_deep).await else { panic!() };
    assert!(diagnostic.message.contains("maximum depth"), "{diagnostic}");
}

fn is_small(rows: &Rows) -> bool {
    rows.told.concat().concat().len() < 1000
}
