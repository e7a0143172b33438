//! Starts a private PostgreSQL, MySQL and MariaDB, prints their URLs, and ends them when its input ends.
//! For trying things by hand: `cargo run -p weir-testkit --example servers`.
#![expect(clippy::print_stdout, reason = "the URLs are this program's output")]

use std::io::{self, Read};

use weir_testkit::{PrivateServer, Server};

fn main() -> io::Result<()> {
    let servers = Server::ALL.map(PrivateServer::start);
    for server in &servers {
        println!("{}", server.url());
    }
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}
