//! `weir serve`: the listener, the server, an orderly end.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    join,
    net::TcpListener,
    select,
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use weir_gateway::{Error, Gateway, NewPassword};
use weir_http::{AppState, TlsAcceptor};
use weir_jobs::{Scheduler, SchedulerSettings};

use crate::{
    compose,
    config::{Config, Loaded, MetricsConfig},
    failure::{Failure, Kind},
    network,
    terminal::{self, Terminal},
};

/// How long sessions and the history may take to end.
const LAST_WORK: Duration = Duration::from_secs(10);

/// Serves until it is told to end.
pub(crate) async fn run(loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let address = address(&loaded.config.server.listen)?;
    guarded_metrics(&loaded.config, address)?;
    let scheduler = compose::scheduler_settings(&loaded.config.scheduler)?;
    let settings = compose::http_settings(&loaded.config)?;
    let tls = network::acceptor(&settings.network)?;
    // Before the catalog is touched: a second server on this port must not get that far.
    let listener = TcpListener::bind(address).await.map_err(|error| not_bound(address, &error))?;
    let signals = Signals::listen()?;
    let gateway = compose::gateway(loaded).await?;
    gateway.warm_up();
    let base = base_url(&listener, tls.is_some())?;
    info!(server.address = base, data_dir = %loaded.data_dir.display(), "listening on {base}");
    warn_of_settings(address, &loaded.config);
    make_first_admin(&gateway, loaded, terminal).await?;
    terminal::say(&terminal.language.listening(&base))?;
    let state = AppState { gateway, settings: Arc::new(settings), renderings: Arc::default() };
    until_signal((listener, tls), state, scheduler, signals).await?;
    terminal::note(terminal.language.ended());
    Ok(())
}

/// Serves until the first signal, then lets work under way finish; a second signal ends at once.
pub(crate) async fn until_signal(
    (listener, tls): (TcpListener, Option<TlsAcceptor>),
    state: AppState,
    scheduler: Option<SchedulerSettings>,
    mut signals: Signals,
) -> Result<(), Failure> {
    let mut second = Signals::listen()?;
    let gateway = Arc::clone(&state.gateway);
    let stop = CancellationToken::new();
    let working = async {
        if let Some(settings) = scheduler {
            Scheduler::new(Arc::clone(&gateway), settings).run(stop.clone()).await;
        }
    };
    let served = weir_http::serve(listener, tls, state, async {
        signals.received().await;
        // What is being collected is given back while requests finish.
        stop.cancel();
    });
    let orderly = async {
        join!(served, working);
        close(&gateway).await
    };
    let impatient = async {
        second.received().await;
        second.received().await;
    };
    select! {
        ended = orderly => ended,
        () = impatient => Err(Failure::new(Kind::Interrupted, "ended at once, at the second signal")),
    }
}

/// Metrics tell the names of connections and what is asked of them: on a network they need a token.
pub(crate) fn guarded_metrics(config: &Config, address: SocketAddr) -> Result<(), Failure> {
    let MetricsConfig { enabled, token } = &config.metrics;
    if !enabled || token.is_some() || address.ip().is_loopback() {
        return Ok(());
    }
    Err(Failure::usage(format!("metrics.enabled needs metrics.token where others can reach {address}"))
        .next("set WEIR_METRICS__TOKEN, and give the same token to Prometheus"))
}

/// Ends sessions with databases and writes the history that is still queued.
pub(crate) async fn close(gateway: &Gateway) -> Result<(), Failure> {
    match timeout(LAST_WORK, gateway.shut_down()).await {
        Ok(closed) => Ok(closed?),
        Err(_late) => {
            warn!("some sessions did not end within {} seconds", LAST_WORK.as_secs());
            Ok(())
        }
    }
}

