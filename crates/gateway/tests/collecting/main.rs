//! Collecting from real servers, by the use cases. No HTTP.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod growth;
mod house;
mod instances;
mod tables;
