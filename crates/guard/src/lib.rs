//! May this SQL run? One statement, read only, capped, unchanged in meaning; everything else is refused
//! with a reason that helps. Gives a [`ReadOnlyQuery`] or a [`Refusal`]. Permissions are not its matter.
//!
//! Invariants:
//! - [`ReadOnlyQuery`] can only be made by [`ReadOnlyQuery::parse`]; engines take nothing else from users.
//! - No input makes it panic, abort or run for more than a moment.
//! - The text that runs is the user's text with, at most, a limit spliced in; it is never printed from a tree.

mod context;
mod lexed;
mod limit;
pub mod mysql;
mod parsed;
pub mod postgres;
mod query;
mod refusal;
mod splice;
pub mod sqlite;
mod text;
mod token;

pub use context::{Dialect, FunctionSet, GuardContext, RowLimits};
pub use query::{AppliedLimit, ReadOnlyQuery, StatementKind};
pub use refusal::{Refusal, Rule};
