//! PostgreSQL's expressions.

use pg_query::{
    Node, NodeEnum,
    protobuf::{AConst, AExpr, AExprKind, AIndices, CaseExpr, FuncCall, SubLink, SubLinkType, a_const::Val},
};

use super::{MAX_DEPTH, Reader, idents, is_star, place, text};
use crate::tree::{Binary, Call, ColumnName, Expr, Literal, SubqueryKind};

impl Reader {
    pub(super) fn expr(&mut self, node: &Node) -> Expr {
        if self.progress.depth > MAX_DEPTH {
            return self.progress.opaque();
        }
        self.progress.depth += 1;
        let expr = match &node.node {
            Some(node) => self.read(node),
            None => self.progress.opaque(),
        };
        self.progress.depth -= 1;
        expr
    }

    fn read(&mut self, node: &NodeEnum) -> Expr {
        match node {
            NodeEnum::ColumnRef(column) if column.fields.last().is_some_and(is_star) => {
                Expr::Parts("row", Vec::new())
            }
            NodeEnum::ColumnRef(column) => Expr::Column(ColumnName {
                id: self.progress.next_id(),
                parts: idents(&column.fields, column.location),
            }),
            NodeEnum::AConst(constant) => Expr::Literal(literal(constant)),
            NodeEnum::AExpr(expr) => self.operation(expr),
            NodeEnum::FuncCall(call) => Expr::Call(Box::new(self.call(call))),
            NodeEnum::SubLink(link) => self.sub_link(link),
            NodeEnum::TypeCast(cast) => Expr::Cast {
                expr: Box::new(self.one(cast.arg.as_deref())),
                to: cast.type_name.as_ref().map_or_else(String::new, |to| {
                    let name = to.names.iter().rev().find_map(text).unwrap_or_default();
                    let array = if to.array_bounds.is_empty() { "" } else { "[]" };
                    format!("{name}{array}")
                }),
            },
            NodeEnum::CaseExpr(case) => self.case(case),
            NodeEnum::SqlvalueFunction(function) => {
                Expr::Literal(Literal::Other(format!("{:?}", function.op())))
            }
            node => self.parts(node),
        }
    }

    /// Nodes of which only the parts matter.
    fn parts(&mut self, node: &NodeEnum) -> Expr {
        let (what, parts) = match node {
            NodeEnum::BoolExpr(node) => ("boolean", self.all(&node.args)),
            NodeEnum::NullTest(node) => ("is null", self.optional(&[&node.arg])),
            NodeEnum::BooleanTest(node) => ("is true", self.optional(&[&node.arg])),
            NodeEnum::CoalesceExpr(node) => ("coalesce", self.all(&node.args)),
            NodeEnum::MinMaxExpr(node) => ("greatest", self.all(&node.args)),
            NodeEnum::RowExpr(node) => ("row", self.all(&node.args)),
            NodeEnum::AArrayExpr(node) => ("array", self.all(&node.elements)),
            NodeEnum::CollateClause(node) => ("collate", self.optional(&[&node.arg])),
            NodeEnum::GroupingFunc(node) => ("grouping", self.all(&node.args)),
            NodeEnum::GroupingSet(node) => ("grouping set", self.all(&node.content)),
            NodeEnum::List(node) => ("list", self.all(&node.items)),
            NodeEnum::NamedArgExpr(node) => ("argument", self.optional(&[&node.arg])),
            NodeEnum::XmlExpr(node) => ("xml", self.all(&node.args)),
            NodeEnum::XmlSerialize(node) => ("xml", self.optional(&[&node.expr])),
            NodeEnum::AIndirection(node) => {
                let mut parts = self.optional(&[&node.arg]);
                for index in &node.indirection {
                    if let Some(NodeEnum::AIndices(indices)) = &index.node {
                        let AIndices { is_slice: _, lidx, uidx } = indices.as_ref();
                        parts.extend(self.optional(&[lidx, uidx]));
                    }
                }
                ("field", parts)
            }
            // A parameter, a JSON constructor, DEFAULT, something new.
            _ => return self.progress.opaque(),
        };
        Expr::Parts(what, parts)
    }

