//! Initialised data folders. Making one takes a second (PostgreSQL) to ten (MySQL), copying it a tenth: it is
//! made once and kept under the target folder until the server's version or our settings change.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account::Account;
use crate::folder::{Folder, write_private};
use crate::programs::Programs;
use crate::server::Server;
use crate::{mysql, postgres, random, workspace};

/// A data folder to copy, and the administrator's password in it.
#[derive(Debug)]
pub(crate) struct Template {
    path: PathBuf,
}

impl Template {
    /// Gives the template for these programs; makes it if there is none.
    pub(crate) fn of(server: Server, programs: &Programs, account: &Account) -> Self {
        let mut hasher = DefaultHasher::new();
        (programs.version(), account.uid(), initializer_args(server, Path::new(""), account))
            .hash(&mut hasher);
        let path = workspace::cache().join(format!("{}-{:016x}", server.name(), hasher.finish()));
        let template = Self { path };
        let _one_at_a_time = workspace::lock(&format!("{}-template", server.name()));
        if !template.path.is_dir() {
            template.make(server, programs, account);
        }
        template
    }

    /// The administrator's password.
    pub(crate) fn password(&self) -> String {
        let path = self.path.join("password");
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("can't read {}: {e}", path.display()))
    }

    /// Copies the data folder.
    pub(crate) fn copy_to(&self, data: &Path) {
        copy(&self.path.join("data"), data);
    }

    /// The account may have no way into the target folder, so the data is made in the temporary folder.
    fn make(&self, server: Server, programs: &Programs, account: &Account) {
        let workshop = Folder::create(server, "template", account, 0);
        let password = workshop.home().join("password");
        write_private(&password, &random::hex(16)).expect("our own folder can be written");
        account.own(&password);
        let args = initializer_args(server, &workshop.home(), account);
        run(&mut workshop.command(&programs.initializer, args, account));
        let unfinished = self.path.with_extension("new");
        let _ = fs::remove_dir_all(&unfinished);
        fs::create_dir(&unfinished)
            .and_then(|()| fs::copy(&password, unfinished.join("password")))
            .unwrap_or_else(|e| panic!("can't make {}: {e}", unfinished.display()));
        copy(&workshop.data(), &unfinished.join("data"));
        fs::rename(&unfinished, &self.path)
            .unwrap_or_else(|e| panic!("can't make {}: {e}", self.path.display()));
        workshop.end();
    }
}

fn initializer_args(server: Server, workshop: &Path, account: &Account) -> Vec<OsString> {
    match server {
        Server::Postgres => postgres::initializer_args(workshop),
        Server::MySql => mysql::initializer_args(workshop, account),
        Server::MariaDb => mysql::mariadb_initializer_args(workshop, account),
    }
}

/// Copies a folder with its owners and modes, which the servers insist on.
fn copy(from: &Path, to: &Path) {
    run(Command::new("cp").arg("-Rp").arg(from).arg(to));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("can't start {command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
