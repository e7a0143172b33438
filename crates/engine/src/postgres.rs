//! PostgreSQL targets: a small client of our own on the wire protocol (ADR 0002). Sessions are pooled; each
//! query runs in a READ ONLY transaction that is always rolled back, and is ended on the server however it ends
//! here.

mod account;
mod binding;
mod catalog;
mod cells;
mod connect;
mod functions;
mod label;
mod load;
mod messages;
mod metadata;
mod query;
mod reader;
mod running;
mod session;
mod sizes;
mod startup;
mod types;
mod url;
mod version;
mod wire;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{
    select,
    time::{Instant, timeout, timeout_at},
};
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{
    AccountSafety, DatabaseMetadata, FoundDatabase, Function, InstanceSizes, QueryEnd, RowSink,
    ServerVersion, TableSize,
};

use crate::{
    Engine, Error, QueryRun, SessionCounts,
    engines::Opening,
    fetch::{Fetch, unless_cancelled},
    pool::Pool,
};

use connect::Connector;
use label::query_label;
use messages::ServerError;
use query::{Outcome, Reading, Statement};
use running::{Ender, Running};
use session::Session;
use types::Types;

pub(crate) use load::load;
pub(crate) use url::Address;

/// How long our own catalog queries may take together.
const CATALOG_LIMIT: Duration = Duration::from_mins(1);

/// How long measuring may take: fifty thousand tables are a million files.
const SIZES_LIMIT: Duration = Duration::from_mins(5);

/// The server ends a statement at its limit; when that has not happened so much later, we do.
const GRACE: Duration = Duration::from_millis(500);

/// A cancelled statement whose limit is so near was ended by it.
const NEARLY: Duration = Duration::from_millis(20);

/// A session that was idle for longer is tried before a query: a firewall may have forgotten it.
const TRY_AFTER: Duration = Duration::from_secs(30);

/// How long such a trial may take.
const TRIAL_LIMIT: Duration = Duration::from_secs(2);

/// An open PostgreSQL target.
#[derive(Debug)]
pub(crate) struct PostgresEngine {
    ender: Ender,
    pool: Arc<Pool<Session>>,
    types: Types,
    version: ServerVersion,
}

impl PostgresEngine {
    /// Opens the first session within the connect time-out; the pool keeps it.
    pub(crate) async fn open(address: Address, opening: Opening) -> Result<Self, Error> {
        let mut connector = Connector::new(address, opening.connect_timeout).await?;
        let mut session = connector.open().await?;
        if session.greeting.server_encoding == "SQL_ASCII" {
            connector.speak_raw();
            session = connector.open().await?;
        }
        let version = version::parse(&session.greeting.server_version);
        let pool = Pool::new(opening.pool);
        pool.sweep(&opening.tasks);
        let (lease, _) = pool.lease(Instant::now() + connector.connect_timeout()).await?;
        lease.keep(session);
        let ender = Ender { connector: Arc::new(connector), tasks: opening.tasks };
        Ok(Self { ender, pool, types: Types::default(), version })
    }

    /// Runs a statement that was checked. Apart from its caller, only tests hand it text.
    async fn run(
        &self,
        text: &str,
        max_rows: u64,
        run: &QueryRun,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        let deadline = Instant::now() + run.time_limit;
        let statement = Statement { text, max_rows, deadline };
        let reading = Reading { types: &self.types, connector: &self.ender.connector };
        let mut fetch = Fetch::new(sink, max_rows);
        loop {
            let starting = self.start(deadline, run.time_limit, TRY_AFTER);
            let mut running = unless_cancelled(&run.cancel, starting).await?;
            running.session().label = query_label(&run.caller, &run.query_id);
            let reused = running.session().reused;
            let answer = query::run(running.session(), statement, &reading, &mut fetch);
            let ended = select! {
                ended = timeout_at(deadline + GRACE, answer) => ended,
                () = run.cancel.cancelled() => {
                    return Err(Error::Cancelled { confirmed: running.end().await });
                }
            };
            return match ended {
                Ok(Ok(Outcome::Complete)) => {
                    running.keep();
                    Ok(fetch.end())
                }
                Ok(Ok(Outcome::Cut)) => Ok(fetch.end()),
                Ok(Ok(Outcome::Failed(failure))) => {
                    running.keep();
                    Err(explain(failure, deadline, run.time_limit))
                }
                // A session that broke while it was idle says nothing of the server: a new one may do.
                Ok(Ok(Outcome::NeverBegan(_))) if reused => continue,
                Ok(Ok(Outcome::NeverBegan(error)) | Err(error)) => Err(error),
                Err(_) => Err(Error::TimedOut { limit: run.time_limit, confirmed: running.end().await }),
            };
        }
    }

