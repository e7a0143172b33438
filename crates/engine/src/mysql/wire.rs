//! Packets over a byte stream: the framing of the MySQL protocol and nothing of its meaning.
//!
//! A packet is read in place and lent out; commands are queued, so that several travel in one write.
//! A wire whose read or write was dropped halfway is in no known state and must be dropped too.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

/// TCP, TLS over it, or a Unix socket.
pub(super) trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// A payload of this length says that the next packet goes on with it.
const MAX_PAYLOAD: usize = 0xFF_FF_FF;
const HEADER: usize = 4;
const INITIAL_BUFFER: usize = 64 * 1024;
/// The longest packet taken in. An answer may hold 64 MB; a row beyond that could never leave.
const LONGEST: usize = 64 << 20;
/// A buffer that one huge row made larger than this is not kept for the next query.
const KEPT_BUFFER: usize = 256 * 1024;

/// One side of a connection.
pub(super) struct Wire {
    stream: Box<dyn ByteStream>,
    input: Vec<u8>,
    /// The part of `input` that has arrived and was not lent out.
    start: usize,
    end: usize,
    output: Vec<u8>,
    /// The number of the next packet in the present exchange.
    sequence: u8,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn ByteStream>) -> Self {
        Self { stream, input: vec![0; INITIAL_BUFFER], start: 0, end: 0, output: Vec::new(), sequence: 0 }
    }

    /// Continues over TLS: the sequence goes on, and nothing may have arrived before the handshake
    /// (what came in clear text must not be taken for what came through TLS).
    pub(super) fn into_stream(self) -> io::Result<(Box<dyn ByteStream>, u8)> {
        if self.start != self.end {
            return Err(malformed("bytes in clear text after the request for TLS"));
        }
        Ok((self.stream, self.sequence))
    }

    pub(super) fn resume(stream: Box<dyn ByteStream>, sequence: u8) -> Self {
        Self { sequence, ..Self::new(stream) }
    }

    /// Queues the next packet of the present exchange.
    pub(super) fn queue(&mut self, payload: &[u8]) {
        let sequence = self.sequence;
        self.sequence = self.sequence.wrapping_add(1);
        self.queue_packet(sequence, &[payload]);
    }

    /// Queues a command, which begins an exchange of its own.
    pub(super) fn queue_command(&mut self, command: u8, body: &[&[u8]]) {
        let mut parts = Vec::with_capacity(body.len() + 1);
        let command = [command];
        parts.push(command.as_slice());
        parts.extend_from_slice(body);
        self.queue_packet(0, &parts);
    }

    fn queue_packet(&mut self, sequence: u8, parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // The longest thing ever sent is a statement of 1 MiB, which the guard holds.
        debug_assert!(length < MAX_PAYLOAD, "packets are never split on the way out");
        let [low, middle, high, ..] = length.to_le_bytes();
        self.output.extend_from_slice(&[low, middle, high, sequence]);
        for part in parts {
            self.output.extend_from_slice(part);
        }
    }

    /// Sends everything that is queued.
    pub(super) async fn send(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.output).await?;
        self.output.clear();
        self.stream.flush().await
    }

    /// The next packet begins the server's answer to a command.
    pub(super) fn expect_answer(&mut self) {
        self.sequence = 1;
    }

    /// Reads the next packet; it is lent until the next call. One that is longer than any answer may be
    /// is left where it is: `FileTooLarge`.
    pub(super) async fn packet(&mut self) -> io::Result<&[u8]> {
        let mut length = 0;
        loop {
            let at = HEADER + length;
            let chunk = self.header(length).await?;
            if length + chunk > LONGEST {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            if length > 0 {
                // A continuation: close the gap that its header makes in the payload.
                self.fill(at + HEADER + chunk).await?;
                let begin = self.start + at;
                self.input.copy_within(begin + HEADER..self.end, begin);
                self.end -= HEADER;
            } else {
                self.fill(at + chunk).await?;
            }
            length += chunk;
            if chunk < MAX_PAYLOAD {
                break;
            }
        }
        let payload = self.start + HEADER;
        self.start = payload + length;
        Ok(&self.input[payload..self.start])
    }

    /// The length in the header that follows `length` bytes of payload; the first stands at the beginning.
    async fn header(&mut self, length: usize) -> io::Result<usize> {
        let at = if length == 0 { 0 } else { HEADER + length };
        self.fill(at + HEADER).await?;
        let header = &self.input[self.start + at..self.start + at + HEADER];
        if header[3] != self.sequence {
            return Err(malformed("a packet out of order"));
        }
        self.sequence = self.sequence.wrapping_add(1);
        Ok(usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16)
    }

    /// Waits until at least this many bytes have arrived.
    async fn fill(&mut self, needed: usize) -> io::Result<()> {
        while self.end - self.start < needed {
            if self.start > 0 {
                self.input.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            if self.input.len() < needed {
                self.input.resize(needed.next_power_of_two(), 0);
            }
            let arrived = self.stream.read(&mut self.input[self.end..]).await?;
            if arrived == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.end += arrived;
        }
        Ok(())
    }

    /// Whether the connection is as a resting one should be: open, and nothing has arrived.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut byte = [0; 1];
        let mut probe = ReadBuf::new(&mut byte);
        let mut context = Context::from_waker(Waker::noop());
        self.start == self.end && Pin::new(&mut self.stream).poll_read(&mut context, &mut probe).is_pending()
    }

    /// Sends what is queued if that can be done at once; for saying goodbye.
    pub(super) fn send_now(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        let stream = Pin::new(&mut self.stream);
        if let Poll::Ready(Ok(_)) = stream.poll_write(&mut context, &self.output) {
            let flushed = Pin::new(&mut self.stream).poll_flush(&mut context);
            drop(flushed);
        }
    }

    /// Gives back what one huge row took.
    pub(super) fn shrink(&mut self) {
        if self.start == self.end && self.input.len() > KEPT_BUFFER {
            self.input = vec![0; INITIAL_BUFFER];
            (self.start, self.end) = (0, 0);
        }
        self.output.shrink_to(INITIAL_BUFFER);
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("unread", &(self.end - self.start)).finish_non_exhaustive()
    }
}

