//! The fuzz targets in every test run: each over its corpus, then for some seconds over inputs made of it.
//!
//! `WEIR_TEST_FUZZ_SECONDS` and `WEIR_TEST_FUZZ_SEED` make it longer, and another one.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod corpus;
mod mutate;
mod oracle;
mod targets;

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    time::{Duration, Instant},
};

use self::mutate::Dice;

const SECONDS: u64 = 8;

fn run(name: &str) {
    let (_, target) = targets::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let corpus = corpus::of(name, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus"));
    assert!(corpus.len() > 20, "the corpus of {name} is there");
    for input in &corpus {
        check(target, input);
    }
    let mut dice = Dice::new(number("WEIR_TEST_FUZZ_SEED", 0x9e37_79b9_7f4a_7c15));
    let end = Instant::now() + Duration::from_secs(number("WEIR_TEST_FUZZ_SECONDS", SECONDS));
    while Instant::now() < end {
        let beginning = dice.pick(&corpus).clone();
        check(target, &mutate::this(beginning, &corpus, &mut dice));
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
