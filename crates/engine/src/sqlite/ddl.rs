//! What only the text of a CREATE statement tells: comments, and the expressions of an index. SQLite keeps
//! that text as it was written. Anything unexpected gives less, never an error.

use std::collections::HashMap;

/// Comments are cut here.
const MAX_COMMENT: usize = 2000;

/// Comments in the text of a CREATE TABLE or CREATE VIEW.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comments {
    /// At the head: before the first column, or before a view's SELECT.
    pub(super) table: Option<String>,
    /// On the line where a column's definition ends, by the column's name.
    pub(super) columns: HashMap<String, String>,
}

/// Reads the comments of a CREATE TABLE or CREATE VIEW.
pub(super) fn comments(create: &str) -> Comments {
    let mut found = Comments::default();
    let mut reading = Definitions::default();
    let mut depth = 0_u32;
    for token in Tokens::new(create) {
        match token.kind {
            Kind::Comment => match reading.owner_of_comment(&token) {
                Owner::Head => push_line(&mut found.table, token.text),
                Owner::Column(name) => {
                    found.columns.entry(name).or_insert_with(|| strip(token.text));
                }
                Owner::Nobody => {}
            },
            Kind::Open => {
                depth += 1;
                reading.open(depth, &token);
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                reading.close(depth, &token);
            }
            Kind::Comma if depth == 1 => reading.comma(&token),
            Kind::Comma | Kind::Word | Kind::Quoted => reading.token(depth, &token),
        }
    }
    found.table = found.table.map(|comment| cut(&comment)).filter(|comment| !comment.is_empty());
    found.columns.retain(|_name, comment| !comment.is_empty());
    found
}

/// The terms of a CREATE INDEX in order, without ASC and DESC.
pub(super) fn index_terms(create: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut depth = 0_u32;
    let mut start = 0;
    for token in Tokens::new(create) {
        match token.kind {
            Kind::Open => {
                depth += 1;
                if depth == 1 {
                    start = token.end();
                }
            }
            Kind::Comma if depth == 1 => {
                terms.push(term(&create[start..token.start]));
                start = token.end();
            }
            Kind::Close if depth == 1 => {
                terms.push(term(&create[start..token.start]));
                return terms;
            }
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Vec::new()
}

fn term(text: &str) -> String {
    let text = text.trim();
    let (rest, last) = text.rsplit_once(char::is_whitespace).unwrap_or((text, ""));
    let direction = last.eq_ignore_ascii_case("asc") || last.eq_ignore_ascii_case("desc");
    if direction { rest.trim_end() } else { text }.to_owned()
}

/// Which definition a comment stands behind.
#[derive(Default)]
struct Definitions {
    part: Part,
    /// Whether the next word begins a definition.
    at_start: bool,
    /// The column whose definition is being read, or has just ended.
    column: Option<String>,
    /// The line on which the last token ended.
    last_line: usize,
}

/// The part of a CREATE that is being read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    /// Up to the first definition, or to a view's query.
    #[default]
    Head,
    /// The definitions, in parentheses.
    Body,
    /// What follows, and a view's query.
    Tail,
}

enum Owner {
    Head,
    Column(String),
    Nobody,
}

impl Definitions {
    fn open(&mut self, depth: u32, token: &Token<'_>) {
        if depth == 1 && self.part == Part::Head {
            self.at_start = true;
        }
        self.last_line = token.line;
    }

    fn close(&mut self, depth: u32, token: &Token<'_>) {
        if depth == 0 {
            self.part = Part::Tail;
        }
        self.last_line = token.line;
    }

    fn comma(&mut self, token: &Token<'_>) {
        self.at_start = self.part == Part::Body;
        self.last_line = token.line;
    }

    fn token(&mut self, depth: u32, token: &Token<'_>) {
        if self.at_start {
            let constraint = ["constraint", "primary", "unique", "check", "foreign"];
            let is_column = !constraint.iter().any(|word| token.is_word(word));
            self.column = is_column.then(|| token.name());
            self.at_start = false;
            self.part = Part::Body;
        } else if depth == 0 && ["select", "values", "with"].iter().any(|word| token.is_word(word)) {
            self.part = Part::Tail;
        }
        self.last_line = token.last_line();
    }

    fn owner_of_comment(&self, comment: &Token<'_>) -> Owner {
        match (self.part, &self.column) {
            (Part::Head, _) => Owner::Head,
            (Part::Body, Some(column)) if comment.line == self.last_line => Owner::Column(column.clone()),
            _ => Owner::Nobody,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    Comment,
    Open,
    Close,
    Comma,
}

#[derive(Clone, Copy)]
struct Token<'a> {
    kind: Kind,
    text: &'a str,
    start: usize,
    /// The line it begins on.
    line: usize,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn last_line(&self) -> usize {
        self.line + self.text.matches('\n').count()
    }

    fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// A name without its quotes.
    fn name(&self) -> String {
        if self.kind != Kind::Quoted || self.text.len() < 2 {
            return self.text.to_owned();
        }
        let inner = &self.text[1..self.text.len() - 1];
        match &self.text[..1] {
            "[" => inner.to_owned(),
            quote => inner.replace(&quote.repeat(2), quote),
        }
    }
}

/// SQLite's tokens as far as definitions need them (<https://www.sqlite.org/lang.html>). Every boundary is at
/// an ASCII character.
struct Tokens<'a> {
    sql: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Tokens<'a> {
    fn new(sql: &'a str) -> Self {
        Self { sql, at: 0, line: 0 }
    }

    /// Where something ends that runs up to a mark, which belongs to it.
    fn through(&self, from: usize, mark: &str) -> usize {
        self.sql[from..].find(mark).map_or(self.sql.len(), |at| from + at + mark.len())
    }

    /// A doubled quote stays inside.
    fn through_quote(&self, quote: char) -> usize {
        let bytes = self.sql.as_bytes();
        let mut at = self.at + 1;
        loop {
            at = self.through(at, quote.encode_utf8(&mut [0; 4]));
            if bytes.get(at) != Some(&(quote as u8)) {
                return at;
            }
            at += 1;
        }
    }

    fn word_end(&self) -> usize {
        let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
        let rest = &self.sql[self.at..];
        let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        // An operator: one character is enough to know that something stands there.
        self.at + if length == 0 { 1 } else { length }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.sql[self.at..];
        let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let blank = &rest[..rest.len() - trimmed.len()];
        self.line += blank.matches('\n').count();
        self.at += blank.len();
        let (kind, end) = match trimmed.chars().next()? {
            '(' => (Kind::Open, self.at + 1),
            ')' => (Kind::Close, self.at + 1),
            ',' => (Kind::Comma, self.at + 1),
            '-' if trimmed.starts_with("--") => {
                (Kind::Comment, self.sql[self.at..].find('\n').map_or(self.sql.len(), |end| self.at + end))
            }
            '/' if trimmed.starts_with("/*") => (Kind::Comment, self.through(self.at + 2, "*/")),
            '[' => (Kind::Quoted, self.through(self.at, "]")),
            quote @ ('\'' | '"' | '`') => (Kind::Quoted, self.through_quote(quote)),
            _ => (Kind::Word, self.word_end()),
        };
        let token = Token { kind, text: &self.sql[self.at..end], start: self.at, line: self.line };
        self.line = token.last_line();
        self.at = end;
        Some(token)
    }
}

/// A comment's words.
fn strip(comment: &str) -> String {
    let inner = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block).trim_matches('*'),
        None => comment.trim_start_matches('-'),
    };
    cut(inner.trim())
}

