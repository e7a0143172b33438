use expect_test::expect_file;

use crate::support::TestServer;

#[test]
fn the_document_is_the_one_in_docs() {
    let document = weir_http::document().to_pretty_json().unwrap() + "\n";
    expect_file!["../../../../docs/openapi.json"].assert_eq(&document);
}

#[tokio::test]
async fn serves_the_document_and_the_page_without_network() {
    let server = TestServer::start().await;
    let (status, document) = server.get("/api/v1/openapi.json").await;
    assert_eq!((status, document["openapi"].as_str()), (200, Some("3.1.0")));
    let page = server.client.get(format!("{}/api/docs/", server.base)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.headers().contains_key("content-security-policy"));
    let text = page.text().await.unwrap();
    assert!(text.contains("swagger-ui-bundle.js"), "{text}");
    assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
}
