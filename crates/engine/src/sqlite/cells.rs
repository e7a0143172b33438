//! Rows on their way from SQLite's thread to the sink: values are copied once, into a batch of bytes, and
//! told from there as cells. Owns the batch's form: a tag, for values of any length four bytes of length,
//! then the value. Which cells make a row is known by their count.

use std::{fmt::Write as _, ops::Range};

use rusqlite::types::ValueRef;
use weir_model::Cell;

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

/// Appends a value, by storage class.
pub(super) fn append(batch: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => batch.push(NULL),
        ValueRef::Integer(integer) => append_word(batch, INTEGER, integer.to_le_bytes()),
        ValueRef::Real(real) => append_word(batch, REAL, real.to_le_bytes()),
        ValueRef::Text(text) => append_bytes(batch, TEXT, text),
        ValueRef::Blob(blob) => append_bytes(batch, BLOB, blob),
    }
}

fn append_word(batch: &mut Vec<u8>, tag: u8, word: [u8; 8]) {
    let mut cell = [tag; 9];
    cell[1..].copy_from_slice(&word);
    batch.extend_from_slice(&cell);
}

fn append_bytes(batch: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    // SQLite's own lengths are below 2^31 (SQLITE_MAX_LENGTH), and ours far below that.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut head = [tag; 5];
    head[1..].copy_from_slice(&length.to_le_bytes());
    batch.reserve(head.len() + bytes.len());
    batch.extend_from_slice(&head);
    batch.extend_from_slice(bytes);
}

/// The cells of one batch, in order.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    batch: &'a [u8],
    at: usize,
    /// Text that isn't UTF-8 is told from here.
    scratch: String,
}

impl<'a> Cells<'a> {
    pub(super) fn new(batch: &'a [u8]) -> Self {
        Self { batch, at: 0, scratch: String::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.batch.len()
    }

    /// The next cell; none at the end of the batch.
    pub(super) fn next(&mut self) -> Option<Cell<'_>> {
        let tag = *self.batch.get(self.at)?;
        self.at += 1;
        Some(match tag {
            INTEGER => Cell::Int(i64::from_le_bytes(self.take_array()?)),
            REAL => Cell::Float(f64::from_le_bytes(self.take_array()?)),
            TEXT => {
                let text = self.take_bytes()?;
                match str::from_utf8(text) {
                    Ok(text) => Cell::Text(text),
                    Err(_) => Cell::Text(self.hex(text)),
                }
            }
            BLOB => Cell::Bytes(self.take_bytes()?),
            _ => Cell::Null,
        })
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let range: Range<usize> = self.at..self.at.checked_add(length)?;
        self.at = range.end;
        self.batch.get(range)
    }

    fn take_array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn take_bytes(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(self.take_array()?);
        self.take(usize::try_from(length).ok()?)
    }

    /// SQLite stores any bytes as TEXT. What isn't UTF-8 is shown as bytes are.
    fn hex(&mut self, bytes: &[u8]) -> &str {
        self.scratch.clear();
        self.scratch.push_str("\\x");
        for byte in bytes {
            // Writing to a string never fails.
            let _infallible = write!(self.scratch, "{byte:02x}");
        }
        &self.scratch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: ValueRef<'_>) -> String {
        let mut batch = Vec::new();
        append(&mut batch, value);
        append(&mut batch, ValueRef::Null);
        let mut cells = Cells::new(&batch);
        let shown = format!("{:?}", cells.next().unwrap());
        assert!(matches!(cells.next(), Some(Cell::Null)) && cells.next().is_none(), "{shown}");
        shown
    }

    #[test]
    fn tells_each_storage_class_as_it_was_stored() {
        for (value, expected) in [
            (ValueRef::Null, "Null"),
            (ValueRef::Integer(i64::MIN), "Int(-9223372036854775808)"),
            (ValueRef::Real(-0.0), "Float(-0.0)"),
            (ValueRef::Real(f64::NEG_INFINITY), "Float(-inf)"),
            (ValueRef::Text("商店".as_bytes()), "Text(\"商店\")"),
            (ValueRef::Text(b"a\0b"), "Text(\"a\\0b\")"),
            (ValueRef::Text(b""), "Text(\"\")"),
            (ValueRef::Text(b"a\xff"), r#"Text("\\x61ff")"#),
            (ValueRef::Blob(b""), "Bytes([])"),
            (ValueRef::Blob(&[0, 255]), "Bytes([0, 255])"),
        ] {
            assert_eq!(shown(value), expected);
        }
    }

    #[test]
    fn ends_at_a_batch_that_was_cut() {
        let mut batch = Vec::new();
        append(&mut batch, ValueRef::Text(b"abc"));
        for length in 0..batch.len() {
            assert!(Cells::new(&batch[..length]).next().is_none(), "{length}");
        }
    }
}
