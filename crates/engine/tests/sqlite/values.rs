//! Values by storage class, columns with their declared types, errors with their places.

use weir_engine::{Error, SqlDiagnostic};
use weir_guard::Rule;
use weir_model::{QueryEnd, TruncatedBy};

use crate::support::{File, checked, query, value, within};

#[tokio::test]
async fn tells_values_by_storage_class() {
    let file = File::new("CREATE TABLE t (x ANY); INSERT INTO t VALUES (CAST(x'61ff' AS TEXT))");
    let engine = file.open().await;
    for (expression, expected) in [
        ("NULL", "Null"),
        ("9223372036854775807", "Int(9223372036854775807)"),
        ("-9223372036854775808", "Int(-9223372036854775808)"),
        ("0.1", "Float(0.1)"),
        ("1e999", "Float(inf)"),
        ("-1e999", "Float(-inf)"),
        ("1e999 - 1e999", "Null"),
        ("'商店 😀'", "Text(\"商店 😀\")"),
        ("''", "Text(\"\")"),
        ("'a' || char(0) || 'b'", "Text(\"a\\0b\")"),
        ("x'00ff'", "Bytes([0, 255])"),
        ("x''", "Bytes([])"),
        ("(SELECT x FROM t)", r#"Text("\\x61ff")"#),
        ("true", "Int(1)"),
    ] {
        assert_eq!(value(&*engine, &format!("SELECT {expression}")).await, expected, "{expression}");
    }
}

#[tokio::test]
async fn tells_texts_of_a_utf_16_file_as_utf_8() {
    let file =
        File::new("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('商店')");
    assert_eq!(value(&*file.open().await, "SELECT x FROM t").await, "Text(\"商店\")");
}

#[tokio::test]
async fn tells_columns_with_declared_types_also_without_rows() {
    let file = File::new("CREATE TABLE t (id INTEGER PRIMARY KEY, \"price €\" DECIMAL(10,2), free)");
    let engine = file.open().await;
    for sql in [
        "SELECT *, id, 1 + 1 AS two FROM t",
        "SELECT *, id, 1 + 1 AS two FROM t UNION ALL SELECT 1, 2, 3, 4, 5",
    ] {
        let rows = query(&*engine, sql).await.unwrap();
        let columns: Vec<String> =
            rows.columns.iter().map(|column| format!("{}:{}", column.name, column.type_name)).collect();
        assert_eq!(columns, ["id:INTEGER", "price €:DECIMAL(10,2)", "free:", "id:INTEGER", "two:"]);
    }
}

#[tokio::test]
async fn tells_rows_of_any_width_and_length_in_order() {
    let file = File::new("CREATE TABLE t (x)");
    let engine = file.open().await;
    let sql = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300) \
        SELECT i, hex(zeroblob(i * 17)), CASE WHEN i % 90 = 0 THEN zeroblob(100000) END, NULL FROM c";
    let rows = query(&*engine, sql).await.unwrap();
    assert_eq!(rows.end, Some(QueryEnd { rows: 300, truncated: None }));
    for (index, row) in rows.told.iter().enumerate() {
        let number = index + 1;
        assert_eq!(row[0], format!("Int({number})"));
        assert_eq!(row[1].len(), "Text(\"\")".len() + number * 34);
        assert_eq!(row[2].matches('0').count(), if number % 90 == 0 { 100_000 } else { 0 });
        assert_eq!(row[3], "Null");
    }
}

#[tokio::test]
async fn survives_names_and_types_that_are_not_utf_8() {
    let file = File::new("CREATE TABLE t (name TEXT, other TEXT); INSERT INTO t VALUES (1, 2)");
    // SQLite takes any bytes as a name or a type; here they come into the file behind its back.
    let mut bytes = file.bytes();
    let at = bytes.windows(21).position(|window| window == b"name TEXT, other TEXT").unwrap();
    bytes[at + 3] = 0xff;
    bytes[at + 20] = 0xff;
    std::fs::write(file.path(), bytes).unwrap();
    let engine = file.open().await;
    let rows = query(&*engine, "SELECT other FROM t").await.unwrap();
    assert_eq!(rows.told, [["Text(\"2\")"]]);
    assert_eq!(rows.columns.len(), 1);
    let Err(Error::Refused(refusal)) = query(&*engine, "SELECT * FROM t").await else { panic!() };
    assert_eq!(refusal.rule, Rule::ConstructNotAllowed);
    let metadata = engine.metadata().await.unwrap();
    let columns: Vec<String> = metadata.tables[0]
        .columns
        .iter()
        .map(|column| format!("{} {}", column.name, column.data_type))
        .collect();
    assert_eq!(columns, ["nam\u{fffd} TEXT", "other TEX\u{fffd}"]);
}

#[tokio::test]
async fn gives_the_library_s_words_code_and_place_for_wrong_sql() {
    let file = File::new("CREATE TABLE 表 (x)");
    let engine = file.open().await;
    for (sql, message, position) in [
        ("SELECT * FROM missing", "no such table: missing", None),
        ("SELECT '表', missing FROM 表", "no such column: missing", Some(13)),
        ("SELECT abs(1, 2)", "wrong number of arguments to function abs()", Some(8)),
        ("SELECT json_extract('{', '$')", "malformed JSON", None),
        ("SELECT abs(-9223372036854775808)", "integer overflow", None),
    ] {
        let Err(Error::QueryFailed(diagnostic)) = query(&*engine, sql).await else { panic!("{sql}") };
        let expected = SqlDiagnostic {
            message: message.to_owned(),
            code: Some(1),
            position,
            ..SqlDiagnostic::default()
        };
        assert_eq!(diagnostic, expected, "{sql}");
    }
}

#[tokio::test]
async fn says_which_limit_cut_an_answer_off() {
    let file = File::new("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3)");
    let engine = file.open().await;
    let run = within(std::time::Duration::from_secs(10));
    for (max_rows, room, expected) in [
        (2, None, QueryEnd { rows: 2, truncated: Some(TruncatedBy::Rows) }),
        (3, None, QueryEnd { rows: 3, truncated: None }),
        (3, Some(1), QueryEnd { rows: 1, truncated: Some(TruncatedBy::Bytes) }),
    ] {
        for sql in ["SELECT x FROM t", "PRAGMA table_list(t)"] {
            let mut rows = crate::support::Rows { room, ..Default::default() };
            let end = engine.query(&checked(sql, max_rows), &run, &mut rows).await.unwrap();
            assert_eq!(usize::try_from(end.rows).unwrap(), rows.told.len());
            if sql.starts_with("SELECT") {
                assert_eq!(end, expected);
            }
        }
    }
}
