//! `weir demo`: the sample shop, made on the spot, behind a server of its own. What the operator runs with
//! `weir serve` is not touched: the demo has a data directory of its own.

use std::{net::SocketAddr, path::Path, sync::Arc};

use tokio::net::TcpListener;
use weir_engine::{Load, Target, load};
use weir_gateway::{Caller, Gateway, PutConnection};
use weir_model::{DbName, Secret};
use weir_sample::{SCHEMA, SampleDialect};

use crate::{
    arguments::DemoFlags,
    compose,
    config::{CatalogConfig, Config, Loaded, SecretsConfig, SqliteConfig},
    connections,
    failure::{Failure, Kind},
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
    let made = make_samples(&flags, &gateway, &loaded.data_dir, terminal).await?;
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
    gateway: &Arc<Gateway>,
    data_dir: &Path,
    terminal: Terminal,
) -> Result<Vec<String>, Failure> {
    let file = compose::sqlite_dir(data_dir).join("shop.db");
    let places = [
        ("shop", SampleDialect::Sqlite, Some(format!("sqlite://{}", encoded(&file)))),
        ("shop-postgres", SampleDialect::Postgres, flags.postgres.clone()),
        ("shop-mysql", SampleDialect::MySql, flags.mysql.clone()),
    ];
    terminal.note(terminal.language.making_sample());
    let mut made = Vec::new();
    for (name, dialect, url) in places {
        if let Some(url) = url {
            make_sample(dialect, &url).await?;
            register(gateway, &connections::parse(name)?, url).await?;
            made.push(name.to_owned());
        }
    }
    Ok(made)
}
