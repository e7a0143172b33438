//! Statements that people keep: whose they are, who sees them, who may change them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Guest, TestServer, unpack};

const PATH: &str = "/api/v1/saved-queries";

fn body(title: &str, is_shared: bool) -> Value {
    json!({
        "db_name": "shop", "title": title, "sql": "SELECT * FROM products WHERE price > {{least}}",
        "parameters": [{ "name": "least", "kind": "number", "default_value": "3" }], "is_shared": is_shared,
    })
}

async fn keep(guest: &Guest, title: &str, is_shared: bool) -> i64 {
    let (status, answer) = guest.post(PATH, body(title, is_shared)).await;
    assert_eq!(status, 201, "{answer}");
    answer["data"]["id"].as_i64().unwrap()
}

async fn titles(guest: &Guest, query: &str) -> Vec<String> {
    let (_, answer) = guest.get(&format!("{PATH}{query}")).await;
    let items = answer["data"]["items"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_sees_ones_own_and_what_others_share() {
    let server = TestServer::start().await.with_shop().await;
    let (amy, ben) = (server.as_analyst().await, server.as_operator().await);
    let own = keep(&amy, "own", false).await;
    let shared = keep(&amy, "Shared 茶", true).await;
    assert_eq!(titles(&amy, "").await, ["own", "Shared 茶"]);
    assert_eq!(titles(&ben, "").await, ["Shared 茶"]);
    assert_eq!(titles(&ben, "?search=PRODUCTS&db_name=shop").await, ["Shared 茶"]);
    assert_eq!(titles(&ben, "?search=nothing").await, Vec::<String>::new());
    assert_eq!(titles(&ben, "?db_name=other").await, Vec::<String>::new());
    assert_eq!(titles(&amy, "?limit=1&page=2").await, ["Shared 茶"]);

    let (status, answer) = ben.get(&format!("{PATH}/{own}")).await;
    assert_eq!((status, &answer["message_code"]), (404, &json!("RESOURCE_NOT_FOUND")));
    let (status, answer) = ben.get(&format!("{PATH}/{shared}")).await;
    assert_eq!((status, &answer["data"]["owner"]), (200, &json!("analyst")), "{answer}");
    assert_eq!(
        answer["data"]["parameters"],
        json!([{ "name": "least", "kind": "number", "default_value": "3" }])
    );
}

#[tokio::test]
async fn only_the_owner_and_for_shared_ones_an_admin_changes_them() {
    let server = TestServer::start().await.with_shop().await;
    let (amy, ben) = (server.as_analyst().await, server.as_operator().await);
    let (own, shared) = (keep(&amy, "own", false).await, keep(&amy, "shared", true).await);
    let change = |path: String| (Method::PUT, path, Some(body("changed", true)));
    let remove = |path: String| (Method::DELETE, path, None);
    for (id, expected) in [(own, 404), (shared, 403)] {
        for (method, path, body) in [change(format!("{PATH}/{id}")), remove(format!("{PATH}/{id}"))] {
            assert_eq!(ben.send(method, &path, body).await.status(), expected);
        }
    }
    let answer = amy.send(Method::PUT, &format!("{PATH}/{own}"), Some(body("changed", false))).await;
    assert_eq!(unpack(answer).await.1["data"]["title"], "changed");
    // The server's own client is an admin.
    assert_eq!(server.send(Method::DELETE, &format!("{PATH}/{shared}"), None).await.status(), 204);
    assert_eq!(server.send(Method::DELETE, &format!("{PATH}/{own}"), None).await.status(), 404);
    assert_eq!(amy.send(Method::DELETE, &format!("{PATH}/{own}"), None).await.status(), 204);
    assert_eq!(titles(&amy, "").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_viewer_reads_and_keeps_nothing() {
    let server = TestServer::start().await.with_shop().await;
    keep(&server.as_analyst().await, "shared", true).await;
    let viewer = server.as_viewer().await;
    assert_eq!(titles(&viewer, "").await, ["shared"]);
    let (status, answer) = viewer.post(PATH, body("x", false)).await;
    assert_eq!((status, &answer["message_code"]), (403, &json!("PERMISSION_REQUIRED")));
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = TestServer::start().await.with_shop().await;
    let amy = server.as_analyst().await;
    let with = |change: Value| {
        let mut body = body("t", false);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let parameter = |name: &str| json!({ "name": name, "kind": "text" });
    for (change, status, told) in [
        (json!({ "title": "  " }), 400, "title"),
        (json!({ "title": "x".repeat(201) }), 400, "title"),
        (json!({ "sql": "" }), 400, "sql"),
        (json!({ "db_name": "a/b" }), 400, "db_name"),
        (json!({ "db_name": "gone" }), 404, "gone"),
        (json!({ "parameters": [parameter("a b")] }), 400, "parameters.name"),
        (json!({ "parameters": [parameter("a"), parameter("a")] }), 400, "parameters.name"),
        (json!({ "parameters": [{ "name": "a", "kind": "blob" }] }), 400, "kind"),
        (json!({ "owner": "ben" }), 400, "owner"),
    ] {
        let (found, answer) = amy.post(PATH, with(change.clone())).await;
        assert_eq!(found, status, "{change}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(told), "{change}: {answer}");
    }
    assert_eq!(amy.get(&format!("{PATH}/0")).await.0, 400);
    assert_eq!(amy.get(&format!("{PATH}/x")).await.0, 400);
    assert_eq!(amy.get(&format!("{PATH}/77")).await.0, 404);
    assert_eq!(amy.get(&format!("{PATH}?sort=x")).await.0, 400);
}
