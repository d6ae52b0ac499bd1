//! Exports as the markets of the world have them: tools in other languages than English, figures as their spreadsheets write them, and
//! columns that look like what they are not.

use igny8::planner::import::Source;

use super::{
    drain,
    exports::{Case, check, told},
    file, open, preview,
};

#[test]
fn keyword_planner_in_the_languages_of_its_users() {
    check(&[
        Case(
            "French, with thousands and millions behind narrow spaces",
            Source::KeywordPlanner,
            "Stats sur les mots clés 2026-09-01 à 10_11_12\n1 septembre 2025 - 31 août 2026\nMot clé\tDevise\tNombre moyen de recherches mensuelles\tÉvolution sur trois mois\tÉvolution d'une année sur l'autre\tConcurrence\tConcurrence (valeur indexée)\tEnchère de haut de page (petite fourchette)\tEnchère de haut de page (grande fourchette)\ncomposteur\tEUR\t100\u{202f}k – 1\u{202f}M\t0\u{a0}%\t0\u{a0}%\tFaible\t12\t0,31\t0,87\nterreau\tEUR\t1\u{202f}000\t0\u{a0}%\t0\u{a0}%\tMoyenne\t40\t\t\n",
            &["composteur 316228 cpc0.87 ~", "terreau 1000"],
            0,
        ),
        Case(
            "Italian",
            Source::KeywordPlanner,
            "Parola chiave\tValuta\tMedia ricerche mensili\tVariazione negli ultimi tre mesi\tVariazione anno su anno\tConcorrenza\tConcorrenza (valore indicizzato)\tOfferta per la parte superiore della pagina (intervallo basso)\tOfferta per la parte superiore della pagina (intervallo alto)\ncompostiera\tEUR\t1000\t0%\t0%\tBassa\t12\t0,31\t0,87\n",
            &["compostiera 1000 cpc0.87"],
            0,
        ),
        Case(
            "Spanish, the high end of the bid first",
            Source::KeywordPlanner,
            "Palabra clave,Media de búsquedas mensuales,Cambio en tres meses,Cambio interanual,Competencia,Competencia (valor indexado),Puja alta por parte superior de la página,Puja baja por parte superior de la página\ncompostador,\"1.300\",0%,0%,Baja,12,\"0,87\",\"0,31\"\n",
            &["compostador 1300 cpc0.87"],
            0,
        ),
        Case(
            "Russian",
            Source::KeywordPlanner,
            "Ключевое слово\tВалюта\tСреднее число запросов в месяц\tИзменение за три месяца\tКонкуренция\tКонкуренция (индекс)\tСтавка для показа вверху страницы (мин.)\tСтавка для показа вверху страницы (макс.)\nкомпостер\tRUB\t1 тыс. – 10 тыс.\t0 %\tНизкая\t12\t3,1\t8,7\n",
            &["компостер 3162 cpc8.7 ~"],
            0,
        ),
        Case(
            "Turkish, whose B is a thousand",
            Source::KeywordPlanner,
            "Anahtar kelime\tPara birimi\tOrtalama aylık arama sayısı\tÜç aylık değişim\tYıldan yıla değişim\tRekabet\tRekabet (dizine eklenmiş değer)\tSayfanın üst kısmı teklifi (düşük aralık)\tSayfanın üst kısmı teklifi (yüksek aralık)\nkompost\tTRY\t1 B – 10 B\t%0\t%0\tDüşük\t12\t3,1\t8,7\nsolucan\tTRY\t100 B – 1 Mn\t%0\t%0\tDüşük\t12\t3,1\t8,7\n",
            &["kompost 3162 cpc8.7 ~", "solucan 316228 cpc8.7 ~"],
            0,
        ),
        Case(
            "Swedish",
            Source::KeywordPlanner,
            "Sökord\tValuta\tGenomsn. antal sökningar per månad\tFörändring över tre månader\tKonkurrens\tKonkurrens (indexerat värde)\tBud för högst upp på sidan (lågt intervall)\tBud för högst upp på sidan (högt intervall)\nkompost\tSEK\t1 tn – 10 tn\t0 %\tLåg\t12\t3,1\t8,7\n",
            &["kompost 3162 cpc8.7 ~"],
            0,
        ),
        Case(
            "Czech",
            Source::KeywordPlanner,
            "Klíčové slovo\tMěna\tPrům. měsíční vyhledávání\tZměna za tři měsíce\tKonkurence\tKonkurence (indexovaná hodnota)\tNabídka pro horní část stránky (nižší rozmezí)\tNabídka pro horní část stránky (vyšší rozmezí)\nkompostér\tCZK\t100 tis. – 1 mil.\t0 %\tNízká\t12\t3,1\t8,7\n",
            &["kompostér 316228 cpc8.7 ~"],
            0,
        ),
        Case(
            "Hungarian",
            Source::KeywordPlanner,
            "Kulcsszó\tPénznem\tÁtl. havi keresések száma\tHáromhavi változás\tÉves változás\tVerseny\tVerseny (indexelt érték)\tAjánlat az oldal tetejére (alacsony tartomány)\tAjánlat az oldal tetejére (magas tartomány)\nkomposztáló\tHUF\t1 E – 10 E\t0%\t0%\tAlacsony\t12\t31\t87\n",
            &["komposztáló 3162 cpc87 ~"],
            0,
        ),
        Case(
            "Chinese of Taiwan, by another name of the volume",
            Source::KeywordPlanner,
            "關鍵字\t幣別\t平均每月搜尋次數\t三個月變化\t年增率變化\t競爭程度\t競爭程度 (索引值)\t網頁頂端出價 (低價範圍)\t網頁頂端出價 (高價範圍)\n堆肥\tTWD\t1萬 – 10萬\t0%\t0%\t低\t12\t3.1\t8.7\n",
            &["堆肥 31623 cpc8.7 ~"],
            0,
        ),
        Case(
            "Korean",
            Source::KeywordPlanner,
            "키워드\t통화\t월간 평균 검색량\t3개월간 변동\t경쟁\t경쟁(색인 생성 값)\t페이지 상단 입찰가(하위 범위)\t페이지 상단 입찰가(상위 범위)\n퇴비\tKRW\t1만~10만\t0%\t낮음\t12\t310\t870\n",
            &["퇴비 31623 cpc870 ~"],
            0,
        ),
        Case(
            "Arabic",
            Source::KeywordPlanner,
            "الكلمة الرئيسية\tالعملة\tمتوسط عمليات البحث الشهرية\tالمنافسة\tالمنافسة (القيمة المفهرسة)\tعرض السعر لأعلى الصفحة (نطاق منخفض)\tعرض السعر لأعلى الصفحة (نطاق مرتفع)\nسماد\tSAR\t1 ألف – 10 آلاف\tمنخفضة\t12\t0.31\t0.87\n",
            &["سماد 3162 cpc0.87 ~"],
            0,
        ),
    ]);
}

