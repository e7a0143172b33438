//! The files of a workbook around its rows (ECMA-376, part 1, 12.3): what it consists of, two sheets, a bold style.

use std::fmt::Write;

use super::{xml, zip::ZipStream};

/// The sheet of the rows.
pub(super) const SHEET: &str = "xl/worksheets/sheet1.xml";
/// The sheet of what they are.
pub(super) const SECOND_SHEET: &str = "xl/worksheets/sheet2.xml";

/// A sheet up to its first row; the names stay in sight.
pub(super) const SHEET_HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>"#,
    r#"<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" "#,
    r#"activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#,
    r#"<sheetFormatPr defaultColWidth="16" defaultRowHeight="15"/><sheetData>"#
);
pub(super) const SHEET_FOOT: &str = "</sheetData></worksheet>";

const TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#,
    r#"<Override PartName="/xl/worksheets/sheet1.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
    r#"<Override PartName="/xl/worksheets/sheet2.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
    r#"<Override PartName="/xl/styles.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#
);
const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" "#,
    r#"Target="xl/workbook.xml"/></Relationships>"#
);
const WORKBOOK_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" "#,
    r#"Target="worksheets/sheet1.xml"/><Relationship Id="rId2" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" "#,
    r#"Target="worksheets/sheet2.xml"/><Relationship Id="rId3" "#,
    r#"Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" "#,
    r#"Target="styles.xml"/></Relationships>"#
);
/// Two styles of cells: as usual, and bold.
const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2">"#,
    r#"<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>"#,
    r#"</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#
);

/// Writes everything that comes before the sheets.
pub(super) fn write(zip: &mut ZipStream, first_sheet: &str, second_sheet: &str) {
    zip.file("[Content_Types].xml", TYPES);
    zip.file("_rels/.rels", RELATIONS);
    zip.file("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS);
    zip.file("xl/styles.xml", STYLES);
    let (first, second) = (xml::attribute(first_sheet), xml::attribute(second_sheet));
    let workbook = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{first}" sheetId="1" r:id="rId1"/><sheet name="{second}" sheetId="2" r:id="rId2"/></sheets></workbook>"#
    );
    zip.file("xl/workbook.xml", &workbook);
}

/// The second sheet: a line for each title and text.
pub(super) fn second_sheet<'a>(lines: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut sheet = concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
        r#"<cols><col min="1" max="1" width="16" customWidth="1"/>"#,
        r#"<col min="2" max="2" width="96" customWidth="1"/></cols><sheetData>"#
    )
    .to_owned();
    for (number, (title, text)) in (1..).zip(lines) {
        // Writing to a String can't fail.
        let _ = write!(
            sheet,
            r#"<row><c r="A{number}" t="inlineStr" s="1"><is><t>{}</t></is></c><c r="B{number}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c></row>"#,
            escaped(title),
            escaped(text),
        );
    }
    sheet + SHEET_FOOT
}

fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    xml::write_text(&mut out, text.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}
