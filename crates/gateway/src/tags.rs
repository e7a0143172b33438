//! Tags.

use weir_model::{AuditEntry, Phrase, TagDraft, TagId};
use weir_store::TagWritten;

pub use weir_store::TagUse;

use crate::{
    Caller, Error, Gateway, Noun, Permission,
    instances::{checked, invalid},
};

const LONGEST: usize = 64;

/// What is given of a tag; what isn't stays as it is.
#[derive(Clone, Debug, Default)]
pub struct TagInput {
    /// The name that filters use.
    pub name: Option<String>,
    /// The name for people; the name without.
    pub display_name: Option<String>,
    /// `#rrggbb` or a word.
    pub color: Option<String>,
}

impl Gateway {
    /// Every tag, by name, with how many instances have it.
    pub async fn list_tags(&self, caller: &Caller) -> Result<Vec<TagUse>, Error> {
        caller.require(Permission::View)?;
        Ok(self.store.list_tags().await?)
    }

    /// One tag.
    pub async fn tag(&self, caller: &Caller, id: TagId) -> Result<TagUse, Error> {
        caller.require(Permission::View)?;
        self.find_tag(id).await
    }

    /// Makes a tag.
    pub async fn create_tag(&self, caller: &Caller, input: TagInput) -> Result<TagUse, Error> {
        caller.require(Permission::Create)?;
        let draft = input.draft(None)?;
        let entry = told(self.audit_entry(caller, "tag.create"), None, Some(&draft));
        let outcome = self.store.insert_tag(&draft, self.clock.now(), &entry).await?;
        self.find_tag(written(&outcome, &draft)?).await
    }

    /// Changes a tag everywhere it is attached.
    pub async fn update_tag(&self, caller: &Caller, id: TagId, input: TagInput) -> Result<TagUse, Error> {
        caller.require(Permission::Update)?;
        let before = self.find_tag(id).await?;
        let draft = input.draft(Some(before.clone()))?;
        let entry = self.audit_entry(caller, "tag.change").on("tag", &id);
        let entry = told(entry, Some(&before.tag.into()), Some(&draft));
        let outcome = self.store.update_tag(id, &draft, self.clock.now(), &entry).await?;
        self.find_tag(written(&outcome, &draft)?).await
    }

    /// Removes a tag from everything that has it.
    pub async fn delete_tag(&self, caller: &Caller, id: TagId) -> Result<(), Error> {
        caller.require(Permission::Delete)?;
        let before = self.find_tag(id).await?;
        let entry = self.audit_entry(caller, "tag.delete").on("tag", &id);
        let entry = told(entry, Some(&before.tag.into()), None);
        if self.store.delete_tag(id, &entry).await? { Ok(()) } else { Err(missing(&id.to_string())) }
    }

    async fn find_tag(&self, id: TagId) -> Result<TagUse, Error> {
        self.store.find_tag(id).await?.ok_or_else(|| missing(&id.to_string()))
    }
}

impl TagInput {
    fn draft(self, before: Option<TagUse>) -> Result<TagDraft, Error> {
        let before = before.map(|before| before.tag);
        let given = self.name.or_else(|| before.as_ref().map(|before| before.name.clone()));
        let name = checked("name", &given.unwrap_or_default(), LONGEST)?;
        // A filter separates names by commas.
        if name.contains(',') {
            return Err(invalid("name", "must not hold a comma"));
        }
        let shown = self.display_name.or_else(|| before.as_ref().map(|before| before.display_name.clone()));
        let color = self.color.or_else(|| before.map(|before| before.color));
        let color = checked("color", &color.unwrap_or_else(|| "gray".to_owned()), LONGEST)?;
        if !is_color(&color) {
            return Err(invalid("color", "must be a word such as blue, or #rrggbb"));
        }
        let display_name = checked("display_name", &shown.unwrap_or_else(|| name.clone()), LONGEST)?;
        Ok(TagDraft { name, display_name, color })
    }
}

/// For the audit log.
fn told(entry: AuditEntry, before: Option<&TagDraft>, after: Option<&TagDraft>) -> AuditEntry {
    type Field = fn(&TagDraft) -> &String;
    const FIELDS: [(&str, Field); 3] =
        [("name", |tag| &tag.name), ("display_name", |tag| &tag.display_name), ("color", |tag| &tag.color)];
    FIELDS.iter().fold(entry, |entry, (name, field)| {
        entry.change(name, before.map(|tag| field(tag).clone()), after.map(|tag| field(tag).clone()))
    })
}

fn is_color(text: &str) -> bool {
    match text.strip_prefix('#') {
        Some(digits) => digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
    }
}

fn written(outcome: &TagWritten, draft: &TagDraft) -> Result<TagId, Error> {
    let name = &draft.name;
    match outcome {
        TagWritten::Written(id) => Ok(*id),
        TagWritten::Missing => Err(missing(name)),
        TagWritten::NameTaken => Err(Error::Conflict(Phrase::new(
            format!("There is already a tag '{name}'"),
            format!("标签“{name}”已存在"),
        ))),
    }
}

fn missing(key: &str) -> Error {
    Error::Missing { what: Noun::Tag, key: key.to_owned() }
}
