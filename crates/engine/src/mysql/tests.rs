//! What cannot be shown through the guard: statements that it would refuse, run on real servers.

mod ending;
mod safety;
pub(super) mod told;

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use weir_testkit::Server;

use self::told::Told;
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

impl MySqlEngine {
    /// Waits for the work that goes on behind the answers; the pool's own task stays.
    async fn wait(&self) {
        while self.ender.tasks.len() > 1 {
            tokio::task::yield_now().await;
        }
    }
}

async fn open(url: &str) -> Result<MySqlEngine, Error> {
    let (_, rest) = url.split_once("://").unwrap();
    let opening = Opening {
        pool: PoolLimits { size: 2, idle: Duration::from_mins(1) },
        connect_timeout: Duration::from_secs(10),
        tasks: TaskTracker::new(),
    };
    MySqlEngine::open(Address::parse(rest, false).unwrap(), opening).await
}

fn run_for(time_limit: Duration) -> QueryRun {
    QueryRun {
        query_id: "0198".to_owned(),
        caller: "ann".to_owned(),
        time_limit,
        cancel: CancellationToken::new(),
    }
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
