//! The ledger: pages of databases with their latest size, growth and trend; the whole of it for exports.

use std::collections::HashMap;

use weir_model::{
    Database, DatabaseId, Day, EarlierSizes, InstanceId, LatestSizes, LedgerAfter, LedgerCounts, LedgerEntry,
    LedgerFilter, LedgerSlice, LedgerSort, LedgerStart, Page, Paged, SizeEntry, SizeFilter, SyncStatus,
    Timestamp,
};
use weir_store::TableSnapshot;

use crate::{Caller, Error, Gateway, Noun, Permission, instances::limit};

/// A trend has so many days.
const TREND_DAYS: u32 = 30;
/// Rows of an export that are in memory at once.
const PIECE: u64 = 2_000;

/// What is asked of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerRequest {
    /// Which rows.
    pub filter: LedgerFilter,
    /// By what they are ordered.
    pub sort: LedgerSort,
    /// The other way round.
    pub descending: bool,
    /// Which part of them.
    pub page: Page,
    /// Behind which row, in place of a page's number.
    pub after: Option<LedgerAfter>,
    /// The daily sizes of each row, too.
    pub with_trend: bool,
    /// How many there are of each engine and freshness, too.
    pub with_counts: bool,
}

/// A page of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerPage {
    /// The rows.
    pub rows: Paged<LedgerRow>,
    /// Behind which row the next page begins; none on the last.
    pub next: Option<LedgerAfter>,
    /// How many there are of each engine and freshness, if that was asked for.
    pub counts: Option<LedgerCounts>,
    /// The moment that freshness is counted from.
    pub now: Timestamp,
}

/// A row of the ledger with its past.
#[derive(Clone, Debug)]
pub struct LedgerRow {
    /// The database and its latest size.
    pub entry: LedgerEntry,
    /// How fresh that is.
    pub sync_status: SyncStatus,
    /// What it had before.
    pub earlier: EarlierSizes,
    /// Its daily sizes, oldest first, if they were asked for.
    pub trend: Option<Vec<(Day, u64)>>,
}

/// How far an export has come: its rows are handed out piece by piece, the whole is never in memory.
#[derive(Debug)]
pub struct LedgerExport {
    filter: LedgerFilter,
    sort: LedgerSort,
    descending: bool,
    start: Option<LedgerStart>,
    now: Timestamp,
}

impl Gateway {
    /// A page of the ledger.
    pub async fn list_ledger(&self, caller: &Caller, request: LedgerRequest) -> Result<LedgerPage, Error> {
        caller.require(Permission::View)?;
        let now = self.clock.now();
        let LedgerRequest { filter, sort, descending, page, after, .. } = request;
        let is_first = after.is_none() && page.number() == 1;
        let start = after.map_or(LedgerStart::Offset(page.offset()), LedgerStart::After);
        // One row more than the page has tells whether there is a next one.
        let slice = LedgerSlice { sort, descending, start, limit: page.limit() + 1 };
        let mut entries = self.store.list_ledger(&filter, &slice, now).await?;
        let has_next = entries.len() as u64 > page.limit();
        entries.truncate(usize::try_from(page.limit()).unwrap_or(usize::MAX));
        let total = if is_first && !has_next {
            entries.len() as u64
        } else {
            self.store.count_ledger(&filter, now).await?
        };
        let counts =
            if request.with_counts { Some(self.store.count_ledger_parts(&filter, now).await?) } else { None };
        let next = entries.last().filter(|_| has_next).map(|last| LedgerAfter::entry(last, sort));
        let items = self.ledger_rows(entries, request.with_trend, now).await?;
        Ok(LedgerPage { rows: Paged { items, total }, next, counts, now })
    }

    /// The whole ledger, in order, piece by piece.
    pub fn export_ledger(
        &self,
        caller: &Caller,
        filter: LedgerFilter,
        (sort, descending): (LedgerSort, bool),
    ) -> Result<LedgerExport, Error> {
        caller.require(Permission::View)?;
        let start = Some(LedgerStart::Offset(0));
        Ok(LedgerExport { filter, sort, descending, start, now: self.clock.now() })
    }

