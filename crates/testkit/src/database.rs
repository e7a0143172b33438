//! A database of a test's own, on the shared server of its kind.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use url::Url;

use crate::server::Server;
use crate::{client, mysql, postgres, random, shared};

/// A new, empty database on the shared server of its kind; dropped at the end.
#[derive(Debug)]
pub struct TestDatabase {
    server: Server,
    name: String,
    url: Url,
    maintenance: Url,
}

impl TestDatabase {
    /// Makes one. Its account owns the database and is the server's administrator.
    ///
    /// # Panics
    /// When the server can't be started: the message holds the command that installs it.
    pub fn create(server: Server) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self::create_named(server, format!("t_{}_{count}_{}", process::id(), random::hex(3)))
    }

    fn create_named(server: Server, name: String) -> Self {
        let base = shared::url(server);
        let maintenance = with_database(&base, maintenance_database(server));
        let database = Self { server, url: with_database(&base, &name), name, maintenance };
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

fn maintenance_database(server: Server) -> &'static str {
    match server {
        Server::Postgres => postgres::MAINTENANCE_DATABASE,
        Server::MySql | Server::MariaDb => mysql::MAINTENANCE_DATABASE,
    }
}

fn with_database(base: &Url, name: &str) -> Url {
    let mut url = base.clone();
    url.set_path(name);
    url
}
