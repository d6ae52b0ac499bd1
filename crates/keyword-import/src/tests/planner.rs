//! Keyword Planner in the languages and years of its exports, as people have published them.

use igny8::planner::import::{Source, Target};

use super::{drain, file, open, phrases, preview, read};

/// The text in UTF-16 with its mark, as the tool writes it.
fn utf16(text: &str) -> Vec<u8> {
    let units = format!("\u{FEFF}{text}");
    units.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn headers_of_many_languages_are_known() {
    for (text, volume, cpc) in [
        (
            "Stats sur les mots clés 2026-09-01\nToutes les zones géographiques\nMot clé\tDevise\tNombre moyen de recherches mensuelles\tConcurrence\tConcurrence (valeur indexée)\ncompost\tEUR\t100 k – 1 M\tFaible\t12\n",
            Some(316_228),
            None,
        ),
        (
            "Keyword Stats 2026-06-09 at 21_25_18\n\"May 1, 2025 - April 30, 2026\"\nKeyword\tCurrency\tAvg. monthly searches\tCambio en tres meses\tCambio interanual\tCompetition\tTop of page bid (high range)\ncompost\tEUR\t100 – 1 000\t0%\t-10%\tMedia\t0,80\n",
            Some(316),
            Some(0.8),
        ),
        (
            "Palavra-chave,Moeda,Média de pesquisas mensais,Mudança em três meses,Mudança YoY,Concorrência,Concorrência (valor indexado),Lance na parte superior da página (menores valores),Lance na parte superior da página (maiores valores)\ncompost,BRL,1 mil – 10 mil,0%,\"+900%\",Baixa,3,\"0,80\",\"2,10\"\n",
            Some(3162),
            Some(2.1),
        ),
        (
            "Palavra-chave,Média de pesquisas mensais,Concorrência,Lance no topo da página (intervalo baixo),Lance no topo da página (intervalo alto)\ncompost,1300,Baixa,\"0,80\",\"2,10\"\n",
            Some(1300),
            Some(2.1),
        ),
        (
            "キーワード\t通貨\t月間平均検索ボリューム\t3 か月の推移\t前年比の推移\t競合性\t競合性（インデックス値）\tページ上部に掲載された広告の入札単価（低額帯）\tページ上部に掲載された広告の入札単価（高額帯）\ncompost\tJPY\t1000〜1万\t0%\t0%\t低\t12\t69\t310\n",
            Some(3162),
            Some(310.0),
        ),
        (
            "キーワード\t月間平均検索ボリューム\t競合性 (インデックス値)\tページ上部に表示された広告の入札単価 (低額帯)\tページ上部に表示された広告の入札単価 (高額帯)\ncompost\t500\t50\t69\t310\n",
            Some(500),
            Some(310.0),
        ),
        (
            "الكلمة الرئيسية\tالعملة\tمتوسط عدد عمليات البحث الشهرية\tالتغيير على مدار ثلاثة أشهر\tالمنافسة\tالمنافسة (القيمة المفهرسة)\ncompost\tSAR\t١٠ آلاف - ١٠٠ ألف\t٠٪\tمنخفضة\t٤\n",
            Some(31_623),
            None,
        ),
        (
            "Saved keywords report\nJan 1, 2025 - Jan 31, 2025\nKeyword\tAvg. monthly searches\tCompetition\tIn account\ncompost\t2400.0\tMedium\tNo\n\n",
            Some(2400),
            None,
        ),
        // Before 2018.
        (
            "Ad group\tKeyword\tCurrency\tAvg. Monthly Searches (exact match only)\tCompetition\tSuggested bid\tImpr. share\tOrganic impr. share\tOrganic avg. position\tIn account?\tIn plan?\tExtracted From\nSeed Keywords\tcompost\tUSD\t10K – 100K\t0.44\t1.25\t\t\t\tN\tN\t\n",
            Some(31_623),
            Some(1.25),
        ),
    ] {
        for bytes in [text.as_bytes().to_vec(), utf16(text)] {
            let shown = preview(file(&bytes).path()).unwrap();
            assert_eq!(shown.source, Source::KeywordPlanner, "{text}");
            let (keywords, rejects) = read(&bytes);
            assert_eq!(
                (phrases(&keywords), rejects.len()),
                (vec!["compost"], 0),
                "{text}"
            );
            assert_eq!((keywords[0].volume, keywords[0].cpc), (volume, cpc), "{text}");
            assert_eq!(keywords[0].difficulty, None, "{text}");
        }
    }
}

#[test]
fn columns_that_are_not_taken_are_told_why() {
    let text = "Palavra-chave,Média de pesquisas mensais,Mudança em três meses,Mudança YoY,Concorrência (valor indexado),Lance na parte superior da página (menores valores),Lance na parte superior da página (maiores valores)\ncompost,1300,0%,0%,3,\"0,80\",\"2,10\"\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    let unknown = shown
        .columns
        .iter()
        .filter(|column| column.reason.as_deref() == Some(super::super::columns::UNKNOWN));
    assert_eq!(unknown.count(), 0, "{:?}", shown.columns);
}

#[test]
fn keywords_of_an_old_report_are_those_of_ads() {
    let text = "Keyword report (Apr 1, 2013-Apr 30, 2013)\nKeyword state\tKeyword\tAd group\tStatus\tMax. CPC\tClicks\tImpressions\tCTR\tAvg. CPC\tCost\tAvg. position\tConv. (1-per-click)\tLabels\tQuality score\n\
        enabled\tcompost bin\tbins\teligible\t0.30\t231\t2175\t10.62%\t0.19\t42.97\t3.0\t5\t --\t10\n\
        enabled\t\"\"\"compost bin sale\"\"\"\tbins\teligible\t0.40\t0\t22\t0.00%\t0.00\t0.00\t4.64\t0\t --\t10\n\
        Total\t --\t --\t --\t --\t231\t2197\t10.51%\t0.19\t42.97\t3.1\t5\t --\t --\n";
    let mut records = open(file(text.as_bytes()).path(), None).unwrap();
    assert_eq!(records.source(), Source::GoogleAds);
    let (keywords, rejects) = drain(&mut records);
    assert_eq!(phrases(&keywords), ["compost bin", "compost bin sale"]);
    assert_eq!((keywords[0].cpc, rejects.len()), (Some(0.19), 1));
}

#[test]
fn totals_without_a_colon_are_totals_where_nothing_names_the_item() {
    let text = "Дата;SKU;Поисковый запрос;Показы;Клики;Расход;Заказы;Средняя позиция\n\
        2026-08-01;123456;термос стальной;1 200;45;123,50;3;4,2\n\
        2026-08-02;123456;total war;900;30;80,00;1;5,0\n\
        2026-08-02;123457;Всего;9;3;8,00;1;5,0\n\
        ;;Всего;2100;75;203,50;4;\n";
    let (keywords, rejects) = read(text);
    assert_eq!(phrases(&keywords), ["термос стальной", "total war", "Всего"]);
    assert_eq!((rejects.len(), rejects[0].line), (1, 5));
    assert!(keywords.iter().all(|keyword| keyword.volume.is_none()));
}

#[test]
fn two_times_are_compared_by_their_dates() {
    let text = "Top queries,8/1/26 - 8/28/26 Clicks,8/29/26 - 9/25/26 Clicks,8/1/26 - 8/28/26 Impressions,8/29/26 - 9/25/26 Impressions\nsome query,4,9,100,150\nother query,0,1,10,15\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!(
        (shown.source, shown.columns[0].target),
        (Source::SearchConsole, Target::Keyword)
    );
    assert!(
        shown.columns[1..]
            .iter()
            .all(|column| column.target == Target::Ignore && column.reason.is_some())
    );
    assert!(read(text).0.iter().all(|keyword| keyword.trend.is_none()));
}
