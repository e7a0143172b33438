//! What the engine reads of a file's tables.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use weir_model::{DatabaseMetadata, Table};

use crate::support::File;

const SHOP: &str = r#"
    CREATE TABLE customers ( -- People who bought something, 顾客
        id INTEGER PRIMARY KEY, -- the number
        name VARCHAR(50) NOT NULL DEFAULT 'nobody', -- 姓名
        upper_name TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL,
        initial TEXT AS (substr(name, 1, 1)) STORED,
        email TEXT UNIQUE
    );
    CREATE TABLE "订单" (
        region TEXT,
        number INT,
        customer INTEGER REFERENCES Customers, -- whose
        amount DECIMAL(10, 2) CHECK (amount >= 0),
        PRIMARY KEY (region, number)
    ) WITHOUT ROWID;
    CREATE TABLE lines (region TEXT, number INT, FOREIGN KEY (region, number) REFERENCES "订单");
    CREATE TABLE plain (x, "y z");
    CREATE INDEX by_name ON customers (lower(name), id DESC) WHERE email IS NOT NULL;
    CREATE VIEW paid AS -- What was paid
        SELECT customer, sum(amount) AS total FROM "订单" GROUP BY customer;
    CREATE VIEW broken AS SELECT * FROM gone;
    CREATE VIRTUAL TABLE docs USING fts5(title, body);
    CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);
    INSERT INTO customers (name) VALUES ('a'), ('b'), ('c');
    ANALYZE;
"#;

async fn read(script: &str) -> DatabaseMetadata {
    File::new(script).open().await.metadata().await.unwrap()
}

fn show(table: &Table) -> String {
    let mut shown = format!("{:?} {}.{}", table.kind, table.schema, table.name);
    let _ = writeln!(shown, " rows={:?} comment={:?}", table.estimated_rows, table.comment);
    for column in &table.columns {
        let _ = write!(shown, "  {} {}", column.name, column.full_type);
        let marks = [(!column.nullable, " not-null"), (column.primary_key, " pk")];
        shown.extend(marks.iter().filter(|(set, _)| *set).map(|(_, mark)| *mark));
        if let Some(default) = &column.default {
            let _ = write!(shown, " default={default}");
        }
        if let Some(generated) = column.generated {
            let _ = write!(shown, " {generated:?}");
        }
        if let Some(comment) = &column.comment {
            let _ = write!(shown, " -- {comment}");
        }
        shown.push('\n');
    }
    for index in &table.indexes {
        let _ = writeln!(
            shown,
            "  index {} {:?} unique={} primary={}",
            index.name, index.columns, index.unique, index.primary
        );
    }
    for key in &table.foreign_keys {
        let _ =
            writeln!(shown, "  {:?} -> {}{:?}", key.columns, key.referenced_table, key.referenced_columns);
    }
    shown
}

fn check(metadata: &DatabaseMetadata, expected: &Expect) {
    expected.assert_eq(&metadata.tables.iter().map(show).collect::<String>());
}

#[tokio::test]
async fn reads_tables_columns_keys_indexes_and_comments() {
    let metadata = read(SHOP).await;
    assert_eq!(metadata.schemas, ["main"]);
    check(
        &metadata,
        &expect![[r#"
        VirtualTable main.boxes rows=None comment=None
          id INT
          x0 REAL
          x1 REAL
        View main.broken rows=None comment=None
        Table main.customers rows=Some(3) comment=Some("People who bought something, 顾客")
          id INTEGER not-null pk Identity -- the number
          name VARCHAR(50) not-null default='nobody' -- 姓名
          upper_name TEXT Virtual
          initial TEXT Stored
          email TEXT
          index rowid ["id"] unique=true primary=true
          index sqlite_autoindex_customers_1 ["email"] unique=true primary=false
          index by_name ["lower(name)", "id"] unique=false primary=false
        VirtualTable main.docs rows=None comment=None
          title 
          body 
        Table main.lines rows=None comment=None
          region TEXT
          number INT
          ["region", "number"] -> 订单["region", "number"]
        View main.paid rows=None comment=Some("What was paid")
          customer INTEGER
          total 
        Table main.plain rows=None comment=None
          x 
          y z 
        Table main.订单 rows=None comment=None
          region TEXT not-null pk
          number INT not-null pk
          customer INTEGER -- whose
          amount DECIMAL(10, 2)
          index sqlite_autoindex_订单_1 ["region", "number"] unique=true primary=true
          ["customer"] -> customers["id"]
    "#]],
    );
}

#[tokio::test]
async fn knows_the_plain_type_and_the_size() {
    let metadata = read(SHOP).await;
    let table = |name: &str| metadata.tables.iter().find(|table| table.name == name).unwrap();
    let types: Vec<&str> = table("订单").columns.iter().map(|column| column.data_type.as_str()).collect();
    assert_eq!(types, ["TEXT", "INT", "INTEGER", "DECIMAL"]);
    // A page for the table, one for the unique e-mail, one for `by_name`.
    assert_eq!(table("customers").size_bytes, Some(3 * 4096));
    assert_eq!(table("paid").size_bytes, None);
    assert!(table("docs").size_bytes >= Some(4 * 4096));
}

#[tokio::test]
async fn an_unknown_module_costs_its_own_columns_only() {
    let file = File::new("CREATE TABLE t (x); CREATE VIRTUAL TABLE docs USING fts5(body)");
    file.writer()
        .execute_batch(
            "PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE docs USING spatial(body)' WHERE name = 'docs'",
        )
        .unwrap();
    let metadata = file.open().await.metadata().await.unwrap();
    let columns: Vec<(&str, usize)> =
        metadata.tables.iter().map(|table| (table.name.as_str(), table.columns.len())).collect();
    assert!(columns.contains(&("t", 1)) && columns.contains(&("docs", 0)), "{columns:?}");
}

#[tokio::test]
async fn reads_a_thousand_tables() {
    let mut script = String::from("BEGIN;");
    for number in 0..1000 {
        let _ = write!(
            script,
            "CREATE TABLE t{number:04} (id INTEGER PRIMARY KEY, a TEXT, b INT REFERENCES t0000);"
        );
    }
    script.push_str("COMMIT;");
    let metadata = read(&script).await;
    assert_eq!(metadata.tables.len(), 1000);
    assert!(metadata.tables.iter().all(|table| table.columns.len() == 3 && table.foreign_keys.len() == 1));
}
