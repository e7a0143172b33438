//! Signing in and out, who may what, and the order in which somebody is refused.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use weir_gateway::AuthSettings;
use weir_model::Role;

use crate::support::{Guest, PASSWORD, Setup, TestServer, unpack, with_headers};

fn login(username: &str, password: &str) -> Value {
    json!({ "username": username, "password": password })
}

#[tokio::test]
async fn signs_in_says_who_one_is_and_signs_out() {
    let server = TestServer::start().await;
    let nobody = server.as_nobody();
    let answer = nobody.send(Method::POST, "/api/v1/auth/login", Some(login("Admin", PASSWORD))).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    // A second may pass between the sign-in and its answer.
    let (before, rest) = cookie.split_once("; Path=/; Max-Age=").unwrap();
    let (life, rest) = rest.split_once(';').unwrap();
    assert!(!before.is_empty() && (43_190..=43_200).contains(&life.parse::<u32>().unwrap()), "{cookie}");
    assert_eq!(rest, " HttpOnly; SameSite=Lax", "{cookie}");
    let (_, body) = unpack(answer).await;
    let user = &body["data"]["user"];
    assert_eq!(
        (&user["username"], &user["role"], &user["is_active"]),
        (&json!("admin"), &json!("admin"), &json!(true))
    );
    assert!(user["id"].is_i64(), "{user}");

    let session = cookie.split(';').next().unwrap();
    let signed_in = with_headers(&[("cookie", session)]);
    let me = || signed_in.get(format!("{}/api/v1/auth/me", server.base)).send();
    let (status, body) = unpack(me().await.unwrap()).await;
    assert_eq!((status, &body["data"]["signed_in_by"]), (200, &json!("session")), "{body}");
    assert_eq!(body["data"]["user"]["username"], "admin");

    let csrf = signed_in.get(format!("{}/api/v1/auth/csrf-token", server.base)).send().await.unwrap();
    let token = unpack(csrf).await.1["data"]["csrf_token"].as_str().unwrap().to_owned();
    let out = signed_in.post(format!("{}/api/v1/auth/logout", server.base)).header("x-csrftoken", token);
    let answer = out.send().await.unwrap();
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(answer.status(), 200);
    let (status, body) = unpack(me().await.unwrap()).await;
    assert_eq!((status, &body["message_code"]), (401, &json!("AUTHENTICATION_REQUIRED")));
}

