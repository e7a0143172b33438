//! What GROUP BY and aggregates ask of a query: no aggregate where rows aren't grouped yet, no column beside
//! aggregates that isn't grouped. Only what is certain is told: columns that a key or an equation determines pass,
//! and so does whatever isn't understood.

use std::collections::HashSet;

use weir_model::ServerFlavor;

use super::Walk;
use crate::{
    ProblemKind,
    functions::{is_aggregate, is_scalar},
    scope::{Columns, Level, Place},
    tree::{Call, ColumnName, Expr, Literal, Select, Source, Target, TargetName},
};

/// A column of a level: its relation's place and the key of its name.
type Spot = (usize, String);

/// What the groups of a query are made of.
struct Grouped<'q> {
    keys: Vec<&'q Expr>,
    /// Columns that have one value in each group.
    determined: HashSet<Spot>,
    level: &'q Level,
}

impl Walk<'_> {
    /// Aggregates and windows where they may not stand.
    pub(super) fn misplaced(&mut self, expr: &Expr, clause: &str, level: usize) {
        if let Expr::Call(call) = expr {
            if call.over.is_some() {
                self.problem(ProblemKind::MisplacedWindow, &call.name, call.at, clause);
            } else if is_aggregate(self.flavor(), call) && self.belongs_to(call, level) && clause != "HAVING"
            {
                self.problem(ProblemKind::MisplacedAggregate, &call.name, call.at, clause);
            }
        }
        for child in expr.children() {
            self.misplaced(child, clause, level);
        }
    }

    /// Aggregates inside aggregates.
    pub(super) fn nested(&mut self, expr: &Expr, level: usize) {
        if let Expr::Call(call) = expr
            && is_aggregate(self.flavor(), call)
            && self.belongs_to(call, level)
        {
            for arg in &call.args {
                self.misplaced(arg, &call.name, level);
            }
            return;
        }
        for child in expr.children() {
            self.nested(child, level);
        }
    }

    /// Whether an aggregate surely groups this level's rows: it names one of its columns, or none at all.
    fn belongs_to(&self, call: &Call, level: usize) -> bool {
        let mut columns = Vec::new();
        call.args.iter().for_each(|arg| columns_of(arg, &mut columns));
        let is_plain = call.args.iter().all(|arg| !has_opaque(arg));
        let here = |name: &&ColumnName| self.place(name).is_some_and(|place| place.level == level);
        is_plain && (columns.is_empty() || columns.iter().any(here))
    }

    /// Looks at a query's columns beside aggregates, once all names are found.
    pub(super) fn grouping(&mut self, select: &Select, order: &[Expr], level: &Level) {
        if select.grouping_sets {
            return;
        }
        let targets = select.targets.iter().filter_map(|target| match target {
            Target::Expr { expr, .. } => Some(expr),
            _ => None,
        });
        let shown: Vec<&Expr> = targets.chain(order).collect();
        let having: Vec<&Expr> = select.having.iter().collect();
        let aggregates = shown.iter().chain(&having).any(|expr| self.has_aggregate(expr, level.id));
        let by_having = self.is_postgres() && !having.is_empty();
        let Some(grouped) = self.grouped(select, level) else { return };
        if matches!(self.flavor(), ServerFlavor::MySql | ServerFlavor::MariaDb) {
            for expr in &having {
                self.having(expr, select, &grouped);
            }
        }
        if !self.index.rules.only_full_group_by || !(aggregates || by_having || !select.group.is_empty()) {
            return;
        }
        for target in &select.targets {
            match target {
                Target::Expr { expr, .. } => self.ungrouped(expr, &grouped),
                Target::Star => (0..level.relations.len()).for_each(|it| self.ungrouped_star(it, &grouped)),
                Target::TableStar(_) | Target::Unknown(_) => {}
            }
        }
        if self.is_postgres() {
            for expr in having {
                self.ungrouped(expr, &grouped);
            }
        }
        for expr in order {
            // A name of the SELECT list was looked at there.
            if !matches!(expr, Expr::Column(name) if self.is_alias(name, level)) {
                self.ungrouped(expr, &grouped);
            }
        }
    }

    /// PostgreSQL sorts DISTINCT rows only by what is selected.
    pub(super) fn distinct_order(&mut self, select: &Select, order: &[Expr], level: &Level) {
        if !self.is_postgres() || !select.distinct || !select.distinct_on.is_empty() {
            return;
        }
        let selected = |wanted: &Expr| {
            select.targets.iter().any(|target| match target {
                Target::Expr { expr, .. } => self.is_same(expr, wanted),
                _ => true,
            })
        };
        let is_fine = |expr: &&Expr| match expr {
            Expr::Literal(_) => true,
            Expr::Column(name) => self.is_alias(name, level) || self.place(name).is_none() || selected(expr),
            expr => has_opaque(expr) || selected(expr),
        };
        if let Some(wrong) = order.iter().find(|expr| !is_fine(expr)) {
            let (name, at) = match wrong {
                Expr::Column(name) => (shown(name), name.parts.first().and_then(|part| part.at)),
                Expr::Call(call) => (call.name.clone(), call.at),
                _ => ("ORDER BY".to_owned(), None),
            };
            self.problem(ProblemKind::OrderNotSelected, &name, at, "");
        }
    }

    fn has_aggregate(&self, expr: &Expr, level: usize) -> bool {
        matches!(expr, Expr::Call(call) if is_aggregate(self.flavor(), call) && self.belongs_to(call, level))
            || expr.children().into_iter().any(|child| self.has_aggregate(child, level))
    }

    /// What the groups are made of; none where that can't be said.
    fn grouped<'q>(&self, select: &'q Select, level: &'q Level) -> Option<Grouped<'q>> {
        let mut keys: Vec<&Expr> = Vec::new();
        for expr in &select.group {
            match expr {
                Expr::Literal(Literal::Integer(number)) => {
                    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
                    let stars =
                        select.targets.iter().take(place + 1).any(|it| !matches!(it, Target::Expr { .. }));
                    let Target::Expr { expr, .. } = select.targets.get(place).filter(|_| !stars)? else {
                        return None;
                    };
                    keys.push(expr);
                }
                Expr::Column(name) => {
                    keys.push(expr);
                    // Perhaps a name of the SELECT list.
                    keys.extend(self.target_called(select, name));
                }
                expr if has_opaque(expr) => return None,
                expr => keys.push(expr),
            }
        }
        let spots = keys.iter().filter_map(|key| match key {
            Expr::Column(name) => self.spot(name, level.id),
            _ => None,
        });
        let mut grouped = Grouped { determined: spots.collect(), keys, level };
        let mut equations = Vec::new();
        // PostgreSQL goes by primary keys alone (its manual on GROUP BY), MySQL by equations as well
        // ("Detection of Functional Dependence").
        if !self.is_postgres() {
            select.filter.iter().for_each(|filter| equations_of(filter, &mut equations));
            select.from.iter().for_each(|source| equations_in(source, &mut equations));
        }
        self.determine(&mut grouped, &equations);
        Some(grouped)
    }

    /// The expression of the SELECT list that a bare name may stand for.
    fn target_called<'q>(&self, select: &'q Select, name: &ColumnName) -> Option<&'q Expr> {
        let [only] = name.parts.as_slice() else { return None };
        select.targets.iter().find_map(|target| match target {
            Target::Expr { expr, name: TargetName::Alias(alias) }
                if self.key(&alias.text) == self.key(&only.text) =>
            {
                Some(expr)
            }
            Target::Expr { expr, name: TargetName::Given(given) }
                if self.key(given) == self.key(&only.text) =>
            {
                Some(expr)
            }
            _ => None,
        })
    }

    fn spot(&self, name: &ColumnName, level: usize) -> Option<Spot> {
        let place = self.place(name).filter(|place| place.level == level)?;
        Some((place.relation, place.key.clone()))
    }

    /// Adds what keys and equations determine, until nothing more comes.
    fn determine(&self, grouped: &mut Grouped<'_>, equations: &[(&Expr, &Expr)]) {
        loop {
            let before = grouped.determined.len();
            for (place, relation) in grouped.level.relations.iter().enumerate() {
                let Columns::Table(id) = relation.columns else { continue };
                let table = self.index.table(id);
                let spot = |column: usize| (place, self.key(&table.columns[column].name));
                let fits =
                    |key: &Vec<usize>| key.iter().all(|column| grouped.determined.contains(&spot(*column)));
                if table.keys.iter().any(fits) {
                    grouped.determined.extend((0..table.columns.len()).map(spot));
                }
            }
            let merged: Vec<Spot> = grouped
                .determined
                .iter()
                .filter(|(_, key)| grouped.level.merged_unknown || grouped.level.merged.contains(key))
                .flat_map(|(_, key)| (0..grouped.level.relations.len()).map(|it| (it, key.clone())))
                .collect();
            grouped.determined.extend(merged);
            for (left, right) in equations {
                for (one, other) in [(left, right), (right, left)] {
                    let Expr::Column(name) = one else { continue };
                    if let Some(spot) = self.spot(name, grouped.level.id)
                        && self.is_determined(other, grouped)
                    {
                        grouped.determined.insert(spot);
                    }
                }
            }
            if grouped.determined.len() == before {
                return;
            }
        }
    }

    fn is_determined(&self, expr: &Expr, grouped: &Grouped<'_>) -> bool {
        let mut columns = Vec::new();
        columns_of(expr, &mut columns);
        columns.iter().all(|name| match self.spot(name, grouped.level.id) {
            Some(spot) => grouped.determined.contains(&spot),
            // Another level's, or unknown.
            None => true,
        })
    }

    /// Tells columns that have more than one value in a group.
    fn ungrouped(&mut self, expr: &Expr, grouped: &Grouped<'_>) {
        if grouped.keys.iter().any(|key| self.is_same(key, expr)) {
            return;
        }
        match expr {
            Expr::Column(name) => {
                let Some(spot) = self.spot(name, grouped.level.id) else { return };
                if !grouped.determined.contains(&spot) && self.is_certain(&spot, grouped) {
                    let at = name.parts.first().and_then(|part| part.at);
                    self.problem(ProblemKind::UngroupedColumn, &shown(name), at, "");
                }
            }
            Expr::Call(call) if call.over.is_none() && !is_scalar(call) => {}
            Expr::Subquery { .. } => {}
            expr => expr.children().into_iter().for_each(|child| self.ungrouped(child, grouped)),
        }
    }

    /// Whether nothing but what is known here could determine a column. MySQL sees through views and derived tables.
    fn is_certain(&self, spot: &Spot, grouped: &Grouped<'_>) -> bool {
        match grouped.level.relations.get(spot.0).map(|relation| &relation.columns) {
            Some(Columns::Table(id)) => {
                let table = self.index.table(*id);
                let computed =
                    self.index.column(*id, &spot.1).is_some_and(|place| table.columns[place].is_computed);
                self.is_postgres() || !(table.is_view || computed)
            }
            Some(Columns::Shape(_)) => self.is_postgres(),
            None => false,
        }
    }

    /// `*` beside aggregates: the first column that isn't grouped.
    fn ungrouped_star(&mut self, relation: usize, grouped: &Grouped<'_>) {
        let Some(Columns::Table(id)) = grouped.level.relations.get(relation).map(|it| &it.columns) else {
            return;
        };
        let table = self.index.table(*id);
        let missing = table.columns.iter().find(|column| {
            let spot = (relation, self.key(&column.name));
            !grouped.determined.contains(&spot) && self.is_certain(&spot, grouped)
        });
        if let Some(column) = missing {
            self.problem(ProblemKind::UngroupedColumn, &column.name, None, "");
        }
    }

    /// MySQL looks columns of HAVING up in the SELECT list and in GROUP BY, and nowhere else.
    fn having(&mut self, expr: &Expr, select: &Select, grouped: &Grouped<'_>) {
        match expr {
            Expr::Column(name) => {
                let Some(spot) = self.spot(name, grouped.level.id) else { return };
                let is_it = |expr: &Expr| match expr {
                    Expr::Column(other) => self.spot(other, grouped.level.id).as_ref() == Some(&spot),
                    _ => false,
                };
                let listed = select.targets.iter().any(|target| match target {
                    Target::Expr { expr, .. } => is_it(expr),
                    _ => true,
                });
                let merged = grouped.level.merged_unknown || grouped.level.merged.contains(&spot.1);
                let named = self.is_alias(name, grouped.level);
                if !(listed || merged || named || grouped.keys.iter().any(|key| is_it(key))) {
                    let at = name.parts.first().and_then(|part| part.at);
                    self.problem(ProblemKind::UngroupedColumn, &shown(name), at, "");
                }
            }
            // Inside aggregates, and inside what may be one, every column of FROM is in reach.
            Expr::Call(call) if !is_scalar(call) => {}
            Expr::Subquery { .. } => {}
            expr => expr.children().into_iter().for_each(|child| self.having(child, select, grouped)),
        }
    }

    /// Whether two expressions are the same; what isn't understood is the same as anything.
    fn is_same(&self, one: &Expr, other: &Expr) -> bool {
        let all = |one: &[Expr], other: &[Expr]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| self.is_same(one, other))
        };
        match (one, other) {
            (Expr::Opaque, _) | (_, Expr::Opaque) => true,
            (Expr::Column(one), Expr::Column(other)) => match (self.place(one), self.place(other)) {
                (Some(one), Some(other)) => is_same_place(one, other),
                _ => {
                    one.parts.last().map(|it| self.key(&it.text))
                        == other.parts.last().map(|it| self.key(&it.text))
                }
            },
            (Expr::Literal(one), Expr::Literal(other)) => one == other,
            (Expr::QuotedText(one), Expr::QuotedText(other)) => one.text == other.text,
            (Expr::QuotedText(one), Expr::Literal(Literal::Text(other)))
            | (Expr::Literal(Literal::Text(other)), Expr::QuotedText(one)) => one.text == *other,
            (Expr::Call(one), Expr::Call(other)) => {
                one.name == other.name && one.distinct == other.distinct && all(&one.args, &other.args)
            }
            (Expr::Binary(one), Expr::Binary(other)) => {
                one.operator == other.operator
                    && self.is_same(&one.left, &other.left)
                    && self.is_same(&one.right, &other.right)
            }
            (Expr::Cast { expr: one, to }, Expr::Cast { expr: other, to: other_to }) => {
                to == other_to && self.is_same(one, other)
            }
            (Expr::Parts(what, one), Expr::Parts(other_what, other)) => what == other_what && all(one, other),
            _ => false,
        }
    }
}

