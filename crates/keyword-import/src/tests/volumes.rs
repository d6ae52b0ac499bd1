//! Volumes by other names, by month, year, country and device, and headers of two rows.

use igny8::planner::import::{Intent, Source, Target};

use super::{drain, file, open, preview, read};

fn volumes(text: &str) -> Vec<Option<i64>> {
    read(text).0.iter().map(|keyword| keyword.volume).collect()
}

#[test]
fn an_average_goes_before_months_and_years() {
    let months: Vec<String> = (1..=12)
        .map(|month| format!("Search Volume ({month:02}/2026)"))
        .collect();
    let text = format!(
        "Keyword,{},Avg. Search Volume (Last 12 months),Volume 2024,Volume 2025\nleaf mould,{},880,1,2\n",
        months.join(","),
        (1..=12)
            .map(|n| (n * 100).to_string())
            .collect::<Vec<_>>()
            .join(",")
    );
    let (keywords, _) = read(&text);
    assert_eq!(
        (keywords[0].volume, keywords[0].volume_bucketed),
        (Some(880), false)
    );
    assert_eq!(
        keywords[0].trend.as_ref().map(|trend| (trend[0], trend[11])),
        Some((0.08, 1.0))
    );
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!(
        shown
            .not_taken()
            .iter()
            .map(|column| column.name.as_str())
            .collect::<Vec<_>>(),
        ["Volume 2024", "Volume 2025"]
    );
    assert!(shown.notes.iter().any(|note| note.contains("“Volume 2024”")));
}

#[test]
fn volumes_are_found_by_other_names() {
    for (text, expected) in [
        (
            "Keyword,Vol,CPC,Competition\nleaf mould,1300,0.39,0.85\n",
            Some(1300),
        ),
        (
            "Keyword,US Search Volume (Last Month),Location\nleaf mould,1300,United States\n",
            Some(1300),
        ),
        (
            "Keyword,Search Volume (Germany),Search Volume (Austria)\nleaf mould,1300,20\n",
            Some(1300),
        ),
        ("Keyword,Volume 2024,Volume 2025\nleaf mould,1,1300\n", Some(1300)),
        ("Keyword,Min Volume,Max Volume\nleaf mould,100,400\n", Some(200)),
        ("Keyword,Volume (min),Volume (max)\nleaf mould,0,10\n", Some(5)),
        (
            "Keyword,Desktop volume,Mobile volume\nleaf mould,300,1000\n",
            Some(1300),
        ),
        (
            "연관키워드,월간검색수(PC),월간검색수(모바일)\n부엽토,300,1000\n",
            Some(1300),
        ),
        (
            "연관키워드,월간검색수(PC),월간검색수(모바일)\n부엽토,< 10,1000\n",
            Some(1005),
        ),
        (
            "Keyword,Volume,Desktop volume,Mobile volume\nleaf mould,1300,1,2\n",
            Some(1300),
        ),
        (
            "Keyword,Search Volume (10/2026),Search Volume (11/2026)\nleaf mould,1000,1600\n",
            Some(1300),
        ),
        ("Keyword,Searches: Nov 2026\nleaf mould,1300\n", Some(1300)),
        ("Słowo kluczowe;Wolumen\nkompost;1 300\n", Some(1300)),
        (
            "Фраза;Базовая частотность;Точная частотность\nкомпост;1 300;390\n",
            Some(1300),
        ),
        ("キーワード,検索ボリューム\nコンポスト,1300\n", Some(1300)),
        ("关键词,月均搜索量,日均搜索量\n堆肥,1300,43\n", Some(1300)),
        (
            "keyword_data.keyword,keyword_data.keyword_info.search_volume\nleaf mould,1300\n",
            Some(1300),
        ),
        // What is no number of searches a month stays unknown.
        ("Keyword,Global volume\nleaf mould,1300\n", None),
        ("Keyword,2026-10,2026-11\nleaf mould,50,100\n", None),
        (
            "query,search interest,increase percent\nleaf mould,61,-5%\n",
            None,
        ),
    ] {
        assert_eq!(volumes(text), [expected], "{text}");
    }
}

#[test]
fn difficulty_is_that_of_pages() {
    let (keywords, _) =
        read("No,Keywords,Volume,CPC,Paid Difficulty,SEO Difficulty\n1,leaf mould,1300,0.3,90,28\n");
    assert_eq!(
        (keywords[0].phrase.as_str(), keywords[0].difficulty),
        ("leaf mould", Some(28))
    );
}

