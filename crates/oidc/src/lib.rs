//! Signing in at an identity provider: OpenID Connect, authorization code with PKCE.
//!
//! Owns everything that is said to the provider and what is believed of its answers: discovery, its keys, the exchange
//! of a code, the proof of an ID token. Gives who somebody is and their groups; what they may do is for `gateway`.
//!
//! Kept invariants: an answer of the provider is believed only after its signature, issuer, audience, end and nonce
//! were checked; no secret and no token is in an error or a log line.

mod claims;
mod client;
mod error;
mod http;
mod settings;

pub use client::{OidcClient, Person, Proof};
pub use error::Error;
pub use settings::OidcSettings;
