//! `/api/v1/databases/{database_id}/tables/sizes`: the snapshot of a database's tables, and its refresh.

use axum::{Json, extract::State};
use weir_api::{Envelope, EnvelopeError, TableSizeResponse, TableSizesResponse};
use weir_model::{DatabaseId, Page, PageBounds};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::Id,
    failure::{Failure, RequestError},
    may::{May, Update, View},
    params::Params,
};

const TABLE_SIZES: PageBounds = PageBounds { default: 200, max: 2_000 };

/// What is asked of a snapshot.
struct Asked {
    schema: Option<String>,
    table: Option<String>,
    page: Page,
}

impl Asked {
    fn of(mut params: Params) -> Result<Self, RequestError> {
        let asked = Self {
            schema: params.text("schema_name")?,
            table: params.text("table_name")?,
            page: params.page(TABLE_SIZES),
        };
        params.end()?;
        Ok(asked)
    }
}

/// List the tables of a database by size
///
/// As they were last measured, the largest first. Nothing is contacted.
#[utoipa::path(
    get,
    path = "/api/v1/databases/{database_id}/tables/sizes",
    operation_id = "list_table_sizes",
    tag = "ledger",
    params(
        ("database_id" = i64, Path, description = "The database"),
        ("schema_name" = Option<String>, Query, description = "Part of the schema's name, in any case"),
        ("table_name" = Option<String>, Query, description = "Part of the table's name, in any case"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "200 without, 2000 at most"),
    ),
    responses(
        (status = 200, body = Envelope<TableSizesResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such database"),
    )
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<TableSizesResponse>>, Failure> {
    let asked = Asked::of(params)?;
    let data = snapshot(&state, &may.caller, DatabaseId::new(id), asked).await?;
    Ok(envelopes.ok(("The sizes of the tables", "获取表容量成功"), data))
}

/// Measure the tables of a database now
///
/// Reads the database, replaces the snapshot in one transaction and answers like the list. Failing halfway leaves the
/// old snapshot. Two who ask at once share one reading.
#[utoipa::path(
    post,
    path = "/api/v1/databases/{database_id}/tables/sizes/actions/refresh",
    operation_id = "refresh_table_sizes",
    tag = "ledger",
    params(
        ("database_id" = i64, Path, description = "The database"),
        ("schema_name" = Option<String>, Query, description = "Part of the schema's name, in any case"),
        ("table_name" = Option<String>, Query, description = "Part of the table's name, in any case"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "200 without, 2000 at most"),
    ),
    responses(
        (status = 200, body = Envelope<TableSizesResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such database"),
        (status = 409, body = EnvelopeError, description = "The server can't be reached, or measuring failed"),
    )
)]
pub(crate) async fn refresh(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<TableSizesResponse>>, Failure> {
    let (id, asked) = (DatabaseId::new(id), Asked::of(params)?);
    let outcome = state.gateway.refresh_table_sizes(&may.caller, id).await?;
    let data = TableSizesResponse {
        saved_count: Some(outcome.saved),
        deleted_count: Some(outcome.deleted),
        elapsed_ms: Some(outcome.elapsed_ms),
        ..snapshot(&state, &may.caller, id, asked).await?
    };
    Ok(envelopes.ok(("The tables were measured", "表容量刷新成功"), data))
}

async fn snapshot(
    state: &AppState,
    caller: &weir_gateway::Caller,
    id: DatabaseId,
    asked: Asked,
) -> Result<TableSizesResponse, Failure> {
    let Asked { schema, table, page } = asked;
    let parts = (schema.as_deref(), table.as_deref());
    let snapshot = state.gateway.table_sizes(caller, id, parts, page).await?;
    let collected_at = snapshot.collected_at;
    let response = |size| TableSizeResponse::new(size, collected_at);
    Ok(TableSizesResponse {
        total: snapshot.tables.total,
        limit: page.limit(),
        page: page.number(),
        pages: page.pages(snapshot.tables.total),
        collected_at: collected_at.map(|at| at.to_string()),
        tables: snapshot.tables.items.into_iter().map(response).collect(),
        saved_count: None,
        deleted_count: None,
        elapsed_ms: None,
    })
}