fn cut(comment: &str) -> String {
    comment.chars().take(MAX_COMMENT).collect()
}

/// Several lines at the head are one comment.
fn push_line(comment: &mut Option<String>, line: &str) {
    let line = strip(line);
    match comment {
        Some(comment) => {
            comment.push(' ');
            comment.push_str(&line);
        }
        None => *comment = Some(line),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;

    fn check(create: &str, expected: &Expect) {
        let comments = comments(create);
        let mut shown = format!("{}\n", comments.table.unwrap_or_default());
        let mut columns: Vec<_> = comments.columns.into_iter().collect();
        columns.sort();
        for (column, comment) in columns {
            let _infallible = writeln!(shown, "{column}: {comment}");
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn reads_comments_behind_columns_and_at_the_head() {
        check(
            "CREATE TABLE \"订单\" ( -- Orders, 订单\n\
             \x20 -- one row each\n\
             \x20 id INTEGER PRIMARY KEY, -- the number\n\
             \x20 \"a \"\"b\"\", c\" TEXT DEFAULT 'x -- y' -- behind, no comma\n\
             \x20 , amount DECIMAL(10, 2) CHECK (amount > 0 /* not this */), /* in euro */\n\
             \x20 -- stands alone: nobody's\n\
             \x20 [old] TEXT, `new` TEXT, -- the second of two\n\
             \x20 plain INT,\n\
             \x20 CONSTRAINT positive CHECK (amount > 0), -- of a constraint\n\
             \x20 FOREIGN KEY (plain) REFERENCES x (y) -- of a key\n\
             ) -- after the body\n\
             STRICT",
            &expect![[r#"
                Orders, 订单 one row each
                a "b", c: behind, no comma
                amount: not this
                id: the number
                new: the second of two
            "#]],
        );
    }

    #[test]
    fn reads_the_comment_at_the_head_of_a_view() {
        check(
            "CREATE VIEW v AS -- What was paid\nSELECT a, -- not this\n b FROM t",
            &expect![[r"
            What was paid
        "]],
        );
        check(
            "CREATE VIEW v (a, -- first\n b) AS SELECT 1, 2",
            &expect![[r"

            a: first
        "]],
        );
    }

    #[test]
    fn gives_nothing_for_texts_without_comments_or_sense() {
        for create in [
            "CREATE TABLE t (a, b)",
            "CREATE TABLE t (a --\n, b /**/)",
            "",
            "(((",
            ")))",
            "'",
            "CREATE TABLE t (a 'unterminated -- x",
            "CREATE TABLE t (a /* ",
            "[",
            "\"",
            "é--",
            ",,,(,,--x",
        ] {
            let comments = comments(create);
            assert!(comments.columns.values().all(|comment| !comment.is_empty()), "{create}");
            let _terms = index_terms(create);
        }
        assert_eq!(comments("CREATE TABLE t (a --\n, b /**/)"), Comments::default());
    }

    #[test]
    fn reads_the_terms_of_an_index() {
        for (create, terms) in [
            ("CREATE INDEX i ON t (a)", vec!["a"]),
            (
                "CREATE UNIQUE INDEX \"i(\" ON \"t(,\" (lower(a), b DESC, \"c,d\" COLLATE NOCASE ASC)",
                vec!["lower(a)", "b", "\"c,d\" COLLATE NOCASE"],
            ),
            (
                "CREATE INDEX i ON t (a + b, json_extract(c, '$.a)')) WHERE (d > 0)",
                vec!["a + b", "json_extract(c, '$.a)')"],
            ),
            ("CREATE INDEX i ON t (a", vec![]),
        ] {
            assert_eq!(index_terms(create), terms, "{create}");
        }
    }
}
