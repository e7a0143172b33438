//! A ZIP archive written from its first byte to its last: nothing is ever looked back at, so it streams. What it
//! keeps is one compressor and a line for each file.
//!
//! Sizes stand behind each file (bit 3 of the flags) and again in the directory at the end:
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, 4.3.

use std::{io::Write, mem};

use bytes::Bytes;
use flate2::{Compression, Crc, write::DeflateEncoder};

/// Where the plain form of the archive ends: four bytes a size. Some is kept free for what comes last.
pub(super) const MOST: u64 = 0xffff_0000;

/// "Version 2.0 is needed", "sizes follow the file, names are UTF-8", "deflated", and 1980-01-01.
const COMMON: [u8; 10] = [20, 0, 0x08, 0x08, 8, 0, 0, 0, 0x21, 0];

/// The archive, its bytes waiting to be taken.
#[derive(Debug, Default)]
pub(super) struct ZipStream {
    out: Vec<u8>,
    /// Bytes already taken.
    taken: u64,
    open: Option<OpenFile>,
    files: Vec<File>,
}

#[derive(Debug)]
struct OpenFile {
    name: &'static str,
    starts: u64,
    content: u64,
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
}

#[derive(Debug)]
struct File {
    name: &'static str,
    starts: u64,
    /// Checksum, compressed and plain size, as they are written.
    facts: [u8; 12],
}

impl ZipStream {
    /// Adds a whole file.
    pub(super) fn file(&mut self, name: &'static str, text: &str) {
        self.begin(name);
        self.write(text.as_bytes());
        self.end();
    }

    /// Begins a file; `write` goes to it until `end`.
    pub(super) fn begin(&mut self, name: &'static str) {
        let starts = self.place();
        self.out.extend_from_slice(b"PK\x03\x04");
        self.out.extend_from_slice(&COMMON);
        self.out.extend_from_slice(&[0; 12]);
        self.out.extend_from_slice(&length(name));
        self.out.extend_from_slice(&[0; 2]);
        self.out.extend_from_slice(name.as_bytes());
        let content = self.place();
        // A result is made once and read once: fast rather than small.
        let encoder = DeflateEncoder::new(mem::take(&mut self.out), Compression::fast());
        self.open = Some(OpenFile { name, starts, content, encoder, crc: Crc::new() });
    }

    /// Adds to the file that is open.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        let Some(open) = &mut self.open else { return };
        open.crc.update(bytes);
        open.encoder.write_all(bytes).expect("a Vec takes whatever is written");
    }

    /// How long the open file is, before compression.
    pub(super) fn written(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.encoder.total_in())
    }

    /// Ends the file that is open.
    pub(super) fn end(&mut self) {
        let Some(OpenFile { name, starts, content, encoder, crc }) = self.open.take() else { return };
        let plain = encoder.total_in();
        self.out = encoder.finish().expect("a Vec takes whatever is written");
        let mut facts = [0; 12];
        facts[..4].copy_from_slice(&crc.sum().to_le_bytes());
        facts[4..8].copy_from_slice(&four(self.place() - content));
        facts[8..].copy_from_slice(&four(plain));
        self.out.extend_from_slice(b"PK\x07\x08");
        self.out.extend_from_slice(&facts);
        self.files.push(File { name, starts, facts });
    }

    /// Writes the directory: the archive is whole then.
    pub(super) fn finish(&mut self) {
        self.end();
        let starts = self.place();
        for file in &self.files {
            self.out.extend_from_slice(b"PK\x01\x02\x14\x00");
            self.out.extend_from_slice(&COMMON);
            self.out.extend_from_slice(&file.facts);
            self.out.extend_from_slice(&length(file.name));
            self.out.extend_from_slice(&[0; 12]);
            self.out.extend_from_slice(&four(file.starts));
            self.out.extend_from_slice(file.name.as_bytes());
        }
        let size = self.place() - starts;
        let count = u16::try_from(self.files.len()).unwrap_or(u16::MAX).to_le_bytes();
        self.out.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
        self.out.extend_from_slice(&count);
        self.out.extend_from_slice(&count);
        self.out.extend_from_slice(&four(size));
        self.out.extend_from_slice(&four(starts));
        self.out.extend_from_slice(&[0; 2]);
    }

    /// How many bytes wait to be taken.
    pub(super) fn len(&self) -> usize {
        self.open.as_ref().map_or(&self.out, |open| open.encoder.get_ref()).len()
    }

    /// The bytes written since the last time.
    pub(super) fn take(&mut self) -> Bytes {
        let out = self.open.as_mut().map_or(&mut self.out, |open| open.encoder.get_mut());
        let next = Vec::with_capacity(out.len());
        let bytes = mem::replace(out, next);
        self.taken += bytes.len() as u64;
        Bytes::from(bytes)
    }

    /// How long the archive is so far.
    fn place(&self) -> u64 {
        self.taken + self.len() as u64
    }
}

/// Below `MOST` every size has its place in four bytes.
fn four(size: u64) -> [u8; 4] {
    u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes()
}

fn length(name: &str) -> [u8; 2] {
    u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes()
}