    /// The next rows of an export; none after the last.
    pub async fn next_of_export(&self, export: &mut LedgerExport) -> Result<Option<Vec<LedgerEntry>>, Error> {
        let Some(start) = export.start.take() else { return Ok(None) };
        let slice = LedgerSlice { sort: export.sort, descending: export.descending, start, limit: PIECE };
        let entries = self.store.list_ledger(&export.filter, &slice, export.now).await?;
        if entries.len() as u64 == PIECE {
            let last = entries.last().map(|last| LedgerAfter::entry(last, export.sort));
            export.start = last.map(LedgerStart::After);
        }
        Ok((!entries.is_empty()).then_some(entries))
    }

    /// A page of the databases of an instance, active and not, by name.
    pub async fn database_options(
        &self,
        caller: &Caller,
        instance: InstanceId,
        page: Page,
    ) -> Result<Paged<Database>, Error> {
        caller.require(Permission::View)?;
        self.find_instance(instance).await?;
        Ok(self.store.list_databases(instance, page).await?)
    }

    /// Sets or clears the most bytes that a database may take.
    pub async fn set_database_limit(
        &self,
        caller: &Caller,
        id: DatabaseId,
        bytes: Option<u64>,
    ) -> Result<Database, Error> {
        caller.require(Permission::Update)?;
        let bytes = limit(bytes)?;
        let before = self.find_database(id).await?;
        let [from, to] = [before.limit_bytes, bytes].map(|bytes| bytes.map(|bytes| bytes.to_string()));
        let entry = self.audit_entry(caller, "database.change").on("database", &id);
        self.store.set_database_limit(id, bytes, &entry.change("limit_bytes", from, to)).await?;
        self.find_database(id).await
    }

    /// One database of the ledger, gone or not.
    pub async fn database(&self, caller: &Caller, id: DatabaseId) -> Result<Database, Error> {
        caller.require(Permission::View)?;
        self.find_database(id).await
    }

    /// The history of the sizes of an instance's databases.
    pub async fn list_sizes(
        &self,
        caller: &Caller,
        instance: InstanceId,
        filter: &SizeFilter,
        page: Page,
    ) -> Result<Paged<SizeEntry>, Error> {
        caller.require(Permission::View)?;
        self.find_instance(instance).await?;
        Ok(self.store.list_sizes(instance, filter, page).await?)
    }

    /// The latest size of each database of an instance.
    pub async fn latest_sizes(
        &self,
        caller: &Caller,
        instance: InstanceId,
        filter: &SizeFilter,
        page: Page,
    ) -> Result<LatestSizes, Error> {
        caller.require(Permission::View)?;
        self.find_instance(instance).await?;
        Ok(self.store.latest_sizes(instance, filter, page).await?)
    }

    /// The tables of a database as they were last measured.
    pub async fn table_sizes(
        &self,
        caller: &Caller,
        id: DatabaseId,
        parts: (Option<&str>, Option<&str>),
        page: Page,
    ) -> Result<TableSnapshot, Error> {
        caller.require(Permission::View)?;
        self.find_database(id).await?;
        Ok(self.store.table_sizes(id, parts, page).await?)
    }

    pub(crate) async fn find_database(&self, id: DatabaseId) -> Result<Database, Error> {
        let found = self.store.find_database(id).await?;
        found.ok_or_else(|| Error::Missing { what: Noun::Database, key: id.to_string() })
    }

    async fn ledger_rows(
        &self,
        entries: Vec<LedgerEntry>,
        with_trend: bool,
        now: Timestamp,
    ) -> Result<Vec<LedgerRow>, Error> {
        let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        let earlier = self.store.earlier_sizes(&ids, now.day()).await?;
        let mut trends =
            if with_trend { self.store.trends(&ids, now.day(), TREND_DAYS).await? } else { HashMap::new() };
        let row = |entry: LedgerEntry| LedgerRow {
            sync_status: SyncStatus::of(entry.latest.map(|latest| latest.collected_at), now),
            earlier: earlier.get(&entry.id).copied().unwrap_or_default(),
            trend: with_trend.then(|| trends.remove(&entry.id).unwrap_or_default()),
            entry,
        };
        Ok(entries.into_iter().map(row).collect())
    }
}

impl LedgerExport {
    /// The moment that freshness is counted from.
    pub fn now(&self) -> Timestamp {
        self.now
    }
}
