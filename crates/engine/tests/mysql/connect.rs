//! Signing in, and what a failure to do so is called.

use std::{fs, net::SocketAddr, time::Duration};

use expect_test::{Expect, expect};
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use weir_engine::{Error, Target};
use weir_guard::Dialect;
use weir_testkit::{PrivateServer, Server, TestDatabase};

use super::{answer, connect, engines, on_both, open};

/// The words with which a connection fails, without what differs from run to run.
async fn failure(url: &str, ssl_disabled: bool) -> String {
    match connect(url, ssl_disabled).await {
        Err(error @ Error::Unreachable(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The URL with parts of it changed: user and password, database, parameters.
pub(crate) fn changed(url: &str, login: Option<&str>, database: Option<&str>, parameters: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap();
    let (own_login, location) = rest.rsplit_once('@').unwrap();
    let (server, own_database) = location.split_once('/').unwrap();
    format!(
        "mysql://{}@{server}/{}{parameters}",
        login.unwrap_or(own_login),
        database.unwrap_or(own_database)
    )
}

on_both! {
    async fn says_what_the_server_is(server: Server) {
        let database = TestDatabase::create(server);
        let engine = open(database.url()).await;
        let version = engine.version();
        let number = format!("{}.{}.", version.number.0, version.number.1);
        assert!(version.text.starts_with(&number), "{version:?}");
        assert_eq!(engine.dialect() == Dialect::MariaDb, version.text.contains("MariaDB"));
        assert_eq!(database.rows("SELECT VERSION()"), [version.text.as_str()]);
        engine.ping().await.unwrap();
        engine.close().await;
        engine.ping().await.unwrap();
    }

    async fn fails_in_the_servers_own_words(server: Server) {
        let database = TestDatabase::create(server);
        let url = database.url();
        expect!["Failed to connect to database: Access denied for user 'nobody'@'127.0.0.1' (using password: YES)"]
            .assert_eq(&failure(&changed(url, Some("nobody:wrong"), None, ""), false).await);
        expect!["Failed to connect to database: Access denied for user 'nobody'@'127.0.0.1' (using password: NO)"]
            .assert_eq(&failure(&changed(url, Some("nobody"), None, ""), false).await);
        expect!["Failed to connect to database: Unknown database 'weir_nowhere'"]
            .assert_eq(&failure(&changed(url, None, Some("weir_nowhere"), ""), false).await);
    }

    async fn signs_in_without_a_database_and_with_odd_names(server: Server) {
        let database = TestDatabase::create(server);
        let name = database.name();
        database.execute(&format!(
            "CREATE USER `{name}@ü`@`127.0.0.1` IDENTIFIED BY 'p@:/?#%é'; \
             CREATE USER `{name}@ü`@localhost IDENTIFIED BY 'p@:/?#%é'"
        ));
        let login = format!("{name}%40%C3%BC:p%40%3A%2F%3F%23%25%C3%A9");
        let url = changed(database.url(), Some(&login), Some(""), "");
        let engine = open(&url).await;
        assert_eq!(answer(&engine, "SELECT DATABASE() AS a").await, "a varchar\n  null\n");
        database.execute(&format!("DROP USER `{name}@ü`@`127.0.0.1`, `{name}@ü`@localhost"));
    }

    async fn signs_in_over_the_unix_socket(server: Server) {
        let database = TestDatabase::create(server);
        let socket = database.rows("SELECT @@socket").remove(0);
        let url = changed(database.url(), None, None, &format!("?socket={socket}"));
        assert_eq!(answer(&open(&url).await, "SELECT 'x' AS a").await, "a varchar\n  \"x\"\n");
        expect!["Failed to connect to database: No such file or directory"].assert_eq(
            &failure(&changed(database.url(), None, None, "?socket=/nowhere/s.sock"), false).await,
        );
    }
}

#[tokio::test]
async fn nobody_listens() {
    // Taken and given back: nobody has it for the moment.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    expect!["Failed to connect to database: Connection refused"]
        .assert_eq(&failure(&format!("mysql://u@{free}/d"), false).await);
    expect!["Failed to connect to database: could not resolve host name `weir.invalid`"]
        .assert_eq(&failure("mysql://u@weir.invalid/d", false).await);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("mysql://u@{}/d", silent.local_addr().unwrap());
    let target = Target::parse(&url, false).unwrap();
    let error = engines(Duration::from_secs(1)).connect(&target).await.unwrap_err();
    expect!["Failed to connect to database: Connection timed out after 1 seconds"]
        .assert_eq(&error.to_string());
}

/// A server that says these bytes to whoever comes, and hangs up.
async fn parrot(words: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(words).await.ok();
        }
    };
    tokio::task::spawn_local(serve);
    address
}

#[tokio::test]
async fn a_server_of_another_kind_is_told_apart() {
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            for (words, expected) in [
                (&b""[..], expect!["Failed to connect to database: the server closed the connection"]),
                (
                    b"HTTP/1.1 400 Bad Request\r\n\r\n",
                    expect!["Failed to connect to database: the server does not speak MySQL's protocol: a packet out of order"],
                ),
                (
                    b"\x17\0\0\0\xFF\x10\x04Too many connections",
                    expect!["Failed to connect to database: Too many connections"],
                ),
                (
                    b"\x04\0\0\0\x0A9.7",
                    expect!["Failed to connect to database: the server does not speak MySQL's protocol: a packet that is cut short"],
                ),
            ] {
                let address = parrot(words).await;
                expected.assert_eq(&failure(&format!("mysql://u@{address}/d"), false).await);
            }
        })
        .await;
}

