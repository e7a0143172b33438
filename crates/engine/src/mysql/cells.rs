//! From the cells of a text row to the values that a sink gets (contracts, "Values").
//!
//! The text protocol is taken on purpose: most values already are in the form in which they leave, and it costs
//! half of what the binary one does (`docs/adr/0003-mysql-client.md`).

use std::{io, str};

use mysql_common::constants::{ColumnFlags, ColumnType};
use serde_json::value::RawValue;
use weir_model::{Cell, ResultColumn};

use super::{
    messages::{ColumnDefinition, Reader},
    temporal::{date_time, instant},
    zone::Zone,
};
use crate::fetch::Fetch;

/// The number of the character set that stands for bytes.
const BINARY: u16 = 63;

/// How the cells of a column are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Integers, floats and years: the server's digits.
    Number,
    Decimal,
    /// Every text, and types that travel in the server's own words: dates, TIME, enum, uuid, inet6.
    Text,
    Bytes,
    Json,
    /// Text that MariaDB takes for JSON. It may not be: constraints can be switched off.
    PerhapsJson,
    /// So many bits.
    Bits(u32),
    DateTime,
    Timestamp,
}

/// The columns of one result.
#[derive(Debug)]
pub(super) struct Columns {
    kinds: Vec<Kind>,
    /// For the sink.
    pub(super) shown: Vec<ResultColumn>,
}

impl Columns {
    pub(super) fn new(definitions: Vec<ColumnDefinition>) -> Self {
        let kinds = definitions.iter().map(kind).collect();
        let shown = definitions
            .into_iter()
            .map(|definition| ResultColumn { type_name: type_name(&definition), name: definition.name })
            .collect();
        Self { kinds, shown }
    }

    /// Tells the cells of a row.
    pub(super) fn tell(&self, row: &mut Reader<'_>, zone: &Zone, fetch: &mut Fetch<'_>) -> io::Result<()> {
        for kind in &self.kinds {
            match row.cell()? {
                Some(bytes) => tell(*kind, bytes, zone, fetch),
                None => fetch.cell(Cell::Null),
            }
        }
        Ok(())
    }
}

fn tell(kind: Kind, bytes: &[u8], zone: &Zone, fetch: &mut Fetch<'_>) {
    match kind {
        Kind::Bytes => return fetch.cell(Cell::Bytes(bytes)),
        Kind::Bits(width) => return tell_bits(bytes, width, fetch),
        _ => {}
    }
    // No server should send such a text, but a table filled in a wrong character set may hold it.
    let Ok(text) = str::from_utf8(bytes) else {
        return fetch.cell(Cell::Bytes(bytes));
    };
    let moment;
    let cell = match kind {
        Kind::Number => number(text).map_or(Cell::Text(text), Cell::Number),
        Kind::Decimal => number(text).map_or(Cell::Text(text), Cell::Decimal),
        Kind::Json => Cell::Json(text),
        Kind::PerhapsJson if serde_json::from_str::<&RawValue>(text).is_ok() => Cell::Json(text),
        Kind::DateTime => {
            moment = date_time(text);
            Cell::Text(moment.as_deref().unwrap_or(text))
        }
        Kind::Timestamp => {
            moment = instant(text, zone);
            Cell::Text(moment.as_deref().unwrap_or(text))
        }
        _ => Cell::Text(text),
    };
    fetch.cell(cell);
}

/// BIT travels as bytes, the highest first.
fn tell_bits(bytes: &[u8], width: u32, fetch: &mut Fetch<'_>) {
    let value = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let mut digits = [b'0'; 64];
    let digits = &mut digits[64 - width.clamp(1, 64) as usize..];
    for (place, digit) in digits.iter_mut().rev().enumerate() {
        *digit = b'0' + u8::from(value >> place & 1 == 1);
    }
    fetch.cell(Cell::Text(str::from_utf8(digits).unwrap_or_default()));
}

/// The text as a JSON number, without the zeros that ZEROFILL puts in front.
fn number(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let filled = bytes.iter().take_while(|byte| **byte == b'0').count();
    let significant = match bytes.get(filled) {
        Some(b'0'..=b'9') => filled,
        // The last zero is the number's own: `0`, `0.5`, `0e0`.
        _ => filled.saturating_sub(1),
    };
    let text = &text[significant..];
    is_json_number(text.as_bytes()).then_some(text)
}