    /// A session that is fit for work, from the pool or new. One that was idle for longer than `trusted` is
    /// tried first.
    async fn start(&self, deadline: Instant, limit: Duration, trusted: Duration) -> Result<Running, Error> {
        let (lease, idle) = self.pool.lease(deadline).await?;
        let revived = match idle {
            Some((session, age)) => revive(session, age > trusted).await,
            None => None,
        };
        let mut session = match revived {
            Some(session) => session,
            None => match timeout_at(deadline, self.ender.connector.open()).await {
                Ok(session) => session?,
                Err(_) => return Err(Error::TimedOut { limit, confirmed: true }),
            },
        };
        self.ender.connector.idle_label().clone_into(&mut session.label);
        Ok(Running::new(session, lease, self.ender.clone()))
    }
}

/// The server's answer to the user's statement. It says only in its own language whether a statement was ended
/// by its time limit or from outside.
fn explain(failure: ServerError, deadline: Instant, limit: Duration) -> Error {
    if !failure.is_cancel() {
        Error::QueryFailed(failure.diagnostic)
    } else if Instant::now() + NEARLY >= deadline {
        Error::TimedOut { limit, confirmed: true }
    } else {
        Error::Cancelled { confirmed: true }
    }
}

/// An idle session, if it is still good.
async fn revive(mut session: Session, doubtful: bool) -> Option<Session> {
    session.settle().await.ok()?;
    if doubtful {
        let trial = Instant::now() + TRIAL_LIMIT;
        timeout_at(trial, session.round_trip()).await.ok()?.ok()?;
    }
    Some(session)
}

#[async_trait]
impl Engine for PostgresEngine {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn version(&self) -> &ServerVersion {
        &self.version
    }

    async fn ping(&self) -> Result<(), Error> {
        let limit = self.ender.connector.connect_timeout();
        loop {
            let mut running = self.start(Instant::now() + limit, limit, TRY_AFTER).await?;
            let reused = running.session().reused;
            let answer = timeout(limit, running.session().round_trip()).await;
            match running.finish(answer, limit).await {
                Err(Error::Lost(_)) if reused => {}
                outcome => return outcome,
            }
        }
    }

    async fn query(
        &self,
        query: &ReadOnlyQuery,
        run: &QueryRun,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        self.run(query.text(), query.max_rows(), run, sink).await
    }

    async fn metadata(&self) -> Result<DatabaseMetadata, Error> {
        let mut running = self.start(Instant::now() + CATALOG_LIMIT, CATALOG_LIMIT, Duration::ZERO).await?;
        let answer = timeout(CATALOG_LIMIT, metadata::read(running.session())).await;
        running.finish(answer, CATALOG_LIMIT).await
    }

    async fn functions(&self) -> Result<Vec<Function>, Error> {
        let mut running = self.start(Instant::now() + CATALOG_LIMIT, CATALOG_LIMIT, Duration::ZERO).await?;
        let answer = timeout(CATALOG_LIMIT, functions::read(running.session())).await;
        running.finish(answer, CATALOG_LIMIT).await
    }

    async fn list_databases(&self) -> Result<Vec<FoundDatabase>, Error> {
        let mut running = self.start(Instant::now() + CATALOG_LIMIT, CATALOG_LIMIT, Duration::ZERO).await?;
        let answer = timeout(CATALOG_LIMIT, sizes::databases(running.session())).await;
        running.finish(answer, CATALOG_LIMIT).await
    }

    async fn database_sizes(&self, databases: &[FoundDatabase]) -> Result<InstanceSizes, Error> {
        let mut running = self.start(Instant::now() + SIZES_LIMIT, SIZES_LIMIT, Duration::ZERO).await?;
        let answer = timeout(SIZES_LIMIT, sizes::database_sizes(running.session(), databases)).await;
        running.finish(answer, SIZES_LIMIT).await
    }

    async fn table_sizes(&self) -> Result<Vec<TableSize>, Error> {
        let mut running = self.start(Instant::now() + SIZES_LIMIT, SIZES_LIMIT, Duration::ZERO).await?;
        let answer = timeout(SIZES_LIMIT, sizes::table_sizes(running.session())).await;
        running.finish(answer, SIZES_LIMIT).await
    }

    async fn account(&self) -> Result<AccountSafety, Error> {
        let mut running = self.start(Instant::now() + CATALOG_LIMIT, CATALOG_LIMIT, Duration::ZERO).await?;
        let answer = timeout(CATALOG_LIMIT, account::read(running.session())).await;
        running.finish(answer, CATALOG_LIMIT).await
    }

    fn sessions(&self) -> SessionCounts {
        self.pool.counts()
    }

    async fn close(&self) {
        self.pool.close();
    }
}

#[cfg(test)]
mod tests;
