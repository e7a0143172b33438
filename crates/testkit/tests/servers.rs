//! The servers that the kit starts: one story on each kind.

use std::thread;

use weir_testkit::{PrivateServer, Server, TestDatabase};

/// One test per server, so that they run beside each other and a failure names its server.
macro_rules! on_each_server {
    ($($story:ident)*) => {
        mod postgres { $(#[test] fn $story() { super::$story(weir_testkit::Server::Postgres); })* }
        mod mysql { $(#[test] fn $story() { super::$story(weir_testkit::Server::MySql); })* }
        mod mariadb { $(#[test] fn $story() { super::$story(weir_testkit::Server::MariaDb); })* }
    };
}

on_each_server! {
    gives_rows_as_text
    gives_what_would_break_a_line
    runs_routines_whose_body_has_semicolons
    tells_what_the_server_said
    shares_one_server_between_databases
    loads_what_the_guards_cases_need
    keeps_its_data_over_a_crash
}

fn gives_rows_as_text(server: Server) {
    let database = TestDatabase::create(server);
    database.execute(
        "CREATE TABLE 表 (a int, b varchar(9)); INSERT INTO 表 VALUES (1, '张三 😀'), (2, NULL), (3, '');",
    );
    assert_eq!(database.rows("SELECT a, b FROM 表 ORDER BY a"), ["1\t张三 😀", "2\tNULL", "3\t"]);
    assert!(database.rows("SELECT a FROM 表 WHERE a > 3").is_empty());
}

fn gives_what_would_break_a_line(server: Server) {
    let database = TestDatabase::create(server);
    let backslash = if server == Server::Postgres { r"\" } else { r"\\" };
    assert_eq!(database.rows(&format!("SELECT 'a\nb{backslash}n', 'c\td'")), ["a\nb\\n\tc\td"]);
}

fn runs_routines_whose_body_has_semicolons(server: Server) {
    let database = TestDatabase::create(server);
    database.execute("CREATE TABLE t (a int);");
    database.execute(match server {
        Server::Postgres => {
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN INSERT INTO t VALUES (1); RETURN 2; END $body$;"
        }
        Server::MySql | Server::MariaDb => {
            "CREATE FUNCTION f() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (1); RETURN 2; END;"
        }
    });
    assert_eq!(database.rows("SELECT f()"), ["2"]);
    assert_eq!(database.rows("SELECT a FROM t"), ["1"]);
}

fn tells_what_the_server_said(server: Server) {
    let database = TestDatabase::create(server);
    let script = "CREATE TABLE t (a int); SELECT nothing FROM nowhere; DROP TABLE t;";
    let refused = thread::scope(|scope| scope.spawn(|| database.execute(script)).join());
    let message = refused.expect_err("the second statement is wrong");
    let message = message.downcast::<String>().expect("panics carry their message");
    assert!(message.contains("nowhere"), "{message}");
    assert!(database.rows("SELECT a FROM t").is_empty(), "the statement before the wrong one has run");
}

fn shares_one_server_between_databases(server: Server) {
    let (one, two) = (TestDatabase::create(server), TestDatabase::create(server));
    let without_database = |database: &TestDatabase| database.url().replace(database.name(), "");
    assert_ne!(one.name(), two.name());
    assert_eq!(without_database(&one), without_database(&two));
}

fn loads_what_the_guards_cases_need(server: Server) {
    let database = TestDatabase::guard_fixture(server);
    let counts = if server == Server::Postgres { ["1500\t3000\t1000"] } else { ["150\t300\t100"] };
    let sql =
        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders), (SELECT count(*) FROM v_paid)";
    assert_eq!(database.rows(sql), counts);
    if server != Server::Postgres {
        assert_eq!(database.rows("SELECT guard.users.name FROM guard.users WHERE id = 7"), ["n7"]);
    }
}

fn keeps_its_data_over_a_crash(server: Server) {
    let mut private = PrivateServer::start(server);
    private.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (7);");
    let url = private.url().to_owned();
    private.kill();
    private.restart();
    assert_eq!(private.rows("SELECT a FROM t"), ["7"]);
    assert_eq!(private.url(), url);
}
