//! Instances: the database servers of the ledger. Making, changing, removing and finding them.
//!
//! What Weir signs in with there is `access`; their databases are `databases`. Every write ends with
//! [`RELIST`], so that the copies of an instance's state in its databases are never old.

mod draft;
mod list;

use sqlx::FromRow;
use weir_model::{AuditEntry, Endpoint, Instance, InstanceDraft, InstanceId, Login, Timestamp};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    pool::{in_transaction, on_backend},
    seal::Place,
    statement::fold,
};

pub use draft::InstanceWritten;
pub(crate) use list::push_tags;

/// Brings what databases copy from their instance, and what an instance counts of them, up to date.
pub(crate) const RELIST: [&str; 3] = [
    "UPDATE databases SET instance_name = i.name, \
     is_listed = (databases.is_active AND i.is_active AND i.deleted_at IS NULL) \
     FROM instances i WHERE i.id = databases.instance_id AND databases.instance_id = $1 \
     AND (databases.instance_name <> i.name OR databases.is_listed <> \
     (databases.is_active AND i.is_active AND i.deleted_at IS NULL))",
    "UPDATE database_latest SET is_listed = d.is_listed FROM databases d \
     WHERE d.id = database_latest.database_id AND d.instance_id = $1 \
     AND database_latest.is_listed <> d.is_listed",
    "UPDATE instances SET databases = (SELECT count(*) FROM databases d WHERE d.instance_id = $1 \
     AND d.is_active = true) WHERE id = $1",
];

/// Changes nothing, but locks the one row of `meta`: names and places are given out one after the other.
pub(crate) const ONE_AT_A_TIME: &str = "UPDATE meta SET only_row = only_row";

/// The columns of [`InstanceRow`].
macro_rules! select_instances {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, db_type, host, port, environment, description, limit_bytes, is_active, \
             is_sample, login_user, login_database, login_parameters, server_version, databases, \
             collected_at, (SELECT t.size_bytes FROM instance_daily t WHERE t.instance_id = instances.id \
             ORDER BY t.day DESC LIMIT 1) AS size_bytes, created_at, updated_at, deleted_at FROM instances ",
            $rest
        )
    };
}
pub(crate) use select_instances;

#[derive(FromRow)]
pub(crate) struct InstanceRow {
    id: i64,
    name: String,
    db_type: String,
    host: String,
    port: i64,
    environment: Option<String>,
    description: Option<String>,
    limit_bytes: Option<i64>,
    is_active: bool,
    is_sample: bool,
    login_user: Option<String>,
    login_database: Option<String>,
    login_parameters: Option<String>,
    server_version: Option<String>,
    databases: i64,
    collected_at: Option<i64>,
    size_bytes: Option<i64>,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
}

