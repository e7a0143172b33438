//! `/api/v1/query/{name}` and its second path `/api/v1/dbs/{name}/query`: the handlers of queries.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use weir_api::{
    PlainError, QueryRequestBody, QueryResponse,
    sink::{CsvRows, FormattedRows, JsonArrayRows, JsonRows, NdjsonRows, XlsxRows},
};
use weir_gateway::{Extent, PreparedQuery, QueryRequest};

use crate::{
    AppState,
    accept::Format,
    extract::{AnswerForm, Body, Name, QUERY_ID},
    failure::Failure,
    may::{May, Query},
    stream,
};

/// Run one read-only statement
///
/// Without a LIMIT one is added; `sql` in the answer shows the statement with the limit that held. The header
/// `Accept` chooses the format: JSON, `text/csv`, `application/x-ndjson`, `application/vnd.weir.rows+json` (one array
/// of row objects) or `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` (an Excel workbook). Only
/// JSON ends at `limits.max_rows`; the others go on to `limits.max_export_rows` for callers who may export.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}",
    operation_id = "run_query",
    tag = "query",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("bom" = Option<String>, Query, description = "`1` begins CSV with a byte order mark"),
        ("head" = Option<String>, Query, description = "`1` begins NDJSON with a line `{\"head\":{\"sql\",\"columns\"}}`"),
        ("X-Query-Id" = Option<String>, Header, description = "The query's id, a UUID: a second request of one id never runs"),
    ),
    request_body = QueryRequestBody,
    responses(
        (status = 200, description = "Or another format, as `Accept` asks", body = QueryResponse, headers(
            ("X-Query-Id" = String, description = "The query's id, by which `GET /api/v1/queries/{id}` tells how it ended"),
            ("X-Weir-Rows" = u64, description = "How many rows the answer has; a trailer, for clients that take any, of an answer over 256 KiB"),
            ("X-Weir-Truncated" = String, description = "Which limit cut the answer off: `rows`, `bytes` or `no`; a trailer where `X-Weir-Rows` is one"),
        )),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 409, body = PlainError, description = "Cancelled, or a query of this id was asked for before"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 429, body = PlainError, description = "Too many queries at once"),
        (status = 503, body = PlainError, description = "The database can't be reached or was lost"),
        (status = 504, body = PlainError, description = "Over the time limit; the statement was ended"),
    )
)]
pub(crate) async fn run(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    form: AnswerForm,
    Body(body): Body<QueryRequestBody>,
) -> Result<Response, Failure> {
    let request = QueryRequest {
        sql: body.sql,
        timeout_s: body.timeout_seconds,
        limit: body.limit,
        natural_query: body.natural_query,
        query_id: form.query_id,
        extent: extent(form.format),
    };
    let query = state.gateway.prepare_query(&may.caller, &name, request).await?;
    let id = HeaderValue::from_str(query.id());
    let rows = rows(&form, &query, state.settings.max_answer_bytes);
    let (headers, body) = stream::answer(query, rows, form.tail).await?;
    let mut response = Response::new(body);
    response.headers_mut().extend(headers);
    let content_type = HeaderValue::from_static(form.format.content_type());
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    // A UUID is always a header's value.
    response.headers_mut().extend(id.ok().map(|id| (QUERY_ID, id)));
    Ok(response)
}

/// Formats for files hold as many rows as an export.
fn extent(format: Format) -> Extent {
    match format {
        Format::Json => Extent::Page,
        Format::Csv | Format::Ndjson | Format::JsonArray => Extent::Export,
        Format::Xlsx => Extent::Sheet,
    }
}

/// Only JSON has a limit in bytes: whoever reads it must hold it whole.
fn rows(form: &AnswerForm, query: &PreparedQuery, max_bytes: usize) -> FormattedRows {
    match form.format {
        Format::Json => FormattedRows::Json(JsonRows::new(query.shown(), max_bytes)),
        Format::Ndjson if form.head => {
            FormattedRows::Ndjson(NdjsonRows::new(usize::MAX).with_head(query.shown()))
        }
        Format::Ndjson => FormattedRows::Ndjson(NdjsonRows::new(usize::MAX)),
        Format::JsonArray => FormattedRows::JsonArray(JsonArrayRows::new(usize::MAX)),
        Format::Xlsx => FormattedRows::Xlsx(Box::new(XlsxRows::new(query.shown(), form.language.speak()))),
        Format::Csv if form.mark => FormattedRows::Csv(CsvRows::new(usize::MAX).with_byte_order_mark()),
        Format::Csv => FormattedRows::Csv(CsvRows::new(usize::MAX)),
    }
}

/// Run one read-only statement (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query",
    operation_id = "run_query_of_connection",
    tag = "query",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("bom" = Option<String>, Query, description = "`1` begins CSV with a byte order mark"),
        ("head" = Option<String>, Query, description = "`1` begins NDJSON with a line `{\"head\":{\"sql\",\"columns\"}}`"),
        ("X-Query-Id" = Option<String>, Header, description = "The query's id, a UUID: a second request of one id never runs"),
    ),
    request_body = QueryRequestBody,
    responses(
        (status = 200, description = "Or another format, as `Accept` asks", body = QueryResponse, headers(
            ("X-Query-Id" = String, description = "The query's id, by which `GET /api/v1/queries/{id}` tells how it ended"),
            ("X-Weir-Rows" = u64, description = "How many rows the answer has; a trailer, for clients that take any, of an answer over 256 KiB"),
            ("X-Weir-Truncated" = String, description = "Which limit cut the answer off: `rows`, `bytes` or `no`; a trailer where `X-Weir-Rows` is one"),
        )),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 409, body = PlainError, description = "Cancelled, or a query of this id was asked for before"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 429, body = PlainError, description = "Too many queries at once"),
        (status = 503, body = PlainError, description = "The database can't be reached or was lost"),
        (status = 504, body = PlainError, description = "Over the time limit; the statement was ended"),
    )
)]
pub(crate) async fn run_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    form: AnswerForm,
    body: Body<QueryRequestBody>,
) -> Result<Response, Failure> {
    run(may, state, name, form, body).await
}
