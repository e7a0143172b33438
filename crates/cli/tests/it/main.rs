//! The real binary: what it prints, how it exits, what it leaves behind.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test may")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod connections;
mod demo;
mod help;
mod kill;
mod operations;
mod passwords;
mod people;
mod processes;
mod query;
mod serve;
mod settings;
mod support;
mod walk;
