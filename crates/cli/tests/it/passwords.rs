//! The passwords of a whole run, looked for wherever Weir writes: answers, logs at their loudest, what commands
//! tell, the catalog, a backup.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use weir_testkit::{Server, TestDatabase};

use crate::support::Home;

/// One that works and one that doesn't; each must be percent-encoded in a URL.
const GOOD: &str = "Tr0ub4dor&3/秘密#";
const WRONG: &str = "c0rrect?horse:b4ttery";

/// Of the account that signs in.
const ADMIN: &str = "eleven/grey gÄnse?fly";

/// Everything that was written, with the place where.
#[derive(Default)]
struct Written(Vec<(String, Vec<u8>)>);

impl Written {
    fn add(&mut self, place: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.0.push((place.into(), text.into()));
    }

    fn check(&self, token: &str) {
        for password in [GOOD, WRONG, ADMIN, token] {
            for form in forms(password) {
                for (place, bytes) in &self.0 {
                    let found = bytes.windows(form.len()).any(|window| window == form.as_slice());
                    assert!(!found, "`{password}` stands in {place}: {}", String::from_utf8_lossy(bytes));
                }
            }
        }
    }
}

/// As it is, percent-encoded, in base64, escaped as JSON.
fn forms(password: &str) -> Vec<Vec<u8>> {
    let json = serde_json::to_string(password).unwrap();
    vec![
        password.as_bytes().to_vec(),
        encoded(password).into_bytes(),
        STANDARD.encode(password).into_bytes(),
        json.trim_matches('"').as_bytes().to_vec(),
    ]
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// A database and an account with the password.
fn account(server: Server) -> (TestDatabase, String) {
    let database = TestDatabase::create(server);
    let user = format!("r{}", database.name().rsplit('_').next().unwrap());
    let user = &user[..user.len().min(30)];
    database.execute(&match server {
        Server::Postgres => format!("CREATE ROLE \"{user}\" LOGIN PASSWORD '{GOOD}'"),
        Server::MySql | Server::MariaDb => {
            format!("CREATE USER '{user}'@'%' IDENTIFIED BY '{GOOD}'; GRANT SELECT ON *.* TO '{user}'@'%'")
        }
    });
    let rest = database
        .url()
        .rsplit_once('@')
        .map_or_else(|| database.url().split_once("://").unwrap().1.to_owned(), |(_, rest)| rest.to_owned());
    let scheme = database.url().split_once("://").unwrap().0;
    let url = format!("{scheme}://{user}:{}@{rest}", encoded(GOOD));
    (database, url)
}

async fn ask(
    written: &mut Written,
    client: &Client,
    method: Method,
    url: String,
    body: Option<Value>,
) -> u16 {
    let request = client.request(method.clone(), &url);
    let request = if let Some(body) = body { request.json(&body) } else { request };
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    written.add(format!("headers of {method} {url}"), format!("{:?}", answer.headers()));
    written.add(format!("answer to {method} {url}"), answer.bytes().await.unwrap().to_vec());
    status
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one walk through everything that takes a password")]
async fn no_password_of_a_whole_run_is_written_anywhere() {
    let mut home = Home::new();
    home.set("WEIR_LOG__LEVEL", "trace");
    home.set("WEIR_METRICS__ENABLED", "true");
    home.set("WEIR_AUTH__ADMIN_PASSWORD", ADMIN);
    let mut written = Written::default();
    let accounts = Server::ALL.map(account);
    let server = home.start(&["serve"]);
    let (client, token) = (server.client(), server.token.clone());
    let api = format!("{}/api/v1", server.base);
    for (number, (_, good)) in accounts.iter().enumerate() {
        let wrong = good.replace(&encoded(GOOD), &encoded(WRONG));
        let put = |name: &str, url: &str| (format!("{api}/dbs/{name}"), Some(json!({ "url": url })));
        let (place, body) = put(&format!("db{number}"), good);
        assert_eq!(ask(&mut written, &client, Method::PUT, place, body).await, 201);
        for (name, url) in [
            ("wrong", wrong.as_str()),
            ("none", &good.replace("127.0.0.1", "nowhere.invalid")),
            ("odd", &format!("{good}?password={}&nonsense=1", encoded(WRONG))),
            ("scheme", &good.replacen("sql://", "sqll://", 1)),
            ("b/ad", good),
            ("port", &format!("postgresql://u:{}@127.0.0.1:99999/x", encoded(WRONG))),
        ] {
            let (place, body) = put(name, url);
            ask(&mut written, &client, Method::PUT, place, body).await;
        }
        ask(
            &mut written,
            &client,
            Method::PUT,
            format!("{api}/dbs/x"),
            Some(json!({ "url": good, "colour": 1 })),
        )
        .await;
        ask(&mut written, &client, Method::GET, format!("{api}/dbs/db{number}"), None).await;
        ask(&mut written, &client, Method::GET, format!("{api}/dbs/db{number}/metadata"), None).await;
        ask(&mut written, &client, Method::GET, format!("{api}/dbs/db{number}/safety?refresh=true"), None)
            .await;
        for sql in ["SELECT 1", "SELECT nope", "SELECT pg_sleep(1)", "DROP TABLE x", "SELEC"] {
            let query = Some(json!({ "sql": sql, "timeoutSeconds": 1 }));
            ask(&mut written, &client, Method::POST, format!("{api}/query/db{number}"), query).await;
        }
    }
    for path in ["/api/v1/dbs", "/metrics", "/health/ready", "/api/v1/openapi.json", "/none"] {
        ask(&mut written, &client, Method::GET, format!("{}{path}", server.base), None).await;
    }
    for password in [ADMIN, WRONG] {
        let body = Some(json!({ "username": "admin", "password": password }));
        let nobody = Client::new();
        let status = ask(&mut written, &nobody, Method::POST, format!("{api}/auth/login"), body).await;
        assert_eq!(status == 200, password == ADMIN);
    }
    ask(&mut written, &client, Method::GET, format!("{api}/audit"), None).await;
    server.signal("TERM");
    let (_, out, log) = server.wait();
    assert!(log.contains("TRACE") && log.contains("db0"), "the log is loud: {}", log.len());
    written.add("standard output of serve", out);
    written.add("the log of serve", log);
    commands(&home, &accounts, &mut written);
    for entry in fs::read_dir(home.data()).unwrap().chain(fs::read_dir(home.path("")).unwrap()) {
        let path = entry.unwrap().path();
        if path.is_file() {
            written.add(path.display().to_string(), fs::read(&path).unwrap());
        }
    }
    written.check(&token);
}

/// What the command line tells of the same.
fn commands(home: &Home, accounts: &[(TestDatabase, String)], written: &mut Written) {
    let good = &accounts[0].1;
    let wrong = good.replace(&encoded(GOOD), &encoded(WRONG)).replace("127.0.0.1", "nowhere.invalid");
    for arguments in [
        &["connections", "add", "cli", good][..],
        &["connections", "add", "cli", &wrong],
        &["connections", "add", "cli", &format!("{wrong}?nonsense=1")],
        &["connections", "list", "--format", "json"],
        &["connections", "safety", "db0"],
        &["query", "db1", "SELECT 1"],
        &["query", "db1", "SELECT nope"],
        &["doctor"],
        &["secrets", "check"],
        &["secrets", "rotate"],
        &["backup", "weir.backup"],
        &["catalog", "copy", "--to", &wrong],
        &["config", "check"],
    ] {
        let told = home.weir(arguments);
        written.add(format!("what weir {} tells", arguments[0]), told.out + &told.error);
    }
    assert!(home.path("weir.backup").exists());
}
