//! What kind of statement a tree is: SELECT in all its forms, SHOW, EXPLAIN of a SELECT, or none that runs.

use pg_query::{
    Node, NodeEnum, NodeRef,
    protobuf::{DefElem, ExplainStmt, ParseResult, SelectStmt, VariableShowStmt},
};

use super::walk::{self, Ground};
use crate::{Refusal, Rule, StatementKind};

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
            let message = format!("EXPLAIN of {verb} is not possible here, only of a SELECT");
            Err(Refusal::new(Rule::WriteInside, &message).about(verb))
        }
    }
}

fn check_option(ground: Ground<'_>, option: &Node) -> Result<(), Refusal> {
    let Some(NodeEnum::DefElem(option)) = &option.node else { return Err(super::grammar::broken()) };
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
    let start = tokens.first().map_or(0, |token| token.span.start);
    let first = tokens.first().map_or("", |token| &sql[token.span.clone()]).to_ascii_uppercase();
    let verb = node.and_then(verb).unwrap_or(&first);
    let message =
        format!("{verb} does not only read; only SELECT, WITH, VALUES, TABLE, SHOW and EXPLAIN may run");
    Refusal::new(Rule::NotReadOnly, &message).at(sql, start).about(verb)
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
