//! The ledger part: pages, search, filters and exports of a large catalog over HTTP, with login, one client.
//! The catalog is filled by the example `fill` of `weir-store`.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::json;

use crate::{
    http::{Client, count},
    process::Weir,
    scenarios::{millis, tell},
};

const DATABASES: u64 = 100_000;
const REQUESTS: usize = 200;

/// A request whose 95th percentile is held to a limit.
struct Held {
    what: &'static str,
    path: &'static str,
    /// In milliseconds, with a catalog in SQLite.
    most: f64,
}

const PAGES: [Held; 9] = [
    Held { what: "page 1", path: "/api/v1/databases/ledgers", most: 15.0 },
    Held { what: "page 4000", path: "/api/v1/databases/ledgers?page=4000", most: 15.0 },
    Held { what: "search, few found", path: "/api/v1/databases/ledgers?search=100_777", most: 15.0 },
    Held { what: "search, many found", path: "/api/v1/databases/ledgers?search=orders_1", most: 15.0 },
    Held { what: "tag filter", path: "/api/v1/databases/ledgers?tags=tag-3", most: 15.0 },
    Held { what: "tag filter, page 900", path: "/api/v1/databases/ledgers?tags=tag-3&page=900", most: 15.0 },
    Held { what: "largest first", path: "/api/v1/databases/ledgers?sort=size", most: 15.0 },
    Held {
        what: "page of 200 with trends",
        path: "/api/v1/databases/ledgers?limit=200&include=trend",
        most: f64::MAX,
    },
    Held {
        what: "latest sizes",
        path: "/api/v1/databases/sizes?instance_id=100&latest_only=true",
        most: 15.0,
    },
];

/// Fills a catalog and measures it.
pub(crate) async fn run(binary: &Path, filler: &Path, days: u64) -> anyhow::Result<()> {
    let mut weir = Weir::start(binary).await?;
    weir.stop()?;
    let ended = Command::new(filler)
        .arg(weir.catalog())
        .args([DATABASES.to_string(), days.to_string()])
        .arg(weir.key())
        .status()
        .context("filling the catalog")?;
    if !ended.success() {
        bail!("the catalog could not be filled");
    }
    weir.restart(binary).await?;
    let sizes = DATABASES * days;
    for held in PAGES {
        let times = measure(&weir, held.path).await?;
        let (p50, p95) = (millis(at(&times, 50)), millis(at(&times, 95)));
        let mut line =
            json!({ "what": format!("ledger: {}", held.what), "sizes": sizes, "p50_ms": p50, "p95_ms": p95 });
        if held.most < f64::MAX {
            line["hold"] = json!(format!("p95 <= {} ms", held.most));
            line["held"] = json!(p95 <= held.most);
        }
        tell(&line);
    }
    export(&weir, sizes).await
}

async fn measure(weir: &Weir, path: &str) -> anyhow::Result<Vec<Duration>> {
    let mut client = Client::open(weir.address()).await?;
    let mut times = Vec::with_capacity(REQUESTS);
    for number in 0..REQUESTS + 5 {
        let started = Instant::now();
        let answer = client.send("GET", path, "").await?;
        if answer.status != 200 {
            bail!("{path}: {}", answer.text());
        }
        // The first few warm the caches.
        if number >= 5 {
            times.push(started.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times)
}

async fn export(weir: &Weir, sizes: u64) -> anyhow::Result<()> {
    let (before, _) = weir.memory_kib()?;
    for format in ["csv", "xlsx"] {
        let mut client = Client::open(weir.address()).await?;
        let started = Instant::now();
        let path = format!("/api/v1/databases/ledgers/exports?format={format}");
        let answer = client.send("GET", &path, "").await?;
        let seconds = started.elapsed().as_secs_f64();
        if answer.status != 200 {
            bail!("{path}: {}", answer.text());
        }
        let (_, most) = weir.memory_kib()?;
        let more_kib = most.saturating_sub(before);
        let mut line = json!({ "what": format!("ledger: export of all as {format}"), "sizes": sizes, "s": seconds,
            "bytes": answer.body.len(), "rows_per_s": (count(DATABASES) / seconds).round(), "more_kib": more_kib });
        if format == "csv" {
            line["hold"] = json!("<= 1 s, <= 49152 KiB more");
            line["held"] = json!(seconds <= 1.0 && more_kib <= 49_152);
        }
        tell(&line);
    }
    Ok(())
}

fn at(times: &[Duration], share: usize) -> Duration {
    times.get(times.len() * share / 100).copied().unwrap_or_default()
}
