//! The linker as its users see it: a made-up shop, and a made-up database of 3,000 tables.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;

use weir_link::{Example, GlossaryEntry, Index, Lore, Naming, count_tokens};
use weir_model::{Column, DatabaseMetadata, ForeignKey, Table, TableKind};

const BUDGET: usize = 8_000;

fn naming() -> Naming {
    Naming { quote: '"', folds_case: true, default_schema: Some("public".to_owned()) }
}

/// `name: column, column -> table`, and after ` # ` the table's comment.
fn table(text: &str) -> Table {
    let (text, comment) =
        text.split_once(" # ").map_or((text, None), |(text, comment)| (text, Some(comment)));
    let (name, columns) = text.split_once(": ").unwrap();
    let split = |column: &str| match column.split_once(" -> ") {
        Some((name, to)) => (name.to_owned(), Some(to.to_owned())),
        None => (column.to_owned(), None),
    };
    let columns: Vec<(String, Option<String>)> = columns.split(", ").map(split).collect();
    let key = |(name, to): &(String, Option<String>)| {
        Some(ForeignKey {
            name: String::new(),
            columns: vec![name.clone()],
            referenced_schema: "public".to_owned(),
            referenced_table: to.clone()?,
            referenced_columns: vec!["id".to_owned()],
        })
    };
    Table {
        schema: "public".to_owned(),
        name: name.to_owned(),
        kind: TableKind::Table,
        comment: comment.map(str::to_owned),
        estimated_rows: None,
        size_bytes: None,
        partition_of: None,
        foreign_keys: columns.iter().filter_map(key).collect(),
        columns: columns.iter().map(|(name, _)| column(name)).collect(),
        indexes: Vec::new(),
    }
}

fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: "int8".to_owned(),
        full_type: "bigint".to_owned(),
        nullable: true,
        primary_key: name == "id",
        default: None,
        generated: None,
        comment: None,
        enum_values: Vec::new(),
    }
}

fn index(tables: Vec<Table>) -> Index {
    Index::build(Arc::new(DatabaseMetadata { schemas: vec!["public".to_owned()], tables }), naming())
}

fn shop() -> Index {
    index(
        [
            "customers: id, full_name, country # 客户信息",
            "t_ord: id, cust_id -> customers, placed_on # orders of customers",
            "t_ord_itm: id, ord_id -> t_ord, prod_id -> products, qty, unit_price",
            "products: id, title, brand_id -> brands # 商品",
            "brands: id, name",
            "gasstations: id, chain",
            "audit_log: id, happened_at, actor",
        ]
        .map(table)
        .to_vec(),
    )
}

fn best(index: &Index, question: &str) -> String {
    index.link(question, &Lore::default()).tables.first().map(|table| table.name.clone()).unwrap_or_default()
}

#[test]
fn finds_tables_by_names_comments_synonyms_and_abbreviations() {
    for (question, expected) in [
        ("How many customers are there per country?", "customers"),
        ("Which clients live in Norway?", "customers"),
        ("quantity of each order item", "t_ord_itm"),
        ("chain of the station", "gasstations"),
        ("客户有多少", "customers"),
        ("各个商品的名称", "products"),
        ("每个客户的国家", "customers"),
        ("custmoers from Peru", "customers"),
    ] {
        assert_eq!(best(&shop(), question), expected, "{question}");
    }
}

#[test]
fn says_which_words_nothing_answers_to() {
    let linked = shop().link("weather of customers", &Lore::default());
    assert_eq!(linked.unmatched, ["weather"]);
    assert!((linked.matched_share - 0.5).abs() < 0.01);
    assert!(shop().link("", &Lore::default()).tables.is_empty());
}

#[test]
fn a_glossary_entry_leads_to_its_tables() {
    let entry = GlossaryEntry {
        term: "GMV".to_owned(),
        meaning: "sum of qty * unit_price".to_owned(),
        tables: vec!["public.t_ord_itm".to_owned()],
    };
    let lore = Lore { glossary: vec![entry], examples: Vec::new() };
    let linked = shop().link("GMV last month", &lore);
    assert_eq!((linked.tables[0].name.as_str(), linked.lore.glossary.as_slice()), ("t_ord_itm", &[0][..]));
}

