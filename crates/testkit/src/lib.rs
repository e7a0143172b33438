//! Real database servers for the tests: PostgreSQL, MySQL, MariaDB, started privately from the installed
//! binaries (own data folder in the temporary directory, free port) and ended with the test run.
//!
//! `WEIR_TEST_POSTGRES_URL`, `WEIR_TEST_MYSQL_URL` and `WEIR_TEST_MARIADB_URL` name servers to use instead.
//! A server that can't be started fails the test with the command that installs it; nothing is skipped.

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
}

/// A new, empty database on the shared server of its kind; dropped at the end.
#[derive(Debug)]
pub struct TestDatabase {}

impl TestDatabase {
    /// Makes one. Its account owns the database and is the server's administrator.
    ///
    /// # Panics
    /// When the server can't be started: the message holds the command that installs it.
    pub fn create(_server: Server) -> Self {
        todo!()
    }

    /// The URL of the database, with user and password: `postgresql://…`, `mysql://…`.
    pub fn url(&self) -> &str {
        todo!()
    }

    /// Runs a script of statements as the administrator, in this database.
    ///
    /// # Panics
    /// When the server refuses one of them: the message holds the server's words.
    pub fn execute(&self, _script: &str) {
        todo!()
    }

    /// Runs one query as the administrator and gives its rows as text, cells separated by tabs.
    ///
    /// # Panics
    /// When the server refuses it.
    pub fn rows(&self, _query: &str) -> Vec<String> {
        todo!()
    }
}

/// A server of its own, for tests that stop, kill or stress it. Ended when dropped.
#[derive(Debug)]
pub struct PrivateServer {}

impl PrivateServer {
    /// Starts one.
    pub fn start(_server: Server) -> Self {
        todo!()
    }

    /// The administrator's URL of an empty database on it.
    pub fn url(&self) -> &str {
        todo!()
    }

    /// Ends it at once, as a crash would (SIGKILL).
    pub fn kill(&mut self) {
        todo!()
    }

    /// Starts it again on the same data folder and port.
    pub fn restart(&mut self) {
        todo!()
    }
}
