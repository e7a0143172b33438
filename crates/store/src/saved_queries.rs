//! Statements that people keep. Owns reading and writing them; who may is decided in the gateway.

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{
    AuditEntry, DbName, ParameterKind, QueryParameter, SavedQuery, SavedQueryDraft, Timestamp, UserId,
};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    pool::{in_transaction, on_backend},
};

#[derive(FromRow)]
struct SavedQueryRow {
    id: i64,
    owner_id: i64,
    owner: String,
    db_name: String,
    title: String,
    description: String,
    sql: String,
    parameters: String,
    is_shared: bool,
    created_at: i64,
    updated_at: i64,
}

impl Store {
    /// What somebody keeps and what others share, by title.
    pub async fn list_saved_queries(&self, owner: Option<UserId>) -> Result<Vec<SavedQuery>, Error> {
        const SQL: &str = "SELECT q.id, q.owner_id, u.username AS owner, q.db_name, q.title, q.description, \
                           q.sql, q.parameters, q.is_shared, q.created_at, q.updated_at FROM saved_queries q \
                           JOIN users u ON u.id = q.owner_id WHERE q.is_shared OR q.owner_id = $1 \
                           ORDER BY lower(q.title), q.id";
        // No account has the number 0.
        let owner = owner.map_or(0, |owner| owner.0);
        let rows: Vec<SavedQueryRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(owner).fetch_all(pool).await)?;
        rows.into_iter().map(SavedQueryRow::open).collect()
    }

    /// One of them, whosever it is.
    pub async fn find_saved_query(&self, id: i64) -> Result<Option<SavedQuery>, Error> {
        const SQL: &str = "SELECT q.id, q.owner_id, u.username AS owner, q.db_name, q.title, q.description, \
                           q.sql, q.parameters, q.is_shared, q.created_at, q.updated_at FROM saved_queries q \
                           JOIN users u ON u.id = q.owner_id WHERE q.id = $1";
        let row: Option<SavedQueryRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).bind(id).fetch_optional(pool).await)?;
        row.map(SavedQueryRow::open).transpose()
    }

    /// Keeps a statement and gives its number.
    pub async fn insert_saved_query(
        &self,
        owner: UserId,
        draft: &SavedQueryDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<i64, Error> {
        const SQL: &str = "INSERT INTO saved_queries (owner_id, db_name, title, description, sql, parameters, \
                           is_shared, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) \
                           RETURNING id";
        let id: i64 = in_transaction!(self.pool(), |tx| {
            let insert = sqlx::query_scalar(SQL).bind(owner.0).bind(draft.db_name.as_str());
            let insert = insert.bind(text(&draft.title)).bind(text(&draft.description));
            let insert = insert.bind(text(&draft.sql)).bind(write_parameters(&draft.parameters));
            let id: i64 = insert.bind(draft.is_shared).bind(now.as_millis()).fetch_one(&mut *tx).await?;
            append_audit!(tx, &audit.clone().on("saved_query", &id));
            id
        });
        Ok(id)
    }

    /// Changes one. False when there is none.
    pub async fn update_saved_query(
        &self,
        id: i64,
        draft: &SavedQueryDraft,
        now: Timestamp,
        audit: &AuditEntry,
    ) -> Result<bool, Error> {
        const SQL: &str = "UPDATE saved_queries SET db_name = $2, title = $3, description = $4, sql = $5, \
                           parameters = $6, is_shared = $7, updated_at = $8 WHERE id = $1";
        let changed = in_transaction!(self.pool(), |tx| {
            let update = sqlx::query(SQL).bind(id).bind(draft.db_name.as_str());
            let update = update.bind(text(&draft.title)).bind(text(&draft.description));
            let update = update.bind(text(&draft.sql)).bind(write_parameters(&draft.parameters));
            let update = update.bind(draft.is_shared).bind(now.as_millis());
            let changed = update.execute(&mut *tx).await?.rows_affected();
            if changed == 1 {
                append_audit!(tx, audit);
            }
            changed
        });
        Ok(changed == 1)
    }

    /// Removes one. False when there is none.
    pub async fn delete_saved_query(&self, id: i64, audit: &AuditEntry) -> Result<bool, Error> {
        const SQL: &str = "DELETE FROM saved_queries WHERE id = $1";
        let deleted = in_transaction!(self.pool(), |tx| {
            let deleted = sqlx::query(SQL).bind(id).execute(&mut *tx).await?.rows_affected();
            if deleted == 1 {
                append_audit!(tx, audit);
            }
            deleted
        });
        Ok(deleted == 1)
    }
}

impl SavedQueryRow {
    fn open(self) -> Result<SavedQuery, Error> {
        let damaged =
            |column: &str| Error::Damaged { what: format!("saved_queries.{column} of {}", self.id) };
        let parameters = read_parameters(&self.parameters).ok_or_else(|| damaged("parameters"))?;
        let db_name = DbName::parse(&self.db_name).ok().ok_or_else(|| damaged("db_name"))?;
        Ok(SavedQuery {
            id: self.id,
            owner_id: UserId(self.owner_id),
            owner: self.owner,
            draft: SavedQueryDraft {
                db_name,
                title: self.title,
                description: self.description,
                sql: self.sql,
                parameters,
                is_shared: self.is_shared,
            },
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

fn write_parameters(parameters: &[QueryParameter]) -> String {
    let written: Value = parameters
        .iter()
        .map(|parameter| {
            json!([text(&parameter.name), parameter.kind.as_str(), text(&parameter.default_value)])
        })
        .collect();
    written.to_string()
}

fn read_parameters(written: &str) -> Option<Vec<QueryParameter>> {
    let read: Vec<(String, String, String)> = serde_json::from_str(written).ok()?;
    read.into_iter()
        .map(|(name, kind, default_value)| {
            Some(QueryParameter { name, kind: ParameterKind::parse(&kind)?, default_value })
        })
        .collect()
}
