//! The engine on real servers, below the guard: also with statements that the guard would never let through.

mod support;

mod connecting;
mod limits;
mod session;
mod signing_in;
mod values;
