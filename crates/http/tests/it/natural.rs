//! Asking in natural language over the wire: JSON and events, errors, who may, what is remembered.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use weir_gateway::Models;
use weir_llm::{ModelClient, ProviderSettings, SqlWriter, Wire};
use weir_model::{Role, Secret};
use weir_testkit::{Script, ScriptedModel, Step};

use crate::support::{Setup, TestServer};

const PATHS: [&str; 2] = ["/api/v1/query/shop/natural", "/api/v1/dbs/shop/query/natural"];
const SQL: &str = "SELECT name FROM products";

async fn server(steps: Vec<Step>) -> (TestServer, Arc<ScriptedModel>) {
    let model = ScriptedModel::start(Script::in_order(steps));
    let client = ModelClient::new(ProviderSettings {
        name: "scripted".to_owned(),
        wire: Wire::OpenAi,
        base_url: model.openai_url(),
        model: "m-1".to_owned(),
        key: Some(Secret::new("sk-never-to-be-seen")),
        max_output_tokens: None,
        temperature: None,
        timeout: Duration::from_secs(20),
        proxy: None,
    });
    let models = Models::new(vec![Arc::new(client.unwrap()) as Arc<dyn SqlWriter>]);
    let server = TestServer::start_as(Setup { models, ..Setup::default() }).await.with_shop().await;
    (server, Arc::new(model))
}

/// Each event's name and data.
async fn events(server: &TestServer, path: &str, body: &Value) -> Vec<(String, Value)> {
    let request = server.client.post(format!("{}{path}", server.base)).json(body);
    let answer = request.header(header::ACCEPT, "text/event-stream").send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()[header::CONTENT_TYPE].as_bytes()),
        (200, &b"text/event-stream"[..])
    );
    let text = answer.text().await.unwrap();
    let event = |event: &str| {
        let (name, data) = event.split_once('\n')?;
        let data = serde_json::from_str(data.strip_prefix("data: ")?).unwrap();
        Some((name.strip_prefix("event: ")?.to_owned(), data))
    };
    text.split("\n\n").filter_map(event).collect()
}

#[tokio::test]
async fn answers_as_json_on_both_paths() {
    for path in PATHS {
        let (server, _model) = server(vec![Step::proposes(SQL)]).await;
        let (status, answer) =
            server.post(path, json!({ "prompt": "names of products", "time_zone": "Asia/Shanghai" })).await;
        assert_eq!(
            (status, &answer["status"], &answer["generatedSql"]),
            (200, &json!("ok"), &json!(SQL)),
            "{answer}"
        );
        assert_eq!(answer["explanation"], "As asked.");
        assert_eq!(answer["tablesUsed"], json!(["main.products"]));
        assert_eq!(
            answer["validation"],
            json!({ "guarded": true, "resolved": true, "explained": true, "repairs": 0 })
        );
        assert_eq!(answer["confidence"], json!({ "level": "high", "signals": [] }));
        assert_eq!(
            (&answer["usage"]["provider"], &answer["clarification"]),
            (&json!("scripted"), &Value::Null)
        );
        // Nothing runs by itself.
        let history = server.get("/api/v1/dbs/shop/history").await.1;
        assert_eq!(history["entries"].as_array().map(Vec::len).unwrap_or_default(), 0, "{history}");
    }
}

#[tokio::test]
async fn answers_as_events_in_their_order() {
    for path in PATHS {
        let wrong = Step::proposes("SELECT nam FROM products");
        let (server, _model) = server(vec![wrong, Step { piece: Some(30), ..Step::proposes(SQL) }]).await;
        let events = events(&server, path, &json!({ "prompt": "names of products" })).await;
        let mut names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        assert_eq!(names, ["linked", "delta", "validating", "repair", "delta", "validating", "result"]);
        assert_eq!(events[0].1["tables"][0], "products");
        let repair = &events.iter().find(|(name, _)| name == "repair").unwrap().1;
        assert!(
            repair["problem"].as_str().unwrap().contains("name") && repair["problemZh"].is_string(),
            "{repair}"
        );
        assert_eq!(events.last().unwrap().1["generatedSql"], SQL);
    }
}

