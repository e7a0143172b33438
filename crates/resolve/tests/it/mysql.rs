//! Names on MySQL and MariaDB.

use weir_model::ServerFlavor::{MariaDb, MySql};
use weir_resolve::{Resolver, Rules, TableCase, WarningKind};

use crate::shop::{accepts, check, metadata, refuses, version};

#[test]
fn accepts_names_in_every_kind_of_scope() {
    for flavor in [MySql, MariaDb] {
        accepts(
            flavor,
            &[
                "SELECT `Name`, CITY FROM customers",
                "SELECT c.name FROM shop.customers AS c JOIN orders o ON o.customer_id = c.id",
                "SELECT shop.customers.name FROM customers",
                "SELECT city AS c, count(*) AS n FROM customers GROUP BY c HAVING n > 1 AND c <> 'x' ORDER BY n + 1",
                "SELECT price * quantity AS total FROM order_items HAVING total > 5",
                "SELECT id AS x, (SELECT x) FROM orders",
                "SELECT `count(*)` FROM (SELECT count(*) FROM orders) t",
                "SELECT TIMESTAMPDIFF(YEAR, born, CURRENT_DATE) FROM customers",
                "SELECT DATE_ADD(born, INTERVAL 1 DAY), UTC_DATE(), @@version FROM customers",
                "SELECT name FROM customers WHERE city = \"Bern\"",
                "SELECT 1 FROM DUAL",
                "SELECT t.a FROM other_database.t",
                "SELECT table_name FROM information_schema.tables",
                "SELECT id FROM customers JOIN products USING (id, name)",
                "SELECT `Country Name` FROM CountryCodes",
                "SELECT row_number() OVER w FROM orders WINDOW w AS (ORDER BY id)",
                "SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE city = 'x')",
                "(SELECT id FROM orders) UNION (SELECT id FROM products) ORDER BY id",
            ],
        );
    }
}

#[test]
fn refuses_names_that_are_not_there() {
    for flavor in [MySql, MariaDb] {
        refuses(
            flavor,
            &[
                ("SELECT nmae FROM customers", "unknown-column nmae@8 -> name"),
                ("SELECT `Contry Name` FROM CountryCodes", "unknown-column Contry Name@8 -> `Country Name`"),
                ("SELECT 1 FROM customer", "unknown-table customer@15 -> customers"),
                ("SELECT name AS n FROM customers WHERE n = 'x'", "unknown-column n"),
                (
                    "SELECT o.id FROM customers c, orders o JOIN products p ON p.id = c.id",
                    "unknown-qualifier c.id",
                ),
                ("SELECT id FROM (SELECT id FROM orders)", "unnamed-table"),
                ("SELECT 1 FROM Customers", "unknown-table Customers@15 -> customers"),
                ("SELECT C.id FROM customers c", "unknown-qualifier C.id@8 -> c.id"),
                ("SELECT name FROM customers GROUP BY name HAVING city = 'x'", "ungrouped-column city"),
                ("SELECT name FROM customers HAVING city = 'x'", "ungrouped-column city"),
                ("SELECT id FROM orders UNION SELECT id, name FROM products", "column-count SELECT@29"),
            ],
        );
    }
}

#[test]
fn another_case_is_a_warning_where_the_server_was_not_asked() {
    let resolver = Resolver::new(&metadata(MySql), Rules::new(&version(MySql)));
    let resolution = resolver.check("SELECT C.id FROM Customers c");
    assert!(resolution.is_ok(), "{:?}", resolution.problems);
    assert_eq!(resolution.warnings[0].kind, WarningKind::TableCase);
    let either = Rules::new(&version(MySql)).with_table_case(TableCase::Any);
    let resolution = Resolver::new(&metadata(MySql), either).check("SELECT C.id FROM Customers c");
    assert!(resolution.is_ok() && resolution.warnings.is_empty());
}

#[test]
fn a_column_in_double_quotes_is_a_warning() {
    let resolution = check(MySql, "SELECT \"name\" FROM customers WHERE city = \"Bern\"");
    assert!(resolution.is_ok());
    let warnings: Vec<_> =
        resolution.warnings.iter().map(|it| (it.kind, it.name.as_str(), it.position)).collect();
    assert_eq!(warnings, [(WarningKind::QuotedText, "name", Some(8))]);
}

#[test]
fn a_place_is_counted_in_characters_over_lines_and_behind_explain() {
    refuses(MySql, &[("EXPLAIN\nSELECT '客户',\n  nmae FROM customers", "unknown-column nmae@24")]);
}
