//! The settings file: where it is looked for, and its settings with the lines they stand on.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::{
    Value,
    de::{DeTable, ValueDeserializer},
};

use crate::failure::Failure;

/// A settings file as it was read.
#[derive(Debug)]
pub(crate) struct SettingsFile {
    pub(crate) path: PathBuf,
    text: String,
}

/// A line of the file that says something.
#[derive(Debug, PartialEq)]
pub(crate) enum Entry {
    /// A setting in its section.
    Setting { section: String, name: String, value: Value, line: usize },
    /// A section, told whether it holds settings or not.
    Section { name: String, line: usize },
    /// A value outside any section.
    Stray { name: String, line: usize },
}

/// The file that was named, else `weir.toml` in the working directory, else in the data directory.
pub(crate) fn find(named: Option<PathBuf>, data_dir: &Path) -> Result<Option<SettingsFile>, Failure> {
    if let Some(path) = named {
        return match read(&path)? {
            Some(file) => Ok(Some(file)),
            None => Err(Failure::usage(format!("the settings file {} does not exist", path.display()))
                .next("make one with `weir config default > weir.toml`")),
        };
    }
    match read(Path::new("weir.toml"))? {
        Some(file) => Ok(Some(file)),
        None => read(&data_dir.join("weir.toml")),
    }
}

fn read(path: &Path) -> Result<Option<SettingsFile>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(SettingsFile { path: path.to_owned(), text })),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => {
            Err(Failure::usage(format!("cannot read the settings file {}: {error}", path.display())))
        }
    }
}

impl Entry {
    fn line(&self) -> usize {
        let (Self::Setting { line, .. } | Self::Section { line, .. } | Self::Stray { line, .. }) = self;
        *line
    }
}

impl SettingsFile {
    /// What the file says, in its order.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let table = DeTable::parse(&self.text).map_err(|error| self.malformed(&error))?;
        let mut entries = Vec::new();
        for (name, value) in table.get_ref() {
            let line = self.line_of(name.span().start);
            let name = name.get_ref().clone().into_owned();
            match value.get_ref().as_table() {
                Some(section) => self.add_section(&mut entries, (name, line), section)?,
                None => entries.push(Entry::Stray { name, line }),
            }
        }
        // The parser tells them by name.
        entries.sort_by_key(Entry::line);
        Ok(entries)
    }

    /// A section with its settings, and the sections below it: `auth.oidc`.
    fn add_section(
        &self,
        entries: &mut Vec<Entry>,
        (section, line): (String, usize),
        settings: &DeTable<'_>,
    ) -> Result<(), Failure> {
        entries.push(Entry::Section { name: section.clone(), line });
        for (name, value) in settings {
            let line = self.line_of(name.span().start);
            let name = name.get_ref().clone().into_owned();
            if let Some(below) = value.get_ref().as_table() {
                self.add_section(entries, (format!("{section}.{name}"), line), below)?;
                continue;
            }
            let value = Value::deserialize(ValueDeserializer::from(value.clone()))
                .map_err(|error| self.malformed(&error))?;
            entries.push(Entry::Setting { section: section.clone(), name, value, line });
        }
        Ok(())
    }

    /// Where an entry stands, for people.
    pub(crate) fn place(&self, line: usize) -> String {
        format!("{} line {line}", self.path.display())
    }

    fn line_of(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }

    /// The parser's words without its picture of the line, which could hold a secret.
    fn malformed(&self, error: &toml::de::Error) -> Failure {
        let line = self.line_of(error.span().map_or(0, |span| span.start));
        Failure::usage(format!("{}: {}", self.place(line), error.message()))
    }
}