/// A number as JSON's grammar has it.
fn is_json_number(bytes: &[u8]) -> bool {
    fn digits(bytes: &[u8]) -> (usize, &[u8]) {
        let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count, &bytes[count..])
    }
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let (whole, mut rest) = digits(bytes);
    if whole == 0 || (whole > 1 && bytes[0] == b'0') {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (count, after) = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = after;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            _ => exponent,
        };
        let (count, after) = digits(exponent);
        return count > 0 && after.is_empty();
    }
    rest.is_empty()
}

fn kind(column: &ColumnDefinition) -> Kind {
    let Ok(number) = ColumnType::try_from(column.kind) else {
        return text_or_bytes(column);
    };
    match number {
        ColumnType::MYSQL_TYPE_TINY
        | ColumnType::MYSQL_TYPE_SHORT
        | ColumnType::MYSQL_TYPE_INT24
        | ColumnType::MYSQL_TYPE_LONG
        | ColumnType::MYSQL_TYPE_LONGLONG
        | ColumnType::MYSQL_TYPE_YEAR
        | ColumnType::MYSQL_TYPE_FLOAT
        | ColumnType::MYSQL_TYPE_DOUBLE => Kind::Number,
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => Kind::Decimal,
        ColumnType::MYSQL_TYPE_BIT => Kind::Bits(column.length),
        ColumnType::MYSQL_TYPE_DATE
        | ColumnType::MYSQL_TYPE_NEWDATE
        | ColumnType::MYSQL_TYPE_TIME
        | ColumnType::MYSQL_TYPE_TIME2 => Kind::Text,
        ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_DATETIME2 => Kind::DateTime,
        ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => Kind::Timestamp,
        ColumnType::MYSQL_TYPE_JSON => Kind::Json,
        // Neither has a text form that the server would send: `\x…` is what its own client shows, too.
        ColumnType::MYSQL_TYPE_GEOMETRY | ColumnType::MYSQL_TYPE_VECTOR => Kind::Bytes,
        _ => text_or_bytes(column),
    }
}

fn text_or_bytes(column: &ColumnDefinition) -> Kind {
    if column.format.as_deref() == Some("json") {
        return Kind::PerhapsJson;
    }
    let own_text = matches!(column.type_name.as_deref(), Some("uuid" | "inet6" | "inet4"));
    if column.charset == BINARY && !own_text { Kind::Bytes } else { Kind::Text }
}

