//! However a query ends, its statement is gone from the server.

use std::{
    future::pending,
    task::{Context, Poll},
};

use tokio::select;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, RowSink, TruncatedBy};
use weir_testkit::{PrivateServer, TestDatabase};

use super::*;

/// Runs for hours, and notices at once that it was killed.
const LONG: &str = "SELECT COUNT(*) FROM d a, d b, d c, d e, d f, d g WHERE SHA2(a.i + b.i + c.i + e.i + f.i + g.i, 512) = 'x'";

/// A table of a thousand numbers.
fn with_numbers(server: Server) -> TestDatabase {
    let database = TestDatabase::create(server);
    database.execute(
        "CREATE TABLE one (i int); INSERT INTO one VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
         CREATE TABLE d (i int PRIMARY KEY);
         INSERT INTO d SELECT a.i + 10 * b.i + 100 * c.i FROM one a, one b, one c",
    );
    database
}

/// Statements of ours that the server is at.
fn running(database: &TestDatabase) -> usize {
    let others = "SELECT id FROM information_schema.processlist \
         WHERE info LIKE '/* weir:%' AND db = DATABASE() AND id <> CONNECTION_ID()";
    database.rows(others).len()
}

async fn limited(engine: &MySqlEngine, sql: &str, limit: Duration) -> Result<(), Error> {
    let mut told = Told::default();
    let mut fetch = Fetch::new(&mut told, 1000);
    engine.run((sql, StatementKind::Select), &run_for(limit), &mut fetch).await
}