/// MySQL makes itself certificates at its first start.
#[tokio::test]
async fn tls_is_held_to_its_mode() {
    let server = PrivateServer::start(Server::MySql);
    let folder = server.rows("SELECT @@datadir").remove(0);
    let foreign = tempfile::NamedTempFile::new().unwrap();
    fs::write(foreign.path(), FOREIGN_AUTHORITY).unwrap();
    let (own, foreign) = (format!("{folder}/ca.pem"), foreign.path().display().to_string());
    let cipher = "SHOW STATUS LIKE 'Ssl_cipher'";
    for (parameters, encrypted) in [
        (String::new(), true),
        ("?ssl-mode=DISABLED".to_owned(), false),
        ("?ssl-mode=PREFERRED".to_owned(), true),
        ("?ssl-mode=REQUIRED".to_owned(), true),
        (format!("?ssl-mode=VERIFY_CA&ssl-ca={own}"), true),
        (format!("?ssl-ca={own}"), true),
        (format!("?ssl-ca={own}&ssl-cert={folder}/client-cert.pem&ssl-key={folder}/client-key.pem"), true),
    ] {
        let engine = open(&changed(server.url(), None, None, &parameters)).await;
        let shown = answer(&engine, cipher).await;
        assert_eq!(shown.contains("\"TLS_"), encrypted, "{parameters}: {shown}");
    }
    let check = async |parameters: &str, expected: Expect| {
        expected.assert_eq(&failure(&changed(server.url(), None, None, parameters), false).await);
    };
    check(
        &format!("?ssl-mode=VERIFY_CA&ssl-ca={foreign}"),
        expect!["Failed to connect to database: the server's TLS certificate is signed by no authority that is trusted here"],
    )
    .await;
    check(
        &format!("?ssl-mode=VERIFY_IDENTITY&ssl-ca={own}"),
        expect!["Failed to connect to database: the server's TLS certificate is for another host"],
    )
    .await;
    check(
        "?ssl-ca=/nowhere/ca.pem",
        expect!["Failed to connect to database: ssl-ca cannot be read: No such file or directory"],
    )
    .await;
}

/// This server is started without certificates.
#[tokio::test]
async fn tls_that_is_required_and_not_offered_is_an_error() {
    let database = TestDatabase::create(Server::MariaDb);
    expect!["Failed to connect to database: the server does not offer TLS, which ssl-mode asks for"]
        .assert_eq(&failure(&changed(database.url(), None, None, "?ssl-mode=REQUIRED"), false).await);
    assert!(connect(&changed(database.url(), None, None, "?ssl-mode=REQUIRED"), true).await.is_ok());
}

/// Without TLS the password is encrypted with the server's own key, until the server has seen it once.
#[tokio::test]
async fn signs_in_to_a_caching_sha2_account_without_tls() {
    let database = TestDatabase::create(Server::MySql);
    let name = database.name();
    database.execute(&format!(
        "CREATE USER {name}@`%` IDENTIFIED WITH caching_sha2_password BY 'sécret'; GRANT ALL ON *.* TO {name}@`%`"
    ));
    let url = changed(database.url(), Some(&format!("{name}:s%C3%A9cret")), None, "");
    for _first_and_cached in 0..2 {
        let engine = connect(&url, true).await.unwrap();
        assert_eq!(
            answer(&engine, "SHOW STATUS LIKE 'Ssl_cipher'").await.lines().nth(1),
            Some("  \"Ssl_cipher\"  \"\"")
        );
    }
    let wrong = changed(database.url(), Some(&format!("{name}:wrong")), None, "");
    let refused = failure(&wrong, true).await;
    assert!(refused.contains("Access denied for user"), "{refused}");
    database.execute(&format!("DROP USER {name}@`%`"));
}

