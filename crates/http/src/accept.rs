//! What a client accepts: the format of a query's answer, and how it may be compressed (RFC 9110, 12.5).

use axum::http::{HeaderMap, HeaderName, header};

/// A format of a query's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Ndjson,
    /// One array of row objects, as a file has it.
    JsonArray,
    Xlsx,
}

/// The media type of rows as one JSON array: `application/json` is the query dialect's document around them.
const JSON_ARRAY: &str = "application/vnd.weir.rows+json";
/// The media type of an Excel workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Zstd,
    Gzip,
}

impl Format {
    /// What the client likes best; JSON when it doesn't say or knows none of ours.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        best(headers, header::ACCEPT, |range| match range {
            "text/csv" => Some(Self::Csv),
            "application/x-ndjson" | "application/ndjson" => Some(Self::Ndjson),
            JSON_ARRAY => Some(Self::JsonArray),
            XLSX => Some(Self::Xlsx),
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            _ => None,
        })
        .unwrap_or(Self::Json)
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::JsonArray => JSON_ARRAY,
            Self::Xlsx => XLSX,
        }
    }
}

impl Coding {
    /// What the client likes best of ours. Nothing when it doesn't say: then it may know none.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        best(headers, header::ACCEPT_ENCODING, |name| match name {
            "zstd" | "*" => Some(Self::Zstd),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            _ => None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }
}

/// Whether the client likes an answer as events better than one in JSON.
pub(crate) fn wants_events(headers: &HeaderMap) -> bool {
    let wants = best(headers, header::ACCEPT, |range| match range {
        "text/event-stream" => Some(true),
        "application/json" | "application/*" | "*/*" => Some(false),
        _ => None,
    });
    wants == Some(true)
}

/// The known choice of the highest weight; of two that weigh the same, the first.
fn best<T>(headers: &HeaderMap, name: HeaderName, known: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut best = None;
    let mut heaviest = 0;
    let lines = headers.get_all(name);
    for choice in lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')) {
        let mut parts = choice.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.map_or(1_000, thousandths);
        if weight > heaviest
            && let Some(choice) = known(&name)
        {
            heaviest = weight;
            best = Some(choice);
        }
    }
    best
}

/// `0.5` as 500; what is no weight counts as none.
fn thousandths(weight: &str) -> u32 {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = rest.bytes().chain(*b"000").take(3);
    let fraction = digits.fold(0, |sum, digit| sum * 10 + u32::from(digit.saturating_sub(b'0').min(9)));
    match whole {
        "1" => 1_000,
        "0" => fraction,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn picks_the_format_that_is_liked_best() {
        for (accept, format) in [
            ("text/csv", Format::Csv),
            ("Text/CSV; charset=utf-8", Format::Csv),
            ("application/x-ndjson", Format::Ndjson),
            ("application/json, text/plain, */*", Format::Json),
            ("text/csv;q=0.5, application/x-ndjson;q=0.9", Format::Ndjson),
            ("text/csv;q=0.001, */*;q=0", Format::Csv),
            ("text/csv, application/json", Format::Csv),
            ("text/csv;q=0", Format::Json),
            ("text/csv;q=nonsense", Format::Json),
            ("application/vnd.weir.rows+json", Format::JsonArray),
            (XLSX, Format::Xlsx),
            ("image/png", Format::Json),
            ("", Format::Json),
        ] {
            assert_eq!(Format::of(&headers(header::ACCEPT, accept)), format, "{accept}");
        }
        assert_eq!(Format::of(&HeaderMap::new()), Format::Json);
    }

    #[test]
    fn compresses_only_when_asked() {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", Some(Coding::Gzip)),
            ("zstd, gzip", Some(Coding::Zstd)),
            ("gzip;q=0.5, zstd", Some(Coding::Zstd)),
            ("*", Some(Coding::Zstd)),
            ("identity", None),
            ("gzip;q=0", None),
            ("br", None),
        ] {
            assert_eq!(Coding::of(&headers(header::ACCEPT_ENCODING, accept)), coding, "{accept}");
        }
        assert_eq!(Coding::of(&HeaderMap::new()), None);
    }
}
