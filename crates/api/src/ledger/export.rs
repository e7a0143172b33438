//! The ledger as a table: its cells, and CSV as spreadsheets read it.

use weir_model::{LedgerEntry, Phrase, SyncStatus, Timestamp};

use super::{Speak, latest_label, status_label};
use crate::table::CsvTable;

/// The cells of the table, the same for each kind of file.
#[derive(Clone, Copy, Debug)]
pub struct LedgerCells {
    speak: Speak,
    now: Timestamp,
}

impl LedgerCells {
    /// Cells in a language, with freshness counted from a moment.
    pub fn new(speak: Speak, now: Timestamp) -> Self {
        Self { speak, now }
    }

    /// The header.
    pub fn header(&self) -> [String; 8] {
        [
            ("Database", "数据库名称"),
            ("Instance", "实例名称"),
            ("Host", "主机"),
            ("Type", "数据库类型"),
            ("Tags", "标签"),
            ("Latest size", "最新容量"),
            ("Last collected", "最后采集时间"),
            ("Status", "同步状态"),
        ]
        .map(|(english, chinese)| (self.speak)(&Phrase::new(english, chinese)).to_owned())
    }

    /// A row. Where there is nothing to say, none.
    pub fn row(&self, entry: &LedgerEntry) -> [Option<String>; 8] {
        let LedgerEntry { name, instance, latest, .. } = entry;
        let collected_at = latest.map(|latest| latest.collected_at);
        let tags: Vec<&str> = instance.tags.iter().map(|tag| tag.display_name.as_str()).collect();
        let status = SyncStatus::of(collected_at, self.now);
        [
            Some(name.clone()),
            Some(instance.name.clone()),
            Some(instance.host.clone()),
            Some(instance.db_type.to_string()),
            (!tags.is_empty()).then(|| tags.join(", ")),
            Some(latest_label(*latest, self.speak)),
            collected_at.map(|at| at.to_string()),
            Some(status_label(status, self.speak)),
        ]
    }
}

/// Writes the ledger as CSV, row by row.
#[derive(Debug)]
pub struct LedgerCsv {
    cells: LedgerCells,
    table: CsvTable,
}

impl LedgerCsv {
    /// Begins with the header.
    pub fn new(cells: LedgerCells) -> Self {
        let mut table = CsvTable::new();
        table.header(&cells.header());
        Self { cells, table }
    }

    /// Adds rows.
    pub fn rows(&mut self, entries: &[LedgerEntry]) {
        for entry in entries {
            self.table.row(&self.cells.row(entry));
        }
    }

    /// Takes what was written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        self.table.take()
    }
}
