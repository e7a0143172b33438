//! Instances and tags over the wire; collecting from real servers.

use reqwest::{Method, header};
use serde_json::{Value, json};
use weir_testkit::{Server, TestDatabase};

use crate::support::{TestServer, unpack};

async fn send(server: &TestServer, method: Method, path: &str, body: Value) -> (u16, Value) {
    unpack(server.send(method, path, Some(body)).await).await
}

async fn make(server: &TestServer, path: &str, body: Value) -> Value {
    let (status, answer) = send(server, Method::POST, path, body).await;
    assert_eq!(status, 201, "{answer}");
    answer["data"].clone()
}

fn postgres(name: &str) -> Value {
    json!({"name": name, "db_type": "postgresql", "host": format!("{name}.example")})
}

#[tokio::test]
async fn an_instance_is_added_changed_deleted_and_restored() {
    let server = TestServer::start().await;
    make(&server, "/api/v1/tags", json!({"name": "prod"})).await;
    let made = make(
        &server,
        "/api/v1/instances",
        json!({
            "name": " orders ", "db_type": "mariadb", "host": "db.example", "username": "weir",
            "password": "hunter2", "parameters": "ssl-mode=required", "environment": "production",
            "limit_bytes": 1_000_000, "tags": ["prod"],
        }),
    )
    .await;
    let id = made["id"].as_i64().unwrap();
    assert_eq!(
        (&made["name"], &made["db_type"], &made["port"]),
        (&json!("orders"), &json!("mysql"), &json!(3306))
    );
    assert_eq!((&made["status"], &made["username"]), (&json!("active"), &json!("weir")));
    assert!(!made.to_string().contains("hunter2"));

    let path = format!("/api/v1/instances/{id}");
    let change = json!({"environment": null, "description": "two\nlines", "is_active": false, "port": 3307});
    let (status, changed) = send(&server, Method::PUT, &path, change).await;
    let changed = &changed["data"];
    assert_eq!((status, &changed["environment"], &changed["port"]), (200, &Value::Null, &json!(3307)));
    assert_eq!((&changed["status"], &changed["limit_bytes"]), (&json!("inactive"), &json!(1_000_000)));
    assert_eq!((&changed["tags"][0]["name"], &changed["username"]), (&json!("prod"), &json!("weir")));

    let (status, deleted) = unpack(server.send(Method::DELETE, &path, None).await).await;
    assert_eq!((status, &deleted["data"]["status"]), (200, &json!("deleted")));
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 404);
    let restore = format!("{path}/actions/restore");
    let (status, restored) = unpack(server.send(Method::POST, &restore, None).await).await;
    assert_eq!((status, &restored["data"]["deleted_at"]), (200, &Value::Null));
    let (status, again) = unpack(server.send(Method::POST, &restore, None).await).await;
    assert_eq!((status, &again["message_code"]), (409, &json!("CONSTRAINT_VIOLATION")));
}

#[tokio::test]
async fn fields_that_are_not_right_are_named() {
    let server = TestServer::start().await;
    for (body, field) in [
        (json!({"db_type": "mysql", "host": "a"}), "name"),
        (json!({"name": "a", "host": "a"}), "db_type"),
        (json!({"name": "a", "db_type": "oracle", "host": "a"}), "db_type"),
        (json!({"name": "a", "db_type": "mysql"}), "host"),
        (json!({"name": "a", "db_type": "mysql", "host": "a@b"}), "host"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "port": 0}), "port"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "port": 70_000}), "port"),
        (json!({"name": "a", "db_type": "sqlite", "host": "/srv", "port": 1}), "port"),
        (json!({"name": "a", "db_type": "sqlite", "host": "/srv", "username": "x"}), "username"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "password": "x"}), "username"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "database": "x"}), "username"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "limit_bytes": 0}), "limit_bytes"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "tags": ["none"]}), "tags"),
        (json!({"name": "x".repeat(129), "db_type": "mysql", "host": "a"}), "name"),
        (json!({"name": "a\u{7}", "db_type": "mysql", "host": "a"}), "name"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "colour": 1}), "colour"),
        (json!({"name": "a", "db_type": "mysql", "host": "a", "csrf_token": "x"}), "csrf_token"),
    ] {
        let (status, answer) = send(&server, Method::POST, "/api/v1/instances", body.clone()).await;
        assert_eq!((status, &answer["message_code"]), (400, &json!("VALIDATION_ERROR")), "{body} {answer}");
        assert!(answer["message"].as_str().unwrap().contains(field), "{body} {answer}");
    }
    let unknown =
        json!({"name": "a", "db_type": "mysql", "host": "a", "username": "x", "parameters": "nonsense=1"});
    assert_eq!(send(&server, Method::POST, "/api/v1/instances", unknown).await.0, 400);
    let relative = json!({"name": "a", "db_type": "sqlite", "host": "data"});
    assert_eq!(send(&server, Method::POST, "/api/v1/instances", relative).await.0, 400);
}

