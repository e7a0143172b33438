use reqwest::header;
use serde_json::json;
use weir_model::Role;

use crate::support::TestServer;

#[tokio::test]
async fn a_page_of_another_site_cannot_drive_the_server() {
    let server = TestServer::start().await.with_shop().await;
    let person = server.as_session(Role::Analyst).await;
    let request = || {
        person.client.post(format!("{}/api/v1/query/shop", server.base)).json(&json!({ "sql": "SELECT 1" }))
    };
    assert_eq!(request().send().await.unwrap().status(), 200);
    for (name, value) in [
        (header::ORIGIN, "https://evil.example"),
        (header::HOST, "evil.example"),
        (header::HeaderName::from_static("sec-fetch-site"), "cross-site"),
    ] {
        let answer = request().header(&name, value).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{name}");
        let error: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(error["code"], "foreign_origin");
    }
}
