//! What a PostgreSQL URL may say: the form and the parameters of libpq, as far as they mean something here.
//! Parameters that mean nothing here are refused by name, so that nobody relies on one that is ignored.

use std::{path::PathBuf, time::Duration};

use percent_encoding::percent_decode_str;
use weir_model::Secret;

use super::label::label;
use crate::{
    TargetError,
    tls::{Authority, Belief, TlsParameters, TlsSettings},
};

const DEFAULT_PORT: u16 = 5432;

/// Where the database is and how to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(super) host: Host,
    pub(super) port: u16,
    pub(super) user: String,
    pub(super) password: Option<Secret>,
    pub(crate) database: String,
    pub(super) tls: TlsAddress,
    pub(super) channel_binding: ChannelBindingMode,
    /// What idle sessions call themselves.
    pub(super) application_name: String,
    /// Command-line options for the server process, as libpq passes them.
    pub(super) options: Option<String>,
    /// Shortens our own limit, never lengthens it.
    pub(super) connect_timeout: Option<Duration>,
}

/// How the server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// A name or an address.
    Tcp(String),
    /// The folder of a Unix socket.
    Unix(PathBuf),
}

/// What the URL says of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TlsAddress {
    pub(super) mode: SslMode,
    pub(super) root: Option<RootCertificate>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

impl TlsAddress {
    pub(super) fn settings(&self) -> TlsSettings {
        // Somebody must hold the certificate's key in every mode: channel binding relies on it.
        let anyone = Belief::Anyone { holds_key: true };
        let signed = |names_host| Belief::SignedBy {
            authority: match &self.root {
                Some(RootCertificate::File(path)) => Authority::File(path.clone()),
                Some(RootCertificate::System) | None => Authority::System,
            },
            names_host,
        };
        TlsSettings {
            belief: match self.mode {
                SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require => anyone,
                SslMode::VerifyCa => signed(false),
                SslMode::VerifyFull => signed(true),
            },
            identity: self.certificate.clone().zip(self.key.clone()),
            parameters: &TlsParameters { authority: "sslrootcert", certificate: "sslcert", key: "sslkey" },
        }
    }
}

/// `sslmode`, with libpq's meaning of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SslMode {
    Disable,
    /// Plain text, TLS only where the server insists.
    Allow,
    /// TLS where the server offers it.
    #[default]
    Prefer,
    /// TLS, with whomever it may be.
    Require,
    /// TLS with a server whose certificate a trusted authority has signed.
    VerifyCa,
    /// The same, and the certificate names the host.
    VerifyFull,
}

/// `sslrootcert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RootCertificate {
    /// The authorities that this machine trusts.
    System,
    /// A file of certificates.
    File(PathBuf),
}

/// `channel_binding`: whether signing in must prove that nobody stands between us and the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ChannelBindingMode {
    Disable,
    #[default]
    Prefer,
    Require,
}

impl Address {
    /// Host and port as written; a socket is known by its folder.
    pub(crate) fn endpoint(&self) -> (String, Option<u16>) {
        let host = match &self.host {
            Host::Tcp(host) => host.clone(),
            Host::Unix(folder) => folder.display().to_string(),
        };
        (host, Some(self.port))
    }

    /// Reads what follows `scheme://`.
    pub(crate) fn parse(rest: &str, ssl_disabled: bool) -> Result<Self, TargetError> {
        let (head, query) = rest.split_once('?').map_or((rest, ""), |(head, query)| (head, query));
        let mut parts = Parts::default();
        parts.read_head(head)?;
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            // With an unencoded `?` in the password, these names are pieces of it.
            let shown = if query.contains('@') { None } else { printable(name) };
            let value = decode(value)?;
            parts.set(&decode(name)?, value).map_err(|problem| problem.explain(shown))?;
        }
        parts.finish(ssl_disabled)
    }
}

