//! TLS by every `sslmode`, and every way of signing in, on a server of its own that is told what to accept.

use std::{fs, path::PathBuf, sync::Arc};

use tempfile::TempDir;
use tokio::{select, task::spawn_blocking};
use weir_testkit::{PrivateServer, Server};

use super::support::{ENDLESS, LONG, Rows, address, opening, value, within};
use crate::{Error, postgres::PostgresEngine};

// For 127.0.0.1; `tls/make.sh` makes them.
const AUTHORITY: &str = include_str!("tls/authority.crt");
const CERTIFICATE: &str = include_str!("tls/server.crt");
const KEY: &str = include_str!("tls/server.key");
const SELF_SIGNED: &str = include_str!("tls/self-signed.crt");
const SELF_SIGNED_KEY: &str = include_str!("tls/self-signed.key");
const STRANGER: &str = include_str!("tls/stranger.crt");

/// A server, and the files that a client of it has.
struct Place {
    server: PrivateServer,
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { server: PrivateServer::start(Server::Postgres), folder: TempDir::new().unwrap() }
    }

    /// Has the server write a file of its own. Only lines without a backslash or a tab.
    fn write_on_server(&self, name: &str, text: &str) {
        self.server.execute(&format!(
            "COPY (SELECT unnest(string_to_array('{text}', E'\\n'))) TO PROGRAM 'umask 077; cat > {name}'"
        ));
    }

    fn write_here(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Gives the server a certificate.
    fn certify(&self, certificate: &str, key: &str) {
        self.write_on_server("server.crt", certificate);
        self.write_on_server("server.key", key);
        self.server.execute("ALTER SYSTEM SET ssl = on");
        self.reload();
    }

    /// Replaces the rules of who may sign in how. The administrator always may.
    fn rules(&self, rules: &str) {
        let user = url::Url::parse(self.server.url()).unwrap().username().to_owned();
        self.write_on_server("pg_hba.conf", &format!("{rules}\nhost all {user} all scram-sha-256"));
        self.reload();
    }

    fn reload(&self) {
        let loaded = self.server.rows("SELECT pg_conf_load_time()");
        self.server.execute("SELECT pg_reload_conf()");
        while self.server.rows("SELECT pg_conf_load_time()") == loaded {}
    }

    fn url(&self, user: &str, host: &str, query: &str) -> String {
        let mut url = url::Url::parse(self.server.url()).unwrap();
        if !user.is_empty() {
            url.set_username(user).unwrap();
            url.set_password(Some("secret")).unwrap();
        }
        url.set_host(Some(host)).unwrap();
        url.set_query(Some(query));
        url.into()
    }

    async fn open(&self, user: &str, host: &str, query: &str) -> Result<PostgresEngine, Error> {
        PostgresEngine::open(address(&self.url(user, host, query)), opening(1)).await
    }

    /// Whether the session is encrypted, or why there is none.
    async fn outcome(&self, user: &str, host: &str, query: &str) -> String {
        match self.open(user, host, query).await {
            Ok(engine) => {
                let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
                if value(&engine, sql).await == "Bool(true)" {
                    "encrypted".to_owned()
                } else {
                    "plain".to_owned()
                }
            }
            Err(Error::Unreachable(words)) => words,
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn believes_certificates_by_the_sslmode() {
    let place = Place::new();
    place.certify(CERTIFICATE, KEY);
    let root = place.write_here("root.crt", AUTHORITY).display().to_string();
    let other = place.write_here("other.crt", STRANGER).display().to_string();
    let stranger = "the server's TLS certificate is signed by no authority that is trusted here";
    for (host, query, outcome) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), "plain"),
        ("127.0.0.1", "sslmode=allow".to_owned(), "plain"),
        ("127.0.0.1", String::new(), "encrypted"),
        ("127.0.0.1", "sslmode=require".to_owned(), "encrypted"),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={other}"), stranger),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={root}"), "encrypted"),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={other}"), stranger),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={root}"), "encrypted"),
        ("localhost", format!("sslmode=verify-ca&sslrootcert={root}"), "encrypted"),
        (
            "localhost",
            format!("sslmode=verify-full&sslrootcert={root}"),
            "the server's TLS certificate is for another host",
        ),
        ("127.0.0.1", "sslrootcert=system".to_owned(), stranger),
        ("127.0.0.1", "sslmode=require&channel_binding=require".to_owned(), "encrypted"),
        (
            "127.0.0.1",
            "sslmode=disable&channel_binding=require".to_owned(),
            "the channel binding that the URL requires is not possible here",
        ),
    ] {
        assert_eq!(place.outcome("", host, &query).await, outcome, "{host} {query}");
    }
}

