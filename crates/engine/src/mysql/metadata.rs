//! What a database says about itself: five catalog queries, whatever the number of tables.
//!
//! Rows are put in order here and not by the server: sorting its information schema costs it a temporary table
//! on disk.

mod column;

use std::{collections::HashMap, io};

use weir_guard::Dialect;
use weir_model::{Column, DatabaseMetadata, ForeignKey, Function, Index, Table, TableKind, Volatility};

use self::column::read_column;
use super::{
    fault::Fault,
    messages::Reader,
    session::{Session, optional_text, text},
    settings::Server,
};

/// What the queries are about: the database of the URL, or all but the server's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Current,
    All,
}

impl Scope {
    /// The condition on a column of schema names.
    fn condition(self, column: &str) -> String {
        match self {
            Self::Current => format!("{column} = DATABASE()"),
            Self::All => {
                format!("{column} NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')")
            }
        }
    }
}

const SCHEMAS: &str = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE ";
const TABLES: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, CREATE_OPTIONS, TABLE_COMMENT, \
     TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE ";
const COLUMNS: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, \
     IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE ";
const INDEXES: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, SEQ_IN_INDEX, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, NULL \
     FROM information_schema.STATISTICS WHERE ";
/// MySQL since 8.0.13: an index may hold an expression.
const INDEXES_WITH_EXPRESSIONS: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, SEQ_IN_INDEX, INDEX_NAME, NON_UNIQUE, \
     COLUMN_NAME, EXPRESSION FROM information_schema.STATISTICS WHERE ";
const FOREIGN_KEYS: &str = "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, CONSTRAINT_NAME, COLUMN_NAME, \
     REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME \
     FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND ";
const FUNCTIONS: &str = "SELECT FUNCTION FROM information_schema.SQL_FUNCTIONS";

/// Reads everything readable.
pub(super) async fn read(
    session: &mut Session,
    server: &Server,
    scope: Scope,
) -> Result<DatabaseMetadata, Fault> {
    let mut found = Found::default();
    let query = |sql: &str, column: &str| format!("{sql}{}", scope.condition(column));
    session
        .rows(&query(SCHEMAS, "SCHEMA_NAME"), |row| {
            found.schemas.push(text(row)?);
            Ok(())
        })
        .await?;
    session.rows(&query(TABLES, "TABLE_SCHEMA"), |row| found.add_table(row)).await?;
    let dialect = server.dialect;
    session.rows(&query(COLUMNS, "TABLE_SCHEMA"), |row| found.add_column(row, dialect)).await?;
    let expressions = dialect == Dialect::MySql && server.version.number >= (8, 0);
    let indexes = if expressions { INDEXES_WITH_EXPRESSIONS } else { INDEXES };
    session.rows(&query(indexes, "TABLE_SCHEMA"), |row| found.add_index_column(row)).await?;
    session.rows(&query(FOREIGN_KEYS, "TABLE_SCHEMA"), |row| found.add_reference(row)).await?;
    Ok(found.finish())
}

/// Names of built-in functions; MariaDB tells them since 10.6, MySQL doesn't.
pub(super) async fn functions(session: &mut Session, server: &Server) -> Result<Vec<Function>, Fault> {
    let mut functions = Vec::new();
    if server.dialect == Dialect::MariaDb && server.version.number >= (10, 6) {
        let add = |row: &mut Reader<'_>| {
            functions.push(Function {
                schema: String::new(),
                name: text(row)?,
                volatility: Volatility::Volatile,
                extension: None,
            });
            Ok(())
        };
        session.rows(FUNCTIONS, add).await?;
    }
    Ok(functions)
}

/// What has been read so far. A table may be dropped between two queries: what belongs to none is left out.
#[derive(Debug, Default)]
struct Found {
    schemas: Vec<String>,
    tables: Vec<Parts>,
    places: HashMap<(String, String), usize>,
}

/// A table with its parts, each with its place in the order.
#[derive(Debug)]
struct Parts {
    table: Table,
    columns: Vec<(u32, Column)>,
    index_columns: Vec<IndexColumn>,
    references: Vec<Reference>,
}

#[derive(Debug)]
struct IndexColumn {
    index: String,
    place: u32,
    unique: bool,
    column: String,
}

#[derive(Debug)]
struct Reference {
    name: String,
    place: u32,
    column: String,
    to_schema: String,
    to_table: String,
    to_column: String,
}

impl Found {
    fn add_table(&mut self, row: &mut Reader<'_>) -> io::Result<()> {
        let (schema, name) = (text(row)?, text(row)?);
        let (kind, engine, options) = (text(row)?, text(row)?, text(row)?);
        let kind = table_kind(&kind, &engine, &options);
        // A view's comment is the word VIEW, or what is wrong with it.
        let comment = optional_text(row)?.filter(|text| !text.is_empty() && kind != TableKind::View);
        let (estimated_rows, size_bytes) = (number(row)?, number(row)?);
        self.places.insert((schema.clone(), name.clone()), self.tables.len());
        let table = Table {
            schema,
            name,
            kind,
            comment,
            estimated_rows,
            size_bytes,
            partition_of: None,
            columns: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
        };
        self.tables.push(Parts {
            table,
            columns: Vec::new(),
            index_columns: Vec::new(),
            references: Vec::new(),
        });
        Ok(())
    }

