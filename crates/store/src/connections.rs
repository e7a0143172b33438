//! Registered connections.

use sqlx::FromRow;
use weir_model::{AuditEntry, Connection, DbName, NewConnection, Timestamp};

use crate::{
    Error, Sealer, Store,
    access::join_instance,
    audit::append_audit,
    pool::{in_transaction, on_backend},
    seal::Place,
};

/// What saving a connection did.
#[derive(Clone, Debug)]
pub enum Saved {
    /// The name is new.
    Created(Connection),
    /// The name was there; the cached metadata is dropped when the URL changed.
    Changed(Connection),
}

#[derive(FromRow)]
struct ConnectionRow {
    name: String,
    db_type: String,
    url_sealed: Vec<u8>,
    masked_url: String,
    ssl_disabled: bool,
    server_version: String,
    revision: i64,
    created_at: i64,
    updated_at: i64,
    grade: Option<String>,
    environment: Option<String>,
}

/// All of a connection, for a condition or an order to follow.
macro_rules! select {
    () => {
        "SELECT c.name, c.db_type, c.url_sealed, c.masked_url, c.ssl_disabled, c.server_version, c.revision, \
         c.created_at, c.updated_at, s.grade, i.environment FROM connections c \
         LEFT JOIN connection_safety s ON s.name = c.name LEFT JOIN instances i ON i.id = c.instance_id"
    };
}

impl Store {
    /// Every connection, by name.
    pub async fn list_connections(&self) -> Result<Vec<Connection>, Error> {
        const SQL: &str = concat!(select!(), " ORDER BY c.name");
        let rows: Vec<ConnectionRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        rows.into_iter().map(|row| row.open(self.sealer())).collect()
    }

