//! Exports of other tools, as people have published them, each with what must come of it.

use igny8::planner::import::{Intent, Source};

use super::{KeywordRecord, archive, drain, file, open, phrases, preview, read};

fn first(text: &str) -> KeywordRecord {
    let (keywords, rejects) = read(text);
    assert!(rejects.is_empty(), "{text}: {rejects:?}");
    keywords.into_iter().next().unwrap()
}

#[test]
fn wordstat_has_a_column_for_its_own_title() {
    // One cell less in the rows than in the header, and carriage returns alone.
    let text =
        "Запросы;Число запросов;Топ частотных запросов «термос»\rтермос;100 500\rтермос стальной;1 234\r";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!(shown.source, Source::Wordstat);
    let (keywords, rejects) = read(text);
    assert!(rejects.is_empty(), "{rejects:?}");
    let seen: Vec<_> = keywords
        .iter()
        .map(|keyword| (keyword.phrase.as_str(), keyword.volume))
        .collect();
    assert_eq!(seen, [("термос", Some(100_500)), ("термос стальной", Some(1234))]);
    let dynamics = "Период;Число запросов;Динамика «термос»\rянварь 2026;1 200;\rфевраль 2026;1 300;\r";
    let shown = preview(file(dynamics.as_bytes()).path()).unwrap();
    assert!(shown.mapping().is_err(), "{:?}", shown.columns);
    assert!(
        shown
            .notes
            .iter()
            .any(|note| note.contains("dates, not keywords")),
        "{:?}",
        shown.notes
    );
}

#[test]
fn semrush_in_its_other_forms() {
    let api = "database;Keyword;Search Volume;Keyword Difficulty Index;Intent\nus;applicant tracking system;8100;68;1,0\n";
    let keyword = first(api);
    assert_eq!(
        preview(file(api.as_bytes()).path()).unwrap().source,
        Source::Semrush
    );
    assert_eq!(
        (
            keyword.volume,
            keyword.difficulty,
            keyword.intent,
            keyword.country.as_deref()
        ),
        (Some(8100), Some(68), Some(Intent::Informational), Some("US"))
    );
    // A cell of several lines with addresses, as the strategy builder has it.
    let builder = "Database,Keyword,Seed keyword,Page,Topic,Page type,Tags,Volume,Keyword Difficulty,CPC (USD),Competitive Density,Number of Results,Intent,SERP Features,Trend,Click potential,Content references,Competitors\n\
        us,bokashi bran,bokashi,Bokashi guide,Compost,Sub page,,880,24,0.31,0.9,1200,Informational,\"Site Links, People Also Ask\",\"0.5,1.0\",60,\"\"\"garden.example\"\":\"\"https://garden.example/a\"\"\n\"\"soil.example\"\":\"\"https://soil.example/b, c\"\"\n\"\"x.example\"\":\"\"https://x.example/\"\"\n\"\"y.example\"\":\"\"https://y.example/\"\"\",soil.example\n\
        au,bokashi bin,bokashi,Bokashi guide,Compost,Sub page,,390,,,,,,,,,,\n";
    let (keywords, rejects) = read(builder);
    assert!(rejects.is_empty(), "{rejects:?}");
    assert_eq!(phrases(&keywords), ["bokashi bran", "bokashi bin"]);
    assert_eq!(
        (
            keywords[0].volume,
            keywords[0].country.as_deref(),
            keywords[1].country.as_deref(),
            keywords[1].difficulty
        ),
        (Some(880), Some("US"), Some("AU"), None)
    );
    // Lines of the report above the table, and positions under a domain and a day.
    let tracking = "Position Tracking - garden.example\nDatabase: US\n\nKeyword,Tags,garden.example_20260930,garden.example_20260901,Search Volume,CPC\ncompost bin,,7,9,1600,8.5\nwormery,,-,-,45000,15\n";
    let (keywords, _) = read(tracking);
    assert_eq!(
        (keywords[0].volume, keywords[0].cpc, &keywords[0].trend),
        (Some(1600), Some(8.5), &None)
    );
    let positions = "Keyword,Position,Search Volume,Traffic,URL,Keyword Difficulty,CPC,Keyword Intents,Trends\nresearch tools,1,90,7,https://docs.example/tools,82,0.00,\"commercial, informational\",\"[44, 14, 100]\"\n";
    let keyword = first(positions);
    assert_eq!(
        (keyword.intent, keyword.trend, keyword.difficulty),
        (Some(Intent::Commercial), Some(vec![0.44, 0.14, 1.0]), Some(82))
    );
    let rivals = "Domain,Competitor Relevance,Common Keywords,Organic Keywords,Organic Traffic\nsoil.example,0.42,180,52000,410000\nworm.example,0.31,120,31000,200000\n";
    assert!(
        preview(file(rivals.as_bytes()).path())
            .unwrap()
            .mapping()
            .is_err()
    );
}

