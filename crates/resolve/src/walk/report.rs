//! What is said about a name that isn't there: the problem, and the real names that may have been meant.

use super::Walk;
use crate::{
    Candidate, Problem, ProblemKind, Warning, WarningKind,
    index::{TableId, same},
    nearest::{Best, MOST, Spelling},
    quote::written,
    resolution::{ColumnUse, TableUse},
    scope::{Columns, Relation, Scope},
    tree::{ColumnName, Ident},
};

impl Walk<'_> {
    pub(super) fn problem(&mut self, kind: ProblemKind, name: &str, at: Option<usize>, detail: &str) {
        self.report(Problem {
            kind,
            name: name.to_owned(),
            position: self.position(at),
            candidates: Vec::new(),
            detail: detail.to_owned(),
        });
    }

    /// One and the same is told once, where it is first.
    fn report(&mut self, problem: Problem) {
        let is_told = |told: &Problem| {
            told.kind == problem.kind && told.name == problem.name && told.detail == problem.detail
        };
        if !self.problems.iter().any(is_told) {
            self.problems.push(problem);
        }
    }

    fn position(&self, at: Option<usize>) -> Option<usize> {
        let before = self.ground.sql.get(..at?)?;
        Some(before.chars().count() + 1)
    }

    fn write(&self, name: &str) -> String {
        written(self.index.flavor(), name)
    }

    pub(super) fn warn(&mut self, kind: WarningKind, name: &Ident, better: Option<String>) {
        let warning = Warning {
            kind,
            name: name.text.clone(),
            position: self.position(name.at),
            better: better.map(|text| Candidate { text, in_reach: true }),
        };
        if !self.warnings.iter().any(|told| told.kind == kind && told.name == warning.name) {
            self.warnings.push(warning);
        }
    }

    pub(super) fn warn_case(&mut self, name: &Ident, id: TableId) {
        let better = self.write(&self.index.table(id).name);
        self.warn(WarningKind::TableCase, name, Some(better));
    }

    pub(super) fn warn_schema(&mut self, name: &Ident, id: TableId) {
        let better = self.full_name(id);
        self.warn(WarningKind::SchemaNotNamed, name, Some(better));
    }

    fn full_name(&self, id: TableId) -> String {
        let table = self.index.table(id);
        format!("{}.{}", self.write(&table.schema), self.write(&table.name))
    }

    /// A table's name as it can stand in FROM.
    fn table_name(&self, id: TableId) -> String {
        if self.index.needs_schema(id) { self.full_name(id) } else { self.write(&self.index.table(id).name) }
    }

    pub(super) fn use_table(&mut self, id: TableId) {
        let table = self.table_use(id);
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
    }

    pub(super) fn use_column(&mut self, id: TableId, column: usize) {
        let column = self.index.table(id).columns[column].name.clone();
        let used = ColumnUse { table: self.table_use(id), column };
        if !self.columns.contains(&used) {
            self.columns.push(used);
        }
    }

    fn table_use(&self, id: TableId) -> TableUse {
        let table = self.index.table(id);
        TableUse { schema: table.schema.clone(), name: table.name.clone() }
    }

    pub(super) fn unknown_schema(&mut self, schema: &Ident, table: &Ident) {
        let mut best = Best::near(&schema.text);
        for name in &self.index.schemas {
            best.offer(&Spelling::of(name), 0.0, || self.write(name));
        }
        let mut candidates = best.take();
        // The table itself may be in another schema.
        candidates.extend(self.index.tables_called(&table.text).iter().map(|id| self.full_name(*id)));
        self.tell(ProblemKind::UnknownSchema, &[schema], in_reach(candidates), "");
    }

    pub(super) fn unknown_table(&mut self, schema: Option<&Ident>, name: &Ident) {
        let mut best = Best::near(&name.text);
        for (cte, _) in &self.ctes {
            best.offer(&Spelling::of(cte), 0.05, || self.write(cte));
        }
        for ((id, table), spelling) in self.index.tables().zip(self.ground.spellings) {
            let in_schema = schema.is_some_and(|schema| same(self.flavor(), &schema.text, &table.schema));
            best.offer(spelling, if in_schema { 0.05 } else { 0.0 }, || self.table_name(id));
        }
        let parts: Vec<&Ident> = schema.into_iter().chain([name]).collect();
        self.tell(ProblemKind::UnknownTable, &parts, in_reach(best.take()), "");
    }

    pub(super) fn ambiguous(&mut self, name: &Ident, tables: &[String], scope: &Scope<'_>) {
        let at_level = |relation: &&Relation| {
            relation.name.is_some()
                && relation.names(self.index).iter().any(|it| same(self.flavor(), it, &name.text))
        };
        let level = scope
            .levels()
            .map(|scope| scope.level)
            .find(|level| level.relations.iter().any(|it| at_level(&it)));
        let relations = level.map_or(&[][..], |level| &level.relations).iter().filter(at_level);
        let candidates = relations.take(MOST).map(|relation| self.column_of(relation, &name.text)).collect();
        self.tell(ProblemKind::AmbiguousColumn, &[name], in_reach(candidates), &tables.join(", "));
    }

    /// `alias.column`
    fn column_of(&self, relation: &Relation, column: &str) -> String {
        match relation.name.as_deref() {
            None | Some("") => self.write(column),
            Some(alias) => format!("{}.{}", self.write(alias), self.write(column)),
        }
    }

    /// A column that is in none of the relations that it could be in.
    pub(super) fn unknown_column(&mut self, parts: &[Ident], scope: &Scope<'_>) {
        let Some(name) = parts.last() else { return };
        let qualifier = parts.len().checked_sub(2).map(|place| &parts[place]);
        let mut best = Best::near(&name.text);
        let mut relations = 0;
        for (depth, scope) in scope.levels().enumerate() {
            for relation in &scope.level.relations {
                relations += 1;
                let is_meant = qualifier.is_some_and(|qualifier| {
                    relation.name.as_deref().is_some_and(|it| self.index.same_alias(it, &qualifier.text))
                });
                let bonus = if is_meant { 0.15 } else { 0.0 } - if depth > 0 { 0.1 } else { 0.0 };
                for column in relation.names(self.index) {
                    best.offer(&Spelling::of(column), bonus, || (relation, column));
                }
            }
        }
        let alone = qualifier.is_none() && relations == 1;
        let text = |(relation, column): (&Relation, &str)| {
            if alone { self.write(column) } else { self.column_of(relation, column) }
        };
        let mut candidates = in_reach(best.take().into_iter().map(text).collect());
        self.add_columns_elsewhere(name, scope, &mut candidates);
        let shown: Vec<&Ident> = parts.iter().collect();
        self.tell(ProblemKind::UnknownColumn, &shown, candidates, "");
    }

    /// Columns of exactly this name in tables that FROM doesn't have. Of the five, they get the last two places.
    fn add_columns_elsewhere(&self, name: &Ident, scope: &Scope<'_>, candidates: &mut Vec<Candidate>) {
        let here: Vec<TableId> = scope
            .levels()
            .flat_map(|scope| &scope.level.relations)
            .filter_map(|relation| if let Columns::Table(id) = relation.columns { Some(id) } else { None })
            .collect();
        let spelled = self.index.tables_with_column(&name.text).iter().filter(|id| !here.contains(id));
        let elsewhere: Vec<String> = spelled
            .take(MOST)
            .filter_map(|id| {
                let place = self.index.column(*id, &name.text)?;
                let column = self.write(&self.index.table(*id).columns[place].name);
                Some(format!("{}.{column}", self.table_name(*id)))
            })
            .collect();
        candidates.truncate(MOST - elsewhere.len().min(2));
        let places = MOST - candidates.len();
        candidates.extend(elsewhere.into_iter().take(places).map(|text| Candidate { text, in_reach: false }));
    }

    /// `x.column` where nobody is called `x`.
    pub(super) fn unknown_qualifier(
        &mut self,
        parts: &[Ident],
        column: Option<&ColumnName>,
        scope: &Scope<'_>,
    ) {
        let (qualifier, name) = match (parts, column) {
            ([.., qualifier, name], Some(_)) => (qualifier, Some(name)),
            ([.., qualifier], None) => (qualifier, None),
            _ => return,
        };
        let mut best = Best::near(&qualifier.text);
        for relation in scope.levels().flat_map(|scope| &scope.level.relations) {
            let Some(alias) = relation.name.as_deref().filter(|alias| !alias.is_empty()) else { continue };
            let has_it = name.is_some_and(|name| {
                relation.names(self.index).iter().any(|column| same(self.flavor(), column, &name.text))
            });
            let is_its_table = matches!(relation.columns, Columns::Table(id)
                if same(self.flavor(), &self.index.table(id).name, &qualifier.text));
            // Who has the column, or is the table under another name, is offered whatever the names are like.
            let spelling = Spelling::of(if has_it || is_its_table { &qualifier.text } else { alias });
            let text = || match name {
                Some(name) => self.column_of(relation, &name.text),
                None => self.write(alias),
            };
            best.offer(&spelling, if has_it { 0.5 } else { 0.0 }, text);
        }
        let mut candidates = in_reach(best.take());
        for id in self.index.tables_called(&qualifier.text) {
            let table = self.table_name(*id);
            let place = name.and_then(|name| self.index.column(*id, &name.text));
            let text = match place {
                Some(place) => format!("{table}.{}", self.write(&self.index.table(*id).columns[place].name)),
                None => table,
            };
            candidates.truncate(MOST - 1);
            candidates.push(Candidate { text, in_reach: false });
        }
        let shown: Vec<&Ident> = parts.iter().collect();
        self.tell(ProblemKind::UnknownQualifier, &shown, candidates, "");
    }

    fn tell(&mut self, kind: ProblemKind, parts: &[&Ident], mut candidates: Vec<Candidate>, detail: &str) {
        candidates.dedup_by(|one, other| one.text == other.text);
        candidates.truncate(MOST);
        let name = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let position = self.position(parts.iter().find_map(|part| part.at));
        self.report(Problem { kind, name, position, candidates, detail: detail.to_owned() });
    }
}

fn in_reach(texts: Vec<String>) -> Vec<Candidate> {
    texts.into_iter().map(|text| Candidate { text, in_reach: true }).collect()
}
