//! Rows as a table fitted to the terminal. Holds all of them, since a column is as wide as its widest value; the
//! row limit bounds that.

use std::task::{Context, Poll};

use comfy_table::{
    Attribute, Cell as Field, CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED,
};
use weir_api::sink::write_cell_json;
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};

use crate::terminal::Terminal;

/// Longer values are cut: a table is for looking at, and the other formats give everything.
const MOST_CHARS: usize = 500;

/// Collects rows for a table.
#[derive(Debug, Default)]
pub(crate) struct TableRows {
    columns: Vec<Column>,
    rows: Vec<Vec<Shown>>,
    row: Vec<Shown>,
}

#[derive(Debug)]
struct Column {
    name: String,
    /// Every value so far is a number or NULL.
    is_number: bool,
}

#[derive(Debug, PartialEq)]
enum Shown {
    Null,
    Number(String),
    Text(String),
}

impl TableRows {
    /// The table as text.
    pub(crate) fn into_table(self, terminal: Terminal) -> String {
        let mut table = new_table();
        table.set_header(self.columns.iter().map(|column| title(&column.name, terminal)));
        for row in self.rows {
            table.add_row(row.into_iter().map(|shown| field(shown, terminal)));
        }
        for (column, shown) in table.column_iter_mut().zip(&self.columns) {
            if shown.is_number {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.trim_fmt()
    }
}

impl RowSink for TableRows {
    fn columns(&mut self, columns: &[ResultColumn]) {
        self.columns =
            columns.iter().map(|column| Column { name: printable(&column.name), is_number: true }).collect();
    }

    fn cell(&mut self, cell: Cell<'_>) {
        let shown = show(cell);
        if let Some(column) = self.columns.get_mut(self.row.len()) {
            column.is_number &= !matches!(shown, Shown::Text(_));
        }
        self.row.push(shown);
    }

    fn end_row(&mut self) -> RowFlow {
        self.rows.push(std::mem::take(&mut self.row));
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

/// A table of texts.
pub(crate) fn plain_table<const N: usize>(
    titles: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    terminal: Terminal,
) -> String {
    let mut table = new_table();
    table.set_header(titles.map(|name| title(name, terminal)));
    table.add_rows(rows.map(|row| row.map(|text| Field::new(printable(&text)))));
    table.trim_fmt()
}

/// As wide as the terminal on standard output, and as the content where there is none.
fn new_table() -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

fn title(name: &str, terminal: Terminal) -> Field {
    let field = Field::new(name);
    if terminal.colour { field.add_attribute(Attribute::Bold) } else { field }
}

fn field(shown: Shown, terminal: Terminal) -> Field {
    match shown {
        Shown::Null if terminal.colour => Field::new("NULL").add_attribute(Attribute::Dim),
        Shown::Null => Field::new("NULL"),
        Shown::Number(text) | Shown::Text(text) => Field::new(text),
    }
}

fn show(cell: Cell<'_>) -> Shown {
    match cell {
        Cell::Null => Shown::Null,
        // Text that could be taken for NULL is told apart by its quotes.
        Cell::Text("NULL") => Shown::Text("\"NULL\"".to_owned()),
        Cell::Text(text) | Cell::Json(text) => Shown::Text(printable(text)),
        Cell::Decimal(text) | Cell::Number(text) => Shown::Number(text.to_owned()),
        Cell::Int(_) | Cell::UInt(_) | Cell::Float(_) => Shown::Number(plain_json(cell)),
        Cell::Bool(_) | Cell::Bytes(_) | Cell::Array(_) => Shown::Text(printable(&plain_json(cell))),
    }
}

/// The value as JSON has it, without quotes around it.
fn plain_json(cell: Cell<'_>) -> String {
    let mut json = Vec::new();
    write_cell_json(&mut json, cell);
    let text = String::from_utf8_lossy(&json);
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&text);
    text.replace("\\\\", "\\")
}

/// Text that does nothing to a terminal but stand there: control characters become visible, line breaks stay.
fn printable(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(MOST_CHARS)
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            // The Unicode block that has a picture of each control character.
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect();
    let more = text.chars().count().saturating_sub(MOST_CHARS);
    if more > 0 { format!("{shown}… (+{more})") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Environment, messages::Language};

    fn terminal() -> Terminal {
        Terminal { colour: false, language: Language::English, ..Terminal::of(&Environment::default()) }
    }

    fn table(columns: &[&str], rows: &[&[Cell<'_>]]) -> String {
        let mut table = TableRows::default();
        let column = |name: &&str| ResultColumn { name: (*name).to_owned(), type_name: String::new() };
        table.columns(&columns.iter().map(column).collect::<Vec<_>>());
        for row in rows {
            for cell in *row {
                table.cell(*cell);
            }
            assert_eq!(table.end_row(), RowFlow::Continue);
        }
        table.into_table(terminal())
    }

    #[test]
    fn aligns_numbers_right_and_tells_null_apart() {
        let rows: &[&[Cell<'_>]] = &[
            &[Cell::Int(7), Cell::Text("tea"), Cell::Decimal("1234.50")],
            &[Cell::UInt(12345), Cell::Text("NULL"), Cell::Null],
            &[Cell::Null, Cell::Null, Cell::Float(0.5)],
            &[Cell::Int(-1), Cell::Text("茶壶"), Cell::Decimal("3")],
        ];
        expect_test::expect![[r#"
            ┌───────┬────────┬─────────┐
            │    id ┆ name   ┆   price │
            ╞═══════╪════════╪═════════╡
            │     7 ┆ tea    ┆ 1234.50 │
            │ 12345 ┆ "NULL" ┆    NULL │
            │  NULL ┆ NULL   ┆     0.5 │
            │    -1 ┆ 茶壶   ┆       3 │
            └───────┴────────┴─────────┘"#]]
        .assert_eq(&table(&["id", "name", "price"], rows));
    }

    #[test]
    fn shows_what_a_terminal_would_obey() {
        for (text, shown) in [
            ("a\u{1b}[31mred", "a␛[31mred"),
            ("bell\u{7}", "bell␇"),
            ("two\r\nlines", "two␍\nlines"),
            ("tab\there", "tab here"),
            ("\u{9b}2J", "\u{fffd}2J"),
            ("back\u{202e}wards", "back\u{fffd}wards"),
            ("家 👍", "家 👍"),
        ] {
            assert_eq!(show(Cell::Text(text)), Shown::Text(shown.to_owned()));
        }
    }

    #[test]
    fn cuts_what_is_too_long_and_says_so() {
        let long = "x".repeat(700);
        let Shown::Text(shown) = show(Cell::Text(&long)) else { panic!("text") };
        assert!(shown.ends_with("x… (+200)"), "{shown}");
    }

    #[test]
    fn shows_values_that_are_no_text() {
        for (cell, shown) in [
            (Cell::Bool(true), Shown::Text("true".to_owned())),
            (Cell::Bytes(&[0xde, 0xad]), Shown::Text("\\xdead".to_owned())),
            (Cell::Float(f64::NAN), Shown::Number("NaN".to_owned())),
            (Cell::Int(i64::MIN), Shown::Number("-9223372036854775808".to_owned())),
            (Cell::Json("{\"a\": 1}"), Shown::Text("{\"a\": 1}".to_owned())),
        ] {
            assert_eq!(show(cell), shown);
        }
    }

    #[test]
    fn an_answer_without_rows_still_has_its_columns() {
        assert!(table(&["id"], &[]).contains("id"));
    }
}