/// The pieces of a URL before the defaults are filled in. An empty text is as good as none.
#[derive(Default)]
struct Parts {
    host: String,
    port: String,
    user: String,
    password: Option<Secret>,
    database: String,
    tls: TlsAddress,
    mode: Option<SslMode>,
    channel_binding: ChannelBindingMode,
    application_name: Option<String>,
    options: Option<String>,
    connect_timeout: Option<Duration>,
}

/// Why a parameter can't be taken.
enum Problem {
    Unknown,
    Value(&'static str),
}

impl Problem {
    fn explain(self, name: Option<&str>) -> TargetError {
        TargetError::Invalid(match (self, name) {
            (Self::Unknown, Some(name)) => format!("unknown parameter `{name}`"),
            (Self::Value(allowed), Some(name)) => format!("`{name}` must be {allowed}"),
            (_, None) => MUST_ENCODE.to_owned(),
        })
    }
}

const MUST_ENCODE: &str =
    "it can't be taken apart; special characters in user, password and parameters must be percent-encoded";

impl Parts {
    /// `user:password@host:port/database`, each part optional.
    fn read_head(&mut self, head: &str) -> Result<(), TargetError> {
        let (authority, database) = head.split_once('/').unwrap_or((head, ""));
        let (user_part, host_part) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match user_part.split_once(':') {
            Some((user, password)) => (user, Some(Secret::new(decode(password)?))),
            None => (user_part, None),
        };
        self.user = decode(user)?;
        self.password = password;
        self.database = decode(database)?;
        let (host, port) = split_host(host_part)?;
        self.host = decode(host)?;
        port.clone_into(&mut self.port);
        Ok(())
    }

    /// One decoded parameter; it wins over what stands before the `?`, as with libpq.
    fn set(&mut self, name: &str, value: String) -> Result<(), Problem> {
        match name {
            "user" => self.user = value,
            "password" => self.password = Some(Secret::new(value)),
            "host" => self.host = value,
            "port" => self.port = value,
            "dbname" => self.database = value,
            "application_name" => self.application_name = Some(value),
            "options" => self.options = Some(value),
            "connect_timeout" => self.connect_timeout = seconds(&value)?,
            "sslmode" => self.mode = Some(ssl_mode(&value)?),
            // Written for JDBC, and understood by libpq in exactly this spelling.
            "ssl" if value == "true" => self.mode = Some(SslMode::Require),
            "ssl" => return Err(Problem::Value("true; or use `sslmode`")),
            "sslrootcert" if value == "system" => self.tls.root = Some(RootCertificate::System),
            "sslrootcert" => self.tls.root = Some(RootCertificate::File(value.into())),
            "sslcert" => self.tls.certificate = Some(value.into()),
            "sslkey" => self.tls.key = Some(value.into()),
            "channel_binding" => self.channel_binding = channel_binding(&value)?,
            "gssencmode" if matches!(value.as_str(), "disable" | "prefer") => {}
            "gssencmode" => return Err(Problem::Value("disable or prefer")),
            "target_session_attrs" if value == "any" => {}
            "target_session_attrs" => return Err(Problem::Value("any: only one server is tried")),
            _ => return Err(Problem::Unknown),
        }
        Ok(())
    }

