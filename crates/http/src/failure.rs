//! A failed request on its way to a renderer. Handlers and extractors return it; `frame` renders it in the
//! dialect of the path.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use thiserror::Error;

/// Why a request failed.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A use case failed.
    #[error(transparent)]
    Gateway(#[from] weir_gateway::Error),
    /// The request itself was not right.
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl Failure {
    /// When a request that was too much may be sent again, in seconds.
    pub(crate) fn retry_after_s(&self) -> u32 {
        match self {
            Self::Gateway(weir_gateway::Error::TooMany { retry_after_s, .. }) => *retry_after_s,
            Self::Gateway(_) | Self::Request(_) => 1,
        }
    }
}

/// What was not right about a request, before any use case was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum RequestError {
    #[error("No such path: {0}")]
    UnknownPath(String),
    #[error("Method {0} is not allowed on this path")]
    MethodNotAllowed(String),
    #[error("The request body is larger than {0} bytes")]
    BodyTooLarge(usize),
    #[error("The request body must be sent as {0}")]
    UnsupportedMediaType(&'static str),
    #[error("{why}")]
    Malformed { field: Option<String>, why: String },
    #[error("Requests from another site are refused: {0}")]
    ForeignOrigin(String),
    #[error("The header X-CSRFToken is missing")]
    CsrfMissing,
    #[error("The CSRF token is not the one of this session")]
    CsrfInvalid,
    #[error("Internal error")]
    Panic,
}

impl IntoResponse for Failure {
    /// An empty response that carries the failure to `frame`.
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
