//! The history of queries, written in groups.

use weir_model::{DbName, HistoryEntry};

use crate::{Error, Store};

impl Store {
    /// Queues an entry. Never waits: called also when a request is dropped.
    pub fn append_history(&self, _entry: HistoryEntry) {
        todo!()
    }

    /// Waits until everything queued so far is in the catalog.
    pub async fn flush_history(&self) -> Result<(), Error> {
        todo!()
    }

    /// The latest entries of a connection, newest first.
    pub async fn list_history(&self, _name: &DbName, _limit: u32) -> Result<Vec<HistoryEntry>, Error> {
        todo!()
    }
}
