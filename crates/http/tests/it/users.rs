//! Managing people and tokens over HTTP: nobody gives more than they have, and changes hold at once.

use reqwest::Method;
use serde_json::{Value, json};
use weir_model::Role;

use crate::support::{PASSWORD, TestServer, unpack, with_headers};

async fn made(server: &TestServer, name: &str, role: &str) -> Value {
    let body = json!({ "username": name, "role": role, "password": PASSWORD });
    let (status, body) = server.post("/api/v1/users", body).await;
    assert_eq!(status, 201, "{body}");
    body["data"]["user"].clone()
}

#[tokio::test]
async fn accounts_are_made_listed_and_changed() {
    let server = TestServer::start().await;
    let (status, body) = server.post("/api/v1/users", json!({ "username": "王芳", "role": "analyst" })).await;
    assert_eq!(status, 201);
    let (user, password) = (&body["data"]["user"], body["data"]["password"].as_str().unwrap());
    server.sign_in("王芳", password).await;

    let (_, listed) = server.get("/api/v1/users?limit=1&page=2").await;
    let names: Vec<&str> = listed["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["username"].as_str().unwrap())
        .collect();
    assert_eq!(
        (names, &listed["data"]["total"], &listed["data"]["pages"]),
        (vec!["王芳"], &json!(2), &json!(2))
    );
    let path = format!("/api/v1/users/{}", user["id"]);
    let changed = server.send(Method::PUT, &path, Some(json!({ "role": "operator" }))).await;
    assert_eq!(unpack(changed).await.1["data"]["role"], "operator");
    assert_eq!(server.get(&path).await.1["data"]["role"], "operator");

    for (body, status, word) in [
        (json!({ "username": "王芳", "role": "viewer" }), 409, "王芳"),
        (json!({ "username": "local", "role": "viewer" }), 400, "username"),
        (json!({ "username": "a b", "role": "viewer" }), 400, "username"),
        (json!({ "username": "ben", "role": "root" }), 400, "role"),
        (json!({ "username": "ben", "role": "viewer", "password": "short" }), 400, "password"),
        (json!({ "username": "ben" }), 400, "role"),
        (json!({ "username": "ben", "role": "viewer", "is_admin": true }), 400, "is_admin"),
    ] {
        let (got, error) = server.post("/api/v1/users", body.clone()).await;
        assert_eq!(got, status, "{body} {error}");
        assert!(error["message"].as_str().unwrap().contains(word), "{error}");
    }
    assert_eq!(server.get("/api/v1/users/99").await.0, 404);
    assert_eq!(server.get("/api/v1/users/none").await.0, 400);
}

#[tokio::test]
async fn a_changed_role_and_a_disabled_account_end_sessions_at_once() {
    let server = TestServer::start().await;
    let user = server.person(Role::Operator).await;
    let path = format!("/api/v1/users/{}", user.id.0);
    for change in [json!({ "role": "viewer" }), json!({ "is_active": false })] {
        let enable = json!({ "role": "operator", "is_active": true });
        server.send(Method::PUT, &path, Some(enable)).await;
        let session = server.as_session(Role::Operator).await;
        let token = server.as_role(Role::Operator).await;
        assert_eq!((session.get("/api/v1/dbs").await.0, token.get("/api/v1/dbs").await.0), (200, 200));
        assert_eq!(server.send(Method::PUT, &path, Some(change.clone())).await.status(), 200);
        assert_eq!(session.get("/api/v1/dbs").await.0, 401, "{change}");
        let removed = token.send(Method::DELETE, "/api/v1/dbs/none", None).await.status();
        assert_eq!(removed, if change["is_active"] == false { 401 } else { 403 }, "{change}");
    }
    let enable = json!({ "role": "operator", "is_active": true });
    server.send(Method::PUT, &path, Some(enable)).await;
    let session = server.as_session(Role::Operator).await;
    assert_eq!(
        server.get(&format!("{path}/sessions")).await.1["data"]["sessions"].as_array().unwrap().len(),
        1
    );
    assert_eq!(server.send(Method::DELETE, &format!("{path}/sessions"), None).await.status(), 200);
    assert_eq!(session.get("/api/v1/dbs").await.0, 401);
    let session = server.as_session(Role::Operator).await;
    let reset = server.post(&format!("{path}/actions/reset-password"), json!({})).await;
    assert_eq!(session.get("/api/v1/dbs").await.0, 401);
    server.sign_in("operator", reset.1["data"]["password"].as_str().unwrap()).await;
}

#[tokio::test]
async fn the_last_admin_stays() {
    let server = TestServer::start().await;
    let (_, me) = server.get("/api/v1/auth/me").await;
    let path = format!("/api/v1/users/{}", me["data"]["user"]["id"]);
    for change in [json!({ "role": "viewer" }), json!({ "is_active": false })] {
        let (status, error) = unpack(server.send(Method::PUT, &path, Some(change)).await).await;
        assert_eq!((status, &error["message_code"]), (409, &json!("CONSTRAINT_VIOLATION")));
    }
    made(&server, "amy", "admin").await;
    assert_eq!(server.send(Method::PUT, &path, Some(json!({ "role": "viewer" }))).await.status(), 200);
    assert_eq!(server.get("/api/v1/users").await.0, 403, "the own role holds at once too");
}

#[tokio::test]
async fn a_token_allows_no_more_than_its_maker_and_reaches_only_its_connections() {
    let server = TestServer::start().await.with_shop().await;
    let url = server.sqlite("other.db", "CREATE TABLE t(x)");
    server.send(Method::PUT, "/api/v1/dbs/other", Some(json!({ "url": url }))).await;
    let analyst = server.as_session(Role::Analyst).await;
    let make = async |body: Value| analyst.post("/api/v1/tokens", body).await;

    let (status, error) = make(json!({ "name": "x", "permissions": ["view", "delete"] })).await;
    assert_eq!((status, &error["message_code"]), (403, &json!("PERMISSION_REQUIRED")));
    for (body, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x", "permissions": [] }), "permissions"),
        (json!({ "name": "x", "permissions": ["root"] }), "permissions"),
        (json!({ "name": "x", "connections": [] }), "connections"),
        (json!({ "name": "x", "connections": ["a b"] }), "connections"),
        (json!({ "name": "x", "expires_in_days": 0 }), "expires_in_days"),
    ] {
        let (status, error) = make(body).await;
        assert_eq!(status, 400, "{error}");
        assert!(error["message"].as_str().unwrap().contains(field), "{error}");
    }
    assert_eq!(make(json!({ "name": "x", "connections": ["none"] })).await.0, 404);

    let wanted = json!({ "name": "report", "permissions": ["view", "query"], "connections": ["shop"] });
    let (status, body) = make(wanted).await;
    let secret = body["data"]["secret"].as_str().unwrap().to_owned();
    assert_eq!(status, 201);
    assert!(secret.starts_with("weir_"));
    let program = with_headers(&[("authorization", &format!("Bearer {secret}"))]);
    let get =
        async |path: &str| unpack(program.get(format!("{}{path}", server.base)).send().await.unwrap()).await;
    assert_eq!(get("/api/v1/dbs/shop").await.0, 200);
    assert_eq!(get("/api/v1/dbs/other").await.0, 404);
    assert_eq!(get("/api/v1/dbs/other/metadata").await.0, 404);
    assert_eq!(get("/api/v1/dbs/other/history").await.0, 404);
    let names: Vec<Value> = get("/api/v1/dbs").await.1["databases"].as_array().unwrap().clone();
    assert_eq!((names.len(), &names[0]["name"]), (1, &json!("shop")));
    let query =
        program.post(format!("{}/api/v1/query/other", server.base)).json(&json!({ "sql": "SELECT 1" }));
    assert_eq!(query.send().await.unwrap().status(), 404);
    let again = program.post(format!("{}/api/v1/tokens", server.base)).json(&json!({ "name": "child" }));
    assert_eq!(again.send().await.unwrap().status(), 403, "a token makes no other");

    let (_, listed) = analyst.get("/api/v1/tokens").await;
    let item = &listed["data"]["items"][0];
    assert_eq!((&item["name"], &item["hint"]), (&json!("report"), &json!(secret[..9])));
    assert!(item["used_at"].is_string() && !listed.to_string().contains(&secret), "{listed}");
    let path = format!("/api/v1/tokens/{}", item["id"]);
    assert_eq!(server.as_viewer().await.send(Method::DELETE, &path, None).await.status(), 404);
    assert_eq!(analyst.send(Method::DELETE, &path, None).await.status(), 200);
    assert_eq!(get("/api/v1/dbs/shop").await.0, 401);
    assert_eq!(analyst.send(Method::DELETE, &path, None).await.status(), 404);
    assert_eq!(analyst.get("/api/v1/tokens?all=true").await.0, 403);
    assert!(server.get("/api/v1/tokens?all=true").await.1["data"]["total"].as_u64() > Some(1));
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what_and_no_secret() {
    let server = TestServer::start().await.with_shop().await;
    let amy = made(&server, "amy", "viewer").await;
    let path = format!("/api/v1/users/{}", amy["id"]);
    server.send(Method::PUT, &path, Some(json!({ "role": "analyst" }))).await;
    let wrong = json!({ "username": "amy", "password": "hunter2hunter2" });
    assert_eq!(server.as_nobody().post("/api/v1/auth/login", wrong).await.0, 401);
    let typed = json!({ "username": "hunter2", "password": "amy" });
    assert_eq!(server.as_nobody().post("/api/v1/auth/login", typed).await.0, 401);
    let (cookie, _) = server.sign_in("amy", PASSWORD).await;
    let client = with_headers(&[("cookie", &cookie)]);
    let refused = client.get(format!("{}/api/v1/users", server.base)).send().await.unwrap();
    let request_id = refused.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body = json!({ "url": "postgresql://u:hunter2@127.0.0.1:1/d" });
    server.send(Method::PUT, "/api/v1/dbs/shop2", Some(body)).await;
    server.send(Method::DELETE, "/api/v1/dbs/shop", None).await;

    let (status, log) = server.get("/api/v1/audit?limit=200").await;
    assert_eq!(status, 200);
    let text = log.to_string();
    assert!(!text.contains("hunter2") && !text.contains(PASSWORD) && !text.contains("weir_"), "{text}");
    let told: Vec<(String, String)> = log["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (line["action"].as_str().unwrap().to_owned(), line["outcome"].as_str().unwrap().to_owned())
        })
        .collect();
    let pairs: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        pairs,
        [
            ("connection.delete", "done"),
            ("request.refuse", "refused"),
            ("session.begin", "done"),
            ("session.begin", "failed"),
            ("session.begin", "failed"),
            ("user.change", "done"),
            ("user.create", "done"),
            ("connection.create", "done"),
            ("token.create", "done"),
            ("user.create", "done"),
        ]
    );
    finds_lines(&server, &request_id).await;
}

