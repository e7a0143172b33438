//! Every type's values, in the form of the contract.

use std::fmt::Write;

use expect_test::expect_file;
use weir_testkit::{Server, TestDatabase};

use crate::support::Shop;

/// An expression of every type that the server has, extremes among them.
const EXPRESSIONS: &[&str] = &[
    "NULL",
    "true",
    "(-32768)::int2",
    "2147483647",
    "(-9223372036854775808)::int8",
    "4294967295::oid",
    "0.1::float4",
    "'-1.7976931348623157e308'::float8",
    "'5e-324'::float8",
    "'NaN'::float8",
    "'-Infinity'::float4",
    "1.50::numeric",
    "12345678901234567890123456789012345678.90",
    "'NaN'::numeric",
    "'-Infinity'::numeric",
    "1234.5::money",
    "''",
    "'中文 😀 \"quoted\"'",
    "'padded'::char(8)",
    "'c'::\"char\"",
    "'a name'::name",
    r"'\x00ff'::bytea",
    "''::bytea",
    "'2024-02-29'::date",
    "'0044-03-15 BC'::date",
    "'5874897-12-31'::date",
    "'infinity'::date",
    "'24:00:00'::time",
    "'04:05:06.789+05:30'::timetz",
    "'2024-02-29 23:59:59.123456'::timestamp",
    "'4713-01-01 00:00:00 BC'::timestamp",
    "'294276-12-31 23:59:59.999999'::timestamp",
    "'-infinity'::timestamp",
    "'2024-02-29 23:59:59.5-08'::timestamptz",
    "'0001-01-01 00:00:00+05 BC'::timestamptz",
    "'infinity'::timestamptz",
    "'1 year 2 mons 3 days 04:05:06.789'::interval",
    "'-1 year +1 day -00:00:00.1'::interval",
    "'0'::interval",
    "B'101'",
    "''::varbit",
    "'{\"b\": [1, 2.50],\n \"a\": null}'::json",
    "'{\"b\": [1, 2.50], \"a\": null, \"a\": \"\\u4e2d\"}'::jsonb",
    "'null'::jsonb",
    "'$.a[*]'::jsonpath",
    "'00000000-0000-0000-0000-0000000000FF'::uuid",
    "'10.0.0.1/8'::inet",
    "'10.0.0.0/8'::cidr",
    "'08:00:2b:01:02:03'::macaddr",
    "'08:00:2b:01:02:03:04:05'::macaddr8",
    "'(1,2)'::point",
    "'{1,-1,0}'::line",
    "'[(0,0),(1,1)]'::lseg",
    "'(1,1),(0,0)'::box",
    "'((0,0),(1,1))'::path",
    "'((0,0),(1,1),(1,0))'::polygon",
    "'<(0,0),1>'::circle",
    "'[1,5)'::int4range",
    "'[2024-01-01 00:00,infinity)'::tsrange",
    "'{[1,2),[4,5)}'::int4multirange",
    "'a:1 b:2'::tsvector",
    "'a & b'::tsquery",
    "'<a/>'::xml",
    "'16/B374D848'::pg_lsn",
    "'10:20:10,14'::pg_snapshot",
    "'(0,1)'::tid",
    "'7'::xid",
    "'7'::xid8",
    "'pg_class'::regclass",
    "'int4'::regtype",
    "'1 2'::int2vector",
    "'1 2'::oidvector",
    "ROW(1, 'a b', NULL)",
    "'{1,NULL,3}'::int4[]",
    "'{}'::text[]",
    "ARRAY['a \"b\"', '\\', 'NULL', '', NULL]",
    "'[0:1]={1,2}'::int8[]",
    "'{{1,2},{3,4}}'::int4[]",
    "ARRAY[1.50, 'NaN']::numeric[]",
    "ARRAY['2024-01-01 00:00+02']::timestamptz[]",
    "ARRAY['{\"a\": [1]}']::jsonb[]",
    "'{(1,1),(0,0);(2,2),(1,1)}'::box[]",
    "ARRAY[true, false]",
    "ARRAY['\\x00']::bytea[]",
    "ARRAY[ROW(1,'x')]",
    "ARRAY['1 2']::int2vector[]",
    "ARRAY['1 day']::interval[]",
];

#[tokio::test]
async fn tells_every_type_in_the_contracts_form() {
    let shop = Shop::new("").await;
    let mut told = String::new();
    for expression in EXPRESSIONS {
        let rows = shop.query(&format!("SELECT {expression}")).await;
        let rows = rows.unwrap_or_else(|error| panic!("{expression}: {error:?}"));
        writeln!(told, "{expression} → {} {}", rows.columns[0].type_name, rows.told[0][0]).unwrap();
    }
    expect_file!["values.txt"].assert_eq(&told);
}

#[tokio::test]
async fn tells_types_without_a_binary_form() {
    let shop = Shop::new("").await;
    let sql = "SELECT relacl[1] FROM pg_class WHERE relname = 'pg_class'";
    assert_eq!(shop.value(sql).await, format!("Text({:?})", shop.database.rows(sql).concat()));
}

