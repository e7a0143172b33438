//! Extractors: everything about a request is parsed and refused before a use case is asked.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use uuid::Uuid;
use weir_model::DbName;

use crate::{
    AppState,
    accept::Format,
    failure::{Failure, RequestError},
    language::Language,
    params::{Params, wrong},
    stream::Tail,
};

/// A client has this long to send its request's body.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(RequestError::UnsupportedMediaType("application/json").into());
        }
        let limit = state.settings.max_body_bytes;
        let arriving = timeout(BODY_TIME, Bytes::from_request(request, state)).await;
        let too_slow = |_elapsed| {
            // Not 408: a browser would send the request again by itself.
            malformed(None, format!("The request body took longer than {} seconds", BODY_TIME.as_secs()))
        };
        let bytes = arriving.map_err(too_slow)?.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                RequestError::BodyTooLarge(limit)
            } else {
                malformed(None, "The request body could not be read".to_owned())
            }
        })?;
        Ok(Self(parse(&bytes)?))
    }
}

/// `application/json`, with or without parameters. Form types are refused: a browser sends those to
/// another site without asking.
fn is_json(headers: &HeaderMap) -> bool {
    has_type(headers, "application/json")
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(wanted)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RequestError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let why = error.into_inner().to_string();
        let field = if path == "." { named_in(&why) } else { Some(path) };
        let place = field.as_ref().map_or_else(String::new, |field| format!("{field}: "));
        malformed(field, format!("Invalid request body: {place}{why}"))
    })?;
    json.end().map_err(|error| malformed(None, format!("Invalid request body: {error}")))?;
    Ok(value)
}

/// The field that serde names in ``unknown field `x` `` or ``missing field `x` ``.
fn named_in(message: &str) -> Option<String> {
    let rest = message.split_once("field `")?.1;
    rest.split_once('`').map(|(field, _)| field.to_owned())
}

fn malformed(field: Option<String>, why: String) -> RequestError {
    RequestError::Malformed { field, why }
}

/// The `{name}` of a connection in the path.
#[derive(Debug)]
pub(crate) struct Name(pub(crate) DbName);

impl FromRequestParts<AppState> for Name {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        let name = segments.first().map(String::as_str).unwrap_or_default();
        let name =
            DbName::parse(name).map_err(|error| malformed(Some("name".to_owned()), error.to_string()))?;
        Ok(Self(name))
    }
}

/// The one `{id}` or other key of the path.
#[derive(Debug)]
pub(crate) struct Key(pub(crate) String);

impl FromRequestParts<AppState> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        Ok(Self(segments.into_iter().next().unwrap_or_default()))
    }
}

/// The key behind a connection's name in the path.
#[derive(Debug)]
pub(crate) struct Second(pub(crate) String);

impl FromRequestParts<AppState> for Second {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        Ok(Self(segments.into_iter().nth(1).unwrap_or_default()))
    }
}

/// The `{id}` of the path as the number that the catalog knows it by.
#[derive(Debug)]
pub(crate) struct Number(pub(crate) i64);

impl FromRequestParts<AppState> for Number {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Key(text) = Key::from_request_parts(parts, state).await?;
        let number = text.parse().ok().filter(|number| *number > 0);
        let refusal = || malformed(Some("id".to_owned()), "The id must be a positive integer".to_owned());
        Ok(Self(number.ok_or_else(refusal)?))
    }
}

/// The `{id}` of a query in the path.
#[derive(Debug)]
pub(crate) struct QueryId(pub(crate) Uuid);

impl FromRequestParts<AppState> for QueryId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        let id = segments.first().and_then(|text| Uuid::parse_str(text).ok());
        let refusal = || malformed(Some("id".to_owned()), "The id of a query is a UUID".to_owned());
        Ok(Self(id.ok_or_else(refusal)?))
    }
}

/// The header in which a client may choose its query's id, and in which every answer tells it.
pub(crate) const QUERY_ID: HeaderName = HeaderName::from_static("x-query-id");

/// How a query is to be answered: what the headers and the query string say.
#[derive(Debug)]
pub(crate) struct AnswerForm {
    /// The id that the client chose.
    pub(crate) query_id: Option<Uuid>,
    pub(crate) format: Format,
    /// A byte order mark before CSV.
    pub(crate) mark: bool,
    /// A first line before NDJSON, which tells the statement and the columns.
    pub(crate) head: bool,
    /// The language of what a workbook says about itself.
    pub(crate) language: Language,
    /// What may follow the body.
    pub(crate) tail: Tail,
}

impl FromRequestParts<AppState> for AnswerForm {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let mut params = Params::from_request_parts(parts, state).await?;
        let format = Format::of(&parts.headers);
        let mark = switch(&mut params, "bom", (format == Format::Csv, "text/csv"))?;
        let head = switch(&mut params, "head", (format == Format::Ndjson, "application/x-ndjson"))?;
        params.end()?;
        // English is this dialect's language, unless the client names another.
        let is_named = parts.headers.contains_key(header::ACCEPT_LANGUAGE);
        let language = if is_named { Language::of(&parts.headers) } else { Language::English };
        Ok(Self { query_id: chosen_id(&parts.headers)?, format, mark, head, language, tail: Tail::of(parts) })
    }
}

