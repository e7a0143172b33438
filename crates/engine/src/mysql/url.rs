//! What a MySQL or MariaDB URL may say: `user:password@host:port/database?ssl-mode=…`.
//! Nothing is contacted and no file is read here; error texts never hold a value from the URL.

use std::{collections::HashMap, path::PathBuf};

use percent_encoding::percent_decode_str;
use weir_model::Secret;

use crate::{
    TargetError,
    tls::{Authority, Belief, TlsParameters, TlsSettings},
};

const DEFAULT_PORT: u16 = 3306;

/// Where the database is and how to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(super) place: Place,
    pub(super) user: String,
    pub(super) password: Option<Secret>,
    /// Without one, metadata covers every database but the server's own.
    pub(crate) database: Option<String>,
    pub(super) tls: TlsOptions,
}

/// Where the server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Tcp { host: String, port: u16 },
    Socket(PathBuf),
}

/// What the URL says of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TlsOptions {
    pub(super) mode: SslMode,
    pub(super) ca: Option<PathBuf>,
    /// Our own certificate and its key.
    pub(super) identity: Option<(PathBuf, PathBuf)>,
}

/// The modes of the MySQL clients' `--ssl-mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SslMode {
    Disabled,
    /// TLS if the server offers it, its certificate unchecked.
    Preferred,
    Required,
    /// The certificate's chain is checked, its name is not.
    VerifyCa,
    VerifyIdentity,
}

impl Address {
    /// Host and port as written; a socket is known by its path.
    pub(crate) fn endpoint(&self) -> (String, Option<u16>) {
        match &self.place {
            Place::Tcp { host, port } => (host.clone(), Some(*port)),
            Place::Socket(path) => (path.display().to_string(), None),
        }
    }

    /// Reads what follows `scheme://`.
    pub(crate) fn parse(rest: &str, ssl_disabled: bool) -> Result<Self, TargetError> {
        let (head, query) = rest.split_once('?').unwrap_or((rest, ""));
        if query.contains('@') && !head.contains('@') {
            // A `?` in an unencoded password: what follows it must not be named as a parameter.
            return Err(invalid("a `?` or `@` in the user name or password must be percent-encoded"));
        }
        let mut parameters = Parameters::parse(query)?;
        // The password runs to the last `@`, as when the URL is masked: people forget to encode one.
        let (login, location) = head.rsplit_once('@').unwrap_or(("", head));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        let (user, password) = (decode(user, "user name")?, decode_some(password, "password")?);
        let user = parameters.take("user").unwrap_or(user);
        let password = parameters.take("password").or(password).map(Secret::new);
        let (server, database) = location.split_once('/').unwrap_or((location, ""));
        if database.contains('/') {
            return Err(invalid("a `/` in the database's name must be percent-encoded"));
        }
        let database = Some(decode(database, "database name")?).filter(|name| !name.is_empty());
        let place = match parameters.take("socket") {
            Some(path) => Place::Socket(PathBuf::from(path)),
            None => parse_server(server)?,
        };
        check_charset(parameters.take("charset").as_deref())?;
        let tls = TlsOptions::take(&mut parameters, ssl_disabled)?;
        Ok(Self { place, user, password, database, tls })
    }
}

impl TlsOptions {
    fn take(parameters: &mut Parameters, ssl_disabled: bool) -> Result<Self, TargetError> {
        let mode = parameters.take("ssl-mode").map(|mode| SslMode::parse(&mode)).transpose()?;
        let ca = parameters.take("ssl-ca").map(PathBuf::from);
        // As MySQL's own clients do: a CA file without a mode asks for it to be used.
        let implied = if ca.is_some() { SslMode::VerifyCa } else { SslMode::Preferred };
        let identity = match (parameters.take("ssl-cert"), parameters.take("ssl-key")) {
            (Some(certificate), Some(key)) => Some((PathBuf::from(certificate), PathBuf::from(key))),
            (None, None) => None,
            _ => return Err(invalid("`ssl-cert` and `ssl-key` go together")),
        };
        let mode = if ssl_disabled { SslMode::Disabled } else { mode.unwrap_or(implied) };
        Ok(Self { mode, ca, identity })
    }

