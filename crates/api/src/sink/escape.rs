//! Text as a JSON string (RFC 8259, section 7).

/// How many bytes are looked at together: as many as a vector register of the slowest machine holds.
const STEP: usize = 16;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a text in quotes.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
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
    out.extend(bytes.iter().flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]));
}

/// The length of what needs no escape.
fn plain_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    for step in bytes.chunks_exact(STEP) {
        // Without a branch a byte, so that the compiler compares them all at once.
        if step.iter().fold(false, |any, byte| any | needs_escape(*byte)) {
            break;
        }
        at += STEP;
    }
    at + bytes[at..].iter().position(|byte| needs_escape(*byte)).unwrap_or(bytes.len() - at)
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
