//! One column as the information schema tells it. The two servers tell defaults in two ways.

use std::io;

use weir_guard::Dialect;
use weir_model::{Column, Generated};

use crate::mysql::{
    messages::Reader,
    session::{optional_text, text},
};

/// Reads from the column's name on. Whether it is part of the primary key, its table knows.
pub(super) fn read_column(row: &mut Reader<'_>, dialect: Dialect) -> io::Result<Column> {
    let (name, data_type, full_type) = (text(row)?, text(row)?, text(row)?);
    let nullable = text(row)? == "YES";
    let (default, extra) = (optional_text(row)?, text(row)?);
    let comment = optional_text(row)?.filter(|comment| !comment.is_empty());
    let generated = generated(&extra);
    let default = default.filter(|_| generated != Some(Generated::Virtual));
    Ok(Column {
        default: default.and_then(|value| match dialect {
            Dialect::MariaDb => mariadb_default(value),
            _ => Some(mysql_default(value, &data_type, &extra)),
        }),
        enum_values: enum_values(&full_type),
        name,
        data_type,
        full_type,
        nullable,
        primary_key: false,
        generated,
        comment,
    })
}

fn generated(extra: &str) -> Option<Generated> {
    let extra = extra.to_ascii_uppercase();
    if extra.contains("AUTO_INCREMENT") {
        Some(Generated::Identity)
    } else if extra.contains("VIRTUAL GENERATED") {
        Some(Generated::Virtual)
    } else if extra.contains("STORED GENERATED") || extra.contains("PERSISTENT") {
        Some(Generated::Stored)
    } else {
        None
    }
}

/// MariaDB tells an expression as SQL, and the lack of a default of a nullable column as the word NULL
/// (MariaDB, "Information Schema COLUMNS Table").
fn mariadb_default(value: String) -> Option<String> {
    (value != "NULL").then_some(value)
}

/// MySQL tells an expression as SQL and says so in EXTRA; a constant it tells as its value.
fn mysql_default(value: String, data_type: &str, extra: &str) -> String {
    let is_expression = extra.contains("DEFAULT_GENERATED")
        // MySQL 5.7 has this one expression and does not say so.
        || (value.starts_with("CURRENT_TIMESTAMP") && matches!(data_type, "timestamp" | "datetime"));
    let is_number = matches!(
        data_type,
        "tinyint"
            | "smallint"
            | "mediumint"
            | "int"
            | "bigint"
            | "decimal"
            | "float"
            | "double"
            | "year"
            | "bit"
    );
    let is_hex = matches!(data_type, "binary" | "varbinary") && value.starts_with("0x");
    if is_expression || is_number || is_hex {
        return value;
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

/// The values in `enum('a','b')` and `set('a','b')`; a quote within a value is doubled.
fn enum_values(full_type: &str) -> Vec<String> {
    let list = full_type.strip_prefix("enum(").or_else(|| full_type.strip_prefix("set("));
    let Some(list) = list else { return Vec::new() };
    let mut values = Vec::new();
    let mut value: Option<String> = None;
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match (&mut value, character) {
            (Some(open), '\'') if characters.peek() == Some(&'\'') => {
                characters.next();
                open.push('\'');
            }
            (Some(_), '\'') => values.extend(value.take()),
            (Some(open), other) => open.push(other),
            (None, '\'') => value = Some(String::new()),
            (None, _) => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_values_of_enums_and_sets() {
        for (full_type, values) in [
            ("enum('a','b')", &["a", "b"][..]),
            ("set('it''s','a,b','','(x)')", &["it's", "a,b", "", "(x)"]),
            ("enum('开','关') charset utf8mb4", &["开", "关"]),
            ("varchar(10)", &[]),
            ("enum(", &[]),
            ("enum('cut", &[]),
        ] {
            assert_eq!(enum_values(full_type), values, "{full_type}");
        }
    }

    #[test]
    fn tells_mysqls_defaults_as_sql() {
        for (value, data_type, extra, sql) in [
            ("7", "int", "", "7"),
            ("it's \\", "varchar", "", "'it''s \\\\'"),
            ("uuid()", "varchar", "DEFAULT_GENERATED", "uuid()"),
            ("CURRENT_TIMESTAMP", "datetime", "", "CURRENT_TIMESTAMP"),
            ("CURRENT_TIMESTAMP", "varchar", "", "'CURRENT_TIMESTAMP'"),
            ("b'101'", "bit", "", "b'101'"),
            ("0x00FF", "varbinary", "", "0x00FF"),
            ("2024-01-01", "date", "", "'2024-01-01'"),
        ] {
            assert_eq!(mysql_default(value.to_owned(), data_type, extra), sql);
        }
    }
}
