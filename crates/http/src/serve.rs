//! The accept loop: sockets without Nagle's delay, a limit on slow headers, an orderly end.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use crate::{AppState, HttpSettings, router};

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Clients whose queries were ended by the shutdown have this long to take that in.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Serves until `shutdown` resolves, then lets requests under way finish. Queries that take too long then are
/// ended on their servers.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()> + Send) {
    let (gateway, settings) = (Arc::clone(&state.gateway), Arc::clone(&state.settings));
    let last_requests = settings.last_requests;
    let router = router(state);
    let graceful = GracefulShutdown::new();
    let tasks = TaskTracker::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => {
                    connection((stream, Peer(address)), router.clone(), &settings, &graceful, &tasks);
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

fn connection(
    (stream, peer): (TcpStream, Peer),
    router: Router,
    settings: &HttpSettings,
    graceful: &GracefulShutdown,
    tasks: &TaskTracker,
) {
    // A streamed answer stalls 44 ms at its end with Nagle's algorithm on.
    if let Err(error) = stream.set_nodelay(true) {
        debug!("a client left before it was served: {error}");
        return;
    }
    let answering = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        answering.call(request)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_time)
        .serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(served);
    tasks.spawn(async move {
        if let Err(error) = watched.await {
            debug!("a client's connection ended early: {error}");
        }
    });
}

/// Out of file handles is no reason to end or to spin: wait a moment, others will close theirs.
async fn wait_after(error: &io::Error) {
    warn!("could not accept a connection: {error}");
    sleep(Duration::from_millis(100)).await;
}
