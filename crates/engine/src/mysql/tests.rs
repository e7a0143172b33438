//! What cannot be shown through the guard: statements that it would refuse, run on real servers.

use std::task::{Context, Poll};

use expect_test::{Expect, expect};
use tokio_util::task::TaskTracker;
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};
use weir_testkit::{Server, TestDatabase};

use super::*;
use crate::pool::PoolLimits;

/// Writes down what it is told.
#[derive(Debug, Default)]
struct Told {
    text: String,
    rows: u64,
}

impl RowSink for Told {
    fn columns(&mut self, columns: &[ResultColumn]) {
        let shown: Vec<String> =
            columns.iter().map(|column| format!("{} {}", column.name, column.type_name)).collect();
        self.text.push_str(&shown.join(" | "));
        self.text.push('\n');
    }

    fn cell(&mut self, cell: Cell<'_>) {
        let shown = match cell {
            Cell::Null => "null".to_owned(),
            Cell::Number(text) => text.to_owned(),
            Cell::Decimal(text) => format!("decimal {text}"),
            Cell::Text(text) => format!("{text:?}"),
            Cell::Bytes(bytes) => bytes.iter().fold("\\x".to_owned(), |text, byte| text + &format!("{byte:02x}")),
            Cell::Json(text) => format!("json {text}"),
            other => format!("{other:?}"),
        };
        if shown.len() > 200 {
            self.text.push_str(&format!("{}… ({} long)", &shown[..20], shown.len()));
        } else {
            self.text.push_str(&shown);
        }
        self.text.push_str(" | ");
    }

    fn end_row(&mut self) -> RowFlow {
        self.text.push('\n');
        self.rows += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

async fn open(url: &str) -> Result<MySqlEngine, Error> {
    let (_, rest) = url.split_once("://").unwrap();
    let opening = Opening {
        pool: PoolLimits { size: 2, idle: Duration::from_secs(60) },
        connect_timeout: Duration::from_secs(10),
        tasks: TaskTracker::new(),
    };
    MySqlEngine::open(Address::parse(rest, false).unwrap(), opening).await
}

fn run_for(time_limit: Duration) -> QueryRun {
    QueryRun { query_id: "0198".to_owned(), caller: "ann".to_owned(), time_limit }
}

async fn query(engine: &MySqlEngine, sql: &str) -> Result<String, Error> {
    let mut told = Told::default();
    let mut fetch = Fetch::new(&mut told, 1000);
    engine.run(sql, &run_for(Duration::from_secs(20)), &mut fetch).await?;
    Ok(told.text)
}

#[tokio::test]
async fn try_it() {
    for server in [Server::MySql, Server::MariaDb] {
        let database = TestDatabase::create(server);
        eprintln!("{}", database.url());
        let engine = open(database.url()).await.unwrap();
        for sql in ["SELECT 1, 'a', 1.5, 1e0, NOW(), current_timestamp(3), cast('[1]' as json)", "SELECT 1 INTO OUTFILE '/tmp/x'", "SELECT 1 INTO @a", "SHOW CREATE TABLE information_schema.tables",
            "CREATE TABLE t (a int)", "CREATE TEMPORARY TABLE t (a int)", "SELECT sleep(1), 'into'", "EXPLAIN SELECT 'into'", "SHOW VARIABLES LIKE 'into%'", "DESCRIBE mysql.user 'into'", "EXPLAIN FORMAT=JSON SELECT 1", "SELECT * FROM nowhere", "SELECT 1; SELECT 2", "SELECT @@sql_mode, @@time_zone, @@character_set_client, @@tx_isolation", "EXPLAIN ANALYZE SELECT 'into'", "ANALYZE SELECT 'into'"] {
            eprintln!("{sql}\n  {:?}", query(&engine, sql).await);
        }
    }
}
