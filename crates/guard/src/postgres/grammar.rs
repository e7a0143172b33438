//! PostgreSQL's own grammar (pg_query), called where its habits can't hurt the process.
//!
//! pg_query reads the grammar of PostgreSQL 18. What a newer grammar knows and the server doesn't, the server
//! refuses; where it reads a word as syntax that an older server takes for a call, [`super::walk`] looks at the name.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use pg_query::{Error, ParserOptions, protobuf::ParseResult};
// For its feature `no-recursion-limit` alone: pg_query reads its trees with prost, which stops at 50 terms of a sum.
use prost as _;

use crate::{Refusal, Rule};

/// Statements of up to so many tokens are checked on the caller's own stack, which may be 2 MiB.
///
/// Reading a tree back takes at most 4 KiB of stack a token in a release build and 35 KiB in a debug build
/// (`NOT NOT NOT …`, measured).
const INLINE_TOKENS: usize = if cfg!(debug_assertions) { 16 } else { 192 };

/// The stack for longer statements. pg_query itself stops at 10,000 levels: measured 17 MiB, and 156 MiB in a
/// debug build. A stack overflow can't be caught, so there is room to spare; only what is used costs memory.
const STACK_BYTES: usize = if cfg!(debug_assertions) { 512 << 20 } else { 64 << 20 };

/// Why there is no tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server's words.
    Syntax(String),
    /// The tree has too many levels.
    TooDeep,
    /// The parser could not do its work; nothing to do with the text.
    Broken,
}

/// Reads a text with the server's grammar. The text must hold no NUL.
pub(super) fn parse(sql: &str) -> Result<ParseResult, Fault> {
    match pg_query::parse(sql, ParserOptions::DEFAULT) {
        Ok(result) => Ok(result.protobuf),
        Err(Error::Parse(message)) if is_depth(&message) => Err(Fault::TooDeep),
        Err(Error::Parse(message)) => Err(Fault::Syntax(message)),
        Err(_) => Err(Fault::Broken),
    }
}

/// Does work on trees where a deep one can't overflow the stack, and turns a panic into a refusal.
pub(super) fn with_room<T: Send>(
    tokens: usize,
    work: impl FnOnce() -> Result<T, Refusal> + Send,
) -> Result<T, Refusal> {
    let work = || catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broken()));
    if tokens <= INLINE_TOKENS {
        return work();
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("weir-guard".to_owned()).stack_size(STACK_BYTES);
        let worker = builder.spawn_scoped(scope, work).map_err(|_no_thread| broken())?;
        worker.join().unwrap_or_else(|_| Err(broken()))
    })
}

/// The refusal for a statement that could not be checked through no fault of its own.
pub(super) fn broken() -> Refusal {
    Refusal::new(Rule::ConstructNotAllowed, "The statement could not be checked, so it may not run")
}

/// The messages of the parser's own limits: its stack, its table of states, its tree format.
fn is_depth(message: &str) -> bool {
    message.starts_with("memory exhausted")
        || message.contains("stack depth limit exceeded")
        || message.contains("nested too deeply")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(sql: &str) -> Result<usize, Refusal> {
        with_room(usize::MAX, || match parse(sql) {
            Ok(tree) => Ok(tree.stmts.len()),
            Err(fault) => Err(Refusal::new(Rule::TooDeep, &format!("{fault:?}"))),
        })
    }

    #[test]
    fn deep_trees_are_read_or_refused_and_never_end_the_process() {
        for (count, readable) in [(1_500, true), (2_400, true), (25_000, false)] {
            for (shape, sql) in [
                ("+", format!("SELECT {}a", "a+".repeat(count))),
                ("NOT", format!("SELECT {}a", "NOT ".repeat(count))),
                ("-", format!("SELECT {}a", "- ".repeat(count))),
                ("::", format!("SELECT a{}", "::int".repeat(count))),
                ("IS NULL", format!("SELECT a{}", " IS NULL".repeat(count))),
                ("JOIN", format!("SELECT 1 FROM a{}", " CROSS JOIN a".repeat(count))),
                ("UNION", format!("SELECT 1{}", " UNION SELECT 1".repeat(count))),
                ("ARRAY", format!("SELECT {}1{}", "ARRAY[".repeat(count), "]".repeat(count))),
            ] {
                match outcome(&sql) {
                    Ok(statements) => assert_eq!((statements, readable), (1, true), "{count} x {shape}"),
                    Err(refusal) => assert_eq!(
                        (refusal.message.as_str(), readable),
                        ("TooDeep", false),
                        "{count} x {shape}"
                    ),
                }
            }
        }
    }

    #[test]
    fn flat_chains_may_be_long() {
        for link in [" AND a", " OR a", ", a"] {
            assert_eq!(outcome(&format!("SELECT a{}", link.repeat(24_000))), Ok(1), "{link}");
        }
    }

    #[test]
    fn nested_case_and_subselects_are_read_or_refused() {
        for count in [200, 1_600, 3_000] {
            let case = format!("SELECT {}1{}", "CASE WHEN a THEN ".repeat(count), " END".repeat(count));
            let subselect = format!("{}SELECT 1{}", "SELECT (".repeat(count), ")".repeat(count));
            for sql in [case, subselect] {
                assert!(
                    matches!(outcome(&sql), Ok(1)) || outcome(&sql).is_err_and(|r| r.message == "TooDeep")
                );
            }
        }
    }

    #[test]
    fn a_panic_is_a_refusal() {
        for tokens in [0, usize::MAX] {
            let refused = with_room::<()>(tokens, || panic!("on purpose"));
            assert_eq!(refused.unwrap_err().rule, Rule::ConstructNotAllowed);
        }
    }
}
