//! The name that PostgreSQL gives to an output column without an alias (`FigureColname` in
//! `src/backend/parser/parse_target.c`).

use pg_query::{
    Node, NodeEnum,
    protobuf::{CoercionForm, MinMaxOp, SqlValueFunction, SqlValueFunctionOp, SubLinkType},
};

use super::text;
use crate::tree::TargetName;

/// What an expression without any name of its own is called.
const NAMELESS: &str = "?column?";

pub(super) fn of(node: &Node) -> TargetName {
    match figure(node) {
        Figured::Strong(name) | Figured::Weak(name) => TargetName::Given(name),
        Figured::None => TargetName::Given(NAMELESS.to_owned()),
        Figured::Unknown => TargetName::Unknown,
    }
}

/// A cast's type gives way to a strong name inside, not to a weak one.
enum Figured {
    Strong(String),
    Weak(String),
    None,
    Unknown,
}

fn strong(name: &str) -> Figured {
    Figured::Strong(name.to_owned())
}

fn figure(node: &Node) -> Figured {
    let inside = |node: &Option<Box<Node>>| node.as_deref().map_or(Figured::None, figure);
    let Some(node) = &node.node else { return Figured::Unknown };
    match node {
        NodeEnum::ColumnRef(column) => last(&column.fields).map_or(Figured::None, strong),
        NodeEnum::AIndirection(access) => {
            last(&access.indirection).map_or_else(|| inside(&access.arg), strong)
        }
        // EXTRACT, SUBSTRING(… FROM …): the function behind the syntax has changed with the versions.
        NodeEnum::FuncCall(call) if call.funcformat() == CoercionForm::CoerceSqlSyntax => Figured::Unknown,
        NodeEnum::FuncCall(call) => last(&call.funcname).map_or(Figured::None, strong),
        NodeEnum::AExpr(expr) if expr.kind() == pg_query::protobuf::AExprKind::AexprNullif => {
            strong("nullif")
        }
        NodeEnum::TypeCast(cast) => match inside(&cast.arg) {
            Figured::Weak(_) | Figured::None => cast
                .type_name
                .as_ref()
                .and_then(|to| last(&to.names))
                .map_or(Figured::Unknown, |name| Figured::Weak(name.to_owned())),
            named => named,
        },
        NodeEnum::CollateClause(collate) => inside(&collate.arg),
        NodeEnum::GroupingFunc(_) => strong("grouping"),
        NodeEnum::SubLink(link) => match link.sub_link_type() {
            SubLinkType::ExistsSublink => strong("exists"),
            SubLinkType::ArraySublink => strong("array"),
            SubLinkType::ExprSublink => first_target(link.subselect.as_deref()),
            _ => Figured::None,
        },
        NodeEnum::CaseExpr(case) => match inside(&case.defresult) {
            Figured::Strong(name) => Figured::Strong(name),
            Figured::Unknown => Figured::Unknown,
            Figured::Weak(_) | Figured::None => Figured::Weak("case".to_owned()),
        },
        NodeEnum::AArrayExpr(_) => strong("array"),
        NodeEnum::RowExpr(_) => strong("row"),
        NodeEnum::CoalesceExpr(_) => strong("coalesce"),
        NodeEnum::MinMaxExpr(expr) => {
            strong(if expr.op() == MinMaxOp::IsGreatest { "greatest" } else { "least" })
        }
        NodeEnum::SqlvalueFunction(function) => value_function(function),
        NodeEnum::AConst(_) | NodeEnum::AExpr(_) | NodeEnum::BoolExpr(_) | NodeEnum::NullTest(_) => {
            Figured::None
        }
        _ => Figured::Unknown,
    }
}

fn last(nodes: &[Node]) -> Option<&str> {
    nodes.iter().rev().find_map(text)
}

/// The name of a subquery's first column.
fn first_target(node: Option<&Node>) -> Figured {
    let Some(NodeEnum::SelectStmt(select)) = node.and_then(|node| node.node.as_ref()) else {
        return Figured::Unknown;
    };
    let mut select = select.as_ref();
    while let Some(left) = &select.larg {
        select = left;
    }
    match select.target_list.first().and_then(|node| node.node.as_ref()) {
        Some(NodeEnum::ResTarget(target)) if !target.name.is_empty() => strong(&target.name),
        Some(NodeEnum::ResTarget(target)) => target.val.as_deref().map_or(Figured::Unknown, figure),
        _ => Figured::Unknown,
    }
}

fn value_function(function: &SqlValueFunction) -> Figured {
    match function.op() {
        SqlValueFunctionOp::SvfopCurrentDate => strong("current_date"),
        SqlValueFunctionOp::SvfopCurrentTime | SqlValueFunctionOp::SvfopCurrentTimeN => {
            strong("current_time")
        }
        SqlValueFunctionOp::SvfopCurrentTimestamp | SqlValueFunctionOp::SvfopCurrentTimestampN => {
            strong("current_timestamp")
        }
        _ => Figured::Unknown,
    }
}
