//! The envelope of the ledger dialect: what every answer is wrapped in.

use serde::Serialize;
use utoipa::ToSchema;

/// A success of the ledger dialect.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Envelope<T> {
    /// Always true.
    pub success: bool,
    /// Always false.
    pub error: bool,
    /// What was done, in the language that was asked for.
    pub message: String,
    /// When, in UTC.
    #[schema(format = DateTime)]
    pub timestamp: String,
    /// What was asked for.
    pub data: T,
}

/// Why a request of the ledger dialect failed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnvelopeError {
    /// Always false.
    pub success: bool,
    /// Always true.
    pub error: bool,
    /// The id under which the log has this failure.
    pub error_id: String,
    /// `validation`, `business`, `authentication`, `authorization`, `security`, `database`, `external`,
    /// `network` or `system`.
    pub category: &'static str,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: &'static str,
    /// A stable code for the cause.
    #[schema(example = "RESOURCE_NOT_FOUND")]
    pub message_code: &'static str,
    /// What happened, in the language that was asked for.
    pub message: String,
    /// When, in UTC.
    #[schema(format = DateTime)]
    pub timestamp: String,
    /// Whether trying again, corrected, may help.
    pub recoverable: bool,
    /// One or two short hints.
    pub suggestions: Vec<&'static str>,
    /// What was asked.
    pub context: EnvelopeContext,
}

/// The request that an error answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnvelopeContext {
    /// Path and query, without secrets.
    pub url: String,
    /// The method.
    pub method: String,
    /// The request's id, also in the log.
    pub request_id: String,
}
