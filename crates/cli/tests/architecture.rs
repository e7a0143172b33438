//! Holds the code to ARCHITECTURE.md: the arrows between the crates, who may name which outside crate, and the
//! invariants that neither the compiler nor a lint can hold.
//!
//! The code map there is the law: an arrow is added by changing the document.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test may")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Outside crates with more than one owner, which the code map's last column can't say.
const SHARED: [(&str, &[&str]); 4] = [
    ("utoipa", &["api", "http"]),
    ("reqwest", &["llm", "oidc", "cli"]),
    ("pg_query", &["guard", "resolve"]),
    ("sqlparser", &["guard", "resolve"]),
];

/// Where `DbType` is told apart outside `engine` and `guard`, and why that is no decision about an engine.
const NAMES_DB_TYPES: [(&str, &str); 2] = [
    ("crates/model/src/db_type.rs", "gives each its name"),
    ("crates/api/src/connections.rs", "gives each its name on the wire"),
];

/// What tests use beyond the code map, and for what.
const TESTS_USE: [(&str, &str, &str); 6] = [
    ("http", "engine", "to put a gateway together"),
    ("http", "llm", "to put a gateway together"),
    ("http", "oidc", "to put a gateway together"),
    ("http", "store", "to put a gateway together"),
    ("jobs", "engine", "to put a gateway together"),
    ("jobs", "store", "to put a gateway together"),
];

/// Files over the limit that are one table, and of what.
const LONG_TABLES: [(&str, &str); 2] = [
    ("crates/sample/src/words/goods.rs", "what the sample shop sells"),
    ("crates/cli/src/config/keys.rs", "every setting with what it is for"),
];

const MOST_LINES: usize = 400;

#[test]
fn the_code_map_lists_every_crate() {
    let listed: Vec<String> = code_map().into_keys().collect();
    let present: Vec<String> = packages().into_keys().collect();
    assert_eq!(listed, present);
}

#[test]
fn crates_use_only_what_the_code_map_allows() {
    let map = code_map();
    let mut wrong = Vec::new();
    for (name, package) in packages() {
        for used in package.uses.iter().filter_map(|used| used.strip_prefix("weir-")) {
            if !map[&name].may_use.allows(used) {
                wrong.push(format!("{name} -> {used}"));
            }
        }
        for used in package.tests_use.iter().filter_map(|used| used.strip_prefix("weir-")) {
            let known = TESTS_USE.iter().any(|(user, uses, _)| *user == name && *uses == used);
            if used != "testkit" && !known && !map[&name].may_use.allows(used) {
                wrong.push(format!("tests of {name} -> {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that ARCHITECTURE.md does not have: {wrong:#?}");
}

#[test]
fn outside_crates_stay_with_their_owners() {
    let map = code_map();
    let packages = packages();
    let owned = map
        .iter()
        .flat_map(|(owner, row)| row.outside.iter().map(move |dep| (dep.as_str(), vec![owner.as_str()])));
    let shared = SHARED.map(|(dep, owners)| (dep, owners.to_vec()));
    let mut wrong = Vec::new();
    for (outside, owners) in owned.chain(shared) {
        // Tests may look at a file or a server with whatever is at hand.
        let users = packages.iter().filter(|(_, package)| package.uses.iter().any(|used| used == outside));
        wrong.extend(
            users
                .filter(|(user, _)| !owners.contains(&user.as_str()))
                .map(|(user, _)| format!("{user} -> {outside}")),
        );
    }
    assert!(wrong.is_empty(), "only their owners may name these: {wrong:#?}");
}

#[test]
fn the_code_map_names_outside_crates_that_are_there() {
    let packages = packages();
    for (owner, row) in code_map() {
        for outside in row.outside {
            assert!(packages[&owner].uses.contains(&outside), "{owner} does not use {outside}");
        }
    }
}

#[test]
fn paths_in_the_documents_exist() {
    let folders = ["crates/", "docs/", "scripts/", "web/", "e2e/"];
    let mut missing = Vec::new();
    // The changelog tells of what was.
    for (document, text) in documents().into_iter().filter(|(name, _)| name != "CHANGELOG.md") {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
        let paths = words.map(|word| word.trim_end_matches('.'));
        let paths = paths.filter(|path| folders.iter().any(|folder| path.starts_with(folder)));
        missing.extend(
            paths.filter(|path| !root().join(path).exists()).map(|path| format!("{document}: {path}")),
        );
    }
    assert!(missing.is_empty(), "the documents name what is not there: {missing:#?}");
}

#[test]
fn tests_that_asvs_is_said_to_be_held_by_exist() {
    let text = fs::read_to_string(root().join("docs/security/asvs.md")).unwrap();
    let code: Vec<String> = rust_files("crates").into_iter().map(|(_, text)| text).collect();
    // Names of tests are sentences: at least three words.
    let names = text.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() >= 2);
    let names: Vec<&str> =
        names.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).collect();
    assert!(names.len() > 20, "the names were read");
    let missing: Vec<&&str> =
        names.iter().filter(|name| !code.iter().any(|text| text.contains(&format!("fn {name}(")))).collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}

#[test]
fn db_types_are_told_apart_only_in_engine_and_guard() {
    let exempt = ["crates/engine/", "crates/guard/"].into_iter().chain(NAMES_DB_TYPES.map(|(file, _)| file));
    let exempt: Vec<&str> = exempt.collect();
    let decides = |line: &str| {
        line.contains("DbType::")
            && ["=>", "==", "!=", "matches!", "if let", "use "].iter().any(|word| line.contains(word))
    };
    let found = lines_of_code(|file| !exempt.iter().any(|prefix| file.starts_with(prefix)), decides);
    assert!(found.is_empty(), "an engine's ways belong in its folder: {found:#?}");
}

#[test]
fn every_file_says_what_it_owns() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "these do not begin with `//!`: {silent:#?}");
}

