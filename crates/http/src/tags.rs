//! `/api/v1/tags`: what instances are marked with.

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{DeletedResponse, Envelope, EnvelopeError, TagBody, TagListResponse, TagResponse};
use weir_gateway::{TagInput, TagUse};
use weir_model::TagId;

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Id},
    failure::Failure,
    guarded::guarded,
    may::{Create, Delete, May, Update, View},
    params::Params,
};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list, create)).routes(guarded!(get, put, delete))
}

type Answer = Result<Json<Envelope<TagResponse>>, Failure>;

/// List the tags
///
/// All of them, by name.
#[utoipa::path(
    get,
    path = "/api/v1/tags",
    operation_id = "list_tags",
    tag = "tags",
    responses((status = 200, body = Envelope<TagListResponse>))
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<TagListResponse>>, Failure> {
    params.end()?;
    let tags = state.gateway.list_tags(&may.caller).await?;
    let data = TagListResponse { total: tags.len() as u64, items: tags.into_iter().map(response).collect() };
    Ok(envelopes.ok(("The tags", "获取标签列表成功"), data))
}

/// Make a tag
#[utoipa::path(
    post,
    path = "/api/v1/tags",
    operation_id = "post_tag",
    tag = "tags",
    request_body = TagBody,
    responses(
        (status = 201, body = Envelope<TagResponse>),
        (status = 400, body = EnvelopeError, description = "A field is not right"),
        (status = 409, body = EnvelopeError, description = "The name is taken"),
    )
)]
pub(crate) async fn create(
    may: May<Create>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<TagBody>,
) -> Result<(StatusCode, Json<Envelope<TagResponse>>), Failure> {
    let tag = state.gateway.create_tag(&may.caller, input(body)).await?;
    Ok((StatusCode::CREATED, envelopes.ok(("The tag was made", "标签创建成功"), response(tag))))
}

/// Show one tag
#[utoipa::path(
    get,
    path = "/api/v1/tags/{tag_id}",
    operation_id = "get_tag",
    tag = "tags",
    params(("tag_id" = i64, Path, description = "The tag")),
    responses(
        (status = 200, body = Envelope<TagResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such tag"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Answer {
    let tag = state.gateway.tag(&may.caller, TagId::new(id)).await?;
    Ok(envelopes.ok(("The tag", "获取标签成功"), response(tag)))
}

/// Change a tag everywhere
///
/// An absent field stays as it is.
#[utoipa::path(
    put,
    path = "/api/v1/tags/{tag_id}",
    operation_id = "put_tag",
    tag = "tags",
    params(("tag_id" = i64, Path, description = "The tag")),
    request_body = TagBody,
    responses(
        (status = 200, body = Envelope<TagResponse>),
        (status = 400, body = EnvelopeError, description = "A field is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such tag"),
        (status = 409, body = EnvelopeError, description = "The name is taken"),
    )
)]
pub(crate) async fn put(
    may: May<Update>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
    Body(body): Body<TagBody>,
) -> Answer {
    let tag = state.gateway.update_tag(&may.caller, TagId::new(id), input(body)).await?;
    Ok(envelopes.ok(("The tag was changed", "标签更新成功"), response(tag)))
}

/// Remove a tag from everything
#[utoipa::path(
    delete,
    path = "/api/v1/tags/{tag_id}",
    operation_id = "delete_tag",
    tag = "tags",
    params(("tag_id" = i64, Path, description = "The tag")),
    responses(
        (status = 200, body = Envelope<DeletedResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such tag"),
    )
)]
pub(crate) async fn delete(
    may: May<Delete>,
    State(state): State<AppState>,
    Id(id): Id,
    envelopes: Envelopes,
) -> Result<Json<Envelope<DeletedResponse>>, Failure> {
    state.gateway.delete_tag(&may.caller, TagId::new(id)).await?;
    Ok(envelopes.ok(("The tag was removed", "标签已删除"), DeletedResponse { id }))
}

fn input(body: TagBody) -> TagInput {
    TagInput { name: body.name, display_name: body.display_name, color: body.color }
}

fn response(found: TagUse) -> TagResponse {
    TagResponse::new(found.tag, found.instances)
}
