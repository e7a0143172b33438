//! What is made of a connection's metadata for questions: the linker's index and the resolver, built once for each
//! reading of the metadata and shared.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::task::spawn_blocking;
use tracing::debug;
use weir_engine::Engine;
use weir_guard::{Dialect, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_link::{Index, Naming};
use weir_model::{DatabaseMetadata, DbName, ServerVersion, Timestamp};
use weir_resolve::{Resolver, Rules};

use crate::{Caller, Error, Gateway, known::Known, natural::check::rows_of};

/// The server may take this long to tell what decides on names.
const ANSWERING: Duration = Duration::from_secs(2);
/// Connections whose knowledge is kept; the one not asked for longest makes room.
const KEPT: usize = 16;

/// What questions to one database are answered with.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) index: Index,
    pub(crate) resolver: Resolver,
    pub(crate) rules: Rules,
    pub(crate) naming: Naming,
    pub(crate) version: ServerVersion,
    revision: i64,
    read_at: Option<Timestamp>,
}

/// Knowledge by connection.
#[derive(Debug, Default)]
pub(crate) struct Knowledges(Mutex<HashMap<DbName, (Instant, Arc<Knowledge>)>>);

impl Knowledges {
    fn find(&self, name: &DbName, revision: i64, read_at: Option<Timestamp>) -> Option<Arc<Knowledge>> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked_at, knowledge) = map.get_mut(name)?;
        *asked_at = Instant::now();
        let holds = knowledge.revision == revision && knowledge.read_at == read_at && read_at.is_some();
        holds.then(|| Arc::clone(knowledge))
    }

    fn keep(&self, name: &DbName, knowledge: &Arc<Knowledge>) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= KEPT && !map.contains_key(name) {
            let oldest = map.iter().min_by_key(|(_, (asked_at, _))| *asked_at).map(|(name, _)| name.clone());
            oldest.map(|name| map.remove(&name));
        }
        map.insert(name.clone(), (Instant::now(), Arc::clone(knowledge)));
    }
}

impl Gateway {
    /// The knowledge of a connection, from the cached metadata; read from the database when there is none yet.
    pub(crate) async fn knowledge(
        &self,
        caller: &Caller,
        known: &Known,
        engine: &dyn Engine,
        functions: &Arc<FunctionSet>,
    ) -> Result<Arc<Knowledge>, Error> {
        let (name, revision) = (&known.connection.name, known.connection.revision);
        let read_at = self.store.metadata_read_at(name).await?;
        if let Some(knowledge) = self.knowledges.find(name, revision, read_at) {
            return Ok(knowledge);
        }
        let answer = self.metadata(caller, name).await?;
        let (version, dialect) = (engine.version().clone(), engine.dialect());
        let rules = rules(caller, engine, functions).await;
        let (metadata, read_at) = (Arc::new(answer.metadata), answer.refreshed_at);
        // Thousands of tables take a while, which the threads that serve requests must not spend here.
        let built = spawn_blocking(move || {
            let naming = naming(dialect, &metadata);
            Knowledge {
                resolver: Resolver::new(&metadata, rules.clone()),
                index: Index::build(metadata, naming.clone()),
                rules,
                naming,
                version,
                revision,
                read_at,
            }
        });
        let knowledge = Arc::new(built.await.map_err(|failure| Error::Internal(Box::new(failure)))?);
        self.knowledges.keep(name, &knowledge);
        Ok(knowledge)
    }
}

/// What decides on names, as the server itself tells it; what it doesn't tell in time stays unknown.
async fn rules(caller: &Caller, engine: &dyn Engine, functions: &Arc<FunctionSet>) -> Rules {
    let rules = match engine.functions().await {
        Ok(functions) => Rules::new(engine.version()).with_functions(&functions),
        Err(error) => {
            debug!("the functions of a database are not known to its resolver: {error}");
            Rules::new(engine.version())
        }
    };
    let Some(question) = rules.question() else { return rules };
    let context = GuardContext {
        dialect: engine.dialect(),
        functions: Arc::clone(functions),
        limits: RowLimits { default: 1, max: 1 },
    };
    let answer = match ReadOnlyQuery::parse(question, &context) {
        Ok(query) => rows_of(engine, caller.name(), &query, ANSWERING).await,
        Err(refusal) => Err(Error::Refused(refusal)),
    };
    match answer {
        Ok(rows) => rules.with_answer(rows.first().map_or(&[], Vec::as_slice)),
        Err(error) => {
            debug!("what decides on names in a database is not known to its resolver: {error}");
            rules
        }
    }
}

/// How names are written, and which schema needs no naming: the one that a session begins in.
fn naming(dialect: Dialect, metadata: &DatabaseMetadata) -> Naming {
    let only = || match metadata.schemas.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let (quote, folds_case, default_schema) = match dialect {
        Dialect::Postgres => ('"', true, Some("public".to_owned())),
        Dialect::MySql | Dialect::MariaDb => ('`', false, only()),
        Dialect::Sqlite => ('"', false, Some("main".to_owned())),
    };
    Naming { quote, folds_case, default_schema }
}
