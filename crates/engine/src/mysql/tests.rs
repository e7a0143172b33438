//! What cannot be shown through the guard: statements that it would refuse, run on real servers.

mod ending;
mod safety;
mod values;

use std::task::{Context, Poll};

use tokio_util::task::TaskTracker;
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};
use weir_testkit::Server;

use super::*;
use crate::pool::PoolLimits;

/// Runs a test on both servers.
macro_rules! on_both {
    ($(async fn $name:ident($server:ident: Server) $body:block)*) => {
        mod mysql {
            $(#[tokio::test] async fn $name() { super::$name(weir_testkit::Server::MySql).await; })*
        }
        mod mariadb {
            $(#[tokio::test] async fn $name() { super::$name(weir_testkit::Server::MariaDb).await; })*
        }
        $(async fn $name($server: weir_testkit::Server) $body)*
    };
}
use on_both;

/// Writes down what it is told.
#[derive(Debug, Default)]
struct Told {
    text: String,
    rows: u64,
    /// The row that it has no more room for.
    full_at: Option<u64>,
}

impl RowSink for Told {
    fn columns(&mut self, columns: &[ResultColumn]) {
        let shown: Vec<String> =
            columns.iter().map(|column| format!("{} {}", column.name, column.type_name)).collect();
        self.text.push_str(&shown.join(", "));
        self.text.push('\n');
    }

    fn cell(&mut self, cell: Cell<'_>) {
        let shown = match cell {
            Cell::Null => "null".to_owned(),
            Cell::Number(text) => text.to_owned(),
            Cell::Decimal(text) => format!("decimal {text}"),
            Cell::Text(text) => format!("{text:?}"),
            Cell::Bytes(bytes) => {
                bytes.iter().fold("\\x".to_owned(), |text, byte| text + &format!("{byte:02x}"))
            }
            Cell::Json(text) => format!("json {text}"),
            other => format!("{other:?}"),
        };
        self.text.push_str("  ");
        if shown.len() > 200 {
            self.text.push_str(&format!("{}… ({} long)", &shown[..20], shown.len()));
        } else {
            self.text.push_str(&shown);
        }
    }

    fn end_row(&mut self) -> RowFlow {
        self.text.push('\n');
        if self.full_at == Some(self.rows + 1) {
            return RowFlow::Full;
        }
        self.rows += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

impl MySqlEngine {
    /// Waits for the work that goes on behind the answers.
    async fn wait(&self) {
        self.ender.tasks.close();
        self.ender.tasks.wait().await;
        self.ender.tasks.reopen();
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
    engine.run((sql, StatementKind::Select), &run_for(Duration::from_secs(20)), &mut fetch).await?;
    Ok(told.text)
}

async fn answer(engine: &MySqlEngine, sql: &str) -> String {
    match query(engine, sql).await {
        Ok(told) => told,
        Err(error) => format!("{error}\n"),
    }
}
