//! A lexed statement of MySQL, MariaDB or SQLite: its tokens, their text, and which parentheses pair.
//! Holds the rules that need nothing more: one statement, token and depth limits, balanced parentheses.
//! What a byte means is the dialects' lexers' matter.

use std::ops::Range;

use crate::{
    Refusal, Rule,
    token::{Token, TokenKind},
};

/// The most tokens in a statement: no parser behind the guard sees a longer one.
const MAX_TOKENS: usize = 50_000;
/// The deepest nesting of parentheses and CASE.
const MAX_DEPTH: usize = 200;
/// The most characters of the user's own text in a message.
const MAX_SHOWN: usize = 64;

/// One statement's tokens, without trailing semicolons.
#[derive(Debug)]
pub(crate) struct Lexed<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
    /// For each parenthesis the index of the other one; for other tokens their own index.
    partners: Vec<usize>,
    depth: usize,
    end: usize,
}

impl<'a> Lexed<'a> {
    pub(crate) fn sql(&self) -> &'a str {
        self.sql
    }

    /// The number of tokens; never 0.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The deepest nesting of parentheses and CASE.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Where the statement ends: at its first trailing semicolon, or where the text ends.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    pub(crate) fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// The token's bytes; empty past the last one.
    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        self.tokens.get(index).map_or(self.end..self.end, |token| token.span.clone())
    }

    /// The token's text; empty past the last one.
    pub(crate) fn text(&self, index: usize) -> &'a str {
        self.sql.get(self.span(index)).unwrap_or_default()
    }

    /// The unquoted word that may be a keyword here: not one that names something after a dot.
    pub(crate) fn keyword(&self, index: usize) -> Option<&'a str> {
        let after_dot = index > 0 && self.kind(index - 1) == Some(TokenKind::Dot);
        (self.kind(index) == Some(TokenKind::Word) && !after_dot).then(|| self.text(index))
    }

    /// Whether the token is this keyword.
    pub(crate) fn is(&self, index: usize, keyword: &str) -> bool {
        self.keyword(index).is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    /// Whether the token is one of these keywords.
    pub(crate) fn is_any(&self, index: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(index, keyword))
    }

    /// Whether the tokens from here on begin with these keywords.
    pub(crate) fn starts_with(&self, index: usize, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(i, keyword)| self.is(index + i, keyword))
    }

    /// Whether the token is a word or a quoted name.
    pub(crate) fn is_name(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::Word | TokenKind::QuotedName))
    }

    /// The index of the parenthesis that belongs to this one.
    pub(crate) fn partner(&self, index: usize) -> usize {
        self.partners.get(index).copied().unwrap_or(index)
    }

    /// The index after this token, or after the whole parenthesis that it opens.
    pub(crate) fn skip(&self, index: usize) -> usize {
        self.partner(index).max(index) + 1
    }

    /// The parenthesis at `open` as a list of names, such as `(a, b)`.
    pub(crate) fn is_name_list(&self, open: usize) -> bool {
        let close = self.partner(open);
        let inside = open + 1..close;
        inside.len() % 2 == 1
            && inside.enumerate().all(|(place, index)| {
                if place % 2 == 0 { self.is_name(index) } else { self.kind(index) == Some(TokenKind::Comma) }
            })
    }

    /// The token's text for a message: not too long.
    pub(crate) fn shown(&self, index: usize) -> &'a str {
        let text = self.text(index);
        text.char_indices().nth(MAX_SHOWN).map_or(text, |(end, _)| &text[..end])
    }

    /// A refusal that is about one token; about the last one, where the statement stops too early.
    pub(crate) fn refusal(&self, rule: Rule, index: usize, message: &str) -> Refusal {
        let index = index.min(self.len() - 1);
        Refusal::new(rule, message).at(self.sql, self.span(index).start).about(self.shown(index))
    }
}

/// Takes a lexer's tokens one by one.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    lexed: Lexed<'a>,
    open: Vec<usize>,
    cases: usize,
    ended: bool,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(sql: &'a str) -> Self {
        let lexed = Lexed {
            sql,
            tokens: Vec::with_capacity(sql.len() / 4 + 1),
            partners: Vec::with_capacity(sql.len() / 4 + 1),
            depth: 0,
            end: sql.len(),
        };
        Self { lexed, open: Vec::new(), cases: 0, ended: false }
    }

    /// The last token taken.
    pub(crate) fn last(&self) -> Option<&Token> {
        self.lexed.tokens.last()
    }

    /// Takes a token.
    pub(crate) fn push(&mut self, kind: TokenKind, span: Range<usize>) -> Result<(), Refusal> {
        let index = self.lexed.tokens.len();
        if kind == TokenKind::Semicolon {
            if !self.ended {
                self.lexed.end = span.start;
            }
            self.ended = true;
            return Ok(());
        }
        if self.ended {
            return Err(self.fail(
                Rule::MultipleStatements,
                span.start,
                "Only one statement at a time is accepted, and another one begins after the semicolon",
            ));
        }
        if index == MAX_TOKENS {
            let message = format!("The statement has more than {MAX_TOKENS} words and signs");
            return Err(self.fail(Rule::TooManyTokens, span.start, &message));
        }
        let start = span.start;
        self.lexed.tokens.push(Token { kind, span });
        self.lexed.partners.push(index);
        match kind {
            TokenKind::Open => self.open.push(index),
            TokenKind::Close => self.close(index)?,
            TokenKind::Word if self.lexed.is(index, "CASE") => self.cases += 1,
            TokenKind::Word if self.lexed.is(index, "END") => self.cases = self.cases.saturating_sub(1),
            _ => {}
        }
        let depth = self.open.len() + self.cases;
        self.lexed.depth = self.lexed.depth.max(depth);
        if depth > MAX_DEPTH {
            let message =
                format!("The statement nests parentheses or CASE more than {MAX_DEPTH} levels deep");
            return Err(self.fail(Rule::TooDeep, start, &message));
        }
        Ok(())
    }

    /// The statement, if it is one.
    pub(crate) fn finish(self) -> Result<Lexed<'a>, Refusal> {
        if let Some(&open) = self.open.last() {
            return Err(self.lexed.refusal(Rule::Syntax, open, "This `(` is never closed"));
        }
        if self.lexed.tokens.is_empty() {
            let message = "There is nothing to run: the text is blank or only comments";
            return Err(Refusal::new(Rule::Empty, message));
        }
        Ok(self.lexed)
    }

    /// A refusal about a place in the text.
    pub(crate) fn fail(&self, rule: Rule, offset: usize, message: &str) -> Refusal {
        Refusal::new(rule, message).at(self.lexed.sql, offset)
    }

    fn close(&mut self, index: usize) -> Result<(), Refusal> {
        let Some(open) = self.open.pop() else {
            return Err(self.lexed.refusal(Rule::Syntax, index, "This `)` closes nothing"));
        };
        self.lexed.partners[open] = index;
        self.lexed.partners[index] = open;
        Ok(())
    }
}
