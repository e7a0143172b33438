//! The HTTP client towards a provider: TLS with the machine's certificates, no redirects, no proxy but the one in
//! the settings. Also its headers and what its failures are called.

use std::{sync::Arc, time::Duration};

use reqwest::{
    Client, Proxy,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::Url;

use crate::{Error, ProviderSettings, Wire, anthropic, openai};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const READ_TIMEOUT: Duration = Duration::from_mins(1);
const USER_AGENT: &str = concat!("weir/", env!("CARGO_PKG_VERSION"));
/// The longest text of a provider that is passed on, in characters.
const MAX_WORDS: usize = 300;

/// A client for one provider.
pub(crate) fn client(settings: &ProviderSettings) -> Result<Client, Error> {
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls(settings)?)
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .user_agent(USER_AGENT)
        .default_headers(headers(settings)?);
    if let Some(proxy) = &settings.proxy {
        let proxy = Proxy::all(proxy).ok().ok_or_else(|| unusable(settings, "the proxy is no URL"))?;
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| unusable(settings, &cause(&error)))
}

/// Where requests go.
pub(crate) fn address(settings: &ProviderSettings) -> Result<Url, Error> {
    let path = match settings.wire {
        Wire::OpenAi => openai::PATH,
        Wire::Anthropic => anthropic::PATH,
    };
    let base = settings.base_url.trim_end_matches('/');
    // Both are written by people: with and without the version.
    let base = if settings.wire == Wire::Anthropic { base.trim_end_matches("/v1") } else { base };
    let url =
        Url::parse(&format!("{base}{path}")).ok().ok_or_else(|| unusable(settings, "base_url is no URL"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(unusable(settings, "base_url must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unusable(settings, "base_url must not hold a user or password; set api_key_env"));
    }
    Ok(url)
}

/// A provider's words on their way to a person: one line, not too long, the key taken out.
pub(crate) fn words(settings: &ProviderSettings, text: &str) -> String {
    let hidden = match &settings.key {
        Some(key) if !key.expose_secret().is_empty() => text.replace(key.expose_secret(), "****"),
        _ => text.to_owned(),
    };
    let line = hidden.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect()
}

/// The innermost cause of a failure, which says what happened and holds no URL.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if std::ptr::addr_eq(cause, std::ptr::from_ref(error)) {
        return if error.is_timeout() { "timed out" } else { "the connection failed" }.to_owned();
    }
    cause.to_string()
}

fn headers(settings: &ProviderSettings) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    let secret = |text: String| {
        let mut value = HeaderValue::try_from(text)
            .ok()
            .ok_or_else(|| unusable(settings, "the key is no header value"))?;
        value.set_sensitive(true);
        Ok::<_, Error>(value)
    };
    let key = settings.key.as_ref().map(|key| key.expose_secret().trim());
    match (settings.wire, key) {
        (Wire::OpenAi, Some(key)) => {
            headers.insert(AUTHORIZATION, secret(format!("Bearer {key}"))?);
        }
        (Wire::Anthropic, Some(key)) => {
            headers.insert(HeaderName::from_static("x-api-key"), secret(key.to_owned())?);
        }
        (_, None) => {}
    }
    if settings.wire == Wire::Anthropic {
        headers.insert(
            HeaderName::from_static("anthropic-version"),
            HeaderValue::from_static(anthropic::VERSION),
        );
    }
    Ok(headers)
}

fn tls(settings: &ProviderSettings) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    // A machine without certificates can still reach a model on http://localhost.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(settings, &format!("TLS cannot be set up: {error}")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn unusable(settings: &ProviderSettings, why: &str) -> Error {
    Error::Settings { provider: settings.name.clone(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use weir_model::Secret;

    use super::*;

    fn settings(wire: Wire, base_url: &str) -> ProviderSettings {
        ProviderSettings {
            name: "main".to_owned(),
            wire,
            base_url: base_url.to_owned(),
            model: "m".to_owned(),
            key: Some(Secret::new("sk-secret")),
            max_output_tokens: None,
            temperature: None,
            timeout: Duration::from_secs(1),
            proxy: None,
        }
    }

    #[test]
    fn finds_the_address_however_the_base_is_written() {
        for (wire, base, expected) in [
            (Wire::OpenAi, "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            (Wire::OpenAi, "http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"),
            (Wire::Anthropic, "https://api.anthropic.com", "https://api.anthropic.com/v1/messages"),
            (Wire::Anthropic, "https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages"),
        ] {
            assert_eq!(address(&settings(wire, base)).unwrap().as_str(), expected);
        }
        for base in ["", "localhost", "ftp://x", "https://user:sk-secret@x"] {
            let error = address(&settings(Wire::OpenAi, base)).unwrap_err().to_string();
            assert!(!error.contains("sk-secret"), "{error}");
        }
    }

    #[test]
    fn no_words_hold_the_key() {
        let settings = settings(Wire::OpenAi, "http://x");
        assert_eq!(words(&settings, "bad key\n sk-secret!"), "bad key ****!");
        let shown = format!("{:?} {:?}", settings, headers(&settings).unwrap());
        assert!(!shown.contains("sk-secret"), "{shown}");
    }
}
