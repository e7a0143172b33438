//! What can go wrong with the catalog.

use thiserror::Error;

/// Why the catalog did not do what it was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The catalog can't be reached, is locked or full.
    #[error("the catalog is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The catalog answered with an error to SQL of ours.
    #[error("the catalog failed")]
    Database(#[source] sqlx::Error),
    /// Migrating the catalog failed.
    #[error("the catalog could not be migrated")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The key doesn't fit the sealed secrets.
    #[error("the secrets in this catalog were sealed with key {expected}, and the key given is {given}")]
    WrongKey {
        /// The id of the key that the catalog names.
        expected: String,
        /// The id of the key that was given.
        given: String,
    },
    /// Something stored can't be read: a broken seal, a broken compression.
    #[error("{what} in the catalog is damaged")]
    Damaged {
        /// What it is.
        what: &'static str,
    },
    /// The key file or data folder can't be used; the text names the path and why.
    #[error("{0}")]
    Files(String),
}
