//! Search Console in the languages that it speaks, its other tables, and the ZIP that it offers.

use igny8::planner::import::{Source, Target};

use super::{archive, drain, file, open, phrases, preview, read};

/// Headers of the table of queries as people have published them, and those of languages that are recognised by the
/// figures alone.
const HEADERS: &[&str] = &[
    "Top queries,Clicks,Impressions,CTR,Position",
    "Häufigste Suchanfragen,Klicks,Impressionen,Klickrate,Durchschnittliche Position",
    "Requêtes les plus fréquentes,Clics,Impressions,CTR,Position",
    "Consultas principales,Clics,Impresiones,CTR,Posición",
    "Principais consultas,Cliques,Impressões,CTR,Posição",
    "Query principali,Clic,Impressioni,CTR,Posizione",
    "Populairste zoekopdrachten,Klikken,Vertoningen,CTR,Positie",
    "Najpopularniejsze zapytania,Kliknięcia,Wyświetlenia,CTR,Pozycja",
    "En popüler sorgular,Tıklama,Görüntüleme,CTR,Ortalama konum",
    "Nejčastější dotazy,Kliknutí,Zobrazení,CTR,Průměrná pozice",
    "Vanligaste sökfrågorna,Klick,Visningar,Klickfrekvens,Genomsnittlig position",
    "上位のクエリ,クリック数,表示回数,CTR,掲載順位",
    "인기 검색어,클릭수,노출수,클릭률,평균 게재순위",
    "热门查询,点击次数,展示次数,点击率,平均排名",
    "熱門查詢,點擊,曝光,點閱率,排名",
    "Популярные запросы,Клики,Показы,CTR,Позиция",
    "أهم طلبات البحث,النقرات,مرات الظهور,نسبة النقر إلى الظهور,الموضع",
    "שאילתות מובילות,קליקים,חשיפות,שיעור קליקים,מיקום",
    "शीर्ष क्वेरी,क्लिक,इंप्रेशन,सीटीआर,रैंक",
    "Vinsælustu leitir,Smellir,Birtingar,Smellihlutfall,Staða",
    "Kërkesat kryesore,Klikime,Shfaqje,CTR,Pozicioni",
    "ជំហានដំបូង,ចុច,បង្ហាញ,CTR,ទីតាំង",
];

#[test]
fn queries_are_found_in_every_language() {
    for header in HEADERS {
        for (delimiter, rows) in [
            (
                ',',
                "kompost bauen,40,1200,3.33%,8.1\nwurmkiste,0,900,0%,12\n\"rasenschnitt, kompostieren\",5,100,5%,3.46\n",
            ),
            (
                ';',
                "kompost bauen;40;1.200;3,33 %;8,1\nwurmkiste;0;900;0 %;12\nrasenschnitt, kompostieren;5;100;5 %;3,46\n",
            ),
            (
                '\t',
                "kompost bauen\t40\t1 200\t%3,33\t8,1\nwurmkiste\t0\t900\t%0\t12\nrasenschnitt, kompostieren\t5\t100\t%5\t3,46\n",
            ),
        ] {
            let text = format!("{}\n{rows}", header.replace(',', &delimiter.to_string()));
            let shown = preview(file(text.as_bytes()).path()).unwrap();
            assert_eq!(shown.source, Source::SearchConsole, "{text}");
            assert_eq!(shown.columns[0].target, Target::Keyword, "{text}");
            assert!(
                shown
                    .notes
                    .iter()
                    .any(|note| note.contains("The volume stays empty")),
                "{text}"
            );
            assert!(
                shown.columns[1..].iter().all(|column| column.reason.is_some()),
                "{text}: {shown:?}"
            );
            let (keywords, rejects) = read(&text);
            assert_eq!(
                phrases(&keywords),
                ["kompost bauen", "wurmkiste", "rasenschnitt, kompostieren"],
                "{text}"
            );
            assert!(
                rejects.is_empty() && keywords.iter().all(|keyword| keyword.volume.is_none()),
                "{text}"
            );
        }
    }
}

#[test]
fn figures_of_other_scripts_and_times_that_are_compared() {
    for text in [
        "أهم الطلبات,أ,ب,ج,د\nسماد منزلي,٤٠,١٬٢٠٠,٣٫٣٣٪,٨٫١\nديدان,٠,٩٠٠,٠٪,١٢\n",
        "Top queries,Last 3 months Clicks,Previous 3 months Clicks,Last 3 months Impressions,Previous 3 months Impressions,Last 3 months CTR,Previous 3 months CTR,Last 3 months Position,Previous 3 months Position\ncompost bin,40,20,1200,1000,3.33%,2%,8.1,9\nwormery,0,,100,,0%,,7,\n",
        "a,b1,b2,c1,c2,d1,d2,e1,e2\ncompost bin,40,20,1200,1000,3.33%,2%,8.1,9\nwormery,0,0,100,0,0%,0%,7,0\n",
        "query,clicks,impressions,ctr,position\ncompost bin,40,1200,0.0333,8.1\nwormery,0,100,0,7.25\n",
    ] {
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert_eq!(
            (shown.source, shown.columns[0].target),
            (Source::SearchConsole, Target::Keyword),
            "{text}"
        );
        assert_eq!(read(text).0.len(), 2, "{text}");
    }
}

