//! Cached metadata of connections, compressed.

use std::io::Read;

use sqlx::FromRow;
use tokio::task::spawn_blocking;
use weir_model::{DatabaseMetadata, DbName, Timestamp};

use crate::{
    Error, Store,
    pool::{in_transaction, on_backend},
};

/// The form of a body: zstd over the JSON of `DatabaseMetadata`. Count up when the JSON of an older program
/// is no longer understood; what has another number counts as not cached.
const FORMAT: i64 = 1;
const ZSTD_LEVEL: i32 = 3;
/// No body becomes longer than this, whatever it claims.
const MAX_JSON_BYTES: u64 = 1 << 30;

/// Metadata as it was read at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedMetadata {
    /// What was read.
    pub metadata: DatabaseMetadata,
    /// When.
    pub refreshed_at: Timestamp,
}

#[derive(FromRow)]
struct CacheRow {
    refreshed_at: i64,
    body: Vec<u8>,
}

impl Store {
    /// The cached metadata of a connection.
    pub async fn find_metadata(&self, name: &DbName) -> Result<Option<CachedMetadata>, Error> {
        const SQL: &str = "SELECT refreshed_at, body FROM metadata_cache WHERE name = $1 AND format = $2";
        let row: Option<CacheRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(name.as_str()).bind(FORMAT).fetch_optional(pool).await
        })?;
        let Some(CacheRow { refreshed_at, body }) = row else { return Ok(None) };
        // Large schemas take milliseconds, which the threads that serve requests must not spend here.
        let metadata = spawn_blocking(move || decode(&body))
            .await
            .unwrap_or(None)
            .ok_or_else(|| Error::Damaged { what: format!("metadata_cache.body of `{name}`") })?;
        Ok(Some(CachedMetadata { metadata, refreshed_at: Timestamp::from_millis(refreshed_at) }))
    }

    /// Replaces the cached metadata, if the connection still has this revision; says whether it did.
    pub async fn replace_metadata(
        &self,
        name: &DbName,
        revision: i64,
        cached: &CachedMetadata,
    ) -> Result<bool, Error> {
        // Changes nothing, but locks the row; see `save_connection`.
        const LOCK: &str = "UPDATE connections SET revision = revision WHERE name = $1 AND revision = $2";
        const REPLACE: &str = "INSERT INTO metadata_cache (name, refreshed_at, format, body) \
                               VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET \
                               refreshed_at = excluded.refreshed_at, format = excluded.format, \
                               body = excluded.body";
        let metadata = cached.metadata.clone();
        let body = spawn_blocking(move || encode(&metadata))
            .await
            .map_err(|error| Error::Database(sqlx::Error::Encode(error.into())))??;
        let name = name.as_str();
        let replaced = in_transaction!(self.pool(), |tx| {
            let locked = sqlx::query(LOCK).bind(name).bind(revision).execute(&mut *tx).await?;
            if locked.rows_affected() == 0 {
                return Ok(false);
            }
            let replace = sqlx::query(REPLACE).bind(name).bind(cached.refreshed_at.as_millis());
            replace.bind(FORMAT).bind(&body).execute(&mut *tx).await?.rows_affected() == 1
        });
        Ok(replaced)
    }
}

fn encode(metadata: &DatabaseMetadata) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::Database(sqlx::Error::Encode(error));
    let json = serde_json::to_vec(metadata).map_err(|error| failed(error.into()))?;
    if json.len() as u64 > MAX_JSON_BYTES {
        return Err(failed("the metadata is larger than 1 GiB".into()));
    }
    zstd::encode_all(json.as_slice(), ZSTD_LEVEL).map_err(|error| failed(error.into()))
}

fn decode(body: &[u8]) -> Option<DatabaseMetadata> {
    serde_json::from_slice(&unpack(body, MAX_JSON_BYTES)?).ok()
}

/// Unpacks while the content stays within the limit, whatever its header says.
fn unpack(body: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let unpacking = zstd::Decoder::with_buffer(body).ok()?;
    unpacking.take(limit + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= limit).then_some(content)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use weir_model::{Column, ForeignKey, Generated, Index, Table, TableKind};

    use super::*;

    fn metadata() -> DatabaseMetadata {
        let table = Table {
            schema: "s".to_owned(),
            name: "t".to_owned(),
            kind: TableKind::PartitionedTable,
            comment: None,
            estimated_rows: Some(1),
            size_bytes: Some(2),
            partition_of: Some(("s".to_owned(), "p".to_owned())),
            columns: vec![Column {
                name: "c".to_owned(),
                data_type: "int8".to_owned(),
                full_type: "bigint".to_owned(),
                nullable: false,
                primary_key: true,
                default: None,
                generated: Some(Generated::Identity),
                comment: Some("键".to_owned()),
                enum_values: Vec::new(),
            }],
            foreign_keys: vec![ForeignKey {
                name: "f".to_owned(),
                columns: vec!["c".to_owned()],
                referenced_schema: "s".to_owned(),
                referenced_table: "r".to_owned(),
                referenced_columns: vec!["d".to_owned()],
            }],
            indexes: vec![Index {
                name: "i".to_owned(),
                columns: vec!["c".to_owned()],
                unique: true,
                primary: true,
            }],
        };
        DatabaseMetadata { schemas: vec!["s".to_owned()], tables: vec![table] }
    }

    /// What older programs have cached must stay readable: if this changes in another way than by a field
    /// with a default, count `FORMAT` up.
    #[test]
    fn the_form_of_format_1() {
        let json = serde_json::to_string_pretty(&metadata()).unwrap();
        expect![[r#"
            {
              "schemas": [
                "s"
              ],
              "tables": [
                {
                  "schema": "s",
                  "name": "t",
                  "kind": "PartitionedTable",
                  "comment": null,
                  "estimated_rows": 1,
                  "size_bytes": 2,
                  "partition_of": [
                    "s",
                    "p"
                  ],
                  "columns": [
                    {
                      "name": "c",
                      "data_type": "int8",
                      "full_type": "bigint",
                      "nullable": false,
                      "primary_key": true,
                      "default": null,
                      "generated": "Identity",
                      "comment": "键",
                      "enum_values": []
                    }
                  ],
                  "foreign_keys": [
                    {
                      "name": "f",
                      "columns": [
                        "c"
                      ],
                      "referenced_schema": "s",
                      "referenced_table": "r",
                      "referenced_columns": [
                        "d"
                      ]
                    }
                  ],
                  "indexes": [
                    {
                      "name": "i",
                      "columns": [
                        "c"
                      ],
                      "unique": true,
                      "primary": true
                    }
                  ]
                }
              ]
            }"#]]
        .assert_eq(&json);
    }

    #[test]
    fn unpacks_what_was_packed() {
        assert_eq!(decode(&encode(&metadata()).unwrap()), Some(metadata()));
    }

    #[test]
    fn unpacks_no_more_than_the_limit() {
        let bomb = zstd::encode_all([b' '; 10_000].as_slice(), ZSTD_LEVEL).unwrap();
        assert!(bomb.len() < 100);
        assert_eq!(unpack(&bomb, 10_000).map(|content| content.len()), Some(10_000));
        assert_eq!(unpack(&bomb, 9_999), None);
    }
}
