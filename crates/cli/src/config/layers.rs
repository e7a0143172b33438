//! Laying the sources over each other, each checked against the list of settings. Every mistake is told at once,
//! each with its place and what was probably meant; no value is repeated, for it may be a secret.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::{
    config::{
        Config, Environment,
        file::{Entry, SettingsFile},
        keys::{KEYS, Key, Kind, SECTIONS, find, nearest},
    },
    failure::Failure,
};

/// Where a setting that is no default came from, by its path `section.name`.
pub(crate) type Sources = BTreeMap<String, Source>;

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A place in a file: `weir.toml line 3`.
    File(String),
    /// A variable.
    Environment(String),
    /// A flag.
    Flag(&'static str),
}

/// A setting given on the command line.
#[derive(Clone, Debug)]
pub(crate) struct Flag {
    /// As it is written: `--listen`.
    pub(crate) name: &'static str,
    /// The setting it gives: `section.name`.
    pub(crate) setting: &'static str,
    pub(crate) value: String,
}

/// What is known so far.
#[derive(Default)]
struct Layers {
    values: BTreeMap<&'static str, Table>,
    sources: Sources,
    problems: Vec<String>,
}

/// Reads the sources in their order; the later one wins.
pub(crate) fn read(
    file: Option<&SettingsFile>,
    environment: &Environment,
    flags: &[Flag],
) -> Result<(Config, Sources), Failure> {
    let mut layers = Layers::default();
    if let Some(file) = file {
        for entry in file.entries()? {
            layers.add_entry(file, entry);
        }
    }
    for (variable, text) in environment.settings() {
        layers.add_variable(variable, text);
    }
    for flag in flags {
        layers.add_flag(flag);
    }
    layers.finish()
}

impl Layers {
    fn add_entry(&mut self, file: &SettingsFile, entry: Entry) {
        match entry {
            Entry::Section { name, line } => {
                if SECTIONS.iter().all(|(section, _)| *section != name) {
                    let meant = nearest(&name, SECTIONS.iter().map(|(section, _)| format!("[{section}]")));
                    self.unknown(&file.place(line), &format!("section [{name}]"), meant);
                }
            }
            Entry::Stray { name, line } => {
                self.unknown(
                    &file.place(line),
                    &format!("setting `{name}` outside any section"),
                    meant("", &name),
                );
            }
            Entry::Setting { section, name, value, line } => {
                let Some(key) = find(&section, &name) else {
                    // A section that doesn't exist has been told of already.
                    if SECTIONS.iter().any(|(known, _)| *known == section) {
                        let path = format!("{section}.{name}");
                        self.unknown(&file.place(line), &format!("setting `{path}`"), meant(&section, &name));
                    }
                    return;
                };
                let value = check(key.kind, value);
                self.set(key, value, Source::File(file.place(line)));
            }
        }
    }

    fn add_variable(&mut self, variable: &str, text: &str) {
        let Some(key) = KEYS.iter().find(|key| key.variable() == variable) else {
            let meant = nearest(variable, KEYS.iter().map(Key::variable));
            self.unknown("environment", &format!("variable `{variable}`"), meant);
            return;
        };
        // An empty variable is the shell's way to take a setting back.
        if !text.is_empty() {
            self.set(key, parse(key.kind, text), Source::Environment(variable.to_owned()));
        }
    }

    fn add_flag(&mut self, flag: &Flag) {
        let key = flag.setting.rsplit_once('.').and_then(|(section, name)| find(section, name));
        if let Some(key) = key {
            self.set(key, parse(key.kind, &flag.value), Source::Flag(flag.name));
        }
    }

    fn set(&mut self, key: &'static Key, value: Result<Value, String>, source: Source) {
        match value {
            Ok(value) => {
                self.values.entry(key.section).or_default().insert(key.name.to_owned(), value);
                self.sources.insert(key.path(), source);
            }
            Err(expected) => {
                let place = source.to_string();
                self.problems.push(format!("{place}: `{}` must be {expected}", key.path()));
            }
        }
    }

    fn unknown(&mut self, place: &str, what: &str, meant: Option<String>) {
        let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
        self.problems.push(format!("{place}: unknown {what}{meant}"));
    }

