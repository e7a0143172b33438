//! `weir demo`: the sample shop, made on the spot, behind a server of its own. What the operator runs with
//! `weir serve` is not touched: the demo has a data directory of its own.

use std::{env, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use tokio::net::TcpListener;
use tracing::warn;
use weir_engine::{Load, LoadError, Target, load, loaded_url};
use weir_gateway::{
    Caller, CreateToken, Error, Gateway, NewPassword, PutConnection, SampleDatabase, SampleInstance,
};
use weir_http::{AppState, HttpSettings, NetworkSettings};
use weir_model::{Endpoint, InstanceDraft, JobName, Secret};
use weir_sample::{FleetDatabase, FleetInstance, SCHEMA, SampleDialect};

use crate::{
    arguments::DemoFlags,
    compose,
    config::{AuthConfig, CatalogConfig, Config, Loaded, OidcConfig, SecretsConfig, SqliteConfig},
    connections,
    failure::Failure,
    messages::DemoReady,
    serve::{self, Signals},
    terminal::{self, Terminal},
    tokens,
};

/// How many ports are tried after the usual one.
const MORE_PORTS: u16 = 20;

/// The account of the demo, and its token.
const ACCOUNT: &str = "admin";
const ACCOUNT_TOKEN: &str = "demo";

/// Makes what is missing, then serves until it is told to end.
pub(crate) async fn run(flags: DemoFlags, loaded: Loaded, terminal: Terminal) -> Result<(), Failure> {
    let loaded = own_settings(loaded);
    let wanted = wanted(&flags, &loaded)?;
    let listener = bind(&loaded).await?;
    let gateway = compose::gateway(&loaded).await?;
    terminal::note(terminal.language.making_sample());
    let patience = Duration::from_secs(loaded.config.engines.connect_timeout_s);
    for place in &wanted {
        place.load(patience).await?;
        place.register(&gateway).await?;
    }
    fill_ledger(&gateway, terminal).await?;
    let signals = Signals::listen()?;
    let base = serve::base_url(&listener, false)?;
    let names: Vec<&str> = wanted.iter().map(|place| place.name).collect();
    let (password, token) = let_in(&gateway).await?;
    let program = env::args().next().unwrap_or_else(|| "weir".to_owned());
    let ready = DemoReady {
        address: &base,
        data_dir: &loaded.data_dir,
        connections: &names,
        program: &program,
        login: (ACCOUNT, password.expose_secret()),
        token: token.expose_secret(),
    };
    terminal::say(&ready.told(terminal.language))?;
    // On loopback there is no TLS, no proxy and no other site.
    let settings =
        HttpSettings { network: NetworkSettings::default(), ..compose::http_settings(&loaded.config)? };
    let state = AppState { gateway, settings: Arc::new(settings), renderings: Arc::default() };
    let scheduler = compose::scheduler_settings(&loaded.config.scheduler)?;
    serve::until_signal((listener, None), state, scheduler, signals).await?;
    terminal::note(terminal.language.ended());
    Ok(())
}

/// Measures the sample shop, and puts a made-up fleet beside it whose sizes end today.
async fn fill_ledger(gateway: &Gateway, terminal: Terminal) -> Result<(), Failure> {
    let caller = Caller::local();
    for id in gateway.collected_instances(&caller).await? {
        // The shop is on a server of the operator's that may be away now: the ledger tells of it.
        if let Err(error) = gateway.sync_capacity(&caller, id).await {
            warn!("could not measure the sample: {error}");
        }
    }
    gateway.start_run(&caller, JobName::CollectTableSizes, &[]).await?;
    terminal::note(terminal.language.making_fleet());
    // That of an earlier start has grown old.
    gateway.remove_samples(&caller).await?;
    let fleet = weir_sample::fleet(gateway.now().day()).into_iter().map(sample).collect();
    gateway.add_samples(&caller, fleet).await?;
    Ok(())
}

fn sample(made_up: FleetInstance) -> SampleInstance {
    let FleetInstance { name, db_type, host, port, environment, description, server_version, databases } =
        made_up;
    let database = |FleetDatabase { name, limit_bytes, sizes }| SampleDatabase { name, limit_bytes, sizes };
    SampleInstance {
        draft: InstanceDraft {
            name: name.to_owned(),
            endpoint: Endpoint { db_type, host, port },
            environment: Some(environment.to_owned()),
            description: Some(description.to_owned()),
            limit_bytes: None,
            is_active: true,
            is_sample: true,
            login: None,
            password: None,
            tags: Vec::new(),
        },
        server_version: server_version.to_owned(),
        databases: databases.into_iter().map(database).collect(),
    }
}

/// Makes a new password and a token for a day. Those of earlier starts are good no longer.
async fn let_in(gateway: &Gateway) -> Result<(Secret, Secret), Failure> {
    let caller = Caller::local();
    let made = if let Some(made) = gateway.create_first_admin(NewPassword::MadeUp).await? {
        made
    } else {
        let user = gateway.user_by_name(&caller, ACCOUNT).await?;
        gateway.reset_password(&caller, user.id, NewPassword::MadeUp).await?
    };
    for old in tokens::everybodys(gateway, &caller).await? {
        if old.token.name == ACCOUNT_TOKEN && old.token.revoked_at.is_none() {
            gateway.revoke_token(&caller, old.token.id).await?;
        }
    }
    let create = CreateToken {
        name: ACCOUNT_TOKEN.to_owned(),
        permissions: None,
        connections: None,
        expires_in_days: Some(1),
    };
    let token = gateway.create_token_for(&caller, made.user.id, create).await?;
    let password = made.password.ok_or_else(|| Failure::failed("no password was made"))?;
    Ok((password, token.secret))
}

/// The operator's settings, but for the catalog, its key and where SQLite files lie.
fn own_settings(loaded: Loaded) -> Loaded {
    // No provider sends anybody back to a port that may be another one tomorrow.
    let auth = AuthConfig { admin_password: None, oidc: OidcConfig::default(), ..loaded.config.auth };
    let config = Config {
        auth,
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

/// A place for the sample, and the connection that it is registered as.
struct Wanted {
    name: &'static str,
    dialect: SampleDialect,
    url: String,
    target: Target,
}

/// Where the sample goes. Every URL is read before anything is made.
fn wanted(flags: &DemoFlags, loaded: &Loaded) -> Result<Vec<Wanted>, Failure> {
    let file = sqlite_url(&loaded.sqlite_dir().join("shop.db"))?;
    let places = [
        ("shop", SampleDialect::Sqlite, "sqlite", Some(&file)),
        ("shop-postgres", SampleDialect::Postgres, "postgresql", flags.postgres.as_ref()),
        ("shop-mysql", SampleDialect::MySql, "mysql", flags.mysql.as_ref()),
    ];
    let mut wanted = Vec::new();
    for (name, dialect, db_type, url) in places {
        let Some(url) = url else { continue };
        let target = Target::parse(url, false).map_err(Error::from)?;
        if target.db_type().as_str() != db_type {
            return Err(Failure::usage(format!("{} is no {db_type}:// URL", target.masked_url())));
        }
        wanted.push(Wanted { name, dialect, url: url.clone(), target });
    }
    Ok(wanted)
}

impl Wanted {
    /// Writes the sample there, unless it is there already.
    async fn load(&self, patience: Duration) -> Result<(), Failure> {
        let sample = Load {
            name: SCHEMA,
            relations: weir_sample::relations().collect(),
            statements: weir_sample::statements(self.dialect),
        };
        load(&self.target, patience, sample).await.map(drop).map_err(not_loaded)
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
