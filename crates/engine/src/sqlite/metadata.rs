//! What a file says about its tables.
//!
//! Columns, keys and indexes are asked table by table, with statements prepared once: SQLite has no round
//! trip, a join over all tables runs the same pragma once per table, and a view that lost its table then
//! costs its own columns and not everybody's.

use std::collections::HashMap;

use rusqlite::{Connection, ErrorCode, Row, Statement};
use weir_model::{Column, DatabaseMetadata, ForeignKey, Generated, Index, Table, TableKind};

use crate::{
    Error,
    sqlite::{
        connect::Session,
        control::{Control, is_lock},
        ddl::{self, Comments},
        failure,
        sizes::Estimates,
    },
};

/// The only schema: nothing is ever attached.
pub(super) const SCHEMA: &str = "main";

const TABLES: &str = "SELECT name, type, wr FROM pragma_table_list \
    WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

const TEXTS: &str = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'trigger'";

const COLUMNS: &str =
    "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid";

/// The last one declared has the lowest id; so have indexes the lowest number.
const FOREIGN_KEYS: &str =
    "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id DESC, seq";

const INDEXES: &str = "SELECT i.name, i.\"unique\", i.origin = 'pk', x.seqno, x.name \
    FROM pragma_index_list(?1) AS i, pragma_index_xinfo(i.name) AS x \
    WHERE x.key ORDER BY i.origin = 'pk' DESC, i.seq DESC, x.seqno";

/// `hidden` in `pragma_table_xinfo`: <https://www.sqlite.org/pragma.html#pragma_table_xinfo>.
const HIDDEN: i64 = 1;
const GENERATED_VIRTUAL: i64 = 2;
const GENERATED_STORED: i64 = 3;

/// Reads everything in one read transaction.
pub(super) fn read(session: &Session, control: &Control) -> Result<DatabaseMetadata, Error> {
    let connection = session.connection();
    let read = || {
        let transaction = connection.unchecked_transaction()?;
        let tables = Reader::begin(connection)?.tables()?;
        transaction.rollback()?;
        Ok(DatabaseMetadata { schemas: vec![SCHEMA.to_owned()], tables })
    };
    control.while_locked(read).map_err(failure::of_our_sql)
}

/// What is known of all tables, and the statements that ask for the rest.
struct Reader<'a> {
    connection: &'a Connection,
    /// The CREATE of each table, view and index.
    texts: HashMap<String, String>,
    estimates: Estimates,
    columns: Statement<'a>,
    foreign_keys: Statement<'a>,
    indexes: Statement<'a>,
}

/// A line of `pragma_table_list`.
struct Listed {
    name: String,
    /// None for a shadow table, in which a virtual table keeps its data.
    kind: Option<TableKind>,
    without_rowid: bool,
}

impl<'a> Reader<'a> {
    fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        let mut texts = connection.prepare(TEXTS)?;
        let texts = texts.query_map([], |row| Ok((text(row, 0)?, text(row, 1)?)))?;
        Ok(Self {
            texts: texts.collect::<rusqlite::Result<_>>()?,
            estimates: Estimates::read(connection)?,
            columns: connection.prepare(COLUMNS)?,
            foreign_keys: connection.prepare(FOREIGN_KEYS)?,
            indexes: connection.prepare(INDEXES)?,
            connection,
        })
    }

    fn tables(mut self) -> rusqlite::Result<Vec<Table>> {
        let mut listed = self.connection.prepare(TABLES)?;
        let listed = listed.query_map([], listed_table)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let shadows = listed.iter().filter(|table| table.kind.is_none());
        let shadows: Vec<&str> = shadows.map(|table| table.name.as_str()).collect();
        let mut tables = Vec::new();
        for table in &listed {
            let Some(kind) = table.kind else { continue };
            let mut told = self.table(table, kind)?;
            if kind == TableKind::VirtualTable {
                told.size_bytes = self.estimates.size_with_shadows(&table.name, &shadows);
            }
            tables.push(told);
        }
        resolve_references(&mut tables);
        Ok(tables)
    }

    fn table(&mut self, listed: &Listed, kind: TableKind) -> rusqlite::Result<Table> {
        let name = listed.name.as_str();
        let comments = self.texts.get(name).map(|create| ddl::comments(create)).unwrap_or_default();
        let mut indexes = self.indexes(name)?;
        let mut columns = match self.columns(name, &comments) {
            // A view over a table that is gone, a virtual table whose module we don't have.
            Err(error) if kind != TableKind::Table && !ends_all(&error) => Vec::new(),
            columns => columns?,
        };
        if !listed.without_rowid {
            number_by_rowid(&mut columns, &mut indexes);
        }
        Ok(Table {
            schema: SCHEMA.to_owned(),
            name: name.to_owned(),
            kind,
            comment: comments.table,
            estimated_rows: self.estimates.rows(name),
            size_bytes: self.estimates.size(name),
            partition_of: None,
            columns,
            foreign_keys: self.foreign_keys(name)?,
            indexes,
        })
    }

    fn columns(&mut self, table: &str, comments: &Comments) -> rusqlite::Result<Vec<Column>> {
        let mut rows = self.columns.query([table])?;
        let mut columns = Vec::new();
        while let Some(row) = rows.next()? {
            let name = text(row, 0)?;
            let full_type = text(row, 1)?;
            let generated = match row.get(5)? {
                HIDDEN => continue,
                GENERATED_VIRTUAL => Some(Generated::Virtual),
                GENERATED_STORED => Some(Generated::Stored),
                _ => None,
            };
            columns.push(Column {
                data_type: plain_type(&full_type),
                full_type,
                nullable: !row.get(2)?,
                primary_key: row.get::<_, i64>(4)? > 0,
                default: optional_text(row, 3)?,
                generated,
                comment: comments.columns.get(&name).cloned(),
                enum_values: Vec::new(),
                name,
            });
        }
        Ok(columns)
    }

    fn foreign_keys(&mut self, table: &str) -> rusqlite::Result<Vec<ForeignKey>> {
        let mut rows = self.foreign_keys.query([table])?;
        let mut keys: Vec<(i64, ForeignKey)> = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            if keys.last().is_none_or(|(last, _)| *last != id) {
                let key = ForeignKey {
                    name: String::new(),
                    columns: Vec::new(),
                    referenced_schema: SCHEMA.to_owned(),
                    referenced_table: text(row, 1)?,
                    referenced_columns: Vec::new(),
                };
                keys.push((id, key));
            }
            if let Some((_, key)) = keys.last_mut() {
                key.columns.push(text(row, 2)?);
                key.referenced_columns.extend(optional_text(row, 3)?);
            }
        }
        Ok(keys.into_iter().map(|(_, key)| key).collect())
    }

    fn indexes(&mut self, table: &str) -> rusqlite::Result<Vec<Index>> {
        let mut rows = self.indexes.query([table])?;
        let mut indexes: Vec<Index> = Vec::new();
        while let Some(row) = rows.next()? {
            let name = text(row, 0)?;
            let column = match optional_text(row, 4)? {
                Some(column) => column,
                None => expression(&self.texts, &name, usize::from(row.get::<_, u16>(3)?)),
            };
            if indexes.last().is_none_or(|last| last.name != name) {
                let (unique, primary) = (row.get(1)?, row.get(2)?);
                indexes.push(Index { name, columns: Vec::new(), unique, primary });
            }
            if let Some(index) = indexes.last_mut() {
                index.columns.push(column);
            }
        }
        Ok(indexes)
    }
}