#[test]
fn other_tables_are_told() {
    for (text, what) in [
        (
            "Top pages,Clicks,Impressions,CTR,Position\nhttps://garden.example/a,40,1200,3.33%,8.1\n",
            "pages",
        ),
        (
            "Suosituimmat sivut,Klikkaukset,Näyttökerrat,CTR,Sijainti\nhttps://garden.example/a,40,1200,3.33%,8.1\n",
            "pages",
        ),
        (
            "Country,Clicks,Impressions,CTR,Position\nGermany,40,1200,3.33%,8.1\n",
            "countries",
        ),
        (
            "Paese,Clic,Impressioni,CTR,Posizione\nGermania,40,1200,3.33%,8.1\n",
            "countries",
        ),
        (
            "デバイス,クリック数,表示回数,CTR,掲載順位\nモバイル,40,1200,3.33%,8.1\n",
            "devices",
        ),
        (
            "Date,Clicks,Impressions,CTR,Position\n2026-11-01,40,1200,3.33%,8.1\n",
            "days",
        ),
        (
            "Datum,Klicks,Impressionen,CTR,Position\n01.11.2026,40,1200,3.33%,8.1\n",
            "days",
        ),
        (
            "Search Appearance,Clicks,Impressions,CTR,Position\nTranslated results,40,1200,3.33%,8.1\n",
            "search appearances",
        ),
    ] {
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert!(shown.mapping().is_err(), "{text}");
        assert!(
            shown
                .notes
                .iter()
                .any(|note| note.contains(&format!("table of {what}"))),
            "{text}: {:?}",
            shown.notes
        );
        let error = open(file(text.as_bytes()).path(), None).unwrap_err().to_string();
        assert!(error.contains("contains no keywords"), "{error}");
    }
}

const QUERIES: &str = "Vinsælustu leitir,A,B,C,D\ncompost bin,4,100,4%,8.1\nwormery,1,50,2%,9\n";

fn export(names: [&str; 5]) -> Vec<u8> {
    let [chart, queries, pages, countries, filters] = names;
    archive(&[
        (chart, b"X,A,B,C,D\n2026-11-01,4,100,4%,8.1\n"),
        (queries, QUERIES.as_bytes()),
        (pages, b"Y,A,B,C,D\nhttps://garden.example/,4,100,4%,8.1\n"),
        (countries, b"Z,A,B,C,D\nGermany,4,100,4%,8.1\n"),
        (filters, b"Filter,Value\nDate,Last 3 months\n"),
    ])
}

#[test]
fn the_queries_are_read_from_the_zip() {
    for names in [
        [
            "Chart.csv",
            "Queries.csv",
            "Pages.csv",
            "Countries.csv",
            "Filters.csv",
        ],
        [
            "Graphique.csv",
            "Requêtes.csv",
            "Pages.csv",
            "Pays.csv",
            "Filtres.csv",
        ],
        ["グラフ.csv", "クエリ.csv", "ページ.csv", "国.csv", "フィルタ.csv"],
        [
            "e/Chart.csv",
            "e/Queries.csv",
            "e/Pages.csv",
            "e/Countries.csv",
            "e/Filters.csv",
        ],
    ] {
        let shown = preview(file(&export(names)).path()).unwrap();
        assert_eq!(shown.source, Source::SearchConsole, "{names:?}");
        let chosen: Vec<&str> = shown
            .tables
            .iter()
            .filter(|table| table.chosen)
            .map(|table| table.name.as_str())
            .collect();
        assert_eq!(chosen, [names[1]], "{:?}", shown.tables);
        assert_eq!(shown.tables.len(), 5);
        assert!(shown.notes[0].contains(names[1]), "{:?}", shown.notes);
        assert_eq!(phrases(&read(export(names)).0), ["compost bin", "wormery"]);
    }
}

#[test]
fn what_lies_beside_the_tables_is_passed_over() {
    let bytes = archive(&[
        ("__MACOSX/._Queries.csv", b"\0\x05\x16\x07"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("folder/", b""),
        ("readme.pdf", b"%PDF-1.7"),
        ("folder/keywords.csv", b"Keyword,Volume\ncompost bin,10\n"),
    ]);
    let mut records = open(file(&bytes).path(), None).unwrap();
    assert_eq!(records.preview().tables.len(), 1);
    assert_eq!(phrases(&drain(&mut records).0), ["compost bin"]);
    let nested = archive(&[("inner.zip", &bytes)]);
    assert_eq!(phrases(&read(&nested).0), ["compost bin"]);
}
