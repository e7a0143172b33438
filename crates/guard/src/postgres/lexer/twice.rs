//! Refuses a query in parentheses that is limited inside and again outside: `(SELECT … OFFSET 2) LIMIT 5`.
//!
//! The grammar of PostgreSQL 18 has an assertion against it (`insertSelectOptions` in `gram.y`), which ends the
//! process where the parser is built with assertions, as it is in our debug builds. Both clauses can always be
//! written inside. Only tokens are looked at: one pass, with one frame for each open parenthesis.

use std::mem;

use super::{is_label, is_word};
use crate::{
    Refusal, Rule,
    token::{Token, TokenKind},
};

/// What is known of the text between two parentheses so far.
#[derive(Default)]
struct Frame {
    /// Its parenthesis may enclose a whole query: in front of it stands nothing, another one, or the end of a WITH.
    whole: bool,
    /// LIMIT, OFFSET or FETCH was here.
    limited: bool,
    /// What follows limits or orders that query as a whole.
    wraps: bool,
}

pub(super) fn refuse(sql: &str, tokens: &[Token]) -> Result<(), Refusal> {
    let mut outer: Vec<Frame> = Vec::new();
    let mut frame = Frame::default();
    let mut before: Option<&Token> = None;
    // Whether the token before ended a limited query in parentheses.
    let mut ended = false;
    for token in tokens {
        let pending = mem::take(&mut ended);
        let is_any = |words: &[&str]| words.iter().any(|word| is_word(sql, token, word));
        match token.kind {
            TokenKind::Open => {
                let whole = before.is_none_or(|t| matches!(t.kind, TokenKind::Open | TokenKind::Close));
                outer.push(mem::replace(&mut frame, Frame { whole, ..Frame::default() }));
            }
            TokenKind::Close => {
                ended = frame.whole && (frame.limited || frame.wraps || pending);
                frame = outer.pop().unwrap_or_default();
            }
            TokenKind::Word if is_label(sql, before) => {}
            TokenKind::Word if is_any(&["limit", "offset", "fetch"]) => {
                if pending || frame.wraps {
                    return Err(twice(sql, token));
                }
                frame.limited = true;
            }
            TokenKind::Word if is_any(&["order", "for"]) => frame.wraps |= pending,
            TokenKind::Word if is_any(&["union", "intersect", "except"]) => frame.wraps = false,
            _ => {}
        }
        before = Some(token);
    }
    Ok(())
}

fn twice(sql: &str, token: &Token) -> Refusal {
    let message =
        "The query in parentheses is limited already; write LIMIT and OFFSET together, inside of them";
    Refusal::new(Rule::LimitNotUnderstood, message).at(sql, token.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::lexer::statement;

    #[test]
    fn refuses_a_second_limit_around_a_limited_query() {
        for (sql, position) in [
            ("(SELECT 1 LIMIT 5) OFFSET 2", 20),
            ("(SELECT 1 OFFSET 5) LIMIT 2", 21),
            ("(SELECT 1 OFFSET 5) ORDER BY 1, (SELECT 2) FETCH FIRST ROW ONLY", 44),
            ("(SELECT 1 OFFSET 5) FOR READ ONLY LIMIT 2", 35),
            ("((SELECT 1 FETCH FIRST ROW ONLY)) OFFSET 2", 35),
            ("((SELECT 1 LIMIT 5) ORDER BY 1) OFFSET 2", 33),
            ("SELECT * FROM ((SELECT 1 LIMIT 5) OFFSET 2) t", 35),
            ("WITH a AS (SELECT 1) (SELECT 1 LIMIT 5) OFFSET 2", 41),
            ("(WITH a AS (SELECT 1) (SELECT 1 LIMIT 5)) OFFSET 2", 43),
            ("SELECT 1 UNION ((VALUES (1) OFFSET 1) LIMIT 3)", 39),
        ] {
            let refusal = statement(sql).unwrap_err();
            assert_eq!((refusal.rule, refusal.position), (Rule::LimitNotUnderstood, Some(position)), "{sql}");
        }
    }

    #[test]
    fn leaves_limits_of_different_queries_alone() {
        for sql in [
            "(SELECT 1 LIMIT 5) ORDER BY 1",
            "(SELECT 1 ORDER BY 1) LIMIT 5 OFFSET 2",
            "(SELECT 1 LIMIT 5) UNION (SELECT 2 LIMIT 5) LIMIT 5",
            "((SELECT 1 LIMIT 5) ORDER BY 1) UNION SELECT 2 OFFSET 5",
            "SELECT (SELECT 1 LIMIT 1) OFFSET 2",
            "SELECT ((SELECT 1 LIMIT 1)) OFFSET 2",
            "SELECT * FROM (SELECT 1 LIMIT 5) t LIMIT 2",
            "(SELECT * FROM (SELECT 1 LIMIT 5) t) ORDER BY 1 LIMIT 2",
            "SELECT ((SELECT 1 LIMIT 1) + 1) FROM t ORDER BY (SELECT 1 LIMIT 1) LIMIT 2",
            "SELECT 1 AS limit, (t.offset) FROM t OFFSET 2",
            ") LIMIT 5",
        ] {
            assert!(statement(sql).is_ok(), "{sql}");
        }
    }
}