#[test]
fn a_confirmed_example_leads_to_its_tables() {
    let example = Example {
        question: "suspicious behaviour yesterday".to_owned(),
        sql: String::new(),
        tables: vec!["audit_log".to_owned()],
    };
    let lore = Lore { glossary: Vec::new(), examples: vec![example] };
    assert_eq!(shop().link("suspicious behaviour on Monday", &lore).tables[0].name, "audit_log");
}

#[test]
fn a_small_schema_is_told_whole() {
    let part = shop().schema_part(&shop().link("weather", &Lore::default()), BUDGET);
    assert!(part.whole && part.tables.len() == 7, "{}", part.text);
    assert!(part.text.contains("cust_id bigint -> customers.id"), "{}", part.text);
}

#[test]
fn what_lies_between_two_tables_is_told_with_them() {
    let mut tables: Vec<Table> =
        (0..400).map(|n| table(&format!("noise_{n}: id, alpha, beta, gamma"))).collect();
    tables.push(table("physicians: id, surname"));
    tables.push(table("zz_map: id, left_ref -> physicians, right_ref -> wards"));
    tables.push(table("wards: id, beds"));
    let index = index(tables);
    let linked = index.link("surname of the physicians of wards with ten beds", &Lore::default());
    let part = index.schema_part(&linked, 120);
    assert!(part.tables.iter().any(|(_, name)| name == "zz_map"), "{}", part.text);
    assert!(!part.whole && part.tokens <= 120);
}

/// 3,000 tables of 24 columns in a dozen fields of work.
fn huge() -> Index {
    const FIELDS: [&str; 12] = [
        "sales",
        "billing",
        "warehouse",
        "payroll",
        "fleet",
        "clinic",
        "library",
        "energy",
        "retail",
        "travel",
        "legal",
        "media",
    ];
    const THINGS: [&str; 10] = [
        "customer", "invoice", "order", "employee", "vehicle", "patient", "book", "meter", "shipment",
        "contract",
    ];
    const COLUMNS: [&str; 24] = [
        "id",
        "code",
        "name",
        "status",
        "created_at",
        "updated_at",
        "amount",
        "quantity",
        "city",
        "country",
        "region_key",
        "owner_id",
        "comment_text",
        "unit_price",
        "start_date",
        "end_date",
        "phone",
        "email",
        "category",
        "rating",
        "tax_rate",
        "currency",
        "source_system",
        "batch_no",
    ];
    let tables = (0..3_000).map(|n| {
        let name = format!("{}_{}_{n}", FIELDS[n % 12], THINGS[n / 12 % 10]);
        table(&format!("{name}: {}", COLUMNS.join(", ")))
    });
    index(tables.collect())
}

#[test]
fn three_thousand_tables_keep_to_the_budget() {
    let index = huge();
    for question in [
        "total amount of invoices in billing by country",
        "amount quantity city country region owner unit price start date end date phone email category rating tax",
        "各国家的发票金额",
        "nothing of this kind",
        "",
    ] {
        let part = index.schema_part(&index.link(question, &Lore::default()), BUDGET);
        assert!(
            part.tokens <= BUDGET && count_tokens(&part.text) == part.tokens,
            "{question}: {}",
            part.tokens
        );
        assert!(!part.whole);
        let (names, all) = index.names_part(&index.link(question, &Lore::default()), BUDGET);
        assert!(!all && count_tokens(&names) <= BUDGET);
    }
    let linked = index.link("total amount of invoices in billing", &Lore::default());
    assert!(linked.tables[0].name.starts_with("billing_invoice"), "{:?}", linked.tables[0]);
}

#[test]
fn no_text_is_too_strange_to_be_linked() {
    let odd = "x".repeat(5_000);
    let index = index(vec![
        table(&format!("{odd}: {odd}, 🙂, \u{202e}")),
        table("订单: 编号, 金额"),
        Table { columns: Vec::new(), ..table("empty: id") },
    ]);
    for question in ["🙂🙂", "\0\u{7f}", &"订单".repeat(3_000), &odd, "订单的金额"] {
        let linked = index.link(question, &Lore::default());
        let part = index.schema_part(&linked, 50);
        assert!(part.tokens <= 50);
    }
}
