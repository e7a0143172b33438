//! Ids that clients chose for their queries, so that none is run twice: not by another replica, and not after
//! a restart.

use weir_model::Timestamp;

use crate::{
    Error, Store,
    pool::{in_transaction, on_backend},
};

/// A client that sends a query again does so within seconds.
const KEEP_MS: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Notes an id; says whether it was new. Ids of more than a day ago are forgotten.
    pub async fn claim_query_id(&self, query_id: &str, now: Timestamp) -> Result<bool, Error> {
        const FORGET: &str = "DELETE FROM query_claims WHERE claimed_at < $1";
        const CLAIM: &str = "INSERT INTO query_claims (query_id, claimed_at) VALUES ($1, $2) \
                             ON CONFLICT (query_id) DO NOTHING";
        let (now, oldest) = (now.as_millis(), now.as_millis().saturating_sub(KEEP_MS));
        let claimed = in_transaction!(self.pool(), |tx| {
            sqlx::query(FORGET).bind(oldest).execute(&mut *tx).await?;
            sqlx::query(CLAIM).bind(query_id).bind(now).execute(&mut *tx).await?.rows_affected() == 1
        });
        Ok(claimed)
    }

    /// When an id was noted: the moment at which its query was asked for.
    pub(crate) async fn claimed_at(&self, query_id: &str) -> Result<Option<Timestamp>, Error> {
        const CLAIMED: &str = "SELECT claimed_at FROM query_claims WHERE query_id = $1";
        let at: Option<i64> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(CLAIMED).bind(query_id).fetch_optional(pool).await
        })?;
        Ok(at.map(Timestamp::from_millis))
    }

    /// Gives an id back whose query never ran.
    pub async fn release_query_id(&self, query_id: &str) -> Result<(), Error> {
        const RELEASE: &str = "DELETE FROM query_claims WHERE query_id = $1";
        in_transaction!(self.pool(), |tx| {
            sqlx::query(RELEASE).bind(query_id).execute(&mut *tx).await?;
        });
        Ok(())
    }
}
