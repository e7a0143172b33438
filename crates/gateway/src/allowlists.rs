//! The guard's function allowlists of open connections, read from each server and kept for a minute.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use weir_engine::Engine;
use weir_guard::FunctionSet;
use weir_model::{Connection, DbName};

use crate::{Error, verdicts::Verdicts};

/// A function made on the server is known after this time at the latest, and so is one that was dropped.
const KEEP: Duration = Duration::from_mins(1);

/// Allowlists by connection.
#[derive(Debug, Default)]
pub(crate) struct Allowlists(Mutex<HashMap<DbName, Entry>>);

#[derive(Clone, Debug)]
struct Entry {
    revision: i64,
    read_at: Instant,
    allowlist: Arc<Allowlist>,
}

/// What may be called on a connection, and the statements that passed with that.
#[derive(Debug)]
pub(crate) struct Allowlist {
    pub(crate) functions: Arc<FunctionSet>,
    pub(crate) verdicts: Verdicts,
}

impl Allowlists {
    /// The allowlist of a connection, read from its server when it isn't known or too old.
    pub(crate) async fn of(
        &self,
        connection: &Connection,
        engine: &dyn Engine,
        open_extensions: &[String],
    ) -> Result<Arc<Allowlist>, Error> {
        if let Some(allowlist) = self.fresh(&connection.name, connection.revision) {
            return Ok(allowlist);
        }
        let reported = engine.functions().await?;
        let functions = Arc::new(FunctionSet::build(engine.dialect(), &reported, open_extensions));
        let allowlist = Arc::new(Allowlist { functions, verdicts: Verdicts::default() });
        let entry = Entry {
            revision: connection.revision,
            read_at: Instant::now(),
            allowlist: Arc::clone(&allowlist),
        };
        self.lock().insert(connection.name.clone(), entry);
        Ok(allowlist)
    }

    /// Forgets a connection's list.
    pub(crate) fn forget(&self, name: &DbName) {
        self.lock().remove(name);
    }

    fn fresh(&self, name: &DbName, revision: i64) -> Option<Arc<Allowlist>> {
        let map = self.lock();
        let entry = map.get(name)?;
        (entry.revision == revision && entry.read_at.elapsed() < KEEP).then(|| Arc::clone(&entry.allowlist))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<DbName, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
