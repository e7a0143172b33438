//! A value as JSON: the only place that knows how (`docs/values.md`).

use weir_model::{ArrayEvent, ArrayItems, Cell};

use super::escape;

/// Appends a value as JSON, on one line.
pub fn write_cell_json(out: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Bool(true) => out.extend_from_slice(b"true"),
        Cell::Bool(false) => out.extend_from_slice(b"false"),
        Cell::Int(number) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        Cell::UInt(number) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        Cell::Float(number) if number.is_finite() => {
            out.extend_from_slice(ryu::Buffer::new().format_finite(number).as_bytes());
        }
        Cell::Float(number) => escape::write_string(out, infinite(number)),
        Cell::Number(text) => out.extend_from_slice(text.as_bytes()),
        Cell::Decimal(text) | Cell::Text(text) => escape::write_string(out, text),
        Cell::Bytes(bytes) => escape::write_bytes(out, bytes),
        Cell::Json(text) => write_document(out, text),
        Cell::Array(items) => write_array(out, items),
    }
}

/// What floats are called that JSON has no number for.
pub(super) fn infinite(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// A document stands as it is. Line breaks can only be between its tokens: they become blanks, since a line
/// of NDJSON must not break.
fn write_document(out: &mut Vec<u8>, text: &str) {
    let start = out.len();
    out.extend_from_slice(text.as_bytes());
    let mut at = start;
    while let Some(next) = memchr::memchr2(b'\n', b'\r', &out[at..]) {
        at += next;
        out[at] = b' ';
    }
}

fn write_array(out: &mut Vec<u8>, items: &dyn ArrayItems) {
    let mut first = true;
    items.visit(&mut |event| {
        if !first && !matches!(event, ArrayEvent::Close) {
            out.push(b',');
        }
        match event {
            ArrayEvent::Open => out.push(b'['),
            ArrayEvent::Item(cell) => write_cell_json(out, cell),
            ArrayEvent::Close => out.push(b']'),
        }
        first = matches!(event, ArrayEvent::Open);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(cell: Cell<'_>) -> String {
        let mut out = Vec::new();
        write_cell_json(&mut out, cell);
        String::from_utf8(out).unwrap()
    }

    /// Told as written: `[` opens, `]` closes, anything else is an item.
    #[derive(Debug)]
    struct Items(&'static [&'static str]);

    impl ArrayItems for Items {
        fn visit(&self, tell: &mut dyn FnMut(ArrayEvent<'_>)) {
            for item in self.0 {
                tell(match *item {
                    "[" => ArrayEvent::Open,
                    "]" => ArrayEvent::Close,
                    "null" => ArrayEvent::Item(Cell::Null),
                    text => ArrayEvent::Item(Cell::Text(text)),
                });
            }
        }
    }

    #[test]
    fn writes_every_kind_of_value() {
        for (cell, expected) in [
            (Cell::Null, "null"),
            (Cell::Bool(true), "true"),
            (Cell::Bool(false), "false"),
            (Cell::Int(i64::MIN), "-9223372036854775808"),
            (Cell::UInt(u64::MAX), "18446744073709551615"),
            (Cell::Float(0.1), "0.1"),
            (Cell::Float(1.0), "1.0"),
            (Cell::Float(-0.0), "-0.0"),
            (Cell::Float(1e300), "1e300"),
            (Cell::Float(5e-324), "5e-324"),
            (Cell::Float(f64::NAN), "\"NaN\""),
            (Cell::Float(f64::INFINITY), "\"Infinity\""),
            (Cell::Float(f64::NEG_INFINITY), "\"-Infinity\""),
            (Cell::Number("1.50"), "1.50"),
            (Cell::Decimal("10.50"), "\"10.50\""),
            (Cell::Text("a\"b"), "\"a\\\"b\""),
            (Cell::Bytes(&[0, 0xab]), "\"\\\\x00ab\""),
            (Cell::Bytes(&[]), "\"\\\\x\""),
            (Cell::Json("{\"a\":\r\n [1]}"), "{\"a\":   [1]}"),
            (Cell::Array(&Items(&["[", "]"])), "[]"),
            (Cell::Array(&Items(&["[", "a", "null", "]"])), "[\"a\",null]"),
            (Cell::Array(&Items(&["[", "[", "a", "b", "]", "[", "]", "c", "]"])), "[[\"a\",\"b\"],[],\"c\"]"),
        ] {
            assert_eq!(json(cell), expected);
        }
    }
}
