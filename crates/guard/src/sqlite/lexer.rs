//! Cuts text into tokens as SQLite's `tokenize.c` does: quotes are doubled and never escaped, `[…]` is a name
//! without any escape, comments don't nest. What SQLite reads leniently (a comment that never ends) is refused.

use crate::{
    Refusal, Rule,
    lexed::{Builder, Lexed},
    text,
    token::TokenKind,
};

/// Cuts one statement into tokens.
pub(super) fn lex(sql: &str) -> Result<Lexed<'_>, Refusal> {
    let mut lexer = Lexer { sql, bytes: sql.as_bytes(), at: 0, out: Builder::new(sql) };
    while let Some(byte) = lexer.peek(0) {
        lexer.step(byte)?;
    }
    lexer.out.finish()
}

#[derive(Debug)]
struct Lexer<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
    out: Builder<'a>,
}

impl Lexer<'_> {
    fn step(&mut self, byte: u8) -> Result<(), Refusal> {
        match byte {
            b'\t' | b'\n' | 0x0C | b'\r' | b' ' => self.at += 1,
            b'-' if self.peek(1) == Some(b'-') => self.line_comment(),
            b'/' if self.peek(1) == Some(b'*') => return self.block_comment(),
            b'\'' => return self.quoted(b'\'', TokenKind::String),
            b'"' | b'`' => return self.quoted(byte, TokenKind::QuotedName),
            b'[' => return self.bracketed(),
            b'0'..=b'9' => return self.number(),
            b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => return self.number(),
            b'.' => return self.sign(TokenKind::Dot),
            b'(' => return self.sign(TokenKind::Open),
            b')' => return self.sign(TokenKind::Close),
            b',' => return self.sign(TokenKind::Comma),
            b';' => return self.sign(TokenKind::Semicolon),
            b':' if self.peek(1) == Some(b':') => {
                let message = "`::` casts on PostgreSQL; write CAST(value AS type)";
                return Err(self.fail(Rule::Syntax, message).about("::"));
            }
            b'?' | b':' | b'@' | b'$' | b'#' => return Err(self.parameter(byte)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => return self.word(),
            0..=0x1F | 0x7F => return Err(self.fail(Rule::Syntax, "A control character stands here")),
            b'\\' => return Err(self.fail(Rule::Syntax, "A backslash means nothing outside quotes")),
            b'!'..=b'~' => return self.sign(TokenKind::Operator),
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &str {
        self.sql.get(self.at..).unwrap_or_default()
    }

    fn fail(&self, rule: Rule, message: &str) -> Refusal {
        Refusal::new(rule, message).at(self.sql, self.at)
    }

    fn push(&mut self, kind: TokenKind, start: usize) -> Result<(), Refusal> {
        self.out.push(kind, start..self.at)
    }

    fn sign(&mut self, kind: TokenKind) -> Result<(), Refusal> {
        self.at += 1;
        self.push(kind, self.at - 1)
    }

    fn line_comment(&mut self) {
        self.at = self.rest().find('\n').map_or(self.bytes.len(), |length| self.at + length);
    }

    /// SQLite lets the end of the text end a comment; a limit behind it would then be part of the comment.
    fn block_comment(&mut self) -> Result<(), Refusal> {
        let Some(length) = self.rest().get(2..).and_then(|inside| inside.find("*/")) else {
            return Err(self.fail(Rule::Unterminated, "This comment is never closed with `*/`"));
        };
        self.at += 2 + length + 2;
        Ok(())
    }

    fn quoted(&mut self, quote: u8, kind: TokenKind) -> Result<(), Refusal> {
        let start = self.at;
        let mut at = start + 1;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte != quote {
                continue;
            }
            if self.bytes.get(at) != Some(&quote) {
                self.at = at;
                return self.push(kind, start);
            }
            at += 1;
        }
        let what = if kind == TokenKind::String { "string" } else { "quoted name" };
        Err(self.fail(Rule::Unterminated, &format!("This {what} is never closed")))
    }

    fn bracketed(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let Some(length) = self.rest().find(']') else {
            return Err(self.fail(Rule::Unterminated, "This quoted name is never closed with `]`"));
        };
        self.at += length + 1;
        self.push(TokenKind::QuotedName, start)
    }

    /// A number; SQLite refuses letters that touch it, and so does this.
    fn number(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        if self.peek(0) == Some(b'0') && matches!(self.peek(1), Some(b'x' | b'X')) {
            self.at += 2;
            self.skip(|byte| byte.is_ascii_hexdigit() || byte == b'_');
        } else {
            let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
            self.skip(is_digit);
            if self.peek(0) == Some(b'.') {
                self.at += 1;
                self.skip(is_digit);
            }
            let sign = usize::from(matches!(self.peek(1), Some(b'+' | b'-')));
            let has_exponent = matches!(self.peek(0), Some(b'e' | b'E'))
                && self.peek(1 + sign).is_some_and(|byte| byte.is_ascii_digit());
            if has_exponent {
                self.at += 1 + sign;
                self.skip(is_digit);
            }
        }
        if self.peek(0).is_some_and(is_name_byte) {
            let lookalike = self.rest().chars().next().and_then(|c| text::lookalike(self.sql, self.at, c));
            return Err(
                lookalike.unwrap_or_else(|| self.fail(Rule::Syntax, "A number and a word must not touch"))
            );
        }
        self.push(TokenKind::Number, start)
    }

    fn skip(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.peek(0).is_some_and(&belongs) {
            self.at += 1;
        }
    }

    /// A word, or `x'…'`.
    fn word(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            if byte.is_ascii() {
                if !is_name_byte(byte) {
                    break;
                }
                self.at += 1;
                continue;
            }
            let Some(letter) = self.rest().chars().next() else { break };
            if let Some(refusal) = text::lookalike(self.sql, self.at, letter) {
                return Err(refusal);
            }
            self.at += letter.len_utf8();
        }
        let is_blob =
            matches!(self.bytes.get(start..self.at), Some(b"x" | b"X")) && self.peek(0) == Some(b'\'');
        if !is_blob {
            return self.push(TokenKind::Word, start);
        }
        self.at += 1;
        self.skip(|byte| byte.is_ascii_hexdigit());
        if self.peek(0) != Some(b'\'') {
            let message = "This blob has a character that is no hexadecimal digit, or is never closed";
            return Err(Refusal::new(Rule::Syntax, message).at(self.sql, start));
        }
        self.at += 1;
        self.push(TokenKind::String, start)
    }

    fn parameter(&self, byte: u8) -> Refusal {
        if byte == b'#' {
            return self.fail(Rule::Syntax, "`#` means nothing in SQLite; a comment begins with `--`");
        }
        let sign = char::from(byte);
        let message = format!("There is no value for a parameter such as `{sign}…`; write the value itself");
        self.fail(Rule::Parameter, &message).about(&sign.to_string())
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

#[cfg(test)]
mod tests;