#[test]
fn ahrefs_of_later_years() {
    let months: Vec<String> = (1..=24).map(|month| (month * 100).to_string()).collect();
    let text = format!(
        "#,Keyword,Country,Difficulty,Volume,CPC,CPS,Parent Keyword,Last Update,SERP Features,Global volume,Traffic potential,Global traffic potential,First seen,Intents,Languages,SV trend (09-2024 - 08-2026),SV Forecasting trend (09-2026 - 09-2027),Category\n\
         1,bokashi bran,gb,12,2.1K,0.3,1.1,bokashi,2026-09-01,Image pack,9000,400,5000,2016-02-01,\"Informational,Non-branded\",en,\"{}\",\"{}\",Home & Garden\n",
        months.join(", "),
        months[..13].join(", ")
    );
    let keyword = first(&text);
    assert_eq!(
        (keyword.volume, keyword.country.as_deref()),
        (Some(2100), Some("GB"))
    );
    let trend = keyword.trend.unwrap();
    assert_eq!((trend.len(), trend[0], trend[11]), (12, 0.54, 1.0));
}

#[test]
fn ahrefs_with_each_cell_in_quotes_and_intents_as_true_and_false() {
    let row = |cells: &[&str]| {
        cells
            .iter()
            .map(|cell| format!("\"{cell}\""))
            .collect::<Vec<_>>()
            .join("\t")
    };
    let text = [
        row(&[
            "Keyword",
            "Country",
            "Language",
            "Navigational",
            "Informational",
            "Commercial",
            "Transactional",
            "SERP features",
            "Volume",
            "KD",
            "CPC",
            "Current organic traffic",
            "Previous position",
            "Previous URL",
            "Current position",
            "Current position kind",
            "Current URL",
            "Current date",
        ]),
        row(&[
            "provider contract",
            "US",
            "English",
            "false",
            "true",
            "true",
            "false",
            "AI Overview, Image pack",
            "2120000",
            "92",
            "2.15",
            "47389",
            "25",
            "https://docs.example/a",
            "6",
            "Image pack",
            "https://docs.example/a",
            "2026-07-18 20:02:53",
        ]),
        row(&[
            "lost term",
            "US",
            "English",
            "false",
            "false",
            "false",
            "true",
            "",
            "500",
            "20",
            "",
            "",
            "10",
            "https://docs.example/lost",
            "",
            "",
            "",
            "2026-07-21 20:39:45",
        ]),
    ]
    .join("\r\n");
    let bytes: Vec<u8> = format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut records = open(file(&bytes).path(), None).unwrap();
    assert_eq!(records.source(), Source::Ahrefs);
    let (keywords, rejects) = drain(&mut records);
    assert!(rejects.is_empty());
    let seen: Vec<_> = keywords
        .iter()
        .map(|keyword| (keyword.volume, keyword.intent))
        .collect();
    assert_eq!(
        seen,
        [
            (Some(2_120_000), Some(Intent::Informational)),
            (Some(500), Some(Intent::Transactional))
        ]
    );
}