    fn finish(self, ssl_disabled: bool) -> Result<Address, TargetError> {
        if self.user.is_empty() {
            return Err(invalid("it names no user"));
        }
        let port = if self.port.is_empty() { Ok(DEFAULT_PORT) } else { self.port.parse() };
        let Some(port) = port.ok().filter(|port| *port != 0) else {
            return Err(invalid(
                "the port is no number from 1 to 65535 (or a `/` in the password is not percent-encoded)",
            ));
        };
        if self.host.contains(',') {
            return Err(invalid("several hosts in one URL are not supported"));
        }
        let database = if self.database.is_empty() { self.user.clone() } else { self.database };
        Ok(Address {
            host: match self.host {
                host if host.starts_with('/') => Host::Unix(host.into()),
                host if host.is_empty() => Host::Tcp("localhost".to_owned()),
                host => Host::Tcp(host),
            },
            port,
            user: self.user,
            password: self.password.filter(|password| !password.expose_secret().is_empty()),
            database,
            tls: finish_tls(self.tls, self.mode, ssl_disabled)?,
            channel_binding: self.channel_binding,
            application_name: label(self.application_name.as_deref().unwrap_or("weir")),
            options: self.options,
            connect_timeout: self.connect_timeout,
        })
    }
}

/// libpq's rules of how `sslmode` and `sslrootcert` go together.
fn finish_tls(
    mut tls: TlsAddress,
    mode: Option<SslMode>,
    ssl_disabled: bool,
) -> Result<TlsAddress, TargetError> {
    if ssl_disabled {
        return Ok(TlsAddress { mode: SslMode::Disable, ..TlsAddress::default() });
    }
    if tls.certificate.is_some() != tls.key.is_some() {
        return Err(invalid("`sslcert` and `sslkey` belong together"));
    }
    tls.mode = match (&tls.root, mode) {
        (Some(RootCertificate::System), None) => SslMode::VerifyFull,
        (Some(RootCertificate::System), Some(mode)) if mode != SslMode::VerifyFull => {
            return Err(invalid("`sslrootcert=system` needs `sslmode=verify-full`"));
        }
        (Some(_), Some(SslMode::Require)) => SslMode::VerifyCa,
        (_, mode) => mode.unwrap_or_default(),
    };
    Ok(tls)
}

/// Splits `host:port` and `[v6]:port`.
fn split_host(text: &str) -> Result<(&str, &str), TargetError> {
    if let Some(bracketed) = text.strip_prefix('[') {
        let (host, rest) = bracketed.split_once(']').ok_or_else(|| invalid(MUST_ENCODE))?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, port)),
            None if rest.is_empty() => Ok((host, "")),
            None => Err(invalid(MUST_ENCODE)),
        };
    }
    match text.split_once(':') {
        Some((_, port)) if port.contains(':') => Err(invalid(MUST_ENCODE)),
        Some((host, port)) => Ok((host, port)),
        None => Ok((text, "")),
    }
}

fn ssl_mode(value: &str) -> Result<SslMode, Problem> {
    Ok(match value {
        "disable" => SslMode::Disable,
        "allow" => SslMode::Allow,
        "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        _ => return Err(Problem::Value("disable, allow, prefer, require, verify-ca or verify-full")),
    })
}

fn channel_binding(value: &str) -> Result<ChannelBindingMode, Problem> {
    Ok(match value {
        "disable" => ChannelBindingMode::Disable,
        "prefer" => ChannelBindingMode::Prefer,
        "require" => ChannelBindingMode::Require,
        _ => return Err(Problem::Value("disable, prefer or require")),
    })
}

/// Zero means "no limit of the URL's own", as with libpq.
fn seconds(value: &str) -> Result<Option<Duration>, Problem> {
    let seconds: u32 = value.parse().ok().ok_or(Problem::Value("a number of seconds"))?;
    Ok((seconds > 0).then(|| Duration::from_secs(seconds.into())))
}

fn decode(text: &str) -> Result<String, TargetError> {
    let decoded = percent_decode_str(text).decode_utf8().ok();
    match decoded {
        Some(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(invalid("it holds bytes that are no UTF-8 text")),
    }
}

/// A parameter's name, if it looks like one; anything else may be a piece of a password.
fn printable(name: &str) -> Option<&str> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    (plain && (1..=64).contains(&name.len())).then_some(name)
}

