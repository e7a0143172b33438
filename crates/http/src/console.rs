//! The console: the built files of `web/dist`, embedded by `build.rs`. Owns their headers, the page's policy
//! and which unknown paths are answered with the page; the routes of the console itself live in `web/`.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

/// One file of the build and its compressed forms.
struct File {
    path: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/console_files.rs"));

/// Where the page wants the nonce for styles that libraries make while running.
const NONCE_PLACE: &str = "name=\"style-nonce\" content=\"";
/// Names in here hold a hash of the content.
const HASHED: &str = "/assets/";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Weir</title>\
    <h1>This Weir was built without its console</h1>\
    <p>The API and the command line work. For the console run <code>make web</code>, then build again; \
    <code>make run</code> does both.</p>\
    <p lang=\"zh-CN\">此 Weir 未包含控制台，API 与命令行可正常使用。请先运行 <code>make web</code> 再重新编译，\
    或直接运行 <code>make run</code>。</p></html>";

/// The answer to a path that no route knows, when the console has one.
pub(crate) fn answer(parts: &Parts) -> Option<Response> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return None;
    }
    let path = parts.uri.path();
    if let Some(file) = FILES.iter().find(|file| file.path == path) {
        return Some(serve(file, &parts.headers));
    }
    (is_page(path) && wants_page(&parts.headers)).then(page)
}

/// Paths of the API and of files are never a page: a wrong one there is a 404.
fn is_page(path: &str) -> bool {
    !["/api", "/health", "/metrics", "/assets"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

fn page() -> Response {
    let nonce = Uuid::new_v4().simple().to_string();
    let text = match PAGE {
        Some(page) => page.replacen(NONCE_PLACE, &format!("{NONCE_PLACE}{nonce}"), 1),
        None => NOT_BUILT.to_owned(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, text).into_response()
}

fn serve(file: &File, headers: &HeaderMap) -> Response {
    let (bytes, encoding) = match (file.br, file.gz) {
        (Some(br), _) if accepts(headers, "br") => (br, Some("br")),
        (_, Some(gz)) if accepts(headers, "gzip") => (gz, Some("gzip")),
        _ => (file.plain, None),
    };
    let mut response = (StatusCode::OK, Body::from(bytes)).into_response();
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(file.path)));
    let lifetime = if file.path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
    answered.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether the client takes the encoding. One that it names with a weight of zero it doesn't.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| {
            let (name, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
            name.trim().eq_ignore_ascii_case(encoding)
                && weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0)
        })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File = File { path: "/assets/a-1.js", plain: b"plain", br: Some(b"br"), gz: Some(b"gz") };

    fn headers(accept_encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept_encoding))])
    }

    #[test]
    fn sends_the_smallest_form_that_the_client_takes() {
        for (asked, encoding) in [
            ("gzip, deflate, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("identity", None),
            ("", None),
        ] {
            let response = serve(&FILE, &headers(asked));
            let sent = response.headers().get(header::CONTENT_ENCODING);
            assert_eq!(sent.and_then(|value| value.to_str().ok()), encoding, "{asked}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        }
    }

    #[test]
    fn never_answers_a_path_of_the_api_or_of_a_file_with_the_page() {
        for path in ["/api", "/api/v1/nothing", "/health/nothing", "/metrics", "/assets/old-1.js"] {
            assert!(!is_page(path), "{path}");
        }
        for path in ["/", "/workbench/shop", "/databases/3", "/apiary", "/sign-in"] {
            assert!(is_page(path), "{path}");
        }
    }
}
