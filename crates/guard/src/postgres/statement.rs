//! What kind of statement a tree is: SELECT in all its forms, SHOW, EXPLAIN of a SELECT, or none that runs.

use pg_query::{
    Node, NodeEnum, NodeRef,
    protobuf::{DefElem, ExplainStmt, ParseResult, SelectStmt, VariableShowStmt},
};

use super::{
    grammar,
    lexer::is_word,
    walk::{self, Ground},
};
use crate::{Refusal, Rule, StatementKind, token::TokenKind};

/// The options of EXPLAIN in PostgreSQL 18. ANALYZE runs the statement, which is why it must be a SELECT that could
/// run by itself. Extensions may bring more options; nobody has read those.
const EXPLAIN_OPTIONS: &[&str] = &[
    "analyze",
    "buffers",
    "costs",
    "format",
    "generic_plan",
    "memory",
    "serialize",
    "settings",
    "summary",
    "timing",
    "verbose",
    "wal",
];

/// Says what the one statement of a tree is, after refusing what may not run.
pub(super) fn check(ground: Ground<'_>, tree: &ParseResult) -> Result<StatementKind, Refusal> {
    match root(tree) {
        Some(NodeRef::SelectStmt(select)) => {
            walk::select(ground, select)?;
            Ok(StatementKind::Select)
        }
        Some(NodeRef::VariableShowStmt(VariableShowStmt { name: _ })) => Ok(StatementKind::Show),
        Some(NodeRef::ExplainStmt(explain)) => {
            check_explain(ground, explain)?;
            Ok(StatementKind::Explain)
        }
        other => Err(not_read_only(ground, other)),
    }
}

/// The one statement of a tree; none where there are several, or none.
pub(super) fn root(tree: &ParseResult) -> Option<NodeRef<'_>> {
    match tree.stmts.as_slice() {
        [only] => only.stmt.as_ref()?.node.as_ref().map(NodeEnum::to_ref),
        _ => None,
    }
}

/// The SELECT that a tree is, to be changed.
pub(super) fn root_select(tree: &mut ParseResult) -> Option<&mut SelectStmt> {
    match tree.stmts.as_mut_slice() {
        [only] => match only.stmt.as_mut()?.node.as_mut()? {
            NodeEnum::SelectStmt(select) => Some(select),
            _ => None,
        },
        _ => None,
    }
}

fn check_explain(ground: Ground<'_>, explain: &ExplainStmt) -> Result<(), Refusal> {
    let ExplainStmt { query, options } = explain;
    for option in options {
        check_option(ground, option)?;
    }
    match query.as_deref().and_then(|query| query.node.as_ref()).map(NodeEnum::to_ref) {
        Some(NodeRef::SelectStmt(select)) => walk::select(ground, select),
        other => {
            let verb = other.and_then(verb).unwrap_or("this statement");
            let message = format!("EXPLAIN may only explain a SELECT here, not {verb}");
            Err(at_word(ground, Refusal::new(Rule::WriteInside, &message), verb))
        }
    }
}

fn check_option(ground: Ground<'_>, option: &Node) -> Result<(), Refusal> {
    let Some(NodeEnum::DefElem(option)) = &option.node else { return Err(grammar::broken()) };
    let DefElem { defnamespace: _, defname, arg: _, defaction: _, location, arg_location: _ } =
        option.as_ref();
    if EXPLAIN_OPTIONS.contains(&defname.as_str()) {
        return Ok(());
    }
    let refusal = Refusal::new(Rule::ConstructNotAllowed, &format!("EXPLAIN has no option {defname} here"));
    Err(match usize::try_from(*location) {
        Ok(offset) => refusal.at(ground.sql, offset).about(defname),
        Err(_) => refusal.about(defname),
    })
}

fn not_read_only(ground: Ground<'_>, node: Option<NodeRef<'_>>) -> Refusal {
    let Ground { sql, tokens, .. } = ground;
    let first = tokens.first().map_or("", |token| &sql[token.span.clone()]).to_ascii_uppercase();
    let verb = node.and_then(verb).unwrap_or(&first);
    let message = format!("{verb} may not run here; only SELECT, WITH, VALUES, TABLE, SHOW and EXPLAIN may");
    at_word(ground, Refusal::new(Rule::NotReadOnly, &message), verb)
}

/// Adds the place of a verb that stands outside all parentheses.
fn at_word(ground: Ground<'_>, refusal: Refusal, verb: &str) -> Refusal {
    let Ground { sql, tokens, .. } = ground;
    let word = verb.split(' ').next().unwrap_or(verb);
    let mut depth = 0_usize;
    let place = tokens.iter().find(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && is_word(sql, token, word)
    });
    let refusal = refusal.about(verb);
    match place {
        Some(token) => refusal.at(sql, token.span.start),
        None => refusal,
    }
}

/// The verb of a statement whose first word need not be it.
pub(super) fn verb(node: NodeRef<'_>) -> Option<&'static str> {
    match node {
        NodeRef::InsertStmt(_) => Some("INSERT"),
        NodeRef::UpdateStmt(_) => Some("UPDATE"),
        NodeRef::DeleteStmt(_) => Some("DELETE"),
        NodeRef::MergeStmt(_) => Some("MERGE"),
        NodeRef::CreateTableAsStmt(_) => Some("CREATE TABLE AS"),
        NodeRef::ExecuteStmt(_) => Some("EXECUTE"),
        NodeRef::DeclareCursorStmt(_) => Some("DECLARE"),
        NodeRef::RefreshMatViewStmt(_) => Some("REFRESH MATERIALIZED VIEW"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::{Functions, lexer};

    fn refusal(sql: &str) -> (Rule, String, Option<usize>) {
        let (tokens, functions) = (lexer::statement(sql).unwrap(), Functions::default());
        let tree = grammar::parse(sql).unwrap();
        let refusal = check(Ground { sql, tokens: &tokens, functions: &functions }, &tree).unwrap_err();
        (refusal.rule, refusal.message, refusal.position)
    }

    #[test]
    fn says_which_verb_may_not_run_and_where_it_stands() {
        let may = "may not run here; only SELECT, WITH, VALUES, TABLE, SHOW and EXPLAIN may";
        for (sql, verb, position) in [
            ("DROP TABLE t", "DROP", 1),
            ("WITH a AS (SELECT 'delete' AS delete) DELETE FROM t", "DELETE", 39),
            ("create table t as select 1", "CREATE TABLE AS", 1),
        ] {
            assert_eq!(refusal(sql), (Rule::NotReadOnly, format!("{verb} {may}"), Some(position)), "{sql}");
        }
        let explain = "EXPLAIN may only explain a SELECT here, not";
        for (sql, verb, position) in
            [("EXPLAIN (ANALYZE) DELETE FROM t", "DELETE", 19), ("EXPLAIN ANALYZE EXECUTE p", "EXECUTE", 17)]
        {
            assert_eq!(
                refusal(sql),
                (Rule::WriteInside, format!("{explain} {verb}"), Some(position)),
                "{sql}"
            );
        }
    }
}
