//! The row sinks as their callers see them: whole answers, limits, and values that come back unchanged.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::collections::HashMap;

use expect_test::{Expect, expect};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::value::RawValue;
use weir_api::sink::{CsvRows, FormattedRows, JsonArrayRows, JsonRows, NdjsonRows};
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, TruncatedBy};

const SHOWN: &str = "SELECT \"é\",\n 1";

fn columns(names: &[&str]) -> Vec<ResultColumn> {
    names
        .iter()
        .map(|name| ResultColumn { name: (*name).to_owned(), type_name: format!("t{name}") })
        .collect()
}

fn text(rows: &mut FormattedRows) -> String {
    String::from_utf8(rows.take().to_vec()).unwrap()
}

/// Writes a small answer with something of everything.
fn answer(mut rows: FormattedRows) -> String {
    rows.columns(&columns(&["id", "a \"b\"", "id", ""]));
    let told: [[Cell<'_>; 4]; 3] = [
        [Cell::Int(1), Cell::Text("x, \"y\"\r\n"), Cell::Null, Cell::Text("")],
        [Cell::Float(f64::NAN), Cell::Bytes(&[0xca, 0xfe]), Cell::Decimal("1.50"), Cell::Bool(true)],
        [Cell::Json("{\"a\": [1, 2]}"), Cell::Text("=1+1"), Cell::Number("7e2"), Cell::UInt(u64::MAX)],
    ];
    for row in &told {
        for cell in row {
            rows.cell(*cell);
        }
        assert_eq!(rows.end_row(), RowFlow::Continue);
    }
    rows.finish(&QueryEnd { rows: 3, truncated: Some(TruncatedBy::Rows) }, 12);
    text(&mut rows)
}

fn check(rows: FormattedRows, expected: &Expect) {
    expected.assert_eq(&answer(rows).replace('\r', "<CR>"));
}

#[test]
fn writes_one_json_array_for_a_file() {
    let array = answer(FormattedRows::JsonArray(JsonArrayRows::new(usize::MAX)));
    let parsed: Vec<serde_json::Value> = serde_json::from_str(&array).unwrap();
    assert_eq!((parsed.len(), &parsed[2]["id"]["a"][1]), (3, &serde_json::json!(2)));
    assert_eq!(array.lines().count(), 5, "a row a line: {array}");
    for columns in [columns(&["a"]), Vec::new()] {
        let mut empty = FormattedRows::JsonArray(JsonArrayRows::new(usize::MAX));
        empty.columns(&columns);
        empty.finish(&QueryEnd { rows: 0, truncated: None }, 1);
        assert_eq!(text(&mut empty), "[\n]\n");
    }
}

#[test]
fn ndjson_tells_its_columns_first_when_asked() {
    let lines = answer(FormattedRows::Ndjson(NdjsonRows::new(usize::MAX).with_head(SHOWN)));
    let head: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(head["head"]["sql"], SHOWN);
    assert_eq!(head["head"]["columns"][2], serde_json::json!({ "name": "id_2", "dataType": "tid" }));
    let plain = answer(FormattedRows::Ndjson(NdjsonRows::new(usize::MAX)));
    assert_eq!(lines.split_once('\n').unwrap().1, plain);
}

#[test]
fn writes_one_json_document() {
    let document = answer(FormattedRows::Json(JsonRows::new(SHOWN, usize::MAX)));
    let parsed: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(parsed["sql"], SHOWN);
    check(
        FormattedRows::Json(JsonRows::new(SHOWN, usize::MAX)),
        &expect![[
            r#"{"sql":"SELECT \"é\",\n 1","result":{"columns":[{"name":"id","dataType":"tid"},{"name":"a \"b\"","dataType":"ta \"b\""},{"name":"id_2","dataType":"tid"},{"name":"","dataType":"t"}],"rows":[{"id":1,"a \"b\"":"x, \"y\"\r\n","id_2":null,"":""},{"id":"NaN","a \"b\"":"\\xcafe","id_2":"1.50","":true},{"id":{"a": [1, 2]},"a \"b\"":"=1+1","id_2":7e2,"":18446744073709551615}],"rowCount":3,"truncated":true,"truncatedBy":"rows"},"executionTimeMs":12}"#
        ]],
    );
}

#[test]
fn writes_an_object_a_line_and_a_summary() {
    check(
        FormattedRows::Ndjson(NdjsonRows::new(usize::MAX)),
        &expect![[r#"
        {"id":1,"a \"b\"":"x, \"y\"\r\n","id_2":null,"":""}
        {"id":"NaN","a \"b\"":"\\xcafe","id_2":"1.50","":true}
        {"id":{"a": [1, 2]},"a \"b\"":"=1+1","id_2":7e2,"":18446744073709551615}
        {"summary":{"rowCount":3,"truncated":true,"truncatedBy":"rows","executionTimeMs":12}}
    "#]],
    );
}

#[test]
fn writes_csv_with_quotes_only_where_they_are_needed() {
    check(
        FormattedRows::Csv(CsvRows::new(usize::MAX)),
        &expect![[r#"
        id,"a ""b""",id_2,""<CR>
        1,"x, ""y""<CR>
        ",,""<CR>
        NaN,\xcafe,1.50,true<CR>
        "{""a"": [1, 2]}",=1+1,7e2,18446744073709551615<CR>
    "#]],
    );
}

#[test]
fn begins_csv_with_a_byte_order_mark_if_asked() {
    let mut rows = CsvRows::new(usize::MAX).with_byte_order_mark();
    rows.columns(&columns(&["a"]));
    assert_eq!(rows.take(), "\u{feff}a\r\n".as_bytes());
}

#[test]
fn an_answer_without_rows_is_whole() {
    let mut rows = JsonRows::new("SELECT 1", usize::MAX);
    rows.columns(&columns(&["a"]));
    rows.finish(&QueryEnd { rows: 0, truncated: None }, 0);
    assert_eq!(
        rows.take(),
        r#"{"sql":"SELECT 1","result":{"columns":[{"name":"a","dataType":"ta"}],"rows":[],"rowCount":0,"truncated":false,"truncatedBy":null},"executionTimeMs":0}"#
    );
}

#[test]
fn an_answer_taken_in_pieces_is_the_same() {
    let whole = answer(FormattedRows::Json(JsonRows::new("q", usize::MAX)));
    let mut rows = JsonRows::new("q", usize::MAX);
    let mut pieces = String::new();
    let mut take = |rows: &mut JsonRows| pieces.push_str(std::str::from_utf8(&rows.take()).unwrap());
    rows.columns(&columns(&["id", "a \"b\"", "id", ""]));
    take(&mut rows);
    for row in [
        [Cell::Int(1), Cell::Text("x, \"y\"\r\n"), Cell::Null, Cell::Text("")],
        [Cell::Float(f64::NAN), Cell::Bytes(&[0xca, 0xfe]), Cell::Decimal("1.50"), Cell::Bool(true)],
        [Cell::Json("{\"a\": [1, 2]}"), Cell::Text("=1+1"), Cell::Number("7e2"), Cell::UInt(u64::MAX)],
    ] {
        for cell in row {
            rows.cell(cell);
        }
        assert_eq!(rows.end_row(), RowFlow::Continue);
        take(&mut rows);
        assert!(rows.is_empty());
    }
    rows.finish(&QueryEnd { rows: 3, truncated: Some(TruncatedBy::Rows) }, 12);
    take(&mut rows);
    assert_eq!(pieces, whole);
}

#[test]
fn takes_back_the_row_that_would_exceed_the_limit() {
    let max = 2000;
    for mut rows in [
        FormattedRows::Json(JsonRows::new("SELECT 1", max)),
        FormattedRows::Ndjson(NdjsonRows::new(max)),
        FormattedRows::Csv(CsvRows::new(max)),
    ] {
        rows.columns(&columns(&["a", "b"]));
        let mut answer = String::new();
        let mut kept = 0;
        loop {
            rows.cell(Cell::Text("some text, quoted \"here\""));
            rows.cell(Cell::Int(kept));
            if rows.end_row() == RowFlow::Full {
                break;
            }
            kept += 1;
            answer.push_str(&text(&mut rows));
        }
        let end = QueryEnd { rows: u64::try_from(kept).unwrap(), truncated: Some(TruncatedBy::Bytes) };
        rows.finish(&end, u64::MAX);
        answer.push_str(&text(&mut rows));
        assert!(answer.len() <= max && answer.len() > max / 2, "{}: {answer}", answer.len());
        assert_eq!(answer.matches("some text").count(), usize::try_from(kept).unwrap());
        if let FormattedRows::Json(_) = rows {
            let parsed: serde_json::Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(parsed["result"]["truncatedBy"], "bytes");
        }
    }
}

#[test]
fn a_row_far_over_the_limit_is_never_written() {
    let long = vec![0; 1 << 20];
    for mut rows in [
        FormattedRows::Json(JsonRows::new("SELECT 1", 10_000)),
        FormattedRows::Ndjson(NdjsonRows::new(10_000)),
        FormattedRows::Csv(CsvRows::new(10_000)),
    ] {
        rows.columns(&columns(&["a", "b", "c"]));
        for _ in 0..3 {
            rows.cell(Cell::Bytes(&long));
            assert!(rows.len() < 10_000);
        }
        assert_eq!(rows.end_row(), RowFlow::Full);
    }
}

/// A value that owns what a cell borrows.
#[derive(Clone, Debug)]
enum Value {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Json(String),
}

impl Value {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Bool(value) => Cell::Bool(*value),
            Self::Int(value) => Cell::Int(*value),
            Self::UInt(value) => Cell::UInt(*value),
            Self::Float(value) => Cell::Float(*value),
            Self::Text(value) => Cell::Text(value),
            Self::Bytes(value) => Cell::Bytes(value),
            Self::Json(value) => Cell::Json(value),
        }
    }

    /// Whether a parser reads the same value from the JSON.
    fn is(&self, json: &str) -> bool {
        let string = || serde_json::from_str::<String>(json).unwrap();
        match self {
            Self::Null => json == "null",
            Self::Bool(value) => json.parse() == Ok(*value),
            Self::Int(value) => json.parse() == Ok(*value),
            Self::UInt(value) => json.parse() == Ok(*value),
            Self::Float(value) if value.is_nan() => json == "\"NaN\"",
            Self::Float(value) if value.is_infinite() => string().parse() == Ok(*value),
            Self::Float(value) => json.parse::<f64>().is_ok_and(|read| read.to_bits() == value.to_bits()),
            Self::Text(value) => string() == *value,
            Self::Bytes(value) => {
                let string = string();
                let hex = string.strip_prefix("\\x").unwrap();
                let pairs =
                    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
                pairs.eq(value.iter().copied()) && hex == hex.to_lowercase()
            }
            Self::Json(value) => {
                let read: serde_json::Value = serde_json::from_str(json).unwrap();
                read == serde_json::from_str::<serde_json::Value>(value).unwrap()
            }
        }
    }
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![".*", "[\\x00-\\x7f]{0,80}", "[a-z\"\\\\\n]{0,60}"];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<u64>().prop_map(Value::UInt),
        any::<u64>().prop_map(|bits| Value::Float(f64::from_bits(bits))),
        text.clone().prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        text.prop_map(|text| Value::Json(
            serde_json::to_string_pretty(&serde_json::json!([text, {"a": 1}])).unwrap()
        )),
    ]
}

fn table() -> impl Strategy<Value = (Vec<String>, Vec<Vec<Value>>)> {
    (1..6usize).prop_flat_map(|width| {
        let names = prop::collection::vec("[ab\"\\\\\n]{0,2}|.*", width);
        let rows = prop::collection::vec(prop::collection::vec(value(), width), 0..6);
        (names, rows)
    })
}

fn write(rows: &mut FormattedRows, names: &[String], table: &[Vec<Value>]) -> String {
    rows.columns(&columns(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    for row in table {
        for value in row {
            rows.cell(value.cell());
        }
        assert_eq!(rows.end_row(), RowFlow::Continue);
    }
    rows.finish(&QueryEnd { rows: table.len() as u64, truncated: None }, 1);
    text(rows)
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    sql: String,
    result: Answered,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    columns: Vec<Column>,
    rows: Vec<HashMap<String, Box<RawValue>>>,
    row_count: usize,
}

#[derive(serde::Deserialize)]
struct Column {
    name: String,
}

proptest! {
    #[test]
    fn every_value_comes_back_from_json(sql in ".*", (names, table) in table()) {
        let document = write(&mut FormattedRows::Json(JsonRows::new(&sql, usize::MAX)), &names, &table);
        let document: Document = serde_json::from_str(&document).unwrap();
        prop_assert_eq!(document.sql, sql);
        prop_assert_eq!(document.result.row_count, table.len());
        let keys: Vec<&str> = document.result.columns.iter().map(|column| column.name.as_str()).collect();
        for (told, read) in table.iter().zip(&document.result.rows) {
            prop_assert_eq!(read.len(), names.len());
            for (value, key) in told.iter().zip(&keys) {
                prop_assert!(value.is(read[*key].get()), "{:?} became {}", value, read[*key]);
            }
        }
    }

    #[test]
    fn every_line_of_ndjson_is_a_document((names, table) in table()) {
        let lines = write(&mut FormattedRows::Ndjson(NdjsonRows::new(usize::MAX)), &names, &table);
        prop_assert_eq!(lines.lines().count(), table.len() + 1);
        for (line, told) in lines.lines().zip(&table) {
            let read: HashMap<String, Box<RawValue>> = serde_json::from_str(line).unwrap();
            prop_assert_eq!(read.len(), told.len());
        }
    }

    #[test]
    fn every_text_comes_back_from_csv((names, table) in table()) {
        let lines = write(&mut FormattedRows::Csv(CsvRows::new(usize::MAX)), &names, &table);
        let read = read_csv(&lines);
        prop_assert_eq!(read.len(), table.len() + 1);
        for (told, read) in table.iter().zip(&read[1..]) {
            prop_assert_eq!(read.len(), told.len());
            for (value, field) in told.iter().zip(read) {
                match value {
                    Value::Null => prop_assert_eq!(field, &None),
                    Value::Text(text) | Value::Json(text) => prop_assert_eq!(field.as_ref(), Some(text)),
                    _ => prop_assert!(field.is_some()),
                }
            }
        }
    }
}

/// Reads RFC 4180; an empty field without quotes is None.
fn read_csv(text: &str) -> Vec<Vec<Option<String>>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        let quoted = chars.next_if_eq(&'"').is_some();
        let mut field = String::new();
        let ended = loop {
            match chars.next().unwrap() {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
                '"' if quoted => break chars.next().unwrap(),
                end @ (',' | '\r') if !quoted => break end,
                other => field.push(other),
            }
        };
        line.push((quoted || !field.is_empty()).then_some(field));
        if ended == '\r' {
            assert_eq!(chars.next(), Some('\n'));
            lines.push(std::mem::take(&mut line));
        }
    }
    lines
}
