use std::{fs, net::IpAddr, path::Path, sync::Arc, time::Duration};

use reqwest::Method;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use weir_http::{HttpSettings, NetworkSettings, TlsFiles, acceptor};

use crate::support::{TestServer, with_headers};

// For 127.0.0.1, made for the tests of the engines.
const AUTHORITY: &str = include_str!("../../../engine/src/postgres/tests/tls/authority.crt");
const CERTIFICATE: &str = include_str!("../../../engine/src/postgres/tests/tls/server.crt");
const KEY: &str = include_str!("../../../engine/src/postgres/tests/tls/server.key");
const SELF_SIGNED: &str = include_str!("../../../engine/src/postgres/tests/tls/self-signed.crt");
const SELF_SIGNED_KEY: &str = include_str!("../../../engine/src/postgres/tests/tls/self-signed.key");

fn settings(network: NetworkSettings) -> HttpSettings {
    HttpSettings { network, ..HttpSettings::default() }
}

fn write(folder: &Path, certificate: &str, key: &str) -> TlsFiles {
    let files = TlsFiles { certificate: folder.join("weir.crt"), key: folder.join("weir.key") };
    fs::write(&files.certificate, certificate).unwrap();
    fs::write(&files.key, key).unwrap();
    files
}

/// The head of the answer to a request over TLS, by a client that trusts the authority. None when it has not signed.
async fn over_tls(server: &TestServer) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = server.base.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::from("127.0.0.1".parse::<IpAddr>().unwrap());
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
    let request = format!("GET /health/live HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    Some(answer)
}

#[tokio::test]
async fn speaks_tls_and_tells_browsers_to_stay_with_it() {
    let folder = TempDir::new().unwrap();
    let tls = write(folder.path(), CERTIFICATE, KEY);
    let server =
        TestServer::start_with(settings(NetworkSettings { tls: Some(tls), ..NetworkSettings::default() }))
            .await;
    let answer = over_tls(&server).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000\r\n"), "{answer}");
    let plain = server.as_nobody().client.get(format!("{}/health/live", server.base)).send().await;
    assert!(plain.is_err(), "nothing but TLS is spoken");
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_restart() {
    let folder = TempDir::new().unwrap();
    let tls = write(folder.path(), SELF_SIGNED, SELF_SIGNED_KEY);
    let server =
        TestServer::start_with(settings(NetworkSettings { tls: Some(tls), ..NetworkSettings::default() }))
            .await;
    assert!(over_tls(&server).await.is_none(), "the authority has not signed the first one");
    write(folder.path(), CERTIFICATE, KEY);
    let renewed = async { while over_tls(&server).await.is_none() {} };
    timeout(Duration::from_secs(20), renewed).await.expect("the new one is read soon");
}

#[test]
fn says_what_is_wrong_with_certificate_files() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().display().to_string();
    for (certificate, key, why) in [
        (CERTIFICATE, SELF_SIGNED_KEY, "PLACE/weir.key: is not the key of the certificate"),
        ("", KEY, "PLACE/weir.crt: holds no certificate"),
        (CERTIFICATE, "hunter2", "PLACE/weir.key: holds no private key"),
        (KEY, KEY, "PLACE/weir.crt: holds no certificate"),
    ] {
        let files = write(folder.path(), certificate, key);
        let problem = acceptor(&files).err().unwrap().to_string();
        assert_eq!(problem.replace(&place, "PLACE"), why);
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_holds_nobody_up() {
    let folder = TempDir::new().unwrap();
    let tls = write(folder.path(), CERTIFICATE, KEY);
    let server =
        TestServer::start_with(settings(NetworkSettings { tls: Some(tls), ..NetworkSettings::default() }))
            .await;
    let _silent = TcpStream::connect(server.base.trim_start_matches("http://")).await.unwrap();
    assert!(over_tls(&server).await.is_some());
}

#[tokio::test]
async fn pages_of_listed_sites_may_call_and_others_may_not() {
    let cors_origins = vec!["https://tools.example".to_owned()];
    let network = NetworkSettings { cors_origins, ..NetworkSettings::default() };
    let server = TestServer::start_with(settings(network)).await.with_shop().await;
    let page = |origin: &'static str| {
        with_headers(&[
            ("authorization", &server.authorization),
            ("origin", origin),
            ("sec-fetch-site", "cross-site"),
        ])
    };
    let url = format!("{}/api/v1/query/shop", server.base);
    let allowed =
        page("https://tools.example").post(&url).json(&json!({ "sql": "SELECT 1" })).send().await.unwrap();
    assert_eq!(allowed.status(), 200);
    let header = |name: &str| allowed.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("access-control-allow-origin"), "https://tools.example");
    assert_eq!(header("access-control-allow-credentials"), "true");
    assert!(allowed.headers().get_all("vary").iter().any(|vary| vary == "origin"));

    let preflight = page("https://tools.example")
        .request(Method::OPTIONS, &url)
        .header("access-control-request-method", "POST")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), 204);
    assert!(preflight.headers()["access-control-allow-headers"].to_str().unwrap().contains("x-csrftoken"));

    for origin in ["https://evil.example", "null", "https://tools.example.evil.example"] {
        let answer = page(origin).get(format!("{}/api/v1/dbs", server.base)).send().await.unwrap();
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{origin}");
        let preflight = page(origin).request(Method::OPTIONS, &url).send().await.unwrap();
        assert_eq!(preflight.status(), 405, "{origin}");
    }
}

