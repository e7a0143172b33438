use serde_json::{Value, json};

use crate::support::TestServer;

#[tokio::test]
async fn shows_the_grade_of_a_connection_and_how_to_make_it_safe() {
    let server = TestServer::start().await.with_shop().await;
    let (status, kept) = server.get("/api/v1/dbs/shop/safety").await;
    assert_eq!((status, &kept["grade"], &kept["link"]), (200, &json!("C"), &json!("local")));
    let finding = &kept["findings"][0];
    assert_eq!(finding["grade"], "C");
    assert!(finding["code"].is_string() && finding["message"].is_string());
    assert!(finding["messageZh"].as_str().unwrap().chars().any(|c| c > '\u{4e00}'), "{finding}");
    assert!(kept["script"].as_str().unwrap().contains("chmod"), "{kept}");

    let (_, again) = server.get("/api/v1/dbs/shop/safety?refresh=true").await;
    assert_ne!(again["checkedAt"], kept["checkedAt"]);
    assert_eq!(server.get("/api/v1/dbs").await.1["databases"][0]["safetyGrade"], "C");
}

#[tokio::test]
async fn refuses_what_it_does_not_know() {
    let server = TestServer::start().await.with_shop().await;
    for (path, status, field) in [
        ("/api/v1/dbs/shop/safety?refresh=1", 400, json!("refresh")),
        ("/api/v1/dbs/shop/safety?depth=2", 400, json!("depth")),
        ("/api/v1/dbs/none/safety", 404, Value::Null),
    ] {
        let (got, error) = server.get(path).await;
        assert_eq!((got, &error["params"]["field"]), (status, &field), "{path}");
    }
}
