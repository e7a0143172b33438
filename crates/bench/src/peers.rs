//! The databases' own tools, as the floor of each comparison: pgbench and mariadb-slap.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

use crate::http::count;

/// Transactions a second and mean latency in milliseconds, as pgbench tells them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pgbench {
    pub(crate) per_second: f64,
    pub(crate) latency_ms: f64,
}

/// Runs one statement with pgbench, over the extended protocol's simple way, for so many seconds.
pub(crate) fn pgbench(url: &str, sql: &str, clients: usize, seconds: u64) -> anyhow::Result<Pgbench> {
    let script = NamedTempFile::new()?;
    std::fs::write(script.path(), format!("{sql};\n"))?;
    let output = Command::new(program("pgbench")?)
        .args(["--no-vacuum", "--client", &clients.to_string(), "--jobs", "1"])
        .args(["--time", &seconds.to_string(), "--file"])
        .arg(script.path())
        .arg(url)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("pgbench: {}", String::from_utf8_lossy(&output.stderr));
    }
    let figure = |name: &str| -> anyhow::Result<f64> {
        let line = text.lines().find(|line| line.starts_with(name)).context("pgbench's figures")?;
        let number = line.split('=').nth(1).context("pgbench's figures")?;
        Ok(number.split_whitespace().next().unwrap_or_default().parse()?)
    };
    Ok(Pgbench { per_second: figure("tps")?, latency_ms: figure("latency average")? })
}

/// Runs one statement with mariadb-slap and gives statements a second.
pub(crate) fn slap(url: &str, sql: &str, clients: usize, total: u64) -> anyhow::Result<f64> {
    let (user, password, host, port, database) = parts(url)?;
    let started = Instant::now();
    let output = Command::new(program("mariadb-slap")?)
        .env("MYSQL_PWD", password)
        .args(["--protocol=tcp", "--host", host, "--port", port, "--user", user])
        .args(["--create-schema", database, "--no-drop"])
        .args(["--concurrency", &clients.to_string(), "--number-of-queries", &total.to_string()])
        .args(["--query", sql])
        .output()?;
    if !output.status.success() {
        bail!("mariadb-slap: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(count(total) / started.elapsed().as_secs_f64())
}

/// Copies a query's rows as CSV with psql; gives bytes and time.
pub(crate) fn copy(url: &str, query: &str) -> anyhow::Result<(u64, Duration)> {
    let started = Instant::now();
    let mut child = Command::new(program("psql")?)
        .args([
            "--no-psqlrc",
            "--quiet",
            "--command",
            &format!("\\copy ({query}) TO STDOUT WITH (FORMAT csv)"),
        ])
        .arg(url)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut out = child.stdout.take().context("psql's output")?;
    let bytes = io::copy(&mut out, &mut io::sink())?;
    if !child.wait()?.success() {
        bail!("psql failed");
    }
    Ok((bytes, started.elapsed()))
}

/// User, password, host, port and database of `mysql://u:p@h:1/d`; the test kit's need no decoding.
fn parts(url: &str) -> anyhow::Result<(&str, &str, &str, &str, &str)> {
    let rest = url.split_once("://").context("url")?.1;
    let (login, place) = rest.split_once('@').context("url")?;
    let (user, password) = login.split_once(':').context("url")?;
    let (address, database) = place.split_once('/').context("url")?;
    let (host, port) = address.split_once(':').context("url")?;
    let database = database.split('?').next().unwrap_or_default();
    Ok((user, password, host, port, database))
}

/// A tool in PATH, or where Debian keeps PostgreSQL's.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark finds its tools as a shell would")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = newest.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&path));
    let found = folders.iter().map(|folder| folder.join(name)).find(|file: &PathBuf| Path::is_file(file));
    found.with_context(|| format!("{name} is not installed: apt-get install postgresql mariadb-client"))
}
