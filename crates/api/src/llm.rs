//! `/api/v1/llm`: the configured language models, and what was asked of them.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::LlmCall;

/// One page of calls to language models.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LlmCallPage {
    /// The newest first.
    pub items: Vec<LlmCallResponse>,
    /// How many there are in all.
    pub total: u64,
    /// The page's number, from 1.
    pub page: u64,
    /// The most items of a page.
    pub limit: u64,
}

/// One call to a language model.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LlmCallResponse {
    /// The answer that it was for; null for a test.
    pub draft_id: Option<String>,
    /// The connection; null for a test.
    pub database: Option<String>,
    /// Who asked.
    pub caller: String,
    /// The provider.
    pub provider: String,
    /// Its model.
    pub model: String,
    /// `draft`, `repair`, `pick`, `explain` or `test`.
    pub purpose: String,
    /// The tables that were told.
    pub tables: Vec<String>,
    /// Bytes of the prompt.
    pub bytes_sent: u64,
    /// Whether values of columns were in it.
    pub sent_samples: bool,
    /// Tokens read, as the provider counts them.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// `answered`, `cancelled`, or what went wrong.
    pub outcome: String,
    /// When it began.
    #[schema(format = DateTime)]
    pub started_at: String,
}

impl From<LlmCall> for LlmCallResponse {
    fn from(call: LlmCall) -> Self {
        Self {
            draft_id: call.draft_id,
            database: call.db_name.map(|name| name.to_string()),
            caller: call.caller,
            provider: call.provider,
            model: call.model,
            purpose: call.purpose,
            tables: call.tables,
            bytes_sent: call.bytes_sent,
            sent_samples: call.sent_samples,
            input_tokens: call.input_tokens,
            output_tokens: call.output_tokens,
            elapsed_ms: call.elapsed_ms,
            outcome: call.outcome,
            started_at: call.started_at.to_string(),
        }
    }
}

/// The configured language models.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelListResponse {
    /// The first is asked by default; empty when none is configured.
    pub providers: Vec<ModelResponse>,
}

/// A configured language model.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelResponse {
    /// The provider's name in the settings.
    pub provider: String,
    /// The model.
    pub model: String,
}
