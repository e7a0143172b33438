use reqwest::Method;
use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn answers_with_the_statement_that_ran_and_its_rows() {
    let server = TestServer::start().await.with_shop().await;
    for path in ["/api/v1/query/shop", "/api/v1/dbs/shop/query"] {
        let (status, answer) =
            server.post(path, json!({ "sql": "SELECT id, name FROM products ORDER BY id LIMIT 2" })).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["sql"], "SELECT id, name FROM products ORDER BY id LIMIT 2");
        let result = &answer["result"];
        assert_eq!(result["rows"], json!([{ "id": 1, "name": "tea" }, { "id": 2, "name": "茶壶" }]));
        assert_eq!(result["columns"][1]["name"], "name");
        assert_eq!((&result["rowCount"], &result["truncated"]), (&json!(2), &json!(false)));
        assert!(answer["executionTimeMs"].is_u64());
    }
}

#[tokio::test]
async fn adds_a_limit_and_says_when_it_cut() {
    let server = TestServer::start().await.with_shop().await;
    let (_, answer) = server.query("SELECT id FROM products").await;
    assert!(answer["sql"].as_str().unwrap().ends_with("LIMIT 1000"), "{}", answer["sql"]);
    assert_eq!(answer["result"]["rowCount"], 1000);
    assert_eq!(
        (&answer["result"]["truncated"], &answer["result"]["truncatedBy"]),
        (&json!(true), &json!("rows"))
    );

    let exact = json!({ "sql": "SELECT id FROM products WHERE id <= 7", "limit": 7 });
    let (_, answer) = server.post("/api/v1/query/shop", exact).await;
    assert_eq!((&answer["result"]["rowCount"], &answer["result"]["truncated"]), (&json!(7), &json!(false)));

    let (_, answer) = server.query("SELECT id FROM products LIMIT 29999").await;
    assert!(answer["sql"].as_str().unwrap().ends_with("LIMIT 10000"), "{}", answer["sql"]);
    assert_eq!(
        (&answer["result"]["rowCount"], &answer["result"]["truncated"]),
        (&json!(10000), &json!(true))
    );
}

#[tokio::test]
async fn streams_an_answer_larger_than_what_is_held_back() {
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT id, printf('%200d', id) AS filler FROM products LIMIT 10000";
    let (status, answer) = server.query(sql).await;
    assert_eq!(status, 200);
    let rows = answer["result"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 10_000);
    assert_eq!(rows[9_999]["filler"].as_str().unwrap().len(), 200);
}

#[tokio::test]
async fn refuses_with_rule_position_and_a_sentence() {
    let server = TestServer::start().await.with_shop().await;
    let (status, error) = server.query("SELECT 1; DROP TABLE products").await;
    assert_eq!(
        (status, &error["code"], &error["rule"]),
        (400, &json!("refused"), &json!("multiple-statements"))
    );
    assert!(error["position"].is_u64());
    for sql in
        ["DROP TABLE products", "DELETE FROM products", "PRAGMA writable_schema=1", "", "ATTACH 'x' AS y"]
    {
        assert_eq!(server.query(sql).await.0, 400, "{sql}");
    }
    assert_eq!(server.query("SELECT count(*) AS n FROM products").await.1["result"]["rows"][0]["n"], 30000);
}

#[tokio::test]
async fn shows_the_databases_own_words_about_wrong_sql() {
    let server = TestServer::start().await.with_shop().await;
    let (status, error) = server.query("SELECT nme FROM products").await;
    assert_eq!((status, &error["code"]), (400, &json!("query_failed")));
    assert!(error["detail"].as_str().unwrap().contains("no such column: nme"), "{error}");
}

#[tokio::test]
async fn checks_every_field() {
    let server = TestServer::start().await.with_shop().await;
    for (body, field) in [
        (json!({ "sql": "SELECT 1", "limit": 0 }), "limit"),
        (json!({ "sql": "SELECT 1", "limit": 10001 }), "limit"),
        (json!({ "sql": "SELECT 1", "limit": "5" }), "limit"),
        (json!({ "sql": "SELECT 1", "timeoutSeconds": 0 }), "timeoutSeconds"),
        (json!({ "sql": "SELECT 1", "timeoutSeconds": 301 }), "timeoutSeconds"),
        (json!({ "sql": "SELECT 1", "timeout_seconds": 301 }), "timeoutSeconds"),
        (json!({ "sql": "SELECT 1", "nope": 1 }), "nope"),
        (json!({ "sql": 7 }), "sql"),
        (json!({}), "sql"),
    ] {
        let (status, error) = server.post("/api/v1/query/shop", body.clone()).await;
        assert_eq!((status, error["params"]["field"].as_str()), (400, Some(field)), "{body} {error}");
        assert!(error["detail"].as_str().unwrap().contains(field), "{error}");
    }
    let good = json!({ "sql": "SELECT 1 AS n", "timeout_seconds": 5, "limit": 1, "naturalQuery": "one" });
    assert_eq!(server.post("/api/v1/query/shop", good).await.0, 200);
    assert_eq!(server.post("/api/v1/query/none", json!({ "sql": "SELECT 1" })).await.0, 404);
}

#[tokio::test]
async fn ends_a_query_over_its_time_limit() {
    let server = TestServer::start().await.with_shop().await;
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let (status, error) =
        server.post("/api/v1/query/shop", json!({ "sql": endless, "timeoutSeconds": 1 })).await;
    assert_eq!((status, &error["code"]), (504, &json!("timed_out")), "{error}");
    assert_eq!(error["params"]["confirmed"], "true");
}

#[tokio::test]
async fn natural_language_waits_for_a_model() {
    let server = TestServer::start().await.with_shop().await;
    for path in ["/api/v1/query/shop/natural", "/api/v1/dbs/shop/query/natural"] {
        let (status, error) = server.post(path, json!({ "prompt": "how many?" })).await;
        assert_eq!((status, &error["code"]), (503, &json!("no_language_model")));
        assert!(error["detail"].as_str().unwrap().contains("llm.provider"));
        assert_eq!(server.post(path, json!({ "prompt": "  " })).await.0, 400);
    }
    assert_eq!(server.post("/api/v1/query/none/natural", json!({ "prompt": "x" })).await.0, 404);
}

#[tokio::test]
async fn a_get_on_a_query_path_is_not_allowed() {
    let server = TestServer::start().await.with_shop().await;
    let answer = server.send(Method::GET, "/api/v1/query/shop", None).await;
    assert_eq!(answer.status(), 405);
    assert!(answer.json::<serde_json::Value>().await.unwrap()["detail"].is_string());
}
