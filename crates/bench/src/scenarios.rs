//! What is measured, and what each figure should be.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};
use weir_testkit::{Server, TestDatabase};

use crate::{
    export,
    http::{Load, count, load},
    metadata, peers,
    process::Weir,
};

const CLIENTS: usize = 16;
const TIME: Duration = Duration::from_secs(6);
const ROWS: &str = "SELECT * FROM bench_rows ORDER BY id LIMIT 1000";

/// A thousand rows of ten mixed columns, about 233 KB of JSON.
const POSTGRES_TABLE: &str = "
    CREATE TABLE bench_rows AS SELECT
        i::int AS id, i * 1234567891::bigint AS big, 'customer number ' || i AS name,
        (i * 1.37)::numeric(12,2) AS price, i / 7.0::float8 AS score, i % 2 = 0 AS flag,
        date '2024-01-01' + i AS day, timestamp '2024-01-01' + i * interval '37 minutes' AS at_time,
        repeat('text ', 8) || i AS note, CASE WHEN i % 5 = 0 THEN NULL ELSE 'tag' || i % 9 END AS tag
    FROM generate_series(1, 1000) i;
    ALTER TABLE bench_rows ADD PRIMARY KEY (id); ANALYZE bench_rows;";
const MYSQL_TABLE: &str = "
    CREATE TABLE bench_rows(id int PRIMARY KEY, big bigint, name varchar(50), price decimal(12,2), score double,
        flag tinyint(1), day date, at_time datetime, note varchar(100), tag varchar(20));
    INSERT INTO bench_rows
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT i, i * 1234567891, concat('customer number ', i), i * 1.37, i / 7.0, i % 2 = 0,
        date '2024-01-01' + interval i day, timestamp '2024-01-01 00:00:00' + interval i * 37 minute,
        concat(repeat('text ', 8), i), if(i % 5 = 0, NULL, concat('tag', i % 9)) FROM n;
    ANALYZE TABLE bench_rows;";

/// What can be measured.
pub(crate) const NAMES: [&str; 4] = ["queries", "export", "metadata", "start"];

/// Measures what was chosen, or everything, one after the other.
pub(crate) async fn run(binary: &Path, chosen: &[String]) -> anyhow::Result<()> {
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|known| known == name);
    let mut weir = Weir::start(binary).await?;
    if wanted("start") {
        start(&mut weir, binary).await?;
    }
    if wanted("queries") {
        postgres(&weir).await?;
        for (server, name) in [(Server::MySql, "mysql"), (Server::MariaDb, "mariadb")] {
            mysql(&weir, server, name).await?;
        }
    }
    if wanted("export") {
        export::run(&weir).await?;
    }
    if wanted("metadata") {
        metadata::run(&weir).await?;
    }
    Ok(())
}

/// Of a catalog that is there already.
async fn start(weir: &mut Weir, binary: &Path) -> anyhow::Result<()> {
    weir.restart(binary).await?;
    let start_ms = millis(weir.start);
    tell(
        &json!({ "what": "cold start to ready on an existing catalog", "ms": start_ms, "hold": "<= 300", "held": start_ms <= 300.0 }),
    );
    let (idle, _) = weir.memory_kib()?;
    tell(&json!({ "what": "idle memory", "kib": idle, "hold": "<= 40960", "held": idle <= 40_960 }));
    Ok(())
}

async fn postgres(weir: &Weir) -> anyhow::Result<()> {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(POSTGRES_TABLE);
    weir.register("postgres", database.url()).await?;
    for (what, sql, cpu_hold) in [("1000 rows x 10", ROWS, Some(0.6)), ("SELECT 1", "SELECT 1", None)] {
        let (mine, cpu_ms) = measure(weir, "postgres", sql).await?;
        let floor = peers::pgbench(database.url(), sql, CLIENTS, TIME.as_secs())?;
        let ratio = mine.per_second() / floor.per_second;
        let mut line = line_of("postgres", what, &mine, cpu_ms);
        line["pgbench_per_second"] = json!(floor.per_second.round());
        line["ratio"] = json!(round(ratio));
        let (goal, held) = match cpu_hold {
            Some(most) => ("cpu <= 0.6 ms, ratio >= 0.5", cpu_ms <= most && ratio >= 0.5),
            None => (">= 12000 a second where pgbench does 55000 (ratio >= 0.218)", ratio >= 12.0 / 55.0),
        };
        line["hold"] = json!(goal);
        line["held"] = json!(held);
        tell(&line);
    }
    let alone = load(weir.address(), "/api/v1/query/postgres", &body("SELECT 1"), 1, TIME / 2).await?;
    let floor = peers::pgbench(database.url(), "SELECT 1", 1, 3)?;
    let more = millis(alone.p50) - floor.latency_ms;
    tell(
        &json!({ "what": "SELECT 1, one client: p50 beyond an open connection's mean", "engine": "postgres",
        "p50_ms": millis(alone.p50), "pgbench_ms": floor.latency_ms, "more_ms": round(more), "hold": "< 1", "held": more < 1.0 }),
    );
    Ok(())
}

async fn mysql(weir: &Weir, server: Server, name: &str) -> anyhow::Result<()> {
    let database = TestDatabase::create(server);
    database.execute(MYSQL_TABLE);
    weir.register(name, database.url()).await?;
    for (what, sql, cpu_hold) in [("1000 rows x 10", ROWS, Some(0.75)), ("SELECT 1", "SELECT 1", None)] {
        let (mine, cpu_ms) = measure(weir, name, sql).await?;
        let floor = peers::slap(database.url(), sql, CLIENTS, mine.requests.max(1_000))?;
        let mut line = line_of(name, what, &mine, cpu_ms);
        line["slap_per_second"] = json!(floor.round());
        line["ratio"] = json!(round(mine.per_second() / floor));
        if let Some(most) = cpu_hold {
            line["hold"] = json!("cpu <= 0.75 ms");
            line["held"] = json!(cpu_ms <= most);
        }
        tell(&line);
    }
    Ok(())
}

/// Warms up, then measures throughput and the gateway's CPU for each request, in milliseconds.
async fn measure(weir: &Weir, name: &str, sql: &str) -> anyhow::Result<(Load, f64)> {
    let path = format!("/api/v1/query/{name}");
    load(weir.address(), &path, &body(sql), CLIENTS, Duration::from_secs(1)).await?;
    let before = weir.cpu()?;
    let mine = load(weir.address(), &path, &body(sql), CLIENTS, TIME).await?;
    let cpu = weir.cpu()?.saturating_sub(before);
    Ok((mine, millis(cpu) / count(mine.requests)))
}

pub(crate) fn body(sql: &str) -> String {
    json!({ "sql": sql }).to_string()
}

fn line_of(engine: &str, what: &str, mine: &Load, cpu_ms: f64) -> Value {
    json!({ "what": what, "engine": engine, "clients": CLIENTS, "per_second": mine.per_second().round(),
        "answer_bytes": mine.bytes, "p50_ms": millis(mine.p50), "p99_ms": millis(mine.p99), "cpu_ms": round(cpu_ms) })
}

pub(crate) fn millis(time: Duration) -> f64 {
    round(time.as_secs_f64() * 1000.0)
}

pub(crate) fn round(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

#[expect(clippy::print_stdout, reason = "the figures are this program's output")]
pub(crate) fn tell(line: &Value) {
    println!("{line}");
}
