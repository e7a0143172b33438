//! Connections that were looked up a moment ago, so that a query doesn't ask the catalog each time. What
//! another replica changes is seen after a second at the latest; what this one changes, at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use weir_engine::Target;
use weir_model::{Audience, Connection, DbName};

/// How long a looked-up connection is believed.
const KEEP: Duration = Duration::from_secs(1);

/// A connection with its URL read.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) connection: Connection,
    pub(crate) target: Target,
    pub(crate) audience: Audience,
}

/// Connections by name.
#[derive(Debug, Default)]
pub(crate) struct Knowns(Mutex<Places>);

#[derive(Debug, Default)]
struct Places {
    entries: HashMap<DbName, (Instant, Arc<Known>)>,
    /// Counts what was forgotten, so that a look-up that began before a change is not kept after it.
    changes: u64,
}

impl Knowns {
    /// The connection, if it was looked up within the last second.
    pub(crate) fn fresh(&self, name: &DbName) -> Option<Arc<Known>> {
        let places = self.lock();
        let (read_at, known) = places.entries.get(name)?;
        (read_at.elapsed() < KEEP).then(|| Arc::clone(known))
    }

    /// How many changes there were; taken before a look-up and given back with what it found.
    pub(crate) fn changes(&self) -> u64 {
        self.lock().changes
    }

    /// Keeps what a look-up found, unless something has changed since it began.
    pub(crate) fn keep(&self, known: &Arc<Known>, changes_before: u64) {
        let mut places = self.lock();
        if places.changes == changes_before {
            let entry = (Instant::now(), Arc::clone(known));
            places.entries.insert(known.connection.name.clone(), entry);
        }
    }

    /// Forgets a connection that is being changed or removed.
    pub(crate) fn forget(&self, name: &DbName) {
        let mut places = self.lock();
        places.changes += 1;
        places.entries.remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use weir_model::{DbType, Secret, Timestamp};

    use super::*;

    fn known(name: &DbName) -> Arc<Known> {
        let url = "sqlite:///x.db";
        let connection = Connection {
            name: name.clone(),
            db_type: DbType::Sqlite,
            url: Secret::new(url),
            masked_url: url.to_owned(),
            ssl_disabled: false,
            server_version: String::new(),
            revision: 1,
            created_at: Timestamp::from_millis(0),
            updated_at: Timestamp::from_millis(0),
            grade: None,
            environment: None,
        };
        let target = Target::parse(url, false).unwrap();
        Arc::new(Known { connection, target, audience: Audience::default() })
    }

    #[test]
    fn a_change_is_seen_at_once() {
        let (knowns, name) = (Knowns::default(), DbName::parse("shop").unwrap());
        knowns.keep(&known(&name), knowns.changes());
        assert!(knowns.fresh(&name).is_some());
        knowns.forget(&name);
        assert!(knowns.fresh(&name).is_none());
    }

    #[test]
    fn a_look_up_that_began_before_a_change_is_not_kept() {
        let (knowns, name) = (Knowns::default(), DbName::parse("shop").unwrap());
        let before = knowns.changes();
        knowns.forget(&name);
        knowns.keep(&known(&name), before);
        assert!(knowns.fresh(&name).is_none());
    }
}
