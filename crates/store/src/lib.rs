//! The catalog: connections with sealed secrets, cached metadata, history. SQLite by default, PostgreSQL
//! where several replicas share it. SQL is written once for both.
//!
//! Invariants:
//! - Every write is one transaction inside one method.
//! - A secret is sealed before it reaches the database and unsealed only on its way to an engine.
//! - Nothing here contacts a target.

mod claims;
mod connections;
mod error;
mod files;
mod history;
mod key;
mod metadata;
mod migrate;
mod pool;
mod postgres;
mod safety;
mod seal;
mod sqlite;

pub use connections::Saved;
pub use error::Error;
pub use history::HistorySearch;
pub use key::SealingKey;
pub use metadata::CachedMetadata;
pub use pool::{Store, StoreLocation};
pub use safety::CheckedSafety;
pub use seal::Sealer;
