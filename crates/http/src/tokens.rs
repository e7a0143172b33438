//! `/api/v1/tokens`: what programs call with.

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    CreateTokenRequest, EndedResponse, Envelope, EnvelopeError, MadeTokenResponse, TokenListResponse,
    TokenResponse,
};
use weir_gateway::{CreateToken, Error, Permission, Permissions};
use weir_model::{DbName, PageBounds, TokenId};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Number},
    failure::Failure,
    guarded::guarded,
    may::{May, SignedIn},
    params::Params,
};

const TOKENS: PageBounds = PageBounds { default: 20, max: 200 };

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list, create)).routes(guarded!(revoke))
}

/// List one's own tokens
///
/// `all=true` lists everybody's, for admins. The tokens themselves are never shown again.
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "tokens",
    params(
        ("all" = Option<bool>, Query, description = "Everybody's (permission `admin`)"),
        ("page" = Option<u64>, Query, description = "The page's number, from 1"),
        ("limit" = Option<u64>, Query, description = "Items of a page: 20, at most 200"),
    ),
    responses((status = 200, body = Envelope<TokenListResponse>)))]
pub(crate) async fn list(
    may: May<SignedIn>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    mut params: Params,
) -> Result<Json<Envelope<TokenListResponse>>, Failure> {
    let (all, page) = (params.flag("all")?, params.page(TOKENS));
    params.end()?;
    let tokens = state.gateway.list_tokens(&may.caller, all, page).await?;
    let items = tokens.items.into_iter().map(|item| TokenResponse::new(item.token, item.username));
    let data = TokenListResponse {
        items: items.collect(),
        total: tokens.total,
        page: page.number(),
        pages: page.pages(tokens.total),
        limit: page.limit(),
    };
    Ok(envelopes.ok(("Tokens", "令牌列表"), data))
}

/// Make a token for oneself
///
/// Needs a session, or a token that allows everything: a token that ends must not live on in another. It never
/// allows more than its maker may do. The token is told once, in this answer.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "create_token", tag = "tokens",
    request_body = CreateTokenRequest,
    responses(
        (status = 201, body = Envelope<MadeTokenResponse>),
        (status = 404, body = EnvelopeError, description = "A connection it names is not there"),
        (status = 413, body = EnvelopeError, description = "The body is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as JSON"),
    ))]
pub(crate) async fn create(
    may: May<SignedIn>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<CreateTokenRequest>,
) -> Result<(StatusCode, Json<Envelope<MadeTokenResponse>>), Failure> {
    let create = CreateToken {
        name: body.name,
        permissions: body.permissions.as_deref().map(parse_permissions).transpose()?,
        connections: body.connections.as_deref().map(parse_names).transpose()?,
        expires_in_days: body.expires_in_days,
    };
    let made = state.gateway.create_token(&may.caller, create).await?;
    let data = MadeTokenResponse {
        token: TokenResponse::new(made.token, may.caller.name().to_owned()),
        secret: made.secret.expose_secret().to_owned(),
    };
    Ok((
        StatusCode::CREATED,
        envelopes.ok(("The token; it is shown only now", "令牌已创建，仅显示这一次"), data),
    ))
}

/// Revoke a token
///
/// One's own, or anybody's for admins. It is refused from now on.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "revoke_token", tag = "tokens",
    params(("id" = i64, Path, description = "The token's number")),
    responses(
        (status = 200, body = Envelope<EndedResponse>),
        (status = 404, body = EnvelopeError, description = "There is no such token, or it was revoked before"),
    ))]
pub(crate) async fn revoke(
    may: May<SignedIn>,
    State(state): State<AppState>,
    Number(id): Number,
    envelopes: Envelopes,
) -> Result<Json<Envelope<EndedResponse>>, Failure> {
    state.gateway.revoke_token(&may.caller, TokenId(id)).await?;
    Ok(envelopes.ok(("The token was revoked", "令牌已吊销"), EndedResponse { ended: 1 }))
}

fn parse_permissions(words: &[String]) -> Result<Permissions, Error> {
    let parsed = words.iter().map(|word| word.parse::<Permission>()).collect::<Result<Vec<_>, _>>();
    let permissions =
        parsed.map_err(|unknown| Error::Invalid { field: "permissions", why: format!("{unknown}") })?;
    Ok(Permissions::of(&permissions))
}

fn parse_names(names: &[String]) -> Result<Vec<DbName>, Error> {
    let parsed = names.iter().map(|name| DbName::parse(name)).collect::<Result<Vec<_>, _>>();
    parsed.map_err(|invalid| Error::Invalid { field: "connections", why: invalid.to_string() })
}
