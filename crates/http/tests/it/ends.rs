//! How a client learns that an answer was cut, CSV's reader too: headers, trailers, the query's record.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;
use weir_model::Role;
use weir_store::StoreLocation;

use crate::support::{Setup, TestServer};

/// Two megabytes, of which a limit lets half through.
const LONG: &str = "SELECT id, printf('%100d', id) AS filler FROM products ORDER BY id";

async fn ask(server: &TestServer, accept: &str, body: Value) -> Response {
    let request = server.client.request(Method::POST, format!("{}/api/v1/query/shop", server.base));
    request.header(header::ACCEPT, accept).json(&body).send().await.unwrap()
}

/// An answer as it comes over the wire: its head in lower case, its chunks put together, its trailers.
struct Raw {
    head: String,
    body: Vec<u8>,
    trailers: String,
}

impl Raw {
    fn lines(&self) -> u64 {
        std::str::from_utf8(&self.body).unwrap().lines().count() as u64
    }
}

/// Asks for CSV by hand: what HTTP libraries hide is what matters here.
async fn raw(server: &TestServer, version: &str, headers: &str, sql: &str, limit: u64) -> Raw {
    let body = json!({ "sql": sql, "limit": limit }).to_string();
    let mut socket = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /api/v1/query/shop {version}\r\nhost: 127.0.0.1\r\naccept: text/csv\r\nconnection: close\r\n{headers}\
         authorization: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        server.authorization,
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A body that is cut may end with a reset: what came until then is the answer.
    while socket.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {}
    let (head, rest) = parted(&bytes, b"\r\n\r\n");
    let head = String::from_utf8(head.to_vec()).unwrap().to_lowercase();
    if !head.contains("transfer-encoding: chunked") {
        return Raw { head, body: rest.to_vec(), trailers: String::new() };
    }
    let (body, trailers) = chunks(rest);
    Raw { head, body, trailers }
}

fn parted<'a>(bytes: &'a [u8], at: &[u8]) -> (&'a [u8], &'a [u8]) {
    let place = bytes.windows(at.len()).position(|window| window == at).unwrap();
    (&bytes[..place], &bytes[place + at.len()..])
}

/// The chunks as one, and what follows the last; a body that was cut has no last one.
fn chunks(mut rest: &[u8]) -> (Vec<u8>, String) {
    let mut body = Vec::new();
    loop {
        if rest.is_empty() {
            return (body, "cut".to_owned());
        }
        let (size, after) = parted(rest, b"\r\n");
        let size = usize::from_str_radix(std::str::from_utf8(size).unwrap(), 16).unwrap();
        if size == 0 {
            return (body, String::from_utf8(after.to_vec()).unwrap().to_lowercase());
        }
        if after.len() < size + 2 {
            return (body, "cut".to_owned());
        }
        body.extend_from_slice(&after[..size]);
        rest = &after[size + 2..];
    }
}

#[tokio::test]
async fn a_short_answer_says_in_its_headers_whether_it_was_cut() {
    let server = TestServer::start().await.with_shop().await;
    for accept in ["text/csv", "application/x-ndjson", "application/json"] {
        for (sql, rows, truncated) in [
            ("SELECT id FROM products", "7", "rows"),
            ("SELECT id FROM products LIMIT 3", "3", "no"),
            ("SELECT id FROM products WHERE id < 0", "0", "no"),
        ] {
            let answer = ask(&server, accept, json!({ "sql": sql, "limit": 7 })).await;
            let told = [&answer.headers()["x-weir-rows"], &answer.headers()["x-weir-truncated"]];
            assert_eq!(told, [rows, truncated], "{accept}: {sql}");
        }
    }
}

#[tokio::test]
async fn a_streamed_answer_says_it_in_trailers_to_clients_that_take_them() {
    let server = TestServer::start().await.with_shop().await;
    for (limit, told) in [
        (20_000, "x-weir-rows: 20000\r\nx-weir-truncated: rows\r\n\r\n"),
        (30_000, "x-weir-rows: 30000\r\nx-weir-truncated: no\r\n\r\n"),
    ] {
        for headers in ["te: trailers\r\n", "te: gzip;q=0.5, Trailers\r\n"] {
            let answer = raw(&server, "HTTP/1.1", headers, LONG, limit).await;
            assert!(answer.head.contains("\r\ntrailer: x-weir-rows, x-weir-truncated"), "{}", answer.head);
            assert_eq!(answer.trailers, told);
            assert_eq!(answer.lines(), limit + 1);
        }
    }
}

#[tokio::test]
async fn compressed_answers_keep_their_trailers() {
    let server = TestServer::start().await.with_shop().await;
    let plain = raw(&server, "HTTP/1.1", "te: trailers\r\n", LONG, 20_000).await;
    for coding in ["gzip", "zstd"] {
        let headers = format!("te: trailers\r\naccept-encoding: {coding}\r\n");
        let answer = raw(&server, "HTTP/1.1", &headers, LONG, 20_000).await;
        assert!(answer.head.contains(&format!("content-encoding: {coding}")), "{}", answer.head);
        assert_eq!(answer.trailers, plain.trailers, "{coding}");
        let mut body = Vec::new();
        match coding {
            "gzip" => GzDecoder::new(&answer.body[..]).read_to_end(&mut body).unwrap(),
            _ => zstd::Decoder::new(&answer.body[..]).unwrap().read_to_end(&mut body).unwrap(),
        };
        assert!(body == plain.body, "{coding}: {} of {} bytes", body.len(), plain.body.len());
    }
}

