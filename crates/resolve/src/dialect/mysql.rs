//! What MySQL and MariaDB don't read. Every entry was tried on MySQL 9.7 and MariaDB 10.11; versions are those of
//! the manuals ("What Is New", "Differences in … Compatibility").

use std::ops::ControlFlow;

use sqlparser::ast::{
    AccessExpr, BinaryOperator, DataType, DateTimeField, Distinct, Expr, Ident, JoinOperator, LimitClause,
    ObjectName, OrderByKind, Query, Select, SelectItem, SetExpr, SetOperator, Spanned, TableFactor, Value,
    Visit, Visitor,
};
use weir_model::ServerFlavor;

use super::{DialectProblem, Found, words};
use crate::{Rules, read::Places};

pub(super) fn problems(query: &Query, places: Places<'_>, rules: &Rules) -> Vec<DialectProblem> {
    let is_mariadb = rules.flavor() == ServerFlavor::MariaDb;
    let found = Found::new(places, if is_mariadb { "MariaDB" } else { "MySQL" });
    let mut reader = Reader { found, is_mariadb, version: rules.version.number };
    // The visitor never breaks off.
    let _ = query.visit(&mut reader);
    reader.found.problems
}

struct Reader<'a> {
    found: Found<'a>,
    is_mariadb: bool,
    version: (u16, u16),
}