on_both! {
    async fn the_time_limit_ends_a_select(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let limit = Duration::from_millis(300);
        let ended = limited(&engine, LONG, limit).await;
        assert!(matches!(ended, Err(Error::TimedOut { confirmed: true, .. })), "{ended:?}");
        assert_eq!(running(&database), 0);
        // The server ended it by itself, so the session goes on.
        assert_eq!(answer(&engine, "SELECT 'on'").await, "on varchar\n  \"on\"\n");
    }

    async fn our_own_timer_ends_what_the_servers_does_not(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        // The reader never comes back, and the server's limit does not reach what it has sent already.
        let mut stuck = Stuck;
        let mut fetch = Fetch::new(&mut stuck, 1_000_000);
        let everything = ("SELECT * FROM d a, d b", StatementKind::Select);
        let ended = engine.run(everything, &run_for(Duration::from_millis(300)), &mut fetch).await;
        assert!(matches!(ended, Err(Error::TimedOut { confirmed: true, .. })), "{ended:?}");
        assert_eq!(running(&database), 0);
        assert_eq!(answer(&engine, "SELECT 'on'").await, "on varchar\n  \"on\"\n");
    }

    async fn dropping_the_query_ends_its_statement(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let seen = async {
            while running(&database) == 0 {
                tokio::task::yield_now().await;
            }
        };
        select! {
            ended = limited(&engine, LONG, Duration::from_mins(1)) => panic!("{ended:?}"),
            () = seen => {}
        }
        engine.wait().await;
        assert_eq!(running(&database), 0);
        assert_eq!(answer(&engine, "SELECT 'on'").await, "on varchar\n  \"on\"\n");
    }

    async fn dropping_it_before_the_server_has_begun_ends_it_too(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        for polls in 1..12 {
            let mut query = Box::pin(limited(&engine, LONG, Duration::from_mins(1)));
            for _ in 0..polls {
                assert!(futures_util::poll!(&mut query).is_pending());
                tokio::task::yield_now().await;
            }
            drop(query);
            engine.wait().await;
            assert_eq!(running(&database), 0, "after {polls} polls");
        }
    }

    async fn somebody_elses_kill_is_called_cancelled(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let kill = async {
            loop {
                let ids = "SELECT id FROM information_schema.processlist \
                     WHERE info LIKE '/* weir:%' AND db = DATABASE() AND id <> CONNECTION_ID()";
                if let [id] = database.rows(ids).as_slice() {
                    database.execute(&format!("KILL QUERY {id}"));
                    break pending::<()>().await;
                }
                tokio::task::yield_now().await;
            }
        };
        let ended = select! {
            ended = limited(&engine, LONG, Duration::from_mins(1)) => ended,
            () = kill => unreachable!("it waits for ever"),
        };
        assert!(matches!(ended, Err(Error::Cancelled { .. })), "{ended:?}");
        assert_eq!(answer(&engine, "SELECT 'on'").await, "on varchar\n  \"on\"\n");
    }

    async fn the_row_limit_is_exact(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        for (sql, rows, truncated) in [
            ("SELECT i FROM d WHERE i < 2", 2, None),
            ("SELECT i FROM d WHERE i < 3", 3, None),
            ("SELECT i FROM d WHERE i < 4", 3, Some(TruncatedBy::Rows)),
            ("SELECT i FROM d LIMIT 4", 3, Some(TruncatedBy::Rows)),
            ("SELECT i FROM d LIMIT 3", 3, None),
            // Far more than the server can hand over at once.
            ("SELECT a.i FROM d a, d b", 3, Some(TruncatedBy::Rows)),
            // `sql_select_limit` stands behind a text without a limit.
            ("SELECT i FROM d", 3, Some(TruncatedBy::Rows)),
        ] {
            let mut told = Told::default();
            let mut fetch = Fetch::new(&mut told, 3);
            engine.run((sql, StatementKind::Select), &run_for(Duration::from_secs(20)), &mut fetch).await.unwrap();
            assert_eq!(fetch.end(), QueryEnd { rows, truncated }, "{sql}");
            assert_eq!(told.rows, rows, "{sql}");
            engine.wait().await;
            assert_eq!(running(&database), 0, "{sql}");
        }
    }

    async fn a_full_sink_ends_the_statement(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let mut told = Told { full_at: Some(2), ..Told::default() };
        let mut fetch = Fetch::new(&mut told, 1_000_000);
        let everything = ("SELECT a.i FROM d a, d b", StatementKind::Select);
        engine.run(everything, &run_for(Duration::from_secs(20)), &mut fetch).await.unwrap();
        assert_eq!(fetch.end(), QueryEnd { rows: 1, truncated: Some(TruncatedBy::Bytes) });
        engine.wait().await;
        assert_eq!(running(&database), 0);
        assert_eq!(answer(&engine, "SELECT 'on'").await, "on varchar\n  \"on\"\n");
    }

    async fn a_session_that_the_server_closed_is_replaced(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let id = answer(&engine, "SELECT CONNECTION_ID()").await;
        engine.wait().await;
        let own: String = id.lines().last().unwrap().trim().to_owned();
        database.execute(&format!("KILL {own}"));
        let listed = format!("SELECT id FROM information_schema.processlist WHERE id = {own}");
        while !database.rows(&listed).is_empty() {
            tokio::task::yield_now().await;
        }
        let next = answer(&engine, "SELECT CONNECTION_ID()").await;
        assert_ne!(next, id);
        assert!(next.starts_with("CONNECTION_ID()"), "{next}");
    }

    async fn at_most_so_many_sessions_work_at_once(server: Server) {
        let database = with_numbers(server);
        let engine = open(database.url()).await.unwrap();
        let long = || limited(&engine, LONG, Duration::from_mins(1));
        let third = async {
            while running(&database) < 2 {
                tokio::task::yield_now().await;
            }
            limited(&engine, "SELECT 1", Duration::from_millis(50)).await
        };
        let refused = select! {
            ended = async { tokio::join!(long(), long()) } => panic!("{ended:?}"),
            refused = third => refused,
        };
        assert!(matches!(refused, Err(Error::Busy { limit: 2 })), "{refused:?}");
        engine.wait().await;
    }
}

/// A reader that never reads on.
#[derive(Debug)]
struct Stuck;

impl RowSink for Stuck {
    fn columns(&mut self, _columns: &[ResultColumn]) {}
    fn cell(&mut self, _cell: Cell<'_>) {}
    fn end_row(&mut self) -> RowFlow {
        RowFlow::Continue
    }
    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_statement_that_hears_no_kill_keeps_its_place() {
    // One call, and no server looks for a KILL within one: thirty times `**` in ninety levels take for ever.
    const DEAF: &str = "SELECT JSON_EXTRACT(CONCAT(REPEAT('[', 90), '1', REPEAT(']', 90)), CONCAT('$', REPEAT('**[0]', 30)))";
    let mut server = PrivateServer::start(Server::MySql);
    let engine = open(server.url()).await.unwrap();
    let second = Duration::from_secs(1);
    let (one, two) = tokio::join!(limited(&engine, DEAF, second), limited(&engine, DEAF, second));
    for ended in [one, two] {
        assert!(matches!(ended, Err(Error::TimedOut { confirmed: false, .. })), "{ended:?}");
    }
    let third = limited(&engine, "SELECT 1", second).await;
    assert!(matches!(third, Err(Error::Busy { limit: 2 })), "{third:?}");
    server.kill();
    while engine.sessions().busy > 0 {
        tokio::task::yield_now().await;
    }
}
