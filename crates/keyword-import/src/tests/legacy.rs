//! Text in code pages, what a person says of encoding and header, and files that are no plain tables.

use igny8::planner::import::{Encoding, Reading, Source, Target};

use super::super::{self as import, Hint, How};
use super::{file, open_so, phrases, preview, read};

#[test]
fn headers_settle_the_code_page() {
    for (text, encoding, phrase, volume) in [
        (
            "Фраза;Базовая частотность\nкомпостер своими руками;2 410\n",
            "windows-1251",
            "компостер своими руками",
            2410,
        ),
        ("Фраза;Частота\nкомпостер;2 410\n", "koi8-r", "компостер", 2410),
        (
            "キーワード,検索ボリューム,CPC\nコンポスト 作り方,2400,0.31\n",
            "shift_jis",
            "コンポスト 作り方",
            2400,
        ),
        ("关键词,搜索量\n堆肥箱,2400\n", "gb18030", "堆肥箱", 2400),
        ("關鍵字,搜尋量\n堆肥箱,2400\n", "big5", "堆肥箱", 2400),
        ("키워드,검색량\n퇴비통,2400\n", "euc-kr", "퇴비통", 2400),
        (
            "Słowo kluczowe;Wolumen\nżyzna ziemia;2 400\n",
            "windows-1250",
            "żyzna ziemia",
            2400,
        ),
        (
            "Anahtar kelime;Arama hacmi\nışık bahçesi;2.400\n",
            "windows-1254",
            "ışık bahçesi",
            2400,
        ),
        (
            "מילת מפתח,נפח חיפוש\nקומפוסט ביתי,2400\n",
            "windows-1255",
            "קומפוסט ביתי",
            2400,
        ),
        (
            "الكلمة الرئيسية,حجم البحث\nسماد منزلي,2400\n",
            "windows-1256",
            "سماد منزلي",
            2400,
        ),
        (
            "Mot-clé;Volume\ncomposteur à déchets;2 400\n",
            "macintosh",
            "composteur à déchets",
            2400,
        ),
    ] {
        let bytes = encoding_rs::Encoding::for_label(encoding.as_bytes())
            .unwrap()
            .encode(text)
            .0;
        let shown = preview(file(&bytes).path()).unwrap();
        let (keywords, _) = read(&bytes);
        assert_eq!(
            (keywords[0].phrase.as_str(), keywords[0].volume),
            (phrase, Some(volume)),
            "{encoding}: {:?}",
            shown.encoding
        );
        assert_eq!(shown.encodings[0].encoding, shown.encoding.unwrap());
        assert!(
            shown.encodings[0]
                .sample
                .contains(text.lines().next().unwrap().split([';', ',']).next().unwrap())
                || shown.encodings[0].sample.contains(phrase),
            "{:?}",
            shown.encodings[0]
        );
    }
}

fn asked(bytes: &[u8], reading: Reading) -> Vec<String> {
    let how = How {
        reading,
        hint: Hint::default(),
    };
    let records = open_so(file(bytes).path(), None, &how).unwrap();
    records
        .filter_map(|entry| match entry.unwrap() {
            import::Entry::Keyword(record) => Some(record.phrase),
            import::Entry::Reject(_) => None,
        })
        .collect()
}

#[test]
fn a_person_can_say_the_encoding_and_the_header() {
    let bytes = encoding_rs::KOI8_R.encode("keyword\nкомпост\n").0.into_owned();
    let reading = |encoding, header_row| Reading {
        encoding,
        header_row,
        table: None,
    };
    assert_eq!(asked(&bytes, reading(Some(Encoding::Koi8R), None)), ["компост"]);
    assert_ne!(
        asked(&bytes, reading(Some(Encoding::Windows1251), None)),
        ["компост"]
    );
    let text = b"keyword\ntea\nKeyword,Volume\ncoffee,5\n";
    assert_eq!(asked(text, reading(None, Some(3))), ["coffee"]);
    assert_eq!(
        asked(text, reading(None, Some(0))),
        ["keyword", "tea", "Keyword,Volume", "coffee,5"]
    );
    // A line beyond the file's is no header: the file is read as it was found.
    assert_eq!(asked(b"keyword\ntea\n", reading(None, Some(99))), ["tea"]);
}

