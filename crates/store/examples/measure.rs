//! Measures the catalog's own work on both backends, as JSON lines: what saving a connection costs with its
//! sync, what reading one costs every query, how many history entries a second are written, and how long a
//! cached schema takes. `cargo run --release -p weir-store --example measure [folder on the disk to measure]`

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement for people, which ends on an error"
)]

use std::{env, fs, future::Future, path::PathBuf, time::Instant};

use weir_model::{
    Actor, ActorKind, AuditEntry, Column, DatabaseMetadata, DbName, DbType, Endpoint, HistoryEntry,
    NewConnection, QueryOutcome, Secret, Table, TableKind, Timestamp,
};
use weir_store::{CachedMetadata, Saved, Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::{Server, TestDatabase};

#[tokio::main]
async fn main() {
    let root = env::args_os().nth(1).map_or_else(env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(root).unwrap();
    let database = TestDatabase::create(Server::Postgres);
    measure("sqlite", &StoreLocation::Sqlite(folder.path().join("weir.db"))).await;
    measure("postgres", &StoreLocation::Postgres(Secret::new(database.url()))).await;
}

async fn measure(backend: &str, location: &StoreLocation) {
    let store = open(location).await;
    store.close().await.unwrap();
    let report = |what: &str, measured: Measured| println!("{}", measured.line(backend, what));

    report("open", repeat(10, async |_| drop(open(location).await)).await);
    let store = open(location).await;
    report(
        "save_connection",
        repeat(500, async |number| assert!(save(&store, number % 100).await > 0)).await,
    );
    report(
        "connection_by_name",
        repeat(5_000, async |number| {
            assert!(store.connection_by_name(&name(number % 100)).await.unwrap().is_some());
        })
        .await,
    );
    report(
        "list_connections of 100",
        repeat(200, async |_| {
            assert_eq!(store.list_connections().await.unwrap().len(), 100);
        })
        .await,
    );
    report(
        "history of 10,000 entries",
        repeat(10, async |round| {
            for number in 0..10_000 {
                store.append_history(entry(round * 10_000 + number));
            }
            store.flush_history().await.unwrap();
        })
        .await,
    );
    report(
        "list_history of 100",
        repeat(200, async |_| {
            assert_eq!(store.list_history(&name(0), 100).await.unwrap().len(), 100);
        })
        .await,
    );
    measure_schemas(backend, &store).await;
    store.close().await.unwrap();
}

async fn measure_schemas(backend: &str, store: &Store) {
    let report = |what: &str, measured: Measured| println!("{}", measured.line(backend, what));
    for tables in [1_000, 10_000] {
        let revision = save(store, 0).await;
        let cached = schema(tables);
        report(
            &format!("replace_metadata of {tables} tables"),
            repeat(20, async |_| {
                assert!(store.replace_metadata(&name(0), revision, &cached).await.unwrap());
            })
            .await,
        );
        report(
            &format!("find_metadata of {tables} tables"),
            repeat(20, async |_| {
                assert!(store.find_metadata(&name(0)).await.unwrap().is_some());
            })
            .await,
        );
    }
}

/// How long each of many repetitions took, and what all of them together cost the processor.
struct Measured {
    took: Vec<f64>,
    cpu: f64,
}

async fn repeat<F: Future<Output = ()>>(count: usize, act: impl Fn(usize) -> F) -> Measured {
    let mut took = Vec::with_capacity(count);
    let cpu = cpu_ms();
    for number in 0..count {
        let started = Instant::now();
        act(number).await;
        took.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let cpu = cpu_ms() - cpu;
    took.sort_by(f64::total_cmp);
    Measured { took, cpu }
}

impl Measured {
    fn line(&self, backend: &str, what: &str) -> String {
        let count = self.took.len();
        let (p50, p95) = (self.took[count / 2], self.took[count * 95 / 100]);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let cpu = self.cpu / count as f64;
        format!(
            r#"{{"backend":"{backend}","what":"{what}","count":{count},"p50_ms":{p50:.3},"p95_ms":{p95:.3},"cpu_ms":{cpu:.3}}}"#
        )
    }
}

/// Processor time of this process so far; Linux counts it in hundredths of a second.
fn cpu_ms() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() * 10.0).sum()
}

async fn open(location: &StoreLocation) -> Store {
    let key = SealingKey::from_text(&Secret::new("1".repeat(64))).unwrap();
    Store::open(location, Sealer::new(key)).await.unwrap()
}

async fn save(store: &Store, number: usize) -> i64 {
    let new = NewConnection {
        name: name(number),
        db_type: DbType::Postgres,
        url: Secret::new("postgresql://amy:hunter2@db.example:5432/shop"),
        masked_url: "postgresql://amy:****@db.example:5432/shop".to_owned(),
        ssl_disabled: false,
        server_version: "15.18".to_owned(),
        endpoint: Endpoint { db_type: DbType::Postgres, host: "db.example".to_owned(), port: Some(5432) },
    };
    let now = Timestamp::from_millis(0);
    let audit = AuditEntry::new(now, "connection.create", Actor::named("local", ActorKind::Local));
    match store.save_connection(&new, now, &audit).await.unwrap() {
        Saved::Created(saved) | Saved::Changed(saved) => saved.revision,
    }
}

fn name(number: usize) -> DbName {
    DbName::parse(&format!("c{number}")).unwrap()
}

fn entry(number: usize) -> HistoryEntry {
    HistoryEntry {
        query_id: format!("01890a5d-ac96-774b-bcce-{number:012}"),
        db_name: name(number % 100),
        caller: "amy".to_owned(),
        sql: "SELECT id, name, total FROM orders WHERE customer_id = 42 ORDER BY id DESC LIMIT 100"
            .to_owned(),
        natural_query: None,
        outcome: QueryOutcome::Answered { rows: 100, truncated: None },
        started_at: Timestamp::from_millis(i64::try_from(number).unwrap()),
        elapsed_ms: 3,
        origin: None,
    }
}

fn schema(tables: usize) -> CachedMetadata {
    let column = |table: usize, number: usize| Column {
        name: format!("column_{number}"),
        data_type: "varchar".to_owned(),
        full_type: format!("character varying({})", 10 + number * 5),
        nullable: true,
        primary_key: number == 0,
        default: number.is_multiple_of(3).then(|| "''::character varying".to_owned()),
        generated: None,
        comment: Some(format!("What column {number} says about {}", table.wrapping_mul(2_654_435_761))),
        enum_values: Vec::new(),
    };
    let table = |table| Table {
        schema: "public".to_owned(),
        name: format!("table_{table}"),
        kind: TableKind::Table,
        comment: Some("Orders".to_owned()),
        estimated_rows: Some(1_000),
        size_bytes: Some(81_920),
        partition_of: None,
        columns: (0..12).map(|number| column(table, number)).collect(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    };
    let tables = (0..tables).map(table).collect();
    let metadata = DatabaseMetadata { schemas: vec!["public".to_owned()], tables };
    CachedMetadata { metadata, refreshed_at: Timestamp::from_millis(0) }
}
