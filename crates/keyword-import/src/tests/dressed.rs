//! Tables in other dress than that of a CSV file: other quotes and delimiters, blanks between columns, packed, JSON, `OpenDocument`.

use std::io::Write as _;

use igny8::planner::import::Encoding;

use super::{Mapping, archive, drain, file, open, open_so, phrases, preview, read, refuse};

/// The three columns that each of these files has, whatever its dress.
fn is_known(name: &str, bytes: impl AsRef<[u8]>) {
    let (keywords, rejects) = read(bytes);
    let seen: Vec<_> = keywords
        .iter()
        .map(|keyword| (keyword.phrase.as_str(), keyword.volume))
        .collect();
    assert_eq!(
        seen,
        [("compost bin", Some(1300)), ("wormery", Some(480))],
        "{name}"
    );
    // A rule below a header is told.
    assert!(rejects.len() <= 1, "{name}: {rejects:?}");
}

#[test]
fn cells_are_found_whatever_stands_around_and_between_them() {
    let plain = "Keyword,Volume,KD\ncompost bin,1300,12\nwormery,480,9\n";
    for (name, text) in [
        (
            "each line in quotes",
            "\"Keyword,Volume,KD\"\n\"compost bin,1300,12\"\n\"wormery,480,9\"\n".to_owned(),
        ),
        (
            "each line in quotes, with quotes inside",
            "\"Keyword,\"\"Volume\"\",\"\"KD\"\"\"\r\n\"compost bin,\"\"1,300\"\",\"\"12\"\"\"\r\n\"wormery,\"\"480\"\",\"\"9\"\"\"\r\n".to_owned(),
        ),
        (
            "curly quotes",
            "“Keyword”,“Volume”\n“compost bin”,“1,300”\n“wormery”,“480”\n".to_owned(),
        ),
        (
            "apostrophes",
            "'Keyword','Volume'\n'compost bin','1,300'\n'wormery','480'\n".to_owned(),
        ),
        ("a caret", plain.replace(',', "^")),
        ("a tilde", plain.replace(',', "~")),
        ("a hash", plain.replace(',', "#")),
        ("two pipes", plain.replace(',', "||")),
        ("a comma of Chinese", plain.replace(',', "，")),
        ("a semicolon of Chinese", plain.replace(',', "；")),
        ("a declared sign", format!("sep=^\n{}", plain.replace(',', "^"))),
        (
            "blanks",
            "Keyword              Volume   KD\n-----------          ------   --\ncompost bin          1300     12\nwormery              480      9\n".to_owned(),
        ),
        (
            "Markdown",
            "| Keyword | Volume | KD |\n|---------|-------:|----|\n| compost bin | 1,300 | 12 |\n| wormery | 480 | 9 |\n".to_owned(),
        ),
    ] {
        is_known(name, &text);
        is_known(&format!("{name}, with carriage returns"), text.replace('\n', "\r\n"));
    }
}

#[test]
fn what_a_text_has_in_its_cells_is_no_dress() {
    // Nothing but headers that are known shows a dress.
    for text in [
        "compost^bin\nworm^ery\nleaf^mould\n",
        "best bin?  cheap\nbest bin?  large\nbest bin?  small\n",
        "c#\nf#\nc# tutorial\n",
    ] {
        assert_eq!(phrases(&read(text).0).len(), 3, "{text}");
        assert_eq!(
            preview(file(text.as_bytes()).path()).unwrap().columns.len(),
            1,
            "{text}"
        );
    }
    let text = "Keyword,Volume\n12\" bin,1300\nkid's wormery,480\n\"a, b\",20\n";
    assert_eq!(phrases(&read(text).0), ["12\" bin", "kid's wormery", "a, b"]);
    let escaped = "Keyword,Volume\n\"12\\\" compost bin, large\",1300\nwormery,480\n";
    assert_eq!(phrases(&read(escaped).0), ["12\" compost bin, large", "wormery"]);
}

#[test]
fn lists_of_other_scripts_stand_in_one_line() {
    for text in [
        "堆肥桶、蚯蚓塔、落叶堆肥、厨余堆肥、发酵床",
        "سماد، دود، تربة، أوراق، حديقة",
    ] {
        assert_eq!(read(text).0.len(), 5, "{text}");
    }
}

