//! `weir demo`: from nothing to an answer.

use std::{fs, os::unix::fs::MetadataExt};

use expect_test::expect;
use serde_json::json;
use weir_testkit::{Server as DatabaseServer, TestDatabase};

use crate::support::{Home, mode};

#[tokio::test]
async fn starts_on_a_sample_and_answers() {
    let home = Home::new();
    let server = home.start(&["demo"]);
    let (status, answer) =
        server.query("shop", "SELECT month, orders FROM monthly_revenue ORDER BY month DESC LIMIT 1").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["result"]["rows"][0]["month"], "2025-12");
    let (_, answer) = server.query("shop", "SELECT count(*) AS 商品 FROM 库存预警").await;
    assert_eq!(answer["result"]["rows"], json!([{"商品": 179}]));
    let (_, answer) = server.query("shop", "SELECT note_en FROM sample_note WHERE topic = 'sample'").await;
    assert!(answer["result"]["rows"][0]["note_en"].as_str().unwrap().contains("SAMPLE"));

    let (base, token) = (server.base.clone(), server.token.clone());
    let told = server
        .stop()
        .replace(&token, "TOKEN")
        .replace(&base, "ADDRESS")
        .replace(home.path("").to_str().unwrap(), "HOME/");
    let told = told.replace(env!("CARGO_BIN_EXE_weir"), "weir");
    let password = told.lines().find_map(|line| line.trim().strip_prefix("Sign in      admin / ")).unwrap();
    let told = told.replace(&password.to_owned(), "PASSWORD");
    expect![[r#"

        Weir is serving a made-up sample shop: 100,000 rows, orders from 2024-01-01 to 2025-12-31.

          Open         ADDRESS
          Sign in      admin / PASSWORD
          Token        TOKEN  (for a day)
          API          ADDRESS/api/v1/dbs
          Try the API  ADDRESS/api/docs
          Connections  shop
          Data         HOME/.local/share/weir/demo

        Ask it something, here or from another terminal:

            curl -s ADDRESS/api/v1/query/shop -H 'Authorization: Bearer TOKEN' \
              -H 'Content-Type: application/json' -d '{"sql": "SELECT * FROM monthly_revenue"}'

            weir --data-dir HOME/.local/share/weir/demo query shop 'SELECT * FROM 库存预警'

        Ctrl-C ends it. Remove the data directory to begin anew.
    "#]]
    .assert_eq(&told);
}

#[tokio::test]
async fn makes_the_sample_once_and_touches_nothing_else() {
    let home = Home::new();
    home.start(&["demo"]).stop();
    let data = home.data().join("demo");
    let shop = data.join("sqlite/shop.db");
    assert_eq!((mode(&data), mode(&shop)), (0o700, 0o600));
    let before = fs::metadata(&shop).unwrap();

    let server = home.start(&["demo"]);
    assert_eq!(server.query("shop", "SELECT count(*) AS n FROM orders").await.0, 200);
    server.stop();
    let after = fs::metadata(&shop).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!(home.done(&["connections", "list"]), "", "the operator's own catalog has no shop");
    assert!(home.done(&["--data-dir", data.to_str().unwrap(), "connections", "list"]).contains("shop"));
}

#[test]
fn takes_the_next_port_when_the_usual_one_is_taken() {
    let home = Home::new();
    // Whoever has the usual port, a demo that was told no port starts all the same.
    let mut command = home.command(&["demo"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while !told.contains("http://127.0.0.1:86") {
        assert!(std::io::BufRead::read_line(&mut out, &mut told).unwrap() > 0, "{told}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn speaks_chinese_where_people_do() {
    let mut home = Home::new();
    home.set("LANG", "zh_CN.UTF-8");
    let told = home.start(&["demo"]).stop();
    assert!(told.contains("虚构的示例商店：100,000 行数据"), "{told}");
}

#[test]
fn brings_the_sample_to_postgres() {
    let database = TestDatabase::create(DatabaseServer::Postgres);
    let home = Home::new();
    home.start(&["demo", "--postgres", database.url()]).stop();
    home.start(&["demo", "--postgres", database.url()]).stop();
    let data = home.data().join("demo");
    let query = |sql: &str| {
        home.done(&["--data-dir", data.to_str().unwrap(), "query", "shop-postgres", sql, "-f", "csv"])
    };
    assert_eq!(query("SELECT count(*) AS n FROM orders"), "n\r\n18800\r\n");
    assert_eq!(
        query("SELECT total, tags[1] AS tag FROM orders, products WHERE orders.id = 2 AND products.id = 1"),
        "total,tag\r\n353.50,travel\r\n"
    );
}

#[test]
fn brings_the_sample_to_mysql() {
    let database = TestDatabase::create(DatabaseServer::MySql);
    brings_the_sample_to(&database);
}

#[test]
fn brings_the_sample_to_mariadb() {
    let database = TestDatabase::create(DatabaseServer::MariaDb);
    brings_the_sample_to(&database);
}

/// The name of the sample's database is fixed, so only one test on each server may bring it there.
fn brings_the_sample_to(database: &TestDatabase) {
    database.execute("DROP DATABASE IF EXISTS weir_sample");
    let home = Home::new();
    home.start(&["demo", "--mysql", database.url()]).stop();
    home.start(&["demo", "--mysql", database.url()]).stop();
    let data = home.data().join("demo");
    let query = |sql: &str| {
        home.done(&["--data-dir", data.to_str().unwrap(), "query", "shop-mysql", sql, "-f", "csv"])
    };
    assert_eq!(query("SELECT count(*) AS n FROM orders"), "n\r\n18800\r\n");
    assert_eq!(query("SELECT total FROM orders WHERE id = 2"), "total\r\n353.50\r\n");
    database.execute("DROP DATABASE weir_sample");
}

#[test]
fn leaves_a_schema_alone_that_holds_something_else() {
    let database = TestDatabase::create(DatabaseServer::Postgres);
    database.execute("CREATE SCHEMA weir_sample; CREATE TABLE weir_sample.mine (a integer)");
    let home = Home::new();
    let told = home.weir(&["demo", "--listen", "127.0.0.1:0", "--postgres", database.url()]);
    assert_eq!(told.code, 1);
    expect![[r#"
        Making the sample shop…
        error: the schema weir_sample already holds something else, and is left as it is
        next: if it is a sample that was broken off, drop it yourself; weir never drops anything
    "#]]
    .assert_eq(&told.error);
    assert_eq!(database.rows("SELECT count(*) FROM pg_class WHERE relname = 'orders'"), ["0"]);
}

#[test]
fn a_url_of_another_kind_is_a_mistake() {
    let home = Home::new();
    let told = home.weir(&["demo", "--listen", "127.0.0.1:0", "--mysql", "postgresql://u:hunter2@h/d"]);
    assert_eq!(told.code, 2);
    expect![[r#"
        error: postgresql://u:****@h/d is no mysql:// URL
    "#]]
    .assert_eq(&told.error);
}
