//! The engine on real servers, below the guard: also with statements that the guard would never let through.

mod support;

mod connecting;
mod deaf;
mod session;
mod signing_in;
