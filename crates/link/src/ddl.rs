//! One table in few tokens: a line of names, types, keys, foreign keys and comments, with names quoted where the
//! dialect asks for it, so that what a model copies is right.
//!
//! `orders (id bigint PK, customer_id bigint -> customers.id, total numeric(10,2)) -- one line per order`

use std::fmt::Write;

use weir_model::{Column, Table};

/// Longer comments are cut, in characters.
const TABLE_COMMENT: usize = 160;
const COLUMN_COMMENT: usize = 80;
/// More values of an enum than this are left out.
const ENUM_VALUES: usize = 12;

/// How names are written in a dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What goes around a name that isn't plain: `"` or a backtick.
    pub quote: char,
    /// Whether unquoted names lose their capitals (PostgreSQL), so that names with capitals must be quoted.
    pub folds_case: bool,
    /// The schema whose tables need no schema before their name.
    pub default_schema: Option<String>,
}

impl Naming {
    /// A name as it must stand in SQL.
    pub fn name(&self, name: &str) -> String {
        if self.is_plain(name) {
            return name.to_owned();
        }
        let quote = self.quote;
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{doubled}{quote}")
    }

    /// A table's name as it must stand in SQL, with its schema unless that is the default one.
    pub fn table(&self, schema: &str, name: &str) -> String {
        if self.default_schema.as_deref() == Some(schema) || schema.is_empty() {
            self.name(name)
        } else {
            format!("{}.{}", self.name(schema), self.name(name))
        }
    }

    fn is_plain(&self, name: &str) -> bool {
        let mut bytes = name.bytes();
        let begins = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let rest = bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let case = !self.folds_case || !name.bytes().any(|byte| byte.is_ascii_uppercase());
        begins && rest && case && !RESERVED.contains(&name.to_ascii_lowercase().as_str())
    }
}

/// The line of a table with these of its columns, by their places.
pub(crate) fn line(table: &Table, columns: &[usize], naming: &Naming) -> String {
    let mut line = naming.table(&table.schema, &table.name);
    line.push_str(" (");
    for (nth, at) in columns.iter().enumerate() {
        if nth > 0 {
            line.push_str(", ");
        }
        write_column(&mut line, table, &table.columns[*at], naming);
    }
    let left_out = table.columns.len() - columns.len();
    if left_out > 0 {
        // Told, so that a model doesn't take the list for the whole table.
        let _ = write!(line, ", … {left_out} more");
    }
    line.push(')');
    if let Some(comment) = table.comment.as_deref() {
        push_comment(&mut line, " -- ", comment, TABLE_COMMENT, "");
    }
    line.push('\n');
    line
}

/// The line of a table with nothing but its name and comment.
pub(crate) fn name_line(table: &Table, naming: &Naming) -> String {
    let mut line = naming.table(&table.schema, &table.name);
    if let Some(comment) = table.comment.as_deref() {
        push_comment(&mut line, " -- ", comment, COLUMN_COMMENT, "");
    }
    line.push('\n');
    line
}

fn write_column(line: &mut String, table: &Table, column: &Column, naming: &Naming) {
    line.push_str(&naming.name(&column.name));
    if !column.full_type.is_empty() {
        line.push(' ');
        line.push_str(&one_line(&column.full_type, COLUMN_COMMENT));
    }
    if !column.enum_values.is_empty()
        && !column.full_type.contains('(')
        && column.enum_values.len() <= ENUM_VALUES
    {
        let _ = write!(line, " {{{}}}", one_line(&column.enum_values.join("|"), COLUMN_COMMENT));
    }
    if column.primary_key {
        line.push_str(" PK");
    }
    let mut keys = table.foreign_keys.iter();
    if let Some((key, at)) =
        keys.find_map(|key| Some((key, key.columns.iter().position(|name| *name == column.name)?)))
    {
        let to = naming.table(&key.referenced_schema, &key.referenced_table);
        let _ = write!(line, " -> {to}");
        if let Some(referenced) = key.referenced_columns.get(at).filter(|name| !name.is_empty()) {
            let _ = write!(line, ".{}", naming.name(referenced));
        }
    }
    if let Some(comment) = column.comment.as_deref() {
        push_comment(line, " /* ", comment, COLUMN_COMMENT, " */");
    }
}