/// The server said something that the protocol doesn't know.
pub(super) fn malformed(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    fn framed(sequence: u8, payload: &[u8]) -> Vec<u8> {
        let [low, middle, high, ..] = payload.len().to_le_bytes();
        [&[low, middle, high, sequence], payload].concat()
    }

    #[tokio::test]
    async fn lends_packets_that_arrive_in_pieces() {
        let (mut server, client) = duplex(7);
        let mut wire = Wire::new(Box::new(client));
        let sent = [framed(0, b"first"), framed(1, b""), framed(2, &[7; 100])].concat();
        let writing = async { server.write_all(&sent).await.unwrap() };
        let reading = async {
            assert_eq!(wire.packet().await.unwrap(), b"first");
            assert_eq!(wire.packet().await.unwrap(), b"");
            assert_eq!(wire.packet().await.unwrap(), [7; 100]);
        };
        tokio::join!(writing, reading);
    }

    #[tokio::test]
    async fn joins_a_payload_that_needs_several_packets() {
        let (mut server, client) = duplex(1 << 20);
        let mut wire = Wire::new(Box::new(client));
        let mut long = vec![1; MAX_PAYLOAD];
        long.extend_from_slice(&[2; 10]);
        let exact = vec![3; MAX_PAYLOAD];
        let sent = [
            framed(0, &long[..MAX_PAYLOAD]),
            framed(1, &long[MAX_PAYLOAD..]),
            framed(2, &exact),
            framed(3, b""),
            framed(4, b"last"),
        ]
        .concat();
        let writing = async { server.write_all(&sent).await.unwrap() };
        let reading = async {
            assert!(wire.packet().await.unwrap() == long);
            assert!(wire.packet().await.unwrap() == exact);
            assert_eq!(wire.packet().await.unwrap(), b"last");
        };
        tokio::join!(writing, reading);
        wire.shrink();
        assert_eq!(wire.input.len(), INITIAL_BUFFER);
    }

    #[tokio::test]
    async fn refuses_a_packet_out_of_order_and_an_early_end() {
        let (mut server, client) = duplex(64);
        let mut wire = Wire::new(Box::new(client));
        server.write_all(&framed(3, b"x")).await.unwrap();
        assert_eq!(wire.packet().await.unwrap_err().to_string(), "a packet out of order");

        let (mut server, client) = duplex(64);
        let mut wire = Wire::new(Box::new(client));
        server.write_all(&framed(0, b"cut")[..5]).await.unwrap();
        drop(server);
        assert_eq!(wire.packet().await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn notices_a_connection_that_was_closed_or_spoken_on() {
        let (mut server, client) = duplex(64);
        let mut wire = Wire::new(Box::new(client));
        assert!(wire.is_quiet());
        server.write_all(b"x").await.unwrap();
        assert!(!wire.is_quiet());

        let (server, client) = duplex(64);
        let mut wire = Wire::new(Box::new(client));
        drop(server);
        assert!(!wire.is_quiet());
    }

    #[tokio::test]
    async fn several_commands_travel_in_one_write() {
        let (mut server, client) = duplex(64);
        let mut wire = Wire::new(Box::new(client));
        wire.queue_command(3, &[b"SELECT ", b"1"]);
        wire.queue_command(1, &[]);
        wire.send().await.unwrap();
        let mut received = [0; 18];
        server.read_exact(&mut received).await.unwrap();
        assert_eq!(&received, b"\x09\0\0\0\x03SELECT 1\x01\0\0\0\x01");
    }
}
