//! CSV and NDJSON: their ends, their errors, how many rows they hold.

use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use weir_http::HttpSettings;

use crate::support::TestServer;

const ARRAY: &str = "application/vnd.weir.rows+json";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn ask(server: &TestServer, path: &str, accept: &str, body: Value) -> Response {
    let request = server.client.request(Method::POST, format!("{}{path}", server.base));
    request.header(header::ACCEPT, accept).json(&body).send().await.unwrap()
}

#[tokio::test]
async fn csv_is_exact() {
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT 1 AS n, '=SUM(A1)' AS \"a,b\", NULL AS gap, '' AS empty, 'say \"hi\"' || char(13, 10) AS q, x'00ff' AS b";
    for (path, mark) in [("/api/v1/query/shop", ""), ("/api/v1/dbs/shop/query?bom=1", "\u{feff}")] {
        let answer = ask(&server, path, "text/csv", json!({ "sql": sql })).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
        assert!(answer.headers().contains_key("x-query-id"));
        let bytes = answer.bytes().await.unwrap();
        let expected = "n,\"a,b\",gap,empty,q,b\r\n1,=SUM(A1),,\"\",\"say \"\"hi\"\"\r\n\",\\x00ff\r\n";
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), format!("{mark}{expected}"));
    }
}

#[tokio::test]
async fn ndjson_ends_with_a_summary() {
    let server = TestServer::start().await.with_shop().await;
    let sql = json!({ "sql": "SELECT id, name FROM products ORDER BY id", "limit": 2 });
    let answer = ask(&server, "/api/v1/query/shop", "application/x-ndjson", sql).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/x-ndjson");
    let text = answer.text().await.unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[..2], [json!({ "id": 1, "name": "tea" }), json!({ "id": 2, "name": "茶壶" })]);
    let summary = &lines[2]["summary"];
    assert_eq!(
        (&summary["rowCount"], &summary["truncated"], &summary["truncatedBy"]),
        (&json!(2), &json!(true), &json!("rows"))
    );
    assert!(summary["executionTimeMs"].is_u64());
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn an_error_before_the_first_byte_has_its_status_in_every_format() {
    let server = TestServer::start().await.with_shop().await;
    for accept in ["text/csv", "application/x-ndjson", "application/json", ARRAY, XLSX] {
        for (sql, status) in [("SELECT nope", 400), ("DROP TABLE products", 400)] {
            let answer = ask(&server, "/api/v1/query/shop", accept, json!({ "sql": sql })).await;
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
            assert!(answer.json::<Value>().await.unwrap()["detail"].is_string());
        }
    }
}

#[tokio::test]
async fn a_late_error_cuts_the_body_and_stands_in_the_history() {
    let server = TestServer::start().await.with_shop().await;
    // Fails at row 29,000, far behind what is held back.
    let sql = "SELECT printf('%100d', id) AS filler, \
               json_extract(CASE id WHEN 29000 THEN 'no json' ELSE '1' END, '$') AS j FROM products ORDER BY id";
    for (accept, limit, summary) in [("text/csv", 100_000, false), ("application/x-ndjson", 100_000, true)] {
        let answer = ask(&server, "/api/v1/query/shop", accept, json!({ "sql": sql, "limit": limit })).await;
        assert_eq!(answer.status(), 200);
        let body = answer.text().await;
        assert!(body.is_err(), "{accept}: the body must not look whole (summary: {summary})");
    }
    let (_, history) = server.get("/api/v1/dbs/shop/history").await;
    for entry in &history["entries"].as_array().unwrap()[..2] {
        assert_eq!((&entry["outcome"], &entry["errorCode"]), (&json!("failed"), &json!("query_failed")));
        assert!(entry["error"].as_str().unwrap().contains("malformed JSON"), "{entry}");
    }
}

#[tokio::test]
async fn files_hold_more_rows_than_pages() {
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT id FROM products ORDER BY id";
    for (accept, limit, status, rows) in [
        ("text/csv", json!(30_000), 200, 30_000),
        ("application/x-ndjson", json!(30_000), 200, 30_000),
        ("text/csv", json!(null), 200, 1_000),
        ("application/json", json!(30_000), 400, 0),
        ("text/csv", json!(1_000_001), 400, 0),
    ] {
        let body = json!({ "sql": sql, "limit": limit });
        let answer = ask(&server, "/api/v1/query/shop", accept, body).await;
        assert_eq!(answer.status(), status, "{accept} {limit}");
        if rows > 0 {
            // CSV has a line before the rows, NDJSON one after them.
            assert_eq!(answer.text().await.unwrap().lines().count(), rows + 1, "{accept} {limit}");
        }
    }
    let own = json!({ "sql": "SELECT a.id FROM products a, products b LIMIT 2000000" });
    let answer = ask(&server, "/api/v1/query/shop", "text/csv", own).await;
    assert_eq!(answer.text().await.unwrap().lines().count(), 1_000_001);
}

