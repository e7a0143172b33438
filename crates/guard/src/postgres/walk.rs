//! Walks the whole tree of a SELECT with an allowlist: a kind of node that isn't named here is refused.
//!
//! Structs of several parts are taken apart field by field without `..`, so that a new field in a later grammar stops
//! the build until somebody has looked at it. The walk keeps its own stack: no tree is too deep for it.

mod expression;
mod from;
mod json;
mod select;

use pg_query::{
    Node, NodeRef,
    protobuf::{SelectStmt, String as Name},
};

use super::functions::{Denied, Functions};
use crate::{Refusal, Rule, token::Token};

/// What the walk looks at beside the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// The statement as the user wrote it.
    pub(super) sql: &'a str,
    /// Its tokens.
    pub(super) tokens: &'a [Token],
    /// What may be called.
    pub(super) functions: &'a Functions,
}

/// Refuses a SELECT that does anything but read and compute.
pub(super) fn select(ground: Ground<'_>, root: &SelectStmt) -> Result<(), Refusal> {
    let mut walk =
        Walk { ground, todo: vec![NodeRef::SelectStmt(root)], columns: Vec::new(), calls_in_from: false };
    while let Some(node) = walk.todo.pop() {
        walk.visit(node)?;
    }
    walk.check_columns()
}

struct Walk<'a> {
    ground: Ground<'a>,
    todo: Vec<NodeRef<'a>>,
    /// `a.b`: a column, or a call of the function `b` with the row of `a`.
    columns: Vec<QualifiedColumn<'a>>,
    /// Whether FROM calls a function: then the row of `a` may be a plain value.
    calls_in_from: bool,
}

struct QualifiedColumn<'a> {
    qualifier: &'a str,
    name: &'a str,
    location: i32,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: NodeRef<'a>) -> Result<(), Refusal> {
        match node {
            NodeRef::SelectStmt(node) => self.select_stmt(node),
            NodeRef::CommonTableExpr(node) => self.common_table_expr(node),
            NodeRef::ResTarget(node) => self.res_target(node),
            NodeRef::SortBy(node) => self.sort_by(node),
            NodeRef::WindowDef(node) => self.window_def(node),
            NodeRef::GroupingSet(node) => self.all(&node.content),
            NodeRef::List(node) => self.all(&node.items),

            NodeRef::RangeVar(node) => self.range_var(node),
            NodeRef::RangeSubselect(node) => self.range_subselect(node),
            NodeRef::RangeFunction(node) => self.range_function(node),
            NodeRef::RangeTableSample(node) => self.range_table_sample(node),
            NodeRef::JoinExpr(node) => self.join_expr(node),
            NodeRef::ColumnDef(node) => self.column_def(node),

            NodeRef::ParamRef(node) => Err(self.parameter(node.location)),
            NodeRef::LockingClause(_) => Err(self.locking()),
            NodeRef::IntoClause(_) => Err(self.makes_a_table(-1)),
            node => self.visit_expression(node),
        }
    }

    /// Puts nodes on the stack.
    #[expect(clippy::unnecessary_wraps, reason = "ends most visits, which may fail")]
    fn all(&mut self, nodes: &'a [Node]) -> Result<(), Refusal> {
        self.todo.extend(nodes.iter().rev().filter_map(inner));
        Ok(())
    }

    /// Puts a node on the stack, if there is one.
    #[expect(clippy::unnecessary_wraps, reason = "ends most visits, which may fail")]
    fn each<const N: usize>(&mut self, nodes: [&'a Option<Box<Node>>; N]) -> Result<(), Refusal> {
        self.todo.extend(nodes.into_iter().rev().filter_map(|node| inner(node.as_deref()?)));
        Ok(())
    }

    /// A refusal with its place; pg_query says -1 where it knows none.
    fn refusal(&self, rule: Rule, message: &str, location: i32) -> Refusal {
        self.placed(Refusal::new(rule, message), location)
    }

    fn placed(&self, refusal: Refusal, location: i32) -> Refusal {
        match usize::try_from(location) {
            Ok(offset) => refusal.at(self.ground.sql, offset),
            Err(_) => refusal,
        }
    }

    /// The refusal for what the guard doesn't know to be harmless.
    fn not_allowed(&self, what: &str, location: i32) -> Refusal {
        let message = format!("{what} is not among the things known to be harmless");
        self.refusal(Rule::ConstructNotAllowed, &message, location).about(what)
    }

    fn parameter(&self, location: i32) -> Refusal {
        let message = "Parameters such as $1 cannot be used: there is nobody to fill them in";
        self.refusal(Rule::Parameter, message, location).about("$")
    }

    /// The refusal for a function that may not be called.
    fn denied(&self, denied: &Denied, name: &str, location: i32) -> Refusal {
        let message = match denied {
            Denied::NotListed => {
                format!("Function {name} is not on the list of functions known to be harmless")
            }
            Denied::Unknown => format!("This database has no function {name}"),
            Denied::NotLoaded => {
                format!("The functions of this database are not known yet, so {name} may not be called")
            }
            Denied::Shadowed(schema) => format!(
                "Function {name} also exists in schema {schema}, where it is not known to be harmless; \
                 write pg_catalog.{name} for the server's own"
            ),
        };
        self.refusal(Rule::FunctionNotAllowed, &message, location).about(name)
    }

    /// Looks at all `a.b` once FROM is known.
    fn check_columns(&self) -> Result<(), Refusal> {
        for &QualifiedColumn { qualifier, name, location } in &self.columns {
            if let Err(denied) = self.ground.functions.attribute(name, !self.calls_in_from) {
                let refusal = attribute(&denied, &format!("{qualifier}.{name}"), name);
                return Err(self.placed(refusal, location));
            }
        }
        Ok(())
    }
}

