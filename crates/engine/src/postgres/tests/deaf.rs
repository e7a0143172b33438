//! What happens to a statement when its cancel request is lost.

use std::sync::Arc;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
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
    tokio::task::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.unwrap();
            tokio::task::spawn(async move {
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

#[tokio::test(flavor = "multi_thread")]
async fn terminates_a_statement_that_hears_no_cancel_request() {
    let database = TestDatabase::create(Server::Postgres);
    let engine = Arc::new(single(&deaf_to_cancel(&database).await).await);
    let running = tokio::task::spawn({
        let engine = Arc::clone(&engine);
        async move { engine.run(ENDLESS, 10, &within(LONG), &mut Rows::default()).await }
    });
    while database.rows(AT_WORK).is_empty() {}
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    engine.close().await;
    engine.ender.tasks.close();
    engine.ender.tasks.wait().await;
    assert!(database.rows(AT_WORK).is_empty());
}