#[test]
fn reports_in_the_languages_of_their_users() {
    check(&[
        Case(
            "search terms in German with decimal commas",
            Source::GoogleAds,
            "Bericht zu Suchbegriffen\n1. September 2026 - 30. September 2026\nSuchbegriff;Keyword-Option;Hinzugefügt/Ausgeschlossen;Kampagne;Anzeigengruppe;Klicks;Impressionen;Klickrate;Währungscode;Durchschn. CPC;Kosten\nkomposter;Genau passend;Keine;Garten;Kisten;12;1.310;0,92 %;EUR;0,84;10,08\nGesamt: Suchbegriffe; --; --; --; --;12;1.310;0,92 %;EUR;0,84;10,08\n",
            &["komposter cpc0.84"],
            1,
        ),
        Case(
            "search terms in Russian, whose cost is that of all clicks",
            Source::GoogleAds,
            "Отчет по поисковым запросам\n1 сентября 2026 г. - 30 сентября 2026 г.\nПоисковый запрос,Тип соответствия,Кампания,Группа объявлений,Клики,Показы,CTR,Код валюты,Ср. цена за клик,Стоимость\nкомпостер,Точное соответствие,Сад,Ящики,12,310,\"3,87 %\",RUB,\"13,84\",\"166,08\"\n\"Итого: поисковые запросы\", --, --, --,12,310,\"3,87 %\",RUB,\"13,84\",\"166,08\"\n",
            &["компостер cpc13.84"],
            1,
        ),
        Case(
            "Search Console compares in Hungarian",
            Source::SearchConsole,
            "Leggyakoribb lekérdezések,Az elmúlt 3 hónap Kattintások,Az előző 3 hónap Kattintások,Az elmúlt 3 hónap Megjelenítések,Az előző 3 hónap Megjelenítések\nkomposzt,10,12,100,120\n",
            &["komposzt"],
            0,
        ),
        Case(
            "Bing in Portuguese",
            Source::BingWebmaster,
            "\"Palavra-chave\",\"Impressões\",\"Cliques\",\"CTR\",\"Posição média\"\n\"composteira\",\"1200\",\"40\",\"3,33%\",\"8,1\"\n",
            &["composteira"],
            0,
        ),
        Case(
            "what trends now, in German",
            Source::GoogleTrends,
            "Trends,Suchvolumen,Gestartet,Beendet,Aufschlüsselung des Trends,Link zum Entdecken\nkompost,\"200.000+\",\"1. November 2026 um 10:00:00\",,\"kompost,mulch\",./explore?q=kompost&geo=DE\nmulch,\"2.000+\",\"1. November 2026 um 09:00:00\",,mulch,./explore?q=mulch&geo=DE\n",
            &["kompost", "mulch"],
            0,
        ),
        Case(
            "Semrush in Portuguese",
            Source::Semrush,
            "Palavra-chave,Intenção,Volume,Tendência,Dificuldade da palavra-chave,CPC (USD),Densidade competitiva\ncomposteira,Informacional,1300,\"0.5,0.8,1\",45,0.31,0.5\n",
            &["composteira 1300 kd45 cpc0.31 informational trend3"],
            0,
        ),
        Case(
            "Semrush in Japanese",
            Source::Semrush,
            "キーワード,検索意図,ボリューム,トレンド,キーワード難易度,CPC (USD),競合密度\nコンポスト,情報収集,1300,\"0.5,0.8,1\",45,0.31,0.5\n",
            &["コンポスト 1300 kd45 cpc0.31 informational trend3"],
            0,
        ),
        Case(
            "Serpstat with signs behind the names",
            Source::Serpstat,
            "Фраза;Частота;Стоимость $;Конкуренция %;Результатов;Сложность фразы\nкомпост;1300;0,30;44;104000;12\n",
            &["компост 1300 kd12 cpc0.3"],
            0,
        ),
        Case(
            "a planner of Prague with a year's searches first",
            Source::List,
            "Klíčové slovo;Roční hledanost;Měsíční hledanost;Konkurence;Průměrná cena za proklik\nkompostér;15600;1300;0,5;3,50 Kč\n",
            &["kompostér 1300 cpc3.5"],
            0,
        ),
        Case(
            "two engines of Prague",
            Source::List,
            "Klíčové slovo;Hledanost Google;Hledanost Seznam;CPC\nkompostér;1300;480;3,50\n",
            &["kompostér 1300 cpc3.5"],
            0,
        ),
        Case(
            "two engines of Tokyo",
            Source::List,
            "検索キーワード,Google月間検索数,Yahoo!月間検索数\nコンポスト,1300,480\n",
            &["コンポスト 1300"],
            0,
        ),
        Case(
            "devices and their sum in Korean",
            Source::List,
            "키워드,PC 검색량,MO 검색량,총 검색수\n부엽토,300,1000,1300\n",
            &["부엽토 1300"],
            0,
        ),
        Case(
            "Hungarian by hand",
            Source::List,
            "Kulcsszó;Havi keresés;Nehézség\nfűnyíró;1 200;45\n",
            &["fűnyíró 1200 kd45"],
            0,
        ),
        Case(
            "XOVI",
            Source::List,
            "Keyword;Position;Landingpage;Suchvolumen p.M.;CPC;AdWords Konkurrenz\nkomposter;4;https://garten.example/;1.300;0,87 €;0,5\n",
            &["komposter 1300 cpc0.87"],
            0,
        ),
    ]);
}

