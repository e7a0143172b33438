//! Putting the parts together: the composition root.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{
    AuthSettings, Gateway, Limits, LogRetention, Models, PasswordCost, QueryPlaces, Retention,
};
use weir_http::{HttpSettings, MetricsAccess};
use weir_jobs::{CrewSettings, Schedule, SchedulerSettings};
use weir_llm::{ModelClient, SqlWriter};
use weir_model::{AuditEntry, Clock, JobName, SystemClock};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

use crate::{
    config::{Config, Loaded, RetentionConfig, SchedulerConfig, shown, sign_in_elsewhere},
    failure::Failure,
    network,
};

/// What no SQLite target may ever be, wherever the operator lets them lie: Weir's own files.
fn forbidden(loaded: &Loaded) -> Vec<PathBuf> {
    let own = [loaded.catalog_file(), loaded.key_file(), loaded.data_dir.join("backups")];
    own.into_iter().chain(loaded.file.clone()).collect()
}

/// Opens the catalog.
pub(crate) async fn store(loaded: &Loaded) -> Result<Store, Failure> {
    make_folders(loaded)?;
    Ok(Store::open(&location(loaded)?, Sealer::new(key(loaded)?)).await?)
}

/// The key that seals secrets; made if it is to be in a file that doesn't exist.
pub(crate) fn key(loaded: &Loaded) -> Result<SealingKey, Failure> {
    Ok(match &loaded.config.secrets.key {
        Some(text) => SealingKey::from_text(text)?,
        None => SealingKey::from_file(&loaded.key_file())?,
    })
}

/// A line of the audit log for what the operator does to the catalog as a whole.
pub(crate) fn audit_entry(action: &str) -> AuditEntry {
    AuditEntry::local(SystemClock.now(), action)
}

/// Makes the data directory and what has to be in it.
pub(crate) fn make_folders(loaded: &Loaded) -> Result<(), Failure> {
    make_private(&loaded.data_dir)?;
    make_private(&loaded.sqlite_dir())
}

/// Opens the catalog and puts the use cases together.
pub(crate) async fn gateway(loaded: &Loaded) -> Result<Arc<Gateway>, Failure> {
    let config = &loaded.config;
    let store = store(loaded).await?;
    let engines = Engines::new(EngineSettings {
        sessions: config.engines.sessions,
        idle: Duration::from_secs(config.engines.idle_s),
        connect_timeout: Duration::from_secs(config.engines.connect_timeout_s),
        sqlite: SqlitePlaces { allowed: loaded.allowed_dirs(), forbidden: forbidden(loaded) },
    });
    let gateway = Gateway::new(store, engines, Arc::new(SystemClock), limits(config));
    let gateway = gateway.with_auth(auth_settings(config)?).with_models(models(loaded)?);
    let RetentionConfig { history_days, audit_days, runs_days } = config.retention;
    let gateway = gateway.with_log_retention(LogRetention { history_days, audit_days, runs_days });
    Ok(Arc::new(gateway.with_settings(shown(loaded))))
}

/// The language models of the settings, the default one first.
fn models(loaded: &Loaded) -> Result<Models, Failure> {
    let writers: Result<Vec<Arc<dyn SqlWriter>>, Failure> = loaded
        .providers
        .iter()
        .map(|provider| {
            let client = ModelClient::new(provider.clone());
            let client = client.map_err(|error| Failure::usage(error.to_string()))?;
            Ok(Arc::new(client) as Arc<dyn SqlWriter>)
        })
        .collect();
    Ok(Models::new(writers?).with_schema_tokens(loaded.config.llm.schema_tokens))
}

/// What the HTTP server needs to know.
pub(crate) fn http_settings(config: &Config) -> Result<HttpSettings, Failure> {
    Ok(HttpSettings {
        max_body_bytes: config.server.max_body_bytes,
        max_answer_bytes: config.limits.max_answer_bytes,
        allowed_hosts: allowed_hosts(config),
        public_url: config.server.public_url.clone(),
        metrics: metrics_access(config),
        network: network::settings(&config.server)?,
        ..HttpSettings::default()
    })
}

