//! MySQL's and MariaDB's own words that sqlparser doesn't read, taken out or put into plainer ones: for the resolver,
//! which wants to know tables and columns. Every byte stays in its place, so that positions still hold.
//!
//! Never for what may run: the second opinion sees the text as it is.

use std::ops::Range;

use crate::{lexed::Lexed, token::TokenKind};

/// Words between SELECT and its columns that change no name.
const MODIFIERS: &[&str] = &[
    "HIGH_PRIORITY",
    "SQL_BIG_RESULT",
    "SQL_BUFFER_RESULT",
    "SQL_CACHE",
    "SQL_CALC_FOUND_ROWS",
    "SQL_NO_CACHE",
    "SQL_SMALL_RESULT",
    "STRAIGHT_JOIN",
];
/// Units of two parts; one part reads the same.
const UNITS: &[&str] = &[
    "DAY_HOUR",
    "DAY_MICROSECOND",
    "DAY_MINUTE",
    "DAY_SECOND",
    "HOUR_MICROSECOND",
    "HOUR_MINUTE",
    "HOUR_SECOND",
    "MINUTE_MICROSECOND",
    "MINUTE_SECOND",
    "SECOND_MICROSECOND",
    "YEAR_MONTH",
];

/// The text from token `start` to the statement's end, in plainer words.
pub(super) fn plainer(lexed: &Lexed<'_>, start: usize) -> String {
    let from = lexed.span(start).start;
    let text = lexed.sql().get(from..lexed.end()).unwrap_or_default();
    let mut plain = Plain { bytes: text.as_bytes().to_vec(), from };
    for index in start..lexed.len() {
        plain.look(lexed, index);
    }
    // Whole characters are replaced by blanks, so it is still UTF-8.
    String::from_utf8(plain.bytes).unwrap_or_default()
}

struct Plain {
    bytes: Vec<u8>,
    from: usize,
}

impl Plain {
    fn look(&mut self, lexed: &Lexed<'_>, index: usize) {
        let after = |word: &str| index > 0 && lexed.is(index - 1, word);
        if lexed.is_any(index, MODIFIERS)
            && (after("SELECT") || (index > 0 && lexed.is_any(index - 1, MODIFIERS)))
        {
            self.put(lexed.span(index), "");
        } else if lexed.is(index, "STRAIGHT_JOIN") {
            self.put(lexed.span(index), "JOIN");
        } else if lexed.starts_with(index, &["SOUNDS", "LIKE"]) {
            self.put(lexed.span(index), "");
        } else if lexed.starts_with(index, &["MEMBER", "OF"]) {
            self.put(lexed.span(index).start..lexed.span(index + 1).end, "=");
        } else if lexed.starts_with(index, &["ROWS", "EXAMINED"]) {
            let first = if after("LIMIT") { index - 1 } else { index };
            self.put(lexed.span(first).start..lexed.span(index + 2).end, "");
        } else if lexed.is_any(index, UNITS) {
            self.put(lexed.span(index), "DAY");
        } else if lexed.is(index, "PARTITION") && lexed.kind(index + 1) == Some(TokenKind::Open) {
            self.put_through(lexed, index, index + 1);
        } else if lexed.is_any(index, &["USE", "FORCE", "IGNORE"])
            && lexed.is_any(index + 1, &["INDEX", "KEY"])
        {
            self.hint(lexed, index);
        } else if lexed.is(index, "USING") && lexed.kind(index + 2) == Some(TokenKind::Close) {
            self.charset(lexed, index);
        } else if is_introducer(lexed, index) {
            self.put(lexed.span(index), "");
        }
    }

    /// `USE INDEX FOR ORDER BY (a, b)`.
    fn hint(&mut self, lexed: &Lexed<'_>, index: usize) {
        let open = (index + 2..index + 6).find(|at| lexed.kind(*at) == Some(TokenKind::Open));
        if let Some(open) = open {
            self.put_through(lexed, index, open);
        }
    }

    /// `CHAR(77, 121 USING utf8mb4)`; in CONVERT the parser knows it.
    fn charset(&mut self, lexed: &Lexed<'_>, index: usize) {
        let open = lexed.partner(index + 2);
        if open > 0 && lexed.is(open - 1, "CHAR") {
            self.put(lexed.span(index).start..lexed.span(index + 1).end, "");
        }
    }

    fn put_through(&mut self, lexed: &Lexed<'_>, index: usize, open: usize) {
        self.put(lexed.span(index).start..lexed.span(lexed.partner(open)).end, "");
    }

    /// Puts a word and blanks in the place of what is there.
    fn put(&mut self, span: Range<usize>, word: &str) {
        let span = span.start.saturating_sub(self.from)..span.end.saturating_sub(self.from);
        let Some(place) = self.bytes.get_mut(span) else { return };
        place.fill(b' ');
        if let Some(start) = place.get_mut(..word.len()) {
            start.copy_from_slice(word.as_bytes());
        }
    }
}

/// `_utf8mb4'…'`.
fn is_introducer(lexed: &Lexed<'_>, index: usize) -> bool {
    lexed.keyword(index).is_some_and(|word| word.starts_with('_'))
        && lexed.kind(index + 1) == Some(TokenKind::String)
        && lexed.span(index).end == lexed.span(index + 1).start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::lexer;

    #[test]
    fn says_the_same_in_plainer_words_and_moves_nothing() {
        for (sql, plain) in [
            ("SELECT SQL_NO_CACHE HIGH_PRIORITY id FROM t", "SELECT                            id FROM t"),
            ("SELECT * FROM a STRAIGHT_JOIN b ON a.x = b.x", "SELECT * FROM a JOIN          b ON a.x = b.x"),
            ("SELECT a SOUNDS LIKE '姓' FROM t", "SELECT a        LIKE '姓' FROM t"),
            ("SELECT 1 MEMBER OF (d) FROM t", "SELECT 1 =         (d) FROM t"),
            ("SELECT a + INTERVAL '1:30' HOUR_MINUTE", "SELECT a + INTERVAL '1:30' DAY        "),
            ("SELECT * FROM t PARTITION (p0, p1) AS u", "SELECT * FROM t                    AS u"),
            (
                "SELECT * FROM t USE INDEX FOR JOIN (a) WHERE b",
                "SELECT * FROM t                        WHERE b",
            ),
            (
                "SELECT CHAR(77 USING utf8mb4), CONVERT(a USING latin1)",
                "SELECT CHAR(77              ), CONVERT(a USING latin1)",
            ),
            ("SELECT _utf8mb4'a', _b", "SELECT         'a', _b"),
            ("SELECT a FROM t LIMIT 5 ROWS EXAMINED 10", "SELECT a FROM t LIMIT 5                 "),
            ("SELECT a FROM t LIMIT ROWS EXAMINED 10", "SELECT a FROM t                       "),
            ("SELECT SUM(a) OVER (PARTITION BY b) FROM t", "SELECT SUM(a) OVER (PARTITION BY b) FROM t"),
        ] {
            assert_eq!(plainer(&lexer::lex(sql).unwrap(), 0), plain);
        }
    }
}
