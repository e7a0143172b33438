//! The SQLite engine on real files: what it lets through, what it stops, and what it leaves behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod support;

mod account;
mod cases;
mod lifetime;
mod limits;
mod metadata;
mod places;
mod values;
