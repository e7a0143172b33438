//! What is logged while questions are answered: no key and no value of a row at any level, and from INFO on nothing that
//! was said. Alone in its binary, because sessions of SQLite log from threads of their own, which only the global subscriber hears.

#![expect(clippy::unwrap_used, reason = "helpers and stories of tests: what fails ends the test")]

#[path = "natural/support.rs"]
#[expect(dead_code, reason = "this test needs a part of it")]
mod support;

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};
use weir_gateway::Caller;
use weir_model::Discretion;
use weir_testkit::Step;

use crate::support::{House, KEY, VALUES, name};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_key_and_no_value_is_logged_and_nothing_said_aloud() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(LevelFilter::TRACE)
        .with_writer(log.clone())
        .init();
    let wrong = Step::proposes("SELECT citi_from_nowhere FROM customers");
    let right = Step::proposes("SELECT full_name FROM customers");
    let house = House::new(vec![Step::fails(500), wrong, right, Step::fails(401)]).await;
    let open = Discretion { send_samples: true, sensitive: Vec::new() };
    house.gateway.replace_discretion(&Caller::local(), &name("shop"), open).await.unwrap();
    house.ask("names of customers in Reykjavik").await;
    house.told("names of customers in Reykjavik").await.0.unwrap_err();
    assert_eq!(house.calls().await.len(), 3);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("asked the language model of `scripted`"), "{logged}");
    // The samples went out, as they were allowed to; the log holds none of them all the same.
    assert!(house.sent().contains(VALUES[0]));
    for secret in VALUES.iter().chain([&KEY]) {
        let line = logged.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret}: {line:?}");
    }
    // Statements and questions may be seen by who turns on debugging, and by nobody else.
    for said in ["citi_from_nowhere", "Reykjavik"] {
        let is_loud = |line: &&str| [" INFO ", " WARN ", "ERROR "].iter().any(|level| line.contains(level));
        let line = logged.lines().filter(is_loud).find(|line| line.contains(said));
        assert!(line.is_none(), "{said}: {line:?}");
    }
}
