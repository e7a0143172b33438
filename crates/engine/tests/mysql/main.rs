//! MySQL and MariaDB targets by the public way: a URL, the guard, the engine; each test on both servers.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod account;
mod connect;
mod metadata;
#[path = "../../src/mysql/tests/told.rs"]
mod told;
mod values;
mod zones;

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;
use weir_engine::{Engine, EngineSettings, Engines, Error, QueryRun, SqlitePlaces, Target};
use weir_guard::{FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};

use self::told::Told;

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

fn engines(connect_timeout: Duration) -> Engines {
    let idle = Duration::from_mins(1);
    Engines::new(EngineSettings { sessions: 2, idle, connect_timeout, sqlite: SqlitePlaces::default() })
}

async fn connect(url: &str, ssl_disabled: bool) -> Result<Arc<dyn Engine>, Error> {
    let target = Target::parse(url, ssl_disabled).unwrap();
    engines(Duration::from_secs(10)).connect(&target).await
}

async fn open(url: &str) -> Arc<dyn Engine> {
    connect(url, false).await.unwrap()
}

/// What a statement that the guard lets through is answered.
async fn answer(engine: &Arc<dyn Engine>, sql: &str) -> String {
    let functions = FunctionSet::build(engine.dialect(), &engine.functions().await.unwrap(), &[]);
    let context = GuardContext {
        dialect: engine.dialect(),
        functions: Arc::new(functions),
        limits: RowLimits { default: 1000, max: 10_000 },
    };
    let query = ReadOnlyQuery::parse(sql, &context).unwrap_or_else(|refusal| panic!("{sql}: {refusal}"));
    let run = QueryRun {
        query_id: "0198".to_owned(),
        caller: "ann".to_owned(),
        time_limit: Duration::from_secs(20),
        cancel: CancellationToken::new(),
    };
    let mut told = Told::default();
    match engine.query(&query, &run, &mut told).await {
        Ok(_) => told.text,
        Err(error) => format!("{error}\n"),
    }
}