#[tokio::test]
async fn an_error_behind_the_first_event_is_an_event() {
    let (server, _model) = server(vec![Step::fails(401)]).await;
    let events = events(&server, PATHS[0], &json!({ "prompt": "names of products" })).await;
    let (name, error) = events.last().unwrap();
    assert_eq!((name.as_str(), &error["code"]), ("error", &json!("language_model_failed")));
    assert!(error["errorId"].is_string() && !error.to_string().contains("sk-never"), "{error}");
}

#[tokio::test]
async fn a_model_that_fails_is_a_503_and_nothing_of_the_key_is_told() {
    let (server, _model) = server(vec![Step::fails(401)]).await;
    let (status, error) = server.post(PATHS[0], json!({ "prompt": "names of products" })).await;
    assert_eq!(
        (status, &error["code"], &error["params"]["why"]),
        (503, &json!("language_model_failed"), &json!("key_refused"))
    );
    assert!(!error.to_string().contains("sk-never"), "{error}");
}

#[tokio::test]
async fn without_a_model_the_body_holds_what_was_linked() {
    let server = TestServer::start().await.with_shop().await;
    for accept in ["application/json", "text/event-stream"] {
        let request = server.client.post(format!("{}{}", server.base, PATHS[0]));
        let request =
            request.header(header::ACCEPT, accept).json(&json!({ "prompt": "weather of products" }));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 503);
        let error: Value = answer.json().await.unwrap();
        assert_eq!(
            (&error["code"], &error["linkedTables"]),
            (&json!("no_language_model"), &json!(["products"]))
        );
        assert_eq!(error["unmatchedWords"], json!(["weather"]));
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_call_to_the_model() {
    for accept in ["application/json", "text/event-stream"] {
        let (server, model) = server(vec![Step { hang: true, ..Step::says("{") }]).await;
        let request = server.client.post(format!("{}{}", server.base, PATHS[0]));
        let request = request.header(header::ACCEPT, accept).json(&json!({ "prompt": "names of products" }));
        let asked = Arc::clone(&model);
        let waiting = spawn_blocking(move || asked.wait_for_requests(1, Duration::from_secs(10)));
        tokio::select! {
            _ = async { request.send().await.unwrap().text().await } => panic!("the model never answers"),
            came = waiting => assert!(came.unwrap()),
        }
        let left = spawn_blocking(move || model.wait_until_client_leaves(Duration::from_secs(10)));
        assert!(left.await.unwrap(), "{accept}");
    }
}

#[tokio::test]
async fn feedback_glossary_and_discretion_are_kept() {
    let (server, _model) = server(vec![Step::proposes(SQL)]).await;
    let answer = server.post(PATHS[0], json!({ "prompt": "names of products" })).await.1;
    let id = answer["id"].as_str().unwrap().to_owned();
    for path in PATHS {
        let feedback = |verdict: &str| json!({ "verdict": verdict, "comment": "yes" });
        assert_eq!(server.post(&format!("{path}/{id}/feedback"), feedback("right")).await.0, 204);
        assert_eq!(server.post(&format!("{path}/{id}/feedback"), feedback("perhaps")).await.0, 400);
        assert_eq!(server.post(&format!("{path}/nonsense/feedback"), feedback("right")).await.0, 404);
    }
    let entry = json!({ "term": "GMV", "meaning": "sum of price", "tables": ["products"] });
    let (status, made) = server.post("/api/v1/dbs/shop/glossary", entry.clone()).await;
    assert_eq!((status, &made["term"]), (201, &json!("GMV")));
    assert_eq!(server.post("/api/v1/dbs/shop/glossary", entry.clone()).await.0, 409);
    let path = format!("/api/v1/dbs/shop/glossary/{}", made["id"]);
    let changed = json!({ "term": "GMV", "meaning": "gross" });
    assert_eq!(server.send(Method::PUT, &path, Some(changed)).await.status(), 200);
    assert_eq!(server.get("/api/v1/dbs/shop/glossary").await.1["entries"][0]["meaning"], "gross");
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 204);
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 404);
    assert_eq!(server.send(Method::DELETE, "/api/v1/dbs/shop/glossary/x", None).await.status(), 400);
    let sensitive = json!({ "sendSamples": true, "columns": [{ "schema": "main", "table": "products", "column": "price" }] });
    let put = server.send(Method::PUT, "/api/v1/dbs/shop/sensitive", Some(sensitive.clone())).await;
    assert_eq!(put.status(), 200);
    assert_eq!(server.get("/api/v1/dbs/shop/sensitive").await.1, sensitive);
}

