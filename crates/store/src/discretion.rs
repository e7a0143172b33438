//! What of a connection may go to a language model: the switch for values, and the columns that it doesn't open.

use weir_model::{AuditEntry, DbName, Discretion, SensitiveColumn};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    pool::{in_transaction, on_backend},
};

impl Store {
    /// What may go out.
    pub async fn find_discretion(&self, name: &DbName) -> Result<Discretion, Error> {
        const COLUMNS: &str = "SELECT schema_name, table_name, column_name FROM sensitive_columns \
                               WHERE db_name = $1 ORDER BY schema_name, table_name, column_name";
        const ALLOWED: &str = "SELECT count(*) FROM samples_allowed WHERE db_name = $1";
        let columns: Vec<(String, String, String)> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(COLUMNS).bind(name.as_str()).fetch_all(pool).await
        })?;
        let allowed: i64 = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(ALLOWED).bind(name.as_str()).fetch_one(pool).await
        })?;
        let column = |(schema, table, column)| SensitiveColumn { schema, table, column };
        Ok(Discretion { send_samples: allowed > 0, sensitive: columns.into_iter().map(column).collect() })
    }

    /// Replaces the whole of it. False when there is no such connection.
    pub async fn replace_discretion(
        &self,
        name: &DbName,
        discretion: &Discretion,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        // Changes nothing, but locks the row: two that replace at once do so one after the other.
        const LOCK: &str = "UPDATE connections SET revision = revision WHERE name = $1";
        const FORGET: &str = "DELETE FROM sensitive_columns WHERE db_name = $1";
        const ADD: &str = "INSERT INTO sensitive_columns (db_name, schema_name, table_name, column_name) \
                           VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        const DISALLOW: &str = "DELETE FROM samples_allowed WHERE db_name = $1";
        const ALLOW: &str = "INSERT INTO samples_allowed (db_name, allowed_by, allowed_at) VALUES ($1, $2, $3) \
                             ON CONFLICT (db_name) DO NOTHING";
        let name = name.as_str();
        let replaced = in_transaction!(self.pool(), |tx| {
            if sqlx::query(LOCK).bind(name).execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(FORGET).bind(name).execute(&mut *tx).await?;
            for column in &discretion.sensitive {
                let add = sqlx::query(ADD).bind(name).bind(text(&column.schema));
                add.bind(text(&column.table)).bind(text(&column.column)).execute(&mut *tx).await?;
            }
            if discretion.send_samples {
                let allow = sqlx::query(ALLOW).bind(name).bind(text(&audit.actor.name));
                allow.bind(audit.at.as_millis()).execute(&mut *tx).await?;
            } else {
                sqlx::query(DISALLOW).bind(name).execute(&mut *tx).await?;
            }
            append_audit!(tx, audit);
            true
        });
        Ok(replaced)
    }
}
