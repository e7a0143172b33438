//! `/api/v1/llm`: the configured language models, and what was asked of them.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{Envelope, EnvelopeError, LlmCallPage, ModelListResponse, ModelResponse};
use weir_model::PageBounds;

use crate::{
    AppState,
    envelope::Envelopes,
    failure::Failure,
    guarded::guarded,
    may::{Admin, May, View},
    params::Params,
};

const CALLS: PageBounds = PageBounds { default: 50, max: 200 };

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list_providers)).routes(guarded!(list_calls))
}

/// List the configured language models
///
/// Their names only; the first is asked by default.
#[utoipa::path(
    get,
    path = "/api/v1/llm/providers",
    operation_id = "list_llm_providers",
    tag = "natural",
    responses((status = 200, body = Envelope<ModelListResponse>))
)]
pub(crate) async fn list_providers(
    may: May<View>,
    State(state): State<AppState>,
    envelopes: Envelopes,
) -> Result<Json<Envelope<ModelListResponse>>, Failure> {
    let names = state.gateway.list_models(&may.caller)?;
    let providers =
        names.into_iter().map(|name| ModelResponse { provider: name.provider, model: name.model });
    Ok(envelopes.ok(("Language models", "语言模型"), ModelListResponse { providers: providers.collect() }))
}

/// List calls to language models
///
/// Who asked which model, which tables were told, how much of everything; never what was said.
#[utoipa::path(
    get,
    path = "/api/v1/llm/calls",
    operation_id = "list_llm_calls",
    tag = "natural",
    params(
        ("page" = Option<u64>, Query, description = "The page, from 1"),
        ("limit" = Option<u64>, Query, description = "Items of a page: 50, 200 at most"),
    ),
    responses(
        (status = 200, body = Envelope<LlmCallPage>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn list_calls(
    may: May<Admin>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<LlmCallPage>>, Failure> {
    let page = params.page(CALLS);
    params.end()?;
    let calls = state.gateway.list_llm_calls(&may.caller, page).await?;
    let items = calls.items.into_iter().map(Into::into).collect();
    let data = LlmCallPage { items, total: calls.total, page: page.number(), limit: page.limit() };
    Ok(envelopes.ok(("Calls to language models", "语言模型调用记录"), data))
}
