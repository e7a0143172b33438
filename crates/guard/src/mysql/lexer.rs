//! Cuts text into tokens byte for byte as MySQL's and MariaDB's own lexer does, in the sessions that the
//! gateway opens: utf8mb4, and a fixed sql_mode without ANSI_QUOTES, NO_BACKSLASH_ESCAPES, PIPES_AS_CONCAT,
//! IGNORE_SPACE and ORACLE. Refuses what the two servers read in their own odd ways. Numbers, and names that
//! begin like one, are in `number`; hints in `hint`.

mod hint;
mod number;

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
            b'\t'..=b'\r' | b' ' => self.at += 1,
            b'#' => self.line_comment(),
            b'-' if self.peek(1) == Some(b'-') && self.is_blank_or_end(2) => self.line_comment(),
            b'/' if self.peek(1) == Some(b'*') => return self.block_comment(),
            b'\'' | b'"' => return self.string(),
            b'`' => return self.quoted_name(),
            b'0'..=b'9' => return self.number(),
            b'.' => return self.dot(),
            b'@' => return self.variable(),
            b'(' => return self.sign(TokenKind::Open),
            b')' => return self.sign(TokenKind::Close),
            b',' => return self.sign(TokenKind::Comma),
            b';' => return self.sign(TokenKind::Semicolon),
            b'?' | b':' | b'\\' | b'$' => return self.odd_sign(byte),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => return self.word(),
            0..=0x1F | 0x7F => return Err(self.fail(Rule::Syntax, "A control character stands here")),
            b'!'..=b'~' => return self.sign(TokenKind::Operator),
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn is_blank_or_end(&self, ahead: usize) -> bool {
        self.peek(ahead).is_none_or(|byte| matches!(byte, b'\t'..=b'\r' | b' '))
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

    /// To the end of the line: only a line feed ends it, a carriage return alone does not.
    fn line_comment(&mut self) {
        self.at = self.rest().find('\n').map_or(self.bytes.len(), |length| self.at + length);
    }

    /// Comments don't nest. One with `!` or `M!` holds text that one of the two servers runs.
    fn block_comment(&mut self) -> Result<(), Refusal> {
        let inside = self.rest().get(2..).unwrap_or_default();
        if inside.starts_with('!') || inside.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("M!")) {
            let message = "A comment that begins with `/*!` or `/*M!` is run by the server, so it is not accepted; \
                           write its content as plain SQL";
            return Err(self.fail(Rule::ExecutableComment, message));
        }
        let Some(length) = inside.find("*/") else {
            return Err(self.fail(Rule::Unterminated, "This comment is never closed with `*/`"));
        };
        if let Some(hints) = inside.get(..length).and_then(|comment| comment.strip_prefix('+')) {
            hint::check(hints).map_err(|(rule, message)| self.fail(rule, &message))?;
        }
        self.at += 2 + length + 2;
        Ok(())
    }

    /// `'…'` or `"…"`: the quote is doubled or escaped with a backslash.
    fn string(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        if !self.quoted(true) {
            return Err(self.fail(Rule::Unterminated, "This string is never closed"));
        }
        self.push(TokenKind::String, start)
    }

    /// `` `…` ``: the quote is doubled, and a backslash is only a backslash.
    fn quoted_name(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        if !self.quoted(false) {
            return Err(self.fail(Rule::Unterminated, "This quoted name is never closed"));
        }
        self.push(TokenKind::QuotedName, start)
    }

    /// Moves past something quoted; false, and not moved, if it never ends. Bytes of longer characters are
    /// never a quote or a backslash, so that it may step through them one by one.
    fn quoted(&mut self, escapes: bool) -> bool {
        let quote = self.bytes[self.at];
        let mut at = self.at + 1;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte == b'\\' && escapes {
                at += 1;
            } else if byte == quote {
                if self.bytes.get(at) != Some(&quote) {
                    self.at = at;
                    return true;
                }
                at += 1;
            }
        }
        false
    }

    /// A word; or `x'…'` and `b'…'`, which the servers read without escapes and refuse with other digits.
    fn word(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        self.skip_name()?;
        let digits: fn(&u8) -> bool = match self.bytes.get(start..self.at) {
            Some(b"x" | b"X") if self.peek(0) == Some(b'\'') => u8::is_ascii_hexdigit,
            Some(b"b" | b"B") if self.peek(0) == Some(b'\'') => |byte| matches!(byte, b'0' | b'1'),
            _ => return self.push(TokenKind::Word, start),
        };
        let content = self.bytes.get(self.at + 1..).unwrap_or_default();
        let length = content.iter().take_while(|&byte| digits(byte)).count();
        if content.get(length) != Some(&b'\'') {
            let message = "This literal has a character that is no digit of it, or is never closed";
            return Err(Refusal::new(Rule::Syntax, message).at(self.sql, start));
        }
        self.at += length + 2;
        self.push(TokenKind::String, start)
    }

    /// Moves past the letters of a name: ASCII letters and digits, `_`, `$`, and everything beyond ASCII.
    fn skip_name(&mut self) -> Result<(), Refusal> {
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
        Ok(())
    }

    /// `@name`, `@'name'` and `@@name`; what may be done with them is not decided here.
    fn variable(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        self.at += 1;
        match self.peek(0) {
            Some(b'@') => {
                self.at += 1;
                if self.peek(0) != Some(b'`') {
                    self.skip_name()?;
                }
            }
            Some(quote @ (b'\'' | b'"' | b'`')) => {
                if !self.quoted(quote != b'`') {
                    return Err(self.fail(Rule::Unterminated, "This variable's name is never closed"));
                }
            }
            _ => {
                let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$');
                while self.peek(0).is_some_and(is_letter) {
                    self.at += 1;
                }
            }
        }
        self.push(TokenKind::Parameter, start)
    }

    /// `@name`, and not `@@name`, which is the server's.
    fn follows_user_variable(&self) -> bool {
        let Some(last) = self.out.last() else { return false };
        last.kind == TokenKind::Parameter && self.bytes.get(last.span.start + 1) != Some(&b'@')
    }

    fn odd_sign(&mut self, byte: u8) -> Result<(), Refusal> {
        let next = self.peek(1);
        match byte {
            b'?' => {
                Err(self
                    .fail(Rule::Parameter, "There is no value for the parameter `?`; write the value itself"))
            }
            // `@rank := @rank + 1` numbers rows where there are no window functions. Such a variable lives in the
            // session alone, and the engine drops it with the session's state after each statement.
            b':' if next == Some(b'=') && self.follows_user_variable() => {
                self.at += 2;
                self.push(TokenKind::Operator, self.at - 2)
            }
            b':' if next == Some(b'=') => {
                let message = "`:=` sets a variable of the server, and a statement that reads sets none";
                Err(self.fail(Rule::Variable, message).about(":="))
            }
            b':' if next == Some(b':') => {
                let message = "`::` casts on PostgreSQL; write CAST(value AS type)";
                Err(self.fail(Rule::Syntax, message).about("::"))
            }
            b':' if next.is_some_and(is_name_byte) => {
                let message = "There is no value for a parameter such as `:name`; write the value itself";
                Err(self.fail(Rule::Parameter, message))
            }
            b':' => self.sign(TokenKind::Operator),
            // MySQL 9 reads `$tag$ … $tag$` as a string in some places; MariaDB and MySQL 8 read names.
            b'$' => {
                let message = "A name that begins with `$` must be quoted with backticks";
                Err(self.fail(Rule::ConstructNotAllowed, message))
            }
            _ => {
                let message = match next {
                    Some(b'N') => "`\\N` is not accepted; write NULL",
                    Some(b'G' | b'g') => "`\\G` belongs to the mysql program, not to SQL; leave it out",
                    _ => "A backslash means nothing outside quotes",
                };
                Err(self.fail(Rule::Syntax, message))
            }
        }
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

#[cfg(test)]
mod tests;
