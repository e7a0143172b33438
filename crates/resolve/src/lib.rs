//! Do these names exist? SQL against a database's cached metadata: which tables and columns a statement uses,
//! which of its names are wrong, and the nearest real ones. Beside it, what else is read without a server or a
//! model: constructs of other dialects, and EXPLAIN's plans.
//!
//! Invariants:
//! - Pure: no IO, no model. What may run is `weir_guard`'s matter; whether it runs well, the server's.
//! - No alarm on valid SQL: what isn't understood passes. A [`Problem`] is only what the server would refuse.
//! - No input makes it panic, abort or run for more than a moment: `weir_guard` reads the text for it.

mod dialect;
mod functions;
mod index;
mod nearest;
mod plan;
mod problem;
mod quote;
mod read;
mod resolution;
mod resolver;
mod rules;
mod scope;
mod tree;
mod types;
mod walk;

pub use dialect::{DialectProblem, Effect, dialect_problems};
pub use plan::{Basis, PlanReading, PlanRow, PlanStep, StepKind, read_plan, read_plan_rows};
pub use problem::{Candidate, Problem, ProblemKind, Warning, WarningKind};
pub use resolution::{ColumnUse, Coverage, Resolution, TableUse};
pub use resolver::Resolver;
pub use rules::{Rules, TableCase};
