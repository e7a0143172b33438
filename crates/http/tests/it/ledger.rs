//! The ledger dialect's six endpoints: every field, filter, default, maximum and error.

use std::path::PathBuf;

use reqwest::{Method, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use weir_model::{
    AuditEntry, DatabaseId, DatabaseSize, FoundDatabase, InstanceDraft, InstanceId, Secret, TableSize,
    TagDraft, Timestamp,
};
use weir_store::{InstanceWritten, Sealer, SealingKey, Store, StoreLocation};

use crate::support::{Setup, TestServer, unpack};

const HOUR: i64 = 3_600_000;
const MB: u64 = 1 << 20;

/// A server whose catalog a test can fill by hand.
struct House {
    server: TestServer,
    store: Store,
    _folder: TempDir,
    now: Timestamp,
}

impl House {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let catalog = StoreLocation::Sqlite(PathBuf::from(folder.path()).join("weir.db"));
        let server = TestServer::start_as(Setup { catalog: catalog.clone(), ..Setup::default() }).await;
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&catalog, Sealer::new(key)).await.unwrap();
        let now = server.gateway.now();
        Self { server, store, _folder: folder, now }
    }

    /// `beta` (MySQL, tagged) with `shop` (44.63 GB, an hour old) and `=cmd` (never measured); `alpha` (PostgreSQL)
    /// with `Shop` (900 KB, ten hours old) and `shop` (100 hours old).
    async fn filled() -> (Self, InstanceId, InstanceId) {
        let house = Self::new().await;
        for (name, shown) in [("prod", "生产"), ("eu", "Europe")] {
            let draft = TagDraft { name: name.into(), display_name: shown.into(), color: "#112233".into() };
            house
                .store
                .insert_tag(&draft, house.now, &AuditEntry::local(house.now, "test.fill"))
                .await
                .unwrap();
        }
        let beta = house.instance("beta", "mysql", &["prod", "eu"]).await;
        let alpha = house.instance("alpha", "postgresql", &[]).await;
        house.sync(beta, &["shop", "=cmd"]).await;
        house.sync(alpha, &["Shop", "shop"]).await;
        house.save(beta, "shop", 47_921_095_475, 1).await;
        house.save(alpha, "Shop", 900 * 1024, 10).await;
        house.save(alpha, "shop", 5 * MB + MB / 2, 100).await;
        (house, alpha, beta)
    }

    async fn instance(&self, name: &str, db_type: &str, tags: &[&str]) -> InstanceId {
        let draft = InstanceDraft {
            name: name.to_owned(),
            endpoint: weir_model::Endpoint {
                db_type: db_type.parse().unwrap(),
                host: format!("{name}.example"),
                port: Some(1234),
            },
            environment: None,
            description: None,
            limit_bytes: None,
            is_active: true,
            is_sample: false,
            login: None,
            password: None,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        };
        match self
            .store
            .insert_instance(&draft, self.now, &AuditEntry::local(self.now, "test.fill"))
            .await
            .unwrap()
        {
            InstanceWritten::Written(id) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn sync(&self, instance: InstanceId, names: &[&str]) {
        let found: Vec<_> = names.iter().map(|name| FoundDatabase { name: (*name).to_owned() }).collect();
        self.store.sync_databases(instance, &found, self.now).await.unwrap();
    }

    async fn save(
        &self,
        instance: InstanceId,
        database: &str,
        total_bytes: u64,
        hours_ago: i64,
    ) -> Timestamp {
        let at = self.hours_ago(hours_ago);
        let size = DatabaseSize {
            database: database.to_owned(),
            total_bytes,
            data_bytes: Some(total_bytes / 2),
            ..DatabaseSize::default()
        };
        self.store.save_sizes(instance, at.day(), &[size], at).await.unwrap();
        at
    }

    fn hours_ago(&self, hours: i64) -> Timestamp {
        Timestamp::from_millis(self.now.as_millis() - hours * HOUR)
    }

    async fn data(&self, path: &str) -> Value {
        let (status, body) = self.server.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!((&body["success"], &body["error"]), (&json!(true), &json!(false)));
        body["data"].clone()
    }

    /// The rows of a page of the ledger as `instance/database`.
    async fn rows(&self, query: &str) -> String {
        let data = self.data(&format!("/api/v1/databases/ledgers{query}")).await;
        let row =
            |item: &Value| format!("{}/{}", word(&item["instance"]["name"]), word(&item["database_name"]));
        data["items"].as_array().unwrap().iter().map(row).collect::<Vec<_>>().join(" ")
    }

    async fn english(&self, path: &str) -> Value {
        let request = self.server.client.get(format!("{}{path}", self.server.base));
        let answer = request.header(header::ACCEPT_LANGUAGE, "en").send().await.unwrap();
        unpack(answer).await.1
    }
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_row_has_every_field_of_the_contract() {
    let (house, _, beta) = House::filled().await;
    let data = house.data("/api/v1/databases/ledgers").await;
    assert_eq!((&data["total"], &data["page"], &data["limit"]), (&json!(4), &json!(1), &json!(20)));
    let measured = &data["items"][3];
    let expected = json!({
        "id": measured["id"],
        "database_name": "shop",
        "instance": {
            "id": beta.get(),
            "name": "beta",
            "host": "beta.example",
            "port": measured["instance"]["port"],
            "db_type": "mysql",
            "server_version": null,
        },
        "db_type": "mysql",
        "capacity": {
            "size_mb": 45_701,
            "size_bytes": 47_921_095_475_u64,
            "label": "44.63 GB",
            "collected_at": house.hours_ago(1).to_string(),
        },
        "sync_status": {"value": "completed", "label": "已更新", "variant": "success"},
        "tags": [
            {"name": "eu", "display_name": "Europe", "color": "#112233"},
            {"name": "prod", "display_name": "生产", "color": "#112233"},
        ],
        "growth": {"d7": null, "d30": null, "d90": null},
        "limit_bytes": null,
    });
    assert_eq!(*measured, expected);
    let never = &data["items"][2];
    let nothing = json!({"size_mb": null, "size_bytes": null, "label": "未采集", "collected_at": null});
    assert_eq!(never["capacity"], nothing);
    let statuses: Vec<_> =
        data["items"].as_array().unwrap().iter().map(|item| &item["sync_status"]).collect();
    assert_eq!(*statuses[0], json!({"value": "running", "label": "待刷新", "variant": "warning"}));
    assert_eq!(*statuses[1], json!({"value": "failed", "label": "超时", "variant": "danger"}));
    assert_eq!(*statuses[2], json!({"value": "pending", "label": "待采集", "variant": "secondary"}));
    let english = house.english("/api/v1/databases/ledgers").await;
    assert_eq!(english["data"]["items"][2]["capacity"]["label"], "Not collected");
    assert_eq!(english["data"]["items"][3]["sync_status"]["label"], "Up to date");
}

#[tokio::test]
async fn rows_are_ordered_filtered_and_paged() {
    let (house, alpha, _) = House::filled().await;
    let all = "alpha/Shop alpha/shop beta/=cmd beta/shop";
    for (query, expected) in [
        ("", all),
        ("?db_type=all&search=&tags=", all),
        ("?search=SHOP", "alpha/Shop alpha/shop beta/shop"),
        ("?search=%25", ""),
        ("?search=_", ""),
        ("?search=+beta.EX+", "beta/=cmd beta/shop"),
        ("?db_type=mariadb", "beta/=cmd beta/shop"),
        ("?db_type=postgresql", "alpha/Shop alpha/shop"),
        ("?db_type=sqlite", ""),
        (&format!("?instance_id={alpha}"), "alpha/Shop alpha/shop"),
        ("?instance_id=99999", ""),
        ("?tags=eu&tags=nothing", "beta/=cmd beta/shop"),
        ("?tags=nothing,prod", "beta/=cmd beta/shop"),
        ("?tags=nothing", ""),
        ("?tags=prod&search=shop", "beta/shop"),
        ("?sync_status=failed", "alpha/shop"),
        ("?sort=size", "beta/shop alpha/shop alpha/Shop beta/=cmd"),
        ("?sort=size&order=asc", "beta/=cmd alpha/Shop alpha/shop beta/shop"),
        ("?sort=name&order=desc", "alpha/shop beta/shop alpha/Shop beta/=cmd"),
        ("?sort=collected_at", "beta/shop alpha/Shop alpha/shop beta/=cmd"),
        ("?limit=2", "alpha/Shop alpha/shop"),
        ("?limit=2&page=2", "beta/=cmd beta/shop"),
        ("?limit=2&page=3", ""),
        ("?page=99999999999999999999", ""),
        ("?page=0&limit=-1", all),
        ("?page=x&limit=x", all),
    ] {
        assert_eq!(house.rows(query).await, expected, "{query}");
    }
    let capped = house.data("/api/v1/databases/ledgers?limit=5000").await;
    assert_eq!(capped["limit"], 200);
    let past = house.data("/api/v1/databases/ledgers?limit=2&page=9").await;
    assert_eq!((&past["total"], &past["pages"], &past["page"]), (&json!(4), &json!(2), &json!(9)));
}

#[tokio::test]
async fn a_keyset_leads_through_every_order() {
    let (house, ..) = House::filled().await;
    for order in ["sort=instance", "sort=name&order=desc", "sort=size", "sort=collected_at&order=asc"] {
        let whole = house.rows(&format!("?{order}")).await;
        let (mut walked, mut after) = (Vec::new(), String::new());
        loop {
            let query = format!("?{order}&limit=1{after}");
            walked.push(house.rows(&query).await);
            let page = house.data(&format!("/api/v1/databases/ledgers{query}")).await;
            assert_eq!(page["total"], 4);
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(walked.join(" "), whole, "{order}");
    }
}

#[tokio::test]
async fn growth_trend_and_counts_are_there_when_asked_for() {
    let (house, alpha, _) = House::filled().await;
    house.save(alpha, "Shop", 450 * 1024, 24 * 7).await;
    house.save(alpha, "Shop", 1_800 * 1024, 24 * 31).await;
    house.save(alpha, "Shop", 900 * 1024, 10).await;
    let data = house.data("/api/v1/databases/ledgers?include=trend,counts").await;
    let shop = &data["items"][0];
    assert_eq!(shop["growth"]["d7"], json!({"bytes": 450 * 1024, "percent": 100.0}));
    assert_eq!(shop["growth"]["d30"], json!({"bytes": -900 * 1024, "percent": -50.0}));
    assert_eq!(shop["growth"]["d90"], Value::Null);
    let trend: Vec<_> = shop["trend"].as_array().unwrap().iter().map(|day| &day["size_bytes"]).collect();
    assert_eq!(trend, [&json!(450 * 1024), &json!(900 * 1024)]);
    assert_eq!(shop["trend"][1]["date"], house.hours_ago(10).day().to_string());
    assert_eq!(data["items"][2]["trend"], json!([]));
    let by_type = json!([{"db_type": "postgresql", "count": 2}, {"db_type": "mysql", "count": 2}]);
    assert_eq!(data["counts"]["by_db_type"], by_type);
    let by_status: Vec<_> =
        data["counts"]["by_sync_status"].as_array().unwrap().iter().map(|count| &count["count"]).collect();
    assert_eq!(by_status, [&json!(1), &json!(1), &json!(1), &json!(1)]);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let (house, alpha, _) = House::filled().await;
    let ledgers = "/api/v1/databases/ledgers";
    let sizes = format!("/api/v1/databases/sizes?instance_id={alpha}");
    for (path, field) in [
        (format!("{ledgers}?db_type=oracle"), "db_type"),
        (format!("{ledgers}?instance_id=abc"), "instance_id"),
        (format!("{ledgers}?instance_id=0"), "instance_id"),
        (format!("{ledgers}?search=a%00b"), "search"),
        (format!("{ledgers}?search=%ff"), "search"),
        (format!("{ledgers}?search=a&search=b"), "search"),
        (format!("{ledgers}?sort=colour"), "sort"),
        (format!("{ledgers}?order=up"), "order"),
        (format!("{ledgers}?sync_status=done"), "sync_status"),
        (format!("{ledgers}?after=garbage"), "after"),
        (format!("{ledgers}?include=everything"), "include"),
        (format!("{ledgers}?serach=a"), "serach"),
        (format!("{ledgers}/exports?format=pdf"), "format"),
        (format!("{ledgers}/exports?lang=fr"), "lang"),
        ("/api/v1/databases/options".to_owned(), "instance_id"),
        ("/api/v1/databases/sizes".to_owned(), "instance_id"),
        (format!("{sizes}&start_date=2025-02-30"), "start_date"),
        (format!("{sizes}&end_date=yesterday"), "end_date"),
        (format!("{sizes}&start_date=2025-03-01&end_date=2025-02-01"), "end_date"),
        (format!("{sizes}&latest_only=1"), "latest_only"),
        (format!("{sizes}&include_inactive=yes"), "include_inactive"),
        ("/api/v1/databases/x/tables/sizes".to_owned(), "id"),
        ("/api/v1/databases/0/tables/sizes".to_owned(), "id"),
        ("/api/v1/capacity/databases/1?days_ahead=-1".to_owned(), "days_ahead"),
    ] {
        let (status, body) = house.server.get(&path).await;
        assert_eq!((status, &body["message_code"]), (400, &json!("VALIDATION_ERROR")), "{path}: {body}");
        assert!(word(&body["message"]).contains(field), "{path}: {body}");
    }
    for path in [
        "/api/v1/databases/options?instance_id=999",
        "/api/v1/databases/sizes?instance_id=999",
        "/api/v1/databases/999/tables/sizes",
        "/api/v1/databases/999",
        "/api/v1/capacity/databases/999",
        "/api/v1/capacity/instances/999",
        "/api/v1/instances/999",
        "/api/v1/tags/999",
    ] {
        let (status, body) = house.server.get(path).await;
        assert_eq!((status, &body["message_code"]), (404, &json!("RESOURCE_NOT_FOUND")), "{path}: {body}");
    }
}

#[tokio::test]
async fn the_csv_is_exact() {
    let (house, ..) = House::filled().await;
    let fetch = async |query: &str, language: &str| {
        let url = format!("{}/api/v1/databases/ledgers/exports{query}", house.server.base);
        let request = house.server.client.get(url).header(header::ACCEPT_LANGUAGE, language);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        let disposition = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        let stamp = disposition.strip_prefix("attachment; filename=\"database_ledger_").unwrap();
        let digits: Vec<_> = stamp.strip_suffix(".csv\"").unwrap().split('_').map(str::len).collect();
        assert_eq!(digits, [8, 6], "{disposition}");
        String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap()
    };
    let [one, ten, hundred] = [1, 10, 100].map(|hours| house.hours_ago(hours).to_string());
    let chinese = format!(
        "\u{feff}数据库名称,实例名称,主机,数据库类型,标签,最新容量,最后采集时间,同步状态\r\n\
         Shop,alpha,alpha.example,postgresql,-,900 KB,{ten},待刷新\r\n\
         shop,alpha,alpha.example,postgresql,-,6 MB,{hundred},超时\r\n\
         '=cmd,beta,beta.example,mysql,\"Europe, 生产\",未采集,-,待采集\r\n\
         shop,beta,beta.example,mysql,\"Europe, 生产\",44.63 GB,{one},已更新\r\n"
    );
    assert_eq!(fetch("", "zh").await, chinese);
    let english = format!(
        "\u{feff}Database,Instance,Host,Type,Tags,Latest size,Last collected,Status\r\n\
         shop,beta,beta.example,mysql,\"Europe, 生产\",44.63 GB,{one},Up to date\r\n"
    );
    for query in ["?tags=eu,x&search=shop", "?tags=x&tags=eu&search=shop", "?db_type=mysql&search=shop"] {
        assert_eq!(fetch(query, "en").await, english);
    }
    assert_eq!(fetch("?tags=eu&search=shop&lang=en", "zh").await, english);
    let header = "\u{feff}Database,Instance,Host,Type,Tags,Latest size,Last collected,Status\r\n";
    assert_eq!(fetch("?search=nothing", "en").await, header);
}

#[tokio::test]
async fn the_workbook_is_one() {
    let (house, ..) = House::filled().await;
    let path = "/api/v1/databases/ledgers/exports?format=xlsx&lang=en";
    let answer = house.server.send(Method::GET, path, None).await;
    let expected = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
        (200, expected)
    );
    assert!(answer.headers()["content-disposition"].to_str().unwrap().ends_with(".xlsx\""));
    let bytes = answer.bytes().await.unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04") && bytes.len() > 3_000);
}

#[tokio::test]
async fn options_and_sizes_have_every_field_of_the_contract() {
    let (house, alpha, _) = House::filled().await;
    let at = house.save(alpha, "shop", 9 * MB, 2).await;
    house.sync(alpha, &["shop"]).await;
    let options = house.data(&format!("/api/v1/databases/options?instance_id={alpha}&limit=1")).await;
    let today = house.now.day().to_string();
    let expected = json!({
        "databases": [{
            "id": options["databases"][0]["id"],
            "database_name": "Shop",
            "is_active": false,
            "first_seen_date": today,
            "last_seen_date": today,
            "deleted_at": house.now.to_string(),
        }],
        "total_count": 2, "page": 1, "pages": 2, "limit": 1,
    });
    assert_eq!(options, expected);

    let sizes = format!("/api/v1/databases/sizes?instance_id={alpha}");
    let latest = house.data(&format!("{sizes}&latest_only=true&include_inactive=true")).await;
    let counts =
        ["active_count", "filtered_count", "total_size_mb", "total", "limit"].map(|key| &latest[key]);
    assert_eq!(counts, [&json!(1), &json!(2), &json!(10), &json!(2), &json!(100)]);
    let expected = json!({
        "id": latest["databases"][0]["id"],
        "database_name": "shop",
        "size_mb": 9, "data_size_mb": 5, "log_size_mb": null,
        "size_bytes": 9 * MB, "data_size_bytes": 9 * MB / 2, "log_size_bytes": null,
        "collected_date": at.day().to_string(),
        "collected_at": at.to_string(),
        "is_active": true,
        "deleted_at": null,
        "last_seen_date": today,
    });
    assert_eq!(latest["databases"][0], expected);
    assert_eq!(latest["databases"][1]["is_active"], false);
    let active = house.data(&format!("{sizes}&latest_only=true")).await;
    assert_eq!((&active["total"], &active["filtered_count"]), (&json!(1), &json!(1)));

    let history = house.data(&format!("{sizes}&include_inactive=true&database_name=SHOP&limit=5000")).await;
    assert_eq!((&history["limit"], &history["active_count"]), (&json!(1000), &Value::Null));
    let days: Vec<_> =
        history["databases"].as_array().unwrap().iter().map(|d| word(&d["collected_date"])).collect();
    let mut newest_first = days.clone();
    newest_first.sort_unstable();
    newest_first.reverse();
    assert_eq!(days, newest_first);
    let old = house.hours_ago(100).day();
    let old = house.data(&format!("{sizes}&start_date={old}&end_date={old}")).await;
    assert_eq!((&old["total"], &old["databases"][0]["size_mb"]), (&json!(1), &json!(6)));
}

#[tokio::test]
async fn a_snapshot_has_every_field_of_the_contract() {
    let (house, ..) = House::filled().await;
    let ledger = house.data("/api/v1/databases/ledgers").await;
    let id = ledger["items"][0]["id"].as_i64().unwrap();
    let path = format!("/api/v1/databases/{id}/tables/sizes");
    let before = house.data(&path).await;
    let nothing =
        json!({"total": 0, "limit": 200, "page": 1, "pages": 0, "collected_at": null, "tables": []});
    assert_eq!(before, nothing);
    let table = |name: &str, total_bytes| TableSize {
        schema: "public".to_owned(),
        table: name.to_owned(),
        total_bytes,
        data_bytes: MB,
        index_bytes: MB / 4,
        toast_bytes: Some(0),
        row_count: Some(12),
        row_count_estimated: true,
    };
    let tables = [table("small", 1), table("Large", 3 * MB)];
    house.store.replace_table_sizes(DatabaseId::new(id), &tables, house.now).await.unwrap();
    let after = house.data(&format!("{path}?limit=9999")).await;
    assert_eq!((&after["limit"], &after["total"]), (&json!(2000), &json!(2)));
    let expected = json!({
        "schema_name": "public", "table_name": "Large",
        "size_mb": 3, "data_size_mb": 1, "index_size_mb": 0, "row_count": 12,
        "collected_at": house.now.to_string(),
        "size_bytes": 3 * MB, "data_size_bytes": MB, "index_size_bytes": MB / 4, "toast_size_bytes": 0,
        "row_count_estimated": true,
    });
    assert_eq!(after["tables"][0], expected);
    let found = house.data(&format!("{path}?schema_name=PUB&table_name=sma")).await;
    assert_eq!((&found["total"], &found["tables"][0]["table_name"]), (&json!(1), &json!("small")));
}

#[tokio::test]
async fn permissions_are_asked_for_before_anything_else() {
    let (house, alpha, _) = House::filled().await;
    let viewer = house.server.as_viewer().await;
    let nobody = house.server.as_nobody();
    let refresh = "/api/v1/databases/999/tables/sizes/actions/refresh";
    let reads =
        ["/api/v1/databases/ledgers?db_type=oracle", "/api/v1/instances", "/api/v1/capacity/overview"];
    for path in reads {
        let (status, body) = unpack(nobody.send(Method::GET, path, None).await).await;
        assert_eq!((status, &body["message_code"]), (401, &json!("AUTHENTICATION_REQUIRED")), "{path}");
    }
    let instance = format!("/api/v1/instances/{alpha}");
    for (method, path) in [
        (Method::POST, refresh),
        (Method::POST, "/api/v1/instances"),
        (Method::PUT, &instance),
        (Method::DELETE, &instance),
        (Method::POST, &format!("{instance}/actions/sync-capacity")),
        (Method::POST, &format!("{instance}/actions/test-connection")),
        (Method::POST, "/api/v1/instances/imports"),
        (Method::POST, "/api/v1/tags"),
        (Method::PUT, "/api/v1/databases/1"),
    ] {
        let (status, body) = unpack(viewer.send(method.clone(), path, None).await).await;
        assert_eq!((status, &body["message_code"]), (403, &json!("PERMISSION_REQUIRED")), "{method} {path}");
    }
    for path in
        ["/api/v1/databases/ledgers", "/api/v1/databases/ledgers/exports", "/api/v1/instances/exports"]
    {
        assert_eq!(viewer.send(Method::GET, path, None).await.status(), 200, "{path}");
    }
    assert_eq!(house.server.send(Method::POST, refresh, None).await.status(), 404);
}

#[tokio::test]
async fn capacity_tells_history_trend_forecast_and_limit() {
    let (house, alpha, _) = House::filled().await;
    house.sync(alpha, &["steady"]).await;
    for days in (0..30_i64).rev() {
        let bytes = 1_000 * MB - days.unsigned_abs() * 10 * MB;
        house.save(alpha, "steady", bytes, days * 24).await;
    }
    let ledger = house.data("/api/v1/databases/ledgers?search=steady").await;
    let row = &ledger["items"][0];
    assert_eq!(row["growth"]["d7"]["bytes"], 70 * MB);
    let id = row["id"].as_i64().unwrap();
    let path = format!("/api/v1/databases/{id}");
    let put = |body: Value| house.server.send(Method::PUT, &path, Some(body));
    assert_eq!(put(json!({"limit_bytes": 1_500 * MB})).await.status(), 200);
    for wrong in [json!({}), json!({"limit_bytes": 0}), json!({"limit_bytes": -1}), json!({"limit": 1})] {
        assert_eq!(put(wrong.clone()).await.status(), 400, "{wrong}");
    }

    let table = |total_bytes| TableSize {
        schema: "public".to_owned(),
        table: "events".to_owned(),
        total_bytes,
        ..TableSize::default()
    };
    for (days, bytes) in [(20, 10 * MB), (0, 60 * MB)] {
        let at = house.hours_ago(days * 24);
        house.store.replace_table_sizes(DatabaseId::new(id), &[table(bytes)], at).await.unwrap();
    }

    let capacity = house.data(&format!("/api/v1/capacity/databases/{id}?days_ahead=20")).await;
    assert_eq!((&capacity["readings"], &capacity["limit_bytes"]), (&json!(30), &json!(1_500 * MB)));
    assert_eq!(capacity["history"].as_array().unwrap().len(), 30);
    assert_eq!(capacity["trend"]["bytes_per_day"], 10 * MB);
    let forecast = capacity["forecast"].as_array().unwrap();
    assert_eq!((forecast.len(), &forecast[9]["size_bytes"]), (20, &json!(1_100 * MB)));
    assert!(forecast[9]["low_bytes"].as_u64() <= forecast[9]["size_bytes"].as_u64());
    let full = house.now.day().plus(50).to_string();
    assert_eq!(capacity["limit"]["date"], full);
    let events = json!({
        "schema_name": "public", "table_name": "events", "size_bytes": 60 * MB,
        "growth": {"bytes": 50 * MB, "percent": 500.0},
    });
    assert_eq!(capacity["growing_tables"], json!([events]));
    let from = house.now.day().plus(-4);
    let part = house.data(&format!("/api/v1/capacity/databases/{id}?start_date={from}")).await;
    assert_eq!(part["history"].as_array().unwrap().len(), 5);

    let whole = house.data(&format!("/api/v1/capacity/instances/{alpha}?days_ahead=5")).await;
    assert_eq!((&whole["instance"]["name"], &whole["limit"]), (&json!("alpha"), &Value::Null));
    assert!(whole["history"].as_array().unwrap().len() >= 30, "{whole}");
    assert_eq!(whole["forecast"].as_array().unwrap().len(), 5);

    house.server.gateway.compute_trends(alpha).await.unwrap();
    let overview = house.data("/api/v1/capacity/overview").await;
    assert_eq!((&overview["total"]["instances"], &overview["total"]["databases"]), (&json!(2), &json!(3)));
    assert_eq!(overview["largest"][0]["label"], "44.63 GB");
    assert_eq!(overview["fastest_growing"][0]["bytes_per_day"], 10 * MB);
    assert_eq!(overview["soonest_full"][0]["full_date"], full);
    assert_eq!(overview["by_instance"].as_array().unwrap().len(), 2);
    assert_eq!(overview["not_collected"], json!([]));
}

#[tokio::test]
async fn changes_are_in_the_audit_log_without_passwords() {
    let server = TestServer::start().await;
    let body = json!({
        "name": "a", "db_type": "mysql", "host": "a", "username": "weir", "password": "hunter2",
    });
    let made = server.post("/api/v1/instances", body).await.1["data"].clone();
    let path = format!("/api/v1/instances/{}", made["id"]);
    let change = json!({"environment": "staging", "password": "hunter3"});
    assert_eq!(server.send(Method::PUT, &path, Some(change)).await.status(), 200);
    assert_eq!(server.send(Method::DELETE, &path, None).await.status(), 200);
    server.post("/api/v1/tags", json!({"name": "t"})).await;
    let (status, log) = server.get("/api/v1/audit").await;
    assert_eq!(status, 200, "{log}");
    for action in ["instance.create", "instance.change", "instance.delete", "tag.create"] {
        assert!(log.to_string().contains(action), "{action}: {log}");
    }
    assert!(!log.to_string().contains("hunter"), "{log}");
}
