//! Our own statements, one a file: the folder is the verdict, the first line says the rule or the limit, and why.

use std::{fs, path::Path};

use crate::{file, label, parse};

/// The files of a folder: name, the word before the colon in the first line, the statement with that line.
pub(crate) fn files(folder: &str) -> Vec<(String, String, String)> {
    let mut paths: Vec<_> = fs::read_dir(file(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> (String, String, String) {
    let sql = fs::read_to_string(path).unwrap();
    let first =
        sql.lines().next().and_then(|line| line.strip_prefix("-- ")).and_then(|line| line.split_once(": "));
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let (word, _why) = first.unwrap_or_else(|| panic!("{name}: the first line must be `-- word: why`"));
    (name, word.to_owned(), sql)
}

#[test]
fn refuses_each_with_its_rule() {
    let files = files("corpus/postgres/refuse");
    assert!(files.len() >= 120, "{} files", files.len());
    let wrong: Vec<String> = files
        .into_iter()
        .filter_map(|(name, rule, sql)| match parse(&sql) {
            Ok(query) => Some(format!("{name}: let through as {}", query.text())),
            Err(refusal) if refusal.rule.name() != rule => {
                Some(format!("{name}: {} ({refusal}) instead of {rule}", refusal.rule.name()))
            }
            Err(_) => None,
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lets_each_through_with_its_limit() {
    let files = files("corpus/postgres/allow");
    assert!(files.len() >= 60, "{} files", files.len());
    let wrong: Vec<String> = files
        .into_iter()
        .filter_map(|(name, limit, sql)| match parse(&sql) {
            Ok(query) if label(query.limit()) == limit => None,
            Ok(query) => Some(format!("{name}: {} instead of {limit}", label(query.limit()))),
            Err(refusal) => Some(format!("{name}: {:?} {refusal} at {:?}", refusal.rule, refusal.position)),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
