//! The route list, and nothing else.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::get,
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    AppState, access, audit, auth, capacity,
    compress::compress,
    connections, console, databases, explain,
    failure::{Failure, RequestError},
    frame::frame,
    guarded::guarded,
    health, instances, jobs, language_models, lore, metadata, metrics, natural, oidc, openapi, queries,
    query, safety, saved_queries, settings, tags, tokens, users,
};

/// Every path that the OpenAPI document describes.
pub(crate) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::head())
        .routes(guarded!(health::live))
        .routes(guarded!(health::ready))
        .routes(guarded!(connections::list))
        .routes(guarded!(connections::get, connections::put, connections::delete))
        .routes(guarded!(connections::test))
        .routes(guarded!(metadata::get))
        .routes(guarded!(metadata::refresh))
        .routes(guarded!(metadata::list_tables))
        .routes(guarded!(metadata::get_table))
        .routes(guarded!(query::run))
        .routes(guarded!(query::run_second))
        .merge(auth::routes())
        .merge(oidc::routes())
        .merge(explain::routes())
        .merge(language_models::routes())
        .merge(lore::routes())
        .merge(natural::routes())
        .merge(users::routes())
        .merge(tokens::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(access::routes())
        .merge(queries::routes())
        .merge(safety::routes())
        .merge(saved_queries::routes())
        .merge(instances::routes())
        .merge(tags::routes())
        .merge(databases::routes())
        .merge(capacity::routes())
        .merge(jobs::routes())
}

/// The whole server as a router.
pub fn router(state: AppState) -> Router {
    let (routes, document) = described().split_for_parts();
    let body_limit = DefaultBodyLimit::max(state.settings.max_body_bytes);
    routes
        .merge(openapi::routes(&document, &state.settings.network.base_path))
        .route("/metrics", get(metrics::scrape))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(body_limit)
        .layer(from_fn(compress))
        .layer(from_fn_with_state(state.clone(), frame))
        .with_state(state)
}

async fn unknown_path(request: Request) -> Result<Response, Failure> {
    let (parts, _) = request.into_parts();
    console::answer(&parts).ok_or_else(|| RequestError::UnknownPath(parts.uri.path().to_owned()).into())
}

async fn method_not_allowed(request: Request) -> Result<Response, Failure> {
    Err(RequestError::MethodNotAllowed(request.method().to_string()).into())
}
