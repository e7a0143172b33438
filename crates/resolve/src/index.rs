//! The metadata of one database, put in order for look-ups by name.

use std::{borrow::Cow, collections::HashMap};

use weir_model::{DatabaseMetadata, Generated, ServerFlavor, Table, TableKind};

use crate::{Rules, TableCase};

/// A table's place in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TableId(u32);

/// Everything that names are looked up in.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) rules: Rules,
    pub(crate) schemas: Vec<String>,
    tables: Vec<TableEntry>,
    /// Tables by the key of their name.
    by_name: HashMap<String, Vec<TableId>>,
    /// Tables by the key of a column's name.
    by_column: HashMap<String, Vec<TableId>>,
}

/// One table.
#[derive(Debug)]
pub(crate) struct TableEntry {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) columns: Vec<ColumnEntry>,
    /// Columns, by place, that tell the rows apart: the primary key, and unique indexes without NULL.
    pub(crate) keys: Vec<Vec<usize>>,
    /// Whether rows are computed from other tables, whose keys then carry over.
    pub(crate) is_view: bool,
    /// Whether it may have columns that the metadata doesn't list (hidden ones of virtual tables).
    pub(crate) is_open: bool,
}

/// One column.
#[derive(Debug)]
pub(crate) struct ColumnEntry {
    pub(crate) name: String,
    /// Its type as the server's catalog calls it.
    pub(crate) data_type: String,
    /// Whether the server computes it from others.
    pub(crate) is_computed: bool,
}

/// What a table's name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// One table.
    Table(TableId),
    /// One of several tables; which one depends on what isn't known.
    OneOf(Vec<TableId>),
    /// A table under another case of letters, which may or may not do.
    OtherCase(TableId),
    /// A table in a schema that may not be on the search path.
    OtherSchema(TableId),
    /// Perhaps a table that the metadata doesn't list: a catalog's, another database's.
    Beyond,
    /// No such schema.
    NoSchema,
    /// No such table.
    Nothing,
}

impl Index {
    pub(crate) fn new(metadata: &DatabaseMetadata, rules: Rules) -> Self {
        let flavor = rules.flavor();
        let mut index = Self {
            schemas: metadata.schemas.clone(),
            tables: metadata.tables.iter().map(|table| entry(table, flavor)).collect(),
            by_name: HashMap::with_capacity(metadata.tables.len()),
            by_column: HashMap::new(),
            rules,
        };
        for (place, table) in index.tables.iter().enumerate() {
            let Ok(place) = u32::try_from(place) else { break };
            let id = TableId(place);
            index.by_name.entry(key(flavor, &table.name).into_owned()).or_default().push(id);
            for column in &table.columns {
                index.by_column.entry(key(flavor, &column.name).into_owned()).or_default().push(id);
            }
        }
        index
    }

    pub(crate) fn flavor(&self) -> ServerFlavor {
        self.rules.flavor()
    }

