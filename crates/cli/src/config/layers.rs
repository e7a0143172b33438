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
    /// The flag, such as `--listen`.
    pub(crate) flag: &'static str,
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
                let keys = KEYS.iter().filter(|key| key.name == name);
                let meant = keys.map(|key| format!("`{name}` under [{}]", key.section)).next();
                let meant = meant.or_else(|| nearest(&name, KEYS.iter().map(Key::path)));
                self.unknown(&file.place(line), &format!("setting `{name}` outside any section"), meant);
            }
            Entry::Setting { section, name, value, line } => {
                let Some(key) = find(&section, &name) else {
                    // A section that doesn't exist has been told of already.
                    if SECTIONS.iter().any(|(known, _)| *known == section) {
                        let path = format!("{section}.{name}");
                        let meant = nearest(&path, KEYS.iter().map(Key::path));
                        self.unknown(&file.place(line), &format!("setting `{path}`"), meant);
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
        let key = flag.setting.split_once('.').and_then(|(section, name)| find(section, name));
        if let Some(key) = key {
            self.set(key, parse(key.kind, &flag.value), Source::Flag(flag.flag));
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
        let table: Table = self
            .values
            .into_iter()
            .map(|(section, table)| (section.to_owned(), Value::Table(table)))
            .collect();
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

/// A value of the file, if it is of the right kind; else what was expected.
fn check(kind: Kind, value: Value) -> Result<Value, String> {
    let fits = match (kind, &value) {
        (Kind::Text | Kind::Secret, Value::String(text)) => !text.is_empty(),
        (Kind::Whole(least, most), Value::Integer(number)) => (least..=most).contains(number),
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
        Kind::List => "a list of texts: [\"a\", \"b\"] in the file, a,b in a variable".to_owned(),
        Kind::Choice(words) => format!("one of {}", words.join(", ")),
    }
}
