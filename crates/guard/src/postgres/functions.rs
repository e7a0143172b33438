//! Which functions may be called on one PostgreSQL connection: an allowlist made of its own `pg_proc`.
//!
//! Immutable and stable functions of `pg_catalog` are on it, with the additions and less the removals of
//! [`lists`]. Everything else is off, but for the harmless part of extensions that the operator has opened.
//! PostgreSQL finds an unqualified name along the search path and by the types of the arguments, neither of
//! which is known here: so a name counts as the most dangerous function that bears it.

mod lists;

use std::collections::HashMap;

use weir_model::{Function, Volatility};

use lists::{is_added, is_removed, needs_no_list};

/// The functions that may be called on one PostgreSQL connection.
#[derive(Debug, Default)]
pub struct Functions {
    /// The server's own: whether every function of that name is on the list.
    own: HashMap<Box<str>, bool>,
    /// Functions of users and extensions, by name.
    others: HashMap<Box<str>, Vec<Other>>,
}

/// The functions of one name in one schema that the server didn't bring itself.
#[derive(Debug)]
struct Other {
    schema: Box<str>,
    trust: Trust,
}

/// What is known of a function that the server didn't bring, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// Harmless by declaration, and its extension is open.
    Open,
    /// Immutable, of an extension that isn't open.
    Immutable,
    /// Stable, of an extension that isn't open.
    Stable,
    /// May do anything.
    None,
}

/// Why a function may not be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// No list was loaded: nothing may be called.
    NotLoaded,
    /// No function of that name was reported.
    Unknown,
    /// It is not known to be harmless.
    NotListed,
    /// The server's own is harmless, but another of the same name in this schema is not known to be.
    Shadowed(String),
}

impl Functions {
    /// Builds the list from what the server reports.
    ///
    /// `open_extensions` names the extensions whose immutable and stable functions may be called.
    pub(crate) fn build(reported: &[Function], open_extensions: &[String]) -> Self {
        let mut functions = Self::default();
        for function in reported {
            let name = function.name.as_str();
            let declared = function.volatility != Volatility::Volatile || is_added(name);
            let harmless = declared && !is_removed(name);
            if function.schema == "pg_catalog" && function.extension.is_none() {
                *functions.own.entry(name.into()).or_insert(true) &= harmless;
                continue;
            }
            let open = function.extension.as_ref().map(|extension| open_extensions.contains(extension));
            let trust = match (harmless, open, function.volatility) {
                (true, Some(true), _) => Trust::Open,
                (true, Some(false), Volatility::Immutable) => Trust::Immutable,
                (true, Some(false), _) => Trust::Stable,
                _ => Trust::None,
            };
            functions.note_other(name, &function.schema, trust);
        }
        functions
    }

    fn note_other(&mut self, name: &str, schema: &str, trust: Trust) {
        let others = self.others.entry(name.into()).or_default();
        match others.iter_mut().find(|other| *other.schema == *schema) {
            Some(other) => other.trust = other.trust.max(trust),
            None => others.push(Other { schema: schema.into(), trust }),
        }
    }

    /// May `name(…)` or `schema.name(…)` be called?
    pub(super) fn call(&self, schema: Option<&str>, name: &str) -> Result<(), Denied> {
        self.loaded()?;
        let own = self.own.get(name).copied().filter(|_| schema.is_none_or(|schema| schema == "pg_catalog"));
        let others =
            || self.others(name).filter(|other| schema.is_none_or(|schema| schema == &*other.schema));
        match own {
            // An extension's overload of one of the server's names (citext brings its own `max`) is trusted as
            // far as it says that it only computes.
            Some(true) => match others().find(|other| other.trust == Trust::None) {
                Some(other) => Err(Denied::Shadowed(other.schema.to_string())),
                None => Ok(()),
            },
            None if others().next().is_none() => Err(Denied::Unknown),
            None if others().all(|other| other.trust == Trust::Open) => Ok(()),
            Some(false) | None => Err(Denied::NotListed),
        }
    }

    /// May the grammar's own syntax call this function of `pg_catalog` (`EXTRACT`, `AT TIME ZONE`)?
    pub(super) fn call_by_syntax(&self, name: &str) -> Result<(), Denied> {
        if needs_no_list(name) { Ok(()) } else { self.call(Some("pg_catalog"), name) }
    }

    /// May `row.name` or `(value).name` stand? It calls the function `name` if there is no such column
    /// (manual: "Using Composite Types in Queries").
    pub(super) fn attribute(&self, name: &str, of_a_row: bool) -> Result<(), Denied> {
        if self.call(None, name).is_ok() {
            return Ok(());
        }
        self.loaded()?;
        // Of the server's own functions off the list, none takes a row but pg_restore_relation_stats and its like.
        let own = self.own.get(name) != Some(&false) || (of_a_row && !name.starts_with("pg_"));
        let worst = if of_a_row { Trust::Immutable } else { Trust::Open };
        let harmless = own && self.others(name).all(|other| other.trust <= worst);
        if harmless { Ok(()) } else { Err(Denied::NotListed) }
    }

    /// May this word be used as syntax of a newer grammar? An older server takes `JSON_VALUE(…)` for a call.
    pub(super) fn keyword(&self, name: &str) -> Result<(), Denied> {
        self.loaded()?;
        match self.others(name).find(|other| other.trust == Trust::None) {
            Some(other) => Err(Denied::Shadowed(other.schema.to_string())),
            None => Ok(()),
        }
    }

    fn loaded(&self) -> Result<(), Denied> {
        if self.own.is_empty() { Err(Denied::NotLoaded) } else { Ok(()) }
    }

    fn others(&self, name: &str) -> impl Iterator<Item = &Other> {
        self.others.get(name).into_iter().flatten()
    }
}

#[cfg(test)]
mod tests;
