//! What the catalog promises, one suite on SQLite in a file, SQLite in memory and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers and stories of tests: what fails ends the test")]

mod backend;
mod backups;
mod claims;
mod connections;
mod files;
mod history;
mod instances;
mod jobs;
mod ledger;
mod metadata;
mod natural;
mod opening;
mod outages;
mod people;
mod processes;
mod pruning;
mod retention;
mod rotation;
mod safety;
mod saved_queries;
mod secrets;
mod sizes;
