//! MySQL and MariaDB: our lexer's class of statement, the token rules, the static function list, sqlparser as
//! second opinion, and the limit.
//!
//! Relies on the session that the engine opens: utf8mb4, and a sql_mode without ANSI_QUOTES,
//! NO_BACKSLASH_ESCAPES, PIPES_AS_CONCAT, IGNORE_SPACE and ORACLE (see `lexer`); the server must be told
//! neither to split statements nor to accept local files.

mod calls;
mod class;
mod functions;
mod lexer;
mod limit;
mod opinion;
mod readable;
mod words;

pub use functions::Functions;

use sqlparser::ast::{Query, Statement};

use crate::{
    AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, Rule, StatementKind,
    limit::not_understood,
    parsed::{self, Grammar},
    splice::Plan,
    text,
};

/// Reads a query, perhaps one that is explained, and does some work on its tree and the byte at which it begins.
///
/// None where the text is no query or not one that the parser knows. Says nothing about whether it may run.
pub fn with_query<T: Send>(
    sql: &str,
    dialect: Dialect,
    work: impl FnOnce(&Query, usize) -> T + Send,
) -> Option<T> {
    text::check(sql).ok()?;
    let lexed = lexer::lex(sql).ok()?;
    let start = class::of(&lexed, dialect).ok()?.query?;
    let offset = lexed.span(start).start;
    let instead = || Some(readable::plainer(&lexed, start));
    parsed::with_statements_or(&lexed, start, Grammar::MySql, instead, |statements| match statements {
        [Statement::Query(query)] => Some(work(query, offset)),
        _ => None,
    })
    .flatten()
}

pub(crate) fn parse(sql: &str, context: &GuardContext) -> Result<ReadOnlyQuery, Refusal> {
    let FunctionSet::MySql(functions) = &*context.functions else {
        let message = "The functions of this connection are not known";
        return Err(Refusal::new(Rule::FunctionNotAllowed, message));
    };
    let lexed = lexer::lex(sql)?;
    let class = class::of(&lexed, context.dialect)?;
    words::check(&lexed, class.checked_from, functions)?;
    if let Some(query) = class.query {
        opinion::check(&lexed, query, functions)?;
    }
    if class.kind != StatementKind::Select {
        let plan = Plan::none(context.limits);
        return Ok(ReadOnlyQuery::proven(class.kind, plan.apply(sql)?, plan.max_rows));
    }
    let plan = limit::plan(&lexed, context.dialect, context.limits)?;
    let limited = plan.apply(sql)?;
    let stands = lexer::lex(&limited.text).is_ok_and(|spliced| {
        let again = limit::plan(&spliced, context.dialect, plan.limits_of_text());
        plan.keeps_the_rest(&lexed, &spliced)
            && again.is_ok_and(|again| again.applied() == AppliedLimit::Kept)
    });
    if !stands {
        return Err(not_understood());
    }
    Ok(ReadOnlyQuery::proven(class.kind, limited, plan.max_rows))
}
