//! SQLite: against the files on disk.

use std::{fs, os::unix::fs::symlink, path::Path, sync::Arc};

use rusqlite::Connection;
use tempfile::TempDir;
use weir_engine::{Engine, Target};
use weir_model::{Access, DbType, Endpoint};

use crate::{database_size, engines, named, table, table_sizes};

const TABLES: &str = "
    CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);
    CREATE INDEX by_note ON orders (note);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO orders SELECT i, 'note ' || i FROM n;
    CREATE TABLE words (word TEXT PRIMARY KEY, times INT) WITHOUT ROWID;
    INSERT INTO words SELECT note, id FROM orders;
    CREATE TABLE letters (body TEXT);
    INSERT INTO letters VALUES (hex(randomblob(100000)));
    CREATE VIRTUAL TABLE search USING fts5(body);
    INSERT INTO search SELECT note FROM orders;
    CREATE TABLE empty (id INT);
    CREATE VIEW all_orders AS SELECT * FROM orders;";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    Connection::open(folder.path().join("shop.db")).unwrap().execute_batch(TABLES).unwrap();
    folder
}

fn target(folder: &Path) -> Target {
    let endpoint =
        Endpoint { db_type: DbType::Sqlite, host: folder.to_str().unwrap().to_owned(), port: None };
    Target::of_instance(&endpoint, &Access::Open).unwrap()
}

async fn open(folder: &Path, target: &Target) -> Arc<dyn Engine> {
    engines(vec![folder.to_owned()]).connect(target).await.unwrap()
}

#[tokio::test]
async fn tables_take_all_pages_of_the_file_but_the_schemas_own() {
    let folder = folder();
    let target = target(folder.path()).with_database("shop.db").unwrap();
    let sizes = table_sizes(&open(folder.path(), &target).await).await;
    let names: Vec<_> = sizes.iter().map(|size| size.table.as_str()).collect();
    assert_eq!(names, ["empty", "letters", "orders", "search", "words"]);
    let rows = |name| (table(&sizes, name).row_count, table(&sizes, name).row_count_estimated);
    assert_eq!(rows("orders"), (Some(3000), false));
    assert_eq!(rows("words"), (Some(3000), false));
    assert_eq!(rows("letters"), (Some(1), false));
    assert_eq!(rows("empty"), (Some(0), false));
    assert!(table(&sizes, "orders").index_bytes > 0 && table(&sizes, "letters").data_bytes >= 200_000);
    assert!(table(&sizes, "search").total_bytes > 4096);

    let file = fs::metadata(folder.path().join("shop.db")).unwrap().len();
    let all: u64 = sizes.iter().map(|size| size.total_bytes).sum();
    let reader = Connection::open(folder.path().join("shop.db")).unwrap();
    let rest: u64 = reader
        .query_row(
            "SELECT coalesce(sum(pgsize), 0) + (SELECT freelist_count * 4096 FROM pragma_freelist_count) \
             FROM dbstat WHERE name IN ('sqlite_schema', 'sqlite_sequence')",
            [],
            |row| row.get::<_, i64>(0),
        )
        .map(|bytes| u64::try_from(bytes).unwrap())
        .unwrap();
    assert_eq!(all + rest, file);
}

#[tokio::test]
async fn a_folder_lists_its_files_that_are_databases() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::copy(path("shop.db"), path("库 with no ending")).unwrap();
    fs::write(path("notes.txt"), "SQLite format 3? no".repeat(100)).unwrap();
    fs::write(path("fake.db"), "no database at all, but long enough to be looked at".repeat(50)).unwrap();
    fs::write(path("empty.db"), "").unwrap();
    fs::copy(path("shop.db"), path(".hidden.db")).unwrap();
    fs::create_dir(path("deeper")).unwrap();
    fs::copy(path("shop.db"), path("deeper/other.db")).unwrap();
    let outside = TempDir::new().unwrap();
    fs::copy(path("shop.db"), outside.path().join("secret.db")).unwrap();
    symlink(outside.path().join("secret.db"), path("link.db")).unwrap();
    // Another program is writing.
    let writer = Connection::open(path("locked.db")).unwrap();
    writer.execute_batch("CREATE TABLE t (a); BEGIN EXCLUSIVE; INSERT INTO t VALUES (1)").unwrap();

    let engine = open(folder.path(), &target(folder.path())).await;
    let found = engine.list_databases().await.unwrap();
    assert_eq!(found, [named("locked.db"), named("shop.db"), named("库 with no ending")]);
    let size = database_size(&engine, "shop.db").await;
    assert_eq!(size.total_bytes, fs::metadata(path("shop.db")).unwrap().len());
    // One that vanished is nobody's fault.
    fs::remove_file(path("shop.db")).unwrap();
    let sizes = engine.database_sizes(&found).await.unwrap();
    assert_eq!((sizes.databases.len(), sizes.unmeasured.len()), (2, 0));
}

#[tokio::test]
async fn a_write_ahead_log_counts() {
    let folder = folder();
    let writer = Connection::open(folder.path().join("shop.db")).unwrap();
    writer
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE orders SET note = 'x'",
        )
        .unwrap();
    let size = database_size(&open(folder.path(), &target(folder.path())).await, "shop.db").await;
    let length = |name: &str| fs::metadata(folder.path().join(name)).unwrap().len();
    assert!(size.log_bytes.unwrap() > 0);
    assert_eq!(size.log_bytes, Some(length("shop.db-wal")));
    assert_eq!(size.total_bytes, length("shop.db") + length("shop.db-wal"));
}

#[tokio::test]
async fn a_folder_that_is_not_open_to_sqlite_is_refused_like_one_that_is_not_there() {
    let (folder, other) = (folder(), TempDir::new().unwrap());
    for path in [folder.path().to_owned(), folder.path().join("nowhere")] {
        let error = engines(vec![other.path().to_owned()]).connect(&target(&path)).await.unwrap_err();
        assert!(error.to_string().contains("there is no such folder"), "{error}");
    }
}
