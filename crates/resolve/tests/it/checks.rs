//! What is wrong beyond names: groups, aggregates, types, numbers of columns.

use std::sync::Arc;

use weir_guard::{Dialect, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_model::{
    Function,
    ServerFlavor::{MariaDb, MySql, Postgres},
    Volatility,
};
use weir_resolve::{Resolver, Rules};

use crate::shop::{accepts, metadata, refuses, version};

#[test]
fn accepts_what_is_grouped_or_determined() {
    for flavor in [Postgres, MySql, MariaDb] {
        accepts(
            flavor,
            &[
                "SELECT city, count(*) FROM customers GROUP BY city",
                "SELECT c.id, c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id",
                "SELECT upper(city), count(*) FROM customers GROUP BY upper(city) ORDER BY upper(city)",
                "SELECT city, sum(id) + 1, max(name) FROM customers GROUP BY 1 ORDER BY count(*) DESC",
                "SELECT extract(YEAR FROM born) AS y, count(*) FROM customers GROUP BY y ORDER BY y",
                "SELECT city, sum(count(*)) OVER () FROM customers GROUP BY city",
                "SELECT city FROM customers GROUP BY city HAVING count(*) > 1",
                "SELECT count(*) FROM customers HAVING count(*) > 1",
                "SELECT c.city, (SELECT max(o.id) FROM orders o) FROM customers c GROUP BY c.city",
                "SELECT x.city, x.n FROM (SELECT city, count(*) AS n FROM customers GROUP BY city) x WHERE x.n > 2",
            ],
        );
    }
    accepts(
        MySql,
        &[
            "SELECT o.customer_id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY o.customer_id",
            "SELECT city, count(*) FROM customers WHERE city = 'Bern'",
            "SELECT t.customer, max(t.total) FROM customer_totals t GROUP BY t.total",
            "SELECT id, count(*) FROM orders GROUP BY customer_id WITH ROLLUP",
        ],
    );
}

#[test]
fn refuses_columns_beside_aggregates() {
    for flavor in [Postgres, MySql] {
        refuses(
            flavor,
            &[
                ("SELECT city, name, count(*) FROM customers GROUP BY city", "ungrouped-column name"),
                ("SELECT name, max(born) FROM customers", "ungrouped-column name"),
                ("SELECT city, count(*) FROM customers GROUP BY city ORDER BY name", "ungrouped-column name"),
                ("SELECT born FROM customers GROUP BY upper(city)", "ungrouped-column born"),
                ("SELECT *, count(*) FROM order_items GROUP BY order_id", "ungrouped-column product_id"),
            ],
        );
    }
    refuses(
        Postgres,
        &[("SELECT 1 FROM customers GROUP BY city HAVING name > 'a'", "ungrouped-column name")],
    );
    // MariaDB doesn't ask for it unless it is told to.
    let lax = Resolver::new(&metadata(MariaDb), Rules::new(&version(MariaDb)));
    assert!(lax.check("SELECT name, max(born) FROM customers").is_ok());
}

#[test]
fn refuses_aggregates_and_windows_out_of_place() {
    for flavor in [Postgres, MySql, MariaDb] {
        refuses(
            flavor,
            &[
                ("SELECT city FROM customers WHERE count(*) > 1", "misplaced-aggregate count"),
                ("SELECT city FROM customers WHERE max(id) > 1", "misplaced-aggregate max"),
                ("SELECT 1 FROM customers c JOIN orders o ON max(o.id) = c.id", "misplaced-aggregate max"),
                ("SELECT avg(count(*)) FROM customers GROUP BY city", "misplaced-aggregate count"),
                ("SELECT 1 FROM customers WHERE row_number() OVER () = 1", "misplaced-window row_number"),
            ],
        );
        accepts(
            flavor,
            &[
                "SELECT city FROM customers c GROUP BY city HAVING EXISTS (SELECT 1 FROM orders WHERE max(c.id) > 1)",
            ],
        );
    }
}

#[test]
fn counts_columns_and_positions() {
    refuses(
        Postgres,
        &[
            ("SELECT id FROM orders UNION SELECT id, name FROM products", "column-count SELECT@36"),
            ("SELECT 1 WHERE 1 IN (SELECT id, name FROM products)", "column-count SELECT"),
            ("SELECT (SELECT id, name FROM products)", "column-count SELECT"),
            ("SELECT id FROM orders ORDER BY 2", "unknown-position 2"),
            ("SELECT DISTINCT city FROM customers ORDER BY name", "order-not-selected name"),
        ],
    );
    accepts(
        Postgres,
        &[
            "SELECT *, 1 FROM orders ORDER BY 6",
            "SELECT DISTINCT city AS c, upper(name) FROM customers ORDER BY c, upper(name), 1",
            "SELECT ARRAY(SELECT id FROM orders)",
        ],
    );
}

#[test]
fn postgres_does_not_convert_as_it_likes() {
    refuses(
        Postgres,
        &[
            ("SELECT 1 FROM customers WHERE city = 1", "type-mismatch ="),
            ("SELECT 1 FROM customers c JOIN orders o ON o.note = c.id", "type-mismatch ="),
            ("SELECT 1 FROM customers WHERE born LIKE '1990%'", "type-mismatch ~~"),
            ("SELECT 1 FROM orders WHERE paid = 1", "type-mismatch ="),
            ("SELECT avg(city) FROM customers", "type-mismatch avg"),
            ("SELECT sum(id = 1) FROM customers", "type-mismatch sum"),
            ("SELECT round(weight, 2) FROM products", "type-mismatch round"),
            ("SELECT extract(year FROM city) FROM customers", "type-mismatch extract"),
            ("SELECT substr(born, 1, 4) FROM customers", "type-mismatch substr"),
            ("SELECT city + 1 FROM customers", "type-mismatch +"),
            ("SELECT 1 FROM orders WHERE id = 'abc'", "type-mismatch ="),
            ("SELECT 1 FROM orders WHERE note IN (1, 2)", "type-mismatch IN"),
            ("SELECT 1 FROM orders WHERE id IN (SELECT note FROM orders)", "type-mismatch IN"),
            ("SELECT 1 FROM orders WHERE id", "type-mismatch WHERE"),
            ("SELECT now() + 1", "type-mismatch +"),
        ],
    );
    accepts(
        Postgres,
        &[
            "SELECT 1 FROM customers WHERE born = '1990-01-01' AND id = '5' AND born < now()",
            "SELECT round(weight::numeric, 2), round(avg(price), 2) FROM products, order_items GROUP BY weight",
            "SELECT born - 7, born - born, now() - born, now() - interval '1 day', price * quantity FROM customers, order_items",
            "SELECT 1 FROM orders WHERE paid AND NOT paid OR id IN (1, 2) AND note || 1 = 'x'",
            "SELECT to_char(born, 'YYYY') = '1990', extract(year FROM born) = 1990 FROM customers",
            "SELECT 1 FROM products WHERE tags = '{}' AND weight > 1 AND tags ->> 'a' = 'b'",
            "SELECT 1 FROM customers WHERE coalesce(city, name) = 'x' AND length(name) > 3",
        ],
    );
}

#[test]
fn the_questions_to_the_servers_pass_the_guard() {
    let function = |name: &str| Function {
        schema: "pg_catalog".to_owned(),
        name: name.to_owned(),
        volatility: Volatility::Stable,
        extension: None,
    };
    let reported = [function("array_to_json"), function("current_schemas")];
    for (flavor, dialect) in
        [(Postgres, Dialect::Postgres), (MySql, Dialect::MySql), (MariaDb, Dialect::MariaDb)]
    {
        let functions = Arc::new(FunctionSet::build(dialect, &reported, &[]));
        let context = GuardContext { dialect, functions, limits: RowLimits { default: 1, max: 1 } };
        let question = Rules::new(&version(flavor)).question().unwrap();
        assert!(ReadOnlyQuery::parse(question, &context).is_ok(), "{question}");
    }
}
