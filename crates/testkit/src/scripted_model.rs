//! A language model that says what a script says, on loopback, over both wires: OpenAI's chat completions and
//! Anthropic's messages. It also misbehaves as real ones do: refusals, hanging, answers that break off.
//!
//! Plain threads and blocking sockets, so that it serves tests of any runtime and the browser tests' own program.

mod exchange;
mod script;

use std::{
    io,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

pub use exchange::RecordedRequest;
pub use script::{Finish, Script, Step};

/// A model that is running. Ends when it is dropped.
#[derive(Debug)]
pub struct ScriptedModel {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    over: AtomicBool,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) script: Script,
    pub(crate) requests: Vec<RecordedRequest>,
    /// Clients that left while they were kept waiting.
    pub(crate) left: usize,
}

impl ScriptedModel {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// Where no port can be opened.
    pub fn start(script: Script) -> Self {
        Self::listen("127.0.0.1:0", script).unwrap_or_else(|error| panic!("no scripted model: {error}"))
    }

    /// Starts one on an address.
    pub fn listen(address: &str, script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        shared.state().script = script;
        let serving = Arc::clone(&shared);
        thread::spawn(move || serve(&listener, &serving));
        Ok(Self { address, shared })
    }

    /// The base URL for OpenAI's wire.
    pub fn openai_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The base URL for Anthropic's wire.
    pub fn anthropic_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it follows this script.
    pub fn now_says(&self, script: Script) {
        self.shared.change(|state| state.script = script);
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }

    /// Waits until so many requests have come in all. False when they don't within the time.
    pub fn wait_for_requests(&self, count: usize, at_most: Duration) -> bool {
        self.shared.wait(at_most, |state| state.requests.len() >= count)
    }

    /// Waits until a client has left that was kept waiting. False when none does within the time.
    pub fn wait_until_client_leaves(&self, at_most: Duration) -> bool {
        self.shared.wait(at_most, |state| state.left > 0)
    }
}

impl Drop for ScriptedModel {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the listener, which sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    fn wait(&self, at_most: Duration, until: impl Fn(&State) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.state(), at_most, |state| !until(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        until(&state)
    }
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A client that goes away in the middle ends its thread, and that is all.
        thread::spawn(move || drop(exchange::serve(stream, &shared)));
    }
}