/// The filters and the export of the log that the test above has filled.
async fn finds_lines(server: &TestServer, request_id: &str) {
    let (_, changed) = server.get("/api/v1/audit?action=user.change&actor=admin&subject=amy").await;
    let line = &changed["data"]["items"][0];
    assert_eq!(line["changes"], json!([{ "field": "role", "before": "viewer", "after": "analyst" }]));
    assert_eq!((&line["actor"]["kind"], &line["actor"]["address"]), (&json!("token"), &json!("127.0.0.1")));
    let (_, by_id) = server.get(&format!("/api/v1/audit?request_id={request_id}")).await;
    let line = &by_id["data"]["items"][0];
    let why = "password_change_required";
    assert_eq!((&line["subject"], &line["note"]), (&json!("GET /api/v1/users"), &json!(why)));
    assert_eq!((&line["actor"]["name"], &line["actor"]["kind"]), (&json!("amy"), &json!("session")));
    assert_eq!(server.get("/api/v1/audit?action=user").await.1["data"]["total"], 3);
    assert_eq!(server.get("/api/v1/audit?until=2020-01-01T00:00:00Z").await.1["data"]["total"], 0);
    for wrong in ["outcome=maybe", "from=yesterday", "colour=red"] {
        assert_eq!(server.get(&format!("/api/v1/audit?{wrong}")).await.0, 400, "{wrong}");
    }
    assert_eq!(server.as_operator().await.get("/api/v1/audit").await.0, 403);
    let export = server.send(Method::GET, "/api/v1/audit/exports?action=user.change", None).await;
    let name = export.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.starts_with("attachment; filename=\"audit_20") && name.ends_with(".csv\""), "{name}");
    let text = export.text().await.unwrap();
    assert!(text.starts_with("\u{feff}时间,操作,结果,操作者"), "{text}");
    assert_eq!(text.lines().count(), 2);
    assert!(text.contains(",user.change,done,admin,token,127.0.0.1,"), "{text}");
    assert!(text.contains("role: viewer → analyst"), "{text}");
}