#[tokio::test]
async fn calls_are_for_administrators_and_each_change_for_who_may() {
    let (server, _model) = server(vec![Step::proposes(SQL)]).await;
    server.post(PATHS[0], json!({ "prompt": "names of products" })).await;
    server.gateway.settle().await;
    let (status, calls) = server.get("/api/v1/llm/calls?limit=10").await;
    let call = &calls["data"]["items"][0];
    assert_eq!(
        (status, &calls["data"]["total"], &call["purpose"], &call["outcome"]),
        (200, &json!(1), &json!("draft"), &json!("answered"))
    );
    assert_eq!(
        (&call["database"], &call["tables"], &call["sent_samples"]),
        (&json!("shop"), &json!(["main.products"]), &json!(false))
    );
    let providers = server.get("/api/v1/llm/providers").await.1;
    assert_eq!(providers["data"]["providers"], json!([{ "provider": "scripted", "model": "m-1" }]));
    let (viewer, analyst) = (server.as_role(Role::Viewer).await, server.as_role(Role::Analyst).await);
    assert_eq!(viewer.post(PATHS[0], json!({ "prompt": "x" })).await.0, 403);
    assert_eq!(analyst.get("/api/v1/llm/calls").await.0, 403);
    let entry = json!({ "term": "a", "meaning": "b" });
    assert_eq!(analyst.post("/api/v1/dbs/shop/glossary", entry).await.0, 403);
    let closed = json!({ "sendSamples": false, "columns": [] });
    assert_eq!(analyst.send(Method::PUT, "/api/v1/dbs/shop/sensitive", Some(closed)).await.status(), 403);
}

#[tokio::test]
async fn a_statement_is_explained_by_its_plan_and_in_words() {
    let (server, model) = server(vec![Step::says("It lists the names."), Step::fails(401)]).await;
    let body = json!({ "sql": "SELECT name FROM products WHERE price = 3.5", "language": "zh" });
    let (status, explained) = server.post("/api/v1/query/shop/explain", body.clone()).await;
    assert_eq!((status, &explained["explanation"]), (200, &json!("It lists the names.")), "{explained}");
    let costly = usize::try_from(explained["plan"]["costlyStep"].as_u64().unwrap()).unwrap();
    let step = &explained["plan"]["steps"][costly];
    assert_eq!((&step["kind"], &step["table"]), (&json!("full-scan"), &json!("products")), "{explained}");
    assert!(explained["plan"]["reading"][0]["messageZh"].is_string(), "{explained}");
    assert!(model.requests()[0].last_turn().starts_with("Answer in Chinese."));
    // The plan is an answer although the model fails.
    let (status, explained) = server.post("/api/v1/dbs/shop/query/explain", body).await;
    assert_eq!((status, &explained["explanation"]), (200, &Value::Null));
    assert!(explained["explanationMissing"]["message"].is_string(), "{explained}");
    for (body, code) in [
        (json!({ "sql": "DELETE FROM products" }), "refused"),
        (json!({ "sql": "SELECT nam FROM products", "words": false }), "query_failed"),
        (json!({ "sql": "SELECT 1", "language": "<b>" }), "invalid_parameter"),
        (json!({ "sql": "SELECT 1", "plan": { "odd": 1 } }), "invalid_parameter"),
    ] {
        let (status, error) = server.post("/api/v1/query/shop/explain", body.clone()).await;
        assert_eq!((status, &error["code"]), (400, &json!(code)), "{body} {error}");
    }
}

#[tokio::test]
async fn a_plan_is_read_without_a_model() {
    let server = TestServer::start().await.with_shop().await;
    let (status, explained) =
        server.post("/api/v1/query/shop/explain", json!({ "sql": "SELECT name FROM products" })).await;
    assert_eq!((status, &explained["explanation"]), (200, &Value::Null));
    assert!(explained["plan"]["reading"][0]["message"].as_str().unwrap().contains("products"), "{explained}");
    assert!(explained["explanationMissing"]["message"].as_str().unwrap().contains("No language model"));
}
