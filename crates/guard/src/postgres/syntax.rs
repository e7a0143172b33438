//! What the server's grammar says of a text that it doesn't know, and where.
//!
//! pg_query tells the server's words but not the place. The words name the token, so the place is one where this
//! token stands: the first at which the text up to there is wrong already.

use super::{
    grammar::{self, Fault},
    walk::Ground,
};
use crate::{Refusal, Rule, token::Token};

/// Up to so many tokens a statement is parsed again to find the place, if there is more than one candidate.
const MAX_TOKENS_TO_SEARCH: usize = 2_000;

/// The refusal for a text without a tree.
pub(super) fn refusal(ground: Ground<'_>, fault: &Fault) -> Refusal {
    let Ground { sql, tokens, .. } = ground;
    match fault {
        Fault::Syntax(words) => {
            let refusal = Refusal::new(Rule::Syntax, words);
            match place(sql, tokens, words) {
                Some((offset, text)) => refusal.at(sql, offset).about(text),
                None => refusal,
            }
        }
        Fault::TooDeep => {
            let message = "The statement is nested too deeply: an expression or chain of thousands of levels";
            Refusal::new(Rule::TooDeep, message)
        }
        Fault::Broken => grammar::broken(),
    }
}

/// Where the token is that the words complain of, and its text.
fn place<'a>(sql: &'a str, tokens: &[Token], words: &'a str) -> Option<(usize, &'a str)> {
    if words.ends_with("at end of input") {
        return Some((tokens.last()?.span.end, ""));
    }
    let (_, rest) = words.split_once(" at or near \"")?;
    let near = rest.strip_suffix('"')?;
    let names_it = |token: &&Token| sql.get(token.span.start..).is_some_and(|text| text.starts_with(near));
    let candidates: Vec<&Token> = tokens.iter().filter(names_it).collect();
    let wrong = match candidates.as_slice() {
        [] => return None,
        [only] => only,
        _ if tokens.len() > MAX_TOKENS_TO_SEARCH => return None,
        several => several.get(several.partition_point(|token| !is_wrong_up_to(sql, token, words)))?,
    };
    Some((wrong.span.start, near))
}

/// Whether the text up to and with this token already gets the same answer.
fn is_wrong_up_to(sql: &str, token: &Token, words: &str) -> bool {
    let beginning = sql.get(..token.span.end).map(grammar::parse);
    matches!(beginning, Some(Err(Fault::Syntax(answer))) if answer == words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::{Functions, lexer};

    fn check(sql: &str) -> (String, Option<usize>) {
        let (tokens, functions) = (lexer::statement(sql).unwrap(), Functions::default());
        let fault = grammar::parse(sql).unwrap_err();
        let refusal = refusal(Ground { sql, tokens: &tokens, functions: &functions }, &fault);
        assert_eq!(refusal.rule, Rule::Syntax);
        (refusal.message, refusal.position)
    }

    #[test]
    fn says_what_the_server_would_say_and_where() {
        for (sql, message, position) in [
            ("SELEC 1", "syntax error at or near \"SELEC\"", Some(1)),
            ("SELECT FROM WHERE", "syntax error at or near \"WHERE\"", Some(13)),
            ("SELECT '姓' FROM", "syntax error at end of input", Some(16)),
            ("SELECT a, , b FROM t, u", "syntax error at or near \",\"", Some(11)),
            ("SELECT (1), (2)), 3)", "syntax error at or near \")\"", Some(16)),
            ("SELECT 1 LIMIT 1 LIMIT 2", "syntax error at or near \"LIMIT\"", Some(18)),
            ("SELECT 'a' 'a' 'a'", "syntax error at or near \"'a'\"", Some(12)),
            ("SELECT 1a", "trailing junk after numeric literal at or near \"1a\"", Some(8)),
            (
                "WITH a AS (SELECT 1) (WITH b AS (SELECT 1) SELECT 1)",
                "multiple WITH clauses not allowed",
                None,
            ),
        ] {
            assert_eq!(check(sql), (message.to_owned(), position), "{sql}");
        }
    }
}