impl Store {
    /// One instance, removed or not.
    pub async fn find_instance(&self, id: InstanceId) -> Result<Option<Instance>, Error> {
        const SQL: &str = select_instances!("WHERE id = $1");
        let row: Option<InstanceRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(id.get()).fetch_optional(pool).await
        })?;
        let Some(row) = row else { return Ok(None) };
        let tags = self.tags_of(&[id]).await?.remove(&id).unwrap_or_default();
        row.open().map(|instance| Some(Instance { tags, ..instance }))
    }

    /// Makes an instance. The line of the audit log gets its number.
    pub async fn insert_instance(
        &self,
        draft: &InstanceDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<InstanceWritten, Error> {
        const INSERT: &str = "INSERT INTO instances (name, db_type, host, port, folded, is_active, \
                              is_sample, databases, created_at, updated_at) \
                              VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8) RETURNING id";
        let (host, port) = columns_of(&draft.endpoint);
        let written = in_transaction!(self.pool(), |tx| {
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            draft::refuse_taken!(tx, draft, 0_i64);
            let id: i64 = sqlx::query_scalar(INSERT)
                .bind(text(&draft.name))
                .bind(draft.endpoint.db_type.as_str())
                .bind(&host)
                .bind(port)
                .bind(fold(&format!("{}\n{}", draft.name, draft.endpoint.host)))
                .bind(draft.is_active)
                .bind(draft.is_sample)
                .bind(now.as_millis())
                .fetch_one(&mut *tx)
                .await?;
            draft::write!(self, tx, draft, id, now);
            append_audit!(tx, &audit.clone().on("instance", &id));
            id
        });
        Ok(InstanceWritten::Written(InstanceId::new(written)))
    }

    /// What would keep an instance from being made; none when nothing does.
    pub async fn instance_conflict(&self, draft: &InstanceDraft) -> Result<Option<InstanceWritten>, Error> {
        const NAMED: &str = "SELECT id FROM instances WHERE name = $1";
        const THERE: &str = "SELECT id FROM instances WHERE db_type = $1 AND host = $2 AND port = $3";
        let (host, port) = columns_of(&draft.endpoint);
        let named: Option<i64> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(NAMED).bind(text(&draft.name)).fetch_optional(pool).await
        })?;
        let there: Option<i64> = on_backend!(self.pool(), |pool| {
            let there = sqlx::query_scalar(THERE).bind(draft.endpoint.db_type.as_str());
            there.bind(host).bind(port).fetch_optional(pool).await
        })?;
        let known = self.list_tags().await?;
        let unknown = draft.tags.iter().find(|tag| !known.iter().any(|known| known.tag.name == **tag));
        let named = named.map(|id| InstanceWritten::NameTaken(InstanceId::new(id)));
        let there = there.map(|id| InstanceWritten::PlaceTaken(InstanceId::new(id)));
        Ok(named.or(there).or_else(|| unknown.map(|tag| InstanceWritten::UnknownTag(tag.clone()))))
    }

    /// Changes an instance. Without a password in the draft, the one that is there stays with its login.
    pub async fn update_instance(
        &self,
        id: InstanceId,
        draft: &InstanceDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<InstanceWritten, Error> {
        let id = id.get();
        in_transaction!(self.pool(), |tx| {
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            draft::refuse_taken!(tx, draft, id);
            draft::write!(self, tx, draft, id, now);
            append_audit!(tx, audit);
        });
        Ok(InstanceWritten::Written(InstanceId::new(id)))
    }

    /// Removes an instance from the ledger; its history stays. False when there is none, or no longer.
    pub async fn delete_instance(
        &self,
        id: InstanceId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "UPDATE instances SET deleted_at = $2, updated_at = $2 \
                           WHERE id = $1 AND deleted_at IS NULL";
        self.relist_after(SQL, id, (now, audit)).await
    }

    /// Brings a removed instance back with everything it had. False when it isn't removed.
    pub async fn restore_instance(
        &self,
        id: InstanceId,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "UPDATE instances SET deleted_at = NULL, updated_at = $2 \
                           WHERE id = $1 AND deleted_at IS NOT NULL";
        self.relist_after(SQL, id, (now, audit)).await
    }

    /// Remembers what a server says it is.
    pub async fn set_server_version(&self, id: InstanceId, version: &str) -> Result<(), Error> {
        const SQL: &str = "UPDATE instances SET server_version = $2 WHERE id = $1 \
                           AND coalesce(server_version, '') <> $2";
        in_transaction!(self.pool(), |tx| {
            sqlx::query(SQL).bind(id.get()).bind(text(version)).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Removes everything that was made up for the demo, for good; says how many instances that were.
    pub async fn delete_samples(&self, audit: &AuditEntry) -> Result<u64, Error> {
        const HISTORY: [&str; 3] = [
            "DELETE FROM size_daily WHERE database_id IN (SELECT d.id FROM databases d \
             JOIN instances i ON i.id = d.instance_id WHERE i.is_sample = true)",
            "DELETE FROM table_size_daily WHERE table_id IN (SELECT m.id FROM measured_tables m \
             JOIN databases d ON d.id = m.database_id JOIN instances i ON i.id = d.instance_id \
             WHERE i.is_sample = true)",
            "DELETE FROM instance_daily WHERE instance_id IN \
             (SELECT id FROM instances WHERE is_sample = true)",
        ];
        let deleted = in_transaction!(self.pool(), |tx| {
            for sql in HISTORY {
                sqlx::query(sql).execute(&mut *tx).await?;
            }
            let delete = sqlx::query("DELETE FROM instances WHERE is_sample = true");
            let deleted = delete.execute(&mut *tx).await?.rows_affected();
            append_audit!(tx, &audit.clone().note(format!("{deleted} instances")));
            deleted
        });
        Ok(deleted)
    }

    async fn relist_after(
        &self,
        sql: &'static str,
        id: InstanceId,
        (now, audit): (Timestamp, &AuditEntry),
    ) -> Result<bool, Error> {
        let changed = in_transaction!(self.pool(), |tx| {
            let change = sqlx::query(sql).bind(id.get()).bind(now.as_millis());
            let changed = change.execute(&mut *tx).await?.rows_affected() == 1;
            for sql in RELIST {
                sqlx::query(sql).bind(id.get()).execute(&mut *tx).await?;
            }
            if changed {
                append_audit!(tx, audit);
            }
            changed
        });
        Ok(changed)
    }
}

/// Host and port as they are kept.
pub(crate) fn columns_of(endpoint: &Endpoint) -> (String, i64) {
    (text(&endpoint.host).into_owned(), endpoint.port.unwrap_or(0).into())
}

/// Where an instance's password is kept.
pub(crate) fn place(id: &str) -> Place<'_> {
    Place { table: "instances", column: "password_sealed", row: id }
}

impl InstanceRow {
    /// The instance, still without its tags.
    pub(crate) fn open(self) -> Result<Instance, Error> {
        let damaged = |column| Error::Damaged { what: format!("instances.{column} of `{}`", self.name) };
        let port = u16::try_from(self.port).ok().ok_or_else(|| damaged("port"))?;
        let endpoint = Endpoint {
            db_type: self.db_type.parse().ok().ok_or_else(|| damaged("db_type"))?,
            host: self.host,
            port: (port != 0).then_some(port),
        };
        let login = self.login_user.map(|user| Login {
            user,
            database: self.login_database,
            parameters: self.login_parameters.unwrap_or_default(),
        });
        Ok(Instance {
            id: InstanceId::new(self.id),
            name: self.name,
            endpoint,
            environment: self.environment,
            description: self.description,
            limit_bytes: self.limit_bytes.map(i64::unsigned_abs),
            is_active: self.is_active,
            is_sample: self.is_sample,
            login,
            server_version: self.server_version,
            databases: self.databases.unsigned_abs(),
            collected_at: self.collected_at.map(Timestamp::from_millis),
            size_bytes: self.size_bytes.map(i64::unsigned_abs),
            tags: Vec::new(),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            deleted_at: self.deleted_at.map(Timestamp::from_millis),
        })
    }
}
