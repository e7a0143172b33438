//! Thousands of tables.

use weir_model::{DatabaseMetadata, ServerFlavor::Postgres};
use weir_resolve::Resolver;

use crate::shop::{metadata, rules, shown};

#[test]
fn finds_the_nearest_name_among_ten_thousand_tables() {
    let shop = metadata(Postgres);
    let mut tables = shop.tables.clone();
    for number in 0..10_000 {
        let mut table = shop.tables[number % 4].clone();
        table.name = format!("{}_{number}", table.name);
        tables.push(table);
    }
    let resolver = Resolver::new(&DatabaseMetadata { schemas: shop.schemas, tables }, rules(Postgres));
    assert!(
        resolver
            .check("SELECT c.name FROM customers_4000 c JOIN orders_4001 o ON o.customer_id = c.id")
            .is_ok()
    );
    let resolution = resolver.check("SELECT custmer_id FROM orders_40001");
    let told: Vec<String> = resolution.problems.iter().map(shown).collect();
    assert_eq!(told.len(), 1, "the column of an unknown table is no second problem: {told:?}");
    assert!(told[0].starts_with("unknown-table orders_40001@24 -> orders_4001"), "{told:?}");
    assert_eq!(resolver.nearest_tables("prodcut")[0].text, "products");
}
