//! The HTTP server: routes, extractors, the two error renderers, the streamed answer.
//!
//! The only crate that knows axum or a status code. A handler translates; `gateway` decides.

mod accept;
mod access;
mod audit;
mod auth;
mod capacity;
mod compress;
mod connections;
mod console;
mod cookie;
mod cors;
mod databases;
mod envelope;
mod explain;
mod extract;
mod failure;
mod forwarded;
mod frame;
mod guarded;
mod health;
mod instances;
mod jobs;
mod language;
mod language_models;
mod lore;
mod may;
mod metadata;
mod metrics;
mod natural;
mod network;
mod oidc;
mod openapi;
mod origin;
mod params;
mod plain;
mod queries;
mod query;
mod rendered;
mod router;
mod safety;
mod saved_queries;
mod serve;
mod settings;
mod stream;
mod tags;
mod tls;
mod tokens;
mod users;

use std::{sync::Arc, time::Duration};

use weir_gateway::Gateway;

pub use metrics::MetricsAccess;
pub use network::{AddressRange, NetworkSettings, NoAddressRange, TlsFiles};
pub use openapi::document;
pub use rendered::Renderings;
pub use router::router;
pub use serve::serve;
pub use tls::{TlsProblem, acceptor};
pub use tokio_rustls::TlsAcceptor;

/// What the operator may set about HTTP.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The most bytes of a request body.
    pub max_body_bytes: usize,
    /// The most bytes of a JSON answer to a query.
    pub max_answer_bytes: usize,
    /// A client has this long to send its request's headers.
    pub header_time: Duration,
    /// Requests under way have this long to end once a shutdown has begun.
    pub last_requests: Duration,
    /// Host names besides the loopback ones under which this server may be addressed.
    pub allowed_hosts: Vec<String>,
    /// The address under which people reach this server, when it is not the one it listens on.
    pub public_url: Option<String>,
    /// Who may read the metrics.
    pub metrics: MetricsAccess,
    /// The network around this server.
    pub network: NetworkSettings,
}

impl HttpSettings {
    /// Whether browsers speak to this server over https.
    pub(crate) fn is_https(&self) -> bool {
        self.network.tls.is_some()
            || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            max_body_bytes: 4 << 20,
            max_answer_bytes: 64 << 20,
            header_time: Duration::from_secs(10),
            last_requests: Duration::from_secs(10),
            allowed_hosts: Vec::new(),
            public_url: None,
            metrics: MetricsAccess::Off,
            network: NetworkSettings::default(),
        }
    }
}

/// What every handler shares. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use cases.
    pub gateway: Arc<Gateway>,
    /// The settings.
    pub settings: Arc<HttpSettings>,
    /// Metadata that was sent before.
    pub renderings: Arc<Renderings>,
}
