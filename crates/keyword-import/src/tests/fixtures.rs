//! The files that the end-to-end tests upload.

use std::path::{Path, PathBuf};

use igny8::planner::import::{Encoding, Intent, Source, Target};

use super::{super::KeywordRecord, drain, open, preview};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../end2end/fixtures")
        .join(name)
}

fn find<'a>(keywords: &'a [KeywordRecord], phrase: &str) -> &'a KeywordRecord {
    keywords.iter().find(|record| record.phrase == phrase).unwrap()
}

#[test]
fn each_file_is_recognised_and_read() {
    use Encoding::{Utf8, Utf8Bom, Utf16Le, Windows1252};
    for (name, source, encoding, delimiter, header, kept, rejected) in [
        (
            "semrush.csv",
            Source::Semrush,
            Some(Utf8),
            Some(','),
            Some(1),
            58,
            vec![26],
        ),
        (
            "ahrefs.csv",
            Source::Ahrefs,
            Some(Utf16Le),
            Some('\t'),
            Some(1),
            51,
            vec![28],
        ),
        (
            "keyword-planner.csv",
            Source::KeywordPlanner,
            Some(Utf16Le),
            Some('\t'),
            Some(3),
            42,
            vec![46],
        ),
        (
            "search-console.csv",
            Source::SearchConsole,
            Some(Utf8),
            Some(','),
            Some(1),
            34,
            vec![],
        ),
        (
            "keywords.xlsx",
            Source::Semrush,
            None,
            None,
            Some(1),
            43,
            vec![12],
        ),
        ("list.txt", Source::List, Some(Utf8Bom), None, None, 34, vec![15]),
        (
            "german-excel.csv",
            Source::List,
            Some(Windows1252),
            Some(';'),
            Some(1),
            10,
            vec![],
        ),
    ] {
        let shown = preview(&path(name)).unwrap();
        assert_eq!(
            (shown.source, shown.encoding, shown.delimiter),
            (source, encoding, delimiter),
            "{name}"
        );
        assert_eq!(shown.header, header, "{name}");
        assert_eq!(shown.rows.len(), 10, "{name}");
        let (keywords, rejects) = drain(&mut open(&path(name), None).unwrap());
        let lines: Vec<u64> = rejects.iter().map(|reject| reject.line).collect();
        assert_eq!((keywords.len(), lines), (kept, rejected), "{name}: {rejects:?}");
    }
}

#[test]
fn the_sample_for_users_reads_without_notes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/samples/keywords.csv");
    let mut records = open(&path, None).unwrap();
    let (keywords, rejects) = drain(&mut records);
    assert_eq!((keywords.len(), rejects.len()), (10, 0));
    assert!(records.notes().is_empty() && records.preview().notes.is_empty());
    assert_eq!(keywords[0].country.as_deref(), Some("US"));
}

#[test]
fn semrush() {
    let (keywords, _) = drain(&mut open(&path("semrush.csv"), None).unwrap());
    let first = &keywords[0];
    assert_eq!(
        (first.phrase.as_str(), first.volume, first.difficulty),
        ("best coffee grinder", Some(1300), Some(24))
    );
    assert_eq!((first.cpc, first.intent), (Some(0.37), Some(Intent::Commercial)));
    assert_eq!(first.trend.as_ref().map(Vec::len), Some(12));
    assert_eq!(keywords[4].volume, Some(1300));
    assert_eq!((keywords[8].difficulty, keywords[8].cpc), (None, None));
    assert_eq!((keywords[16].volume, &keywords[16].trend), (None, &None));
    assert_eq!(keywords[20].phrase, "Coffee Scale with Timer");
    assert!(keywords.iter().all(|record| !record.volume_bucketed));
    let [one, two] = ["espresso machine", "Espresso Machine"].map(|phrase| find(&keywords, phrase));
    assert_eq!(one.key, two.key);
}

#[test]
fn ahrefs() {
    let (keywords, _) = drain(&mut open(&path("ahrefs.csv"), None).unwrap());
    assert_eq!(keywords[0].country.as_deref(), Some("US"));
    assert_eq!((keywords[3].difficulty, keywords[3].cpc), (None, None));
    assert_eq!((keywords[7].volume, keywords[7].volume_bucketed), (Some(5), true));
    assert_eq!(keywords[19].country.as_deref(), Some("GB"));
    assert_eq!(
        find(&keywords, "aeropress recipe").intent,
        Some(Intent::Informational)
    );
}

#[test]
fn keyword_planner() {
    let shown = preview(&path("keyword-planner.csv")).unwrap();
    assert_eq!(
        shown
            .columns
            .iter()
            .filter(|column| column.target == Target::Trend)
            .count(),
        12
    );
    let (keywords, _) = drain(&mut open(&path("keyword-planner.csv"), None).unwrap());
    assert_eq!(
        (keywords[2].volume, keywords[2].volume_bucketed),
        (Some(3162), true)
    );
    assert_eq!(
        (keywords[5].volume, keywords[5].volume_bucketed),
        (Some(316), true)
    );
    assert_eq!((keywords[11].volume, &keywords[11].trend), (None, &None));
    assert_eq!(keywords[14].cpc, None);
    assert_eq!(keywords[17].trend.as_ref().map(Vec::len), Some(9));
    assert_eq!(
        (keywords[20].volume, keywords[20].volume_bucketed),
        (Some(1900), false)
    );
    assert!(keywords[0].volume_bucketed && keywords[0].difficulty.is_none());
}

#[test]
fn search_console_has_no_volume() {
    let (keywords, _) = drain(&mut open(&path("search-console.csv"), None).unwrap());
    assert!(
        keywords
            .iter()
            .all(|record| record.volume.is_none() && record.cpc.is_none())
    );
    assert!(
        keywords
            .iter()
            .any(|record| record.phrase == "coffee grinder \"quiet\"")
    );
    assert!(
        keywords
            .iter()
            .any(|record| record.phrase == "espresso, drip or pour over")
    );
}

#[test]
fn workbook() {
    let mut records = open(&path("keywords.xlsx"), None).unwrap();
    assert_eq!(records.preview().sheet.as_deref(), Some("Keywords"));
    let (keywords, _) = drain(&mut records);
    assert_eq!((keywords[2].difficulty, keywords[2].cpc), (None, None));
    assert_eq!(keywords[4].volume, Some(1600));
    assert_eq!(keywords[7].volume, None);
    assert_eq!(
        (keywords[0].phrase.as_str(), keywords[0].line),
        ("espresso machine under 500", 2)
    );
}

#[test]
fn german_excel() {
    let (keywords, _) = drain(&mut open(&path("german-excel.csv"), None).unwrap());
    assert_eq!(
        (keywords[0].phrase.as_str(), keywords[0].volume, keywords[0].cpc),
        ("kaffeemühle", Some(12_100), Some(0.42))
    );
    assert_eq!(keywords[9].phrase, "frühstückskaffee");
    assert_eq!(
        (keywords[9].volume, keywords[9].cpc, keywords[9].difficulty),
        (None, None, None)
    );
}
