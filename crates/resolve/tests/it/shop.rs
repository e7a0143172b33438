//! The shop: its metadata, its resolvers, and problems as short texts.

use weir_model::{
    Column, DatabaseMetadata, Function, Index, ServerFlavor, ServerVersion, Table, TableKind, Volatility,
};
use weir_resolve::{Problem, Resolution, Resolver, Rules, TableCase};

/// The newest versions that the tests know.
pub(crate) fn version(flavor: ServerFlavor) -> ServerVersion {
    let number = match flavor {
        ServerFlavor::Postgres => (15, 0),
        ServerFlavor::MySql => (9, 7),
        ServerFlavor::MariaDb => (10, 11),
        ServerFlavor::Sqlite => (3, 51),
    };
    ServerVersion { flavor, number, text: String::new() }
}

/// The shop's rules on a server, with everything known.
pub(crate) fn rules(flavor: ServerFlavor) -> Rules {
    let function = |schema: &str, name: &str| Function {
        schema: schema.to_owned(),
        name: name.to_owned(),
        volatility: Volatility::Stable,
        extension: None,
    };
    Rules::new(&version(flavor))
        .with_search_path(vec!["public".to_owned()])
        .with_table_case(TableCase::Exact)
        .with_only_full_group_by(true)
        .with_functions(&[function("public", "full_name"), function("pg_catalog", "height")])
}

pub(crate) fn resolver(flavor: ServerFlavor) -> Resolver {
    Resolver::new(&metadata(flavor), rules(flavor))
}

pub(crate) fn check(flavor: ServerFlavor, sql: &str) -> Resolution {
    resolver(flavor).check(sql)
}

/// `unknown-column o.nme@8 -> o.name, o.note`
pub(crate) fn shown(problem: &Problem) -> String {
    let Problem { kind, name, position, candidates, .. } = problem;
    let position = position.map(|position| format!("@{position}")).unwrap_or_default();
    let candidates: Vec<&str> = candidates.iter().map(|candidate| candidate.text.as_str()).collect();
    let arrow = if candidates.is_empty() { "" } else { " -> " };
    format!("{} {name}{position}{arrow}{}", kind.name(), candidates.join(", "))
}

pub(crate) fn problems(flavor: ServerFlavor, sql: &str) -> Vec<String> {
    check(flavor, sql).problems.iter().map(shown).collect()
}

/// Asserts that statements raise no alarm and are read as a whole.
pub(crate) fn accepts(flavor: ServerFlavor, statements: &[&str]) {
    let resolver = resolver(flavor);
    for sql in statements {
        let resolution = resolver.check(sql);
        let problems: Vec<String> = resolution.problems.iter().map(shown).collect();
        assert_eq!(problems, Vec::<String>::new(), "{flavor:?}: {sql}");
        assert_ne!(resolution.coverage, weir_resolve::Coverage::Nothing, "{flavor:?} is not read: {sql}");
    }
}

/// Asserts what is told of statements: the beginning of the only problem.
pub(crate) fn refuses(flavor: ServerFlavor, cases: &[(&str, &str)]) {
    let resolver = resolver(flavor);
    for (sql, expected) in cases {
        let problems: Vec<String> = resolver.check(sql).problems.iter().map(shown).collect();
        assert_eq!(problems.len(), 1, "{flavor:?}: {sql}: {problems:?}");
        let told = problems.first().unwrap();
        assert!(told.starts_with(expected), "{flavor:?}: {sql}: {told}");
    }
}

/// customers, orders, order_items, products, a view, a table with odd names, one in another schema.
pub(crate) fn metadata(flavor: ServerFlavor) -> DatabaseMetadata {
    let (main, other) = match flavor {
        ServerFlavor::Postgres => ("public", "archive"),
        ServerFlavor::MySql | ServerFlavor::MariaDb => ("shop", "shop"),
        ServerFlavor::Sqlite => ("main", "main"),
    };
    let columns =
        |list: &[(&str, &str)]| list.iter().map(|(name, kind)| column(name, kind)).collect::<Vec<_>>();
    let mut tables = vec![
        table(
            main,
            "customers",
            columns(&[("id", "int8"), ("name", "text"), ("city", "text"), ("born", "date")]),
        ),
        table(
            main,
            "orders",
            columns(&[
                ("id", "int8"),
                ("customer_id", "int8"),
                ("placed_at", "timestamp"),
                ("note", "text"),
                ("paid", "bool"),
            ]),
        ),
        table(
            main,
            "order_items",
            columns(&[
                ("order_id", "int8"),
                ("product_id", "int8"),
                ("quantity", "int4"),
                ("price", "numeric"),
            ]),
        ),
        table(
            main,
            "products",
            columns(&[("id", "int8"), ("name", "text"), ("weight", "float8"), ("tags", "jsonb")]),
        ),
        table(
            main,
            "CountryCodes",
            columns(&[("Code", "text"), ("Country Name", "text"), ("order", "int4")]),
        ),
        table(other, "old_orders", columns(&[("id", "int8"), ("total", "numeric")])),
    ];
    tables.push(Table {
        kind: TableKind::View,
        indexes: Vec::new(),
        ..table(main, "customer_totals", columns(&[("customer", "text"), ("total", "numeric")]))
    });
    let mut schemas = vec![main.to_owned(), other.to_owned()];
    schemas.dedup();
    DatabaseMetadata { schemas, tables }
}

/// A table; a column `id` is its primary key.
fn table(schema: &str, name: &str, columns: Vec<Column>) -> Table {
    let primary = columns.iter().any(|column| column.primary_key);
    let index = Index { name: "pk".to_owned(), columns: vec!["id".to_owned()], unique: true, primary: true };
    Table {
        schema: schema.to_owned(),
        name: name.to_owned(),
        kind: TableKind::Table,
        comment: None,
        estimated_rows: None,
        size_bytes: None,
        partition_of: None,
        columns,
        foreign_keys: Vec::new(),
        indexes: if primary { vec![index] } else { Vec::new() },
    }
}

fn column(name: &str, kind: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: kind.to_owned(),
        full_type: kind.to_owned(),
        nullable: name != "id",
        primary_key: name == "id",
        default: None,
        generated: None,
        comment: None,
        enum_values: Vec::new(),
    }
}