/// A term of an index that is no column, as it was written.
fn expression(texts: &HashMap<String, String>, index: &str, term: usize) -> String {
    let create = texts.get(index).map_or("", String::as_str);
    ddl::index_terms(create).into_iter().nth(term).unwrap_or_default()
}

fn listed_table(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let kind = match row.get_ref(1)?.as_bytes()? {
        b"view" => Some(TableKind::View),
        b"virtual" => Some(TableKind::VirtualTable),
        b"shadow" => None,
        _ => Some(TableKind::Table),
    };
    Ok(Listed { name: text(row, 0)?, kind, without_rowid: row.get(2)? })
}

/// An INTEGER PRIMARY KEY is another name for the rowid: numbered, never NULL, and the table's own tree is
/// its index. Any other key of one column has an index of its own, `INTEGER PRIMARY KEY DESC` included.
/// <https://www.sqlite.org/lang_createtable.html#rowid>
fn number_by_rowid(columns: &mut [Column], indexes: &mut Vec<Index>) {
    let mut keys = columns.iter_mut().filter(|column| column.primary_key);
    let (Some(key), None) = (keys.next(), keys.next()) else { return };
    if key.full_type.eq_ignore_ascii_case("integer") && !indexes.iter().any(|index| index.primary) {
        key.nullable = false;
        key.generated = Some(Generated::Identity);
        let columns = vec![key.name.clone()];
        indexes.insert(0, Index { name: "rowid".to_owned(), columns, unique: true, primary: true });
    }
}

/// A foreign key names its table as it was written, and needs no columns if it means the primary key.
fn resolve_references(tables: &mut [Table]) {
    let keys: HashMap<String, (String, Vec<String>)> = tables
        .iter()
        .map(|table| {
            let primary = table.indexes.iter().find(|index| index.primary);
            let columns = primary.map(|index| index.columns.clone()).unwrap_or_default();
            (table.name.to_ascii_lowercase(), (table.name.clone(), columns))
        })
        .collect();
    for key in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if let Some((name, columns)) = keys.get(&key.referenced_table.to_ascii_lowercase()) {
            key.referenced_table.clone_from(name);
            if key.referenced_columns.is_empty() {
                key.referenced_columns.clone_from(columns);
            }
        }
    }
}

/// `DECIMAL(10, 2) UNSIGNED` without its length: `DECIMAL UNSIGNED`.
fn plain_type(declared: &str) -> String {
    match (declared.find('('), declared.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let (head, tail) = (declared[..open].trim_end(), declared[close + 1..].trim());
            if tail.is_empty() { head.to_owned() } else { format!("{head} {tail}") }
        }
        _ => declared.to_owned(),
    }
}

/// What is no trouble of one table.
fn ends_all(error: &rusqlite::Error) -> bool {
    is_lock(error)
        || matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::OperationInterrupted | ErrorCode::OutOfMemory | ErrorCode::SystemIoFailure)
        )
}

/// Text that isn't UTF-8 is shown as far as it is.
pub(super) fn text(row: &Row<'_>, index: usize) -> rusqlite::Result<String> {
    Ok(optional_text(row, index)?.unwrap_or_default())
}

fn optional_text(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<String>> {
    let bytes = row.get_ref(index)?.as_bytes_or_null()?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
}
