//! Compressed answers, for clients that ask: piece by piece as the answer comes, at the reader's pace.

use std::{
    io::{self, Write},
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{
    Error,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http_body::{Body as HttpBody, Frame};

use crate::accept::Coding;

/// A shorter answer fits one packet as it is.
const WORTH: u64 = 1_400;
/// Fast rather than small: the network is near more often than not.
const GZIP_LEVEL: u32 = 3;
const ZSTD_LEVEL: i32 = 1;
/// 128 KiB: what one compressing answer keeps in memory is a few times that.
const ZSTD_WINDOW_LOG: u32 = 17;

/// Compresses what a handler answers, when the client asks and it is worth it.
pub(crate) async fn compress(request: Request, next: Next) -> Response {
    let coding = Coding::of(request.headers());
    let mut response = next.run(request).await;
    if !is_compressible(&response) {
        return response;
    }
    // What a cache keeps of it depends on what was asked.
    response.headers_mut().entry(header::VARY).or_insert(HeaderValue::from_static("accept-encoding"));
    let Some(coding) = coding else { return response };
    if response.body().size_hint().exact().is_some_and(|length| length < WORTH) {
        return response;
    }
    // Without an encoder the answer goes out as it is.
    let Ok(encoder) = Encoder::new(coding) else { return response };
    let (mut parts, inner) = response.into_parts();
    mark(&mut parts.headers, coding);
    let body = Compressed { inner, encoder: Some(encoder), pending: false, trailers: None };
    Response::from_parts(parts, Body::new(body))
}

/// Text of ours that isn't compressed yet.
fn is_compressible(response: &Response) -> bool {
    const TYPES: [&str; 5] = [
        "application/json",
        "application/x-ndjson",
        "application/vnd.weir.rows+json",
        "text/",
        "image/svg+xml",
    ];
    let headers = response.headers();
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    !matches!(
        response.status(),
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
    ) && !headers.contains_key(header::CONTENT_ENCODING)
        && content_type.is_some_and(|name| {
            // Events must not wait for one another.
            !name.starts_with("text/event-stream") && TYPES.iter().any(|known| name.starts_with(known))
        })
}

/// Says in the headers that the body is compressed.
pub(crate) fn mark(headers: &mut HeaderMap, coding: Coding) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::ACCEPT_RANGES);
}

/// Compresses what is there as a whole.
pub(crate) fn whole(coding: Coding, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = Encoder::new(coding)?;
    encoder.write(bytes)?;
    encoder.finish()
}

/// Writes into memory, which is taken out after each piece.
enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Zstd(zstd::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    fn new(coding: Coding) -> io::Result<Self> {
        Ok(match coding {
            Coding::Gzip => Self::Gzip(GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL))),
            Coding::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), ZSTD_LEVEL)?;
                encoder.window_log(ZSTD_WINDOW_LOG)?;
                Self::Zstd(encoder)
            }
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Gzip(encoder) => encoder.write_all(bytes),
            Self::Zstd(encoder) => encoder.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }

    fn take(&mut self) -> Bytes {
        Bytes::from(mem::take(match self {
            Self::Gzip(encoder) => encoder.get_mut(),
            Self::Zstd(encoder) => encoder.get_mut(),
        }))
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

/// A body that compresses another.
struct Compressed {
    inner: Body,
    /// Until the end.
    encoder: Option<Encoder>,
    /// The encoder holds something that the reader hasn't seen.
    pending: bool,
    /// What follows the body, once its end is out.
    trailers: Option<HeaderMap>,
}

impl Compressed {
    fn step(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let Some(encoder) = &mut self.encoder else { return Poll::Ready(Ok(None)) };
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if polled.is_pending() && self.pending {
            // The reader gets what there is before the next wait.
            self.pending = false;
            encoder.flush().map_err(Error::new)?;
            return Poll::Ready(Ok(Some(encoder.take())));
        }
        let Some(frame) = ready!(polled) else {
            let finished = self.encoder.take().map(Encoder::finish).transpose().map_err(Error::new)?;
            return Poll::Ready(Ok(finished.map(Bytes::from)));
        };
        match frame?.into_data() {
            Ok(data) => {
                encoder.write(&data).map_err(Error::new)?;
                self.pending = true;
            }
            // Nothing comes after them but the end.
            Err(other) => self.trailers = other.into_trailers().ok(),
        }
        Poll::Ready(Ok(Some(encoder.take())))
    }
}

impl HttpBody for Compressed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        loop {
            match ready!(self.step(context)) {
                // Nothing came out yet.
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(Frame::data(piece)))),
                Ok(None) => {
                    return Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))));
                }
                Err(error) => {
                    self.encoder = None;
                    self.trailers = None;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}
