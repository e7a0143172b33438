//! Starts a server in its folder and waits until it takes connections.

use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::account::Account;
use crate::folder::Folder;
use crate::programs::Programs;
use crate::server::Server;
use crate::template::Template;
use crate::{mysql, postgres};

/// The administrator's name on each server.
pub(crate) const USER: &str = "weir_admin";

/// How long a server may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder with initialised data, ready to be started.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) folder: Folder,
    server: Server,
    programs: Programs,
    account: Account,
    password: String,
}

/// A server that takes connections.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) process: Child,
    pub(crate) port: u16,
}

impl Launch {
    /// Makes the folder and its data.
    pub(crate) fn prepare(server: Server, kind: &str, grace_s: u32) -> Self {
        let programs = Programs::of(server);
        let account = Account::of(server);
        let template = Template::of(server, &programs, &account);
        let folder = Folder::create(server, kind, &account, grace_s);
        template.copy_to(&folder.data());
        let password = template.password();
        if server != Server::Postgres {
            mysql::write_init_file(&folder, &password, &account);
        }
        Self { folder, server, programs, account, password }
    }

    /// Starts it on a port that is free.
    pub(crate) fn start(&self) -> Running {
        // Another program may take the port between our look and the server's: then look again.
        let mut tries = (0..5).map(|_| self.start_on(free_port()));
        tries.find_map(Result::ok).unwrap_or_else(|| self.fail("found no free port"))
    }

    /// Starts it on this port; an error when another program has the port.
    ///
    /// # Panics
    /// When it can't be started for another reason: the message holds the end of the server's log.
    pub(crate) fn start_on(&self, port: u16) -> Result<Running, PortTaken> {
        let mut process = self.spawn(port);
        let started = Instant::now();
        while !self.is_ready(port, process.id()) {
            if process.try_wait().is_ok_and(|ended| ended.is_some()) {
                let log = self.log().to_ascii_lowercase();
                if log.contains("address already in use") {
                    return Err(PortTaken);
                }
                // The sessions of a PostgreSQL that was killed take a moment to notice.
                if !log.contains("is still in use") {
                    self.fail("ended while it started");
                }
                process = self.spawn(port);
            }
            if started.elapsed() > PATIENCE {
                self.fail("did not start in time");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Running { process, port })
    }

    /// The administrator's URL, without a database.
    pub(crate) fn url(&self, port: u16) -> Url {
        let url = format!("{}://{USER}:{}@127.0.0.1:{port}/", self.server.scheme(), self.password);
        Url::parse(&url).expect("it is made of letters and digits")
    }

    fn spawn(&self, port: u16) -> Child {
        let log = File::create(self.folder.log()).and_then(|log| Ok((log.try_clone()?, log)));
        let (out, err) = log.unwrap_or_else(|e| panic!("can't write {}: {e}", self.folder.log().display()));
        let mut command = self.folder.command(&self.programs.daemon, self.daemon_args(port), &self.account);
        command.stdout(out).stderr(err);
        command.spawn().unwrap_or_else(|e| panic!("can't start sh: {e}"))
    }

    fn daemon_args(&self, port: u16) -> Vec<OsString> {
        match self.server {
            Server::Postgres => postgres::daemon_args(&self.folder, port),
            Server::MySql | Server::MariaDb => {
                mysql::daemon_args(self.server, &self.folder, port, &self.account)
            }
        }
    }

    fn is_ready(&self, port: u16, process: u32) -> bool {
        match self.server {
            Server::Postgres => postgres::is_ready(&self.folder, process),
            Server::MySql | Server::MariaDb => mysql::is_ready(&self.folder, port, process),
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.log()).unwrap_or_default()
    }

    fn fail(&self, what: &str) -> ! {
        let log = self.log();
        let from = log.lines().count().saturating_sub(20);
        let end: Vec<&str> = log.lines().skip(from).collect();
        panic!("{} {what}; the end of its log:\n{}", self.programs.daemon.display(), end.join("\n"));
    }
}

/// Another program listens on the port.
#[derive(Debug)]
pub(crate) struct PortTaken;

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("the loopback interface has a free port")
        .port()
}