/// With TLS the password goes through it as it is; afterwards the server knows it by its hash.
#[tokio::test]
async fn signs_in_to_a_caching_sha2_account_over_tls() {
    let server = PrivateServer::start(Server::MySql);
    server.execute("CREATE USER seen@`%` IDENTIFIED WITH caching_sha2_password BY 'sécret' REQUIRE SSL");
    let own = format!("{}/ca.pem", server.rows("SELECT @@datadir").remove(0));
    let parameters = format!("?ssl-mode=VERIFY_CA&ssl-ca={own}");
    let url = changed(server.url(), Some("seen:s%C3%A9cret"), Some(""), &parameters);
    for _first_and_cached in 0..2 {
        let shown = answer(&open(&url).await, "SHOW STATUS LIKE 'Ssl_cipher'").await;
        assert!(shown.contains("\"TLS_"), "{shown}");
    }
    let wrong = changed(server.url(), Some("seen:wrong"), Some(""), &parameters);
    assert!(failure(&wrong, false).await.contains("Access denied for user 'seen'"));
    assert!(failure(&url, true).await.contains("Access denied for user 'seen'"), "it must have TLS");
}

#[tokio::test]
async fn reaches_a_server_over_ipv6() {
    let database = TestDatabase::create(Server::MariaDb);
    let (_, location) = database.url().rsplit_once('@').unwrap();
    let inside: SocketAddr = location.split('/').next().unwrap().parse().unwrap();
    let listener = TcpListener::bind("[::1]:0").await.unwrap();
    let there = listener.local_addr().unwrap();
    let local = tokio::task::LocalSet::new();
    local.spawn_local(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            // Each on its own: there may be several sessions at once.
            tokio::task::spawn_local(async move {
                let mut server = TcpStream::connect(inside).await.unwrap();
                copy_bidirectional(&mut client, &mut server).await.ok();
            });
        }
    });
    let url = database.url().replace(&inside.to_string(), &there.to_string());
    let asked = async { answer(&open(&url).await, "SELECT 'x' AS a").await };
    assert_eq!(local.run_until(asked).await, "a varchar\n  \"x\"\n");
}

#[tokio::test]
async fn signs_in_to_an_ed25519_account() {
    let server = PrivateServer::start(Server::MariaDb);
    server.execute(
        "INSTALL SONAME 'auth_ed25519'; CREATE USER ed@`%` IDENTIFIED VIA ed25519 USING PASSWORD('secret');
         CREATE USER ed@localhost IDENTIFIED VIA ed25519 USING PASSWORD('secret'); GRANT ALL ON *.* TO ed@localhost",
    );
    let engine = open(&changed(server.url(), Some("ed:secret"), Some(""), "")).await;
    assert_eq!(answer(&engine, "SELECT 'x' AS a").await, "a varchar\n  \"x\"\n");
    let refused = failure(&changed(server.url(), Some("ed:wrong"), Some(""), ""), false).await;
    assert!(refused.contains("Access denied for user 'ed'"), "{refused}");
}

/// Made for this test; its key was thrown away.
const FOREIGN_AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBhzCCAS2gAwIBAgIUSEJ0yQsXt2K5XNfjrU10p7PyttAwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNc29tZWJvZHkgZWxzZTAgFw0yNjExMjAxMDQxNDdaGA8yMTI2
MTAyNzEwNDE0N1owGDEWMBQGA1UEAwwNc29tZWJvZHkgZWxzZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABC+K0ve63PgGfOjmHz2RGEkOldS2X354sZ+5iXu4+kPZ
PEjeUgcMTxGgEkKIyDhhVg1N3rjGv+8BOOjLYOIcG6SjUzBRMB0GA1UdDgQWBBSZ
AmylwTITr32V5SHG6nNbd4+YNjAfBgNVHSMEGDAWgBSZAmylwTITr32V5SHG6nNb
d4+YNjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDgXK5fa1yb
MqePDsvrB27VOiWy3skdxq1A8vm+Lx+0JAIgF6/i/TSqCCPkjAcjiNUvkiKzTNVH
Zj4ou54cZ2qjICw=
-----END CERTIFICATE-----
";