#[tokio::test]
async fn the_audit_log_refers_to_the_history_for_queries_and_tells_of_exports() {
    let server = TestServer::start().await.with_shop().await;
    let session = server.as_session(Role::Analyst).await;
    assert_eq!(session.query("SELECT 1").await.0, 200);
    assert_eq!(session.query("DROP TABLE products").await.0, 400);
    let file = session.client.post(format!("{}/api/v1/query/shop", server.base)).header("accept", "text/csv");
    let file = file.json(&json!({ "sql": "SELECT 2" })).send().await.unwrap();
    assert_eq!(file.text().await.unwrap().lines().count(), 2);
    for list in ["databases/ledgers", "instances", "audit"] {
        assert_eq!(server.send(Method::GET, &format!("/api/v1/{list}/exports"), None).await.status(), 200);
    }
    server.get("/api/v1/dbs/shop/history").await;

    let (_, log) = server.get("/api/v1/audit?action=query").await;
    let told: Vec<(&str, &str)> = log["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["action"].as_str().unwrap(), line["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("query.export", "done"), ("query.run", "refused"), ("query.run", "done")]);
    let first = &log["data"]["items"][2];
    assert_eq!(
        (&first["actor"]["kind"], &first["actor"]["address"]),
        (&json!("session"), &json!("127.0.0.1"))
    );
    assert_eq!(first["changes"][0]["after"], "shop");
    assert!(first["actor"]["session_id"].is_string() && !log.to_string().contains("SELECT"), "{log}");
    let id = first["actor"]["request_id"].as_str().unwrap();
    let (_, by_request) = server.get(&format!("/api/v1/audit?action=query&request_id={id}")).await;
    assert_eq!(by_request["data"]["items"], json!([first]));
    assert_eq!(server.get("/api/v1/audit?action=query.export").await.1["data"]["total"], 1);
    assert_eq!(server.get("/api/v1/audit?action=query&outcome=refused").await.1["data"]["total"], 1);
    assert_eq!(server.get("/api/v1/audit?action=query&actor=nobody").await.1["data"]["total"], 0);
    let (_, exports) = server.get("/api/v1/audit?action=list.export").await;
    let lists: Vec<&str> = exports["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["subject"].as_str().unwrap())
        .collect();
    assert_eq!(lists, ["audit", "instances", "ledger"]);
}

#[tokio::test]
async fn an_export_holds_every_line_however_many_parts_it_is_read_in() {
    let server = TestServer::start().await;
    let line = weir_model::AuditEntry::new(
        server.gateway.now(),
        "test.note",
        weir_model::Actor::named("=cmd()", weir_model::ActorKind::Local),
    );
    for _ in 0..2_100 {
        server.gateway.note_audit(&line).await;
    }
    let export = server.send(Method::GET, "/api/v1/audit/exports?action=test", None).await;
    let text = export.text().await.unwrap();
    assert_eq!(text.lines().count(), 2_101);
    assert!(text.lines().skip(1).all(|line| line.contains(",'=cmd(),")), "no cell is a formula");
}
