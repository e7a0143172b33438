//! One step through a text: blanks and comments away, then the next token's end.

use std::ops::Range;

use super::{stray, unterminated};
use crate::{
    Refusal, text,
    token::{Token, TokenKind},
};

/// A place in a text that is being cut into tokens.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// How a quoted text ends.
#[derive(Clone, Copy)]
struct Quoting {
    /// What people call it.
    what: &'static str,
    quote: u8,
    /// Two quotes are one inside.
    doubles: bool,
    /// A backslash takes the next byte with it.
    escapes: bool,
    /// After a line break the same literal may go on (SQL's rule for strings).
    continues: bool,
}

const STRING: Quoting =
    Quoting { what: "string", quote: b'\'', doubles: true, escapes: false, continues: true };
const ESCAPE_STRING: Quoting = Quoting { escapes: true, ..STRING };
const BIT_STRING: Quoting = Quoting { doubles: false, ..STRING };
const NAME: Quoting = Quoting { what: "quoted name", quote: b'"', continues: false, ..STRING };

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { sql, bytes: sql.as_bytes(), at: 0 }
    }

    /// The next token; none at the end of the text.
    pub(super) fn next_token(&mut self) -> Result<Option<Token>, Refusal> {
        self.skip_blanks()?;
        let start = self.at;
        let Some(first) = self.byte(0) else { return Ok(None) };
        let kind = match first {
            b'\'' => self.quoted(start, STRING)?,
            b'"' => self.quoted(start, NAME)?,
            b'$' => self.dollar(start)?,
            b'0'..=b'9' => self.number(),
            b'.' if self.byte(1).is_some_and(|b| b.is_ascii_digit()) => self.number(),
            b'.' if self.byte(1) == Some(b'.') => self.take(2, TokenKind::Operator),
            b'.' => self.take(1, TokenKind::Dot),
            b',' => self.take(1, TokenKind::Comma),
            b';' => self.take(1, TokenKind::Semicolon),
            b'(' => self.take(1, TokenKind::Open),
            b')' => self.take(1, TokenKind::Close),
            b':' if matches!(self.byte(1), Some(b':' | b'=')) => self.take(2, TokenKind::Operator),
            b'[' | b']' | b':' => self.take(1, TokenKind::Operator),
            b if starts_word(b) => self.word(start)?,
            b if is_operator(b) => self.operator(),
            _ => return Err(stray(self.sql, start)),
        };
        Ok(Some(Token { kind, span: start..self.at }))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn take(&mut self, bytes: usize, kind: TokenKind) -> TokenKind {
        self.at += bytes;
        kind
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) -> Result<(), Refusal> {
        loop {
            self.take_while(is_blank);
            match (self.byte(0), self.byte(1)) {
                (Some(b'-'), Some(b'-')) => self.take_while(|b| !is_newline(b)),
                (Some(b'/'), Some(b'*')) => self.skip_comment()?,
                _ => return Ok(()),
            }
        }
    }

    /// Comments nest, unlike in standard SQL.
    fn skip_comment(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(0) {
            match (byte, self.byte(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => self.at += 1,
            }
        }
        Err(unterminated(self.sql, start, "comment"))
    }

    /// From the opening quote to behind the last closing one. `start` is where the prefix begins, if any.
    fn quoted(&mut self, start: usize, how: Quoting) -> Result<TokenKind, Refusal> {
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            self.at += 1;
            if how.escapes && byte == b'\\' {
                self.at += 1;
            } else if byte == how.quote {
                if how.doubles && self.byte(0) == Some(how.quote) {
                    self.at += 1;
                } else if let Some(quote) = self.continuation().filter(|_| how.continues) {
                    self.at = quote + 1;
                } else {
                    let is_name = how.quote == b'"';
                    return Ok(if is_name { TokenKind::QuotedName } else { TokenKind::String });
                }
            }
        }
        Err(unterminated(self.sql, start, how.what))
    }

    /// The quote that goes on with a string after blanks and `--` comments with a line break among them.
    fn continuation(&self) -> Option<usize> {
        let mut at = self.at;
        let mut broken = false;
        loop {
            match self.bytes.get(at)? {
                b'-' if self.bytes.get(at + 1) == Some(&b'-') => {
                    while !is_newline(*self.bytes.get(at)?) {
                        at += 1;
                    }
                }
                b'\'' => return broken.then_some(at),
                &b if is_blank(b) => {
                    broken |= is_newline(b);
                    at += 1;
                }
                _ => return None,
            }
        }
    }

    /// `$1`, `$$text$$` or `$tag$text$tag$`.
    fn dollar(&mut self, start: usize) -> Result<TokenKind, Refusal> {
        self.at += 1;
        if self.byte(0).is_some_and(|b| b.is_ascii_digit()) {
            self.take_while(|b| b.is_ascii_digit());
            return Ok(TokenKind::Parameter);
        }
        if self.byte(0).is_some_and(starts_word) {
            self.take_while(|b| starts_word(b) || b.is_ascii_digit());
        }
        if self.byte(0) != Some(b'$') {
            return Err(stray(self.sql, start));
        }
        self.at += 1;
        let delimiter: Range<usize> = start..self.at;
        let inside = self.sql.get(delimiter).zip(self.sql.get(self.at..));
        let Some((length, end)) = inside.and_then(|(tag, rest)| Some((tag.len(), rest.find(tag)?))) else {
            return Err(unterminated(self.sql, start, "dollar-quoted string"));
        };
        self.at += end + length;
        Ok(TokenKind::String)
    }

    /// A name, a keyword, or the prefix of a string and the string with it.
    fn word(&mut self, start: usize) -> Result<TokenKind, Refusal> {
        let prefix = (self.bytes[start].to_ascii_lowercase(), self.byte(1), self.byte(2));
        match prefix {
            (b'e', Some(b'\''), _) => {
                self.at += 1;
                return self.quoted(start, ESCAPE_STRING);
            }
            (b'b' | b'x', Some(b'\''), _) => {
                self.at += 1;
                return self.quoted(start, BIT_STRING);
            }
            (b'u', Some(b'&'), Some(b'\'')) => {
                self.at += 2;
                return self.quoted(start, STRING);
            }
            (b'u', Some(b'&'), Some(b'"')) => {
                self.at += 2;
                return self.quoted(start, NAME);
            }
            _ => {}
        }
        self.take_while(|b| starts_word(b) || b.is_ascii_digit() || b == b'$');
        let word = &self.sql[start..self.at];
        if word.is_ascii() {
            return Ok(TokenKind::Word);
        }
        let suspect = word.char_indices().find_map(|(i, c)| text::lookalike(self.sql, start + i, c));
        suspect.map_or(Ok(TokenKind::Word), Err)
    }

    /// Integers in four bases with `_` between digits, decimals, exponents.
    fn number(&mut self) -> TokenKind {
        let base = match (self.byte(0), self.byte(1).map(|b| b.to_ascii_lowercase())) {
            (Some(b'0'), Some(b'x')) => Some(16),
            (Some(b'0'), Some(b'o')) => Some(8),
            (Some(b'0'), Some(b'b')) => Some(2),
            _ => None,
        };
        if let Some(base) = base {
            self.at += 2;
            if self.byte(0) == Some(b'_') {
                self.at += 1;
            }
            self.digits(base);
            return TokenKind::Number;
        }
        self.digits(10);
        if self.byte(0) == Some(b'.') && self.byte(1) != Some(b'.') {
            self.at += 1;
            self.digits(10);
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(1 + sign).is_some_and(|b| b.is_ascii_digit()) {
                self.at += 1 + sign;
                self.digits(10);
            }
        }
        TokenKind::Number
    }

    /// Digits, with single underscores between them.
    fn digits(&mut self, base: u32) {
        let digit = |b: Option<u8>| b.is_some_and(|b| char::from(b).is_digit(base));
        while digit(self.byte(0)) {
            self.at += 1;
            if self.byte(0) == Some(b'_') && digit(self.byte(1)) {
                self.at += 1;
            }
        }
    }

    /// The longest run of operator characters, less what belongs to a comment or to a number's sign.
    fn operator(&mut self) -> TokenKind {
        let start = self.at;
        self.take_while(is_operator);
        let run = &self.bytes[start..self.at];
        let mut length = run.windows(2).position(|pair| matches!(pair, b"--" | b"/*")).unwrap_or(run.len());
        // `1*-2` is three tokens; `@-` is one: only these characters let an operator end in a sign.
        let keeps_sign = run[..length].iter().any(|b| b"~!@#^&|`?%".contains(b));
        while length > 1 && !keeps_sign && matches!(run[length - 1], b'+' | b'-') {
            length -= 1;
        }
        self.at = start + length;
        TokenKind::Operator
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_operator(byte: u8) -> bool {
    b"~!@#^&|`?+-*/%<>=".contains(&byte)
}
