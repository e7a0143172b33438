//! The HTTP client towards the provider: TLS with the machine's certificates, no redirects, short answers only.

use std::{pin::Pin, sync::Arc, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::{Client, Request, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use thiserror::Error;
use url::Url;

use crate::{Error, settings::is_confidential};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For a whole answer: a person waits for it.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Keys and claims are kilobytes.
const MOST_BYTES: usize = 1 << 20;
const USER_AGENT: &str = concat!("weir/", env!("CARGO_PKG_VERSION"));

/// Speaks to the provider.
#[derive(Debug)]
pub(crate) struct Http(Client);

/// Why there was no answer.
#[derive(Debug, Error)]
pub(crate) enum NoAnswer {
    /// An address in clear, which the provider's own description led to.
    #[error("it names an address without TLS")]
    InClear,
    /// The request could not be made.
    #[error("the request could not be made")]
    Request,
    /// Nothing came back, or not all of it.
    #[error("{0}")]
    Lost(String),
    /// It has a fault.
    #[error("it answers {0}")]
    Fault(u16),
    /// More than anybody needs.
    #[error("its answer is too long")]
    TooLong,
}

impl Http {
    pub(crate) fn new() -> Result<Self, Error> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls()?)
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .user_agent(USER_AGENT)
            .build();
        Ok(Self(client.map_err(|error| Error::Settings(cause(&error)))?))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let url = Url::parse(&request.uri().to_string()).ok().ok_or(NoAnswer::Request)?;
        if !is_confidential(&url) {
            return Err(NoAnswer::InClear);
        }
        let request = Request::try_from(request).ok().ok_or(NoAnswer::Request)?;
        let mut answer = self.0.execute(request).await.map_err(|error| NoAnswer::Lost(cause(&error)))?;
        if answer.status().is_server_error() {
            return Err(NoAnswer::Fault(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| NoAnswer::Lost(cause(&error)))? {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(NoAnswer::TooLong);
            }
            body.extend_from_slice(&piece);
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        Ok(whole)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

fn tls() -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    // A machine without certificates can still reach a provider of its own.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Settings(format!("TLS cannot be set up: {error}")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The innermost cause, which says what happened and holds no URL.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.is_timeout() {
        return "it took too long".to_owned();
    }
    if std::ptr::addr_eq(cause, std::ptr::from_ref(error)) {
        return "the connection failed".to_owned();
    }
    cause.to_string()
}
