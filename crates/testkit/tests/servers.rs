//! The servers the kit starts, and what is left of them.

use weir_testkit::{Server, TestDatabase};

fn tells_its_rows(server: Server) {
    let database = TestDatabase::create(server);
    database.execute("CREATE TABLE t (a int, b varchar(9)); INSERT INTO t VALUES (1, 'x'), (2, NULL);");
    assert_eq!(database.rows("SELECT a, b FROM t ORDER BY a"), ["1\tx", "2\tNULL"]);
}

#[test]
fn postgres_tells_its_rows() {
    tells_its_rows(Server::Postgres);
}

#[test]
fn mariadb_tells_its_rows() {
    tells_its_rows(Server::MariaDb);
}

#[test]
fn mysql_tells_its_rows() {
    tells_its_rows(Server::MySql);
}
