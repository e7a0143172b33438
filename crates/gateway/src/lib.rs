//! The use cases of Weir: where the caller's permissions, the guard, the engines, the catalog and the
//! history meet. Whatever HTTP can do, the command line and a job can do by the same method here.
//!
//! Knows no wire type and no HTTP status.

mod admission;
mod allowlists;
mod audit;
mod auth;
mod caller;
mod capacity;
mod collecting;
mod connections;
mod discretion;
mod error;
mod explain;
mod feedback;
mod glossary;
mod history;
mod instances;
mod jobs;
mod known;
mod language_models;
mod ledger;
mod metadata;
mod meters;
mod models;
mod natural;
mod queries;
mod query;
mod reach;
mod safety;
mod sample;
mod saved_queries;
mod settings;
mod sharing;
mod tags;
mod verdicts;

use std::{fmt::Debug, sync::Arc};

use tokio::sync::Notify;
use tokio_util::task::TaskTracker;
use weir_engine::Engines;
use weir_model::{Clock, DatabaseId, InstanceId};
use weir_store::Store;

use crate::{
    admission::Admission, allowlists::Allowlists, auth::Auth, known::Knowns, metadata::Refreshes,
    natural::Knowledges, queries::Queries, sharing::Sharing,
};

pub use admission::QueryPlaces;
pub use auth::{
    AuthSettings, Authenticated, CameBack, ChangeUser, CreateToken, CreateUser, Csrf, MadeToken, MadeUser,
    NewPassword, OidcProblem, OidcSignIn, PasswordCost, SentAway, SignIn, SignedIn, TOKEN_PREFIX, TokenOf,
};
pub use caller::{Caller, Permission, Permissions, RequestOrigin, Who};
pub use capacity::{
    CapacityOverview, CapacityRequest, CapacityTrend, DatabaseCapacity, ExpectedLimit, ExpectedSize,
    InstanceCapacity,
};
pub use collecting::{RefreshOutcome, SyncedCapacity};
pub use connections::{PutConnection, PutOutcome, TestedConnection};
pub use error::{Error, Noun};
pub use explain::{ExplainRequest, Explained};
pub use feedback::FeedbackRequest;
pub use history::{HistoryAnswer, HistoryRequest, QueryRecord};
pub use instances::{
    Change, ImportOutcome, ImportReport, ImportedLine, InstanceDetail, InstanceInput, InstanceLine,
    TestedInstance,
};
pub use jobs::{ClaimedPart, Due, DueJob, JobDefinition, NOT_COMPUTED, PartKey, Retention, Started};
pub use language_models::TestedModel;
pub use ledger::{LedgerExport, LedgerPage, LedgerRequest, LedgerRow};
pub use metadata::MetadataAnswer;
pub use meters::Meters;
pub use models::Models;
pub use natural::{
    AskAnswer, AskEvent, AskEvents, AskRequest, AskStatus, AskUsage, Confidence, FailedStatement, Level,
    LinkedWords, PreparedAsk, PreviousAsk, Signal, Validation,
};
pub use queries::{CancelOutcome, QueryStage, RunningQuery, Watch};
pub use query::{Extent, PreparedQuery, QueryAnswer, QueryRequest};
pub use reach::{PutAudience, PutGrant, PutGrantee, Reach};
pub use safety::SafetyAnswer;
pub use sample::{SampleDatabase, SampleInstance};
pub use saved_queries::SavedQuerySearch;
pub use settings::{Setting, SettingSource, SettingValue, SettingsSection};
pub use tags::{TagInput, TagUse};
pub use weir_growth::MIN_READINGS;
pub use weir_resolve::{PlanReading, PlanStep};
pub use weir_store::{AuditFilter, AuditLine};

/// The limits that the operator sets on queries.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Rows added as a limit to a statement without one, unless the request says otherwise.
    pub default_rows: u64,
    /// The most rows of a JSON answer.
    pub max_rows: u64,
    /// The most rows of an answer in a format for files, for callers who may export.
    pub max_export_rows: u64,
    /// How many queries run at once.
    pub places: QueryPlaces,
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
            max_export_rows: 1_000_000,
            places: QueryPlaces::default(),
            default_timeout_s: 30,
            max_timeout_s: 300,
            open_extensions: Vec::new(),
        }
    }
}

/// For how many days logs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRetention {
    /// The history of queries.
    pub history_days: u32,
    /// The audit log.
    pub audit_days: u32,
    /// Runs of jobs.
    pub runs_days: u32,
}

impl Default for LogRetention {
    fn default() -> Self {
        Self { history_days: 90, audit_days: 365, runs_days: 90 }
    }
}

/// Everything that the use cases work with.
#[derive(Debug)]
pub struct Gateway {
    store: Store,
    engines: Engines,
    clock: Arc<dyn Clock>,
    limits: Limits,
    log_retention: LogRetention,
    allowlists: Allowlists,
    knowns: Knowns,
    refreshes: Refreshes,
    auth: Auth,
    meters: Arc<Meters>,
    admission: Admission,
    queries: Arc<Queries>,
    models: Models,
    knowledges: Knowledges,
    syncs: Sharing<InstanceId, SyncedCapacity>,
    table_refreshes: Sharing<DatabaseId, RefreshOutcome>,
    settings: Vec<SettingsSection>,
    /// Told when somebody asks for a run.
    work_waits: Notify,
    /// Work that outlives the request it began with.
    tasks: TaskTracker,
}

impl Gateway {
    /// Puts the parts together.
    pub fn new(store: Store, engines: Engines, clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self {
            store,
            engines,
            clock,
            admission: Admission::new(limits.places.clone()),
            queries: Arc::default(),
            models: Models::default(),
            knowledges: Knowledges::default(),
            tasks: TaskTracker::new(),
            limits,
            log_retention: LogRetention::default(),
            allowlists: Allowlists::default(),
            knowns: Knowns::default(),
            refreshes: Refreshes::default(),
            auth: Auth::new(AuthSettings::default()),
            meters: Arc::default(),
            syncs: Sharing::default(),
            table_refreshes: Sharing::default(),
            settings: Vec::new(),
            work_waits: Notify::new(),
        }
    }

    /// The same with these settings of signing in.
    #[must_use]
    pub fn with_auth(self, settings: AuthSettings) -> Self {
        Self { auth: Auth::new(settings), ..self }
    }

    /// The same, keeping logs for so long.
    #[must_use]
    pub fn with_log_retention(self, log_retention: LogRetention) -> Self {
        Self { log_retention, ..self }
    }

    /// The same with these language models.
    #[must_use]
    pub fn with_models(self, models: Models) -> Self {
        Self { models, ..self }
    }

    /// The limits on queries.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The present moment.
    pub fn now(&self) -> weir_model::Timestamp {
        self.clock.now()
    }

    /// What is counted and measured.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Everything that is counted and measured, as OpenMetrics text.
    pub fn scrape(&self) -> String {
        self.meters.text(&self.engines.sessions(), self.store.state())
    }

    /// Whether the catalog answers.
    pub async fn check_ready(&self) -> Result<(), Error> {
        Ok(self.store.ping().await?)
    }

    /// Waits until work that is under way behind answers is done, such as remembering what they cost.
    pub async fn settle(&self) {
        // A tracker that isn't closed doesn't end the wait, and one that is takes on work all the same.
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }

    /// Ends in order: queries first, then sessions, then the history that they left.
    pub async fn shut_down(&self) -> Result<(), Error> {
        self.cancel_queries().await;
        self.tasks.close();
        self.tasks.wait().await;
        self.engines.shut_down().await;
        Ok(self.store.close().await?)
    }
}
