//! Finds the installed programs of a server.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::Server;
use crate::workspace;

/// The programs of one server on this machine.
#[derive(Debug)]
pub(crate) struct Programs {
    /// The server itself.
    pub(crate) daemon: PathBuf,
    /// What makes a data folder; for MySQL the server itself.
    pub(crate) initializer: PathBuf,
}

impl Programs {
    /// Finds them.
    ///
    /// # Panics
    /// When they aren't installed: the message holds the command that installs them.
    pub(crate) fn of(server: Server) -> Self {
        Self::find(server).unwrap_or_else(|| panic!("{}", server.missing()))
    }

    fn find(server: Server) -> Option<Self> {
        match server {
            Server::Postgres => {
                let bin = postgres_folder()?;
                Some(Self { daemon: bin.join("postgres"), initializer: bin.join("initdb") })
            }
            Server::MariaDb => {
                Some(Self { daemon: in_path("mariadbd")?, initializer: in_path("mariadb-install-db")? })
            }
            Server::MySql => {
                let daemon = mysql("mysqld")?;
                Some(Self { initializer: daemon.clone(), daemon })
            }
        }
    }

    /// What the server says about its version.
    pub(crate) fn version(&self) -> String {
        version(&self.daemon)
    }
}

/// Finds the command line client of a server.
///
/// # Panics
/// When it isn't installed: the message holds the command that installs it.
pub(crate) fn client(server: Server) -> PathBuf {
    match server {
        Server::Postgres => postgres_folder()
            .map(|bin| bin.join("psql"))
            .filter(|psql| psql.is_file())
            .or_else(|| in_path("psql")),
        Server::MariaDb => in_path("mariadb"),
        Server::MySql => mysql("mysql").or_else(|| in_path("mariadb")),
    }
    .unwrap_or_else(|| panic!("{}", server.missing()))
}

/// The newest PostgreSQL: Debian keeps several versions side by side and none of their servers in PATH.
fn postgres_folder() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").ok().and_then(|versions| {
        versions
            .flatten()
            .filter_map(|entry| {
                Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
            })
            .filter(|(_, bin)| bin.join("initdb").is_file())
            .max()
            .map(|(_, bin)| bin)
    });
    debian
        .or_else(|| {
            let output = Command::new("pg_config").arg("--bindir").output().ok()?;
            Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
        })
        .filter(|bin| bin.join("initdb").is_file())
        .or_else(|| Some(in_path("initdb")?.parent()?.to_path_buf()))
}

/// A program of MySQL: as `scripts/fetch-mysql` unpacked it, or installed. MariaDB's have the same names.
fn mysql(program: &str) -> Option<PathBuf> {
    let fetched = workspace::target().join("mysql/bin").join(program);
    if fetched.is_file() {
        return Some(fetched);
    }
    in_path(program).filter(|path| !version(path).contains("MariaDB"))
}

fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

/// Looks in PATH, and where servers are installed but an ordinary user's PATH doesn't lead.
fn in_path(program: &str) -> Option<PathBuf> {
    let path = workspace::variable("PATH").map(OsString::from).unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"].map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}
