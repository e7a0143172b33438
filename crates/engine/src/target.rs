//! A target's address as its URL tells it. Owns the choice of engine by scheme and the masking of URLs;
//! each engine's `url.rs` owns what its own URLs may say.

mod instance;

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use thiserror::Error;
use weir_model::{DbType, Endpoint};

use crate::{mysql, postgres, sqlite};

/// Where a database is and how to sign in there.
#[derive(Clone, Debug)]
pub struct Target {
    pub(crate) address: Address,
    masked_url: String,
}

/// The address in the terms of one engine.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    Postgres(Box<postgres::Address>),
    MySql(mysql::Address),
    Sqlite(sqlite::Address),
    /// A folder of SQLite files.
    Folder(PathBuf),
}

/// Why a URL is no target. The texts hold masked URLs only.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// No engine serves this scheme.
    #[error("Unsupported database URL: {0}")]
    Unsupported(String),
    /// The scheme is known, the rest is not right.
    #[error("Invalid database URL: {0}")]
    Invalid(String),
}

impl Target {
    /// Reads a URL. Nothing is contacted. `ssl_disabled` overrides what the URL says of TLS.
    pub fn parse(url: &str, ssl_disabled: bool) -> Result<Self, TargetError> {
        let masked_url = mask(url);
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(TargetError::Unsupported(masked_url));
        };
        let address = match scheme.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" => {
                Address::Postgres(Box::new(postgres::Address::parse(rest, ssl_disabled)?))
            }
            "mysql" | "mariadb" => Address::MySql(mysql::Address::parse(rest, ssl_disabled)?),
            "sqlite" => Address::Sqlite(sqlite::Address::parse(rest)?),
            _ => return Err(TargetError::Unsupported(masked_url)),
        };
        Ok(Self { address, masked_url })
    }

    /// The engine that serves it.
    pub fn db_type(&self) -> DbType {
        match self.address {
            Address::Postgres(_) => DbType::Postgres,
            Address::MySql(_) => DbType::MySql,
            Address::Sqlite(_) | Address::Folder(_) => DbType::Sqlite,
        }
    }

    /// The instance that it is on: engine, host and port as written. For SQLite the folder of the file.
    pub fn endpoint(&self) -> Endpoint {
        let (host, port) = match &self.address {
            Address::Postgres(address) => address.endpoint(),
            Address::MySql(address) => address.endpoint(),
            Address::Sqlite(address) => address.endpoint(),
            Address::Folder(folder) => (folder.display().to_string(), None),
        };
        Endpoint { db_type: self.db_type(), host, port }
    }

    /// The URL for people: its password is `****`.
    pub fn masked_url(&self) -> &str {
        &self.masked_url
    }
}

/// Masks every password in anything that may be a URL: in the user part and in the parameters.
fn mask(url: &str) -> String {
    let url: String = url.chars().filter(|c| !c.is_control()).collect();
    let (head, query) = match url.split_once('?') {
        Some((head, query)) if !is_password_cut(head, query) => (head, Some(query)),
        _ => (url.as_str(), None),
    };
    let mut masked = mask_user_part(head);
    if let Some(query) = query {
        let parameters: Vec<String> = query.split('&').map(mask_parameter).collect();
        masked.push('?');
        masked.push_str(&parameters.join("&"));
    }
    masked
}

/// Whether a `?` stands within an unencoded password: `scheme://user:pass?word@host`.
fn is_password_cut(head: &str, query: &str) -> bool {
    let authority = head.split_once("://").map_or(head, |(_scheme, rest)| rest);
    authority.contains(':') && !authority.contains(['@', '/']) && query.contains('@')
}

/// `scheme://user:password@host/…`: the password runs to the last `@`, since people forget to encode one.
fn mask_user_part(head: &str) -> String {
    let start = head.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = head.split_at(start);
    let Some((user_part, host_part)) = rest.rsplit_once('@') else {
        return head.to_owned();
    };
    match user_part.split_once(':') {
        Some((user, _)) => format!("{scheme}{user}:****@{host_part}"),
        None => head.to_owned(),
    }
}

fn mask_parameter(parameter: &str) -> String {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    if let Some((_password, host)) = name.rsplit_once('@') {
        // No parameter, but the tail of a password with a `?`.
        let rest = &parameter[name.len()..];
        return format!("****@{host}{rest}");
    }
    let decoded = percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
    let secret = ["password", "passwd", "pwd", "secret", "token", "sslpassword"];
    if secret.iter().any(|word| decoded.contains(word)) && !value.is_empty() {
        format!("{name}=****")
    } else if let Some((before, _)) = value.rsplit_once('@') {
        // A `?` in an unencoded password: what stands before the last `@` may be its tail.
        format!("{name}=****{}", &value[before.len()..])
    } else {
        parameter.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_passwords_wherever_they_stand() {
        for (url, masked) in [
            ("postgresql://a:secret@h:1/d", "postgresql://a:****@h:1/d"),
            ("mysql://a:p@ss:w@h/d", "mysql://a:****@h/d"),
            ("mongodb://a:secret@h", "mongodb://a:****@h"),
            ("postgres://h/d?user=a&password=secret&x=1", "postgres://h/d?user=a&password=****&x=1"),
            ("postgres://h/d?PassWord=secret", "postgres://h/d?PassWord=****"),
            ("postgres://h/d?p%61ssword=secret", "postgres://h/d?p%61ssword=****"),
            ("mysql://a:se?cret@h/d", "mysql://a:****@h/d"),
            ("mysql://a:p@se?cret@h/d?x=1", "mysql://a:****@se?****@h/d?x=1"),
            ("postgres://a@h/d", "postgres://a@h/d"),
            ("a:secret@h", "a:****@h"),
            ("", ""),
        ] {
            assert_eq!(mask(url), masked);
        }
    }

    #[test]
    fn an_instance_is_engine_host_and_port_as_written() {
        for (url, endpoint) in [
            ("postgresql://a:b@db.example/shop", "db.example:5432"),
            ("postgres://a@LOCALHOST:5433/x?sslmode=disable", "LOCALHOST:5433"),
            ("postgres://a@[::1]/x", "[::1]:5432"),
            ("postgres:///x?host=/run/postgresql&user=a", "/run/postgresql:5432"),
            ("mysql://a@db.example/shop", "db.example:3306"),
            ("mariadb://a@127.0.0.1:3307", "127.0.0.1:3307"),
            ("sqlite:///var/data/shop.db?mode=ro", "/var/data"),
            ("sqlite:///shop.db", "/"),
        ] {
            assert_eq!(Target::parse(url, false).unwrap().endpoint().to_string(), endpoint, "{url}");
        }
    }

    #[test]
    fn refuses_other_schemes_without_telling_the_password() {
        let error = Target::parse("mongodb://u:hunter2@h/d", false).unwrap_err();
        assert_eq!(error.to_string(), "Unsupported database URL: mongodb://u:****@h/d");
    }
}