#[test]
fn a_header_of_two_rows() {
    for text in [
        "Keyword,Avg. monthly searches,,,Competition\n,Desktop,Mobile,Tablet,\nleaf mould,300,950,50,Low\n",
        ",Avg. monthly searches,,,\nKeyword,Desktop,Mobile,Tablet,Competition\nleaf mould,300,950,50,Low\n",
        "Report\n\nKeyword,Search volume,,Difficulty\n,Computers,Mobile phones,\nleaf mould,300,1000,12\n",
        "Keyword,Search volume,,,Difficulty\n,Total,Desktop,Mobile,\nleaf mould,1300,1,2,12\n",
        "Keyword,Search volume,,Difficulty\n,United Kingdom,United States,\nleaf mould,1300,20,12\n",
    ] {
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert_eq!(shown.header_rows, 2, "{text}");
        let (keywords, rejects) = read(text);
        assert_eq!((keywords.len(), rejects.len()), (1, 0), "{text}: {rejects:?}");
        assert_eq!(
            (keywords[0].phrase.as_str(), keywords[0].volume),
            ("leaf mould", Some(1300)),
            "{text}: {shown:?}"
        );
    }
    let plain = preview(file(b"Keyword,Volume\n,5\nleaf mould,7\n").path()).unwrap();
    assert_eq!(plain.header_rows, 1);
}

#[test]
fn ahrefs_organic_keywords() {
    let text = "Keyword,Country,Location,SERP features,Volume,KD,CPC,Organic traffic,Previous organic traffic,Current position,Position change,Current URL,Branded,Local,Navigational,Informational,Commercial,Transactional\n\
        leaf mould,GB,United Kingdom,Video,1300,12,0.3,40,38,3,1,https://garden.example/,false,false,false,true,true,false\n\
        compost near me,GB,London,,480,5,,9,9,8,0,https://garden.example/b,false,true,false,false,false,true\n";
    let mut records = open(file(text.as_bytes()).path(), None).unwrap();
    assert_eq!(records.source(), Source::Ahrefs);
    let (keywords, _) = drain(&mut records);
    let seen: Vec<_> = keywords
        .iter()
        .map(|keyword| {
            (
                keyword.volume,
                keyword.difficulty,
                keyword.intent,
                keyword.country.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Some(1300), Some(12), Some(Intent::Informational), Some("GB")),
            (Some(480), Some(5), Some(Intent::Transactional), Some("GB")),
        ]
    );
    let not_taken = records.preview().not_taken();
    assert!(
        not_taken
            .iter()
            .any(|column| column.name == "Current URL" && !column.reason.is_empty()),
        "{not_taken:?}"
    );
    assert!(records.preview().mapping().is_ok());
}

#[test]
fn semrush_sheets_that_were_edited_by_hand() {
    for header in [
        "Keyword,Intent,Volume,KD %",
        "Keyword,Volume,Keyword Difficulty,CPC (USD)",
        "Keyword,Search Volume,Trends,Keyword Intents",
    ] {
        let shown = preview(file(format!("{header}\nleaf mould,5,10,5\n").as_bytes()).path()).unwrap();
        assert_eq!(shown.source, Source::Semrush, "{header}");
    }
}

#[test]
fn old_and_new_forms_of_trends() {
    let old = "Category: All categories\n\nTOP\ncompost bin,100\nleaf mould,61\nhot compost,<1\n\nRISING\ncompost tea,Breakout\nworm bin,\"+1,650%\"\nleaf mould,+40%\n";
    let shown = preview(file(old.as_bytes()).path()).unwrap();
    assert_eq!(
        (shown.source, shown.columns[0].target),
        (Source::GoogleTrends, Target::Keyword)
    );
    let (keywords, rejects) = read(old);
    assert_eq!(keywords.len(), 6, "{keywords:?}");
    assert!(keywords.iter().all(|keyword| keyword.volume.is_none()));
    assert_eq!(rejects.len(), 1);
    let timeline = "Category: All categories\n\nMonth,compost bin: (United Kingdom),wormery: (United Kingdom)\n2026-08,74,12\n2026-09,100,15\n2026-10,61,<1\n";
    let shown = preview(file(timeline.as_bytes()).path()).unwrap();
    assert!(
        shown.mapping().is_err() && shown.notes.iter().any(|note| note.contains("timeline")),
        "{:?}",
        shown.notes
    );
    let now = "Trends,Search volume,Started,Ended,Trend breakdown,Explore link\nleaf mould,200K+,\"Nov 1\",,\"leaf mould,mulch\",./x\n";
    let (keywords, _) = read(now);
    assert_eq!(
        (keywords[0].phrase.as_str(), keywords[0].volume),
        ("leaf mould", None)
    );
}
