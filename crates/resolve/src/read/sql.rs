//! Reads sqlparser's tree, for MySQL, MariaDB and SQLite: clauses. Expressions are in `expression`, FROM in `from`.

mod expression;
mod from;

use sqlparser::{
    ast::{
        self, Distinct, Expr as Node, GroupByExpr, LimitClause, NamedWindowExpr, ObjectName, OrderByKind,
        SelectItem, SelectItemQualifiedWildcardKind, SetExpr, WindowFrameBound, WindowSpec,
    },
    tokenizer::Location,
};
use weir_model::ServerFlavor;

use super::{MAX_DEPTH, Progress, Statement};
use crate::tree::{Body, Cte, Expr, Ident, Query, Select, Target, TargetName, Window};

/// Reads the query that begins at byte `start` of the text.
pub(super) fn read(query: &ast::Query, sql: &str, start: usize, flavor: ServerFlavor) -> Statement {
    let mut reader = Reader { progress: Progress::default(), places: Places::new(sql, start), flavor };
    let query = reader.query(query);
    reader.progress.statement(query)
}

struct Reader<'a> {
    progress: Progress,
    places: Places<'a>,
    flavor: ServerFlavor,
}

impl Reader<'_> {
    fn query(&mut self, query: &ast::Query) -> Query {
        if self.progress.depth > MAX_DEPTH {
            self.progress.partly = true;
            return Query::default();
        }
        self.progress.depth += 1;
        let with = query.with.as_ref();
        let read = Query {
            ctes: with.map_or(&[][..], |with| &with.cte_tables).iter().map(|cte| self.cte(cte)).collect(),
            // SQLite takes the word as given.
            recursive: with.is_some_and(|with| with.recursive || self.flavor == ServerFlavor::Sqlite),
            body: self.body(&query.body),
            order: match query.order_by.as_ref().map(|order| &order.kind) {
                Some(OrderByKind::Expressions(items)) => self.order(items),
                Some(OrderByKind::All(_)) | None => Vec::new(),
            },
            tail: self.tail(query),
        };
        self.progress.depth -= 1;
        without_parentheses(read)
    }

    fn tail(&mut self, query: &ast::Query) -> Vec<Expr> {
        let mut tail = Vec::new();
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, limit_by: _ }) => {
                tail.extend(limit.iter().map(|limit| self.expr(limit)));
                tail.extend(offset.iter().map(|offset| self.expr(&offset.value)));
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
                tail.extend([self.expr(offset), self.expr(limit)]);
            }
            None => {}
        }
        tail
    }

    fn body(&mut self, body: &SetExpr) -> Body {
        match body {
            SetExpr::Select(select) => Body::Select(Box::new(self.select(select))),
            SetExpr::Query(query) => Body::Nested(Box::new(self.query(query))),
            SetExpr::SetOperation { left, right, op: _, set_quantifier: _ } => {
                if self.progress.depth > MAX_DEPTH {
                    self.progress.partly = true;
                    return Body::Opaque;
                }
                self.progress.depth += 1;
                let mut half =
                    |half| Box::new(without_parentheses(Query { body: self.body(half), ..Query::default() }));
                let halves = Body::Set(half(left), half(right));
                self.progress.depth -= 1;
                halves
            }
            SetExpr::Values(values) => {
                Body::Values(values.rows.iter().map(|row| self.all(&row.content)).collect())
            }
            SetExpr::Table(_)
            | SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_)
            | SetExpr::Merge(_) => {
                self.progress.partly = true;
                Body::Opaque
            }
        }
    }

    fn select(&mut self, select: &ast::Select) -> Select {
        let (group, modifiers) = match &select.group_by {
            GroupByExpr::Expressions(group, modifiers) => (group.as_slice(), modifiers),
            GroupByExpr::All(modifiers) => (&[][..], modifiers),
        };
        let is_set = |node: &Node| {
            matches!(node, Node::GroupingSets(_) | Node::Cube(_) | Node::Rollup(_) | Node::Tuple(_))
        };
        if select.qualify.is_some() || !select.lateral_views.is_empty() || !select.connect_by.is_empty() {
            self.progress.partly = true;
        }
        Select {
            distinct: select.distinct.is_some(),
            distinct_on: match &select.distinct {
                Some(Distinct::On(list)) => self.all(list),
                Some(Distinct::Distinct | Distinct::All) | None => Vec::new(),
            },
            targets: select.projection.iter().map(|item| self.target(item)).collect(),
            from: select.from.iter().map(|tables| self.joined(tables)).collect(),
            filter: select.selection.as_ref().map(|node| self.expr(node)),
            group: self.all(group),
            grouping_sets: !modifiers.is_empty()
                || matches!(select.group_by, GroupByExpr::All(_))
                || group.iter().any(is_set),
            having: select.having.as_ref().map(|node| self.expr(node)),
            windows: select
                .named_window
                .iter()
                .map(|window| (self.ident(&window.0), self.window_definition(&window.1)))
                .collect(),
            at: self.places.at(select.select_token.0.span.start),
        }
    }

    fn target(&mut self, item: &SelectItem) -> Target {
        match item {
            SelectItem::UnnamedExpr(node) => {
                let name = Self::label(node);
                Target::Expr { expr: self.expr(node), name }
            }
            SelectItem::ExprWithAlias { expr, alias } => {
                Target::Expr { expr: self.expr(expr), name: TargetName::Alias(self.ident(alias)) }
            }
            SelectItem::Wildcard(_) => Target::Star,
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                Target::TableStar(self.name(name))
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::Expr(_), _)
            | SelectItem::ExprWithAliases { .. } => Target::Unknown(self.progress.opaque()),
        }
    }

    /// The name of an output column without an alias: a column's own, else the text of the expression.
    fn label(node: &Node) -> TargetName {
        match node {
            Node::Identifier(name) if !name.value.starts_with('@') => TargetName::Given(name.value.clone()),
            Node::CompoundIdentifier(parts) => {
                parts.last().map_or(TargetName::Unknown, |name| TargetName::Given(name.value.clone()))
            }
            Node::Nested(inside) => Self::label(inside),
            Node::BinaryOp { .. } | Node::Case { .. } | Node::Cast { .. } | Node::Subquery(_) => {
                TargetName::Text
            }
            // `CURRENT_DATE` is its own name; a call's has parentheses in it.
            Node::Function(call) if !matches!(call.args, ast::FunctionArguments::None) => TargetName::Text,
            _ => TargetName::Unknown,
        }
    }

    fn cte(&mut self, cte: &ast::Cte) -> Cte {
        Cte {
            name: self.ident(&cte.alias.name),
            columns: cte.alias.columns.iter().map(|column| self.ident(&column.name)).collect(),
            added: Vec::new(),
            query: self.query(&cte.query),
        }
    }

    fn window_definition(&mut self, window: &NamedWindowExpr) -> Window {
        match window {
            NamedWindowExpr::NamedWindow(name) => {
                Window { base: Some(self.ident(name)), ..Window::default() }
            }
            NamedWindowExpr::WindowSpec(window) => self.window(window),
        }
    }

    fn window(&mut self, window: &WindowSpec) -> Window {
        let bounds =
            window.window_frame.iter().flat_map(|frame| [Some(&frame.start_bound), frame.end_bound.as_ref()]);
        let mut frame = Vec::new();
        for bound in bounds.flatten() {
            if let WindowFrameBound::Preceding(Some(node)) | WindowFrameBound::Following(Some(node)) = bound {
                frame.push(self.expr(node));
            }
        }
        Window {
            base: window.window_name.as_ref().map(|name| self.ident(name)),
            partition: self.all(&window.partition_by),
            order: self.order(&window.order_by),
            frame,
        }
    }

    fn order(&mut self, items: &[ast::OrderByExpr]) -> Vec<Expr> {
        items.iter().map(|item| self.expr(&item.expr)).collect()
    }

    fn all(&mut self, nodes: &[Node]) -> Vec<Expr> {
        nodes.iter().map(|node| self.expr(node)).collect()
    }

    fn name(&mut self, name: &ObjectName) -> Vec<Ident> {
        let idents = name.0.iter().filter_map(|part| part.as_ident());
        idents.map(|ident| self.ident(ident)).collect()
    }

    fn ident(&mut self, ident: &ast::Ident) -> Ident {
        Ident { text: ident.value.clone(), quote: ident.quote_style, at: self.places.at(ident.span.start) }
    }
}

