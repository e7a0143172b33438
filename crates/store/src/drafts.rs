//! Questions, what was answered, and what people said of it.

use sqlx::FromRow;
use weir_model::{ConfirmedExample, DbName, Feedback, NaturalDraft, Timestamp, Verdict};

use crate::{
    Error, Store,
    history::text,
    names::{read_names, write_names},
    pool::{in_transaction, on_backend},
};

/// Drafts that nobody has judged are kept this long, in milliseconds: 90 days.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1000;
/// The latest confirmed examples of a connection that are considered.
const EXAMPLES: i64 = 500;

#[derive(FromRow)]
struct DraftRow {
    id: String,
    db_name: String,
    caller: String,
    question: String,
    sql: String,
    tables: String,
    status: String,
    created_at: i64,
}

#[derive(FromRow)]
struct ExampleRow {
    question: String,
    sql: String,
    tables: String,
    corrected_sql: Option<String>,
    corrected_tables: Option<String>,
}

impl Store {
    /// Keeps a draft, and forgets the old ones that nobody judged. False when the connection is gone.
    pub async fn insert_draft(&self, draft: &NaturalDraft) -> Result<bool, Error> {
        const FORGET: &str = "DELETE FROM natural_drafts WHERE created_at < $1 AND verdict IS NULL";
        const SQL: &str = "INSERT INTO natural_drafts \
                           (id, db_name, caller, question, sql, tables, status, created_at) \
                           SELECT $2, name, $3, $4, $5, $6, $7, $8 FROM connections WHERE name = $1";
        let inserted = in_transaction!(self.pool(), |tx| {
            let old = draft.created_at.as_millis().saturating_sub(KEPT);
            sqlx::query(FORGET).bind(old).execute(&mut *tx).await?;
            let insert = sqlx::query(SQL).bind(draft.db_name.as_str()).bind(&draft.id).bind(&draft.caller);
            let insert =
                insert.bind(text(&draft.question)).bind(text(&draft.sql)).bind(write_names(&draft.tables));
            let insert = insert.bind(&draft.status).bind(draft.created_at.as_millis());
            insert.execute(&mut *tx).await?.rows_affected()
        });
        Ok(inserted == 1)
    }

    /// One draft of a connection.
    pub async fn find_draft(&self, name: &DbName, id: &str) -> Result<Option<NaturalDraft>, Error> {
        const SQL: &str = "SELECT id, db_name, caller, question, sql, tables, status, created_at \
                           FROM natural_drafts WHERE db_name = $1 AND id = $2";
        let row: Option<DraftRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).bind(id).fetch_optional(pool).await
        })?;
        row.map(DraftRow::open).transpose()
    }

    /// Keeps what a person said of a draft; the latest word counts. False when there is no such draft.
    pub async fn update_feedback(&self, name: &DbName, id: &str, feedback: &Feedback) -> Result<bool, Error> {
        const SQL: &str = "UPDATE natural_drafts SET verdict = $3, corrected_sql = $4, corrected_tables = $5, \
                           comment = $6, judged_by = $7, judged_at = $8 WHERE db_name = $1 AND id = $2";
        let optional = |given: &Option<String>| given.as_deref().map(|given| text(given).into_owned());
        let updated = in_transaction!(self.pool(), |tx| {
            let update = sqlx::query(SQL).bind(name.as_str()).bind(id).bind(feedback.verdict.as_str());
            let update = update.bind(optional(&feedback.corrected_sql));
            let update =
                update.bind(write_names(&feedback.corrected_tables)).bind(optional(&feedback.comment));
            let update = update.bind(&feedback.by).bind(feedback.at.as_millis());
            update.execute(&mut *tx).await?.rows_affected()
        });
        Ok(updated == 1)
    }

    /// Questions whose SQL was confirmed or corrected, the latest first.
    pub async fn list_examples(&self, name: &DbName) -> Result<Vec<ConfirmedExample>, Error> {
        const SQL: &str = "SELECT question, sql, tables, corrected_sql, corrected_tables FROM natural_drafts \
                           WHERE db_name = $1 AND ((verdict = $2 AND status = 'ok') OR corrected_sql IS NOT NULL) \
                           ORDER BY judged_at DESC, id LIMIT $3";
        let rows: Vec<ExampleRow> = on_backend!(self.pool(), |pool| {
            let select = sqlx::query_as(SQL).bind(name.as_str()).bind(Verdict::Right.as_str());
            select.bind(EXAMPLES).fetch_all(pool).await
        })?;
        rows.into_iter().map(|row| row.open().ok_or_else(|| damaged(name))).collect()
    }
}

fn damaged(name: &DbName) -> Error {
    Error::Damaged { what: format!("natural_drafts.tables of `{name}`") }
}

impl DraftRow {
    fn open(self) -> Result<NaturalDraft, Error> {
        let Self { id, db_name, caller, question, sql, tables, status, created_at } = self;
        let what = || Error::Damaged { what: format!("natural_drafts of `{db_name}`") };
        Ok(NaturalDraft {
            tables: read_names(&tables).ok_or_else(what)?,
            db_name: DbName::parse(&db_name).ok().ok_or_else(what)?,
            id,
            caller,
            question,
            sql,
            status,
            created_at: Timestamp::from_millis(created_at),
        })
    }
}

impl ExampleRow {
    /// What was corrected counts, not what was answered.
    fn open(self) -> Option<ConfirmedExample> {
        let Self { question, sql, tables, corrected_sql, corrected_tables } = self;
        let (sql, tables) = match corrected_sql {
            Some(corrected) => (corrected, corrected_tables.unwrap_or_else(|| "[]".to_owned())),
            None => (sql, tables),
        };
        Some(ConfirmedExample { question, sql, tables: read_names(&tables)? })
    }
}
