//! Compressed answers: only when asked, only when worth it, and still streamed.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Method, Response, header};
use serde_json::{Value, json};

use crate::support::TestServer;

const LONG: &str = "SELECT id, printf('%100d', id) AS filler FROM products ORDER BY id LIMIT 10000";

async fn ask(server: &TestServer, sql: &str, accept: &str, encoding: &str) -> Response {
    let request = server.client.request(Method::POST, format!("{}/api/v1/query/shop", server.base));
    let request = request.header(header::ACCEPT, accept).header(header::ACCEPT_ENCODING, encoding);
    request.json(&json!({ "sql": sql })).send().await.unwrap()
}

fn unpack(coding: &str, bytes: &[u8]) -> String {
    let mut text = String::new();
    match coding {
        "gzip" => GzDecoder::new(bytes).read_to_string(&mut text).unwrap(),
        "zstd" => zstd::Decoder::new(bytes).unwrap().read_to_string(&mut text).unwrap(),
        other => panic!("{other}"),
    };
    text
}

#[tokio::test]
async fn says_the_same_compressed() {
    let server = TestServer::start().await.with_shop().await;
    for accept in ["application/json", "text/csv", "application/x-ndjson"] {
        let plain = ask(&server, LONG, accept, "identity").await.text().await.unwrap();
        for coding in ["gzip", "zstd"] {
            let answer = ask(&server, LONG, accept, coding).await;
            assert_eq!(answer.headers()[header::CONTENT_ENCODING], coding);
            assert_eq!(answer.headers()[header::VARY], "accept-encoding");
            let packed = answer.bytes().await.unwrap();
            assert!(packed.len() < plain.len() / 4, "{coding}: {} of {}", packed.len(), plain.len());
            let text = unpack(coding, &packed);
            // The time that it took differs.
            assert_eq!(text.len().abs_diff(plain.len()).min(3), text.len().abs_diff(plain.len()));
            assert_eq!(text[..1_000_000], plain[..1_000_000], "{accept} {coding}");
        }
    }
}

#[tokio::test]
async fn leaves_small_answers_and_plain_clients_alone() {
    let server = TestServer::start().await.with_shop().await;
    for (sql, encoding) in [("SELECT 1", "gzip"), ("SELECT 1", "zstd"), (LONG, "identity"), (LONG, "br")] {
        let answer = ask(&server, sql, "application/json", encoding).await;
        assert!(!answer.headers().contains_key(header::CONTENT_ENCODING), "{encoding}");
        assert!(answer.json::<Value>().await.unwrap()["sql"].is_string());
    }
}

#[tokio::test]
async fn a_late_error_cuts_a_compressed_body_too() {
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT hex(randomblob(100)) AS filler, \
               json_extract(CASE id WHEN 9000 THEN 'no json' ELSE '1' END, '$') AS j \
               FROM products ORDER BY id LIMIT 10000";
    for coding in ["gzip", "zstd"] {
        let answer = ask(&server, sql, "text/csv", coding).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()[header::CONTENT_ENCODING].to_str().unwrap()),
            (200, coding)
        );
        assert!(answer.bytes().await.is_err(), "{coding}");
    }
}
