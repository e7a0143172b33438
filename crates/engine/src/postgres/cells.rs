//! A value in the server's text form → `Cell`. The rules are those of the contract; whatever has no rule of its
//! own, and whatever doesn't look as expected, is told in the server's own text. No value is an error.

mod array;
mod interval;
mod moment;

use std::fmt::Write;

use memchr::memchr2;
use weir_model::Cell;

use super::{
    messages::Values,
    types::{Columns, Scalar, Shape},
};
use crate::{Error, fetch::Fetch};

pub(super) use array::ArrayText;

/// Tells the values of one row.
pub(super) fn tell_row(
    columns: &mut Columns,
    values: &mut Values<'_>,
    fetch: &mut Fetch<'_>,
) -> Result<(), Error> {
    for shape in &columns.shapes {
        match values.next()? {
            None => fetch.cell(Cell::Null),
            Some(value) => tell_value(*shape, value, &mut columns.scratch, fetch),
        }
    }
    Ok(())
}

fn tell_value(shape: Shape, value: &[u8], scratch: &mut String, fetch: &mut Fetch<'_>) {
    let Ok(text) = str::from_utf8(value) else {
        // Only databases in SQL_ASCII hold such text. It looks like bytea, which it is.
        return fetch.cell(Cell::Text(hex(value, scratch)));
    };
    match shape {
        Shape::Scalar(scalar) => fetch.cell(cell(scalar, text, scratch)),
        Shape::Array { item, delimiter } => match ArrayText::new(text, item, delimiter) {
            Some(array) => fetch.cell(Cell::Array(&array)),
            None => fetch.cell(Cell::Text(text)),
        },
    }
}

/// The cell of a value that is no array. `scratch` holds what had to be rewritten.
fn cell<'a>(scalar: Scalar, text: &'a str, scratch: &'a mut String) -> Cell<'a> {
    match scalar {
        Scalar::Bool => match text {
            "t" => Cell::Bool(true),
            "f" => Cell::Bool(false),
            other => Cell::Text(other),
        },
        Scalar::Integer => Cell::Number(text),
        Scalar::Float => match text {
            "NaN" => Cell::Float(f64::NAN),
            "Infinity" => Cell::Float(f64::INFINITY),
            "-Infinity" => Cell::Float(f64::NEG_INFINITY),
            number => Cell::Number(number),
        },
        Scalar::Decimal => match text {
            "NaN" | "Infinity" | "-Infinity" => Cell::Text(text),
            number => Cell::Decimal(number),
        },
        Scalar::Json => Cell::Json(one_line(text, scratch)),
        Scalar::Date => rewritten(text, scratch, moment::date),
        Scalar::Timestamp => rewritten(text, scratch, moment::timestamp),
        Scalar::TimestampTz => rewritten(text, scratch, moment::timestamp_tz),
        Scalar::Interval => rewritten(text, scratch, interval::iso_8601),
        Scalar::Text => Cell::Text(text),
    }
}

/// The text as `rewrite` puts it into the scratch, or as it is where that gives up.
fn rewritten<'a>(
    text: &'a str,
    scratch: &'a mut String,
    rewrite: fn(&str, &mut String) -> Option<()>,
) -> Cell<'a> {
    scratch.clear();
    match rewrite(text, scratch) {
        Some(()) => Cell::Text(scratch),
        None => Cell::Text(text),
    }
}

/// `json` keeps its line breaks, and a line is what NDJSON counts by. Inside JSON's strings they can't stand.
fn one_line<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    if memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return text;
    }
    scratch.clear();
    scratch.extend(text.split(['\n', '\r']));
    scratch
}

fn hex<'a>(value: &[u8], scratch: &'a mut String) -> &'a str {
    scratch.clear();
    scratch.push_str("\\x");
    for byte in value {
        // Writing to a String never fails.
        write!(scratch, "{byte:02x}").ok();
    }
    scratch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json_of(scalar: Scalar, text: &str) -> String {
        let mut scratch = String::new();
        match cell(scalar, text, &mut scratch) {
            Cell::Text(text) | Cell::Decimal(text) => format!("{text:?}"),
            Cell::Number(text) | Cell::Json(text) => text.to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn tells_numbers_as_the_contract_wants_them() {
        for (scalar, text, told) in [
            (Scalar::Bool, "t", "Bool(true)"),
            (Scalar::Integer, "-9223372036854775808", "-9223372036854775808"),
            (Scalar::Float, "1e-07", "1e-07"),
            (Scalar::Float, "-0", "-0"),
            (Scalar::Float, "NaN", "Float(NaN)"),
            (Scalar::Float, "-Infinity", "Float(-inf)"),
            (Scalar::Decimal, "1.500", "\"1.500\""),
            (Scalar::Decimal, "Infinity", "\"Infinity\""),
        ] {
            assert_eq!(json_of(scalar, text), told);
        }
    }

    #[test]
    fn keeps_json_on_one_line() {
        assert_eq!(json_of(Scalar::Json, "{\"a\":\r\n  \"b\\n\",\n \"c\": 1}"), r#"{"a":  "b\n", "c": 1}"#);
    }

    #[test]
    fn shows_bytes_that_are_no_utf8_as_hex() {
        assert_eq!(hex(b"\xffA\0", &mut String::new()), "\\xff4100");
    }
}
