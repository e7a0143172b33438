//! `/api/v1/audit`: who did what.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{AuditChange, AuditEntry};

/// One page of the audit log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditListResponse {
    /// The newest first.
    pub items: Vec<AuditLineResponse>,
    /// How many lines match.
    pub total: u64,
    /// The page's number.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most items of a page.
    pub limit: u64,
}

/// One line of the audit log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditLineResponse {
    /// Grows by time.
    pub id: i64,
    /// When it happened.
    #[schema(format = DateTime)]
    pub at: String,
    /// What was done.
    #[schema(example = "user.create")]
    pub action: String,
    /// `done`, `refused` or `failed`.
    pub outcome: &'static str,
    /// Who did it.
    pub actor: ActorResponse,
    /// What it was done to: its kind.
    #[schema(example = "user")]
    pub subject_kind: Option<String>,
    /// Its id or name.
    pub subject: Option<String>,
    /// What was changed; never a secret.
    pub changes: Vec<AuditChangeResponse>,
    /// A word more: why it failed, which permission was missing.
    pub note: Option<String>,
}

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActorResponse {
    /// Their name.
    pub name: String,
    /// `session`, `token`, `local`, `scheduler` or `anonymous`.
    pub kind: &'static str,
    /// Whose account it is.
    pub user_id: Option<i64>,
    /// The session's public id.
    pub session_id: Option<String>,
    /// The token's number.
    pub token_id: Option<i64>,
    /// Where the request came from.
    pub address: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
}

/// One field that was changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditChangeResponse {
    /// Which.
    pub field: String,
    /// What it was; null when it was made.
    pub before: Option<String>,
    /// What it is; null when it was removed.
    pub after: Option<String>,
}

impl From<AuditChange> for AuditChangeResponse {
    fn from(change: AuditChange) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}

impl AuditLineResponse {
    /// A line and its number.
    pub fn new(id: i64, entry: AuditEntry) -> Self {
        let AuditEntry { at, action, outcome, actor, subject, changes, note } = entry;
        let (subject_kind, subject) = subject.map(|subject| (subject.kind, subject.key)).unzip();
        Self {
            id,
            at: at.to_string(),
            action,
            outcome: outcome.as_str(),
            actor: ActorResponse {
                name: actor.name,
                kind: actor.kind.as_str(),
                user_id: actor.user_id.map(|id| id.0),
                session_id: actor.session_id,
                token_id: actor.token_id.map(|id| id.0),
                address: actor.address,
                request_id: actor.request_id,
            },
            subject_kind,
            subject,
            changes: changes.into_iter().map(Into::into).collect(),
            note,
        }
    }

    /// The header of the log as a table, in English or Chinese.
    pub fn titles(in_english: bool) -> [&'static str; 12] {
        if in_english {
            [
                "At", "Action", "Outcome", "Who", "By", "Address", "Session", "Token", "Request", "On",
                "Changes", "Note",
            ]
        } else {
            ["时间", "操作", "结果", "操作者", "方式", "地址", "会话", "令牌", "请求", "对象", "变更", "备注"]
        }
    }

    /// The line as a row of that table.
    pub fn cells(self) -> [Option<String>; 12] {
        let subject = self.subject.map(|key| format!("{} {key}", self.subject_kind.unwrap_or_default()));
        let changes: Vec<String> = self
            .changes
            .iter()
            .map(|change| {
                let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
                format!("{}: {} → {}", change.field, side(&change.before), side(&change.after))
            })
            .collect();
        [
            Some(self.at),
            Some(self.action),
            Some(self.outcome.to_owned()),
            Some(self.actor.name),
            Some(self.actor.kind.to_owned()),
            self.actor.address,
            self.actor.session_id,
            self.actor.token_id.map(|id| id.to_string()),
            self.actor.request_id,
            subject,
            (!changes.is_empty()).then(|| changes.join("; ")),
            self.note,
        ]
    }
}
