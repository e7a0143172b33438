//! A server of a test's own.

use url::Url;

use crate::client;
use crate::folder::Folder;
use crate::launch::{Launch, Running};
use crate::server::Server;

/// A server of its own, for tests that stop, kill or stress it. Ended when dropped.
#[derive(Debug)]
pub struct PrivateServer {
    server: Server,
    launch: Launch,
    running: Running,
    url: Url,
}

const KIND: &str = "private";

/// The empty database on it.
const DATABASE: &str = "weir_test";

impl PrivateServer {
    /// Starts one.
    ///
    /// # Panics
    /// When it can't be started: the message holds the command that installs it.
    pub fn start(server: Server) -> Self {
        for left_over in Folder::all(server, KIND) {
            left_over.end_if_unused();
        }
        let launch = Launch::prepare(server, KIND, 0);
        let running = launch.start();
        let mut url = launch.url(running.port);
        url.set_path(server.maintenance_database());
        client::execute(server, &url, &format!("CREATE DATABASE {DATABASE}"))
            .unwrap_or_else(|e| panic!("can't make a database: {e}"));
        url.set_path(DATABASE);
        Self { server, launch, running, url }
    }

    /// The administrator's URL of an empty database on it.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Runs a script of statements as the administrator, in that database.
    ///
    /// # Panics
    /// When the server refuses one of them: the message holds the server's words.
    pub fn execute(&self, script: &str) {
        client::execute(self.server, &self.url, script).unwrap_or_else(|e| panic!("{e}\nin: {script:.2000}"));
    }

    /// Runs one query as the administrator and gives its rows as text, like [`TestDatabase::rows`].
    ///
    /// # Panics
    /// When the server refuses it.
    ///
    /// [`TestDatabase::rows`]: crate::TestDatabase::rows
    pub fn rows(&self, query: &str) -> Vec<String> {
        client::rows(self.server, &self.url, query).unwrap_or_else(|e| panic!("{e}\nin: {query:.2000}"))
    }

    /// Ends it at once, as a crash would (SIGKILL).
    pub fn kill(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.running.process.kill();
        let _ = self.running.process.wait();
    }

    /// Starts it again on the same data folder and port.
    ///
    /// # Panics
    /// When another program took the port meanwhile.
    pub fn restart(&mut self) {
        self.kill();
        let port = self.running.port;
        self.running = self.launch.start_on(port).unwrap_or_else(|_| panic!("port {port} was taken"));
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        self.launch.folder.end();
        let _ = self.running.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;
    use std::process::Command;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    /// What a killed test run leaves: a lease of a process that is gone, and nobody who runs a destructor.
    fn leaves_nothing_behind_when_its_user_is_killed(server: Server) {
        let mut user = Command::new("sleep").arg("600").spawn().unwrap();
        let mut private = PrivateServer::start(server);
        private.launch.folder.hand_lease_to(user.id());
        let (folder, port) = (private.launch.folder.home(), private.running.port);
        assert!(folder.exists());

        user.kill().unwrap();
        user.wait().unwrap();
        private.running.process.wait().unwrap();
        let ended = Instant::now();
        while folder.exists() && ended.elapsed() < Duration::from_mins(1) {
            thread::yield_now();
        }
        assert!(!folder.exists());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    }

    #[test]
    fn a_postgres_server_goes_with_its_user() {
        leaves_nothing_behind_when_its_user_is_killed(Server::Postgres);
    }

    #[test]
    fn a_mysql_server_goes_with_its_user() {
        leaves_nothing_behind_when_its_user_is_killed(Server::MySql);
    }

    #[test]
    fn a_mariadb_server_goes_with_its_user() {
        leaves_nothing_behind_when_its_user_is_killed(Server::MariaDb);
    }
}
