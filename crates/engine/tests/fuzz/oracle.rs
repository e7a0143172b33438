//! The servers' own parsers, as far as they can be had in this process: PostgreSQL's and SQLite's are the real
//! ones; for MySQL, which has none outside its server, its manual's rules and an independent grammar stand in.

use rusqlite::{Batch, Connection, fallible_iterator::FallibleIterator};
use sqlparser::{
    ast::{SetExpr, Statement},
    dialect::MySqlDialect,
    parser::Parser,
    tokenizer::{Token, Tokenizer},
};
use weir_guard::Dialect;

/// How many statements the parser sees; none when it doesn't know.
pub(crate) fn statements(dialect: Dialect, text: &str) -> Option<usize> {
    match dialect {
        Dialect::Postgres => Some(pg_query::split_with_parser(text).map_or(0, |all| all.len())),
        Dialect::MySql | Dialect::MariaDb => Some(semicolons(text)),
        Dialect::Sqlite => prepared(text),
    }
}

/// Whether the outermost query has a limit; none when the parser doesn't know.
pub(crate) fn has_limit(dialect: Dialect, text: &str) -> Option<bool> {
    match dialect {
        Dialect::Postgres => {
            let tree = pg_query::parse(text, pg_query::ParserOptions::DEFAULT).ok()?;
            let statement = tree.protobuf.stmts.first()?.stmt.as_ref()?.node.as_ref()?;
            match statement {
                pg_query::NodeEnum::SelectStmt(select) => Some(select.limit_count.is_some()),
                _ => None,
            }
        }
        Dialect::MySql | Dialect::MariaDb => {
            if is_cut_oddly(text) {
                return None;
            }
            let mut parser = Parser::new(&MySqlDialect {}).try_with_sql(text).ok()?;
            let statements = parser.parse_statements().ok()?;
            // It leaves what follows a word END unread.
            if parser.peek_token_ref().token != Token::EOF {
                return None;
            }
            let Some(Statement::Query(mut query)) = statements.into_iter().next() else { return None };
            // Parentheses around everything: the limit stands inside.
            while query.limit_clause.is_none() && query.fetch.is_none() {
                let SetExpr::Query(inner) = *query.body else {
                    // It takes the two words behind `TABLE t` with it, whatever they are.
                    return (!ends_with_table(&query.body)).then_some(false);
                };
                query = inner;
            }
            Some(true)
        }
        // Its tree isn't to be had.
        Dialect::Sqlite => None,
    }
}

fn ends_with_table(body: &SetExpr) -> bool {
    match body {
        SetExpr::Table(_) => true,
        SetExpr::SetOperation { right, .. } => ends_with_table(right),
        _ => false,
    }
}

/// Whether the tokenizer cuts names as no server does: it takes whatever follows `@` for a letter, even the `/` of a
/// comment, and `$a$` for the beginning of a string.
fn is_cut_oddly(text: &str) -> bool {
    let Ok(tokens) = Tokenizer::new(&MySqlDialect {}, text).tokenize() else { return true };
    tokens.iter().any(|token| match token {
        Token::Word(word) if word.quote_style.is_none() => {
            word.value.contains(|c: char| c.is_ascii_punctuation() && !matches!(c, '@' | '_' | '$'))
        }
        Token::DollarQuotedString(_) => true,
        _ => false,
    })
}

/// How many statements semicolons part, by the manual's pages "String Literals", "Schema Object Names" and
/// "Comments". A comment that the server runs counts for two.
fn semicolons(text: &str) -> usize {
    let (mut count, mut within) = (0, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let ends = match c {
            '\'' | '"' | '`' => quoted(rest, c),
            '#' => line(rest),
            '-' if is_dashes(rest) => line(rest),
            '/' if rest.starts_with("/*!") || rest.starts_with("/*M!") => return 2,
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            _ => c.len_utf8(),
        };
        let is_solid = !c.is_whitespace() && !matches!((c, ends), ('#', _) | ('-' | '/', 2..));
        count += usize::from(is_solid && c != ';' && !within);
        within = if is_solid { c != ';' } else { within };
        rest = &rest[ends..];
    }
    count
}

/// Two dashes, with a blank, a control character or the end after them.
fn is_dashes(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|after| {
        after.chars().next().is_none_or(|next| next.is_ascii_whitespace() || next.is_ascii_control())
    })
}

fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// The length of what is in quotes. Doubling a quote ends it and begins it anew, which counts the same.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && quote != '`' && !escaped;
    }
    text.len()
}

fn prepared(text: &str) -> Option<usize> {
    let connection = Connection::open_in_memory().ok()?;
    connection.execute_batch("CREATE TABLE t(a, b, c); CREATE TABLE u(a, b, c)").ok()?;
    let mut batch = Batch::new(&connection, text);
    // An unknown table, say, is no answer; but whatever stands behind a statement that is one, is.
    match batch.next() {
        Err(_) => None,
        Ok(None) => Some(0),
        Ok(Some(_)) => Some(if matches!(batch.next(), Ok(None)) { 1 } else { 2 }),
    }
}
