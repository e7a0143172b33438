//! What the server's packets say: its greeting, errors, column definitions, the cells of a text row.
//! Every reader here is total: a packet that is cut short or lies about a length gives an error, never a panic.

use std::io;

use super::wire::malformed;

/// Reads a packet from its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(packet: &'a [u8]) -> Self {
        Self(packet)
    }

    pub(super) fn bytes(&mut self, count: usize) -> io::Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(cut)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn u8(&mut self) -> io::Result<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }

    pub(super) fn u16(&mut self) -> io::Result<u16> {
        self.bytes(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    pub(super) fn u32(&mut self) -> io::Result<u32> {
        self.bytes(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A length-encoded number.
    pub(super) fn length(&mut self) -> io::Result<usize> {
        let wide = match self.u8()? {
            small @ 0..=0xFA => return Ok(usize::from(small)),
            0xFC => 2,
            0xFD => 3,
            0xFE => 8,
            _ => return Err(malformed("a length that is none")),
        };
        let mut bytes = [0; 8];
        bytes[..wide].copy_from_slice(self.bytes(wide)?);
        usize::try_from(u64::from_le_bytes(bytes)).map_err(|_too_long| cut())
    }

    /// A length-encoded string.
    pub(super) fn string(&mut self) -> io::Result<&'a [u8]> {
        let length = self.length()?;
        self.bytes(length)
    }

    /// A string that ends with a NUL; the rest where there is none (an old server bug).
    pub(super) fn until_nul(&mut self) -> &'a [u8] {
        let end = memchr::memchr(0, self.0);
        let taken = &self.0[..end.unwrap_or(self.0.len())];
        self.0 = end.map_or(&[], |end| &self.0[end + 1..]);
        taken
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// A cell of a text row: `None` is NULL.
    pub(super) fn cell(&mut self) -> io::Result<Option<&'a [u8]>> {
        if let Some((0xFB, rest)) = self.0.split_first() {
            self.0 = rest;
            return Ok(None);
        }
        self.string().map(Some)
    }
}

fn cut() -> io::Error {
    malformed("a packet that is cut short")
}

/// The server's first words.
#[derive(Debug)]
pub(super) struct Greeting {
    pub(super) version: String,
    pub(super) capabilities: u32,
    /// What MariaDB says in the place where MySQL has zeros.
    pub(super) mariadb_capabilities: u32,
    pub(super) nonce: Vec<u8>,
    pub(super) auth_plugin: Vec<u8>,
}

impl Greeting {
    pub(super) fn parse(packet: &[u8]) -> io::Result<Self> {
        let mut reader = Reader::new(packet);
        if reader.u8()? != 10 {
            return Err(malformed("not a MySQL server, or one of a version before 4.1"));
        }
        let version = String::from_utf8_lossy(reader.until_nul()).into_owned();
        let _connection_id = reader.u32()?;
        let mut nonce = reader.bytes(8)?.to_vec();
        reader.u8()?;
        let low = reader.u16()?;
        let _collation_and_status = reader.bytes(3)?;
        let high = reader.u16()?;
        let nonce_length = usize::from(reader.u8()?);
        reader.bytes(6)?;
        let mariadb_capabilities = reader.u32()?;
        let tail = reader.bytes(nonce_length.saturating_sub(8).max(13))?;
        nonce.extend_from_slice(tail);
        nonce.truncate(NONCE);
        let auth_plugin = reader.until_nul().to_vec();
        let capabilities = u32::from(low) | u32::from(high) << 16;
        Ok(Self { version, capabilities, mariadb_capabilities, nonce, auth_plugin })
    }
}

/// The random bytes of a sign-in; a NUL follows them on the wire.
pub(super) const NONCE: usize = 20;

/// The server's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerError {
    pub(super) code: u16,
    pub(super) sqlstate: Option<String>,
    pub(super) message: String,
}

