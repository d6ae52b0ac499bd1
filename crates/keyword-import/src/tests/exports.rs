//! Exports of many tools and markets, each as one small table: which tool is named, and what its rows become.

use std::fmt::Write as _;

use igny8::planner::import::Source;

use super::{KeywordRecord, drain, file, open};

/// A keyword in few letters: `compost bin 1300 kd12 cpc0.3 commercial US ~`, where `~` stands for an estimate.
pub(super) fn told(keyword: &KeywordRecord) -> String {
    let mut text = keyword.phrase.clone();
    if let Some(volume) = keyword.volume {
        let _ = write!(text, " {volume}");
    }
    if let Some(difficulty) = keyword.difficulty {
        let _ = write!(text, " kd{difficulty}");
    }
    if let Some(cpc) = keyword.cpc {
        let _ = write!(text, " cpc{cpc}");
    }
    if let Some(intent) = keyword.intent {
        let _ = write!(text, " {}", intent.as_str());
    }
    if let Some(country) = &keyword.country {
        let _ = write!(text, " {country}");
    }
    if let Some(trend) = &keyword.trend {
        let _ = write!(text, " trend{}", trend.len());
    }
    if keyword.volume_bucketed {
        text.push_str(" ~");
    }
    text
}

/// One export: what it is, the tool that is named, its text, its keywords, and how many rows are left out.
pub(super) struct Case(
    pub(super) &'static str,
    pub(super) Source,
    pub(super) &'static str,
    pub(super) &'static [&'static str],
    pub(super) usize,
);

