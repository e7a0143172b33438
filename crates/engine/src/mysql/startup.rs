//! Signing in: the capabilities that we take, and the authentication methods that we know.
//!
//! What is *not* asked for matters most: without `CLIENT_MULTI_STATEMENTS` the server takes one statement per
//! command, and without `CLIENT_LOCAL_FILES` it never asks for a file of ours (guard, layer 4).

use std::collections::HashMap;

use mysql_common::{
    constants::{CapabilityFlags, MariadbCapabilities},
    crypto,
    packets::{AuthPlugin, HandshakeResponse, SslRequest},
    proto::MySerialize,
    scramble::{create_response_for_ed25519, scramble_native, scramble_sha256},
};
use tokio::task::spawn_blocking;

use super::{
    fault::Fault,
    messages::{Greeting, NONCE, Reader, ServerError},
    url::Address,
    wire::{Wire, malformed},
};

/// The least that a server must offer; every one since 5.5 does.
const NEEDED: CapabilityFlags = CapabilityFlags::CLIENT_PROTOCOL_41
    .union(CapabilityFlags::CLIENT_SECURE_CONNECTION)
    .union(CapabilityFlags::CLIENT_PLUGIN_AUTH);

/// Taken where offered.
const WANTED: CapabilityFlags = NEEDED
    .union(CapabilityFlags::CLIENT_LONG_FLAG)
    .union(CapabilityFlags::CLIENT_TRANSACTIONS)
    .union(CapabilityFlags::CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA)
    .union(CapabilityFlags::CLIENT_CONNECT_ATTRS)
    .union(CapabilityFlags::CLIENT_DEPRECATE_EOF);

/// What we let the server send at most in one packet; the same as its own highest setting.
const MAX_PACKET: u32 = 1 << 30;

/// `utf8mb4_general_ci`, for the time until `SET NAMES`; every server knows it.
const COLLATION: u8 = 45;

/// What both sides agreed on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Protocol {
    flags: CapabilityFlags,
    mariadb_flags: MariadbCapabilities,
}

/// Who could read or forge what we send while signing in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Protection {
    /// Nobody listens: TLS or a Unix socket.
    pub(super) private: bool,
    /// And the other side is who it claims to be.
    pub(super) verified: bool,
}

/// Why nobody was signed in.
#[derive(Debug)]
pub(super) enum SignInError {
    /// The server's no, or a broken connection.
    Fault(Fault),
    /// A rule of ours, for people.
    Failed(String),
}

impl<T: Into<Fault>> From<T> for SignInError {
    fn from(fault: T) -> Self {
        Self::Fault(fault.into())
    }
}

impl Protocol {
    pub(super) fn agree(greeting: &Greeting, address: &Address, with_tls: bool) -> Result<Self, SignInError> {
        let offered = CapabilityFlags::from_bits_truncate(greeting.capabilities);
        if !offered.contains(NEEDED) {
            return Err(SignInError::Failed("the server is too old: it lacks protocol 4.1".to_owned()));
        }
        let mut flags = offered & WANTED;
        flags.set(CapabilityFlags::CLIENT_SSL, with_tls);
        // The request for TLS must say the same as the response after it.
        flags.set(CapabilityFlags::CLIENT_CONNECT_WITH_DB, address.database.is_some());
        // MariaDB leaves out MySQL's oldest flag to say that four reserved bytes carry flags of its own; we
        // answer in the same way (MariaDB, "Connecting": CLIENT_MYSQL).
        let mariadb = !offered.contains(CapabilityFlags::CLIENT_LONG_PASSWORD);
        let mut mariadb_flags = MariadbCapabilities::empty();
        if mariadb {
            mariadb_flags = MariadbCapabilities::from_bits_truncate(greeting.mariadb_capabilities)
                & MariadbCapabilities::MARIADB_CLIENT_EXTENDED_METADATA;
        } else {
            flags |= CapabilityFlags::CLIENT_LONG_PASSWORD;
        }
        Ok(Self { flags, mariadb_flags })
    }