#[tokio::test]
async fn tells_moments_in_utc_whatever_the_sessions_zone_is() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(&format!("ALTER DATABASE {} SET TimeZone = 'Asia/Kathmandu'", database.name()));
    let url = database.url().to_owned();
    let shop = Shop::open(database, &url, 1).await;
    for (sql, told) in [
        ("SHOW TimeZone", r#"Text("Asia/Kathmandu")"#),
        ("SELECT '2024-01-01 00:00'::timestamptz", r#"Text("2023-12-31T18:15:00Z")"#),
        ("SELECT '1900-01-01 00:00+00'::timestamptz", r#"Text("1900-01-01T00:00:00Z")"#),
        ("SELECT '2024-01-01 00:00'::timestamptz::text", r#"Text("2024-01-01 00:00:00+05:45")"#),
    ] {
        assert_eq!(shop.value(sql).await, told, "{sql}");
    }
}

#[tokio::test]
async fn pins_the_forms_that_the_account_would_change() {
    let database = TestDatabase::create(Server::Postgres);
    for setting in ["DateStyle = 'German'", "IntervalStyle = 'sql_standard'", "bytea_output = 'escape'"] {
        database.execute(&format!("ALTER DATABASE {} SET {setting}", database.name()));
    }
    database.execute(&format!("ALTER DATABASE {} SET extra_float_digits = -10", database.name()));
    let url = database.url().to_owned();
    let shop = Shop::open(database, &url, 1).await;
    for (sql, told) in [
        ("SELECT '2024-01-31'::date", r#"Text("2024-01-31")"#),
        ("SELECT '1 day 2 hours'::interval", r#"Text("P1DT2H")"#),
        (r"SELECT '\x4100'::bytea", r#"Text("\\x4100")"#),
        ("SELECT 0.1::float8 + 0.2::float8", r#"Number("0.30000000000000004")"#),
    ] {
        assert_eq!(shop.value(sql).await, told, "{sql}");
    }
}

#[tokio::test]
async fn knows_the_databases_own_types() {
    let shop = Shop::new(
        "CREATE TYPE mood AS ENUM ('sad', 'so so'); \
         CREATE DOMAIN positive AS int4 CHECK (VALUE > 0); CREATE DOMAIN tiny AS positive; \
         CREATE DOMAIN numbers AS int4[]; \
         CREATE TYPE pair AS (a int4, b text); CREATE TABLE t (id int4, m mood)",
    )
    .await;
    for (expression, type_name, told) in [
        ("'sad'::mood", "mood", r#"Text("sad")"#),
        ("'{sad,\"so so\"}'::mood[]", "mood[]", r#"[Text("sad") Text("so so") ]"#),
        ("7::tiny", "int4", r#"Number("7")"#),
        ("'{7,8}'::tiny[]", "tiny[]", r#"[Number("7") Number("8") ]"#),
        ("'{7,8}'::numbers", "int4[]", r#"[Number("7") Number("8") ]"#),
        ("ARRAY['{7,8}'::numbers]", "numbers[]", r#"[Text("{7,8}") ]"#),
        ("ROW(1, 'x y')::pair", "pair", r#"Text("(1,\"x y\")")"#),
        ("ARRAY[ROW(1, 'x y')::pair]", "pair[]", r#"[Text("(1,\"x y\")") ]"#),
        ("ARRAY[ROW(1, 'sad')::t]", "t[]", r#"[Text("(1,sad)") ]"#),
    ] {
        let rows = shop.query(&format!("SELECT {expression}")).await.unwrap();
        assert_eq!((rows.columns[0].type_name.as_str(), rows.told[0][0].as_str()), (type_name, told));
    }
    shop.database.execute("CREATE TYPE later AS ENUM ('x')");
    assert_eq!(shop.value("SELECT ARRAY['x']::later[]").await, r#"[Text("x") ]"#);
}

#[tokio::test]
async fn shows_text_that_is_no_utf8_as_hex() {
    let database = TestDatabase::create(Server::Postgres);
    let raw = format!("{}_raw", database.name());
    database.execute(&format!(
        "CREATE DATABASE {raw} ENCODING 'SQL_ASCII' TEMPLATE template0;\n\\connect {raw}\n\
         CREATE TABLE t (a text, b text[], \"\u{e9}\" text); \
         INSERT INTO t VALUES (E'\\xff\\x41', ARRAY[E'\\xff'], '中文')"
    ));
    let url = database.url().replace(database.name(), &raw);
    let shop = Shop::open(database, &url, 4).await;
    let rows = shop.query("SELECT * FROM t").await.unwrap();
    assert_eq!(rows.told, [[r#"Text("\\xff41")"#, r#"Text("\\x7bff7d")"#, r#"Text("中文")"#]]);
    assert_eq!(rows.columns[2].name, "\u{e9}");
    shop.settle().await;
    shop.database.execute(&format!("DROP DATABASE {raw} WITH (FORCE)"));
}

#[tokio::test]
async fn tells_columns_also_without_rows() {
    let shop = Shop::new("").await;
    let rows = shop.query("SELECT 1 AS a, '' AS a, NULL AS \"列\" WHERE false").await.unwrap();
    let columns: Vec<_> = rows.columns.iter().map(|it| (it.name.as_str(), it.type_name.as_str())).collect();
    assert_eq!(columns, [("a", "int4"), ("a", "text"), ("列", "text")]);
    assert!(rows.told.is_empty());
    let rows = shop.query("SELECT FROM generate_series(1, 3)").await.unwrap();
    assert_eq!((rows.columns.len(), rows.told.len()), (0, 3));
    assert_eq!(shop.value("SHOW server_encoding").await, r#"Text("UTF8")"#);
    let rows = shop.query("EXPLAIN SELECT 1").await.unwrap();
    assert_eq!(rows.columns[0].name, "QUERY PLAN");
}
