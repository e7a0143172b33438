//! The query dialect's renderer: the complete answer to "which status when" for its paths.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use weir_api::{Params, PlainError};
use weir_gateway::{Error, OidcProblem};

use crate::failure::{Failure, RequestError};

/// Renders a failure as `{"detail": …, "code": …}`.
pub(crate) fn render(failure: &Failure, error_id: &str) -> Response {
    let (status, body) = told(failure, error_id);
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(failure.retry_after_s()));
    }
    response
}

/// The status and the body of a failure, for an answer that has begun already as well.
pub(crate) fn told(failure: &Failure, error_id: &str) -> (StatusCode, PlainError) {
    let (status, mut body) = match failure {
        Failure::Gateway(error) => (gateway_status(error), gateway_body(error)),
        Failure::Request(error) => request(error),
    };
    if status.is_server_error() {
        body.error_id = Some(error_id.to_owned());
    }
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        "Internal error; the log has the details under this error id".clone_into(&mut body.detail);
    }
    (status, body)
}

fn gateway_status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid { .. }
        | Error::Target(_)
        | Error::SshTunnel
        | Error::Refused(_)
        | Error::QueryFailed(_) => StatusCode::BAD_REQUEST,
        Error::Unauthenticated | Error::InvalidCredentials => StatusCode::UNAUTHORIZED,
        Error::ConnectionNotFound(_) | Error::TableNotFound { .. } | Error::Missing { .. } => {
            StatusCode::NOT_FOUND
        }
        Error::Cancelled { .. } | Error::QueryIdUsed(_) | Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Busy { .. } | Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unreachable(_)
        | Error::ConnectionLost(_)
        | Error::CollectFailed(_)
        | Error::NoLanguageModel(_)
        | Error::Oidc(OidcProblem::Unreachable)
        | Error::CatalogUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Forbidden(_) | Error::SessionRequired | Error::PasswordChangeRequired | Error::Oidc(_) => {
            StatusCode::FORBIDDEN
        }
        Error::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
        Error::Model(error) => match error.code() {
            "timed_out" => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        },
        Error::Internal(_) | Error::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn gateway_body(error: &Error) -> PlainError {
    let mut body = PlainError { detail: error.to_string(), ..PlainError::default() };
    let (code, params) = match error {
        Error::Invalid { field, .. } => ("invalid_parameter", vec![("field", (*field).to_owned())]),
        Error::Target(_) => ("invalid_url", vec![]),
        Error::SshTunnel => ("ssh_not_supported", vec![]),
        Error::Unauthenticated => ("authentication_required", vec![]),
        Error::InvalidCredentials => ("invalid_credentials", vec![]),
        Error::SessionRequired => ("session_required", vec![]),
        Error::PasswordChangeRequired => ("password_change_required", vec![]),
        Error::Oidc(problem) => (problem.as_str(), vec![]),
        Error::Forbidden(permission) => {
            ("permission_required", vec![("permission", permission.as_str().to_owned())])
        }
        Error::ConnectionNotFound(name) => ("connection_not_found", vec![("name", name.to_string())]),
        Error::TableNotFound { schema, table } => {
            ("table_not_found", vec![("schema", schema.clone()), ("table", table.clone())])
        }
        Error::Missing { what, key } => {
            ("not_found", vec![("what", what.english().to_owned()), ("key", key.clone())])
        }
        Error::Conflict(_) => ("conflict", vec![]),
        Error::CollectFailed(why) => ("collect_failed", vec![("why", why.clone())]),
        Error::TooMany { retry_after_s, .. } => {
            ("too_many", vec![("retryAfterSeconds", retry_after_s.to_string())])
        }
        Error::Refused(refusal) => {
            body.rule = Some(refusal.rule.name());
            body.position = refusal.position;
            ("refused", refusal.subject.iter().map(|subject| ("subject", subject.clone())).collect())
        }
        Error::QueryFailed(diagnostic) => {
            body.position = diagnostic.position;
            body.sqlstate.clone_from(&diagnostic.sqlstate);
            body.server_code = diagnostic.code;
            body.hint.clone_from(&diagnostic.hint);
            ("query_failed", vec![])
        }
        Error::Cancelled { confirmed } => ("cancelled", vec![("confirmed", confirmed.to_string())]),
        Error::QueryIdUsed(id) => ("query_id_used", vec![("id", id.to_string())]),
        Error::Busy { limit } => ("busy", vec![("limit", limit.to_string())]),
        Error::Unreachable(why) => ("unreachable", vec![("why", why.clone())]),
        Error::ConnectionLost(why) => ("connection_lost", vec![("why", why.clone())]),
        Error::TimedOut { limit_s, confirmed } => {
            ("timed_out", vec![("limitSeconds", limit_s.to_string()), ("confirmed", confirmed.to_string())])
        }
        Error::NoLanguageModel(linked) => {
            body.linked_tables = Some(linked.tables.clone());
            body.unmatched_words = Some(linked.unmatched.clone());
            ("no_language_model", vec![])
        }
        Error::Model(error) => ("language_model_failed", vec![("why", error.code().to_owned())]),
        Error::CatalogUnavailable(_) => ("catalog_unavailable", vec![]),
        Error::Internal(_) | Error::Store(_) => ("internal", vec![]),
    };
    body.code = code;
    body.params = Params(params);
    body
}

fn request(error: &RequestError) -> (StatusCode, PlainError) {
    let (status, code, params) = match error {
        RequestError::UnknownPath(_) => (StatusCode::NOT_FOUND, "unknown_path", vec![]),
        RequestError::MethodNotAllowed(_) => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", vec![]),
        RequestError::BodyTooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", vec![]),
        RequestError::UnsupportedMediaType(_) => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", vec![])
        }
        RequestError::Malformed { field, .. } => {
            let params = field.iter().map(|field| ("field", field.clone())).collect();
            (StatusCode::BAD_REQUEST, "invalid_parameter", params)
        }
        RequestError::ForeignOrigin(_) => (StatusCode::FORBIDDEN, "foreign_origin", vec![]),
        RequestError::CsrfMissing => (StatusCode::FORBIDDEN, "csrf_missing", vec![]),
        RequestError::CsrfInvalid => (StatusCode::FORBIDDEN, "csrf_invalid", vec![]),
        RequestError::Panic => (StatusCode::INTERNAL_SERVER_ERROR, "internal", vec![]),
    };
    (status, PlainError { detail: error.to_string(), code, params: Params(params), ..PlainError::default() })
}
