//! The shop in real databases: the same facts hold in all of them, and the books balance.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use expect_test::expect;
use rusqlite::{Connection, types::ValueRef};
use weir_sample::{SampleDialect, statements, tables};
use weir_testkit::{Server, TestDatabase};

/// What must not exist: a sentence and a query that counts it.
const NEVER: [(&str, &str); 17] = [
    (
        "an order without items",
        "SELECT count(*) FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id)",
    ),
    (
        "an order whose subtotal is not the sum of its items",
        "SELECT count(*) FROM orders o WHERE round(o.subtotal - (SELECT sum(i.quantity * i.unit_price) FROM order_items i WHERE i.order_id = o.id), 2) <> 0",
    ),
    (
        "a line total that is not quantity times price",
        "SELECT count(*) FROM order_items WHERE round(line_total - quantity * unit_price, 2) <> 0",
    ),
    (
        "an order whose total does not follow",
        "SELECT count(*) FROM orders WHERE round(subtotal - discount + shipping_fee - total, 2) <> 0",
    ),
    (
        "a paid order without exactly one charge of its total",
        "SELECT count(*) FROM orders o WHERE o.paid_at IS NOT NULL AND 1 <> (SELECT count(*) FROM payments p WHERE p.order_id = o.id AND p.kind = 'charge' AND p.status = 'succeeded' AND p.amount = o.total AND p.processed_at = o.paid_at)",
    ),
    (
        "an unpaid order with money",
        "SELECT count(*) FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.paid_at IS NULL AND p.status <> 'failed'",
    ),
    (
        "an order whose refund is not the sum of its refunds",
        "SELECT count(*) FROM orders o WHERE round(o.refunded - (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.order_id = o.id AND p.kind = 'refund' AND p.status = 'succeeded'), 2) <> 0",
    ),
    (
        "a cancelled order that was paid and is not being refunded in full",
        "SELECT count(*) FROM orders o WHERE o.status = 'cancelled' AND o.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.kind = 'refund' AND p.amount = o.total)",
    ),
    ("more paid back than was paid", "SELECT count(*) FROM orders WHERE refunded > total"),
    (
        "goods back from an order that is not returned, or a returned order without",
        "SELECT count(*) FROM orders o WHERE (CASE WHEN o.status = 'returned' THEN 1 ELSE 0 END) <> (SELECT CASE WHEN sum(i.returned_quantity) > 0 THEN 1 ELSE 0 END FROM order_items i WHERE i.order_id = o.id)",
    ),
    (
        "a time that runs backwards",
        "SELECT count(*) FROM orders WHERE paid_at < ordered_at OR shipped_at < paid_at OR delivered_at < shipped_at OR cancelled_at < ordered_at",
    ),
    (
        "a status that the times deny",
        "SELECT count(*) FROM orders WHERE status <> CASE WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN status = 'returned' AND delivered_at IS NOT NULL THEN 'returned' WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN shipped_at IS NOT NULL THEN 'shipped' WHEN paid_at IS NOT NULL THEN 'paid' ELSE 'pending' END{as_status}",
    ),
    (
        "an order before its customer signed up",
        "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.ordered_at < c.registered_at",
    ),
    (
        "an order to somebody else's address",
        "SELECT count(*) FROM orders o JOIN addresses a ON a.id = o.address_id WHERE a.customer_id <> o.customer_id",
    ),
    (
        "a product sold outside its time",
        "SELECT count(*) FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id WHERE o.ordered_at < p.launched_on OR {day_of_order} > p.discontinued_on",
    ),
    (
        "a review of what was not bought, or before it came",
        "SELECT count(*) FROM reviews r JOIN orders o ON o.id = r.order_id WHERE o.customer_id <> r.customer_id OR o.delivered_at IS NULL OR r.created_at < o.delivered_at OR NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.product_id = r.product_id)",
    ),
    (
        "a reservation that no open order explains",
        "SELECT count(*) FROM inventory v WHERE v.reserved <> (SELECT coalesce(sum(i.quantity), 0) FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.status IN ('pending', 'paid') AND o.warehouse_id = v.warehouse_id AND i.product_id = v.product_id)",
    ),
];

/// What the shop comes to; the same in every database.
const FACTS: [&str; 9] = [
    "SELECT round(sum(total), 2) FROM orders",
    "SELECT round(sum(refunded), 2) FROM orders",
    "SELECT round(sum(line_total), 2) FROM order_items",
    "SELECT round(sum(amount), 2) FROM payments WHERE status = 'succeeded'",
    "SELECT round(sum(revenue), 2) FROM monthly_revenue",
    "SELECT count(*) FROM monthly_revenue",
    "SELECT round(sum(spent), 2) FROM top_customers",
    "SELECT sum(预警线 - 可用数量) FROM 库存预警",
    "SELECT sum(char_length(body)) FROM reviews",
];

