//! Loading a data set: whole or not at all, into a place of its own, never over anything.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test may")]

use std::{fs, path::Path, time::Duration};

use weir_engine::{Load, LoadError, Loaded, Target, load};
use weir_testkit::{Server, TestDatabase};

const PATIENCE: Duration = Duration::from_secs(10);

const STATEMENTS: [&str; 4] = [
    "CREATE TABLE tea (id integer PRIMARY KEY, name varchar(20) NOT NULL)",
    "INSERT INTO tea (id, name) VALUES\n(1, '龙井'),\n(2, 'O''Brien''s 🍵')",
    "CREATE VIEW 茶单 AS SELECT name FROM tea",
    "SELECT name FROM tea",
];

fn set(name: &'static str) -> Load<impl Iterator<Item = String> + Send + 'static> {
    Load { name, relations: vec!["tea", "茶单"], statements: STATEMENTS.into_iter().map(str::to_owned) }
}

/// The same, with a statement at its end that fails.
fn broken_set(name: &'static str) -> Load<impl Iterator<Item = String> + Send + 'static> {
    let set = set(name);
    Load {
        name,
        relations: set.relations,
        statements: set.statements.chain(["INSERT INTO coffee VALUES (1)".to_owned()]),
    }
}

fn target(url: &str) -> Target {
    Target::parse(url, false).unwrap()
}

fn sqlite(path: &Path) -> Target {
    target(&format!("sqlite://{}", path.display()))
}

#[tokio::test]
async fn loads_postgres_once_and_whole() {
    let database = TestDatabase::create(Server::Postgres);
    let target = target(database.url());
    let failed = load(&target, PATIENCE, broken_set("weir_tea")).await.unwrap_err();
    assert_eq!(failed.to_string(), "relation \"coffee\" does not exist");
    assert_eq!(database.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'weir_tea'"), ["0"]);

    let loaded = load(&target, PATIENCE, set("weir_tea")).await.unwrap();
    assert_eq!(loaded, Loaded::Written { statements: 4 });
    assert_eq!(database.rows("SELECT name FROM weir_tea.茶单"), ["龙井", "O'Brien's 🍵"]);
    assert_eq!(load(&target, PATIENCE, set("weir_tea")).await.unwrap(), Loaded::Present);

    database.execute("CREATE TABLE weir_tea.mine (a integer)");
    let refused = load(&target, PATIENCE, set("weir_tea")).await.unwrap_err();
    assert_eq!(refused.to_string(), "the schema weir_tea already holds something else, and is left as it is");
}

#[tokio::test]
async fn uses_an_empty_schema_in_postgres() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute("CREATE SCHEMA weir_tea");
    let loaded = load(&target(database.url()), PATIENCE, set("weir_tea")).await.unwrap();
    assert_eq!(loaded, Loaded::Written { statements: 4 });
}

#[tokio::test]
async fn loads_mysql_once() {
    loads_mysql_or_mariadb_once(Server::MySql, "weir_tea_mysql").await;
}

#[tokio::test]
async fn loads_mariadb_once() {
    loads_mysql_or_mariadb_once(Server::MariaDb, "weir_tea_mariadb").await;
}

async fn loads_mysql_or_mariadb_once(server: Server, name: &'static str) {
    let database = TestDatabase::create(server);
    let target = target(database.url());
    database.execute(&format!("DROP DATABASE IF EXISTS {name}"));
    let loaded = load(&target, PATIENCE, set(name)).await.unwrap();
    assert_eq!(loaded, Loaded::Written { statements: 4 });
    assert_eq!(database.rows(&format!("SELECT name FROM {name}.茶单")), ["龙井", "O'Brien's 🍵"]);
    assert_eq!(load(&target, PATIENCE, set(name)).await.unwrap(), Loaded::Present);

    // What a load that was broken off leaves behind looks the same as somebody else's tables.
    database.execute(&format!("DROP VIEW {name}.茶单"));
    let refused = load(&target, PATIENCE, set(name)).await.unwrap_err();
    let expected = format!("the database {name} already holds something else, and is left as it is");
    assert_eq!(refused.to_string(), expected);
    database.execute(&format!("DROP DATABASE {name}"));
}

#[tokio::test]
async fn loads_a_sqlite_file_once_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tea.db");
    load(&sqlite(&path), PATIENCE, broken_set("x")).await.unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a broken load leaves nothing");

    let loaded = load(&sqlite(&path), PATIENCE, set("x")).await.unwrap();
    assert_eq!(loaded, Loaded::Written { statements: 4 });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(load(&sqlite(&path), PATIENCE, set("x")).await.unwrap(), Loaded::Present);
}

#[tokio::test]
async fn leaves_other_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "mine").unwrap();
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE tea (a)").unwrap();
    for path in [&text, &other] {
        let before = fs::read(path).unwrap();
        let refused = load(&sqlite(path), PATIENCE, set("x")).await.unwrap_err();
        assert!(matches!(refused, LoadError::Occupied { .. }), "{refused}");
        assert_eq!(fs::read(path).unwrap(), before);
    }
}

#[tokio::test]
async fn says_who_cannot_be_reached() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for scheme in ["postgresql", "mysql"] {
        let url = format!("{scheme}://u@127.0.0.1:{port}/d");
        let failed = load(&target(&url), PATIENCE, set("x")).await.unwrap_err();
        assert_eq!(failed.to_string(), "Failed to connect to database: Connection refused");
    }
}
