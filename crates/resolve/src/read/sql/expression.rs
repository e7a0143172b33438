//! Expressions of MySQL, MariaDB and SQLite.

use sqlparser::ast::{
    self, DuplicateTreatment, Expr as Node, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, Value, WindowType,
};
use weir_model::ServerFlavor;

use super::{MAX_DEPTH, Reader};
use crate::tree::{Binary, Call, ColumnName, Expr, Ident, Literal, SubqueryKind};

/// Functions whose first argument is a word of syntax: `TIMESTAMPDIFF(YEAR, a, b)`.
const FIRST_IS_SYNTAX: &[&str] = &["get_format", "timestampadd", "timestampdiff"];
/// MySQL's functions that need no parentheses, beside those that the parser knows.
const NO_PARENTHESES: &[&str] = &[
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "sysdate",
    "utc_date",
    "utc_time",
    "utc_timestamp",
];

impl Reader<'_> {
    pub(super) fn expr(&mut self, node: &Node) -> Expr {
        if self.progress.depth > MAX_DEPTH {
            return self.progress.opaque();
        }
        self.progress.depth += 1;
        let expr = self.read(node);
        self.progress.depth -= 1;
        expr
    }

    fn read(&mut self, node: &Node) -> Expr {
        match node {
            Node::Identifier(name) => self.identifier(name),
            Node::CompoundIdentifier(parts) => {
                let parts = parts.iter().map(|part| self.ident(part)).collect();
                self.column(parts)
            }
            Node::Nested(inside) => self.expr(inside),
            Node::Value(value) => self.value(value),
            Node::Function(call) => Expr::Call(Box::new(self.call(call))),
            Node::BinaryOp { left, op, right } => Expr::Binary(Box::new(Binary {
                operator: op.to_string(),
                left: self.expr(left),
                right: self.expr(right),
                at: None,
            })),
            Node::Cast { expr, data_type, .. } => {
                Expr::Cast { expr: Box::new(self.expr(expr)), to: data_type.to_string().to_lowercase() }
            }
            Node::Subquery(query) => self.subquery(SubqueryKind::Scalar, None, query),
            Node::Exists { subquery, negated: _ } => self.subquery(SubqueryKind::Exists, None, subquery),
            Node::InSubquery { expr, subquery, negated: _ } => {
                self.subquery(SubqueryKind::Member, Some(expr), subquery)
            }
            Node::AnyOp { left, right, .. } | Node::AllOp { left, right, .. } => match right.as_ref() {
                Node::Subquery(query) => self.subquery(SubqueryKind::Member, Some(left), query),
                other => self.parts("any", &[left, other]),
            },
            node => self.compound(node),
        }
    }

    /// Nodes of which only the parts matter.
    fn compound(&mut self, node: &Node) -> Expr {
        match node {
            Node::IsFalse(it)
            | Node::IsNotFalse(it)
            | Node::IsTrue(it)
            | Node::IsNotTrue(it)
            | Node::IsUnknown(it)
            | Node::IsNotUnknown(it) => self.parts("is true", &[it]),
            Node::IsNull(it) | Node::IsNotNull(it) => self.parts("is null", &[it]),
            Node::IsDistinctFrom(one, other) | Node::IsNotDistinctFrom(one, other) => {
                self.parts("is distinct", &[one, other])
            }
            Node::InList { expr, list, negated: _ } => {
                let mut parts = vec![self.expr(expr)];
                parts.extend(self.all(list));
                Expr::Parts("in", parts)
            }
            Node::Between { expr, low, high, negated: _ } => self.parts("between", &[expr, low, high]),
            Node::Like { expr, pattern, .. }
            | Node::ILike { expr, pattern, .. }
            | Node::SimilarTo { expr, pattern, .. }
            | Node::RLike { expr, pattern, .. } => self.parts("like", &[expr, pattern]),
            Node::UnaryOp { op: _, expr } => self.parts("unary", &[expr]),
            Node::Case { operand, conditions, else_result, .. } => {
                let mut parts: Vec<Expr> = operand.iter().map(|node| self.expr(node)).collect();
                for when in conditions {
                    parts.extend([self.expr(&when.condition), self.expr(&when.result)]);
                }
                parts.extend(else_result.iter().map(|node| self.expr(node)));
                Expr::Parts("case", parts)
            }
            Node::Tuple(list) => Expr::Parts("row", self.all(list)),
            Node::GroupingSets(sets) | Node::Cube(sets) | Node::Rollup(sets) => {
                Expr::Parts("grouping set", sets.iter().flat_map(|set| self.all(set)).collect())
            }
            Node::MatchAgainst { columns, .. } => {
                let names: Vec<Vec<Ident>> = columns.iter().map(|name| self.name(name)).collect();
                Expr::Parts("match", names.into_iter().map(|name| self.column(name)).collect())
            }
            Node::MemberOf(member) => self.parts("member of", &[&member.value, &member.array]),
            Node::TypedString(_) | Node::Prefixed { .. } => Expr::Literal(Literal::Other(node.to_string())),
            node => self.function_like(node),
        }
    }

    /// What looks like a call and has a grammar of its own.
    fn function_like(&mut self, node: &Node) -> Expr {
        match node {
            Node::Convert { expr, styles, .. } => {
                let mut parts = vec![self.expr(expr)];
                parts.extend(self.all(styles));
                Expr::Parts("convert", parts)
            }
            Node::Extract { expr, .. } => self.parts("extract", &[expr]),
            Node::Ceil { expr, .. } => self.parts("ceil", &[expr]),
            Node::Floor { expr, .. } => self.parts("floor", &[expr]),
            Node::Position { expr, r#in } => self.parts("position", &[expr, r#in]),
            Node::Substring { expr, substring_from, substring_for, .. } => {
                let mut parts = vec![self.expr(expr)];
                for node in [substring_from, substring_for].into_iter().flatten() {
                    parts.push(self.expr(node));
                }
                Expr::Parts("substring", parts)
            }
            Node::Trim { trim_what, expr, trim_characters, .. } => {
                let mut parts = vec![self.expr(expr)];
                parts.extend(trim_what.iter().map(|node| self.expr(node)));
                parts.extend(trim_characters.iter().flatten().map(|node| self.expr(node)));
                Expr::Parts("trim", parts)
            }
            Node::Collate { expr, .. } => self.parts("collate", &[expr]),
            Node::Interval(interval) => self.parts("interval", &[&interval.value]),
            _ => self.progress.opaque(),
        }
    }

    fn parts(&mut self, what: &'static str, nodes: &[&Node]) -> Expr {
        Expr::Parts(what, nodes.iter().map(|node| self.expr(node)).collect())
    }

    fn column(&mut self, parts: Vec<Ident>) -> Expr {
        Expr::Column(ColumnName { id: self.progress.next_id(), parts })
    }

    fn identifier(&mut self, name: &ast::Ident) -> Expr {
        let is_mysql = self.flavor != ServerFlavor::Sqlite;
        let ident = self.ident(name);
        match name.quote_style {
            Some('\'') => Expr::Literal(Literal::Text(name.value.clone())),
            Some('"') if is_mysql => Expr::QuotedText(ident),
            // A variable.
            None if name.value.starts_with('@') => Expr::Literal(Literal::Other(name.value.clone())),
            None if NO_PARENTHESES.iter().any(|it| name.value.eq_ignore_ascii_case(it)) => {
                Expr::Literal(Literal::Other(name.value.clone()))
            }
            _ => self.column(vec![ident]),
        }
    }

    fn value(&mut self, value: &ast::ValueWithSpan) -> Expr {
        let literal = match &value.value {
            Value::Number(digits, _) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Literal::Integer(digits.clone())
            }
            Value::Number(digits, _) => Literal::Decimal(digits.clone()),
            Value::SingleQuotedString(text) => Literal::Text(text.clone()),
            Value::DoubleQuotedString(text) => {
                let at = self.places.at(value.span.start);
                return Expr::QuotedText(Ident { text: text.clone(), quote: Some('"'), at });
            }
            Value::Boolean(value) => Literal::Bool(*value),
            Value::Null => Literal::Null,
            other => Literal::Other(other.to_string()),
        };
        Expr::Literal(literal)
    }

    fn subquery(&mut self, kind: SubqueryKind, test: Option<&Node>, query: &ast::Query) -> Expr {
        let test = test.map(|node| Box::new(self.expr(node)));
        Expr::Subquery { kind, test, query: Box::new(self.query(query)) }
    }

    fn call(&mut self, function: &Function) -> Call {
        let idents: Vec<&ast::Ident> = function.name.0.iter().filter_map(|part| part.as_ident()).collect();
        let name = idents.last().map_or_else(String::new, |name| name.value.to_lowercase());
        let mut call = Call {
            built_in: idents.len() == 1,
            within_group: !function.within_group.is_empty(),
            order: self.order(&function.within_group),
            filter: function.filter.as_deref().map(|node| self.expr(node)),
            over: function.over.as_ref().map(|over| match over {
                WindowType::WindowSpec(window) => self.window(window),
                WindowType::NamedWindow(name) => {
                    crate::tree::Window { base: Some(self.ident(name)), ..crate::tree::Window::default() }
                }
            }),
            at: idents.first().and_then(|name| self.places.at(name.span.start)),
            name,
            ..Call::default()
        };
        self.arguments(&function.args, &mut call);
        call
    }

    fn arguments(&mut self, arguments: &FunctionArguments, call: &mut Call) {
        match arguments {
            FunctionArguments::None => call.odd_args = true,
            FunctionArguments::Subquery(query) => {
                call.args.push(self.subquery(SubqueryKind::Scalar, None, query));
            }
            FunctionArguments::List(list) => {
                let skipped = usize::from(FIRST_IS_SYNTAX.contains(&call.name.as_str()));
                call.odd_args = skipped > 0;
                call.distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
                call.star = matches!(list.args.as_slice(), [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)]);
                if !call.star {
                    call.args = list.args.iter().skip(skipped).map(|arg| self.argument(arg)).collect();
                }
                for clause in &list.clauses {
                    match clause {
                        FunctionArgumentClause::OrderBy(items) => call.order.extend(self.order(items)),
                        FunctionArgumentClause::Where(node) | FunctionArgumentClause::Limit(node) => {
                            call.order.push(self.expr(node));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}
