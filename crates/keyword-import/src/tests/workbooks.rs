//! Workbooks made by hand: unusual ones that must work and hostile ones that must be refused.

use std::io::Cursor;

use igny8::planner::import::Target;

use super::{archive, file, phrases, preview, read, refuse};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook with one sheet and these shared strings; style 1 is a date.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", format!(r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"/>"#).as_bytes()),
        ("_rels/.rels", format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).as_bytes()),
        ("xl/workbook.xml", format!(r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#).as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).as_bytes()),
        ("xl/styles.xml", format!(r#"{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="17"/></cellXfs></styleSheet>"#).as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!(r#"{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>"#).as_bytes()),
    ])
}

fn strings(texts: &[&str]) -> String {
    let items = texts.iter().fold(String::new(), |items, text| {
        items + "<si><t>" + text + "</t></si>"
    });
    format!(
        r#"{HEAD}<sst xmlns="{MAIN}" uniqueCount="{}">{items}</sst>"#,
        texts.len()
    )
}

fn inline(cell: &str, text: &str) -> String {
    format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn numbers_errors_gaps_and_months() {
    let sheet = format!(
        r#"<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" s="1"><v>45901</v></c><c r="E3" s="1"><v>45931</v></c></row>
           <row r="5"><c r="B5" t="s"><v>2</v></c><c r="C5"><v>1300</v></c><c r="D5"><v>50</v></c><c r="E5"><v>100</v></c></row>
           <row r="6">{}<c r="C6" t="e"><v>#N/A</v></c></row>
           <row r="9"><c r="B9"><v>2024</v></c><c r="C9"><v>10.0</v></c></row>"#,
        inline("B6", "tea\n pot")
    );
    let bytes = workbook(&sheet, &strings(&["Keyword", "Volume", "coffee"]));
    let shown = preview(file(&bytes).path()).unwrap();
    assert_eq!(
        (shown.header, shown.columns[3].name.as_str()),
        (Some(3), "2025-09-01")
    );
    assert_eq!(shown.columns[3].target, Target::Trend);
    let (keywords, rejects) = read(&bytes);
    assert_eq!(rejects, []);
    assert_eq!(phrases(&keywords), ["coffee", "tea pot", "2024"]);
    assert_eq!(
        keywords.iter().map(|record| record.line).collect::<Vec<_>>(),
        [5, 6, 9]
    );
    assert_eq!(
        (keywords[0].volume, keywords[1].volume, keywords[2].volume),
        (Some(1300), None, Some(10))
    );
    assert_eq!(keywords[0].trend, Some(vec![0.5, 1.0]));
}

#[test]
fn a_long_cell_and_a_far_column_cost_their_rows() {
    let sheet = format!(
        r#"<row r="1">{}</row><row r="2">{}</row><row r="3">{}{}</row><row r="4">{}</row>"#,
        inline("A1", "Keyword"),
        inline("A2", &"x".repeat(40_000)),
        inline("A3", "far"),
        inline("XFD3", "away"),
        inline("A4", "near")
    );
    let (keywords, rejects) = read(workbook(&sheet, &strings(&[])));
    assert_eq!(phrases(&keywords), ["near"]);
    assert_eq!(
        rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(),
        [2, 3]
    );
}

#[test]
fn one_text_in_every_cell_fills_no_memory() {
    let cells = r#"<c t="s"><v>1</v></c>"#.repeat(40);
    let rows = format!("<row>{cells}</row>").repeat(40);
    let sheet = format!(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>{rows}"#);
    let (keywords, rejects) = read(workbook(&sheet, &strings(&["Keyword", &"x".repeat(32_000)])));
    assert_eq!((keywords.len(), rejects.len()), (0, 40));
    assert!(rejects[39].reason.starts_with("The row is too long"));
}

#[test]
fn hostile_and_foreign_archives_are_refused() {
    let header = format!("<row r=\"1\">{}</row>", inline("A1", "Keyword"));
    let count =
        |count: &str| format!(r#"{HEAD}<sst xmlns="{MAIN}" uniqueCount="{count}"><si><t>a</t></si></sst>"#);
    let zeros = vec![b' '; 12 << 20];
    let many: Vec<(String, &[u8])> = (0..5000).map(|n| (format!("xl/{n}"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    for (bytes, told) in [
        (workbook(&header, &strings(&[])), "but no rows"),
        (workbook("", &strings(&[])), "No sheet in the workbook"),
        (
            workbook(&header, &count("99999999999999")),
            "damaged or not supported",
        ),
        (
            workbook(&header, "<!DOCTYPE x><sst/>"),
            "damaged or not supported",
        ),
        (
            workbook(&inline("A1", &"x".repeat(600_000)), &strings(&[])),
            "damaged or not supported",
        ),
        (
            workbook(
                &format!("{header}<row r=\"2\"><c t=\"s\"><v>7</v></c></row>"),
                &strings(&[]),
            ),
            "couldn't be read",
        ),
        (
            archive(&[("[Content_Types].xml", b""), ("xl/worksheets/a.xml", &zeros)]),
            "too large to read safely",
        ),
        (
            archive(&[("[Content_Types].xml", b""), ("xl/styles.xml", &zeros[..5 << 20])]),
            "too large to read safely",
        ),
        (archive(&many), "too large to read safely"),
        (archive(&[("readme.pdf", b"hi")]), "Unpack it"),
        (archive(&[("mimetype", b""), ("content.xml", b"")]), "No sheet"),
        (archive(&[("xl/workbook.bin", b"")]), "XLSB"),
        (archive(&[("[Content_Types].xml", b"")]), "couldn't be"),
    ] {
        let error = refuse(&bytes).to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn a_reader_that_panics_ends_the_import_only() {
    // A dimension that ends before it begins.
    let sheet =
        format!(r#"{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="B9:A1"/><sheetData/></worksheet>"#);
    let good = workbook("", &strings(&[]));
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(good)).unwrap();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let (name, mut bytes) = (entry.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        parts.push((
            name.clone(),
            if name.ends_with("sheet1.xml") {
                sheet.clone().into_bytes()
            } else {
                bytes
            },
        ));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let error = refuse(archive(&parts)).to_string();
    assert!(error.contains("workbook"), "{error}");
}
