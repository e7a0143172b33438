//! The operating system account a server runs under. The database servers refuse to run as root, so root hands
//! them to the account that their package made, or to `nobody`.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::server::Server;

/// Who a server runs as.
#[derive(Debug)]
pub(crate) enum Account {
    /// The user who runs the tests.
    Ourselves,
    /// Another user, because the tests run as root.
    Other {
        /// Its name.
        name: &'static str,
        /// Its user id.
        uid: u32,
        /// The id of its first group.
        gid: u32,
    },
}

impl Account {
    /// The account for one kind of server.
    pub(crate) fn of(server: Server) -> Self {
        if !rustix::process::getuid().is_root() {
            return Self::Ourselves;
        }
        let package = match server {
            Server::Postgres => "postgres",
            Server::MySql | Server::MariaDb => "mysql",
        };
        [package, "nobody"]
            .into_iter()
            .find_map(|name| Some(Self::Other { name, uid: id("-u", name)?, gid: id("-g", name)? }))
            .unwrap_or_else(|| {
                panic!("{package} won't run as root, and there is no user `nobody` to run it as.")
            })
    }

    /// Its user id, where it is another user's.
    pub(crate) fn uid(&self) -> Option<u32> {
        match self {
            Self::Ourselves => None,
            Self::Other { uid, .. } => Some(*uid),
        }
    }

    /// Gives it a file or folder.
    pub(crate) fn own(&self, path: &Path) {
        if let Self::Other { uid, gid, .. } = self {
            chown(path, Some(*uid), Some(*gid))
                .unwrap_or_else(|e| panic!("can't chown {}: {e}", path.display()));
        }
    }

    /// Makes a command run as this account.
    pub(crate) fn drop_to(&self, command: &mut Command) {
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
    }
}

fn id(option: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([option, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
