//! The folder of one running server, in the temporary folder: its data, who uses it, and whether it is ready.
//!
//! `keeper.sh` reads the same files and ends the server when the last user is gone.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::{env, io};

use url::Url;

use crate::account::Account;
use crate::random;
use crate::server::Server;
use crate::workspace;

const KEEPER: &str = include_str!("keeper.sh");

/// One server's folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    server: Server,
}

impl Folder {
    /// Makes a new one, used by this process, and leaves a keeper with it, which ends what runs in it some
    /// seconds after its last user is gone.
    pub(crate) fn create(server: Server, kind: &str, account: &Account, grace_s: u32) -> Self {
        let random = random::hex(4);
        let named = |kind: &str| {
            env::temp_dir().join(format!("{}{kind}-{}-{random}", workspace::folder_prefix(), server.name()))
        };
        // It gets its name when it has a lease: another process may look for folders that nobody uses.
        let mut folder = Self { path: named("new"), server };
        folder.make(account).unwrap_or_else(|e| panic!("can't make {}: {e}", folder.path.display()));
        let path = named(kind);
        fs::rename(&folder.path, &path).unwrap_or_else(|e| panic!("can't make {}: {e}", path.display()));
        folder.path = path;
        folder.watch(grace_s);
        folder
    }

    /// Another account may pass through to its home, and not look around.
    fn make(&self, account: &Account) -> io::Result<()> {
        for (path, mode) in [(self.path.clone(), 0o711), (self.leases(), 0o700), (self.home(), 0o700)] {
            DirBuilder::new().mode(mode).create(&path)?;
        }
        account.own(&self.home());
        self.take_lease()
    }

    /// The folders of this kind that are there, of this run and of killed ones.
    pub(crate) fn all(server: Server, kind: &str) -> Vec<Self> {
        let prefix = format!("{}{kind}-{}-", workspace::folder_prefix(), server.name());
        let Ok(entries) = fs::read_dir(env::temp_dir()) else { return Vec::new() };
        entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
            .map(|entry| Self { path: entry.path(), server })
            .collect()
    }

    /// The folder that belongs to the server's account.
    pub(crate) fn home(&self) -> PathBuf {
        self.path.join("home")
    }

    /// The server's data.
    pub(crate) fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    /// What the server writes to its standard output and error.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// Says that this process uses the server.
    pub(crate) fn take_lease(&self) -> io::Result<()> {
        write_private(&self.lease(), "")
    }

    /// Makes another process the only user.
    #[cfg(test)]
    pub(crate) fn hand_lease_to(&self, process: u32) {
        fs::rename(self.lease(), self.leases().join(process.to_string())).expect("this process has a lease");
    }

    /// The server's URL, when it is ready.
    pub(crate) fn ready(&self) -> Option<Url> {
        Url::parse(&fs::read_to_string(self.path.join("ready")).ok()?).ok()
    }

    /// Tells other processes that they may use the server.
    pub(crate) fn set_ready(&self, url: &Url) {
        let written = write_private(&self.path.join("ready.new"), url.as_str())
            .and_then(|()| fs::rename(self.path.join("ready.new"), self.path.join("ready")));
        written.unwrap_or_else(|e| panic!("can't write to {}: {e}", self.path.display()));
    }

    /// Gives the lease back, and ends the server if nobody else has one.
    pub(crate) fn end(&self) {
        // Without a lease, somebody else ended it.
        let _ = fs::remove_file(self.lease());
        self.end_if_unused();
    }

    /// Ends what a killed run left, if its keeper was killed as well.
    pub(crate) fn end_if_unused(&self) {
        // A folder that can't be removed is left to the next run, as this one was.
        let _ = self.keeper("once", 0).status();
    }

    /// The command that runs one of the server's programs in this folder.
    pub(crate) fn command(&self, program: &Path, args: Vec<OsString>, account: &Account) -> Command {
        // The process writes its id before it becomes the program: a run that is killed at any moment leaves
        // a process that the keeper can find.
        let mut command = Command::new("sh");
        command.args(["-c", r#"echo $$ >"$0" && exec "$@""#]).arg(self.home().join("server.pid"));
        command.arg(program).args(args).current_dir(self.home());
        command.env("LC_ALL", "C").env("TZ", "UTC").stdin(Stdio::null());
        // What ends the tests must not end the server: other tests may use it.
        command.process_group(0);
        if self.server == Server::Postgres {
            account.drop_to(&mut command);
        }
        command
    }

    #[expect(clippy::zombie_processes, reason = "it outlives this process")]
    fn watch(&self, grace_s: u32) {
        let keeper = self.keeper("watch", grace_s).process_group(0).spawn();
        keeper.unwrap_or_else(|e| panic!("can't start sh: {e}"));
    }

    fn keeper(&self, mode: &str, grace_s: u32) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "weir-testkit-keeper"]);
        command.arg(&self.path).args([mode, &grace_s.to_string(), self.server.stop_signal()]);
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn leases(&self) -> PathBuf {
        self.path.join("leases")
    }

    fn lease(&self) -> PathBuf {
        self.leases().join(process::id().to_string())
    }
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content.as_bytes())
}
