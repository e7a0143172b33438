//! What happens to a statement when its cancel request is lost.

use std::sync::Arc;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    select,
    task::spawn_blocking,
};
use tokio_util::task::TaskTracker;
use weir_testkit::{Server, TestDatabase};

use super::support::{ENDLESS, LONG, Rows, single, within};
use crate::Engine;

/// What the engine's sessions are doing in this database.
const AT_WORK: &str = "SELECT application_name FROM pg_stat_activity \
     WHERE datname = current_database() AND state = 'active' AND application_name LIKE 'weir:%'";

/// A server behind something that loses cancel requests, as some balancers do.
async fn deaf_to_cancel(database: &TestDatabase) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = url::Url::parse(database.url()).unwrap();
    let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
    let here = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let connections = TaskTracker::new();
    connections.clone().spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.unwrap();
            connections.spawn(async move {
                let mut start = [0; 8];
                client.peek(&mut start).await.unwrap();
                if start[..4] != [0, 0, 0, 16] {
                    copy_bidirectional(&mut client, &mut server).await.ok();
                }
            });
        }
    });
    format!(
        "{}?sslmode=disable",
        database.url().replace(&format!("{}:{}", url.host_str().unwrap(), url.port().unwrap()), &here)
    )
}

#[tokio::test]
async fn terminates_a_statement_that_hears_no_cancel_request() {
    let database = Arc::new(TestDatabase::create(Server::Postgres));
    let engine = single(&deaf_to_cancel(&database).await).await;
    let begun = spawn_blocking({
        let database = Arc::clone(&database);
        move || while database.rows(AT_WORK).is_empty() {}
    });
    let (run, mut rows) = (within(LONG), Rows::default());
    select! {
        outcome = engine.run(ENDLESS, 10, &run, &mut rows) => panic!("{outcome:?}"),
        begun = begun => begun.unwrap(),
    }
    engine.close().await;
    engine.ender.tasks.close();
    engine.ender.tasks.wait().await;
    assert!(database.rows(AT_WORK).is_empty());
}
