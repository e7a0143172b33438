//! The ledger dialect's renderer: envelopes with codes, in Chinese or English; successes and failures.

use std::convert::Infallible;

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use weir_api::{Envelope, EnvelopeContext, EnvelopeError};
use weir_gateway::{Error, OidcProblem};
use weir_model::Timestamp;

use crate::{
    AppState,
    failure::{Failure, RequestError},
    frame::Asked,
    language::Language,
};

/// Wraps what a handler of the ledger dialect gives.
#[derive(Debug)]
pub(crate) struct Envelopes {
    language: Language,
    now: Timestamp,
}

impl FromRequestParts<AppState> for Envelopes {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self { language: Language::of(&parts.headers), now: state.gateway.now() })
    }
}

impl Envelopes {
    /// The language of the answer.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// A success: a message in English and Chinese, and the data.
    pub(crate) fn ok<T>(&self, (english, chinese): (&str, &str), data: T) -> Json<Envelope<T>> {
        let message = match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        Json(Envelope {
            success: true,
            error: false,
            message: message.to_owned(),
            timestamp: self.now.to_string(),
            data,
        })
    }
}

/// A message in both languages.
type Text = (String, String);

/// What a failure is in the ledger dialect.
struct Verdict {
    status: StatusCode,
    code: &'static str,
    category: &'static str,
    severity: &'static str,
    text: Text,
}

/// Renders a failure as an envelope.
pub(crate) fn render(failure: &Failure, error_id: &str, asked: &Asked) -> Response {
    let verdict = match failure {
        Failure::Gateway(error) => gateway(error),
        Failure::Request(error) => request(error),
    };
    let (english, chinese) = verdict.text;
    let body = EnvelopeError {
        success: false,
        error: true,
        error_id: error_id.to_owned(),
        category: verdict.category,
        severity: verdict.severity,
        message_code: verdict.code,
        message: match asked.language {
            Language::English => english,
            Language::Chinese => chinese,
        },
        timestamp: asked.now.to_string(),
        recoverable: matches!(verdict.severity, "low" | "medium"),
        suggestions: suggestions(verdict.status, asked.language),
        context: EnvelopeContext {
            url: asked.uri.to_string(),
            method: asked.method.to_string(),
            request_id: asked.request_id.clone(),
        },
    };
    let mut response = (verdict.status, Json(body)).into_response();
    if verdict.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if verdict.status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(failure.retry_after_s()));
    }
    response
}

fn verdict(
    status: StatusCode,
    code: &'static str,
    (category, severity): (&'static str, &'static str),
    (english, chinese): (impl Into<String>, impl Into<String>),
) -> Verdict {
    Verdict { status, code, category, severity, text: (english.into(), chinese.into()) }
}

