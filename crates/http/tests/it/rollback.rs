//! A change and its line in the audit log are one: where the line can't be written, nothing is changed. Walks the
//! OpenAPI document, so that a new change can't be forgotten.

use std::{collections::BTreeMap, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use weir_gateway::JobDefinition;
use weir_model::{JobName, Role, Timestamp};
use weir_store::StoreLocation;

use crate::{
    bodies::body_of,
    support::{Guest, Setup, TestServer, unpack},
    walk::operations,
};

/// Operations that change nothing of which the audit log tells in the same transaction, and why.
const NO_CHANGE: [(&str, &str); 21] = [
    ("run_query", "stands in the history"),
    ("run_query_of_connection", "stands in the history"),
    ("explain_query", "changes nothing"),
    ("explain_query_of_connection", "changes nothing"),
    ("ask", "stands among the calls of language models"),
    ("ask_connection", "stands among the calls of language models"),
    ("give_feedback", "is a word on one's own question"),
    ("give_feedback_of_connection", "is a word on one's own question"),
    ("cancel_query", "stands in the history"),
    ("refresh_metadata", "reads anew what is cached"),
    ("refresh_table_sizes", "measures"),
    ("sync_instance_capacity", "measures"),
    ("sync_all_capacity", "measures: its run is asked for as run_job does"),
    ("test_connection", "changes nothing"),
    ("test_instance", "changes nothing"),
    ("test_new_instance", "changes nothing"),
    ("import_instances", "adds each as post_instance does"),
    ("restore_instance", "walked below: it needs a removed one"),
    ("resume_job", "is pause_job with another word"),
    ("end_own_session", "walked below: it needs the id"),
    ("login", "walked below: it needs nobody"),
];

/// A server on a catalog file, with one of everything that can be changed.
struct House {
    server: TestServer,
    session: Guest,
    ids: BTreeMap<&'static str, String>,
    catalog: TempDir,
}

impl House {
    async fn new() -> Self {
        let catalog = TempDir::new().unwrap();
        let place = StoreLocation::Sqlite(catalog.path().join("weir.db"));
        let server =
            TestServer::start_as(Setup { catalog: place, ..Setup::default() }).await.with_shop().await;
        let definitions = JobName::ALL.map(|name| JobDefinition {
            name,
            cron: "0 */4 * * *".to_owned(),
            first_due_at: Timestamp::from_millis(4_000_000_000_000),
        });
        server.gateway.define_jobs(&definitions, Timestamp::EPOCH).await.unwrap();
        let session = server.as_session(Role::Admin).await;
        session.get("/api/v1/auth/me").await;
        let make = async |path: &str, id: &str| {
            let (status, made) = session.post(path, body_of(id).unwrap()).await;
            assert!(status < 300, "{id}: {made}");
            let data = if made["data"].is_null() { &made } else { &made["data"] };
            let made = [&data["id"], &data["user"]["id"], &data["token"]["id"]];
            made.into_iter().find(|id| !id.is_null()).unwrap().to_string()
        };
        let ids = BTreeMap::from([
            ("instances/{instance_id}", make("/api/v1/instances", "post_instance").await),
            ("tags/{tag_id}", make("/api/v1/tags", "post_tag").await),
            ("saved-queries/{id}", make("/api/v1/saved-queries", "create_saved_query").await),
            ("glossary/{id}", make("/api/v1/dbs/shop/glossary", "add_glossary").await),
            ("users/{id}", make("/api/v1/users", "create_user").await),
            ("tokens/{id}", make("/api/v1/tokens", "create_token").await),
            ("databases/{database_id}", "1".to_owned()),
        ]);
        Self { server, session, ids, catalog }
    }

    /// The path with what is there in the place of its parameters.
    fn path(&self, template: &str) -> String {
        let known = self.ids.iter().find_map(|(part, id)| {
            let (noun, parameter) = part.split_once('/')?;
            template
                .contains(part)
                .then(|| template.replace(part, &format!("{noun}/{id}")).replace(parameter, id))
        });
        let path = known.unwrap_or_else(|| template.to_owned());
        path.replace("{name}", "shop").replace("{job_name}", "capacity.collect_sizes")
    }

    fn body(&self, id: &str) -> Option<Value> {
        match id {
            "put_connection" => Some(json!({ "url": self.server.sqlite("another.db", "") })),
            "post_instance" => Some(json!({ "name": "newer", "db_type": "mysql", "host": "127.0.0.1" })),
            "post_tag" => Some(json!({ "name": "newer" })),
            "add_glossary" => Some(json!({ "term": "margin", "meaning": "what is left" })),
            "create_user" => Some(json!({ "username": "somebody-else", "role": "viewer" })),
            other => body_of(other),
        }
    }

    fn execute(&self, sql: &str) {
        open(&self.catalog).execute_batch(sql).unwrap();
    }

    /// Everything in the catalog, table by table.
    fn everything(&self) -> BTreeMap<String, Vec<String>> {
        let catalog = open(&self.catalog);
        let mut tables = catalog
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap();
        let names: Vec<String> =
            tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        names.into_iter().map(|name| (name.clone(), rows(&catalog, &name))).collect()
    }

    /// Asks for a change whose line can't be written, and sees that nothing is changed.
    async fn refuses(&self, guest: &Guest, id: &str, (method, path): (Method, &str)) {
        let before = self.everything();
        let (status, answer) = unpack(guest.send(method, path, self.body(id)).await).await;
        assert_eq!(status, 500, "{id} {path}: {answer}");
        for (table, rows) in self.everything() {
            assert_eq!(rows, before[&table], "{id} left something in {table}");
        }
    }
}

fn open(catalog: &TempDir) -> rusqlite::Connection {
    let path: &Path = &catalog.path().join("weir.db");
    rusqlite::Connection::open(path).unwrap()
}

fn rows(catalog: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut select = catalog.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
    let columns = select.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let values = (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
        Ok(values.collect::<Vec<_>>().join(" "))
    };
    select.query_map([], row).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn no_change_without_its_line_in_the_audit_log() {
    let house = House::new().await;
    let other = unpack(house.session.send(Method::GET, "/api/v1/auth/sessions", None).await).await.1;
    let own = other["data"]["sessions"][0]["id"].as_str().unwrap().to_owned();
    let gone = json!({ "name": "gone", "db_type": "postgresql", "host": "127.0.0.1", "port": 2 });
    let gone = house.session.post("/api/v1/instances", gone).await.1["data"]["id"].to_string();
    let gone = format!("/api/v1/instances/{gone}");
    assert_eq!(house.session.send(Method::DELETE, &gone, None).await.status(), 200);

    house.execute(
        "CREATE TRIGGER no_line BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no line today'); END",
    );
    let mut walked = 0;
    for operation in operations().iter().filter(|operation| operation.changes_something()) {
        if NO_CHANGE.iter().any(|(id, _)| *id == operation.id) {
            continue;
        }
        assert!(
            !operation.takes_json || body_of(&operation.id).is_some(),
            "write a body for {}",
            operation.id
        );
        let path = house.path(&operation.template);
        house.refuses(&house.session, &operation.id, (operation.method.clone(), &path)).await;
        walked += 1;
    }
    assert!(walked >= 25, "the document was read: {walked}");
    house
        .refuses(&house.session, "restore_instance", (Method::POST, &format!("{gone}/actions/restore")))
        .await;
    let path = format!("/api/v1/auth/sessions/{own}");
    house.refuses(&house.session, "end_own_session", (Method::DELETE, &path)).await;
    house.refuses(&house.server.as_nobody(), "login", (Method::POST, "/api/v1/auth/login")).await;

    house.execute("DROP TRIGGER no_line");
    let (status, _) = house.session.post("/api/v1/tags", json!({ "name": "newer" })).await;
    assert_eq!(status, 201, "with its line it is changed");
}
