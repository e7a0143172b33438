//! One session: its stream, its name on the server, and the clean-up that makes it fit for the next query.

use std::time::Duration;

use postgres_protocol::{
    IsNull,
    message::{
        backend::{DATA_ROW_TAG, ERROR_RESPONSE_TAG, READY_FOR_QUERY_TAG},
        frontend::{self, BindError},
    },
};
use tokio::time::timeout;
use weir_model::Link;

use super::{
    catalog::CatalogRow,
    connect::Identity,
    messages::{ServerError, Values, in_transaction},
    startup::Greeting,
    wire::Wire,
};
use crate::Error;

/// What a query could leave behind, undone. It rolls back and never commits: `EXPLAIN ANALYZE SELECT … INTO`
/// runs inside READ ONLY, and a commit would keep its table. The rest is `DISCARD ALL` without its two parts
/// that must stand alone or cost much (DISCARD PLANS, DEALLOCATE ALL: nothing here is prepared by name).
/// As one message it runs on a standby and as any role; what fails takes all of it, and the session, down.
const CLEAN_UP: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// How long the clean-up's answer may still take when the session is wanted again.
const CLEAN_UP_LIMIT: Duration = Duration::from_secs(2);

/// A signed-in session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) wire: Wire,
    pub(super) identity: Identity,
    pub(super) greeting: Greeting,
    /// What the server's list of sessions shows while a statement runs.
    pub(super) label: String,
    /// Who could listen.
    pub(super) link: Link,
    /// It has served before; what it says of the network is old.
    pub(super) reused: bool,
}

impl Session {
    /// A session under its label of idle ones.
    pub(super) fn new(wire: Wire, identity: Identity, greeting: Greeting, label: String, link: Link) -> Self {
        Self { wire, identity, greeting, label, link, reused: false }
    }

    /// Writes the clean-up behind what is already written. Nobody waits for its answer until the next use.
    pub(super) fn write_clean_up(&mut self) -> Result<(), Error> {
        self.wire.write_query(CLEAN_UP).map_err(Error::internal)
    }

    /// Makes sure that the last clean-up worked and that the server has not hung up since.
    pub(super) async fn settle(&mut self) -> Result<(), Error> {
        if !self.wire.is_idle() {
            match timeout(CLEAN_UP_LIMIT, self.read_clean_up()).await {
                Ok(outcome) => outcome?,
                Err(_) => return Err(Error::Lost("the last clean-up did not end".to_owned())),
            }
        }
        self.wire.poll_incoming()?;
        while let Some(message) = self.wire.buffered()? {
            // Notices and changed settings come at any time; an error outside a query is the server's farewell.
            if message.tag == ERROR_RESPONSE_TAG {
                return Err(Error::Lost(ServerError::read(self.wire.body(message)).diagnostic.message));
            }
            self.wire.consume(message);
        }
        if self.wire.is_empty() {
            Ok(())
        } else {
            Err(Error::Lost("the server sent a piece of a message".to_owned()))
        }
    }

    async fn read_clean_up(&mut self) -> Result<(), Error> {
        let mut failure = None;
        while !self.wire.is_idle() {
            let message = self.wire.receive().await?;
            let body = self.wire.body(message);
            match message.tag {
                ERROR_RESPONSE_TAG => failure = Some(ServerError::read(body).diagnostic.message),
                READY_FOR_QUERY_TAG if in_transaction(body) => {
                    failure = Some("the transaction outlived its clean-up".to_owned());
                }
                _ => {}
            }
            self.wire.consume(message);
        }
        failure.map_or(Ok(()), |message| Err(Error::Lost(message)))
    }

    /// One round trip that does nothing.
    pub(super) async fn round_trip(&mut self) -> Result<(), Error> {
        self.wire.write_sync();
        self.wire.send().await?;
        self.read_answer(|_| Ok(())).await
    }

    /// Runs a statement of ours and tells its rows.
    pub(super) async fn rows(
        &mut self,
        sql: &'static str,
        parameters: &[&str],
        row: impl FnMut(&mut CatalogRow<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.write_statement(sql, parameters)?;
        self.wire.write_sync();
        self.wire.send().await?;
        self.read_answer(row).await
    }

    /// Writes a statement of ours with its parameters as text.
    pub(super) fn write_statement(&mut self, sql: &'static str, parameters: &[&str]) -> Result<(), Error> {
        let out = self.wire.outgoing();
        frontend::parse("", sql, [], out).map_err(Error::internal)?;
        write_bind(parameters, out)?;
        frontend::execute("", 0, out).map_err(Error::internal)
    }

    async fn read_answer(
        &mut self,
        mut row: impl FnMut(&mut CatalogRow<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut failure = None;
        loop {
            let message = self.wire.receive().await?;
            let body = self.wire.body(message);
            match message.tag {
                DATA_ROW_TAG => row(&mut CatalogRow::new(Values::read(body)?))?,
                ERROR_RESPONSE_TAG => failure = Some(ServerError::read(body)),
                _ => {}
            }
            let tag = message.tag;
            self.wire.consume(message);
            match failure.take_if(|failure| failure.fatal || tag == READY_FOR_QUERY_TAG) {
                Some(failure) => return Err(failure.into_ours()),
                None if tag == READY_FOR_QUERY_TAG => return Ok(()),
                None => {}
            }
        }
    }
}

/// Binds the unnamed statement to the unnamed portal; parameters and results are all text.
pub(super) fn write_bind(parameters: &[&str], out: &mut bytes::BytesMut) -> Result<(), Error> {
    let write = |text: &&str, out: &mut bytes::BytesMut| {
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    };
    frontend::bind("", "", [], parameters, write, [], out).map_err(|error| match error {
        BindError::Conversion(error) => Error::internal(error),
        BindError::Serialization(error) => Error::internal(error),
    })
}
