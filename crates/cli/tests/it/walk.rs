//! The walk of docs/operations.md, from an empty folder: the commands that are run are the document's.

use std::{fs, net::TcpListener, path::Path, process::Command};

use crate::support::Home;

const DOCUMENT: &str = include_str!("../../../../docs/operations.md");

/// The commands between the marks.
fn commands() -> &'static str {
    let (_, rest) = DOCUMENT.split_once("<!-- walk -->\n```sh\n").unwrap();
    rest.split_once("```\n<!-- /walk -->").unwrap().0
}

#[test]
fn a_newcomer_can_walk_through_the_document() {
    let home = Home::new();
    home.sqlite("notes.db", "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('壶中日月')");
    let folder = home.path("walk");
    fs::create_dir(&folder).unwrap();
    // The usual port may be somebody's.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let commands = commands().replace(":8642", &format!(":{port}"));
    let weir = Path::new(env!("CARGO_BIN_EXE_weir")).parent().unwrap();
    let told = Command::new("sh")
        .args(["-euc", &commands])
        .env_clear()
        .env("HOME", home.path(""))
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", weir.display()))
        .env("WEIR_SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let (out, error) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success(), "{}\n{out}\n{error}", told.status);
    assert_eq!(out.matches("壶中日月").count(), 3, "the rows are there at first, restored, and after: {out}");
    assert!(out.contains("\"safetyGrade\":\"C\"") && out.contains("Sealed 2 secrets"), "{out}");
    assert!(fs::read_to_string(folder.join("least-privilege.txt")).unwrap().contains("chmod"));
}