#[test]
fn what_looks_like_a_figure_and_is_none() {
    check(&[
        Case(
            "money in millionths",
            Source::List,
            "search_term_view.search_term,metrics.impressions,metrics.clicks,metrics.average_cpc\ncompost bin,310,12,84000\n",
            &["compost bin"],
            0,
        ),
        Case(
            "the same of keywords",
            Source::List,
            "ad_group_criterion.keyword.text,metrics.average_cpc,metrics.clicks\ncompost bin,840000,12\n",
            &["compost bin"],
            0,
        ),
        Case(
            "money in hundredths",
            Source::List,
            "Keyword,Country,Volume,KD,CPC (cents)\ncompost bin,us,1300,12,30\n",
            &["compost bin 1300 kd12 US"],
            0,
        ),
        Case(
            "a place in search results under a day",
            Source::List,
            "\"Запросы\";\"[Базовая]\";\"[Точная]\";\"2026-10-01\"\n\"компост\";\"1300\";\"390\";\"4\"\n",
            &["компост 1300"],
            0,
        ),
        Case(
            "the popularity of a store for apps",
            Source::List,
            "Keyword,Volume,Difficulty,Chance,Relevancy\ncompost app,45,33,90,80\n",
            &["compost app kd33"],
            0,
        ),
        Case(
            "the average of the months beside it",
            Source::List,
            "Keyword,Average,Jan 2026,Feb 2026,Mar 2026\ncompost,1300,900,1300,1700\n",
            &["compost 1300 trend3"],
            0,
        ),
        Case(
            "months without a year",
            Source::List,
            "Palabra clave,Media mensual,Enero,Febrero,Marzo,Abril,Puja baja,Puja alta\ncompostador,1300,900,1300,1700,1300,\"0,31\",\"0,87\"\n",
            &["compostador 1300 cpc0.87 trend4"],
            0,
        ),
        Case(
            "notes below a table",
            Source::List,
            "Keyword,Volume,KD\ncompost bin,1300,12\nwormery,480,9\n\nNote: volumes are averages for one year\nnull,90,3\n",
            &["compost bin 1300 kd12", "wormery 480 kd9"],
            2,
        ),
        Case(
            "Pinterest's trends",
            Source::List,
            "Pinterest Trends,,,,\nRegion,US,,,\n,,,,\nRank,Trend,Weekly change,Monthly change,Yearly change,2026-08-01,2026-08-08\n1,compost bin,10%,20%,30%,80,100\n2,wormery,10%,20%,30%,80,100\n",
            &["compost bin", "wormery"],
            0,
        ),
        Case(
            "names of a program",
            Source::List,
            "keywordPhrase,searchVolume,keywordDifficulty,averageCpcMicros\ncompost bin,1300,12,310000\n",
            &["compost bin 1300 kd12"],
            0,
        ),
        Case(
            "dollars of Canada and Australia",
            Source::List,
            "Keyword,Volume,CPC\ncompost,1300,CA$0.31\nworm,480,AU$1.20\n",
            &["compost 1300 cpc0.31", "worm 480 cpc1.2"],
            0,
        ),
        Case(
            "other words for nothing",
            Source::List,
            "Keyword,Volume,KD\ncompost,n.v.,keine\nworm,nedostupné,なし\n",
            &["compost", "worm"],
            0,
        ),
    ]);
}

