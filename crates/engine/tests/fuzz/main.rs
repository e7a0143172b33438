//! The fuzz targets in every test run: each over its corpus, then for some seconds over inputs made of it.
//!
//! `WEIR_TEST_FUZZ_SECONDS` and `WEIR_TEST_FUZZ_SEED` make it longer, and another one.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod mutate;
mod oracle;
mod targets;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;

use self::mutate::Dice;

const SECONDS: u64 = 8;

fn run(name: &str) {
    let (_, target) = targets::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let corpus = corpus(name);
    assert!(corpus.len() > 20, "the corpus of {name} is there");
    for input in &corpus {
        check(target, input);
    }
    let mut dice = Dice::new(number("WEIR_TEST_FUZZ_SEED", 0x9e37_79b9_7f4a_7c15));
    let end = Instant::now() + Duration::from_secs(number("WEIR_TEST_FUZZ_SECONDS", SECONDS));
    while Instant::now() < end {
        check(target, &mutate::input(&corpus, &mut dice));
    }
}

/// Runs one input, and says which it was before it fails.
#[expect(clippy::print_stderr, reason = "the input must be seen, to be put into the corpus")]
fn check(target: fn(&[u8]), input: &[u8]) {
    if let Err(panicked) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        eprintln!("the input: {}", input.escape_ascii());
        resume_unwind(panicked);
    }
}

/// The inputs that found something once, and for SQL the statements of the shared cases.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.chain(if name == "urls" { Vec::new() } else { cases() }).collect()
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
    inputs.filter(|input| input.len() < 4_096).collect()
}

#[expect(clippy::disallowed_methods, reason = "the environment of a test run")]
fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn no_text_upsets_the_lexers() {
    run("lexers");
}

#[test]
fn a_spliced_text_is_one_statement() {
    run("splice");
}

#[test]
fn no_url_upsets_the_parser_or_shows_its_password() {
    run("urls");
}
