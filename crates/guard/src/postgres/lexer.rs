//! PostgreSQL's tokens, byte for byte as the server cuts them, and the rules that need no grammar.
//!
//! The server's rules are those of `src/backend/parser/scan.l` with `standard_conforming_strings` on (the gateway
//! sets it) and UTF-8 text: every byte above 0x7F is a letter. The manual describes them in "Lexical Structure".
//! Whether the tokens make sense is the grammar's matter; numbers with junk behind them are left to it.

mod cursor;
mod twice;

use cursor::Cursor;

use crate::{
    Refusal, Rule,
    token::{Token, TokenKind},
};

/// The most tokens of a statement.
const MAX_TOKENS: usize = 50_000;

/// The deepest nesting of parentheses, brackets and CASE.
const MAX_DEPTH: usize = 200;

/// Cuts a text into the tokens of one statement, without the semicolons at its end; refuses what is none or several.
pub(super) fn statement(sql: &str) -> Result<Vec<Token>, Refusal> {
    let mut tokens = tokens(sql)?;
    if let Some(end) = tokens.iter().position(|token| token.kind == TokenKind::Semicolon) {
        let rest = tokens.split_off(end);
        if let Some(second) = rest.iter().find(|token| token.kind != TokenKind::Semicolon) {
            let message = "Only one statement can run at a time; a second one begins here";
            return Err(Refusal::new(Rule::MultipleStatements, message).at(sql, second.span.start));
        }
    }
    if tokens.is_empty() {
        return Err(Refusal::new(
            Rule::Empty,
            "There is nothing to run: no statement, only blanks or comments",
        ));
    }
    twice::refuse(sql, &tokens)?;
    Ok(tokens)
}

/// Cuts a text into tokens.
fn tokens(sql: &str) -> Result<Vec<Token>, Refusal> {
    let mut cursor = Cursor::new(sql);
    let mut tokens = Vec::with_capacity(sql.len() / 5 + 4);
    let mut depth = Depth::default();
    while let Some(token) = cursor.next_token()? {
        if tokens.len() == MAX_TOKENS {
            let message = format!("The statement has more than {MAX_TOKENS} words and signs");
            return Err(Refusal::new(Rule::TooManyTokens, &message).at(sql, token.span.start));
        }
        depth.follow(sql, tokens.last(), &token)?;
        tokens.push(token);
    }
    Ok(tokens)
}

/// How deep the text is nested at a token.
#[derive(Default)]
struct Depth {
    parentheses: usize,
    cases: usize,
}

impl Depth {
    fn follow(&mut self, sql: &str, before: Option<&Token>, token: &Token) -> Result<(), Refusal> {
        let text = &sql[token.span.clone()];
        match token.kind {
            TokenKind::Open => self.parentheses += 1,
            TokenKind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            TokenKind::Operator if text == "[" => self.parentheses += 1,
            TokenKind::Operator if text == "]" => self.parentheses = self.parentheses.saturating_sub(1),
            // After AS or a dot these two are names.
            TokenKind::Word if text.len() > 4 || is_label(sql, before) => {}
            TokenKind::Word if text.eq_ignore_ascii_case("case") => self.cases += 1,
            TokenKind::Word if text.eq_ignore_ascii_case("end") => self.cases = self.cases.saturating_sub(1),
            _ => {}
        }
        if self.parentheses + self.cases <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("Parentheses, brackets and CASE may be nested {MAX_DEPTH} deep at most");
        Err(Refusal::new(Rule::TooDeep, &message).at(sql, token.span.start))
    }
}

/// Whether the word after this token is a name, whatever it says.
pub(super) fn is_label(sql: &str, before: Option<&Token>) -> bool {
    before.is_some_and(|token| token.kind == TokenKind::Dot || is_word(sql, token, "as"))
}

/// Whether the token is this unquoted word.
pub(super) fn is_word(sql: &str, token: &Token, word: &str) -> bool {
    token.kind == TokenKind::Word && sql[token.span.clone()].eq_ignore_ascii_case(word)
}

/// The refusal for something that is opened and never closed.
fn unterminated(sql: &str, start: usize, what: &str) -> Refusal {
    let message = format!("The {what} that begins here never ends");
    Refusal::new(Rule::Unterminated, &message).at(sql, start).about(what)
}

/// The refusal for a character that no token begins with.
fn stray(sql: &str, offset: usize) -> Refusal {
    let rest = &sql[offset..];
    if rest.starts_with('\\') {
        let part_of_it = |c: &char| matches!(c, '\\' | '!' | '?') || c.is_ascii_alphanumeric();
        let command: String = rest.chars().take_while(part_of_it).collect();
        let message = format!("`{command}` is a command of the program psql, not SQL");
        return Refusal::new(Rule::Syntax, &message).at(sql, offset).about(&command);
    }
    let c = rest.chars().next().unwrap_or(' ').escape_default().to_string();
    let message = format!("The character `{c}` has no meaning here");
    Refusal::new(Rule::Syntax, &message).at(sql, offset).about(&c)
}

#[cfg(test)]
mod tests;
