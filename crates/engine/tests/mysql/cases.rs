//! The guard's shared cases on real servers: what it lets through runs, and nothing has changed at the end.

use serde_json::Value;
use weir_guard::ReadOnlyQuery;
use weir_testkit::{Server, TestDatabase};

use super::{context, on_both, open, run};

const CASES: &str = include_str!("../../../guard/tests/data/cases.jsonl");

/// Cases without a server's name that MySQL of today does not know: MD5 left it in 9.6, and its VALUES wants ROW.
const MARIADB_ONLY: [&str; 2] = ["my-a040", "my-a069"];

on_both! {
    async fn what_the_guard_lets_through_runs_and_changes_nothing(server: Server) {
        let database = TestDatabase::guard_fixture(server);
        let before = state(&database);
        let engine = open(database.url()).await;
        let context = context(&engine).await.unwrap();
        let (mut ran, mut refused, mut wrong) = (0, 0, Vec::new());
        for case in CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            if case["dialect"] != "mysql" || !is_for(&case["server"], server) {
                continue;
            }
            if server == Server::MySql && MARIADB_ONLY.iter().any(|id| case["id"] == **id) {
                continue;
            }
            let sql = case["sql"].as_str().unwrap();
            match ReadOnlyQuery::parse(sql, &context) {
                Ok(query) => match run(&engine, &query).await {
                    Ok(_) => ran += 1,
                    Err(error) => wrong.push(format!("{}: {error}\n  {sql}", case["id"])),
                },
                Err(_) => refused += 1,
            }
        }
        assert!(wrong.is_empty(), "{} failed:\n{}", wrong.len(), wrong.join("\n"));
        assert_eq!(state(&database), before);
        let expected = if server == Server::MySql { (96, 99) } else { (92, 102) };
        assert_eq!((ran, refused), expected);
    }
}

fn is_for(label: &Value, server: Server) -> bool {
    match label.as_str() {
        None => true,
        Some("mysql8") => server == Server::MySql,
        Some(_) => server == Server::MariaDb,
    }
}

/// What a write would change: databases, tables, their rows, accounts.
fn state(database: &TestDatabase) -> Vec<String> {
    let mut state = database.rows("SHOW DATABASES LIKE 'guard%'");
    state.extend(database.rows("SELECT CONCAT(user, '@', host) FROM mysql.user"));
    let tables = database.rows(
        "SELECT CONCAT('`', table_name, '`') FROM information_schema.tables WHERE table_schema = DATABASE() \
         AND table_type = 'BASE TABLE' ORDER BY table_name",
    );
    for table in tables {
        state.extend(database.rows(&format!("CHECKSUM TABLE {table} EXTENDED")));
    }
    state
}
