//! Names on PostgreSQL.

use weir_model::ServerFlavor::Postgres;
use weir_resolve::{Coverage, Resolver, Rules, WarningKind};

use crate::shop::{accepts, check, metadata, problems, refuses, version};

#[test]
fn accepts_names_in_every_kind_of_scope() {
    accepts(
        Postgres,
        &[
            "SELECT * FROM customers",
            "SELECT c.name, o.id FROM customers c JOIN orders AS o ON o.customer_id = c.id",
            "SELECT public.customers.name, customers.city FROM public.customers",
            "SELECT NAME FROM Customers",
            "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND city = 'x')",
            "SELECT name, (SELECT max(placed_at) FROM orders o WHERE o.customer_id = customers.id) FROM customers",
            "WITH big AS (SELECT customer_id, sum(price) AS total FROM orders JOIN order_items ON order_id = id \
             GROUP BY customer_id) SELECT c.name, big.total FROM big JOIN customers c ON c.id = big.customer_id",
            "WITH a(x, y) AS (SELECT id, name FROM customers), b AS (SELECT x FROM a) SELECT b.x, a.y FROM a, b",
            "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT n FROM t",
            "WITH RECURSIVE t AS (SELECT id, name FROM customers UNION ALL SELECT o.id, t.name FROM orders o JOIN t \
             ON t.id = o.customer_id) SELECT id, name FROM t",
            "SELECT x.n FROM (SELECT name AS n FROM customers) x",
            "SELECT x.count, x.upper FROM (SELECT count(*), upper('a') FROM customers) x",
            "SELECT x.id FROM customers c, LATERAL (SELECT id FROM orders WHERE customer_id = c.id LIMIT 1) x",
            "SELECT c.name FROM customers c LEFT JOIN LATERAL (SELECT c.id AS i) x ON x.i = c.id",
            "SELECT id, name FROM customers JOIN products USING (id, name)",
            "SELECT id, name FROM customers NATURAL JOIN products",
            "SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b')) v",
            "SELECT v.a FROM (VALUES (1)) AS v(a)",
            "SELECT g FROM generate_series(1, 3) AS g",
            "SELECT g.n FROM generate_series(1, 3) AS g(n)",
            "SELECT j.key, j.value FROM products p, jsonb_each(p.tags) j",
            "SELECT a.x FROM jsonb_to_recordset('[]') AS a(x int, y text)",
            "SELECT city, count(*) AS n FROM customers GROUP BY city ORDER BY n DESC, city",
            "SELECT upper(city) AS place, count(*) FROM customers GROUP BY place ORDER BY count",
            "SELECT city FROM customers UNION SELECT name FROM products ORDER BY city",
            "SELECT rank() OVER w FROM customers WINDOW w AS (PARTITION BY city ORDER BY born)",
            "SELECT c, c.ctid, c.* FROM customers c",
            "SELECT c.full_name, to_json(c), c.to_json FROM customers c",
            "SELECT tags -> 'a' ->> 'b' FROM products WHERE tags @> '{}'",
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace",
            "SELECT table_name FROM information_schema.tables",
            "SELECT \"Country Name\", \"order\" FROM \"CountryCodes\"",
            "SELECT total FROM archive.old_orders",
            "EXPLAIN SELECT name FROM customers",
            "TABLE customers",
            "SELECT (SELECT 1) FROM (SELECT 1) AS t(a) WHERE (a, 1) IN (SELECT id, id FROM orders)",
            "SELECT 1 WHERE (1, 2) = (SELECT id, customer_id FROM orders LIMIT 1)",
            "SELECT DISTINCT ON (city) city, name FROM customers ORDER BY city, born",
        ],
    );
}

