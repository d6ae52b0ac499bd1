//! Lists and texts that came by mail, chat or an editor: bullets, numbers, stray bytes, declarations of the delimiter.

use super::{file, phrases, preview, read};

#[test]
fn marks_of_a_list_are_no_part_of_its_keywords() {
    for mark in ["- ", "* ", "• ", "– ", "· ", "▪ ", "‣ ", "☐ ", "- [ ] ", "✓ "] {
        let text = format!("{mark}indian chat room\n{mark}free chat\n{mark}chat rooms online\n");
        assert_eq!(
            phrases(&read(&text).0),
            ["indian chat room", "free chat", "chat rooms online"],
            "{mark}"
        );
    }
    for text in [
        "1. indian chat room\n2. free chat\n3. chat rooms online\n",
        "1) indian chat room\n2) free chat\n3) chat rooms online\n",
        "1.\tindian chat room\n2.\tfree chat\n3.\tchat rooms online\n",
    ] {
        assert_eq!(
            phrases(&read(text).0),
            ["indian chat room", "free chat", "chat rooms online"],
            "{text:?}"
        );
    }
    // One of many may begin so by itself.
    let plain = "c++ course\nvitamin e\n2. bundesliga\n3d printer\n";
    assert_eq!(
        phrases(&read(plain).0),
        ["c++ course", "vitamin e", "2. bundesliga", "3d printer"]
    );
    let all_numbered = "1. bundesliga\n2. bundesliga\n3. liga\n";
    // Numbered from one in order, it is a list.
    assert_eq!(
        phrases(&read(all_numbered).0),
        ["bundesliga", "bundesliga", "liga"]
    );
}

#[test]
fn a_delimiter_is_declared_in_other_dress() {
    for text in [
        "\"sep=;\"\nKeyword;Volume\ncompost bin;1300\n",
        "\u{FEFF}sep=;\r\nKeyword;Volume\r\ncompost bin;1300\r\n",
        "SEP=;\nKeyword;Volume\ncompost bin;1300\n",
        "sep=\t\nKeyword\tVolume\ncompost bin\t1300\n",
        "sep =,\nKeyword,Volume\ncompost bin,1300\n",
    ] {
        let (keywords, rejects) = read(text);
        assert_eq!(
            (phrases(&keywords), rejects.len()),
            (vec!["compost bin"], 0),
            "{text:?}"
        );
        assert_eq!(keywords[0].volume, Some(1300), "{text:?}");
    }
}

#[test]
fn stray_zero_bytes_spoil_no_text() {
    let padded = [&b"Keyword,Volume\ncompost bin,1300\nwormery,480\n"[..], &[0; 12]].concat();
    let (keywords, rejects) = read(&padded);
    assert_eq!(
        (phrases(&keywords), rejects.len()),
        (vec!["compost bin", "wormery"], 0)
    );
    let within =
        b"Keyword,Volume\ncompost\0 bin,1300\nwormery,480\nleaf mould,90\nbokashi bran,70\n".to_vec();
    assert_eq!(
        phrases(&read(&within).0)[1..],
        ["wormery", "leaf mould", "bokashi bran"]
    );
    // Half a letter at the end of a text in UTF-16.
    let mut cut: Vec<u8> = "\u{FEFF}Keyword\tVolume\ncompost bin\t1300\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    cut.push(0x41);
    assert_eq!(read(&cut).0[0].volume, Some(1300));
}

#[test]
fn numbers_have_words_around_them() {
    for (cell, volume) in [
        ("1,300/mo", Some(1300)),
        ("1.3K / month", Some(1300)),
        ("≈ 1,300", Some(1300)),
        ("ca. 1.300", Some(1300)),
        ("about 1,300", Some(1300)),
        ("under 10", Some(5)),
        ("fewer than 10", Some(5)),
        ("less than 10", Some(5)),
        ("1,300 searches", Some(1300)),
        ("1’300", Some(1300)),
        ("1 300,0", Some(1300)),
        ("10 k-100 k", Some(31_623)),
        ("1.000 – 10.000", Some(3162)),
        ("100+", Some(100)),
        ("No volume", None),
        ("not enough data", None),
        ("keine Daten", None),
        ("sin datos", None),
        ("暂无数据", None),
        ("many", None),
    ] {
        let text = format!("Keyword\tVolume\ncompost bin\t{cell}\nwormery\t5\n");
        assert_eq!(read(&text).0[0].volume, volume, "{cell}");
    }
}

#[test]
fn prices_have_signs_of_many_currencies() {
    for (cell, cpc) in [
        ("R$ 1,20", 1.2),
        ("US$1.20", 1.2),
        ("A$1.20", 1.2),
        ("C$ 1.20", 1.2),
        ("1,20 kr", 1.2),
        ("kr. 1,20", 1.2),
        ("1,20 zł", 1.2),
        ("1,20 Kč", 1.2),
        ("₺1,20", 1.2),
        ("1,20 ₴", 1.2),
        ("Rp 1200", 1200.0),
        ("₫ 1200", 1200.0),
        ("CHF 1.20", 1.2),
        ("MX$1.20", 1.2),
        ("1,20 руб.", 1.2),
        ("￥120", 120.0),
        ("120円", 120.0),
        ("120원", 120.0),
    ] {
        let text = format!("Keyword\tCPC\ncompost bin\t{cell}\nwormery\t5\n");
        assert_eq!(read(&text).0[0].cpc, Some(cpc), "{cell}");
    }
}

#[test]
fn what_a_preview_says_of_a_list() {
    let shown = preview(file(b"- compost bin\n- wormery\n- leaf mould\n").path()).unwrap();
    assert!(shown.mapping().is_ok());
}
