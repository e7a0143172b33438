//! The wire contract, over a real socket: status, JSON, headers, both error dialects.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod access;
mod auth;
mod bodies;
mod compression;
mod connections;
mod console;
mod ends;
mod faults;
mod formats;
mod health;
mod hidden;
mod instances;
mod jobs;
mod ledger;
mod limits;
mod metadata;
mod metrics;
mod natural;
mod network;
mod oidc;
mod openapi;
mod origin;
mod passwords;
mod queries;
mod query;
mod requests;
mod rollback;
mod safety;
mod saved_queries;
mod servers;
mod support;
mod types;
mod users;
mod walk;
