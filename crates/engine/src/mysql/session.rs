//! A session: commands out, answers in, and the clean-up that makes it as new.
//!
//! Several commands may travel in one write; the server answers them in their order.

use weir_model::Link;

use super::{
    fault::Fault,
    messages::{Answer, ColumnDefinition, Reader, ServerError, ends_rows},
    settings::{FACTS, Facts, READ_ONLY, Settings},
    startup::Protocol,
    wire::{Wire, malformed},
};

/// Command numbers of the protocol.
mod command {
    pub(super) const QUIT: u8 = 0x01;
    pub(super) const QUERY: u8 = 0x03;
    pub(super) const PING: u8 = 0x0E;
    pub(super) const PREPARE: u8 = 0x16;
    pub(super) const CLOSE_STATEMENT: u8 = 0x19;
    pub(super) const RESET_CONNECTION: u8 = 0x1F;
}

/// An open, signed-in connection.
#[derive(Debug)]
pub(super) struct Session {
    wire: Wire,
    protocol: Protocol,
    /// The number by which KILL knows it.
    pub(super) id: u64,
    /// Who could listen.
    pub(super) link: Link,
    /// It has waited in the pool, where it may have been closed unnoticed.
    pub(super) reused: bool,
    /// Nothing is under way: the connection may be closed with a goodbye.
    resting: bool,
}

/// What a prepared statement would give.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prepared {
    statement: u32,
    /// Zero for a statement without rows.
    pub(super) columns: u16,
}

impl Session {
    pub(super) fn new(wire: Wire, protocol: Protocol, link: Link) -> Self {
        Self { wire, protocol, id: 0, link, reused: false, resting: false }
    }

    /// Makes the session as new (whatever `init_connect` did to it) and asks what it then is.
    pub(super) async fn learn(&mut self) -> Result<Facts, Fault> {
        self.command(command::RESET_CONNECTION, &[]);
        self.queue(&[FACTS]);
        self.send().await?;
        self.done().await?;
        let mut facts = None;
        self.answer(|row| {
            let id =
                text(row)?.parse().map_err(|_no_number| malformed("a connection number that is none"))?;
            facts =
                Some(Facts { id, sql_mode: text(row)?, time_zone: text(row)?, system_time_zone: text(row)? });
            Ok(())
        })
        .await?;
        let facts = facts.ok_or_else(|| malformed("no answer about the session"))?;
        self.id = facts.id;
        Ok(facts)
    }

    /// Queues what makes the session as new after a query: the transaction is rolled back, then
    /// COM_RESET_CONNECTION drops user variables, temporary tables, locks of GET_LOCK, prepared statements and
    /// every setting.
    ///
    /// It runs after every query, although a statement that only reads should leave nothing behind: a view
    /// may call a stored function, and that may set a user variable, a session setting or a lock. Its price is
    /// in `docs/adr/0003-mysql-client.md`.
    pub(super) fn queue_clean_up(&mut self, settings: &Settings) {
        self.queue(&["ROLLBACK"]);
        self.command(command::RESET_CONNECTION, &[]);
        self.queue(&[&settings.set]);
        self.queue(&[READ_ONLY]);
    }

    /// Makes the session as new, with these settings.
    pub(super) async fn clean_up(&mut self, settings: &Settings) -> Result<(), Fault> {
        self.queue_clean_up(settings);
        self.send().await?;
        self.finish_clean_up().await
    }

    /// Reads the answers to the clean-up. After an error the session is in no known state.
    pub(super) async fn finish_clean_up(&mut self) -> Result<(), Fault> {
        for _rollback_reset_set_read_only in 0..4 {
            self.done().await?;
        }
        self.wire.shrink();
        self.resting = true;
        Ok(())
    }

    /// Queues a statement, given in pieces.
    pub(super) fn queue(&mut self, statement: &[&str]) {
        let pieces: Vec<&[u8]> = statement.iter().map(|piece| piece.as_bytes()).collect();
        self.command(command::QUERY, &pieces);
    }

    fn command(&mut self, command: u8, body: &[&[u8]]) {
        self.resting = false;
        self.wire.queue_command(command, body);
    }

    /// Sends what is queued.
    pub(super) async fn send(&mut self) -> Result<(), Fault> {
        Ok(self.wire.send().await?)
    }

    /// One round trip that does nothing.
    pub(super) async fn ping(&mut self) -> Result<(), Fault> {
        self.command(command::PING, &[]);
        self.send().await?;
        self.done().await?;
        self.resting = true;
        Ok(())
    }

