//! Metadata as it was sent before, compressed: a schema of thousands of tables is read from the catalog and
//! written as JSON once, not for everybody who opens a page. Whether it is still true is asked each time.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use serde::Serialize;
use tokio::task::spawn_blocking;
use weir_gateway::Error;
use weir_model::{DbName, Timestamp};
use zstd::bulk;

use crate::{accept::Coding, compress};

/// No more bytes are kept than these; what was not asked for the longest goes first.
const MOST: usize = 32 << 20;
const ZSTD_LEVEL: i32 = 3;

/// What was rendered of a connection's metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// The names of its tables.
    Tables,
}

/// Which rendering: of this connection, read at this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) name: DbName,
    pub(crate) part: Part,
    pub(crate) refreshed_at: Timestamp,
}

impl Title {
    /// The same at every replica of one version. Weak: the bytes differ by their compression.
    fn tag(&self) -> String {
        format!("W/\"{}-{}\"", env!("CARGO_PKG_VERSION"), self.refreshed_at.as_millis())
    }

    /// Whether the client has it already: then nothing is sent again.
    pub(crate) fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let tag = self.tag();
        let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        known.flat_map(|list| list.split(',')).any(|known| known.trim() == tag)
    }

    pub(crate) fn not_modified(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.mark(response.headers_mut());
        response
    }

    fn mark(&self, headers: &mut HeaderMap) {
        // Digits and dots only.
        headers.extend(HeaderValue::from_str(&self.tag()).ok().map(|tag| (header::ETAG, tag)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

/// Renderings that were asked for, the latest last.
#[derive(Debug, Default)]
pub struct Renderings(Mutex<Vec<Arc<Rendering>>>);

impl Renderings {
    /// The one of this title.
    pub(crate) fn find(&self, title: &Title) -> Option<Arc<Rendering>> {
        let mut kept = self.lock();
        let place = kept.iter().position(|rendering| rendering.title == *title)?;
        let found = kept.remove(place);
        kept.push(Arc::clone(&found));
        Some(found)
    }

    /// Renders and keeps, in place of what was read earlier.
    pub(crate) async fn add<T: Serialize + Send + 'static>(
        &self,
        title: Title,
        response: T,
    ) -> Result<Arc<Rendering>, Error> {
        let rendering = Arc::new(blocking(move || Rendering::new(title, &response)).await?);
        self.keep(Arc::clone(&rendering), MOST);
        Ok(rendering)
    }

    fn keep(&self, rendering: Arc<Rendering>, most: usize) {
        let mut kept = self.lock();
        let Title { name, part, .. } = &rendering.title;
        kept.retain(|other| other.title.name != *name || other.title.part != *part);
        kept.push(rendering);
        let mut bytes: usize = kept.iter().map(|rendering| rendering.bytes()).sum();
        while bytes > most && kept.len() > 1 {
            bytes -= kept.remove(0).bytes();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Rendering>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A JSON document, compressed.
#[derive(Debug)]
pub(crate) struct Rendering {
    title: Title,
    /// How long it is when it isn't compressed.
    length: usize,
    zstd: Bytes,
    /// Made when somebody asks for it.
    gzip: OnceLock<Bytes>,
}

impl Rendering {
    fn new(title: Title, response: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(response).map_err(internal)?;
        let zstd = bulk::compress(&json, ZSTD_LEVEL).map_err(internal)?;
        Ok(Self { title, length: json.len(), zstd: zstd.into(), gzip: OnceLock::new() })
    }

    fn bytes(&self) -> usize {
        self.zstd.len() + self.gzip.get().map_or(0, Bytes::len)
    }

    /// The answer for a client that accepts this.
    pub(crate) async fn answer(self: Arc<Self>, coding: Option<Coding>) -> Result<Response, Error> {
        let rendering = Arc::clone(&self);
        let body = match coding {
            Some(Coding::Zstd) => self.zstd.clone(),
            Some(Coding::Gzip) => match self.gzip.get() {
                Some(gzip) => gzip.clone(),
                None => blocking(move || rendering.make_gzip()).await?,
            },
            None => blocking(move || rendering.plain()).await?,
        };
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(coding) = coding {
            compress::mark(headers, coding);
        }
        self.title.mark(headers);
        Ok(response)
    }

    fn make_gzip(&self) -> Result<Bytes, Error> {
        let gzip = Bytes::from(compress::whole(Coding::Gzip, &self.plain()?).map_err(internal)?);
        Ok(self.gzip.get_or_init(|| gzip).clone())
    }

    fn plain(&self) -> Result<Bytes, Error> {
        Ok(bulk::decompress(&self.zstd, self.length).map_err(internal)?.into())
    }
}

/// Large schemas take milliseconds, which the threads that serve requests must not spend.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    spawn_blocking(work).await.map_err(internal)?
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(name: &str, millis: i64) -> Title {
        let refreshed_at = Timestamp::from_millis(millis);
        Title { name: DbName::parse(name).unwrap(), part: Part::Whole, refreshed_at }
    }

    fn rendering(name: &str, millis: i64, text: &str) -> Arc<Rendering> {
        Arc::new(Rendering::new(title(name, millis), &text).unwrap())
    }

    #[test]
    fn keeps_the_latest_of_each() {
        let renderings = Renderings::default();
        renderings.keep(rendering("a", 1, "one"), MOST);
        renderings.keep(rendering("a", 2, "two"), MOST);
        assert!(renderings.find(&title("a", 1)).is_none());
        assert_eq!(renderings.find(&title("a", 2)).unwrap().plain().unwrap(), "\"two\"");
    }

    #[test]
    fn forgets_what_was_not_asked_for_the_longest() {
        let renderings = Renderings::default();
        let each = rendering("a", 1, "text").bytes();
        for name in ["a", "b", "c"] {
            renderings.keep(rendering(name, 1, "text"), 3 * each);
        }
        assert!(renderings.find(&title("a", 1)).is_some());
        renderings.keep(rendering("d", 1, "text"), 3 * each);
        let left: Vec<bool> =
            ["a", "b", "c", "d"].map(|name| renderings.find(&title(name, 1)).is_some()).into();
        assert_eq!(left, [true, false, true, true]);
        // A single one may be larger than all together should be.
        renderings.keep(rendering("e", 1, "text"), 1);
        assert!(renderings.find(&title("e", 1)).is_some());
    }
}
