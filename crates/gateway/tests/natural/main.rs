//! Asking in natural language: a real catalog, real databases, and a scripted model on loopback that behaves and
//! misbehaves as real ones do.

#![expect(clippy::unwrap_used, reason = "helpers and stories of tests: what fails ends the test")]

mod asking;
mod discretion;
mod lore;
mod misbehaving;
mod servers;
mod support;
