//! Open engines by connection name: each target is opened once and shared by every query.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::OnceCell, time::timeout};
use tokio_util::task::TaskTracker;
use tracing::warn;
use weir_model::DbName;

use crate::{
    Engine, Error, SessionCounts, Target, mysql,
    pool::PoolLimits,
    postgres,
    sqlite::{self, SqlitePlaces},
    target::Address,
};

/// How long the end of the program waits for statements to end on their servers.
const LAST_WORK: Duration = Duration::from_secs(15);

/// What the operator may set about targets.
#[derive(Clone, Debug)]
pub struct EngineSettings {
    /// Sessions per connection at once.
    pub sessions: usize,
    /// How long an idle session is kept.
    pub idle: Duration,
    /// How long opening a session may take, name resolution and TLS included.
    pub connect_timeout: Duration,
    /// Where SQLite files may lie.
    pub sqlite: SqlitePlaces,
}

/// What an engine gets from here when it is opened.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) pool: PoolLimits,
    pub(crate) connect_timeout: Duration,
    /// For work that must outlive its query: ending a statement on the server, cleaning a session.
    pub(crate) tasks: TaskTracker,
}

/// Every engine that is open.
#[derive(Debug)]
pub struct Engines {
    settings: EngineSettings,
    tasks: TaskTracker,
    opened: Mutex<HashMap<DbName, Opened>>,
}

#[derive(Clone, Debug)]
struct Opened {
    revision: i64,
    engine: Arc<OnceCell<Arc<dyn Engine>>>,
}

impl Engines {
    /// None open yet.
    pub fn new(settings: EngineSettings) -> Self {
        Self { settings, tasks: TaskTracker::new(), opened: Mutex::new(HashMap::new()) }
    }

    /// The engine of a registered connection, opened at first use. A changed revision opens it anew.
    pub async fn open(
        &self,
        name: &DbName,
        revision: i64,
        target: &Target,
    ) -> Result<Arc<dyn Engine>, Error> {
        let cell = self.cell(name, revision);
        let limit = self.settings.connect_timeout;
        // Whoever waits for another's attempt waits no longer than for one of his own: a server that hangs
        // makes each of them wait once, not one after the other.
        let opened = timeout(limit, cell.get_or_try_init(|| self.connect(target))).await;
        let timed_out =
            |_elapsed| Error::Unreachable(format!("Connection timed out after {} seconds", limit.as_secs()));
        opened.map_err(timed_out)?.map(Arc::clone)
    }

    /// Opens a target for a trial; the engine is not remembered.
    pub async fn connect(&self, target: &Target) -> Result<Arc<dyn Engine>, Error> {
        let opening = Opening {
            pool: PoolLimits { size: self.settings.sessions, idle: self.settings.idle },
            connect_timeout: self.settings.connect_timeout,
            tasks: self.tasks.clone(),
        };
        Ok(match &target.address {
            Address::Postgres(address) => {
                Arc::new(postgres::PostgresEngine::open(*address.clone(), opening).await?)
            }
            Address::MySql(address) => Arc::new(mysql::MySqlEngine::open(address.clone(), opening).await?),
            Address::Sqlite(address) => {
                Arc::new(sqlite::SqliteEngine::open(address.clone(), &self.settings.sqlite, opening).await?)
            }
            Address::Folder(folder) => {
                Arc::new(sqlite::FolderEngine::open(folder.clone(), &self.settings.sqlite, opening).await?)
            }
        })
    }

    /// Takes over an engine that was opened by [`Engines::connect`], for a connection of this revision.
    pub async fn adopt(&self, name: &DbName, revision: i64, engine: Arc<dyn Engine>) {
        let opened = Opened { revision, engine: Arc::new(OnceCell::new_with(Some(engine))) };
        let replaced =
            self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), opened);
        if let Some(engine) = replaced.as_ref().and_then(|opened| opened.engine.get()) {
            engine.close().await;
        }
    }

    /// Forgets a connection that was changed or deleted. Queries under way end by themselves.
    pub async fn forget(&self, name: &DbName) {
        let removed = self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        if let Some(engine) = removed.as_ref().and_then(|opened| opened.engine.get()) {
            engine.close().await;
        }
    }

    /// The sessions of every connection whose engine is open.
    pub fn sessions(&self) -> Vec<(DbName, SessionCounts)> {
        let map = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let counted =
            |(name, opened): (&DbName, &Opened)| Some((name.clone(), opened.engine.get()?.sessions()));
        map.iter().filter_map(counted).collect()
    }

    /// Closes idle sessions and waits for the clean-up work that is under way, but not for ever: SQLite finishes one
    /// call of a function on a very long text, come what may.
    pub async fn shut_down(&self) {
        let opened: Vec<Opened> = {
            let mut map = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
            map.drain().map(|(_, opened)| opened).collect()
        };
        for opened in opened {
            if let Some(engine) = opened.engine.get() {
                engine.close().await;
            }
        }
        self.tasks.close();
        if timeout(LAST_WORK, self.tasks.wait()).await.is_err() {
            warn!("some statements did not end in time and end with the program");
        }
    }

    fn cell(&self, name: &DbName, revision: i64) -> Arc<OnceCell<Arc<dyn Engine>>> {
        let mut map = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        match map.get(name) {
            Some(opened) if opened.revision == revision => Arc::clone(&opened.engine),
            _ => {
                let engine = Arc::new(OnceCell::new());
                map.insert(name.clone(), Opened { revision, engine: Arc::clone(&engine) });
                engine
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_statement_that_never_ends_holds_the_end_of_the_program_up_for_a_moment_only() {
        let engines = Engines::new(EngineSettings {
            sessions: 1,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces::default(),
        });
        engines.tasks.spawn(std::future::pending::<()>());
        engines.shut_down().await;
    }
}
