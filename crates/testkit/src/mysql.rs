//! How MySQL and MariaDB are initialised and run for tests: quick, quiet, and gone afterwards.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::account::Account;
use crate::folder::{Folder, write_private};
use crate::launch::USER;
use crate::server::Server;

/// The arguments of `mysqld` that make a data folder.
pub(crate) fn initializer_args(workshop: &Path, account: &Account) -> Vec<OsString> {
    let mut args = vec!["--no-defaults".into(), "--initialize-insecure".into()];
    args.extend([with_path("--datadir=", &workshop.join("data")), with_path("--tmpdir=", workshop)]);
    args.extend(small().map(OsString::from));
    args.extend(user(account));
    args
}

/// The arguments of `mariadb-install-db`.
pub(crate) fn mariadb_initializer_args(workshop: &Path, account: &Account) -> Vec<OsString> {
    let mut args = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
        .map(OsString::from)
        .to_vec();
    args.extend([with_path("--datadir=", &workshop.join("data")), with_path("--tmpdir=", workshop)]);
    args.extend(small().map(OsString::from));
    args.extend(user(account));
    args
}

/// The arguments of `mysqld` and `mariadbd`.
pub(crate) fn daemon_args(server: Server, folder: &Folder, port: u16, account: &Account) -> Vec<OsString> {
    let home = folder.home();
    let mut args = vec!["--no-defaults".into(), format!("--port={port}").into()];
    args.extend(user(account));
    args.extend([
        with_path("--datadir=", &folder.data()),
        with_path("--tmpdir=", &home),
        with_path("--socket=", &home.join("socket")),
        with_path("--pid-file=", &pid_file(folder)),
        with_path("--init-file=", &init_file(folder)),
    ]);
    args.extend(
        [
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--max-connections=200",
            "--max-allowed-packet=256M",
            "--performance-schema=OFF",
            "--skip-log-bin",
            // `INTO OUTFILE` and `LOAD_FILE` have to be refused by the guard, not by a setting.
            "--secure-file-priv=",
            // Nothing has to survive the machine, so nothing has to reach the disk. A commit reaches the
            // operating system: it survives `PrivateServer::kill`.
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-doublewrite=OFF",
            // Estimates change only when a test says ANALYZE.
            "--innodb-stats-auto-recalc=OFF",
        ]
        .map(OsString::from),
    );
    args.extend(small().map(OsString::from));
    if server == Server::MySql {
        args.push("--mysqlx=OFF".into());
    }
    args
}

/// Writes the statements that the server runs before it takes connections: they make our administrator the only one.
pub(crate) fn write_init_file(folder: &Folder, password: &str, account: &Account) {
    let statements = format!(
        "CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n\
         DROP USER IF EXISTS 'root'@'localhost';\n"
    );
    let path = init_file(folder);
    write_private(&path, &statements).unwrap_or_else(|e| panic!("can't write {}: {e}", path.display()));
    account.own(&path);
}

/// Whether this process takes connections: it has written its pid file, and greets with its protocol's version.
pub(crate) fn is_ready(folder: &Folder, port: u16, process: u32) -> bool {
    // Another server may have taken the port: its greeting looks like ours, and our process is about to end.
    let listening = fs::read_to_string(pid_file(folder)).is_ok_and(|id| id.trim() == process.to_string());
    listening && greeting(port).is_ok_and(|version| version == 10)
}

fn greeting(port: u16) -> io::Result<u8> {
    let patience = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), patience)?;
    stream.set_read_timeout(Some(patience))?;
    let mut packet = [0; 5];
    stream.read_exact(&mut packet)?;
    Ok(packet[4])
}

/// "loose": MariaDB and MySQL 8.0.29 and older know the one setting, newer MySQL the other.
fn small() -> [&'static str; 4] {
    [
        "--innodb-buffer-pool-size=64M",
        "--loose-innodb-log-file-size=16M",
        "--loose-innodb-redo-log-capacity=16M",
        "--innodb-flush-method=nosync",
    ]
}

/// Started by root, they change to another account themselves when they have read their files.
fn user(account: &Account) -> Option<OsString> {
    match account {
        Account::Ourselves => None,
        Account::Other { name, .. } => Some(format!("--user={name}").into()),
    }
}

fn pid_file(folder: &Folder) -> PathBuf {
    folder.home().join("mysqld.pid")
}

fn init_file(folder: &Folder) -> PathBuf {
    folder.home().join("init.sql")
}

fn with_path(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}
