//! Why a use case did not do what it was asked, named for what the caller can do about it.

use thiserror::Error;
use weir_engine::TargetError;
use weir_guard::Refusal;
use weir_model::DbName;

use crate::Permission;

/// Why a use case failed. The two HTTP renderers and the command line match it in full.
#[derive(Debug, Error)]
pub enum Error {
    /// The caller lacks a permission.
    #[error("Permission '{}' is required", .0.as_str())]
    Forbidden(Permission),
    /// No connection has this name.
    #[error("Database '{0}' not found")]
    ConnectionNotFound(DbName),
    /// The metadata of the connection has no such table.
    #[error("Table '{schema}.{table}' not found")]
    TableNotFound {
        /// The schema asked for.
        schema: String,
        /// The table asked for.
        table: String,
    },
    /// A value of the request is out of its range or form.
    #[error("{field}: {why}")]
    Invalid {
        /// The field as the client spells it.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The URL is no target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The request asks for an SSH tunnel.
    #[error("SSH tunnels are not supported yet")]
    SshTunnel,
    /// The guard said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The target did not do what it was asked.
    #[error(transparent)]
    Engine(weir_engine::Error),
    /// No language model is configured.
    #[error(
        "No language model is configured: set llm.provider, llm.base_url, llm.model and llm.api_key_env in weir.toml (or WEIR_LLM__PROVIDER, WEIR_LLM__BASE_URL, WEIR_LLM__MODEL, WEIR_LLM__API_KEY_ENV)"
    )]
    NoLanguageModel,
    /// The catalog failed.
    #[error(transparent)]
    Store(#[from] weir_store::Error),
}

impl From<weir_engine::Error> for Error {
    /// A refusal by the server-side proof is a refusal like any other.
    fn from(error: weir_engine::Error) -> Self {
        match error {
            weir_engine::Error::Refused(refusal) => Self::Refused(refusal),
            other => Self::Engine(other),
        }
    }
}