    pub(super) fn offers_tls(greeting: &Greeting) -> bool {
        CapabilityFlags::from_bits_truncate(greeting.capabilities).contains(CapabilityFlags::CLIENT_SSL)
    }

    /// No packet stands between the column definitions and the rows.
    pub(super) fn deprecates_eof(self) -> bool {
        self.flags.contains(CapabilityFlags::CLIENT_DEPRECATE_EOF)
    }

    /// Column definitions hold MariaDB's own type names.
    pub(super) fn extends_metadata(self) -> bool {
        self.mariadb_flags.contains(MariadbCapabilities::MARIADB_CLIENT_EXTENDED_METADATA)
    }

    /// Asks for TLS; what follows on the stream is its handshake.
    pub(super) async fn request_tls(self, wire: &mut Wire) -> Result<(), SignInError> {
        let request =
            SslRequest::new(self.flags, MAX_PACKET, COLLATION).with_mariadb_capabilities(self.mariadb_flags);
        queue(wire, &request);
        Ok(wire.send().await?)
    }
}

/// Signs in with the login of the address.
pub(super) async fn sign_in(
    wire: &mut Wire,
    greeting: &Greeting,
    protocol: Protocol,
    address: &Address,
    protection: Protection,
) -> Result<(), SignInError> {
    // Whatever else the account needs, the server asks for it next.
    let method = match Method::of(&greeting.auth_plugin) {
        Some(Method::CachingSha2) => Method::CachingSha2,
        _ => Method::Native,
    };
    let password = address.password.as_ref().map_or("", |password| password.expose_secret());
    let mut exchange =
        Exchange { password: password.as_bytes(), method, nonce: greeting.nonce.clone(), protection };
    let proof = exchange.proof()?;
    let response = HandshakeResponse::new(
        Some(proof.as_slice()),
        (8, 0, 0),
        Some(address.user.as_bytes()),
        address.database.as_ref().map(String::as_bytes),
        Some(AuthPlugin::from_bytes(method.name())),
        protocol.flags,
        protocol.flags.contains(CapabilityFlags::CLIENT_CONNECT_ATTRS).then(attributes),
        MAX_PACKET,
    )
    .with_mariadb_ext_capabilities(protocol.mariadb_flags);
    queue(wire, &response);
    wire.send().await?;
    exchange.finish(wire).await
}

/// What the database's administrator sees of us in `performance_schema.session_connect_attrs`.
fn attributes() -> HashMap<String, String> {
    HashMap::from([("program_name".to_owned(), "weir".to_owned())])
}

fn queue(wire: &mut Wire, packet: &impl MySerialize) {
    let mut bytes = Vec::new();
    packet.serialize(&mut bytes);
    wire.queue(&bytes);
}

/// The authentication methods that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Native,
    CachingSha2,
    /// Old, but the server also asks for it of names that it doesn't know, lest one learn which it knows.
    Sha256,
    /// MariaDB.
    Ed25519,
    Clear,
}

impl Method {
    const ALL: [Self; 5] = [Self::Native, Self::CachingSha2, Self::Sha256, Self::Ed25519, Self::Clear];

    fn of(name: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    fn name(self) -> &'static [u8] {
        match self {
            Self::Native => b"mysql_native_password",
            Self::CachingSha2 => b"caching_sha2_password",
            Self::Sha256 => b"sha256_password",
            Self::Ed25519 => b"client_ed25519",
            Self::Clear => b"mysql_clear_password",
        }
    }
}

/// An authentication under way.
struct Exchange<'a> {
    password: &'a [u8],
    method: Method,
    nonce: Vec<u8>,
    protection: Protection,
}

