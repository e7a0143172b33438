//! Pages of the ledger: databases of every listed instance with their latest size.
//!
//! Cost never grows with the history of sizes, which nothing here reads. A page is found in one index, in
//! which order, filter and search are; only its own rows are then joined. What belongs to instances, of
//! which there are few (type, tags, their part of the search), is settled on them first.

#[cfg(test)]
mod plans;
mod scope;

use sqlx::FromRow;
use weir_model::{
    DatabaseId, InstanceId, LedgerAfter, LedgerCounts, LedgerEntry, LedgerFilter, LedgerSlice, LedgerSort,
    LedgerStart, SizeReading, SyncStatus, Timestamp,
};

use self::scope::Scope;
use crate::{
    Error, Store,
    history::number,
    pool::{Pool, on_backend},
    statement::{Statement, bind_all, containing},
};

#[derive(FromRow)]
struct EntryRow {
    id: i64,
    name: String,
    instance_id: i64,
    limit_bytes: Option<i64>,
    size_bytes: i64,
    data_bytes: Option<i64>,
    log_bytes: Option<i64>,
    collected_at: i64,
}

impl Store {
    /// A part of the ledger, in order.
    pub async fn list_ledger(
        &self,
        filter: &LedgerFilter,
        slice: &LedgerSlice,
        now: Timestamp,
    ) -> Result<Vec<LedgerEntry>, Error> {
        let Some(scope) = self.scope(filter).await? else { return Ok(Vec::new()) };
        let page = page(self.pool(), &scope, slice, filter.sync_status.map(|status| (status, now)));
        self.entries(page, &scope).await
    }

