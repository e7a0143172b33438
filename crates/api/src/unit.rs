//! Small answers of their own.

use serde::Serialize;
use utoipa::ToSchema;

/// The answer of a health check.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HealthResponse {
    /// `ok`, or what is wrong.
    #[schema(example = "ok")]
    pub status: &'static str,
}