/// A parameter of `0` or `1` that only one format has.
fn switch(
    params: &mut Params,
    name: &'static str,
    (is_format, format): (bool, &str),
) -> Result<bool, RequestError> {
    match params.text(name)?.as_deref() {
        None | Some("0") => Ok(false),
        Some("1") if is_format => Ok(true),
        Some("1") => Err(wrong(name, &format!("goes with Accept: {format} only"))),
        Some(_) => Err(wrong(name, "must be 0 or 1")),
    }
}

fn chosen_id(headers: &HeaderMap) -> Result<Option<Uuid>, RequestError> {
    let mut given = headers.get_all(QUERY_ID).iter();
    let Some(first) = given.next() else { return Ok(None) };
    let id = first.to_str().ok().and_then(|text| Uuid::parse_str(text.trim()).ok());
    match (id, given.next()) {
        (Some(id), None) => Ok(Some(id)),
        _ => Err(malformed(Some("X-Query-Id".to_owned()), "X-Query-Id must be one UUID".to_owned())),
    }
}

/// The `{…_id}` in the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id(pub(crate) i64);

impl FromRequestParts<AppState> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        let text = segments.first().map(String::as_str).unwrap_or_default();
        let id = text.parse().ok().filter(|id: &i64| *id > 0);
        let wrong =
            || malformed(Some("id".to_owned()), "The id in the path must be a positive integer".to_owned());
        Ok(Self(id.ok_or_else(wrong)?))
    }
}

/// A CSV file as the body.
#[derive(Debug)]
pub(crate) struct CsvBody(pub(crate) Bytes);

impl FromRequest<AppState> for CsvBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        if !has_type(request.headers(), "text/csv") {
            return Err(RequestError::UnsupportedMediaType("text/csv").into());
        }
        let limit = state.settings.max_body_bytes;
        let bytes = Bytes::from_request(request, state).await;
        Ok(Self(bytes.map_err(|_rejection| RequestError::BodyTooLarge(limit))?))
    }
}

/// The `{schema}` and `{table}` behind a connection's name in the path.
#[derive(Debug)]
pub(crate) struct TablePath {
    pub(crate) schema: String,
    pub(crate) table: String,
}

impl FromRequestParts<AppState> for TablePath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Segments(segments) = Segments::from_request_parts(parts, state).await?;
        let mut behind_name = segments.into_iter().skip(1);
        let mut next = || behind_name.next().unwrap_or_default();
        Ok(Self { schema: next(), table: next() })
    }
}

/// Every parameter of the path, percent-decoded, in order.
#[derive(Debug)]
pub(crate) struct Segments(pub(crate) Vec<String>);

impl FromRequestParts<AppState> for Segments {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Path(pairs) =
            Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|rejection| {
                malformed(
                    Some("path".to_owned()),
                    format!("The path is not readable: {}", rejection.body_text()),
                )
            })?;
        let segments: Vec<String> = pairs.into_iter().map(|(_, value)| value).collect();
        if segments.iter().any(|segment| segment.contains('\0')) {
            return Err(malformed(Some("path".to_owned()), "The path holds a NUL byte".to_owned()).into());
        }
        Ok(Self(segments))
    }
}

/// A yes-or-no parameter of the query string: `true` or `false`, nothing else; absent is false.
pub(crate) fn flag(query: Option<&str>, name: &'static str) -> Result<bool, RequestError> {
    let mut found = false;
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != name {
            return Err(malformed(Some(key.to_owned()), format!("Unknown parameter '{key}'")));
        }
        found = match value {
            "true" => true,
            "false" => false,
            _ => return Err(malformed(Some(name.to_owned()), format!("{name} must be true or false"))),
        };
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its parsing is tested")]
    struct Sample {
        sql: String,
        limit: Option<u64>,
    }

    fn field(json: &str) -> Option<String> {
        match parse::<Sample>(json.as_bytes()) {
            Err(RequestError::Malformed { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        assert_eq!(field(r#"{"sql":"x","limit":"ten"}"#).as_deref(), Some("limit"));
        assert_eq!(field(r#"{"sql":"x","limit":-1}"#).as_deref(), Some("limit"));
        assert_eq!(field(r#"{"sql":"x","extra":1}"#).as_deref(), Some("extra"));
        assert_eq!(field(r#"{"limit":1}"#).as_deref(), Some("sql"));
        assert_eq!(field(r#"{"sql":"x"} trailing"#), None);
        assert_eq!(field("[]"), None);
    }

    #[test]
    fn reads_a_flag_strictly() {
        assert_eq!(flag(Some("refresh=true"), "refresh"), Ok(true));
        assert_eq!(flag(Some(""), "refresh"), Ok(false));
        assert_eq!(flag(None, "refresh"), Ok(false));
        assert!(flag(Some("refresh=yes"), "refresh").is_err());
        assert!(flag(Some("refrsh=true"), "refresh").is_err());
    }
}
