//! What the server's messages say: errors, the columns of a result, the values of a row. Decoded by hand where
//! `postgres-protocol` would copy (rows) or refuse text that is no UTF-8 (names and messages of such databases).

use std::borrow::Cow;

use memchr::memchr;

use super::CATALOG_LIMIT;
use crate::{Error, SqlDiagnostic};

/// The statement was ended by its time limit or from outside.
const QUERY_CANCELED: &str = "57014";

/// Somebody holds a lock for longer than `lock_timeout`.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// An ErrorResponse.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ServerError {
    pub(super) diagnostic: SqlDiagnostic,
    /// The session ends with it.
    pub(super) fatal: bool,
}

impl ServerError {
    /// Reads the fields: a letter and a text each. <https://www.postgresql.org/docs/current/protocol-error-fields.html>
    pub(super) fn read(mut body: &[u8]) -> Self {
        let mut error = Self::default();
        let diagnostic = &mut error.diagnostic;
        while let Some((field, rest)) = body.split_first().filter(|(field, _)| **field != 0) {
            let (text, rest) = split_cstr(rest);
            let text = || String::from_utf8_lossy(text).into_owned();
            match field {
                b'V' => error.fatal = matches!(text().as_str(), "FATAL" | "PANIC"),
                b'C' => diagnostic.sqlstate = Some(text()),
                b'M' => diagnostic.message = text(),
                b'D' => diagnostic.detail = Some(text()),
                b'H' => diagnostic.hint = Some(text()),
                b'P' => diagnostic.position = text().parse().ok(),
                _ => {}
            }
            body = rest;
        }
        error
    }

    /// As the end of a statement of ours: nobody but the log sees the words.
    pub(super) fn into_ours(self) -> Error {
        let SqlDiagnostic { message, sqlstate, .. } = self.diagnostic;
        let sqlstate = sqlstate.unwrap_or_default();
        match sqlstate.as_str() {
            _ if self.fatal => Error::Lost(message),
            QUERY_CANCELED | LOCK_NOT_AVAILABLE => Error::TimedOut { limit: CATALOG_LIMIT, confirmed: true },
            _ => Error::internal(format!("{message} ({sqlstate})")),
        }
    }

    /// The statement was ended, by its time limit or from outside.
    pub(super) fn is_cancel(&self) -> bool {
        self.has_state(QUERY_CANCELED)
    }

    pub(super) fn has_state(&self, sqlstate: &str) -> bool {
        self.diagnostic.sqlstate.as_deref() == Some(sqlstate)
    }
}

/// One column of a RowDescription.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) type_oid: u32,
}

/// The columns of a RowDescription.
pub(super) fn fields(body: &[u8]) -> Result<Vec<Field<'_>>, Error> {
    let (count, mut rest) = split_u16(body)?;
    let mut fields = Vec::with_capacity(count.into());
    for _ in 0..count {
        let (name, after) = split_cstr(rest);
        // Table (4), column (2), type (4), its size (2), its modifier (4), format (2).
        let (numbers, after) = after.split_at_checked(18).ok_or_else(malformed)?;
        let type_oid = u32::from_be_bytes([numbers[6], numbers[7], numbers[8], numbers[9]]);
        fields.push(Field { name: String::from_utf8_lossy(name), type_oid });
        rest = after;
    }
    Ok(fields)
}

/// The values of a DataRow, in order.
#[derive(Debug)]
pub(super) struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Error> {
        // Their number: the reader knows it from the RowDescription.
        let (_, values) = split_u16(body)?;
        Ok(Self(values))
    }

    /// The next value; `None` is NULL.
    pub(super) fn next(&mut self) -> Result<Option<&'a [u8]>, Error> {
        let (length, rest) = self.0.split_first_chunk::<4>().ok_or_else(malformed)?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.0 = rest;
            return Ok(None);
        };
        let (value, rest) = rest.split_at_checked(length).ok_or_else(malformed)?;
        self.0 = rest;
        Ok(Some(value))
    }
}

/// The state in a ReadyForQuery.
pub(super) fn in_transaction(body: &[u8]) -> bool {
    body.first().is_some_and(|state| *state != b'I')
}

fn split_u16(body: &[u8]) -> Result<(u16, &[u8]), Error> {
    let (number, rest) = body.split_first_chunk::<2>().ok_or_else(malformed)?;
    Ok((u16::from_be_bytes(*number), rest))
}

fn split_cstr(body: &[u8]) -> (&[u8], &[u8]) {
    match memchr(0, body) {
        Some(end) => (&body[..end], &body[end + 1..]),
        None => (body, &[]),
    }
}

fn malformed() -> Error {
    Error::Lost("the server sent a malformed message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_error_with_text_that_is_no_utf8() {
        let error = ServerError::read(b"SFEHLER\0VERROR\0C42P01\0Mno \xff\0P15\0Hhelp\0Ddetail\0\0");
        let diagnostic = SqlDiagnostic {
            message: "no \u{fffd}".to_owned(),
            sqlstate: Some("42P01".to_owned()),
            code: None,
            position: Some(15),
            hint: Some("help".to_owned()),
            detail: Some("detail".to_owned()),
        };
        assert_eq!(error, ServerError { diagnostic, fatal: false });
        assert!(ServerError::read(b"VFATAL\0\0").fatal);
        assert_eq!(ServerError::read(b"Mnever ends").diagnostic.message, "never ends");
    }

    #[test]
    fn refuses_rows_and_columns_that_are_cut_short() {
        for body in [&b""[..], b"\0", b"\0\x01", b"\0\x01name\0\0\0"] {
            assert!(fields(body).is_err(), "{body:?}");
        }
        for body in [&b"\0\x01"[..], b"\0\x01\0\0", b"\0\x01\0\0\0\x05abcd"] {
            assert!(Values::read(body).unwrap().next().is_err(), "{body:?}");
        }
    }

    #[test]
    fn tells_null_from_empty() {
        let mut values = Values::read(b"\0\x02\xff\xff\xff\xff\0\0\0\0").unwrap();
        assert_eq!(values.next().unwrap(), None);
        assert_eq!(values.next().unwrap(), Some(&b""[..]));
        assert!(values.next().is_err());
    }
}
