//! Rows, bytes, time, and what is left on the server when one of them is reached.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::{
    join, select,
    task::{spawn_blocking, yield_now},
};
use weir_engine::Error;
use weir_model::{QueryEnd, TruncatedBy};

use crate::support::{ENDLESS, LONG, MUCH, Rows, Shop, Stalled};

#[tokio::test]
async fn cuts_at_the_row_limit_and_says_so_only_when_there_was_more() {
    let shop = Shop::new("").await;
    for (sql, rows, truncated) in [
        ("SELECT generate_series(1, 0)", 0, None),
        ("SELECT generate_series(1, 2)", 2, None),
        ("SELECT generate_series(1, 3)", 3, None),
        ("SELECT generate_series(1, 4)", 3, Some(TruncatedBy::Rows)),
        ("SELECT generate_series(1, 1000000000)", 3, Some(TruncatedBy::Rows)),
        ("SELECT generate_series(1, 1000000000) LIMIT 2", 2, None),
        ("SELECT generate_series(1, 1000000000) LIMIT 3", 3, None),
        ("SELECT generate_series(1, 1000000000) LIMIT 4", 3, Some(TruncatedBy::Rows)),
        (
            "SELECT 1 FROM generate_series(1, 9) i ORDER BY i / 9 FETCH FIRST 2 ROWS WITH TIES",
            3,
            Some(TruncatedBy::Rows),
        ),
        ("SHOW ALL", 3, Some(TruncatedBy::Rows)),
        ("VALUES (1), (2), (3)", 3, None),
    ] {
        let mut sink = Rows::default();
        let end = shop.run(sql, 3, LONG, &mut sink).await.unwrap();
        assert_eq!((end, sink.told.len() as u64), (QueryEnd { rows, truncated }, rows), "{sql}");
    }
}

#[tokio::test]
async fn ends_the_statement_when_the_sink_is_full() {
    let shop = Shop::new("").await;
    let mut sink = Rows::with_room(2);
    let end = shop.run(MUCH, 1_000_000, LONG, &mut sink).await.unwrap();
    assert_eq!(end, QueryEnd { rows: 2, truncated: Some(TruncatedBy::Bytes) });
    assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
    shop.settle().await;
    assert!(shop.at_work().is_empty());
}

#[tokio::test]
async fn takes_long_rows_and_leaves_out_what_no_answer_can_hold() {
    let shop = Shop::new("").await;
    let rows = shop.query("SELECT repeat('x', i * 5000000) FROM generate_series(1, 3) i").await.unwrap();
    let lengths: Vec<usize> = rows.told.iter().map(|row| row[0].len() - "Text(\"\")".len()).collect();
    assert_eq!(lengths, [5_000_000, 10_000_000, 15_000_000]);

    let rows = shop.query("VALUES ('a'), (repeat('x', 70000000)), ('b')").await.unwrap();
    assert_eq!(rows.told, [["Text(\"a\")"]]);
    assert_eq!(rows.end.unwrap().truncated, Some(TruncatedBy::Bytes));
    shop.settle().await;
}

#[tokio::test]
async fn takes_a_statement_of_a_megabyte_with_a_long_answer() {
    let shop = Shop::new("").await;
    let sql = format!("{MUCH} /* {} */", "中".repeat(340_000));
    let mut sink = Rows::default();
    let end = shop.run(&sql, 10_000, LONG, &mut sink).await.unwrap();
    assert_eq!(end, QueryEnd { rows: 10_000, truncated: Some(TruncatedBy::Rows) });
}