#[tokio::test]
async fn the_byte_order_mark_goes_with_csv_only() {
    let server = TestServer::start().await.with_shop().await;
    for (accept, query, status) in [
        ("text/csv", "?bom=0", 200),
        ("application/json", "?bom=0", 200),
        ("application/json", "?bom=1", 400),
        ("text/csv", "?bom=yes", 400),
        ("text/csv", "?bomb=1", 400),
    ] {
        let path = format!("/api/v1/query/shop{query}");
        let answer = ask(&server, &path, accept, json!({ "sql": "SELECT 1" })).await;
        assert_eq!(answer.status(), status, "{accept} {query}");
    }
}

#[tokio::test]
async fn json_ends_before_the_row_that_is_too_much() {
    let settings = HttpSettings { max_answer_bytes: 100_000, ..HttpSettings::default() };
    let server = TestServer::start_with(settings).await.with_shop().await;
    let sql = "SELECT id, printf('%1000d', id) AS filler FROM products ORDER BY id LIMIT 1000";
    let answer = ask(&server, "/api/v1/query/shop", "application/json", json!({ "sql": sql })).await;
    let text = answer.text().await.unwrap();
    assert!(text.len() <= 100_000, "{}", text.len());
    let result = serde_json::from_str::<Value>(&text).unwrap()["result"].take();
    let rows = result["rows"].as_array().unwrap().len();
    assert!((90..100).contains(&rows), "{rows}");
    assert_eq!(
        (&result["rowCount"], &result["truncated"], &result["truncatedBy"]),
        (&json!(rows), &json!(true), &json!("bytes"))
    );
    // Files have no such limit.
    let answer = ask(&server, "/api/v1/query/shop", "text/csv", json!({ "sql": sql })).await;
    assert_eq!(answer.text().await.unwrap().lines().count(), 1_001);
}

#[tokio::test]
async fn a_file_of_json_is_one_array_and_a_workbook_is_one() {
    let server = TestServer::start().await.with_shop().await;
    let body = json!({ "sql": "SELECT id, name FROM products ORDER BY id", "limit": 2 });
    let answer = ask(&server, "/api/v1/query/shop", ARRAY, body.clone()).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], ARRAY);
    let rows: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(rows, json!([{ "id": 1, "name": "tea" }, { "id": 2, "name": "茶壶" }]));

    let answer = ask(&server, "/api/v1/dbs/shop/query", XLSX, body).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], XLSX);
    assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
    let bytes = answer.bytes().await.unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04") && bytes.ends_with(&[0, 0]), "{} bytes", bytes.len());
    let (_, history) = server.get("/api/v1/dbs/shop/history").await;
    let entry = &history["entries"][0];
    assert_eq!((&entry["rowCount"], &entry["truncatedBy"]), (&json!(2), &json!("rows")));
}

#[tokio::test]
async fn ndjson_begins_with_its_columns_when_asked() {
    let server = TestServer::start().await.with_shop().await;
    let body = json!({ "sql": "SELECT id, name FROM products WHERE id < 0" });
    let path = "/api/v1/query/shop?head=1";
    let text = ask(&server, path, "application/x-ndjson", body.clone()).await.text().await.unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0]["head"]["columns"][1]["name"], "name");
    assert!(lines[0]["head"]["sql"].as_str().unwrap().ends_with("LIMIT 1000"));
    for (path, accept) in [(path, "text/csv"), ("/api/v1/query/shop?head=2", "application/x-ndjson")] {
        let (status, error) = crate::support::unpack(ask(&server, path, accept, body.clone()).await).await;
        assert_eq!((status, &error["params"]["field"]), (400, &json!("head")), "{accept}");
    }
}

#[tokio::test]
async fn a_file_of_more_rows_than_a_page_is_for_those_who_may_export() {
    let server = TestServer::start().await.with_shop().await;
    let body = json!({ "sql": "SELECT id FROM products", "limit": 10_001 });
    for (role, status) in [(weir_model::Role::Analyst, 200), (weir_model::Role::Viewer, 403)] {
        let guest = server.as_role(role).await;
        for accept in [ARRAY, XLSX] {
            let request = guest.client.request(Method::POST, format!("{}/api/v1/query/shop", server.base));
            let answer = request.header(header::ACCEPT, accept).json(&body).send().await.unwrap();
            assert_eq!(answer.status(), status, "{role:?} {accept}");
        }
    }
}
