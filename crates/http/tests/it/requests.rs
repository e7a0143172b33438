use std::time::Duration;

use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use weir_http::HttpSettings;

use crate::support::{TestServer, unpack};

#[tokio::test]
async fn unknown_paths_speak_the_dialect_of_their_prefix() {
    let server = TestServer::start().await;
    let (status, error) = server.get("/api/v1/dbs/a/b/c").await;
    assert_eq!((status, &error["code"]), (404, &json!("unknown_path")));

    let (status, error) = server.get("/api/v1/nothing/here").await;
    assert_eq!((status, &error["message_code"]), (404, &json!("RESOURCE_NOT_FOUND")));
    assert_eq!((&error["success"], &error["error"]), (&json!(false), &json!(true)));
    assert!(error["message"].as_str().unwrap().starts_with("路径不存在"), "{error}");
    assert_eq!(error["context"]["method"], "GET");
}

#[tokio::test]
async fn the_ledger_dialect_speaks_english_when_asked() {
    let server = TestServer::start().await;
    let request = server.client.get(format!("{}/nowhere", server.base)).header(header::ACCEPT_LANGUAGE, "en");
    let (_, error) = unpack(request.send().await.unwrap()).await;
    assert_eq!(error["message"], "No such path: /nowhere");
}

#[tokio::test]
async fn bodies_must_be_json_and_of_some_size() {
    let server =
        TestServer::start_with(HttpSettings { max_body_bytes: 2_000, ..HttpSettings::default() }).await;
    let url = format!("{}/api/v1/query/shop", server.base);
    let send = |content_type: &'static str, body: String| {
        server.client.post(&url).header(header::CONTENT_TYPE, content_type).body(body).send()
    };
    let form = send("application/x-www-form-urlencoded", "sql=SELECT+1".to_owned()).await.unwrap();
    assert_eq!(form.status(), 415);
    let large = json!({ "sql": "x".repeat(3_000) }).to_string();
    assert_eq!(send("application/json", large).await.unwrap().status(), 413);
    for garbage in ["", "{", "nonsense", "{\"sql\":\"\\ud800\"}", "[1]", "null", "{\"sql\":\"a\"}{}"] {
        let answer = send("application/json; charset=utf-8", garbage.to_owned()).await.unwrap();
        assert_eq!(answer.status(), 400, "{garbage}");
        assert!(answer.json::<Value>().await.unwrap()["detail"].is_string());
    }
}

#[tokio::test]
async fn every_answer_has_an_id_and_careful_headers() {
    let server = TestServer::start().await;
    let answer = server.send(Method::GET, "/api/v1/dbs", None).await;
    for name in ["x-request-id", "x-content-type-options", "x-frame-options", "cache-control"] {
        assert!(answer.headers().contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_sends_its_headers_too_slowly_is_cut_off() {
    let settings = HttpSettings { header_time: Duration::from_millis(200), ..HttpSettings::default() };
    let server = TestServer::start_with(settings).await;
    let mut socket = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).await.unwrap();
    socket.write_all(b"GET /api/v1/dbs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ").await.unwrap();
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_secs(10), socket.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "still open");
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}
