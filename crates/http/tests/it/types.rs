//! Every type of every server, with NULL, empty and extreme values, in the three formats of an answer. The
//! files beside this folder hold what each value looks like; `docs/values.md` holds the rules.

mod mysql;
mod postgres;
mod sqlite;

use std::fmt::Write;

use expect_test::{ExpectFile, expect_file};
use reqwest::header;
use serde_json::json;
use weir_testkit::{Server, TestDatabase};

use crate::support::TestServer;

/// A column of this type, holding these values (SQL) and then NULL.
type Column = (&'static str, &'static [&'static str]);

#[tokio::test]
async fn postgresql_values_have_their_forms() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(postgres::TYPES);
    database.execute(&tables(postgres::COLUMNS));
    conform(database.url(), postgres::COLUMNS, expect_file!["../types/postgresql.txt"]).await;
}

/// Types of the server's catalog without a value of anybody's: their input is refused, or they only stand for
/// what a index or the statistics keep.
const WITHOUT_VALUES: [&str; 7] = [
    "gtsvector",
    "pg_brin_bloom_summary",
    "pg_brin_minmax_multi_summary",
    "pg_dependencies",
    "pg_mcv_list",
    "pg_ndistinct",
    "pg_node_tree",
];

#[tokio::test]
async fn every_type_of_postgresql_is_among_them() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(postgres::TYPES);
    database.execute(&tables(postgres::COLUMNS));
    let missing = database.rows(
        "SELECT typname FROM pg_type t WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') \
         AND typcategory <> 'A' AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE atttypid = t.oid AND attname = 'v' \
         AND attrelid > 16383) ORDER BY 1",
    );
    assert_eq!(missing, WITHOUT_VALUES);
}

#[tokio::test]
async fn mysql_values_have_their_forms() {
    let columns = [mysql::COLUMNS, mysql::MYSQL_COLUMNS].concat();
    let database = TestDatabase::create(Server::MySql);
    database.execute(&[mysql::SESSION, &tables(&columns)].concat());
    conform(database.url(), &columns, expect_file!["../types/mysql.txt"]).await;
}

#[tokio::test]
async fn mariadb_values_have_their_forms() {
    let columns = [mysql::COLUMNS, mysql::MARIADB_COLUMNS].concat();
    let database = TestDatabase::create(Server::MariaDb);
    database.execute(&[mysql::SESSION, &tables(&columns)].concat());
    conform(database.url(), &columns, expect_file!["../types/mariadb.txt"]).await;
}

#[tokio::test]
async fn sqlite_values_have_their_forms() {
    let server = TestServer::start().await;
    let url = server.sqlite("types.db", &tables(sqlite::COLUMNS));
    tell(&server, &url, sqlite::COLUMNS, expect_file!["../types/sqlite.txt"]).await;
}

/// A table for each column, so that one value is one row.
fn tables(columns: &[Column]) -> String {
    let mut script = String::new();
    for (number, (column, values)) in columns.iter().enumerate() {
        writeln!(script, "CREATE TABLE t{number} (n int, v {column});").unwrap();
        for (row, value) in values.iter().chain(&["NULL"]).enumerate() {
            writeln!(script, "INSERT INTO t{number} VALUES ({row}, {value});").unwrap();
        }
    }
    script
}

async fn conform(url: &str, columns: &[Column], expected: ExpectFile) {
    tell(&TestServer::start().await, url, columns, expected).await;
}

async fn tell(server: &TestServer, url: &str, columns: &[Column], expected: ExpectFile) {
    server.register("types", url).await;
    let mut told = String::new();
    for (number, (column, values)) in columns.iter().enumerate() {
        let sql = format!("SELECT v FROM t{number} ORDER BY n");
        let csv = answer(server, &sql, "text/csv").await;
        let ndjson = answer(server, &sql, "application/x-ndjson").await;
        let json = answer(server, &sql, "application/json").await;
        let (rows, _summary) = ndjson.trim_end().rsplit_once('\n').unwrap();
        // JSON's rows are NDJSON's lines.
        let same = format!("\"rows\":[{}],", rows.replace('\n', ","));
        assert!(json.contains(&same), "{column}: {json}\n{same}");
        let rows: Vec<&str> = rows.lines().collect();
        let cells = csv.strip_prefix("v\r\n").unwrap().strip_suffix("\r\n").unwrap().split("\r\n");
        let cells: Vec<&str> = cells.collect();
        let values: Vec<&str> = values.iter().chain(&["NULL"]).copied().collect();
        assert_eq!((rows.len(), cells.len()), (values.len(), values.len()), "{column}: {rows:?} {cells:?}");
        writeln!(told, "{column}").unwrap();
        for ((value, row), cell) in values.iter().zip(rows).zip(cells) {
            let value_json = row.strip_prefix("{\"v\":").unwrap().strip_suffix('}').unwrap();
            writeln!(told, "  {value}\n    json  {value_json}\n    csv  |{cell}|").unwrap();
        }
    }
    // A file with a NUL is no text to most tools.
    expected.assert_eq(&told.replace('\0', "\u{2400}"));
}

async fn answer(server: &TestServer, sql: &str, accept: &str) -> String {
    let request = server.client.post(format!("{}/api/v1/query/types", server.base));
    let answer = request.header(header::ACCEPT, accept).json(&json!({ "sql": sql })).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{sql}: {text}");
    text
}