    fn one(&mut self, node: Option<&Node>) -> Expr {
        match node {
            Some(node) => self.expr(node),
            None => self.progress.opaque(),
        }
    }

    fn operation(&mut self, expr: &AExpr) -> Expr {
        let operator = expr.name.iter().rev().find_map(text).unwrap_or_default();
        let is_binary = matches!(
            expr.kind(),
            AExprKind::AexprOp | AExprKind::AexprLike | AExprKind::AexprIlike | AExprKind::AexprSimilar
        );
        if let (Some(left), Some(right), true) = (&expr.lexpr, &expr.rexpr, is_binary) {
            return Expr::Binary(Box::new(Binary {
                operator: operator.to_owned(),
                left: self.expr(left),
                right: self.expr(right),
                at: place(expr.location),
            }));
        }
        let what = match expr.kind() {
            AExprKind::AexprIn => "in",
            AExprKind::AexprNullif => "nullif",
            AExprKind::AexprBetween | AExprKind::AexprNotBetween => "between",
            AExprKind::AexprOp if operator == "-" => "minus",
            _ => "operation",
        };
        Expr::Parts(what, self.optional(&[&expr.lexpr, &expr.rexpr]))
    }

    fn call(&mut self, call: &FuncCall) -> Call {
        let parts: Vec<&str> = call.funcname.iter().filter_map(text).collect();
        let named = |node: &Node| matches!(node.node, Some(NodeEnum::NamedArgExpr(_)));
        Call {
            name: parts.last().copied().unwrap_or_default().to_owned(),
            built_in: matches!(parts.as_slice(), [_] | ["pg_catalog", _]),
            args: self.all(&call.args),
            star: call.agg_star,
            distinct: call.agg_distinct,
            odd_args: call.func_variadic || call.args.iter().any(named),
            filter: call.agg_filter.as_deref().map(|node| self.expr(node)),
            order: self.order(&call.agg_order),
            within_group: call.agg_within_group,
            over: call.over.as_deref().map(|window| {
                let base = if window.name.is_empty() { &window.refname } else { &window.name };
                self.window(window, base)
            }),
            at: place(call.location),
        }
    }

    fn case(&mut self, case: &CaseExpr) -> Expr {
        let mut parts = self.optional(&[&case.arg]);
        for node in &case.args {
            if let Some(NodeEnum::CaseWhen(when)) = &node.node {
                parts.extend(self.optional(&[&when.expr, &when.result]));
            }
        }
        parts.extend(self.optional(&[&case.defresult]));
        Expr::Parts("case", parts)
    }

    fn sub_link(&mut self, link: &SubLink) -> Expr {
        let Some(NodeEnum::SelectStmt(select)) =
            link.subselect.as_deref().and_then(|node| node.node.as_ref())
        else {
            return self.progress.opaque();
        };
        let kind = match link.sub_link_type() {
            SubLinkType::ExistsSublink => SubqueryKind::Exists,
            SubLinkType::ExprSublink => SubqueryKind::Scalar,
            SubLinkType::AnySublink | SubLinkType::AllSublink => SubqueryKind::Member,
            SubLinkType::ArraySublink => SubqueryKind::Array,
            _ => SubqueryKind::Other,
        };
        let test = link.testexpr.as_deref().map(|node| Box::new(self.expr(node)));
        Expr::Subquery { kind, test, query: Box::new(self.query(select)) }
    }
}

fn literal(constant: &AConst) -> Literal {
    match &constant.val {
        _ if constant.isnull => Literal::Null,
        Some(Val::Ival(value)) => Literal::Integer(value.ival.to_string()),
        Some(Val::Fval(value)) => Literal::Decimal(value.fval.clone()),
        Some(Val::Boolval(value)) => Literal::Bool(value.boolval),
        Some(Val::Sval(value)) => Literal::Text(value.sval.clone()),
        Some(Val::Bsval(value)) => Literal::Other(value.bsval.clone()),
        None => Literal::Null,
    }
}
