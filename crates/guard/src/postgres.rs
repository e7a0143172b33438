//! PostgreSQL: its lexer's rules, its own grammar, functions from `pg_proc`, the limit.

mod functions;
mod grammar;
mod lexer;
mod limit;
mod statement;
mod syntax;
mod walk;

pub use functions::Functions;

use pg_query::{
    NodeEnum,
    protobuf::{ExplainStmt, SelectStmt},
};
use walk::Ground;

use crate::{
    AppliedLimit, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits, StatementKind,
    limit::Limited, text,
};

/// Reads a query, perhaps one that is explained, and does some work on its tree.
///
/// None where the text is no query of PostgreSQL's grammar. Says nothing about whether it may run.
pub fn with_query<T: Send>(sql: &str, work: impl FnOnce(&SelectStmt) -> T + Send) -> Option<T> {
    text::check(sql).ok()?;
    let tokens = lexer::statement(sql).ok()?;
    let read = || {
        let tree = grammar::parse(sql).map_err(|_fault| grammar::broken())?;
        let [only] = tree.stmts.as_slice() else { return Ok(None) };
        let node = only.stmt.as_deref().and_then(|node| node.node.as_ref());
        Ok(node.and_then(query).map(work))
    };
    grammar::with_room(tokens.len(), read).ok().flatten()
}

fn query(node: &NodeEnum) -> Option<&SelectStmt> {
    match node {
        NodeEnum::SelectStmt(select) => Some(select),
        NodeEnum::ExplainStmt(explain) => {
            let ExplainStmt { query: explained, options: _ } = explain.as_ref();
            query(explained.as_deref()?.node.as_ref()?)
        }
        _ => None,
    }
}

/// Checks one statement against tokens, grammar and functions, and deals with its limit.
pub(crate) fn parse(sql: &str, context: &GuardContext) -> Result<ReadOnlyQuery, Refusal> {
    let nothing = Functions::default();
    let functions = match context.functions.as_ref() {
        FunctionSet::Postgres(functions) => functions,
        // A context for another server: nothing may be called.
        FunctionSet::MySql(_) | FunctionSet::Sqlite => &nothing,
    };
    let tokens = lexer::statement(sql)?;
    let ground = Ground { sql, tokens: &tokens, functions };
    grammar::with_room(tokens.len(), || check(ground, context.limits))
}

fn check(ground: Ground<'_>, limits: RowLimits) -> Result<ReadOnlyQuery, Refusal> {
    let mut tree = grammar::parse(ground.sql).map_err(|fault| syntax::refusal(ground, &fault))?;
    let kind = statement::check(ground, &tree)?;
    let (limited, max_rows) = match kind {
        StatementKind::Select => limit::apply(ground, &mut tree, limits)?,
        StatementKind::Show | StatementKind::Explain => {
            (Limited::unchanged(ground.sql, AppliedLimit::NotApplicable), limits.max)
        }
    };
    Ok(ReadOnlyQuery::proven(kind, limited, max_rows))
}