#[test]
fn no_file_is_too_long() {
    let is_table = |file: &str| LONG_TABLES.iter().any(|(table, _)| *table == file);
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(file, text)| (file, text.split("#[cfg(test)]").next().map_or(0, |code| code.lines().count())))
        .filter(|(file, lines)| *lines > MOST_LINES && !is_table(file))
        .map(|(file, lines)| format!("{file}: {lines}"))
        .collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:#?}");
}

#[test]
fn nothing_is_silenced() {
    // In halves, so that this file may say them.
    let words = [concat!("#[al", "low("), concat!("#![al", "low("), concat!("#[ig", "nore")];
    let found = lines_of_code(|_| true, |line| words.iter().any(|word| line.contains(word)));
    assert!(found.is_empty(), "use `expect` with a reason; run every test: {found:#?}");
}

/// One row of the code map.
struct Row {
    may_use: Allowed,
    outside: Vec<String>,
}

enum Allowed {
    All,
    These(Vec<String>),
}

impl Allowed {
    fn allows(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.iter().any(|allowed| allowed == name),
        }
    }
}

/// The table under "Code map" in ARCHITECTURE.md: crate, what it owns, what it may use, outside crates of its own.
fn code_map() -> BTreeMap<String, Row> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| *line != "## Code map").filter(|line| line.starts_with("| `"));
    let map: BTreeMap<String, Row> = rows.map(row).collect();
    assert!(!map.is_empty(), "ARCHITECTURE.md has no code map");
    map
}

fn row(line: &str) -> (String, Row) {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [name, _, may_use, outside] = cells[..] else { panic!("four columns: {line}") };
    let list = |cell: &str| match cell {
        "-" => Vec::new(),
        names => names.split(',').map(|name| name.trim().to_owned()).collect(),
    };
    let may_use = if may_use == "all" { Allowed::All } else { Allowed::These(list(may_use)) };
    (name.trim_matches('`').to_owned(), Row { may_use, outside: list(outside) })
}

/// What a crate's manifest names.
#[derive(Default)]
struct Package {
    uses: Vec<String>,
    tests_use: Vec<String>,
}

/// The crates of the workspace, without the `weir-` before their names.
fn packages() -> BTreeMap<String, Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (without_prefix(&package["name"]), manifest(package))).collect()
}

fn without_prefix(name: &Value) -> String {
    name.as_str().unwrap().trim_start_matches("weir-").to_owned()
}

fn manifest(package: &Value) -> Package {
    let mut names = Package::default();
    for dependency in package["dependencies"].as_array().unwrap() {
        let name = dependency["name"].as_str().unwrap().to_owned();
        // A build script's crates become part of the crate as well.
        if dependency["kind"] == "dev" { names.tests_use.push(name) } else { names.uses.push(name) }
    }
    names
}

/// The lines, comments aside, of all Rust files that `file` accepts and that `line` accepts.
fn lines_of_code(file: impl Fn(&str) -> bool, line: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in rust_files("crates").into_iter().filter(|(name, _)| file(name)) {
        for (number, code) in text.lines().enumerate() {
            if !code.trim_start().starts_with("//") && line(code) {
                found.push(format!("{name}:{}: {}", number + 1, code.trim()));
            }
        }
    }
    found
}

/// The Rust files under every `src`.
fn sources() -> Vec<(String, String)> {
    let mut files = rust_files("crates");
    files.retain(|(name, _)| name.split('/').nth(2) == Some("src"));
    assert!(!files.is_empty());
    files
}

/// The Rust files under a folder: path from the root, with slashes, and content.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
        if root().join(&path).is_dir() {
            files.extend(rust_files(&path));
        } else if has_extension(&path, "rs") {
            let text = fs::read_to_string(root().join(&path)).unwrap();
            files.push((path, text));
        }
    }
    files
}

/// The documents at the root.
fn documents() -> Vec<(String, String)> {
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| has_extension(name, "md"));
    names.map(|name| (name.clone(), fs::read_to_string(root().join(name)).unwrap())).collect()
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}
