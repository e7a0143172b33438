//! The glossary of a connection: what the words of a house mean.

use sqlx::FromRow;
use weir_model::{AuditEntry, DbName, GlossaryDraft, GlossaryEntry, Timestamp};

use crate::{
    Error, Store,
    audit::append_audit,
    history::text,
    names::{read_names, write_names},
    pool::{in_transaction, on_backend},
};

/// What writing an entry came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GlossaryWritten {
    /// It is written.
    Written(GlossaryEntry),
    /// There is no such entry, or no such connection.
    Missing,
    /// Another entry has this term.
    TermTaken,
}

#[derive(FromRow)]
struct EntryRow {
    id: i64,
    term: String,
    meaning: String,
    tables: String,
    updated_by: String,
    updated_at: i64,
}

impl Store {
    /// The glossary of a connection, by term.
    pub async fn list_glossary(&self, name: &DbName) -> Result<Vec<GlossaryEntry>, Error> {
        const SQL: &str = "SELECT id, term, meaning, tables, updated_by, updated_at FROM glossary \
                           WHERE db_name = $1 ORDER BY term, id";
        let rows: Vec<EntryRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).fetch_all(pool).await
        })?;
        rows.into_iter().map(EntryRow::open).collect()
    }

    /// Adds an entry. The audit entry tells who writes, and when.
    pub async fn insert_glossary(
        &self,
        name: &DbName,
        draft: &GlossaryDraft,
        audit: &AuditEntry,
    ) -> Result<GlossaryWritten, Error> {
        // From the connection's own row: nothing is written for one that was just removed.
        const SQL: &str = "INSERT INTO glossary (db_name, term, meaning, tables, updated_by, updated_at) \
                           SELECT name, $2, $3, $4, $5, $6 FROM connections WHERE name = $1 \
                           ON CONFLICT (db_name, term) DO NOTHING \
                           RETURNING id, term, meaning, tables, updated_by, updated_at";
        const KNOWN: &str = "SELECT count(*) FROM connections WHERE name = $1";
        let (row, known) = in_transaction!(self.pool(), |tx| {
            let insert = sqlx::query_as(SQL).bind(name.as_str()).bind(text(&draft.term));
            let insert = insert.bind(text(&draft.meaning)).bind(write_names(&draft.tables));
            let insert = insert.bind(text(&audit.actor.name)).bind(audit.at.as_millis());
            let row: Option<EntryRow> = insert.fetch_optional(&mut *tx).await?;
            if row.is_some() {
                append_audit!(tx, audit);
            }
            let known: i64 = sqlx::query_scalar(KNOWN).bind(name.as_str()).fetch_one(&mut *tx).await?;
            (row, known)
        });
        Ok(match row {
            Some(row) => GlossaryWritten::Written(row.open()?),
            None if known == 0 => GlossaryWritten::Missing,
            None => GlossaryWritten::TermTaken,
        })
    }

    /// Changes an entry.
    pub async fn update_glossary(
        &self,
        name: &DbName,
        id: i64,
        draft: &GlossaryDraft,
        audit: &AuditEntry,
    ) -> Result<GlossaryWritten, Error> {
        // Locks the row, so that of two who take one term the second sees the first.
        const LOCK: &str = "UPDATE connections SET revision = revision WHERE name = $1";
        const TAKEN: &str = "SELECT count(*) FROM glossary WHERE db_name = $1 AND term = $2 AND id <> $3";
        const SQL: &str = "UPDATE glossary SET term = $3, meaning = $4, tables = $5, updated_by = $6, \
                           updated_at = $7 WHERE db_name = $1 AND id = $2 \
                           RETURNING id, term, meaning, tables, updated_by, updated_at";
        let row = in_transaction!(self.pool(), |tx| {
            sqlx::query(LOCK).bind(name.as_str()).execute(&mut *tx).await?;
            let taken = sqlx::query_scalar(TAKEN).bind(name.as_str()).bind(text(&draft.term)).bind(id);
            let taken: i64 = taken.fetch_one(&mut *tx).await?;
            if taken > 0 {
                return Ok(GlossaryWritten::TermTaken);
            }
            let update = sqlx::query_as(SQL).bind(name.as_str()).bind(id).bind(text(&draft.term));
            let update = update.bind(text(&draft.meaning)).bind(write_names(&draft.tables));
            let update = update.bind(text(&audit.actor.name)).bind(audit.at.as_millis());
            let row: Option<EntryRow> = update.fetch_optional(&mut *tx).await?;
            if row.is_some() {
                append_audit!(tx, audit);
            }
            row
        });
        row.map_or(Ok(GlossaryWritten::Missing), |row| Ok(GlossaryWritten::Written(row.open()?)))
    }

    /// Removes an entry. False when there is none.
    pub async fn delete_glossary(&self, name: &DbName, id: i64, audit: &AuditEntry) -> Result<bool, Error> {
        const SQL: &str = "DELETE FROM glossary WHERE db_name = $1 AND id = $2";
        let deleted = in_transaction!(self.pool(), |tx| {
            let deleted =
                sqlx::query(SQL).bind(name.as_str()).bind(id).execute(&mut *tx).await?.rows_affected();
            if deleted == 1 {
                append_audit!(tx, audit);
            }
            deleted
        });
        Ok(deleted == 1)
    }
}

impl EntryRow {
    fn open(self) -> Result<GlossaryEntry, Error> {
        let Self { id, term, meaning, tables, updated_by, updated_at } = self;
        let tables =
            read_names(&tables).ok_or_else(|| Error::Damaged { what: format!("glossary.tables of {id}") })?;
        let draft = GlossaryDraft { term, meaning, tables };
        Ok(GlossaryEntry { id, draft, updated_by, updated_at: Timestamp::from_millis(updated_at) })
    }
}