#[test]
fn a_mapping_fits_a_file_in_another_dress() {
    let text = "\"Term to use,Volume\"\n\"compost bin,1300\"\n\"wormery,480\"\n";
    // Nobody knows these headers well enough to turn the lines; it stays a list.
    assert_eq!(read(text).0.len(), 3);
    let text = "Keyword^Volume\ncompost bin^1300\n";
    let mapping: Mapping = serde_json::from_str(r#"{"Keyword":"keyword","Volume":"ignore"}"#).unwrap();
    let (keywords, _) = drain(&mut open(file(text.as_bytes()).path(), Some(&mapping)).unwrap());
    assert_eq!(
        (keywords[0].phrase.as_str(), keywords[0].volume),
        ("compost bin", None)
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_file_that_gzip_packed_is_unpacked() {
    let plain = b"Keyword,Volume\ncompost bin,1300\nwormery,480\n";
    is_known("gzip", gzip(plain));
    is_known(
        "gzip in a ZIP",
        archive(&[("export/keywords.csv.gz", &gzip(plain))]),
    );
    is_known("ZIP in gzip", gzip(&archive(&[("keywords.csv", plain)])));
    assert!(
        refuse(gzip(&gzip(&gzip(plain))))
            .to_string()
            .contains("Unpack it")
    );
    assert!(refuse(b"\x1F\x8B\x08\0damaged").to_string().contains("damaged"));
}

#[test]
fn json_is_a_table_where_it_lists_keywords() {
    for (name, text) in [
        (
            "objects",
            r#"[{"keyword":"compost bin","volume":1300},{"keyword":"wormery","volume":480}]"#,
        ),
        (
            "an object a line",
            "{\"keyword\":\"compost bin\",\"volume\":1300}\n{\"keyword\":\"wormery\",\"volume\":480}\n",
        ),
        (
            "rows",
            r#"[["Keyword","Volume"],["compost bin",1300],["wormery",480]]"#,
        ),
        (
            "the answer of an interface",
            r#"{"status":"ok","tasks":[{"result":[{"keyword":"compost bin","search_volume":1300,"cpc":null,"monthly_searches":[{"year":2026,"search_volume":1}]},{"keyword":"wormery","search_volume":480,"monthly_searches":[{"year":2026,"search_volume":2}]}]}]}"#,
        ),
        (
            "objects within objects",
            r#"{"data":[{"keyword":"compost bin","keyword_info":{"search_volume":1300}},{"keyword":"wormery","keyword_info":{"search_volume":480}}]}"#,
        ),
    ] {
        is_known(name, text);
    }
    assert_eq!(
        phrases(&read(r#"["compost bin", "wormery", "leaf mould"]"#).0),
        ["compost bin", "wormery", "leaf mould"]
    );
    // Keywords of an advertisement begin so, too.
    assert_eq!(
        phrases(&read("[compost bin]\n[wormery]\n").0),
        ["compost bin", "wormery"]
    );
    for (text, told) in [
        (r#"{"error":"no access"}"#, "without a list of keywords"),
        (r#"[{"keyword":"compost"#, "Damaged JSON"),
    ] {
        let error = refuse(text).to_string();
        assert!(error.contains(told) && error.contains("Upload a CSV"), "{error}");
    }
}

#[test]
fn sheets_of_open_document_are_read() {
    let row = |cells: &[&str]| {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note</text:p></office:annotation><text:p>{cell}</text:p></table:table-cell>"))
            .collect::<Vec<_>>()
            .concat();
        format!(
            "<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"1021\"/></table:table-row>"
        )
    };
    let table = |name: &str, rows: String| {
        format!(
            "<table:table table:name=\"{name}\">{rows}<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table>"
        )
    };
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>{}{}</office:spreadsheet></office:body></office:document-content>",
        table(
            "Notes",
            row(&["Plan", "Who"]) + &row(&["Ask the gardener", "Ann"])
        ),
        table(
            "Keywords",
            row(&["Keyword", "Volume"]) + &row(&["compost bin", "1300"]) + &row(&["wormery", "480"])
        ),
    );
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ]);
    is_known("OpenDocument", &bytes);
    let shown = preview(file(&bytes).path()).unwrap();
    let tables: Vec<_> = shown
        .tables
        .iter()
        .map(|table| (table.name.as_str(), table.chosen))
        .collect();
    assert_eq!(tables, [("Notes", false), ("Keywords", true)]);
    let mut how = super::How::default();
    how.reading.table = Some("Nothing".to_owned());
    let error = open_so(file(&bytes).path(), None, &how).unwrap_err().to_string();
    assert!(error.contains("Choose one from the preview"), "{error}");
}

#[test]
fn two_encodings_in_one_file_are_both_read() {
    let mixed = [
        "Mot clé,Volume\ncompost mûr,1300\n".as_bytes(),
        b"caf\xE9 vert,480\nth\xE9 noir \x96 bio,20\n",
    ]
    .concat();
    let shown = preview(file(&mixed).path()).unwrap();
    assert_eq!(shown.encoding, Some(Encoding::Utf8));
    let mut records = open(file(&mixed).path(), None).unwrap();
    let (keywords, _) = drain(&mut records);
    assert_eq!(phrases(&keywords), ["compost mûr", "café vert", "thé noir – bio"]);
    assert!(
        records
            .notes()
            .iter()
            .any(|note| note.contains("read as Windows-1252"))
    );
}