    pub(crate) fn table(&self, id: TableId) -> &TableEntry {
        &self.tables[id.0 as usize]
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (TableId, &TableEntry)> {
        (0..).map(TableId).zip(&self.tables)
    }

    /// The tables that have a column of this name.
    pub(crate) fn tables_with_column(&self, name: &str) -> &[TableId] {
        self.by_column.get(&*key(self.flavor(), name)).map_or(&[], Vec::as_slice)
    }

    /// The place of a column in a table.
    pub(crate) fn column(&self, id: TableId, name: &str) -> Option<usize> {
        let flavor = self.flavor();
        self.table(id).columns.iter().position(|column| same(flavor, &column.name, name))
    }

    /// What a table's name, as the statement has it, leads to. PostgreSQL's parser has folded its case already.
    pub(crate) fn find(&self, schema: Option<&str>, name: &str) -> Found {
        match schema {
            Some(schema) => self.find_in(schema, name),
            None => self.find_anywhere(name),
        }
    }

    /// Whether two names mean one table or alias in a statement.
    pub(crate) fn same_alias(&self, one: &str, other: &str) -> bool {
        let exact = self.rules.table_case == TableCase::Exact && self.flavor() != ServerFlavor::Sqlite;
        if exact { one == other } else { same(self.flavor(), one, other) }
    }

    /// The tables of this name, in whatever schema.
    pub(crate) fn tables_called(&self, name: &str) -> &[TableId] {
        self.by_name.get(&*key(self.flavor(), name)).map_or(&[], Vec::as_slice)
    }

    fn find_in(&self, schema: &str, name: &str) -> Found {
        let flavor = self.flavor();
        if is_catalog(flavor, schema) {
            return Found::Beyond;
        }
        let known = self.schemas.iter().any(|known| same(flavor, known, schema));
        if !known {
            // MySQL's other databases are readable from here, SQLite's attached files too; the metadata has neither.
            return if flavor == ServerFlavor::Postgres { Found::NoSchema } else { Found::Beyond };
        }
        let there =
            self.tables_called(name).iter().filter(|id| same(flavor, &self.table(**id).schema, schema));
        self.by_case(&there.copied().collect::<Vec<_>>(), name)
    }

    fn find_anywhere(&self, name: &str) -> Found {
        let flavor = self.flavor();
        if is_catalog_table(flavor, name) {
            return Found::Beyond;
        }
        let named = self.tables_called(name).to_vec();
        if flavor != ServerFlavor::Postgres {
            let exact: Vec<TableId> =
                named.iter().copied().filter(|id| self.table(*id).name == name).collect();
            // A connection to a whole MySQL server: the metadata has several databases.
            return if exact.len() > 1 { Found::OneOf(exact) } else { self.by_case(&named, name) };
        }
        let Some(path) = &self.rules.search_path else {
            return match named.as_slice() {
                [] => Found::Nothing,
                [only] if !self.needs_schema(*only) => Found::Table(*only),
                [only] => Found::OtherSchema(*only),
                several => Found::OneOf(several.to_vec()),
            };
        };
        let in_order =
            path.iter().find_map(|schema| named.iter().copied().find(|id| self.table(*id).schema == *schema));
        in_order.map_or(Found::Nothing, Found::Table)
    }

    /// Whether a statement must name the table's schema, as far as is known.
    pub(crate) fn needs_schema(&self, id: TableId) -> bool {
        let schema = &self.table(id).schema;
        match &self.rules.search_path {
            _ if self.flavor() != ServerFlavor::Postgres => self.schemas.len() > 1,
            Some(path) => !path.contains(schema),
            None => schema != "public" && self.schemas.len() > 1,
        }
    }

    /// Chooses among tables that differ by case at most.
    fn by_case(&self, ids: &[TableId], name: &str) -> Found {
        let exact = ids.iter().copied().find(|id| self.table(*id).name == name);
        let tells_case_apart = matches!(self.flavor(), ServerFlavor::MySql | ServerFlavor::MariaDb);
        match (exact, ids.first(), self.rules.table_case) {
            (Some(id), ..) => Found::Table(id),
            (None, Some(id), _) if !tells_case_apart => Found::Table(*id),
            (None, Some(id), TableCase::Any) => Found::Table(*id),
            (None, Some(id), TableCase::Unknown) => Found::OtherCase(*id),
            (None, None, _) | (None, Some(_), TableCase::Exact) => Found::Nothing,
        }
    }
}

fn entry(table: &Table, flavor: ServerFlavor) -> TableEntry {
    let place = |name: &String| table.columns.iter().position(|column| same(flavor, &column.name, name));
    let never_null = |places: &Vec<usize>| places.iter().all(|place| !table.columns[*place].nullable);
    let mut keys: Vec<Vec<usize>> = table
        .indexes
        .iter()
        .filter(|index| index.primary || index.unique)
        .filter_map(|index| index.columns.iter().map(place).collect())
        .filter(never_null)
        .collect();
    let primary: Vec<usize> =
        (0..).zip(&table.columns).filter(|(_, it)| it.primary_key).map(|it| it.0).collect();
    if !primary.is_empty() && !keys.contains(&primary) {
        keys.push(primary);
    }
    let column = |column: &weir_model::Column| ColumnEntry {
        name: column.name.clone(),
        data_type: column.data_type.clone(),
        is_computed: matches!(column.generated, Some(Generated::Stored | Generated::Virtual)),
    };
    TableEntry {
        schema: table.schema.clone(),
        name: table.name.clone(),
        columns: table.columns.iter().map(column).collect(),
        keys,
        is_view: matches!(table.kind, TableKind::View | TableKind::MaterializedView),
        is_open: table.columns.is_empty() || table.kind == TableKind::VirtualTable,
    }
}

/// Whether two names are one on such a server.
pub(crate) fn same(flavor: ServerFlavor, one: &str, other: &str) -> bool {
    one == other || (flavor != ServerFlavor::Postgres && key(flavor, one) == key(flavor, other))
}

/// The form of a name under which it is looked up. PostgreSQL's parser has folded what isn't quoted; SQLite folds
/// ASCII letters only; MySQL compares with a collation that ignores case.
pub(crate) fn key(flavor: ServerFlavor, name: &str) -> Cow<'_, str> {
    match flavor {
        ServerFlavor::Postgres => Cow::Borrowed(name),
        ServerFlavor::Sqlite => Cow::Owned(name.to_ascii_lowercase()),
        ServerFlavor::MySql | ServerFlavor::MariaDb => Cow::Owned(name.to_lowercase()),
    }
}

/// Schemas of the server itself, which no metadata lists.
fn is_catalog(flavor: ServerFlavor, schema: &str) -> bool {
    match flavor {
        ServerFlavor::Postgres => schema == "information_schema" || schema.starts_with("pg_"),
        // Other databases pass as well.
        ServerFlavor::MySql | ServerFlavor::MariaDb => false,
        ServerFlavor::Sqlite => schema.eq_ignore_ascii_case("temp"),
    }
}

/// Tables of the server itself that need no schema.
fn is_catalog_table(flavor: ServerFlavor, name: &str) -> bool {
    let starts =
        |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    match flavor {
        ServerFlavor::Postgres => name.starts_with("pg_"),
        ServerFlavor::MySql | ServerFlavor::MariaDb => name.eq_ignore_ascii_case("dual"),
        ServerFlavor::Sqlite => {
            starts("sqlite_")
                || starts("pragma_")
                || ["json_each", "json_tree", "generate_series"]
                    .iter()
                    .any(|it| name.eq_ignore_ascii_case(it))
        }
    }
}
