//! Our own statements for MySQL, MariaDB and SQLite, one a file: the folder is the verdict, the first line says
//! the rule or the limit, and why. What `mysql/refuse` holds is refused on MariaDB as well.

mod common;

use std::{fs, path::Path};

use common::guard;
use weir_guard::Dialect;

/// A file of the corpus.
struct Sample {
    name: String,
    /// The rule's name, or the limit's.
    expected: String,
    sql: String,
}

fn samples(folder: &str) -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let entries = fs::read_dir(&folder).expect("the folder is part of the corpus");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| sample(path)).collect()
}

fn sample(path: &Path) -> Sample {
    let sql = fs::read_to_string(path).expect("a file of the corpus is text");
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let first = sql.lines().next().and_then(|line| line.strip_prefix("-- ")?.split_once(": "));
    let expected =
        first.unwrap_or_else(|| panic!("{name}: the first line must be `-- word: why`")).0.to_owned();
    Sample { name, expected, sql }
}

/// Compares what the guard says with what the files expect.
fn check(folder: &str, dialect: Dialect, at_least: usize) {
    let samples = samples(folder);
    assert!(samples.len() >= at_least, "only {} files in {folder}", samples.len());
    let wrong: Vec<String> = samples
        .iter()
        .filter_map(|sample| {
            let verdict = guard(&sample.sql, dialect);
            let said = match &verdict {
                Ok(_) => common::label(&verdict),
                Err(refusal) => refusal.rule.name(),
            };
            (said != sample.expected)
                .then(|| format!("{}: {said}, not {}: {verdict:?}", sample.name, sample.expected))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong in {folder} on {dialect:?}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn refuses_what_mysql_must_not_run() {
    check("mysql/refuse", Dialect::MySql, 170);
}

#[test]
fn lets_through_what_mysql_reads() {
    check("mysql/allow", Dialect::MySql, 80);
}

#[test]
fn refuses_what_mariadb_must_not_run() {
    check("mariadb/refuse", Dialect::MariaDb, 35);
}

#[test]
fn refuses_on_mariadb_what_it_refuses_on_mysql() {
    for sample in samples("mysql/refuse") {
        assert!(guard(&sample.sql, Dialect::MariaDb).is_err(), "{}", sample.name);
    }
}

#[test]
fn lets_through_what_mariadb_reads() {
    check("mariadb/allow", Dialect::MariaDb, 25);
}

#[test]
fn refuses_what_sqlite_must_not_run() {
    check("sqlite/refuse", Dialect::Sqlite, 85);
}

#[test]
fn lets_through_what_sqlite_reads() {
    check("sqlite/allow", Dialect::Sqlite, 45);
}
