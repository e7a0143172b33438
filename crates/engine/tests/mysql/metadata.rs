//! What a database says about itself.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use weir_model::{Column, Table};
use weir_testkit::{Server, TestDatabase};

use super::{on_both, open};

const SHOP: &str = "SET NAMES utf8mb4;
    CREATE TABLE customers (id int unsigned AUTO_INCREMENT PRIMARY KEY, email varchar(120) NOT NULL UNIQUE,
      name varchar(50) COMMENT 'what to call them', state enum('new','it''s old','关') NOT NULL DEFAULT 'new',
      tags set('a','b'), joined datetime(3) DEFAULT CURRENT_TIMESTAMP(3), score decimal(10,2) DEFAULT 1.50,
      note text, flag bit(1) DEFAULT b'1', nothing varchar(5) DEFAULT 'it''s') COMMENT 'who buys';
    CREATE TABLE `订单` (id bigint PRIMARY KEY, customer int unsigned NOT NULL, `line no` int NOT NULL,
      total decimal(10,2), twice decimal(12,2) AS (total * 2) VIRTUAL, thrice decimal(12,2) AS (total * 3) STORED,
      KEY by_both (customer, `line no`), UNIQUE KEY `a key` (`line no`, total),
      CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id));
    CREATE TABLE pairs (a int NOT NULL, b int NOT NULL, PRIMARY KEY (b, a));
    CREATE TABLE refers (x int, y int, CONSTRAINT two FOREIGN KEY (x, y) REFERENCES pairs (b, a));
    CREATE TABLE unique_only (a int NOT NULL UNIQUE);
    CREATE TABLE `mixed Case` (`Ä` int);
    CREATE TABLE parts (a int NOT NULL) PARTITION BY HASH (a) PARTITIONS 2;
    CREATE VIEW names AS SELECT id, name FROM customers";

on_both! {
    async fn reads_tables_columns_keys_and_indexes(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(SHOP);
        let engine = open(database.url()).await;
        let metadata = engine.metadata().await.unwrap();
        assert_eq!(metadata.schemas, [database.name()]);
        let mut shown = String::new();
        for table in &metadata.tables {
            assert_eq!(table.schema, database.name());
            show(table, &mut shown);
        }
        let shown = shown.replace(database.name(), "shop");
        let expected = if server == Server::MariaDb { as_mariadb_tells_it() } else { as_mysql_tells_it() };
        expected.assert_eq(&shown);
    }

    async fn an_empty_database_has_no_tables(server: Server) {
        let database = TestDatabase::create(server);
        let metadata = open(database.url()).await.metadata().await.unwrap();
        assert_eq!((metadata.schemas.as_slice(), metadata.tables.as_slice()), (&[database.name().to_owned()][..], &[][..]));
    }

    async fn without_a_database_it_covers_all_but_the_servers_own(server: Server) {
        let (first, second) = (TestDatabase::create(server), TestDatabase::create(server));
        first.execute("CREATE TABLE here (a int)");
        second.execute("CREATE TABLE there (a int)");
        let (url, _database) = first.url().rsplit_once('/').unwrap();
        let metadata = open(url).await.metadata().await.unwrap();
        for (database, table) in [(&first, "here"), (&second, "there")] {
            let found = metadata.tables.iter().find(|found| found.schema == database.name());
            assert_eq!(found.map(|found| found.name.as_str()), Some(table));
            assert!(metadata.schemas.iter().any(|schema| schema == database.name()));
        }
        for own in ["mysql", "information_schema", "performance_schema", "sys"] {
            assert!(metadata.schemas.iter().all(|schema| schema != own), "{own}");
            assert!(metadata.tables.iter().all(|table| table.schema != own), "{own}");
        }
    }

    async fn estimates_rows_and_size(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3); ANALYZE TABLE t");
        let metadata = open(database.url()).await.metadata().await.unwrap();
        assert_eq!(metadata.tables[0].estimated_rows, Some(3));
        assert_eq!(metadata.tables[0].size_bytes, Some(16_384));
    }
}

#[tokio::test]
async fn tells_sequences_and_functions_of_mariadb() {
    let database = TestDatabase::create(Server::MariaDb);
    database.execute("CREATE SEQUENCE numbers");
    let engine = open(database.url()).await;
    let metadata = engine.metadata().await.unwrap();
    assert_eq!(metadata.tables[0].kind, weir_model::TableKind::Sequence);
    let functions = engine.functions().await.unwrap();
    assert!(
        functions.iter().any(|function| function.name == "JSON_TABLE" || function.name == "NATURAL_SORT_KEY")
    );
}

