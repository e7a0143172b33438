use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestServer, unpack};

#[tokio::test]
async fn registers_lists_shows_changes_and_removes() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/api/v1/dbs").await, (200, json!({ "databases": [] })));

    let url = server.sqlite("a.db", "CREATE TABLE t(x)");
    let put = |path: &'static str, url: String| server.send(Method::PUT, path, Some(json!({ "url": url })));
    let (status, created) = unpack(put("/api/v1/dbs/生产库", url.clone()).await).await;
    assert_eq!(status, 201);
    assert_eq!((&created["name"], &created["dbType"]), (&json!("生产库"), &json!("sqlite")));
    assert_eq!(created["createdAt"], created["updatedAt"]);
    assert!(created["createdAt"].as_str().unwrap().ends_with('Z'));

    let (status, changed) = unpack(put("/api/v1/dbs/生产库", url).await).await;
    assert_eq!((status, &changed["createdAt"]), (200, &created["createdAt"]));
    assert_eq!(server.get("/api/v1/dbs").await.1["databases"][0]["name"], "生产库");
    assert_eq!(server.get("/api/v1/dbs/生产库").await, (200, changed));

    let (status, body) = unpack(server.send(Method::DELETE, "/api/v1/dbs/生产库", None).await).await;
    assert_eq!((status, body), (204, Value::Null));
    let (status, body) = server.get("/api/v1/dbs/生产库").await;
    assert_eq!((status, &body["detail"]), (404, &json!("Database '生产库' not found")));
    let (status, _) = unpack(server.send(Method::DELETE, "/api/v1/dbs/生产库", None).await).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn refuses_what_is_no_connection_and_saves_nothing() {
    let server = TestServer::start().await;
    for (body, status, detail) in [
        (json!({ "url": "mongodb://u:secret@h/d" }), 400, "Unsupported database URL: mongodb://u:****@h/d"),
        (
            json!({ "url": "postgresql://u:secret@127.0.0.1:1/d" }),
            503,
            "Failed to connect to database: Connection refused",
        ),
        (
            json!({ "url": "mysql://u:secret@127.0.0.1:1/d" }),
            503,
            "Failed to connect to database: Connection refused",
        ),
        (
            json!({ "url": "sqlite:///tmp/x.db", "sshConfig": { "enabled": true, "host": "h" } }),
            400,
            "SSH tunnels are not supported yet",
        ),
    ] {
        let answer = server.send(Method::PUT, "/api/v1/dbs/x", Some(body.clone())).await;
        let (got, error) = unpack(answer).await;
        assert_eq!((got, error["detail"].as_str().unwrap()), (status, detail), "{body}");
    }
    for name in ["a%20b", "a%2Fb", "%00", "a;b"] {
        let answer =
            server.send(Method::PUT, &format!("/api/v1/dbs/{name}"), Some(json!({ "url": "x" }))).await;
        assert_eq!(answer.status(), 400, "{name}");
    }
    assert_eq!(server.get("/api/v1/dbs").await, (200, json!({ "databases": [] })));
}

#[tokio::test]
async fn keeps_the_old_entry_when_the_new_url_cannot_be_reached() {
    let server = TestServer::start().await.with_shop().await;
    let before = server.get("/api/v1/dbs/shop").await;
    let body = json!({ "url": "postgresql://u:p@127.0.0.1:1/d" });
    assert_eq!(server.send(Method::PUT, "/api/v1/dbs/shop", Some(body)).await.status(), 503);
    assert_eq!(server.get("/api/v1/dbs/shop").await, before);
    assert_eq!(server.query("SELECT 1").await.0, 200);
}

#[tokio::test]
async fn accepts_snake_case_too_and_names_unknown_fields() {
    let server = TestServer::start().await;
    let url = server.sqlite("a.db", "CREATE TABLE t(x)");
    let body = json!({ "url": url, "ssl_disabled": true, "ssh_config": { "enabled": false } });
    assert_eq!(server.send(Method::PUT, "/api/v1/dbs/a", Some(body)).await.status(), 201);
    let body = json!({ "url": url, "colour": "red" });
    let (status, error) = unpack(server.send(Method::PUT, "/api/v1/dbs/a", Some(body)).await).await;
    assert_eq!((status, &error["params"]["field"]), (400, &json!("colour")));
}

#[tokio::test]
async fn a_connection_is_tested_without_being_stored() {
    const PATH: &str = "/api/v1/dbs/new/actions/test-connection";
    let server = TestServer::start().await;
    let url = server.sqlite("a.db", "CREATE TABLE t(x)");
    let (status, tested) = server.post(PATH, json!({ "url": url })).await;
    assert_eq!(status, 200, "{tested}");
    assert!(tested["serverVersion"].as_str().unwrap().starts_with(char::is_numeric), "{tested}");
    assert!(tested["pingMs"].is_u64() && tested["safetyGrade"].is_string() && tested["tls"].is_string());
    assert_eq!(server.get("/api/v1/dbs").await, (200, json!({ "databases": [] })));

    for (body, status, detail) in [
        (json!({ "url": "mongodb://u:secret@h/d" }), 400, "Unsupported database URL: mongodb://u:****@h/d"),
        (
            json!({ "url": "postgresql://u:secret@127.0.0.1:1/d" }),
            503,
            "Failed to connect to database: Connection refused",
        ),
        (json!({ "url": url, "sshConfig": { "enabled": true } }), 400, "SSH tunnels are not supported yet"),
    ] {
        let (got, error) = server.post(PATH, body.clone()).await;
        assert_eq!((got, error["detail"].as_str().unwrap()), (status, detail), "{body}");
    }
    let (_, lines) = server.get("/api/v1/audit?action=connection.test").await;
    let text = lines.to_string();
    assert!(text.contains("postgresql://u:****@127.0.0.1:1/d") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn only_those_who_may_register_may_test() {
    const PATH: &str = "/api/v1/dbs/shop/actions/test-connection";
    let server = TestServer::start().await.with_shop().await;
    let (_, shop) = server.get("/api/v1/dbs/shop").await;
    // The masked URL stands for the stored one.
    let body = json!({ "url": shop["url"] });
    for (guest, status) in
        [(server.as_viewer().await, 403), (server.as_analyst().await, 403), (server.as_operator().await, 200)]
    {
        assert_eq!(guest.post(PATH, body.clone()).await.0, status);
    }
}

#[tokio::test]
async fn a_connection_tells_the_environment_of_its_instance() {
    let server = TestServer::start().await.with_shop().await;
    assert_eq!(server.get("/api/v1/dbs/shop").await.1["environment"], Value::Null);
    let (_, instances) = server.get("/api/v1/instances").await;
    let path = format!("/api/v1/instances/{}", instances["data"]["items"][0]["id"]);
    let change = json!({ "environment": "production" });
    let (status, changed) = unpack(server.send(Method::PUT, &path, Some(change)).await).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(server.get("/api/v1/dbs/shop").await.1["environment"], "production");
    assert_eq!(server.get("/api/v1/dbs").await.1["databases"][0]["environment"], "production");
    let again = json!({ "url": server.get("/api/v1/dbs/shop").await.1["url"] });
    let (_, saved) = unpack(server.send(Method::PUT, "/api/v1/dbs/shop", Some(again)).await).await;
    assert_eq!(saved["environment"], "production");
}
