//! The server of each kind that all tests share, across threads and processes: the first test starts it, the
//! keeper ends it when no test process has been alive for a while.

use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::{Mutex, OnceLock, PoisonError};

use url::Url;

use crate::folder::Folder;
use crate::launch::Launch;
use crate::server::Server;
use crate::workspace;

/// `cargo nextest` runs each test in its own process: between two of them there may be none.
const GRACE_S: u32 = 10;

const KIND: &str = "shared";

static SERVERS: OnceLock<Mutex<HashMap<Server, Url>>> = OnceLock::new();

/// The administrator's URL of the shared server, which this process uses until its end.
pub(crate) fn url(server: Server) -> Url {
    // A test that panicked here left no entry behind, so the map is whole.
    let mut servers = SERVERS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    servers.entry(server).or_insert_with(|| given(server).unwrap_or_else(|| find_or_start(server))).clone()
}

/// The server that the variable names.
fn given(server: Server) -> Option<Url> {
    let variable = server.variable();
    let url = Url::parse(&workspace::variable(variable)?);
    Some(url.unwrap_or_else(|e| panic!("{variable} is no URL: {e}")))
}

fn find_or_start(server: Server) -> Url {
    let _one_at_a_time = workspace::lock(server.name());
    for folder in Folder::all(server, KIND) {
        // The lease first: see `end_server` in keeper.sh.
        if folder.take_lease().is_ok()
            && let Some(url) = folder.ready().filter(answers)
        {
            return url;
        }
        // Left by a run that was killed, or about to go.
        folder.end();
    }
    let launch = Launch::prepare(server, KIND, GRACE_S);
    let running = launch.start();
    let url = launch.url(running.port);
    launch.folder.set_ready(&url);
    url
}

fn answers(url: &Url) -> bool {
    url.socket_addrs(|| None).is_ok_and(|addresses| TcpStream::connect(&*addresses).is_ok())
}