    /// One connection.
    pub async fn connection_by_name(&self, name: &DbName) -> Result<Option<Connection>, Error> {
        const SQL: &str = concat!(select!(), " WHERE c.name = $1");
        let row: Option<ConnectionRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).fetch_optional(pool).await
        })?;
        row.map(|row| row.open(self.sealer())).transpose()
    }

    /// Registers or changes a connection, and joins it to its instance.
    pub async fn save_connection(
        &self,
        connection: &NewConnection,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<Saved, Error> {
        // Locks the one row of `meta` until the commit: two that save at once do so one after the other.
        const NEXT_REVISION: &str =
            "UPDATE meta SET last_revision = last_revision + 1 WHERE key_id = $1 RETURNING last_revision";
        // Changes nothing, but locks the row (SQLite has no FOR UPDATE): metadata of the old URL that is being
        // saved at the same time is there before, and dropped here, or comes after, and is refused.
        const OLD_URL: &str =
            "UPDATE connections SET revision = revision WHERE name = $1 RETURNING url_sealed";
        const SAVE: &str = "INSERT INTO connections (name, db_type, url_sealed, masked_url, ssl_disabled, \
                            server_version, revision, created_at, updated_at, instance_id) \
                            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) \
                            ON CONFLICT (name) DO UPDATE SET db_type = excluded.db_type, \
                            url_sealed = excluded.url_sealed, masked_url = excluded.masked_url, \
                            ssl_disabled = excluded.ssl_disabled, server_version = excluded.server_version, \
                            revision = excluded.revision, updated_at = excluded.updated_at, \
                            instance_id = excluded.instance_id \
                            RETURNING created_at";
        const ENVIRONMENT: &str = "SELECT environment FROM instances WHERE id = $1";
        const DROP_METADATA: &str = "DELETE FROM metadata_cache WHERE name = $1";
        // Another password or another way of TLS is another account to judge.
        const DROP_SAFETY: &str = "DELETE FROM connection_safety WHERE name = $1";

        let name = connection.name.as_str();
        let sealed = self.sealer().seal(&connection.url, place(name))?;
        let key_id = self.sealer().key_id();
        let (revision, created_at, environment, existed) = in_transaction!(self.pool(), |tx| {
            let revision: Option<i64> =
                sqlx::query_scalar(NEXT_REVISION).bind(&key_id).fetch_optional(&mut *tx).await?;
            // What was just sealed would open for nobody.
            let revision = revision.ok_or(Error::KeyChanged)?;
            let old: Option<Vec<u8>> =
                sqlx::query_scalar(OLD_URL).bind(name).fetch_optional(&mut *tx).await?;
            if old.as_deref().is_some_and(|old| self.is_other_url(old, connection)) {
                sqlx::query(DROP_METADATA).bind(name).execute(&mut *tx).await?;
            }
            let instance_id = join_instance!(tx, connection, now);
            sqlx::query(DROP_SAFETY).bind(name).execute(&mut *tx).await?;
            let created_at: i64 = sqlx::query_scalar(SAVE)
                .bind(name)
                .bind(connection.db_type.as_str())
                .bind(&sealed)
                .bind(&connection.masked_url)
                .bind(connection.ssl_disabled)
                .bind(&connection.server_version)
                .bind(revision)
                .bind(now.as_millis())
                .bind(instance_id)
                .fetch_one(&mut *tx)
                .await?;
            let environment: Option<String> =
                sqlx::query_scalar(ENVIRONMENT).bind(instance_id).fetch_one(&mut *tx).await?;
            append_audit!(tx, audit);
            (revision, created_at, environment, old.is_some())
        });
        let saved = Connection {
            environment,
            ..saved(connection, revision, Timestamp::from_millis(created_at), now)
        };
        Ok(if existed { Saved::Changed(saved) } else { Saved::Created(saved) })
    }

    /// Removes a connection and its cached metadata; its history stays. False when there was none.
    pub async fn delete_connection(&self, name: &DbName, audit: &AuditEntry) -> Result<bool, Error> {
        // The cached metadata goes with it: ON DELETE CASCADE.
        const SQL: &str = "DELETE FROM connections WHERE name = $1";
        in_transaction!(self.pool(), |tx| {
            let deleted = sqlx::query(SQL).bind(name.as_str()).execute(&mut *tx).await?;
            if deleted.rows_affected() == 0 {
                return Ok(false);
            }
            append_audit!(tx, audit);
        });
        Ok(true)
    }

    /// A URL that can't be unsealed is another one: saving must be able to replace a damaged entry.
    fn is_other_url(&self, old: &[u8], new: &NewConnection) -> bool {
        let old = self.sealer().unseal(old, place(new.name.as_str()));
        !matches!(old, Ok(old) if old == new.url)
    }
}

fn saved(new: &NewConnection, revision: i64, created_at: Timestamp, now: Timestamp) -> Connection {
    Connection {
        name: new.name.clone(),
        db_type: new.db_type,
        url: new.url.clone(),
        masked_url: new.masked_url.clone(),
        ssl_disabled: new.ssl_disabled,
        server_version: new.server_version.clone(),
        revision,
        created_at,
        updated_at: now,
        grade: None,
        environment: None,
    }
}

pub(crate) fn place(name: &str) -> Place<'_> {
    Place { table: "connections", column: "url_sealed", row: name }
}

impl ConnectionRow {
    fn open(self, sealer: &Sealer) -> Result<Connection, Error> {
        let damaged =
            |column: &str| Error::Damaged { what: format!("connections.{column} of `{}`", self.name) };
        let grade = self.grade.as_deref().map(str::parse).transpose();
        Ok(Connection {
            url: sealer.unseal(&self.url_sealed, place(&self.name))?,
            name: DbName::parse(&self.name).ok().ok_or_else(|| damaged("name"))?,
            db_type: self.db_type.parse().ok().ok_or_else(|| damaged("db_type"))?,
            masked_url: self.masked_url,
            ssl_disabled: self.ssl_disabled,
            server_version: self.server_version,
            revision: self.revision,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            grade: grade.ok().ok_or_else(|| damaged("grade"))?,
            environment: self.environment,
        })
    }
}
