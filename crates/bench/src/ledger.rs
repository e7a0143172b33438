//! The ledger part: pages, search, filters and exports of a large catalog over HTTP, with login, one client.
//! The catalog is filled by the example `fill` of `weir-store`.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::json;
use weir_testkit::{Server, TestDatabase};

use crate::{
    http::{Client, count},
    process::Weir,
    scenarios::{millis, tell},
};

const DATABASES: u64 = 100_000;
const REQUESTS: usize = 200;

/// What keeps the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// What the 95th percentile of a page is held to, in milliseconds.
    fn most(self) -> f64 {
        match self {
            Self::Sqlite => 15.0,
            Self::Postgres => 40.0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A request that is measured.
struct Asked {
    what: &'static str,
    path: &'static str,
    /// Whether it is held to what `Backend` says.
    is_held: bool,
}

const fn held(what: &'static str, path: &'static str) -> Asked {
    Asked { what, path, is_held: true }
}

const PAGES: [Asked; 9] = [
    held("page 1", "/api/v1/databases/ledgers"),
    held("page 4000", "/api/v1/databases/ledgers?page=4000"),
    held("search, few found", "/api/v1/databases/ledgers?search=100_777"),
    held("search, many found", "/api/v1/databases/ledgers?search=orders_1"),
    held("tag filter", "/api/v1/databases/ledgers?tags=tag-3"),
    held("tag filter, page 900", "/api/v1/databases/ledgers?tags=tag-3&page=900"),
    held("largest first", "/api/v1/databases/ledgers?sort=size"),
    Asked {
        what: "page of 200 with trends",
        path: "/api/v1/databases/ledgers?limit=200&include=trend",
        is_held: false,
    },
    held("latest sizes", "/api/v1/databases/sizes?instance_id=100&latest_only=true"),
];

/// Fills a catalog and measures it.
pub(crate) async fn run(binary: &Path, filler: &Path, days: u64, backend: Backend) -> anyhow::Result<()> {
    // Kept until the end: it goes when dropped.
    let database = (backend == Backend::Postgres).then(|| TestDatabase::create(Server::Postgres));
    let mut weir = Weir::start_on(binary, database.as_ref().map(|made| made.url().to_owned())).await?;
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
    for asked in PAGES {
        let times = measure(&weir, asked.path).await?;
        let (p50, p95) = (millis(at(&times, 50)), millis(at(&times, 95)));
        let mut line = json!({ "what": format!("ledger: {}", asked.what), "catalog": backend.name(),
            "sizes": sizes, "p50_ms": p50, "p95_ms": p95 });
        if asked.is_held {
            line["hold"] = json!(format!("p95 <= {} ms", backend.most()));
            line["held"] = json!(p95 <= backend.most());
        }
        tell(&line);
    }
    export(&weir, backend, sizes).await
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

async fn export(weir: &Weir, backend: Backend, sizes: u64) -> anyhow::Result<()> {
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
        let mut line = json!({ "what": format!("ledger: export of all as {format}"), "catalog": backend.name(),
            "sizes": sizes, "s": seconds, "bytes": answer.body.len(), "rows_per_s": (count(DATABASES) / seconds).round(), "more_kib": more_kib });
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
