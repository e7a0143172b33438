//! MySQL and MariaDB targets, over a small client of our own (`docs/adr/0003-mysql-client.md`).

mod account;
mod cells;
mod connect;
mod fault;
mod grants;
mod load;
mod messages;
mod metadata;
mod query;
mod rights;
mod running;
mod session;
mod settings;
mod sizes;
mod startup;
mod temporal;
#[cfg(test)]
mod tests;
mod url;
mod wire;
mod zone;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{
    select,
    time::{Instant, timeout, timeout_at},
};
use weir_guard::{Dialect, ReadOnlyQuery, StatementKind};
use weir_model::{
    AccountSafety, DatabaseMetadata, FoundDatabase, Function, InstanceSizes, QueryEnd, RowSink,
    ServerVersion, TableSize,
};

use self::{
    connect::Connector,
    fault::Fault,
    metadata::Scope,
    query::{Outcome, Reading, Statement},
    running::{Ender, Running},
    session::Session,
    settings::{BEGIN, Server, Settings},
    zone::Zone,
};
use crate::{
    Engine, Error, QueryRun, SessionCounts,
    engines::Opening,
    fetch::{Fetch, unless_cancelled},
    pool::Pool,
};

pub(crate) use load::load;
pub(crate) use url::Address;

/// Sooner than this, a session is taken for healthy if it is quiet.
const CHECK_AFTER: Duration = Duration::from_secs(10);
/// How long the health check may take.
const PING: Duration = Duration::from_secs(2);
/// The server ends a SELECT by itself when its time is over; only then our own timer does.
const GRACE: Duration = Duration::from_millis(250);
/// How long reading the metadata may take.
const METADATA: Duration = Duration::from_mins(2);
/// How long measuring may take: the server opens every table for it.
const SIZES: Duration = Duration::from_mins(5);

/// An open MySQL target.
#[derive(Debug)]
pub(crate) struct MySqlEngine {
    ender: Ender,
    pool: Arc<Pool<Session>>,
    server: Server,
    settings: Settings,
    zone: Zone,
}

impl MySqlEngine {
    /// Opens the first session within the connect time-out; the pool keeps it.
    pub(crate) async fn open(address: Address, opening: Opening) -> Result<Self, Error> {
        let deadline = Instant::now() + opening.connect_timeout;
        let connector = Connector::new(address, opening.connect_timeout).await?;
        let pool = Pool::new(opening.pool);
        pool.sweep(&opening.tasks);
        let (lease, _none) = pool.lease(deadline).await?;
        let (mut session, greeting) = connector.open().await?;
        let server = Server::identify(&greeting).map_err(Error::Unreachable)?;
        let learning = timeout_at(deadline, async {
            let facts = session.learn().await?;
            let settings = Settings::new(server.dialect, &facts);
            session.clean_up(&settings).await?;
            let zone = Zone::of(&mut session, &facts).await?;
            Ok::<_, Fault>((settings, zone))
        });
        let learned = learning.await.map_err(|_elapsed| Error::Unreachable(connector.timed_out()))?;
        let (settings, zone) = learned.map_err(Fault::unreachable)?;
        lease.keep(session);
        let ender = Ender { connector: Arc::new(connector), tasks: opening.tasks };
        Ok(Self { ender, pool, server, settings, zone })
    }

    /// A clean session with its place in the pool.
    async fn session(&self, deadline: Instant) -> Result<Running, Error> {
        let (lease, idle) = self.pool.lease(deadline).await?;
        if let Some((session, age)) = idle {
            if let Some(session) = healthy(session, age).await {
                return Ok(Running::new(session, lease, self.ender.clone()));
            }
            // What ended this one (a restart, a firewall) has ended the older ones too.
            self.pool.close_idle();
        }
        let session = self.open_session().await?;
        Ok(Running::new(session, lease, self.ender.clone()))
    }

    async fn open_session(&self) -> Result<Session, Error> {
        let connector = &self.ender.connector;
        let deadline = Instant::now() + connector.timeout();
        let (mut session, _greeting) = connector.open().await?;
        let preparing = async {
            session.learn().await?;
            session.clean_up(&self.settings).await
        };
        let prepared = timeout_at(deadline, preparing).await;
        prepared
            .map_err(|_elapsed| Error::Unreachable(connector.timed_out()))?
            .map_err(Fault::unreachable)?;
        Ok(session)
    }