/// The signals that ask a program to end.
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on they end nothing by themselves.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| Failure::failed(format!("cannot listen for signals: {error}")))
        };
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    /// Waits for one.
    pub(crate) async fn received(&mut self) {
        select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The address to listen on.
pub(crate) fn address(listen: &str) -> Result<SocketAddr, Failure> {
    let local = listen.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    match local {
        Some(port) => Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => listen.parse().map_err(|_malformed| {
            Failure::usage(format!("server.listen: `{listen}` is no address with a port"))
                .next("write 127.0.0.1:8642, [::1]:8642, localhost:8642 or 0.0.0.0:8642")
        }),
    }
}

/// The address to listen on, if it is one that only this machine reaches.
pub(crate) fn loopback(listen: &str) -> Result<SocketAddr, Failure> {
    let address = address(listen)?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(Failure::usage(format!("refusing to show the demo on {address}: it is for this machine only"))
        .next("listen on 127.0.0.1 or [::1], and reach it from elsewhere through an SSH tunnel"))
}

/// Makes the account `admin` when there is nobody yet, and tells its password if it was made up. It is shown
/// here and nowhere else: the log doesn't have it.
async fn make_first_admin(gateway: &Gateway, loaded: &Loaded, terminal: Terminal) -> Result<(), Failure> {
    let given = loaded.config.auth.admin_password.clone();
    let password = given.map_or(NewPassword::Initial(None), NewPassword::Chosen);
    let made = gateway.create_first_admin(password).await.map_err(|error| match error {
        Error::Invalid { why, .. } => Failure::usage(format!("auth.admin_password {why}")),
        other => other.into(),
    })?;
    match made.and_then(|made| Some((made.user.username, made.password?))) {
        Some((name, password)) => {
            terminal::say(&terminal.language.first_admin(&name, password.expose_secret()))
        }
        None => Ok(()),
    }
}

/// What an operator should know about the settings that hold.
fn warn_of_settings(address: SocketAddr, config: &Config) {
    if address.ip().is_loopback() {
        return;
    }
    let has_tls = config.server.tls_certificate.is_some();
    if !has_tls && config.server.public_url.as_deref().is_none_or(|url| !url.starts_with("https://")) {
        warn!(
            "listening on {address} without TLS: set server.tls_certificate, or put a proxy with TLS before it and set server.public_url"
        );
    }
    if config.auth.anonymous_role.is_some() {
        warn!("auth.anonymous_role lets everybody who reaches {address} in, without any sign-in");
    }
}

/// Says what a port that can't be had means.
pub(crate) fn not_bound(address: SocketAddr, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::AddrInUse {
        return Failure::failed(format!("{address} is in use by another program"))
            .next("end that program, or choose another port with --listen 127.0.0.1:8643");
    }
    Failure::failed(format!("cannot listen on {address}: {error}"))
}

/// The server's address as a URL.
pub(crate) fn base_url(listener: &TcpListener, speaks_tls: bool) -> Result<String, Failure> {
    let address = listener.local_addr().map_err(|error| Failure::failed(error.to_string()))?;
    let scheme = if speaks_tls { "https" } else { "http" };
    Ok(format!("{scheme}://{address}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_listens_on_loopback_only() {
        for listen in ["127.0.0.1:8642", "127.8.8.8:1", "[::1]:0", "localhost:8642"] {
            assert!(loopback(listen).is_ok(), "{listen}");
        }
        for listen in ["0.0.0.0:8642", "[::]:8642", "192.0.2.1:80", "[::ffff:127.0.0.1]:80"] {
            let failure = loopback(listen).unwrap_err().to_string();
            assert!(failure.starts_with("refusing to show the demo on "), "{failure}");
            assert!(address(listen).is_ok(), "{listen}");
        }
        for listen in ["", "8642", "localhost", "weir.example:80", "127.0.0.1:99999"] {
            let failure = loopback(listen).unwrap_err().to_string();
            assert!(failure.contains("is no address with a port"), "{failure}");
        }
    }
}
