//! The audit log: lines are added, in the transaction of the change they tell of, and never changed. The
//! database itself refuses an UPDATE or DELETE, by triggers.

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{
    Actor, ActorKind, AuditChange, AuditEntry, AuditOutcome, AuditSubject, Page, Paged, Timestamp, TokenId,
    UserId,
};

use crate::{
    Error, Store,
    history::origin::asks_for_queries,
    pool::{in_transaction, on_backend},
};

pub(crate) const APPEND: &str = "INSERT INTO audit_log (at, action, outcome, actor_name, actor_kind, user_id, \
                                 session_id, token_id, address, request_id, subject_kind, subject_key, \
                                 changes, note) \
                                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

/// Adds a line to the audit log within a transaction: `append_audit!(tx, &entry)`.
macro_rules! append_audit {
    ($tx:ident, $entry:expr) => {{
        let entry: &weir_model::AuditEntry = $entry;
        let text = $crate::audit::storable;
        sqlx::query($crate::audit::APPEND)
            .bind(entry.at.as_millis())
            .bind(&entry.action)
            .bind(entry.outcome.as_str())
            .bind(text(&entry.actor.name))
            .bind(entry.actor.kind.as_str())
            .bind(entry.actor.user_id.map(|id| id.0))
            .bind(entry.actor.session_id.as_deref())
            .bind(entry.actor.token_id.map(|id| id.0))
            .bind(entry.actor.address.as_deref())
            .bind(entry.actor.request_id.as_deref())
            .bind(entry.subject.as_ref().map(|subject| subject.kind.as_str()))
            .bind(entry.subject.as_ref().map(|subject| text(&subject.key)))
            .bind($crate::audit::changes_text(&entry.changes))
            .bind(entry.note.as_deref().map(text))
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(crate) use append_audit;

/// Which lines of the audit log are asked for. All that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The action, or the noun before its point: `user` finds `user.create`.
    pub action: Option<String>,
    /// The actor's name, exactly.
    pub actor: Option<String>,
    /// How it ended.
    pub outcome: Option<AuditOutcome>,
    /// The subject's kind.
    pub subject_kind: Option<String>,
    /// The subject's id or name.
    pub subject: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// A line of the audit log with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Grows by time; never given twice.
    pub id: i64,
    /// What it tells.
    pub entry: AuditEntry,
}

// An absent filter is NULL, and matches every line. Types are named for PostgreSQL, which can't guess them.
macro_rules! matching {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM audit_log WHERE (CAST($1 AS TEXT) IS NULL OR action = $1 OR substr(action, 1, length($1) + 1) = $1 || '.') \
             AND (CAST($2 AS TEXT) IS NULL OR actor_name = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR outcome = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR subject_kind = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR subject_key = $5) \
             AND (CAST($6 AS TEXT) IS NULL OR request_id = $6) \
             AND (CAST($7 AS BIGINT) IS NULL OR at >= $7) \
             AND (CAST($8 AS BIGINT) IS NULL OR at < $8) ",
            $tail
        )
    };
}

macro_rules! bind_filter {
    ($query:expr, $filter:expr) => {
        $query
            .bind($filter.action.as_deref())
            .bind($filter.actor.as_deref())
            .bind($filter.outcome.map(AuditOutcome::as_str))
            .bind($filter.subject_kind.as_deref())
            .bind($filter.subject.as_deref())
            .bind($filter.request_id.as_deref())
            .bind($filter.from.map(Timestamp::as_millis))
            .bind($filter.until.map(Timestamp::as_millis))
    };
}

impl Store {
    /// Adds a line that belongs to no change in the catalog.
    pub async fn append_audit(&self, entry: &AuditEntry) -> Result<(), Error> {
        in_transaction!(self.pool(), |tx| append_audit!(tx, entry));
        Ok(())
    }

    /// One page of the lines that match, newest first.
    ///
    /// Queries stand in the history, and are told when the action asked for is `query`.
    pub async fn list_audit(&self, filter: &AuditFilter, page: Page) -> Result<Paged<AuditLine>, Error> {
        if asks_for_queries(filter) {
            return self.list_audited_queries(filter, page).await;
        }
        const COUNT: &str = matching!("SELECT count(*)", "");
        const LIST: &str = matching!(
            "SELECT id, at, action, outcome, actor_name, actor_kind, user_id, session_id, token_id, address, \
             request_id, subject_kind, subject_key, changes, note",
            "ORDER BY at DESC, id DESC LIMIT $9 OFFSET $10"
        );
        let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
        let offset = i64::try_from(page.offset()).unwrap_or(i64::MAX);
        let (total, rows): (i64, Vec<AuditRow>) = on_backend!(self.pool(), |pool| {
            let total = bind_filter!(sqlx::query_scalar(COUNT), filter).fetch_one(pool).await?;
            let rows = bind_filter!(sqlx::query_as(LIST), filter).bind(limit).bind(offset);
            (total, rows.fetch_all(pool).await?)
        });
        let items = rows.into_iter().map(AuditRow::open).collect::<Result<_, _>>()?;
        Ok(Paged { items, total: u64::try_from(total).unwrap_or(0) })
    }
}

/// Text as both backends keep it: PostgreSQL refuses NUL.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{2400}")
}

pub(crate) fn changes_text(changes: &[AuditChange]) -> String {
    let list: Vec<Value> = changes
        .iter()
        .map(|change| json!({ "field": change.field, "before": change.before, "after": change.after }))
        .collect();
    // `\0` in a JSON text is written `\u0000`, which both backends keep as it is.
    Value::Array(list).to_string()
}

#[derive(FromRow)]
struct AuditRow {
    id: i64,
    at: i64,
    action: String,
    outcome: String,
    actor_name: String,
    actor_kind: String,
    user_id: Option<i64>,
    session_id: Option<String>,
    token_id: Option<i64>,
    address: Option<String>,
    request_id: Option<String>,
    subject_kind: Option<String>,
    subject_key: Option<String>,
    changes: String,
    note: Option<String>,
}

impl AuditRow {
    fn open(self) -> Result<AuditLine, Error> {
        let id = self.id;
        self.line().ok_or_else(|| Error::Damaged { what: format!("line {id} of the audit log") })
    }

    fn line(self) -> Option<AuditLine> {
        let actor = Actor {
            name: self.actor_name,
            kind: ActorKind::from_word(&self.actor_kind)?,
            user_id: self.user_id.map(UserId),
            session_id: self.session_id,
            token_id: self.token_id.map(TokenId),
            address: self.address,
            request_id: self.request_id,
        };
        let subject = match (self.subject_kind, self.subject_key) {
            (Some(kind), Some(key)) => Some(AuditSubject { kind, key }),
            _ => None,
        };
        let entry = AuditEntry {
            at: Timestamp::from_millis(self.at),
            action: self.action,
            outcome: AuditOutcome::from_word(&self.outcome)?,
            actor,
            subject,
            changes: read_changes(&self.changes)?,
            note: self.note,
        };
        Some(AuditLine { id: self.id, entry })
    }
}

fn read_changes(text: &str) -> Option<Vec<AuditChange>> {
    let list: Vec<Value> = serde_json::from_str(text).ok()?;
    let word = |change: &Value, name: &str| change[name].as_str().map(str::to_owned);
    list.iter()
        .map(|change| {
            Some(AuditChange {
                field: word(change, "field")?,
                before: word(change, "before"),
                after: word(change, "after"),
            })
        })
        .collect()
}