/// The type in the server's words, as far as the protocol tells it.
fn type_name(column: &ColumnDefinition) -> String {
    if let Some(name) = &column.type_name {
        return name.clone();
    }
    if column.format.as_deref() == Some("json") {
        return "json".to_owned();
    }
    let flags = ColumnFlags::from_bits_truncate(column.flags);
    let binary = column.charset == BINARY;
    let Ok(number) = ColumnType::try_from(column.kind) else {
        return String::new();
    };
    let name = match number {
        ColumnType::MYSQL_TYPE_TINY => "tinyint",
        ColumnType::MYSQL_TYPE_SHORT => "smallint",
        ColumnType::MYSQL_TYPE_INT24 => "mediumint",
        ColumnType::MYSQL_TYPE_LONG => "int",
        ColumnType::MYSQL_TYPE_LONGLONG => "bigint",
        ColumnType::MYSQL_TYPE_FLOAT => "float",
        ColumnType::MYSQL_TYPE_DOUBLE => "double",
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => "decimal",
        ColumnType::MYSQL_TYPE_YEAR => return "year".to_owned(),
        ColumnType::MYSQL_TYPE_BIT => return "bit".to_owned(),
        ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => "date",
        ColumnType::MYSQL_TYPE_TIME | ColumnType::MYSQL_TYPE_TIME2 => "time",
        ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_DATETIME2 => "datetime",
        ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => "timestamp",
        ColumnType::MYSQL_TYPE_JSON => "json",
        ColumnType::MYSQL_TYPE_GEOMETRY => "geometry",
        ColumnType::MYSQL_TYPE_VECTOR => "vector",
        _ if flags.contains(ColumnFlags::ENUM_FLAG) => "enum",
        _ if flags.contains(ColumnFlags::SET_FLAG) => "set",
        ColumnType::MYSQL_TYPE_STRING => {
            if binary {
                "binary"
            } else {
                "char"
            }
        }
        ColumnType::MYSQL_TYPE_VAR_STRING | ColumnType::MYSQL_TYPE_VARCHAR => {
            if binary {
                "varbinary"
            } else {
                "varchar"
            }
        }
        ColumnType::MYSQL_TYPE_TINY_BLOB
        | ColumnType::MYSQL_TYPE_BLOB
        | ColumnType::MYSQL_TYPE_MEDIUM_BLOB
        | ColumnType::MYSQL_TYPE_LONG_BLOB => {
            if binary {
                "blob"
            } else {
                "text"
            }
        }
        _ => "",
    };
    let is_number = flags.contains(ColumnFlags::UNSIGNED_FLAG) && number.is_numeric_type();
    if is_number { format!("{name} unsigned") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::tests::told::Told;

    /// How a cell of a column is told.
    fn told(kind: ColumnType, charset: u16, cell: &[u8]) -> String {
        let definition = ColumnDefinition {
            name: String::new(),
            charset,
            length: 8,
            kind: kind as u8,
            flags: 0,
            type_name: None,
            format: None,
        };
        let mut told = Told::default();
        let mut fetch = Fetch::new(&mut told, 1);
        let row = [&[u8::try_from(cell.len()).unwrap()], cell].concat();
        let columns = Columns::new(vec![definition]);
        columns.tell(&mut Reader::new(&row), &Zone::fixed(0), &mut fetch).unwrap();
        told.text.trim().to_owned()
    }

    #[test]
    fn what_is_not_of_its_type_is_told_all_the_same() {
        for (kind, cell, shown) in [
            (ColumnType::MYSQL_TYPE_VAR_STRING, &b"caf\xE9"[..], r"\x636166e9"),
            (ColumnType::MYSQL_TYPE_LONG, b"\xFF", r"\xff"),
            (ColumnType::MYSQL_TYPE_LONG, b"1,\"x\":2", r#""1,\"x\":2""#),
            (ColumnType::MYSQL_TYPE_DOUBLE, b"nan", r#""nan""#),
            (ColumnType::MYSQL_TYPE_NEWDECIMAL, b"", r#""""#),
            (ColumnType::MYSQL_TYPE_TIMESTAMP, b"soon", r#""soon""#),
            (ColumnType::MYSQL_TYPE_BIT, b"", r#""00000000""#),
            (ColumnType::MYSQL_TYPE_BIT, b"123456789", r#""00111001""#),
            (ColumnType::MYSQL_TYPE_NULL, b"x", r#""x""#),
        ] {
            assert_eq!(told(kind, 45, cell), shown, "{kind:?}");
        }
    }

    #[test]
    fn a_row_that_is_cut_short_is_an_error() {
        let mut told = Told::default();
        let mut fetch = Fetch::new(&mut told, 1);
        let columns = Columns { kinds: vec![Kind::Text], shown: Vec::new() };
        assert!(columns.tell(&mut Reader::new(b"\x05abc"), &Zone::fixed(0), &mut fetch).is_err());
    }

    #[test]
    fn numbers_lose_the_zeros_of_zerofill_and_nothing_else() {
        for (text, told) in [
            ("0", Some("0")),
            ("-42", Some("-42")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("00042", Some("42")),
            ("0000", Some("0")),
            ("000.50", Some("0.50")),
            ("0001.5e10", Some("1.5e10")),
            ("0.5", Some("0.5")),
            ("-0.5", Some("-0.5")),
            ("1e20", Some("1e20")),
            ("1.7976931348623157e308", Some("1.7976931348623157e308")),
            ("1e+20", Some("1e+20")),
            ("", None),
            ("-", None),
            ("nan", None),
            ("inf", None),
            ("1.", None),
            (".5", None),
            ("1e", None),
            ("1}", None),
            ("-01", None),
        ] {
            assert_eq!(number(text), told, "{text}");
        }
    }
}
