//! Reads the data sets: questions with gold SQL, recorded answers, schemas.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;
use weir_model::{Column, DatabaseMetadata, ForeignKey, Table, TableKind};

/// The lines of a file of JSON lines.
pub(crate) fn lines(folder: &Path, file: &str) -> Result<Vec<Value>> {
    let text = fs::read_to_string(folder.join(file)).with_context(|| file.to_owned())?;
    text.lines().map(|line| serde_json::from_str(line).with_context(|| file.to_owned())).collect()
}

/// A text in a line.
pub(crate) fn text<'a>(line: &'a Value, field: &str) -> &'a str {
    line[field].as_str().unwrap_or_default()
}

/// The databases of a schema file.
pub(crate) fn schemas(folder: &Path, file: &str) -> Result<BTreeMap<String, Value>> {
    let text = fs::read_to_string(folder.join(file)).with_context(|| file.to_owned())?;
    serde_json::from_str(&text).with_context(|| file.to_owned())
}

/// One database of a schema file as metadata, in the one schema `name`.
pub(crate) fn metadata(name: &str, database: &Value) -> DatabaseMetadata {
    let tables = database["tables"].as_array().map_or(&[][..], Vec::as_slice);
    let mut tables: Vec<Table> = tables.iter().map(|table| self::table(name, table)).collect();
    for key in database["fks"].as_array().map_or(&[][..], Vec::as_slice) {
        let part = |place: usize| key[place].as_str().unwrap_or_default().to_owned();
        let owner = part(0);
        if let Some(table) = tables.iter_mut().find(|table| table.name == owner) {
            table.foreign_keys.push(ForeignKey {
                name: String::new(),
                columns: vec![part(1)],
                referenced_schema: name.to_owned(),
                referenced_table: part(2),
                referenced_columns: vec![part(3)],
            });
        }
    }
    DatabaseMetadata { schemas: vec![name.to_owned()], tables }
}

fn table(schema: &str, table: &Value) -> Table {
    let columns = table["columns"].as_array().map_or(&[][..], Vec::as_slice);
    Table {
        schema: schema.to_owned(),
        name: text(table, "name").to_owned(),
        kind: TableKind::Table,
        comment: table["comment"].as_str().map(str::to_owned),
        estimated_rows: None,
        size_bytes: None,
        partition_of: None,
        columns: columns.iter().map(column).collect(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    }
}

fn column(column: &Value) -> Column {
    let data_type = text(column, "type").to_lowercase();
    let primary_key = column["pk"].as_bool().unwrap_or_default();
    Column {
        name: text(column, "name").to_owned(),
        full_type: data_type.clone(),
        data_type,
        nullable: !primary_key,
        primary_key,
        default: None,
        generated: None,
        comment: None,
        enum_values: Vec::new(),
    }
}
