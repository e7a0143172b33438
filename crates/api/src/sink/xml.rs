//! Text inside the XML of a workbook (ECMA-376, part 1, 22.9.2.19 `ST_Xstring`).

/// Characters that a cell of Excel holds, counted as UTF-16 does.
pub(super) const MOST_LETTERS: usize = 32_767;

/// Appends a text, escaped, and tells whether it had to be cut. What isn't UTF-8 is shown as such.
pub(super) fn write_text(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut letters = 0;
    for (at, letter) in text.char_indices() {
        letters += letter.len_utf16();
        if letters > MOST_LETTERS {
            return true;
        }
        match letter {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '\t' | '\n' => out.push(letter as u8),
            // XML has no place for these, and a reader would make a line feed of a carriage return.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escape(out, letter),
            // What already looks like such an escape would be read as one.
            '_' if is_escape(&text.as_bytes()[at..]) => escape(out, letter),
            _ => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    false
}

/// A text inside an attribute's quotes.
pub(super) fn attribute(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    write_text(&mut out, text.as_bytes());
    String::from_utf8_lossy(&out).replace('"', "&quot;")
}

fn escape(out: &mut Vec<u8>, letter: char) {
    out.extend_from_slice(format!("_x{:04X}_", u32::from(letter)).as_bytes());
}

/// `_xHHHH_`
fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        assert!(!write_text(&mut out, text.as_bytes()));
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{text:?}");
    }

    #[test]
    fn writes_what_xml_reads_back_as_the_same_text() {
        check("a<b & c>d", "a&lt;b &amp; c&gt;d");
        check("茶壶 🫖\ttwo\nlines", "茶壶 🫖\ttwo\nlines");
        check("cr\r\n", "cr_x000D_\n");
        check("\0\u{1b}\u{ffff}", "_x0000__x001B__xFFFF_");
        check("_x0041_ _x41_ __x00e9_", "_x005F_x0041_ _x41_ __x005F_x00e9_");
    }

    #[test]
    fn cuts_a_text_that_a_cell_does_not_hold_and_never_in_the_middle_of_a_letter() {
        let mut out = Vec::new();
        assert!(!write_text(&mut out, "x".repeat(MOST_LETTERS).as_bytes()));
        out.clear();
        assert!(write_text(&mut out, "x".repeat(MOST_LETTERS + 1).as_bytes()));
        assert_eq!(out.len(), MOST_LETTERS);
        out.clear();
        assert!(write_text(&mut out, "🫖".repeat(MOST_LETTERS).as_bytes()));
        assert_eq!(String::from_utf8(out).unwrap().chars().count(), MOST_LETTERS / 2);
    }
}
