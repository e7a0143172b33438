//! Every call to a language model: who, which model, which tables, how much.

use sqlx::FromRow;
use weir_model::{DbName, LlmCall, Page, Paged, Timestamp};

use crate::{
    Error, Store,
    names::{read_names, write_names},
    pool::{in_transaction, on_backend},
};

#[derive(FromRow)]
struct CallRow {
    draft_id: Option<String>,
    db_name: Option<String>,
    caller: String,
    provider: String,
    model: String,
    purpose: String,
    tables: String,
    bytes_sent: i64,
    sent_samples: bool,
    input_tokens: i64,
    output_tokens: i64,
    elapsed_ms: i64,
    outcome: String,
    started_at: i64,
}

impl Store {
    /// Remembers a call.
    pub async fn append_llm_call(&self, call: &LlmCall) -> Result<(), Error> {
        const SQL: &str = "INSERT INTO llm_calls (draft_id, db_name, caller, provider, model, purpose, tables, \
                           bytes_sent, sent_samples, input_tokens, output_tokens, elapsed_ms, outcome, started_at) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        in_transaction!(self.pool(), |tx| {
            let insert =
                sqlx::query(SQL).bind(&call.draft_id).bind(call.db_name.as_ref().map(DbName::as_str));
            let insert = insert.bind(&call.caller).bind(&call.provider).bind(&call.model).bind(&call.purpose);
            let insert = insert.bind(write_names(&call.tables)).bind(signed(call.bytes_sent));
            let insert = insert.bind(call.sent_samples).bind(signed(call.input_tokens));
            let insert = insert.bind(signed(call.output_tokens)).bind(signed(call.elapsed_ms));
            insert.bind(&call.outcome).bind(call.started_at.as_millis()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Calls, the newest first.
    pub async fn list_llm_calls(&self, page: Page) -> Result<Paged<LlmCall>, Error> {
        const SQL: &str = "SELECT draft_id, db_name, caller, provider, model, purpose, tables, bytes_sent, \
                           sent_samples, input_tokens, output_tokens, elapsed_ms, outcome, started_at \
                           FROM llm_calls ORDER BY started_at DESC, id DESC LIMIT $1 OFFSET $2";
        const COUNT: &str = "SELECT count(*) FROM llm_calls";
        let rows: Vec<CallRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(signed(page.limit())).bind(signed(page.offset())).fetch_all(pool).await
        })?;
        let total: i64 = on_backend!(self.pool(), |pool| sqlx::query_scalar(COUNT).fetch_one(pool).await)?;
        let items: Result<Vec<LlmCall>, Error> = rows.into_iter().map(CallRow::open).collect();
        Ok(Paged { items: items?, total: total.unsigned_abs() })
    }
}

/// Numbers that no call reaches stay at the largest that the catalog can hold.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl CallRow {
    fn open(self) -> Result<LlmCall, Error> {
        let damaged = |column: &str| Error::Damaged { what: format!("llm_calls.{column}") };
        let name = |name: String| DbName::parse(&name).ok().ok_or_else(|| damaged("db_name"));
        Ok(LlmCall {
            draft_id: self.draft_id,
            db_name: self.db_name.map(name).transpose()?,
            caller: self.caller,
            provider: self.provider,
            model: self.model,
            purpose: self.purpose,
            tables: read_names(&self.tables).ok_or_else(|| damaged("tables"))?,
            bytes_sent: self.bytes_sent.unsigned_abs(),
            sent_samples: self.sent_samples,
            input_tokens: self.input_tokens.unsigned_abs(),
            output_tokens: self.output_tokens.unsigned_abs(),
            elapsed_ms: self.elapsed_ms.unsigned_abs(),
            outcome: self.outcome,
            started_at: Timestamp::from_millis(self.started_at),
        })
    }
}
