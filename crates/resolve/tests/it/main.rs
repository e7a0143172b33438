//! The resolver on a made-up shop: what each server would refuse is told, with the nearest names, and what it would
//! accept raises no alarm.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod checks;
mod dialect;
mod mysql;
mod plans;
mod postgres;
mod scale;
mod shop;
mod sqlite;
