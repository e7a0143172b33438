//! The catalog: connections with sealed secrets, cached metadata, history, the ledger. SQLite by default, PostgreSQL
//! where several replicas share it. SQL is written once for both.
//!
//! Invariants:
//! - Every write is one transaction inside one method.
//! - A secret is sealed before it reaches the database and unsealed only on its way to an engine.
//! - Nothing here contacts a target.

mod access;
mod claims;
mod connections;
mod databases;
mod error;
mod files;
mod history;
mod instances;
mod key;
mod ledger;
mod metadata;
mod migrate;
mod pool;
mod postgres;
mod readings;
mod safety;
mod seal;
mod size_lists;
mod sizes;
mod sqlite;
mod state;
mod statement;
mod table_sizes;
mod tags;

pub use connections::Saved;
pub use databases::SyncOutcome;
pub use error::Error;
pub use history::HistorySearch;
pub use instances::InstanceWritten;
pub use key::SealingKey;
pub use metadata::CachedMetadata;
pub use pool::{Store, StoreLocation};
pub use safety::CheckedSafety;
pub use seal::Sealer;
pub use sizes::SaveOutcome;
pub use state::CatalogState;
pub use table_sizes::{Replaced, TableSnapshot};
pub use tags::{TagUse, TagWritten};