    fn finish(self) -> Result<(Config, Sources), Failure> {
        if !self.problems.is_empty() {
            return Err(Failure::usage(self.problems.join("\n"))
                .next("`weir config default` prints every setting with what it is for"));
        }
        let mut table = Table::new();
        for (section, values) in self.values {
            // One below another comes after it: `auth`, then `auth.oidc`.
            let place = section.split('.').fold(&mut table, |table, part| {
                let below = table.entry(part).or_insert_with(|| Value::Table(Table::new()));
                below.as_table_mut().expect("a section is a table, for no setting has its name")
            });
            place.extend(values);
        }
        // Every value has been checked; this fails only if the list of settings and the structs disagree.
        let config =
            Config::deserialize(table).map_err(|error| Failure::usage(error.message().to_owned()))?;
        Ok((config, self.sources))
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(place) => f.write_str(place),
            Self::Environment(variable) => write!(f, "environment {variable}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// What a misspelt setting probably is: one of its section, else one of another.
fn meant(section: &str, name: &str) -> Option<String> {
    let near = |keys: &mut dyn Iterator<Item = &'static Key>| {
        let keys: Vec<&Key> = keys.collect();
        let found = nearest(name, keys.iter().map(|key| key.name.to_owned()))?;
        keys.iter().find(|key| key.name == found).map(|key| format!("`{found}` under [{}]", key.section))
    };
    near(&mut KEYS.iter().filter(|key| key.section == section)).or_else(|| near(&mut KEYS.iter()))
}

/// A value of the file, if it is of the right kind; else what was expected.
fn check(kind: Kind, value: Value) -> Result<Value, String> {
    let fits = match (kind, &value) {
        (Kind::Text | Kind::Secret, Value::String(text)) => !text.is_empty(),
        (Kind::Whole(least, most), Value::Integer(number)) => (least..=most).contains(number),
        (Kind::Switch, Value::Boolean(_)) => true,
        (Kind::List, Value::Array(items)) => {
            items.iter().all(|item| item.as_str().is_some_and(|text| !text.is_empty()))
        }
        (Kind::Choice(words), Value::String(word)) => words.contains(&word.as_str()),
        _ => false,
    };
    if fits { Ok(value) } else { Err(expected(kind)) }
}

/// A value from a variable or a flag.
fn parse(kind: Kind, text: &str) -> Result<Value, String> {
    let value = match kind {
        Kind::Text | Kind::Secret | Kind::Choice(_) => Value::String(text.to_owned()),
        Kind::Whole(..) => text.trim().parse().map(Value::Integer).ok().ok_or_else(|| expected(kind))?,
        Kind::Switch => text.trim().parse().map(Value::Boolean).ok().ok_or_else(|| expected(kind))?,
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
    };
    check(kind, value)
}

fn expected(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Secret => "text, in quotes and not empty".to_owned(),
        Kind::Whole(least, most) => format!("a whole number from {least} to {most}"),
        Kind::Switch => "true or false".to_owned(),
        Kind::List => "a list of texts: [\"a\", \"b\"] in the file, a,b in a variable".to_owned(),
        Kind::Choice(words) => format!("one of {}", words.join(", ")),
    }
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests {
    use std::{fs, path::Path};

    use expect_test::{Expect, expect};

    use super::*;
    use crate::config::{Loaded, load};

    fn read(file: &str, variables: &[(&str, &str)], flags: &[Flag]) -> Result<Loaded, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weir.toml");
        fs::write(&path, file).unwrap();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        load(Some(&path), flags, &Environment::of(variables))
    }

    fn check_mistake(file: &str, variables: &[(&str, &str)], expected: &Expect) {
        let failure = read(file, variables, &[]).unwrap_err().to_string();
        // The folder is another one at every run.
        let told: Vec<String> = failure
            .lines()
            .map(|line| match line.split_once("weir.toml") {
                Some((folder, rest)) if Path::new(folder).is_absolute() => format!("weir.toml{rest}"),
                _ => line.to_owned(),
            })
            .collect();
        expected.assert_eq(&told.join("\n"));
    }

    #[test]
    fn a_later_source_wins() {
        let file = "[limits]\nmax_rows = 1\ndefault_rows = 1\nmax_timeout_s = 1\n";
        let variables =
            [("WEIR_LIMITS__MAX_ROWS", "2"), ("WEIR_LOG__LEVEL", "debug"), ("WEIR_SERVER__LISTEN", "")];
        let flags = [Flag { name: "--log-level", setting: "log.level", value: "trace".to_owned() }];
        let loaded = read(file, &variables, &flags).unwrap();
        let Config { limits, log, server, .. } = loaded.config;
        assert_eq!((limits.default_rows, limits.max_rows, limits.max_timeout_s), (1, 2, 1));
        assert_eq!(limits.default_timeout_s, 30);
        assert_eq!(log.level, "trace");
        assert_eq!(server.listen, "127.0.0.1:8642", "an empty variable counts as none");
        assert_eq!(
            loaded.sources["limits.max_rows"],
            Source::Environment("WEIR_LIMITS__MAX_ROWS".to_owned())
        );
        assert_eq!(loaded.sources["log.level"], Source::Flag("--log-level"));
        let Source::File(place) = &loaded.sources["limits.default_rows"] else { panic!("from the file") };
        assert!(place.ends_with("weir.toml line 3"), "{place}");
    }

    #[test]
    fn reads_lists_in_either_form() {
        let file =
            "[engines]\nopen_extensions = [\"postgis\"]\n[sqlite]\nallowed_dirs = [\"/a\", \"/b c\"]\n";
        let loaded = read(file, &[], &[]).unwrap();
        assert_eq!(loaded.config.engines.open_extensions, ["postgis"]);
        assert_eq!(loaded.config.sqlite.allowed_dirs.unwrap(), [Path::new("/a"), Path::new("/b c")]);
        let loaded = read(file, &[("WEIR_ENGINES__OPEN_EXTENSIONS", "postgis, pg_trgm")], &[]).unwrap();
        assert_eq!(loaded.config.engines.open_extensions, ["postgis", "pg_trgm"]);
    }

    #[test]
    fn names_what_was_probably_meant() {
        let file = "lissten = \"x\"\nlisten = \"x\"\n[server]\nlistn = \"x\"\n[sever]\nlisten = \"x\"\n[limits]\nfrobnicate = 1\n";
        check_mistake(
            file,
            &[("WEIR_LIMITS_MAX_ROWS", "5"), ("WEIR_SERVER__LSITEN", "x")],
            &expect![[r#"
                weir.toml line 1: unknown setting `lissten` outside any section; did you mean `listen` under [server]?
                weir.toml line 2: unknown setting `listen` outside any section; did you mean `listen` under [server]?
                weir.toml line 4: unknown setting `server.listn`; did you mean `listen` under [server]?
                weir.toml line 5: unknown section [sever]; did you mean [server]?
                weir.toml line 8: unknown setting `limits.frobnicate`
                environment: unknown variable `WEIR_LIMITS_MAX_ROWS`; did you mean WEIR_LIMITS__MAX_ROWS?
                environment: unknown variable `WEIR_SERVER__LSITEN`; did you mean WEIR_SERVER__LISTEN?"#]],
        );
    }

    #[test]
    fn says_what_was_expected_and_never_repeats_a_value() {
        let file = "[limits]\nmax_rows = \"hunter2\"\ndefault_rows = 0\n[log]\nformat = \"hunter2\"\n[secrets]\nkey = 7\n[engines]\nopen_extensions = \"hunter2\"\n";
        check_mistake(
            file,
            &[("WEIR_LIMITS__MAX_TIMEOUT_S", "hunter2")],
            &expect![[r#"
                weir.toml line 2: `limits.max_rows` must be a whole number from 1 to 10000000
                weir.toml line 3: `limits.default_rows` must be a whole number from 1 to 10000000
                weir.toml line 5: `log.format` must be one of text, json
                weir.toml line 7: `secrets.key` must be text, in quotes and not empty
                weir.toml line 9: `engines.open_extensions` must be a list of texts: ["a", "b"] in the file, a,b in a variable
                environment WEIR_LIMITS__MAX_TIMEOUT_S: `limits.max_timeout_s` must be a whole number from 1 to 86400"#]],
        );
    }

    #[test]
    fn tells_where_the_file_is_no_toml() {
        check_mistake(
            "[server]\nlisten = 127.0.0.1\n",
            &[],
            &expect!["weir.toml line 2: invalid float, expected nothing"],
        );
        check_mistake(
            "[server]\nlisten = \"a\"\nlisten = \"b\"\n",
            &[],
            &expect!["weir.toml line 3: duplicate key"],
        );
        check_mistake(
            "[secrets\nkey = \"hunter2\"",
            &[],
            &expect!["weir.toml line 1: unclosed table, expected `]`"],
        );
    }

    #[test]
    fn a_secret_shows_nowhere() {
        let variables =
            [("WEIR_SECRETS__KEY", "hunter2"), ("WEIR_CATALOG__URL", "postgresql://u:hunter2@h/d")];
        let loaded = read("", &variables, &[]).unwrap();
        assert_eq!(loaded.config.secrets.key.as_ref().unwrap().expose_secret(), "hunter2");
        let shown = format!("{loaded:?} {:?}", crate::config::check(&loaded));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_file_that_was_named_must_exist() {
        let missing = load(Some(Path::new("/nowhere/weir.toml")), &[], &Environment::default());
        assert_eq!(missing.unwrap_err().to_string(), "the settings file /nowhere/weir.toml does not exist");
    }
}
