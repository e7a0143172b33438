//! The workbook as a reader of archives and of XML sees it: what each value is, what is told of the whole, and that
//! it comes in pieces.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::io::{Cursor, Read};

use weir_api::sink::XlsxRows;
use weir_model::{Cell, Phrase, QueryEnd, ResultColumn, RowFlow, TruncatedBy};
use zip::ZipArchive;

fn english(phrase: &Phrase) -> &str {
    &phrase.english
}

fn chinese(phrase: &Phrase) -> &str {
    &phrase.chinese
}

fn columns(names: &[&str]) -> Vec<ResultColumn> {
    let column = |name: &&str| ResultColumn { name: (*name).to_owned(), type_name: String::new() };
    names.iter().map(column).collect()
}

fn end(rows: u64, truncated: Option<TruncatedBy>) -> QueryEnd {
    QueryEnd { rows, truncated }
}

/// A workbook of one column, and what `file` in it says.
fn one_column(cells: &[Cell<'_>], truncated: Option<TruncatedBy>, file: &str) -> String {
    let mut rows = XlsxRows::new("SELECT a < 1", english);
    rows.columns(&columns(&["a"]));
    for cell in cells {
        rows.cell(*cell);
        assert_eq!(rows.end_row(), RowFlow::Continue);
    }
    rows.finish(&end(cells.len() as u64, truncated), 3);
    read(&rows.take(), file)
}

fn read(archive: &[u8], file: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    archive.by_name(file).unwrap().read_to_string(&mut text).unwrap();
    text
}

const ROWS: &str = "xl/worksheets/sheet1.xml";
const ABOUT: &str = "xl/worksheets/sheet2.xml";

#[test]
fn every_value_keeps_its_digits_and_null_is_no_cell() {
    let text = |text: &str| format!(r#" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#);
    let number = |text: &str| format!("><v>{text}</v></c>");
    let whole = u64::MAX.to_string();
    for (cell, expected) in [
        (Cell::Null, String::new()),
        (Cell::Text(""), text("")),
        (Cell::Bool(true), r#" t="b"><v>1</v></c>"#.to_owned()),
        (Cell::Int(-42), number("-42")),
        (Cell::Int(999_999_999_999_999), number("999999999999999")),
        (Cell::Int(9_007_199_254_740_993), text("9007199254740993")),
        (Cell::UInt(u64::MAX), text(&whole)),
        (Cell::Decimal("10.50"), number("10.50")),
        (Cell::Decimal("1234567890.1234567890"), text("1234567890.1234567890")),
        (Cell::Decimal("NaN"), text("NaN")),
        (Cell::Float(0.1), number("0.1")),
        (Cell::Float(f64::INFINITY), text("Infinity")),
        (Cell::Float(5e-324), text("5e-324")),
        (Cell::Text("=SUM(A1)"), text("=SUM(A1)")),
        (Cell::Text("a<b & \"c\"\r\n 茶"), text("a&lt;b &amp; \"c\"_x000D_\n 茶")),
        (Cell::Bytes(&[0, 0xab]), text("\\x00ab")),
        (Cell::Json("{\"a\": [1]}"), text("{\"a\": [1]}")),
    ] {
        let sheet = one_column(&[cell], None, ROWS);
        let row = if expected.is_empty() { expected } else { format!(r#"<c r="A2"{expected}"#) };
        assert!(sheet.ends_with(&format!("<row>{row}</row></sheetData></worksheet>")), "{sheet}");
    }
}

#[test]
fn two_columns_of_one_name_and_all_their_cells_have_their_places() {
    let mut rows = XlsxRows::new("", english);
    rows.columns(&columns(&["a", "a", "c&d"]));
    for cell in [Cell::Null, Cell::Int(2), Cell::Int(3)] {
        rows.cell(cell);
    }
    assert_eq!(rows.end_row(), RowFlow::Continue);
    rows.finish(&end(1, None), 0);
    let sheet = read(&rows.take(), ROWS);
    for part in [
        r#"<c r="B1" t="inlineStr" s="1"><is><t xml:space="preserve">a_2</t></is></c>"#,
        r#"<c r="C1" t="inlineStr" s="1"><is><t xml:space="preserve">c&amp;d</t></is></c>"#,
        r#"<row><c r="B2"><v>2</v></c><c r="C2"><v>3</v></c></row>"#,
    ] {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
}

#[test]
fn the_second_sheet_says_what_ran_and_whether_that_is_all() {
    let about = |truncated| one_column(&[Cell::Int(1)], truncated, ABOUT);
    assert!(about(None).contains("SELECT a &lt; 1") && about(None).contains("Yes"));
    assert!(about(Some(TruncatedBy::Rows)).contains("the row limit stopped here"));
    assert!(about(Some(TruncatedBy::Bytes)).contains("the size limit of a workbook"));
    let long = "x".repeat(40_000);
    let cut = one_column(&[Cell::Text(&long), Cell::Text("short")], None, ABOUT);
    assert!(cut.contains("1. A cell holds 32,767 characters."), "{cut}");

    let mut empty = XlsxRows::new("SELECT 1", chinese);
    empty.finish(&end(0, None), 0);
    let archive = empty.take();
    assert!(read(&archive, "xl/workbook.xml").contains(r#"<sheet name="结果""#));
    assert!(read(&archive, ABOUT).contains("语句"));
    assert!(read(&archive, ROWS).ends_with("<row></row></sheetData></worksheet>"));
}

#[test]
fn a_long_result_comes_in_pieces_that_are_one_archive() {
    let mut rows = XlsxRows::new("SELECT", english);
    rows.columns(&columns(&["n", "text"]));
    let (mut archive, mut most) = (Vec::new(), 0);
    for number in 0..50_000 {
        rows.cell(Cell::Int(number));
        rows.cell(Cell::Text(&format!("{:x}", number * 7_919 % 65_537)));
        assert_eq!(rows.end_row(), RowFlow::Continue);
        if rows.len() >= 64 * 1024 {
            most = most.max(rows.len());
            archive.extend_from_slice(&rows.take());
        }
    }
    assert!(!archive.is_empty() && most < 128 * 1024, "{most}");
    rows.finish(&end(50_000, None), 0);
    archive.extend_from_slice(&rows.take());
    assert!(rows.is_empty());
    let sheet = read(&archive, ROWS);
    assert_eq!(sheet.matches("<row>").count(), 50_001);
    assert!(sheet.contains(r#"<c r="A50001"><v>49999</v></c>"#));
}
