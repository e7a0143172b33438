//! A second opinion on queries: sqlparser's tree. It knows about 95 % of what the servers accept; where it
//! knows the text, it must agree that nothing but reading goes on. Where it doesn't, the token rules, which
//! never relax, stand alone.

use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Query, Select, SetExpr, Statement, Visit, Visitor};

use super::{calls, functions::Functions};
use crate::{
    Refusal, Rule,
    lexed::Lexed,
    parsed::{self, Grammar},
};

/// Checks the query that begins at token `query` and ends with the statement.
pub(super) fn check(lexed: &Lexed<'_>, query: usize, functions: &Functions) -> Result<(), Refusal> {
    let opinion = |statements: &[Statement]| opinion(statements, functions);
    match parsed::with_statements(lexed, query, Grammar::MySql, opinion).flatten() {
        Some(objection) => Err(lexed.refusal(Rule::ConstructNotAllowed, query, objection)),
        None => Ok(()),
    }
}

fn opinion(statements: &[Statement], functions: &Functions) -> Option<&'static str> {
    let [statement] = statements else { return Some("The statement reads like more than one") };
    match statement.visit(&mut Reader { functions }) {
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
            Expr::BinaryOp { left, op: BinaryOperator::Assignment, .. } => {
                let users = matches!(left.as_ref(), Expr::Identifier(name)
                    if name.value.starts_with('@') && !name.value.starts_with("@@"));
                stop_unless(users, "The statement sets a variable of the server")
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

fn stop_unless(fine: bool, objection: &'static str) -> ControlFlow<&'static str> {
    if fine { ControlFlow::Continue(()) } else { ControlFlow::Break(objection) }
}
