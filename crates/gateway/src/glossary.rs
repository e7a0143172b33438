//! The glossary of a connection: what the words of a house mean, edited by people, heard by the linker.

use weir_model::{AuditEntry, DbName, GlossaryDraft, GlossaryEntry, Phrase};
use weir_store::GlossaryWritten;

use crate::{Caller, Error, Gateway, Noun, Permission};

const MAX_TERM: usize = 200;
const MAX_MEANING: usize = 2_000;
const MAX_TABLES: usize = 50;
const MAX_NAME: usize = 400;

impl Gateway {
    /// The glossary, by term.
    pub async fn list_glossary(&self, caller: &Caller, name: &DbName) -> Result<Vec<GlossaryEntry>, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        Ok(self.store.list_glossary(name).await?)
    }

    /// Adds an entry.
    pub async fn add_glossary(
        &self,
        caller: &Caller,
        name: &DbName,
        draft: GlossaryDraft,
    ) -> Result<GlossaryEntry, Error> {
        caller.require(Permission::Update)?;
        let draft = checked(draft)?;
        self.find_connection(caller, name).await?;
        let audit = self.audit_entry(caller, "glossary.create").on("connection", name);
        let audit = told(audit, None, Some(&draft));
        match self.store.insert_glossary(name, &draft, &audit).await? {
            GlossaryWritten::Written(entry) => Ok(entry),
            GlossaryWritten::Missing => Err(Error::ConnectionNotFound(name.clone())),
            GlossaryWritten::TermTaken => Err(taken(&draft.term)),
        }
    }

    /// Changes an entry.
    pub async fn change_glossary(
        &self,
        caller: &Caller,
        name: &DbName,
        id: i64,
        draft: GlossaryDraft,
    ) -> Result<GlossaryEntry, Error> {
        caller.require(Permission::Update)?;
        let draft = checked(draft)?;
        self.find_connection(caller, name).await?;
        let before = self.find_glossary(name, id).await?;
        let audit = self.audit_entry(caller, "glossary.update").on("connection", name);
        let audit = told(audit, Some(&before), Some(&draft));
        match self.store.update_glossary(name, id, &draft, &audit).await? {
            GlossaryWritten::Written(entry) => Ok(entry),
            GlossaryWritten::Missing => Err(missing(id)),
            GlossaryWritten::TermTaken => Err(taken(&draft.term)),
        }
    }

    /// Removes an entry.
    pub async fn remove_glossary(&self, caller: &Caller, name: &DbName, id: i64) -> Result<(), Error> {
        caller.require(Permission::Update)?;
        self.find_connection(caller, name).await?;
        let before = self.find_glossary(name, id).await?;
        let audit = self.audit_entry(caller, "glossary.delete").on("connection", name);
        let audit = told(audit, Some(&before), None);
        if self.store.delete_glossary(name, id, &audit).await? { Ok(()) } else { Err(missing(id)) }
    }
}

impl Gateway {
    async fn find_glossary(&self, name: &DbName, id: i64) -> Result<GlossaryDraft, Error> {
        let entries = self.store.list_glossary(name).await?;
        let found = entries.into_iter().find(|entry| entry.id == id).ok_or_else(|| missing(id))?;
        Ok(found.draft)
    }
}

/// For the audit log.
fn told(entry: AuditEntry, before: Option<&GlossaryDraft>, after: Option<&GlossaryDraft>) -> AuditEntry {
    type Field = fn(&GlossaryDraft) -> String;
    const FIELDS: [(&str, Field); 3] = [
        ("term", |draft| draft.term.clone()),
        ("meaning", |draft| draft.meaning.clone()),
        ("tables", |draft| draft.tables.join(", ")),
    ];
    FIELDS.iter().fold(entry, |entry, (name, field)| entry.change(name, before.map(field), after.map(field)))
}

fn missing(id: i64) -> Error {
    Error::Missing { what: Noun::GlossaryEntry, key: id.to_string() }
}

fn taken(term: &str) -> Error {
    Error::Conflict(Phrase::new(
        format!("The glossary has an entry for '{term}' already"),
        format!("术语表中已有“{term}”"),
    ))
}

fn checked(draft: GlossaryDraft) -> Result<GlossaryDraft, Error> {
    let GlossaryDraft { term, meaning, tables } = draft;
    let term = filled("term", &term, MAX_TERM)?;
    let meaning = filled("meaning", &meaning, MAX_MEANING)?;
    if tables.len() > MAX_TABLES {
        return Err(Error::Invalid { field: "tables", why: format!("must be at most {MAX_TABLES} names") });
    }
    let tables: Result<Vec<String>, Error> =
        tables.iter().map(|table| filled("tables", table, MAX_NAME)).collect();
    Ok(GlossaryDraft { term, meaning, tables: tables? })
}

/// A text that is neither blank nor too long, without the blanks around it.
pub(crate) fn filled(field: &'static str, text: &str, most: usize) -> Result<String, Error> {
    let text = text.trim();
    let why = if text.is_empty() {
        "must not be empty".to_owned()
    } else if text.chars().count() > most {
        format!("must be at most {most} characters")
    } else if text.contains('\0') {
        "must not hold a NUL character".to_owned()
    } else {
        return Ok(text.to_owned());
    };
    Err(Error::Invalid { field, why })
}
