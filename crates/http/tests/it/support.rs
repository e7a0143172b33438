//! A server on a free port with a catalog in memory and a small SQLite database to register.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{Gateway, Limits};
use weir_http::{AppState, HttpSettings, serve};
use weir_model::{Secret, SystemClock};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

/// What a server is made of.
pub(crate) struct Setup {
    pub(crate) http: HttpSettings,
    pub(crate) limits: Limits,
    pub(crate) sessions: usize,
    pub(crate) connect_timeout: Duration,
    pub(crate) catalog: StoreLocation,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            http: HttpSettings::default(),
            limits: Limits::default(),
            sessions: 4,
            connect_timeout: Duration::from_secs(10),
            catalog: StoreLocation::Memory,
        }
    }
}

/// A running server; ends when dropped.
pub(crate) struct TestServer {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) folder: TempDir,
    gateway: Arc<Gateway>,
    running: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        Self::start_with(HttpSettings::default()).await
    }

    pub(crate) async fn start_with(settings: HttpSettings) -> Self {
        Self::start_as(Setup { http: settings, ..Setup::default() }).await
    }

    pub(crate) async fn start_as(setup: Setup) -> Self {
        let Setup { http, limits, sessions, connect_timeout, catalog } = setup;
        let folder = TempDir::new().unwrap();
        let store =
            Store::open(&catalog, Sealer::new(SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap()))
                .await
                .unwrap();
        let engines = Engines::new(EngineSettings {
            sessions,
            idle: Duration::from_mins(1),
            connect_timeout,
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let gateway = Arc::new(Gateway::new(store, engines, Arc::new(SystemClock), limits));
        let state = AppState { gateway: Arc::clone(&gateway), settings: Arc::new(http) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        #[expect(clippy::disallowed_methods, reason = "the test waits for it by hand")]
        let served = tokio::spawn(serve(listener, state, async move {
            let _: Result<(), _> = stopped.await;
        }));
        let client = Client::new();
        Self { base, client, folder, gateway, running: Mutex::new(Some((stop, served))) }
    }

    /// Ends the server in order and waits for it.
    pub(crate) async fn stop(self) {
        self.shut_down().await;
    }

    /// The same for a server that others hold too. Once.
    pub(crate) async fn shut_down(&self) {
        let (stop, served) = self.running.lock().unwrap().take().unwrap();
        drop(stop);
        served.await.unwrap();
        self.gateway.shut_down().await.unwrap();
    }

    /// Registers a database.
    pub(crate) async fn register(&self, name: &str, url: &str) {
        let answer =
            self.send(Method::PUT, &format!("/api/v1/dbs/{name}"), Some(json!({ "url": url }))).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }

    /// Makes a SQLite file inside the allowed folder and gives its URL.
    pub(crate) fn sqlite(&self, file: &str, script: &str) -> String {
        let path: PathBuf = self.folder.path().join(file);
        rusqlite::Connection::open(&path).unwrap().execute_batch(script).unwrap();
        format!("sqlite://{}", path.display())
    }

    /// Registers a small shop as `shop`.
    pub(crate) async fn with_shop(self) -> Self {
        let url = self.sqlite(
            "shop.db",
            "CREATE TABLE products(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL);
             INSERT INTO products VALUES (1, 'tea', 3.5), (2, '茶壶', 20.0), (3, 'nothing', NULL);
             WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
             INSERT INTO products SELECT i, 'product ' || i, i / 10.0 FROM n;",
        );
        self.register("shop", &url).await;
        self
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        unpack(self.send(Method::GET, path, None).await).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        unpack(self.send(Method::POST, path, Some(body)).await).await
    }

    /// Runs SQL on the shop.
    pub(crate) async fn query(&self, sql: &str) -> (u16, Value) {
        self.post("/api/v1/query/shop", json!({ "sql": sql })).await
    }
}

pub(crate) async fn unpack(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
    (status, value)
}
