//! Opening sessions, and what is said when that fails.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncWriteExt, copy, copy_bidirectional, sink},
    net::{TcpListener, TcpStream, UnixListener},
};
use tokio_util::task::TaskTracker;
use weir_testkit::{Server, TestDatabase};

use super::support::{address, opening, single, value};
use crate::{Error, postgres::PostgresEngine};

/// What is said when a URL can't be opened.
async fn refusal(url: &str) -> String {
    let mut opening = opening(1);
    opening.connect_timeout = Duration::from_secs(1);
    match PostgresEngine::open(address(url), opening).await {
        Err(Error::Unreachable(words)) => words,
        other => panic!("{url}: {other:?}"),
    }
}

fn with(url: &str, change: impl FnOnce(&mut url::Url)) -> String {
    let mut url = url::Url::parse(url).unwrap();
    change(&mut url);
    url.into()
}

/// A server that answers every first message so, and then nothing.
async fn server_that_says(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    TaskTracker::new().spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            client.readable().await.unwrap();
            client.write_all(answer).await.unwrap();
            // Until the client has had enough.
            copy(&mut client, &mut sink()).await.ok();
        }
    });
    format!("postgresql://u:hunter2@127.0.0.1:{port}/d?sslmode=disable")
}

#[tokio::test]
async fn says_in_plain_words_why_there_is_no_session() {
    let database = TestDatabase::create(Server::Postgres);
    let user = url::Url::parse(database.url()).unwrap().username().to_owned();
    let url = database.url();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    for (url, words) in [
        (
            with(url, |url| url.set_password(Some("hunter2")).unwrap()),
            format!("password authentication failed for user \"{user}\""),
        ),
        (
            with(url, |url| url.set_password(None).unwrap()),
            "the server asks for a password and the URL holds none".to_owned(),
        ),
        (with(url, |url| url.set_path("nowhere")), "database \"nowhere\" does not exist".to_owned()),
        (with(url, |url| url.set_port(Some(closed)).unwrap()), "Connection refused".to_owned()),
        (
            with(url, |url| url.set_query(Some("sslmode=require"))),
            "the server does not offer TLS, which sslmode asks for".to_owned(),
        ),
        (
            with(url, |url| url.set_host(Some("no.such.host.invalid")).unwrap()),
            "could not resolve host name `no.such.host.invalid`".to_owned(),
        ),
        ("postgresql://u@h/d?host=/nowhere".to_owned(), "No such file or directory".to_owned()),
        (
            "postgresql://u@h/d?sslmode=verify-full&sslrootcert=/nowhere".to_owned(),
            "sslrootcert cannot be read: No such file or directory".to_owned(),
        ),
    ] {
        assert_eq!(refusal(&url).await, words);
    }
}

#[tokio::test]
async fn gives_up_after_the_connect_time_out() {
    let started = Instant::now();
    let words = refusal(&server_that_says(b"").await).await;
    assert_eq!(words, "Connection timed out after 1 seconds");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn is_not_talked_out_of_its_password() {
    for (answer, words) in [
        (
            &b"R\0\0\0\x08\0\0\0\x03"[..],
            "the server asks for the password in plain text over a connection without TLS; it was not sent \
             (use sslmode=require, or scram-sha-256 on the server)",
        ),
        (
            b"R\0\0\0\x08\0\0\0\x07",
            "the server asks for a way of signing in that is not supported (GSSAPI, SSPI)",
        ),
        (
            b"R\0\0\0\x18\0\0\0\x0aSOMETHING-ELSE\0\0",
            "the server asks for a way of signing in that is not supported",
        ),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "the server does not speak PostgreSQL's protocol"),
        (b"E\0\0\0\x1aVFATAL\0C53300\0Msorry\0\0", "sorry"),
    ] {
        assert_eq!(refusal(&server_that_says(answer).await).await, words);
    }
    let url = server_that_says(b"R\0\0\0\x08\0\0\0\0").await + "&channel_binding=require";
    let words = refusal(&url).await;
    assert_eq!(words, "the server does not offer the channel binding that the URL requires");
}

#[tokio::test]
async fn reaches_a_server_through_a_unix_socket() {
    let database = TestDatabase::create(Server::Postgres);
    let server = url::Url::parse(database.url()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.7")).unwrap();
    let port = server.port().unwrap();
    TaskTracker::new().spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            copy_bidirectional(&mut client, &mut server).await.ok();
        }
    });
    let url = with(database.url(), |url| {
        // libpq never speaks TLS there, whatever is asked for.
        url.set_query(Some(&format!("host={}&port=7&sslmode=verify-full", folder.path().display())));
    });
    assert_eq!(value(&single(&url).await, "SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn reaches_a_server_over_ipv6() {
    let database = TestDatabase::create(Server::Postgres);
    let port = url::Url::parse(database.url()).unwrap().port().unwrap();
    let listener = TcpListener::bind("[::1]:0").await.unwrap();
    let there = listener.local_addr().unwrap();
    TaskTracker::new().spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            copy_bidirectional(&mut client, &mut server).await.ok();
        }
    });
    let url = with(database.url(), |url| {
        url.set_host(Some("[::1]")).unwrap();
        url.set_port(Some(there.port())).unwrap();
    });
    assert_eq!(value(&single(&url).await, "SELECT 1").await, "Number(\"1\")");
}

#[tokio::test]
async fn passes_the_urls_own_settings_on() {
    let database = TestDatabase::create(Server::Postgres);
    let url = with(database.url(), |url| {
        url.set_query(Some("options=-c%20search_path%3Dshop&application_name=reports&connect_timeout=5"));
    });
    let engine = single(&url).await;
    assert_eq!(value(&engine, "SHOW search_path").await, "Text(\"shop\")");
    let idle = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reports' AND state = 'idle'";
    while database.rows(idle) != ["1"] {}
}
