//! Databases with content.

use crate::database::TestDatabase;
use crate::server::Server;
use crate::{client, shared, workspace};

/// What the guard's cases read and try to change, as a script for SQLite.
pub const GUARD_SQLITE: &str = include_str!("../fixtures/guard.sqlite.sql");

const GUARD_POSTGRES: &str = include_str!("../fixtures/guard.postgres.sql");
const GUARD_MYSQL: &str = include_str!("../fixtures/guard.mysql.sql");

/// The cases for MariaDB alone use a sequence; MySQL has none.
const GUARD_MARIADB: &str = "CREATE SEQUENCE s1;";

/// On MySQL a database is what the cases call a schema, and they say `guard.users`.
const GUARD: &str = "guard";

impl TestDatabase {
    /// Makes a database with what the guard's cases read and try to change.
    ///
    /// On MySQL and MariaDB it is named `guard`, so there is one at a time: others wait until it is dropped, and
    /// a test must not ask for a second one while it has the first.
    ///
    /// # Panics
    /// When the server can't be started, or when a server given by URL has a database `guard` that isn't ours.
    pub fn guard_fixture(server: Server) -> Self {
        match server {
            Server::Postgres => {
                let database = Self::create(server);
                database.execute(GUARD_POSTGRES);
                database
            }
            Server::MySql | Server::MariaDb => {
                let turn = workspace::lock(&format!("{}-{GUARD}", server.name()));
                remove_leftover(server);
                let database = Self::create_named(server, GUARD.to_owned(), Some(turn));
                database.execute(GUARD_MYSQL);
                if server == Server::MariaDb {
                    database.execute(GUARD_MARIADB);
                }
                database
            }
        }
    }
}

/// A killed test run leaves its database. One with other tables isn't ours to drop.
fn remove_leftover(server: Server) {
    let mut maintenance = shared::url(server);
    maintenance.set_path(server.maintenance_database());
    let foreign = format!(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = '{GUARD}' AND table_name NOT IN \
         ('users', 'orders', 'products', '用户表', 'Order Items', 'audit', 'v_paid', 's1')"
    );
    let counted = client::rows(server, &maintenance, &foreign).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(counted, ["0"], "{} has a database `{GUARD}` that isn't the test kit's", server.variable());
    client::execute(server, &maintenance, &format!("DROP DATABASE IF EXISTS {GUARD}"))
        .unwrap_or_else(|e| panic!("{e}"));
}
