//! What stands in PostgreSQL's FROM.

use pg_query::{
    Node, NodeEnum,
    protobuf::{self, JoinExpr, RangeFunction, RangeVar},
};

use super::{Reader, ident, idents, place, text};
use crate::tree::{Alias, Ident, Join, Source};

/// Functions whose one column bears their own name, or the alias.
const SCALAR: &[&str] =
    &["generate_series", "unnest", "regexp_split_to_table", "string_to_table", "generate_subscripts"];

impl Reader {
    pub(super) fn source(&mut self, node: &Node) -> Source {
        match &node.node {
            Some(NodeEnum::RangeVar(table)) => self::table(table),
            Some(NodeEnum::RangeSubselect(from)) => {
                let alias = from.alias.as_ref().map(alias);
                let Some(NodeEnum::SelectStmt(select)) =
                    from.subquery.as_deref().and_then(|it| it.node.as_ref())
                else {
                    return self.unknown(alias);
                };
                Source::Query { query: Box::new(self.query(select)), alias, lateral: from.lateral }
            }
            Some(NodeEnum::RangeFunction(from)) => self.function(from),
            Some(NodeEnum::RangeTableSample(sample)) => match sample.relation.as_deref() {
                Some(relation) => self.source(relation),
                None => self.unknown(None),
            },
            Some(NodeEnum::JoinExpr(join)) => self.join(join),
            Some(NodeEnum::RangeTableFunc(from)) => self.unknown(from.alias.as_ref().map(alias)),
            Some(NodeEnum::JsonTable(from)) => self.unknown(from.alias.as_ref().map(alias)),
            _ => self.unknown(None),
        }
    }

    fn unknown(&mut self, alias: Option<Alias>) -> Source {
        self.progress.partly = true;
        Source::Opaque { alias }
    }

    fn function(&mut self, from: &RangeFunction) -> Source {
        let mut args = Vec::new();
        let mut names: Vec<Option<String>> = Vec::new();
        for node in &from.functions {
            let Some(NodeEnum::List(list)) = &node.node else { continue };
            let Some(call) = list.items.first() else { continue };
            names.push(match &call.node {
                Some(NodeEnum::FuncCall(call)) => {
                    call.funcname.iter().rev().find_map(text).map(str::to_owned)
                }
                _ => None,
            });
            args.push(self.expr(call));
        }
        let alias = from.alias.as_ref().map(alias);
        let name = if let [only] = names.as_mut_slice() { only.take() } else { None };
        let is_scalar = name.as_deref().is_some_and(|name| SCALAR.contains(&name))
            && !from.ordinality
            && from.coldeflist.is_empty();
        let columns = is_scalar.then(|| match (&alias, &name) {
            (Some(Alias { columns, .. }), _) if !columns.is_empty() => columns.clone(),
            (Some(Alias { name, .. }), _) => vec![name.clone()],
            (None, name) => name.iter().map(|name| ident(name)).collect(),
        });
        // unnest(a, b) has a column for each.
        let several = args.iter().any(|arg| matches!(arg, crate::tree::Expr::Call(call) if call.name == "unnest" && call.args.len() > 1));
        Source::Function { args, alias, name, columns: columns.filter(|_| !several) }
    }

    fn join(&mut self, join: &JoinExpr) -> Source {
        let side = |node: &Option<Box<Node>>, reader: &mut Self| match node.as_deref() {
            Some(node) => reader.source(node),
            None => reader.unknown(None),
        };
        if self.progress.depth > super::MAX_DEPTH {
            return self.unknown(join.alias.as_ref().map(alias));
        }
        self.progress.depth += 1;
        let join = Join {
            left: side(&join.larg, self),
            right: side(&join.rarg, self),
            natural: join.is_natural,
            using: idents(&join.using_clause, -1),
            on: join.quals.as_deref().map(|quals| self.expr(quals)),
            alias: join.alias.as_ref().map(alias),
            using_alias: join.join_using_alias.as_ref().map(|alias| ident(&alias.aliasname)),
        };
        self.progress.depth -= 1;
        Source::Join(Box::new(join))
    }
}

fn table(table: &RangeVar) -> Source {
    let mut name: Vec<Ident> = [&table.catalogname, &table.schemaname, &table.relname]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| ident(part))
        .collect();
    if let Some(first) = name.first_mut() {
        first.at = place(table.location);
    }
    Source::Table { name, alias: table.alias.as_ref().map(alias) }
}

fn alias(alias: &protobuf::Alias) -> Alias {
    Alias { name: ident(&alias.aliasname), columns: idents(&alias.colnames, -1) }
}