fn push_comment(line: &mut String, before: &str, comment: &str, most: usize, after: &str) {
    let comment = one_line(comment, most).replace("*/", "* /");
    if !comment.is_empty() {
        line.push_str(before);
        line.push_str(&comment);
        line.push_str(after);
    }
}

/// One line without control characters, cut to its length. A comment is data: it must not be able to look like a
/// line of ours.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let clean: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let clean = clean.join(" ");
    if clean.chars().count() <= most {
        return clean;
    }
    clean.chars().take(most).chain(['…']).collect()
}

/// Words that no server here takes as a plain name of a column or table.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "database",
    "default",
    "delete",
    "desc",
    "describe",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "groups",
    "having",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "key",
    "keys",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "lock",
    "match",
    "natural",
    "not",
    "null",
    "of",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "primary",
    "procedure",
    "range",
    "rank",
    "read",
    "references",
    "release",
    "rename",
    "repeat",
    "replace",
    "returning",
    "right",
    "row",
    "row_number",
    "rows",
    "schema",
    "select",
    "set",
    "show",
    "some",
    "system",
    "table",
    "then",
    "to",
    "trailing",
    "trigger",
    "true",
    "union",
    "unique",
    "update",
    "usage",
    "use",
    "user",
    "using",
    "values",
    "when",
    "where",
    "window",
    "with",
    "write",
];

#[cfg(test)]
mod tests {
    use weir_model::{ForeignKey, TableKind};

    use super::*;

    const POSTGRES: Naming = Naming { quote: '"', folds_case: true, default_schema: None };

    fn column(name: &str, full_type: &str) -> Column {
        Column {
            name: name.to_owned(),
            data_type: full_type.to_owned(),
            full_type: full_type.to_owned(),
            nullable: true,
            primary_key: false,
            default: None,
            generated: None,
            comment: None,
            enum_values: Vec::new(),
        }
    }

    fn orders() -> Table {
        let mut id = column("id", "bigint");
        id.primary_key = true;
        let mut status = column("Status", "order_status");
        status.enum_values = vec!["open".to_owned(), "paid".to_owned()];
        let mut customer = column("customer_id", "bigint");
        customer.comment = Some("who\npaid */ DROP".to_owned());
        Table {
            schema: "public".to_owned(),
            name: "order".to_owned(),
            kind: TableKind::Table,
            comment: Some("one line\nper order".to_owned()),
            estimated_rows: None,
            size_bytes: None,
            partition_of: None,
            columns: vec![id, status, customer],
            foreign_keys: vec![ForeignKey {
                name: String::new(),
                columns: vec!["customer_id".to_owned()],
                referenced_schema: "public".to_owned(),
                referenced_table: "customers".to_owned(),
                referenced_columns: vec!["id".to_owned()],
            }],
            indexes: Vec::new(),
        }
    }

    #[test]
    fn tells_a_table_in_one_line() {
        let naming = Naming { default_schema: Some("public".to_owned()), ..POSTGRES };
        expect_test::expect![[r#"
            "order" (id bigint PK, "Status" order_status {open|paid}, customer_id bigint -> customers.id /* who paid * / DROP */) -- one line per order
        "#]]
        .assert_eq(&line(&orders(), &[0, 1, 2], &naming));
        expect_test::expect![[r#"
            public."order" (id bigint PK, … 2 more) -- one line per order
        "#]]
        .assert_eq(&line(&orders(), &[0], &POSTGRES));
    }

    #[test]
    fn quotes_what_must_be_quoted() {
        let mysql = Naming { quote: '`', folds_case: false, default_schema: None };
        for (name, postgres, other) in [
            ("total", "total", "total"),
            ("OrderItems", "\"OrderItems\"", "OrderItems"),
            ("group", "\"group\"", "`group`"),
            ("a b", "\"a b\"", "`a b`"),
            ("订单", "\"订单\"", "`订单`"),
            ("a\"`b", "\"a\"\"`b\"", "`a\"``b`"),
            ("2fast", "\"2fast\"", "`2fast`"),
        ] {
            assert_eq!((POSTGRES.name(name).as_str(), mysql.name(name).as_str()), (postgres, other));
        }
    }
}
