//! The whole way, on every real server: register, list, read metadata, query, refuse, remove.

use reqwest::Method;
use serde_json::{Value, json};
use weir_testkit::{Server, TestDatabase};

use crate::support::{TestServer, unpack};

const TABLES: &str = "
    CREATE TABLE artists(id int PRIMARY KEY, name varchar(50) NOT NULL, fee decimal(10,2), born date);
    CREATE TABLE albums(id int PRIMARY KEY, artist_id int NOT NULL REFERENCES artists(id), title varchar(80));
    INSERT INTO artists VALUES (1, '周杰伦', 12.50, '1979-01-18'), (2, 'Björk', NULL, NULL);
    INSERT INTO albums VALUES (1, 1, '范特西'), (2, 1, 'Jay'), (3, 2, 'Debut');";

async fn story(server: &TestServer, url: &str, db_type: &str, schema: Option<&str>) {
    let (status, entry) =
        unpack(server.send(Method::PUT, "/api/v1/dbs/music", Some(json!({ "url": url }))).await).await;
    assert_eq!((status, entry["dbType"].as_str()), (201, Some(db_type)), "{entry}");
    assert!(!entry["serverVersion"].as_str().unwrap().is_empty());
    let shown = entry.to_string();
    if let Some(password) = url.split_once("://").and_then(|(_, rest)| rest.split(['@', ':']).nth(1)) {
        assert!(!shown.contains(password) || db_type == "sqlite", "{shown}");
    }

    let (status, metadata) = server.get("/api/v1/dbs/music/metadata").await;
    assert_eq!(status, 200, "{metadata}");
    let tables = metadata["tables"].as_array().unwrap();
    let artists = tables.iter().find(|table| table["tableName"] == "artists").unwrap();
    assert!(schema.is_none_or(|schema| artists["schemaName"] == schema), "{artists}");
    let names: Vec<&str> = artists["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["id", "name", "fee", "born"]);
    assert_eq!(artists["columns"][0]["isPrimaryKey"], true);
    assert_eq!(artists["columns"][1]["isNullable"], false);

    let (status, answer) = query(server, "SELECT id, name, fee, born FROM artists ORDER BY id").await;
    assert_eq!(status, 200, "{answer}");
    let fee = if db_type == "sqlite" { json!(12.5) } else { json!("12.50") };
    let rows = json!([
        { "id": 1, "name": "周杰伦", "fee": fee, "born": "1979-01-18" },
        { "id": 2, "name": "Björk", "fee": null, "born": null },
    ]);
    assert_eq!(answer["result"]["rows"], rows);

    let joined = "SELECT a.name, count(*) AS n FROM artists a JOIN albums b ON b.artist_id = a.id \
                  GROUP BY a.name ORDER BY n DESC LIMIT 1";
    assert_eq!(query(server, joined).await.1["result"]["rows"], json!([{ "name": "周杰伦", "n": 2 }]));

    for hostile in [
        "DROP TABLE albums",
        "DELETE FROM albums",
        "SELECT 1; DELETE FROM albums",
        "INSERT INTO artists VALUES (3, 'x', 1, NULL)",
        "WITH x AS (SELECT 1) DELETE FROM albums",
        "UPDATE artists SET name = 'x'",
        "",
    ] {
        assert_eq!(query(server, hostile).await.0, 400, "{hostile}");
    }
    assert_eq!(query(server, "SELECT count(*) AS n FROM albums").await.1["result"]["rows"][0]["n"], 3);
    let (status, error) = query(server, "SELECT nope FROM artists").await;
    assert_eq!((status, error["code"].as_str()), (400, Some("query_failed")), "{error}");

    let gone = server.send(Method::DELETE, "/api/v1/dbs/music", None).await;
    assert_eq!(gone.status(), 204);
}

async fn query(server: &TestServer, sql: &str) -> (u16, Value) {
    server.post("/api/v1/query/music", json!({ "sql": sql })).await
}

async fn on(kind: Server, db_type: &str, schema: Option<&str>) {
    let database = TestDatabase::create(kind);
    database.execute(TABLES);
    let server = TestServer::start().await;
    story(&server, database.url(), db_type, schema.or(Some(database.name()))).await;
    server.stop().await;
}

#[tokio::test]
async fn postgresql_is_registered_read_and_queried() {
    on(Server::Postgres, "postgresql", Some("public")).await;
}

#[tokio::test]
async fn mysql_is_registered_read_and_queried() {
    on(Server::MySql, "mysql", None).await;
}

#[tokio::test]
async fn mariadb_is_registered_read_and_queried() {
    on(Server::MariaDb, "mysql", None).await;
}

#[tokio::test]
async fn sqlite_is_registered_read_and_queried() {
    let server = TestServer::start().await;
    let url = server.sqlite("music.db", TABLES);
    story(&server, &url, "sqlite", Some("main")).await;
    server.stop().await;
}

#[tokio::test]
async fn a_wrong_login_is_told_in_the_servers_words_without_the_password() {
    let server = TestServer::start().await;
    for (kind, words) in [
        (Server::Postgres, "Failed to connect to database: password authentication failed for user"),
        (Server::MySql, "Failed to connect to database: Access denied for user"),
        (Server::MariaDb, "Failed to connect to database: Access denied for user"),
    ] {
        let database = TestDatabase::create(kind);
        let (head, place) = database.url().split_once('@').unwrap();
        let (login, _) = head.rsplit_once(':').unwrap();
        let url = format!("{login}:not-the-password@{place}");
        let answer = server.send(Method::PUT, "/api/v1/dbs/x", Some(json!({ "url": url }))).await;
        let (status, error) = unpack(answer).await;
        let detail = error["detail"].as_str().unwrap();
        assert!(status == 503 && detail.starts_with(words), "{error}");
        assert!(!error.to_string().contains("not-the-password"), "{error}");
    }
}
