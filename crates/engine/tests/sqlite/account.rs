//! What the system's user could do to a file beyond reading it.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use weir_model::{Grade, Link};

use crate::support::{File, connect_to};

#[tokio::test]
async fn a_file_that_may_be_written_is_told() {
    let file = File::new("CREATE TABLE t(x)");
    let safety = file.open().await.account().await.unwrap();
    let codes: Vec<&str> = safety.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!((safety.grade(), safety.link), (Grade::C, Link::Local));
    assert!(codes.starts_with(&["writes", "creates_files"]), "{codes:?}");
}

/// Root may write everywhere: there the finding itself is what the test sees.
#[tokio::test]
async fn a_file_that_may_only_be_read_has_grade_a() {
    let file = File::new("CREATE TABLE t(x)");
    let engine = file.open().await;
    fs::set_permissions(file.path(), PermissionsExt::from_mode(0o444)).unwrap();
    fs::set_permissions(file.folder(), PermissionsExt::from_mode(0o555)).unwrap();
    let safety = engine.account().await.unwrap();
    fs::set_permissions(file.folder(), PermissionsExt::from_mode(0o755)).unwrap();
    let root = safety.findings.iter().any(|finding| finding.code == "root");
    let expected = if root { Grade::C } else { Grade::A };
    assert_eq!(safety.grade(), expected, "{:?}", safety.findings);
}

#[tokio::test]
async fn the_script_quotes_the_path_for_a_shell() {
    let file = File::new("CREATE TABLE t(x)");
    let odd = file.folder().join("it's.db");
    fs::copy(file.path(), &odd).unwrap();
    let url = format!("sqlite://{}", odd.display());
    let engine = connect_to(&url, &[file.folder()], 1, Duration::from_secs(5)).await.unwrap();
    let script = engine.account().await.unwrap().script;
    assert!(script.contains("it'\\''s.db'"), "{script}");
}
