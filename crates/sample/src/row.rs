//! Values as SQL writes them, one row at a time.

use std::fmt::{Display, Write};

use crate::{
    SampleDialect,
    calendar::{date_text, moment_text},
};

/// Text as a literal. No text of the sample holds a backslash, which MySQL would read as an escape.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A row of an INSERT on its way: `(1, 'two', NULL)`.
#[derive(Debug)]
pub(crate) struct Row {
    dialect: SampleDialect,
    sql: String,
}

impl Row {
    pub(crate) fn new(dialect: SampleDialect) -> Self {
        Self { dialect, sql: String::with_capacity(160) }
    }

    fn push(mut self, value: impl Display) -> Self {
        let before = if self.sql.is_empty() { "(" } else { ", " };
        // Writing to a String never fails.
        let _ = write!(self.sql, "{before}{value}");
        self
    }

    /// A value, or NULL.
    pub(crate) fn opt<T>(self, value: Option<T>, write: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self.push("NULL"),
        }
    }

    pub(crate) fn int(self, value: impl Into<i64>) -> Self {
        self.push(value.into())
    }

    pub(crate) fn text(self, value: impl AsRef<str>) -> Self {
        self.push(quote(value.as_ref()))
    }

    pub(crate) fn bool(self, value: bool) -> Self {
        self.push(if value { "TRUE" } else { "FALSE" })
    }

    /// Fen as yuan: 12345 is `123.45`.
    pub(crate) fn money(self, fen: i64) -> Self {
        self.push(format_args!("{}.{:02}", fen / 100, fen % 100))
    }

    /// Ten thousandths of a degree.
    pub(crate) fn degrees(self, value: i64) -> Self {
        let sign = if value < 0 { "-" } else { "" };
        let size = value.abs();
        self.push(format_args!("{sign}{}.{:04}", size / 10_000, size % 10_000))
    }

    pub(crate) fn date(self, moment: i64) -> Self {
        self.push(format_args!("'{}'", date_text(moment)))
    }

    /// PostgreSQL is told the zone, so that the session's own doesn't matter.
    pub(crate) fn moment(self, moment: i64) -> Self {
        let zone = if self.dialect == SampleDialect::Postgres { "+00" } else { "" };
        self.push(format_args!("'{}{zone}'", moment_text(moment)))
    }

    /// A list of words: an array where there are arrays, else JSON.
    pub(crate) fn words(self, words: &[&str]) -> Self {
        let (open, close) = if self.dialect == SampleDialect::Postgres { ("{", "}") } else { ("[", "]") };
        let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.push(format_args!("'{open}{}{close}'", list.join(", ")))
    }

    pub(crate) fn end(mut self) -> String {
        self.sql.push(')');
        self.sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_each_dialect_its_own_way() {
        let row = |dialect| {
            Row::new(dialect)
                .int(7)
                .text("O'Brien 欧")
                .money(12_305)
                .degrees(-1_300)
                .moment(0)
                .words(&["a", "手工"])
                .opt(None::<i64>, Row::int)
                .bool(true)
                .end()
        };
        assert_eq!(
            row(SampleDialect::Postgres),
            "(7, 'O''Brien 欧', 123.05, -0.1300, '1970-01-01 00:00:00+00', '{\"a\", \"手工\"}', NULL, TRUE)"
        );
        assert_eq!(
            row(SampleDialect::MySql),
            "(7, 'O''Brien 欧', 123.05, -0.1300, '1970-01-01 00:00:00', '[\"a\", \"手工\"]', NULL, TRUE)"
        );
    }
}
