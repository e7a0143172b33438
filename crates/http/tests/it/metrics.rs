use reqwest::Method;
use serde_json::{Value, json};
use weir_http::{HttpSettings, MetricsAccess};
use weir_model::Secret;

use crate::support::TestServer;

async fn server(metrics: MetricsAccess) -> TestServer {
    TestServer::start_with(HttpSettings { metrics, ..HttpSettings::default() }).await.with_shop().await
}

async fn scrape(server: &TestServer) -> String {
    let answer = server.send(Method::GET, "/metrics", None).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    answer.text().await.unwrap()
}

#[tokio::test]
async fn counts_requests_queries_and_refusals() {
    let server = server(MetricsAccess::Open).await;
    assert_eq!(server.query("SELECT id FROM products LIMIT 7").await.0, 200);
    assert_eq!(server.query("DROP TABLE products").await.0, 400);
    assert_eq!(server.query("SELECT nope FROM products").await.0, 400);
    server.get("/no/such/path").await;
    let text = scrape(&server).await;
    for line in [
        concat!("weir_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
        "weir_http_requests_total{method=\"POST\",route=\"/api/v1/query/{name}\",status=\"200\"} 1",
        "weir_http_requests_total{method=\"POST\",route=\"/api/v1/query/{name}\",status=\"400\"} 2",
        "weir_http_requests_total{method=\"GET\",route=\"unknown\",status=\"404\"} 1",
        "weir_queries_total{engine=\"sqlite\",outcome=\"answered\"} 1",
        "weir_queries_total{engine=\"sqlite\",outcome=\"refused\"} 1",
        "weir_queries_total{engine=\"sqlite\",outcome=\"query_failed\"} 1",
        "weir_query_rows_total{engine=\"sqlite\"} 7",
        "weir_query_duration_seconds_count{engine=\"sqlite\"} 3",
        "weir_refusals_total{rule=\"not-read-only\"} 1",
        "weir_queries_running{engine=\"sqlite\"} 0",
        "weir_sessions{connection=\"shop\",state=\"limit\"} 4",
        "weir_history_lost_entries 0",
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    let waiting = text.lines().any(|line| line.starts_with("weir_history_queue_entries "));
    assert!(waiting && text.contains("weir_catalog_sessions{state=\"open\"}"), "{text}");
    assert!(!text.contains("SELECT") && !text.contains("nope"), "{text}");
}

#[tokio::test]
async fn the_dashboard_asks_for_metrics_that_are_there() {
    let server = server(MetricsAccess::Open).await;
    server.query("SELECT id FROM products").await;
    server.query("DROP TABLE products").await;
    let text = scrape(&server).await;
    let dashboard: Value = serde_json::from_str(include_str!("../../../../docs/grafana.json")).unwrap();
    let mut asked = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            for metric in words.filter(|word| word.starts_with("weir_")) {
                assert!(text.lines().any(|line| line.starts_with(metric)), "{metric} of {expression}");
                asked += 1;
            }
        }
    }
    assert!(asked >= 12, "{asked}");
}

#[tokio::test]
async fn a_connection_that_was_removed_is_counted_no_more() {
    let server = server(MetricsAccess::Open).await;
    assert!(scrape(&server).await.contains("connection=\"shop\""));
    server.send(Method::DELETE, "/api/v1/dbs/shop", None).await;
    assert!(!scrape(&server).await.contains("connection=\"shop\""));
}

#[tokio::test]
async fn is_not_there_unless_it_is_switched_on() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/metrics").await.0, 404);
}

#[tokio::test]
async fn asks_for_its_own_token() {
    let server = server(MetricsAccess::Token(Secret::new("a token of its own"))).await;
    for (sent, status) in [
        (None, 401),
        (Some("Bearer a token of its ow"), 401),
        (Some("Basic a token of its own"), 401),
        (Some("Bearer a token of its own"), 200),
    ] {
        let request = server.as_nobody().client.get(format!("{}/metrics", server.base));
        let request = sent.into_iter().fold(request, |request, sent| request.header("authorization", sent));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{sent:?}");
    }
    assert_eq!(server.send(Method::POST, "/metrics", Some(json!({}))).await.status(), 405);
}
