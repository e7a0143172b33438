//! The accept loop: sockets without Nagle's delay, a limit on slow headers, an orderly end.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::{
    Request, Uri,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use crate::{AppState, router};

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Clients whose queries were ended by the shutdown have this long to take that in.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What every connection gets.
#[derive(Clone)]
struct Front {
    router: Router,
    base_path: Arc<str>,
    header_time: Duration,
    tls: Option<TlsAcceptor>,
}

/// Serves until `shutdown` resolves, then lets requests under way finish. Queries that take too long then are
/// ended on their servers. With `tls` it speaks nothing else.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send,
) {
    let (gateway, settings) = (Arc::clone(&state.gateway), Arc::clone(&state.settings));
    let last_requests = settings.last_requests;
    let base_path = Arc::from(settings.network.base_path.trim_end_matches('/'));
    let front = Front { router: router(state), base_path, header_time: settings.header_time, tls };
    let graceful = GracefulShutdown::new();
    let tasks = TaskTracker::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => {
                    let talking = front.clone().talk(stream, Peer(address), graceful.watcher());
                    tasks.spawn(talking);
                }
                Err(error) => wait_after(&error).await,
            },
            () = shutdown.as_mut() => break,
        }
    }
    drop(listener);
    info!("no longer accepting connections; finishing requests under way");
    let mut finished = pin!(graceful.shutdown());
    if timeout(last_requests, finished.as_mut()).await.is_ok() {
        return;
    }
    warn!("ending queries that did not finish within {} seconds", last_requests.as_secs());
    gateway.cancel_queries().await;
    if timeout(LAST_WORDS, finished).await.is_err() {
        warn!("some clients did not take their answers in time and are cut off");
    }
}

impl Front {
    async fn talk(mut self, stream: TcpStream, peer: Peer, watcher: Watcher) {
        // A streamed answer stalls 44 ms at its end with Nagle's algorithm on.
        if let Err(error) = stream.set_nodelay(true) {
            debug!("a client left before it was served: {error}");
            return;
        }
        let Some(tls) = self.tls.take() else { return self.answer(stream, peer, watcher).await };
        match timeout(self.header_time, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.answer(stream, peer, watcher).await,
            Ok(Err(error)) => debug!("a client could not agree on TLS: {error}"),
            Err(_late) => debug!("a client did not agree on TLS in time"),
        }
    }

    async fn answer<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let routed = TowerToHyperService::new(self.router);
        let base_path = self.base_path;
        let header_time = self.header_time;
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            if !base_path.is_empty() {
                *request.uri_mut() = below(&base_path, request.uri());
            }
            routed.call(request)
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_time)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(served).await {
            debug!("a client's connection ended early: {error}");
        }
    }
}

/// The path as the routes know it. Probes and what is read by machines around us may leave the base path out; for
/// anything else there is nothing outside it.
fn below(base_path: &str, uri: &Uri) -> Uri {
    let path = uri.path();
    let rest = path.strip_prefix(base_path).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let inner = match rest {
        Some("") => "/",
        Some(rest) => rest,
        None if path.starts_with("/health/") || path == "/metrics" => path,
        None => return Uri::from_static("/api/outside-the-base-path"),
    };
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    format!("{inner}{query}").parse().unwrap_or_else(|_| Uri::from_static("/api/outside-the-base-path"))
}

/// Out of file handles is no reason to end or to spin: wait a moment, others will close theirs.
async fn wait_after(error: &io::Error) {
    warn!("could not accept a connection: {error}");
    sleep(Duration::from_millis(100)).await;
}
