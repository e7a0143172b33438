//! Removing what is too old from the logs: the history of queries and the audit log, a step at a time, so that nobody
//! waits long for the catalog. What is kept of sizes belongs to `retention`.

use weir_model::Timestamp;

use crate::{Error, Store, pool::in_transaction};

impl Store {
    /// Removes the oldest entries of the history from before a moment, so many at most; says how many.
    pub async fn prune_history(&self, before: Timestamp, most: u32) -> Result<u64, Error> {
        const SQL: &str = "DELETE FROM query_history WHERE id IN \
                           (SELECT id FROM query_history WHERE started_at < $1 ORDER BY started_at LIMIT $2)";
        let removed = in_transaction!(self.pool(), |tx| {
            let prune = sqlx::query(SQL).bind(before.as_millis()).bind(i64::from(most));
            prune.execute(&mut *tx).await?.rows_affected()
        });
        Ok(removed)
    }

    /// Removes the oldest lines of the audit log from before a moment, so many at most; says how many.
    ///
    /// The database lets nothing else of it be removed: the moment is set in the same transaction, and taken back.
    pub async fn prune_audit(&self, before: Timestamp, most: u32) -> Result<u64, Error> {
        const ALLOW: &str = "UPDATE audit_retention SET removable_before = $1";
        const SQL: &str = "DELETE FROM audit_log WHERE id IN \
                           (SELECT id FROM audit_log WHERE at < $1 ORDER BY at, id LIMIT $2)";
        let removed = in_transaction!(self.pool(), |tx| {
            sqlx::query(ALLOW).bind(before.as_millis()).execute(&mut *tx).await?;
            let prune = sqlx::query(SQL).bind(before.as_millis()).bind(i64::from(most));
            let removed = prune.execute(&mut *tx).await?.rows_affected();
            sqlx::query(ALLOW).bind(0_i64).execute(&mut *tx).await?;
            removed
        });
        Ok(removed)
    }
}
