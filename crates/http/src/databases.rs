//! `/api/v1/databases`: the ledger, sizes of databases and of their tables.

mod cursor;
mod export;
mod ledger;
mod sizes;
mod table_sizes;

pub(crate) use export::disposition;

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{DatabaseBody, DatabaseOptionsResponse, DatabaseResponse, Envelope, EnvelopeError};
use weir_model::{DatabaseId, InstanceId, PageBounds};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Id},
    failure::Failure,
    guarded::guarded,
    may::{May, Update, View},
    params::{Params, wrong},
};

const OPTIONS: PageBounds = PageBounds { default: 100, max: 1_000 };

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(options))
        .routes(guarded!(ledger::list))
        .routes(guarded!(export::download))
        .routes(guarded!(sizes::list))
        .routes(guarded!(table_sizes::list))
        .routes(guarded!(table_sizes::refresh))
        .routes(guarded!(get, put))
}

/// List the databases of an instance
///
/// By name, active and not.
#[utoipa::path(
    get,
    path = "/api/v1/databases/options",
    operation_id = "list_database_options",
    tag = "ledger",
    params(
        ("instance_id" = i64, Query, description = "The instance"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "100 without, 1000 at most"),
    ),
    responses(
        (status = 200, body = Envelope<DatabaseOptionsResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
    )
)]
pub(crate) async fn options(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<DatabaseOptionsResponse>>, Failure> {
    let instance = required_instance(&mut params)?;
    let page = params.page(OPTIONS);
    params.end()?;
    let found = state.gateway.database_options(&may.caller, instance, page).await?;
    let data = DatabaseOptionsResponse {
        databases: found.items.into_iter().map(Into::into).collect(),
        total_count: found.total,
        page: page.number(),
        pages: page.pages(found.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("The databases of the instance", "获取数据库选项成功"), data))
}

/// Show one database of the ledger
#[utoipa::path(
    get,
    path = "/api/v1/databases/{database_id}",
    operation_id = "get_database",
    tag = "ledger",
    params(("database_id" = i64, Path, description = "The database")),
    responses(
        (status = 200, body = Envelope<DatabaseResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such database"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Result<Json<Envelope<DatabaseResponse>>, Failure> {
    let database = state.gateway.database(&may.caller, DatabaseId::new(id)).await?;
    Ok(envelopes.ok(("The database", "获取数据库成功"), database.into()))
}

/// Set or clear the limit of a database
#[utoipa::path(
    put,
    path = "/api/v1/databases/{database_id}",
    operation_id = "put_database",
    tag = "ledger",
    params(("database_id" = i64, Path, description = "The database")),
    request_body = DatabaseBody,
    responses(
        (status = 200, body = Envelope<DatabaseResponse>),
        (status = 400, body = EnvelopeError, description = "The limit is none"),
        (status = 404, body = EnvelopeError, description = "There is no such database"),
    )
)]
pub(crate) async fn put(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
    Body(body): Body<DatabaseBody>,
) -> Result<Json<Envelope<DatabaseResponse>>, Failure> {
    let id = DatabaseId::new(id);
    let database = state.gateway.set_database_limit(&may.caller, id, body.limit_bytes).await?;
    Ok(envelopes.ok(("The limit was changed", "容量上限已更新"), database.into()))
}

fn required_instance(params: &mut Params) -> Result<InstanceId, Failure> {
    let id = params.integer("instance_id")?;
    Ok(InstanceId::new(id.ok_or_else(|| wrong("instance_id", "is required"))?))
}
