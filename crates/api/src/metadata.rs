//! `/api/v1/dbs/{name}/metadata`: schemas, tables, columns, keys.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{
    Column, DatabaseMetadata, DbName, ForeignKey, Generated, Index, Table, TableKind, Timestamp,
};

/// The metadata of a connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MetadataResponse {
    /// The connection's name.
    pub name: String,
    /// Schema names.
    pub schemas: Vec<String>,
    /// Tables and views.
    pub tables: Vec<TableResponse>,
    /// When it was read from the database; null when it never was.
    #[schema(format = DateTime)]
    pub last_refreshed: Option<String>,
}

impl MetadataResponse {
    /// The metadata of this connection as read at this time.
    pub fn new(name: &DbName, metadata: DatabaseMetadata, refreshed_at: Option<Timestamp>) -> Self {
        Self {
            name: name.to_string(),
            schemas: metadata.schemas,
            tables: metadata.tables.into_iter().map(Into::into).collect(),
            last_refreshed: refreshed_at.map(|moment| moment.to_string()),
        }
    }
}

/// Names and comments of a connection's tables: enough for a tree of a large schema.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableListResponse {
    /// The connection's name.
    pub name: String,
    /// Tables and views.
    pub tables: Vec<TableNameResponse>,
    /// When it was read from the database; null when it never was.
    #[schema(format = DateTime)]
    pub last_refreshed: Option<String>,
}

impl TableListResponse {
    /// The tables of this connection as read at this time.
    pub fn new(name: &DbName, metadata: DatabaseMetadata, refreshed_at: Option<Timestamp>) -> Self {
        let tables = metadata.tables.into_iter().map(|table| TableNameResponse {
            schema_name: table.schema,
            table_name: table.name,
            table_type: kind_name(table.kind),
            comment: table.comment,
        });
        Self {
            name: name.to_string(),
            tables: tables.collect(),
            last_refreshed: refreshed_at.map(|moment| moment.to_string()),
        }
    }
}

/// A table's name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableNameResponse {
    /// Its schema.
    pub schema_name: String,
    /// Its name.
    pub table_name: String,
    /// `table`, `view`, `materialized_view`, `partitioned_table`, `partition`, `foreign_table`,
    /// `virtual_table` or `sequence`.
    #[schema(example = "table")]
    pub table_type: &'static str,
    /// Its comment.
    pub comment: Option<String>,
}

/// A table or view.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableResponse {
    /// Its schema.
    pub schema_name: String,
    /// Its name.
    pub table_name: String,
    /// `table`, `view`, `materialized_view`, `partitioned_table`, `partition`, `foreign_table`,
    /// `virtual_table` or `sequence`.
    #[schema(example = "table")]
    pub table_type: &'static str,
    /// Its comment.
    pub comment: Option<String>,
    /// The server's estimate of its rows; never counted.
    pub row_count: Option<u64>,
    /// Whether `rowCount` is an estimate: always true where there is one.
    pub row_count_estimated: bool,
    /// Bytes on disk with indexes, where the server knows.
    pub size_bytes: Option<u64>,
    /// `schema.table` that it is a partition of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<String>,
    /// In order.
    pub columns: Vec<ColumnResponse>,
    /// References to other tables.
    pub foreign_keys: Vec<ForeignKeyResponse>,
    /// Indexes, the primary key's among them.
    pub indexes: Vec<IndexResponse>,
}

impl From<Table> for TableResponse {
    fn from(table: Table) -> Self {
        Self {
            schema_name: table.schema,
            table_name: table.name,
            table_type: kind_name(table.kind),
            comment: table.comment,
            row_count: table.estimated_rows,
            row_count_estimated: table.estimated_rows.is_some(),
            size_bytes: table.size_bytes,
            partition_of: table.partition_of.map(|(schema, name)| format!("{schema}.{name}")),
            columns: table.columns.into_iter().map(Into::into).collect(),
            foreign_keys: table.foreign_keys.into_iter().map(Into::into).collect(),
            indexes: table.indexes.into_iter().map(Into::into).collect(),
        }
    }
}

fn kind_name(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "table",
        TableKind::PartitionedTable => "partitioned_table",
        TableKind::Partition => "partition",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialized_view",
        TableKind::ForeignTable => "foreign_table",
        TableKind::VirtualTable => "virtual_table",
        TableKind::Sequence => "sequence",
    }
}

/// A column.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ColumnResponse {
    /// Its name.
    pub name: String,
    /// The type's plain name.
    #[schema(example = "varchar")]
    pub data_type: String,
    /// The type as one would declare it.
    #[schema(example = "varchar(50)")]
    pub full_type: String,
    /// Whether NULL is allowed.
    pub is_nullable: bool,
    /// Whether it is part of the primary key.
    pub is_primary_key: bool,
    /// The default as SQL text.
    pub default_value: Option<String>,
    /// `stored`, `virtual` or `identity` when the server computes or numbers it.
    pub generated: Option<&'static str>,
    /// Its comment.
    pub comment: Option<String>,
    /// The values of an enum or set type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<String>,
}

impl From<Column> for ColumnResponse {
    fn from(column: Column) -> Self {
        Self {
            name: column.name,
            data_type: column.data_type,
            full_type: column.full_type,
            is_nullable: column.nullable,
            is_primary_key: column.primary_key,
            default_value: column.default,
            generated: column.generated.map(|generated| match generated {
                Generated::Stored => "stored",
                Generated::Virtual => "virtual",
                Generated::Identity => "identity",
            }),
            comment: column.comment,
            enum_values: column.enum_values,
        }
    }
}

/// A reference to another table.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForeignKeyResponse {
    /// The constraint's name; empty where it has none.
    pub name: String,
    /// Columns here.
    pub columns: Vec<String>,
    /// The schema of the table referred to.
    pub referenced_schema: String,
    /// The table referred to.
    pub referenced_table: String,
    /// Columns there, in the same order.
    pub referenced_columns: Vec<String>,
}

impl From<ForeignKey> for ForeignKeyResponse {
    fn from(key: ForeignKey) -> Self {
        Self {
            name: key.name,
            columns: key.columns,
            referenced_schema: key.referenced_schema,
            referenced_table: key.referenced_table,
            referenced_columns: key.referenced_columns,
        }
    }
}

/// An index.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IndexResponse {
    /// Its name.
    pub name: String,
    /// Its columns or expressions, in order.
    pub columns: Vec<String>,
    /// Whether it forbids duplicates.
    pub is_unique: bool,
    /// Whether it is the primary key's.
    pub is_primary: bool,
}

impl From<Index> for IndexResponse {
    fn from(index: Index) -> Self {
        Self { name: index.name, columns: index.columns, is_unique: index.unique, is_primary: index.primary }
    }
}
