//! `/api/v1/auth`: signing in and out, who one is, one's own password and sessions.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use weir_api::{
    ChangePasswordRequest, CsrfTokenResponse, EndedResponse, Envelope, EnvelopeError, LoginRequest,
    LoginResponse, MeResponse, SessionListResponse,
};
use weir_gateway::{Caller, Error, SignIn, SignedIn, Who};
use weir_model::Secret;

use crate::{
    AppState, cookie,
    envelope::Envelopes,
    extract::{Body, Key},
    failure::Failure,
    guarded::guarded,
    may::{EvenWithPasswordDue, May, Public, SignedIn as AnySignedIn},
};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(csrf_token))
        .routes(guarded!(login))
        .routes(guarded!(logout))
        .routes(guarded!(me))
        .routes(guarded!(change_password))
        .routes(guarded!(list_sessions, end_sessions))
        .routes(guarded!(end_session))
}

/// Get a CSRF token
///
/// For the session of the cookie that is sent; a new one for a browser without. It goes into the header
/// `X-CSRFToken` of every request that changes something. The one used to sign in stays good for the session.
#[utoipa::path(get, path = "/api/v1/auth/csrf-token", operation_id = "get_csrf_token", tag = "auth",
    responses((status = 200, body = Envelope<CsrfTokenResponse>)))]
pub(crate) async fn csrf_token(
    _: Public,
    State(state): State<AppState>,
    headers: HeaderMap,
    envelopes: Envelopes,
) -> Result<Json<Envelope<CsrfTokenResponse>>, Failure> {
    let secret = cookie::session_secret(&state.settings, &headers);
    let lives = match &secret {
        Some(secret) => state.gateway.authenticate_session(secret).await?.is_some(),
        None => false,
    };
    let csrf_token = state.gateway.csrf_token(secret.filter(|_| lives).as_ref())?;
    Ok(envelopes.ok(("A CSRF token", "已生成 CSRF 令牌"), CsrfTokenResponse { csrf_token }))
}

/// Sign in
///
/// Sets the session's cookie. Ten tries a minute for a name and an address.
#[utoipa::path(post, path = "/api/v1/auth/login", operation_id = "login", tag = "auth",
    request_body = LoginRequest,
    responses(
        (status = 200, body = Envelope<LoginResponse>),
        (status = 401, body = EnvelopeError, description = "Wrong name or password, or a disabled account"),
        (status = 403, body = EnvelopeError, description = "The request comes from another site"),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
        (status = 429, body = EnvelopeError, description = "Too many tries; Retry-After says when to try again"),
    ))]
pub(crate) async fn login(
    public: Public,
    State(state): State<AppState>,
    envelopes: Envelopes,
    headers: HeaderMap,
    Body(body): Body<LoginRequest>,
) -> Result<Response, Failure> {
    let sign_in = SignIn {
        username: body.username,
        password: Secret::new(body.password),
        user_agent: user_agent(&headers),
        csrf_token: public.csrf_token,
    };
    let signed_in = state.gateway.sign_in(&public.request, sign_in).await?;
    Ok(begun(&state, &envelopes, ("Signed in", "登录成功"), signed_in))
}

/// Sign out
#[utoipa::path(post, path = "/api/v1/auth/logout", operation_id = "logout", tag = "auth",
    responses((status = 200, body = Envelope<EndedResponse>)))]
pub(crate) async fn logout(
    may: May<EvenWithPasswordDue>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<Response, Failure> {
    state.gateway.sign_out(&may.caller).await?;
    let answer = envelopes.ok(("Signed out", "已退出登录"), EndedResponse { ended: 1 });
    Ok(without_cookie(&state, answer))
}

/// Show who one is
#[utoipa::path(get, path = "/api/v1/auth/me", operation_id = "get_me", tag = "auth",
    responses((status = 200, body = Envelope<MeResponse>)))]
pub(crate) async fn me(
    may: May<EvenWithPasswordDue>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<Json<Envelope<MeResponse>>, Failure> {
    let user = state.gateway.own_account(&may.caller).await?;
    Ok(envelopes.ok(
        ("Your account", "当前账户"),
        MeResponse::new(user, &may.caller.actor(), may.caller.permissions()),
    ))
}

/// Change one's own password
///
/// Every session of the account ends; this browser gets a new one. Whoever has a password that somebody else chose
/// may do nothing else before.
#[utoipa::path(post, path = "/api/v1/auth/change-password", operation_id = "change_password", tag = "auth",
    request_body = ChangePasswordRequest,
    responses(
        (status = 200, body = Envelope<LoginResponse>),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
        (status = 409, body = EnvelopeError, description = "One signs in at the identity provider"),
        (status = 429, body = EnvelopeError, description = "Too many at once"),
    ))]
