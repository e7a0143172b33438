//! Passwords that somebody else chose: until they are changed, nothing else goes.

use reqwest::Method;
use serde_json::{Value, json};
use weir_gateway::{Caller, CreateToken};
use weir_model::Role;

use crate::{
    bodies::NEW_PASSWORD,
    support::{Guest, TestServer, unpack},
    walk::operations,
};

/// What goes all the same.
const STILL: [&str; 3] = ["get_me", "change_password", "logout"];

/// Somebody whose account an admin has just made, in a browser.
async fn newcomer(server: &TestServer, role: &str) -> (Guest, String) {
    let (status, made) = server.post("/api/v1/users", json!({ "username": "newcomer", "role": role })).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["data"]["user"]["must_change_password"], true);
    assert!(made["data"]["user"]["password_ends_at"].is_string());
    let password = made["data"]["password"].as_str().unwrap().to_owned();
    let (cookie, csrf) = server.sign_in("newcomer", &password).await;
    (Guest::with(server, &[("cookie", &cookie), ("x-csrftoken", &csrf)]), password)
}

fn code(error: &Value) -> String {
    let code = error["message_code"].as_str().or(error["code"].as_str());
    code.unwrap_or_default().to_uppercase()
}

#[tokio::test]
async fn until_it_is_changed_every_other_operation_is_a_403() {
    let server = TestServer::start().await.with_shop().await;
    let (browser, _) = newcomer(&server, "admin").await;
    let newcomer = server.gateway.user_by_name(&Caller::local(), "newcomer").await.unwrap();
    let create =
        CreateToken { name: "x".to_owned(), permissions: None, connections: None, expires_in_days: None };
    let token = server.gateway.create_token_for(&Caller::local(), newcomer.id, create).await.unwrap();
    let bearer = format!("Bearer {}", token.secret.expose_secret());
    let program = Guest::with(&server, &[("authorization", &bearer)]);
    for operation in operations().iter().filter(|operation| operation.asks.is_some()) {
        if STILL.contains(&operation.id.as_str()) {
            continue;
        }
        for guest in [&browser, &program] {
            let answer = guest.send(operation.method.clone(), &operation.path, Some(json!({}))).await;
            let (status, error) = unpack(answer).await;
            let told = (status, code(&error));
            assert_eq!(told, (403, "PASSWORD_CHANGE_REQUIRED".to_owned()), "{operation:?}");
        }
    }
    let (status, me) = browser.get("/api/v1/auth/me").await;
    assert_eq!((status, &me["data"]["must_change_password"]), (200, &json!(true)));
    assert_eq!(me["data"]["permissions"], json!([]));
    let (_, log) = server.get("/api/v1/audit?actor=newcomer&outcome=refused").await;
    assert!(log["data"]["total"].as_u64().unwrap() > 50, "refusals are told");
}

#[tokio::test]
async fn changing_it_opens_everything_and_the_account_can_sign_out_before() {
    let server = TestServer::start().await.with_shop().await;
    let (browser, password) = newcomer(&server, "analyst").await;
    assert_eq!(browser.send(Method::POST, "/api/v1/auth/logout", None).await.status(), 200);
    let (cookie, csrf) = server.sign_in("newcomer", &password).await;
    let browser = Guest::with(&server, &[("cookie", &cookie), ("x-csrftoken", &csrf)]);
    assert_eq!(browser.query("SELECT 1").await.0, 403);
    let change =
        |new: &str| json!({ "old_password": password, "new_password": new, "confirm_password": new });
    assert_eq!(
        browser.post("/api/v1/auth/change-password", change(&password)).await.0,
        400,
        "the same again"
    );
    let (status, changed) = browser.post("/api/v1/auth/change-password", change(NEW_PASSWORD)).await;
    assert_eq!((status, &changed["data"]["user"]["must_change_password"]), (200, &json!(false)));
    let (cookie, csrf) = server.sign_in("newcomer", NEW_PASSWORD).await;
    let browser = Guest::with(&server, &[("cookie", &cookie), ("x-csrftoken", &csrf)]);
    assert_eq!(browser.query("SELECT 1").await.0, 200);
}

#[tokio::test]
async fn a_password_that_an_admin_sets_is_one_too() {
    let server = TestServer::start().await;
    let viewer = server.person(Role::Viewer).await;
    let path = format!("/api/v1/users/{}/actions/reset-password", viewer.id.0);
    let (status, reset) = server.post(&path, json!({ "password": NEW_PASSWORD })).await;
    assert_eq!((status, &reset["data"]["user"]["must_change_password"]), (200, &json!(true)));
    let (cookie, _) = server.sign_in("viewer", NEW_PASSWORD).await;
    let browser = Guest::with(&server, &[("cookie", &cookie)]);
    assert_eq!(browser.get("/api/v1/dbs").await.0, 403);
}

#[tokio::test]
async fn a_token_ends_itself_and_nothing_else_of_its_owners() {
    let server = TestServer::start().await;
    let session = server.as_session(Role::Analyst).await;
    let make = async |body: Value| {
        let made = session.post("/api/v1/tokens", body).await.1;
        let bearer = format!("Bearer {}", made["data"]["secret"].as_str().unwrap());
        (made["data"]["token"]["id"].to_string(), Guest::with(&server, &[("authorization", &bearer)]))
    };
    let (own, leaked) = make(json!({ "name": "leaked", "permissions": ["view"] })).await;
    let (other, _) = make(json!({ "name": "other" })).await;
    for (method, path) in [
        (Method::GET, "/api/v1/auth/sessions".to_owned()),
        (Method::DELETE, "/api/v1/auth/sessions".to_owned()),
        (Method::DELETE, format!("/api/v1/tokens/{other}")),
    ] {
        let answer = leaked.send(method, &path, None).await;
        assert_eq!(answer.status(), 403, "{path}");
    }
    assert_eq!(leaked.send(Method::DELETE, &format!("/api/v1/tokens/{own}"), None).await.status(), 200);
    assert_eq!(leaked.get("/api/v1/dbs").await.0, 401);
}

#[tokio::test]
async fn a_token_that_is_limited_to_connections_manages_nothing() {
    let server = TestServer::start().await.with_shop().await;
    let session = server.as_session(Role::Admin).await;
    let asked = json!({ "name": "x", "permissions": ["admin"], "connections": ["shop"] });
    let (status, error) = session.post("/api/v1/tokens", asked).await;
    assert_eq!(status, 400, "{error}");
    let (status, made) =
        session.post("/api/v1/tokens", json!({ "name": "x", "connections": ["shop"] })).await;
    assert_eq!(status, 201, "{made}");
    let bearer = format!("Bearer {}", made["data"]["secret"].as_str().unwrap());
    let limited = Guest::with(&server, &[("authorization", &bearer)]);
    assert_eq!(limited.query("SELECT 1").await.0, 200);
    for path in ["/api/v1/users", "/api/v1/audit", "/api/v1/tokens?all=true"] {
        assert_eq!(limited.get(path).await.0, 403, "{path}");
    }
    let more = json!({ "username": "unlimited", "role": "admin" });
    assert_eq!(limited.post("/api/v1/users", more).await.0, 403);
}
