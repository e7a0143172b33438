//! A server on a free port with a catalog in memory and a small SQLite database to register.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder, Method, Response,
    header::{HeaderName, HeaderValue},
};
use rustls::crypto::ring;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{
    AuthSettings, Caller, CreateToken, CreateUser, Gateway, Limits, Models, NewPassword, OidcSignIn,
    PasswordCost,
};
use weir_http::{AppState, HttpSettings, acceptor, serve};
use weir_model::{Role, Secret, SystemClock, User, UserId};
use weir_oidc::{OidcClient, OidcSettings};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};
use weir_testkit::IdentityProvider;

/// Of every account in tests.
pub(crate) const PASSWORD: &str = "a long walk by the sea";

/// What a server is made of.
pub(crate) struct Setup {
    pub(crate) http: HttpSettings,
    pub(crate) limits: Limits,
    pub(crate) auth: AuthSettings,
    pub(crate) sessions: usize,
    pub(crate) connect_timeout: Duration,
    pub(crate) catalog: StoreLocation,
    pub(crate) models: Models,
    pub(crate) oidc: Option<OidcSetup>,
}

/// An identity provider beside the server: which group gives which role.
pub(crate) struct OidcSetup {
    pub(crate) provider: Arc<IdentityProvider>,
    pub(crate) roles: Vec<(String, Role)>,
    pub(crate) default_role: Option<Role>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            http: HttpSettings::default(),
            limits: Limits::default(),
            auth: AuthSettings::default(),
            sessions: 4,
            connect_timeout: Duration::from_secs(10),
            catalog: StoreLocation::Memory,
            models: Models::default(),
            oidc: None,
        }
    }
}

impl OidcSetup {
    /// What a server at this address makes of it.
    fn at(self, base: &str) -> OidcSignIn {
        let redirect_url = format!("{base}/api/v1/auth/oidc/callback");
        self.provider.returns_to(&redirect_url);
        let settings = OidcSettings {
            issuer: self.provider.issuer().to_owned(),
            client_id: IdentityProvider::CLIENT_ID.to_owned(),
            client_secret: Some(Secret::new(IdentityProvider::CLIENT_SECRET)),
            scopes: ["profile", "email", "groups"].map(str::to_owned).to_vec(),
            groups_claim: "groups".to_owned(),
            name_claim: "preferred_username".to_owned(),
            redirect_url,
        };
        let client = Arc::new(OidcClient::new(settings, Arc::new(SystemClock)).unwrap());
        OidcSignIn {
            client,
            label: Some("Example".to_owned()),
            roles: self.roles,
            default_role: self.default_role,
        }
    }
}

