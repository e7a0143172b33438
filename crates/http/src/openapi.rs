//! The OpenAPI document, generated from the handlers, and the page to try it.

use std::{future::ready, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder,
    security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use weir_api::{EnvelopeContext, EnvelopeError, PlainError};
use weir_gateway::Error;

use crate::{AppState, failure::Failure, router::described};

/// The page's own policy: everything from this server, and the inline styles that Swagger UI sets.
const DOCS_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                           frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The OpenAPI 3.1 document of this version.
pub fn document() -> OpenApi {
    described().split_for_parts().1
}

/// What stands above the paths.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Weir")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "One server between a team and all its databases: guarded read-only SQL, metadata, \
             and the ledger of every database.",
        ))
        .license(Some(License::new("Apache-2.0")))
        .build();
    let token = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("weir_…").build();
    let session = ApiKey::Cookie(ApiKeyValue::new("weir_session"));
    let components = ComponentsBuilder::new()
        .security_scheme("token", SecurityScheme::Http(token))
        .security_scheme("session", SecurityScheme::ApiKey(session))
        .schema_from::<PlainError>()
        .schema_from::<EnvelopeError>()
        .schema_from::<EnvelopeContext>()
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// `/api/v1/openapi.json` and `/api/docs`, without any network. The document is kept as text: as a tree it takes
/// megabytes, and every answer would have to be written anew.
pub(crate) fn routes(document: &OpenApi, base_path: &str) -> Router<AppState> {
    let config = Config::new([format!("{}/api/v1/openapi.json", base_path.trim_end_matches('/'))])
        .try_it_out_enabled(true);
    let page = Router::from(SwaggerUi::new("/api/docs").config(config)).layer(map_response(with_policy));
    let text = serde_json::to_vec(document).map(Bytes::from).map_err(Arc::new);
    let answer = move || ready(json_text(text.clone()));
    page.route("/api/v1/openapi.json", get(answer))
}

fn json_text(text: Result<Bytes, Arc<serde_json::Error>>) -> Result<impl IntoResponse, Failure> {
    let text = text.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}

async fn with_policy(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOCS_POLICY));
    response
}