/// Loads nothing, only asks: `ask` gives the rows of a query as text.
fn check(dialect: SampleDialect, ask: &dyn Fn(&str) -> Vec<String>) {
    for (name, rows) in tables() {
        assert_eq!(ask(&format!("SELECT count(*) FROM {name}")), [rows.to_string()], "rows of {name}");
    }
    for (sentence, query) in NEVER {
        assert_eq!(ask(&spelled(dialect, query)), ["0"], "{dialect:?} holds {sentence}");
    }
    // SQLite tells 1.50 as 1.5.
    let fact = |query| {
        let number: f64 = ask(&spelled(dialect, query)).join(" ").parse().expect("a number");
        format!("{number:.2}  {query}\n")
    };
    let facts: String = FACTS.into_iter().map(fact).collect();
    expect![[r#"
        8622642.80  SELECT round(sum(total), 2) FROM orders
        452671.76  SELECT round(sum(refunded), 2) FROM orders
        8138785.10  SELECT round(sum(line_total), 2) FROM order_items
        8811177.70  SELECT round(sum(amount), 2) FROM payments WHERE status = 'succeeded'
        7905834.18  SELECT round(sum(revenue), 2) FROM monthly_revenue
        24.00  SELECT count(*) FROM monthly_revenue
        1741486.90  SELECT round(sum(spent), 2) FROM top_customers
        1264.00  SELECT sum(预警线 - 可用数量) FROM 库存预警
        171846.00  SELECT sum(char_length(body)) FROM reviews
    "#]]
    .assert_eq(&facts);
    check_period(dialect, ask);
}

/// Nothing has happened after the stated day, and something on it.
fn check_period(dialect: SampleDialect, ask: &dyn Fn(&str) -> Vec<String>) {
    let moments = [
        ("customers", "registered_at"),
        ("orders", "ordered_at"),
        ("orders", "paid_at"),
        ("orders", "shipped_at"),
        ("orders", "delivered_at"),
        ("orders", "cancelled_at"),
        ("payments", "created_at"),
        ("payments", "processed_at"),
        ("reviews", "created_at"),
    ];
    for (table, column) in moments {
        let zone = if dialect == SampleDialect::Postgres { "+00" } else { "" };
        let late = format!("SELECT count(*) FROM {table} WHERE {column} >= '2026-01-01 00:00:00{zone}'");
        assert_eq!(ask(&late), ["0"], "{table}.{column} lies after the end");
    }
    assert_eq!(ask("SELECT min(month) FROM monthly_revenue"), ["2024-01"]);
    assert_eq!(ask("SELECT max(month) FROM monthly_revenue"), ["2025-12"]);
}

/// The few words in which the dialects differ.
fn spelled(dialect: SampleDialect, query: &str) -> String {
    let (status, day, length) = match dialect {
        SampleDialect::Postgres => {
            ("::order_status", "(o.ordered_at AT TIME ZONE 'UTC')::date", "char_length")
        }
        SampleDialect::MySql => ("", "date(o.ordered_at)", "char_length"),
        SampleDialect::Sqlite => ("", "date(o.ordered_at)", "length"),
    };
    query.replace("{as_status}", status).replace("{day_of_order}", day).replace("char_length", length)
}

#[test]
fn the_books_balance_in_sqlite() {
    let mut database = Connection::open_in_memory().unwrap();
    database.pragma_update(None, "foreign_keys", true).unwrap();
    let transaction = database.transaction().unwrap();
    for statement in statements(SampleDialect::Sqlite) {
        transaction.execute_batch(&statement).unwrap_or_else(|error| panic!("{error}: {statement:.200}"));
    }
    transaction.commit().unwrap();
    let ask = |query: &str| -> Vec<String> {
        let mut statement = database.prepare(query).unwrap_or_else(|error| panic!("{error}: {query}"));
        let rows = statement.query_map([], |row| row.get_ref(0).map(|value| text(value))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    check(SampleDialect::Sqlite, &ask);
    assert_eq!(ask("SELECT count(*) FROM pragma_foreign_key_check"), ["0"]);
    assert_eq!(ask("PRAGMA integrity_check"), ["ok"]);
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[test]
fn the_books_balance_in_postgres() {
    let database = TestDatabase::create(Server::Postgres);
    let name = database.rows("SELECT current_database()").join("");
    database.execute(&format!(
        "CREATE SCHEMA weir_sample; ALTER DATABASE \"{name}\" SET search_path = weir_sample"
    ));
    database.execute(&script(SampleDialect::Postgres));
    check(SampleDialect::Postgres, &|query| database.rows(query));
    let next =
        database.rows("INSERT INTO categories (slug, name, name_zh) VALUES ('x', 'x', 'x') RETURNING id");
    assert_eq!(next, ["33"], "the sequences go on after the sample");
}

#[test]
fn the_books_balance_in_mysql() {
    let database = TestDatabase::create(Server::MySql);
    database.execute(&script(SampleDialect::MySql));
    check(SampleDialect::MySql, &|query| database.rows(query));
}

#[test]
fn the_books_balance_in_mariadb() {
    let database = TestDatabase::create(Server::MariaDb);
    database.execute(&script(SampleDialect::MySql));
    check(SampleDialect::MySql, &|query| database.rows(query));
}

fn script(dialect: SampleDialect) -> String {
    statements(dialect).fold(String::new(), |mut script, statement| {
        script.push_str(&statement);
        script.push_str(";\n");
        script
    })
}
