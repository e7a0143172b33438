//! `weir query`: formats, exit codes, what goes to which output.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use expect_test::expect;
use serde_json::Value;

use crate::support::Home;

const TEA: &str = "CREATE TABLE tea (id INTEGER PRIMARY KEY, name TEXT, price DECIMAL(8,2));
    INSERT INTO tea VALUES (1, '龙井, first', 168.5), (2, 'NULL', 7), (3, NULL, NULL);
    CREATE TABLE many (id INTEGER PRIMARY KEY, filler TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO many SELECT i, printf('%050d', i) FROM n;";

fn home() -> Home {
    let home = Home::new();
    let url = home.sqlite("tea.db", TEA);
    home.done(&["connections", "add", "tea", &url]);
    home
}

#[test]
fn shows_a_table() {
    let told = home().weir(&["query", "tea", "SELECT id, name, price FROM tea"]);
    assert_eq!(told.code, 0);
    expect![[r#"
        ┌────┬─────────────┬───────┐
        │ id ┆ name        ┆ price │
        ╞════╪═════════════╪═══════╡
        │  1 ┆ 龙井, first ┆ 168.5 │
        │  2 ┆ "NULL"      ┆     7 │
        │  3 ┆ NULL        ┆  NULL │
        └────┴─────────────┴───────┘
    "#]]
    .assert_eq(&told.out);
    assert!(told.error.starts_with("3 rows in "), "{}", told.error);
}

#[test]
fn writes_csv_json_and_ndjson() {
    let home = home();
    let sql = "SELECT id, name, price FROM tea";
    let told = home.weir(&["query", "tea", sql, "--format", "csv"]);
    assert_eq!(told.out, "id,name,price\r\n1,\"龙井, first\",168.5\r\n2,NULL,7\r\n3,,\r\n");
    assert_eq!((told.code, told.error.as_str()), (0, ""));

    let json: Value = serde_json::from_str(&home.done(&["query", "tea", sql, "-f", "json"])).unwrap();
    assert_eq!(
        json["result"]["rows"][0],
        serde_json::json!({"id": 1, "name": "龙井, first", "price": 168.5})
    );
    assert_eq!(json["result"]["rowCount"], 3);

    let ndjson = home.done(&["query", "tea", sql, "-f", "ndjson"]);
    let lines: Vec<Value> = ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[2], serde_json::json!({"id": 3, "name": null, "price": null}));
    assert_eq!(lines[3]["summary"]["rowCount"], 3);
}

#[test]
fn says_on_standard_error_that_an_answer_was_cut() {
    let home = home();
    for (format, most) in [("table", 10_000), ("csv", 1_000_000), ("json", 10_000), ("ndjson", 1_000_000)] {
        let told = home.weir(&["query", "tea", "SELECT id FROM tea", "--limit", "2", "--format", format]);
        assert_eq!(told.code, 0);
        let said = format!("cut off after 2 rows: the database has more (--limit gives up to {most})\n");
        assert!(told.error.ends_with(&said), "{format}: {}", told.error);
    }
    // A limit of the statement's own is no cut.
    let told = home.weir(&["query", "tea", "SELECT id FROM tea LIMIT 2", "--format", "csv"]);
    assert_eq!((told.out.as_str(), told.error.as_str()), ("id\r\n1\r\n2\r\n", ""));
}

#[test]
fn exit_codes_tell_why_it_failed() {
    let home = home();
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let failures = [
        (&["query", "tea", "DELETE FROM tea"][..], 3),
        (&["query", "tea", "SELECT nope FROM tea"], 1),
        (&["query", "tee", "SELECT 1"], 1),
        (&["query", "tea", "SELECT 1", "--limit", "0"], 2),
        (&["query", "tea", endless, "--timeout", "1"], 5),
    ];
    let mut errors = String::new();
    for (arguments, code) in failures {
        let told = home.weir(arguments);
        assert_eq!((told.code, told.out.as_str()), (code, ""), "{told:?}");
        errors.push_str(&told.error);
    }
    expect![[r#"
        error: DELETE changes data; accepted are SELECT, WITH, VALUES, EXPLAIN and some PRAGMAs
        error: no such column: nope
        error: Database 'tee' not found
        next: see the names with `weir connections list`
        error: limit: must be between 1 and 10000
        error: Query exceeded its time limit of 1 seconds and was ended on the server
        next: allow more seconds with --timeout, or ask for less
    "#]]
    .assert_eq(&errors);
}

#[test]
fn reads_the_statement_from_standard_input() {
    let told = home().weir_reads(&["query", "tea", "-", "-f", "csv"], "SELECT name FROM tea\nWHERE id = 1\n");
    assert_eq!((told.code, told.out.as_str()), (0, "name\r\n\"龙井, first\"\r\n"));
}

#[test]
fn ends_in_silence_when_nobody_reads_any_more() {
    let home = home();
    let mut command = home.command(&["query", "tea", "SELECT * FROM many", "-f", "csv", "--limit", "10000"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "id,filler\r\n");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn an_interrupt_ends_the_statement_and_is_remembered() {
    let home = home();
    // Rows enough to be written, then one that never comes.
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT filler FROM many WHERE id < 3000 UNION ALL SELECT count(*) FROM n";
    let mut command = home.command(&["query", "tea", sql, "-f", "ndjson", "-n", "10000", "--timeout", "300"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let rest: Vec<String> = out.lines().map(Result::unwrap).collect();
    assert!(!rest.iter().any(|line| line.contains("summary")), "a cut answer does not look whole");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "error: interrupted; the statement was ended\n");

    let catalog = rusqlite::Connection::open(home.data().join("catalog.db")).unwrap();
    let outcome: String =
        catalog.query_row("SELECT outcome FROM query_history", [], |row| row.get(0)).unwrap();
    assert_eq!(outcome, "cancelled");
}
