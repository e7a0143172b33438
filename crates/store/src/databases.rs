//! The databases of instances: found, gone, back again. A row is never removed, so that no history is lost.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{
    AuditEntry, Database, DatabaseId, Day, DbName, FoundDatabase, InstanceId, Page, Paged, Timestamp,
};

use crate::{
    Error, Store,
    audit::append_audit,
    history::{number, text},
    instances::RELIST,
    pool::{in_transaction, on_backend},
    statement::{fold, with_rows},
};

/// Gives each database of an instance its row for the latest size, still without one.
const LATEST: &str = "INSERT INTO database_latest (database_id, instance_id, is_listed, size_bytes, collected_at) \
                      SELECT d.id, d.instance_id, false, -1, -1 FROM databases d WHERE d.instance_id = $1 \
                      AND NOT EXISTS (SELECT 1 FROM database_latest l WHERE l.database_id = d.id)";

/// What syncing the databases of an instance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncOutcome {
    /// Seen for the first time.
    pub created: u64,
    /// Seen again.
    pub refreshed: u64,
    /// Back after having been gone.
    pub reactivated: u64,
    /// Gone.
    pub deactivated: u64,
}

#[derive(FromRow)]
pub(crate) struct DatabaseRow {
    id: i64,
    instance_id: i64,
    name: String,
    is_active: bool,
    limit_bytes: Option<i64>,
    first_seen: i64,
    last_seen: i64,
    deleted_at: Option<i64>,
}

/// What is there against what was found.
#[derive(Debug, Default)]
struct Difference {
    new: Vec<Value>,
    back: Vec<Value>,
    gone: Vec<Value>,
    refreshed: u64,
}

impl Store {
    /// Makes the databases of an instance those that were found on it: creates, refreshes, deactivates and
    /// reactivates. None when there is no such instance.
    pub async fn sync_databases(
        &self,
        instance: InstanceId,
        found: &[FoundDatabase],
        now: Timestamp,
    ) -> Result<Option<SyncOutcome>, Error> {
        // Changes nothing, but locks the instance: two that sync it do so one after the other.
        const LOCK: &str = "UPDATE instances SET databases = databases WHERE id = $1";
        const KNOWN: &str = "SELECT name, id, is_active FROM databases WHERE instance_id = $1";
        const CREATE: &str = "INSERT INTO databases (instance_id, name, instance_name, folded, is_active, \
                              is_listed, first_seen, last_seen) \
                              SELECT i.id, given.value ->> 0, i.name, given.value ->> 1, true, false, $3, $3 \
                              FROM instances i CROSS JOIN ROWS WHERE i.id = $2";
        const BACK: &str = "UPDATE databases SET is_active = true, deleted_at = NULL WHERE id IN \
                            (SELECT CAST(given.value ->> 0 AS BIGINT) FROM ROWS)";
        const GONE: &str = "UPDATE databases SET is_active = false, deleted_at = $2 WHERE id IN \
                            (SELECT CAST(given.value ->> 0 AS BIGINT) FROM ROWS)";
        const SEEN: &str = "UPDATE databases SET last_seen = $2 \
                            WHERE instance_id = $1 AND is_active = true AND last_seen <> $2";
        let (id, today) = (instance.get(), now.day().number());
        let [create, back, gone] = [CREATE, BACK, GONE].map(|sql| with_rows(self.pool(), sql));
        let difference = in_transaction!(self.pool(), |tx| {
            let locked = sqlx::query(LOCK).bind(id).execute(&mut *tx).await?;
            if locked.rows_affected() == 0 {
                return Ok(None);
            }
            let known: Vec<(String, i64, bool)> = sqlx::query_as(KNOWN).bind(id).fetch_all(&mut *tx).await?;
            let difference = Difference::between(known, found);
            if !difference.new.is_empty() {
                let rows = Value::from(difference.new.clone()).to_string();
                sqlx::query(create).bind(rows).bind(id).bind(today).execute(&mut *tx).await?;
                sqlx::query(LATEST).bind(id).execute(&mut *tx).await?;
            }
            if !difference.back.is_empty() {
                let rows = Value::from(difference.back.clone()).to_string();
                sqlx::query(back).bind(rows).execute(&mut *tx).await?;
            }
            if !difference.gone.is_empty() {
                let rows = Value::from(difference.gone.clone()).to_string();
                sqlx::query(gone).bind(rows).bind(now.as_millis()).execute(&mut *tx).await?;
            }
            sqlx::query(SEEN).bind(id).bind(today).execute(&mut *tx).await?;
            for sql in RELIST {
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
            difference
        });
        Ok(Some(difference.outcome()))
    }

    /// Makes the database of a connection known before its instance is measured for the first time. One that is
    /// known stays as it is.
    pub async fn see_database(
        &self,
        connection: &DbName,
        database: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        const INSTANCE: &str = "SELECT instance_id FROM connections \
                                WHERE name = $1 AND instance_id IS NOT NULL";
        const CREATE: &str = "INSERT INTO databases (instance_id, name, instance_name, folded, is_active, \
                              is_listed, first_seen, last_seen) SELECT i.id, $2, i.name, $3, true, false, \
                              $4, $4 FROM instances i WHERE i.id = $1 \
                              ON CONFLICT (instance_id, name) DO NOTHING";
        in_transaction!(self.pool(), |tx| {
            let instance = sqlx::query_scalar(INSTANCE).bind(connection.as_str());
            let Some(id): Option<i64> = instance.fetch_optional(&mut *tx).await? else { return Ok(()) };
            let create = sqlx::query(CREATE).bind(id).bind(text(database)).bind(fold(database));
            create.bind(now.day().number()).execute(&mut *tx).await?;
            sqlx::query(LATEST).bind(id).execute(&mut *tx).await?;
            for sql in RELIST {
                sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }

    /// One database, gone or not.
    pub async fn find_database(&self, id: DatabaseId) -> Result<Option<Database>, Error> {
        const SQL: &str = "SELECT id, instance_id, name, is_active, limit_bytes, first_seen, last_seen, \
                           deleted_at FROM databases WHERE id = $1";
        let row: Option<DatabaseRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(id.get()).fetch_optional(pool).await
        })?;
        Ok(row.map(DatabaseRow::open))
    }

    /// A page of the databases of an instance, active and not, by name.
    pub async fn list_databases(&self, instance: InstanceId, page: Page) -> Result<Paged<Database>, Error> {
        const COUNT: &str = "SELECT count(*) FROM databases WHERE instance_id = $1";
        const SQL: &str = "SELECT id, instance_id, name, is_active, limit_bytes, first_seen, last_seen, \
                           deleted_at FROM databases WHERE instance_id = $1 \
                           ORDER BY name LIMIT $2 OFFSET $3";
        let total: i64 = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(COUNT).bind(instance.get()).fetch_one(pool).await
        })?;
        let rows: Vec<DatabaseRow> = on_backend!(self.pool(), |pool| {
            let list = sqlx::query_as(SQL).bind(instance.get());
            list.bind(number(page.limit())).bind(number(page.offset())).fetch_all(pool).await
        })?;
        Ok(Paged { items: rows.into_iter().map(DatabaseRow::open).collect(), total: total.unsigned_abs() })
    }