    /// Whether a resting session is still open.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.wire.is_quiet()
    }

    /// Reads the answer to a command that has no rows.
    pub(super) async fn done(&mut self) -> Result<(), Fault> {
        match self.begin_answer().await? {
            Answer::Done => Ok(()),
            Answer::Columns(_) => Err(malformed("rows from a command that has none").into()),
        }
    }

    /// Reads an answer up to its columns; none means that there are no rows either.
    pub(super) async fn columns(&mut self) -> Result<Vec<ColumnDefinition>, Fault> {
        match self.begin_answer().await? {
            Answer::Done => Ok(Vec::new()),
            Answer::Columns(count) => self.column_definitions(count).await,
        }
    }

    async fn begin_answer(&mut self) -> Result<Answer, Fault> {
        self.wire.expect_answer();
        let packet = self.wire.packet().await?;
        if let Some(error) = ServerError::parse(packet) {
            return Err(error.into());
        }
        Ok(Answer::parse(packet)?)
    }

    async fn column_definitions(&mut self, count: usize) -> Result<Vec<ColumnDefinition>, Fault> {
        let extended = self.protocol.extends_metadata();
        let mut columns = Vec::new();
        for _ in 0..count {
            let packet = self.wire.packet().await?;
            columns.push(ColumnDefinition::parse(packet, extended)?);
        }
        self.skip_eof().await?;
        Ok(columns)
    }

    async fn skip_eof(&mut self) -> Result<(), Fault> {
        if !self.protocol.deprecates_eof() {
            self.wire.packet().await?;
        }
        Ok(())
    }

    /// The next row, lent until the next call.
    pub(super) async fn row(&mut self) -> Result<Option<Reader<'_>>, Fault> {
        let deprecates_eof = self.protocol.deprecates_eof();
        let packet = self.wire.packet().await?;
        if let Some(error) = ServerError::parse(packet) {
            return Err(error.into());
        }
        Ok(if ends_rows(packet, deprecates_eof)? { None } else { Some(Reader::new(packet)) })
    }

    /// Reads the answer to a query of ours, row by row.
    pub(super) async fn answer(
        &mut self,
        mut tell: impl FnMut(&mut Reader<'_>) -> std::io::Result<()>,
    ) -> Result<(), Fault> {
        if self.columns().await?.is_empty() {
            return Ok(());
        }
        while let Some(mut row) = self.row().await? {
            tell(&mut row)?;
        }
        Ok(())
    }

    /// Runs a query of ours, row by row.
    pub(super) async fn rows(
        &mut self,
        query: &str,
        tell: impl FnMut(&mut Reader<'_>) -> std::io::Result<()>,
    ) -> Result<(), Fault> {
        self.queue(&[query]);
        self.send().await?;
        self.answer(tell).await?;
        self.resting = true;
        Ok(())
    }

    /// Queues the preparing of a statement.
    pub(super) fn queue_prepare(&mut self, statement: &str) {
        self.command(command::PREPARE, &[statement.as_bytes()]);
    }

    /// Reads what the server found in preparing.
    pub(super) async fn prepared(&mut self) -> Result<Prepared, Fault> {
        self.wire.expect_answer();
        let packet = self.wire.packet().await?;
        if let Some(error) = ServerError::parse(packet) {
            return Err(error.into());
        }
        let mut reader = Reader::new(packet);
        let (_ok, statement) = (reader.u8()?, reader.u32()?);
        let (columns, parameters) = (reader.u16()?, reader.u16()?);
        for count in [parameters, columns] {
            for _ in 0..count {
                self.wire.packet().await?;
            }
            if count > 0 {
                self.skip_eof().await?;
            }
        }
        Ok(Prepared { statement, columns })
    }

    /// Queues the end of a prepared statement; the server doesn't answer it.
    pub(super) fn queue_close(&mut self, prepared: Prepared) {
        self.command(command::CLOSE_STATEMENT, &[&prepared.statement.to_le_bytes()]);
    }
}

impl Drop for Session {
    /// Says goodbye, so that the server doesn't log an aborted connection.
    fn drop(&mut self) {
        if self.resting {
            self.wire.queue_command(command::QUIT, &[]);
            self.wire.send_now();
        }
    }
}

/// The next cell of a row of ours; NULL is empty.
pub(super) fn text(row: &mut Reader<'_>) -> std::io::Result<String> {
    Ok(optional_text(row)?.unwrap_or_default())
}

/// The next cell of a row of ours.
pub(super) fn optional_text(row: &mut Reader<'_>) -> std::io::Result<Option<String>> {
    Ok(row.cell()?.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
}
