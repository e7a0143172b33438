//! Which instances a filter of the ledger speaks of.

use std::collections::HashMap;

use sqlx::FromRow;
use weir_model::{InstanceId, LedgerCounts, LedgerFilter, LedgerInstance, SyncStatus};

use super::containing;
use crate::{
    Error, Store,
    instances::push_tags,
    pool::on_backend,
    statement::{Statement, bind_all, fold},
};

/// The instances of a filter, and what it still asks of their databases.
pub(crate) struct Scope {
    /// The instances that may appear, still without tags.
    pub(super) instances: HashMap<i64, LedgerInstance>,
    /// Their keys, unless they are all that are listed.
    pub(super) narrowed: Option<Vec<i64>>,
    /// What the database's name must be like, unless its instance was found.
    pub(super) pattern: Option<String>,
    /// Instances whose own name or host holds what is searched.
    pub(super) found: Vec<i64>,
    /// How many active databases these instances have.
    pub(super) databases: u64,
}

#[derive(FromRow)]
struct InstanceRow {
    id: i64,
    name: String,
    host: String,
    port: i64,
    db_type: String,
    server_version: Option<String>,
    folded: String,
    databases: i64,
}

impl Store {
    /// Settles a filter on the instances. None when no instance is left.
    pub(crate) async fn scope(&self, filter: &LedgerFilter) -> Result<Option<Scope>, Error> {
        let mut list = Statement::new(
            "SELECT id, name, host, port, db_type, server_version, folded, databases FROM instances \
             WHERE is_active = true AND deleted_at IS NULL",
        );
        let mut is_narrowed = !filter.tags.is_empty();
        push_tags(self.pool(), &mut list, &filter.tags);
        if let Some(db_type) = filter.db_type {
            list.push(" AND db_type = ").bind(db_type.as_str());
            is_narrowed = true;
        }
        if let Some(instance) = filter.instance {
            list.push(" AND id = ").bind(instance.get());
            is_narrowed = true;
        }
        let (sql, args) = list.into_parts();
        let rows: Vec<InstanceRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let searched = filter.search.as_deref().map(fold);
        let mut scope = Scope {
            narrowed: is_narrowed.then(|| rows.iter().map(|row| row.id).collect()),
            databases: rows.iter().map(|row| row.databases.unsigned_abs()).sum(),
            pattern: searched.as_deref().map(containing),
            found: Vec::new(),
            instances: HashMap::new(),
        };
        if let Some(searched) = &searched {
            let found = rows.iter().filter(|row| row.folded.contains(searched.as_str()));
            scope.found = found.map(|row| row.id).collect();
        }
        for row in rows {
            scope.instances.insert(row.id, row.open()?);
        }
        Ok(Some(scope))
    }
}

impl Scope {
    /// Sums up counts by instance and number of freshness.
    pub(super) fn counts(&self, rows: &[(i64, i32, i64)]) -> LedgerCounts {
        let mut counts = LedgerCounts {
            by_db_type: Vec::new(),
            by_status: SyncStatus::ALL.map(|status| (status, 0)).to_vec(),
        };
        for (instance, freshness, count) in rows {
            let Some(instance) = self.instances.get(instance) else { continue };
            let count = count.unsigned_abs();
            let at = counts.by_db_type.iter().position(|(db_type, _)| *db_type == instance.db_type);
            match at {
                Some(at) => counts.by_db_type[at].1 += count,
                None => counts.by_db_type.push((instance.db_type, count)),
            }
            let freshness = usize::try_from(*freshness).unwrap_or_default();
            if let Some((_, sum)) = counts.by_status.get_mut(freshness) {
                *sum += count;
            }
        }
        counts.by_db_type.sort_unstable();
        counts
    }
}

impl InstanceRow {
    fn open(self) -> Result<LedgerInstance, Error> {
        let damaged = || Error::Damaged { what: format!("instances.db_type of `{}`", self.name) };
        Ok(LedgerInstance {
            id: InstanceId::new(self.id),
            db_type: self.db_type.parse().ok().ok_or_else(damaged)?,
            name: self.name,
            host: self.host,
            port: u16::try_from(self.port).ok().filter(|port| *port > 0),
            server_version: self.server_version,
            tags: Vec::new(),
        })
    }
}
