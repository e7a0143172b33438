//! The statements themselves: the same bytes for ever, and nothing in them that only one dialect understands.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::collections::BTreeMap;

use expect_test::expect;
use sha2::{Digest, Sha256};
use weir_sample::{ROWS, SampleDialect, statements, tables};

const DIALECTS: [SampleDialect; 3] = [SampleDialect::Postgres, SampleDialect::MySql, SampleDialect::Sqlite];

fn fingerprint(dialect: SampleDialect) -> String {
    let (mut hash, mut count, mut bytes) = (Sha256::new(), 0, 0);
    for statement in statements(dialect) {
        hash.update(&statement);
        hash.update(b";\n");
        count += 1;
        bytes += statement.len();
    }
    format!("{dialect:?} {count} statements {bytes} bytes {}", hex::encode(hash.finalize()))
}

#[test]
fn the_bytes_never_change() {
    expect![[r#"
        Postgres 385 statements 11868318 bytes 2aa8ef6b5b2a30978641e681eb3b9c560caea5ade06f571cc09cbe48ba033ad8
        MySql 236 statements 11487552 bytes 85b41070fb934039891e6bc428f048779763f4a7369abf877f004fda2c5fddb3
        Sqlite 236 statements 11486711 bytes f3445c4810e325d6ced8ee331cbf65f5ca798647125c2fec259f381221a87d9f"#]].assert_eq(&DIALECTS.map(fingerprint).join("\n"));
}

#[test]
fn the_rows_add_up_to_the_stated_number() {
    assert_eq!(ROWS, 100_000);
    assert_eq!(tables().map(|(_, rows)| rows).sum::<u32>(), ROWS);
    let counts: Vec<String> = tables().map(|(name, rows)| format!("{name} {rows}")).collect();
    expect![[r#"
        sample_note 4
        categories 32
        products 480
        warehouses 6
        inventory 2880
        employees 42
        customers 4000
        addresses 5036
        orders 18800
        order_items 40370
        payments 20170
        reviews 8180"#]]
    .assert_eq(&counts.join("\n"));
}

#[test]
fn each_table_gets_as_many_rows_as_are_stated() {
    for dialect in DIALECTS {
        let mut written: BTreeMap<String, u32> = BTreeMap::new();
        for statement in statements(dialect) {
            if let Some(insert) = statement.strip_prefix("INSERT INTO ") {
                let table = insert.split(' ').next().unwrap_or_default().to_owned();
                let rows = insert.lines().count() - 1;
                assert!((1..=500).contains(&rows), "{table}: {rows} rows in one statement");
                *written.entry(table).or_default() += u32::try_from(rows).unwrap();
            }
        }
        let stated: BTreeMap<String, u32> = tables().map(|(name, rows)| (name.to_owned(), rows)).collect();
        assert_eq!(written, stated);
    }
}

#[test]
fn no_text_needs_an_escape_that_dialects_disagree_on() {
    for dialect in DIALECTS {
        for statement in statements(dialect) {
            let odd = statement.chars().find(|c| matches!(c, '\\' | '\0' | '\r' | ';'));
            assert_eq!(odd, None, "{}", statement.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn says_in_the_database_that_it_is_a_sample() {
    for dialect in DIALECTS {
        let note = statements(dialect).find(|sql| sql.starts_with("INSERT INTO sample_note")).unwrap();
        assert!(note.contains("SAMPLE") && note.contains("示例"));
    }
}
