//! A network between Weir and a server that a test makes slow, silent or broken.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use url::Url;

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Bytes pass as they come.
    Fair,
    /// Bytes pass so many at a time, with a pause after each.
    Trickle(usize, Duration),
    /// Connections are accepted, and nothing passes any more, as behind a firewall that drops packets.
    Silent,
    /// The same after so many bytes more from the server.
    SilentAfter(u64),
    /// What is open is cut, and so is what is opened, before the server says anything.
    Broken,
    /// The same after so many bytes more from the server.
    BrokenAfter(u64),
}

/// A place to connect to instead of the server. Ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    url: Url,
    network: Arc<Network>,
}

#[derive(Debug)]
struct Network {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    weather: Weather,
    /// The sockets that are open, to cut them.
    open: Vec<TcpStream>,
    closed: bool,
}

impl Proxy {
    /// One before the server of this URL, in fair weather.
    ///
    /// # Panics
    /// When the URL has no host and port, or no port is free.
    pub fn before(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL");
        let server = (url.host_str().expect("a host").to_owned(), url.port().expect("a port"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("bound");
        let state = State { weather: Weather::Fair, open: Vec::new(), closed: false };
        let network = Arc::new(Network { state: Mutex::new(state), changed: Condvar::new() });
        let accepting = Arc::clone(&network);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.lock().closed {
                    return;
                }
                accepting.join(client, &server);
            }
        });
        Self { address, url, network }
    }

    /// The URL of the server, by way of this network.
    ///
    /// # Panics
    /// Never: the URL had a host and a port.
    pub fn url(&self) -> String {
        let mut url = self.url.clone();
        url.set_ip_host(self.address.ip()).expect("it had a host");
        url.set_port(Some(self.address.port())).expect("it had a port");
        url.into()
    }

    /// Changes the weather, for what is open too.
    pub fn set(&self, weather: Weather) {
        let mut state = self.network.lock();
        state.weather = weather;
        if weather == Weather::Broken {
            state.cut();
        }
        drop(state);
        self.network.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let mut state = self.network.lock();
        state.closed = true;
        state.cut();
        drop(state);
        self.network.changed.notify_all();
        // Wakes the accepting thread, which then ends. Whether it still listens doesn't matter.
        let _ = TcpStream::connect(self.address);
    }
}

impl Network {
    /// Joins a client to the server. One that can't be joined is dropped: so it sees a closed connection.
    fn join(self: &Arc<Self>, client: TcpStream, server: &(String, u16)) {
        let Ok(server) = TcpStream::connect(server) else { return };
        let copies = (client.try_clone(), server.try_clone(), client.try_clone(), server.try_clone());
        let (Ok(client_in), Ok(server_in), Ok(client_cut), Ok(server_cut)) = copies else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        self.lock().open.extend([client_cut, server_cut]);
        let (up, down) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || up.carry(client_in, server, From::Client));
        thread::spawn(move || down.carry(server_in, client, From::Server));
    }

    fn carry(&self, mut from: TcpStream, mut to: TcpStream, side: From) {
        let mut buffer = [0; 16 * 1024];
        'carrying: while let Ok(count @ 1..) = from.read(&mut buffer) {
            let mut rest = &buffer[..count];
            while !rest.is_empty() {
                let Some(pass) = self.pass(rest.len(), side) else { break 'carrying };
                if to.write_all(&rest[..pass.bytes]).is_err() {
                    break 'carrying;
                }
                rest = &rest[pass.bytes..];
                thread::sleep(pass.pause);
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }

    /// How many bytes may pass now. Waits while none may; nothing when the connection is to be cut.
    fn pass(&self, bytes: usize, side: From) -> Option<Pass> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            match (state.weather, side) {
                (Weather::Fair, _)
                | (Weather::SilentAfter(1..) | Weather::BrokenAfter(1..), From::Client) => {
                    return Some(Pass { bytes, pause: Duration::ZERO });
                }
                (Weather::Trickle(most, pause), _) => return Some(Pass { bytes: bytes.min(most), pause }),
                (Weather::SilentAfter(left @ 1..), From::Server) => {
                    let bytes = least(bytes, left);
                    state.weather = Weather::SilentAfter(left - bytes as u64);
                    return Some(Pass { bytes, pause: Duration::ZERO });
                }
                (Weather::BrokenAfter(left @ 1..), From::Server) => {
                    let bytes = least(bytes, left);
                    state.weather = Weather::BrokenAfter(left - bytes as u64);
                    return Some(Pass { bytes, pause: Duration::ZERO });
                }
                (Weather::Broken | Weather::BrokenAfter(0), _) => {
                    state.cut();
                    return None;
                }
                (Weather::Silent | Weather::SilentAfter(0), _) => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn cut(&mut self) {
        for socket in self.open.drain(..) {
            // It may be closed already.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

/// Who sent some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Client,
    Server,
}

/// What may pass.
#[derive(Debug)]
struct Pass {
    bytes: usize,
    pause: Duration,
}

fn least(bytes: usize, left: u64) -> usize {
    usize::try_from(left).map_or(bytes, |left| left.min(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that sends back what it gets.
    fn echo() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("test://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut copy = client.try_clone().unwrap();
                    std::io::copy(&mut copy, &mut client).ok();
                });
            }
        });
        url
    }

    fn connect(proxy: &Proxy) -> TcpStream {
        TcpStream::connect(proxy.address).unwrap()
    }

    fn say(socket: &mut TcpStream, text: &str) -> String {
        socket.write_all(text.as_bytes()).unwrap();
        let mut heard = vec![0; text.len()];
        socket
            .read_exact(&mut heard)
            .map_or_else(|_| "cut".to_owned(), |()| String::from_utf8(heard).unwrap())
    }

    #[test]
    fn carries_silences_and_cuts() {
        let proxy = Proxy::before(&echo());
        let mut socket = connect(&proxy);
        assert_eq!(say(&mut socket, "hello"), "hello");
        proxy.set(Weather::Trickle(1, Duration::from_millis(1)));
        assert_eq!(say(&mut socket, "slowly"), "slowly");
        proxy.set(Weather::Silent);
        socket.write_all(b"held").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        assert!(socket.read(&mut [0; 4]).is_err());
        proxy.set(Weather::Fair);
        socket.set_read_timeout(None).unwrap();
        let mut heard = [0; 4];
        socket.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"held");
        proxy.set(Weather::BrokenAfter(3));
        assert_eq!(say(&mut socket, "cut me"), "cut");
        assert_eq!(say(&mut connect(&proxy), "new"), "cut");
        proxy.set(Weather::Fair);
        assert_eq!(say(&mut connect(&proxy), "again"), "again");
    }
}
