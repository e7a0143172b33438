//! Who is in reach of a name: the relations of a FROM, the columns they have, the levels of queries around.

use std::rc::Rc;

use weir_model::ServerFlavor;

use crate::{
    index::{Index, TableId, key, same},
    types::Type,
};

/// The columns that a query or a table gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) columns: Vec<Column>,
    /// Whether there may be columns beyond these.
    pub(crate) open: bool,
}

/// A column of a derived table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: ColumnLabel,
    pub(crate) kind: Type,
}

#[derive(Clone, Debug)]
pub(crate) enum ColumnLabel {
    Named(String),
    /// An expression's own text.
    Text,
    /// Any.
    Unknown,
}

impl Shape {
    /// Any columns.
    pub(crate) fn any() -> Rc<Self> {
        Rc::new(Self { columns: Vec::new(), open: true })
    }

    /// How many columns there are, where that is certain.
    pub(crate) fn count(&self) -> Option<usize> {
        (!self.open).then_some(self.columns.len())
    }
}

/// Something in FROM.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    /// How the query calls it; none where that isn't known.
    pub(crate) name: Option<String>,
    /// The schema, if it can be named by it.
    pub(crate) schema: Option<String>,
    pub(crate) columns: Columns,
}

#[derive(Clone, Debug)]
pub(crate) enum Columns {
    Table(TableId),
    Shape(Rc<Shape>),
}

/// One query's relations, and what is known about them together.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(crate) id: usize,
    /// How many relations of the same FROM stand before these.
    pub(crate) first: usize,
    pub(crate) relations: Vec<Relation>,
    /// Keys of columns that USING or NATURAL made one.
    pub(crate) merged: Vec<String>,
    /// Whether a NATURAL join may have made one of any columns.
    pub(crate) merged_unknown: bool,
    /// Keys of the names that the SELECT list gives.
    pub(crate) aliases: Vec<String>,
    /// Whether the SELECT list may give others.
    pub(crate) aliases_open: bool,
    /// Whether the SELECT list gives names that are the text of an expression.
    pub(crate) aliases_text: bool,
}

/// A level as one of its clauses sees it, and the levels around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) level: &'a Level,
    pub(crate) parent: Option<&'a Scope<'a>>,
    /// Whether the names of the SELECT list may be used.
    pub(crate) sees_aliases: bool,
}

/// Where a column was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) level: usize,
    pub(crate) relation: usize,
    /// The key of its name.
    pub(crate) key: String,
    pub(crate) table: Option<(TableId, usize)>,
    pub(crate) kind: Type,
}

/// What a look-up gave.
#[derive(Debug)]
pub(crate) enum Look {
    Found(Place),
    /// There, or perhaps there, but no column of a relation: an alias, a system column, an open relation.
    Passes,
    /// In several relations.
    Ambiguous(Vec<String>),
    /// The qualifier is nobody's name.
    NoSuchRelation,
    Nothing,
}

/// Columns that a table has without listing them.
fn is_system_column(flavor: ServerFlavor, name: &str) -> bool {
    match flavor {
        ServerFlavor::Postgres => ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"].contains(&name),
        ServerFlavor::Sqlite => ["rowid", "oid", "_rowid_"].iter().any(|it| name.eq_ignore_ascii_case(it)),
        ServerFlavor::MySql => name.eq_ignore_ascii_case("_rowid") || name.eq_ignore_ascii_case("my_row_id"),
        ServerFlavor::MariaDb => {
            ["_rowid", "row_start", "row_end"].iter().any(|it| name.eq_ignore_ascii_case(it))
        }
    }
}

impl Relation {
    /// Something about which nothing is known.
    pub(crate) fn unknown(name: Option<String>) -> Self {
        Self { name, schema: None, columns: Columns::Shape(Shape::any()) }
    }

    pub(crate) fn is_open(&self, index: &Index) -> bool {
        match &self.columns {
            Columns::Table(id) => index.table(*id).is_open,
            Columns::Shape(shape) => shape.open,
        }
    }

    /// The names of its columns, as far as they are known.
    pub(crate) fn names<'a>(&'a self, index: &'a Index) -> Vec<&'a str> {
        match &self.columns {
            Columns::Table(id) => {
                index.table(*id).columns.iter().map(|column| column.name.as_str()).collect()
            }
            Columns::Shape(shape) => {
                let named = |column: &'a Column| match &column.name {
                    ColumnLabel::Named(name) => Some(name.as_str()),
                    ColumnLabel::Text | ColumnLabel::Unknown => None,
                };
                shape.columns.iter().filter_map(named).collect()
            }
        }
    }

    fn look(&self, index: &Index, name: &str, level: usize, relation: usize) -> Look {
        let flavor = index.flavor();
        let found = |table, kind| {
            Look::Found(Place { level, relation, key: key(flavor, name).into_owned(), table, kind })
        };
        match &self.columns {
            Columns::Table(id) => match index.column(*id, name) {
                Some(place) => {
                    found(Some((*id, place)), Type::of(flavor, &index.table(*id).columns[place].data_type))
                }
                None if index.table(*id).is_open || is_system_column(flavor, name) => Look::Passes,
                None => Look::Nothing,
            },
            Columns::Shape(shape) => {
                let mut look = if shape.open { Look::Passes } else { Look::Nothing };
                for column in &shape.columns {
                    match &column.name {
                        ColumnLabel::Named(it) if same(flavor, it, name) => return found(None, column.kind),
                        ColumnLabel::Text if is_expression_text(name) => look = Look::Passes,
                        ColumnLabel::Unknown => look = Look::Passes,
                        ColumnLabel::Named(_) | ColumnLabel::Text => {}
                    }
                }
                look
            }
        }
    }
}