#[test]
fn volumes_of_the_world_are_not_those_of_the_market() {
    let stat = "Date\tKeyword\tMarket\tLocation\tDevice\tRank\tURL\tAdvertiser Competition\tGlobal Monthly Searches\tRegional Monthly Searches\tCPC\tTags\n\
        2026-09-01\tcompost bin\tUS-en\tBoston\tdesktop\t7\thttps://garden.example/\t0.91\t5400\t880\t1.31\tbins / garden\n";
    let keyword = first(stat);
    assert_eq!(
        (keyword.volume, keyword.cpc, keyword.difficulty, &keyword.trend),
        (Some(880), Some(1.31), None, &None)
    );
    let older =
        "Keyword,Global Monthly Searches,Local Monthly Searches,Competition\ncompost bin,5400,880,0.4\n";
    assert_eq!(first(older).volume, Some(880));
}

#[test]
fn flattened_answers_of_an_interface() {
    let text = "keyword_data.keyword,ranked_serp_element.serp_item.rank_group,ranked_serp_element.serp_item.rank_absolute,ranked_serp_element.serp_item.url,ranked_serp_element.serp_item.type,keyword_data.keyword_info.search_volume,keyword_data.keyword_properties.keyword_difficulty,keyword_data.search_intent_info.main_intent,keyword_data.serp_info.se_results_count,ranked_serp_element.serp_item.etv\n\
        provider contract,4,7,https://docs.example/a,organic,90,12,informational,5000,8.5\n";
    let keyword = first(text);
    assert_eq!(
        (keyword.volume, keyword.difficulty, keyword.intent),
        (Some(90), Some(12), Some(Intent::Informational))
    );
    assert_eq!(
        preview(file(text.as_bytes()).path()).unwrap().source,
        Source::DataForSeo
    );
}

#[test]
fn tables_that_were_copied_from_a_page() {
    let text = "Keyword Ideas\nKeyword\tVolume\tSEO Difficulty\tCPC\tPaid Difficulty\tIntent\nindian chat room\t2,900\t35\t0.42\t18\tlocal\nhow to make friends\t2,100\t22\t0.11\t9\tinformational\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!((shown.source, shown.header), (Source::Ubersuggest, Some(2)));
    let mut records = open(file(text.as_bytes()).path(), None).unwrap();
    let (keywords, _) = drain(&mut records);
    assert_eq!(
        (
            keywords[0].volume,
            keywords[0].difficulty,
            keywords[0].intent,
            keywords[1].intent
        ),
        (Some(2900), Some(35), None, Some(Intent::Informational))
    );
    assert!(records.notes().is_empty(), "{:?}", records.notes());
}

#[test]
fn tools_of_shops_in_china_and_korea() {
    let text = "关键词,搜索量\n雨伞,1百万+\n折叠伞,12.5万\n";
    let (keywords, _) = read(text);
    assert_eq!(
        [
            (keywords[0].volume, keywords[0].volume_bucketed),
            (keywords[1].volume, keywords[1].volume_bucketed)
        ],
        [(Some(1_000_000), true), (Some(125_000), false)]
    );
    let text =
        "연관키워드,월간 PC 검색량,월간 MOBILE 검색량,총합,경쟁지수\n부엽토,300,\"1,000\",\"1,300\",높음\n";
    assert_eq!(first(text).volume, Some(1300));
    let text = "연관키워드,월간 PC 검색량,월간 MOBILE 검색량,경쟁지수\n부엽토,300,\"1,000\",높음\n";
    assert_eq!(first(text).volume, Some(1300));
}

#[test]
fn trends_in_other_languages_and_hours() {
    for text in [
        "Category: All categories\n\nTime,moonlit vow: (United States)\n2026-09-26T00,12\n2026-09-26T01,<1\n2026-09-26T02,30\n",
        "Kategorie: Alle Kategorien\n\nWoche;wolkenlampe: (Deutschland)\n2026-09-06;<1\n2026-09-13;12\n2026-09-20;100\n",
        "Kategorie: Alle Kategorien\n\nWoche\twolkenlampe: (Deutschland)\n06.09.2026\t<1\n13.09.2026\t12\n20.09.2026\t100\n",
        "Kategorie: Alle Kategorien\n\nZeit,laufschuhe\n2026-01-01,50\n2026-01-02,61\n",
        "Catégorie : Toutes les catégories\n\nMois,compost: (France)\n2026-08,74\n2026-09,100\n",
    ] {
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert!(shown.mapping().is_err(), "{text}: {:?}", shown.columns);
        assert!(
            shown
                .notes
                .iter()
                .any(|note| note.contains("timeline") || note.contains("dates, not keywords")),
            "{text}: {:?}",
            shown.notes
        );
    }
    let related = "Categoría: Todas las categorías\n\nTOP\ncompost,100\nlombriz,61\n\nRISING\ncompostera,Aumento puntual\nvermicompost,\"+1.650 %\"\n";
    let (keywords, _) = read(related);
    assert_eq!(
        phrases(&keywords),
        ["compost", "lombriz", "compostera", "vermicompost"]
    );
    assert!(keywords.iter().all(|keyword| keyword.volume.is_none()));
}

