//! `/api/v1/audit`: who did what. For admins.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::stream;
use utoipa_axum::router::OpenApiRouter;
use weir_api::{AuditLineResponse, AuditListResponse, CsvTable, Envelope};
use weir_gateway::{AuditFilter, AuditLine, Caller, Error};
use weir_model::{AuditOutcome, Page, PageBounds, Timestamp};

use crate::{
    AppState,
    envelope::Envelopes,
    failure::{Failure, RequestError},
    guarded::guarded,
    language::Language,
    may::{Admin, May},
    params::{Params, wrong},
};

const AUDIT: PageBounds = PageBounds { default: 50, max: 200 };
/// Lines that an export reads at once.
const PART: PageBounds = PageBounds { default: 1_000, max: 1_000 };

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list)).routes(guarded!(export))
}

/// Show who did what
///
/// The newest first. Filters combine with AND. `action=query` lists the queries, which stand in the history: their
/// `subject` is the query's id, and the filter `subject` also finds a connection's name.
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

/// Export who did what as CSV
///
/// Every line that matches, the newest first; for spreadsheets.
#[utoipa::path(get, path = "/api/v1/audit/exports", operation_id = "export_audit", tag = "audit",
    params(
        ("action" = Option<String>, Query, description = "An action such as `user.create`, or its noun `user`"),
        ("actor" = Option<String>, Query, description = "The name of who did it"),
        ("outcome" = Option<String>, Query, description = "`done`, `refused` or `failed`"),
        ("subject_kind" = Option<String>, Query, description = "What kind of thing it was done to"),
        ("subject" = Option<String>, Query, description = "The id or name of what it was done to"),
        ("request_id" = Option<String>, Query, description = "The request's id"),
        ("from" = Option<String>, Query, description = "Not before this moment, RFC 3339"),
        ("until" = Option<String>, Query, description = "Before this moment, RFC 3339"),
    ),
    responses((status = 200, content_type = "text/csv", body = String)))]
pub(crate) async fn export(
    may: May<Admin>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    mut params: Params,
) -> Result<Response, Failure> {
    let mut filter = filter(&mut params)?;
    params.end()?;
    state.gateway.note_export(&may.caller, "audit").await;
    let now = state.gateway.now();
    // What is added while we read would push the pages along.
    filter.until = Some(filter.until.map_or(now, |until| until.min(now)));
    let mut table = CsvTable::new();
    table.header(&AuditLineResponse::titles(envelopes.language() == Language::English));
    let first = Export { state, caller: may.caller, filter, table, next: Some(1) };
    // The first part is read before the answer begins, so that a failure has its status.
    let (begun, rest) = first.part().await?;
    let parts = stream::unfold((Some(begun), Some(rest)), |(ready, rest)| async move {
        if let Some(bytes) = ready {
            return Some((Ok(bytes), (None, rest)));
        }
        let rest = rest?;
        rest.next?;
        match rest.part().await {
            Ok((bytes, rest)) => Some((Ok(bytes), (None, Some(rest)))),
            Err(error) => Some((Err(error), (None, None))),
        }
    });
    let name = format!("attachment; filename=\"audit_{}.csv\"", stamp(now));
    let mut response = Response::new(Body::from_stream(parts));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.extend(HeaderValue::from_str(&name).ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    Ok(response)
}

/// An export under way.
struct Export {
    state: AppState,
    caller: Caller,
    filter: AuditFilter,
    table: CsvTable,
    /// The number of the next page; none after the last.
    next: Option<u64>,
}

impl Export {
    async fn part(mut self) -> Result<(Vec<u8>, Self), Error> {
        let page = Page::new(self.next, None, PART);
        let lines = self.state.gateway.list_audit(&self.caller, &self.filter, page).await?;
        self.next = (page.number() < page.pages(lines.total)).then(|| page.number() + 1);
        for line in lines.items {
            self.table.row(&shown(line).cells());
        }
        Ok((self.table.take(), self))
    }
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

/// `20251228_100000`
fn stamp(now: Timestamp) -> String {
    let text: String = now.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = text.split_at(text.len().min(8));
    format!("{day}_{time}")
}
