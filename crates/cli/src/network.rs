//! The settings of the network around the server, checked as they are read: a server must not start half open.

use weir_http::{AddressRange, NetworkSettings, TlsAcceptor, TlsFiles};

use crate::{config::ServerConfig, failure::Failure};

/// What HTTP needs to know of the network.
pub(crate) fn settings(config: &ServerConfig) -> Result<NetworkSettings, Failure> {
    Ok(NetworkSettings {
        tls: tls(config)?,
        trusted_proxies: trusted(&config.trusted_proxies)?,
        base_path: base_path(config.base_path.as_deref().unwrap_or_default())?,
        cors_origins: config
            .cors_origins
            .iter()
            .map(|origin| self::origin(origin))
            .collect::<Result<_, _>>()?,
    })
}

/// What accepts clients over TLS, if the settings ask for it.
pub(crate) fn acceptor(network: &NetworkSettings) -> Result<Option<TlsAcceptor>, Failure> {
    let acceptor = network.tls.as_ref().map(weir_http::acceptor).transpose();
    acceptor.map_err(|problem| {
        Failure::usage(problem.to_string())
            .next("name PEM files with server.tls_certificate and server.tls_key")
    })
}

fn tls(config: &ServerConfig) -> Result<Option<TlsFiles>, Failure> {
    match (&config.tls_certificate, &config.tls_key) {
        (Some(certificate), Some(key)) => {
            Ok(Some(TlsFiles { certificate: certificate.clone(), key: key.clone() }))
        }
        (None, None) => Ok(None),
        (Some(_), None) => Err(Failure::usage("server.tls_certificate needs server.tls_key")),
        (None, Some(_)) => Err(Failure::usage("server.tls_key needs server.tls_certificate")),
    }
}

fn trusted(ranges: &[String]) -> Result<Vec<AddressRange>, Failure> {
    let parse = |range: &String| {
        range.parse().map_err(|error| Failure::usage(format!("server.trusted_proxies: {error}")))
    };
    ranges.iter().map(parse).collect()
}

fn base_path(path: &str) -> Result<String, Failure> {
    let path = path.trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
    if path.is_empty() || (path.starts_with('/') && !path.contains("//") && path.chars().all(plain)) {
        return Ok(path.to_owned());
    }
    Err(Failure::usage("server.base_path must be a path such as /weir"))
}

/// A scheme and a host, nothing else: what browsers send as `Origin`.
fn origin(text: &str) -> Result<String, Failure> {
    let origin = text.trim_end_matches('/');
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if host.is_some_and(|host| !host.is_empty() && host.chars().all(plain)) {
        return Ok(origin.to_owned());
    }
    Err(Failure::usage(format!("server.cors_origins: `{text}` is no origin"))
        .next("write each site as https://tools.example, without a path; `*` is never allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(config: &ServerConfig) -> String {
        settings(config).unwrap_err().to_string()
    }

    #[test]
    fn refuses_what_would_leave_the_server_half_open() {
        let list = |text: &str| vec![text.to_owned()];
        let with = |change: &dyn Fn(&mut ServerConfig)| {
            let mut config = ServerConfig::default();
            change(&mut config);
            problem(&config)
        };
        assert_eq!(with(&|c| c.cors_origins = list("*")), "server.cors_origins: `*` is no origin");
        assert!(with(&|c| c.cors_origins = list("https://*.example")).ends_with("is no origin"));
        assert!(with(&|c| c.cors_origins = list("https://a.example/path")).ends_with("is no origin"));
        assert!(with(&|c| c.trusted_proxies = list("proxy.example")).contains("is neither an address"));
        assert!(with(&|c| c.base_path = Some("weir".to_owned())).contains("must be a path"));
        assert!(with(&|c| c.tls_key = Some("/weir.key".into())).contains("needs server.tls_certificate"));
    }

    #[test]
    fn reads_what_is_right() {
        let config = ServerConfig {
            trusted_proxies: vec!["10.0.0.0/8".to_owned(), "::1".to_owned()],
            base_path: Some("/tools/weir/".to_owned()),
            cors_origins: vec!["https://tools.example/".to_owned(), "http://localhost:5173".to_owned()],
            ..ServerConfig::default()
        };
        let network = settings(&config).unwrap();
        assert_eq!(network.base_path, "/tools/weir");
        assert_eq!(network.cors_origins, ["https://tools.example", "http://localhost:5173"]);
        assert_eq!((network.trusted_proxies.len(), network.tls), (2, None));
    }
}
