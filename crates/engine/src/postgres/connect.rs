//! Opening sessions: names resolved, every address tried, TLS by `sslmode`, signing in, all within one limit.
//! Also the second connection that asks the server to cancel.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use postgres_protocol::message::frontend;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UnixStream, lookup_host},
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use weir_model::Link;

use super::{
    binding::server_end_point,
    messages::ServerError,
    session::Session,
    startup::{Protection, sign_in},
    url::{Address, Host, SslMode},
    wire::{ByteStream, Wire, WireError},
};
use crate::{Error, error::words, tls::Tls};

/// "invalid authorization specification": among others, `pg_hba.conf` wants TLS, or wants none.
const INVALID_AUTHORIZATION: &str = "28000";

/// Opens sessions of one target.
#[derive(Debug)]
pub(super) struct Connector {
    address: Address,
    tls: Option<Tls>,
    connect_timeout: Duration,
    /// What text is sent and received in; see [`Connector::speak_raw`].
    client_encoding: &'static str,
}

/// Where a session is and by which name the server knows it: what a cancel request needs.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    peer: Peer,
    encrypted: bool,
    pub(super) process_id: i32,
    secret_key: i32,
}

#[derive(Clone, Debug)]
enum Peer {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// Whether a connection attempt uses TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    Plain,
    TlsIfOffered,
    Tls,
}

/// Why there is no session.
#[derive(Debug)]
pub(super) enum ConnectError {
    /// The network or a rule of ours.
    Failed(String),
    /// TLS could not be agreed on.
    Tls(String),
    /// The server said no, in its own words.
    Server(ServerError),
}

impl Connector {
    /// Reads the certificate files that the URL names; contacts nobody.
    pub(super) async fn new(address: Address, limit: Duration) -> Result<Self, Error> {
        let connect_timeout = address.connect_timeout.map_or(limit, |own| own.min(limit));
        let tls = match (&address.host, address.tls.mode) {
            // libpq never speaks TLS over a Unix socket, whatever `sslmode` says.
            (Host::Unix(_), _) | (_, SslMode::Disable) => None,
            (Host::Tcp(host), _) => {
                let (tls, host) = (address.tls.settings(), host.clone());
                let loading = spawn_blocking(move || Tls::load(&tls, &host)).await;
                Some(loading.map_err(Error::internal)?.map_err(Error::Unreachable)?)
            }
        };
        Ok(Self { address, tls, connect_timeout, client_encoding: "UTF8" })
    }

    /// From now on sessions take bytes as they are. A database in SQL_ASCII may hold anything, and a server
    /// that must promise UTF-8 fails the whole query at the first byte that is none.
    pub(super) fn speak_raw(&mut self) {
        self.client_encoding = "SQL_ASCII";
    }

    /// What sessions call themselves while they don't run a query.
    pub(super) fn idle_label(&self) -> &str {
        &self.address.application_name
    }

    pub(super) fn connect_timeout(&self) -> Duration {
        self.connect_timeout
    }

    /// Opens a session.
    pub(super) async fn open(&self) -> Result<Session, Error> {
        let deadline = Instant::now() + self.connect_timeout;
        match timeout_at(deadline, self.try_peers(deadline)).await {
            Ok(Ok(session)) => Ok(session),
            Ok(Err(error)) => Err(Error::Unreachable(error.words())),
            Err(_) => Err(Error::Unreachable(self.timed_out())),
        }
    }

    /// Asks the server to end what a session is doing. That it was asked is no proof that it did.
    pub(super) async fn cancel(&self, identity: &Identity) -> Result<(), ConnectError> {
        let plan = if identity.encrypted { Plan::Tls } else { Plan::Plain };
        let (mut stream, _, _) = self.reach(&identity.peer, plan).await?;
        let mut request = bytes::BytesMut::new();
        frontend::cancel_request(identity.process_id, identity.secret_key, &mut request);
        stream.write_all(&request).await?;
        stream.flush().await?;
        // The server closes the connection once the signal is sent.
        stream.read_u8().await.ok();
        Ok(())
    }

    fn timed_out(&self) -> String {
        format!("Connection timed out after {} seconds", self.connect_timeout.as_secs())
    }

    async fn try_peers(&self, deadline: Instant) -> Result<Session, ConnectError> {
        let peers = self.peers().await?;
        let mut failure = ConnectError::Failed("the host's name has no address".to_owned());
        for (index, peer) in peers.iter().enumerate() {
            // An address that never answers must leave time for the others.
            let left = u32::try_from(peers.len() - index).unwrap_or(u32::MAX);
            let share = Instant::now() + deadline.saturating_duration_since(Instant::now()) / left;
            match timeout_at(share, self.try_plans(peer)).await {
                Ok(Err(error @ ConnectError::Failed(_))) => failure = error,
                Ok(outcome) => return outcome,
                Err(_) => failure = ConnectError::Failed(self.timed_out()),
            }
        }
        Err(failure)
    }

