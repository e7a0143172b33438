//! The SQLite engine on real files: what it lets through, what it stops, and what it leaves behind.

mod support;

mod lifetime;
mod limits;
mod metadata;
mod places;
mod values;
