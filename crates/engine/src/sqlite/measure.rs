//! How large files and their tables are.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, Row};
use weir_model::{DatabaseSize, TableSize};

use crate::{
    Error,
    sqlite::{
        connect::Session,
        control::Control,
        failure,
        metadata::{SCHEMA, text},
    },
};

/// Every page of the file, by the tree it belongs to. A page of a table's tree holds its rows in its leaves; the
/// tree of a table WITHOUT ROWID holds some in its inner pages too. <https://www.sqlite.org/dbstat.html>
const TREES: &str = "SELECT coalesce(s.tbl_name, d.name), d.name, sum(d.pgsize), \
    sum(CASE d.pagetype WHEN 'leaf' THEN d.ncell ELSE 0 END), \
    sum(CASE d.pagetype WHEN 'overflow' THEN 0 ELSE d.ncell END) \
    FROM dbstat AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name GROUP BY d.name";

const TABLES: &str = "SELECT name, type, wr FROM pragma_table_list \
    WHERE schema = 'main' AND type <> 'view' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/// What lies on disk: the file, and what is still in its write-ahead log. None when the file is gone.
pub(super) fn file_size(path: &Path, name: &str) -> io::Result<Option<DatabaseSize>> {
    let length = |path: &Path| match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let Some(file) = length(path)? else { return Ok(None) };
    let log = length(&with_suffix(path, "-wal"))?;
    Ok(Some(DatabaseSize {
        database: name.to_owned(),
        total_bytes: file + log.unwrap_or(0),
        log_bytes: Some(log.unwrap_or(0)),
        ..DatabaseSize::default()
    }))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The sizes of tables; reads every page of the file.
pub(super) fn table_sizes(session: &Session, control: &Control) -> Result<Vec<TableSize>, Error> {
    let connection = session.connection();
    let read = || {
        let transaction = connection.unchecked_transaction()?;
        let (tables, trees) = (tables(connection)?, trees(connection)?);
        transaction.rollback()?;
        Ok(sizes(&tables, trees))
    };
    control.while_locked(read).map_err(failure::of_our_sql)
}

/// A line of `pragma_table_list`.
struct Listed {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    WithoutRowid,
    Virtual,
    /// Where a virtual table keeps its data.
    Shadow,
}

/// A tree of pages: a table's or an index's.
struct Tree {
    table: String,
    name: String,
    bytes: u64,
    leaf_cells: u64,
    cells: u64,
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<Listed>> {
    let mut statement = connection.prepare(TABLES)?;
    let listed = statement.query_map([], |row| {
        let kind = match (text(row, 1)?.as_str(), row.get(2)?) {
            ("virtual", _) => Kind::Virtual,
            ("shadow", _) => Kind::Shadow,
            (_, true) => Kind::WithoutRowid,
            (_, false) => Kind::Table,
        };
        Ok(Listed { name: text(row, 0)?, kind })
    })?;
    listed.collect()
}

fn trees(connection: &Connection) -> rusqlite::Result<Vec<Tree>> {
    let mut statement = connection.prepare(TREES)?;
    let trees = statement.query_map([], |row| {
        Ok(Tree {
            table: text(row, 0)?,
            name: text(row, 1)?,
            bytes: count(row, 2)?,
            leaf_cells: count(row, 3)?,
            cells: count(row, 4)?,
        })
    })?;
    trees.collect()
}

fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(index)?).unwrap_or(0))
}

fn sizes(tables: &[Listed], trees: Vec<Tree>) -> Vec<TableSize> {
    let virtuals: Vec<&str> =
        tables.iter().filter(|table| table.kind == Kind::Virtual).map(|table| table.name.as_str()).collect();
    let mut sizes: HashMap<&str, TableSize> = HashMap::new();
    let mut kinds: HashMap<&str, (Kind, &str)> = HashMap::new();
    for table in tables {
        let owner = match table.kind {
            Kind::Shadow => owner(&table.name, &virtuals).unwrap_or(&table.name),
            _ => &table.name,
        };
        kinds.insert(&table.name, (table.kind, owner));
        sizes.entry(owner).or_insert_with(|| TableSize {
            schema: SCHEMA.to_owned(),
            table: owner.to_owned(),
            ..TableSize::default()
        });
    }
    for tree in trees {
        let Some((kind, owner)) = kinds.get(tree.table.as_str()) else { continue };
        let Some(size) = sizes.get_mut(owner) else { continue };
        size.total_bytes += tree.bytes;
        if tree.name == tree.table {
            size.data_bytes += tree.bytes;
            size.row_count = match kind {
                Kind::Table => Some(tree.leaf_cells),
                Kind::WithoutRowid => Some(tree.cells),
                // How many rows a virtual table makes of its data is its own affair.
                Kind::Virtual | Kind::Shadow => None,
            };
        } else {
            size.index_bytes += tree.bytes;
        }
    }
    sizes.into_values().collect()
}

/// The virtual table of a shadow table, which is named after it: the one with the longest name that fits.
fn owner<'a>(shadow: &str, virtuals: &[&'a str]) -> Option<&'a str> {
    let fits = |name: &&&str| shadow.strip_prefix(**name).is_some_and(|rest| rest.starts_with('_'));
    virtuals.iter().filter(fits).max_by_key(|name| name.len()).copied()
}