fn invalid(problem: &str) -> TargetError {
    TargetError::Invalid(problem.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(rest: &str, expected: &Expect) {
        let told = match Address::parse(rest, false) {
            Ok(address) => {
                let password = address.password.map_or("-".to_owned(), |it| it.expose_secret().to_owned());
                let Address { host, port, user, database, tls, .. } = address;
                format!("{host:?} {port} {user} {password} {database} {:?} {:?}", tls.mode, tls.root)
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn reads_every_form_of_address() {
        for (rest, expected) in [
            ("u:p@h:1/d", expect![[r#"Tcp("h") 1 u p d Prefer None"#]]),
            ("u@h", expect![[r#"Tcp("h") 5432 u - u Prefer None"#]]),
            ("u:@/d", expect![[r#"Tcp("localhost") 5432 u - d Prefer None"#]]),
            ("u%40x:p%2F%3A%25@h/%E5%BA%93", expect![[r#"Tcp("h") 5432 u@x p/:% 库 Prefer None"#]]),
            ("u:p@ss@h/d", expect![[r#"Tcp("h") 5432 u p@ss d Prefer None"#]]),
            ("u@[::1]:7/d", expect![[r#"Tcp("::1") 7 u - d Prefer None"#]]),
            ("u@%2Fvar%2Frun:7/d", expect![[r#"Unix("/var/run") 7 u - d Prefer None"#]]),
            ("/d?host=/tmp&user=u&port=7", expect![[r#"Unix("/tmp") 7 u - d Prefer None"#]]),
            ("a:b@c/d?user=u&password=p&host=h&dbname=e", expect![[r#"Tcp("h") 5432 u p e Prefer None"#]]),
        ] {
            check(rest, &expected);
        }
    }

    #[test]
    fn reads_the_tls_parameters_as_libpq_does() {
        for (rest, expected) in [
            ("u@h?sslmode=disable", expect![[r#"Tcp("h") 5432 u - u Disable None"#]]),
            ("u@h?ssl=true", expect![[r#"Tcp("h") 5432 u - u Require None"#]]),
            ("u@h?sslrootcert=system", expect![[r#"Tcp("h") 5432 u - u VerifyFull Some(System)"#]]),
            (
                "u@h?sslmode=require&sslrootcert=/ca",
                expect![[r#"Tcp("h") 5432 u - u VerifyCa Some(File("/ca"))"#]],
            ),
            (
                "u@h?sslmode=require&sslrootcert=system",
                expect!["Invalid database URL: `sslrootcert=system` needs `sslmode=verify-full`"],
            ),
            ("u@h?sslcert=/c", expect!["Invalid database URL: `sslcert` and `sslkey` belong together"]),
        ] {
            check(rest, &expected);
        }
    }

    #[test]
    fn switches_tls_off_whatever_the_url_says() {
        let address = Address::parse("u@h?sslmode=verify-full&sslrootcert=system", true).unwrap();
        assert_eq!(address.tls, TlsAddress { mode: SslMode::Disable, ..TlsAddress::default() });
    }

    #[test]
    fn names_the_parameter_that_is_wrong() {
        for (rest, expected) in [
            ("u@h?schema=x", expect!["Invalid database URL: unknown parameter `schema`"]),
            (
                "u@h?sslmode=maybe",
                expect![
                    "Invalid database URL: `sslmode` must be disable, allow, prefer, require, verify-ca or verify-full"
                ],
            ),
            (
                "u@h?connect_timeout=-1",
                expect!["Invalid database URL: `connect_timeout` must be a number of seconds"],
            ),
            (
                "u@h?target_session_attrs=read-write",
                expect!["Invalid database URL: `target_session_attrs` must be any: only one server is tried"],
            ),
            ("h/d", expect!["Invalid database URL: it names no user"]),
            ("u@a,b/d", expect!["Invalid database URL: several hosts in one URL are not supported"]),
            ("u:%FF@h", expect!["Invalid database URL: it holds bytes that are no UTF-8 text"]),
        ] {
            check(rest, &expected);
        }
    }

    #[test]
    fn never_shows_a_piece_of_an_unencoded_password() {
        for rest in [
            "u:hun/ter2@h/d",
            "u:hun?ter2@h/d",
            "u:hun?ter2=x@h/d",
            "u:hun?x&ter2=@h/d",
            "u:hun#ter2:x/@h/d",
            "u:[hunter2@h/d",
            "u:1:hunter2/d",
        ] {
            if let Err(error) = Address::parse(rest, false) {
                let told = error.to_string();
                assert!(!told.contains("ter2") && !told.contains("hun"), "{rest}: {told}");
            }
        }
    }
}
