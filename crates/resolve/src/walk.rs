//! Walks a statement from FROM outwards and looks every name up. Queries and their clauses are here; FROM is in
//! `from`, expressions in `expression`, what is said about wrong names in `report`.

mod expression;
mod from;
mod group;
mod kinds;
mod report;

use std::rc::Rc;

use weir_model::ServerFlavor;

use crate::{Problem, ProblemKind, Warning};
use crate::{
    index::{Index, key},
    nearest::Spelling,
    read::Statement,
    resolution::{ColumnUse, Coverage, Resolution, TableUse},
    scope::{Column, ColumnLabel, Level, Place, Scope, Shape},
    tree::{Body, Cte, Expr, Ident, Literal, Query, Select, Target, TargetName},
    types::Type,
};

/// What a walk looks names up in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) sql: &'a str,
    pub(crate) index: &'a Index,
    /// How the tables' names are spelled, by their place.
    pub(crate) spellings: &'a [Spelling],
}

/// Looks up the names of one statement.
pub(crate) fn resolve(ground: Ground<'_>, statement: &Statement) -> Resolution {
    let mut walk = Walk {
        ground,
        index: ground.index,
        ctes: Vec::new(),
        windows: Vec::new(),
        places: (0..statement.names).map(|_| None).collect(),
        levels: 0,
        tables: Vec::new(),
        columns: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    walk.query(&statement.query, None, None);
    walk.problems.sort_by_key(|problem| problem.position.unwrap_or(usize::MAX));
    Resolution {
        coverage: if statement.partly { Coverage::Partly } else { Coverage::Whole },
        tables_used: walk.tables,
        columns_used: walk.columns,
        problems: walk.problems,
        warnings: walk.warnings,
    }
}

struct Walk<'a> {
    ground: Ground<'a>,
    index: &'a Index,
    /// The queries of WITH that are in reach, the nearest last.
    ctes: Vec<(String, Rc<Shape>)>,
    /// Names that the WINDOW clauses around define.
    windows: Vec<String>,
    /// Where the columns were found, by their ids.
    places: Vec<Option<Place>>,
    levels: usize,
    tables: Vec<TableUse>,
    columns: Vec<ColumnUse>,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

impl Walk<'_> {
    fn flavor(&self) -> ServerFlavor {
        self.index.flavor()
    }

    fn is_postgres(&self) -> bool {
        self.flavor() == ServerFlavor::Postgres
    }

    fn key(&self, name: &str) -> String {
        key(self.flavor(), name).into_owned()
    }

    /// Walks a query and gives its columns. `this` is the place of the CTE that the query defines, if it does.
    fn query(&mut self, query: &Query, parent: Option<&Scope<'_>>, this: Option<(usize, &Cte)>) -> Shape {
        let outside = self.ctes.len();
        self.with(query, parent);
        let shape = match &query.body {
            Body::Select(select) => self.select(select, &query.order, parent),
            Body::Set(left, right) => {
                let shape = self.set(left, right, parent, this);
                self.order_of_output(&query.order, &shape);
                shape
            }
            Body::Values(rows) => {
                let shape = self.values(rows, parent);
                self.order_of_output(&query.order, &shape);
                shape
            }
            Body::Nested(inside) => {
                let shape = self.query(inside, parent, None);
                self.order_of_output(&query.order, &shape);
                shape
            }
            Body::Opaque => Shape { columns: Vec::new(), open: true },
        };
        let nothing = Level::default();
        let scope = Scope { level: &nothing, parent, sees_aliases: false };
        self.exprs(&query.tail, &scope);
        self.ctes.truncate(outside);
        shape
    }

    fn with(&mut self, query: &Query, parent: Option<&Scope<'_>>) {
        let first = self.ctes.len();
        if query.recursive {
            // Each may use itself and those after it.
            let names = query.ctes.iter().map(|cte| (cte.name.text.clone(), Shape::any()));
            self.ctes.extend(names);
        }
        for (cte, place) in query.ctes.iter().zip(first..) {
            let this = query.recursive.then_some((place, cte));
            let mut shape = self.query(&cte.query, parent, this);
            rename(&mut shape, &cte.columns);
            let added =
                |name: &Ident| Column { name: ColumnLabel::Named(name.text.clone()), kind: Type::Unknown };
            shape.columns.extend(cte.added.iter().map(added));
            let shape = Rc::new(shape);
            if query.recursive {
                self.ctes[place].1 = shape;
            } else {
                self.ctes.push((cte.name.text.clone(), shape));
            }
        }
    }

    fn set(
        &mut self,
        left: &Query,
        right: &Query,
        parent: Option<&Scope<'_>>,
        this: Option<(usize, &Cte)>,
    ) -> Shape {
        let mut shape = self.query(left, parent, this);
        if let Some((place, cte)) = this {
            // What is not recursive names the columns for what is.
            let mut columns = shape.clone();
            rename(&mut columns, &cte.columns);
            columns.columns.iter_mut().for_each(|column| column.kind = Type::Unknown);
            columns.open |= !cte.added.is_empty();
            self.ctes[place].1 = Rc::new(columns);
        }
        let other = self.query(right, parent, this);
        if let (Some(one), Some(two)) = (shape.count(), other.count())
            && one != two
        {
            let at = first_select(right).and_then(|select| select.at);
            self.problem(ProblemKind::ColumnCount, "SELECT", at, &format!("{one}, {two}"));
        }
        shape.open |= other.open;
        for (column, other) in shape.columns.iter_mut().zip(&other.columns) {
            if column.kind != other.kind {
                column.kind = Type::Unknown;
            }
        }
        shape
    }

    fn values(&mut self, rows: &[Vec<Expr>], parent: Option<&Scope<'_>>) -> Shape {
        let nothing = Level::default();
        let scope = Scope { level: &nothing, parent, sees_aliases: false };
        for row in rows {
            self.exprs(row, &scope);
        }
        let (first, prefix) = match self.flavor() {
            ServerFlavor::Postgres | ServerFlavor::Sqlite => (1, "column"),
            ServerFlavor::MySql => (0, "column_"),
            ServerFlavor::MariaDb => return Shape { columns: Vec::new(), open: true },
        };
        let count = rows.first().map_or(0, Vec::len);
        let column = |number: usize| Column {
            name: ColumnLabel::Named(format!("{prefix}{number}")),
            kind: Type::Unknown,
        };
        Shape { columns: (first..first + count).map(column).collect(), open: false }
    }

    fn select(&mut self, select: &Select, order: &[Expr], parent: Option<&Scope<'_>>) -> Shape {
        self.levels += 1;
        let mut level = self.from(&select.from, parent, self.levels);
        self.name_outputs(select, &mut level);
        let windows = self.windows.len();
        self.windows
            .extend(select.windows.iter().map(|(name, _)| key(self.index.flavor(), &name.text).into_owned()));

        let plain = Scope { level: &level, parent, sees_aliases: false };
        let aliased = Scope { sees_aliases: true, ..plain };
        // Who takes the names of the SELECT list in which clause: the manuals' pages on SELECT, and trials.
        let (in_filter, in_group) = match self.flavor() {
            ServerFlavor::Postgres => (plain, plain),
            ServerFlavor::MySql | ServerFlavor::MariaDb => (plain, aliased),
            ServerFlavor::Sqlite => (aliased, aliased),
        };
        let mut shape = Shape::default();
        for target in &select.targets {
            self.target(target, &plain, &mut shape);
        }
        if let Some(filter) = &select.filter {
            self.expr(filter, &in_filter);
            self.check_condition(filter, "WHERE");
        }
        for expr in &select.group {
            self.sort_key(expr, &in_group, &aliased, shape.count());
        }
        if let Some(having) = &select.having {
            self.expr(having, &in_group);
            self.check_condition(having, "HAVING");
        }
        for (_, window) in &select.windows {
            self.window(window, &plain);
        }
        for expr in select.distinct_on.iter().chain(order) {
            self.sort_key(expr, &in_group, &aliased, shape.count());
        }
        self.windows.truncate(windows);
        self.aggregates(select, order, &level);
        shape
    }

    fn aggregates(&mut self, select: &Select, order: &[Expr], level: &Level) {
        for (exprs, clause) in [
            (select.filter.as_slice(), "WHERE"),
            (select.group.as_slice(), "GROUP BY"),
            (select.having.as_slice(), "HAVING"),
        ] {
            for expr in exprs {
                self.misplaced(expr, clause, level.id);
            }
        }
        let targets = select.targets.iter().filter_map(|target| match target {
            Target::Expr { expr, .. } => Some(expr),
            _ => None,
        });
        targets.chain(&select.having).chain(order).for_each(|expr| self.nested(expr, level.id));
        self.grouping(select, order, level);
        self.distinct_order(select, order, level);
    }

    /// An item of ORDER BY or GROUP BY: a number, a name of the SELECT list, or an expression.
    fn sort_key(&mut self, expr: &Expr, scope: &Scope<'_>, aliased: &Scope<'_>, columns: Option<usize>) {
        match expr {
            Expr::Literal(Literal::Integer(number)) => {
                let fits =
                    |count: usize| number.parse().is_ok_and(|number: usize| (1..=count).contains(&number));
                if let Some(count) = columns
                    && !fits(count)
                {
                    self.problem(ProblemKind::UnknownPosition, number, None, &count.to_string());
                }
            }
            Expr::Column(name) if name.parts.len() == 1 => self.column(name, aliased),
            _ => self.expr(expr, scope),
        }
    }

    /// ORDER BY of a UNION sees the names of its output alone.
    fn order_of_output(&mut self, order: &[Expr], shape: &Shape) {
        // SQLite looks into all halves, and for equal expressions.
        if self.flavor() == ServerFlavor::Sqlite {
            return;
        }
        let level = Level { relations: vec![from::relation_of(shape)], ..Level::default() };
        let scope = Scope { level: &level, parent: None, sees_aliases: false };
        for expr in order {
            match expr {
                Expr::Column(name) if name.parts.len() == 1 => self.column(name, &scope),
                Expr::Literal(_) => self.sort_key(expr, &scope, &scope, shape.count()),
                _ => {}
            }
        }
    }

    /// Notes the names that the SELECT list gives.
    fn name_outputs(&self, select: &Select, level: &mut Level) {
        for target in &select.targets {
            match target {
                Target::Expr { name: TargetName::Alias(name), .. } => {
                    level.aliases.push(self.key(&name.text));
                }
                Target::Expr { name: TargetName::Given(name), .. } => level.aliases.push(self.key(name)),
                Target::Expr { name: TargetName::Text, .. } => level.aliases_text = true,
                Target::Expr { name: TargetName::Unknown, .. } | Target::Unknown(_) => {
                    level.aliases_open = true;
                }
                Target::TableStar(parts) => {
                    let name = parts.last().map_or("", |part| part.text.as_str());
                    let names: Vec<String> = level
                        .called(self.index, None, name)
                        .flat_map(|(_, relation)| relation.names(self.index))
                        .map(|name| self.key(name))
                        .collect();
                    level.aliases.extend(names);
                }
                Target::Star => {}
            }
        }
    }

    fn target(&mut self, target: &Target, scope: &Scope<'_>, shape: &mut Shape) {
        match target {
            Target::Expr { expr, name } => {
                self.expr(expr, scope);
                let name = match name {
                    TargetName::Alias(name) => ColumnLabel::Named(name.text.clone()),
                    TargetName::Given(name) => ColumnLabel::Named(name.clone()),
                    TargetName::Text => ColumnLabel::Text,
                    TargetName::Unknown => ColumnLabel::Unknown,
                };
                shape.columns.push(Column { name, kind: self.kind(expr) });
            }
            Target::Star => {
                for relation in &scope.level.relations {
                    self.add_columns(relation, shape);
                }
                // `*` shows a merged column once.
                shape.open |= !scope.level.merged.is_empty() || scope.level.merged_unknown;
            }
            Target::TableStar(parts) => self.table_star(parts, scope, shape),
            Target::Unknown(expr) => {
                self.expr(expr, scope);
                shape.open = true;
            }
        }
    }

    fn exprs(&mut self, exprs: &[Expr], scope: &Scope<'_>) {
        for expr in exprs {
            self.expr(expr, scope);
        }
    }
}

/// Gives a query's first columns other names.
fn rename(shape: &mut Shape, names: &[Ident]) {
    for (place, name) in names.iter().enumerate() {
        let name = ColumnLabel::Named(name.text.clone());
        match shape.columns.get_mut(place) {
            // With columns before it that aren't known, nothing is in its place.
            Some(column) if !shape.open => column.name = name,
            _ => shape.columns.push(Column { name, kind: Type::Unknown }),
        }
    }
}

fn first_select(query: &Query) -> Option<&Select> {
    match &query.body {
        Body::Select(select) => Some(select),
        Body::Set(left, _) => first_select(left),
        Body::Nested(inside) => first_select(inside),
        Body::Values(_) | Body::Opaque => None,
    }
}
