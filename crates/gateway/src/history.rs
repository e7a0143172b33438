//! Reading the history of queries.

use std::time::Duration;

use tokio::time::timeout;
use tracing::debug;
use uuid::Uuid;
use weir_model::{DbName, HistoryCursor, HistoryEntry};
use weir_store::HistorySearch;

use crate::{Caller, Error, Gateway, Noun, Permission, RunningQuery, queries::QueryId};

/// How long reading waits for what is being written. A catalog that takes nothing may still be read.
const FLUSH: Duration = Duration::from_secs(1);

/// Which entries are asked for.
#[derive(Clone, Debug)]
pub struct HistoryRequest {
    /// Only those that hold this text, in the statement or its question, in whatever case.
    pub search: Option<String>,
    /// At most so many.
    pub limit: u64,
    /// Only those that come after this place in the list.
    pub before: Option<HistoryCursor>,
}

/// Entries, and where to go on.
#[derive(Clone, Debug)]
pub struct HistoryAnswer {
    /// The latest first.
    pub entries: Vec<HistoryEntry>,
    /// Where the next, older entries begin; none when these are the last.
    pub next: Option<HistoryCursor>,
}

/// A query that was asked for.
#[derive(Clone, Debug)]
pub enum QueryRecord {
    /// It has not ended.
    UnderWay(RunningQuery),
    /// It has, and so it stands in the history.
    Ended(Box<HistoryEntry>),
}

impl Gateway {
    /// What became of a query: one's own, or anybody's for an administrator.
    pub async fn query_record(&self, caller: &Caller, id: Uuid) -> Result<QueryRecord, Error> {
        match self.find_query(caller, id).await {
            Err(Error::Missing { .. }) => {}
            found => return found.map(QueryRecord::UnderWay),
        }
        let missing = || Error::Missing { what: Noun::Query, key: id.to_string() };
        let (text, made_at) = (id.to_string(), QueryId::made_at(id));
        let mut found = self.store.find_history(&text, made_at).await?;
        if found.is_none() {
            // A query is queued for the history before it leaves the list of those under way. Should the catalog
            // take nothing, that is the answer: the query may be among those that wait.
            self.store.flush_history().await?;
            found = self.store.find_history(&text, made_at).await?;
        }
        let entry = found.ok_or_else(missing)?;
        if entry.caller != caller.name() && !caller.may(Permission::Admin) {
            return Err(missing());
        }
        match self.find_connection(caller, &entry.db_name).await {
            Ok(_known) => Ok(QueryRecord::Ended(Box::new(entry))),
            Err(Error::ConnectionNotFound(_)) => Err(missing()),
            Err(error) => Err(error),
        }
    }

    /// The history of a connection: one's own queries, or everybody's for an administrator.
    pub async fn list_history(
        &self,
        caller: &Caller,
        name: &DbName,
        request: HistoryRequest,
    ) -> Result<HistoryAnswer, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        match timeout(FLUSH, self.store.flush_history()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => debug!("reading a history that could not be written to its end: {error}"),
            Err(_elapsed) => debug!("reading a history that is still being written"),
        }
        let search = HistorySearch {
            db_name: name.clone(),
            caller: (!caller.may(Permission::Admin)).then(|| caller.name().to_owned()),
            text: request.search,
            before: request.before,
            limit: request.limit,
        };
        let (entries, next) = self.store.search_history(&search).await?;
        Ok(HistoryAnswer { entries, next })
    }
}
