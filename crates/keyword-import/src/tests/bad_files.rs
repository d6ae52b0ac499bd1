//! Files that cannot be imported, and what they are told.

use igny8::planner::import::{Mapping, Target};

use super::{
    super::{ImportError, limits::MAX_FILE_BYTES},
    drain, file, open, preview, refuse,
};

#[test]
fn each_bad_file_is_told_the_way_out() {
    let noise: Vec<u8> = (0..5000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let wide = (0..501)
        .map(|n| format!("column {n}"))
        .collect::<Vec<_>>()
        .join(",");
    for (bytes, told) in [
        (b"".to_vec(), "The file is empty"),
        (b" \r\n\n".to_vec(), "The file is empty"),
        (b"\xEF\xBB\xBF".to_vec(), "The file is empty"),
        (b"\xFF\xFE".to_vec(), "The file is empty"),
        (b"Keyword,Volume\r\n".to_vec(), "but no rows"),
        (b"Keyword".to_vec(), "but no rows"),
        (format!("keyword,{wide}\ncoffee,1\n").into_bytes(), "502 columns"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec(), "Image files"),
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3".to_vec(), "PDF files"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0".to_vec(),
            "file as XLSX or CSV",
        ),
        (b"<!DOCTYPE html><html>".to_vec(), "Web pages"),
        (b"PK\x03\x04 cut off".to_vec(), "couldn't be opened"),
        (noise, "Binary"),
        (vec![0; 4096], "Binary"),
        (vec![b'x'; 300_000], "isn't a table"),
    ] {
        let error = refuse(&bytes).to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn a_file_above_the_limit_is_refused_unread() {
    let file = file(b"keyword\n");
    file.as_file().set_len(MAX_FILE_BYTES + 1).unwrap();
    assert!(matches!(preview(file.path()), Err(ImportError::TooLarge)));
}

#[test]
fn an_unknown_keyword_column_asks_for_a_mapping() {
    let file = file("Begriff,Wert\nkaffee,100\ntee,200\n".as_bytes());
    let Err(ImportError::NoKeywordColumn(shown)) = open(file.path(), None) else {
        panic!("a mapping is needed")
    };
    // Only a preview counts rows.
    let counted = preview(file.path()).unwrap();
    assert_eq!(counted.columns, shown.columns);
    assert_eq!((counted.count.rows, counted.count.exact), (2, true));
    assert_eq!(shown.header, Some(1));
    assert_eq!(shown.rows[0], ["kaffee", "100"]);
    assert!(shown.mapping().is_err());

    let mapping = Mapping::from_targets(&[Target::Keyword, Target::Volume]).unwrap();
    let mut records = open(file.path(), Some(&mapping)).unwrap();
    assert_eq!(records.preview().columns[1].target, Target::Volume);
    let (keywords, _) = drain(&mut records);
    assert_eq!(
        (keywords[1].phrase.as_str(), keywords[1].volume),
        ("tee", Some(200))
    );
}

#[test]
fn a_mapping_that_does_not_fit_is_refused() {
    let file = file(b"keyword\ncoffee\n");
    let mapping: Mapping = Mapping::from_targets(&[Target::Ignore, Target::Keyword]).unwrap();
    let error = open(file.path(), Some(&mapping)).unwrap_err().to_string();
    assert!(error.contains("no column"), "{error}");
}

#[test]
fn numbers_alone_are_no_keywords() {
    assert!(matches!(refuse("1\n2\n3\n"), ImportError::NoKeywordColumn(_)));
}
