//! A server of a test's own.

use url::Url;

use crate::client;
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

/// The empty database on it.
const DATABASE: &str = "weir_test";

impl PrivateServer {
    /// Starts one.
    ///
    /// # Panics
    /// When it can't be started: the message holds the command that installs it.
    pub fn start(server: Server) -> Self {
        let launch = Launch::prepare(server, "private", 0);
        let running = launch.start();
        let mut url = launch.url(running.port);
        url.set_path(match server {
            Server::Postgres => "postgres",
            Server::MySql | Server::MariaDb => "mysql",
        });
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
        self.running
            .process
            .kill()
            .and_then(|()| self.running.process.wait())
            .expect("our own child can be killed");
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
        let _ = self.launch.folder.end();
        let _ = self.running.process.wait();
    }
}
