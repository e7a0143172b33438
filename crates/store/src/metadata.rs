//! Cached metadata of connections, compressed.

use sqlx::{FromRow, error::BoxDynError};
use tokio::task::spawn_blocking;
use weir_model::{DatabaseMetadata, DbName, Timestamp};
use zstd::bulk::{self, Decompressor};

use crate::{
    Error, Store,
    pool::{in_transaction, on_backend},
};

/// The form of a body: zstd over the JSON of `DatabaseMetadata`. Count up when the JSON of an older program
/// is no longer understood; what has another number counts as not cached.
const FORMAT: i64 = 1;
const ZSTD_LEVEL: i32 = 3;
/// No body becomes longer than this, whatever it claims.
const MAX_JSON_BYTES: usize = 1 << 30;

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

    /// When the cached metadata of a connection was read, to see whether what was made of it still holds.
    pub async fn metadata_read_at(&self, name: &DbName) -> Result<Option<Timestamp>, Error> {
        const SQL: &str = "SELECT refreshed_at FROM metadata_cache WHERE name = $1 AND format = $2";
        let read_at: Option<i64> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(SQL).bind(name.as_str()).bind(FORMAT).fetch_optional(pool).await
        })?;
        Ok(read_at.map(Timestamp::from_millis))
    }

    /// When the cached metadata of a connection was read; none when there is none.
    pub async fn metadata_time(&self, name: &DbName) -> Result<Option<Timestamp>, Error> {
        const SQL: &str = "SELECT refreshed_at FROM metadata_cache WHERE name = $1 AND format = $2";
        let found: Option<i64> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(SQL).bind(name.as_str()).bind(FORMAT).fetch_optional(pool).await
        })?;
        Ok(found.map(Timestamp::from_millis))
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
        let json = serde_json::to_vec(&cached.metadata).map_err(unwritable)?;
        let body = spawn_blocking(move || pack(&json)).await.map_err(unwritable)??;
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

fn pack(json: &[u8]) -> Result<Vec<u8>, Error> {
    if json.len() > MAX_JSON_BYTES {
        return Err(unwritable("the metadata is larger than 1 GiB"));
    }
    bulk::compress(json, ZSTD_LEVEL).map_err(unwritable)
}

fn unwritable(error: impl Into<BoxDynError>) -> Error {
    Error::Database(sqlx::Error::Encode(error.into()))
}

fn decode(body: &[u8]) -> Option<DatabaseMetadata> {
    let json = String::from_utf8(unpack(body, MAX_JSON_BYTES)?).ok()?;
    serde_json::from_str(&json).ok()
}

/// Unpacks a body whose header says that its content stays within the limit; zstd keeps it to its word.
fn unpack(body: &[u8], limit: usize) -> Option<Vec<u8>> {
    let size = Decompressor::upper_bound(body).filter(|size| *size <= limit)?;
    bulk::decompress(body, size).ok()
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
        let packed = pack(&serde_json::to_vec(&metadata()).unwrap()).unwrap();
        assert_eq!(decode(&packed), Some(metadata()));
    }

    #[test]
    fn unpacks_no_more_than_the_limit() {
        let bomb = pack(&[b' '; 10_000]).unwrap();
        assert!(bomb.len() < 100);
        assert_eq!(unpack(&bomb, 10_000).map(|content| content.len()), Some(10_000));
        assert_eq!(unpack(&bomb, 9_999), None);
    }

    #[test]
    fn a_header_that_lies_about_the_size_unpacks_nothing() {
        let honest = pack(&[b' '; 300]).unwrap();
        // RFC 8878, 3.1.1.1: magic number (4), descriptor (1), then the size less 256 in two bytes.
        assert_eq!(honest[5..7], [44, 0]);
        for low in [0, 43, 45, 255] {
            let mut lying = honest.clone();
            lying[5] = low;
            assert_eq!(unpack(&lying, 10_000), None, "{low}");
        }
    }

    #[test]
    fn a_frame_that_does_not_tell_its_size_unpacks_nothing() {
        let streamed = zstd::encode_all([b' '; 300].as_slice(), ZSTD_LEVEL).unwrap();
        assert_eq!(unpack(&streamed, 10_000), None);
    }
}
