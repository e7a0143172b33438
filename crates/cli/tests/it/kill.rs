//! Killed in the midst of its work, again and again, Weir starts again whole, and what it acknowledged is there.

use std::collections::BTreeSet;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinSet};

use crate::support::{Home, Server};

/// How often in `make test`; `WEIR_TEST_KILLS` says otherwise.
const ROUNDS: usize = 6;
const WRITERS: usize = 4;

/// What the server has said to be done, in all rounds.
#[derive(Default)]
struct Acknowledged {
    names: Mutex<BTreeSet<String>>,
    /// Asked to be removed, whether or not that was answered.
    doubtful: Mutex<BTreeSet<String>>,
    count: AtomicUsize,
    more: Notify,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_it_is_killed_under_load() {
    #[expect(clippy::disallowed_methods, reason = "how long a test runs is no setting")]
    let rounds =
        std::env::var("WEIR_TEST_KILLS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let home = Home::new();
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER); INSERT INTO tea VALUES (1)");
    let known = Arc::new(Acknowledged::default());
    for round in 0..rounds {
        let mut server = home.start(&["serve"]);
        check(&server, &known).await;
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let (base, url) = (server.base.clone(), url.clone());
            writers.spawn(write(
                server.client(),
                base,
                url,
                format!("r{round}w{writer}"),
                Arc::clone(&known),
            ));
        }
        // Another moment each time.
        let enough = known.count.load(Ordering::SeqCst) + 5 + round % 13;
        while known.count.load(Ordering::SeqCst) < enough {
            known.more.notified().await;
        }
        server.kill();
        while writers.join_next().await.is_some() {}
        check_file(&home);
    }
    let server = home.start(&["serve"]);
    check(&server, &known).await;
    server.stop();
    assert!(known.names.lock().unwrap().len() > rounds, "the servers were at work");
}

/// Registers, queries and removes until the server is gone.
async fn write(client: Client, base: String, url: String, prefix: String, known: Arc<Acknowledged>) {
    for number in 0.. {
        let name = format!("{prefix}n{number}");
        let place = format!("{base}/api/v1/dbs/{name}");
        let Ok(put) = client.put(&place).json(&json!({ "url": url })).send().await else { return };
        assert_eq!(put.status(), 201, "{name}");
        known.names.lock().unwrap().insert(name.clone());
        let query =
            client.post(format!("{base}/api/v1/query/{name}")).json(&json!({ "sql": "SELECT id FROM tea" }));
        let Ok(answer) = query.send().await else { return };
        assert_eq!(answer.status(), 200);
        if number % 3 == 0 {
            known.doubtful.lock().unwrap().insert(name.clone());
            let Ok(deleted) = client.delete(&place).send().await else { return };
            assert_eq!(deleted.status(), 204);
            known.names.lock().unwrap().remove(&name);
            known.doubtful.lock().unwrap().remove(&name);
        }
        known.count.fetch_add(1, Ordering::SeqCst);
        known.more.notify_one();
    }
}

/// What is there is what was acknowledged; of what was under way, either.
async fn check(server: &Server, known: &Acknowledged) {
    let listed: Value = server
        .client()
        .get(format!("{}/api/v1/dbs", server.base))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let there: BTreeSet<String> = listed["databases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|database| database["name"].as_str().unwrap().to_owned())
        .collect();
    let names = known.names.lock().unwrap();
    let doubtful = known.doubtful.lock().unwrap();
    let lost: Vec<_> = names.difference(&there).filter(|name| !doubtful.contains(*name)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
}

fn check_file(home: &Home) {
    let catalog = rusqlite::Connection::open(home.data().join("catalog.db")).unwrap();
    let verdict: String = catalog.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let strays: i64 =
        catalog.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(strays, 0);
}
