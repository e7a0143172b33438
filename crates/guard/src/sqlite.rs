//! SQLite: our lexer's class of statement, the token rules and the limit; and what the engine's authorizer may
//! let through.
//!
//! No grammar decides here: the engine prepares the statement on a connection whose authorizer asks
//! [`function_allowed`] and [`pragma_allowed`], sees only reads, and has limits for lengths set. The rules here
//! refuse earlier, with a better sentence, and make sure that there is one statement and that its limit holds.

mod class;
mod functions;
mod lexer;
mod limit;
mod names;
mod pragmas;

use sqlparser::ast::{Query, Statement};

use crate::{
    AppliedLimit, GuardContext, ReadOnlyQuery, Refusal, StatementKind,
    limit::not_understood,
    parsed::{self, Grammar},
    splice::Plan,
    text,
};

/// Reads a query, perhaps one that is explained, and does some work on its tree and the byte at which it begins.
///
/// None where the text is no query or not one that the parser knows. Says nothing about whether it may run.
pub fn with_query<T: Send>(sql: &str, work: impl FnOnce(&Query, usize) -> T + Send) -> Option<T> {
    text::check(sql).ok()?;
    let lexed = lexer::lex(sql).ok()?;
    let (_, start) = class::of(&lexed).ok()?;
    let start = start?;
    let offset = lexed.span(start).start;
    parsed::with_statements(&lexed, start, Grammar::Sqlite, |statements| match statements {
        [Statement::Query(query)] => Some(work(query, offset)),
        _ => None,
    })
    .flatten()
}

/// Whether SQL may call this function; asked by the authorizer with the resolved name. Operators come to it
/// as functions too: `like`, `->`, `match`.
pub fn function_allowed(name: &str) -> bool {
    functions::is_allowed(name)
}

/// Whether SQL may read this pragma; asked by the authorizer. A pragma with an argument that would set it is not.
pub fn pragma_allowed(name: &str, argument: Option<&str>) -> bool {
    pragmas::is_allowed(name, argument)
}

pub(crate) fn parse(sql: &str, context: &GuardContext) -> Result<ReadOnlyQuery, Refusal> {
    let lexed = lexer::lex(sql)?;
    let (kind, query) = class::of(&lexed)?;
    if let Some(start) = query {
        names::check(&lexed, start)?;
    }
    if kind != StatementKind::Select {
        let plan = Plan::none(context.limits);
        return Ok(ReadOnlyQuery::proven(kind, plan.apply(sql)?, plan.max_rows));
    }
    let plan = limit::plan(&lexed, limit::within_integers(context.limits))?;
    let limited = plan.apply(sql)?;
    let stands = lexer::lex(&limited.text).is_ok_and(|spliced| {
        let again = limit::plan(&spliced, plan.limits_of_text()).map(|again| again.applied());
        // An expression in the place of a number is capped once more: it can't be read.
        let same = again == Ok(AppliedLimit::Kept) || again == Ok(plan.applied());
        plan.keeps_the_rest(&lexed, &spliced) && same && again != Ok(AppliedLimit::Injected)
    });
    if !stands {
        return Err(not_understood());
    }
    Ok(ReadOnlyQuery::proven(kind, limited, plan.max_rows))
}

/// A name or string without its quotes.
fn unquote(text: &str) -> String {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    for (quote, doubled) in [('"', "\"\""), ('`', "``"), ('\'', "''")] {
        if let Some(inside) = inside(quote) {
            return inside.replace(doubled, &quote.to_string());
        }
    }
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).to_owned()
}
