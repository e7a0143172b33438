//! The Weir process under measurement: started on a catalog of its own, its CPU time and memory read.

use std::{
    ffi::OsString,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use serde_json::json;
use tempfile::TempDir;

use crate::http::Client;

/// A running Weir; ended when dropped.
#[derive(Debug)]
pub(crate) struct Weir {
    child: Child,
    home: Home,
    port: u16,
    token: String,
    /// From starting the process to the first answer.
    pub(crate) start: Duration,
}

/// Where it keeps its things.
#[derive(Debug)]
struct Home {
    data: TempDir,
    /// An empty PostgreSQL database for the catalog; without one, a SQLite file in `data`.
    catalog_url: Option<String>,
}

impl Home {
    fn command(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.env("WEIR_CATALOG__DATA_DIR", self.data.path());
        if let Some(url) = &self.catalog_url {
            command.env("WEIR_CATALOG__URL", url);
        }
        command
    }
}

impl Weir {
    /// Starts one on a new catalog in SQLite.
    pub(crate) async fn start(binary: &Path) -> anyhow::Result<Self> {
        Self::start_on(binary, None).await
    }

    /// Starts one on a new catalog in this PostgreSQL database, or in SQLite.
    pub(crate) async fn start_on(binary: &Path, catalog_url: Option<String>) -> anyhow::Result<Self> {
        let home = Home { data: TempDir::new()?, catalog_url };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (child, start) = spawn(binary, &home, port).await?;
        let token = token(binary, &home)?;
        Ok(Self { child, home, port, token, start })
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Its catalog: a file or a URL.
    pub(crate) fn catalog(&self) -> OsString {
        match &self.home.catalog_url {
            Some(url) => url.into(),
            None => self.home.data.path().join("catalog.db").into(),
        }
    }

    /// The key that the catalog is sealed with.
    pub(crate) fn key(&self) -> PathBuf {
        self.home.data.path().join("secret.key")
    }

    /// Ends it and starts it again on the catalog that is there now.
    pub(crate) async fn restart(&mut self, binary: &Path) -> anyhow::Result<()> {
        self.stop()?;
        (self.child, self.start) = spawn(binary, &self.home, self.port).await?;
        Ok(())
    }

    /// Registers a connection.
    pub(crate) async fn register(&self, name: &str, url: &str) -> anyhow::Result<()> {
        let body = json!({ "url": url }).to_string();
        let answer =
            Client::open(self.address()).await?.send("PUT", &format!("/api/v1/dbs/{name}"), &body).await?;
        if answer.status == 201 { Ok(()) } else { bail!("registering {name}: {}", answer.text()) }
    }

    /// Where it listens, and what it lets in.
    pub(crate) fn address(&self) -> (u16, &str) {
        (self.port, &self.token)
    }

    /// CPU time used so far, in user and kernel mode.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Fields 14 and 15, counted behind the name, which may hold blanks. In ticks of 10 ms: proc(5).
        let fields: Vec<&str> = stat.rsplit_once(')').context("stat")?.1.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Memory in use and the most that ever was, in KiB.
    pub(crate) fn memory_kib(&self) -> anyhow::Result<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).context(name.to_owned())?;
            Ok::<u64, anyhow::Error>(line.split_whitespace().nth(1).context(name.to_owned())?.parse()?)
        };
        Ok((field("VmRSS:")?, field("VmHWM:")?))
    }

    /// From now on the most is the most since now: proc(5), `clear_refs`.
    pub(crate) fn forget_peak(&self) -> anyhow::Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }
}

impl Drop for Weir {
    fn drop(&mut self) {
        let _gone: Result<(), _> = self.child.kill();
        let _reaped: Result<_, _> = self.child.wait();
    }
}

/// A token of the first account.
fn token(binary: &Path, home: &Home) -> anyhow::Result<String> {
    let made =
        home.command(binary).args(["tokens", "add", "admin", "bench"]).output().context("making a token")?;
    Ok(String::from_utf8(made.stdout)?.trim().to_owned())
}

async fn spawn(binary: &Path, home: &Home, port: u16) -> anyhow::Result<(Child, Duration)> {
    let started = Instant::now();
    let child = home
        .command(binary)
        .arg("serve")
        .env("WEIR_SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .env("WEIR_LOG__LEVEL", "warn")
        // Ten slow readers of one connection, and sixteen clients.
        .env("WEIR_ENGINES__SESSIONS", "16")
        .stdout(Stdio::null())
        .spawn()
        .context("starting weir")?;
    let deadline = started + Duration::from_secs(20);
    loop {
        if let Ok(mut client) = Client::open((port, "")).await
            && client.send("GET", "/health/ready", "").await.is_ok_and(|answer| answer.status == 200)
        {
            return Ok((child, started.elapsed()));
        }
        if Instant::now() > deadline {
            bail!("weir did not get ready within 20 seconds");
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
