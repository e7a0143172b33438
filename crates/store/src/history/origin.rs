//! Who ran a query, kept beside it, and the lines of the audit log that follow from that: the log refers to the
//! history, so that a query costs no second row.

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{
    Actor, ActorKind, AuditEntry, AuditOutcome, Page, Paged, QueryOrigin, Timestamp, TokenId, UserId,
};

use crate::{AuditFilter, AuditLine, Error, Store, pool::on_backend};

/// The actions under which queries stand in the audit log.
const RUN: &str = "query.run";
const EXPORT: &str = "query.export";

/// As it is kept. Absent values are left out, for there is one of these for each query.
pub(super) fn text(origin: &QueryOrigin) -> String {
    let actor = &origin.actor;
    let mut object = json!({ "kind": actor.kind.as_str() });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object[name] = value;
        }
    };
    put("user", actor.user_id.map(|id| json!(id.0)));
    put("session", actor.session_id.as_deref().map(|id| json!(id)));
    put("token", actor.token_id.map(|id| json!(id.0)));
    put("address", actor.address.as_deref().map(|address| json!(address)));
    put("request", actor.request_id.as_deref().map(|id| json!(id)));
    put("export", origin.is_export.then(|| json!(true)));
    object.to_string()
}

#[derive(FromRow)]
struct QueryRow {
    id: i64,
    query_id: String,
    db_name: String,
    caller: String,
    outcome: String,
    rule: Option<String>,
    error_code: Option<String>,
    started_at: i64,
    origin: Option<String>,
}

// `$1` is 1 for exports only. An absent filter is NULL, and matches every query.
macro_rules! matching {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM query_history WHERE (CAST($1 AS BIGINT) = 0 OR origin LIKE '%\"export\":true%') \
             AND (CAST($2 AS TEXT) IS NULL OR caller = $2) \
             AND (CAST($3 AS TEXT) IS NULL OR (CASE outcome WHEN 'answered' THEN 'done' \
             WHEN 'refused' THEN 'refused' ELSE 'failed' END) = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR query_id = $4 OR db_name = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR origin LIKE '%\"request\":\"' || $5 || '\"%') \
             AND (CAST($6 AS BIGINT) IS NULL OR started_at >= $6) \
             AND (CAST($7 AS BIGINT) IS NULL OR started_at < $7) ",
            $tail
        )
    };
}

macro_rules! bind_filter {
    ($query:expr, $filter:expr) => {
        $query
            .bind(i64::from($filter.action.as_deref() == Some(EXPORT)))
            .bind($filter.actor.as_deref())
            .bind($filter.outcome.map(AuditOutcome::as_str))
            .bind($filter.subject.as_deref())
            .bind($filter.request_id.as_deref())
            .bind($filter.from.map(Timestamp::as_millis))
            .bind($filter.until.map(Timestamp::as_millis))
    };
}

/// Whether a filter asks for queries, which stand in the history.
pub(crate) fn asks_for_queries(filter: &AuditFilter) -> bool {
    matches!(filter.action.as_deref(), Some("query" | RUN | EXPORT))
}

impl Store {
    /// One page of the queries that match, as lines of the audit log, newest first.
    pub(crate) async fn list_audited_queries(
        &self,
        filter: &AuditFilter,
        page: Page,
    ) -> Result<Paged<AuditLine>, Error> {
        const COUNT: &str = matching!("SELECT count(*)", "");
        const LIST: &str = matching!(
            "SELECT id, query_id, db_name, caller, outcome, rule, error_code, started_at, origin",
            "ORDER BY started_at DESC, id DESC LIMIT $8 OFFSET $9"
        );
        let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
        let offset = i64::try_from(page.offset()).unwrap_or(i64::MAX);
        let (total, rows): (i64, Vec<QueryRow>) = on_backend!(self.pool(), |pool| {
            let total = bind_filter!(sqlx::query_scalar(COUNT), filter).fetch_one(pool).await?;
            let rows = bind_filter!(sqlx::query_as(LIST), filter).bind(limit).bind(offset);
            (total, rows.fetch_all(pool).await?)
        });
        let items = rows.into_iter().map(QueryRow::line).collect();
        Ok(Paged { items, total: u64::try_from(total).unwrap_or(0) })
    }
}

impl QueryRow {
    /// A query of before there were people has no origin: then only the name is known.
    fn line(self) -> AuditLine {
        let origin: Value =
            self.origin.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let word = |name: &str| origin[name].as_str().map(str::to_owned);
        let kind = word("kind").and_then(|kind| ActorKind::from_word(&kind)).unwrap_or(ActorKind::Local);
        let actor = Actor {
            user_id: origin["user"].as_i64().map(UserId),
            session_id: word("session"),
            token_id: origin["token"].as_i64().map(TokenId),
            address: word("address"),
            request_id: word("request"),
            ..Actor::named(self.caller, kind)
        };
        let action = if origin["export"] == true { EXPORT } else { RUN };
        let (outcome, why) = match self.outcome.as_str() {
            "answered" => (AuditOutcome::Done, None),
            "refused" => (AuditOutcome::Refused, self.rule),
            _ => (AuditOutcome::Failed, Some(self.error_code.unwrap_or(self.outcome))),
        };
        let mut entry = AuditEntry::new(Timestamp::from_millis(self.started_at), action, actor)
            .on("query", &self.query_id)
            .made("connection", &self.db_name)
            .ended(outcome);
        entry.note = why;
        AuditLine { id: self.id, entry }
    }
}