impl ServerError {
    /// Reads an error packet, if this is one.
    pub(super) fn parse(packet: &[u8]) -> Option<Self> {
        let (0xFF, rest) = packet.split_first()? else {
            return None;
        };
        let mut reader = Reader::new(rest);
        let code = reader.u16().ok()?;
        let text = reader.rest();
        // Before sign-in is done there is no SQLSTATE.
        let (sqlstate, message) = match text {
            [b'#', state @ ..] if state.len() >= 5 => {
                let (state, message) = state.split_at(5);
                (Some(String::from_utf8_lossy(state).into_owned()), message)
            }
            _ => (None, text),
        };
        Some(Self { code, sqlstate, message: String::from_utf8_lossy(message).into_owned() })
    }
}

/// What an answer to a command begins with.
#[derive(Debug)]
pub(super) enum Answer {
    /// It has no rows.
    Done,
    /// So many column definitions follow.
    Columns(usize),
}

impl Answer {
    pub(super) fn parse(packet: &[u8]) -> io::Result<Self> {
        match packet.first() {
            Some(0) => no_more_results(&packet[1..], StatusPlace::AfterCounts).map(|()| Self::Done),
            // A server that asks for a file of ours: never granted, so only a hostile one does.
            Some(0xFB) => Err(malformed("a request for a local file")),
            _ => Reader::new(packet).length().map(Self::Columns),
        }
    }
}

/// Whether this packet, which stands where a row may stand, ends the rows.
pub(super) fn ends_rows(packet: &[u8], deprecated_eof: bool) -> io::Result<bool> {
    // 0xFE also begins a row whose first cell is over 16 MiB long.
    let longest = if deprecated_eof { 0xFF_FF_FE } else { 8 };
    if packet.first() != Some(&0xFE) || packet.len() > longest {
        return Ok(false);
    }
    let place = if deprecated_eof { StatusPlace::AfterCounts } else { StatusPlace::AfterWarnings };
    no_more_results(&packet[1..], place).map(|()| true)
}

#[derive(Clone, Copy)]
enum StatusPlace {
    AfterCounts,
    AfterWarnings,
}

/// One statement has one result; multi-statements and procedures are off. A second result means that
/// the server ran what we did not send as one statement, so the session ends here.
fn no_more_results(body: &[u8], place: StatusPlace) -> io::Result<()> {
    const MORE_RESULTS: u16 = 0x0008;
    let mut reader = Reader::new(body);
    match place {
        StatusPlace::AfterCounts => {
            reader.length()?;
            reader.length()?;
        }
        StatusPlace::AfterWarnings => {
            reader.u16()?;
        }
    }
    if reader.u16()? & MORE_RESULTS != 0 {
        return Err(malformed("a second result for one statement"));
    }
    Ok(())
}

/// A column of a result as the server describes it.
#[derive(Clone, Debug)]
pub(super) struct ColumnDefinition {
    pub(super) name: String,
    /// The character set's number; 63 is binary.
    pub(super) charset: u16,
    pub(super) length: u32,
    pub(super) kind: u8,
    pub(super) flags: u16,
    /// MariaDB's name for a type that the protocol has no number for: `uuid`, `inet6`, `point`.
    pub(super) type_name: Option<String>,
    /// MariaDB's word on what is inside a text: `json`.
    pub(super) format: Option<String>,
}

impl ColumnDefinition {
    pub(super) fn parse(packet: &[u8], extended: bool) -> io::Result<Self> {
        let mut reader = Reader::new(packet);
        for _catalog_schema_table_original in 0..4 {
            reader.string()?;
        }
        let name = String::from_utf8_lossy(reader.string()?).into_owned();
        reader.string()?;
        let (type_name, format) = if extended { parse_extended(reader.string()?)? } else { (None, None) };
        reader.length()?;
        let charset = reader.u16()?;
        let length = reader.u32()?;
        let kind = reader.u8()?;
        let flags = reader.u16()?;
        Ok(Self { name, charset, length, kind, flags, type_name, format })
    }
}