    pub(super) fn settings(&self) -> TlsSettings {
        let signed = |names_host| Belief::SignedBy {
            authority: self.ca.clone().map_or(Authority::System, Authority::File),
            names_host,
        };
        TlsSettings {
            belief: match self.mode {
                SslMode::Disabled | SslMode::Preferred | SslMode::Required => {
                    Belief::Anyone { holds_key: false }
                }
                SslMode::VerifyCa => signed(false),
                SslMode::VerifyIdentity => signed(true),
            },
            identity: self.identity.clone(),
            parameters: &TlsParameters { authority: "ssl-ca", certificate: "ssl-cert", key: "ssl-key" },
        }
    }
}

impl SslMode {
    fn parse(text: &str) -> Result<Self, TargetError> {
        Ok(match text.to_ascii_uppercase().replace('-', "_").as_str() {
            "DISABLED" => Self::Disabled,
            "PREFERRED" => Self::Preferred,
            "REQUIRED" => Self::Required,
            "VERIFY_CA" => Self::VerifyCa,
            "VERIFY_IDENTITY" => Self::VerifyIdentity,
            _ => {
                return Err(invalid(
                    "`ssl-mode` must be DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY",
                ));
            }
        })
    }

    /// Whether the server's certificate is checked at all.
    pub(super) fn verifies(self) -> bool {
        matches!(self, Self::VerifyCa | Self::VerifyIdentity)
    }
}

