//! What the audit log says of a changed instance: field by field, without any password.

use weir_model::{AuditEntry, Endpoint, Instance, InstanceDraft};

/// The fields that the log tells of, as texts.
struct Told([(&'static str, Option<String>); 10]);

/// Adds what is different between an instance and what it becomes. Without what it was it is made, without what it
/// becomes it is removed.
pub(super) fn changes(
    entry: AuditEntry,
    before: Option<&Instance>,
    after: Option<&InstanceDraft>,
) -> AuditEntry {
    let (before, after_told) = (before.map(Told::of), after.map(Told::of_draft));
    let names = before.as_ref().or(after_told.as_ref()).map(Told::names).unwrap_or_default();
    let value = |told: &Option<Told>, at: usize| told.as_ref().and_then(|told| told.0[at].1.clone());
    let entry = names
        .iter()
        .enumerate()
        .fold(entry, |entry, (at, name)| entry.change(name, value(&before, at), value(&after_told, at)));
    if after.is_some_and(|draft| draft.password.is_some()) {
        return entry.change("password", None, Some("****".to_owned()));
    }
    entry
}

impl Told {
    fn of(instance: &Instance) -> Self {
        let login = instance.login.as_ref();
        let tags: Vec<&str> = instance.tags.iter().map(|tag| tag.name.as_str()).collect();
        Self([
            ("name", Some(instance.name.clone())),
            ("place", Some(place(&instance.endpoint))),
            ("username", login.map(|login| login.user.clone())),
            ("database", login.and_then(|login| login.database.clone())),
            ("parameters", login.map(|login| login.parameters.clone()).filter(|text| !text.is_empty())),
            ("environment", instance.environment.clone()),
            ("description", instance.description.clone()),
            ("limit_bytes", instance.limit_bytes.map(|bytes| bytes.to_string())),
            ("is_active", Some(instance.is_active.to_string())),
            ("tags", joined(tags)),
        ])
    }

    fn of_draft(draft: &InstanceDraft) -> Self {
        let login = draft.login.as_ref();
        Self([
            ("name", Some(draft.name.clone())),
            ("place", Some(place(&draft.endpoint))),
            ("username", login.map(|login| login.user.clone())),
            ("database", login.and_then(|login| login.database.clone())),
            ("parameters", login.map(|login| login.parameters.clone()).filter(|text| !text.is_empty())),
            ("environment", draft.environment.clone()),
            ("description", draft.description.clone()),
            ("limit_bytes", draft.limit_bytes.map(|bytes| bytes.to_string())),
            ("is_active", Some(draft.is_active.to_string())),
            ("tags", joined(draft.tags.iter().map(String::as_str).collect())),
        ])
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }
}

fn place(endpoint: &Endpoint) -> String {
    format!("{} {endpoint}", endpoint.db_type)
}

/// In one order, so that the same tags are no change.
fn joined(mut tags: Vec<&str>) -> Option<String> {
    tags.sort_unstable();
    tags.dedup();
    (!tags.is_empty()).then(|| tags.join(", "))
}