    /// Runs a statement; except in tests, what the guard let through.
    async fn run(
        &self,
        (text, kind): (&str, StatementKind),
        run: &QueryRun,
        fetch: &mut Fetch<'_>,
    ) -> Result<(), Error> {
        let limit = run.time_limit;
        let deadline = Instant::now() + limit;
        let label = query::label(&run.caller, &run.query_id);
        let reading = Reading { settings: &self.settings, zone: &self.zone };
        loop {
            let nothing_runs = |_elapsed| Error::TimedOut { limit, confirmed: true };
            let starting =
                async { timeout_at(deadline, self.session(deadline)).await.map_err(nothing_runs).flatten() };
            let mut running = unless_cancelled(&run.cancel, starting).await?;
            let reused = running.session().reused;
            let time = deadline.saturating_duration_since(Instant::now());
            let statement = Statement { text, kind, label: &label, max_rows: fetch.max_rows(), time, limit };
            let work = query::run(running.session(), statement, reading, fetch);
            let ended = select! {
                ended = timeout_at(deadline + GRACE, work) => ended,
                () = run.cancel.cancelled() => {
                    return Err(Error::Cancelled { confirmed: running.end().await });
                }
            };
            return match ended {
                Ok(Ok(Outcome::Complete)) => {
                    running.clean();
                    Ok(())
                }
                Ok(Ok(Outcome::Failed(error))) => {
                    let fault = Fault::Server(error);
                    if fault.spares_session() {
                        running.clean();
                    } else {
                        running.discard();
                    }
                    Err(fault.users(limit))
                }
                Ok(Ok(Outcome::Refused(refusal))) => {
                    running.clean();
                    Err(Error::Refused(refusal))
                }
                // A session that broke while it was idle says nothing of the server: a new one may do.
                Ok(Ok(Outcome::NeverBegan(_))) if reused => continue,
                Ok(Ok(Outcome::NeverBegan(error)) | Err(error)) => Err(error),
                // Dropping what runs ends it on the server.
                Ok(Ok(Outcome::Cut)) => Ok(()),
                Err(_elapsed) => Err(Error::TimedOut { limit, confirmed: running.end().await }),
            };
        }
    }

    /// Runs queries of ours in one read-only transaction.
    async fn read<T>(
        &self,
        limit: Duration,
        work: impl AsyncFnOnce(&mut Session) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let deadline = Instant::now() + limit;
        let mut running = self.session(deadline).await?;
        let session = running.session();
        let reading = async {
            session.rows(BEGIN, |_| Ok(())).await?;
            let read = work(session).await?;
            session.queue_clean_up(&self.settings);
            session.send().await?;
            Ok(read)
        };
        match timeout_at(deadline, reading).await {
            Ok(Ok(read)) => {
                running.clean();
                Ok(read)
            }
            Ok(Err(fault)) => Err(Fault::ours(fault)),
            Err(_elapsed) => Err(Error::TimedOut { limit, confirmed: running.end().await }),
        }
    }
}

/// The session, if it still is one.
async fn healthy(mut session: Session, age: Duration) -> Option<Session> {
    if !session.is_quiet() {
        return None;
    }
    session.reused = true;
    if age < CHECK_AFTER {
        return Some(session);
    }
    let alive = timeout(PING, session.ping()).await;
    matches!(alive, Ok(Ok(()))).then_some(session)
}

#[async_trait]
impl Engine for MySqlEngine {
    fn dialect(&self) -> Dialect {
        self.server.dialect
    }

    fn version(&self) -> &ServerVersion {
        &self.server.version
    }

    async fn ping(&self) -> Result<(), Error> {
        let limit = self.ender.connector.timeout();
        loop {
            let mut running = self.session(Instant::now() + limit).await?;
            let reused = running.session().reused;
            match timeout(limit, running.session().ping()).await {
                Ok(Ok(())) => {
                    running.keep();
                    return Ok(());
                }
                Ok(Err(_)) if reused => {}
                Ok(Err(fault)) => return Err(fault.ours()),
                Err(_elapsed) => return Err(Error::TimedOut { limit, confirmed: running.end().await }),
            }
        }
    }

    async fn query(
        &self,
        query: &ReadOnlyQuery,
        run: &QueryRun,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        let mut fetch = Fetch::new(sink, query.max_rows());
        self.run((query.text(), query.kind()), run, &mut fetch).await?;
        Ok(fetch.end())
    }

    async fn metadata(&self) -> Result<DatabaseMetadata, Error> {
        let scope = if self.ender.connector.has_database() { Scope::Current } else { Scope::All };
        self.read(METADATA, async |session| metadata::read(session, &self.server, scope).await).await
    }

    async fn functions(&self) -> Result<Vec<Function>, Error> {
        self.read(METADATA, async |session| metadata::functions(session, &self.server).await).await
    }

    async fn list_databases(&self) -> Result<Vec<FoundDatabase>, Error> {
        self.read(METADATA, async |session| sizes::databases(session).await).await
    }

    async fn database_sizes(&self, databases: &[FoundDatabase]) -> Result<InstanceSizes, Error> {
        self.read(SIZES, async |session| sizes::database_sizes(session, &self.server, databases).await).await
    }

    async fn table_sizes(&self) -> Result<Vec<TableSize>, Error> {
        self.read(SIZES, async |session| sizes::table_sizes(session, &self.server).await).await
    }

    async fn account(&self) -> Result<AccountSafety, Error> {
        self.read(METADATA, async |session| account::read(session, self.server.dialect).await).await
    }

    fn sessions(&self) -> SessionCounts {
        self.pool.counts()
    }

    async fn close(&self) {
        self.pool.close();
    }
}
