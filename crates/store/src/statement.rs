//! Statements that are put together at run time from texts of ours and bound values, and lists of rows
//! handed to one statement whatever their number.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::{history::text, pool::Pool};

/// A statement with its values, the same for both backends.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    sql: String,
    args: Vec<Arg>,
}

/// A value of a statement.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Int(i64),
    Text(String),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(text(value).into_owned())
    }
}

impl Statement {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { sql: sql.to_owned(), args: Vec::new() }
    }

    /// Adds text of ours.
    pub(crate) fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds a value.
    pub(crate) fn bind(&mut self, value: impl Into<Arg>) -> &mut Self {
        self.args.push(value.into());
        self.sql.push('$');
        self.sql.push_str(&self.args.len().to_string());
        self
    }

    /// Adds numbers as a list in brackets.
    pub(crate) fn numbers(&mut self, numbers: impl Iterator<Item = i64>) -> &mut Self {
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        self.sql.push('(');
        self.sql.push_str(&numbers.join(", "));
        self.sql.push(')');
        self
    }

    /// Adds a source of rows, `(…) AS given(value)`, for `FROM`; read its columns with `given.value ->> 0`.
    pub(crate) fn rows(&mut self, pool: &Pool, rows: &Value) -> &mut Self {
        self.bind(rows.to_string());
        let place = self.args.len();
        let from = self.sql.len() - place.to_string().len() - 1;
        self.sql.truncate(from);
        self.sql.push_str(&source(pool, place));
        self
    }

    /// Adds `(column IN (…))` over keys, in a form that neither backend turns into a join: the order of the
    /// rows must stay the one of the index that drives the statement.
    pub(crate) fn among(&mut self, pool: &Pool, column: &'static str, ids: &[i64]) -> &mut Self {
        self.push("(").push(column).push(" IN (SELECT CAST(given.value ->> 0 AS BIGINT) FROM ");
        self.rows(pool, &ids.iter().map(|id| json!([id])).collect());
        self.push(")) IS TRUE")
    }

    /// The text and the values.
    pub(crate) fn into_parts(self) -> (SqlStr, Vec<Arg>) {
        // Texts of ours, numbers and places only.
        (AssertSqlSafe(self.sql).into_sql_str(), self.args)
    }
}

/// Puts the source of rows in the place of `ROWS` in a constant statement; the rows are its first value.
pub(crate) fn with_rows(pool: &Pool, sql: &'static str) -> SqlStr {
    AssertSqlSafe(sql.replace("ROWS", &source(pool, 1))).into_sql_str()
}

fn source(pool: &Pool, place: usize) -> String {
    pool.either(
        format!("json_each(${place}) AS given"),
        format!("jsonb_array_elements(CAST(${place} AS jsonb)) AS given(value)"),
    )
}

/// Binds the values of a statement to a query of either backend.
macro_rules! bind_all {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                $crate::statement::Arg::Int(value) => query.bind(value),
                $crate::statement::Arg::Text(value) => query.bind(value),
            };
        }
        query
    }};
}

pub(crate) use bind_all;

/// Text in lower case, for searches in any case.
pub(crate) fn fold(value: &str) -> String {
    text(value).to_lowercase()
}

/// The pattern of `LIKE … ESCAPE '\'` for text that holds this, in any case.
pub(crate) fn containing(part: &str) -> String {
    let mut pattern = String::from("%");
    for character in fold(part).chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_plain_characters() {
        assert_eq!(containing("50%_A\\"), r"%50\%\_a\\%");
        assert_eq!(containing("ÄÖ订单"), "%äö订单%");
    }
}
