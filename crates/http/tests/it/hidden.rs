//! Walks the OpenAPI document as somebody from whom a connection is hidden: whatever has its name in the path answers
//! as if there were no such connection, in the same words. A new route can't be forgotten.

use reqwest::Method;
use serde_json::{Value, json};
use weir_model::Role;

use crate::{
    bodies::body_of,
    support::{Guest, TestServer, unpack},
    walk::operations,
};

/// For admins alone, who see every connection.
const ADMINS_ONLY: [&str; 2] = ["get_access", "put_access"];

/// What an operation on a connection of this name answers, with what changes by itself taken out.
async fn told(guest: &Guest, (id, method, path): (&str, &Method, &str), name: &str) -> (u16, String) {
    let path = path.replace("{name}", name);
    let (status, body) = unpack(guest.send(method.clone(), &path, body_of(id)).await).await;
    (status, body.to_string().replace(name, "…"))
}

#[tokio::test]
async fn every_path_with_a_hidden_connection_is_a_404_like_one_that_never_was() {
    let server = TestServer::start().await.with_shop().await;
    let guest = server.as_role(Role::Operator).await;
    let limited = json!({ "limited": true, "grants": [{ "role": "viewer" }] });
    let limit = server.send(Method::PUT, "/api/v1/dbs/shop/access", Some(limited)).await;
    assert_eq!(limit.status(), 200);
    let mut walked = 0;
    for operation in operations().iter().filter(|operation| operation.template.contains("{name}")) {
        let id = operation.id.as_str();
        if ADMINS_ONLY.contains(&id) {
            continue;
        }
        assert!(!operation.takes_json || body_of(id).is_some(), "write a body for {id} in bodies.rs");
        // Every other parameter is right in form.
        let path = operation.path.replace("nobody-has-this", "{name}");
        let hidden = told(&guest, (id, &operation.method, &path), "shop").await;
        if ["put_connection", "test_connection"].contains(&id) {
            // That a name is free and that it is taken must be the same to them, but a new one may be made.
            assert_eq!(hidden.0, 404, "{id}: {}", hidden.1);
            continue;
        }
        let never = told(&guest, (id, &operation.method, &path), "ship").await;
        assert_eq!(hidden, never, "{id}");
        assert_eq!(hidden.0, 404, "{id}: {}", hidden.1);
        walked += 1;
    }
    assert!(walked > 20, "the document was read: {walked}");
}

#[tokio::test]
async fn a_hidden_connection_is_in_no_list_and_no_count() {
    let server = TestServer::start().await.with_shop().await;
    let (analyst, session) = (server.as_analyst().await, server.as_session(Role::Analyst).await);
    assert_eq!(analyst.query("SELECT 1").await.0, 200);
    let saved = body_of("create_saved_query").unwrap();
    assert_eq!(session.post("/api/v1/saved-queries", saved).await.0, 201);
    let id = server.get("/api/v1/instances").await.1["data"]["items"][0]["id"].clone();
    let lists =
        ["/api/v1/dbs".to_owned(), "/api/v1/saved-queries".to_owned(), format!("/api/v1/instances/{id}")];
    let names = |listed: &Value| {
        let text = listed["databases"].to_string()
            + &listed["data"]["items"].to_string()
            + &listed["items"].to_string()
            + &listed["data"]["connections"].to_string();
        text.contains("\"shop\"")
    };
    for path in &lists {
        assert!(names(&session.get(path).await.1), "{path} tells of it before");
    }
    let limited = json!({ "limited": true, "grants": [] });
    server.send(Method::PUT, "/api/v1/dbs/shop/access", Some(limited)).await;
    for path in &lists {
        let (status, listed) = session.get(path).await;
        assert!(status == 200 && !names(&listed), "{path}: {listed}");
    }
    let (_, saved) = session.get("/api/v1/saved-queries").await;
    let total = saved["total"].as_u64().or(saved["data"]["total"].as_u64());
    assert_eq!(total, Some(0), "{saved}");
}
