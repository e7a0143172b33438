//! Names on SQLite.

use weir_model::ServerFlavor::Sqlite;
use weir_resolve::WarningKind;

use crate::shop::{accepts, check, refuses};

#[test]
fn accepts_names_in_every_kind_of_scope() {
    accepts(
        Sqlite,
        &[
            "SELECT NAME, rowid, c.oid FROM Customers c",
            "SELECT main.customers.name FROM main.customers",
            "SELECT name AS n FROM customers WHERE n = 'x' GROUP BY n HAVING n > 'a' ORDER BY n",
            "SELECT [Country Name], `order`, \"Code\" FROM CountryCodes",
            "SELECT name FROM customers WHERE city = \"Bern\"",
            "WITH t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
            "SELECT value FROM json_each('[1]')",
            "SELECT j.value, p.name FROM products p, json_each(p.tags) j",
            "SELECT name FROM sqlite_master",
            "SELECT a.id FROM customers a, orders b JOIN products c ON c.id = a.id",
            "SELECT city, max(born), name FROM customers GROUP BY city",
            "SELECT max(id, 3) FROM customers WHERE max(id, 3) > 2",
            "SELECT x.`count(*)` FROM (SELECT count(*) FROM orders) x",
        ],
    );
}

#[test]
fn refuses_names_that_are_not_there() {
    refuses(
        Sqlite,
        &[
            ("SELECT nmae FROM customers", "unknown-column nmae@8 -> name"),
            ("SELECT c.nmae FROM customers c", "unknown-column c.nmae@8 -> c.name"),
            ("SELECT 1 FROM custmers", "unknown-table custmers@15 -> customers"),
            ("SELECT x.id FROM customers", "unknown-qualifier x.id"),
            ("SELECT id AS x, x + 1 FROM customers", "unknown-column x"),
            ("SELECT 1 FROM customers WHERE count(*) > 1", "misplaced-aggregate count"),
            ("SELECT id FROM customers, orders", "ambiguous-column id"),
        ],
    );
}

#[test]
fn a_name_in_double_quotes_that_is_none_is_a_warning() {
    let resolution = check(Sqlite, "SELECT \"nmae\" FROM customers");
    assert!(resolution.is_ok());
    assert_eq!(resolution.warnings[0].kind, WarningKind::QuotedText);
}
