//! A million rows: as files beside `psql \copy`, and to ten slow readers at once.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;
use weir_testkit::{Server, TestDatabase};

use crate::{
    http::{Client, Pace, count},
    peers,
    process::Weir,
    scenarios::{millis, round, tell},
};

const READERS: usize = 10;
/// How long the slow readers read.
const SLOWLY: Duration = Duration::from_secs(8);

/// A million rows of ten mixed columns.
const TABLE: &str = "
    CREATE TABLE million AS SELECT
        i::int AS id, i * 1234567891::bigint AS big, 'customer number ' || i AS name,
        (i * 1.37)::numeric(12,2) AS price, i / 7.0::float8 AS score, i % 2 = 0 AS flag,
        date '2024-01-01' + i % 5000 AS day, timestamp '2024-01-01' + i * interval '37 minutes' AS at_time,
        repeat('text ', 4) || i AS note, CASE WHEN i % 5 = 0 THEN NULL ELSE 'tag' || i % 9 END AS tag
    FROM generate_series(1, 1000000) i;
    ANALYZE million;";

pub(crate) async fn run(weir: &Weir) -> anyhow::Result<()> {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(TABLE);
    weir.register("million", database.url()).await?;
    // Once to warm the server's cache.
    peers::copy(database.url(), "SELECT * FROM million")?;
    let (bytes, time) = peers::copy(database.url(), "SELECT * FROM million")?;
    let floor = megabytes(bytes, time);
    for (accept, coding) in [
        ("text/csv", "identity"),
        ("application/x-ndjson", "identity"),
        ("text/csv", "zstd"),
        ("text/csv", "gzip"),
    ] {
        weir.forget_peak()?;
        let cpu = weir.cpu()?;
        let started = Instant::now();
        let answered = read(weir, accept, coding, Pace::Fast).await?;
        let time = started.elapsed();
        let cpu = weir.cpu()?.saturating_sub(cpu);
        let (_, peak) = weir.memory_kib()?;
        let rate = megabytes(answered, time);
        let mut line = json!({ "what": "1,000,000 rows", "format": accept, "coding": coding, "bytes": answered,
            "ms": millis(time), "cpu_ms": millis(cpu), "mb_per_second": round(rate), "peak_kib": peak });
        if coding == "identity" {
            line["hold"] = json!("peak < 65536, CSV >= 0.6 of psql");
            line["psql_mb_per_second"] = json!(round(floor));
            line["ratio"] = json!(round(rate / floor));
            line["held"] = json!(peak < 65_536 && (accept != "text/csv" || rate / floor >= 0.6));
        }
        tell(&line);
    }
    slow_readers(weir).await
}

async fn slow_readers(weir: &Weir) -> anyhow::Result<()> {
    weir.forget_peak()?;
    let (idle, _) = weir.memory_kib()?;
    let until = Instant::now() + SLOWLY;
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (port, token) = weir.address();
        let token = token.to_owned();
        readers.spawn(async move {
            let mut client = Client::open((port, &token)).await?;
            client.stream(PATH, &body(), &headers("text/csv", "identity"), Pace::Slow { until }).await
        });
    }
    let mut bytes = 0;
    while let Some(read) = readers.join_next().await {
        bytes += read??;
    }
    let (_, peak) = weir.memory_kib()?;
    tell(&json!({ "what": "slow readers of 1,000,000 rows", "readers": READERS, "bytes_read": bytes,
        "before_kib": idle, "peak_kib": peak, "hold": "< 131072", "held": peak < 131_072 }));
    Ok(())
}

const PATH: &str = "/api/v1/query/million";

async fn read(weir: &Weir, accept: &str, coding: &str, pace: Pace) -> anyhow::Result<u64> {
    Client::open(weir.address()).await?.stream(PATH, &body(), &headers(accept, coding), pace).await
}

fn body() -> String {
    json!({ "sql": "SELECT * FROM million", "limit": 1_000_000, "timeoutSeconds": 300 }).to_string()
}

fn headers(accept: &str, coding: &str) -> String {
    format!("\r\naccept: {accept}\r\naccept-encoding: {coding}\r\n\r\n")
}

fn megabytes(bytes: u64, time: Duration) -> f64 {
    count(bytes) / 1e6 / time.as_secs_f64()
}