/// After what was reported to `o19s/quepid` as 474: a short list of Hungary as spreadsheets there save it.
#[test]
fn a_header_that_reads_alike_in_two_pages_leaves_the_choice_to_the_words() {
    let text = "Kulcsszó;Havi keresés\nfűnyíró;1 200\nőszi virágok;480\n";
    let bytes = encoding_rs::WINDOWS_1250.encode(text).0;
    let mut records = open(file(&bytes).path(), None).unwrap();
    let (keywords, _) = drain(&mut records);
    let seen: Vec<_> = keywords.iter().map(told).collect();
    assert_eq!(seen, ["fűnyíró 1200", "őszi virágok 480"]);
}

#[test]
fn letters_and_their_accents_are_joined() {
    let text = "Keyword,Volume\ncafe\u{301} cre\u{300}me,1300\n";
    let (keywords, _) = drain(&mut open(file(text.as_bytes()).path(), None).unwrap());
    assert_eq!(keywords[0].phrase, "café crème");
}

#[test]
fn what_is_not_taken_is_named_in_other_languages_too() {
    let text = "Mot clé,Volume,Volume annuel,CPC micros\ncompost,1300,15600,310000\n";
    let shown = preview(file(text.as_bytes()).path()).unwrap();
    let reasons: Vec<_> = shown
        .columns
        .iter()
        .filter_map(|column| column.reason.as_deref())
        .collect();
    assert_eq!(
        reasons,
        [
            "This counts searches of a year, not of a month.",
            "This cost is in millionths of the currency. Divide it by a million to import it.",
        ]
    );
}