    /// The rows that a statement finds, with what their instances are.
    pub(crate) async fn entries(&self, list: Statement, scope: &Scope) -> Result<Vec<LedgerEntry>, Error> {
        let (sql, args) = list.into_parts();
        let rows: Vec<EntryRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        let mut ids: Vec<_> = rows.iter().map(|row| InstanceId::new(row.instance_id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let tags = self.tags_of(&ids).await?;
        // A row of an instance that was listed a moment later than the others is left for the next look.
        let entry = |row: EntryRow| {
            let mut instance = scope.instances.get(&row.instance_id)?.clone();
            instance.tags = tags.get(&instance.id).cloned().unwrap_or_default();
            Some(row.open(instance))
        };
        Ok(rows.into_iter().filter_map(entry).collect())
    }

    /// How many rows of the ledger a filter lets through.
    pub async fn count_ledger(&self, filter: &LedgerFilter, now: Timestamp) -> Result<u64, Error> {
        let Some(scope) = self.scope(filter).await? else { return Ok(0) };
        if scope.pattern.is_none() && filter.sync_status.is_none() {
            return Ok(scope.databases);
        }
        let mut count = Statement::new("SELECT count(*) FROM databases d");
        push_conditions(self.pool(), &mut count, &scope, filter.sync_status.map(|s| (s, now)));
        let (sql, args) = count.into_parts();
        let count: i64 = on_backend!(self.pool(), |pool| {
            bind_all!(sqlx::query_scalar(sql), args).fetch_one(pool).await
        })?;
        Ok(count.unsigned_abs())
    }

    /// The same count by engine and by freshness.
    pub async fn count_ledger_parts(
        &self,
        filter: &LedgerFilter,
        now: Timestamp,
    ) -> Result<LedgerCounts, Error> {
        let Some(scope) = self.scope(filter).await? else { return Ok(LedgerCounts::default()) };
        let mut count = Statement::new("SELECT d.instance_id, CASE WHEN l.collected_at < 0 THEN 0");
        for (number, status) in
            [" THEN 1", " THEN 2"].into_iter().zip([SyncStatus::Completed, SyncStatus::Running])
        {
            count.push(" WHEN l.collected_at >= ").bind(bounds(status, now).0).push(number);
        }
        count.push(
            " ELSE 3 END AS freshness, count(*) FROM databases d \
                    JOIN database_latest l ON l.database_id = d.id",
        );
        push_conditions_after_join(self.pool(), &mut count, &scope, filter.sync_status.map(|s| (s, now)));
        count.push(" GROUP BY 1, 2");
        let (sql, args) = count.into_parts();
        let rows: Vec<(i64, i32, i64)> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        Ok(scope.counts(&rows))
    }
}

/// The statement of a page: its keys from one index, then its rows.
fn page(
    pool: &Pool,
    scope: &Scope,
    slice: &LedgerSlice,
    status: Option<(SyncStatus, Timestamp)>,
) -> Statement {
    let by_latest = matches!(slice.sort, LedgerSort::Size | LedgerSort::CollectedAt);
    let order = order_of(slice.sort, slice.descending);
    let mut page = Statement::new(
        "SELECT d.id, d.name, d.instance_id, d.limit_bytes, l.size_bytes, l.data_bytes, l.log_bytes, \
         l.collected_at FROM (SELECT ",
    );
    if by_latest {
        page.push("l.database_id AS id FROM database_latest l");
        if scope.pattern.is_some() {
            page.push(" JOIN databases d ON d.id = l.database_id");
        }
        page.push(" WHERE l.is_listed = true");
        push_scope(pool, &mut page, scope, "l.instance_id");
        push_status(&mut page, status);
    } else {
        page.push("d.id FROM databases d");
        push_conditions(pool, &mut page, scope, status);
    }
    if let LedgerStart::After(after) = &slice.start {
        push_after(&mut page, after, slice.descending);
    }
    page.push(order).push(" LIMIT ").bind(number(slice.limit));
    if let LedgerStart::Offset(offset) = slice.start {
        page.push(" OFFSET ").bind(number(offset));
    }
    page.push(") p JOIN databases d ON d.id = p.id JOIN database_latest l ON l.database_id = p.id");
    page.push(order);
    page
}

/// Everything that holds for rows of the ledger, on `databases d`; joins what that needs.
fn push_conditions(
    pool: &Pool,
    statement: &mut Statement,
    scope: &Scope,
    status: Option<(SyncStatus, Timestamp)>,
) {
    if status.is_some() {
        statement.push(" JOIN database_latest l ON l.database_id = d.id");
    }
    push_conditions_after_join(pool, statement, scope, status);
}

fn push_conditions_after_join(
    pool: &Pool,
    statement: &mut Statement,
    scope: &Scope,
    status: Option<(SyncStatus, Timestamp)>,
) {
    statement.push(" WHERE d.is_listed = true");
    push_scope(pool, statement, scope, "d.instance_id");
    push_status(statement, status);
}

fn push_scope(pool: &Pool, statement: &mut Statement, scope: &Scope, column: &'static str) {
    if let Some(ids) = &scope.narrowed {
        statement.push(" AND ").among(pool, column, ids);
    }
    if let Some(pattern) = &scope.pattern {
        statement.push(" AND (d.folded LIKE ").bind(pattern.clone()).push(r" ESCAPE '\'");
        if !scope.found.is_empty() {
            statement.push(" OR ").among(pool, column, &scope.found);
        }
        statement.push(")");
    }
}

fn push_status(statement: &mut Statement, status: Option<(SyncStatus, Timestamp)>) {
    if let Some((status, now)) = status {
        let (from, to) = bounds(status, now);
        statement.push(" AND l.collected_at >= ").bind(from).push(" AND l.collected_at < ").bind(to);
    }
}

/// The moments of the last reading, in milliseconds, from the first to before the second.
fn bounds(status: SyncStatus, now: Timestamp) -> (i64, i64) {
    let ago = |millis| now.as_millis().saturating_sub(millis).max(0);
    let (completed, running) = (ago(SyncStatus::COMPLETED_MILLIS), ago(SyncStatus::RUNNING_MILLIS));
    match status {
        SyncStatus::Pending => (-1, 0),
        SyncStatus::Completed => (completed, i64::MAX),
        SyncStatus::Running => (running, completed),
        SyncStatus::Failed => (0, running),
    }
}

fn push_after(statement: &mut Statement, after: &LedgerAfter, descending: bool) {
    let (columns, than) = match (after.sort(), descending) {
        (LedgerSort::Instance, false) => (" AND (d.instance_name, d.name, d.id)", " > ("),
        (LedgerSort::Instance, true) => (" AND (d.instance_name, d.name, d.id)", " < ("),
        (LedgerSort::Name, false) => (" AND (d.name, d.id)", " > ("),
        (LedgerSort::Name, true) => (" AND (d.name, d.id)", " < ("),
        (LedgerSort::Size, false) => (" AND (l.size_bytes, l.database_id)", " > ("),
        (LedgerSort::Size, true) => (" AND (l.size_bytes, l.database_id)", " < ("),
        (LedgerSort::CollectedAt, false) => (" AND (l.collected_at, l.database_id)", " > ("),
        (LedgerSort::CollectedAt, true) => (" AND (l.collected_at, l.database_id)", " < ("),
    };
    statement.push(columns).push(than);
    let id = match after {
        LedgerAfter::Instance(instance, name, id) => {
            statement.bind(instance.as_str()).push(", ").bind(name.as_str());
            id
        }
        LedgerAfter::Name(name, id) => {
            statement.bind(name.as_str());
            id
        }
        LedgerAfter::Size(value, id) | LedgerAfter::CollectedAt(value, id) => {
            statement.bind(*value);
            id
        }
    };
    statement.push(", ").bind(id.get()).push(")");
}

fn order_of(sort: LedgerSort, descending: bool) -> &'static str {
    match (sort, descending) {
        (LedgerSort::Instance, false) => " ORDER BY d.instance_name, d.name, d.id",
        (LedgerSort::Instance, true) => " ORDER BY d.instance_name DESC, d.name DESC, d.id DESC",
        (LedgerSort::Name, false) => " ORDER BY d.name, d.id",
        (LedgerSort::Name, true) => " ORDER BY d.name DESC, d.id DESC",
        (LedgerSort::Size, false) => " ORDER BY l.size_bytes, l.database_id",
        (LedgerSort::Size, true) => " ORDER BY l.size_bytes DESC, l.database_id DESC",
        (LedgerSort::CollectedAt, false) => " ORDER BY l.collected_at, l.database_id",
        (LedgerSort::CollectedAt, true) => " ORDER BY l.collected_at DESC, l.database_id DESC",
    }
}

impl EntryRow {
    fn open(self, instance: weir_model::LedgerInstance) -> LedgerEntry {
        LedgerEntry {
            id: DatabaseId::new(self.id),
            name: self.name,
            instance,
            limit_bytes: self.limit_bytes.map(i64::unsigned_abs),
            latest: reading(self.size_bytes, self.data_bytes, self.log_bytes, self.collected_at),
        }
    }
}

/// A reading of the catalog; negative where there is none yet.
pub(crate) fn reading(
    size_bytes: i64,
    data_bytes: Option<i64>,
    log_bytes: Option<i64>,
    collected_at: i64,
) -> Option<SizeReading> {
    Some(SizeReading {
        total_bytes: u64::try_from(size_bytes).ok()?,
        data_bytes: data_bytes.map(i64::unsigned_abs),
        log_bytes: log_bytes.map(i64::unsigned_abs),
        collected_at: Timestamp::from_millis(collected_at),
    })
}
