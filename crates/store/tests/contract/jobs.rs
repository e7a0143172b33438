//! Jobs and runs: nothing twice, nothing lost, whoever dies.

use std::time::Duration;

use tokio::task::JoinSet;
use weir_model::{
    DbType, Endpoint, InstanceDraft, InstanceId, JobName, Page, PageBounds, PartOutcome, Phrase, RunId,
    RunStatus, RunTrigger,
};
use weir_store::{Due, InstanceWritten, JobDefinition, Started, Store};

use crate::backend::{Backend, asked_by, at, audit, on_every_backend, on_lasting_backends};

on_every_backend!(
    a_job_keeps_its_due_moment_until_its_expression_changes,
    a_paused_job_is_not_due,
    a_run_has_a_part_for_each_instance_that_is_collected,
    one_run_of_a_job_is_under_way_at_a_time,
    a_due_moment_gives_one_run,
    a_run_ends_with_its_last_part_as_well_as_its_parts_did,
    a_part_is_held_until_its_lease_ends,
    who_lost_a_part_cannot_end_it,
    a_part_that_ends_every_process_is_given_up,
    parts_are_given_back_at_an_orderly_end,
    old_runs_are_removed_in_steps,
    collecting_is_remembered_with_its_failures,
);

on_lasting_backends!(processes_that_claim_at_once_share_the_parts);

const LEASE: Duration = Duration::from_secs(20);
const JOB: JobName = JobName::CollectSizes;