/// The names that are listed, and the one that people use.
fn allowed_hosts(config: &Config) -> Vec<String> {
    let public = config.server.public_url.as_deref().and_then(|url| {
        let (_, rest) = url.split_once("://")?;
        let authority = rest.split('/').next()?;
        Some(authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_owned())
    });
    config.server.allowed_hosts.iter().cloned().chain(public).collect()
}

fn auth_settings(config: &Config) -> Result<AuthSettings, Failure> {
    let auth = &config.auth;
    Ok(AuthSettings {
        session_idle: Duration::from_secs(auth.session_idle_s),
        session_max: Duration::from_secs(auth.session_max_s),
        anonymous_role: auth.anonymous_role.map(Into::into),
        password_cost: PasswordCost { memory_kib: auth.password_memory_kib, passes: auth.password_passes },
        oidc: sign_in_elsewhere(config)?,
    })
}

fn metrics_access(config: &Config) -> MetricsAccess {
    match &config.metrics {
        metrics if !metrics.enabled => MetricsAccess::Off,
        metrics => metrics.token.clone().map_or(MetricsAccess::Open, MetricsAccess::Token),
    }
}

fn limits(config: &Config) -> Limits {
    Limits {
        default_rows: config.limits.default_rows,
        max_rows: config.limits.max_rows,
        max_export_rows: config.limits.max_export_rows,
        places: QueryPlaces {
            per_caller: config.limits.queries_per_user,
            per_connection: config.engines.sessions,
            in_all: config.limits.queries_at_once,
            ..QueryPlaces::default()
        },
        default_timeout_s: config.limits.default_timeout_s,
        max_timeout_s: config.limits.max_timeout_s,
        open_extensions: config.engines.open_extensions.clone(),
    }
}

/// How parts of runs are done.
pub(crate) fn crew_settings(config: &SchedulerConfig) -> CrewSettings {
    CrewSettings {
        at_once: config.instances_at_once,
        retention: Retention { dense_days: config.daily_sizes_days, most_days: config.monthly_sizes_days },
    }
}

/// What the scheduler needs to know; none where it is switched off.
pub(crate) fn scheduler_settings(config: &SchedulerConfig) -> Result<Option<SchedulerSettings>, Failure> {
    let schedule = |job, name: &str, text: &str| match text.parse::<Schedule>() {
        Ok(schedule) => Ok((job, schedule)),
        Err(error) => Err(Failure::usage(format!("scheduler.{name}: {error}"))
            .next("write five fields: minute, hour, day of month, month, day of week, as in `0 */4 * * *`")),
    };
    let schedules = [
        schedule(JobName::CollectSizes, "collect_sizes", &config.collect_sizes)?,
        schedule(JobName::CollectTableSizes, "collect_table_sizes", &config.collect_table_sizes)?,
        schedule(JobName::KeepHouse, "keep_house", &config.keep_house)?,
    ];
    let settings = SchedulerSettings {
        schedules: schedules.into_iter().collect(),
        jitter: Duration::from_secs(config.jitter_s),
        crew: crew_settings(config),
    };
    Ok(config.enabled.then_some(settings))
}

/// Where the catalog is.
pub(crate) fn location(loaded: &Loaded) -> Result<StoreLocation, Failure> {
    let Some(url) = &loaded.config.catalog.url else {
        return Ok(StoreLocation::Sqlite(loaded.catalog_file()));
    };
    let scheme = url.expose_secret().split("://").next().unwrap_or_default().to_ascii_lowercase();
    if matches!(scheme.as_str(), "postgresql" | "postgres") {
        Ok(StoreLocation::Postgres(url.clone()))
    } else {
        Err(Failure::usage("catalog.url must begin with postgresql://")
            .next("leave it out to keep the catalog in a SQLite file in the data directory"))
    }
}

/// Makes a folder that nobody else may look into. One that exists stays as it is.
fn make_private(folder: &Path) -> Result<(), Failure> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        Failure::failed(format!("cannot make the folder {}: {error}", folder.display()))
            .next("choose another with --data-dir, or make it for the user that runs weir")
    })
}
