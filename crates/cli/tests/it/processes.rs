//! Several processes on one catalog: they share the work, nothing happens twice, and what one leaves is taken over.

use std::{
    net::TcpListener,
    thread::yield_now,
    time::{Duration, Instant},
};

use weir_testkit::{Server as DatabaseServer, TestDatabase};

use crate::support::Home;

const INSTANCES: usize = 7;

/// Servers that take a connection and never say a word: each costs the connect time-out.
fn silent_servers(catalog: &TestDatabase) -> Vec<TcpListener> {
    (0..INSTANCES)
        .map(|number| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            catalog.execute(&format!(
                "INSERT INTO instances (name, db_type, host, port, folded, is_active, is_sample, login_user, \
                 databases, created_at, updated_at) VALUES ('silent {number}', 'postgresql', '127.0.0.1', {port}, \
                 'silent', true, false, 'weir', 0, 1, 1)"
            ));
            listener
        })
        .collect()
}

fn number(catalog: &TestDatabase, query: &str) -> usize {
    catalog.rows(query)[0].parse().unwrap()
}

/// Asks until it is so.
fn wait_until(what: &str, limit: Duration, mut is_so: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < limit, "{what}: not within {limit:?}");
        yield_now();
    }
    started.elapsed()
}

#[test]
fn three_processes_share_a_run_and_the_part_of_one_that_is_killed_is_taken_over() {
    let catalog = TestDatabase::create(DatabaseServer::Postgres);
    let mut home = Home::new();
    for (name, value) in [
        ("WEIR_CATALOG__URL", catalog.url()),
        // One at a time, so that each of them has one.
        ("WEIR_SCHEDULER__INSTANCES_AT_ONCE", "1"),
        ("WEIR_SCHEDULER__COLLECT_SIZES", "0 0 1 1 *"),
        ("WEIR_ENGINES__CONNECT_TIMEOUT_S", "8"),
    ] {
        home.set(name, value);
    }
    let mut processes = vec![home.start(&["serve"]), home.start(&["serve"]), home.start(&["serve"])];
    let _silent = silent_servers(&catalog);
    let defined = "SELECT count(*) FROM jobs WHERE name = 'capacity.collect_sizes'";
    wait_until("the jobs are defined", Duration::from_secs(30), || number(&catalog, defined) == 1);

    // All three see that it is due.
    catalog.execute("UPDATE jobs SET next_due_at = 1 WHERE name = 'capacity.collect_sizes'");
    let at_work = "SELECT count(DISTINCT owner) FROM job_run_parts WHERE status = 'running'";
    wait_until("all three are at work", Duration::from_secs(30), || number(&catalog, at_work) == 3);

    processes.pop().unwrap().kill();
    let again = "SELECT count(*) FROM job_run_parts WHERE attempts = 2";
    let taken = wait_until("the part is taken over", Duration::from_mins(1), || number(&catalog, again) == 1);
    assert!(taken < Duration::from_mins(1), "{taken:?}");
    let over = "SELECT count(*) FROM job_runs WHERE status = 'failed' AND live IS NULL";
    wait_until("the run is over", Duration::from_mins(2), || number(&catalog, over) == 1);

    assert_eq!(
        catalog.rows("SELECT count(*), sum(parts), sum(done) FROM job_runs"),
        [format!("1\t{INSTANCES}\t{INSTANCES}")]
    );
    let attempts =
        catalog.rows("SELECT attempts, count(*) FROM job_run_parts GROUP BY attempts ORDER BY attempts");
    assert_eq!(attempts, [format!("1\t{}", INSTANCES - 1), "2\t1".to_owned()]);
    let told = catalog.rows("SELECT DISTINCT error_english FROM job_run_parts");
    assert_eq!(told, ["Failed to connect to database: Connection timed out after 8 seconds"]);
    for process in processes {
        process.stop();
    }
}