async fn instance(store: &Store, name: &str, is_sample: bool) -> InstanceId {
    let draft = InstanceDraft {
        name: name.to_owned(),
        endpoint: Endpoint { db_type: DbType::Postgres, host: name.to_owned(), port: Some(5432) },
        environment: None,
        description: None,
        limit_bytes: None,
        is_active: true,
        is_sample,
        login: None,
        password: None,
        tags: Vec::new(),
    };
    match store.insert_instance(&draft, at(1), &audit()).await.unwrap() {
        InstanceWritten::Written(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn begun(store: &Store) -> RunId {
    match store.start_asked_run(JOB, &[], at(1_000), &asked_by("amy")).await.unwrap() {
        Started::Begun(id) => id,
        other => panic!("{other:?}"),
    }
}

fn define(cron: &str, first: i64) -> [JobDefinition; 1] {
    [JobDefinition { name: JOB, cron: cron.to_owned(), first_due_at: at(first) }]
}

fn well() -> PartOutcome {
    PartOutcome { saved: 3, failed: 0, error: None }
}

fn badly() -> PartOutcome {
    PartOutcome::failure(Phrase::new("Connection refused", "连接被拒绝"))
}

async fn a_job_keeps_its_due_moment_until_its_expression_changes(backend: Backend) {
    let store = backend.open().await;
    for (cron, first, next) in [("0 * * * *", 50, 50), ("0 * * * *", 70, 50), ("5 * * * *", 90, 90)] {
        store.define_jobs(&define(cron, first), at(1)).await.unwrap();
        let jobs = store.list_jobs().await.unwrap();
        assert_eq!((jobs.len(), jobs[0].cron.as_str(), jobs[0].next_due_at), (1, cron, Some(at(next))));
    }
}

async fn a_paused_job_is_not_due(backend: Backend) {
    let store = backend.open().await;
    store.define_jobs(&define("0 * * * *", 50), at(1)).await.unwrap();
    assert!(store.due_jobs(at(49)).await.unwrap().is_empty());
    assert_eq!(store.due_jobs(at(50)).await.unwrap()[0].due_at, at(50));
    assert!(store.set_job_paused(JOB, (true, at(50)), at(2), &audit()).await.unwrap());
    assert!(store.due_jobs(at(99)).await.unwrap().is_empty());
    assert_eq!(store.list_jobs().await.unwrap()[0].next_due_at, None);
    let due = Due { at: at(50), next: at(150) };
    assert_eq!(store.start_due_run(JOB, due, at(99)).await.unwrap(), Started::NotDue);
    assert!(store.set_job_paused(JOB, (false, at(70)), at(3), &audit()).await.unwrap());
    assert_eq!(store.due_jobs(at(99)).await.unwrap()[0].due_at, at(70));
    assert!(!store.set_job_paused(JobName::KeepHouse, (true, at(1)), at(1), &audit()).await.unwrap());
}

async fn a_run_has_a_part_for_each_instance_that_is_collected(backend: Backend) {
    let store = backend.open().await;
    let (a, b, gone) = (
        instance(&store, "a", false).await,
        instance(&store, "b", false).await,
        instance(&store, "gone", false).await,
    );
    instance(&store, "sample", true).await;
    store.delete_instance(gone, at(2), &audit()).await.unwrap();
    let run = begun(&store).await;
    let parts = store.run_parts(run).await.unwrap();
    assert_eq!(parts.iter().map(|part| part.instance).collect::<Vec<_>>(), [Some(a), Some(b)]);
    assert!(parts.iter().all(|part| part.status == RunStatus::Waiting && part.attempts == 0));
    let run = store.find_run(run).await.unwrap().unwrap();
    assert_eq!((run.parts, run.trigger, run.asked_by.as_str()), (2, RunTrigger::Request, "amy"));

    let Started::Begun(some) =
        store.start_asked_run(JobName::CollectTableSizes, &[b], at(5), &asked_by("amy")).await.unwrap()
    else {
        panic!("it begins")
    };
    assert_eq!(store.run_parts(some).await.unwrap().len(), 1);
    let Started::Begun(house) =
        store.start_asked_run(JobName::KeepHouse, &[], at(5), &asked_by("amy")).await.unwrap()
    else {
        panic!("it begins")
    };
    assert_eq!(store.run_parts(house).await.unwrap()[0].instance, None);
}

async fn one_run_of_a_job_is_under_way_at_a_time(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    let run = begun(&store).await;
    assert_eq!(
        store.start_asked_run(JOB, &[], at(2), &asked_by("bob")).await.unwrap(),
        Started::UnderWay(run)
    );
    let part = store.claim_part("p", None, LEASE, at(3)).await.unwrap().unwrap();
    assert!(store.finish_part(Some("p"), part.key, &well(), at(4)).await.unwrap());
    assert!(matches!(
        store.start_asked_run(JOB, &[], at(5), &asked_by("bob")).await.unwrap(),
        Started::Begun(_)
    ));
}

async fn a_due_moment_gives_one_run(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    store.define_jobs(&define("0 * * * *", 50), at(1)).await.unwrap();
    let due = Due { at: at(50), next: at(150) };
    let mut starting = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        starting.spawn(async move { store.start_due_run(JOB, due, at(60)).await.unwrap() });
    }
    let started = starting.join_all().await;
    assert_eq!(started.iter().filter(|started| matches!(started, Started::Begun(_))).count(), 1);
    assert_eq!(started.iter().filter(|started| **started == Started::NotDue).count(), 7);
    // The next moment comes while that run is under way: it is passed over.
    let due = Due { at: at(150), next: at(250) };
    assert!(matches!(store.start_due_run(JOB, due, at(160)).await.unwrap(), Started::UnderWay(_)));
    assert_eq!(store.list_jobs().await.unwrap()[0].next_due_at, Some(at(250)));
}

async fn a_run_ends_with_its_last_part_as_well_as_its_parts_did(backend: Backend) {
    let store = backend.open().await;
    for (outcomes, status, failed) in [
        (vec![], RunStatus::Succeeded, 0),
        (vec![well(), well()], RunStatus::Succeeded, 0),
        (vec![well(), badly()], RunStatus::Partial, 1),
        (vec![badly(), badly()], RunStatus::Failed, 2),
        (vec![PartOutcome { saved: 1, ..badly() }, badly()], RunStatus::Partial, 2),
    ] {
        while (store.listed_instances().await.unwrap().len()) < outcomes.len() {
            instance(&store, &format!("i{}", store.listed_instances().await.unwrap().len()), false).await;
        }
        let run = begun(&store).await;
        for outcome in &outcomes {
            assert_eq!(store.find_run(run).await.unwrap().unwrap().status, RunStatus::Running);
            let part = store.claim_part("p", Some(run), LEASE, at(2_000)).await.unwrap().unwrap();
            assert!(store.finish_part(Some("p"), part.key, outcome, at(3_000)).await.unwrap());
        }
        let ended = store.find_run(run).await.unwrap().unwrap();
        assert_eq!((ended.status, ended.failed, ended.done), (status, failed, outcomes.len() as u64));
        assert!(ended.finished_at.is_some());
        for (part, outcome) in store.run_parts(run).await.unwrap().iter().zip(&outcomes) {
            assert_eq!((&part.outcome, part.status), (outcome, outcome.status()));
        }
    }
    let page = Page::new(None, Some(2), PageBounds { default: 20, max: 100 });
    let runs = store.list_runs(Some(JOB), page).await.unwrap();
    assert_eq!((runs.total, runs.items.len()), (5, 2));
    assert_eq!(store.list_runs(Some(JobName::KeepHouse), page).await.unwrap().total, 0);
}

async fn a_part_is_held_until_its_lease_ends(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    begun(&store).await;
    let first = store.claim_part("dies", None, LEASE, at(10_000)).await.unwrap().unwrap();
    assert_eq!((first.key.attempt, first.name.as_str(), first.job), (1, "a", JOB));
    assert_eq!(store.claim_part("heir", None, LEASE, at(29_999)).await.unwrap(), None);
    store.renew_leases("dies", LEASE, at(25_000)).await.unwrap();
    assert_eq!(store.claim_part("heir", None, LEASE, at(44_999)).await.unwrap(), None);
    let second = store.claim_part("heir", None, LEASE, at(45_001)).await.unwrap().unwrap();
    assert_eq!(second.key.attempt, 2);
}

async fn who_lost_a_part_cannot_end_it(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    let run = begun(&store).await;
    let first = store.claim_part("slept", None, LEASE, at(10_000)).await.unwrap().unwrap();
    let second = store.claim_part("heir", None, LEASE, at(90_000)).await.unwrap().unwrap();
    assert!(!store.finish_part(Some("slept"), first.key, &badly(), at(91_000)).await.unwrap());
    store.renew_leases("slept", LEASE, at(91_000)).await.unwrap();
    assert!(store.finish_part(Some("heir"), second.key, &well(), at(92_000)).await.unwrap());
    assert!(!store.finish_part(Some("heir"), second.key, &well(), at(93_000)).await.unwrap());
    let run = store.find_run(run).await.unwrap().unwrap();
    assert_eq!((run.status, run.done, run.failed), (RunStatus::Succeeded, 1, 0));
}

async fn a_part_that_ends_every_process_is_given_up(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "deadly", false).await;
    let run = begun(&store).await;
    let mut now = 10_000;
    while store.claim_part("dies", None, LEASE, at(now)).await.unwrap().is_some() {
        now += 60_000;
    }
    store.renew_leases("lives", LEASE, at(now)).await.unwrap();
    let ended = store.find_run(run).await.unwrap().unwrap();
    assert_eq!((ended.status, ended.failed), (RunStatus::Failed, 1));
    let part = store.run_parts(run).await.unwrap().remove(0);
    assert_eq!(part.attempts, 4);
    assert!(part.outcome.error.unwrap().english.starts_with("Given up"));
}

async fn parts_are_given_back_at_an_orderly_end(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    begun(&store).await;
    store.claim_part("leaves", None, LEASE, at(10_000)).await.unwrap().unwrap();
    assert_eq!(store.release_parts("leaves").await.unwrap(), 1);
    let again = store.claim_part("stays", None, LEASE, at(10_001)).await.unwrap().unwrap();
    assert_eq!(again.key.attempt, 1);
}

async fn old_runs_are_removed_in_steps(backend: Backend) {
    let store = backend.open().await;
    instance(&store, "a", false).await;
    for _ in 0..3 {
        let run = begun(&store).await;
        let part = store.claim_part("p", Some(run), LEASE, at(2_000)).await.unwrap().unwrap();
        store.finish_part(Some("p"), part.key, &well(), at(3_000)).await.unwrap();
    }
    let live = begun(&store).await;
    assert_eq!(store.prune_runs(at(1_000), 10).await.unwrap(), 0);
    assert_eq!(store.prune_runs(at(1_001), 2).await.unwrap(), 2);
    assert_eq!(store.prune_runs(at(1_001), 2).await.unwrap(), 1);
    assert_eq!(store.prune_runs(at(1_001), 2).await.unwrap(), 0);
    assert!(store.find_run(live).await.unwrap().is_some());
}

async fn collecting_is_remembered_with_its_failures(backend: Backend) {
    let store = backend.open().await;
    let id = instance(&store, "a", false).await;
    let error = Phrase::new("Connection refused", "连接被拒绝");
    for (error, failures) in [(None, 0), (Some(&error), 1), (Some(&error), 2), (None, 0), (Some(&error), 1)] {
        store.note_collection(id, Duration::from_millis(70), error, at(5)).await.unwrap();
        let kept = store.collections().await.unwrap().remove(&id).unwrap();
        assert_eq!((kept.failures, kept.error.as_ref(), kept.elapsed_ms), (failures, error, 70));
    }
    store.note_collection(InstanceId::new(999), LEASE, None, at(5)).await.unwrap();
    assert_eq!(store.collections().await.unwrap().len(), 1);
}

async fn processes_that_claim_at_once_share_the_parts(backend: Backend) {
    let stores = [backend.open().await, backend.open().await, backend.open().await];
    for number in 0..30 {
        instance(&stores[0], &format!("i{number:02}"), false).await;
    }
    let run = begun(&stores[0]).await;
    let mut working = JoinSet::new();
    for (number, store) in stores.iter().cloned().enumerate() {
        working.spawn(async move {
            let owner = format!("p{number}");
            let mut done = Vec::new();
            while let Some(part) = store.claim_part(&owner, None, LEASE, at(2_000)).await.unwrap() {
                assert!(store.finish_part(Some(&owner), part.key, &well(), at(3_000)).await.unwrap());
                done.push(part.name);
            }
            done
        });
    }
    let mut all: Vec<String> = working.join_all().await.concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 30);
    let run = stores[0].find_run(run).await.unwrap().unwrap();
    assert_eq!((run.status, run.done), (RunStatus::Succeeded, 30));
}
