//! `/api/v1/audit`: who did what. For admins.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{AuditLineResponse, AuditListResponse, Envelope};
use weir_gateway::{AuditFilter, AuditLine};
use weir_model::{AuditOutcome, PageBounds, Timestamp};

use crate::{
    AppState,
    envelope::Envelopes,
    failure::{Failure, RequestError},
    guarded::guarded,
    may::{Admin, May},
    params::{Params, wrong},
};

const AUDIT: PageBounds = PageBounds { default: 50, max: 200 };

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list))
}

/// Show who did what
///
/// The newest first. Filters combine with AND.
#[utoipa::path(get, path = "/api/v1/audit", operation_id = "list_audit", tag = "audit",
    params(
        ("action" = Option<String>, Query, description = "An action such as `user.create`, or its noun `user`"),
        ("actor" = Option<String>, Query, description = "The name of who did it"),
        ("outcome" = Option<String>, Query, description = "`done`, `refused` or `failed`"),
        ("subject_kind" = Option<String>, Query, description = "What kind of thing it was done to"),
        ("subject" = Option<String>, Query, description = "The id or name of what it was done to"),
        ("request_id" = Option<String>, Query, description = "The request's id"),
        ("from" = Option<String>, Query, description = "Not before this moment, RFC 3339"),
        ("until" = Option<String>, Query, description = "Before this moment, RFC 3339"),
        ("page" = Option<u64>, Query, description = "The page's number, from 1"),
        ("limit" = Option<u64>, Query, description = "Items of a page: 50, at most 200"),
    ),
    responses((status = 200, body = Envelope<AuditListResponse>)))]
pub(crate) async fn list(
    may: May<Admin>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    mut params: Params,
) -> Result<Json<Envelope<AuditListResponse>>, Failure> {
    let filter = filter(&mut params)?;
    let page = params.page(AUDIT);
    params.end()?;
    let lines = state.gateway.list_audit(&may.caller, &filter, page).await?;
    let data = AuditListResponse {
        items: lines.items.into_iter().map(shown).collect(),
        total: lines.total,
        page: page.number(),
        pages: page.pages(lines.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("The audit log", "审计日志"), data))
}

fn filter(params: &mut Params) -> Result<AuditFilter, RequestError> {
    let outcome = match params.text("outcome")? {
        None => None,
        Some(word) => Some(
            AuditOutcome::from_word(&word)
                .ok_or_else(|| wrong("outcome", "must be done, refused or failed"))?,
        ),
    };
    Ok(AuditFilter {
        action: params.text("action")?,
        actor: params.text("actor")?,
        outcome,
        subject_kind: params.text("subject_kind")?,
        subject: params.text("subject")?,
        request_id: params.text("request_id")?,
        from: moment(params, "from")?,
        until: moment(params, "until")?,
    })
}

fn moment(params: &mut Params, name: &str) -> Result<Option<Timestamp>, RequestError> {
    let Some(text) = params.text(name)? else { return Ok(None) };
    let moment = text.parse().ok();
    moment.map(Some).ok_or_else(|| wrong(name, "must be a moment such as 2025-12-28T10:00:00Z"))
}

fn shown(line: AuditLine) -> AuditLineResponse {
    AuditLineResponse::new(line.id, line.entry)
}
