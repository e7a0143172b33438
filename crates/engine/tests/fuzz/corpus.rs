//! What the fuzz targets begin with: inputs that found something once, and for SQL the statements of the shared
//! cases.

use std::{fs, path::Path};

use serde_json::Value;

/// Inputs are no longer than this: longer ones are slower, and find no more.
pub(crate) const MAX_LENGTH: usize = 4_096;

/// A target's inputs; `folder` is `corpus` beside this file, wherever one stands.
pub(crate) fn of(target: &str, folder: &Path) -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder.join(target)).unwrap();
    let files = files.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.chain(if target == "urls" { Vec::new() } else { cases() }).collect()
}

/// Each with the byte before it that chooses its dialect.
fn cases() -> Vec<Vec<u8>> {
    let lines = include_str!("../../../guard/tests/data/cases.jsonl").lines();
    let cases = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let inputs = cases.map(|case| {
        let dialect = match case["dialect"].as_str().unwrap() {
            "postgresql" | "postgres" => 0,
            "mysql" => 1,
            "mariadb" => 2,
            _ => 3,
        };
        [&[dialect], case["sql"].as_str().unwrap().as_bytes()].concat()
    });
    inputs.filter(|input| input.len() < MAX_LENGTH).collect()
}