#[tokio::test]
async fn shows_the_servers_words_with_the_place() {
    let shop = Shop::new("CREATE TABLE people (name text)").await;
    let error = shop.failure("SELECT '中文', nmae FROM people").await;
    assert_eq!(error.message, "column \"nmae\" does not exist");
    assert_eq!(error.sqlstate.as_deref(), Some("42703"));
    assert_eq!(error.position, Some(14));
    assert_eq!(error.hint.as_deref(), Some("Perhaps you meant to reference the column \"people.name\"."));
    let error = shop.failure("SELECT '{1'::int[]").await;
    assert_eq!(error.detail.as_deref(), Some("Unexpected end of input."));
    for (sql, sqlstate) in [
        ("SELECT * FROM nowhere", "42P01"),
        ("SELECT 1/0", "22012"),
        ("SELECT 10 / (3 - i) FROM generate_series(1, 5) i", "22012"),
    ] {
        assert_eq!(shop.failure(sql).await.sqlstate.as_deref(), Some(sqlstate), "{sql}");
    }
    assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn ends_the_statement_at_its_time_limit() {
    let shop = Shop::new("").await;
    let limit = Duration::from_millis(300);
    let outcome = shop.run(ENDLESS, 10, limit, &mut Rows::default()).await;
    assert!(matches!(outcome, Err(Error::TimedOut { limit: told, confirmed: true }) if told == limit));
    assert!(shop.at_work().is_empty());
    assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn counts_the_time_that_a_slow_reader_takes() {
    let shop = Shop::new("").await;
    for patience in [0, 2] {
        let mut sink = Stalled { taken: 0, patience };
        let outcome = shop.run(MUCH, 1_000_000, Duration::from_millis(300), &mut sink).await;
        assert!(matches!(outcome, Err(Error::TimedOut { confirmed: true, .. })), "{outcome:?}");
        assert_eq!(sink.taken, patience);
        assert!(shop.at_work().is_empty());
    }
}

#[tokio::test]
async fn ends_the_statement_when_its_future_is_dropped() {
    for sql in [ENDLESS, MUCH] {
        let shop = Arc::new(Shop::with_sessions(1, "").await);
        let mut sink = Stalled::default();
        select! {
            outcome = shop.run(sql, 1_000_000, LONG, &mut sink) => panic!("{outcome:?}"),
            label = shop.work_begins() => assert_eq!(label, "weir:somebody:the-id"),
        }
        // There is one place: it is free once the statement is gone.
        assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
        assert!(shop.at_work().is_empty());
    }
}

#[tokio::test]
async fn dropping_a_query_at_any_moment_harms_no_other() {
    let shop = Arc::new(Shop::with_sessions(2, "").await);
    for polls in 0..60 {
        let mut sink = Stalled::default();
        let mut running = Box::pin(shop.run(ENDLESS, 10, LONG, &mut sink));
        for _ in 0..polls {
            assert!((&mut running).now_or_never().is_none());
            yield_now().await;
        }
        drop(running);
        assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
    }
    shop.settle().await;
    assert!(shop.at_work().is_empty());
}

#[tokio::test]
async fn tells_who_ended_the_statement() {
    let shop = Arc::new(Shop::new("").await);
    for (function, ended) in [("pg_cancel_backend", "cancelled"), ("pg_terminate_backend", "lost")] {
        let end = format!(
            "SELECT {function}(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
        );
        let mut sink = Rows::default();
        let ending = async {
            shop.work_begins().await;
            let shop = Arc::clone(&shop);
            // A request that comes between two messages is not heard.
            spawn_blocking(move || while !shop.database.rows(&end).is_empty() {}).await.unwrap();
        };
        let (outcome, ()) = join!(shop.run(ENDLESS, 10, LONG, &mut sink), ending);
        match outcome {
            Err(Error::Cancelled { .. }) => assert_eq!(ended, "cancelled"),
            Err(Error::Lost(words)) => {
                assert_eq!((ended, &*words), ("lost", "terminating connection due to administrator command"));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(shop.value("SELECT 1").await, "Number(\"1\")");
    }
}

#[tokio::test]
async fn says_busy_when_no_session_is_free_in_time() {
    let shop = Arc::new(Shop::with_sessions(1, "").await);
    let mut sink = Rows::default();
    let busy = async {
        shop.work_begins().await;
        shop.run("SELECT 1", 10, Duration::from_millis(50), &mut Rows::default()).await
    };
    select! {
        outcome = shop.run(ENDLESS, 10, LONG, &mut sink) => panic!("{outcome:?}"),
        outcome = busy => assert!(matches!(outcome, Err(Error::Busy { limit: 1 }))),
    }
    shop.settle().await;
}
