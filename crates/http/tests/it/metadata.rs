use std::io::Read;

use reqwest::Method;
use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn reads_the_database_at_first_and_the_cache_after() {
    let server = TestServer::start().await.with_shop().await;
    let (status, first) = server.get("/api/v1/dbs/shop/metadata").await;
    assert_eq!((status, &first["name"]), (200, &json!("shop")));
    let table = &first["tables"][0];
    assert_eq!((&table["tableName"], &table["tableType"]), (&json!("products"), &json!("table")));
    assert_eq!(table["columns"][0]["name"], "id");
    assert_eq!(table["columns"][0]["isPrimaryKey"], true);
    assert_eq!(server.get("/api/v1/dbs/shop/metadata").await.1, first);

    let again = server.send(Method::POST, "/api/v1/dbs/shop/metadata/refresh", None).await;
    assert_eq!(again.status(), 200);
    let refreshed: serde_json::Value = again.json().await.unwrap();
    assert_ne!(refreshed["lastRefreshed"], first["lastRefreshed"]);
    assert_eq!(server.get("/api/v1/dbs/shop/metadata?refresh=true").await.0, 200);
}

#[tokio::test]
async fn lists_tables_and_shows_one() {
    let server = TestServer::start().await;
    let url = server.sqlite("a.db", r#"CREATE TABLE "Order Items 订单"("the key" INTEGER PRIMARY KEY)"#);
    server.send(Method::PUT, "/api/v1/dbs/a", Some(json!({ "url": url }))).await;
    let (_, list) = server.get("/api/v1/dbs/a/metadata/tables").await;
    assert_eq!(list["tables"][0]["tableName"], "Order Items 订单");
    assert!(list["tables"][0].get("columns").is_none());
    let (status, table) = server.get("/api/v1/dbs/a/metadata/tables/main/Order%20Items%20订单").await;
    assert_eq!((status, &table["columns"][0]["name"]), (200, &json!("the key")));
    let (status, error) = server.get("/api/v1/dbs/a/metadata/tables/main/none").await;
    assert_eq!((status, &error["detail"]), (404, &json!("Table 'main.none' not found")));
}

#[tokio::test]
async fn a_list_of_what_is_cached_contacts_nobody() {
    let server = TestServer::start().await.with_shop().await;
    let path = "/api/v1/dbs/shop/metadata/tables?cached=true";
    let (status, list) = server.get(path).await;
    assert_eq!((status, &list["tables"], &list["lastRefreshed"]), (200, &json!([]), &json!(null)));
    server.get("/api/v1/dbs/shop/metadata").await;
    assert_eq!(server.get(path).await.1["tables"][0]["tableName"], "products");
    let (status, error) = server.get("/api/v1/dbs/shop/metadata/tables?cached=maybe").await;
    assert_eq!((status, &error["params"]["field"]), (400, &json!("cached")));
}

#[tokio::test]
async fn an_empty_database_is_an_empty_list() {
    let server = TestServer::start().await;
    let url = server.sqlite("empty.db", "");
    server.send(Method::PUT, "/api/v1/dbs/empty", Some(json!({ "url": url }))).await;
    let (status, metadata) = server.get("/api/v1/dbs/empty/metadata").await;
    assert_eq!((status, &metadata["tables"]), (200, &json!([])));
}

#[tokio::test]
async fn refuses_a_flag_that_is_none() {
    let server = TestServer::start().await.with_shop().await;
    let (status, error) = server.get("/api/v1/dbs/shop/metadata?refresh=maybe").await;
    assert_eq!((status, &error["params"]["field"]), (400, &json!("refresh")));
    assert_eq!(server.get("/api/v1/dbs/none/metadata").await.0, 404);
}

#[tokio::test]
async fn what_the_client_knows_is_not_sent_again() {
    let server = TestServer::start().await.with_shop().await;
    for path in ["/api/v1/dbs/shop/metadata", "/api/v1/dbs/shop/metadata/tables"] {
        let ask = |name: &'static str, value: &str| {
            server.client.get(format!("{}{path}", server.base)).header(name, value).send()
        };
        let plain = ask("accept", "*/*").await.unwrap();
        let tag = plain.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(plain.headers()["cache-control"], "private, no-cache");
        let text = plain.text().await.unwrap();

        let same = ask("if-none-match", &format!("\"other\", {tag}")).await.unwrap();
        assert_eq!((same.status().as_u16(), same.headers()["etag"].to_str().unwrap()), (304, tag.as_str()));
        assert!(same.bytes().await.unwrap().is_empty());
        let gzip = ask("accept-encoding", "gzip").await.unwrap();
        assert_eq!(gzip.headers()["content-encoding"], "gzip");
        let mut unpacked = String::new();
        let bytes = gzip.bytes().await.unwrap();
        flate2::read::GzDecoder::new(bytes.as_ref()).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
        let zstd = ask("accept-encoding", "zstd").await.unwrap().bytes().await.unwrap();
        assert_eq!(zstd::decode_all(zstd.as_ref()).unwrap(), text.as_bytes());

        // Read anew, it is another one, unless that was within the same millisecond.
        let url = server.sqlite("shop.db", "CREATE TABLE more_tables(id INTEGER)");
        assert!(url.ends_with("shop.db"));
        server.send(Method::POST, "/api/v1/dbs/shop/metadata/refresh", None).await;
        let fresh = ask("if-none-match", &tag).await.unwrap();
        assert_eq!(fresh.status(), 200);
        assert!(fresh.text().await.unwrap().contains("more_tables"));
        server.sqlite("shop.db", "DROP TABLE more_tables");
        server.send(Method::POST, "/api/v1/dbs/shop/metadata/refresh", None).await;
    }
    assert_eq!(server.get("/api/v1/dbs/none/metadata").await.0, 404);
}