/// `(SELECT …) ORDER BY 1` is the query inside, where that has no ends of its own.
fn without_parentheses(mut query: Query) -> Query {
    match query.body {
        Body::Nested(inner) if inner.ctes.is_empty() && inner.order.is_empty() && inner.tail.is_empty() => {
            query.body = inner.body;
        }
        body => query.body = body,
    }
    query
}

/// Turns sqlparser's lines and columns into bytes.
pub(crate) struct Places<'a> {
    sql: &'a str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Lines are counted from byte `start` on.
    pub(crate) fn new(sql: &'a str, start: usize) -> Self {
        let rest = sql.get(start..).unwrap_or_default();
        let after_breaks = rest.match_indices('\n').map(|(at, _)| start + at + 1);
        Self { sql, lines: [start].into_iter().chain(after_breaks).collect() }
    }

    /// The place as people count: characters from 1.
    pub(crate) fn position(&self, location: Location) -> Option<usize> {
        let before = self.sql.get(..self.at(location)?)?;
        Some(before.chars().count() + 1)
    }

    /// Both count from 1; 0 is no place.
    fn at(&self, location: Location) -> Option<usize> {
        let line = *self.lines.get(usize::try_from(location.line.checked_sub(1)?).ok()?)?;
        let column = usize::try_from(location.column.checked_sub(1)?).ok()?;
        let text = self.sql.get(line..)?;
        text.char_indices().nth(column).map(|(at, _)| line + at)
    }
}