#[test]
fn letters_that_were_encoded_twice() {
    let once = "Keyword,Volume\ncafé crème à la carte,5\n";
    let twice: String = once.bytes().map(char::from).collect();
    let shown = preview(file(twice.as_bytes()).path()).unwrap();
    assert_eq!(shown.encoding, Some(Encoding::Utf8Twice));
    assert!(shown.notes.iter().any(|note| note.contains("encoded twice")));
    assert_eq!(phrases(&read(&twice).0), ["café crème à la carte"]);
}

#[test]
fn the_first_rows_and_their_number_are_told() {
    let text = "My list\n\nKeyword,Volume\ntea,5\ncoffee,7\n,3\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!(
        (shown.source, shown.header, shown.count.rows, shown.count.exact),
        (Source::List, Some(3), 3, true)
    );
    assert_eq!(
        shown.head.iter().map(|row| row.line).collect::<Vec<_>>(),
        [1, 3, 4, 5, 6]
    );
    assert_eq!(
        shown
            .left_out
            .iter()
            .map(|group| (group.rows, group.examples[0].line))
            .collect::<Vec<_>>(),
        [(1, 6)]
    );
    let long: String = (0..50_000).fold("Keyword,Volume\n".to_owned(), |text, n| {
        format!("{text}word {n},{n}\n")
    });
    let shown = preview(file(long.as_bytes()).path()).unwrap();
    assert!(
        !shown.count.exact && (30_000..80_000).contains(&shown.count.rows),
        "{:?}",
        shown.count
    );
}

#[test]
fn columns_that_are_not_taken_have_a_reason() {
    let shown =
        preview(file(b"Keyword,Volume,Competition,Colour,Search volume\ntea,5,0.5,red,6\n").path()).unwrap();
    for column in &shown.columns {
        assert_eq!(
            column.reason.is_some(),
            column.target == Target::Ignore,
            "{column:?}"
        );
    }
    assert!(
        shown.columns[2]
            .reason
            .as_deref()
            .unwrap()
            .contains("advertisers")
    );
    assert!(shown.columns[4].reason.as_deref().unwrap().contains("“Volume”"));
    let note = shown
        .notes
        .iter()
        .find(|note| note.contains("not imported"))
        .unwrap();
    assert!(
        note.contains("“Competition”, “Colour”, “Search volume”"),
        "{note}"
    );
}

/// What people reported of other detectors, rewritten: few letters, all of them in the header, or one sentence.
#[test]
fn few_letters_are_enough() {
    for (text, encoding) in [
        (
            "Jahr;Keyword;Kinosäle;Sitzplätze;Vorhandene Plätze\n1;kino stuttgart;5;7;8\n2;kino heute;3;7;8\n",
            "windows-1252",
        ),
        (
            "Keyword;Popis\nžlutá žížala;Šedý\nkompostér;žlutý\n",
            "windows-1250",
        ),
        (
            "Palavra-chave;Observação\nimóveis para escritório;compreendendo\ncentrais elétricas de rondônia;ciência\n",
            "windows-1252",
        ),
        ("Keyword,Note\ncarter’s compost,x\n", "utf-8"),
        ("Słowo;x\nśliwka;5\nśliwki suszone;6\n", "windows-1250"),
    ] {
        let bytes = encoding_rs::Encoding::for_label(encoding.as_bytes())
            .unwrap()
            .encode(text)
            .0;
        let shown = preview(file(&bytes).path()).unwrap();
        let seen: Vec<&str> = shown
            .head
            .iter()
            .flat_map(|row| row.cells.iter().map(String::as_str))
            .collect();
        let right: Vec<&str> = text
            .lines()
            .flat_map(|line| line.split(if text.contains(';') { ';' } else { ',' }))
            .collect();
        assert_eq!(seen, right, "{encoding} is taken for {:?}", shown.encoding);
    }
}
