//! Which files a URL may reach. The rules themselves are tested beside `places.rs`.

use std::{fs, os::unix::fs::symlink, path::Path, time::Duration};

use weir_engine::{EngineSettings, Engines, SqlitePlaces, Target};

use crate::support::File;

const NOT_FOUND: &str = "Failed to connect to database: unable to open database file: \
    there is no such file in the folders that are open to SQLite";

/// Opens a file by URL where `open/` is allowed and `open/own.db` forbidden; gives the error's text.
async fn refusal(root: &Path, name: &str) -> Option<String> {
    let engines = Engines::new(EngineSettings {
        sessions: 1,
        idle: Duration::from_mins(1),
        connect_timeout: Duration::from_secs(5),
        sqlite: SqlitePlaces { allowed: vec![root.join("open")], forbidden: vec![root.join("open/own.db")] },
    });
    let target = Target::parse(&format!("sqlite://{}/{name}", root.display()), false).unwrap();
    engines.connect(&target).await.err().map(|error| error.to_string())
}

#[tokio::test]
async fn opens_only_files_in_allowed_folders() {
    let file = File::new("CREATE TABLE t (x)");
    let root = file.folder();
    fs::create_dir(root.join("open")).unwrap();
    for name in ["open/shop.db", "open/own.db"] {
        fs::copy(file.path(), root.join(name)).unwrap();
    }
    symlink(root.join("shop.db"), root.join("open/way-out.db")).unwrap();
    symlink(root.join("open/own.db"), root.join("open/way-in.db")).unwrap();
    fs::hard_link(root.join("open/own.db"), root.join("open/hard.db")).unwrap();
    symlink("shop.db", root.join("open/way.db")).unwrap();

    for name in ["open/shop.db", "open/way.db", "open/../open/shop.db", "open/sh%6Fp.db"] {
        assert_eq!(refusal(root, name).await, None, "{name}");
    }
    for name in [
        "shop.db",
        "missing.db",
        "open/../shop.db",
        "open/%2E%2E/shop.db",
        "open/missing.db",
        "open/own.db",
        "open/way-out.db",
        "open/way-in.db",
        "open/hard.db",
    ] {
        assert_eq!(refusal(root, name).await.as_deref(), Some(NOT_FOUND), "{name}");
    }
}
