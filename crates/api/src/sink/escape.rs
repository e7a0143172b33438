//! Text as a JSON string (RFC 8259, section 7).

/// A one in each byte of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a text in quotes.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let plain = plain_prefix(rest);
        out.extend_from_slice(&rest[..plain]);
        let Some((&special, after)) = rest[plain..].split_first() else { break };
        write_escape(out, special);
        rest = after;
    }
    out.push(b'"');
}

/// Appends `\x…` in quotes; the backslash is escaped as every other.
pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(b"\"\\\\x");
    write_hex(out, bytes);
    out.push(b'"');
}

pub(super) fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + 2 * bytes.len(), 0);
    for (digits, byte) in out[start..].chunks_exact_mut(2).zip(bytes) {
        digits[0] = HEX[usize::from(byte >> 4)];
        digits[1] = HEX[usize::from(byte & 15)];
    }
}

/// The length of what needs no escape: eight bytes at once, the rest one by one.
fn plain_prefix(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk() {
        if any_needs_escape(u64::from_le_bytes(*word)) {
            break;
        }
        rest = after;
    }
    // Fewer than eight are left: with some that were seen before they are eight again.
    if rest.len() < 8 && bytes.last_chunk().is_some_and(|word| !any_needs_escape(u64::from_le_bytes(*word))) {
        return bytes.len();
    }
    let plain = rest.iter().position(|byte| needs_escape(*byte)).unwrap_or(rest.len());
    bytes.len() - rest.len() + plain
}

/// Whether one of eight bytes does: the well-known tests for a byte that is zero, and for one below a bound.
/// <https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord>
fn any_needs_escape(word: u64) -> bool {
    let below = |word: u64, bound: u8| word.wrapping_sub(EACH * u64::from(bound)) & !word;
    let equal = |byte: u8| below(word ^ (EACH * u64::from(byte)), 1);
    (below(word, 0x20) | equal(b'"') | equal(b'\\')) & (EACH * 0x80) != 0
}

fn needs_escape(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            out.extend_from_slice(b"\\u00");
            return write_hex(out, &[byte]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        write_string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn escapes_what_must_be() {
        for (text, expected) in [
            ("", r#""""#),
            ("plain", r#""plain""#),
            ("a\"b\\c/", r#""a\"b\\c/""#),
            ("\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}", "\"\\b\\f\\n\\r\\t\\u0000\\u001f\u{7f}\""),
            ("商店 😀\u{2028}", "\"商店 😀\u{2028}\""),
        ] {
            assert_eq!(string(text), expected);
        }
    }

    #[test]
    fn finds_a_special_character_at_every_place() {
        for length in 0..70 {
            for at in 0..length {
                for special in ['"', '\\', '\n', '\u{1}'] {
                    let mut text: Vec<char> = vec!['ä'; length];
                    text[at] = special;
                    let text: String = text.into_iter().collect();
                    let back: String = serde_json::from_str(&string(&text)).unwrap();
                    assert_eq!(back, text);
                }
            }
        }
    }
}
