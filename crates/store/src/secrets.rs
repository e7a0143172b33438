//! Every sealed secret of the catalog at once: whether all open, and sealing all with another key.

use sqlx::AssertSqlSafe;
use weir_model::AuditEntry;

use crate::{
    Error, Sealer, Store,
    audit::append_audit,
    pool::{in_transaction, on_backend},
    seal::Place,
    shape::{self, SealedColumn},
};

/// Refuses, inside a transaction, to write what was sealed with a key that is the catalog's no longer. Locks the
/// row of `meta` until the commit, so that the key can't be changed before it.
macro_rules! require_key {
    ($store:expr, tx: $tx:ident) => {{
        const HELD: &str = "UPDATE meta SET key_id = key_id WHERE key_id = $1";
        let held = sqlx::query(HELD).bind($store.sealer().key_id()).execute(&mut *$tx).await?;
        if held.rows_affected() == 0 {
            return Err($crate::Error::KeyChanged);
        }
    }};
}

pub(crate) use require_key;

/// What is known of the secrets of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsChecked {
    /// Where they are: `table.column`.
    pub place: String,
    /// How many open with the key.
    pub good: u64,
    /// Those that don't, each with the reason.
    pub bad: Vec<String>,
}

impl Store {
    /// Opens every secret, and tells which don't open.
    pub async fn check_secrets(&self) -> Result<Vec<SecretsChecked>, Error> {
        let mut checked = Vec::new();
        for sealed in shape::sealed_columns().await? {
            let rows: Vec<(String, Vec<u8>)> = on_backend!(self.pool(), |pool| {
                sqlx::query_as(AssertSqlSafe(sealed.select())).fetch_all(pool).await
            })?;
            let mut place = SecretsChecked { place: sealed.to_string(), good: 0, bad: Vec::new() };
            for (row, bytes) in rows {
                match self.sealer().unseal(&bytes, sealed.place(&row)) {
                    Ok(_) => place.good += 1,
                    Err(error) => place.bad.push(format!("{row}: {error}")),
                }
            }
            checked.push(place);
        }
        Ok(checked)
    }

    /// Seals every secret with another key, in one transaction: either all of them and the catalog's name for its
    /// key are changed, or nothing is. Gives how many there were. A secret that doesn't open stops it.
    ///
    /// Programs that have the catalog open with the old key can't use its secrets from then on.
    pub async fn rotate_key(&self, new: &Sealer, audit: &AuditEntry) -> Result<u64, Error> {
        // Locks the row of `meta`, which everybody who seals must pass: nobody seals with the old key meanwhile.
        const RENAME: &str = "UPDATE meta SET key_id = $1 WHERE key_id = $2";
        let columns = shape::sealed_columns().await?;
        let (old_id, new_id) = (self.sealer().key_id(), new.key_id());
        let changed = in_transaction!(self.pool(), |tx| {
            let renamed = sqlx::query(RENAME).bind(&new_id).bind(&old_id).execute(&mut *tx).await?;
            if renamed.rows_affected() == 0 {
                return Err(Error::KeyChanged);
            }
            let mut changed = 0;
            for sealed in &columns {
                let select = sqlx::query_as(AssertSqlSafe(sealed.select()));
                let rows: Vec<(String, Vec<u8>)> = select.fetch_all(&mut *tx).await?;
                for (row, bytes) in rows {
                    let secret = self.sealer().unseal(&bytes, sealed.place(&row))?;
                    let anew = new.seal(&secret, sealed.place(&row))?;
                    let update = sqlx::query(AssertSqlSafe(sealed.update())).bind(anew).bind(&row);
                    changed += update.execute(&mut *tx).await?.rows_affected();
                }
            }
            append_audit!(tx, audit);
            changed
        });
        Ok(changed)
    }
}

impl SealedColumn {
    fn select(&self) -> String {
        let Self { table, column, key } = self;
        format!(
            "SELECT CAST(\"{key}\" AS TEXT), \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
        )
    }

    fn update(&self) -> String {
        let Self { table, column, key } = self;
        format!("UPDATE \"{table}\" SET \"{column}\" = $1 WHERE CAST(\"{key}\" AS TEXT) = $2")
    }

    fn place<'a>(&'a self, row: &'a str) -> Place<'a> {
        Place { table: &self.table, column: &self.column, row }
    }
}

impl std::fmt::Display for SealedColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

#[cfg(test)]
mod tests {
    use weir_model::{Actor, ActorKind, Secret, Timestamp};

    use super::*;
    use crate::{
        SealingKey, StoreLocation,
        pool::Pool,
        shape::{Kind, Table, tables},
    };

    fn sealer(digit: &str) -> Sealer {
        Sealer::new(SealingKey::from_text(&Secret::new(digit.repeat(64))).unwrap())
    }

    /// A row in which every column has some value, and the sealed ones a secret.
    async fn fill(store: &Store, table: &Table) {
        let Pool::Sqlite(pools) = store.pool() else { panic!("it is in memory") };
        let sealed_in = |column: &str| {
            let secret = Secret::new(format!("{}.{column}", table.name));
            let row = if table.columns.iter().any(|c| c.is_key && c.kind == Kind::Whole) { "1" } else { "x" };
            store.sealer().seal(&secret, Place { table: &table.name, column, row }).unwrap()
        };
        let value = |column: &crate::shape::Column| match column.kind {
            Kind::Whole | Kind::Truth => "1".to_owned(),
            Kind::Text => "'x'".to_owned(),
            Kind::Bytes => format!("x'{}'", hex::encode(sealed_in(&column.name))),
        };
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<String> = table.columns.iter().map(value).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(","), values.join(","));
        sqlx::query(AssertSqlSafe(sql)).execute(&pools.writer).await.unwrap();
    }

    #[tokio::test]
    async fn every_sealed_column_of_every_table_gets_the_new_key() {
        let store = Store::open(&StoreLocation::Memory, sealer("1")).await.unwrap();
        let Pool::Sqlite(pools) = store.pool() else { panic!("it is in memory") };
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&pools.writer).await.unwrap();
        let sealed = shape::sealed_columns().await.unwrap();
        for table in tables().await.unwrap() {
            if sealed.iter().any(|column| column.table == table.name) {
                fill(&store, &table).await;
            }
        }
        let audit = AuditEntry::new(
            Timestamp::from_millis(1),
            "secrets.rotate",
            Actor::named("local", ActorKind::Local),
        );
        let rotated = store.rotate_key(&sealer("2"), &audit).await.unwrap();
        assert_eq!(rotated, u64::try_from(sealed.len()).unwrap());
        for column in &sealed {
            let rows: Vec<(String, Vec<u8>)> =
                sqlx::query_as(AssertSqlSafe(column.select())).fetch_all(&pools.readers).await.unwrap();
            let [(row, bytes)] = rows.as_slice() else { panic!("{column}: {}", rows.len()) };
            let secret = sealer("2").unseal(bytes, column.place(row)).unwrap();
            assert_eq!(secret.expose_secret(), column.to_string());
        }
        let checked = store.check_secrets().await.unwrap();
        assert!(
            checked.iter().all(|place| place.good == 0 && place.bad.len() == 1),
            "the old key opens nothing"
        );
        assert!(matches!(store.rotate_key(&sealer("3"), &audit).await, Err(Error::KeyChanged)));
    }
}
