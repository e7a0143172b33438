//! Jobs, their runs and how they are watched.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use weir_gateway::{JobDefinition, Retention};
use weir_model::{JobName, Timestamp};

use crate::support::{TestServer, unpack};

const COLLECT: &str = "/api/v1/jobs/capacity.collect_sizes/actions";

/// A server with a folder of one database in its ledger, whose jobs nobody runs by himself.
async fn server() -> TestServer {
    let server = TestServer::start().await.with_shop().await;
    let definitions = JobName::ALL.map(|name| JobDefinition {
        name,
        cron: "0 */4 * * *".to_owned(),
        first_due_at: Timestamp::from_millis(4_000_000_000_000),
    });
    server.gateway.define_jobs(&definitions, Timestamp::EPOCH).await.unwrap();
    server
}

/// Does what is to be done, as the scheduler would.
async fn work(server: &TestServer) {
    let lease = Duration::from_secs(30);
    while let Some(part) = server.gateway.claim_part("test", None, lease).await.unwrap() {
        let retention = Retention { dense_days: 400, most_days: 3650 };
        let outcome = server.gateway.do_part(&part, retention).await;
        assert!(server.gateway.finish_part("test", part.key, &outcome).await.unwrap());
    }
}

async fn post(server: &TestServer, path: &str) -> (u16, Value) {
    unpack(server.send(Method::POST, path, None).await).await
}

#[tokio::test]
async fn a_job_is_run_now_and_its_run_tells_what_it_did() {
    let server = server().await;
    let (status, answer) = post(&server, &format!("{COLLECT}/run")).await;
    assert_eq!((status, &answer["data"]["started"]), (202, &json!(true)), "{answer}");
    let run = answer["data"]["run"]["id"].as_i64().unwrap();
    assert_eq!(answer["data"]["run"]["status"], "running");
    // A second one meanwhile is the same.
    let (status, again) = post(&server, &format!("{COLLECT}/run")).await;
    assert_eq!(
        (status, &again["data"]["started"], again["data"]["run"]["id"].as_i64()),
        (202, &json!(false), Some(run))
    );

    work(&server).await;
    let (status, answer) = server.get(&format!("/api/v1/jobs/runs/{run}")).await;
    assert_eq!(status, 200, "{answer}");
    let data = &answer["data"];
    assert_eq!(
        (&data["status"], &data["done"], &data["failed"]),
        (&json!("succeeded"), &json!(1), &json!(0))
    );
    let part = &data["instances"][0];
    assert_eq!(
        (&part["status"], &part["saved_count"], &part["error"]),
        (&json!("succeeded"), &json!(1), &json!(null))
    );
    assert!(part["elapsed_ms"].is_u64() && part["instance_id"].is_i64());
    let (_, ledger) = server.get("/api/v1/databases/ledgers").await;
    assert_eq!(ledger["data"]["items"][0]["database_name"], "shop.db");
    assert!(ledger["data"]["items"][0]["capacity"]["size_bytes"].as_u64().unwrap() > 100_000);

    let (_, runs) = server.get("/api/v1/jobs/runs?job=capacity.collect_sizes").await;
    assert_eq!((&runs["data"]["total"], runs["data"]["items"][0]["id"].as_i64()), (&json!(1), Some(run)));
    let (_, jobs) = server.get("/api/v1/jobs").await;
    assert_eq!(jobs["data"]["items"][0]["last_run"]["id"].as_i64(), Some(run), "{jobs}");
    server.stop().await;
}

#[tokio::test]
async fn a_run_is_watched_until_it_is_over() {
    let server = server().await;
    let (_, answer) = post(&server, &format!("{COLLECT}/run")).await;
    let run = answer["data"]["run"]["id"].as_i64().unwrap();
    let watching = server.send(Method::GET, &format!("/api/v1/jobs/runs/{run}/events"), None).await;
    assert_eq!(watching.headers()["content-type"], "text/event-stream");
    let ((), told) = tokio::join!(work(&server), watching.text());
    let told = told.unwrap();
    let events: Vec<Value> = told
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    assert!(told.contains("event: run"), "{told}");
    let last = events.last().unwrap();
    assert_eq!((&last["id"], &last["status"]), (&json!(run), &json!("succeeded")), "{told}");
    server.stop().await;
}

#[tokio::test]
async fn a_job_is_paused_and_resumed() {
    let server = server().await;
    let (status, answer) = post(&server, &format!("{COLLECT}/pause")).await;
    assert_eq!(
        (status, &answer["data"]["is_paused"], &answer["data"]["next_due_at"]),
        (200, &json!(true), &json!(null))
    );
    // By hand it can still be run.
    assert_eq!(post(&server, &format!("{COLLECT}/run")).await.0, 202);
    let (status, answer) = post(&server, &format!("{COLLECT}/resume")).await;
    assert_eq!((status, &answer["data"]["is_paused"]), (200, &json!(false)));
    let (_, audit) = server.get("/api/v1/audit").await;
    let audit = audit.to_string();
    for action in ["job.pause", "job.run", "job.resume"] {
        assert!(audit.contains(action), "{action}: {audit}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_or_not_right_is_told() {
    let server = server().await;
    for (path, expected) in [
        ("/api/v1/jobs/nothing/actions/run", 404),
        ("/api/v1/jobs/capacity.collect_sizes/actions/run?instance_id=x", 400),
        ("/api/v1/jobs/capacity.collect_sizes/actions/run?instance_id=99", 404),
        ("/api/v1/jobs/capacity.collect_sizes/actions/run?instance=1", 400),
        ("/api/v1/jobs/nothing/actions/pause", 404),
    ] {
        assert_eq!(post(&server, path).await.0, expected, "{path}");
    }
    for (path, expected) in [
        ("/api/v1/jobs/runs/99", 404),
        ("/api/v1/jobs/runs/99/events", 404),
        ("/api/v1/jobs/runs/x", 400),
        ("/api/v1/jobs/runs?job=nothing", 400),
        ("/api/v1/jobs/runs?page=999", 200),
    ] {
        assert_eq!(server.get(path).await.0, expected, "{path}");
    }
    let viewer = server.as_viewer().await;
    assert_eq!(viewer.get("/api/v1/jobs").await.0, 200);
    let refused = viewer.send(Method::POST, &format!("{COLLECT}/run"), None).await;
    assert_eq!(refused.status(), 403);
    server.stop().await;
}
