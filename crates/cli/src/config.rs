//! Weir's settings: one struct for each section, their defaults, and the order in which sources win:
//! defaults < file < environment < flags.
//!
//! `keys` says which settings exist, `layers` reads the sources, `show` prints them. Nothing else in Weir reads
//! the environment; every crate gets its own small settings struct, never this one.

mod chinese;
mod discreet;
mod environment;
mod file;
mod keys;
mod layers;
mod llm;
mod oidc;
mod show;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use weir_llm::ProviderSettings;
use weir_model::Secret;

use crate::failure::Failure;

pub(crate) use environment::Environment;
pub(crate) use layers::Flag;
pub(crate) use llm::LlmConfig;
pub(crate) use oidc::{OidcConfig, sign_in_elsewhere};
pub(crate) use show::{check, default_file, shown};

/// Every setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: ServerConfig,
    pub(crate) auth: AuthConfig,
    pub(crate) catalog: CatalogConfig,
    pub(crate) secrets: SecretsConfig,
    pub(crate) limits: LimitsConfig,
    pub(crate) engines: EnginesConfig,
    pub(crate) sqlite: SqliteConfig,
    pub(crate) scheduler: SchedulerConfig,
    pub(crate) llm: LlmConfig,
    pub(crate) retention: RetentionConfig,
    pub(crate) metrics: MetricsConfig,
    pub(crate) log: LogConfig,
}

/// `[server]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServerConfig {
    pub(crate) listen: String,
    pub(crate) allowed_hosts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
    /// None, with the key, for plain HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls_certificate: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) trusted_proxies: Vec<String>,
    /// None for the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base_path: Option<String>,
    pub(crate) cors_origins: Vec<String>,
    pub(crate) max_body_bytes: usize,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8642".to_owned(),
            allowed_hosts: Vec::new(),
            public_url: None,
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            base_path: None,
            cors_origins: Vec::new(),
            max_body_bytes: 4 * 1024 * 1024,
        }
    }
}

/// `[auth]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuthConfig {
    /// None for one that is made up.
    #[serde(
        deserialize_with = "read_secret",
        serialize_with = "mask",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) admin_password: Option<Secret>,
    /// None when everybody must sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) anonymous_role: Option<AnonymousRole>,
    pub(crate) session_idle_s: u64,
    pub(crate) session_max_s: u64,
    pub(crate) password_memory_kib: u32,
    pub(crate) password_passes: u32,
    pub(crate) oidc: OidcConfig,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            admin_password: None,
            anonymous_role: None,
            session_idle_s: 1_800,
            session_max_s: 43_200,
            password_memory_kib: 19_456,
            password_passes: 2,
            oidc: OidcConfig::default(),
        }
    }
}

/// What nobody in particular may be: callers without credentials, people from elsewhere in no group. Never an admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AnonymousRole {
    Viewer,
    Analyst,
    Operator,
}

/// `[catalog]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CatalogConfig {
    /// None for the place that the environment suggests: [`Environment::data_dir`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data_dir: Option<PathBuf>,
    /// None for the SQLite file in the data directory.
    #[serde(
        deserialize_with = "read_secret",
        serialize_with = "mask",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) url: Option<Secret>,
}

/// `[secrets]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SecretsConfig {
    /// None for the key in the key file.
    #[serde(
        deserialize_with = "read_secret",
        serialize_with = "mask",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) key: Option<Secret>,
    /// None for `secret.key` in the data directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_file: Option<PathBuf>,
}

/// `[limits]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LimitsConfig {
    pub(crate) default_rows: u64,
    pub(crate) max_rows: u64,
    pub(crate) max_export_rows: u64,
    pub(crate) default_timeout_s: u32,
    pub(crate) max_timeout_s: u32,
    pub(crate) max_answer_bytes: usize,
    pub(crate) queries_per_user: usize,
    pub(crate) queries_at_once: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            default_rows: 1_000,
            max_rows: 10_000,
            max_export_rows: 1_000_000,
            default_timeout_s: 30,
            max_timeout_s: 300,
            max_answer_bytes: 64 * 1024 * 1024,
            queries_per_user: 16,
            queries_at_once: 64,
        }
    }
}

