//! What Weir does by itself: when it is due, and doing it. Several processes may share a catalog: each claims parts of
//! a run, and what a process that died has claimed goes to another when its lease is over.
//!
//! Invariants:
//! - A job is a name and one call on the gateway; nothing is decided here about databases.
//! - A part that goes wrong, or panics, costs itself and nothing else.
//! - Stopping gives back what is claimed, so that another process goes on at once.

mod crew;
mod schedule;
mod scheduler;

pub use crew::{Crew, CrewSettings};
pub use schedule::{InvalidSchedule, Schedule};
pub use scheduler::{Scheduler, SchedulerSettings};
