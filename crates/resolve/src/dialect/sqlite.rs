//! What SQLite doesn't read. The library is the one inside Weir, so no version is asked. Source: its syntax
//! diagrams ("SQL As Understood By SQLite").

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Distinct, Expr, GroupByExpr, JoinOperator, Query, Select, Spanned, TableFactor,
    TrimWhereField, Visit, Visitor,
};

use super::{DialectProblem, Found};
use crate::read::Places;

pub(super) fn problems(query: &Query, places: Places<'_>) -> Vec<DialectProblem> {
    let mut reader = Reader { found: Found::new(places, "SQLite") };
    // The visitor never breaks off.
    let _ = query.visit(&mut reader);
    reader.found.problems
}

struct Reader<'a> {
    found: Found<'a>,
}

impl Visitor for Reader<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if query.fetch.is_some() {
            self.found.refused("FETCH FIRST", "LIMIT n", query.body.span().start);
        }
        if let Some(sqlparser::ast::LimitClause::LimitOffset { limit: None, offset: Some(offset), .. }) =
            &query.limit_clause
        {
            self.found.refused("OFFSET without LIMIT", "LIMIT -1 OFFSET m", offset.value.span().start);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let at = select.select_token.0.span.start;
        if let Some(Distinct::On(_)) = select.distinct {
            self.found.refused("DISTINCT ON", "row_number() in a derived table", at);
        }
        if select.top.is_some() {
            self.found.refused("TOP", "LIMIT n", at);
        }
        if let GroupByExpr::Expressions(_, modifiers) = &select.group_by
            && !modifiers.is_empty()
        {
            self.found.refused("WITH ROLLUP", "UNION ALL", at);
        }
        for join in select.from.iter().flat_map(|tables| &tables.joins) {
            if let JoinOperator::StraightJoin(_) = join.join_operator {
                self.found.refused("STRAIGHT_JOIN", "CROSS JOIN", join.relation.span().start);
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<()> {
        match table {
            TableFactor::Derived { lateral: true, subquery, .. } => {
                self.found.refused("LATERAL", "", subquery.span().start);
            }
            TableFactor::Derived { alias: Some(alias), subquery, .. } if !alias.columns.is_empty() => {
                let at = subquery.span().start;
                self.found.refused("names of columns behind a table's", "AS in the SELECT list", at);
            }
            TableFactor::UNNEST { .. } => self.found.refused("UNNEST", "json_each(…)", table.span().start),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let (construct, instead) = match expr {
            Expr::ILike { .. } => ("ILIKE", "LIKE"),
            Expr::SimilarTo { .. } => ("SIMILAR TO", "GLOB"),
            Expr::RLike { regexp: false, .. } => ("RLIKE", "REGEXP"),
            Expr::Interval(_) => ("INTERVAL", "date(x, '-1 day')"),
            Expr::Extract { .. } => ("EXTRACT", "strftime(…)"),
            Expr::AtTimeZone { .. } => ("AT TIME ZONE", "datetime(x, 'localtime')"),
            Expr::Array(_) => ("ARRAY", "json_array(…)"),
            Expr::AnyOp { .. } => ("ANY", "IN or EXISTS"),
            Expr::AllOp { .. } => ("ALL", "NOT EXISTS"),
            Expr::Overlay { .. } => ("OVERLAY", "substr(…)"),
            Expr::Position { .. } => ("POSITION(… IN …)", "instr(…)"),
            Expr::TypedString(_) => ("a typed literal", "'…'"),
            Expr::Substring { special: false, shorthand: _, .. } => ("SUBSTRING(… FROM …)", "substr(…)"),
            Expr::Trim {
                trim_where: Some(TrimWhereField::Both | TrimWhereField::Leading | TrimWhereField::Trailing),
                ..
            } => ("TRIM(… FROM …)", "trim(x, y)"),
            Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_) => ("GROUPING SETS", "UNION ALL"),
            Expr::MatchAgainst { .. } => ("MATCH … AGAINST", "MATCH"),
            Expr::BinaryOp { op, .. } => match op {
                BinaryOperator::Xor => ("XOR", "<>"),
                BinaryOperator::MyIntegerDivide => ("DIV", "/"),
                BinaryOperator::Spaceship => ("<=>", "IS"),
                BinaryOperator::PGRegexMatch | BinaryOperator::PGRegexIMatch => ("~", "REGEXP"),
                _ => return ControlFlow::Continue(()),
            },
            _ => return ControlFlow::Continue(()),
        };
        self.found.refused_at(construct, instead, expr);
        ControlFlow::Continue(())
    }
}
