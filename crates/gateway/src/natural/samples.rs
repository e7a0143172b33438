//! Values of columns for the model, only where the operator has turned that on for the connection: some values of
//! the best tables' columns, never of a column marked as sensitive, never of a view (which may show one under
//! another name), never of a column whose name says that it holds a secret.

use std::time::Duration;

use tracing::debug;
use weir_link::SchemaPart;
use weir_model::{Column, Discretion, Table, TableKind};

use crate::natural::check::Checks;

/// Tables that samples are taken of, and rows of each.
const TABLES: usize = 5;
const ROWS: usize = 3;
/// Values are cut to this many characters.
const VALUE: usize = 40;
const READING: Duration = Duration::from_secs(1);

/// Parts of names that tell of secrets. Such columns are never read, marked or not.
const SECRETIVE: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "private",
    "credential",
    "salt",
    "hash",
    "ssn",
    "passport",
    "iban",
    "card",
    "cvv",
    "密码",
    "口令",
    "密钥",
    "身份证",
];

/// The samples as lines, `table.column: a | b`; empty when nothing may go out.
pub(crate) async fn samples(checks: &Checks, part: &SchemaPart, discretion: &Discretion) -> String {
    if !discretion.send_samples {
        return String::new();
    }
    let mut lines = String::new();
    for ((schema, name), columns) in part.tables.iter().zip(&part.columns).take(TABLES) {
        let metadata = checks.knowledge.index.metadata();
        let Some(table) = metadata.tables.iter().find(|table| table.schema == *schema && table.name == *name)
        else {
            continue;
        };
        let open: Vec<&Column> = columns
            .iter()
            .map(|at| &table.columns[*at])
            .filter(|column| may_go_out(table, column, discretion))
            .collect();
        if !open.is_empty() {
            lines.push_str(&of_table(checks, table, &open).await);
        }
    }
    lines
}

pub(crate) fn may_go_out(table: &Table, column: &Column, discretion: &Discretion) -> bool {
    let is_table = matches!(table.kind, TableKind::Table | TableKind::PartitionedTable);
    let name = column.name.to_lowercase();
    let secretive = SECRETIVE.iter().any(|word| name.contains(word));
    let sensitive = discretion.sensitive.iter().any(|marked| {
        marked.schema.eq_ignore_ascii_case(&table.schema)
            && marked.table.eq_ignore_ascii_case(&table.name)
            && marked.column.eq_ignore_ascii_case(&column.name)
    });
    is_table && !secretive && !sensitive
}

/// A table that can't be read in time has no samples; the question is answered without.
async fn of_table(checks: &Checks, table: &Table, columns: &[&Column]) -> String {
    let naming = &checks.knowledge.naming;
    let names: Vec<String> = columns.iter().map(|column| naming.name(&column.name)).collect();
    let sql =
        format!("SELECT {} FROM {} LIMIT {ROWS}", names.join(", "), naming.table(&table.schema, &table.name));
    let rows = match checks.guard(&sql).await {
        Ok(query) => checks.rows(&query, READING).await,
        Err(error) => Err(error),
    };
    let rows = rows.unwrap_or_else(|error| {
        debug!("no samples of a table: {error}");
        Vec::new()
    });
    let line = |(at, column): (usize, &&Column)| {
        let mut values: Vec<String> =
            rows.iter().filter_map(|row| row.get(at)).map(|value| cut(value)).collect();
        values.retain(|value| !value.is_empty());
        values.dedup();
        (!values.is_empty()).then(|| format!("{}.{}: {}\n", table.name, column.name, values.join(" | ")))
    };
    columns.iter().enumerate().filter_map(line).collect()
}

fn cut(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(VALUE).collect()
}