#[test]
fn search_console_in_odder_dress() {
    for (text, count) in [
        (
            "Landing Page,Query,Url Clicks,Impressions,Site CTR,Average Position\nhttps://x.example/a/,q one,2,40,5%,8\nhttps://x.example/b/,q two,1,30,3.33%,9\n",
            2,
        ),
        (
            "Query,Page,Clicks,Impressions,CTR,Position\nq one,https://x.example/a/,100,1000,0.100000,3.0\nq one,https://x.example/b/,50,500,0.100000,4.0\n",
            2,
        ),
        (
            "上位のクエリ,クリック数,表示回数,CTR\n野菜 宅配,20,\"1,000\",2.00%\n野菜 定期便,４０,400,10%\n",
            2,
        ),
        (
            "Query,Impressions,Change,Clicks,Change,CTR,Change,Avg. position,Change\ncompost bin,\"1,300\",-5%,16,0%,1%,0,8.1,0.2\nwormery,<10,-,<10,-,-,-,12,-\n",
            2,
        ),
        (
            "Häufigste Suchanfragen;Klicks;Impressionen;Klickrate;Position\nbüro mieten;9;300;3,0 %;6,1\n",
            1,
        ),
        (
            "query;impressions;clicks;ctr;position\nсмартфон;1200;40;3,33;8,1\nтермос;900;0;0;12\n",
            2,
        ),
    ] {
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert_eq!(shown.source, Source::SearchConsole, "{text}");
        let (keywords, rejects) = read(text);
        assert_eq!((keywords.len(), rejects.len()), (count, 0), "{text}");
        assert!(
            keywords
                .iter()
                .all(|keyword| keyword.volume.is_none() && !keyword.phrase.contains("://")),
            "{text}"
        );
    }
    let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode("上位のクエリ,クリック数,表示回数,CTR,掲載順位\n野菜 宅配,20,\"1,000\",2.00%,8.0\n有機野菜 通販,12,400,3.00%,12.4\n");
    assert_eq!(phrases(&read(&japanese).0), ["野菜 宅配", "有機野菜 通販"]);
    let german = archive(&[
        ("Seiten.csv", "Häufigste Seiten,Klicks,Impressionen,Klickrate,Position\nhttps://x.example/a/,12,400,\"3,0 %\",\"4,2\"\n".as_bytes()),
        ("Suchanfragen.csv", "Häufigste Suchanfragen,Klicks,Impressionen,Klickrate,Position\nbüro mieten,9,300,\"3,0 %\",\"6,1\"\n".as_bytes()),
        ("Darstellung in der Suche.csv", "Darstellung in der Suche,Klicks,Impressionen,Klickrate,Position\n".as_bytes()),
        ("Filter.csv", "Filter,Wert\nSuchtyp,Web\nDatum,Letzte 3 Monate\n".as_bytes()),
    ]);
    assert_eq!(phrases(&read(&german).0), ["büro mieten"]);
}

#[test]
fn a_markets_name_may_be_that_of_a_language_and_country() {
    for (cell, country) in [
        ("US-en", Some("US")),
        ("GB-en", Some("GB")),
        ("en-US", Some("US")),
        ("Germany (DE)", Some("DE")),
        ("google.de", Some("DE")),
        ("google.co.uk", Some("GB")),
        ("google.com", None),
        ("Boston", None),
    ] {
        let text = format!("Keyword,Country,Volume\ncompost bin,{cell},880\n");
        assert_eq!(first(&text).country.as_deref(), country, "{cell}");
    }
}
