use crate::support::TestServer;

#[tokio::test]
async fn says_that_it_lives_and_is_ready() {
    let server = TestServer::start().await;
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(server.get(path).await, (200, serde_json::json!({ "status": "ok" })), "{path}");
    }
}

#[tokio::test]
async fn ends_in_order_when_asked() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/health/live").await.0, 200);
    server.stop().await;
}
