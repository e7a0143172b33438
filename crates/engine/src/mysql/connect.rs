//! Opening connections: names resolved, every address tried, TLS by `ssl-mode`, signing in, all within one
//! limit. Settings of the session are `session`'s matter.

use std::{io, path::PathBuf, time::Duration};

use tokio::{
    net::{TcpStream, UnixStream, lookup_host},
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use weir_model::Link;

use super::{
    fault::{Fault, words},
    messages::{Greeting, ServerError},
    session::Session,
    startup::{Protection, Protocol, SignInError, sign_in},
    url::{Address, Place, SslMode},
    wire::{ByteStream, Wire},
};
use crate::{Error, tls::Tls};

/// Opens connections to one target.
#[derive(Debug)]
pub(super) struct Connector {
    address: Address,
    tls: Option<Tls>,
    timeout: Duration,
}

#[derive(Clone, Debug)]
enum Peer {
    Tcp(std::net::SocketAddr),
    Unix(PathBuf),
}

/// Whether an attempt uses TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    Plain,
    TlsIfOffered,
    Tls,
}

#[derive(Debug)]
enum ConnectError {
    /// The network or a rule of ours.
    Failed(String),
    /// TLS could not be agreed on.
    Tls(String),
    /// The server said no, in its own words.
    Server(ServerError),
}

impl Connector {
    /// Reads the certificate files that the URL names; contacts nobody.
    pub(super) async fn new(address: Address, timeout: Duration) -> Result<Self, Error> {
        let tls = match (&address.place, address.tls.mode) {
            (Place::Socket(_), _) | (_, SslMode::Disabled) => None,
            (Place::Tcp { host, .. }, _) => {
                let (options, host) = (address.tls.settings(), host.clone());
                let loading = spawn_blocking(move || Tls::load(&options, &host)).await;
                Some(loading.map_err(Error::internal)?.map_err(Error::Unreachable)?)
            }
        };
        Ok(Self { address, tls, timeout })
    }

    pub(super) fn has_database(&self) -> bool {
        self.address.database.is_some()
    }

    /// Opens a connection and signs in, with what the server says it is.
    pub(super) async fn open(&self) -> Result<(Session, String), Error> {
        let deadline = Instant::now() + self.timeout;
        match timeout_at(deadline, self.try_peers(deadline)).await {
            Ok(opened) => opened.map_err(|error| Error::Unreachable(error.words())),
            Err(_elapsed) => Err(Error::Unreachable(self.timed_out())),
        }
    }

    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(super) fn timed_out(&self) -> String {
        format!("Connection timed out after {} seconds", self.timeout.as_secs())
    }

    async fn try_peers(&self, deadline: Instant) -> Result<(Session, String), ConnectError> {
        let peers = self.peers().await?;
        let mut failure = ConnectError::Failed("the host's name has no address".to_owned());
        for (index, peer) in peers.iter().enumerate() {
            // An address that never answers must leave time for the others.
            let left = u32::try_from(peers.len() - index).unwrap_or(u32::MAX);
            let share = Instant::now() + deadline.saturating_duration_since(Instant::now()) / left;
            match timeout_at(share, self.try_plans(peer)).await {
                Ok(Err(error @ ConnectError::Failed(_))) => failure = error,
                Ok(outcome) => return outcome,
                Err(_elapsed) => failure = ConnectError::Failed(self.timed_out()),
            }
        }
        Err(failure)
    }

    async fn peers(&self) -> Result<Vec<Peer>, ConnectError> {
        match &self.address.place {
            Place::Socket(path) => Ok(vec![Peer::Unix(path.clone())]),
            Place::Tcp { host, port } => match lookup_host((host.as_str(), *port)).await {
                Ok(addresses) => Ok(addresses.map(Peer::Tcp).collect()),
                Err(_) => Err(ConnectError::Failed(format!("could not resolve host name `{host}`"))),
            },
        }
    }

    /// With PREFERRED a server whose TLS is too old for us is still reached, as it would be without any.
    async fn try_plans(&self, peer: &Peer) -> Result<(Session, String), ConnectError> {
        let first = match (peer, self.address.tls.mode) {
            (Peer::Unix(_), _) | (_, SslMode::Disabled) => Plan::Plain,
            (_, SslMode::Preferred) => Plan::TlsIfOffered,
            (_, SslMode::Required | SslMode::VerifyCa | SslMode::VerifyIdentity) => Plan::Tls,
        };
        match self.try_plan(peer, first).await {
            Err(failure @ ConnectError::Tls(_)) if first == Plan::TlsIfOffered => {
                self.try_plan(peer, Plan::Plain).await.map_err(|_second| failure)
            }
            outcome => outcome,
        }
    }

    async fn try_plan(&self, peer: &Peer, plan: Plan) -> Result<(Session, String), ConnectError> {
        let mut wire = Wire::new(reach(peer).await?);
        let packet = wire.packet().await?;
        if let Some(error) = ServerError::parse(packet) {
            return Err(ConnectError::Server(error));
        }
        let greeting = Greeting::parse(packet)?;
        let tls = self.tls.as_ref().filter(|_| match plan {
            Plan::Plain => false,
            Plan::TlsIfOffered => Protocol::offers_tls(&greeting),
            Plan::Tls => true,
        });
        let protocol = Protocol::agree(&greeting, &self.address, tls.is_some())?;
        let mut protection = Protection { private: matches!(peer, Peer::Unix(_)), verified: false };
        let encrypted = tls.is_some();
        if let Some(tls) = tls {
            if !Protocol::offers_tls(&greeting) {
                let why = "the server does not offer TLS, which ssl-mode asks for";
                return Err(ConnectError::Tls(why.to_owned()));
            }
            protocol.request_tls(&mut wire).await?;
            let (stream, sequence) = wire.into_stream()?;
            let stream = tls.start(stream).await.map_err(ConnectError::Tls)?;
            wire = Wire::resume(Box::new(stream), sequence);
            protection = Protection { private: true, verified: self.address.tls.mode.verifies() };
        }
        sign_in(&mut wire, &greeting, protocol, &self.address, protection).await?;
        let link = self.link(peer, encrypted);
        Ok((Session::new(wire, protocol, link), greeting.version))
    }

    fn link(&self, peer: &Peer, encrypted: bool) -> Link {
        match peer {
            _ if encrypted && self.address.tls.mode.verifies() => Link::Verified,
            _ if encrypted => Link::Unverified,
            Peer::Unix(_) => Link::Local,
            Peer::Tcp(address) if address.ip().to_canonical().is_loopback() => Link::Local,
            Peer::Tcp(_) => Link::Clear,
        }
    }
}

async fn reach(peer: &Peer) -> io::Result<Box<dyn ByteStream>> {
    match peer {
        Peer::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        Peer::Tcp(address) => {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream))
        }
    }
}

impl ConnectError {
    fn words(self) -> String {
        match self {
            Self::Failed(text) | Self::Tls(text) => text,
            Self::Server(error) => error.message,
        }
    }
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        Self::Failed(words(&error))
    }
}

impl From<SignInError> for ConnectError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Fault(Fault::Server(error)) => Self::Server(error),
            SignInError::Fault(fault) => Self::Failed(fault.words()),
            SignInError::Failed(text) => Self::Failed(text),
        }
    }
}
