//! Reports of Google Ads and Microsoft Advertising, and tables of Ads Editor.

use igny8::planner::import::{RejectKind, Source};

use super::{drain, file, open, phrases, preview, read};

fn kinds(text: impl AsRef<[u8]>) -> Vec<(u64, RejectKind)> {
    read(text)
        .1
        .iter()
        .map(|reject| (reject.line, reject.kind))
        .collect()
}

#[test]
fn search_terms_with_totals_in_many_languages() {
    for (header, total) in [
        (
            "Search term,Match type,Campaign,Ad group,Keyword,Impr.,Clicks,CTR",
            ["Total: Search terms", "Total: Account"],
        ),
        (
            "Suchbegriff,Keyword-Option,Kampagne,Anzeigengruppe,Keyword,Impr.,Klicks,CTR",
            ["Gesamt: Suchbegriffe", "Gesamt: Konto"],
        ),
        (
            "Terme de recherche,Type de correspondance,Campagne,Groupe d'annonces,Mot clé,Impr.,Clics,CTR",
            ["Total : termes de recherche", "Total\u{A0}: compte"],
        ),
        (
            "Término de búsqueda,Tipo de concordancia,Campaña,Grupo de anuncios,Palabra clave,Impr.,Clics,CTR",
            ["Total: términos de búsqueda", "Total: cuenta"],
        ),
        (
            "検索語句,マッチタイプ,キャンペーン,広告グループ,キーワード,表示回数,クリック数,CTR",
            ["合計: 検索語句", "合計：アカウント"],
        ),
        (
            "Поисковый запрос,Тип соответствия,Кампания,Группа объявлений,Ключевое слово,Показы,Клики,CTR",
            ["Всего: поисковые запросы", "Итого: аккаунт"],
        ),
        (
            "Hakutermi,Vastaavuus,Kampanja,Mainosryhmä,Avainsana,Näytöt,Klikkaukset,CTR",
            ["Yhteensä: hakutermit", "Kaikki: tili"],
        ),
    ] {
        let text = format!(
            "Report\n\"October 1, 2026 - October 31, 2026\"\n{header}\ncompost bin,Broad,Garden,Bins,[compost],310,12,3.87%\nbbc: compost,Broad,Garden,Bins,compost,31,1,3%\n{},,,,,\"1,694\",61,3.60%\n{},,,,,\"1,694\",61,3.60%\n",
            total[0], total[1]
        );
        let shown = preview(file(text.as_bytes()).path()).unwrap();
        assert_eq!(shown.source, Source::GoogleAds, "{text}");
        assert!(
            shown
                .notes
                .iter()
                .all(|note| !note.contains("how often your site was shown")),
            "{text}"
        );
        assert_eq!(phrases(&read(&text).0), ["compost bin", "bbc: compost"], "{text}");
        assert_eq!(
            kinds(&text),
            [(6, RejectKind::Total), (7, RejectKind::Total)],
            "{text}"
        );
        assert_eq!((shown.left_out[0].rows, shown.count.rows), (2, 4), "{text}");
    }
}

#[test]
fn match_marks_are_no_part_of_a_keyword() {
    let text = "Search keyword report\n1 October 2026 - 31 October 2026\nKeyword status\tKeyword\tMatch type\tCampaign\tAd group\tImpr.\tClicks\tCTR\tCurrency code\tAvg. CPC\n\
        Enabled\tcompost bin\tBroad match\tG\tB\t9\t3\t33%\tEUR\t0.51\n\
        Enabled\t[compost bin]\tExact match\tG\tB\t9\t3\t33%\tEUR\t0.55\n\
        Enabled\t\"\"\"compost bin\"\"\"\tPhrase match\tG\tB\t9\t3\t33%\tEUR\t0.4\n\
        Paused\t+worm +kit\tBroad match\tG\tB\t0\t0\t --\tEUR\t0\n\
        \t\tTotal: Search keywords\t\t\t\"1,224\"\t45\t3.68%\tEUR\t0.52\n\
        \t\tTotal: Account\t\t\t\"1,224\"\t45\t3.68%\tEUR\t0.52\n";
    let bytes: Vec<u8> = format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut records = open(file(&bytes).path(), None).unwrap();
    assert_eq!(records.source(), Source::GoogleAds);
    let (keywords, rejects) = drain(&mut records);
    let mut keys: Vec<&str> = keywords.iter().map(|keyword| keyword.key.as_str()).collect();
    keys.dedup();
    assert_eq!(keys, ["compost bin", "worm kit"]);
    assert!(rejects.iter().all(|reject| reject.kind == RejectKind::Total) && rejects.len() == 2);
    assert_eq!(keywords[0].cpc, Some(0.51));
}

#[test]
fn an_editors_table_has_rows_of_other_kinds() {
    let text = "Campaign\tCampaign Type\tAd Group\tMax CPC\tKeyword\tCriterion Type\tFinal URL\tHeadline 1\tStatus\r\n\
        Garden\tSearch\t\t\t\t\t\t\tEnabled\r\n\
        Garden\t\tBins\t0.60\t\t\t\t\tEnabled\r\n\
        Garden\t\tBins\t\tcompost bin\tBroad\t\t\tEnabled\r\n\
        Garden\t\tBins\t\t[compost bin]\tExact\t\t\tEnabled\r\n\
        Garden\t\tBins\t\tfree\tNegative Broad\t\t\tEnabled\r\n\
        Garden\t\t\t\t[jobs]\tCampaign Negative Exact\t\t\tEnabled\r\n\
        Garden\t\tBins\t\t\t\thttps://garden.example/\tBins for less\tEnabled\r\n";
    let (keywords, _) = read(text);
    assert_eq!((keywords.len(), keywords[1].key.as_str()), (2, "compost bin"));
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!(shown.source, Source::GoogleAds);
    let groups: Vec<_> = shown
        .left_out
        .iter()
        .map(|group| (group.kind, group.rows))
        .collect();
    assert_eq!(groups, [(RejectKind::NoKeywordRow, 3), (RejectKind::Negative, 2)]);
}

#[test]
fn microsofts_report_has_a_total_and_a_notice() {
    let text = "Report Name: Search terms\nReport Time: 10/1/2026 - 10/31/2026\n\nSearch term,Keyword,Campaign,Ad group,Match type,Clicks,Impr.,CTR,Spend\n\
        compost bin,compost,Garden,Bins,Broad,3,90,3.33%,1.20\n\
        Overall total - 1,,,,,3,90,3.33%,1.20\n\
        \"©2026 Microsoft Corporation. All rights reserved. \"\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    assert_eq!((shown.source, shown.header), (Source::MicrosoftAds, Some(4)));
    assert_eq!(phrases(&read(text).0), ["compost bin"]);
    assert_eq!(kinds(text), [(6, RejectKind::Total), (7, RejectKind::OwnLine)]);
}

#[test]
fn a_colon_alone_makes_no_total() {
    let text = "Keyword,Volume\nhow to: compost,10\ntotal: war,20\nTotal,25\n";
    assert_eq!(phrases(&read(text).0), ["how to: compost", "total: war", "Total"]);
}
