//! Instances as lines of a table: importing many at once with a report, line by line.

use std::collections::HashSet;

use weir_model::{Instance, InstanceFilter, InstanceSort, Page, PageBounds, Phrase};

use super::InstanceInput;
use crate::{Caller, Error, Gateway, Permission};

/// More lines than that are several files.
const MOST_LINES: usize = 10_000;
/// Instances read at once for an export.
const PIECE: u64 = 1_000;

/// A line of an imported table, as far as it could be read.
#[derive(Clone, Debug)]
pub struct InstanceLine {
    /// Its number in the file, the header being 1.
    pub number: u64,
    /// What it says, or why it can't be read.
    pub input: Result<InstanceInput, String>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is an instance now; in a dry run, it would be.
    Created,
    /// It is none, and why.
    Failed(Phrase),
}

/// A line of the report.
#[derive(Clone, Debug)]
pub struct ImportedLine {
    /// The line's number in the file.
    pub number: u64,
    /// The name that it gives, where it could be read.
    pub name: Option<String>,
    /// What became of it.
    pub outcome: ImportOutcome,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// Nothing was written: it was only tried.
    pub dry_run: bool,
    /// Each line.
    pub lines: Vec<ImportedLine>,
}

impl Gateway {
    /// Adds an instance per line. A line that can't be added doesn't keep the others from it.
    pub async fn import_instances(
        &self,
        caller: &Caller,
        lines: Vec<InstanceLine>,
        dry_run: bool,
    ) -> Result<ImportReport, Error> {
        caller.require(Permission::Create)?;
        if lines.len() > MOST_LINES {
            return Err(super::input::invalid("body", &format!("at most {MOST_LINES} lines")));
        }
        let mut report = ImportReport { dry_run, lines: Vec::with_capacity(lines.len()) };
        let mut seen = Seen::default();
        for InstanceLine { number, input } in lines {
            let name = input.as_ref().ok().and_then(|input| input.name.clone());
            let added = match input {
                Err(why) => Err(super::input::invalid("line", &why)),
                Ok(input) if dry_run => self.try_instance(input, &mut seen).await,
                Ok(input) => self.create_instance(caller, input).await.map(drop),
            };
            let outcome = match added {
                Ok(()) => ImportOutcome::Created,
                Err(error @ (Error::CatalogUnavailable(_) | Error::Store(_) | Error::Internal(_))) => {
                    return Err(error);
                }
                Err(Error::Conflict(phrase)) => ImportOutcome::Failed(phrase),
                Err(error) => ImportOutcome::Failed(Phrase::new(error.to_string(), error.to_string())),
            };
            report.lines.push(ImportedLine { number, name, outcome });
        }
        Ok(report)
    }

    /// Whether an instance could be added, without adding it.
    async fn try_instance(&self, input: InstanceInput, seen: &mut Seen) -> Result<(), Error> {
        let draft = input.draft(None)?;
        if let Some(taken) = self.store.instance_conflict(&draft).await? {
            return super::written(taken, &draft.name).map(drop);
        }
        let new = seen.names.insert(draft.name) && seen.places.insert(draft.endpoint);
        if new {
            return Ok(());
        }
        Err(Error::Conflict(Phrase::new(
            "An earlier line has this name, or this type, host and port",
            "前面的行已使用该名称，或相同的类型、主机和端口",
        )))
    }

    /// Every instance that a filter lets through, by name.
    pub async fn all_instances(
        &self,
        caller: &Caller,
        filter: &InstanceFilter,
    ) -> Result<Vec<Instance>, Error> {
        caller.require(Permission::View)?;
        let (mut all, mut number) = (Vec::new(), 1);
        loop {
            let page = Page::new(Some(number), None, PageBounds { default: PIECE, max: PIECE });
            let piece = self.store.list_instances(filter, (InstanceSort::Name, false), page).await?;
            let is_last = (piece.items.len() as u64) < PIECE;
            all.extend(piece.items);
            if is_last {
                return Ok(all);
            }
            number += 1;
        }
    }
}

/// What the lines before have taken.
#[derive(Debug, Default)]
struct Seen {
    names: HashSet<String>,
    places: HashSet<weir_model::Endpoint>,
}
