//! Whole messages over a byte stream: one buffer each way, rows are read where they lie. Knows the frame of
//! a message and nothing of its meaning.

use std::{fmt, io};

use bytes::{Buf, BytesMut};
use futures_util::FutureExt;
use postgres_protocol::message::{
    backend::{self, Header, READY_FOR_QUERY_TAG},
    frontend,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::{Error, error::words};

/// Room made for each read. The server sends 8 KiB at a time; several pieces wait while we work.
const READ: usize = 32 * 1024;

/// A buffer that a long row or statement made larger than this is given back after the query.
const KEPT: usize = 128 * 1024;

/// The longest message taken in. An answer may hold 64 MB; a row beyond that could never leave.
const LONGEST: usize = 64 * 1024 * 1024;

/// TCP, Unix socket or TLS.
pub(super) trait ByteStream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> ByteStream for T {}

/// A stream of messages.
pub(super) struct Wire {
    stream: Box<dyn ByteStream>,
    incoming: BytesMut,
    outgoing: BytesMut,
    /// How often the server has yet to say that it is ready.
    awaited: u32,
}

/// A message that lies whole at the front of the buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message {
    pub(super) tag: u8,
    length: usize,
}

/// Why no message came.
#[derive(Debug)]
pub(super) enum WireError {
    /// The stream ended or broke, or what came is no message.
    Broken(io::Error),
    /// The next message is longer than any answer may be.
    Oversized,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn ByteStream>) -> Self {
        Self { stream, incoming: BytesMut::new(), outgoing: BytesMut::new(), awaited: 0 }
    }

    /// Where messages to the server are written before `send`.
    pub(super) fn outgoing(&mut self) -> &mut BytesMut {
        &mut self.outgoing
    }

    /// Writes the end of a group of messages: the server answers with ReadyForQuery, whatever happens.
    pub(super) fn write_sync(&mut self) {
        frontend::sync(&mut self.outgoing);
        self.awaited += 1;
    }

    /// Writes a batch of statements, after which the server is ready too.
    pub(super) fn write_query(&mut self, batch: &'static str) -> io::Result<()> {
        self.awaited += 1;
        frontend::query(batch, &mut self.outgoing)
    }

    /// Whether everything that was asked is answered.
    pub(super) fn is_idle(&self) -> bool {
        self.awaited == 0
    }

    /// Sends what was written.
    pub(super) async fn send(&mut self) -> Result<(), WireError> {
        self.stream.write_all(&self.outgoing).await?;
        self.stream.flush().await?;
        self.outgoing.clear();
        Ok(())
    }

    /// Waits until a whole message lies in the buffer. Dropped while it waits, nothing is lost.
    pub(super) async fn receive(&mut self) -> Result<Message, WireError> {
        loop {
            if let Some(message) = self.buffered()? {
                return Ok(message);
            }
            self.fill().await?;
        }
    }

    /// The message at the front, if all of it has arrived.
    pub(super) fn buffered(&self) -> Result<Option<Message>, WireError> {
        let Some(length) = self.next_length()? else { return Ok(None) };
        let whole = length <= self.incoming.len();
        Ok(whole.then(|| Message { tag: self.incoming[0], length }))
    }

    /// What stands after tag and length.
    pub(super) fn body(&self, message: Message) -> &[u8] {
        &self.incoming[5..message.length]
    }

    /// Goes on to the next message.
    pub(super) fn consume(&mut self, message: Message) {
        if message.tag == READY_FOR_QUERY_TAG {
            self.awaited = self.awaited.saturating_sub(1);
        }
        self.incoming.advance(message.length);
    }

    /// Throws everything away that is still to come. True when the server has answered or hung up; false when
    /// the stream broke in another way.
    pub(super) async fn drain(&mut self) -> bool {
        while !self.is_idle() {
            match self.receive().await {
                Ok(message) => self.consume(message),
                Err(WireError::Broken(error)) => return error.kind() == io::ErrorKind::UnexpectedEof,
                Err(WireError::Oversized) => match self.skip_oversized().await {
                    Ok(()) => {}
                    Err(error) => return error.kind() == io::ErrorKind::UnexpectedEof,
                },
            }
        }
        true
    }

    /// Takes a message out, decoded. For signing in, where rows don't matter.
    pub(super) fn take(&mut self) -> Result<backend::Message, WireError> {
        match backend::Message::parse(&mut self.incoming) {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(WireError::Broken(io::ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(WireError::Broken(error)),
        }
    }

    /// Reads what has come in the meantime, without waiting.
    pub(super) fn poll_incoming(&mut self) -> Result<(), WireError> {
        match self.fill().now_or_never() {
            Some(outcome) => outcome,
            None => Ok(()),
        }
    }

    /// Whether anything waits to be read.
    pub(super) fn is_empty(&self) -> bool {
        self.incoming.is_empty()
    }

    /// Gives back the memory that one long row or statement needed.
    pub(super) fn release_memory(&mut self) {
        if self.incoming.capacity() > KEPT {
            self.incoming = BytesMut::from(&self.incoming[..]);
        }
        if self.outgoing.capacity() > KEPT {
            self.outgoing = BytesMut::from(&self.outgoing[..]);
        }
    }

    /// The length of the message at the front with tag, once its header is there.
    fn next_length(&self) -> Result<Option<usize>, WireError> {
        let Some(header) = Header::parse(&self.incoming)? else { return Ok(None) };
        match usize::try_from(header.len()) {
            Ok(length) if length < LONGEST => Ok(Some(length + 1)),
            _ => Err(WireError::Oversized),
        }
    }

    /// Reads past a message that is too long to be kept.
    async fn skip_oversized(&mut self) -> io::Result<()> {
        let header = Header::parse(&self.incoming)?;
        let mut left = header.map_or(0, |header| u64::try_from(header.len()).unwrap_or(0) + 1);
        loop {
            let here = self.incoming.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.incoming.advance(here);
            left -= here as u64;
            if left == 0 {
                return Ok(());
            }
            self.incoming.reserve(READ);
            if self.stream.read_buf(&mut self.incoming).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    async fn fill(&mut self) -> Result<(), WireError> {
        let missing = self.next_length()?.map_or(0, |length| length.saturating_sub(self.incoming.len()));
        self.incoming.reserve(missing.max(READ));
        if self.stream.read_buf(&mut self.incoming).await? == 0 {
            return Err(WireError::Broken(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(())
    }
}

/// Says goodbye as far as that is possible without waiting: a server logs sessions that just vanish.
impl Drop for Wire {
    fn drop(&mut self) {
        self.outgoing.clear();
        frontend::terminate(&mut self.outgoing);
        // Only what fits into the socket's buffer now; errors mean that nobody listens any more.
        self.stream.write_all(&self.outgoing).now_or_never();
        self.stream.shutdown().now_or_never();
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<WireError> for Error {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Broken(error) => Self::Lost(words(&error)),
            WireError::Oversized => Self::Lost("the server sent a message of more than 64 MiB".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{DuplexStream, duplex};

    use super::*;

    fn pair() -> (Wire, DuplexStream) {
        let (here, there) = duplex(1024);
        (Wire::new(Box::new(here)), there)
    }

    fn broken_by(error: WireError) -> io::ErrorKind {
        match error {
            WireError::Broken(error) => error.kind(),
            WireError::Oversized => panic!("oversized"),
        }
    }

    #[tokio::test]
    async fn receives_messages_however_they_are_cut() {
        let (mut wire, mut server) = pair();
        for byte in b"C\0\0\0\x06ab" {
            assert!(wire.buffered().unwrap().is_none());
            server.write_all(&[*byte]).await.unwrap();
            wire.poll_incoming().unwrap();
        }
        let message = wire.receive().await.unwrap();
        assert_eq!((message.tag, wire.body(message)), (b'C', &b"ab"[..]));
        wire.consume(message);
        drop(server);
        assert_eq!(broken_by(wire.receive().await.unwrap_err()), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn refuses_lengths_that_no_message_has() {
        for (bytes, oversized) in
            [(&b"D\x7f\xff\xff\xff"[..], true), (b"D\xff\xff\xff\xff", false), (b"D\0\0\0\x03", false)]
        {
            let (mut wire, mut server) = pair();
            server.write_all(bytes).await.unwrap();
            let error = wire.receive().await.unwrap_err();
            assert_eq!(matches!(error, WireError::Oversized), oversized, "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn drains_to_the_last_awaited_answer() {
        let (mut wire, mut server) = pair();
        wire.write_sync();
        wire.write_query("ROLLBACK").unwrap();
        wire.send().await.unwrap();
        let length = u32::try_from(LONGEST).unwrap() + 100;
        let serving = async {
            server.write_all(b"Z\0\0\0\x05ID").await.unwrap();
            server.write_all(&length.to_be_bytes()).await.unwrap();
            let row = [7; 1000];
            let mut left = length as usize - 4;
            while left > 0 {
                let piece = left.min(row.len());
                server.write_all(&row[..piece]).await.unwrap();
                left -= piece;
            }
            server.write_all(b"Z\0\0\0\x05I").await.unwrap();
        };
        let (gone, ()) = tokio::join!(wire.drain(), serving);
        assert!(gone && wire.is_idle() && wire.is_empty());
    }

    #[tokio::test]
    async fn says_goodbye() {
        let (wire, mut server) = pair();
        drop(wire);
        let mut last = Vec::new();
        server.read_to_end(&mut last).await.unwrap();
        assert_eq!(last, b"X\0\0\0\x04");
    }
}
