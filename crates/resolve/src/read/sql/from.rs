//! What stands in the FROM of MySQL, MariaDB and SQLite.

use sqlparser::ast::{
    self, FunctionArg, FunctionArgExpr, JoinConstraint, JoinOperator, JsonTableColumn, TableFactor,
    TableWithJoins,
};

use super::{MAX_DEPTH, Reader};
use crate::tree::{Alias, Expr, Ident, Join, Source};

impl Reader<'_> {
    pub(super) fn joined(&mut self, tables: &TableWithJoins) -> Source {
        if self.progress.depth > MAX_DEPTH || tables.joins.len() > MAX_DEPTH {
            return self.unknown(None);
        }
        self.progress.depth += 1;
        let first = self.source(&tables.relation);
        let joined = tables.joins.iter().fold(first, |left, join| self.join(left, join));
        self.progress.depth -= 1;
        joined
    }

    fn join(&mut self, left: Source, join: &ast::Join) -> Source {
        let mut joined = Join {
            left,
            right: self.source(&join.relation),
            natural: false,
            using: Vec::new(),
            on: None,
            alias: None,
            using_alias: None,
        };
        match constraint(&join.join_operator) {
            Some(JoinConstraint::On(node)) => joined.on = Some(self.expr(node)),
            Some(JoinConstraint::Using(names)) => {
                joined.using = names.iter().flat_map(|name| self.name(name)).collect();
            }
            Some(JoinConstraint::Natural) => joined.natural = true,
            Some(JoinConstraint::None) => {}
            None => self.progress.partly = true,
        }
        Source::Join(Box::new(joined))
    }

    fn source(&mut self, table: &TableFactor) -> Source {
        match table {
            TableFactor::Table { name, alias, args: None, .. } => {
                Source::Table { name: self.name(name), alias: self.alias(alias.as_ref()) }
            }
            TableFactor::Table { name, alias, args: Some(args), .. } => {
                let args = args.args.iter().map(|arg| self.argument(arg)).collect();
                let name = name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.clone());
                Source::Function { args, alias: self.alias(alias.as_ref()), name, columns: None }
            }
            TableFactor::Derived { lateral, subquery, alias, sample: _ } => Source::Query {
                query: Box::new(self.query(subquery)),
                alias: self.alias(alias.as_ref()),
                lateral: *lateral,
            },
            TableFactor::JsonTable { json_expr, json_path: _, columns, alias } => {
                let mut names = Vec::new();
                self.json_columns(columns, &mut names);
                Source::Function {
                    args: vec![self.expr(json_expr)],
                    alias: self.alias(alias.as_ref()),
                    name: None,
                    columns: Some(names),
                }
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => self.joined(table_with_joins),
            TableFactor::NestedJoin { table_with_joins, alias } => Source::Join(Box::new(Join {
                left: self.joined(table_with_joins),
                right: Source::Opaque { alias: None },
                natural: false,
                using: Vec::new(),
                on: None,
                alias: self.alias(alias.as_ref()),
                using_alias: None,
            })),
            TableFactor::TableFunction { alias, .. } | TableFactor::Function { alias, .. } => {
                let alias = self.alias(alias.as_ref());
                self.unknown(alias)
            }
            _ => self.unknown(None),
        }
    }

    fn unknown(&mut self, alias: Option<Alias>) -> Source {
        self.progress.partly = true;
        Source::Opaque { alias }
    }

    fn json_columns(&mut self, columns: &[JsonTableColumn], names: &mut Vec<Ident>) {
        for column in columns {
            match column {
                JsonTableColumn::Named(column) => names.push(self.ident(&column.name)),
                JsonTableColumn::ForOrdinality(name) => names.push(self.ident(name)),
                JsonTableColumn::Nested(nested) => self.json_columns(&nested.columns, names),
            }
        }
    }

    fn alias(&mut self, alias: Option<&ast::TableAlias>) -> Option<Alias> {
        let alias = alias?;
        let columns = alias.columns.iter().map(|column| self.ident(&column.name)).collect();
        Some(Alias { name: self.ident(&alias.name), columns })
    }

    pub(super) fn argument(&mut self, arg: &FunctionArg) -> Expr {
        let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
            arg;
        match arg {
            FunctionArgExpr::Expr(node) => self.expr(node),
            FunctionArgExpr::QualifiedWildcard(_)
            | FunctionArgExpr::Wildcard
            | FunctionArgExpr::WildcardWithOptions(_) => Expr::Parts("row", Vec::new()),
        }
    }
}

/// How two tables are joined; none for kinds that these servers don't have.
fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::CrossJoin(constraint)
        | JoinOperator::StraightJoin(constraint) => Some(constraint),
        _ => None,
    }
}
