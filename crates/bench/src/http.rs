//! The load: keep-alive HTTP/1.1 clients that cost as little CPU as can be, since they share the machine
//! with what they measure.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// One connection.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    token: String,
}

/// The end of a piece and the last, empty one. A row that ends in 0 at the end of a piece looks like half of it.
const END: &[u8] = b"\r\n0\r\n\r\n";

/// How fast an answer is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// As fast as it comes.
    Fast,
    /// A buffer at a time with a pause after each, until then.
    Slow { until: Instant },
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// `token` may be empty: readiness asks for none.
    pub(crate) async fn open((port, token): (u16, &str)) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(512 * 1024), token: token.to_owned() })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&mut self, method: &str, path: &str, body: &str) -> anyhow::Result<Answer> {
        let (status, range) = self.exchange(request((method, path), body, &self.token).as_bytes()).await?;
        Ok(Answer { status, body: self.buffer[range].to_vec() })
    }

    /// Posts a body and reads a chunked answer to its end, at the reader's pace; gives its bytes, framing and all.
    pub(crate) async fn stream(
        &mut self,
        path: &str,
        body: &str,
        headers: &str,
        pace: Pace,
    ) -> anyhow::Result<u64> {
        let request = request(("POST", path), body, &self.token).replacen("\r\n\r\n", headers, 1);
        self.stream.write_all(request.as_bytes()).await?;
        let (mut bytes, mut end) = (0, Vec::new());
        loop {
            self.buffer.clear();
            self.read_more().await?;
            if bytes == 0 && !self.buffer.starts_with(b"HTTP/1.1 200") {
                bail!("{}", String::from_utf8_lossy(&self.buffer));
            }
            bytes += self.buffer.len() as u64;
            end.extend_from_slice(&self.buffer[self.buffer.len().saturating_sub(END.len())..]);
            end.drain(..end.len().saturating_sub(END.len()));
            if end == END {
                return Ok(bytes);
            }
            if let Pace::Slow { until } = pace {
                if Instant::now() > until {
                    return Ok(bytes);
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Gets a path with these headers; gives how long it took until the whole answer was there, and its size.
    pub(crate) async fn get(&mut self, path: &str, headers: &str) -> anyhow::Result<(Duration, usize)> {
        let request = request(("GET", path), "", &self.token).replacen("\r\n\r\n", headers, 1);
        let sent = Instant::now();
        let (status, range) = self.exchange(request.as_bytes()).await?;
        if status != 200 && status != 304 {
            bail!("status {status}");
        }
        Ok((sent.elapsed(), range.len()))
    }

    async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(u16, std::ops::Range<usize>)> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (status, start, length) = loop {
            self.read_more().await?;
            if let Some(head) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                let (status, length) = parse_head(&self.buffer[..head])?;
                break (status, head + 4, length);
            }
        };
        let Some(length) = length else {
            // In chunks: their heads are read with them, the sizes of a benchmark don't mind.
            while !self.buffer.ends_with(b"\r\n0\r\n\r\n") {
                self.read_more().await?;
            }
            return Ok((status, start..self.buffer.len()));
        };
        while self.buffer.len() < start + length {
            self.read_more().await?;
        }
        Ok((status, start..start + length))
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn request((method, path): (&str, &str), body: &str, token: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The status, and the length unless the answer comes in chunks.
fn parse_head(head: &[u8]) -> anyhow::Result<(u16, Option<usize>)> {
    let head = std::str::from_utf8(head)?;
    let status = head.split(' ').nth(1).context("status line")?.parse()?;
    let mut length = None;
    for line in head.lines().skip(1) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse()?);
        }
    }
    Ok((status, length))
}

/// What a load run came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    pub(crate) elapsed: Duration,
    /// Middle and 99th percentile of the time from request to whole answer.
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Bytes of one answer.
    pub(crate) bytes: usize,
}

impl Load {
    pub(crate) fn per_second(&self) -> f64 {
        count(self.requests) / self.elapsed.as_secs_f64()
    }
}

/// A count as a float; the counts of a benchmark are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "benchmark counts are far below 2^52")]
pub(crate) fn count(n: u64) -> f64 {
    n as f64
}

/// Posts the same body from so many clients at once, for so long.
pub(crate) async fn load(
    address: (u16, &str),
    path: &str,
    body: &str,
    clients: usize,
    time: Duration,
) -> anyhow::Result<Load> {
    let started = Instant::now();
    let deadline = started + time;
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let request = request(("POST", path), body, address.1);
        let mut client = Client::open(address).await?;
        tasks.spawn(async move {
            let (mut times, mut bytes) = (Vec::new(), 0);
            while Instant::now() < deadline {
                let sent = Instant::now();
                let (status, range) = client.exchange(request.as_bytes()).await?;
                if status != 200 {
                    bail!("status {status}: {}", String::from_utf8_lossy(&client.buffer[range]));
                }
                bytes = range.len();
                times.push(sent.elapsed());
            }
            Ok((times, bytes))
        });
    }
    let (mut times, mut bytes) = (Vec::new(), 0);
    while let Some(ended) = tasks.join_next().await {
        let (of_client, size) = ended??;
        times.extend(of_client);
        bytes = size;
    }
    let elapsed = started.elapsed();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Load { requests: times.len() as u64, elapsed, p50: at(50), p99: at(99), bytes })
}
