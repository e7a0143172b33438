//! The wire contract, over a real socket: status, JSON, headers, both error dialects.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod auth;
mod connections;
mod health;
mod metadata;
mod openapi;
mod origin;
mod query;
mod requests;
mod servers;
mod support;
