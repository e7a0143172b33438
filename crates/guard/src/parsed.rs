//! sqlparser's trees of MySQL, MariaDB and SQLite statements, made where the parser's habits can't hurt the
//! process: on a stack with room, within a budget, and so that a panic is only a text not read. It knows about
//! 95 % of what the servers accept.

mod dialect;

use std::{panic, thread};

use sqlparser::{
    ast::Statement,
    dialect::{Dialect, MySqlDialect, SQLiteDialect},
    parser::Parser,
    tokenizer::Token,
};

use crate::lexed::Lexed;
use dialect::Budgeted;

/// The parser's own limit on nesting; the lexers' is the same.
const MAX_RECURSION: usize = 200;
/// Longer statements are not read: a parse takes time and stack in proportion (2,500 joins take 20 MiB in a
/// debug build), and such statements are long lists, not clever ones.
const MAX_TOKENS: usize = 5_000;
/// Up to this size and depth parser and walk need less than 512 KiB of stack.
const SMALL: (usize, usize) = if cfg!(debug_assertions) { (60, 5) } else { (120, 6) };
/// For the others. An overflow would end the process.
const STACK_BYTES: usize = 64 << 20;

/// Which grammar reads a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

/// Reads the query that begins at token `query` and ends with the statement, and does some work on its tree; none
/// where the parser can't read it.
pub(crate) fn with_statements<T: Send>(
    lexed: &Lexed<'_>,
    query: usize,
    grammar: Grammar,
    work: impl FnOnce(&[Statement]) -> T + Send,
) -> Option<T> {
    with_statements_or(lexed, query, grammar, || None, work)
}

/// The same; what the parser can't read, it gets once more in other words.
pub(crate) fn with_statements_or<T: Send>(
    lexed: &Lexed<'_>,
    query: usize,
    grammar: Grammar,
    instead: impl FnOnce() -> Option<String> + Send,
    work: impl FnOnce(&[Statement]) -> T + Send,
) -> Option<T> {
    if lexed.len() > MAX_TOKENS {
        return None;
    }
    let sql = lexed.sql().get(lexed.span(query).start..lexed.end()).unwrap_or_default();
    let again = || statements(&instead()?, lexed.len(), grammar);
    let read = || statements(sql, lexed.len(), grammar).or_else(again).map(|statements| work(&statements));
    let (small_len, small_depth) = SMALL;
    // A bug in the parser must not be the end of a request.
    if lexed.len() <= small_len && lexed.depth() <= small_depth {
        panic::catch_unwind(panic::AssertUnwindSafe(read)).ok().flatten()
    } else {
        thread::scope(|scope| {
            let parser = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, read);
            parser.ok().and_then(|parser| parser.join().ok()).flatten()
        })
    }
}

fn statements(sql: &str, tokens: usize, grammar: Grammar) -> Option<Vec<Statement>> {
    let budget = 100 + 8 * tokens;
    match grammar {
        Grammar::MySql => parse(sql, &Budgeted::new(MySqlDialect {}, budget)),
        Grammar::Sqlite => parse(sql, &Budgeted::new(SQLiteDialect {}, budget)),
    }
}

fn parse(sql: &str, dialect: &dyn Dialect) -> Option<Vec<Statement>> {
    let parser = Parser::new(dialect).with_recursion_limit(MAX_RECURSION).try_with_sql(sql);
    let mut parser = parser.ok()?;
    let statements = parser.parse_statements().ok()?;
    // It takes a word END behind a statement for the end of a block and leaves the rest unread.
    (parser.peek_token_ref().token == Token::EOF).then_some(statements)
}
