//! The catalog: connections with sealed secrets, cached metadata, history, the ledger, people with their
//! sessions and tokens, the audit log. SQLite by default, PostgreSQL
//! where several replicas share it. SQL is written once for both.
//!
//! Invariants:
//! - Every write is one transaction inside one method.
//! - A secret is sealed before it reaches the database and unsealed only on its way to an engine.
//! - Nothing here contacts a target.

mod access;
mod audiences;
mod audit;
mod backup;
mod capacity;
mod claims;
mod collections;
mod connections;
mod copy;
mod databases;
mod discretion;
mod drafts;
mod error;
mod files;
mod glossary;
mod history;
mod instances;
mod jobs;
mod key;
mod ledger;
mod llm_calls;
mod metadata;
mod migrate;
mod names;
mod oidc_sign_ins;
mod pepper;
mod pool;
mod postgres;
mod pruning;
mod readings;
mod retention;
mod safety;
mod saved_queries;
mod seal;
mod secrets;
mod sessions;
mod shape;
mod size_lists;
mod sizes;
mod sqlite;
mod state;
mod statement;
mod table_sizes;
mod tags;
mod tokens;
mod trends;
mod users;

pub use audit::{AuditFilter, AuditLine};
pub use backup::{Restored, restore};
pub use connections::Saved;
pub use copy::Copied;
pub use databases::SyncOutcome;
pub use error::Error;
pub use glossary::GlossaryWritten;
pub use history::HistorySearch;
pub use instances::InstanceWritten;
pub use jobs::{ClaimedPart, Due, DueJob, JobDefinition, PartKey, Started};
pub use key::SealingKey;
pub use metadata::CachedMetadata;
pub use pool::{Store, StoreLocation};
pub use retention::Retention;
pub use safety::CheckedSafety;
pub use seal::Sealer;
pub use secrets::SecretsChecked;
pub use sessions::{FoundSession, NewSession, SecretHash};
pub use sizes::SaveOutcome;
pub use state::CatalogState;
pub use table_sizes::{Replaced, TableSnapshot};
pub use tags::{TagUse, TagWritten};
pub use tokens::NewToken;
pub use trends::StaleTrend;
pub use users::{Credentials, NewUser, SetPassword, UserChange, UserChanged};