/// Whether a name could be the text of an expression: `count(*)`, `a + 1`.
fn is_expression_text(name: &str) -> bool {
    !name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl Level {
    pub(crate) fn has_alias(&self, flavor: ServerFlavor, name: &str) -> bool {
        self.aliases_open
            || (self.aliases_text && is_expression_text(name))
            || self.aliases.iter().any(|alias| *alias == *key(flavor, name))
    }

    /// Looks a column up among the relations.
    fn look(&self, index: &Index, name: &str) -> Look {
        let flavor = index.flavor();
        let mut found: Vec<Place> = Vec::new();
        let mut passes = false;
        for (place, relation) in self.relations.iter().enumerate() {
            match relation.look(index, name, self.id, self.first + place) {
                Look::Found(place) => found.push(place),
                Look::Passes => passes = true,
                _ => {}
            }
        }
        let is_merged = self.merged_unknown || self.merged.iter().any(|merged| *merged == *key(flavor, name));
        if found.len() > 1 && !is_merged {
            let names =
                found.iter().filter_map(|place| self.relations[place.relation - self.first].name.clone());
            return Look::Ambiguous(names.collect());
        }
        match found.into_iter().next() {
            Some(place) => Look::Found(place),
            None if passes || self.is_whole_row(flavor, name) => Look::Passes,
            None => Look::Nothing,
        }
    }

    /// `SELECT t FROM t`: PostgreSQL takes the row for a value.
    fn is_whole_row(&self, flavor: ServerFlavor, name: &str) -> bool {
        flavor == ServerFlavor::Postgres && self.relations.iter().any(|it| it.name.as_deref() == Some(name))
    }

    /// The relations that a qualifier can mean.
    pub(crate) fn called<'a>(
        &'a self,
        index: &'a Index,
        schema: Option<&'a str>,
        name: &'a str,
    ) -> impl Iterator<Item = (usize, &'a Relation)> {
        let flavor = index.flavor();
        let fits = move |relation: &Relation| {
            let Some(own) = &relation.name else { return false };
            let schema_fits = match (schema, &relation.schema) {
                (None, _) => true,
                (Some(schema), Some(own)) => same(flavor, schema, own),
                (Some(_), None) => false,
            };
            schema_fits && index.same_alias(own, name)
        };
        (self.first..).zip(&self.relations).filter(move |(_, relation)| fits(relation))
    }
}

impl<'a> Scope<'a> {
    /// This level and those around it, from the inside out.
    pub(crate) fn levels(&'a self) -> impl Iterator<Item = &'a Scope<'a>> {
        std::iter::successors(Some(self), |scope| scope.parent)
    }

    /// Looks up a column that is named alone.
    pub(crate) fn look(&self, index: &Index, name: &str) -> Look {
        let flavor = index.flavor();
        for (depth, scope) in self.levels().enumerate() {
            // MySQL lets subqueries use the names of the SELECT list around them.
            let from_inside = depth > 0 && matches!(flavor, ServerFlavor::MySql | ServerFlavor::MariaDb);
            let by_alias = (scope.sees_aliases || from_inside) && scope.level.has_alias(flavor, name);
            match scope.level.look(index, name) {
                Look::Nothing | Look::Ambiguous(_) if by_alias => return Look::Passes,
                Look::Nothing => {}
                look => return look,
            }
        }
        Look::Nothing
    }

    /// Looks up a column with its table's name in front.
    pub(crate) fn look_in(&self, index: &Index, schema: Option<&str>, table: &str, name: &str) -> Look {
        for scope in self.levels() {
            let mut called = scope.level.called(index, schema, table);
            if let Some((place, relation)) = called.next() {
                let look = relation.look(index, name, scope.level.id, place);
                // Two of one name: either the server refuses that anyway, or it takes the one that fits.
                let others = called
                    .any(|(place, it)| !matches!(it.look(index, name, scope.level.id, place), Look::Nothing));
                return if others { Look::Passes } else { look };
            }
            if scope.level.relations.iter().any(|relation| relation.name.is_none()) {
                return Look::Passes;
            }
        }
        Look::NoSuchRelation
    }
}
