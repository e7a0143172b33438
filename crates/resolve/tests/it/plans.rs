//! Plans of real servers (PostgreSQL 15, MySQL 9.7, MariaDB 10.11, SQLite 3.40) for the same six queries on the same
//! three tables, as `EXPLAIN` gave them.

use std::{fmt::Write, fs, path::Path};

use expect_test::expect_file;
use weir_model::ServerFlavor::{MariaDb, MySql, Postgres};
use weir_resolve::{Basis, PlanReading, PlanRow, StepKind, read_plan, read_plan_rows};

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(file)).unwrap()
}

fn rows(file: &str) -> Vec<PlanRow> {
    let rows: Vec<(i64, i64, String)> = serde_json::from_str(&text(file)).unwrap();
    rows.into_iter().map(|(id, parent, detail)| PlanRow { id, parent, detail }).collect()
}

fn read(file: &str) -> PlanReading {
    match file.split('_').next().unwrap() {
        "postgres" => read_plan(&text(file), Postgres),
        "mysql" => read_plan(&text(file), MySql),
        "mariadb" => read_plan(&text(file), MariaDb),
        _ => read_plan_rows(&rows(file)),
    }
    .unwrap()
}

/// The names of the plans, in order.
fn files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "readings.txt").collect();
    names.sort();
    names
}

#[test]
fn names_the_costly_step_of_every_plan_in_both_languages() {
    let mut told = String::new();
    for file in files() {
        writeln!(told, "{file}").unwrap();
        for phrase in read(&file).reading {
            writeln!(told, "    {}\n    {}", phrase.english, phrase.chinese).unwrap();
        }
    }
    expect_file!["../plans/readings.txt"].assert_eq(&told);
}

#[test]
fn finds_the_same_costly_step_in_every_format() {
    for (plan, kind, tables) in
        [("scan", StepKind::FullScan, "orders"), ("union", StepKind::FullScan, "orders")]
    {
        for file in files().into_iter().filter(|file| file.contains(plan)) {
            let reading = read(&file);
            let step = &reading.steps[reading.costly.unwrap()];
            // SQLite has no figures: of two scans of a UNION, either may be the one.
            let table = if reading.basis == Basis::Kind { step.table.as_deref() } else { Some(tables) };
            assert_eq!((step.kind, step.table.as_deref()), (kind, table), "{file}");
        }
    }
}

#[test]
fn every_plan_has_one_costly_step_and_shares_that_add_up() {
    let files = files();
    for name in &files {
        let reading = read(name);
        let total: f64 = reading.steps.iter().filter_map(|step| step.share).sum();
        // MySQL reads a constant row before it plans: nothing is left that costs.
        if reading.costly.is_some() {
            assert!((total - 1.0).abs() < 0.001, "{name}: {total}");
        }
        assert!(name.contains("key") || reading.costly.is_some(), "{name}");
        assert_eq!(reading.basis == Basis::Time, name.contains("analyze"), "{name}");
        assert!((1..=4).contains(&reading.reading.len()), "{name}");
    }
    assert_eq!(files.len(), 39, "six queries, four servers, their formats");
}

#[test]
fn what_is_no_plan_is_none() {
    for text in ["", "[]", "{}", "null", "[{\"Plan\": 1}]", "->", "{\"query_block\": []}", "\u{0}"] {
        for flavor in [Postgres, MySql, MariaDb] {
            if let Some(reading) = read_plan(text, flavor) {
                assert_eq!(reading.costly, None, "{text}");
            }
        }
    }
    assert_eq!(read_plan_rows(&[]), None);
    let circle = [
        PlanRow { id: 1, parent: 2, detail: "SCAN a".into() },
        PlanRow { id: 2, parent: 1, detail: String::new() },
    ];
    assert_eq!(read_plan_rows(&circle), None);
}

#[test]
fn a_subquery_for_each_row_and_an_index_for_one_query_are_seen() {
    let row = |id, parent, detail: &str| PlanRow { id, parent, detail: detail.to_owned() };
    let reading = read_plan_rows(&[
        row(3, 0, "SCAN c"),
        row(7, 0, "SEARCH o USING AUTOMATIC COVERING INDEX (customer_id=?)"),
    ])
    .unwrap();
    assert_eq!(reading.steps[reading.costly.unwrap()].kind, StepKind::AutomaticIndex);
}