/// The refusal for a column or field that may be a call.
fn attribute(denied: &Denied, written: &str, name: &str) -> Refusal {
    let message = match denied {
        Denied::NotLoaded => format!(
            "The functions of this database are not known yet, so {written} cannot be told from a function call"
        ),
        _ => format!(
            "{written} calls the function {name} unless there is such a column, and that function is not known to be \
             harmless; a column can be written as {name} alone"
        ),
    };
    Refusal::new(Rule::FunctionNotAllowed, &message).about(name)
}

fn inner(node: &Node) -> Option<NodeRef<'_>> {
    node.node.as_ref().map(pg_query::NodeEnum::to_ref)
}

/// The text of a name's part; none for `*`.
fn text(node: &Node) -> Option<&str> {
    match inner(node)? {
        NodeRef::String(Name { sval }) => Some(sval),
        _ => None,
    }
}

/// A name of one or more parts: its last part, and the one before it.
fn qualified(parts: &[Node]) -> (Option<&str>, &str) {
    let mut backwards = parts.iter().rev().map(|part| text(part).unwrap_or_default());
    let name = backwards.next().unwrap_or_default();
    (backwards.next(), name)
}

#[cfg(test)]
mod tests {
    use weir_model::{Function, Volatility};

    use super::*;
    use crate::postgres::{grammar, lexer, statement};

    fn functions() -> Functions {
        let function = |schema: &str, name: &str, volatility| Function {
            schema: schema.to_owned(),
            name: name.to_owned(),
            volatility,
            extension: None,
        };
        let reported = [
            function("pg_catalog", "round", Volatility::Immutable),
            function("pg_catalog", "pg_sleep", Volatility::Volatile),
            function("public", "round", Volatility::Immutable),
            function("public", "total", Volatility::Volatile),
            function("public", "json_value", Volatility::Immutable),
        ];
        Functions::build(&reported, &[])
    }

    fn check(sql: &str) -> (String, Option<usize>) {
        let (tokens, functions) = (lexer::statement(sql).unwrap(), functions());
        let tree = grammar::parse(sql).unwrap();
        let ground = Ground { sql, tokens: &tokens, functions: &functions };
        let refusal = statement::check(ground, &tree).unwrap_err();
        (refusal.message, refusal.position)
    }

    #[test]
    fn names_what_is_refused_and_where() {
        for (sql, message, position) in [
            (
                "SELECT '姓', pg_sleep(1)",
                "Function pg_sleep is not on the list of functions known to be harmless",
                13,
            ),
            ("SELECT app.lenght(1)", "This database has no function app.lenght", 8),
            (
                "SELECT round(1)",
                "Function round also exists in schema public, where it is not known to be harmless; \
                 write pg_catalog.round for the server's own",
                8,
            ),
            (
                "SELECT u.total FROM u",
                "u.total calls the function total unless there is such a column, and that function is not known to be \
                 harmless; a column can be written as total alone",
                8,
            ),
            (
                "SELECT (1).\"pg_sleep\"",
                "(…).pg_sleep calls the function pg_sleep unless there is such a column, and that function is not \
                 known to be harmless; a column can be written as pg_sleep alone",
                12,
            ),
            (
                "SELECT JSON_VALUE('{}', '$')",
                "Before PostgreSQL 17 this calls the function json_value of schema public, which is not known to be \
                 harmless",
                8,
            ),
            (
                "WITH a AS (SELECT 1), b AS (DELETE FROM t) SELECT 1",
                "The WITH query b holds DELETE, which writes",
                23,
            ),
            ("SELECT 1 INTO t", "SELECT … INTO makes a new table; leave the INTO out", 15),
            (
                "TABLE t FOR NO KEY UPDATE",
                "FOR UPDATE and FOR SHARE lock rows, which is a write; leave them out",
                9,
            ),
            ("SELECT $1", "Parameters such as $1 cannot be used: there is nobody to fill them in", 8),
            (
                "SELECT 1 OPERATOR(app.+) 2",
                "OPERATOR(app.+) is not among the things known to be harmless",
                10,
            ),
            ("SELECT a::xml", "Only a literal without `<!` declarations can be read as XML here", 11),
            ("TABLE pg_hba_file_rules", "The view pg_hba_file_rules reads files of the server", 7),
        ] {
            assert_eq!(check(sql), (message.to_owned(), Some(position)), "{sql}");
        }
    }
}
