//! Language models that write SQL: prompts as files, one HTTP client for two wires, answers taken apart.
//!
//! Invariants:
//! - What a model says is data. A [`Draft`] is a proposal: whoever wants to run it asks the guard.
//! - A key is in no log line, no error, no `Debug` text.
//! - Dropping a call's future closes the connection to the provider, which ends the call there.
//! - Nothing here knows a target or a catalog; what goes into a prompt, the caller decides.

mod anthropic;
mod client;
mod draft;
mod error;
mod events;
mod extract;
mod http;
mod lenient;
mod openai;
pub mod prompts;
mod retry;
mod settings;
mod think;
mod wire;
mod writer;

pub use client::ModelClient;
pub use draft::{Draft, DraftStatus, Form};
pub use error::Error;
pub use extract::{Extracted, Unusable, extract, picked_tables};
pub use settings::{ProviderSettings, Wire};
pub use writer::{Finish, Heard, Message, Prompt, Reply, Role, Shape, SqlWriter, Usage, WriterName};
