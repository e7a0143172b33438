//! `/api/v1/auth/ways` and `/api/v1/auth/oidc`: which ways to sign in there are, and the way over the identity provider.
//! A person in a browser is on it, so a sign-in that fails goes back to the sign-in page and says why there.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{Envelope, EnvelopeError, OidcWay, SignInWaysResponse};
use weir_gateway::{CameBack, Error, OidcProblem};
use weir_model::Secret;

use crate::{
    AppState,
    auth::{life_of, user_agent},
    cookie,
    envelope::Envelopes,
    failure::Failure,
    guarded::guarded,
    may::Public,
    params::Params,
};

/// Where browsers are sent from, below the path that this server is under.
const START: &str = "/api/v1/auth/oidc/start";
/// Of the console.
const SIGN_IN_PAGE: &str = "/sign-in";

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list_ways)).routes(guarded!(start)).routes(guarded!(callback))
}

/// List the ways to sign in
#[utoipa::path(get, path = "/api/v1/auth/ways", operation_id = "list_sign_in_ways", tag = "auth",
    responses((status = 200, body = Envelope<SignInWaysResponse>)))]
pub(crate) async fn list_ways(
    _: Public,
    State(state): State<AppState>,
    envelopes: Envelopes,
    params: Params,
) -> Result<Json<Envelope<SignInWaysResponse>>, Failure> {
    params.end()?;
    let base = state.settings.network.base_path.trim_end_matches('/');
    let way = |label: &Option<String>| OidcWay { label: label.clone(), path: format!("{base}{START}") };
    let oidc = state.gateway.oidc().map(|oidc| way(&oidc.label));
    Ok(envelopes.ok(("Ways to sign in", "登录方式"), SignInWaysResponse { password: true, oidc }))
}

/// Begin signing in at the identity provider
///
/// For browsers: sends them there, with a cookie by which they are known again within ten minutes.
#[utoipa::path(get, path = "/api/v1/auth/oidc/start", operation_id = "begin_oidc", tag = "auth",
    params(("return_to" = Option<String>, Query, description = "The path of this server to go to afterwards")),
    responses(
        (status = 303, description = "To the provider, or to the sign-in page with the problem"),
        (status = 404, body = EnvelopeError, description = "No identity provider is set"),
        (status = 429, body = EnvelopeError, description = "Too many tries; Retry-After says when to try again"),
    ))]
pub(crate) async fn start(
    public: Public,
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Response, Failure> {
    let return_to = params.text("return_to")?.unwrap_or_else(|| "/".to_owned());
    params.end()?;
    let sent = match state.gateway.begin_oidc(&public.request, &return_to).await {
        Ok(sent) => sent,
        Err(Error::Oidc(problem)) => return Ok(to(&problem_page(problem), [None, None])),
        Err(other) => return Err(other.into()),
    };
    Ok(to(&sent.url, [cookie::set_flow(&state.settings, &sent.secret, sent.patience), None]))
}

/// End signing in at the identity provider
///
/// Where the provider sends browsers back to: begins a session and goes on to where it was begun from.
#[utoipa::path(get, path = "/api/v1/auth/oidc/callback", operation_id = "finish_oidc", tag = "auth",
    params(
        ("state" = Option<String>, Query, description = "What the provider hands back"),
        ("code" = Option<String>, Query, description = "What the provider gives for a person"),
        ("error" = Option<String>, Query, description = "Why it gives none"),
        ("iss" = Option<String>, Query, description = "Who the provider is"),
    ),
    responses(
        (status = 303, description = "Signed in, or to the sign-in page with the problem"),
        (status = 404, body = EnvelopeError, description = "No identity provider is set"),
    ))]
pub(crate) async fn callback(
    public: Public,
    State(state): State<AppState>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, Failure> {
    // Providers add parameters of their own, which mean nothing here.
    let back = CameBack {
        secret: cookie::flow_secret(&state.settings, &headers),
        state: params.text("state")?.map(Secret::new),
        code: params.text("code")?.map(Secret::new),
        error: params.text("error")?,
        issuer: params.text("iss")?,
        user_agent: user_agent(&headers),
    };
    let (signed_in, return_to) = match state.gateway.finish_oidc(&public.request, back).await {
        Ok(done) => done,
        // Somebody else may have sent the browser here: what it began itself goes on.
        Err(Error::Oidc(OidcProblem::NotBegun)) => {
            return Ok(to(&problem_page(OidcProblem::NotBegun), [None, None]));
        }
        Err(Error::Oidc(problem)) => {
            return Ok(to(&problem_page(problem), [cookie::clear_flow(&state.settings), None]));
        }
        Err(other) => return Err(other.into()),
    };
    let session = cookie::set(&state.settings, &signed_in.secret, life_of(&state, &signed_in));
    Ok(to(&return_to, [cookie::clear_flow(&state.settings), session]))
}

fn problem_page(problem: OidcProblem) -> String {
    format!("{SIGN_IN_PAGE}?problem={}", problem.as_str())
}

/// Sends a browser on.
fn to(place: &str, cookies: [Option<HeaderValue>; 2]) -> Response {
    // A place of ours is plain text and the provider's is a URL, so the start page is for nobody.
    let location = HeaderValue::from_str(place).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
