//! A sink that writes down what it is told; also used by `tests/mysql`.

use std::task::{Context, Poll};

use weir_model::{Cell, ResultColumn, RowFlow, RowSink};

/// Writes down what it is told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) rows: u64,
    /// The row that it has no more room for.
    pub(crate) full_at: Option<u64>,
}

impl RowSink for Told {
    fn columns(&mut self, columns: &[ResultColumn]) {
        let shown: Vec<String> =
            columns.iter().map(|column| format!("{} {}", column.name, column.type_name)).collect();
        self.text.push_str(&shown.join(", "));
        self.text.push('\n');
    }

    fn cell(&mut self, cell: Cell<'_>) {
        let shown = match cell {
            Cell::Null => "null".to_owned(),
            Cell::Number(text) => text.to_owned(),
            Cell::Decimal(text) => format!("decimal {text}"),
            Cell::Text(text) => format!("{text:?}"),
            Cell::Bytes(bytes) => {
                bytes.iter().fold("\\x".to_owned(), |text, byte| text + &format!("{byte:02x}"))
            }
            Cell::Json(text) => format!("json {text}"),
            other => format!("{other:?}"),
        };
        self.text.push_str("  ");
        if shown.len() > 200 {
            let start: String = shown.chars().take(20).collect();
            self.text.extend([start, format!("… ({} long)", shown.len())]);
        } else {
            self.text.push_str(&shown);
        }
    }

    fn end_row(&mut self) -> RowFlow {
        self.text.push('\n');
        if self.full_at == Some(self.rows + 1) {
            return RowFlow::Full;
        }
        self.rows += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
