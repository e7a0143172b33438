//! Runs on real instances: many at once, some of them dead.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    fs,
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{select, time::interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{Caller, Gateway, Limits, Retention};
use weir_jobs::{Crew, CrewSettings, Scheduler, SchedulerSettings};
use weir_model::{
    AuditEntry, Clock, DbType, Endpoint, InstanceDraft, JobName, Login, ManualClock, RunStatus, RunTrigger,
    Secret, Timestamp,
};
use weir_store::{InstanceWritten, Sealer, SealingKey, Store, StoreLocation};

/// A SQLite file of one table, as small as it can be.
fn small_database(folder: &std::path::Path) -> Vec<u8> {
    let path = folder.join("seed.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    fs::read(path).unwrap()
}

struct House {
    gateway: Arc<Gateway>,
    store: Store,
    clock: Arc<ManualClock>,
    folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&StoreLocation::Memory, Sealer::new(key)).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions: 2,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: vec![] },
        });
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_769_904_000_000)));
        let handed = Arc::clone(&clock) as Arc<dyn Clock>;
        let gateway = Arc::new(Gateway::new(store.clone(), engines, handed, Limits::default()));
        Self { gateway, store, clock, folder }
    }

    async fn instance(&self, name: String, endpoint: Endpoint, login: Option<Login>) {
        let draft = InstanceDraft {
            name,
            endpoint,
            environment: None,
            description: None,
            limit_bytes: None,
            is_active: true,
            is_sample: false,
            login,
            password: None,
            tags: Vec::new(),
        };
        let audit = AuditEntry::local(self.clock.now(), "test.fill");
        let written = self.store.insert_instance(&draft, self.clock.now(), &audit).await.unwrap();
        assert!(matches!(written, InstanceWritten::Written(_)), "{written:?}");
    }

    /// A folder with one database.
    async fn living(&self, number: usize, seed: &[u8]) {
        let folder = self.folder.path().join(format!("living{number}"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("shop.db"), seed).unwrap();
        let host = folder.to_str().unwrap().to_owned();
        let endpoint = Endpoint { db_type: DbType::Sqlite, host, port: None };
        self.instance(format!("living {number}"), endpoint, None).await;
    }
}

fn crew_settings() -> CrewSettings {
    CrewSettings { at_once: 16, retention: Retention { dense_days: 400, most_days: 3650 } }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_instances_of_which_twenty_are_dead_are_collected_within_a_minute() {
    let house = House::new().await;
    let seed = small_database(house.folder.path());
    // They take a connection and never say a word: each costs the whole time-out of ten seconds.
    let mut silent = Vec::new();
    for number in 0..20 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Endpoint {
            db_type: DbType::Postgres,
            host: "127.0.0.1".to_owned(),
            port: Some(listener.local_addr().unwrap().port()),
        };
        silent.push(listener);
        let login = Login { user: "weir".to_owned(), ..Login::default() };
        house.instance(format!("dead {number}"), endpoint, Some(login)).await;
    }
    for number in 0..180 {
        house.living(number, &seed).await;
    }

    let started = Instant::now();
    let (run, _) = house.gateway.start_run(&Caller::local(), JobName::CollectSizes, &[]).await.unwrap();
    let mut crew = Crew::new(Arc::clone(&house.gateway), crew_settings());
    let mut looks = interval(Duration::from_secs(1));
    let run = loop {
        crew.fill(Some(run.id)).await.unwrap();
        select! {
            panicked = crew.one_done() => assert_eq!(panicked, None),
            _ = looks.tick() => crew.renew().await.unwrap(),
        }
        let found = house.gateway.find_run(run.id).await.unwrap().unwrap();
        if found.status.is_over() {
            break found;
        }
    };
    let took = started.elapsed();
    crew.stop().await;
    assert!(took < Duration::from_mins(1), "{took:?}");
    assert_eq!((run.status, run.parts, run.done, run.failed), (RunStatus::Partial, 200, 200, 20));
    for part in house.store.run_parts(run.id).await.unwrap() {
        if part.name.starts_with("dead") {
            let error = part.outcome.error.unwrap().english;
            assert_eq!(error, "Failed to connect to database: Connection timed out after 10 seconds");
        } else {
            assert_eq!((part.status, part.outcome.saved), (RunStatus::Succeeded, 1), "{part:?}");
        }
    }
    assert_eq!(house.store.collections().await.unwrap().len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheduler_runs_what_is_due_once_and_ends_when_it_is_told_to() {
    let house = House::new().await;
    let seed = small_database(house.folder.path());
    house.living(1, &seed).await;
    let schedules = JobName::ALL.map(|job| (job, "*/5 * * * *".parse().unwrap()));
    let settings = SchedulerSettings {
        schedules: schedules.into_iter().collect(),
        jitter: Duration::ZERO,
        crew: crew_settings(),
    };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    tasks.spawn(Scheduler::new(Arc::clone(&house.gateway), settings).run(stop.clone()));
    tasks.close();
    // Defined by the first look, and not due yet.
    while house.store.list_jobs().await.unwrap().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert!(house.store.list_jobs().await.unwrap().iter().all(|job| job.last_run.is_none()));

    house.clock.advance_millis(5 * 60_000);
    let done = |jobs: &[weir_model::Job]| {
        jobs.iter().all(|job| job.last_run.as_ref().is_some_and(|run| run.status == RunStatus::Succeeded))
    };
    while !done(&house.store.list_jobs().await.unwrap()) {
        tokio::task::yield_now().await;
    }
    for job in house.store.list_jobs().await.unwrap() {
        let run = job.last_run.unwrap();
        assert_eq!((run.trigger, run.asked_by.as_str()), (RunTrigger::Schedule, "scheduler"));
        assert!(job.next_due_at.unwrap() > house.clock.now());
    }
    stop.cancel();
    tasks.wait().await;
}
