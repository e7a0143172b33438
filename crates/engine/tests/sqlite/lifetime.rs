//! From opening to closing: what is a database, what changes under way, what is left behind.

use std::{fs, time::Duration};

use weir_engine::Error;
use weir_guard::Dialect;
use weir_model::ServerFlavor;

use crate::support::{File, connect_to, query, value};

#[tokio::test]
async fn says_what_it_is_and_answers_a_ping() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open().await;
    assert_eq!(engine.dialect(), Dialect::Sqlite);
    assert_eq!(engine.version().flavor, ServerFlavor::Sqlite);
    assert_eq!(engine.version().text, rusqlite::version());
    assert_eq!(engine.version().number.0, 3);
    assert!(engine.functions().await.unwrap().is_empty());
    engine.ping().await.unwrap();
}

#[tokio::test]
async fn an_empty_file_is_an_empty_database() {
    let file = File::new("");
    fs::write(file.path(), "").unwrap();
    let engine = file.open().await;
    assert!(engine.metadata().await.unwrap().tables.is_empty());
}

#[tokio::test]
async fn refuses_files_that_are_no_databases() {
    let file = File::new("CREATE TABLE t (x)");
    fs::write(file.path(), "This is a letter, and a rather long one. ".repeat(100)).unwrap();
    let error = file.open_with(1, Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(error.to_string(), "Failed to connect to database: file is not a database");
}

#[tokio::test]
async fn a_damaged_file_fails_the_statement_that_meets_the_damage() {
    let file = File::new(
        "CREATE TABLE good (x); INSERT INTO good VALUES (1); CREATE TABLE bad (x);
        WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) INSERT INTO bad SELECT i FROM c",
    );
    let mut bytes = file.bytes();
    let page = 4096;
    for at in (3 * page..bytes.len()).step_by(page) {
        bytes[at..at + 100].fill(0xee);
    }
    fs::write(file.path(), bytes).unwrap();
    let engine = file.open().await;
    assert!(matches!(query(&*engine, "SELECT sum(x) FROM bad").await, Err(Error::QueryFailed(_))));
    assert_eq!(value(&*engine, "SELECT x FROM good").await, "Int(1)");
}

#[tokio::test]
async fn refuses_a_file_that_a_crashed_writer_left_unfinished() {
    let file = File::new(
        "CREATE TABLE t (x);
        WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) INSERT INTO t SELECT i FROM c",
    );
    let writer = file.writer();
    writer.execute_batch("PRAGMA cache_size = 1; BEGIN; UPDATE t SET x = x + 1").unwrap();
    let crashed = File::new("");
    for suffix in ["", "-journal"] {
        let name = format!("shop.db{suffix}");
        fs::copy(file.folder().join(&name), crashed.folder().join(&name)).unwrap();
    }
    let before = crashed.bytes();
    let error = crashed.open_with(1, Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Failed to connect to database: the database needs recovery, which means writing to it: \
        open it once with a program that may"
    );
    assert_eq!(crashed.bytes(), before);
    assert!(crashed.folder().join("shop.db-journal").exists());
}

#[tokio::test]
async fn reading_leaves_a_file_byte_for_byte_and_nothing_beside_it() {
    let file = File::new("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let before = file.bytes();
    let engine = file.open().await;
    assert_eq!(value(&*engine, "SELECT x FROM t").await, "Int(1)");
    engine.metadata().await.unwrap();
    engine.close().await;
    assert_eq!(file.bytes(), before);
    assert_eq!(fs::read_dir(file.folder()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_immutable_file_in_wal_mode_is_read_without_companions() {
    let file = File::new("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let odd = file.folder().join("a b?c#商店.db");
    fs::rename(file.path(), &odd).unwrap();
    let url = format!("sqlite://{}/a%20b%3Fc#商店.db?mode=ro&immutable=1", file.folder().display());
    let engine = connect_to(&url, &[file.folder()], 2, Duration::from_secs(5)).await.unwrap();
    assert_eq!(value(&*engine, "SELECT x FROM t").await, "Int(1)");
    assert_eq!(fs::read_dir(file.folder()).unwrap().count(), 1);
}

#[tokio::test]
async fn sees_what_others_write_and_the_file_that_takes_its_place() {
    let file = File::new("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let engine = file.open().await;
    assert_eq!(value(&*engine, "SELECT * FROM t").await, "Int(1)");
    file.writer().execute_batch("ALTER TABLE t ADD COLUMN y DEFAULT 2").unwrap();
    assert_eq!(value(&*engine, "SELECT * FROM t").await, "Int(1) Int(2)");

    let newer = File::new("CREATE TABLE t (z); INSERT INTO t VALUES ('new')");
    fs::rename(newer.path(), file.path()).unwrap();
    assert_eq!(value(&*engine, "SELECT * FROM t").await, "Text(\"new\")");

    fs::remove_file(file.path()).unwrap();
    assert!(matches!(query(&*engine, "SELECT * FROM t").await, Err(Error::Unreachable(_))));
}

#[tokio::test]
async fn virtual_tables_are_read_also_after_the_schema_changed() {
    let file = File::new(
        "CREATE VIRTUAL TABLE docs USING fts5(body); INSERT INTO docs VALUES ('hello world');
        CREATE VIRTUAL TABLE old_docs USING fts4(body); INSERT INTO old_docs VALUES ('hello world');
        CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1); INSERT INTO boxes VALUES (7, 1, 2);",
    );
    let engine = file.open_with(1, Duration::from_secs(5)).await.unwrap();
    for round in ["first", "second"] {
        for (sql, expected) in [
            ("SELECT id FROM boxes WHERE x0 >= 1", "Int(7)"),
            (
                "SELECT highlight(docs, 0, '<', '>') FROM docs('hello') ORDER BY rank",
                "Text(\"<hello> world\")",
            ),
            (
                "SELECT snippet(old_docs) FROM old_docs WHERE body MATCH 'world'",
                "Text(\"hello <b>world</b>\")",
            ),
            ("SELECT sum(value) FROM json_each('[1, 2, 3]')", "Int(6)"),
            ("SELECT count(*) FROM pragma_table_info('boxes')", "Int(3)"),
        ] {
            assert_eq!(value(&*engine, sql).await, expected, "{round}: {sql}");
        }
        file.writer().execute_batch(&format!("CREATE TABLE {round} (x)")).unwrap();
    }
}
