//! The ledger as an Excel workbook. Rows go to a file on their way, so that its length costs no memory.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use thiserror::Error;
use weir_model::{LedgerEntry, Phrase};

use super::{LedgerCells, Speak};

/// Excel has no more rows than that; the header is one of them.
const MOST_ROWS: u32 = 1_048_576;
/// How wide each column is, in characters.
const WIDTHS: [f64; 9] = [32.0, 28.0, 28.0, 12.0, 20.0, 14.0, 22.0, 14.0, 18.0];

/// The workbook could not be written: a full disk, or more rows than it can have.
#[derive(Debug, Error)]
#[error("the workbook could not be written")]
pub struct WorkbookFailure(#[from] XlsxError);

/// Writes the ledger as a workbook, row by row.
pub struct LedgerXlsx {
    cells: LedgerCells,
    workbook: Workbook,
    next_row: u32,
}

impl std::fmt::Debug for LedgerXlsx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LedgerXlsx").field("next_row", &self.next_row).finish_non_exhaustive()
    }
}

impl LedgerXlsx {
    /// Begins with the header: that of the CSV, and the exact bytes.
    pub fn new(cells: LedgerCells, speak: Speak) -> Result<Self, WorkbookFailure> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(speak(&Phrase::new("Databases", "数据库台账")))?;
        let bold = Format::new().set_bold();
        let bytes = speak(&Phrase::new("Bytes", "字节数")).to_owned();
        for ((column, title), width) in (0..).zip(cells.header().into_iter().chain([bytes])).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, title, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self { cells, workbook, next_row: 1 })
    }

    /// Adds rows. What doesn't fit any more is left out.
    pub fn rows(&mut self, entries: &[LedgerEntry]) -> Result<(), WorkbookFailure> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for entry in entries.iter().take((MOST_ROWS - self.next_row) as usize) {
            // Text as text: a cell of a workbook is a formula only when it is written as one.
            for (column, cell) in (0..).zip(self.cells.row(entry)) {
                if let Some(cell) = cell {
                    sheet.write_string(self.next_row, column, cell)?;
                }
            }
            if let Some(latest) = entry.latest {
                #[expect(clippy::cast_precision_loss, reason = "Excel's numbers are doubles")]
                sheet.write_number(self.next_row, 8, latest.total_bytes as f64)?;
            }
            self.next_row += 1;
        }
        Ok(())
    }

    /// The whole workbook, compressed.
    pub fn finish(mut self) -> Result<Vec<u8>, WorkbookFailure> {
        Ok(self.workbook.save_to_buffer()?)
    }
}