/// MariaDB's extended metadata: pairs of a number (0: type, 1: format) and a string.
fn parse_extended(bytes: &[u8]) -> io::Result<(Option<String>, Option<String>)> {
    let mut reader = Reader::new(bytes);
    let (mut type_name, mut format) = (None, None);
    while !reader.rest().is_empty() {
        let what = reader.u8()?;
        let value = String::from_utf8_lossy(reader.string()?).into_owned();
        match what {
            0 => type_name = Some(value),
            1 => format = Some(value),
            _ => {}
        }
    }
    Ok((type_name, format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lengths_of_every_width() {
        for (bytes, length) in [
            (&[0xFA][..], 0xFA),
            (&[0xFC, 1, 2], 0x0201),
            (&[0xFD, 1, 2, 3], 0x03_02_01),
            (&[0xFE, 1, 0, 0, 0, 1, 0, 0, 0], 0x01_0000_0001),
        ] {
            assert_eq!(Reader::new(bytes).length().unwrap(), length);
        }
    }

    #[test]
    fn reads_cells_and_null() {
        let mut row = Reader::new(b"\xFB\x00\x02hi");
        assert_eq!(row.cell().unwrap(), None);
        assert_eq!(row.cell().unwrap(), Some(&b""[..]));
        assert_eq!(row.cell().unwrap(), Some(&b"hi"[..]));
        assert!(row.cell().is_err());
    }

    #[test]
    fn reads_errors_with_and_without_sqlstate() {
        let error = ServerError::parse(b"\xFF\x15\x04#28000Access denied").unwrap();
        assert_eq!((error.code, error.sqlstate.as_deref()), (1045, Some("28000")));
        assert_eq!(error.message, "Access denied");
        let error = ServerError::parse(b"\xFF\x10\x04Too many connections").unwrap();
        assert_eq!(
            (error.code, error.sqlstate, error.message.as_str()),
            (1040, None, "Too many connections")
        );
        assert_eq!(ServerError::parse(b"\x00"), None);
    }

    #[test]
    fn tells_the_end_of_rows_from_a_row_that_begins_with_a_huge_cell() {
        assert!(ends_rows(b"\xFE\0\0\x22\0\0\0", true).unwrap());
        assert!(ends_rows(b"\xFE\0\0\x22\0", false).unwrap());
        assert!(!ends_rows(b"\x01a", true).unwrap());
        let mut huge = vec![0; 0xFF_FF_FF];
        huge[0] = 0xFE;
        assert!(!ends_rows(&huge, true).unwrap());
    }

    #[test]
    fn a_second_result_and_a_request_for_a_file_are_errors() {
        assert!(ends_rows(b"\xFE\0\0\x0A\0\0\0", true).is_err());
        assert!(ends_rows(b"\xFE\0\0\x0A\0", false).is_err());
        assert!(Answer::parse(b"\0\0\0\x0A\0\0\0").is_err());
        assert!(Answer::parse(b"\xFB/etc/passwd").is_err());
    }

    #[test]
    fn reads_what_mariadb_adds_to_a_column() {
        let mut packet = b"\x03def\x01s\x01t\x01t\x03doc\x03doc\x06\x01\x04json\x0C".to_vec();
        packet.extend_from_slice(&[45, 0, 255, 255, 255, 255, 252, 16, 0, 0, 0, 0]);
        let column = ColumnDefinition::parse(&packet, true).unwrap();
        assert_eq!((column.name.as_str(), column.format.as_deref(), column.kind), ("doc", Some("json"), 252));
    }

    #[test]
    fn a_packet_that_is_cut_anywhere_is_an_error_and_no_panic() {
        let mut greeting = b"\x0A8.0\0\x01\0\0\0saltsalt\0\xFF\xFF\x2D\x02\0\xFF\xFF\x15".to_vec();
        greeting.extend_from_slice(&[0; 10]);
        greeting.extend_from_slice(b"more-salt-12\0");
        let whole = Greeting::parse(&[&greeting[..], b"mysql_native_password\0"].concat()).unwrap();
        assert_eq!(whole.nonce, b"saltsaltmore-salt-12");
        assert_eq!(whole.auth_plugin, b"mysql_native_password");
        for end in 0..greeting.len() {
            assert!(Greeting::parse(&greeting[..end]).is_err(), "{end}");
        }
        for byte in 0..=u8::MAX {
            let _no_panic = Answer::parse(&[byte]);
            let _no_panic = ends_rows(&[byte], true);
            let _no_panic = ColumnDefinition::parse(&[byte; 30], true);
        }
    }
}
