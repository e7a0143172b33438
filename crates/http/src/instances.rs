//! `/api/v1/instances`: the database servers of the ledger.

mod body;
mod sync;
mod tables;
mod testing;

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    Envelope, EnvelopeError, InstanceBody, InstanceListResponse, InstanceOptionsResponse, InstanceResponse,
};
use weir_gateway::InstanceDetail;
use weir_model::{InstanceFilter, InstanceId, InstanceSort, InstanceStatus, PageBounds};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Id},
    failure::{Failure, RequestError},
    guarded::guarded,
    may::{Create, Delete, May, Update, View},
    params::Params,
};

const INSTANCES: PageBounds = PageBounds { default: 20, max: 200 };

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(list, create))
        .routes(guarded!(options))
        .routes(guarded!(tables::import))
        .routes(guarded!(tables::export))
        .routes(guarded!(testing::test_new))
        .routes(guarded!(get, put, delete))
        .routes(guarded!(restore))
        .routes(guarded!(testing::test))
        .routes(guarded!(sync::one))
        .routes(guarded!(sync::all))
}

type Answer = Result<Json<Envelope<InstanceResponse>>, Failure>;

/// List the instances
///
/// All but the deleted ones, by name, unless `status` and `sort` say otherwise.
#[utoipa::path(
    get,
    path = "/api/v1/instances",
    operation_id = "list_instances",
    tag = "instances",
    params(
        ("search" = Option<String>, Query, description = "Part of the name or host, in any case"),
        ("db_type" = Option<String>, Query, description = "all (default), postgresql, mysql, mariadb or sqlite"),
        ("tags" = Option<Vec<String>>, Query, description = "Any of these tags; repeated, or separated by commas"),
        ("status" = Option<String>, Query, description = "active, inactive or deleted"),
        ("sort" = Option<String>, Query, description = "name (default), db_type, host, database_count, collected_at or created_at"),
        ("order" = Option<String>, Query, description = "asc (default) or desc"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "20 without, 200 at most"),
    ),
    responses(
        (status = 200, body = Envelope<InstanceListResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<InstanceListResponse>>, Failure> {
    let filter = filter(&mut params)?;
    let order = order(&mut params)?;
    let page = params.page(INSTANCES);
    params.end()?;
    let found = state.gateway.list_instances(&may.caller, &filter, order, page).await?;
    let data = InstanceListResponse {
        items: found.items.into_iter().map(Into::into).collect(),
        total: found.total,
        page: page.number(),
        pages: page.pages(found.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("The instances", "获取实例列表成功"), data))
}

/// List the instances to choose from
///
/// Those in the ledger, by name.
#[utoipa::path(
    get,
    path = "/api/v1/instances/options",
    operation_id = "list_instance_options",
    tag = "instances",
    responses((status = 200, body = Envelope<InstanceOptionsResponse>))
)]
pub(crate) async fn options(
    may: May<View>,
    State(state): State<AppState>,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<InstanceOptionsResponse>>, Failure> {
    params.end()?;
    let instances = state.gateway.instance_options(&may.caller).await?;
    let data = InstanceOptionsResponse { instances: instances.into_iter().map(Into::into).collect() };
    Ok(envelopes.ok(("The instances", "获取实例选项成功"), data))
}

/// Add an instance
///
/// Nothing is contacted. Without a user name, a connection registered on this server lends its credential.
#[utoipa::path(
    post,
    path = "/api/v1/instances",
    operation_id = "post_instance",
    tag = "instances",
    request_body = InstanceBody,
    responses(
        (status = 201, body = Envelope<InstanceResponse>),
        (status = 400, body = EnvelopeError, description = "A field is not right"),
        (status = 409, body = EnvelopeError, description = "The name or the place is taken"),
    )
)]
pub(crate) async fn create(
    may: May<Create>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<InstanceBody>,
) -> Result<(StatusCode, Json<Envelope<InstanceResponse>>), Failure> {
    let created = state.gateway.create_instance(&may.caller, body::input(body)?).await?;
    let message = ("The instance was added", "实例创建成功");
    Ok((StatusCode::CREATED, envelopes.ok(message, detail(created))))
}