/// Marks the server's further words in authentication.
const MORE_DATA: u8 = 0x01;
/// `caching_sha2_password`: the server knows the account's password already; its yes follows.
const FAST: &[u8] = &[3];
/// It does not, and wants the password itself.
const FULL: &[u8] = &[4];
/// How either method asks for the server's public key.
const ASK_FOR_KEY: &[u8] = &[2];
const ASK_FOR_KEY_SHA256: &[u8] = &[1];

impl Exchange<'_> {
    /// Answers until the server says yes or no.
    async fn finish(&mut self, wire: &mut Wire) -> Result<(), SignInError> {
        // Each turn answers one packet; no method takes more.
        for _turn in 0..8 {
            let packet = wire.packet().await?;
            if let Some(error) = ServerError::parse(packet) {
                return Err(error.into());
            }
            let answer = match (packet.split_first(), self.method) {
                (Some((0, _)), _) => return Ok(()),
                (Some((0xFE, request)), _) => self.switch(request)?,
                (Some((&MORE_DATA, FAST)), Method::CachingSha2) => continue,
                (Some((&MORE_DATA, FULL)), Method::CachingSha2) if self.protection.private => {
                    self.password_in_clear()
                }
                (Some((&MORE_DATA, FULL)), Method::CachingSha2) => ASK_FOR_KEY.to_vec(),
                (Some((&MORE_DATA, key)), Method::CachingSha2 | Method::Sha256) => {
                    self.encrypted_password(key.to_vec()).await?
                }
                _ => return Err(malformed("an answer to the sign-in that is none").into()),
            };
            wire.queue(&answer);
            wire.send().await?;
        }
        Err(malformed("a sign-in without an end").into())
    }

    /// The server wants another method.
    fn switch(&mut self, request: &[u8]) -> Result<Vec<u8>, SignInError> {
        let mut reader = Reader::new(request);
        let name = reader.until_nul();
        self.method = Method::of(name).ok_or_else(|| {
            let name: String =
                String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).take(64).collect();
            SignInError::Failed(format!(
                "the server asks for the authentication method `{name}`, which is not supported"
            ))
        })?;
        self.nonce = reader.rest().to_vec();
        self.proof()
    }

    /// What shows that we know the password, in the way that the present method begins.
    fn proof(&self) -> Result<Vec<u8>, SignInError> {
        let nonce =
            |length: usize| self.nonce.get(..length).ok_or_else(|| malformed("a nonce that is too short"));
        Ok(match self.method {
            Method::Native => {
                scramble_native(nonce(NONCE)?, self.password).map(Vec::from).unwrap_or_default()
            }
            Method::CachingSha2 => {
                scramble_sha256(nonce(NONCE)?, self.password).map(Vec::from).unwrap_or_default()
            }
            Method::Ed25519 => create_response_for_ed25519(self.password, nonce(32)?).to_vec(),
            Method::Sha256 if self.protection.private || self.password.is_empty() => self.password_in_clear(),
            Method::Sha256 => ASK_FOR_KEY_SHA256.to_vec(),
            Method::Clear if self.protection.verified => self.password_in_clear(),
            Method::Clear => {
                return Err(SignInError::Failed(
                    "the server asks for the password in clear text: it is sent only with \
                     ssl-mode=VERIFY_CA or VERIFY_IDENTITY"
                        .to_owned(),
                ));
            }
        })
    }

    fn password_in_clear(&self) -> Vec<u8> {
        [self.password, &[0]].concat()
    }

    /// The password for a server that we have no private way to: encrypted with the server's own key.
    async fn encrypted_password(&self, key: Vec<u8>) -> Result<Vec<u8>, SignInError> {
        let mut password = self.password_in_clear();
        for (byte, salt) in password.iter_mut().zip(self.nonce.iter().take(NONCE).cycle()) {
            *byte ^= salt;
        }
        // On a thread of its own, since the encryption panics at a key that is none.
        let encrypted = spawn_blocking(move || crypto::encrypt(&password, &key)).await;
        Ok(encrypted.map_err(|_panic| malformed("a public key that is none"))?)
    }
}
