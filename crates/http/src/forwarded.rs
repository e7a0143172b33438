//! Who really asks, where proxies stand between: `X-Forwarded-For`, `-Proto` and `-Host`, believed only when they come
//! from a proxy that the operator trusts. From anybody else they are taken off, so that nothing behind sees them.

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};

use crate::{network::AddressRange, serve::Peer};

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Client {
    /// From where, as far as that is known.
    pub(crate) address: Option<IpAddr>,
    /// A trusted proxy says that they speak https with it.
    pub(crate) is_https: bool,
}

/// Finds out who asks. A trusted proxy's word for the host takes the place of the request's.
pub(crate) fn resolve(request: &mut Request, trusted: &[AddressRange]) -> Client {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip().to_canonical());
    let headers = request.headers_mut();
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    if !peer.is_some_and(is_trusted) {
        for name in [FOR, PROTO, HOST] {
            headers.remove(name);
        }
        return Client { address: peer, is_https: false };
    }
    if let Some(host) = last(headers, &HOST).and_then(|host| HeaderValue::from_str(host).ok()) {
        headers.insert(header::HOST, host);
    }
    let is_https = last(headers, &PROTO).is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    Client { address: origin(headers, is_trusted).or(peer), is_https }
}

/// The last address that no trusted proxy has: what stands before it anybody could have written. The first one where
/// all are trusted.
fn origin(headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut farthest = None;
    for text in values(headers, &FOR).rev() {
        let Some(address) = address(text) else { return farthest };
        if !is_trusted(address) {
            return Some(address);
        }
        farthest = Some(address);
    }
    farthest
}

/// An address with or without a port: `203.0.113.9`, `203.0.113.9:4711`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').split(']').next().unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok();
    address.or_else(|| text.rsplit_once(':')?.0.parse().ok()).map(|address| address.to_canonical())
}

/// What the nearest proxy wrote.
fn last<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    values(headers, name).next_back()
}

fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl DoubleEndedIterator<Item = &'a str> {
    let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let parts: Vec<&str> = texts.flat_map(|text| text.split(',')).map(str::trim).collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn client(peer: &str, headers: &[(&str, &str)]) -> (Client, Option<String>) {
        let trusted: Vec<AddressRange> =
            ["10.0.0.0/8", "127.0.0.1"].iter().map(|range| range.parse().unwrap()).collect();
        let mut request = Request::builder().uri("/").header("host", "inside.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(format!("{peer}:1").parse().unwrap()));
        let client = resolve(&mut request, &trusted);
        let host = request.headers().get("host").map(|host| host.to_str().unwrap().to_owned());
        (client, host)
    }

    #[test]
    fn believes_trusted_proxies_only() {
        let headers = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "weir.example"),
        ];
        let (client, host) = client("203.0.113.9", &headers);
        assert_eq!((client.address, client.is_https), ("203.0.113.9".parse().ok(), false));
        assert_eq!(host.as_deref(), Some("inside.example"));

        let (client, host) = self::client("10.1.2.3", &headers);
        assert_eq!((client.address, client.is_https), ("198.51.100.1".parse().ok(), true));
        assert_eq!(host.as_deref(), Some("weir.example"));
    }

    #[test]
    fn takes_the_last_address_that_no_proxy_of_ours_has() {
        for (chain, expected) in [
            ("6.6.6.6, 198.51.100.1", "198.51.100.1"),
            ("6.6.6.6, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
            ("6.6.6.6, 198.51.100.1:4711, 10.9.9.9:80", "198.51.100.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("10.7.7.7, 10.9.9.9", "10.7.7.7"),
            ("198.51.100.1, unknown", "10.1.2.3"),
            ("", "10.1.2.3"),
        ] {
            let (client, _) = client("10.1.2.3", &[("x-forwarded-for", chain)]);
            assert_eq!(client.address, expected.parse().ok(), "{chain}");
        }
        let twice = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(client("127.0.0.1", &twice).0.address, "198.51.100.1".parse().ok());
    }
}
