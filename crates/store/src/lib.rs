//! The catalog: connections with sealed secrets, cached metadata, history, people
//! with their sessions and tokens, the audit log. SQLite by default, PostgreSQL
//! where several replicas share it. SQL is written once for both.
//!
//! Invariants:
//! - Every write is one transaction inside one method.
//! - A secret is sealed before it reaches the database and unsealed only on its way to an engine.
//! - Nothing here contacts a target.

mod audit;
mod connections;
mod error;
mod files;
mod history;
mod key;
mod metadata;
mod migrate;
mod pool;
mod postgres;
mod seal;
mod sessions;
mod sqlite;
mod tokens;
mod users;

pub use audit::{AuditFilter, AuditLine};
pub use connections::Saved;
pub use error::Error;
pub use key::SealingKey;
pub use metadata::CachedMetadata;
pub use pool::{Store, StoreLocation};
pub use seal::Sealer;
pub use sessions::{FoundSession, NewSession, SecretHash};
pub use tokens::NewToken;
pub use users::{Credentials, NewUser, UserChange, UserChanged};
