//! Putting the parts together: the composition root. Owns where Weir's own files are.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{Gateway, Limits};
use weir_http::HttpSettings;
use weir_model::{Secret, SystemClock};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

use crate::{
    config::{Config, Loaded},
    failure::Failure,
};

/// Weir's own files.
#[derive(Debug)]
struct Places {
    data_dir: PathBuf,
    catalog: PathBuf,
    key_file: PathBuf,
    /// Where SQLite targets may lie.
    sqlite: Vec<PathBuf>,
}

impl Places {
    fn of(loaded: &Loaded) -> Self {
        let (config, data_dir) = (&loaded.config, loaded.data_dir.clone());
        Self {
            catalog: data_dir.join("catalog.db"),
            key_file: config.secrets.key_file.clone().unwrap_or_else(|| data_dir.join("secret.key")),
            sqlite: config.sqlite.allowed_dirs.clone().unwrap_or_else(|| vec![sqlite_dir(&data_dir)]),
            data_dir,
        }
    }

    /// What no SQLite target may ever be, wherever the operator lets them lie.
    fn forbidden(&self, loaded: &Loaded) -> Vec<PathBuf> {
        let own = [self.catalog.clone(), self.key_file.clone(), self.data_dir.join("backups")];
        own.into_iter().chain(loaded.file.clone()).collect()
    }
}

/// The folder for SQLite files in a data directory.
pub(crate) fn sqlite_dir(data_dir: &Path) -> PathBuf {
    data_dir.join("sqlite")
}

/// Opens the catalog and puts the use cases together.
pub(crate) async fn gateway(loaded: &Loaded) -> Result<Arc<Gateway>, Failure> {
    let places = Places::of(loaded);
    let config = &loaded.config;
    make_private(&places.data_dir)?;
    make_private(&sqlite_dir(&places.data_dir))?;
    let key = match &config.secrets.key {
        Some(text) => SealingKey::from_text(text)?,
        None => SealingKey::from_file(&places.key_file)?,
    };
    let store = Store::open(&location(config.catalog.url.as_ref(), &places)?, Sealer::new(key)).await?;
    let engines = Engines::new(EngineSettings {
        sessions: config.engines.sessions,
        idle: Duration::from_secs(config.engines.idle_s),
        connect_timeout: Duration::from_secs(config.engines.connect_timeout_s),
        sqlite: SqlitePlaces { forbidden: places.forbidden(loaded), allowed: places.sqlite },
    });
    Ok(Arc::new(Gateway::new(store, engines, Arc::new(SystemClock), limits(config))))
}

/// What the HTTP server needs to know.
pub(crate) fn http_settings(config: &Config) -> HttpSettings {
    HttpSettings {
        max_body_bytes: config.server.max_body_bytes,
        max_answer_bytes: config.limits.max_answer_bytes,
        allowed_hosts: config.server.allowed_hosts.clone(),
    }
}

fn limits(config: &Config) -> Limits {
    Limits {
        default_rows: config.limits.default_rows,
        max_rows: config.limits.max_rows,
        default_timeout_s: config.limits.default_timeout_s,
        max_timeout_s: config.limits.max_timeout_s,
        open_extensions: config.engines.open_extensions.clone(),
    }
}

fn location(url: Option<&Secret>, places: &Places) -> Result<StoreLocation, Failure> {
    let Some(url) = url else {
        return Ok(StoreLocation::Sqlite(places.catalog.clone()));
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
