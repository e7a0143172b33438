//! Sizes of databases and tables, compared with what the servers' own functions and the files on disk say.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod mysql;
mod postgres;
mod sqlite;

use std::{path::PathBuf, sync::Arc, time::Duration};

use weir_engine::{Engine, EngineSettings, Engines, Error, SqlitePlaces, Target};
use weir_model::{DatabaseSize, FoundDatabase, TableSize};

fn engines(allowed: Vec<PathBuf>) -> Engines {
    Engines::new(EngineSettings {
        sessions: 2,
        idle: Duration::from_mins(1),
        connect_timeout: Duration::from_secs(10),
        sqlite: SqlitePlaces { allowed, forbidden: Vec::new() },
    })
}

async fn open(target: &Target) -> Result<Arc<dyn Engine>, Error> {
    engines(Vec::new()).connect(target).await
}

async fn open_url(url: &str) -> Arc<dyn Engine> {
    open(&Target::parse(url, false).unwrap()).await.unwrap()
}

fn named(name: &str) -> FoundDatabase {
    FoundDatabase { name: name.to_owned() }
}

/// The size of one database.
async fn database_size(engine: &Arc<dyn Engine>, name: &str) -> DatabaseSize {
    let mut sizes = engine.database_sizes(&[named(name)]).await.unwrap();
    assert!(sizes.databases.len() == 1 && sizes.unmeasured.is_empty(), "{sizes:?}");
    sizes.databases.remove(0)
}

/// The tables of the engine's database, by schema and name.
async fn table_sizes(engine: &Arc<dyn Engine>) -> Vec<TableSize> {
    let mut sizes = engine.table_sizes().await.unwrap();
    sizes.sort_by(|one, other| (&one.schema, &one.table).cmp(&(&other.schema, &other.table)));
    sizes
}

fn table<'a>(sizes: &'a [TableSize], name: &str) -> &'a TableSize {
    sizes.iter().find(|size| size.table == name).unwrap_or_else(|| panic!("no {name} in {sizes:#?}"))
}
