//! `/api/v1/dbs`: the handlers of registered connections.

use axum::{Json, extract::State, http::StatusCode};
use weir_api::{
    ConnectionListResponse, ConnectionResponse, PlainError, PutConnectionRequest, TestedConnectionResponse,
};
use weir_gateway::{Error, PutConnection, PutOutcome};
use weir_model::Secret;

use crate::{
    AppState,
    extract::{Body, Name},
    failure::Failure,
    may::{CreateOrUpdate, Delete, May, View},
};

/// List the registered connections
#[utoipa::path(
    get,
    path = "/api/v1/dbs",
    operation_id = "list_connections",
    tag = "connections",
    responses((status = 200, body = ConnectionListResponse))
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
) -> Result<Json<ConnectionListResponse>, Failure> {
    let connections = state.gateway.list_connections(&may.caller).await?;
    Ok(Json(connections.into()))
}

/// Show one connection
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}",
    operation_id = "get_connection",
    tag = "connections",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = ConnectionResponse),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No connection has this name"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<Json<ConnectionResponse>, Failure> {
    let connection = state.gateway.connection(&may.caller, &name).await?;
    Ok(Json(connection.into()))
}

/// Register or change a connection
///
/// Connects before it saves: failing to connect saves nothing, and an existing entry stays as it was.
/// Sending the masked URL back keeps the stored password.
#[utoipa::path(
    put,
    path = "/api/v1/dbs/{name}",
    operation_id = "put_connection",
    tag = "connections",
    params(("name" = String, Path, description = "1 to 64 letters, digits, `-`, `_`, `.`")),
    request_body = PutConnectionRequest,
    responses(
        (status = 200, body = ConnectionResponse, description = "Changed"),
        (status = 201, body = ConnectionResponse, description = "Registered"),
        (status = 400, body = PlainError, description = "The name, URL or body is not right"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn put(
    may: May<CreateOrUpdate>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<PutConnectionRequest>,
) -> Result<(StatusCode, Json<ConnectionResponse>), Failure> {
    Ok(match state.gateway.put_connection(&may.caller, &name, wanted(body)?).await? {
        PutOutcome::Created(connection) => (StatusCode::CREATED, Json(connection.into())),
        PutOutcome::Changed(connection) => (StatusCode::OK, Json(connection.into())),
    })
}

/// Test a connection before it is saved
///
/// Signs in as registering would, and says what the server is and how safe the account. Nothing is saved. The masked
/// URL of an existing connection stands for the stored one.
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/actions/test-connection",
    operation_id = "test_connection",
    tag = "connections",
    params(("name" = String, Path, description = "The name that the connection has or would have")),
    request_body = PutConnectionRequest,
    responses(
        (status = 200, body = TestedConnectionResponse, description = "It could be saved"),
        (status = 400, body = PlainError, description = "The name, URL or body is not right"),
        (status = 404, body = PlainError, description = "The connection is not for the caller"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn test(
    may: May<CreateOrUpdate>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<PutConnectionRequest>,
) -> Result<Json<TestedConnectionResponse>, Failure> {
    let tested = state.gateway.test_put(&may.caller, &name, wanted(body)?).await?;
    Ok(Json(TestedConnectionResponse {
        server_version: tested.server_version,
        tls: tested.safety.as_ref().map(|safety| safety.link.as_str()),
        safety_grade: tested.safety.as_ref().map(|safety| safety.grade().as_str()),
        ping_ms: tested.ping_ms,
    }))
}

fn wanted(body: PutConnectionRequest) -> Result<PutConnection, Error> {
    if body.ssh_config.is_some_and(|ssh| ssh.enabled) {
        return Err(Error::SshTunnel);
    }
    Ok(PutConnection { url: Secret::new(body.url), ssl_disabled: body.ssl_disabled.unwrap_or(false) })
}

/// Remove a connection
#[utoipa::path(
    delete,
    path = "/api/v1/dbs/{name}",
    operation_id = "delete_connection",
    tag = "connections",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 204, description = "Removed; its history stays"),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No connection has this name"),
    )
)]
pub(crate) async fn delete(
    may: May<Delete>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<StatusCode, Failure> {
    state.gateway.delete_connection(&may.caller, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
