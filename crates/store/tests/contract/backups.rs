//! Backup, restore and copying between the backends.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use tempfile::TempDir;
use weir_model::{AccountSafety, DatabaseMetadata, Link};
use weir_store::{CachedMetadata, CheckedSafety, Copied, Error, Saved, Store, StoreLocation, restore};

use crate::backend::{Backend, at, audit, connection, entry, name, on_lasting_backends, query_ids, sealer};

on_lasting_backends!(
    a_backup_made_while_working_restores_everything,
    a_backup_is_private_and_replaces_no_file,
    a_backup_of_another_key_is_refused_and_changes_nothing,
);

/// A catalog with something in it.
async fn filled(backend: &Backend) -> Store {
    let store = backend.open().await;
    for number in 0..40 {
        let (Saved::Created(saved) | Saved::Changed(saved)) =
            store.save_connection(&connection(&format!("连接{number}")), at(number), &audit()).await.unwrap();
        let cached = CachedMetadata { metadata: DatabaseMetadata::default(), refreshed_at: at(5) };
        assert!(store.replace_metadata(&saved.name, saved.revision, &cached).await.unwrap());
        let safety = AccountSafety::new("amy".to_owned(), Link::Clear, Vec::new(), String::new());
        let checked = CheckedSafety { safety, checked_at: at(6) };
        assert!(store.replace_safety(&saved.name, saved.revision, &checked).await.unwrap());
    }
    (0..100).for_each(|number| store.append_history(entry("shop", &number.to_string())));
    store.flush_history().await.unwrap();
    store
}

async fn check_whole(store: &Store) {
    assert_eq!(store.list_connections().await.unwrap().len(), 40);
    let one = store.connection_by_name(&name("连接7")).await.unwrap().unwrap();
    assert_eq!((one.url, one.created_at), (connection("x").url, at(7)));
    assert!(one.grade.is_some() && store.find_metadata(&name("连接7")).await.unwrap().is_some());
    assert_eq!(query_ids(store, "shop").await.len(), 100);
    // It goes on where the other one was: no number is given twice.
    store.append_history(entry("shop", "later"));
    store.flush_history().await.unwrap();
    assert_eq!(query_ids(store, "shop").await.len(), 101);
    let saved = store.save_connection(&connection("new"), at(99), &audit()).await.unwrap();
    assert!(matches!(saved, Saved::Created(saved) if saved.revision == 41));
    assert!(store.check_secrets().await.unwrap().iter().all(|place| place.bad.is_empty()));
}

fn rows(copied: &[Copied], table: &str) -> u64 {
    copied.iter().find(|copied| copied.table == table).unwrap().rows
}

async fn a_backup_made_while_working_restores_everything(backend: Backend) {
    let store = filled(&backend).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("weir.backup");
    store.backup(&file).await.unwrap();
    // What comes after the backup is not in it.
    store.delete_connection(&name("连接7"), &audit()).await.unwrap();
    store.save_connection(&connection("after"), at(50), &audit()).await.unwrap();

    for target in [Backend::file(), Backend::postgres()] {
        let restored = restore(&file, &target.location(), sealer("1"), folder.path()).await.unwrap();
        assert_eq!((rows(&restored.copied, "connections"), restored.kept), (40, None));
        let store = target.open().await;
        check_whole(&store).await;
        store.close().await.unwrap();
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["weir.backup"], "nothing else is left there");
}

async fn a_backup_is_private_and_replaces_no_file(backend: Backend) {
    let store = filled(&backend).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("weir.backup");
    fs::write(&file, "something else").unwrap();
    assert!(matches!(store.backup(&file).await, Err(Error::Files(_))));
    assert_eq!(fs::read_to_string(&file).unwrap(), "something else");
    fs::remove_file(&file).unwrap();

    store.backup(&file).await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(7).any(|window| window == b"hunter2"), "passwords are sealed in it");
}

async fn a_backup_of_another_key_is_refused_and_changes_nothing(backend: Backend) {
    let store = filled(&backend).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("weir.backup");
    store.backup(&file).await.unwrap();
    store.close().await.unwrap();
    let target = Backend::file();
    let refused = restore(&file, &target.location(), sealer("2"), folder.path()).await;
    assert!(matches!(refused, Err(Error::WrongKey { .. })));
    assert!(!target.path().exists());
}

#[tokio::test]
async fn restoring_keeps_the_catalog_that_was_there() {
    let backend = Backend::file();
    let store = filled(&backend).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("weir.backup");
    store.backup(&file).await.unwrap();
    store.delete_connection(&name("连接7"), &audit()).await.unwrap();

    let location = backend.location();
    let in_use = restore(&file, &location, sealer("1"), folder.path()).await;
    assert!(matches!(in_use, Err(Error::InUse { .. })), "{in_use:?}");
    assert_eq!(store.list_connections().await.unwrap().len(), 39);
    store.close().await.unwrap();

    let restored = restore(&file, &location, sealer("1"), folder.path()).await.unwrap();
    check_whole(&backend.open().await).await;
    let kept = StoreLocation::Sqlite(restored.kept.unwrap());
    let before = Store::open(&kept, sealer("1")).await.unwrap();
    assert_eq!(before.list_connections().await.unwrap().len(), 39);
}

#[tokio::test]
async fn what_is_no_backup_is_refused() {
    let folder = TempDir::new().unwrap();
    let refused = async |file: &Path| {
        let target = Backend::file();
        let error = restore(file, &target.location(), sealer("1"), folder.path()).await.unwrap_err();
        assert!(!target.path().exists());
        error.to_string()
    };
    let text = folder.path().join("text");
    fs::write(&text, "no database, but longer than a header of one, which is a hundred bytes ".repeat(3))
        .unwrap();
    assert!(refused(&text).await.ends_with("is no SQLite database"));
    let empty = folder.path().join("empty");
    fs::write(&empty, "").unwrap();
    assert!(refused(&empty).await.ends_with("is no catalog of Weir"));
    assert!(refused(&folder.path().join("none")).await.contains("No such file"));

    let backend = Backend::file();
    let good = folder.path().join("good");
    filled(&backend).await.backup(&good).await.unwrap();
    let bytes = fs::read(&good).unwrap();
    let cut = folder.path().join("cut");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let why = refused(&cut).await;
    assert!(why.contains("damaged") || why.contains("no SQLite database"), "{why}");
}

#[tokio::test]
async fn copies_from_a_file_to_postgres_and_back() {
    let (file, postgres, back) = (Backend::file(), Backend::postgres(), Backend::file());
    let first = filled(&file).await;
    let second = postgres.open().await;
    let there = first.copy_to(&second).await.unwrap();
    let third = back.open().await;
    let again = second.copy_to(&third).await.unwrap();
    assert_eq!(there, again);
    assert_eq!((rows(&there, "connections"), rows(&there, "query_history")), (40, 100));
    check_whole(&second).await;
    check_whole(&third).await;
    let refused = first.copy_to(&second).await;
    assert!(matches!(refused, Err(Error::NotNew { .. })), "{refused:?}");
}
