//! Numbers, dots, and the names that begin with a digit.
//!
//! The servers let a keyword follow a number without a blank (`1.5INTO OUTFILE`), take `1INTO` for a name, and
//! MySQL (9.7 still) swallows an unfinished `1.e` altogether, so that `SLEEP 1.e(5)` sleeps. Hence the care.

use super::{Lexer, is_name_byte};
use crate::{Refusal, Rule, token::TokenKind};

impl Lexer<'_> {
    /// Something that begins with a digit.
    pub(super) fn number(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        if self.peek(0) == Some(b'0') && self.prefixed_number() {
            return self.push(TokenKind::Number, start);
        }
        self.digits();
        match self.peek(0) {
            Some(b'.') => self.fraction(start),
            Some(b'e' | b'E') if self.exponent() => self.push(TokenKind::Number, start),
            Some(byte) if is_name_byte(byte) => {
                self.skip_name()?;
                self.push(TokenKind::Word, start)
            }
            _ => self.push(TokenKind::Number, start),
        }
    }

    /// A dot: between names, before a name, or at the head of `.5`.
    pub(super) fn dot(&mut self) -> Result<(), Refusal> {
        let start = self.at;
        let after_word =
            self.out.last().is_some_and(|last| last.kind == TokenKind::Word && last.span.end == start);
        let digit_follows = self.peek(1).is_some_and(|byte| byte.is_ascii_digit());
        if digit_follows && !after_word {
            return self.fraction(start);
        }
        self.at += 1;
        self.push(TokenKind::Dot, start)?;
        if self.peek(0).is_some_and(is_name_byte) {
            // Right after a dot there are only names: `t.1e5` is a column.
            let name = self.at;
            self.skip_name()?;
            self.push(TokenKind::Word, name)?;
        }
        Ok(())
    }

    /// `0x…` and `0b…`, in lower case and with no letter behind; else not moved.
    fn prefixed_number(&mut self) -> bool {
        let digits: fn(&u8) -> bool = match self.peek(1) {
            Some(b'x') => u8::is_ascii_hexdigit,
            Some(b'b') => |byte| matches!(byte, b'0' | b'1'),
            _ => return false,
        };
        let rest = self.bytes.get(self.at + 2..).unwrap_or_default();
        let length = rest.iter().take_while(|&byte| digits(byte)).count();
        if length == 0 || rest.get(length).copied().is_some_and(is_name_byte) {
            return false;
        }
        self.at += 2 + length;
        true
    }

    /// From the dot on.
    fn fraction(&mut self, start: usize) -> Result<(), Refusal> {
        self.at += 1;
        self.digits();
        if matches!(self.peek(0), Some(b'e' | b'E')) && !self.exponent() {
            let message = "A number such as `1.e` is unfinished: digits must follow the `e`";
            return Err(Refusal::new(Rule::Syntax, message).at(self.sql, start));
        }
        self.push(TokenKind::Number, start)
    }

    /// `e5`, `e+5`, `e-5`; else not moved.
    fn exponent(&mut self) -> bool {
        let sign = usize::from(matches!(self.peek(1), Some(b'+' | b'-')));
        if !self.peek(1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
            return false;
        }
        self.at += 1 + sign;
        self.digits();
        true
    }

    fn digits(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }
}
