//! placeholder
use bytes::{Bytes, BytesMut};
use weir_model::*;
/// x
#[derive(Debug)]
pub struct JsonRows {
    buffer: BytesMut,
}
impl JsonRows {
    /// x
    pub fn new(_sql: &str, _max: usize) -> Self {
        todo!()
    }
    /// x
    pub fn columns(&mut self, _columns: &[ResultColumn]) {}
    /// x
    pub fn cell(&mut self, _cell: Cell<'_>) {}
    /// x
    pub fn end_row(&mut self) -> RowFlow {
        todo!()
    }
    /// x
    pub fn len(&self) -> usize {
        self.buffer.len()
    }
    /// x
    pub fn take(&mut self) -> Bytes {
        todo!()
    }
    /// x
    pub fn finish(&mut self, _end: &QueryEnd, _ms: u64) {}
}
