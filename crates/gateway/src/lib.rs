//! The use cases of Weir: where the caller's permissions, the guard, the engines, the catalog and the
//! history meet. Whatever HTTP can do, the command line and a job can do by the same method here.
//!
//! Knows no wire type and no HTTP status.

mod allowlists;
mod audit;
mod auth;
mod caller;
mod connections;
mod error;
mod known;
mod metadata;
mod query;

use std::{fmt::Debug, sync::Arc};

use weir_engine::Engines;
use weir_model::Clock;
use weir_store::Store;

use crate::{allowlists::Allowlists, auth::Auth, known::Knowns, metadata::Refreshes};

pub use auth::{
    AuthSettings, Authenticated, ChangeUser, CreateToken, CreateUser, Csrf, MadeToken, MadeUser,
    PasswordCost, SignIn, SignedIn, TOKEN_PREFIX, TokenOf,
};
pub use caller::{Caller, Permission, Permissions, RequestOrigin, Who};
pub use connections::{PutConnection, PutOutcome, TestedConnection};
pub use error::{Error, Noun};
pub use metadata::MetadataAnswer;
pub use query::{PreparedQuery, QueryAnswer, QueryRequest};
pub use weir_store::{AuditFilter, AuditLine};

/// The limits that the operator sets on queries.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Rows added as a limit to a statement without one, unless the request says otherwise.
    pub default_rows: u64,
    /// The most rows of a JSON answer.
    pub max_rows: u64,
    /// Seconds that a query may take, unless the request says otherwise.
    pub default_timeout_s: u32,
    /// The most seconds that a request may ask for.
    pub max_timeout_s: u32,
    /// Extensions whose functions may be called, by name (PostgreSQL).
    pub open_extensions: Vec<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            default_rows: 1_000,
            max_rows: 10_000,
            default_timeout_s: 30,
            max_timeout_s: 300,
            open_extensions: Vec::new(),
        }
    }
}

/// Everything that the use cases work with.
#[derive(Debug)]
pub struct Gateway {
    store: Store,
    engines: Engines,
    clock: Arc<dyn Clock>,
    limits: Limits,
    allowlists: Allowlists,
    knowns: Knowns,
    refreshes: Refreshes,
    auth: Auth,
}

impl Gateway {
    /// Puts the parts together.
    pub fn new(store: Store, engines: Engines, clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self {
            store,
            engines,
            clock,
            limits,
            allowlists: Allowlists::default(),
            knowns: Knowns::default(),
            refreshes: Refreshes::default(),
            auth: Auth::new(AuthSettings::default()),
        }
    }

    /// The same with these settings of signing in.
    #[must_use]
    pub fn with_auth(self, settings: AuthSettings) -> Self {
        Self { auth: Auth::new(settings), ..self }
    }

    /// The limits on queries.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The present moment.
    pub fn now(&self) -> weir_model::Timestamp {
        self.clock.now()
    }

    /// Whether the catalog answers.
    pub async fn check_ready(&self) -> Result<(), Error> {
        Ok(self.store.ping().await?)
    }

    /// Ends in order: sessions first, then the history that they left.
    pub async fn shut_down(&self) -> Result<(), Error> {
        self.engines.shut_down().await;
        Ok(self.store.close().await?)
    }
}
