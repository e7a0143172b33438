//! The history of queries, written in groups.
//!
//! An entry is queued in memory and written within 50 ms; the answer to the user never waits for it. A
//! program that is killed loses what was queued in that time, nothing that a flush has acknowledged. While
//! the catalog is away, entries wait in bounded memory; when that is full the oldest are dropped and counted,
//! because the latest are what somebody looks for after a disturbance. A network that fails during a commit
//! leaves open whether it happened: the group is then written again, and may stand there twice.

pub(crate) mod origin;
mod queue;
mod rows;
mod search;
mod writer;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;
use weir_model::{DbName, HistoryEntry};

pub(crate) use rows::{number, text};

use crate::{
    Error, Store,
    history::{
        queue::Queue,
        writer::{Request, Writer},
    },
    pool::Pool,
};

pub use search::HistorySearch;

/// Where entries go in, and the one task that writes them.
pub(crate) struct History {
    queue: Arc<Queue>,
    writer: mpsc::UnboundedSender<Request>,
    task: TaskTracker,
}

impl Store {
    /// Queues an entry. Never waits: called also when a request is dropped.
    ///
    /// A NUL character is kept as `␀`: PostgreSQL has none in text.
    pub fn append_history(&self, entry: HistoryEntry) {
        self.history().queue.push(entry);
    }

    /// Waits until everything queued so far is in the catalog.
    pub async fn flush_history(&self) -> Result<(), Error> {
        self.history().ask(Request::Flush).await
    }

    /// The latest entries of a connection, newest first.
    pub async fn list_history(&self, name: &DbName, limit: u32) -> Result<Vec<HistoryEntry>, Error> {
        let search = HistorySearch {
            db_name: name.clone(),
            caller: None,
            text: None,
            before: None,
            limit: limit.into(),
        };
        Ok(self.search_history(&search).await?.0)
    }
}

impl History {
    /// Starts the task. It ends when this is closed, or after the last entry when this is dropped.
    pub(crate) fn start(pool: Pool) -> Self {
        let queue = Arc::new(Queue::default());
        let (writer, requests) = mpsc::unbounded_channel();
        let task = TaskTracker::new();
        task.spawn(Writer::new(Arc::clone(&queue), pool).run(requests));
        task.close();
        Self { queue, writer, task }
    }

    /// How many entries are not written yet, and how many were dropped since the start.
    pub(crate) fn waiting_and_lost(&self) -> (usize, u64) {
        (self.queue.len(), self.queue.lost())
    }

    /// Writes what is queued and ends the task. What is queued later is dropped.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        let flushed = self.ask(Request::Close).await;
        self.task.wait().await;
        flushed
    }

    async fn ask(&self, request: fn(oneshot::Sender<Result<(), Error>>) -> Request) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        // Neither fails unless the task is gone.
        let sent = self.writer.send(request(reply)).ok();
        let answered = match sent {
            Some(()) => answer.await.ok(),
            None => None,
        };
        answered.unwrap_or_else(|| self.left_behind())
    }

    /// The answer for a task that is gone: it was closed, and everything is written or was dropped since.
    fn left_behind(&self) -> Result<(), Error> {
        if self.queue.is_closed() && self.queue.len() == 0 {
            return Ok(());
        }
        Err(Error::Unavailable(sqlx::Error::WorkerCrashed))
    }
}
