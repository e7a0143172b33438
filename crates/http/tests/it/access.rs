//! Who may see a connection: for whoever may not, it doesn't exist.

use reqwest::Method;
use serde_json::{Value, json};
use weir_model::Role;

use crate::support::{Guest, TestServer, unpack};

/// Every way to a connection, and what each answers for somebody.
async fn answers(guest: &Guest) -> Vec<u16> {
    let mut statuses = Vec::new();
    for path in ["", "/metadata", "/metadata/tables", "/metadata/tables/main/products", "/history", "/safety"]
    {
        statuses.push(guest.get(&format!("/api/v1/dbs/shop{path}")).await.0);
    }
    statuses.push(guest.query("SELECT 1").await.0);
    statuses.push(guest.post("/api/v1/dbs/shop/query", json!({ "sql": "SELECT 1" })).await.0);
    statuses
        .push(guest.send(Method::POST, "/api/v1/dbs/shop/metadata/refresh", None).await.status().as_u16());
    statuses
}

async fn names(guest: &Guest) -> Vec<Value> {
    let (_, listed) = guest.get("/api/v1/dbs").await;
    listed["databases"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
}

async fn put(server: &TestServer, body: Value) -> (u16, Value) {
    unpack(server.send(Method::PUT, "/api/v1/dbs/shop/access", Some(body)).await).await
}

#[tokio::test]
async fn what_one_may_not_see_does_not_exist() {
    let server = TestServer::start().await.with_shop().await;
    let (analyst, operator) = (server.as_analyst().await, server.as_operator().await);
    assert_eq!(server.get("/api/v1/dbs/shop/access").await, (200, json!({ "limited": false, "grants": [] })));
    assert!(answers(&analyst).await.iter().all(|status| *status == 200));

    let limited = json!({ "limited": true, "grants": [{ "role": "operator" }] });
    assert_eq!(put(&server, limited.clone()).await, (200, limited));
    let unseen = answers(&analyst).await;
    assert!(unseen.iter().all(|status| *status == 404), "{unseen:?}");
    assert_eq!(names(&analyst).await, Vec::<Value>::new());
    let (_, hidden) = analyst.get("/api/v1/dbs/shop").await;
    let (_, none) = analyst.get("/api/v1/dbs/none").await;
    assert_eq!(hidden.to_string().replace("shop", "none"), none.to_string(), "told in the same words");
    assert!(answers(&operator).await.iter().all(|status| *status == 200));
    assert_eq!(names(&operator).await, ["shop"]);

    let instances = analyst.get("/api/v1/instances").await.1["data"]["items"].clone();
    let id = instances[0]["id"].clone();
    let detail = analyst.get(&format!("/api/v1/instances/{id}")).await.1;
    assert!(!detail["data"]["connections"].to_string().contains("shop"), "{detail}");

    let until =
        json!({ "limited": true, "grants": [{ "user": "analyst", "until": "2999-01-01T00:00:00Z" }] });
    assert_eq!(put(&server, until).await.0, 200);
    assert!(answers(&analyst).await.iter().all(|status| *status == 200), "it holds at once");
    assert!(answers(&operator).await.iter().all(|status| *status == 404));
    assert_eq!(operator.send(Method::DELETE, "/api/v1/dbs/shop", None).await.status(), 404);
    let url = server.sqlite("mine.db", "");
    let taken = operator.send(Method::PUT, "/api/v1/dbs/shop", Some(json!({ "url": url }))).await;
    assert_eq!(taken.status(), 404);

    let over = json!({ "limited": true, "grants": [{ "user": "analyst", "until": "2020-01-01T00:00:00Z" }] });
    assert_eq!(put(&server, over).await.0, 200);
    assert!(answers(&analyst).await.iter().all(|status| *status == 404), "its time is over");
    assert!(server.get("/api/v1/dbs/shop").await.0 == 200, "admins always see it");
    let (_, log) = server.get("/api/v1/audit?action=connection.limit").await;
    assert_eq!(
        log["data"]["items"][2]["changes"],
        json!([{ "field": "visible_to", "before": "everybody", "after": "role operator" }])
    );
}

#[tokio::test]
async fn a_changed_role_changes_what_one_sees() {
    let server = TestServer::start().await.with_shop().await;
    put(&server, json!({ "limited": true, "grants": [{ "role": "viewer" }] })).await;
    let user = server.person(Role::Viewer).await;
    let viewer = server.as_viewer().await;
    assert_eq!(names(&viewer).await, ["shop"]);
    let path = format!("/api/v1/users/{}", user.id.0);
    server.send(Method::PUT, &path, Some(json!({ "role": "analyst" }))).await;
    assert_eq!(names(&viewer).await, Vec::<Value>::new());
}

#[tokio::test]
async fn refuses_grants_that_are_none() {
    let server = TestServer::start().await.with_shop().await;
    for grant in [
        json!({ "user": "nobody" }),
        json!({ "role": "root" }),
        json!({}),
        json!({ "user": "admin", "role": "admin" }),
        json!({ "role": "viewer", "until": "tomorrow" }),
    ] {
        let (status, error) = put(&server, json!({ "limited": true, "grants": [grant] })).await;
        assert_eq!((status, &error["params"]["field"]), (400, &json!("grants")), "{error}");
    }
    assert_eq!(server.as_operator().await.get("/api/v1/dbs/shop/access").await.0, 403);
    assert_eq!(server.get("/api/v1/dbs/none/access").await.0, 404);
}
