//! Writes a name as a statement must have it: quoted where the server would read something else.

use weir_model::ServerFlavor;

/// Words that some server takes for syntax where a name should stand. Quoting one too many does no harm.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "between",
    "both",
    "by",
    "call",
    "case",
    "cast",
    "change",
    "char",
    "check",
    "collate",
    "column",
    "columns",
    "condition",
    "constraint",
    "convert",
    "create",
    "cross",
    "cube",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "databases",
    "dec",
    "decimal",
    "declare",
    "default",
    "deferrable",
    "delete",
    "desc",
    "describe",
    "distinct",
    "div",
    "do",
    "double",
    "drop",
    "dual",
    "each",
    "else",
    "end",
    "except",
    "exists",
    "exit",
    "explain",
    "false",
    "fetch",
    "float",
    "for",
    "force",
    "foreign",
    "from",
    "full",
    "function",
    "generated",
    "glob",
    "grant",
    "group",
    "grouping",
    "groups",
    "having",
    "if",
    "ignore",
    "ilike",
    "in",
    "index",
    "inner",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "keys",
    "kill",
    "lag",
    "lateral",
    "lead",
    "leading",
    "left",
    "like",
    "limit",
    "lines",
    "load",
    "localtime",
    "localtimestamp",
    "lock",
    "long",
    "loop",
    "match",
    "mod",
    "natural",
    "not",
    "notnull",
    "null",
    "numeric",
    "of",
    "off",
    "offset",
    "on",
    "only",
    "option",
    "or",
    "order",
    "out",
    "outer",
    "over",
    "overlaps",
    "partition",
    "placing",
    "primary",
    "procedure",
    "range",
    "rank",
    "read",
    "real",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "return",
    "returning",
    "revoke",
    "right",
    "rlike",
    "row",
    "row_number",
    "rows",
    "schema",
    "schemas",
    "select",
    "session_user",
    "set",
    "show",
    "similar",
    "smallint",
    "some",
    "sql",
    "straight_join",
    "symmetric",
    "system",
    "table",
    "tablesample",
    "terminated",
    "then",
    "to",
    "trailing",
    "transaction",
    "trigger",
    "true",
    "union",
    "unique",
    "unlock",
    "unsigned",
    "update",
    "usage",
    "use",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "while",
    "window",
    "with",
    "write",
    "xor",
];

/// The name, quoted if need be.
pub(crate) fn written(flavor: ServerFlavor, name: &str) -> String {
    if is_plain(flavor, name) {
        return name.to_owned();
    }
    let quote = match flavor {
        ServerFlavor::Postgres | ServerFlavor::Sqlite => '"',
        ServerFlavor::MySql | ServerFlavor::MariaDb => '`',
    };
    let mut text = String::with_capacity(name.len() + 2);
    text.push(quote);
    for c in name.chars() {
        if c == quote {
            text.push(quote);
        }
        text.push(c);
    }
    text.push(quote);
    text
}

fn is_plain(flavor: ServerFlavor, name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    // PostgreSQL folds capitals that aren't quoted.
    let folds = flavor == ServerFlavor::Postgres;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    starts_well
        && name.chars().all(|c| is_letter(c) && !(folds && c.is_ascii_uppercase()))
        && RESERVED.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_words_are_in_order() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn quotes_what_the_server_would_read_otherwise() {
        for (flavor, name, expected) in [
            (ServerFlavor::Postgres, "orders", "orders"),
            (ServerFlavor::Postgres, "CustomerID", "\"CustomerID\""),
            (ServerFlavor::Postgres, "order", "\"order\""),
            (ServerFlavor::Postgres, "a\"b", "\"a\"\"b\""),
            (ServerFlavor::Postgres, "客户", "\"客户\""),
            (ServerFlavor::Postgres, "", "\"\""),
            (ServerFlavor::MySql, "CustomerID", "CustomerID"),
            (ServerFlavor::MySql, "Free Meal (%)", "`Free Meal (%)`"),
            (ServerFlavor::MariaDb, "a`b", "`a``b`"),
            (ServerFlavor::Sqlite, "2010", "\"2010\""),
        ] {
            assert_eq!(written(flavor, name), expected, "{flavor:?} {name}");
        }
    }
}
