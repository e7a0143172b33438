//! How PostgreSQL is initialised and run for tests: quick, quiet, and gone afterwards.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::folder::Folder;
use crate::launch::USER;

/// The arguments of `initdb`.
pub(crate) fn initializer_args(workshop: &Path) -> Vec<OsString> {
    let mut args: Vec<OsString> = [
        "--encoding=UTF8",
        "--locale=C",
        "--auth=scram-sha-256",
        "--no-sync",
        // 16 MB per segment would be most of what has to be copied.
        "--wal-segsize=1",
    ]
    .map(OsString::from)
    .into();
    args.push(format!("--username={USER}").into());
    args.extend(["--pwfile".into(), workshop.join("password").into()]);
    args.extend(["--pgdata".into(), workshop.join("data").into()]);
    args
}

/// The arguments of `postgres`.
pub(crate) fn daemon_args(folder: &Folder, port: u16) -> Vec<OsString> {
    let mut args = vec!["-D".into(), folder.data().into(), "-p".into(), port.to_string().into()];
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "shared_buffers=32MB",
        // Nothing has to survive the machine, so nothing has to reach the disk. A commit reaches the operating
        // system (`synchronous_commit` stays on): it survives `PrivateServer::kill`.
        "fsync=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=512MB",
        "checkpoint_timeout=1h",
        // Estimates change only when a test says ANALYZE.
        "autovacuum=off",
        // In the data folder rather than in /dev/shm, where a crash would leave it behind.
        "dynamic_shared_memory_type=mmap",
    ] {
        args.extend(["-c".into(), setting.into()]);
    }
    args
}

/// Whether this process takes connections: the first line of the pid file is its id, the eighth its state.
/// (PostgreSQL source: `pidfile.h`)
pub(crate) fn is_ready(folder: &Folder, process: u32) -> bool {
    // A server that was killed leaves its file behind, still "ready": hence the id.
    let file = fs::read_to_string(folder.data().join("postmaster.pid")).unwrap_or_default();
    let mut lines = file.lines().map(str::trim);
    lines.next() == Some(&process.to_string()) && lines.nth(6) == Some("ready")
}
