//! Reads pg_query's tree: clauses. Expressions are in `expression`, FROM in `from`, the names that PostgreSQL
//! gives to columns in `label`.

mod expression;
mod from;
mod label;

use pg_query::{
    Node, NodeEnum,
    protobuf::{CommonTableExpr, ResTarget, SelectStmt, SetOperation, WindowDef, WithClause},
};

use super::{MAX_DEPTH, Progress, Statement};
use crate::tree::{Body, Cte, Expr, Ident, Query, Select, Target, TargetName, Window};

pub(super) fn read(select: &SelectStmt) -> Statement {
    let mut reader = Reader::default();
    let query = reader.query(select);
    reader.progress.statement(query)
}

#[derive(Debug, Default)]
struct Reader {
    progress: Progress,
}

impl Reader {
    fn query(&mut self, select: &SelectStmt) -> Query {
        if self.progress.depth > MAX_DEPTH {
            self.progress.partly = true;
            return Query::default();
        }
        self.progress.depth += 1;
        let recursive = select.with_clause.as_ref().is_some_and(|with| with.recursive);
        let query = Query {
            ctes: self.ctes(select.with_clause.as_ref()),
            recursive,
            body: self.body(select),
            order: self.order(&select.sort_clause),
            tail: self.optional(&[&select.limit_count, &select.limit_offset]),
        };
        self.progress.depth -= 1;
        query
    }

    fn body(&mut self, select: &SelectStmt) -> Body {
        if let (Some(left), Some(right)) = (&select.larg, &select.rarg)
            && select.op() != SetOperation::SetopNone
        {
            return Body::Set(Box::new(self.query(left)), Box::new(self.query(right)));
        }
        if !select.values_lists.is_empty() {
            let row = |node: &Node, reader: &mut Self| match &node.node {
                Some(NodeEnum::List(list)) => reader.all(&list.items),
                _ => vec![reader.progress.opaque()],
            };
            return Body::Values(select.values_lists.iter().map(|node| row(node, self)).collect());
        }
        Body::Select(Box::new(self.select(select)))
    }

    fn select(&mut self, select: &SelectStmt) -> Select {
        let is_set = |node: &Node| matches!(node.node, Some(NodeEnum::GroupingSet(_)));
        let at = select.target_list.iter().find_map(|node| match &node.node {
            Some(NodeEnum::ResTarget(target)) => place(target.location),
            _ => None,
        });
        Select {
            // DISTINCT without ON is a list with an empty node in it.
            distinct: !select.distinct_clause.is_empty(),
            distinct_on: self.all_of(select.distinct_clause.iter().filter(|node| node.node.is_some())),
            targets: select.target_list.iter().map(|node| self.target(node)).collect(),
            from: select.from_clause.iter().map(|node| self.source(node)).collect(),
            filter: select.where_clause.as_deref().map(|node| self.expr(node)),
            group: self.all(&select.group_clause),
            grouping_sets: select.group_clause.iter().any(is_set),
            having: select.having_clause.as_deref().map(|node| self.expr(node)),
            windows: select.window_clause.iter().filter_map(|node| self.named_window(node)).collect(),
            at,
        }
    }

    fn target(&mut self, node: &Node) -> Target {
        let Some(NodeEnum::ResTarget(target)) = &node.node else {
            return Target::Unknown(self.progress.opaque());
        };
        let ResTarget { name, val, location, indirection: _ } = target.as_ref();
        let Some(value) = val.as_deref() else { return Target::Unknown(self.progress.opaque()) };
        match &value.node {
            Some(NodeEnum::ColumnRef(column)) if column.fields.last().is_some_and(is_star) => {
                let qualifier = idents(&column.fields, column.location);
                return if qualifier.is_empty() { Target::Star } else { Target::TableStar(qualifier) };
            }
            Some(NodeEnum::AIndirection(access)) if access.indirection.last().is_some_and(is_star) => {
                return Target::Unknown(self.expr(value));
            }
            _ => {}
        }
        let name = if name.is_empty() {
            label::of(value)
        } else {
            TargetName::Alias(Ident { text: name.clone(), quote: None, at: place(*location) })
        };
        Target::Expr { expr: self.expr(value), name }
    }

