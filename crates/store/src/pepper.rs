//! What every password is hashed with beside its salt: kept sealed, so that a stolen catalog without its key is no
//! use for guessing passwords.

use weir_model::Secret;

use crate::{Error, Store, pool::in_transaction, seal::Place, secrets::require_key};

const PLACE: Place<'_> = Place { table: "password_pepper", column: "pepper_sealed", row: "1" };

impl Store {
    /// The catalog's pepper. The first who asks gives it one; everybody gets the same.
    pub async fn password_pepper(&self, new: &Secret) -> Result<Secret, Error> {
        const OFFER: &str = "INSERT INTO password_pepper (only_row, pepper_sealed) VALUES (1, $1) \
                             ON CONFLICT DO NOTHING";
        const READ: &str = "SELECT pepper_sealed FROM password_pepper WHERE only_row = 1";
        let offered = self.sealer().seal(new, PLACE)?;
        let sealed: Vec<u8> = in_transaction!(self.pool(), |tx| {
            require_key!(self, tx: tx);
            sqlx::query(OFFER).bind(&offered).execute(&mut *tx).await?;
            sqlx::query_scalar(READ).fetch_one(&mut *tx).await?
        });
        self.sealer().unseal(&sealed, PLACE)
    }
}