    /// The active databases of an instance, by name.
    pub async fn active_databases(&self, instance: InstanceId) -> Result<Vec<Database>, Error> {
        const SQL: &str = "SELECT id, instance_id, name, is_active, limit_bytes, first_seen, last_seen, \
                           deleted_at FROM databases WHERE instance_id = $1 AND is_active = true \
                           ORDER BY name";
        let rows: Vec<DatabaseRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(instance.get()).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(DatabaseRow::open).collect())
    }

    /// Sets or clears the most bytes that a database may take. False when there is none.
    pub async fn set_database_limit(
        &self,
        id: DatabaseId,
        limit: Option<u64>,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "UPDATE databases SET limit_bytes = $2 WHERE id = $1";
        let changed = in_transaction!(self.pool(), |tx| {
            let change = sqlx::query(SQL).bind(id.get()).bind(limit.map(number));
            let changed = change.execute(&mut *tx).await?.rows_affected();
            if changed == 1 {
                append_audit!(tx, audit);
            }
            changed
        });
        Ok(changed == 1)
    }
}

impl Difference {
    fn between(known: Vec<(String, i64, bool)>, found: &[FoundDatabase]) -> Self {
        let mut difference = Self::default();
        let names: HashSet<_> = found.iter().map(|database| text(&database.name)).collect();
        let mut known: HashMap<String, (i64, bool)> =
            known.into_iter().map(|(name, id, active)| (name, (id, active))).collect();
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_unstable();
        for name in names {
            match known.remove(name.as_ref()) {
                None => difference.new.push(json!([name, fold(&name)])),
                Some((_, true)) => difference.refreshed += 1,
                Some((id, false)) => difference.back.push(json!([id])),
            }
        }
        let gone = known.into_values().filter(|(_, active)| *active);
        difference.gone = gone.map(|(id, _)| json!([id])).collect();
        difference
    }

    fn outcome(&self) -> SyncOutcome {
        SyncOutcome {
            created: self.new.len() as u64,
            refreshed: self.refreshed,
            reactivated: self.back.len() as u64,
            deactivated: self.gone.len() as u64,
        }
    }
}

impl DatabaseRow {
    pub(crate) fn open(self) -> Database {
        Database {
            id: DatabaseId::new(self.id),
            instance_id: InstanceId::new(self.instance_id),
            name: self.name,
            is_active: self.is_active,
            limit_bytes: self.limit_bytes.map(i64::unsigned_abs),
            first_seen: Day::from_number(self.first_seen),
            last_seen: Day::from_number(self.last_seen),
            deleted_at: self.deleted_at.map(Timestamp::from_millis),
        }
    }
}