pub(super) fn check(cases: &[Case]) {
    let mut wrong = String::new();
    for Case(name, source, text, expected, left_out) in cases {
        let opened = open(file(text.as_bytes()).path(), None);
        let mut records = match opened {
            Ok(records) => records,
            Err(error) => {
                let _ = writeln!(wrong, "{name}: {error}");
                continue;
            }
        };
        let (keywords, rejects) = drain(&mut records);
        let keywords: Vec<String> = keywords.iter().map(told).collect();
        if records.source() != *source {
            let _ = writeln!(wrong, "{name}: {:?}, not {source:?}", records.source());
        }
        if keywords != *expected || rejects.len() != *left_out {
            let _ = writeln!(
                wrong,
                "{name}:\n   {keywords:?}\n   {expected:?}, left out {} not {left_out}: {:?}",
                rejects.len(),
                rejects.first()
            );
        }
        let unread = records.notes();
        if !unread.is_empty() {
            let _ = writeln!(wrong, "{name}: {unread:?}");
        }
        let unnamed = records.preview().columns.iter().filter(|column| {
            column.target == igny8::planner::import::Target::Ignore && column.reason.is_none()
        });
        let unnamed: Vec<_> = unnamed.map(|column| column.name.as_str()).collect();
        if records.preview().header.is_some() && unnamed.iter().any(|name| !name.starts_with("Column ")) {
            let _ = writeln!(wrong, "{name}: no reason for {unnamed:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn search_console_and_what_reads_it() {
    check(&[
        Case(
            "comparison in French",
            Source::SearchConsole,
            "Requêtes les plus fréquentes,3 derniers mois Clics,3 mois précédents Clics,3 derniers mois Impressions,3 mois précédents Impressions,3 derniers mois CTR,3 mois précédents CTR,3 derniers mois Position,3 mois précédents Position\ncompost,40,20,1200,1000,\"3,33 %\",\"2 %\",\"8,1\",\"9\"\nlombricomposteur,5,,100,,5 %,,\"9,1\",\n",
            &["compost", "lombricomposteur"],
            0,
        ),
        Case(
            "comparison in German with parentheses",
            Source::SearchConsole,
            "Häufigste Suchanfragen;Klicks (letzte 28 Tage);Klicks (vorherige 28 Tage);Impressionen (letzte 28 Tage);Impressionen (vorherige 28 Tage)\nkompost;40;20;1.200;1.000\nwurmkiste;0;0;90;0\n",
            &["kompost", "wurmkiste"],
            0,
        ),
        Case(
            "year over year",
            Source::SearchConsole,
            "Top queries,Clicks,Same period last year Clicks,Impressions,Same period last year Impressions\ncompost bin,40,20,1200,1000\nwormery,0,0,90,0\n",
            &["compost bin", "wormery"],
            0,
        ),
        Case(
            "a line of the program above",
            Source::SearchConsole,
            "Export date: 2026-10-01\n\nTop queries,Clicks,Impressions,CTR,Position\ncompost bin,1,2,50%,3\n",
            &["compost bin"],
            0,
        ),
        Case(
            "bulk export",
            Source::SearchConsole,
            "data_date,site_url,query,is_anonymized_query,country,search_type,device,impressions,clicks,sum_top_position\n2026-11-01,sc-domain:garden.example,compost bin,false,usa,WEB,MOBILE,120,4,900\n2026-11-01,sc-domain:garden.example,,true,usa,WEB,MOBILE,40,1,300\n",
            &["compost bin US"],
            1,
        ),
        Case(
            "analytics with a comment above and totals below the header",
            Source::GoogleAnalytics,
            "# ----------------------------------------\n# Queries: Organic Google Search query\n# Start date: 20260701\n# End date: 20260928\n# ----------------------------------------\n\nOrganic Google Search query,Organic Google Search clicks,Organic Google Search impressions,Organic Google Search click through rate,Organic Google Search average position\ncompost bin,40,1200,0.0333,8.1\nwormery,0,90,0,12\n",
            &["compost bin", "wormery"],
            0,
        ),
        Case(
            "dimensions in brackets",
            Source::SearchConsole,
            "keys,clicks,impressions,ctr,position\n\"[\"\"compost bin\"\"]\",40,1200,0.0333,8.1\n\"[\"\"wormery\"\"]\",0,90,0,12\n",
            &["compost bin", "wormery"],
            0,
        ),
        Case(
            "one row for each page and device",
            Source::SearchConsole,
            "Date,Query,Page,Country,Device,Clicks,Impressions,CTR,Position\n2026-11-01,compost bin,https://garden.example/a,deu,DESKTOP,4,120,3.33%,8.1\n",
            &["compost bin DE"],
            0,
        ),
        Case(
            "an added figure of their own",
            Source::SearchConsole,
            "query,page,clicks,impressions,ctr,position,brand\ncompost bin,https://garden.example/a,4,120,3.33,8.1,no\n",
            &["compost bin"],
            0,
        ),
        Case(
            "Bing in German",
            Source::BingWebmaster,
            "Stichwort,Impressionen,Klicks,CTR,Durchschn. Position\nkompost,1200,40,\"3,33%\",\"8,1\"\n",
            &["kompost"],
            0,
        ),
        Case(
            "Bing with quotes around all",
            Source::BingWebmaster,
            "\"Keyword\",\"Clicks\",\"Impressions\",\"CTR\",\"Avg. Position\"\n\"compost bin\",\"40\",\"1,200\",\"3.33%\",\"8.10\"\n",
            &["compost bin"],
            0,
        ),
        Case(
            "Yandex Webmaster by days",
            Source::YandexWebmaster,
            "Запрос;Показы;Клики;CTR, %;Ср. позиция показа;Ср. позиция клика\nкомпост;1 200;40;3,33;8,1;5,2\nчервятник;90;0;0;12;\n",
            &["компост", "червятник"],
            0,
        ),
        Case(
            "Metrica with a line of totals",
            Source::YandexMetrica,
            "Поисковая фраза;Визиты;Посетители;Отказы;Глубина просмотра;Время на сайте\nИтого и средние;1 290;1 100;0,12;2,1;00:01:20\nкомпост своими руками;1 200;1 000;0,11;2,2;00:01:30\nчервятник;90;80;0,2;1,1;00:00:40\n",
            &["компост своими руками", "червятник"],
            1,
        ),
        Case(
            "old analytics with lines of its own",
            Source::GoogleAnalytics,
            "# ----------------------------------------\n# All Web Site Data\n# Organic Keywords\n# 20200101-20200131\n# ----------------------------------------\n\nKeyword,Users,New Users,Sessions,Bounce Rate,Pages / Session,Avg. Session Duration\n(not provided),9000,8000,9900,60.00%,2.10,00:01:20\n(not set),20,20,20,60.00%,1.00,00:00:20\ncompost bin,12,10,14,50.00%,2.00,00:01:00\n(other),3,3,3,50.00%,2.00,00:01:00\n",
            &["compost bin"],
            3,
        ),
    ]);
}

#[test]
fn advertising_reports() {
    check(&[
        Case(
            "search terms with two titles and dashes",
            Source::GoogleAds,
            "Search terms report\n\"September 1, 2026 - September 30, 2026\"\nSearch term,Match type,Added / Excluded,Campaign,Ad group,Clicks,Impr.,CTR,Currency code,Avg. CPC,Cost,Conv. rate,Conversions,Cost / conv.\ncompost bin,Exact match (close variant),None,Garden,Bins,12,310,3.87%,GBP,0.84,10.08,0.00%,0.00, --\nwormery,Broad match,Added,Garden,Bins,0,31,0.00%,GBP, --,0.00,0.00%,0.00, --\n\"Total: Search terms\", --, --, --, --,12,341,3.52%,GBP,0.84,10.08,0.00%,0.00, --\n\"Total: Account\", --, --, --, --,90,\"1,200\",7.5%,GBP,0.5,45,0.00%,0.00, --\n",
            &["compost bin cpc0.84", "wormery"],
            2,
        ),
        Case(
            "keywords with shares below a tenth",
            Source::GoogleAds,
            "Search keyword report\nSep 1, 2026 - Sep 13, 2026\nKeyword status,Keyword,Match type,Campaign,Ad group,Clicks,Impr.,Cost,Search impr. share,Quality Score\nEnabled,\"\"\"compost bin\"\"\",Phrase match,Garden,Bins,\"1,200\",\"45,000\",\"1,230.50\",< 10%,3\nPaused,[wormery],Exact match,Garden,Bins,4,90,3.10,--,--\nRemoved,leaf mould,Broad match,Garden,Bins,0,0,0.00,--,--\nTotal: Filtered keywords,--,--,--,--,\"1,204\",\"45,090\",\"1,233.60\",--,--\n",
            &["compost bin", "wormery", "leaf mould"],
            1,
        ),
        Case(
            "in Portuguese for Excel",
            Source::GoogleAds,
            "Relatório de termos de pesquisa\n1 de setembro de 2026 - 30 de setembro de 2026\nTermo de pesquisa\tTipo de correspondência\tAdicionado/Excluído\tCampanha\tGrupo de anúncios\tCliques\tImpr.\tCTR\tCódigo da moeda\tCPC méd.\tCusto\ncomposteira\tCorrespondência ampla\tNenhum\tJardim\tCaixas\t12\t310\t3,87%\tBRL\t0,84\t10,08\nTotal: termos de pesquisa\t --\t --\t --\t --\t12\t310\t3,87%\tBRL\t0,84\t10,08\n",
            &["composteira cpc0.84"],
            1,
        ),
        Case(
            "in Polish",
            Source::GoogleAds,
            "Raport wyszukiwanych haseł\n1 września 2026 - 30 września 2026\nWyszukiwane hasło,Typ dopasowania,Dodane/wykluczone,Kampania,Grupa reklam,Kliknięcia,Wyśw.,CTR,Kod waluty,Śr. CPC,Koszt\nkompostownik,Dopasowanie przybliżone,Brak,Ogród,Kompost,12,310,\"3,87%\",PLN,\"0,84\",\"10,08\"\n\"Razem: wyszukiwane hasła\", --, --, --, --,12,310,\"3,87%\",PLN,\"0,84\",\"10,08\"\n",
            &["kompostownik cpc0.84"],
            1,
        ),
        Case(
            "Ads Editor with negatives",
            Source::GoogleAds,
            "Campaign\tAd Group\tKeyword\tCriterion Type\tMax CPC\tFinal URL\tStatus\nGarden\tBins\tcompost bin\tBroad\t0.50\thttps://garden.example/\tEnabled\nGarden\tBins\tfree\tNegative Phrase\t\t\tEnabled\nGarden\tBins\t\t\t\t\tEnabled\nGarden\t\tjobs\tCampaign Negative Broad\t\t\tEnabled\n",
            &["compost bin"],
            3,
        ),
        Case(
            "Microsoft with its own lines",
            Source::MicrosoftAds,
            "Report Name: Search query report,\nReport Time: 9/1/2026 - 9/30/2026,\nTime Zone: (GMT) Greenwich,\nLast Completed Available Hour: 10/1/2026 5:00:00 AM,\n\nSearch term,Delivered match type,Keyword,Campaign name,Ad group,Clicks,Impressions,CTR,Average CPC,Spend\ncompost bin,Broad,compost,Garden,Bins,12,310,3.87%,0.84,10.08\n\"©2026 Microsoft Corporation. All rights reserved. \",,,,,,,,,\n",
            &["compost bin cpc0.84"],
            1,
        ),
        Case(
            "Apple Search Ads",
            Source::AppleAds,
            "App Name,Campaign Name,Ad Group Name,Keyword,Match Type,Search Term,Spend,Impressions,Taps,TTR,Installs (Total),Avg CPT\nGarden Planner,Search,Compost,compost,BROAD,compost calendar,3.20,410,12,2.93%,5,0.27\n",
            &["compost calendar"],
            0,
        ),
        Case(
            "Amazon's terms of customers",
            Source::AmazonAds,
            "Start Date,End Date,Portfolio name,Currency,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Click-Thru Rate (CTR),Cost Per Click (CPC),Spend,7 Day Total Sales\n\"Sep 1, 2026\",\"Sep 30, 2026\",Garden,GBP,Bins,Bins,compost,BROAD,compost bin,310,12,3.87%,£0.84,£10.08,£40.00\n",
            &["compost bin cpc0.84"],
            0,
        ),
    ]);
}

#[test]
fn keyword_planner_of_all_years() {
    check(&[
        Case(
            "in Spanish of Spain",
            Source::KeywordPlanner,
            "Estadísticas de palabras clave 2026-10-07\n1 de octubre de 2025 - 30 de septiembre de 2026\nPalabra clave\tMoneda\tPromedio de búsquedas mensuales\tCambio en tres meses\tCambio interanual\tCompetencia\tCompetencia (valor indexado)\tPuja por la parte superior de la página (intervalo bajo)\tPuja por la parte superior de la página (intervalo alto)\ncompostador\tEUR\t1000\t0 %\t-10 %\tMedia\t52\t0,31\t0,87\nlombriz\tEUR\t10 – 100\t0 %\t0 %\tBaja\t3\t\t\n",
            &["compostador 1000 cpc0.87", "lombriz 32 ~"],
            0,
        ),
        Case(
            "in German with a sign for the average",
            Source::KeywordPlanner,
            "Keyword-Statistiken 2026-10-07 um 12_01_02\n1. Oktober 2025 - 30. September 2026\nKeyword\tWährung\tØ Suchanfragen pro Monat\tVeränderung über drei Monate\tVeränderung im Vorjahresvergleich\tWettbewerb\tWettbewerb (Indexwert)\tGebote für obere Seitenpositionen (unterer Bereich)\tGebote für obere Seitenpositionen (oberer Bereich)\nkomposter\tEUR\t12.100\t0 %\t-18 %\tHoch\t100\t0,31\t0,87\n",
            &["komposter 12100 cpc0.87"],
            0,
        ),
        Case(
            "in Italian",
            Source::KeywordPlanner,
            "Parola chiave,Valuta,Media ricerche mensili,Variazione su tre mesi,Variazione anno su anno,Concorrenza,Concorrenza (valore indicizzato),Offerta per la parte superiore della pagina (fascia bassa),Offerta per la parte superiore della pagina (fascia alta)\ncompostiera,EUR,\"1.300\",0%,0%,Bassa,12,\"0,31\",\"0,87\"\n",
            &["compostiera 1300 cpc0.87"],
            0,
        ),
        Case(
            "in Chinese with ten thousands and a line on the currency",
            Source::KeywordPlanner,
            "关键字提示\n货币,USD\n关键字,币种,平均每月搜索量,三个月变化,年同比变化,竞争程度,竞争程度（指数值）,页首出价（低位区间）,页首出价（高位区间）\n堆肥,USD,\"1,000 - 1万\",0%,0%,低,12,0.31,0.87\n蚯蚓,USD,100 - 1000,0%,0%,低,3,,\n",
            &["堆肥 3162 cpc0.87 ~", "蚯蚓 316 ~"],
            0,
        ),
        Case(
            "in Chinese of Taiwan",
            Source::KeywordPlanner,
            "關鍵字,貨幣,平均每月搜尋量,三個月變化,與去年同期相比變化,競爭程度,競爭程度 (索引值),頁首出價 (低範圍),頁首出價 (高範圍)\n堆肥桶,TWD,\"1,300\",0%,0%,低,12,3.1,8.7\n",
            &["堆肥桶 1300 cpc8.7"],
            0,
        ),
        Case(
            "in Korean",
            Source::KeywordPlanner,
            "키워드,통화,월간 평균 검색량,3개월 변동,전년 대비 변화,경쟁,경쟁 (색인 생성된 값),페이지 상단 입찰가(낮은 범위),페이지 상단 입찰가(높은 범위)\n부엽토,KRW,\"1,300\",0%,0%,낮음,12,310,870\n",
            &["부엽토 1300 cpc870"],
            0,
        ),
        Case(
            "in Dutch, Polish and Turkish",
            Source::KeywordPlanner,
            "Zoekwoord,Valuta,Gem. aantal maandelijkse zoekopdrachten,Concurrentie,Concurrentie (geïndexeerde waarde)\ncompostbak,EUR,1.300,Laag,12\n",
            &["compostbak 1300"],
            0,
        ),
        Case(
            "least and most searches beside an average that may be missing",
            Source::KeywordPlanner,
            "Keyword\tCurrency\tAvg. monthly searches\tMin search volume\tMax search volume\tCompetition\ncompost bin\tUSD\t210\t100\t1000\tLow\nwormery\tUSD\t\t0\t10\t\nleaf mould\tUSD\t1K – 10K\t\t\tLow\n",
            &["compost bin 210", "wormery 5 ~", "leaf mould 3162 ~"],
            0,
        ),
        Case(
            "with segments for each device",
            Source::KeywordPlanner,
            "Keyword Stats 2026-06-09 at 21_25_18\n\"May 1, 2025 - April 30, 2026\"\nKeyword\tCurrency\tSegmentation\tAvg. monthly searches\tCompetition\tCompetition (indexed value)\ncompost bin\tUSD\tAll\t1300\tLow\t12\ncompost bin\tUSD\tMobile\t800\tLow\t12\n",
            &["compost bin 1300", "compost bin 800"],
            0,
        ),
        Case(
            "the table as it stands on the page",
            Source::KeywordPlanner,
            "Keyword (by relevance)\tAvg. monthly searches\tThree month change\tYoY change\tCompetition\tAd impression share\tTop of page bid (low range)\tTop of page bid (high range)\tAccount status\ncompost bin\t1K – 10K\t0%\t-90%\tHigh\t—\t£0.31\t£0.87\t\n",
            &["compost bin 3162 cpc0.87 ~"],
            0,
        ),
        Case(
            "with months in German, the latest last",
            Source::KeywordPlanner,
            "Keyword\tWährung\tDurchschnittl. Suchanfragen pro Monat\tWettbewerb\tWettbewerb (Indexwert)\tSuchanfragen: Sept. 2025\tSuchanfragen: Okt. 2025\tSuchanfragen: Nov. 2025\nkomposter\tEUR\t1300\tHoch\t100\t900\t1300\t1700\n",
            &["komposter 1300 trend3"],
            0,
        ),
        Case(
            "with months in Japanese",
            Source::KeywordPlanner,
            "キーワード\t通貨\t月間平均検索ボリューム\t競合性\t検索数: 2025年10月\t検索数: 2025年11月\nコンポスト\tJPY\t1300\t低\t900\t1700\n",
            &["コンポスト 1300 trend2"],
            0,
        ),
        Case(
            "forecasts",
            Source::List,
            "Keyword Forecasts 2026-07-05 at 00_13_24\n\"July 1, 2026 - July 31, 2026\"\nKeyword\tMax CPC\tEstimated Clicks\tEstimated Impressions\tEstimated CTR\tEstimated Average CPC\tEstimated Cost\ncompost bin\t1.20\t12.34\t310.5\t0.0397\t0.84\t10.37\n",
            &["compost bin cpc0.84"],
            0,
        ),
    ]);
}

#[test]
fn tools_for_search() {
    check(&[
        Case(
            "Ahrefs of 2020",
            Source::Ahrefs,
            "#,Keyword,Country,Difficulty,Volume,CPC,Clicks,CPS,Return Rate,Parent Keyword,Last Update,SERP Features,Global volume\n1,compost bin,gb,12,1300,0.3,900,0.7,1.1,compost,2020-09-01,Image pack,9000\n",
            &["compost bin 1300 kd12 cpc0.3 GB"],
            0,
        ),
        Case(
            "Ahrefs' content gap",
            Source::Ahrefs,
            "#\tKeyword\tVolume\tKD\tCPC\tSERP features\tHighest position\thttps://garden.example/: Position\thttps://garden.example/: URL\thttps://soil.example/: Position\thttps://soil.example/: URL\n1\tcompost bin\t1300\t12\t0.3\tImage pack\t3\t3\thttps://garden.example/a\t\t\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Ahrefs' site explorer of older years",
            Source::Ahrefs,
            "#,Keyword,Position,Position History,Position History Date,Volume,URL,Difficulty,Traffic (desc),CPC,Last Update,Page URL inside,SERP Features\n1,compost bin,3,5,2020-08-01,1300,https://garden.example/a,12,90,0.3,2020-09-01,Sitelinks,Image pack\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Ahrefs' rank tracker",
            Source::Ahrefs,
            "Keyword,Tags,Location,Target URL,Volume,KD,CPC,Position,Previous position,Traffic,SERP features,Parent topic,Updated\ncompost bin,,United Kingdom,https://garden.example/a,1300,12,0.3,3,5,90,Sitelinks,compost,2026-11-01\n",
            &["compost bin 1300 kd12 cpc0.3 GB"],
            0,
        ),
        Case(
            "Semrush's gap with columns of domains",
            Source::Semrush,
            "Keyword,Intents,Volume,Keyword Difficulty,CPC,Competition Density,garden.example,soil.example,garden.example (pages),soil.example (pages),Results\ncompost bin,\"Commercial, Informational\",1300,12,0.3,0.4,0,7,,https://soil.example/a,50000\n",
            &["compost bin 1300 kd12 cpc0.3 commercial"],
            0,
        ),
        Case(
            "Semrush's positions with letters for intents",
            Source::Semrush,
            "Keyword,Position,Search Volume,Traffic,URL,Keyword Difficulty,CPC,Keyword Intents,SERP Features by Keyword\ncompost bin,3,1300,90,https://garden.example/a,12,0.30,i|c,\"people_also_ask,ai_overview\"\n",
            &["compost bin 1300 kd12 cpc0.3 informational"],
            0,
        ),
        Case(
            "Semrush's interface",
            Source::Semrush,
            "Date;Database;Keyword;Search Volume;CPC;Competition;Number of Results;Trends;Keyword Difficulty Index;Keywords SERP Features;Intent\n202609;uk;compost bin;1300;0.30;0.44;104;0.36,0.44,1.00;12;0,6;1,0\n",
            &["compost bin 1300 kd12 cpc0.3 informational GB trend3"],
            0,
        ),
        Case(
            "Semrush's overview in bulk",
            Source::Semrush,
            "Keyword,Database,Volume,Global Volume,Keyword Difficulty,CPC (USD),Competitive Density,Intent,SERP Features,Trend\ncompost bin,uk,1300,9000,12.4,0.30,0.44,Commercial,Sitelinks,\"0.36,0.44,1.00\"\nwormery,uk,n/a,n/a,n/a,n/a,n/a,n/a,,\n",
            &["compost bin 1300 kd12 cpc0.3 commercial GB trend3", "wormery GB"],
            0,
        ),
        Case(
            "Semrush's position tracking by device and place",
            Source::Semrush,
            "-------------------------------------------------------------------\nPosition Tracking: Overview\n*.garden.example/*, Google, United Kingdom, desktop, English\nReport type: Rankings Overview\nPeriod: 2026-10-01 - 2026-11-01\n-------------------------------------------------------------------\n\nKeyword,Tags,Intents,*.garden.example/*_20261001,*.garden.example/*_20261001_type,*.garden.example/*_20261101,*.garden.example/*_20261101_landing,Search Volume,CPC,Keyword Difficulty,*.garden.example/*_difference\ncompost bin,,commercial,7,organic,9,https://garden.example/a,1300,0.3,12,-2\nwormery,,informational,-,-,-,-,480,0.2,9,0\n",
            &[
                "compost bin 1300 kd12 cpc0.3 commercial",
                "wormery 480 kd9 cpc0.2 informational",
            ],
            0,
        ),
        Case(
            "Moz with words for what is missing",
            Source::Moz,
            "Keyword,Min Volume,Max Volume,Difficulty,Organic CTR,Priority,Relevance\ncompost bin,1001,2900,34,64,71,1\nwormery,No Data,No Data,20,80,40,\n",
            &["compost bin 1704 kd34 ~", "wormery kd20"],
            0,
        ),
        Case(
            "Moz's rankings",
            Source::Moz,
            "Keyword,Monthly Volume,Difficulty,Organic CTR,Priority,Search Engine,Rank,URL\ncompost bin,1.7k-2.9k,34,64%,71,Google en-GB,7,https://garden.example/a\n",
            &["compost bin 2220 kd34 ~"],
            0,
        ),
        Case(
            "KWFinder with months before the average",
            Source::Mangools,
            "Keyword,Trend,Avg. Search Volume (Last Known 12 Months),Avg. CPC (USD),Avg. PPC,Keyword SEO Difficulty (Last Known Value),Last KD update,Location,Language,Search Volume (11/2025),Search Volume (12/2025)\ncompost bin,0.12,1300,0.3,88,12,2026-10-01,United Kingdom,English,900,1700\n",
            &["compost bin 1300 kd12 cpc0.3 GB trend2"],
            0,
        ),
        Case(
            "KWFinder of earlier years",
            Source::Mangools,
            "\"Keyword\",\"Suggestion\",\"Search Volume\",\"CPC\",\"PPC\",\"DIFF\",\"Trend\"\n\"\",\"compost bin\",\"1300\",\"0.30\",\"88\",\"12\",\"\"\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Ubersuggest with a column of months",
            Source::Ubersuggest,
            "No,Keywords,Volume,CPC,Paid Difficulty,Search Difficulty,Trend\n1,compost bin,1300,0.30,88,12,\"Oct 2025: 900 | Nov 2025: 1700 | Dec 2025: 1300\"\n",
            &["compost bin 1300 kd12 cpc0.3 trend3"],
            0,
        ),
        Case(
            "Ubersuggest's traffic",
            Source::Ubersuggest,
            "No,Keyword,Volume,Position,Est. Visits,SEO Difficulty\n1,compost bin,1300,3,90,12\n",
            &["compost bin 1300 kd12"],
            0,
        ),
        Case(
            "SE Ranking",
            Source::SeRanking,
            "Keyword,Search vol.,Difficulty,CPC,Competition,SERP features,Intent\ncompost bin,1300,12,0.30,0.44,\"images, reviews\",\"C, I\"\n",
            &["compost bin 1300 kd12 cpc0.3 commercial"],
            0,
        ),
        Case(
            "SE Ranking's positions with lines of the project",
            Source::List,
            "Project,Garden,\nURL,garden.example,\nDate,2026-11-01,\n\nKeyword,Group,Search volume,2026-10-31,2026-11-01\ncompost bin,bins,1300,7,9\nwormery,worms,480,-,12\n",
            &["compost bin 1300", "wormery 480"],
            0,
        ),
        Case(
            "Serpstat",
            Source::Serpstat,
            "Keyword;Volume;Cost;Competition, %;Found results;Keyword difficulty;Types;Intent\ncompost bin;1300;0.30;44;104000;12.34;pic, map;commercial\n",
            &["compost bin 1300 kd12 cpc0.3 commercial"],
            0,
        ),
        Case(
            "Serpstat in Russian",
            Source::Serpstat,
            "Ключевая фраза;Частотность;Стоимость, $;Конкуренция в PPC, %;Результатов;Сложность\nкомпост;1300;0,30;44;104000;12\n",
            &["компост 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "SISTRIX",
            Source::Sistrix,
            "Keyword;Position;URL;Suchvolumen;Wettbewerb;CPC;Suchintention;Trend\nkompost;3;https://garten.example/a;1.300;44;0,30;Know;stabil\n",
            &["kompost 1300 cpc0.3 informational"],
            0,
        ),
        Case(
            "SISTRIX in English",
            Source::Sistrix,
            "Keyword;Position;URL;Search Volume;Competition;CPC;Search Intent: Know;Search Intent: Visit;Search Intent: Website;Search Intent: Do;Traffic\ncompost;3;https://garden.example/a;1300;44;0.30;100;0;0;0;90\n",
            &["compost 1300 cpc0.3"],
            0,
        ),
        Case(
            "Searchmetrics",
            Source::Searchmetrics,
            "Keyword;Search Volume;CPC;Pos;Trend;URL;Title;Traffic Index\ncompost bin;1300;0,30;3;0;https://garden.example/a;Bins;90\n",
            &["compost bin 1300 cpc0.3"],
            0,
        ),
        Case(
            "SpyFu",
            Source::SpyFu,
            "Keyword,Monthly Searches,Ranking Difficulty,Total Monthly Clicks,Percent Mobile Searches,Broad Cost Per Click,Phrase Cost Per Click,Exact Cost Per Click,Broad Monthly Cost\ncompost bin,1300,12,900,0.5,$0.30,$0.31,$0.32,$40.00\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Keywords Everywhere with months",
            Source::KeywordsEverywhere,
            "Keyword,Volume,CPC,Competition,Trend %,Nov 2025,Dec 2025\ncompost bin,\"1,300\",$0.30,0.44,-18%,900,1700\n",
            &["compost bin 1300 cpc0.3 trend2"],
            0,
        ),
        Case(
            "Keyword Tool",
            Source::KeywordTool,
            "Keywords,Search Volume,Trend,Average CPC (USD),Competition,Nov 2025,Dec 2025\ncompost bin,1300,12.5%,0.30,0.44,900,1700\n",
            &["compost bin 1300 cpc0.3 trend2"],
            0,
        ),
        Case(
            "AnswerThePublic",
            Source::AnswerThePublic,
            "Modifier Type,Modifier,Suggestion,Search Volume,Cost Per Click,Language,Region\nquestions,how,how compost bin works,1300,0.30,en,gb\n",
            &["how compost bin works 1300 cpc0.3 GB"],
            0,
        ),
        Case(
            "AnswerThePublic of earlier years",
            Source::AnswerThePublic,
            "\"Modifier Type\",\"Modifier\",\"Keyword\",\"Suggestion\",\"URL\"\n\"questions\",\"how\",\"compost\",\"how compost works\",\"https://www.google.com/search?q=how+compost+works\"\n",
            &["how compost works"],
            0,
        ),
        Case(
            "AlsoAsked",
            Source::AlsoAsked,
            "Term,Parent,PAA Question,Depth,Source URL,Source Title,Snippet\ncompost,compost,how does compost work?,1,https://soil.example/,Soil,\"It rots, slowly.\"\n",
            &["how does compost work?"],
            0,
        ),
        Case(
            "LowFruits",
            Source::LowFruits,
            "Keyword,Volume,SD,Weak Spots,Intent,CPC,Words,Tags\ncompost bin,1300,2,3,Commercial,0.30,2,\n",
            &["compost bin 1300 cpc0.3 commercial"],
            0,
        ),
        Case(
            "clusters",
            Source::KeywordInsights,
            "Cluster,Keyword,Search volume,Keyword difficulty,CPC,Intent,Rank,Ranking URL,Title,Top 3 URLs\ncompost bin,compost bin,1300,12,0.30,Commercial,,,,\ncompost bin,bin for compost,90,9,0.20,Commercial,,,,\n",
            &[
                "compost bin 1300 kd12 cpc0.3 commercial",
                "bin for compost 90 kd9 cpc0.2 commercial",
            ],
            0,
        ),
        Case(
            "Long Tail Pro",
            Source::LongTailPro,
            "Keyword,Volume,Rank Value,Suggested Bid,Average KC,Words,Favorite\ncompost bin,1300,$0.30,$0.44,12,2,\n",
            &["compost bin 1300 kd12 cpc0.44"],
            0,
        ),
        Case(
            "Rank Tracker",
            Source::RankTracker,
            "Keyword;# of Searches;Keyword Difficulty;Competition;Cost Per Click;KEI;Number of Words;Google Rank;Google URL Found\ncompost bin;1 300;12,5;0,44;0,30;3;2;7;https://garden.example/a\n",
            &["compost bin 1300 kd13 cpc0.3"],
            0,
        ),
        Case(
            "Wincher, Nightwatch and others that watch places",
            Source::List,
            "Keyword,Position,Change,Search Volume,Traffic,CPC,Competition,Ranking URL,Group\ncompost bin,3,+2,1300,90,0.30,0.44,https://garden.example/a,bins\n",
            &["compost bin 1300 cpc0.3"],
            0,
        ),
        Case(
            "AccuRanker",
            Source::AccuRanker,
            "Keyword,Search Engine,Location,Device,Rank,Search Volume,Avg. Cost Per Click,Competition,Share of Voice,URL,Starred,Tags\ncompost bin,google,United Kingdom,Desktop,3,1300,0.30,0.44,40,https://garden.example/a,No,bins\n",
            &["compost bin 1300 cpc0.3 GB"],
            0,
        ),
        Case(
            "Advanced Web Ranking",
            Source::List,
            "Keyword,Search Volume (Local),Search Volume (Global),Difficulty,CPC,Website,Position,Best,Result URL\ncompost bin,1300,9000,12,0.30,garden.example,3,2,https://garden.example/a\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Majestic",
            Source::List,
            "Keyword,Search Volume,CPC,Competition,In Title,In URL,Difficulty\ncompost bin,1300,0.30,0.44,5,6,12\n",
            &["compost bin 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "Keyword Surfer",
            Source::List,
            "Keyword,Search Volume,CPC,Overlap\ncompost bin,\"1,300\",0.30,40%\n",
            &["compost bin 1300 cpc0.3"],
            0,
        ),
    ]);
}

#[test]
fn tools_of_russia() {
    check(&[
        Case(
            "Wordstat of today",
            Source::Wordstat,
            "Запросы со словами;Число запросов\nкомпост;1 300\nкомпост своими руками;480\n",
            &["компост 1300", "компост своими руками 480"],
            0,
        ),
        Case(
            "Wordstat as it was copied",
            Source::Wordstat,
            "Статистика по словам\tПоказов в месяц\nкомпост\t1 300\nчервятник\t480\n",
            &["компост 1300", "червятник 480"],
            0,
        ),
        Case(
            "Key Collector",
            Source::Wordstat,
            "Фраза;Источник;Базовая частотность [YW];Частотность \"\" [YW];Частотность \"!\" [YW];KEI;Сезонность\nкомпост;Wordstat;1300;900;390;2,1;да\n",
            &["компост 1300"],
            0,
        ),
        Case(
            "Topvisor",
            Source::List,
            "Группа;Запрос;Частота \"[!Запрос]\";Частота;Яндекс / Москва 01.11.2026;URL\nСад;компост;390;1300;3;https://garden.example/a\n",
            &["компост 1300"],
            0,
        ),
        Case(
            "Rush Analytics",
            Source::List,
            "Ключевое слово;WS;\"WS\";\"!WS\";Регион\nкомпост;1300;900;390;Москва\n",
            &["компост 1300"],
            0,
        ),
        Case(
            "a market place of Russia",
            Source::List,
            "Поисковая фраза;Количество запросов;Конверсия в корзину;Конверсия в заказ;Средняя цена\nкомпостер;1300;12,5%;4,2%;1499,90\n",
            &["компостер 1300"],
            0,
        ),
    ]);
}

#[test]
fn tools_of_east_asia_and_of_shops() {
    check(&[
        Case(
            "Naver's workbook with headers of two rows",
            Source::Naver,
            "연관키워드,월간검색수 ,,월평균클릭수 ,,월평균클릭률 ,,경쟁정도,월평균노출 광고수\n,PC,모바일,PC,모바일,PC,모바일,,\n부엽토,300,\"1,000\",1.2,30.5,0.4%,3.1%,높음,15\n지렁이,< 10,90,0,1,0%,1%,낮음,2\n",
            &["부엽토 1300", "지렁이 95 ~"],
            0,
        ),
        Case(
            "Naver by others, with a sum and groups",
            Source::Naver,
            "그룹,키워드,월간검색수(PC),월간검색수(모바일),월간검색수(합계),경쟁강도\n흙,부엽토,300,1000,1300,높음\n",
            &["부엽토 1300"],
            0,
        ),
        Case(
            "Baidu's planner",
            Source::Baidu,
            "关键词,整体月均搜索量,移动月均搜索量,PC月均搜索量,竞争激烈程度,推荐出价,推荐理由\n堆肥,1300,1000,300,12,0.30,\n",
            &["堆肥 1300"],
            0,
        ),
        Case(
            "5118",
            Source::Keywords5118,
            "关键词\t收录量\t长尾词数量\t竞价公司数量\tPC指数\t移动指数\tPC日检索量\t移动日检索量\t竞价竞争度\n堆肥\t104000\t900\t12\t300\t1000\t43\t120\t2\n",
            &["堆肥"],
            0,
        ),
        Case(
            "Helium 10",
            Source::Helium10,
            "Keyword Phrase,Cerebro IQ Score,Keyword Sales,Search Volume,Search Volume Trend,H10 PPC Sugg. Bid,Sponsored ASINs,Competing Products,CPR,Title Density,Organic Rank\ncompost bin,3100,80,1300,12,0.30,12,\">2,000\",9,4,2\n",
            &["compost bin 1300 cpc0.3"],
            0,
        ),
        Case(
            "Jungle Scout",
            Source::JungleScout,
            "Keyword,Category,Monthly Search Volume (Exact Match),Monthly Search Volume (Broad Match),30-Day Trend,Recommended Giveaways,HSA Bid,PPC Bid (Exact)\ncompost bin,Garden,1300,9000,4%,8,0.5,0.30\n",
            &["compost bin 1300"],
            0,
        ),
        Case(
            "Etsy's tools",
            Source::List,
            "Keyword,Average Searches,Average Clicks,Average CTR,Etsy Competition,Keyword Difficulty,Google Searches\ncompost bin,\"1,300\",900,69%,104000,12,9000\n",
            &["compost bin 1300 kd12"],
            0,
        ),
        Case(
            "Vietnamese with letters in pieces",
            Source::List,
            "Tu\u{31B}\u{300} kho\u{301}a,Lu\u{31B}o\u{31B}\u{323}ng ti\u{300}m kie\u{302}\u{301}m,KD\nphân trùn,1.300,12\n",
            &["phân trùn 1300 kd12"],
            0,
        ),
        Case(
            "by hand, in Spanish",
            Source::List,
            "Palabra clave;Volumen;Dificultad;CPC (€);Intención\ncompostador;1.300;12;0,30;Comercial\n",
            &["compostador 1300 kd12 cpc0.3 commercial"],
            0,
        ),
        Case(
            "by hand, in German",
            Source::List,
            "Suchbegriff;Suchvolumen / Monat;Keyword Difficulty;Suchintention\nkomposter;1.300;12;kommerziell\nwurmkiste;480;9;informativ\n",
            &[
                "komposter 1300 kd12 commercial",
                "wurmkiste 480 kd9 informational",
            ],
            0,
        ),
        Case(
            "by hand, with other words for each column",
            Source::List,
            "Target Keyword,Monthly Search Vol,KW Difficulty,Avg CPC,Search Intent,Priority\ncompost bin,1300,12,$0.30,Info,High\n",
            &["compost bin 1300 kd12 cpc0.3 informational"],
            0,
        ),
        Case(
            "made by a program",
            Source::List,
            "keyword_text,avg_monthly_searches,competition_index,high_top_of_page_bid_micros,low_top_of_page_bid_micros\ncompost bin,1300,12,870000,310000\n",
            &["compost bin 1300"],
            0,
        ),
        Case(
            "a list with a header that nobody knows",
            Source::List,
            "Topic to write,Volume\ncompost bin,1300\nwormery,480\n",
            &["compost bin 1300", "wormery 480"],
            0,
        ),
    ]);
}

/// A file in one line each, with what its first column of figures must give.
#[test]
fn figures_are_never_others_than_the_file_says() {
    for (header, row, expected) in [
        // Decimal commas make no thousands of a cost.
        ("Keyword;CPC", "a;0,31\nb;1,234\nc;2,5", "b cpc1.234"),
        ("Keyword\tCPC", "a\t0.31\nb\t1,234\nc\t2.5", "b cpc1234"),
        (
            "Keyword;CPC;Suchvolumen",
            "a;0,31 €;90\nb;1.234,50 €;1.300\nc;2,50 €;5",
            "b 1300 cpc1234.5",
        ),
        // Shares of one.
        ("Keyword,Volume,KD", "a,90,0.2\nb,1300,0.45\nc,5,1", "b 1300 kd45"),
        ("Keyword,Volume,KD", "a,90,20\nb,1300,0.45\nc,5,1", "b 1300 kd0"),
        (
            "Keyword,Volume,KD",
            "a,90,Easy (12)\nb,1300,45/100\nc,5,Hard (80)",
            "b 1300 kd45",
        ),
        // One figure is no trend, and places are none either.
        ("Keyword,Volume,Trend", "a,90,0.2\nb,1300,-0.45\nc,5,1", "b 1300"),
        (
            "Keyword,Volume,Trend",
            "a,90,up\nb,1300,stable\nc,5,down",
            "b 1300",
        ),
        (
            "Keyword,Volume,2026-10-31,2026-11-01",
            "a,90,7,9\nb,1300,1,3\nc,50,2,3",
            "b 1300",
        ),
        (
            "Keyword,Volume,Oct 2026,Nov 2026",
            "a,90,7,9\nb,1300,1,3\nc,50,2,3",
            "b 1300",
        ),
        (
            "Keyword,Volume,Oct 2026,Nov 2026",
            "a,90,70,90\nb,1300,1000,1600\nc,50,20,30",
            "b 1300 trend2",
        ),
        // Searches of the world, of a day and of a week are not those of a month.
        (
            "Keyword,Global Search Volume,Search Volume",
            "a,9,1\nb,9000,1300\nc,9,1",
            "b 1300",
        ),
        (
            "关键词,日均搜索量,月均搜索量",
            "甲,9,1\nb,43,1300\n丙,9,1",
            "b 1300",
        ),
        // Decimals of a program.
        (
            "keyword,search_volume,cpc",
            "a,90.0,0.1\nb,1300.0,0.30\nc,5.0,",
            "b 1300 cpc0.3",
        ),
        ("Keyword;Volume", "a;1,2K\nb;1,3K\nc;10", "b 1300"),
        ("Keyword,Volume", "a,\"1,2\"\nb,1.3M\nc,10", "b 1300000"),
        ("Keyword\tVolume", "a\t1’200\nb\t1’300\nc\t10", "b 1300"),
        ("Keyword\tVolume", "a\t١٬٢٠٠\nb\t١٬٣٠٠\nc\t٥", "b 1300"),
        ("Keyword\tVolume", "a\t>100\nb\t100–1000\nc\t<10", "b 316 ~"),
        ("Keyword\tVolume", "a\t1万\nb\t0.13万\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t1e3\nb\t1.3e3\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1 300 запросов\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1.300 Suchanfragen\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1,300 recherches\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1,300 búsquedas/mes\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t月1,300回\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t=\"1300\"\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t'1300\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1,300 (+12%)\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t10\nb\t1300 ↑\nc\t5", "b 1300"),
        ("Keyword\tVolume", "a\t0\nb\t0 – 10\nc\t5", "b 5 ~"),
        (
            "Keyword\tIntent",
            "a\tI\nb\tCommercial, Informational\nc\tn/a",
            "b commercial",
        ),
        (
            "Keyword\tInformational\tCommercial\tNavigational\tTransactional",
            "a\tfalse\ttrue\tfalse\tfalse\nb\tFALSE\tTRUE\tFALSE\tFALSE\nc\t0\t0\t0\t1",
            "b commercial",
        ),
        (
            "Keyword\tInformational\tCommercial",
            "a\tja\tnein\nb\tnein\tja\nc\t\t",
            "b commercial",
        ),
    ] {
        let text = format!("{header}\n{row}\n");
        let mut records = open(file(text.as_bytes()).path(), None).unwrap();
        let (keywords, rejects) = drain(&mut records);
        assert!(rejects.is_empty(), "{text}: {rejects:?}");
        assert_eq!(told(&keywords[1]), expected, "{text}");
    }
}

#[test]
fn the_keywords_are_those_of_the_rows() {
    for (text, expected) in [
        // A column with the seed in each row, and one that is empty.
        (
            "Keyword,Related term,Keyword suggestion,Volume\ncompost,x,compost bin,1\ncompost,y,wormery,2\ncompost,z,leaf mould,3\n",
            &["compost bin", "wormery", "leaf mould"][..],
        ),
        (
            "Keyword,Query,Volume\n,compost bin,1\n,wormery,2\n",
            &["compost bin", "wormery"],
        ),
        // Counts of keywords are none.
        (
            "Keywords,Page,Query\n12,/a,compost bin\n9,/b,wormery\n7,/c,leaf mould\n",
            &["compost bin", "wormery", "leaf mould"],
        ),
        // Of one line.
        (
            "compost bin, wormery, leaf mould, bokashi bran\n",
            &["compost bin", "wormery", "leaf mould", "bokashi bran"],
        ),
        (
            "compost bin;wormery;leaf mould;bokashi bran",
            &["compost bin", "wormery", "leaf mould", "bokashi bran"],
        ),
        (
            "\u{FEFF}compost bin\twormery\tleaf mould\tbokashi bran\r\n",
            &["compost bin", "wormery", "leaf mould", "bokashi bran"],
        ),
        (
            "\"compost bin\", \"wormery\", \"leaf mould\", \"bokashi bran\"",
            &["compost bin", "wormery", "leaf mould", "bokashi bran"],
        ),
        // Headings and lines of a program.
        (
            "# Keywords for spring\ncompost bin\nwormery\n\n## Soil\nleaf mould\n",
            &["compost bin", "wormery", "leaf mould"],
        ),
        // Sums.
        (
            "Keyword,Volume,KD,Intent\ncompost bin,1300,12,I\nwormery,480,9,C\nTotal,1780,,\n",
            &["compost bin", "wormery"],
        ),
        (
            "Keyword,Volume,KD,Intent\ntotal,1300,12,I\nwormery,480,9,C\n",
            &["total", "wormery"],
        ),
        (
            "Keyword,Volume\n(not provided),9000\ncompost bin,1300\n(other),3\n",
            &["compost bin"],
        ),
        // Columns of numbers before and behind, without a header.
        (
            "1,compost bin,1300\n2,wormery,480\n3,leaf mould,90\n",
            &["compost bin", "wormery", "leaf mould"],
        ),
        // Files that were put together.
        (
            "Keyword,Volume\ncompost bin,1\n\u{FEFF}Keyword,Volume\nwormery,2\n",
            &["compost bin", "wormery"],
        ),
        (
            "| Keyword | Volume |\n|---|---|\n| compost bin | 1 |\n| wormery | 2 |\n",
            &["compost bin", "wormery"],
        ),
        (
            "\"Avg.\nmonthly searches\",\"Keyword\n(by relevance)\"\n1,compost bin\n2,wormery\n",
            &["compost bin", "wormery"],
        ),
        (
            ",keyword,volume\n0,compost bin,1\n1,wormery,2\n",
            &["compost bin", "wormery"],
        ),
        // Tables in markup, under whatever name.
        (
            "<html><body><table><tr><td>关键词</td><td>搜索量</td></tr><tr><td>堆肥</td><td>1300</td></tr><tr><td>蚯蚓</td><td>480</td></tr></table></body></html>",
            &["堆肥", "蚯蚓"],
        ),
        // A phrase that looks like a header is one of a list.
        (
            "top keyword\nseo keyword\nfocus phrase\n",
            &["top keyword", "seo keyword", "focus phrase"],
        ),
    ] {
        let mut records = open(file(text.as_bytes()).path(), None).unwrap();
        let (keywords, _) = drain(&mut records);
        let phrases: Vec<_> = keywords.iter().map(|keyword| keyword.phrase.as_str()).collect();
        assert_eq!(phrases, expected, "{text}");
    }
}

/// As they came to people who wrote about it: `alexcaza/export-to-csv` 43, `serphacker/serposcope` 42 and 63, `towfiqi/serpbear` 10,
/// `hhurz/tableExport.jquery.plugin` 137, `Automattic/woocommerce-payments` 10268, `SheetJS/ssf` 22, `jasp-stats/jasp-desktop` 403.
#[test]
fn files_as_public_reports_show_them() {
    check(&[
        Case(
            "a declared delimiter that nobody else uses",
            Source::List,
            "sep=~\n\"Keyword\"~\"Volume\"~\"CPC\"\n\"compost bin\"~\"1300\"~\"0.3\"\n\"wormery\"~\"480\"~\"0.2\"\n",
            &["compost bin 1300 cpc0.3", "wormery 480 cpc0.2"],
            0,
        ),
        Case(
            "serposcope",
            Source::List,
            "keyword,ranking,url\ncompost bin,3,https://garden.example/a\nwormery,12,https://garden.example/b\n",
            &["compost bin", "wormery"],
            0,
        ),
        Case(
            "serpbear",
            Source::List,
            "ID,Keyword,Position,URL,Country,City,Device,Updated,Added,Tags\n\
             1,compost bin,3,https://garden.example/a,US,,desktop,2026-11-20 09:14:02,2026-10-01 08:00:00,soil\n\
             2,wormery,0,,GB,London,mobile,2026-11-20 09:14:05,2026-10-01 08:00:00,\n",
            &["compost bin US", "wormery GB"],
            0,
        ),
        Case(
            "thousands and decimals of Germany between commas",
            Source::List,
            "Keyword,Suchvolumen,CPC\ncompost bin,\"1.300\",\"0,31\"\nwormery,\"30.000\",\"1,20\"\n",
            &["compost bin 1300 cpc0.31", "wormery 30000 cpc1.2"],
            0,
        ),
        Case(
            "thousands in quotes",
            Source::List,
            "Keyword,Volume,CPC\ncompost bin,\"1,300\",\"$1,234.50\"\nwormery,480,$0.20\n",
            &["compost bin 1300 cpc1234.5", "wormery 480 cpc0.2"],
            0,
        ),
    ]);
    // A phrase may hold a comma where a list has one phrase a line.
    let list = "hotel, paris\nhotel london\nhotel rome\nbuy cheap hotel vouchers\nhotel near airport\n";
    let mut records = open(file(list.as_bytes()).path(), None).unwrap();
    let (keywords, rejects) = drain(&mut records);
    assert_eq!((keywords.len(), rejects.len()), (5, 0));
    assert!(
        keywords[0].phrase.starts_with("hotel"),
        "{:?}",
        keywords[0].phrase
    );
    assert!(keywords[0].phrase.ends_with("paris"), "{:?}", keywords[0].phrase);
    // A thousand that nothing keeps together is no volume of one.
    let torn = "Keyword,Volume\ncompost bin,1,300\nwormery,480\n";
    let mut records = open(file(torn.as_bytes()).path(), None).unwrap();
    let (keywords, _) = drain(&mut records);
    let bin = keywords.iter().find(|keyword| keyword.phrase == "compost bin");
    assert!(bin.is_none_or(|bin| bin.volume != Some(1)), "{bin:?}");
}