/// `[engines]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EnginesConfig {
    pub(crate) sessions: usize,
    pub(crate) idle_s: u64,
    pub(crate) connect_timeout_s: u64,
    pub(crate) open_extensions: Vec<String>,
}

impl Default for EnginesConfig {
    fn default() -> Self {
        Self { sessions: 8, idle_s: 300, connect_timeout_s: 10, open_extensions: Vec::new() }
    }
}

/// `[sqlite]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SqliteConfig {
    /// None for `sqlite/` in the data directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allowed_dirs: Option<Vec<PathBuf>>,
}

/// `[retention]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "a setting's name says its unit")]
pub(crate) struct RetentionConfig {
    pub(crate) history_days: u32,
    pub(crate) audit_days: u32,
    pub(crate) runs_days: u32,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        Self { history_days: 90, audit_days: 365, runs_days: 90 }
    }
}

/// `[scheduler]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SchedulerConfig {
    pub(crate) enabled: bool,
    pub(crate) collect_sizes: String,
    pub(crate) collect_table_sizes: String,
    pub(crate) keep_house: String,
    pub(crate) jitter_s: u64,
    pub(crate) instances_at_once: usize,
    pub(crate) daily_sizes_days: u32,
    pub(crate) monthly_sizes_days: u32,
}

impl Default for SchedulerConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            collect_sizes: "0 */4 * * *".to_owned(),
            collect_table_sizes: "30 1 * * *".to_owned(),
            keep_house: "15 3 * * *".to_owned(),
            jitter_s: 300,
            instances_at_once: 16,
            daily_sizes_days: 400,
            monthly_sizes_days: 3_650,
        }
    }
}

/// `[metrics]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    pub(crate) enabled: bool,
    /// None for metrics that need no token.
    #[serde(
        deserialize_with = "read_secret",
        serialize_with = "mask",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) token: Option<Secret>,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The settings of this run, and where each came from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) sources: layers::Sources,
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    /// Where Weir keeps its own data.
    pub(crate) data_dir: PathBuf,
    /// The language models, the default one first, with their keys.
    pub(crate) providers: Vec<ProviderSettings>,
}

impl Loaded {
    /// Weir's own database, unless `catalog.url` names another.
    pub(crate) fn catalog_file(&self) -> PathBuf {
        self.data_dir.join("catalog.db")
    }

    /// The file that holds the sealing key, unless `secrets.key` gives it.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.config.secrets.key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"))
    }

    /// The folder for SQLite targets in the data directory.
    pub(crate) fn sqlite_dir(&self) -> PathBuf {
        self.data_dir.join("sqlite")
    }

    /// Where SQLite targets may lie.
    pub(crate) fn allowed_dirs(&self) -> Vec<PathBuf> {
        self.config.sqlite.allowed_dirs.clone().unwrap_or_else(|| vec![self.sqlite_dir()])
    }
}

/// Reads every source. `named` is the file given by flag; it must exist.
pub(crate) fn load(
    named: Option<&Path>,
    flags: &[Flag],
    environment: &Environment,
) -> Result<Loaded, Failure> {
    let default_dir = flags
        .iter()
        .find(|flag| flag.setting == "catalog.data_dir")
        .map(|flag| PathBuf::from(&flag.value))
        .or_else(|| environment.setting("catalog", "data_dir").map(PathBuf::from))
        .unwrap_or_else(|| environment.data_dir());
    let named = named.map(Path::to_owned).or_else(|| environment.config_file());
    let file = file::find(named, &default_dir)?;
    let (config, sources) = layers::read(file.as_ref(), environment, flags)?;
    let data_dir = config.catalog.data_dir.clone().unwrap_or(default_dir);
    let data_dir = std::path::absolute(&data_dir)
        .map_err(|error| Failure::usage(format!("the data directory {}: {error}", data_dir.display())))?;
    let providers = llm::providers(&config.llm, environment)?;
    Ok(Loaded { config, sources, file: file.map(|file| file.path), data_dir, providers })
}

fn read_secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(Some(Secret::new(String::deserialize(from)?)))
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
fn mask<S: Serializer>(_secret: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str("****")
}
