//! MySQL and MariaDB: against the files on disk.

use std::{fs, path::Path};

use weir_model::TableSize;
use weir_testkit::{Server, TestDatabase};

use crate::{database_size, named, open, open_url, table, table_sizes};

const TABLES: &str = "
    CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(200), KEY (note));
    INSERT INTO orders WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900)
        SELECT i, repeat('x', 150) FROM n;
    CREATE TABLE `we$ird 表-a` (id INT PRIMARY KEY);
    CREATE TABLE `да#P#é` (id INT PRIMARY KEY);
    CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3;
    CREATE TABLE letters (id INT PRIMARY KEY, body TEXT, FULLTEXT (body));
    CREATE TABLE old (id INT PRIMARY KEY, note VARCHAR(200), KEY (note)) ENGINE = MyISAM;
    INSERT INTO old SELECT * FROM orders;
    CREATE VIEW nothing AS SELECT 1";

macro_rules! on_both {
    ($(async fn $name:ident($server:ident: Server) $body:block)*) => {
        mod on_mysql {
            $(#[tokio::test] async fn $name() { super::$name(weir_testkit::Server::MySql).await; })*
        }
        mod on_mariadb {
            $(#[tokio::test] async fn $name() { super::$name(weir_testkit::Server::MariaDb).await; })*
        }
        $(async fn $name($server: Server) $body)*
    };
}

/// How large the files of a database are whose names begin like this.
fn files(database: &TestDatabase, begins: &str) -> u64 {
    let folder = database.rows("SELECT @@datadir").remove(0);
    let folder = Path::new(&folder).join(database.name());
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    // What holds rows and indexes; definitions (.frm, .sdi, .opt, .par) are not counted.
    let data = ["ibd", "MYD", "MYI"];
    entries
        .filter(|entry| {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            data.contains(&extension)
                && entry.file_name().to_string_lossy().to_lowercase().starts_with(begins)
        })
        .map(|entry| entry.metadata().unwrap().len())
        .sum()
}

/// Its parts make the whole, and there is something of each.
fn whole(size: &TableSize) -> u64 {
    assert_eq!(size.data_bytes + size.index_bytes, size.total_bytes, "{size:?}");
    size.total_bytes
}

on_both! {
    async fn tables_are_as_large_as_their_files(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(TABLES);
        let engine = open_url(database.url()).await;
        let sizes = table_sizes(&engine).await;
        let mut names: Vec<_> = sizes.iter().map(|size| size.table.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["letters", "old", "orders", "parts", "we$ird 表-a", "да#P#é"]);
        for (name, file) in [("orders", "orders."), ("parts", "parts#"), ("old", "old."), ("we$ird 表-a", "we@0024ird")] {
            assert_eq!(whole(table(&sizes, name)), files(&database, file), "{name}");
        }
        assert_eq!(whole(table(&sizes, "letters")), files(&database, "letters.") + files(&database, "fts_"));
        assert!(whole(table(&sizes, "да#P#é")) >= 65_536);
        let (orders, old) = (table(&sizes, "orders"), table(&sizes, "old"));
        assert!(orders.index_bytes > 0 && orders.data_bytes > 0);
        assert!(orders.row_count.is_some() && orders.row_count_estimated);
        assert_eq!((old.row_count, old.row_count_estimated), (Some(900), false));
    }

    async fn a_database_is_as_large_as_its_files(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(TABLES);
        let engine = open_url(database.url()).await;
        let found = engine.list_databases().await.unwrap();
        assert!(found.contains(&named(database.name())), "{found:?}");
        assert!(!found.contains(&named("mysql")) && !found.contains(&named("sys")), "{found:?}");
        let size = database_size(&engine, database.name()).await;
        assert_eq!(size.total_bytes, files(&database, ""));
        assert_eq!(size.data_bytes.unwrap() + size.index_bytes.unwrap(), size.total_bytes);

        let sizes = engine.database_sizes(&[named(database.name())]).await.unwrap();
        assert!(sizes.shared.iter().any(|space| space.name == "innodb_system" && space.bytes > 1 << 20), "{sizes:?}");
        assert_eq!(sizes.estimated, None);
    }

    async fn growth_shows_at_once(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, note LONGTEXT)");
        let engine = open_url(database.url()).await;
        let before = whole(table(&table_sizes(&engine).await, "t"));
        database.execute("INSERT INTO t (note) VALUES (repeat('x', 4000000)), (repeat('y', 4000000))");
        let after = whole(table(&table_sizes(&engine).await, "t"));
        assert!(after - before >= 8_000_000, "{before} {after}");
        assert_eq!(after, files(&database, "t."));
    }

    async fn without_the_privilege_process_statistics_serve_and_that_is_told(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(TABLES);
        let user = format!("u{}", &database.name()[database.name().len() - 8..]);
        database.execute(&format!(
            "CREATE USER {user}@'%' IDENTIFIED BY 'x'; GRANT SELECT ON {}.* TO {user}@'%'", database.name()
        ));
        let place = database.url().rsplit_once('@').unwrap().1;
        let engine = open(&weir_engine::Target::parse(&format!("mysql://{user}:x@{place}"), false).unwrap()).await.unwrap();
        let sizes = engine.database_sizes(&[named(database.name())]).await.unwrap();
        assert!(sizes.estimated.unwrap().english.contains("PROCESS"));
        assert!(sizes.databases[0].total_bytes > 100_000 && sizes.shared.is_empty());
        let tables = table_sizes(&engine).await;
        assert!(whole(table(&tables, "orders")) > 0);
        database.execute(&format!("DROP USER {user}@'%'"));
    }
}

#[tokio::test]
async fn a_table_in_the_system_tablespace_is_as_large_as_its_statistics_say() {
    let database = TestDatabase::create(Server::MySql);
    database.execute("CREATE TABLE inside (id INT PRIMARY KEY, note TEXT) TABLESPACE innodb_system; INSERT INTO inside VALUES (1, repeat('x', 60000))");
    let sizes = table_sizes(&open_url(database.url()).await).await;
    assert!((16_384..1 << 20).contains(&whole(table(&sizes, "inside"))), "{sizes:?}");
}
