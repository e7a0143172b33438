//! The PostgreSQL engine on a real server, with statements that the guard has let through.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod support;

mod account;
mod limits;
mod metadata;
mod values;