#[tokio::test]
async fn lives_under_the_path_it_is_given() {
    let network = NetworkSettings { base_path: "/weir/".to_owned(), ..NetworkSettings::default() };
    let server = TestServer::start_with(settings(network)).await;
    assert_eq!(server.get("/weir/api/v1/dbs").await.0, 200);
    assert_eq!(server.get("/weir/health/live").await.0, 200);
    assert_eq!(server.get("/health/live").await.0, 200, "for probes");
    for path in ["/api/v1/dbs", "/weird/api/v1/dbs", "/"] {
        assert_eq!(server.get(path).await.0, 404, "{path}");
    }
    let docs = server.send(Method::GET, "/weir/api/docs/", None).await;
    assert_eq!(docs.status(), 200);
    let script = server.send(Method::GET, "/weir/api/docs/swagger-initializer.js", None).await;
    assert!(script.text().await.unwrap().contains("/weir/api/v1/openapi.json"));
    assert_eq!(server.get("/weir/api/v1/openapi.json").await.0, 200);
}

#[tokio::test]
async fn believes_a_trusted_proxy_and_nobody_else() {
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let network = NetworkSettings { trusted_proxies, ..NetworkSettings::default() };
    let http = HttpSettings { allowed_hosts: vec!["weir.example".to_owned()], ..settings(network) };
    for (http, is_believed) in [(http, true), (HttpSettings::default(), false)] {
        let server = TestServer::start_with(http).await;
        let client = with_headers(&[
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "weir.example"),
        ]);
        let body = json!({ "username": "admin", "password": "wrong" });
        let answer =
            client.post(format!("{}/api/v1/auth/login", server.base)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers().contains_key("strict-transport-security"), is_believed);
        let (_, audit) = server.get("/api/v1/audit?action=session.begin").await;
        let address = audit["data"]["items"][0]["actor"]["address"].as_str().unwrap();
        assert_eq!(address, if is_believed { "203.0.113.9" } else { "127.0.0.1" }, "{audit}");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_browsers_careful() {
    let server = TestServer::start().await;
    for path in ["/api/v1/dbs", "/none", "/health/live", "/api/docs/"] {
        let answer = server.send(Method::GET, path, None).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers()[name], value, "{path}");
        }
        assert!(
            answer.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'")
        );
        assert!(!answer.headers().contains_key("strict-transport-security"), "{path}: it is no https");
    }
}
