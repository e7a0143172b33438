//! A second opinion on queries: sqlparser's tree. It knows about 95 % of what the servers accept; where it
//! knows the text, it must agree that nothing but reading goes on. Where it doesn't, the token rules, which
//! never relax, stand alone.

mod dialect;

use std::{ops::ControlFlow, panic, thread};

use sqlparser::{
    ast::{BinaryOperator, Expr, Query, Select, SetExpr, Statement, Visit, Visitor},
    parser::Parser,
};

use super::{calls, functions::Functions};
use crate::{Refusal, Rule, lexed::Lexed};

/// The parser's own limit on nesting; the lexer's is the same.
const MAX_RECURSION: usize = 200;
/// Longer statements are judged by their tokens alone: a parse takes time and stack in proportion (2,500 joins
/// take 20 MiB in a debug build), and such statements are long lists, not clever ones.
const MAX_TOKENS: usize = 5_000;
/// Up to this size and depth the parser needs less than 512 KiB of stack, measured in a debug build.
const SMALL: (usize, usize) = (120, 6);
/// For the others. An overflow would end the process.
const STACK_BYTES: usize = 64 << 20;

/// Checks the query that begins at token `query` and ends with the statement.
pub(super) fn check(lexed: &Lexed<'_>, query: usize, functions: &Functions) -> Result<(), Refusal> {
    if lexed.len() > MAX_TOKENS {
        return Ok(());
    }
    let sql = lexed.sql().get(lexed.span(query).start..lexed.end()).unwrap_or_default();
    let ask = || opinion(sql, lexed.len(), functions);
    let (small_len, small_depth) = SMALL;
    // A bug in the parser must not be the end of a request that the token rules have passed.
    let objection = if lexed.len() <= small_len && lexed.depth() <= small_depth {
        panic::catch_unwind(panic::AssertUnwindSafe(ask)).ok().flatten()
    } else {
        thread::scope(|scope| {
            let parser = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, ask);
            parser.ok().and_then(|parser| parser.join().ok()).flatten()
        })
    };
    match objection {
        Some(objection) => Err(lexed.refusal(Rule::ConstructNotAllowed, query, objection)),
        None => Ok(()),
    }
}

fn opinion(sql: &str, tokens: usize, functions: &Functions) -> Option<&'static str> {
    let dialect = dialect::Budgeted::new(100 + 8 * tokens);
    let statements = Parser::new(&dialect)
        .with_recursion_limit(MAX_RECURSION)
        .try_with_sql(sql)
        .and_then(|mut parser| parser.parse_statements())
        .ok()?;
    if statements.len() != 1 {
        return Some("The statement reads like more than one");
    }
    match statements.visit(&mut Reader { functions }) {
        ControlFlow::Break(objection) => Some(objection),
        ControlFlow::Continue(()) => None,
    }
}

/// Walks a tree and stops at the first thing that isn't known to only read.
struct Reader<'a> {
    functions: &'a Functions,
}

impl Visitor for Reader<'_> {
    type Break = &'static str;

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Self::Break> {
        stop_unless(matches!(statement, Statement::Query(_)), "The statement writes, or is none that reads")
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        let writes = matches!(
            *query.body,
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)
        );
        stop_unless(!writes, "The query writes")?;
        let odd = query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some();
        stop_unless(query.locks.is_empty() && !odd, "The query has a clause that is not accepted")
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        stop_unless(select.into.is_none(), "INTO writes to a file, a variable or a table; leave it out")
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        match expr {
            Expr::Function(function) => {
                let known = match function.name.0.as_slice() {
                    [name] => {
                        name.as_ident().is_some_and(|name| calls::is_known(&name.value, self.functions))
                    }
                    _ => false,
                };
                stop_unless(known, "The statement calls a function that is not known to be harmless")
            }
            Expr::BinaryOp { op: BinaryOperator::Assignment, .. } => {
                ControlFlow::Break("The statement sets a variable")
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

fn stop_unless(fine: bool, objection: &'static str) -> ControlFlow<&'static str> {
    if fine { ControlFlow::Continue(()) } else { ControlFlow::Break(objection) }
}