    /// The table of a row that begins with its schema and name.
    fn parts(&mut self, row: &mut Reader<'_>) -> io::Result<Option<&mut Parts>> {
        let place = self.places.get(&(text(row)?, text(row)?));
        Ok(place.and_then(|place| self.tables.get_mut(*place)))
    }

    fn add_column(&mut self, row: &mut Reader<'_>, dialect: Dialect) -> io::Result<()> {
        let Some(parts) = self.parts(row)? else { return Ok(()) };
        parts.columns.push((place(row)?, read_column(row, dialect)?));
        Ok(())
    }

    fn add_index_column(&mut self, row: &mut Reader<'_>) -> io::Result<()> {
        let Some(parts) = self.parts(row)? else { return Ok(()) };
        let (place, index, unique) = (place(row)?, text(row)?, text(row)? == "0");
        let (column, expression) = (optional_text(row)?, optional_text(row)?);
        let column = column.or(expression).unwrap_or_default();
        parts.index_columns.push(IndexColumn { index, place, unique, column });
        Ok(())
    }

    fn add_reference(&mut self, row: &mut Reader<'_>) -> io::Result<()> {
        let Some(parts) = self.parts(row)? else { return Ok(()) };
        parts.references.push(Reference {
            place: place(row)?,
            name: text(row)?,
            column: text(row)?,
            to_schema: text(row)?,
            to_table: text(row)?,
            to_column: text(row)?,
        });
        Ok(())
    }

    fn finish(mut self) -> DatabaseMetadata {
        self.schemas.sort_unstable();
        let mut tables: Vec<Table> = self.tables.into_iter().map(Parts::finish).collect();
        tables.sort_unstable_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        DatabaseMetadata { schemas: self.schemas, tables }
    }
}

impl Parts {
    fn finish(self) -> Table {
        let Self { mut table, mut columns, index_columns, references } = self;
        columns.sort_unstable_by_key(|(place, _)| *place);
        table.columns = columns.into_iter().map(|(_, column)| column).collect();
        table.indexes = indexes(index_columns);
        table.foreign_keys = foreign_keys(references);
        // COLUMN_KEY would do for this, but it says PRI of a unique key, too, where there is no primary one.
        let primary = table.indexes.first().filter(|index| index.primary);
        for column in &mut table.columns {
            column.primary_key = primary.is_some_and(|index| index.columns.contains(&column.name));
        }
        table
    }
}

/// The primary key first, then by name.
fn indexes(mut parts: Vec<IndexColumn>) -> Vec<Index> {
    let primary = |name: &str| name == "PRIMARY";
    parts.sort_unstable_by(|a, b| {
        (!primary(&a.index), &a.index, a.place).cmp(&(!primary(&b.index), &b.index, b.place))
    });
    let mut indexes: Vec<Index> = Vec::new();
    for part in parts {
        match indexes.last_mut() {
            Some(index) if index.name == part.index => index.columns.push(part.column),
            _ => indexes.push(Index {
                primary: primary(&part.index),
                name: part.index,
                columns: vec![part.column],
                unique: part.unique,
            }),
        }
    }
    indexes
}

fn foreign_keys(mut references: Vec<Reference>) -> Vec<ForeignKey> {
    references.sort_unstable_by(|a, b| (&a.name, a.place).cmp(&(&b.name, b.place)));
    let mut keys: Vec<ForeignKey> = Vec::new();
    for reference in references {
        match keys.last_mut() {
            Some(key) if key.name == reference.name => {
                key.columns.push(reference.column);
                key.referenced_columns.push(reference.to_column);
            }
            _ => keys.push(ForeignKey {
                name: reference.name,
                columns: vec![reference.column],
                referenced_schema: reference.to_schema,
                referenced_table: reference.to_table,
                referenced_columns: vec![reference.to_column],
            }),
        }
    }
    keys
}

fn table_kind(kind: &str, engine: &str, options: &str) -> TableKind {
    match kind {
        "VIEW" | "SYSTEM VIEW" => TableKind::View,
        "SEQUENCE" => TableKind::Sequence,
        _ if options.contains("partitioned") => TableKind::PartitionedTable,
        _ if matches!(engine, "FEDERATED" | "CONNECT" | "SPIDER") => TableKind::ForeignTable,
        _ => TableKind::Table,
    }
}

fn number(row: &mut Reader<'_>) -> io::Result<Option<u64>> {
    Ok(optional_text(row)?.and_then(|digits| digits.parse().ok()))
}

fn place(row: &mut Reader<'_>) -> io::Result<u32> {
    Ok(text(row)?.parse().unwrap_or(u32::MAX))
}
