//! CSV for spreadsheets: UTF-8 with a byte order mark, `\r\n`, and no cell that is taken for a formula. The
//! CSV of query results is another one (`sink::CsvRows`): exact, and not for spreadsheets.

/// What stands where there is nothing to say.
const NOTHING: &str = "-";

/// A table under way.
#[derive(Debug)]
pub struct CsvTable {
    bytes: Vec<u8>,
}

impl Default for CsvTable {
    fn default() -> Self {
        Self::new()
    }
}

impl CsvTable {
    /// Begins with the byte order mark.
    pub fn new() -> Self {
        Self { bytes: "\u{feff}".as_bytes().to_vec() }
    }

    /// Adds the header: words of ours.
    pub fn header(&mut self, cells: &[impl AsRef<str>]) {
        self.line(cells.iter().map(|cell| cell.as_ref().to_owned()));
    }

    /// Adds a row; a cell with nothing to say is a `-`.
    pub fn row(&mut self, cells: &[Option<String>]) {
        self.line(cells.iter().map(|cell| match cell {
            Some(cell) if is_formula(cell) => format!("'{cell}"),
            Some(cell) => cell.clone(),
            None => NOTHING.to_owned(),
        }));
    }

    /// Takes what was written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.bytes.push(b',');
            }
            if cell.contains([',', '"', '\r', '\n']) {
                self.bytes.push(b'"');
                self.bytes.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.bytes.push(b'"');
            } else {
                self.bytes.extend_from_slice(cell.as_bytes());
            }
        }
        self.bytes.extend_from_slice(b"\r\n");
    }
}

/// Whether a spreadsheet would take a text for a formula.
///
/// That is, after blanks, one of `=`, `+`, `-`, `@`, also in
/// full width, or a tab or carriage return among those blanks.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
pub fn is_formula(text: &str) -> bool {
    let blanks = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    let rest = text.trim_start_matches(blanks);
    let leading = &text[..text.len() - rest.len()];
    leading.contains(['\t', '\r']) || rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_nothing_else_is() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\rx",
            " =1",
            "\u{3000}＝1",
            "＋1",
            "－1",
            "＠x",
            "\n=1",
            " \tx",
            "\u{a0}=1",
        ] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["", "a=1", "shop", " shop", "1-1", "'=1", "订单", "a\tb", "（x）"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    #[test]
    fn cells_are_quoted_where_the_form_needs_it() {
        let mut table = CsvTable::new();
        table.header(&["a", "b,c"]);
        table.row(&[Some("x\"y".to_owned()), Some("two\r\nlines".to_owned()), None, Some("-".to_owned())]);
        let text = String::from_utf8(table.take()).unwrap();
        assert_eq!(text, "\u{feff}a,\"b,c\"\r\n\"x\"\"y\",\"two\r\nlines\",-,'-\r\n");
        assert!(table.take().is_empty());
    }
}
