//! The servers' own parsers, as far as they can be had in this process: PostgreSQL's and SQLite's are the real
//! ones; for MySQL, which has none outside its server, an independent tokenizer stands in.

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
        Dialect::MySql | Dialect::MariaDb => semicolons(text),
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
            let mut parser = Parser::new(&MySqlDialect {}).try_with_sql(text).ok()?;
            let statements = parser.parse_statements().ok()?;
            // It leaves what follows a word END unread.
            if parser.peek_token_ref().token != Token::EOF {
                return None;
            }
            let Some(Statement::Query(mut query)) = statements.into_iter().next() else { return None };
            // Parentheses around everything: the limit stands inside.
            while query.limit_clause.is_none() && query.fetch.is_none() {
                let SetExpr::Query(inner) = *query.body else { return Some(false) };
                query = inner;
            }
            Some(true)
        }
        // Its tree isn't to be had.
        Dialect::Sqlite => None,
    }
}

/// A semicolon between two things that are no comment parts two statements.
fn semicolons(text: &str) -> Option<usize> {
    let tokens = Tokenizer::new(&MySqlDialect {}, text).tokenize().ok()?;
    let solid = tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_) | Token::EOF));
    let mut count = 0;
    let mut within = false;
    for token in solid {
        let parts = token == Token::SemiColon;
        count += usize::from(!parts && !within);
        within = !parts;
    }
    Some(count)
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
