//! A database of a test's own, on the shared server of its kind.

use std::fs::File;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use url::Url;

use crate::server::Server;
use crate::{client, random, shared};

/// A new, empty database on the shared server of its kind; dropped at the end.
#[derive(Debug)]
pub struct TestDatabase {
    server: Server,
    name: String,
    url: Url,
    maintenance: Url,
    /// Held while there may be only one database of this name.
    _turn: Option<File>,
}

impl TestDatabase {
    /// Makes one. Its account owns the database and is the server's administrator.
    ///
    /// # Panics
    /// When the server can't be started: the message holds the command that installs it.
    pub fn create(server: Server) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self::create_named(server, format!("t_{}_{count}_{}", process::id(), random::hex(3)), None)
    }

    pub(crate) fn create_named(server: Server, name: String, turn: Option<File>) -> Self {
        let base = shared::url(server);
        let maintenance = with_database(&base, server.maintenance_database());
        let database = Self { server, url: with_database(&base, &name), name, maintenance, _turn: turn };
        let statement = match server {
            Server::Postgres => format!("CREATE DATABASE {}", database.name),
            Server::MySql | Server::MariaDb => {
                format!("CREATE DATABASE {} CHARACTER SET utf8mb4", database.name)
            }
        };
        client::execute(server, &database.maintenance, &statement)
            .unwrap_or_else(|e| panic!("can't make a database: {e}"));
        database
    }

    /// Its kind of server.
    pub fn server(&self) -> Server {
        self.server
    }

    /// Its name: letters, digits and underscores.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The URL of the database, with user and password: `postgresql://…`, `mysql://…`.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Runs a script of statements as the administrator, in this database.
    ///
    /// # Panics
    /// When the server refuses one of them: the message holds the server's words.
    pub fn execute(&self, script: &str) {
        client::execute(self.server, &self.url, script).unwrap_or_else(|e| panic!("{e}\nin: {script:.2000}"));
    }

    /// Runs one query as the administrator and gives its rows as text, cells separated by tabs, NULL as `NULL`.
    ///
    /// # Panics
    /// When the server refuses it.
    pub fn rows(&self, query: &str) -> Vec<String> {
        client::rows(self.server, &self.url, query).unwrap_or_else(|e| panic!("{e}\nin: {query:.2000}"))
    }

    /// Like [`Self::rows`], but gives the server's words when it refuses the query.
    pub fn attempt(&self, query: &str) -> Result<Vec<String>, String> {
        client::rows(self.server, &self.url, query)
    }
}

impl Drop for TestDatabase {
    /// Best effort: the server goes soon as well.
    fn drop(&mut self) {
        let _ = match self.server {
            Server::Postgres => client::execute(
                self.server,
                &self.maintenance,
                &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
            ),
            Server::MySql | Server::MariaDb => drop_mysql(self),
        };
    }
}

/// A session that a test left in a transaction holds metadata locks, for which DROP would wait.
fn drop_mysql(database: &TestDatabase) -> Result<(), String> {
    let sessions = format!(
        "SELECT concat('KILL ', id, ';') FROM information_schema.processlist WHERE db = '{}'",
        database.name
    );
    for kill in client::rows(database.server, &database.maintenance, &sessions)? {
        // It may have gone by itself.
        let _ = client::execute(database.server, &database.maintenance, &kill);
    }
    let script = format!("SET lock_wait_timeout = 2; DROP DATABASE IF EXISTS {}", database.name);
    client::execute(database.server, &database.maintenance, &script)
}

fn with_database(base: &Url, name: &str) -> Url {
    let mut url = base.clone();
    url.set_path(name);
    url
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn drops_a_postgres_database_under_an_open_session() {
        drops_under_an_open_session(
            Server::Postgres,
            "SELECT pg_sleep(600)",
            "SELECT datname FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
            "SELECT datname FROM pg_database",
        );
    }

    #[test]
    fn drops_a_mysql_database_under_an_open_session() {
        drops_under_an_open_session(Server::MySql, MYSQL_SLEEP, MYSQL_SLEEPERS, "SHOW DATABASES");
    }

    #[test]
    fn drops_a_mariadb_database_under_an_open_session() {
        drops_under_an_open_session(Server::MariaDb, MYSQL_SLEEP, MYSQL_SLEEPERS, "SHOW DATABASES");
    }

    /// The transaction holds a metadata lock on the table.
    const MYSQL_SLEEP: &str = "CREATE TABLE t (a int); START TRANSACTION; SELECT * FROM t; SELECT sleep(600)";
    const MYSQL_SLEEPERS: &str = "SELECT db FROM information_schema.processlist WHERE state = 'User sleep'";

    fn drops_under_an_open_session(server: Server, sleep: &'static str, sleepers: &str, databases: &str) {
        let database = TestDatabase::create(server);
        let (name, url, maintenance) =
            (database.name.clone(), database.url.clone(), database.maintenance.clone());
        let listed = |query| client::rows(server, &maintenance, query).unwrap().contains(&name);
        let session = thread::spawn(move || client::rows(server, &url, sleep));
        while !listed(sleepers) {
            assert!(!session.is_finished(), "the session has ended before its database");
        }
        drop(database);
        assert!(!listed(databases));
        assert!(session.join().unwrap().is_err(), "the session has ended before its sleep");
    }
}
