//! Quirks of exports and hand-made lists, each in a file of its own.

use igny8::planner::import::{Encoding, Source, Target};

use super::{drain, file, open, phrases, preview, read};

#[test]
fn the_delimiter_is_found() {
    for (text, delimiter) in [
        ("keyword\tvolume\na\t1", Some('\t')),
        ("keyword;volume;cpc\na;1;0,5\nb;2;0,7", Some(';')),
        ("keyword|volume\na|1", Some('|')),
        ("sep=;\nkeyword;foo\na;1", Some(';')),
        (
            "coffee maker,100\ntea, green,5\ntea pot,7\nmug,9\ncup,3\njar,3\n",
            Some(','),
        ),
        ("coffee maker\nbuy shoes, cheap\ntea pot\n", None),
        ("coffee, tea and more", None),
    ] {
        assert_eq!(
            preview(file(text.as_bytes()).path()).unwrap().delimiter,
            delimiter,
            "{text:?}"
        );
    }
}

#[test]
fn a_file_without_header_is_a_list() {
    let shown = preview(file(b"espresso machine,100\ncoffee grinder,200\n").path()).unwrap();
    assert_eq!((shown.header, shown.source), (None, Source::List));
    assert_eq!(shown.columns[0].target, Target::Keyword);
    assert_eq!(shown.columns[1].target, Target::Ignore);
    let (keywords, rejects) = read("tea\nquery\nkeyword\n---\n  \n");
    assert_eq!(phrases(&keywords), ["tea", "query", "keyword"]);
    assert_eq!(
        (rejects[0].line, rejects[0].reason.as_str()),
        (4, "The keyword contains no letters or digits.")
    );
}

#[test]
fn rejects_name_line_and_reason() {
    let long = "x".repeat(256);
    let cell = "y".repeat(32_769);
    let text = format!(
        "Keyword,Volume\n\"two\r\nlines\",1\n,5\n\n{long},1\n?!,1\nred shoes, cheap,1\ngood,7\nhuge,{cell}\n{},,,\n",
        "x".repeat(255)
    );
    let (keywords, rejects) = read(&text);
    let told: Vec<_> = rejects
        .iter()
        .map(|reject| (reject.line, reject.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (4, "The keyword is empty."),
            (6, "The keyword has 256 characters. The maximum is 255."),
            (7, "The keyword contains no letters or digits."),
            (
                8,
                "The row has 3 cells instead of 2. Put quotes around cells that contain the delimiter."
            ),
            (10, "A cell in this row is longer than 32768 characters."),
        ]
    );
    assert!(rejects[1].value.chars().count() <= 121);
    assert_eq!((keywords.len(), keywords[0].phrase.as_str()), (3, "two lines"));
    assert_eq!(keywords[1].line, 9);
}

#[test]
fn an_open_quote_costs_one_line() {
    let (keywords, rejects) = read("Keyword,Volume\n\"12 inch pan,500\ntea pot,100\nmug,50\n\"jug\",5\n");
    assert_eq!(phrases(&keywords), ["tea pot", "mug", "jug"]);
    assert_eq!(
        (rejects[0].line, rejects[0].value.as_str()),
        (2, "\"12 inch pan,500")
    );
}

#[test]
fn a_million_characters_in_a_cell_cost_one_row() {
    let text = format!("Keyword,Volume\na,1\nb,{}\nc,3\n", "x".repeat(1_000_000));
    let (keywords, rejects) = read(&text);
    assert_eq!(phrases(&keywords), ["a", "c"]);
    assert_eq!(rejects.len(), 1);
    let endless = format!("Keyword,Volume\na,1\nb,{}\nc,3\n", "x".repeat(3_000_000));
    assert_eq!(phrases(&read(&endless).0), ["a", "c"]);
}

#[test]
fn headers_that_stand_twice_are_told() {
    let shown = preview(file(b"Keyword,Volume,Volume,Search volume\na,1,2,3\n").path()).unwrap();
    let targets: Vec<_> = shown.columns.iter().map(|column| column.target).collect();
    assert_eq!(
        targets,
        [Target::Keyword, Target::Volume, Target::Ignore, Target::Ignore]
    );
    assert!(shown.columns[2..].iter().all(|column| column.reason.is_some()));
    assert_eq!(shown.notes, ["Columns not imported: “Volume”, “Search volume”."]);
}

#[test]
fn what_cannot_be_read_is_unknown_and_counted() {
    let file = file("keyword,volume,kd,cpc\na,many,45%,€1.20\nb,-,150,n/a\nc,0,0,0\n".as_bytes());
    let mut records = open(file.path(), None).unwrap();
    let (keywords, rejects) = drain(&mut records);
    assert!(rejects.is_empty());
    let seen: Vec<_> = keywords
        .iter()
        .map(|record| (record.volume, record.difficulty, record.cpc))
        .collect();
    assert_eq!(
        seen,
        [
            (None, Some(45), Some(1.2)),
            (None, None, None),
            (Some(0), Some(0), Some(0.0))
        ]
    );
    assert_eq!(
        records.notes(),
        [
            "The volume of 1 row couldn't be read and stays empty.",
            "The difficulty of 1 row couldn't be read and stays empty.",
        ]
    );
}

#[test]
fn semrush_without_intent_and_difficulty() {
    let header =
        "\u{FEFF}Keyword,Volume,Trend,CPC (EUR),Competitive Density,SERP Features,Number of Results\r\n";
    let file = file(format!("{header}coffee,1.200,\"0.5,1\",0.9,1,,5").as_bytes());
    let shown = preview(file.path()).unwrap();
    assert_eq!(
        (shown.source, shown.encoding),
        (Source::Semrush, Some(Encoding::Utf8Bom))
    );
    assert_eq!(
        shown.notes,
        [
            "CPC is in EUR.",
            "Columns not imported: “Competitive Density”, “SERP Features”, “Number of Results”."
        ]
    );
    let (keywords, _) = drain(&mut open(file.path(), None).unwrap());
    assert_eq!((keywords[0].volume, keywords[0].cpc), (Some(1200), Some(0.9)));
    assert_eq!(keywords[0].trend, Some(vec![0.5, 1.0]));
    assert_eq!((keywords[0].intent, keywords[0].difficulty), (None, None));
}

#[test]
fn going_on_gives_the_rest() {
    let text = (0..500).fold("keyword,volume\n".to_owned(), |text, n| {
        format!("{text}word {n},{n}\n,{n}\n")
    });
    let file = file(text.as_bytes());
    let all: Vec<_> = open(file.path(), None).unwrap().map(Result::unwrap).collect();
    let mut rest = open(file.path(), None).unwrap();
    rest.skip_to(333).unwrap();
    assert_eq!(rest.map(Result::unwrap).collect::<Vec<_>>(), all[333..]);
}

#[test]
fn an_opened_file_can_move_to_a_worker_thread() {
    let records = open(file(b"keyword\nred tea\n").path(), None).unwrap();
    assert_eq!(std::thread::spawn(move || records.count()).join().unwrap(), 1);
}
