//! SQLite: each storage class in a column of each affinity. Extremes of both.

use super::Column;

const VALUES: &[&str] = &[
    "0",
    "-9223372036854775808",
    "9223372036854775807",
    "9223372036854775808",
    "1.0",
    "0.1",
    "-0.0",
    "1e308",
    "5e-324",
    "9e999",
    "-9e999",
    "''",
    "'1'",
    "'1.50'",
    "'text, \"quoted\"'",
    "'中文 😀'",
    "CAST(x'61ff' AS TEXT)",
    "CAST(x'610062' AS TEXT)",
    "x''",
    "x'00ff'",
    "'{\"a\": [1]}'",
    "true",
];

pub(super) const COLUMNS: &[Column] = &[
    ("INTEGER", VALUES),
    ("REAL", VALUES),
    ("TEXT", VALUES),
    ("BLOB", VALUES),
    ("NUMERIC", VALUES),
    ("", VALUES),
    ("BOOLEAN", &["0", "1", "true", "'yes'"]),
    ("DATE", &["'2024-02-29'", "20240229", "1.5"]),
    ("DATETIME", &["'2024-02-29 10:00:00'", "1709200800"]),
    ("DECIMAL(10,2)", &["'10.50'", "10.50", "'1e2'"]),
    ("JSON", &["'{\"a\": [1]}'", "1"]),
    ("VARCHAR(5)", &["'longer than five'", "5"]),
];
