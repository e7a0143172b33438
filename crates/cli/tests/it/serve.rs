//! `weir serve`: from its first line to its last.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
};

use expect_test::expect;
use serde_json::json;

use crate::support::{Home, client};

const TEA: &str = "CREATE TABLE tea (id INTEGER, name TEXT); INSERT INTO tea VALUES (1, '龙井')";

#[tokio::test]
async fn serves_ends_in_order_and_keeps_everything() {
    let home = Home::new();
    let server = home.start(&["serve"]);
    let url = home.sqlite("tea.db", TEA);
    let client = server.client();
    let put = client.put(format!("{}/api/v1/dbs/tea", server.base)).json(&json!({ "url": url }));
    assert_eq!(put.send().await.unwrap().status(), 201);
    let ready = client.get(format!("{}/health/ready", server.base)).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    for _ in 0..20 {
        let (status, answer) = server.query("tea", "SELECT name FROM tea").await;
        assert_eq!((status, &answer["result"]["rows"]), (200, &json!([{"name": "龙井"}])));
    }
    let told = server.stop();
    assert!(told.contains("\nWeir is listening on http://127.0.0.1:"), "{told}");

    let catalog = rusqlite::Connection::open(home.data().join("catalog.db")).unwrap();
    let remembered: i64 =
        catalog.query_row("SELECT count(*) FROM query_history", [], |row| row.get(0)).unwrap();
    assert_eq!(remembered, 20);
    drop(catalog);

    let server = home.start(&["serve"]);
    let (status, answer) = server.query("tea", "SELECT id FROM tea").await;
    assert_eq!((status, &answer["result"]["rows"]), (200, &json!([{"id": 1}])));
    server.stop();
}

#[test]
fn the_command_line_and_the_server_share_one_catalog() {
    let home = Home::new();
    let server = home.start(&["serve"]);
    let url = home.sqlite("tea.db", TEA);
    home.done(&["connections", "add", "tea", &url]);
    let answer = tokio::runtime::Runtime::new().unwrap().block_on(server.query("tea", "SELECT id FROM tea"));
    assert_eq!(answer.0, 200);
    server.stop();
}

#[test]
fn finishes_a_request_under_way_after_the_signal() {
    let home = Home::new();
    let url = home.sqlite("tea.db", TEA);
    home.done(&["connections", "add", "tea", &url]);
    let server = home.start(&["serve"]);
    let body = json!({ "sql": "SELECT name FROM tea" }).to_string();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    write!(
        stream,
        "POST /api/v1/query/tea HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Expect: 100-continue\r\n\r\n",
        server.address(),
        server.token,
        body.len()
    )
    .unwrap();
    // The server asks for the body: it has taken the request.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");

    server.signal("TERM");
    while !matches!(TcpStream::connect(server.address()), Err(error) if error.kind() == ErrorKind::ConnectionRefused)
    {
    }
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("龙井"), "{answer}");
    assert!(server.wait().0.success());
}

#[test]
fn an_interrupt_from_the_keyboard_ends_it_in_order_too() {
    let home = Home::new();
    let server = home.start(&["serve"]);
    server.signal("INT");
    let (status, _, error) = server.wait();
    assert!(status.success());
    assert!(error.ends_with("Weir has ended in order.\n"), "{error}");
}

#[test]
fn listens_where_others_reach_it_and_warns_that_there_is_no_tls() {
    let mut home = Home::new();
    home.set("WEIR_AUTH__ANONYMOUS_ROLE", "viewer");
    let server = home.start(&["serve"]);
    server.stop();
    let server = home.start_on(&["serve"], "0.0.0.0:0");
    server.signal("TERM");
    let (status, _, error) = server.wait();
    assert!(status.success());
    assert!(error.contains("without TLS") && error.contains("auth.anonymous_role lets everybody"), "{error}");
}

