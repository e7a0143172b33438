//! `weir demo`: the sample shop, made on the spot, behind a server of its own. What the operator runs with
//! `weir serve` is not touched: the demo has a data directory of its own.

use std::{net::SocketAddr, path::Path, time::Duration};

use tokio::net::TcpListener;
use weir_engine::{Load, LoadError, Target, load, loaded_url};
use weir_gateway::{Caller, Error, Gateway, PutConnection};
use weir_model::Secret;
use weir_sample::{SCHEMA, SampleDialect};

use crate::{
    arguments::DemoFlags,
    compose,
    config::{CatalogConfig, Config, Loaded, SecretsConfig, SqliteConfig},
    connections,
    failure::Failure,
    messages::DemoReady,
    serve::{self, Signals},
    terminal::Terminal,
};

/// How many ports are tried after the usual one.
const MORE_PORTS: u16 = 20;

/// Makes what is missing, then serves until it is told to end.
pub(crate) async fn run(flags: DemoFlags, loaded: Loaded, terminal: Terminal) -> Result<(), Failure> {
    let loaded = own_settings(loaded);
    let listener = bind(&loaded).await?;
    let signals = Signals::listen()?;
    let gateway = compose::gateway(&loaded).await?;
    let made = make_samples(&flags, &gateway, &loaded, terminal).await?;
    let base = serve::base_url(&listener)?;
    let ready = DemoReady { address: &base, data_dir: &loaded.data_dir, connections: &made };
    terminal.say(&ready.told(terminal.language))?;
    serve::until_signal(listener, gateway, &loaded.config, signals).await?;
    terminal.note(terminal.language.ended());
    Ok(())
}

/// The operator's settings, but for the catalog, its key and where SQLite files lie.
fn own_settings(loaded: Loaded) -> Loaded {
    let config = Config {
        catalog: CatalogConfig::default(),
        secrets: SecretsConfig::default(),
        sqlite: SqliteConfig::default(),
        ..loaded.config
    };
    Loaded { config, data_dir: loaded.data_dir.join("demo"), ..loaded }
}

/// The usual port or one of the next; exactly the one that was asked for.
async fn bind(loaded: &Loaded) -> Result<TcpListener, Failure> {
    let usual = serve::loopback(&loaded.config.server.listen)?;
    let more = if loaded.sources.contains_key("server.listen") { 0 } else { MORE_PORTS };
    let mut failure = None;
    for port in usual.port()..=usual.port().saturating_add(more) {
        let address = SocketAddr::new(usual.ip(), port);
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = failure.or(Some(serve::not_bound(address, &error))),
        }
    }
    Err(failure.unwrap_or_else(|| Failure::failed("no port to listen on")))
}

/// Writes the sample wherever it is wanted and registers it; gives the names of the connections.
async fn make_samples(
    flags: &DemoFlags,
    gateway: &Gateway,
    loaded: &Loaded,
    terminal: Terminal,
) -> Result<Vec<String>, Failure> {
    terminal.note(terminal.language.making_sample());
    let patience = Duration::from_secs(loaded.config.engines.connect_timeout_s);
    let file = sqlite_url(&compose::sqlite_dir(&loaded.data_dir).join("shop.db"))?;
    let wanted = [
        Some(Wanted { name: "shop", dialect: SampleDialect::Sqlite, db_type: "sqlite", url: file }),
        flags.postgres.clone().map(|url| Wanted {
            name: "shop-postgres",
            dialect: SampleDialect::Postgres,
            db_type: "postgresql",
            url,
        }),
        flags.mysql.clone().map(|url| Wanted {
            name: "shop-mysql",
            dialect: SampleDialect::MySql,
            db_type: "mysql",
            url,
        }),
    ];
    let mut made = Vec::new();
    for wanted in wanted.into_iter().flatten() {
        wanted.load(patience).await?;
        wanted.register(gateway).await?;
        made.push(wanted.name.to_owned());
    }
    Ok(made)
}

/// A place for the sample, and the connection that it is registered as.
struct Wanted {
    name: &'static str,
    dialect: SampleDialect,
    /// What kind of database the URL must lead to.
    db_type: &'static str,
    url: String,
}

impl Wanted {
    async fn load(&self, patience: Duration) -> Result<(), Failure> {
        let target = Target::parse(&self.url, false).map_err(Error::from)?;
        if target.db_type().as_str() != self.db_type {
            let (wanted, url) = (self.db_type, target.masked_url());
            return Err(Failure::usage(format!("{url} is no {wanted}:// URL")));
        }
        let sample = Load {
            name: SCHEMA,
            relations: weir_sample::relations().collect(),
            statements: weir_sample::statements(self.dialect),
        };
        load(&target, patience, sample).await.map(drop).map_err(not_loaded)
    }

    async fn register(&self, gateway: &Gateway) -> Result<(), Failure> {
        let name = connections::parse(self.name)?;
        let url = Secret::new(loaded_url(&self.url, SCHEMA));
        gateway.put_connection(&Caller::local(), &name, PutConnection { url, ssl_disabled: false }).await?;
        Ok(())
    }
}

fn sqlite_url(file: &Path) -> Result<String, Failure> {
    let path = file.to_str().ok_or_else(|| {
        Failure::usage(format!("the data directory {} is not written in UTF-8", file.display()))
    })?;
    Ok(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F")))
}

fn not_loaded(error: LoadError) -> Failure {
    match error {
        LoadError::Engine(error) => Error::from(error).into(),
        LoadError::File(_) => Failure::failed(error.to_string()),
        LoadError::Occupied { .. } => Failure::failed(error.to_string())
            .next("if it is a sample that was broken off, drop it yourself; weir never drops anything"),
    }
}
