//! FROM: who is there, under which name, with which columns.

use std::rc::Rc;

use super::{Walk, rename};
use crate::{
    ProblemKind,
    index::{Found, same},
    scope::{Column, ColumnLabel, Columns, Level, Relation, Scope, Shape},
    tree::{Alias, Ident, Join, Source},
    types::Type,
};
use weir_model::ServerFlavor;

/// Relations side by side, with what their joins say.
#[derive(Debug, Default)]
struct Side {
    relations: Vec<Relation>,
    merged: Vec<String>,
    merged_unknown: bool,
}

impl Side {
    fn add(&mut self, mut other: Self) {
        self.relations.append(&mut other.relations);
        self.merged.append(&mut other.merged);
        self.merged_unknown |= other.merged_unknown;
    }

    /// The level, or a part of it, that these relations are.
    fn level(&self, id: usize, first: usize) -> Level {
        Level {
            id,
            first,
            relations: self.relations.clone(),
            merged: self.merged.clone(),
            merged_unknown: self.merged_unknown,
            ..Level::default()
        }
    }
}

impl Walk<'_> {
    /// The level of a query, from its FROM.
    pub(super) fn from(&mut self, sources: &[Source], parent: Option<&Scope<'_>>, id: usize) -> Level {
        let mut side = Side::default();
        for source in sources {
            let next = self.source(source, parent, (id, &side.relations));
            side.add(next);
        }
        self.duplicates(&side.relations);
        side.level(id, 0)
    }

    /// `before` is what stands before it in FROM, and what LATERAL sees; with the number of the level.
    fn source(&mut self, source: &Source, parent: Option<&Scope<'_>>, before: (usize, &[Relation])) -> Side {
        let relation = match source {
            Source::Table { name, alias } => self.table(name, alias.as_ref()),
            Source::Query { query, alias, lateral } => {
                let siblings = beside(before);
                let lateral_scope = Scope { level: &siblings, parent, sees_aliases: false };
                let shape = self.query(query, if *lateral { Some(&lateral_scope) } else { parent }, None);
                if alias.is_none() && self.index.rules.subqueries_need_names() {
                    let at = super::first_select(query).and_then(|select| select.at);
                    self.problem(ProblemKind::UnnamedTable, "SELECT", at, "");
                }
                derived(alias.as_ref(), "", shape)
            }
            Source::Function { args, alias, name, columns } => {
                let siblings = beside(before);
                let lateral_scope = Scope { level: &siblings, parent, sees_aliases: false };
                self.exprs(args, &lateral_scope);
                let shape = match columns {
                    Some(columns) => named(columns),
                    None => Shape { columns: Vec::new(), open: true },
                };
                match (alias, name) {
                    (None, None) => Relation::unknown(None),
                    (alias, name) => {
                        // Its alias names the columns already, where they are known.
                        let alias =
                            alias.as_ref().map(|alias| Alias { columns: Vec::new(), ..alias.clone() });
                        derived(alias.as_ref(), name.as_deref().unwrap_or_default(), shape)
                    }
                }
            }
            Source::Join(join) => return self.join(join, parent, before),
            Source::Opaque { alias } => {
                Relation::unknown(alias.as_ref().map(|alias| alias.name.text.clone()))
            }
        };
        Side { relations: vec![relation], ..Side::default() }
    }

    fn table(&mut self, name: &[Ident], alias: Option<&Alias>) -> Relation {
        let (schema, name) = match name {
            [.., schema, name] => (Some(schema), name),
            [name] => (None, name),
            [] => return Relation::unknown(None),
        };
        if schema.is_none()
            && let Some((_, shape)) = self.ctes.iter().rev().find(|(cte, _)| self.is_cte(cte, &name.text))
        {
            let shape = Shape::clone(shape);
            return derived(alias, &name.text, shape);
        }
        let columns = self.find_table(schema, name);
        let relation = Relation {
            name: Some(alias.map_or(&name.text, |alias| &alias.name.text).clone()),
            schema: match (alias, &columns) {
                (Some(_), _) => None,
                (None, Columns::Table(id)) => Some(self.index.table(*id).schema.clone()),
                (None, Columns::Shape(_)) => schema.map(|schema| schema.text.clone()),
            },
            columns,
        };
        match alias {
            Some(alias) if !alias.columns.is_empty() => {
                let mut shape = Shape::default();
                self.add_columns(&relation, &mut shape);
                derived(Some(alias), "", shape)
            }
            _ => relation,
        }
    }

    fn is_cte(&self, cte: &str, name: &str) -> bool {
        if self.flavor() == ServerFlavor::MySql {
            self.index.same_alias(cte, name)
        } else {
            same(self.flavor(), cte, name)
        }
    }

    fn find_table(&mut self, schema: Option<&Ident>, name: &Ident) -> Columns {
        let schema_name = schema.map(|schema| schema.text.as_str());
        match self.index.find(schema_name, &name.text) {
            Found::Table(id) => {
                self.use_table(id);
                Columns::Table(id)
            }
            Found::OtherCase(id) => {
                self.warn_case(name, id);
                self.use_table(id);
                Columns::Table(id)
            }
            Found::OtherSchema(id) => {
                self.warn_schema(name, id);
                self.use_table(id);
                Columns::Table(id)
            }
            Found::OneOf(ids) => {
                let default = ids.iter().find(|id| self.index.table(**id).schema == "public");
                self.use_table(*default.unwrap_or(&ids[0]));
                let mut shape = Shape::default();
                for id in ids {
                    let relation = Relation { name: None, schema: None, columns: Columns::Table(id) };
                    self.add_columns(&relation, &mut shape);
                }
                // Which of them it is isn't known, so neither are the types nor the number of columns.
                shape.columns.iter_mut().for_each(|column| column.kind = Type::Unknown);
                Columns::Shape(Rc::new(shape))
            }
            Found::Beyond => Columns::Shape(Shape::any()),
            Found::NoSchema => {
                if let Some(schema) = schema {
                    self.unknown_schema(schema, name);
                }
                Columns::Shape(Shape::any())
            }
            Found::Nothing => {
                self.unknown_table(schema, name);
                Columns::Shape(Shape::any())
            }
        }
    }

    fn join(&mut self, join: &Join, parent: Option<&Scope<'_>>, before: (usize, &[Relation])) -> Side {
        let (id, earlier) = before;
        let mut side = self.source(&join.left, parent, before);
        let beside: Vec<Relation> = earlier.iter().chain(&side.relations).cloned().collect();
        let right = self.source(&join.right, parent, (id, &beside));
        let merged = self.merged(join, &side, &right);
        side.add(right);
        side.merged.extend(merged.iter().flatten().cloned());
        side.merged_unknown |= merged.is_none();
        if let Some(on) = &join.on {
            // SQLite reads ON as a part of WHERE; the others see only what this very join puts together.
            let everyone = self.flavor() == ServerFlavor::Sqlite;
            let mut level = side.level(id, earlier.len());
            if everyone {
                level.first = 0;
                level.relations.splice(0..0, earlier.iter().cloned());
            }
            self.expr(on, &Scope { level: &level, parent, sees_aliases: everyone });
            self.check_condition(on, "ON");
            self.misplaced(on, "ON", id);
        }
        if let Some(alias) = &join.alias {
            let mut shape =
                Shape { columns: Vec::new(), open: !side.merged.is_empty() || side.merged_unknown };
            for relation in &side.relations {
                self.add_columns(relation, &mut shape);
            }
            return Side { relations: vec![derived(Some(alias), "", shape)], ..Side::default() };
        }
        if let Some(name) = &join.using_alias {
            // It has the merged columns once more, but only by its name.
            let columns = Columns::Shape(Rc::new(named(&join.using)));
            side.merged_unknown = true;
            side.relations.push(Relation { name: Some(name.text.clone()), schema: None, columns });
        }
        side
    }

    /// The keys of the columns that a join makes one; none where that isn't known.
    fn merged(&mut self, join: &Join, left: &Side, right: &Side) -> Option<Vec<String>> {
        if join.natural {
            let is_open = |side: &Side| side.relations.iter().any(|relation| relation.is_open(self.index));
            if is_open(left) || is_open(right) {
                return None;
            }
            let keys = |side: &Side| -> Vec<String> {
                let names = side.relations.iter().flat_map(|relation| relation.names(self.index));
                names.map(|name| self.key(name)).collect()
            };
            let others = keys(right);
            return Some(keys(left).into_iter().filter(|key| others.contains(key)).collect());
        }
        for name in &join.using {
            self.using(name, left);
            self.using(name, right);
        }
        Some(join.using.iter().map(|name| self.key(&name.text)).collect())
    }

    fn using(&mut self, name: &Ident, side: &Side) {
        let level = side.level(0, 0);
        let scope = Scope { level: &level, parent: None, sees_aliases: false };
        // What is ambiguous on one side may have been merged there.
        if matches!(scope.look(self.index, &name.text), crate::scope::Look::Nothing) {
            self.unknown_column(std::slice::from_ref(name), &scope);
        }
    }

    /// Adds a relation's columns to those of a query.
    pub(super) fn add_columns(&self, relation: &Relation, shape: &mut Shape) {
        shape.open |= relation.is_open(self.index);
        match &relation.columns {
            Columns::Table(id) => {
                let flavor = self.flavor();
                shape.columns.extend(self.index.table(*id).columns.iter().map(|column| Column {
                    name: ColumnLabel::Named(column.name.clone()),
                    kind: Type::of(flavor, &column.data_type),
                }));
            }
            Columns::Shape(columns) => shape.columns.extend(columns.columns.iter().cloned()),
        }
    }

    /// `t.*`
    pub(super) fn table_star(&mut self, parts: &[Ident], scope: &Scope<'_>, shape: &mut Shape) {
        let (schema, name) = match parts {
            [.., schema, name] => (Some(schema.text.as_str()), name),
            [name] => (None, name),
            [] => return,
        };
        for scope in scope.levels() {
            let called = scope.level.called(self.index, schema, &name.text).next();
            if let Some((_, relation)) = called {
                self.add_columns(relation, shape);
                return;
            }
            if scope.level.relations.iter().any(|relation| relation.name.is_none()) {
                shape.open = true;
                return;
            }
        }
        shape.open = true;
        self.unknown_qualifier(parts, None, scope);
    }

    /// Two relations of one name. SQLite lets them be.
    fn duplicates(&mut self, relations: &[Relation]) {
        if self.flavor() == ServerFlavor::Sqlite {
            return;
        }
        for (place, relation) in relations.iter().enumerate() {
            let Some(name) = relation.name.as_deref().filter(|name| !name.is_empty()) else { continue };
            let clashes = |other: &Relation| {
                let apart = matches!((&relation.schema, &other.schema), (Some(one), Some(two)) if one != two);
                !apart && other.name.as_deref().is_some_and(|other| self.index.same_alias(other, name))
            };
            if relations[..place].iter().any(clashes) {
                self.problem(ProblemKind::DuplicateAlias, name, None, "");
            }
        }
    }
}

/// A relation with a query's columns, for clauses that see nothing else.
pub(super) fn relation_of(shape: &Shape) -> Relation {
    let columns = Columns::Shape(Rc::new(shape.clone()));
    Relation { name: Some(String::new()), schema: None, columns }
}

/// A derived table, under its alias or a name of its own. Without either, nobody can call it.
fn derived(alias: Option<&Alias>, own: &str, mut shape: Shape) -> Relation {
    let mut name = own.to_owned();
    if let Some(alias) = alias {
        rename(&mut shape, &alias.columns);
        name.clone_from(&alias.name.text);
    }
    Relation { name: Some(name), schema: None, columns: Columns::Shape(Rc::new(shape)) }
}

/// What LATERAL sees of the FROM that it stands in.
fn beside((id, before): (usize, &[Relation])) -> Level {
    Level { id, relations: before.to_vec(), ..Level::default() }
}

fn named(columns: &[Ident]) -> Shape {
    let column = |name: &Ident| Column { name: ColumnLabel::Named(name.text.clone()), kind: Type::Unknown };
    Shape { columns: columns.iter().map(column).collect(), open: false }
}
