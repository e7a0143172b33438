//! Several processes on one catalog file, and processes that are killed.
//!
//! A test that needs another process starts this test binary again, for the same test; there an environment
//! variable names the catalog and the part to play.

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use weir_model::NewConnection;
use weir_store::{Store, StoreLocation};

use crate::backend::{Backend, at, audit, connection, entry, name, query_ids, sealer};

/// The catalog of a process that was started by a test.
const CATALOG: &str = "WEIR_TEST_CATALOG";
/// Which of several such processes it is.
const NUMBER: &str = "WEIR_TEST_PROCESS_NUMBER";

#[expect(clippy::disallowed_methods, reason = "this is how the test speaks to the process it starts")]
fn variable(key: &str) -> Option<String> {
    env::var(key).ok()
}

/// Starts this binary for one test, in the other part.
fn start(test: &str, backend: &Backend, number: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([&format!("processes::{test}"), "--exact", "--nocapture", "--test-threads=1"])
        .env(CATALOG, backend.path())
        .env(NUMBER, number.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn open(path: &str) -> Store {
    Store::open(&StoreLocation::Sqlite(PathBuf::from(path)), sealer("1")).await.unwrap()
}

#[tokio::test]
async fn keeps_every_acknowledged_write_of_a_process_that_is_killed() {
    if let Some(path) = variable(CATALOG) {
        write_for_ever(&path, variable(NUMBER).unwrap()).await;
    }
    let backend = Backend::file();
    let mut acknowledged = Vec::new();
    for round in 0..20 {
        let test = "keeps_every_acknowledged_write_of_a_process_that_is_killed";
        let mut child = start(test, &backend, round);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n');
        let mut saved = std::iter::from_fn(|| lines.next()?.ok()).filter_map(|line| {
            let line = String::from_utf8(line).unwrap();
            // The test harness writes its own words before the first.
            line.split_once("saved ").map(|(_, id)| id.to_owned())
        });
        let before = acknowledged.len();
        acknowledged.extend(saved.by_ref().take(1 + round * 2));
        child.kill().unwrap();
        // What it said between the last line that was read and its end counts as well.
        acknowledged.extend(saved);
        child.wait().unwrap();
        assert!(acknowledged.len() > before + round * 2, "the process wrote until it was killed");

        let store = backend.open().await;
        let history = query_ids(&store, "shop").await;
        for id in &acknowledged {
            assert!(history.contains(id), "history of {id}");
            let found = store.connection_by_name(&name(id)).await.unwrap();
            assert!(found.is_some_and(|found| found.url == connection(id).url), "connection {id}");
        }
        store.close().await.unwrap();
    }
}

#[expect(clippy::print_stdout, reason = "this is how it tells the test that started it")]
async fn write_for_ever(path: &str, round: String) {
    let store = open(path).await;
    for count in 0.. {
        let id = format!("r{round}-{count}");
        store.append_history(entry("shop", &id));
        store.save_connection(&connection(&id), at(1), &audit()).await.unwrap();
        store.flush_history().await.unwrap();
        println!("saved {id}");
    }
}

#[tokio::test]
async fn several_processes_write_one_catalog_at_once() {
    if let Some(path) = variable(CATALOG) {
        return write_some(&path, &variable(NUMBER).unwrap()).await;
    }
    let backend = Backend::file();
    let children: Vec<_> =
        (0..4).map(|number| start("several_processes_write_one_catalog_at_once", &backend, number)).collect();
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let store = backend.open().await;
    let connections = store.list_connections().await.unwrap();
    assert_eq!(connections.len(), 4 * 25 + 1);
    // Each save took the next number: 200 in all, and one of the four was the last on the shared name.
    assert_eq!(connections.iter().map(|found| found.revision).max(), Some(200));
    assert_eq!(query_ids(&store, "shared").await.len(), 100);
}

async fn write_some(path: &str, number: &str) {
    let store = open(path).await;
    for count in 0..25 {
        store.save_connection(&connection(&format!("p{number}-{count}")), at(1), &audit()).await.unwrap();
        let shared = NewConnection { server_version: number.to_owned(), ..connection("shared") };
        store.save_connection(&shared, at(1), &audit()).await.unwrap();
        store.append_history(entry("shared", &format!("{number}-{count}")));
    }
    store.close().await.unwrap();
}
