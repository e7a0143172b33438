//! What a watcher wants to know of the catalog.

use crate::{Store, pool::on_backend};

/// How the catalog is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogState {
    /// History entries that are not written yet.
    pub history_waiting: usize,
    /// History entries that were dropped since the start because they could not be written.
    pub history_lost: u64,
    /// Open sessions that read (SQLite) or read and write (PostgreSQL).
    pub sessions: u32,
    /// Those that wait for work.
    pub idle: usize,
}

impl Store {
    /// How the catalog is doing at the moment.
    pub fn state(&self) -> CatalogState {
        let (sessions, idle) = on_backend!(self.pool(), |pool| (pool.size(), pool.num_idle()));
        let (history_waiting, history_lost) = self.history().waiting_and_lost();
        CatalogState { history_waiting, history_lost, sessions, idle }
    }
}
