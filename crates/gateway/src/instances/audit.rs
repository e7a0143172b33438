//! What the audit log says of a changed instance: field by field, without any password.

use weir_model::{AuditEntry, Instance, InstanceDraft};

/// Adds what is different between two states of an instance.
pub(super) fn changes(
    entry: AuditEntry,
    before: Option<&Instance>,
    after: Option<&Instance>,
    draft: &InstanceDraft,
) -> AuditEntry {
    type Field = fn(&Instance) -> Option<String>;
    const FIELDS: [(&str, Field); 8] = [
        ("name", |instance| Some(instance.name.clone())),
        ("place", |instance| Some(format!("{} {}", instance.endpoint.db_type, instance.endpoint))),
        ("username", |instance| instance.login.as_ref().map(|login| login.user.clone())),
        ("environment", |instance| instance.environment.clone()),
        ("description", |instance| instance.description.clone()),
        ("limit_bytes", |instance| instance.limit_bytes.map(|bytes| bytes.to_string())),
        ("is_active", |instance| Some(instance.is_active.to_string())),
        ("tags", |instance| {
            let tags: Vec<&str> = instance.tags.iter().map(|tag| tag.name.as_str()).collect();
            (!tags.is_empty()).then(|| tags.join(", "))
        }),
    ];
    let mut entry = entry;
    for (name, field) in FIELDS {
        entry = entry.change(name, before.and_then(field), after.and_then(field));
    }
    if draft.password.is_some() {
        entry = entry.change("password", None, Some("****".to_owned()));
    }
    entry
}