fn invalid(english: String, chinese: String) -> Verdict {
    verdict(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", ("validation", "low"), (english, chinese))
}

fn missing(english: String, chinese: String) -> Verdict {
    verdict(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", ("business", "low"), (english, chinese))
}

fn unreachable_target(english: String, why: &str) -> Verdict {
    let text = (english, format!("无法连接数据库：{why}"));
    verdict(StatusCode::CONFLICT, "DATABASE_CONNECTION_ERROR", ("database", "medium"), text)
}

fn collecting(english: String, chinese: &str) -> Verdict {
    verdict(StatusCode::CONFLICT, "SYNC_DATA_ERROR", ("database", "medium"), (english, chinese))
}

fn internal() -> Verdict {
    let text = (
        "Internal error; the log has the details under this error id",
        "内部错误，日志中有对应错误编号的详情",
    );
    verdict(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", ("system", "high"), text)
}

fn gateway(error: &Error) -> Verdict {
    let english = error.to_string();
    match error {
        Error::Invalid { field, .. } => invalid(english, format!("参数 {field} 不正确")),
        Error::Target(_) => invalid(english, "数据库 URL 不正确".to_owned()),
        Error::SshTunnel => invalid(english, "暂不支持 SSH 隧道".to_owned()),
        Error::Refused(_) => invalid(english, "该语句不被允许执行".to_owned()),
        Error::QueryFailed(_) => invalid(english, "数据库拒绝了该语句".to_owned()),
        Error::Unauthenticated
        | Error::InvalidCredentials
        | Error::SessionRequired
        | Error::PasswordChangeRequired
        | Error::Forbidden(_) => who(error, english),
        Error::Oidc(problem) => elsewhere(*problem, english),
        Error::ConnectionNotFound(name) => missing(english, format!("数据库连接“{name}”不存在")),
        Error::TableNotFound { schema, table } => missing(english, format!("表“{schema}.{table}”不存在")),
        Error::Missing { what, key } => missing(english, format!("{}“{key}”不存在", what.chinese())),
        Error::Conflict(phrase) => {
            let text = (english, phrase.chinese.clone());
            verdict(StatusCode::CONFLICT, "CONSTRAINT_VIOLATION", ("business", "low"), text)
        }
        Error::CollectFailed(why) => collecting(english, &format!("采集失败：{why}")),
        Error::TooMany { phrase, .. } => {
            let text = (english, phrase.chinese.clone());
            verdict(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", ("system", "medium"), text)
        }
        Error::Busy { .. } => {
            let kind = ("system", "medium");
            verdict(
                StatusCode::TOO_MANY_REQUESTS,
                "RATE_LIMIT_EXCEEDED",
                kind,
                (english, "请求过多，请稍后再试"),
            )
        }
        Error::Unreachable(why) | Error::ConnectionLost(why) => unreachable_target(english, why),
        Error::TimedOut { .. } => collecting(english, "操作超时"),
        Error::Cancelled { .. } => collecting(english, "操作已取消"),
        Error::QueryIdUsed(_) => {
            let text = (english, "该查询编号已被使用，不会重复执行");
            verdict(StatusCode::CONFLICT, "CONSTRAINT_VIOLATION", ("business", "low"), text)
        }
        Error::NoLanguageModel(_) => {
            let kind = ("external", "medium");
            verdict(StatusCode::SERVICE_UNAVAILABLE, "INTERNAL_ERROR", kind, (english, "尚未配置语言模型"))
        }
        Error::Model(_) => {
            let text = (english, "语言模型没有给出回答");
            verdict(StatusCode::SERVICE_UNAVAILABLE, "INTERNAL_ERROR", ("external", "medium"), text)
        }
        Error::CatalogUnavailable(_) => {
            let kind = ("system", "high");
            verdict(
                StatusCode::SERVICE_UNAVAILABLE,
                "INTERNAL_ERROR",
                kind,
                (english, "Weir 的目录库暂不可用"),
            )
        }
        Error::Internal(_) | Error::Store(_) => internal(),
    }
}

/// What is wrong with who asks.
fn who(error: &Error, english: String) -> Verdict {
    let unknown = (StatusCode::UNAUTHORIZED, ("authentication", "medium"));
    let not_allowed = (StatusCode::FORBIDDEN, ("authorization", "medium"));
    let ((status, kind), code, chinese) = match error {
        Error::InvalidCredentials => (unknown, "INVALID_CREDENTIALS", "用户名或密码错误".to_owned()),
        Error::SessionRequired => (not_allowed, "PERMISSION_REQUIRED", "此操作需要使用密码登录".to_owned()),
        Error::PasswordChangeRequired => {
            (not_allowed, "PASSWORD_CHANGE_REQUIRED", "请先修改密码：当前密码由他人设置".to_owned())
        }
        Error::Forbidden(permission) => {
            (not_allowed, "PERMISSION_REQUIRED", format!("需要权限 {}", permission.as_str()))
        }
        _ => (
            unknown,
            "AUTHENTICATION_REQUIRED",
            "请先登录，或以 Authorization: Bearer 发送 API 令牌".to_owned(),
        ),
    };
    verdict(status, code, kind, (english, chinese))
}

/// Signing in at the identity provider. Browsers are sent to the sign-in page instead.
fn elsewhere(problem: OidcProblem, english: String) -> Verdict {
    let (status, category) = match problem {
        OidcProblem::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, "external"),
        _ => (StatusCode::FORBIDDEN, "authentication"),
    };
    verdict(status, "INVALID_CREDENTIALS", (category, "medium"), (english, "未能通过身份提供方登录"))
}

fn request(error: &RequestError) -> Verdict {
    let english = error.to_string();
    match error {
        RequestError::UnknownPath(path) => missing(english, format!("路径不存在：{path}")),
        RequestError::MethodNotAllowed(method) => {
            let text = (english, format!("此路径不支持 {method} 方法"));
            verdict(StatusCode::METHOD_NOT_ALLOWED, "VALIDATION_ERROR", ("validation", "low"), text)
        }
        RequestError::BodyTooLarge(limit) => {
            let text = (english, format!("请求体超过 {limit} 字节"));
            verdict(StatusCode::PAYLOAD_TOO_LARGE, "VALIDATION_ERROR", ("validation", "low"), text)
        }
        RequestError::UnsupportedMediaType(wanted) => {
            let text = (english, format!("请求体必须以 {wanted} 发送"));
            verdict(StatusCode::UNSUPPORTED_MEDIA_TYPE, "VALIDATION_ERROR", ("validation", "low"), text)
        }
        RequestError::Malformed { field, .. } => {
            let chinese = match field {
                Some(field) => format!("请求参数 {field} 不正确"),
                None => "请求格式不正确".to_owned(),
            };
            invalid(english, chinese)
        }
        RequestError::ForeignOrigin(_) => {
            let text = (english, "拒绝来自其他站点的请求");
            verdict(StatusCode::FORBIDDEN, "CSRF_INVALID", ("security", "medium"), text)
        }
        RequestError::CsrfMissing => {
            let text = (english, "缺少 X-CSRFToken 请求头");
            verdict(StatusCode::FORBIDDEN, "CSRF_MISSING", ("security", "medium"), text)
        }
        RequestError::CsrfInvalid => {
            let text = (english, "CSRF 令牌无效");
            verdict(StatusCode::FORBIDDEN, "CSRF_INVALID", ("security", "medium"), text)
        }
        RequestError::Panic => internal(),
    }
}

fn suggestions(status: StatusCode, language: Language) -> Vec<&'static str> {
    let (english, chinese) = match status.as_u16() {
        400 | 413 | 415 => ("Correct the request and send it again", "请修正请求后重试"),
        401 => ("Sign in and send the request again", "请登录后重试"),
        403 => ("Ask an administrator for the permission", "请联系管理员获取权限"),
        404 | 405 => {
            ("Check the address; /api/docs lists every path", "请检查地址，/api/docs 列出了所有路径")
        }
        409 => ("Check that the database server can be reached", "请检查数据库服务器是否可达"),
        429 => ("Wait a moment and try again", "请稍后重试"),
        _ => ("Give the error id to your administrator", "请将错误编号提供给管理员"),
    };
    vec![match language {
        Language::English => english,
        Language::Chinese => chinese,
    }]
}
