//! The buffer that the formats write into: counts what the whole answer has, and takes a row back that
//! would exceed its limit.

use bytes::Bytes;
use weir_model::{Cell, RowFlow};

/// Kept free for what comes after the last row.
const TAIL: usize = 160;

/// Bytes of an answer that wait to be taken.
#[derive(Debug)]
pub(super) struct Output {
    bytes: Vec<u8>,
    /// Bytes already taken.
    taken: usize,
    /// The most that the answer may have.
    max: usize,
    /// Where the present row begins in `bytes`.
    row_start: usize,
    /// The present row is too long already; its other cells aren't even written.
    over: bool,
}

impl Output {
    pub(super) fn new(max: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(1024),
            taken: 0,
            max: max.saturating_sub(TAIL),
            row_start: 0,
            over: false,
        }
    }

    /// To write what is no row.
    pub(super) fn outside_rows(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    pub(super) fn start_row(&mut self) {
        self.row_start = self.bytes.len();
    }

    /// To write a cell, unless it is known that the row will be taken back.
    pub(super) fn for_cell(&mut self, cell: Cell<'_>) -> Option<&mut Vec<u8>> {
        let at_least = match cell {
            Cell::Text(text) | Cell::Json(text) | Cell::Decimal(text) | Cell::Number(text) => text.len(),
            Cell::Bytes(bytes) => bytes.len().saturating_mul(2),
            _ => 0,
        };
        if self.total().saturating_add(at_least) > self.max {
            self.over = true;
        }
        (!self.over).then_some(&mut self.bytes)
    }

    /// Ends the row with some bytes, or takes it back.
    pub(super) fn end_row(&mut self, with: &[u8]) -> RowFlow {
        self.bytes.extend_from_slice(with);
        if self.over || self.total() > self.max {
            self.bytes.truncate(self.row_start);
            self.over = false;
            return RowFlow::Full;
        }
        RowFlow::Continue
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn take(&mut self) -> Bytes {
        self.taken += self.bytes.len();
        // The next piece will be about as long.
        let next = Vec::with_capacity(self.bytes.len());
        self.row_start = 0;
        Bytes::from(std::mem::replace(&mut self.bytes, next))
    }

    fn total(&self) -> usize {
        self.taken.saturating_add(self.bytes.len())
    }
}
