//! The console's page and files: who gets them, and under which headers.

use reqwest::{Response, header};

use crate::support::{TestServer, unpack};

async fn open(server: &TestServer, path: &str) -> Response {
    let request = server.client.get(format!("{}{path}", server.base));
    request.header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8").send().await.unwrap()
}

#[tokio::test]
async fn a_browser_gets_the_page_on_any_path_of_the_console() {
    let server = TestServer::start().await;
    for path in ["/", "/workbench/shop", "/databases/3?range=30"] {
        let answer = open(&server, path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
    }
}

#[tokio::test]
async fn the_page_allows_no_inline_script_and_a_new_nonce_every_time() {
    let server = TestServer::start().await;
    let mut policies = Vec::new();
    for _ in 0..2 {
        let answer = open(&server, "/").await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        policies.push(policy);
    }
    assert_ne!(policies[0], policies[1]);
}

#[tokio::test]
async fn a_wrong_path_of_the_api_is_no_page_and_neither_is_what_a_program_asks() {
    let server = TestServer::start().await;
    for path in ["/api/v1/nothing", "/health/nothing", "/assets/gone-1a2b.js"] {
        let (status, error) = unpack(open(&server, path).await).await;
        assert_eq!((status, &error["message_code"]), (404, &"RESOURCE_NOT_FOUND".into()), "{path}");
    }
    let (status, _) = server.get("/workbench/shop").await;
    assert_eq!(status, 404);
    let (status, _) = server.post("/workbench/shop", serde_json::json!({})).await;
    assert_eq!(status, 404);
}
