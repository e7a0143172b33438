//! The audit log: making its lines and reading them.

use tracing::error;
use weir_model::{Actor, ActorKind, AuditEntry, AuditOutcome, Page, Paged};
use weir_store::{AuditFilter, AuditLine};

use crate::{Caller, Error, Gateway, Permission, RequestOrigin};

impl Gateway {
    /// A line of the audit log for what a caller does now. Give it to the store's method that makes the change,
    /// which adds it in the same transaction.
    pub(crate) fn audit_entry(&self, caller: &Caller, action: &str) -> AuditEntry {
        AuditEntry::new(self.clock.now(), action, caller.actor())
    }

    /// A line for somebody who is not known yet.
    pub(crate) fn audit_unknown(&self, request: &RequestOrigin, action: &str) -> AuditEntry {
        let actor = Actor {
            address: request.address.map(|address| address.to_string()),
            request_id: Some(request.request_id.clone()),
            ..Actor::named("anonymous", ActorKind::Anonymous)
        };
        AuditEntry::new(self.clock.now(), action, actor)
    }

    /// Adds a line that belongs to no change. That it can't be written is told in the log, and fails nothing:
    /// what it tells of has happened.
    pub async fn note_audit(&self, entry: &AuditEntry) {
        if let Err(error) = self.store.append_audit(entry).await {
            error!(audit.action = entry.action, "the audit log could not be written: {error}");
        }
    }

    /// Remembers that a caller was refused: `what` is the method and path they asked for.
    pub async fn note_refusal(&self, caller: &Caller, what: &str, why: &str) {
        let entry = self.audit_entry(caller, "request.refuse").on("request", what).note(why);
        self.note_audit(&entry.ended(AuditOutcome::Refused)).await;
    }

    /// Remembers that a caller takes a whole list away as a file.
    pub async fn note_export(&self, caller: &Caller, what: &str) {
        let entry = self.audit_entry(caller, "list.export").on("list", what);
        self.note_audit(&entry).await;
    }

    /// One page of the audit log, newest first.
    pub async fn list_audit(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
        page: Page,
    ) -> Result<Paged<AuditLine>, Error> {
        caller.require(Permission::Admin)?;
        Ok(self.store.list_audit(filter, page).await?)
    }
}
