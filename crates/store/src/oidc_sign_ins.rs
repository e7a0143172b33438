//! Browsers that were sent to the identity provider: where each goes when it is back. Each is used once.

use weir_model::Timestamp;

use crate::{Error, SecretHash, Store, pool::in_transaction};

impl Store {
    /// Remembers a browser that is sent to the provider, and forgets those that never came back.
    pub async fn insert_oidc_sign_in(
        &self,
        secret_hash: &SecretHash,
        return_to: &str,
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Result<(), Error> {
        const CLEAN_UP: &str = "DELETE FROM oidc_sign_ins WHERE expires_at <= $1";
        const INSERT: &str =
            "INSERT INTO oidc_sign_ins (secret_hash, return_to, expires_at) VALUES ($1, $2, $3)";
        in_transaction!(self.pool(), |tx| {
            sqlx::query(CLEAN_UP).bind(now.as_millis()).execute(&mut *tx).await?;
            sqlx::query(INSERT)
                .bind(secret_hash.as_slice())
                .bind(return_to)
                .bind(expires_at.as_millis())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// Takes a browser that is back: where it goes. None when there is none, when it was taken before, or when it
    /// took too long.
    pub async fn take_oidc_sign_in(
        &self,
        secret_hash: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        const TAKE: &str = "DELETE FROM oidc_sign_ins WHERE secret_hash = $1 RETURNING return_to, expires_at";
        let taken: Option<(String, i64)> = in_transaction!(self.pool(), |tx| {
            sqlx::query_as(TAKE).bind(secret_hash.as_slice()).fetch_optional(&mut *tx).await?
        });
        Ok(taken.filter(|(_, expires_at)| now.as_millis() < *expires_at).map(|(return_to, _)| return_to))
    }
}
