//! The key file, the catalog file and their folders: who may read them, and what is refused.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
    process::Command,
    sync::Barrier,
    thread,
};

use tempfile::tempdir;
use weir_store::{Error, SealingKey, Store, StoreLocation};

use crate::backend::{Backend, at, audit, connection, sealer};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn makes_a_key_file_that_only_its_owner_can_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("data/deep/weir.key");
    let made = SealingKey::from_file(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&folder.path().join("data")), 0o700);
    assert_eq!(SealingKey::from_file(&path).unwrap().id(), made.id());
    let left = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "the file it was written under first is gone");
}

#[test]
fn makes_another_key_each_time() {
    let folder = tempdir().unwrap();
    let id = |name: &str| SealingKey::from_file(&folder.path().join(name)).unwrap().id();
    assert_ne!(id("one.key"), id("two.key"));
}

#[test]
fn programs_that_start_at_once_agree_on_one_key() {
    for _ in 0..10 {
        let folder = tempdir().unwrap();
        let path = folder.path().join("data/weir.key");
        let start = Barrier::new(16);
        let ids: Vec<_> = thread::scope(|scope| {
            let starting = || {
                start.wait();
                SealingKey::from_file(&path).unwrap().id()
            };
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(starting)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}

#[test]
fn reads_a_key_that_somebody_wrote_by_hand() {
    let folder = tempdir().unwrap();
    for (text, mode) in [("ab".repeat(32), 0o600), (format!("\n {} \n", "ab".repeat(32)), 0o400)] {
        let path = folder.path().join(mode.to_string());
        write(&path, &text, mode);
        let elsewhere = folder.path().join(format!("link-{mode}"));
        symlink(&path, &elsewhere).unwrap();
        assert_eq!(
            SealingKey::from_file(&elsewhere).unwrap().id(),
            SealingKey::from_file(&path).unwrap().id()
        );
    }
}

#[test]
fn refuses_a_key_file_that_others_can_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("weir.key");
    for mode in [0o644, 0o640, 0o604, 0o660, 0o610] {
        write(&path, &"ab".repeat(32), mode);
        let error = SealingKey::from_file(&path).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: can be read by others (mode {mode:04o})", path.display())));
    }
}

#[test]
fn refuses_a_key_file_without_a_key_and_leaves_it_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("weir.key");
    for text in ["", "\n", "hunter2", &"ab".repeat(31), &"ab".repeat(33), &"x".repeat(1 << 20)] {
        write(&path, text, 0o600);
        let error = SealingKey::from_file(&path).unwrap_err().to_string();
        let why = "holds no key: 32 bytes as base64 or 64 hexadecimal digits";
        assert_eq!(error, format!("{}: {why}", path.display()));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    fs::write(&path, [0xff; 64]).unwrap();
    assert!(matches!(SealingKey::from_file(&path), Err(Error::Files(_))));
}

#[test]
fn refuses_a_folder_or_a_pipe_as_key_file() {
    let folder = tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [folder.path(), &pipe] {
        let error = SealingKey::from_file(path).unwrap_err();
        assert_eq!(error.to_string(), format!("{}: is no file", path.display()));
    }
}

#[tokio::test]
async fn makes_a_catalog_that_only_its_owner_can_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("data/weir.db");
    let store = Store::open(&StoreLocation::Sqlite(path.clone()), sealer("1")).await.unwrap();
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.list_connections().await.unwrap();
    let data = path.parent().unwrap();
    assert_eq!(mode(data), 0o700);
    let mut files: Vec<_> = fs::read_dir(data).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["weir.db", "weir.db-shm", "weir.db-wal"]);
    for file in files {
        assert_eq!(mode(&data.join(file)), 0o600);
    }
}

#[tokio::test]
async fn uses_a_folder_that_is_there_as_it_is() {
    let backend = Backend::file();
    let folder = backend.path().parent().unwrap().to_owned();
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    backend.open().await;
    assert_eq!(mode(&folder), 0o755);
}

#[tokio::test]
async fn refuses_a_path_that_is_no_catalog_and_changes_nothing() {
    let backend = Backend::file();
    let path = backend.path();
    let problem = async || {
        let error = Store::open(&backend.location(), sealer("1")).await.unwrap_err().to_string();
        error.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&error).to_owned()
    };

    fs::create_dir(&path).unwrap();
    assert_eq!(problem().await, "is a folder, it must be a file");
    fs::remove_dir(&path).unwrap();

    let text = "not a database at all, but longer than the header of one. ".repeat(20);
    fs::write(&path, &text).unwrap();
    assert_eq!(problem().await, "is no SQLite database");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::remove_file(&path).unwrap();

    fs::write(&path, "").unwrap();
    backend.execute("CREATE TABLE orders (id INTEGER)", "").await;
    assert_eq!(problem().await, "is a SQLite database of something else, not a catalog");
}

#[tokio::test]
async fn takes_a_path_for_a_path_whatever_its_name_is() {
    let folder = tempdir().unwrap();
    for name in ["file:weir.db?mode=memory", "with space%20.db", "数据.db", ":memory:"] {
        let path = folder.path().join(name);
        let store = Store::open(&StoreLocation::Sqlite(path.clone()), sealer("1")).await.unwrap();
        store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
        store.close().await.unwrap();
        assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
    }
}