#[tokio::test]
async fn tells_expressions_in_indexes_of_mysql() {
    let database = TestDatabase::create(Server::MySql);
    database
        .execute("CREATE TABLE t (a int, b json, KEY k ((a + 1), a), KEY m ((CAST(b AS UNSIGNED ARRAY))))");
    let metadata = open(database.url()).await.metadata().await.unwrap();
    let mut shown = String::new();
    show(&metadata.tables[0], &mut shown);
    expect![[r#"
        t: Table None
          a int (int) null
          b json (json) null
          index k ["(`a` + 1)", "a"]
          index m ["cast(`b` as unsigned array)"]
    "#]]
    .assert_eq(&shown);
}

fn as_mariadb_tells_it() -> Expect {
    expect![[r#"
                customers: Table Some("who buys")
                  id int (int(10) unsigned) not null key Identity
                  email varchar (varchar(120)) not null
                  name varchar (varchar(50)) null -- what to call them
                  state enum (enum('new','it''s old','关')) not null default 'new' ["new", "it's old", "关"]
                  tags set (set('a','b')) null ["a", "b"]
                  joined datetime (datetime(3)) null default current_timestamp(3)
                  score decimal (decimal(10,2)) null default 1.50
                  note text (text) null
                  flag bit (bit(1)) null default b'1'
                  nothing varchar (varchar(5)) null default 'it''s'
                  index PRIMARY ["id"] unique primary
                  index email ["email"] unique
                mixed Case: Table None
                  Ä int (int(11)) null
                names: View None
                  id int (int(10) unsigned) not null default 0
                  name varchar (varchar(50)) null -- what to call them
                pairs: Table None
                  a int (int(11)) not null key
                  b int (int(11)) not null key
                  index PRIMARY ["b", "a"] unique primary
                parts: PartitionedTable None
                  a int (int(11)) not null
                refers: Table None
                  x int (int(11)) null
                  y int (int(11)) null
                  index two ["x", "y"]
                  foreign key two ["x", "y"] -> shop.pairs ["b", "a"]
                unique_only: Table None
                  a int (int(11)) not null
                  index a ["a"] unique
                订单: Table None
                  id bigint (bigint(20)) not null key
                  customer int (int(10) unsigned) not null
                  line no int (int(11)) not null
                  total decimal (decimal(10,2)) null
                  twice decimal (decimal(12,2)) null Virtual
                  thrice decimal (decimal(12,2)) null Stored
                  index PRIMARY ["id"] unique primary
                  index a key ["line no", "total"] unique
                  index by_both ["customer", "line no"]
                  foreign key of_customer ["customer"] -> shop.customers ["id"]
            "#]]
}

fn as_mysql_tells_it() -> Expect {
    expect![[r#"
                customers: Table Some("who buys")
                  id int (int unsigned) not null key Identity
                  email varchar (varchar(120)) not null
                  name varchar (varchar(50)) null -- what to call them
                  state enum (enum('new','it''s old','关')) not null default 'new' ["new", "it's old", "关"]
                  tags set (set('a','b')) null ["a", "b"]
                  joined datetime (datetime(3)) null default CURRENT_TIMESTAMP(3)
                  score decimal (decimal(10,2)) null default 1.50
                  note text (text) null
                  flag bit (bit(1)) null default b'1'
                  nothing varchar (varchar(5)) null default 'it''s'
                  index PRIMARY ["id"] unique primary
                  index email ["email"] unique
                mixed Case: Table None
                  Ä int (int) null
                names: View None
                  id int (int unsigned) not null default 0
                  name varchar (varchar(50)) null -- what to call them
                pairs: Table None
                  a int (int) not null key
                  b int (int) not null key
                  index PRIMARY ["b", "a"] unique primary
                parts: PartitionedTable None
                  a int (int) not null
                refers: Table None
                  x int (int) null
                  y int (int) null
                  index two ["x", "y"]
                  foreign key two ["x", "y"] -> shop.pairs ["b", "a"]
                unique_only: Table None
                  a int (int) not null
                  index a ["a"] unique
                订单: Table None
                  id bigint (bigint) not null key
                  customer int (int unsigned) not null
                  line no int (int) not null
                  total decimal (decimal(10,2)) null
                  twice decimal (decimal(12,2)) null Virtual
                  thrice decimal (decimal(12,2)) null Stored
                  index PRIMARY ["id"] unique primary
                  index a key ["line no", "total"] unique
                  index by_both ["customer", "line no"]
                  foreign key of_customer ["customer"] -> shop.customers ["id"]
            "#]]
}

fn show(table: &Table, shown: &mut String) {
    let Table { name, kind, comment, .. } = table;
    writeln!(shown, "{name}: {kind:?} {comment:?}").unwrap();
    for column in &table.columns {
        let Column { name, data_type, full_type, nullable, primary_key, .. } = column;
        let null = if *nullable { "null" } else { "not null" };
        let key = if *primary_key { " key" } else { "" };
        write!(shown, "  {name} {data_type} ({full_type}) {null}{key}").unwrap();
        if let Some(default) = &column.default {
            write!(shown, " default {default}").unwrap();
        }
        if let Some(generated) = &column.generated {
            write!(shown, " {generated:?}").unwrap();
        }
        if !column.enum_values.is_empty() {
            write!(shown, " {:?}", column.enum_values).unwrap();
        }
        if let Some(comment) = &column.comment {
            write!(shown, " -- {comment}").unwrap();
        }
        shown.push('\n');
    }
    for index in &table.indexes {
        let unique = if index.unique { " unique" } else { "" };
        let primary = if index.primary { " primary" } else { "" };
        writeln!(shown, "  index {} {:?}{unique}{primary}", index.name, index.columns).unwrap();
    }
    for key in &table.foreign_keys {
        writeln!(
            shown,
            "  foreign key {} {:?} -> {}.{} {:?}",
            key.name, key.columns, key.referenced_schema, key.referenced_table, key.referenced_columns
        )
        .unwrap();
    }
}
