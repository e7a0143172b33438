//! `/api/v1/users`: managing people. For admins.

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    ChangeUserRequest, CreateUserRequest, EndedResponse, Envelope, EnvelopeError, MadeUserResponse,
    ResetPasswordRequest, SessionListResponse, UserListResponse, UserResponse,
};
use weir_gateway::{ChangeUser, CreateUser, Error, MadeUser, NewPassword};
use weir_model::{PageBounds, Role, Secret, UserId};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Number},
    failure::Failure,
    guarded::guarded,
    may::{Admin, May},
    params::Params,
};

const USERS: PageBounds = PageBounds { default: 20, max: 200 };

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(list, create))
        .routes(guarded!(get, change))
        .routes(guarded!(reset_password))
        .routes(guarded!(list_sessions, end_sessions))
}

/// List the people who may sign in
#[utoipa::path(get, path = "/api/v1/users", operation_id = "list_users", tag = "users",
    params(
        ("page" = Option<u64>, Query, description = "The page's number, from 1"),
        ("limit" = Option<u64>, Query, description = "Items of a page: 20, at most 200"),
    ),
    responses((status = 200, body = Envelope<UserListResponse>)))]
pub(crate) async fn list(
    may: May<Admin>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    mut params: Params,
) -> Result<Json<Envelope<UserListResponse>>, Failure> {
    let page = params.page(USERS);
    params.end()?;
    let users = state.gateway.list_users(&may.caller, page).await?;
    let data = UserListResponse {
        items: users.items.into_iter().map(UserResponse::from).collect(),
        total: users.total,
        page: page.number(),
        pages: page.pages(users.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("People who may sign in", "用户列表"), data))
}

/// Make an account
///
/// Without a password one is made up and told once, in this answer. Either way its owner has a week to sign in, and
/// must change it before anything else.
#[utoipa::path(post, path = "/api/v1/users", operation_id = "create_user", tag = "users",
    request_body = CreateUserRequest,
    responses(
        (status = 201, body = Envelope<MadeUserResponse>),
        (status = 409, body = EnvelopeError, description = "The name is taken"),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
        (status = 429, body = EnvelopeError, description = "Too many passwords are set at once"),
    ))]
pub(crate) async fn create(
    may: May<Admin>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<CreateUserRequest>,
) -> Result<(StatusCode, Json<Envelope<MadeUserResponse>>), Failure> {
    let role = parse_role(&body.role)?;
    // Whoever makes an account for somebody knows its password.
    let password = NewPassword::Initial(body.password.map(Secret::new));
    let create = CreateUser { username: body.username, role, password };
    let made = state.gateway.create_user(&may.caller, create).await?;
    Ok((StatusCode::CREATED, envelopes.ok(("The account was made", "用户已创建"), shown(made))))
}

/// Show one account
#[utoipa::path(get, path = "/api/v1/users/{id}", operation_id = "get_user", tag = "users",
    params(("id" = i64, Path, description = "The account's number")),
    responses(
        (status = 200, body = Envelope<UserResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such account"),
    ))]
pub(crate) async fn get(
    may: May<Admin>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
) -> Result<Json<Envelope<UserResponse>>, Failure> {
    let user = state.gateway.user(&may.caller, UserId(id)).await?;
    Ok(envelopes.ok(("The account", "用户信息"), user.into()))
}

/// Change the role of an account, disable it, or let it be used again
///
/// Its sessions end. The last admin can't be disabled or made less.
#[utoipa::path(put, path = "/api/v1/users/{id}", operation_id = "change_user", tag = "users",
    params(("id" = i64, Path, description = "The account's number")),
    request_body = ChangeUserRequest,
    responses(
        (status = 200, body = Envelope<UserResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such account"),
        (status = 409, body = EnvelopeError, description = "Nobody would be left who may manage Weir"),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
    ))]
pub(crate) async fn change(
    may: May<Admin>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
    Body(body): Body<ChangeUserRequest>,
) -> Result<Json<Envelope<UserResponse>>, Failure> {
    let role = body.role.as_deref().map(parse_role).transpose()?;
    let change = ChangeUser { role, is_active: body.is_active };
    let user = state.gateway.change_user(&may.caller, UserId(id), change).await?;
    Ok(envelopes.ok(("The account was changed", "用户已更新"), user.into()))
}

/// Give an account another password
///
/// Its sessions end. Without a password one is made up and told once, in this answer. Either way its owner has a week
/// to sign in, and must change it before anything else.
#[utoipa::path(post, path = "/api/v1/users/{id}/actions/reset-password", operation_id = "reset_password",
    tag = "users",
    params(("id" = i64, Path, description = "The account's number")),
    request_body = ResetPasswordRequest,
    responses(
        (status = 200, body = Envelope<MadeUserResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such account"),
        (status = 409, body = EnvelopeError, description = "Its owner signs in at the identity provider"),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
        (status = 429, body = EnvelopeError, description = "Too many passwords are set at once"),
    ))]
pub(crate) async fn reset_password(
    may: May<Admin>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
    Body(body): Body<ResetPasswordRequest>,
) -> Result<Json<Envelope<MadeUserResponse>>, Failure> {
    let password = NewPassword::Initial(body.password.map(Secret::new));
    let made = state.gateway.reset_password(&may.caller, UserId(id), password).await?;
    Ok(envelopes.ok(("The password was set", "密码已重置"), shown(made)))
}

/// List the sessions of an account
#[utoipa::path(get, path = "/api/v1/users/{id}/sessions", operation_id = "list_sessions", tag = "users",
    params(("id" = i64, Path, description = "The account's number")),
    responses(
        (status = 200, body = Envelope<SessionListResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such account"),
    ))]
pub(crate) async fn list_sessions(
    may: May<Admin>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SessionListResponse>>, Failure> {
    let sessions = state.gateway.list_sessions(&may.caller, UserId(id)).await?;
    Ok(envelopes.ok(("The account's sessions", "用户的会话"), SessionListResponse::new(sessions, None)))
}

/// Sign somebody out everywhere
#[utoipa::path(delete, path = "/api/v1/users/{id}/sessions", operation_id = "end_sessions", tag = "users",
    params(("id" = i64, Path, description = "The account's number")),
    responses(
        (status = 200, body = Envelope<EndedResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such account"),
    ))]
pub(crate) async fn end_sessions(
    may: May<Admin>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
) -> Result<Json<Envelope<EndedResponse>>, Failure> {
    let ended = state.gateway.end_sessions(&may.caller, UserId(id)).await?;
    Ok(envelopes.ok(("The sessions were ended", "会话已全部结束"), EndedResponse { ended }))
}

fn parse_role(word: &str) -> Result<Role, Error> {
    word.parse().map_err(|unknown| Error::Invalid { field: "role", why: format!("{unknown}") })
}

fn shown(made: MadeUser) -> MadeUserResponse {
    MadeUserResponse::new(made.user, made.password.map(|password| password.expose_secret().to_owned()))
}