impl Visitor for Reader<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if let Some(with) = &query.with {
            let at = with.with_token.0.span.start;
            if !self.is_mariadb && self.is_known_before(8, 0) {
                self.found.refused("WITH", "a derived table", at);
            }
            if with.cte_tables.iter().any(|cte| cte.materialized.is_some()) {
                self.found.refused("MATERIALIZED", "", at);
            }
        }
        if let Some(OrderByKind::Expressions(items)) = query.order_by.as_ref().map(|order| &order.kind) {
            self.nulls(items);
        }
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit: None, offset: Some(offset), .. })
                if query.fetch.is_none() =>
            {
                self.found.refused("OFFSET without LIMIT", "LIMIT n OFFSET m", offset.value.span().start);
            }
            Some(LimitClause::LimitOffset { limit: Some(Expr::Identifier(word)), .. })
                if word.value.eq_ignore_ascii_case("ALL") =>
            {
                self.found.refused("LIMIT ALL", "no LIMIT", word.span.start);
            }
            _ => {}
        }
        if let Some(fetch) = &query.fetch
            && (!self.is_mariadb || self.is_known_before(10, 6))
        {
            let at = fetch.quantity.as_ref().map_or(query.body.span().start, |it| it.span().start);
            self.found.refused("FETCH FIRST", "LIMIT n", at);
        }
        self.body(&query.body);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let at = select.select_token.0.span.start;
        if let Some(Distinct::On(_)) = select.distinct {
            self.found.refused("DISTINCT ON", "row_number() in a derived table", at);
        }
        if select.qualify.is_some() {
            self.found.refused("QUALIFY", "a derived table with WHERE", at);
        }
        if select.top.is_some() {
            self.found.refused("TOP", "LIMIT n", at);
        }
        for item in &select.projection {
            if let SelectItem::ExprWithAlias { alias, .. } = item {
                self.reserved(alias);
            }
        }
        for join in select.from.iter().flat_map(|tables| &tables.joins) {
            match &join.join_operator {
                JoinOperator::FullOuter(_) => {
                    let at = join.relation.span().start;
                    self.found.refused("FULL JOIN", "LEFT JOIN … UNION … RIGHT JOIN", at);
                }
                JoinOperator::CrossApply | JoinOperator::OuterApply => {
                    self.found.refused("APPLY", "JOIN LATERAL", join.relation.span().start);
                }
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { alias: Some(alias), .. }
        | TableFactor::Derived { alias: Some(alias), .. } = table
        {
            self.reserved(&alias.name);
        }
        match table {
            TableFactor::Derived { lateral: true, subquery, .. }
                if self.is_mariadb || self.is_known_before(8, 0) =>
            {
                self.found.refused("LATERAL", "", subquery.span().start);
            }
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                self.found.refused("function in FROM", "", name.span().start);
            }
            TableFactor::UNNEST { array_exprs, .. } => {
                let at = array_exprs.first().map_or_else(|| table.span().start, |expr| expr.span().start);
                self.found.refused("UNNEST", "JSON_TABLE", at);
            }
            TableFactor::Table { sample: Some(_), name, .. } => {
                self.found.refused("TABLESAMPLE", "ORDER BY rand() LIMIT n", name.span().start);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        let parts: Vec<&Ident> = relation.0.iter().filter_map(|part| part.as_ident()).collect();
        self.quoted(&parts);
        // After a dot, every word is a name.
        if let Some(first) = parts.first() {
            self.reserved(first);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Cast { data_type, .. } => self.cast(data_type, expr),
            Expr::BinaryOp { op, .. } => self.operator(op, expr),
            Expr::Identifier(name) if words::is_for_columns(&name.value) => {
                self.reserved(name);
            }
            Expr::CompoundFieldAccess { access_chain, .. } => self.quoted_access(access_chain, expr),
            Expr::CompoundIdentifier(parts) => self.quoted(&parts.iter().collect::<Vec<_>>()),
            Expr::ILike { .. } => self.found.refused_at("ILIKE", "LIKE", expr),
            Expr::SimilarTo { .. } => self.found.refused_at("SIMILAR TO", "REGEXP", expr),
            Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => {
                self.found.refused_at("IS DISTINCT FROM", "NOT (a <=> b)", expr);
            }
            Expr::AtTimeZone { .. } => self.found.refused_at("AT TIME ZONE", "CONVERT_TZ(…)", expr),
            Expr::Array(_) => self.found.refused_at("ARRAY", "", expr),
            Expr::Overlay { .. } => self.found.refused_at("OVERLAY", "INSERT(…)", expr),
            Expr::Extract { field, .. } if !is_unit(field) => {
                self.found.refused_at(&format!("EXTRACT({field} …)"), "", expr);
            }
            Expr::InSubquery { subquery, .. } => self.limit_in_member(subquery),
            Expr::AnyOp { right, .. } | Expr::AllOp { right, .. } => {
                if let Expr::Subquery(query) = right.as_ref() {
                    self.limit_in_member(query);
                }
            }
            Expr::Function(call) => {
                if let sqlparser::ast::FunctionArguments::List(list) = &call.args {
                    for clause in &list.clauses {
                        if let sqlparser::ast::FunctionArgumentClause::OrderBy(items) = clause {
                            self.nulls(items);
                        }
                    }
                }
                if call.filter.is_some() {
                    self.found.refused_at("FILTER (WHERE …)", "an aggregate of CASE", expr);
                }
                if let Some(sqlparser::ast::WindowType::WindowSpec(window)) = &call.over {
                    self.nulls(&window.order_by);
                }
            }
            Expr::GroupingSets(_) | Expr::Cube(_) => {
                self.found.refused_at("GROUPING SETS", "WITH ROLLUP", expr);
            }
            Expr::Value(value) if matches!(value.value, Value::DollarQuotedString(_)) => {
                self.found.refused_at("$$…$$", "'…'", expr);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Reader<'_> {
    /// Whether the server's version is known, and older.
    fn is_known_before(&self, major: u16, minor: u16) -> bool {
        self.version != (0, 0) && self.version < (major, minor)
    }

    fn body(&mut self, body: &SetExpr) {
        match body {
            SetExpr::SetOperation {
                op: op @ (SetOperator::Except | SetOperator::Intersect),
                left,
                right,
                ..
            } => {
                // MySQL has them since 8.0.31; 8.1 is the first number that says so.
                if self.is_known_before(
                    if self.is_mariadb { 10 } else { 8 },
                    if self.is_mariadb { 3 } else { 0 },
                ) {
                    let instead = "IN or NOT EXISTS";
                    self.found.refused(&op.to_string(), instead, right.span().start);
                }
                self.body(left);
                self.body(right);
            }
            SetExpr::SetOperation { left, right, .. } => {
                self.body(left);
                self.body(right);
            }
            SetExpr::Values(values) if !self.is_mariadb && !values.explicit_row => {
                self.found.refused("VALUES (…)", "VALUES ROW(…)", body.span().start);
            }
            SetExpr::Values(values) if self.is_mariadb && values.explicit_row => {
                self.found.refused("VALUES ROW(…)", "VALUES (…)", body.span().start);
            }
            _ => {}
        }
    }

    fn nulls(&mut self, items: &[sqlparser::ast::OrderByExpr]) {
        for item in items {
            if item.options.nulls_first.is_some() {
                let at = item.expr.span().start;
                self.found.refused("NULLS FIRST or LAST", "ORDER BY x IS NULL, x", at);
            }
        }
    }

    /// A name in double quotes that stands where only a name can: MySQL reads a text there.
    fn quoted(&mut self, parts: &[&Ident]) {
        if let Some(part) = parts.iter().find(|part| part.quote_style == Some('"')) {
            self.found.refused(&format!("\"{}\" as a name", part.value), "`name`", part.span.start);
        }
    }

    /// `t."name"`, as the parser reads it.
    fn quoted_access(&mut self, chain: &[AccessExpr], expr: &Expr) {
        for access in chain {
            if let AccessExpr::Dot(Expr::Value(value)) = access
                && let Value::DoubleQuotedString(name) = &value.value
            {
                self.found.refused_at(&format!("\"{name}\" as a name"), "`name`", expr);
            }
        }
    }

    fn reserved(&mut self, name: &Ident) {
        let is_mysql_8 = !self.is_mariadb && self.version >= (8, 0);
        if name.quote_style.is_none() && words::is_reserved(&name.value, is_mysql_8) {
            let construct = format!("{} as a name without quotes", name.value);
            self.found.refused(&construct, "`name`", name.span.start);
        }
    }

    fn limit_in_member(&mut self, query: &Query) {
        if query.limit_clause.is_some() {
            let at = query.body.span().start;
            self.found.refused("LIMIT in a subquery of IN, ANY or ALL", "a join with a derived table", at);
        }
    }

    fn cast(&mut self, to: &DataType, expr: &Expr) {
        let name = to.to_string().to_uppercase();
        let word = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_zoned = name.contains("TIME ZONE");
        if words::is_foreign_type(word, self.is_mariadb) || is_zoned {
            let instead = match word {
                "TEXT" | "VARCHAR" | "STRING" => "CAST(x AS CHAR)",
                "NUMERIC" | "MONEY" => "CAST(x AS DECIMAL(…))",
                "REAL" => "CAST(x AS DOUBLE)",
                "TIMESTAMP" | "TIMESTAMPTZ" => "CAST(x AS DATETIME)",
                "JSONB" => "CAST(x AS JSON)",
                "BYTEA" | "BLOB" => "CAST(x AS BINARY)",
                _ => "CAST(x AS SIGNED)",
            };
            self.found.refused_at(&format!("CAST to {name}"), instead, expr);
        }
    }

    fn operator(&mut self, operator: &BinaryOperator, expr: &Expr) {
        match operator {
            BinaryOperator::StringConcat => {
                self.found.read_otherwise("||", "CONCAT(a, b)", expr.span().start);
            }
            BinaryOperator::PGRegexMatch
            | BinaryOperator::PGRegexIMatch
            | BinaryOperator::PGRegexNotMatch
            | BinaryOperator::PGRegexNotIMatch => {
                self.found.refused_at(&operator.to_string(), "REGEXP", expr);
            }
            BinaryOperator::HashArrow
            | BinaryOperator::HashLongArrow
            | BinaryOperator::AtArrow
            | BinaryOperator::ArrowAt => {
                self.found.refused_at(&operator.to_string(), "JSON_EXTRACT(…)", expr);
            }
            BinaryOperator::Arrow | BinaryOperator::LongArrow if self.is_mariadb => {
                self.found.refused_at(&operator.to_string(), "JSON_EXTRACT(…)", expr);
            }
            BinaryOperator::Overlaps => self.found.refused_at("OVERLAPS", "", expr),
            _ => {}
        }
    }
}

/// What EXTRACT can take (MySQL manual, "Temporal Intervals").
fn is_unit(field: &DateTimeField) -> bool {
    const FOREIGN: &[&str] = &[
        "CENTURY",
        "DAYOFWEEK",
        "DAYOFYEAR",
        "DECADE",
        "DOW",
        "DOY",
        "EPOCH",
        "ISODOW",
        "ISOYEAR",
        "JULIAN",
        "MILLENNIUM",
        "MILLISECOND",
        "MILLISECONDS",
        "MICROSECONDS",
        "TIMEZONE",
        "TIMEZONE_HOUR",
        "TIMEZONE_MINUTE",
    ];
    let name = field.to_string().to_uppercase();
    !FOREIGN.contains(&name.trim_matches('\''))
}