    fn ctes(&mut self, with: Option<&WithClause>) -> Vec<Cte> {
        let nodes = with.map_or(&[][..], |with| with.ctes.as_slice());
        nodes
            .iter()
            .filter_map(|node| match &node.node {
                Some(NodeEnum::CommonTableExpr(cte)) => Some(self.cte(cte)),
                _ => None,
            })
            .collect()
    }

    fn cte(&mut self, cte: &CommonTableExpr) -> Cte {
        let inside = cte.ctequery.as_deref().and_then(|node| node.node.as_ref());
        let query = if let Some(NodeEnum::SelectStmt(select)) = inside {
            self.query(select)
        } else {
            self.progress.partly = true;
            Query::default()
        };
        let search = cte.search_clause.iter().map(|search| search.search_seq_column.as_str());
        let cycle = cte
            .cycle_clause
            .iter()
            .flat_map(|cycle| [cycle.cycle_mark_column.as_str(), cycle.cycle_path_column.as_str()]);
        Cte {
            name: Ident { text: cte.ctename.clone(), quote: None, at: place(cte.location) },
            columns: idents(&cte.aliascolnames, -1),
            added: search.chain(cycle).map(ident).collect(),
            query,
        }
    }

    fn named_window(&mut self, node: &Node) -> Option<(Ident, Window)> {
        let Some(NodeEnum::WindowDef(window)) = &node.node else { return None };
        let name = Ident { text: window.name.clone(), quote: None, at: place(window.location) };
        Some((name, self.window(window, &window.refname)))
    }

    /// A window; `base` is the one it builds on, or is.
    fn window(&mut self, window: &WindowDef, base: &str) -> Window {
        Window {
            base: (!base.is_empty()).then(|| Ident {
                text: base.to_owned(),
                quote: None,
                at: place(window.location),
            }),
            partition: self.all(&window.partition_clause),
            order: self.order(&window.order_clause),
            frame: self.optional(&[&window.start_offset, &window.end_offset]),
        }
    }

    fn order(&mut self, nodes: &[Node]) -> Vec<Expr> {
        let sorted = |node: &Node, reader: &mut Self| match &node.node {
            Some(NodeEnum::SortBy(sort)) => sort.node.as_deref().map(|node| reader.expr(node)),
            _ => Some(reader.progress.opaque()),
        };
        nodes.iter().filter_map(|node| sorted(node, self)).collect()
    }

    fn all(&mut self, nodes: &[Node]) -> Vec<Expr> {
        self.all_of(nodes.iter())
    }

    fn all_of<'a>(&mut self, nodes: impl Iterator<Item = &'a Node>) -> Vec<Expr> {
        nodes.map(|node| self.expr(node)).collect()
    }

    fn optional(&mut self, nodes: &[&Option<Box<Node>>]) -> Vec<Expr> {
        self.all_of(nodes.iter().filter_map(|node| node.as_deref()))
    }
}

/// pg_query says -1 where it knows no place.
fn place(location: i32) -> Option<usize> {
    usize::try_from(location).ok()
}

fn ident(text: &str) -> Ident {
    Ident { text: text.to_owned(), ..Ident::default() }
}

/// The names among the nodes, of which the first stands at `location`.
fn idents(nodes: &[Node], location: i32) -> Vec<Ident> {
    let texts = nodes.iter().filter_map(text);
    let mut names: Vec<Ident> = texts.map(ident).collect();
    if let Some(first) = names.first_mut() {
        first.at = place(location);
    }
    names
}

fn text(node: &Node) -> Option<&str> {
    match &node.node {
        Some(NodeEnum::String(name)) => Some(&name.sval),
        _ => None,
    }
}

fn is_star(node: &Node) -> bool {
    matches!(node.node, Some(NodeEnum::AStar(_)))
}