#[tokio::test]
async fn a_csrf_token_from_before_signing_in_stays_good() {
    let server = TestServer::start().await.with_shop().await;
    let token = server.as_nobody().get("/api/v1/auth/csrf-token").await.1["data"]["csrf_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = with_headers(&[("x-csrftoken", &token)]);
    let answer = before
        .post(format!("{}/api/v1/auth/login", server.base))
        .json(&login("admin", PASSWORD))
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let client = with_headers(&[("cookie", &cookie), ("x-csrftoken", &token)]);
    let query = client.post(format!("{}/api/v1/query/shop", server.base)).json(&json!({ "sql": "SELECT 1" }));
    assert_eq!(query.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_session_needs_its_own_csrf_token_in_both_dialects() {
    let server = TestServer::start().await.with_shop().await;
    let (cookie, csrf) = server.sign_in("admin", PASSWORD).await;
    server.person(Role::Viewer).await;
    let (_, other) = server.sign_in("viewer", PASSWORD).await;
    for (headers, plain, envelope) in [
        (vec![("cookie", cookie.as_str())], "csrf_missing", "CSRF_MISSING"),
        (vec![("cookie", &cookie), ("x-csrftoken", "")], "csrf_invalid", "CSRF_INVALID"),
        (vec![("cookie", &cookie), ("x-csrftoken", &other)], "csrf_invalid", "CSRF_INVALID"),
    ] {
        let client = with_headers(&headers);
        let query =
            client.post(format!("{}/api/v1/query/shop", server.base)).json(&json!({ "sql": "SELECT 1" }));
        let (status, error) = unpack(query.send().await.unwrap()).await;
        assert_eq!((status, &error["code"]), (403, &json!(plain)));
        let (status, error) =
            unpack(client.post(format!("{}/api/v1/auth/logout", server.base)).send().await.unwrap()).await;
        assert_eq!((status, &error["message_code"]), (403, &json!(envelope)));
    }
    let client = with_headers(&[("cookie", &cookie), ("x-csrftoken", &csrf)]);
    let in_body = json!({ "sql": "SELECT 1", "csrf_token": csrf });
    let query = client.post(format!("{}/api/v1/query/shop", server.base)).json(&in_body);
    assert_eq!(query.send().await.unwrap().status(), 400, "a token in the body is refused");
}

#[tokio::test]
async fn tells_nobody_which_names_exist() {
    let server = TestServer::start().await;
    let viewer = server.person(Role::Viewer).await;
    let disable = weir_gateway::ChangeUser { role: None, is_active: Some(false) };
    server.gateway.change_user(&weir_gateway::Caller::local(), viewer.id, disable).await.unwrap();
    let mut told = Vec::new();
    for (name, password) in
        [("admin", "wrong"), ("nobody-here", "wrong"), ("viewer", PASSWORD), ("a b", "wrong"), ("", "")]
    {
        let (status, mut error) = server.as_nobody().post("/api/v1/auth/login", login(name, password)).await;
        for changing in ["error_id", "timestamp", "context"] {
            error[changing] = Value::Null;
        }
        told.push((status, error));
    }
    assert_eq!(told[0].0, 401);
    assert_eq!(told[0].1["message_code"], "INVALID_CREDENTIALS");
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:#?}");
}

#[tokio::test]
async fn the_eleventh_try_in_a_minute_is_a_real_429() {
    let server = TestServer::start().await;
    for name in ["admin", "nobody-here"] {
        for _ in 0..10 {
            assert_eq!(server.as_nobody().post("/api/v1/auth/login", login(name, "wrong")).await.0, 401);
        }
        let answer =
            server.as_nobody().send(Method::POST, "/api/v1/auth/login", Some(login(name, PASSWORD))).await;
        let retry_after: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&retry_after));
        let (status, error) = unpack(answer).await;
        assert_eq!((status, &error["message_code"]), (429, &json!("RATE_LIMIT_EXCEEDED")));
    }
    server.person(Role::Viewer).await;
    server.sign_in("viewer", PASSWORD).await;
}

#[tokio::test]
async fn a_wrong_token_is_refused_even_beside_a_good_cookie() {
    let server = TestServer::start().await;
    let (cookie, _) = server.sign_in("admin", PASSWORD).await;
    for value in ["Bearer weir_wrong", "Bearer ", "Basic YWRtaW46YWRtaW4=", "weir_x"] {
        let client = with_headers(&[("cookie", &cookie), ("authorization", value)]);
        let answer = client.get(format!("{}/api/v1/dbs", server.base)).send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
        let (status, error) = unpack(answer).await;
        assert_eq!((status, &error["code"]), (401, &json!("authentication_required")), "{value}");
    }
}

#[tokio::test]
async fn roles_may_what_the_contracts_say() {
    let server = TestServer::start().await.with_shop().await;
    for (role, reads, queries, removes) in [
        (Role::Viewer, 200, 403, 403),
        (Role::Analyst, 200, 200, 403),
        (Role::Operator, 200, 200, 404),
        (Role::Admin, 200, 200, 404),
    ] {
        let guest = server.as_role(role).await;
        assert_eq!(guest.get("/api/v1/dbs/shop").await.0, reads, "{role}");
        assert_eq!(guest.query("SELECT 1").await.0, queries, "{role}");
        let answer = guest.send(Method::DELETE, "/api/v1/dbs/none", None).await;
        assert_eq!(answer.status(), removes, "{role}");
    }
    assert_eq!(server.as_nobody().get("/api/v1/dbs/shop").await.0, 401);
    let put = async |guest: Guest, name: &str| {
        let url = server.sqlite("put.db", "CREATE TABLE IF NOT EXISTS t(x)");
        guest.send(Method::PUT, &format!("/api/v1/dbs/{name}"), Some(json!({ "url": url }))).await.status()
    };
    assert_eq!(put(server.as_analyst().await, "new").await, 403);
    assert_eq!(put(server.as_operator().await, "new").await, 201);
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_begins_one() {
    let server = TestServer::start().await;
    let here = server.as_session(Role::Analyst).await;
    let elsewhere = server.as_session(Role::Analyst).await;
    let change = |old: &str, new: &str, again: &str| json!({ "old_password": old, "new_password": new, "confirm_password": again });
    let new = "another walk in the woods";
    for (body, field) in [
        (change("wrong", new, new), "old_password"),
        (change(PASSWORD, "short", "short"), "new_password"),
        (change(PASSWORD, "Password1234", "Password1234"), "new_password"),
        (change(PASSWORD, new, "typo"), "confirm_password"),
    ] {
        let (status, error) = here.post("/api/v1/auth/change-password", body).await;
        assert_eq!(status, 400);
        assert!(error["message"].as_str().unwrap().contains(field), "{error}");
    }
    let answer =
        here.send(Method::POST, "/api/v1/auth/change-password", Some(change(PASSWORD, new, new))).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(here.get("/api/v1/auth/me").await.0, 401);
    assert_eq!(elsewhere.get("/api/v1/auth/me").await.0, 401);
    let again = with_headers(&[("cookie", &cookie)]);
    assert_eq!(again.get(format!("{}/api/v1/auth/me", server.base)).send().await.unwrap().status(), 200);
    server.sign_in("analyst", new).await;
}

#[tokio::test]
async fn lists_sessions_and_signs_out_everywhere() {
    let server = TestServer::start().await;
    let here = server.as_session(Role::Viewer).await;
    let there = server.as_session(Role::Viewer).await;
    let sessions = here.get("/api/v1/auth/sessions").await.1["data"]["sessions"].clone();
    let other = sessions.as_array().unwrap().iter().find(|session| session["is_current"] == false).unwrap();
    assert_eq!((sessions.as_array().unwrap().len(), &other["address"]), (2, &json!("127.0.0.1")));
    let path = format!("/api/v1/auth/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(here.send(Method::DELETE, &path, None).await.status(), 200);
    assert_eq!(here.send(Method::DELETE, &path, None).await.status(), 404);
    assert_eq!(there.get("/api/v1/auth/me").await.0, 401);
    let again = server.as_session(Role::Viewer).await;
    assert_eq!(here.send(Method::DELETE, "/api/v1/auth/sessions", None).await.status(), 200);
    assert_eq!((here.get("/api/v1/auth/me").await.0, again.get("/api/v1/auth/me").await.0), (401, 401));
}

#[tokio::test]
async fn older_clients_get_in_only_where_the_operator_allows_it() {
    let auth = AuthSettings { anonymous_role: Some(Role::Analyst), ..AuthSettings::default() };
    let server = TestServer::start_as(Setup { auth, ..Setup::default() }).await.with_shop().await;
    let nobody = server.as_nobody();
    assert_eq!(nobody.query("SELECT 1").await.0, 200);
    assert_eq!(nobody.send(Method::DELETE, "/api/v1/dbs/shop", None).await.status(), 403);
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let client = with_headers(&[(name, value)]);
        let query =
            client.post(format!("{}/api/v1/query/shop", server.base)).json(&json!({ "sql": "SELECT 1" }));
        assert_eq!(query.send().await.unwrap().status(), 403, "{name}");
        let read = client.get(format!("{}/api/v1/dbs", server.base));
        assert_eq!(read.send().await.unwrap().status(), 403, "{name}");
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let auth = AuthSettings { session_idle: Duration::ZERO, ..AuthSettings::default() };
    let server = TestServer::start_as(Setup { auth, ..Setup::default() }).await;
    assert_eq!(server.as_session(Role::Viewer).await.get("/api/v1/auth/me").await.0, 401);
    let auth = AuthSettings { session_max: Duration::ZERO, ..AuthSettings::default() };
    let server = TestServer::start_as(Setup { auth, ..Setup::default() }).await;
    assert_eq!(server.as_session(Role::Viewer).await.get("/api/v1/auth/me").await.0, 401);
}