#[test]
fn names_what_is_wrong_and_the_nearest_real_names() {
    for (sql, expected) in [
        ("SELECT * FROM customer", "unknown-table customer@15 -> customers, customer_totals"),
        (
            "SELECT * FROM order_item",
            "unknown-table order_item@15 -> order_items, orders, archive.old_orders",
        ),
        ("SELECT nmae FROM customers", "unknown-column nmae@8 -> name"),
        ("SELECT c.nmae FROM customers c", "unknown-column c.nmae@8 -> c.name"),
        ("SELECT '客户', qty FROM order_items", "unknown-column qty@14 -> quantity"),
        ("SELECT code FROM \"CountryCodes\"", "unknown-column code@8 -> \"Code\""),
        ("SELECT * FROM countrycodes", "unknown-table countrycodes@15 -> \"CountryCodes\""),
        ("SELECT note FROM customers", "unknown-column note@8 -> name, orders.note"),
        ("SELECT orders.note FROM orders o", "unknown-qualifier orders.note@8 -> o.note, orders.note"),
        ("SELECT products.name FROM orders", "unknown-qualifier products.name@8 -> products.name"),
        ("SELECT * FROM arhive.old_orders", "unknown-schema arhive@15 -> archive, archive.old_orders"),
        ("SELECT * FROM old_orders", "unknown-table old_orders@15 -> archive.old_orders, orders"),
        ("SELECT id FROM customers c JOIN orders o ON true", "ambiguous-column id@8 -> c.id, o.id"),
        ("SELECT 1 FROM customers JOIN order_items USING (id)", "unknown-column id -> order_id"),
        ("SELECT sum(1) OVER v FROM orders WINDOW w AS ()", "unknown-window v@20"),
        ("SELECT 1 FROM orders, orders", "duplicate-alias orders"),
        ("SELECT x.b FROM (SELECT id AS a FROM orders) x", "unknown-column x.b@8"),
        ("WITH t AS (SELECT id FROM orders) SELECT name FROM t", "unknown-column name@42"),
    ] {
        let told = problems(Postgres, sql);
        assert_eq!(told.len(), 1, "{sql}: {told:?}");
        assert!(told[0].starts_with(expected), "{sql}: {told:?}");
    }
}

#[test]
fn refuses_names_out_of_reach() {
    refuses(
        Postgres,
        &[
            ("SELECT city AS c FROM customers WHERE c = 'x'", "unknown-column c"),
            ("SELECT count(*) AS n FROM customers HAVING n > 1", "unknown-column n"),
            ("SELECT id + 1 AS n FROM orders ORDER BY n + 1", "unknown-column n"),
            ("SELECT 1 FROM customers c, orders o JOIN products p ON p.id = c.id", "unknown-qualifier c.id"),
            ("SELECT 1 FROM customers c, (SELECT c.id) x", "unknown-qualifier c.id"),
            ("SELECT id FROM orders UNION SELECT id FROM products ORDER BY name", "unknown-column name"),
            ("SELECT c.height FROM customers c", "unknown-column c.height"),
            ("SELECT * FROM (SELECT id FROM orders)", "unnamed-table SELECT"),
        ],
    );
}

#[test]
fn a_newer_postgres_takes_subqueries_without_a_name() {
    let mut version = version(Postgres);
    version.number = (16, 1);
    let resolver = Resolver::new(&metadata(Postgres), Rules::new(&version));
    assert!(resolver.check("SELECT id FROM (SELECT id FROM orders)").is_ok());
}

#[test]
fn says_which_tables_and_columns_are_used() {
    let resolution = check(
        Postgres,
        "WITH t AS (SELECT c.id, city FROM customers c) SELECT t.city, count(o.*) FROM t JOIN orders o \
         ON o.customer_id = t.id GROUP BY 1",
    );
    let tables: Vec<_> =
        resolution.tables_used.iter().map(|it| format!("{}.{}", it.schema, it.name)).collect();
    let columns: Vec<_> =
        resolution.columns_used.iter().map(|it| format!("{}.{}", it.table.name, it.column)).collect();
    assert_eq!(tables, ["public.customers", "public.orders"]);
    assert_eq!(columns, ["customers.id", "customers.city", "orders.customer_id"]);
    assert_eq!(resolution.coverage, Coverage::Whole);
}

#[test]
fn an_unknown_search_path_is_a_warning_and_no_problem() {
    let resolver = Resolver::new(&metadata(Postgres), Rules::new(&version(Postgres)));
    let resolution = resolver.check("SELECT total FROM old_orders");
    assert!(resolution.is_ok());
    let warning = &resolution.warnings[0];
    assert_eq!(warning.kind, WarningKind::SchemaNotNamed);
    assert_eq!(warning.better.as_ref().unwrap().text, "archive.old_orders");
}

#[test]
fn what_is_not_read_passes() {
    for sql in ["SHOW work_mem", "", "DROP TABLE orders", "SELECT 1; SELECT 2", "\0"] {
        let resolution = check(Postgres, sql);
        assert_eq!((resolution.coverage, resolution.is_ok()), (Coverage::Nothing, true), "{sql}");
    }
}

#[test]
fn deep_and_long_statements_pass() {
    let sum = format!("SELECT {}id FROM orders", "id + ".repeat(2_000));
    let nots = format!("SELECT {}true", "NOT ".repeat(2_000));
    let unions = format!("SELECT id FROM orders{}", " UNION SELECT id FROM orders".repeat(1_000));
    let joins = format!("SELECT 1 FROM orders{}", " CROSS JOIN orders".repeat(1_500));
    for sql in [sum, nots, unions] {
        assert!(check(Postgres, &sql).is_ok(), "{sql:.40}");
    }
    // Every `orders` has the same name; what matters is that there is an answer.
    assert!(check(Postgres, &joins).problems.len() <= 1);
}