#[tokio::test]
async fn a_taken_name_or_place_is_a_conflict() {
    let server = TestServer::start().await;
    make(&server, "/api/v1/instances", postgres("a")).await;
    for body in [
        json!({"name": "a", "db_type": "postgresql", "host": "b.example"}),
        json!({"name": "b", "db_type": "postgresql", "host": "a.example", "port": 5432}),
    ] {
        let (status, answer) = send(&server, Method::POST, "/api/v1/instances", body).await;
        assert_eq!((status, &answer["message_code"]), (409, &json!("CONSTRAINT_VIOLATION")), "{answer}");
    }
    // Another engine at the same host and port is another instance.
    make(
        &server,
        "/api/v1/instances",
        json!({"name": "c", "db_type": "mysql", "host": "a.example", "port": 5432}),
    )
    .await;
    make(&server, "/api/v1/tags", json!({"name": "t"})).await;
    assert_eq!(send(&server, Method::POST, "/api/v1/tags", json!({"name": "t"})).await.0, 409);
    for body in
        [json!({}), json!({"name": "a,b"}), json!({"name": "a", "color": "#12"}), json!({"name": " "})]
    {
        assert_eq!(send(&server, Method::POST, "/api/v1/tags", body).await.0, 400);
    }
}

#[tokio::test]
async fn instances_are_listed_and_chosen_from() {
    let server = TestServer::start().await;
    for name in ["b", "a", "c"] {
        make(&server, "/api/v1/instances", postgres(name)).await;
    }
    let (_, list) = server.get("/api/v1/instances?sort=host&order=desc&limit=2").await;
    let names: Vec<_> = list["data"]["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!((names, &list["data"]["total"]), (vec![&json!("c"), &json!("b")], &json!(3)));
    let (_, found) = server.get("/api/v1/instances?search=A.EXAMPLE").await;
    assert_eq!(found["data"]["total"], 1);
    let (_, options) = server.get("/api/v1/instances/options").await;
    assert_eq!(options["data"]["instances"].as_array().unwrap().len(), 3);
    for query in ["status=gone", "sort=x", "order=x", "db_type=x", "nothing=1"] {
        assert_eq!(server.get(&format!("/api/v1/instances?{query}")).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn tags_are_made_changed_and_removed() {
    let server = TestServer::start().await;
    let tag =
        make(&server, "/api/v1/tags", json!({"name": "prod", "display_name": "生产", "color": "#aabbcc"}))
            .await;
    let path = format!("/api/v1/tags/{}", tag["id"]);
    make(
        &server,
        "/api/v1/instances",
        json!({"name": "a", "db_type": "mysql", "host": "a", "tags": ["prod"]}),
    )
    .await;
    let (_, changed) = send(&server, Method::PUT, &path, json!({"name": "live"})).await;
    let expected = json!({"id": tag["id"], "name": "live", "display_name": "生产", "color": "#aabbcc", "instance_count": 1});
    assert_eq!(changed["data"], expected);
    let (_, list) = server.get("/api/v1/tags").await;
    assert_eq!(list["data"], json!({"items": [expected], "total": 1}));
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 200);
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 404);
}

#[tokio::test]
async fn instances_go_out_as_csv_and_come_in_again() {
    let server = TestServer::start().await;
    make(&server, "/api/v1/tags", json!({"name": "prod"})).await;
    let body = json!({
        "name": "=a", "db_type": "mysql", "host": "a.example", "username": "weir", "password": "hunter2",
        "limit_bytes": 5, "tags": ["prod"],
    });
    make(&server, "/api/v1/instances", body).await;
    let exported = server.send(Method::GET, "/api/v1/instances/exports", None).await.text().await.unwrap();
    let expected = "\u{feff}name,db_type,host,port,username,database,parameters,environment,description,limit_bytes,is_active,tags\r\n\
                    '=a,mysql,a.example,3306,weir,,,,,5,true,prod\r\n";
    assert_eq!(exported, expected);

    let import = async |query: &str, file: &str, content_type: &str| {
        let url = format!("{}/api/v1/instances/imports{query}", server.base);
        let request = server.client.post(url).header(header::CONTENT_TYPE, content_type);
        unpack(request.header(header::ACCEPT_LANGUAGE, "en").body(file.to_owned()).send().await.unwrap())
            .await
    };
    let (_, again) = import("", &exported, "text/csv").await;
    assert_eq!((&again["data"]["failed"], &again["data"]["lines"][0]["name"]), (&json!(1), &json!("=a")));
    let file = "name,db_type,host,password,username,tags\nb,mysql,b.example,pw,weir,prod\nb,mysql,c.example,,,\n\
                d,oracle,d,,,\ne,mysql,e,,,none\n";
    for (query, dry_run, left) in [("?dry_run=true", true, 1), ("", false, 2)] {
        let (status, report) = import(query, file, "text/csv; charset=utf-8").await;
        let data = &report["data"];
        assert_eq!(
            (status, &data["dry_run"], &data["created"]),
            (200, &json!(dry_run), &json!(1)),
            "{report}"
        );
        let lines: Vec<_> =
            data["lines"].as_array().unwrap().iter().map(|l| (&l["line"], &l["outcome"])).collect();
        let (created, failed) = (json!("created"), json!("failed"));
        let expected = [(json!(2), &created), (json!(3), &failed), (json!(4), &failed), (json!(5), &failed)];
        assert_eq!(lines, expected.iter().map(|(line, outcome)| (line, *outcome)).collect::<Vec<_>>());
        assert!(data["lines"][3]["error"].as_str().unwrap().contains("there is no tag 'none'"), "{report}");
        assert!(!report.to_string().contains("pw\""), "{report}");
        assert_eq!(server.get("/api/v1/instances").await.1["data"]["total"], left);
    }
    assert_eq!(import("", file, "application/json").await.0, 415);
    assert_eq!(import("", "name,passwd\n", "text/csv").await.0, 400);
    assert_eq!(import("?dry_run=maybe", file, "text/csv").await.0, 400);
}

/// A folder of SQLite files: added, tested, measured, and in the ledger with its true size.
#[tokio::test]
async fn a_folder_of_sqlite_files_is_measured() {
    let server = TestServer::start().await;
    server.sqlite("shop.db", "CREATE TABLE t(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT 'row ' || i FROM n;");
    let host = server.folder.path().display().to_string();
    let made =
        make(&server, "/api/v1/instances", json!({"name": "files", "db_type": "sqlite", "host": host})).await;
    let path = format!("/api/v1/instances/{}", made["id"]);
    let (status, tested) =
        unpack(server.send(Method::POST, &format!("{path}/actions/test-connection"), None).await).await;
    assert_eq!((status, &tested["data"]["tls"]), (200, &json!("local")), "{tested}");
    story(&server, &path, "shop.db").await;
    let (_, ledger) = server.get("/api/v1/databases/ledgers").await;
    let size = std::fs::metadata(server.folder.path().join("shop.db")).unwrap().len();
    assert_eq!(ledger["data"]["items"][0]["capacity"]["size_bytes"], size);
}

/// Measures an instance and the tables of one of its databases, through every endpoint.
async fn story(server: &TestServer, instance: &str, database: &str) {
    let sync = server.send(Method::POST, &format!("{instance}/actions/sync-capacity"), None).await;
    let (status, synced) = unpack(sync).await;
    assert_eq!(status, 200, "{synced}");
    assert!(synced["data"]["measured"].as_u64().unwrap() >= 1, "{synced}");
    let (_, ledger) = server.get(&format!("/api/v1/databases/ledgers?search={database}")).await;
    let row = &ledger["data"]["items"][0];
    assert_eq!(
        (&row["database_name"], &row["sync_status"]["value"]),
        (&json!(database), &json!("completed"))
    );
    assert!(row["capacity"]["size_bytes"].as_u64().unwrap() > 0, "{row}");
    let tables = format!("/api/v1/databases/{}/tables/sizes", row["id"]);
    let (status, refreshed) =
        unpack(server.send(Method::POST, &format!("{tables}/actions/refresh"), None).await).await;
    assert_eq!((status, &refreshed["data"]["saved_count"]), (200, &json!(1)), "{refreshed}");
    assert_eq!(
        (&refreshed["data"]["deleted_count"], &refreshed["data"]["tables"][0]["table_name"]),
        (&json!(0), &json!("t"))
    );
    let (_, snapshot) = server.get(&tables).await;
    assert_eq!(snapshot["data"]["tables"], refreshed["data"]["tables"]);
    let (_, capacity) = server.get(&format!("/api/v1/capacity/databases/{}", row["id"])).await;
    assert_eq!(capacity["data"]["history"][0]["size_bytes"], row["capacity"]["size_bytes"]);
    assert_eq!((&capacity["data"]["trend"], &capacity["data"]["readings"]), (&Value::Null, &json!(1)));
    let (_, overview) = server.get("/api/v1/capacity/overview").await;
    assert_eq!(overview["data"]["not_collected"], json!([]));
    assert!(overview["data"]["total"]["size_bytes"].as_u64() >= row["capacity"]["size_bytes"].as_u64());
}

async fn registered(kind: Server) {
    let database = TestDatabase::create(kind);
    database.execute("CREATE TABLE t(x varchar(100)); INSERT INTO t VALUES ('a'), ('b');");
    let server = TestServer::start().await;
    let put = server.send(Method::PUT, "/api/v1/dbs/target", Some(json!({"url": database.url()}))).await;
    assert_eq!(put.status(), 201);
    // The connection has brought its instance along, and lends it the credential.
    let (_, list) = server.get("/api/v1/instances").await;
    let id = list["data"]["items"][0]["id"].as_i64().unwrap();
    let path = format!("/api/v1/instances/{id}");
    let (_, shown) = server.get(&path).await;
    assert_eq!(
        (&shown["data"]["connections"], &shown["data"]["username"]),
        (&json!(["target"]), &Value::Null)
    );
    let test = server.send(Method::POST, &format!("{path}/actions/test-connection"), None).await;
    let (status, tested) = unpack(test).await;
    assert_eq!(status, 200, "{tested}");
    assert!(
        tested["data"]["server_version"].is_string() && tested["data"]["safety_grade"].is_string(),
        "{tested}"
    );
    // The tests sign in as the one who may do everything: the finding and the way out of it are told.
    assert!(tested["data"]["findings"][0]["message"].is_string(), "{tested}");
    assert!(tested["data"]["script"].as_str().unwrap().contains("CREATE"), "{tested}");
    story(&server, &path, database.name()).await;
    // Without a connection there is no credential any more; what was measured stays.
    assert_eq!(server.send(Method::DELETE, "/api/v1/dbs/target", None).await.status(), 204);
    let sync = server.send(Method::POST, &format!("{path}/actions/sync-capacity"), None).await;
    assert_eq!(unpack(sync).await.0, 409);
    let (_, ledger) = server.get(&format!("/api/v1/databases/ledgers?search={}", database.name())).await;
    assert_eq!(ledger["data"]["total"], 1);
}

#[tokio::test]
async fn a_registered_postgresql_is_measured() {
    registered(Server::Postgres).await;
}

#[tokio::test]
async fn a_registered_mysql_is_measured() {
    registered(Server::MySql).await;
}

#[tokio::test]
async fn a_registered_mariadb_is_measured() {
    registered(Server::MariaDb).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_conflict_that_says_so() {
    let server = TestServer::start().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let body = json!({"name": "away", "db_type": "postgresql", "host": "127.0.0.1", "port": port, "username": "x", "password": "hunter2"});
    let (status, tested) =
        send(&server, Method::POST, "/api/v1/instances/actions/test-connection", body.clone()).await;
    assert_eq!((status, &tested["message_code"]), (409, &json!("DATABASE_CONNECTION_ERROR")), "{tested}");
    let made = make(&server, "/api/v1/instances", body).await;
    let path = format!("/api/v1/instances/{}/actions/sync-capacity", made["id"]);
    let (status, synced) = unpack(server.send(Method::POST, &path, None).await).await;
    assert_eq!((status, &synced["message_code"]), (409, &json!("DATABASE_CONNECTION_ERROR")), "{synced}");
    let (_, overview) = server.get("/api/v1/capacity/overview").await;
    assert!(overview["data"]["not_collected"][0]["error"].is_string(), "{overview}");
    assert!(!overview.to_string().contains("hunter2"));
}
