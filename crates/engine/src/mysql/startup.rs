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

/// Marks the server's further words in authentication.
const MORE_DATA: u8 = 0x01;

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
    let plugin = match AuthPlugin::from_bytes(&greeting.auth_plugin) {
        AuthPlugin::CachingSha2Password => AuthPlugin::CachingSha2Password,
        // Whatever the account needs, the server asks for it next.
        _ => AuthPlugin::MysqlNativePassword,
    };
    let mut exchange = Exchange {
        password: address.password.as_ref().map_or("", |password| password.expose_secret()),
        plugin,
        nonce: greeting.nonce.clone(),
        protection,
    };
    let proof = exchange.proof()?;
    let response = HandshakeResponse::new(
        Some(proof.as_slice()),
        (8, 0, 0),
        Some(address.user.as_bytes()),
        address.database.as_ref().map(|name| name.as_bytes()),
        Some(exchange.plugin.borrow()),
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

/// An authentication under way.
struct Exchange<'a> {
    password: &'a str,
    plugin: AuthPlugin<'static>,
    nonce: Vec<u8>,
    protection: Protection,
}

impl Exchange<'_> {
    /// Answers until the server says yes or no.
    async fn finish(&mut self, wire: &mut Wire) -> Result<(), SignInError> {
        let mut switches = 0;
        loop {
            let packet = wire.packet().await?;
            if let Some(error) = ServerError::parse(packet) {
                return Err(error.into());
            }
            match packet.split_first() {
                Some((0, _)) => return Ok(()),
                Some((0xFE, request)) if switches < 2 => {
                    switches += 1;
                    let mut reader = Reader::new(request);
                    let name = reader.until_nul();
                    self.plugin = AuthPlugin::from_bytes(name).into_owned();
                    self.nonce = reader.rest().to_vec();
                    let proof = self.proof()?;
                    wire.queue(&proof);
                    wire.send().await?;
                }
                Some((&MORE_DATA, [3])) if self.is_sha2() => {}
                Some((&MORE_DATA, [4])) if self.is_sha2() => self.send_password(wire).await?,
                _ => return Err(malformed("an answer to the sign-in that is none").into()),
            }
        }
    }

    fn is_sha2(&self) -> bool {
        self.plugin == AuthPlugin::CachingSha2Password
    }

    /// What shows that we know the password, in the way that the present plugin wants it.
    fn proof(&self) -> Result<Vec<u8>, SignInError> {
        let nonce_length = match &self.plugin {
            AuthPlugin::MysqlNativePassword | AuthPlugin::CachingSha2Password => NONCE,
            AuthPlugin::Ed25519 => 32,
            AuthPlugin::MysqlClearPassword if self.protection.verified => {
                return Ok([self.password.as_bytes(), &[0]].concat());
            }
            AuthPlugin::MysqlClearPassword => {
                return Err(SignInError::Failed(
                    "the server asks for the password in clear text: it is sent only with \
                     ssl-mode=VERIFY_CA or VERIFY_IDENTITY"
                        .to_owned(),
                ));
            }
            other => {
                let name = String::from_utf8_lossy(other.as_bytes()).into_owned();
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                return Err(SignInError::Failed(format!(
                    "the server asks for the authentication method `{name}`, which is not supported"
                )));
            }
        };
        let nonce = self.nonce.get(..nonce_length).ok_or_else(|| malformed("a nonce that is too short"))?;
        let proof = self.plugin.gen_data(Some(self.password), nonce);
        Ok(proof.map(|proof| proof.to_vec()).unwrap_or_default())
    }

    /// `caching_sha2_password` when the server has not cached the account yet: it wants the password itself,
    /// through TLS or encrypted with the server's own key.
    async fn send_password(&mut self, wire: &mut Wire) -> Result<(), SignInError> {
        let mut password = [self.password.as_bytes(), &[0]].concat();
        if self.protection.private {
            wire.queue(&password);
            return Ok(wire.send().await?);
        }
        const ASK_FOR_KEY: &[u8] = &[2];
        wire.queue(ASK_FOR_KEY);
        wire.send().await?;
        let packet = wire.packet().await?;
        if let Some(error) = ServerError::parse(packet) {
            return Err(error.into());
        }
        let Some((&MORE_DATA, key)) = packet.split_first() else {
            return Err(malformed("no public key where one was asked for").into());
        };
        let key = key.to_vec();
        for (byte, salt) in password.iter_mut().zip(self.nonce.iter().take(NONCE).cycle()) {
            *byte ^= salt;
        }
        // On a thread of its own, since the encryption panics at a key that is none.
        let encrypted = spawn_blocking(move || crypto::encrypt(&password, &key)).await;
        let encrypted = encrypted.map_err(|_panic| malformed("a public key that is none"))?;
        wire.queue(&encrypted);
        Ok(wire.send().await?)
    }
}