/// A running server; ends when dropped. Its own client is an admin with a token.
pub(crate) struct TestServer {
    pub(crate) base: String,
    pub(crate) client: Client,
    /// The header that its client sends.
    pub(crate) authorization: String,
    pub(crate) folder: TempDir,
    pub(crate) gateway: Arc<Gateway>,
    running: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        Self::start_with(HttpSettings::default()).await
    }

    pub(crate) async fn start_with(settings: HttpSettings) -> Self {
        Self::start_as(Setup { http: settings, ..Setup::default() }).await
    }

    /// A server of this making; passwords cost next to nothing in tests.
    pub(crate) async fn start_as(setup: Setup) -> Self {
        let Setup { http, limits, mut auth, sessions, connect_timeout, catalog, models, oidc } = setup;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        auth.oidc = oidc.map(|setup| setup.at(&base));
        let folder = TempDir::new().unwrap();
        let store = Store::open(&catalog, sealer()).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions,
            idle: Duration::from_mins(1),
            connect_timeout,
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let password_cost = PasswordCost { memory_kib: 64, passes: 1 };
        let gateway = Gateway::new(store, engines, Arc::new(SystemClock), limits);
        let gateway = gateway.with_auth(AuthSettings { password_cost, ..auth }).with_models(models);
        let gateway = Arc::new(gateway);
        let tls = http.network.tls.as_ref().map(|files| acceptor(files).unwrap());
        let state =
            AppState { gateway: Arc::clone(&gateway), settings: Arc::new(http), renderings: Arc::default() };
        let (stop, stopped) = oneshot::channel();
        #[expect(clippy::disallowed_methods, reason = "the test waits for it by hand")]
        let served = tokio::spawn(serve(listener, tls, state, async move {
            let _: Result<(), _> = stopped.await;
        }));
        let password = NewPassword::Chosen(Secret::new(PASSWORD));
        let first = gateway.create_first_admin(password).await.unwrap().unwrap();
        let authorization = bearer(&gateway, first.user.id).await;
        let client = with_headers(&[("authorization", &authorization)]);
        Self { base, client, authorization, folder, gateway, running: Mutex::new(Some((stop, served))) }
    }

    /// Somebody of this role, by a token.
    pub(crate) async fn as_role(&self, role: Role) -> Guest {
        let user = self.person(role).await;
        let client = with_headers(&[("authorization", &bearer(&self.gateway, user.id).await)]);
        Guest { base: self.base.clone(), client }
    }

    pub(crate) async fn as_viewer(&self) -> Guest {
        self.as_role(Role::Viewer).await
    }

    pub(crate) async fn as_analyst(&self) -> Guest {
        self.as_role(Role::Analyst).await
    }

    pub(crate) async fn as_operator(&self) -> Guest {
        self.as_role(Role::Operator).await
    }

    /// Somebody of this role in a browser: with the session's cookie and its CSRF token.
    pub(crate) async fn as_session(&self, role: Role) -> Guest {
        let user = self.person(role).await;
        let (cookie, csrf) = self.sign_in(&user.username, PASSWORD).await;
        let client = with_headers(&[("cookie", &cookie), ("x-csrftoken", &csrf)]);
        Guest { base: self.base.clone(), client }
    }

    /// Nobody: without any credentials.
    pub(crate) fn as_nobody(&self) -> Guest {
        Guest { base: self.base.clone(), client: client_builder().build().unwrap() }
    }

    /// The account of a role: `viewer`, `analyst`, `operator`, `admin`; made when it is not there.
    pub(crate) async fn person(&self, role: Role) -> User {
        let caller = Caller::local();
        if let Ok(user) = self.gateway.user_by_name(&caller, role.as_str()).await {
            return user;
        }
        let password = NewPassword::Chosen(Secret::new(PASSWORD));
        let create = CreateUser { username: role.to_string(), role, password };
        self.gateway.create_user(&caller, create).await.unwrap().user
    }

    /// Signs in and gives the cookie and the CSRF token.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) -> (String, String) {
        let body = json!({ "username": username, "password": password });
        let answer = self.as_nobody().send(Method::POST, "/api/v1/auth/login", Some(body)).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let (_, body) = unpack(answer).await;
        (cookie, body["data"]["csrf_token"].as_str().unwrap().to_owned())
    }

    /// The server's own client as a guest.
    fn as_admin(&self) -> Guest {
        Guest { base: self.base.clone(), client: self.client.clone() }
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
        self.as_admin().send(method, path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.as_admin().get(path).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.as_admin().post(path, body).await
    }

    /// Runs SQL on the shop.
    pub(crate) async fn query(&self, sql: &str) -> (u16, Value) {
        self.post("/api/v1/query/shop", json!({ "sql": sql })).await
    }
}

/// Somebody who calls a test server.
pub(crate) struct Guest {
    base: String,
    pub(crate) client: Client,
}

impl Guest {
    /// Somebody who sends these headers.
    pub(crate) fn with(server: &TestServer, headers: &[(&'static str, &str)]) -> Self {
        Self { base: server.base.clone(), client: with_headers(headers) }
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

/// Of every catalog in tests.
pub(crate) fn sealer() -> Sealer {
    Sealer::new(SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap())
}

/// A token of this account, as its header.
async fn bearer(gateway: &Gateway, user: UserId) -> String {
    let create =
        CreateToken { name: "test".to_owned(), permissions: None, connections: None, expires_in_days: None };
    let made = gateway.create_token_for(&Caller::local(), user, create).await.unwrap();
    format!("Bearer {}", made.secret.expose_secret())
}

/// A client to be built. The language models' client brings TLS into the build and leaves the choice of ciphers
/// to each program.
pub(crate) fn client_builder() -> ClientBuilder {
    // A second time changes nothing.
    let _ = ring::default_provider().install_default();
    Client::builder()
}

/// A client that sends these with every request.
pub(crate) fn with_headers(pairs: &[(&'static str, &str)]) -> Client {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    client_builder().default_headers(pairs.collect()).build().unwrap()
}

pub(crate) async fn unpack(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let value = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
    (status, value)
}
