//! What headers say of an answer's end: how many rows it has, and whether a limit cut it off. CSV has no place of its
//! own for that.
//!
//! An answer that was held back to its end has them as plain headers, a streamed one as trailers (RFC 9110, 6.5), if
//! the client says that it takes them. Everybody else asks `/api/v1/queries/{id}` afterwards.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Version, header, request::Parts};
use weir_model::{QueryEnd, TruncatedBy};

/// How many rows the answer has.
const ROWS: HeaderName = HeaderName::from_static("x-weir-rows");
/// Which limit of Weir's cut the answer off: `rows`, `bytes`, or `no`.
const TRUNCATED: HeaderName = HeaderName::from_static("x-weir-truncated");
const ANNOUNCED: HeaderValue = HeaderValue::from_static("x-weir-rows, x-weir-truncated");

/// Whether something may follow a streamed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Nothing,
    Trailers,
}

impl Tail {
    /// What the client takes. HTTP/1.0 has no place for trailers, and hyper would never end a body with them there.
    pub(crate) fn of(parts: &Parts) -> Self {
        let lines = parts.headers.get_all(header::TE).iter().filter_map(|line| line.to_str().ok());
        let mut codings = lines.flat_map(|line| line.split(','));
        let takes = codings.any(|coding| coding.trim().eq_ignore_ascii_case("trailers"));
        if takes && parts.version >= Version::HTTP_11 { Self::Trailers } else { Self::Nothing }
    }
}

/// How the answer ended.
pub(super) fn told(end: &QueryEnd) -> HeaderMap {
    let truncated = match end.truncated {
        None => "no",
        Some(TruncatedBy::Rows) => "rows",
        Some(TruncatedBy::Bytes) => "bytes",
    };
    HeaderMap::from_iter([
        (ROWS, HeaderValue::from(end.rows)),
        (TRUNCATED, HeaderValue::from_static(truncated)),
    ])
}

/// Says before the body that trailers follow it.
pub(super) fn announced(tail: Tail) -> HeaderMap {
    match tail {
        Tail::Nothing => HeaderMap::new(),
        Tail::Trailers => HeaderMap::from_iter([(header::TRAILER, ANNOUNCED)]),
    }
}
