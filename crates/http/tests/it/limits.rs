//! How much at once: queries of one caller, on one connection, in all; sessions; bytes of JSON.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, header};
use serde_json::{Value, json};
use tokio::task::yield_now;
use weir_gateway::{Limits, QueryPlaces};
use weir_http::HttpSettings;

use crate::{
    queries::{ENDLESS_SQLITE, begin, new_id},
    support::{Setup, TestServer},
};

/// A server with two queries under way on `shop`.
async fn busy(places: QueryPlaces, sessions: usize) -> (Arc<TestServer>, [String; 2]) {
    let limits = Limits { places, ..Limits::default() };
    let server = TestServer::start_as(Setup { limits, sessions, ..Setup::default() }).await.with_shop().await;
    let url = server.sqlite("other.db", "CREATE TABLE t (x)");
    server.register("other", &url).await;
    let server = Arc::new(server);
    let ids = [new_id(), new_id()];
    for id in &ids {
        begin(&server, "shop", id, ENDLESS_SQLITE).await;
    }
    (server, ids)
}

async fn end(server: &TestServer, ids: &[String]) {
    for id in ids {
        let cancel = server.send(Method::DELETE, &format!("/api/v1/queries/{id}"), None).await;
        assert_eq!(cancel.status(), 200);
    }
}

#[tokio::test]
async fn too_many_at_once_are_sent_away_with_a_time_to_come_back() {
    let roomy = QueryPlaces { wait: Duration::from_millis(50), ..QueryPlaces::default() };
    // What is limited to two; on which connection a third is too many; who may go on meanwhile.
    for (places, db, words, other) in [
        (
            QueryPlaces { per_caller: 2, ..roomy.clone() },
            "other",
            "2 of your queries are running",
            Some("shop"),
        ),
        (
            QueryPlaces { per_connection: 2, ..roomy.clone() },
            "shop",
            "2 queries are running on 'shop'",
            Some("other"),
        ),
        (QueryPlaces { in_all: 2, ..roomy.clone() }, "other", "2 queries are running;", None),
    ] {
        let (server, ids) = busy(places, 4).await;
        let body = Some(json!({ "sql": "SELECT 1" }));
        let answer = server.send(Method::POST, &format!("/api/v1/query/{db}"), body.clone()).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()[header::RETRY_AFTER]),
            (429, &header::HeaderValue::from(1)),
            "{words}"
        );
        let error = answer.json::<Value>().await.unwrap();
        assert_eq!(error["code"], "too_many");
        assert!(error["detail"].as_str().unwrap().contains(words), "{error}");
        if let Some(other) = other {
            let analyst = server.as_analyst().await;
            let path = format!("/api/v1/query/{other}");
            assert_eq!(analyst.send(Method::POST, &path, body.clone()).await.status(), 200, "{words}");
        }
        end(&server, &ids).await;
        assert_eq!(server.query("SELECT 1 AS n").await.0, 200);
    }
}

#[tokio::test]
async fn a_query_waits_for_its_place_and_runs_when_one_is_free() {
    let places = QueryPlaces { per_connection: 2, wait: Duration::from_mins(1), ..QueryPlaces::default() };
    let (server, ids) = busy(places, 4).await;
    let third = new_id();
    let (waiting, ended) =
        tokio::join!(crate::queries::with_id(&server, "shop", &third, "SELECT 3 AS n"), async {
            let path = format!("/api/v1/queries/{third}");
            while server.get(&path).await.1["state"] != "waiting" {
                yield_now().await;
            }
            end(&server, &ids).await;
        });
    let () = ended;
    assert_eq!(waiting.json::<Value>().await.unwrap()["result"]["rows"], json!([{ "n": 3 }]));
}

#[tokio::test]
async fn a_pool_without_a_free_session_says_so_and_harms_no_other_connection() {
    let (server, ids) = busy(QueryPlaces::default(), 2).await;
    let body = Some(json!({ "sql": "SELECT 1", "timeoutSeconds": 1 }));
    let answer = server.send(Method::POST, "/api/v1/query/shop", body.clone()).await;
    assert_eq!((answer.status().as_u16(), answer.headers().contains_key(header::RETRY_AFTER)), (429, true));
    let error = answer.json::<Value>().await.unwrap();
    assert_eq!((&error["code"], &error["params"]["limit"]), (&json!("busy"), &json!("2")), "{error}");
    assert_eq!(server.send(Method::POST, "/api/v1/query/other", body).await.status(), 200);
    end(&server, &ids).await;
    assert_eq!(server.query("SELECT 1 AS n").await.0, 200);
}

#[tokio::test]
async fn a_page_of_json_ends_before_64_mebibytes() {
    assert_eq!(HttpSettings::default().max_answer_bytes, 64 << 20);
    let server = TestServer::start().await.with_shop().await;
    let sql = "SELECT printf('%8000d', id) AS filler FROM products LIMIT 10000";
    let request = server.client.post(format!("{}/api/v1/query/shop", server.base));
    let answer = request.json(&json!({ "sql": sql })).send().await.unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.len() <= 64 << 20 && text.len() > (64 << 20) - 10_000, "{}", text.len());
    let (_, tail) = text.split_at(text.len() - 300);
    assert!(tail.contains(r#""truncated":true,"truncatedBy":"bytes""#), "{tail}");
}