#[tokio::test]
async fn the_first_account_is_made_once_and_its_password_is_only_shown() {
    let mut home = Home::new();
    home.set("WEIR_LOG__LEVEL", "trace");
    let server = home.start(&["serve"]);
    server.signal("TERM");
    let (_, told, error) = server.wait();
    let password = told.lines().find_map(|line| line.trim().strip_prefix("password  ")).unwrap().to_owned();
    assert_eq!(password.len(), 20, "{told}");
    assert!(!error.contains(&password), "{error}");

    let server = home.start(&["serve"]);
    let login = |password: &str| {
        let body = json!({ "username": "admin", "password": password });
        client().post(format!("{}/api/v1/auth/login", server.base)).json(&body).send()
    };
    assert_eq!(login(&password).await.unwrap().status(), 200);
    assert_eq!(login("wrong").await.unwrap().status(), 401);
    assert!(!server.stop().contains("password"));
}

#[test]
fn the_first_password_may_be_given_but_must_be_a_good_one() {
    let mut home = Home::new();
    home.set("WEIR_AUTH__ADMIN_PASSWORD", "Password1234");
    let told = home.weir(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(told.code, 2);
    expect![[r#"
        error: auth.admin_password is too easy to guess: many people have such a password
    "#]]
    .assert_eq(told.error.lines().last().map(|line| format!("{line}\n")).as_deref().unwrap_or_default());
}

#[test]
fn names_a_port_that_is_taken() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = home.weir(&["serve", "--listen", &address]);
    assert_eq!(told.code, 1);
    let error = told.error.replace(&address, "ADDRESS");
    expect![[r#"
        error: ADDRESS is in use by another program
        next: end that program, or choose another port with --listen 127.0.0.1:8643
    "#]]
    .assert_eq(&error);
}

#[tokio::test]
async fn logs_hold_neither_sql_nor_secrets() {
    let mut home = Home::new();
    home.set("WEIR_LOG__FORMAT", "json");
    let server = home.start(&["serve"]);
    let url = home.sqlite("tea.db", TEA);
    let client = server.client();
    let put = |name: &str, url: &str| {
        client.put(format!("{}/api/v1/dbs/{name}", server.base)).json(&json!({ "url": url })).send()
    };
    assert_eq!(put("tea", &url).await.unwrap().status(), 201);
    let unreachable =
        put("pg", "postgresql://reader:hunter2@127.0.0.1:1/shop?password=hunter2").await.unwrap();
    assert_eq!(unreachable.status(), 503);
    assert_eq!(server.query("tea", "SELECT 'hunter2' FROM tea").await.0, 200);
    assert_eq!(server.query("tea", "SELECT hunter2 FROM tea").await.0, 400);
    server.signal("TERM");
    let (_, _, error) = server.wait();
    let lines: Vec<serde_json::Value> =
        error.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(lines.iter().any(|line| line["message"] == "answered query on `tea`"), "{error}");
    assert!(!error.contains("hunter2") && !error.contains("SELECT"), "{error}");
}

#[test]
fn a_settings_file_decides_where_it_listens() {
    let home = Home::new();
    fs::write(home.path("weir.toml"), "[server]\nlisten = \"[::1]:0\"\n").unwrap();
    let told = home.done(&["config", "check"]);
    assert!(told.contains("[::1]:0"), "{told}");
}

#[tokio::test]
async fn a_full_disk_stops_no_query() {
    let home = Home::new();
    let server = home.start_on_a_small_disk(4 * 1024);
    let url = home.sqlite("tea.db", TEA);
    let client = server.client();
    let put = client.put(format!("{}/api/v1/dbs/tea", server.base)).json(&json!({ "url": url }));
    assert_eq!(put.send().await.unwrap().status(), 201);
    // Each leaves half a megabyte in the history.
    let sql = format!("SELECT name FROM tea /* {} */", "x".repeat(500_000));
    for _ in 0..24 {
        let (status, answer) = server.query("tea", &sql).await;
        assert_eq!((status, &answer["result"]["rows"]), (200, &json!([{"name": "龙井"}])));
    }
    let history = client.get(format!("{}/api/v1/dbs/tea/history?limit=1", server.base)).send().await.unwrap();
    assert_eq!(history.status(), 200, "reading goes on");
    server.signal("KILL");
    let (_, _, error) = server.wait();
    assert!(error.contains("the catalog takes no history"), "{error}");
}
