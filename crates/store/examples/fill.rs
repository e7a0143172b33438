//! Fills a catalog with a made-up fleet, as fast as its database writes: for measurements, never for use.
//!
//! `cargo run --release -p weir-store --example fill -- <catalog file or URL> <databases> <days> [<key file>]`
//!
//! The fleet is 200 instances of all types with tags; each database has a size for each of the days up to today.
//! SQL of its own, because a catalog of 30 million sizes isn't made through the methods that save one reading.

#![expect(clippy::unwrap_used, reason = "a tool for measurements: what fails ends it")]
#![expect(clippy::print_stdout, reason = "its output")]

use std::{env, path::PathBuf, time::Instant};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use weir_model::{Clock, DatabaseSize, InstanceId, Secret, SystemClock};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

const INSTANCES: i64 = 200;
const HOUR: i64 = 3_600_000;

/// Numbers from 1 to the given one, on either backend.
const NUMBERS: &str = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [catalog, databases, days, rest @ ..] = arguments.as_slice() else {
        panic!("usage: fill <catalog file or URL> <databases> <days> [<key file>]");
    };
    let (databases, days): (i64, i64) = (databases.parse().unwrap(), days.parse().unwrap());
    let key = || match rest.first() {
        Some(file) => SealingKey::from_file(&PathBuf::from(file)).unwrap(),
        None => SealingKey::from_text(&Secret::new("1".repeat(64))).unwrap(),
    };
    let is_postgres = catalog.starts_with("postgres");
    let location = if is_postgres {
        StoreLocation::Postgres(Secret::new(catalog))
    } else {
        StoreLocation::Sqlite(PathBuf::from(catalog))
    };
    let store = Store::open(&location, Sealer::new(key())).await.unwrap();
    let today = SystemClock.now().day();
    store.make_partitions(today, today.plus(-days)).await.unwrap();
    store.close().await.unwrap();

    let started = Instant::now();
    let steps = steps(databases, days, today.number(), SystemClock.now().as_millis());
    if is_postgres {
        let mut session = PgConnection::connect(catalog).await.unwrap();
        for step in steps {
            session.execute(AssertSqlSafe(step)).await.unwrap();
        }
        // What autovacuum would have done by itself after a while.
        session.execute("VACUUM ANALYZE").await.unwrap();
    } else {
        let mut session = SqliteConnection::connect(&format!("sqlite://{catalog}")).await.unwrap();
        session.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144").await.unwrap();
        session.execute("BEGIN").await.unwrap();
        for step in steps {
            session.execute(AssertSqlSafe(step)).await.unwrap();
        }
        session.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        session.close().await.unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{databases} databases with {} sizes in {seconds:.1} s", databases * days);
    let store = Store::open(&location, Sealer::new(key())).await.unwrap();
    save_a_day(&store, if is_postgres { 4.0 } else { 1.0 }).await;
    store.close().await.unwrap();
}

/// Today's sizes once more, through the method that collecting uses: a transaction for each instance.
async fn save_a_day(store: &Store, most_s: f64) {
    let now = SystemClock.now();
    let mut fleet = Vec::new();
    for id in (1..=INSTANCES).map(InstanceId::new) {
        let databases = store.active_databases(id).await.unwrap();
        // As much more than today's as each grew every day so far.
        let size = |id: u64, name: String| DatabaseSize {
            database: name,
            total_bytes: (id * 7919 % 100_000 + 1) * 10_485_760 + id % 50 * 1_048_576,
            data_bytes: None,
            index_bytes: None,
            log_bytes: None,
        };
        fleet.push((
            id,
            databases
                .into_iter()
                .map(|database| size(database.id.get().unsigned_abs(), database.name))
                .collect::<Vec<_>>(),
        ));
    }
    let started = Instant::now();
    let mut saved = 0;
    for (id, sizes) in &fleet {
        saved += store.save_sizes(*id, now.day(), sizes, now).await.unwrap().saved;
    }
    let seconds = started.elapsed().as_secs_f64();
    let held = seconds <= most_s;
    println!(
        r#"{{"what":"ledger: a day of sizes saved","sizes":{saved},"s":{seconds:.3},"hold":"<= {most_s} s","held":{held}}}"#
    );
}

fn steps(databases: i64, days: i64, today: i64, now: i64) -> Vec<String> {
    let each = databases / INSTANCES;
    let (size, ago) = ("(d.id * 7919 % 100000 + 1) * 10485760", 3 * HOUR);
    let mut steps = vec![
        format!(
            "{NUMBERS}5) INSERT INTO tags (name, display_name, color, created_at, updated_at) \
             SELECT 'tag-' || k, 'Tag ' || k, 'blue', {now}, {now} FROM n"
        ),
        format!(
            "{NUMBERS}{INSTANCES}) INSERT INTO instances (name, db_type, host, port, folded, is_active, \
             is_sample, databases, collected_at, created_at, updated_at) SELECT \
             'instance-' || (1000 + k), CASE k % 3 WHEN 0 THEN 'mysql' ELSE 'postgresql' END, \
             'db' || k || '.internal.example', 5432, \
             'instance-' || (1000 + k) || ' db' || k || '.internal.example', true, false, {each}, {}, {now}, {now} \
             FROM n",
            now - ago
        ),
        "INSERT INTO instance_tags (instance_id, tag_id) SELECT i.id, t.id FROM instances i \
         JOIN tags t ON (i.id + t.id) % 5 = 0"
            .to_owned(),
        format!(
            "{NUMBERS}{each}) INSERT INTO databases (instance_id, name, instance_name, folded, is_active, \
             is_listed, first_seen, last_seen) SELECT i.id, \
             CASE k % 4 WHEN 0 THEN 'orders_' WHEN 1 THEN 'billing_' WHEN 2 THEN 'Analytics_' ELSE 'shop_' \
             END || (i.id * 1000 + k), i.name, \
             CASE k % 4 WHEN 0 THEN 'orders_' WHEN 1 THEN 'billing_' WHEN 2 THEN 'analytics_' ELSE 'shop_' \
             END || (i.id * 1000 + k), true, true, {}, {today} FROM instances i CROSS JOIN n",
            today - days
        ),
        format!(
            "INSERT INTO database_latest (database_id, instance_id, is_listed, size_bytes, collected_at) \
             SELECT d.id, d.instance_id, true, {size}, {} FROM databases d",
            now - ago
        ),
    ];
    for back in (0..days).rev() {
        // Each grows by its own pace, so that no two days are alike.
        let day = today - back;
        let at = day * 24 * HOUR + 20 * HOUR;
        steps.push(format!(
            "INSERT INTO size_daily (day, database_id, size_bytes, collected_at) \
             SELECT {day}, d.id, {size} - (d.id % 50) * 1048576 * {back}, {at} FROM databases d ORDER BY d.id"
        ));
        steps.push(format!(
            "INSERT INTO instance_daily (instance_id, day, databases, size_bytes, collected_at) \
             SELECT d.instance_id, {day}, count(*), CAST(sum({size}) AS BIGINT), {at} \
             FROM databases d GROUP BY d.instance_id"
        ));
    }
    steps
}