/// The part after `?`, by canonical name; each is taken once, what is left over is unknown.
struct Parameters(HashMap<&'static str, String>);

impl Parameters {
    const KNOWN: [&'static str; 8] =
        ["charset", "password", "socket", "ssl-ca", "ssl-cert", "ssl-key", "ssl-mode", "user"];

    fn parse(query: &str) -> Result<Self, TargetError> {
        let mut values = HashMap::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let name = decode(name, "parameter")?;
            let Some(known) = Self::KNOWN.into_iter().find(|known| squeeze(known) == squeeze(&name)) else {
                return Err(invalid(&unknown(&name)));
            };
            if values.insert(known, decode(value, known)?).is_some() {
                return Err(invalid(&format!("`{known}` is given twice")));
            }
        }
        Ok(Self(values))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

/// `ssl-mode`, `ssl_mode`, `sslMode` and `sslmode` are one: drivers spell it in each of these ways.
fn squeeze(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}

fn unknown(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if plain { format!("unknown parameter `{name}`") } else { "unknown parameter".to_owned() }
}

fn parse_server(server: &str) -> Result<Place, TargetError> {
    let (host, port) = match server.strip_prefix('[') {
        Some(bracketed) => {
            let (host, port) = bracketed.split_once(']').ok_or_else(|| invalid("`[` without `]`"))?;
            let port = match port {
                "" => None,
                _ => Some(port.strip_prefix(':').ok_or_else(|| invalid("the host is malformed"))?),
            };
            (host, port)
        }
        None => match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        },
    };
    let host = decode(host, "host")?;
    if host.is_empty() {
        return Err(invalid("the host is missing"));
    }
    let port = match port {
        None | Some("") => DEFAULT_PORT,
        Some(digits) => digits
            .parse()
            .ok()
            .filter(|port| *port != 0)
            .ok_or_else(|| invalid("the port must be a number from 1 to 65535"))?,
    };
    Ok(Place::Tcp { host, port })
}

/// The guard's lexer and the server must read the same text, so there is no choice of character set.
fn check_charset(charset: Option<&str>) -> Result<(), TargetError> {
    match charset {
        Some(charset) if !charset.eq_ignore_ascii_case("utf8mb4") => {
            Err(invalid("`charset` can only be utf8mb4"))
        }
        _ => Ok(()),
    }
}

fn decode_some(text: Option<&str>, what: &str) -> Result<Option<String>, TargetError> {
    text.map(|text| decode(text, what)).transpose()
}

fn decode(text: &str, what: &str) -> Result<String, TargetError> {
    match percent_decode_str(text).decode_utf8() {
        // The protocol ends the user's and the database's names with a NUL.
        Ok(decoded) if !decoded.contains('\0') => Ok(decoded.into_owned()),
        _ => Err(invalid(&format!("the {what} is not valid UTF-8 text"))),
    }
}

fn invalid(why: &str) -> TargetError {
    TargetError::Invalid(why.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Shows what a URL means, password included: these are not anybody's.
    fn check(rest: &str, expected: &Expect) {
        let shown = match Address::parse(rest, false) {
            Ok(address) => {
                let password = address.password.as_ref().map(Secret::expose_secret);
                let Address { place, user, database, tls, .. } = &address;
                format!("{user}:{password:?} {place:?} {database:?}\n{tls:?}")
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn reads_login_host_port_and_database() {
        check(
            "weir:secret@db.example:3307/shop",
            &expect![[r#"
            weir:Some("secret") Tcp { host: "db.example", port: 3307 } Some("shop")
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
        check(
            "weir@db.example",
            &expect![[r#"
            weir:None Tcp { host: "db.example", port: 3306 } None
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
    }

    #[test]
    fn decodes_each_part_and_forgives_an_at_sign_in_the_password() {
        check(
            "we%40ir:p@ss%2Fw%3A%25@h/%E5%BA%97%2F1",
            &expect![[r#"
            we@ir:Some("p@ss/w:%") Tcp { host: "h", port: 3306 } Some("店/1")
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
    }

    #[test]
    fn reads_ipv6_and_sockets() {
        check(
            "u@[::1]:3310/d",
            &expect![[r#"
            u:None Tcp { host: "::1", port: 3310 } Some("d")
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
        check(
            "u@/d?socket=/run/mysqld/mysqld.sock",
            &expect![[r#"
            u:None Socket("/run/mysqld/mysqld.sock") Some("d")
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
    }

    #[test]
    fn reads_tls_parameters_however_they_are_spelt() {
        check(
            "u@h?ssl-mode=VERIFY_IDENTITY&ssl-ca=/ca.pem&ssl-cert=/c.pem&ssl-key=/k.pem",
            &expect![[r#"
            u:None Tcp { host: "h", port: 3306 } None
            TlsOptions { mode: VerifyIdentity, ca: Some("/ca.pem"), identity: Some(("/c.pem", "/k.pem")) }"#]],
        );
        check(
            "u@h?sslMode=required&charset=utf8mb4",
            &expect![[r#"
            u:None Tcp { host: "h", port: 3306 } None
            TlsOptions { mode: Required, ca: None, identity: None }"#]],
        );
        check(
            "u@h?ssl_ca=/ca.pem",
            &expect![[r#"
            u:None Tcp { host: "h", port: 3306 } None
            TlsOptions { mode: VerifyCa, ca: Some("/ca.pem"), identity: None }"#]],
        );
    }

    #[test]
    fn takes_the_login_from_parameters() {
        check(
            "h/d?user=u&password=p%26",
            &expect![[r#"
            u:Some("p&") Tcp { host: "h", port: 3306 } Some("d")
            TlsOptions { mode: Preferred, ca: None, identity: None }"#]],
        );
    }

    #[test]
    fn names_what_it_does_not_understand() {
        for (rest, error) in [
            ("h?useSSL=true", "unknown parameter `useSSL`"),
            ("h?a%00b=1", "the parameter is not valid UTF-8 text"),
            ("h?a=1&ssl-mode=no", "unknown parameter `a`"),
            (
                "h?ssl-mode=no",
                "`ssl-mode` must be DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY",
            ),
            ("h?charset=latin1", "`charset` can only be utf8mb4"),
            ("h?ssl-cert=/c", "`ssl-cert` and `ssl-key` go together"),
            ("h?sslmode=required&ssl-mode=required", "`ssl-mode` is given twice"),
            ("u:p?hunter2@h/d", "a `?` or `@` in the user name or password must be percent-encoded"),
            ("", "the host is missing"),
            ("u:p@/d", "the host is missing"),
            ("h:0", "the port must be a number from 1 to 65535"),
            ("h:99999", "the port must be a number from 1 to 65535"),
            ("[::1", "`[` without `]`"),
            ("[::1]x", "the host is malformed"),
            ("h/a/b", "a `/` in the database's name must be percent-encoded"),
            ("%ff@h", "the user name is not valid UTF-8 text"),
            ("a%00b@h", "the user name is not valid UTF-8 text"),
        ] {
            let expected = format!("Invalid database URL: {error}");
            assert_eq!(Address::parse(rest, false).unwrap_err().to_string(), expected, "{rest}");
        }
    }

    #[test]
    fn no_tls_wins_over_the_url() {
        let address = Address::parse("h?ssl-mode=VERIFY_CA", true).unwrap();
        assert_eq!(address.tls.mode, SslMode::Disabled);
    }
}