/// Show one instance
#[utoipa::path(
    get,
    path = "/api/v1/instances/{instance_id}",
    operation_id = "get_instance",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance, deleted or not")),
    responses(
        (status = 200, body = Envelope<InstanceResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Answer {
    let found = state.gateway.instance(&may.caller, InstanceId::new(id)).await?;
    Ok(envelopes.ok(("The instance", "获取实例成功"), detail(found)))
}

/// Change an instance
///
/// An absent field stays as it is, null clears it; the password, too.
#[utoipa::path(
    put,
    path = "/api/v1/instances/{instance_id}",
    operation_id = "put_instance",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance")),
    request_body = InstanceBody,
    responses(
        (status = 200, body = Envelope<InstanceResponse>),
        (status = 400, body = EnvelopeError, description = "A field is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
        (status = 409, body = EnvelopeError, description = "The name or the place is taken"),
    )
)]
pub(crate) async fn put(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
    Body(body): Body<InstanceBody>,
) -> Answer {
    let input = body::input(body)?;
    let changed = state.gateway.update_instance(&may.caller, InstanceId::new(id), input).await?;
    Ok(envelopes.ok(("The instance was changed", "实例更新成功"), detail(changed)))
}

/// Delete an instance
///
/// It leaves the ledger and is not collected any more. Its databases keep their history, and it can be restored.
#[utoipa::path(
    delete,
    path = "/api/v1/instances/{instance_id}",
    operation_id = "delete_instance",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance")),
    responses(
        (status = 200, body = Envelope<InstanceResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such instance, or it is deleted"),
    )
)]
pub(crate) async fn delete(
    may: May<Delete>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Answer {
    let deleted = state.gateway.delete_instance(&may.caller, InstanceId::new(id)).await?;
    Ok(envelopes.ok(("The instance was deleted", "实例已删除"), detail(deleted)))
}

/// Restore a deleted instance
#[utoipa::path(
    post,
    path = "/api/v1/instances/{instance_id}/actions/restore",
    operation_id = "restore_instance",
    tag = "instances",
    params(("instance_id" = i64, Path, description = "The instance")),
    responses(
        (status = 200, body = Envelope<InstanceResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
        (status = 409, body = EnvelopeError, description = "It is not deleted"),
    )
)]
pub(crate) async fn restore(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Answer {
    let restored = state.gateway.restore_instance(&may.caller, InstanceId::new(id)).await?;
    Ok(envelopes.ok(("The instance was restored", "实例已恢复"), detail(restored)))
}

fn detail(detail: InstanceDetail) -> InstanceResponse {
    InstanceResponse::from(detail.instance).with_connections(&detail.connections)
}

/// The filters, the same for a page and for an export.
fn filter(params: &mut Params) -> Result<InstanceFilter, RequestError> {
    Ok(InstanceFilter {
        search: params.text("search")?,
        db_type: params.db_type("db_type")?,
        tags: params.list("tags"),
        status: params.word("status", &InstanceStatus::ALL.map(|status| (status.as_str(), status)))?,
    })
}

fn order(params: &mut Params) -> Result<(InstanceSort, bool), RequestError> {
    let sorts = [
        ("name", InstanceSort::Name),
        ("db_type", InstanceSort::DbType),
        ("host", InstanceSort::Host),
        ("database_count", InstanceSort::Databases),
        ("collected_at", InstanceSort::CollectedAt),
        ("created_at", InstanceSort::CreatedAt),
    ];
    let sort = params.word("sort", &sorts)?.unwrap_or_default();
    Ok((sort, params.word("order", &[("asc", false), ("desc", true)])?.unwrap_or(false)))
}