#[tokio::test]
async fn clients_that_take_no_trailers_get_none_and_their_answer_ends() {
    let server = TestServer::start().await.with_shop().await;
    for (version, headers) in
        [("HTTP/1.1", ""), ("HTTP/1.1", "te: gzip\r\n"), ("HTTP/1.0", ""), ("HTTP/1.0", "te: trailers\r\n")]
    {
        let answer = raw(&server, version, headers, LONG, 20_000).await;
        assert!(!answer.head.contains("trailer:"), "{}", answer.head);
        assert_eq!(answer.trailers.trim(), "", "{version} {headers}");
        assert_eq!(answer.lines(), 20_001, "{version} {headers}");
    }
}

#[tokio::test]
async fn an_answer_that_fails_late_has_no_trailers_that_would_make_it_look_whole() {
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT printf('%100d', id) AS filler, \
               json_extract(CASE id WHEN 29000 THEN 'no json' ELSE '1' END, '$') AS j FROM products ORDER BY id";
    for coding in ["", "accept-encoding: gzip\r\n", "accept-encoding: zstd\r\n"] {
        let answer = raw(&server, "HTTP/1.1", &format!("te: trailers\r\n{coding}"), sql, 100_000).await;
        assert_eq!(answer.trailers, "cut", "{coding}");
    }
}

#[tokio::test]
async fn a_query_can_be_asked_afterwards_how_it_ended() {
    let server = TestServer::start().await.with_shop().await;
    for chosen in [None, Some(Uuid::new_v4().to_string())] {
        let mut request = server.client.post(format!("{}/api/v1/query/shop", server.base));
        if let Some(id) = &chosen {
            request = request.header("x-query-id", id);
        }
        let body = json!({ "sql": LONG, "limit": 20_000 });
        let answer = request.header(header::ACCEPT, "text/csv").json(&body).send().await.unwrap();
        let id = answer.headers()["x-query-id"].to_str().unwrap().to_owned();
        answer.bytes().await.unwrap();
        let (status, record) = server.get(&format!("/api/v1/queries/{id}")).await;
        assert_eq!(
            (status, &record["id"], &record["dbName"], &record["sql"], &record["state"]),
            (200, &json!(id), &json!("shop"), &json!(LONG), &json!("ended")),
            "{chosen:?}"
        );
        let told = json!({
            "outcome": "answered", "rowCount": 20_000, "truncated": true, "truncatedBy": "rows",
            "rule": null, "errorCode": null, "error": null,
        });
        assert_eq!(record["end"], told);
    }
}

#[tokio::test]
async fn a_record_tells_why_a_query_failed_and_only_to_whom_it_belongs() {
    let server = TestServer::start().await.with_shop().await;
    let analyst = server.as_role(Role::Analyst).await;
    let path = "/api/v1/query/shop";
    let mut records = Vec::new();
    for sql in ["SELECT nope", "DROP TABLE products", "SELECT 1"] {
        let answer = analyst.send(Method::POST, path, Some(json!({ "sql": sql }))).await;
        let Some(id) = answer.headers().get("x-query-id") else { continue };
        records.push((sql, format!("/api/v1/queries/{}", id.to_str().unwrap())));
    }
    assert_eq!(records.len(), 1, "what has failed carries its id in the history");
    let (_, record) = records.pop().unwrap();
    assert_eq!(analyst.get(&record).await.1["end"]["outcome"], "answered");
    assert_eq!(server.get(&record).await.1["user"], "analyst", "an administrator sees everybody's");
    assert_eq!(server.as_role(Role::Operator).await.get(&record).await.0, 404);
    assert_eq!(analyst.get(&format!("/api/v1/queries/{}", Uuid::new_v4())).await.0, 404);

    let (_, history) = analyst.get("/api/v1/dbs/shop/history").await;
    for (entry, key, told) in [(1, "rule", "not-read-only"), (2, "errorCode", "query_failed")] {
        let id = history["entries"][entry]["id"].as_str().unwrap();
        assert_eq!(analyst.get(&format!("/api/v1/queries/{id}")).await.1["end"][key], told, "{history}");
    }
    server.send(Method::DELETE, "/api/v1/dbs/shop", None).await;
    assert_eq!(analyst.get(&record).await.0, 404, "gone with its connection");
}

#[tokio::test]
async fn a_record_that_cannot_be_written_yet_is_no_unknown_query() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("catalog.db");
    let setup = Setup { catalog: StoreLocation::Sqlite(file.clone()), ..Setup::default() };
    let server = TestServer::start_as(setup).await.with_shop().await;
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = ask(&server, "text/csv", json!({ "sql": "SELECT 1 AS n" })).await;
    let record = format!("/api/v1/queries/{}", answer.headers()["x-query-id"].to_str().unwrap());
    let (status, error) = server.get(&record).await;
    assert_eq!((status, &error["code"]), (503, &json!("catalog_unavailable")), "{error}");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(server.get(&record).await.1["end"]["outcome"], "answered");
}