/// A column as the statement has it.
fn shown(name: &ColumnName) -> String {
    name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

fn is_same_place(one: &Place, other: &Place) -> bool {
    one.level == other.level && one.relation == other.relation && one.key == other.key
}

fn columns_of<'q>(expr: &'q Expr, columns: &mut Vec<&'q ColumnName>) {
    if let Expr::Column(name) = expr {
        columns.push(name);
    }
    expr.children().into_iter().for_each(|child| columns_of(child, columns));
}

/// Whether something inside isn't known: names that can't be looked at.
fn has_opaque(expr: &Expr) -> bool {
    matches!(expr, Expr::Opaque | Expr::Subquery { .. }) || expr.children().into_iter().any(has_opaque)
}

/// All equations in a condition, also those that need not hold: taking one too many raises no alarm.
fn equations_of<'q>(expr: &'q Expr, equations: &mut Vec<(&'q Expr, &'q Expr)>) {
    match expr {
        Expr::Binary(binary) if binary.operator == "=" => equations.push((&binary.left, &binary.right)),
        Expr::Binary(binary) if binary.operator == "<=>" => equations.push((&binary.left, &binary.right)),
        _ => {}
    }
    expr.children().into_iter().for_each(|child| equations_of(child, equations));
}

fn equations_in<'q>(source: &'q Source, equations: &mut Vec<(&'q Expr, &'q Expr)>) {
    if let Source::Join(join) = source {
        join.on.iter().for_each(|on| equations_of(on, equations));
        equations_in(&join.left, equations);
        equations_in(&join.right, equations);
    }
}
