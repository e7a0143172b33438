//! The task that writes the history, a group at a time, and waits when the catalog is away.

use std::{sync::Arc, time::Duration};

use sqlx::QueryBuilder;
use tokio::{
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tracing::{error, info, warn};
use weir_model::HistoryEntry;

use super::{
    origin,
    queue::{GROUP, Queue},
    rows::{OutcomeColumns, number, text},
};
use crate::{
    Error,
    pool::{Pool, in_transaction},
};

/// How long a first entry waits for others to be written with.
const GATHER: Duration = Duration::from_millis(50);
/// How long writing a group may take: a lost network is not always noticed.
const WRITE: Duration = Duration::from_secs(30);
/// The pauses between attempts while the catalog is away.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the task is asked besides writing.
pub(super) enum Request {
    /// To write what is queued now, and say how that went.
    Flush(oneshot::Sender<Result<(), Error>>),
    /// The same, and to end.
    Close(oneshot::Sender<Result<(), Error>>),
}

/// The task's state.
pub(super) struct Writer {
    queue: Arc<Queue>,
    pool: Pool,
    /// Set while the catalog is away: how long to wait before the next attempt.
    pause: Option<Duration>,
}

impl Writer {
    pub(super) fn new(queue: Arc<Queue>, pool: Pool) -> Self {
        Self { queue, pool, pause: None }
    }

    pub(super) async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Request>) {
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some(Request::Flush(reply)) => {
                        // Whoever asked may be gone.
                        let _ = reply.send(self.write_queued().await);
                    }
                    Some(Request::Close(reply)) => {
                        self.queue.close();
                        let _ = reply.send(self.write_queued().await);
                        return;
                    }
                    // The last `Store` was dropped without closing; that was logged if it failed.
                    None => {
                        let _ = self.write_queued().await;
                        return;
                    }
                },
                () = ready(&self.queue, self.pause) => {
                    // Nobody asked: `write_queued` has logged it, and entries are kept.
                    let _ = self.write_queued().await;
                }
            }
        }
    }

    /// Writes everything that is queued now, or stops at the first group that the catalog doesn't take.
    async fn write_queued(&mut self) -> Result<(), Error> {
        let mut left = self.queue.len();
        while left > 0 {
            let group = self.queue.take_group();
            left = left.saturating_sub(group.len().max(1));
            self.write_or_keep(group).await?;
        }
        Ok(())
    }

    async fn write_or_keep(&mut self, group: Vec<HistoryEntry>) -> Result<(), Error> {
        let written = match write(&self.pool, &group).await {
            Err(Error::Unavailable(error)) => Err((group, Error::Unavailable(error))),
            Err(_) => self.write_singly(group).await,
            Ok(()) => Ok(()),
        };
        match written {
            Ok(()) => {
                self.back();
                Ok(())
            }
            Err((kept, error)) => {
                self.queue.put_back(kept);
                self.away(&error);
                Err(error)
            }
        }
    }

    /// Finds the entry that the catalog refuses and leaves it out, so that it doesn't stop all others.
    async fn write_singly(&self, group: Vec<HistoryEntry>) -> Result<(), (Vec<HistoryEntry>, Error)> {
        let mut entries = group.into_iter();
        while let Some(entry) = entries.next() {
            match write(&self.pool, std::slice::from_ref(&entry)).await {
                Ok(()) => {}
                Err(error @ Error::Unavailable(_)) => {
                    return Err((std::iter::once(entry).chain(entries).collect(), error));
                }
                Err(cause) => error!(
                    query.id = entry.query_id,
                    error = cause_of(&cause),
                    "left query `{}` out of the history: the catalog refused it",
                    entry.query_id
                ),
            }
        }
        Ok(())
    }

    /// The catalog took no group. Logged once.
    fn away(&mut self, error: &Error) {
        let waiting = self.queue.len();
        if self.pause.is_none() {
            warn!(waiting, error = cause_of(error), "the catalog takes no history; {waiting} entries wait");
        }
        self.pause = Some(self.pause.map_or(FIRST_PAUSE, |pause| (pause * 2).min(LONGEST_PAUSE)));
    }

    fn back(&mut self) {
        if self.pause.take().is_some() {
            info!("the catalog takes history again");
        }
    }
}

/// Returns when a group is due: full, or 50 ms after its first entry, or after the pause.
async fn ready(queue: &Queue, pause: Option<Duration>) {
    if let Some(pause) = pause {
        sleep(pause).await;
    }
    queue.wait_for(1).await;
    if pause.is_none() {
        // Either way there is something to write.
        let _ = timeout(GATHER, queue.wait_for(GROUP)).await;
    }
}

async fn write(pool: &Pool, group: &[HistoryEntry]) -> Result<(), Error> {
    timeout(WRITE, insert(pool, group)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
}

async fn insert(pool: &Pool, group: &[HistoryEntry]) -> Result<(), Error> {
    const INSERT: &str = "INSERT INTO query_history (query_id, db_name, caller, sql, natural_query, outcome, \
                          rule, row_count, truncated_by, error_code, error_message, started_at, elapsed_ms, \
                          origin) ";
    in_transaction!(pool, |tx| {
        let mut insert = QueryBuilder::new(INSERT);
        insert.push_values(group, |mut row, entry| {
            let outcome = OutcomeColumns::from(&entry.outcome);
            row.push_bind(text(&entry.query_id))
                .push_bind(entry.db_name.as_str())
                .push_bind(text(&entry.caller))
                .push_bind(text(&entry.sql))
                .push_bind(entry.natural_query.as_deref().map(text))
                .push_bind(outcome.outcome)
                .push_bind(outcome.rule)
                .push_bind(outcome.row_count)
                .push_bind(outcome.truncated_by)
                .push_bind(outcome.error_code)
                .push_bind(outcome.error_message)
                .push_bind(entry.started_at.as_millis())
                .push_bind(number(entry.elapsed_ms))
                .push_bind(entry.origin.as_ref().map(origin::text));
        });
        // Prepared once for whole groups; each other length is a statement of its own, not worth keeping.
        let insert = insert.build().persistent(group.len() == GROUP);
        insert.execute(&mut *tx).await?;
    });
    Ok(())
}

/// The driver's words, for the log.
fn cause_of(error: &Error) -> String {
    match error {
        Error::Unavailable(cause) | Error::Database(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::Mutex,
    };

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use crate::sqlite;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    #[tokio::test]
    async fn an_outage_is_logged_once_and_its_end_once() {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).finish();
        let _heard = tracing::subscriber::set_default(subscriber);
        let pool = Pool::Sqlite(sqlite::open_memory().await.unwrap());
        let mut writer = Writer::new(Arc::default(), pool);

        let mut pauses = Vec::new();
        for _ in 0..8 {
            writer.away(&Error::Unavailable(sqlx::Error::PoolTimedOut));
            pauses.extend(writer.pause);
        }
        writer.back();
        writer.back();

        assert_eq!(pauses.first(), Some(&FIRST_PAUSE));
        assert_eq!(pauses.last(), Some(&LONGEST_PAUSE));
        let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(logged.matches("the catalog takes no history").count(), 1);
        assert_eq!(logged.matches("the catalog takes history again").count(), 1);
        assert!(logged.contains("pool timed out"), "with the cause: {logged}");
    }
}