pub(crate) async fn change_password(
    may: May<EvenWithPasswordDue>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    headers: HeaderMap,
    Body(body): Body<ChangePasswordRequest>,
) -> Result<Response, Failure> {
    if body.new_password != body.confirm_password {
        let why = "is not the new password".to_owned();
        return Err(Error::Invalid { field: "confirm_password", why }.into());
    }
    let passwords = (Secret::new(body.old_password), Secret::new(body.new_password));
    let again = state.gateway.change_own_password(&may.caller, user_agent(&headers), passwords).await?;
    Ok(begun(&state, &envelopes, ("The password was changed", "密码已修改"), again))
}

/// List one's own sessions
#[utoipa::path(get, path = "/api/v1/auth/sessions", operation_id = "list_own_sessions", tag = "auth",
    responses((status = 200, body = Envelope<SessionListResponse>)))]
pub(crate) async fn list_sessions(
    may: May<AnySignedIn>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SessionListResponse>>, Failure> {
    let user = own(&may.caller)?;
    let sessions = state.gateway.list_sessions(&may.caller, user).await?;
    let current = match may.caller.who() {
        Who::Session { session, .. } => Some(session.as_str()),
        _ => None,
    };
    Ok(envelopes.ok(("Your sessions", "当前账户的会话"), SessionListResponse::new(sessions, current)))
}

/// Sign out everywhere
#[utoipa::path(delete, path = "/api/v1/auth/sessions", operation_id = "end_own_sessions", tag = "auth",
    responses((status = 200, body = Envelope<EndedResponse>)))]
pub(crate) async fn end_sessions(
    may: May<AnySignedIn>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<Response, Failure> {
    let user = own(&may.caller)?;
    let ended = state.gateway.end_sessions(&may.caller, user).await?;
    let answer = envelopes.ok(("Signed out everywhere", "已在所有设备上退出登录"), EndedResponse { ended });
    Ok(without_cookie(&state, answer))
}

/// Sign out in one other browser
#[utoipa::path(delete, path = "/api/v1/auth/sessions/{id}", operation_id = "end_own_session", tag = "auth",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 200, body = Envelope<EndedResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such session"),
    ))]
pub(crate) async fn end_session(
    may: May<AnySignedIn>,
    State(state): State<AppState>,
    Key(id): Key,
    envelopes: Envelopes,
) -> Result<Json<Envelope<EndedResponse>>, Failure> {
    let user = own(&may.caller)?;
    state.gateway.end_session(&may.caller, user, &id).await?;
    Ok(envelopes.ok(("The session was ended", "会话已结束"), EndedResponse { ended: 1 }))
}

fn own(caller: &Caller) -> Result<weir_model::UserId, Error> {
    caller.user_id().ok_or(Error::SessionRequired)
}

pub(crate) fn user_agent(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT)?.to_str().ok().map(str::to_owned)
}

/// The answer that begins a session.
fn begun(state: &AppState, envelopes: &Envelopes, message: (&str, &str), signed_in: SignedIn) -> Response {
    let cookie = cookie::set(&state.settings, &signed_in.secret, life_of(state, &signed_in));
    let data = LoginResponse { user: signed_in.user.into(), csrf_token: signed_in.csrf_token };
    (AppendHeaders(cookie.map(|cookie| (header::SET_COOKIE, cookie))), envelopes.ok(message, data))
        .into_response()
}

/// How long the cookie of a session is kept.
pub(crate) fn life_of(state: &AppState, signed_in: &SignedIn) -> Duration {
    let left_ms = signed_in.expires_at.as_millis().saturating_sub(state.gateway.now().as_millis());
    Duration::from_secs(u64::try_from(left_ms).unwrap_or(0).div_ceil(1_000))
}

fn without_cookie(state: &AppState, answer: Json<Envelope<EndedResponse>>) -> Response {
    let cookie = cookie::clear(&state.settings);
    (AppendHeaders(cookie.map(|cookie| (header::SET_COOKIE, cookie))), answer).into_response()
}