    async fn peers(&self) -> Result<Vec<Peer>, ConnectError> {
        match &self.address.host {
            Host::Unix(folder) => {
                Ok(vec![Peer::Unix(folder.join(format!(".s.PGSQL.{}", self.address.port)))])
            }
            Host::Tcp(name) => match lookup_host((name.as_str(), self.address.port)).await {
                Ok(addresses) => Ok(addresses.map(Peer::Tcp).collect()),
                Err(_) => Err(ConnectError::Failed(format!("could not resolve host name `{name}`"))),
            },
        }
    }

    /// With `allow` and `prefer` there is a second way, worth trying when the first one was wrong.
    async fn try_plans(&self, peer: &Peer) -> Result<Session, ConnectError> {
        let (first, second) = match (peer, self.address.tls.mode) {
            (Peer::Unix(_), _) | (_, SslMode::Disable) => (Plan::Plain, None),
            (_, SslMode::Allow) => (Plan::Plain, Some(Plan::Tls)),
            (_, SslMode::Prefer) => (Plan::TlsIfOffered, Some(Plan::Plain)),
            (_, SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull) => (Plan::Tls, None),
        };
        let failure = match self.try_plan(peer, first).await {
            Ok(session) => return Ok(session),
            Err(failure) => failure,
        };
        match second {
            // The first way is the one that was asked for: its failure is the one to tell.
            Some(second) if failure.is_about_tls() => self.try_plan(peer, second).await.or(Err(failure)),
            _ => Err(failure),
        }
    }

    async fn try_plan(&self, peer: &Peer, plan: Plan) -> Result<Session, ConnectError> {
        let (stream, protection, encrypted) = self.reach(peer, plan).await?;
        let mut wire = Wire::new(stream);
        let greeting = sign_in(&mut wire, &self.address, self.client_encoding, protection).await?;
        let identity = Identity {
            peer: peer.clone(),
            encrypted,
            process_id: greeting.process_id,
            secret_key: greeting.secret_key,
        };
        let link = self.link(peer, encrypted);
        Ok(Session::new(wire, identity, greeting, self.idle_label().to_owned(), link))
    }

    fn link(&self, peer: &Peer, encrypted: bool) -> Link {
        match (peer, encrypted, self.address.tls.mode) {
            (_, true, SslMode::VerifyCa | SslMode::VerifyFull) => Link::Verified,
            (_, true, _) => Link::Unverified,
            (Peer::Unix(_), false, _) => Link::Local,
            (Peer::Tcp(address), false, _) if address.ip().to_canonical().is_loopback() => Link::Local,
            (Peer::Tcp(_), false, _) => Link::Clear,
        }
    }

    /// A stream to the server, with whether it is encrypted.
    async fn reach(
        &self,
        peer: &Peer,
        plan: Plan,
    ) -> Result<(Box<dyn ByteStream>, Protection, bool), ConnectError> {
        let mut stream = match peer {
            Peer::Unix(path) => {
                let stream = UnixStream::connect(path).await?;
                return Ok((Box::new(stream), Protection { private: true, binding: None }, false));
            }
            Peer::Tcp(address) => TcpStream::connect(address).await?,
        };
        stream.set_nodelay(true)?;
        let Some(tls) = self.tls.as_ref().filter(|_| plan != Plan::Plain) else {
            return Ok((Box::new(stream), Protection::default(), false));
        };
        if !offers_tls(&mut stream).await? {
            if plan == Plan::TlsIfOffered {
                return Ok((Box::new(stream), Protection::default(), false));
            }
            return Err(ConnectError::Tls(
                "the server does not offer TLS, which sslmode asks for".to_owned(),
            ));
        }
        let stream = tls.start(stream).await.map_err(ConnectError::Tls)?;
        let certificates = stream.get_ref().1.peer_certificates();
        let binding = certificates.and_then(|chain| server_end_point(chain.first()?));
        Ok((Box::new(stream), Protection { private: true, binding }, true))
    }
}

/// Asks for TLS. Exactly one byte is read: anything more would be from before the handshake, and forged.
async fn offers_tls(stream: &mut TcpStream) -> Result<bool, ConnectError> {
    let mut request = bytes::BytesMut::new();
    frontend::ssl_request(&mut request);
    stream.write_all(&request).await?;
    match stream.read_u8().await? {
        b'S' => Ok(true),
        b'N' => Ok(false),
        _ => Err(ConnectError::Failed("the server does not speak PostgreSQL's protocol".to_owned())),
    }
}

impl ConnectError {
    fn is_about_tls(&self) -> bool {
        match self {
            Self::Failed(_) => false,
            Self::Tls(_) => true,
            Self::Server(error) => error.has_state(INVALID_AUTHORIZATION),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Failed(text) | Self::Tls(text) => text,
            Self::Server(error) => error.diagnostic.message,
        }
    }
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        Self::Failed(words(&error))
    }
}

impl From<WireError> for ConnectError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Broken(error) => error.into(),
            WireError::Oversized => {
                Self::Failed("the server does not speak PostgreSQL's protocol".to_owned())
            }
        }
    }
}

impl From<ServerError> for ConnectError {
    fn from(error: ServerError) -> Self {
        Self::Server(error)
    }
}