#[tokio::test]
async fn believes_a_self_signed_certificate_that_is_given_as_root() {
    let place = Place::new();
    place.certify(SELF_SIGNED, SELF_SIGNED_KEY);
    let root = place.write_here("root.crt", SELF_SIGNED).display().to_string();
    let query = format!("sslmode=verify-full&sslrootcert={root}");
    assert_eq!(place.outcome("", "127.0.0.1", &query).await, "encrypted");
    let other = place.outcome("", "localhost", &query).await;
    assert_eq!(other, "the server's TLS certificate is for another host");
}

#[tokio::test]
async fn cancels_through_tls_where_nothing_else_is_let_in() {
    let place = Arc::new(Place::new());
    place.certify(CERTIFICATE, KEY);
    place.server.execute("CREATE ROLE sealed LOGIN PASSWORD 'secret'");
    place.rules("hostssl all sealed all scram-sha-256");
    let engine = place.open("sealed", "127.0.0.1", "sslmode=require").await.unwrap();
    let at_work = "SELECT pid FROM pg_stat_activity WHERE usename = 'sealed' AND state = 'active'";
    let begun = spawn_blocking({
        let place = Arc::clone(&place);
        move || while place.server.rows(at_work).is_empty() {}
    });
    let (run, mut rows) = (within(LONG), Rows::default());
    select! {
        outcome = engine.run(ENDLESS, 1, &run, &mut rows) => panic!("{outcome:?}"),
        begun = begun => begun.unwrap(),
    }
    assert_eq!(value(&engine, "SELECT 1").await, "Number(\"1\")");
    assert!(place.server.rows(at_work).is_empty());
}

#[tokio::test]
async fn signs_in_every_way_that_the_server_may_ask_for() {
    let place = Place::new();
    place.certify(CERTIFICATE, KEY);
    place.server.execute(
        "SET password_encryption = 'md5'; CREATE ROLE old LOGIN PASSWORD 'secret'; \
         SET password_encryption = 'scram-sha-256'; CREATE ROLE new LOGIN PASSWORD 'secret'; \
         CREATE ROLE clear LOGIN PASSWORD 'secret'; CREATE ROLE anyone LOGIN; \
         CREATE ROLE sealed LOGIN PASSWORD 'secret'; CREATE ROLE open LOGIN PASSWORD 'secret'",
    );
    place.rules(
        "host all old all md5\nhost all new all scram-sha-256\nhost all clear all password\n\
         host all anyone all trust\nhostssl all sealed all scram-sha-256\nhostnossl all open all scram-sha-256",
    );
    for (user, query, outcome) in [
        ("old", "", "encrypted"),
        ("old", "sslmode=disable", "plain"),
        ("new", "sslmode=disable", "plain"),
        ("new", "channel_binding=disable", "encrypted"),
        ("clear", "", "encrypted"),
        ("anyone", "sslmode=disable", "plain"),
        ("sealed", "sslmode=allow", "encrypted"),
        ("open", "sslmode=prefer", "plain"),
        (
            "old",
            "channel_binding=require",
            "the server does not offer the channel binding that the URL requires",
        ),
        (
            "clear",
            "sslmode=disable",
            "the server asks for the password in plain text over a connection without TLS; it was not sent \
             (use sslmode=require, or scram-sha-256 on the server)",
        ),
    ] {
        assert_eq!(place.outcome(user, "127.0.0.1", query).await, outcome, "{user} {query}");
    }
    let refused = place.outcome("sealed", "127.0.0.1", "sslmode=disable").await;
    assert!(refused.starts_with("no pg_hba.conf entry for host"), "{refused}");
}
